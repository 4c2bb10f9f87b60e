"""What is the smallest valid event of each kind, for a test that needs one?

    from make_events import document, object_event, transformation_event

Every maker gives a fresh dict; keyword arguments replace or add members, and a member set to None is left
out.
"""

import json
from typing import Any

GS1_CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
CONTEXT = [GS1_CONTEXT, {"example": "https://ns.example.com/epcis/"}]

HERB_LOT = "urn:epc:class:lgtin:6901234.000001.LOT-A"
SLICE_LOT = "urn:epc:class:lgtin:6901234.000002.LOT-B"
PACK = "urn:epc:id:sgtin:6901234.000003.1"
FARM = "urn:epc:id:sgln:6901234.00001.0"
FACTORY = "urn:epc:id:sgln:6901234.00002.0"


def object_event(**members: Any) -> dict[str, Any]:
    """A lot of herbs comes into being at a farm: 120.5 kg."""
    event: dict[str, Any] = {
        "type": "ObjectEvent",
        "eventTime": "2026-09-01T08:00:00.000+08:00",
        "eventTimeZoneOffset": "+08:00",
        "action": "ADD",
        "quantityList": [quantity(HERB_LOT, 120.5)],
        "bizStep": "commissioning",
        "disposition": "active",
        "readPoint": {"id": FARM},
        "bizLocation": {"id": FARM},
    }
    return _changed(event, members)


def transformation_event(**members: Any) -> dict[str, Any]:
    """The lot becomes slices at a factory: 120.5 kg in, 96.25 kg out."""
    event: dict[str, Any] = {
        "type": "TransformationEvent",
        "eventTime": "2026-09-03T14:30:00.000+08:00",
        "eventTimeZoneOffset": "+08:00",
        "inputQuantityList": [quantity(HERB_LOT, 120.5)],
        "outputQuantityList": [quantity(SLICE_LOT, 96.25)],
        "bizStep": "creating_class_instance",
        "disposition": "active",
        "readPoint": {"id": FACTORY},
        "bizLocation": {"id": FACTORY},
    }
    return _changed(event, members)


def quantity(epc_class: str, amount: float, uom: str | None = "KGM") -> dict[str, Any]:
    """A quantity element; without unit it is a count."""
    return {"epcClass": epc_class, "quantity": amount} | ({} if uom is None else {"uom": uom})


def document(events: list[dict[str, Any]], **members: Any) -> dict[str, Any]:
    """An EPCISDocument of these events."""
    frame: dict[str, Any] = {
        "@context": CONTEXT,
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-09-04T09:00:00.000+08:00",
        "epcisBody": {"eventList": events},
    }
    return _changed(frame, members)


def document_bytes(events: list[dict[str, Any]], **members: Any) -> bytes:
    """The same as UTF-8 JSON, as it is sent."""
    return json.dumps(document(events, **members), ensure_ascii=False, indent=2).encode()


def bare_event(event: dict[str, Any]) -> dict[str, Any]:
    """An event as `POST /events` takes it: with its own context."""
    return {"@context": CONTEXT, **event}


def _changed(value: dict[str, Any], members: dict[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in (value | members).items() if one is not None}
