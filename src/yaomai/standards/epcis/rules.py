"""What must hold between the members of one event?

Each rule is one function with the type of EPCIS 2.0 that demands it; RULES says which event type it binds.
A rule looks only at members that are there with the right type; wrong types have their own finding.
"""

from collections.abc import Callable, Mapping
from typing import Any

from yaomai.errors import Finding

Rule = Callable[[Mapping[str, Any], str], Finding | None]


def _has(fields: Mapping[str, Any], *names: str) -> bool:
    """Whether one of these lists is there and has an item."""
    return any(isinstance(fields.get(name), list) and fields[name] for name in names)


def _object_event_has_a_subject(fields: Mapping[str, Any], pointer: str) -> Finding | None:
    """ObjectEvent: it names its objects; one that only reports sensor values says where. An empty epcList is allowed."""
    if "epcList" in fields or _has(fields, "quantityList"):
        return None
    if _has(fields, "sensorElementList") and "readPoint" in fields:
        return None
    return Finding(
        "epcis.what_missing",
        pointer,
        "an ObjectEvent names its objects in epcList or quantityList, or has sensorElementList and readPoint",
    )


def _ilmd_only_when_added(fields: Mapping[str, Any], pointer: str) -> Finding | None:
    """ObjectEvent: instance/lot master data is given when an object begins (action ADD)."""
    if "ilmd" not in fields or fields.get("action") not in ("OBSERVE", "DELETE"):
        return None
    return Finding(
        "epcis.ilmd_not_allowed",
        f"{pointer}/ilmd",
        f"ilmd is only allowed with action ADD, not {fields['action']}; leave it out or correct the action",
    )


def _aggregation_has_a_parent(fields: Mapping[str, Any], pointer: str) -> Finding | None:
    """AggregationEvent: parentID is required when action is ADD or DELETE."""
    if "parentID" in fields or fields.get("action") not in ("ADD", "DELETE"):
        return None
    return Finding(
        "epcis.parent_id_missing",
        pointer,
        f"an AggregationEvent with action {fields['action']} names its parentID",
    )


def _children_named(fields: Mapping[str, Any], pointer: str) -> Finding | None:
    """AggregationEvent, AssociationEvent: only DELETE may leave the children away, meaning all of them."""
    if _has(fields, "childEPCs", "childQuantityList") or fields.get("action") == "DELETE":
        return None
    return Finding(
        "epcis.children_missing",
        pointer,
        "name at least one child in childEPCs or childQuantityList (only DELETE may not)",
    )


def _transaction_has_a_subject(fields: Mapping[str, Any], pointer: str) -> Finding | None:
    """TransactionEvent: only DELETE may leave the objects away, meaning all of them. An empty epcList is allowed."""
    if "epcList" in fields or _has(fields, "quantityList") or fields.get("action") == "DELETE":
        return None
    return Finding(
        "epcis.what_missing",
        pointer,
        "a TransactionEvent names its objects in epcList or quantityList (only DELETE may not)",
    )


def _transformation_is_whole(fields: Mapping[str, Any], pointer: str) -> Finding | None:
    """TransformationEvent: inputs and outputs, or one of them and the transformationID that joins the parts."""
    inputs = _has(fields, "inputEPCList", "inputQuantityList")
    outputs = _has(fields, "outputEPCList", "outputQuantityList")
    if (inputs and outputs) or ("transformationID" in fields and (inputs or outputs)):
        return None
    missing = "inputs" if outputs else "outputs" if inputs else "inputs and outputs"
    return Finding(
        "epcis.transformation_incomplete",
        pointer,
        f"a TransformationEvent has at least one input and one output, or a transformationID and one of them; "
        f"there are no {missing}",
    )


RULES: dict[str, tuple[Rule, ...]] = {
    "ObjectEvent": (_object_event_has_a_subject, _ilmd_only_when_added),
    "AggregationEvent": (_aggregation_has_a_parent, _children_named),
    "TransactionEvent": (_transaction_has_a_subject,),
    "TransformationEvent": (_transformation_is_whole,),
    "AssociationEvent": (_children_named,),
}


def unit_without_quantity(element: Mapping[str, Any], pointer: str) -> Finding | None:
    """QuantityElement: where quantity is omitted, uom is omitted as well."""
    if "uom" not in element or "quantity" in element:
        return None
    return Finding(
        "epcis.uom_without_quantity", f"{pointer}/uom", "uom is given without quantity; give both or neither"
    )


def persistent_disposition_says_something(value: Mapping[str, Any], pointer: str) -> Finding | None:
    """PersistentDisposition: at least one of set and unset."""
    if "set" in value or "unset" in value:
        return None
    return Finding("epcis.persistent_disposition_empty", pointer, "persistentDisposition has set, unset or both")
