"""Checks of events: the verdict of GS1's schema, and the differences that the standard demands."""

import copy
import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import jsonschema_rs
import pytest

from gs1_examples import GS1, REFUSED, example_events
from make_events import CONTEXT, HERB_LOT, PACK, bare_event, document, object_event, quantity, transformation_event
from shared_material import needs_shared
from yaomai.errors import InvalidError
from yaomai.standards.epcis.context import read_context
from yaomai.standards.epcis.document import read_document
from yaomai.standards.epcis.event import read_event
from yaomai.standards.epcis.event_hash import event_hash
from yaomai.standards.epcis.validation import _EVENTS, check, snake
from yaomai.standards.epcis.value_checkers import Run

# What this project refuses and GS1's schema does not: the finding's code (or its beginning) and the reason.
STRICTER = {
    "gs1.": "a malformed GS1 identifier names nothing that anyone can look up",
    "epcis.parent_id_missing": "EPCIS 2.0, AggregationEvent: parentID is required when action is ADD or DELETE",
    "epcis.uom_without_quantity": "EPCIS 2.0, QuantityElement: where quantity is omitted, uom is omitted as well",
    "epcis.quantity_negative": "a quantity is not less than nothing; stock and mass balances would be wrong in silence",
    "epcis.type_unknown": "of an event: other organisations' types have no rules here and would enter unchecked; "
    "of anything else: a misspelt word in GS1's own namespace would pass as another party's word",
    "epcis.biz_step_unknown": "a misspelt word in GS1's own namespace",
    "epcis.disposition_unknown": "the same",
    "epcis.set_unknown": "the same, of persistent dispositions",
    "epcis.unset_unknown": "the same",
    "epcis.exception_unknown": "the same, of sensor alerts",
    "epcis.component_unknown": "the same, of components",
    "epcis.reason_unknown": "the same, of reasons of an error declaration",
}


def codes(event: dict[str, Any]) -> list[str]:
    return [finding.code for finding in check(event, "", read_context(CONTEXT))]


def pointers(event: dict[str, Any]) -> list[tuple[str, str]]:
    return [(finding.code, finding.pointer) for finding in check(event, "/e", read_context(CONTEXT))]


# --- rules, one row each: name, event, findings

RULES = {
    "an event without type": (object_event(type=None), ["epcis.type_missing"]),
    "a type of 1.2": (object_event(type="QuantityEvent"), ["epcis.type_unknown"]),
    "a type that is a list": (object_event(type=["ObjectEvent"]), ["epcis.type_unknown"]),
    "no event time": (object_event(eventTime=None), ["epcis.event_time_missing"]),
    "no offset in the event time": (object_event(eventTime="2026-09-01T08:00:00.000"), ["epcis.event_time_invalid"]),
    "30 February": (object_event(eventTime="2026-02-30T08:00:00Z"), ["epcis.event_time_invalid"]),
    "offset Z": (object_event(eventTimeZoneOffset="Z"), ["epcis.event_time_zone_offset_invalid"]),
    "offset beyond 14:00": (object_event(eventTimeZoneOffset="+14:30"), ["epcis.event_time_zone_offset_invalid"]),
    "unknown action": (object_event(action="add"), ["epcis.action_invalid"]),
    "unknown business step": (object_event(bizStep="shiping"), ["epcis.biz_step_invalid"]),
    "business step of one's own": (object_event(bizStep="https://herb.example/steps/sweating"), []),
    "business step as web address": (object_event(bizStep="https://ref.gs1.org/cbv/BizStep-shipping"), []),
    "business step with prefix": (object_event(bizStep="cbv:BizStep-shipping"), []),
    "misspelt in GS1's namespace": (object_event(bizStep="https://ref.gs1.org/cbv/BizStep-shiping"), ["epcis.biz_step_unknown"]),
    "misspelt with prefix": (object_event(bizStep="cbv:BizStep-shiping"), ["epcis.biz_step_unknown"]),
    "business step as URN": (object_event(bizStep="urn:epcglobal:cbv:bizstep:shipping"), ["epcis.biz_step_invalid"]),
    "the same object twice": (object_event(epcList=[PACK, PACK]), ["epcis.epc_list_repeated"]),
    "no object": (object_event(quantityList=None), ["epcis.what_missing"]),
    "empty list of classes": (object_event(quantityList=[]), ["epcis.what_missing"]),
    "empty list of instances": (object_event(quantityList=None, epcList=[]), []),
    "sensor values at a place": (
        object_event(quantityList=None, sensorElementList=[{"sensorReport": [{"type": "Temperature", "value": 4}]}]),
        [],
    ),
    "sensor values nowhere": (
        object_event(
            quantityList=None, readPoint=None, sensorElementList=[{"sensorReport": [{"type": "Temperature"}]}]
        ),
        ["epcis.what_missing"],
    ),
    "empty sensor report": (object_event(sensorElementList=[{"sensorReport": []}]), ["epcis.sensor_report_empty"]),
    "ilmd when observed": (object_event(action="OBSERVE", ilmd={"example:a": 1}), ["epcis.ilmd_not_allowed"]),
    "ilmd when added": (object_event(ilmd={"example:a": 1, "cbvmda:lotNumber": "1"}), []),
    "ilmd without prefix": (object_event(ilmd={"lotNumber": "1"}), ["epcis.member_unknown"]),
    "negative quantity": (object_event(quantityList=[quantity(HERB_LOT, -1)]), ["epcis.quantity_negative"]),
    "quantity as text": (object_event(quantityList=[{"epcClass": HERB_LOT, "quantity": "5"}]), ["epcis.quantity_invalid"]),
    "quantity true": (object_event(quantityList=[{"epcClass": HERB_LOT, "quantity": True}]), ["epcis.quantity_invalid"]),
    "quantity exact": (object_event(quantityList=[{"epcClass": HERB_LOT, "quantity": Decimal("0.1")}]), []),
    "unit without quantity": (object_event(quantityList=[{"epcClass": HERB_LOT, "uom": "KGM"}]), ["epcis.uom_without_quantity"]),
    "unit in small letters": (object_event(quantityList=[quantity(HERB_LOT, 1, "kg")]), ["epcis.uom_invalid"]),
    "wrong check digit": (object_event(epcList=["https://id.gs1.org/01/09506000134353/21/1"]), ["gs1.check_digit_wrong"]),
    "place with wrong check digit": (object_event(readPoint={"id": "https://id.gs1.org/414/9506000134301"}), ["gs1.check_digit_wrong"]),
    "bare drug trace code": (object_event(epcList=["81234567890123456789"]), ["epcis.epc_list_invalid"]),
    "drug trace code": (object_event(epcList=["urn:yaomai:cn-drug-trace-code:81234567890123456789"]), []),
    "credit code of a source": (
        object_event(sourceList=[{"type": "owning_party", "source": "urn:yaomai:cn-credit-code:91620000MA00000007"}]), []),
    "wrong credit code of a source": (
        object_event(sourceList=[{"type": "owning_party", "source": "urn:yaomai:cn-credit-code:91620000MA00000008"}]),
        ["gb32100.check_character_wrong"],
    ),
    "unknown member": (object_event(bizstep="shipping"), ["epcis.member_unknown"]),
    "extension": (object_event(**{"example:plot": {"anything": [1, None]}}), []),
    "extension with full name": (object_event(**{"https://herb.example/plot": 1}), []),
    "empty persistent disposition": (object_event(persistentDisposition={}), ["epcis.persistent_disposition_empty"]),
    "input of an object event": (object_event(inputEPCList=[PACK]), ["epcis.member_unknown"]),
    "transformation": (transformation_event(), []),
    "transformation without outputs": (transformation_event(outputQuantityList=[]), ["epcis.transformation_incomplete"]),
    "transformation without inputs": (transformation_event(inputQuantityList=None), ["epcis.transformation_incomplete"]),
    "first part of a transformation": (transformation_event(outputQuantityList=None, transformationID="urn:x:1"), []),
    "a transformation of nothing": (
        transformation_event(inputQuantityList=None, outputQuantityList=None, transformationID="urn:x:1"),
        ["epcis.transformation_incomplete"],
    ),
    "transformation with action": (transformation_event(action="ADD"), ["epcis.member_unknown"]),
    "error declaration without time": (object_event(errorDeclaration={"reason": "did_not_occur"}), ["epcis.declaration_time_missing"]),
    "bizTransaction without type": (object_event(bizTransactionList=[{"bizTransaction": "urn:x:1"}]), []),
    "source without type": (object_event(sourceList=[{"source": "urn:x:1"}]), ["epcis.type_missing"]),
    "certification": (object_event(certificationInfo=["urn:x:1", "https://c.example/1"]), []),
    "certification that is none": (object_event(certificationInfo=["urn:x:1", 5]), ["epcis.certification_info_invalid"]),
}  # fmt: skip

_AGGREGATION = {
    "type": "AggregationEvent",
    "eventTime": "2026-09-05T08:00:00Z",
    "eventTimeZoneOffset": "+08:00",
    "action": "ADD",
    "parentID": "urn:epc:id:sscc:6901234.0000000001",
    "childEPCs": [PACK],
}
OTHER_TYPES = {
    "aggregation": (_AGGREGATION, []),
    "aggregation without parent": ({**_AGGREGATION, "parentID": None}, ["epcis.parent_id_missing"]),
    "aggregation without children": ({**_AGGREGATION, "childEPCs": []}, ["epcis.children_missing"]),
    "aggregation dissolved": ({**_AGGREGATION, "action": "DELETE", "childEPCs": None}, []),
    "aggregation observed without parent": ({**_AGGREGATION, "action": "OBSERVE", "parentID": None}, []),
    "association without parent": ({**_AGGREGATION, "type": "AssociationEvent", "parentID": None}, ["epcis.parent_id_missing"]),
    "association without children": ({**_AGGREGATION, "type": "AssociationEvent", "childEPCs": None}, ["epcis.children_missing"]),
    "transaction": (
        {**_AGGREGATION, "type": "TransactionEvent", "childEPCs": None, "epcList": [PACK], "bizTransactionList": [{"bizTransaction": "urn:x:1"}]},
        [],
    ),
    "transaction of nothing": (
        {**_AGGREGATION, "type": "TransactionEvent", "childEPCs": None, "bizTransactionList": []},
        ["epcis.biz_transaction_list_empty", "epcis.what_missing"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RULES | OTHER_TYPES)
def test_rule(name):
    event, expected = (RULES | OTHER_TYPES)[name]
    assert codes({key: value for key, value in event.items() if value is not None}) == expected


# GS1's conformance requirement TCR-54 of AssociationEvents, step by step: members left away, actions, finding
TCR54 = [
    ((), ("ADD", "OBSERVE", "DELETE"), []),
    (("parentID",), ("ADD", "DELETE"), ["epcis.parent_id_missing"]),
    (("childEPCs",), ("ADD", "OBSERVE"), ["epcis.children_missing"]),
    (("childEPCs",), ("DELETE",), []),
]


@pytest.mark.parametrize(("left_away", "actions", "found"), TCR54)
def test_association_events_of_tcr_54(left_away, actions, found):
    """With a physical location as parent; schemas fail to see steps 3 and 4, it says."""
    event = _AGGREGATION | {"type": "AssociationEvent", "parentID": "urn:epc:id:sgln:6901234.00001.0"}
    for action in actions:
        changed = {name: value for name, value in event.items() if name not in left_away} | {"action": action}
        assert codes(changed) == found


def test_sensor_values_taken_after_the_event_are_not_refused():
    """Requirement M122 wants `time` not after eventTime, in a draft; four of GS1's own examples have it later."""
    late = {"sensorMetadata": {"time": "2026-09-02T08:00:00Z"}, "sensorReport": [{"type": "Temperature", "value": 4}]}
    assert codes(object_event(sensorElementList=[late])) == []


def test_all_faults_at_once_with_their_pointers():
    event = object_event(
        eventTime="now",
        action=None,
        epcList=["urn:x:1", 7],
        quantityList=[quantity(HERB_LOT, 1), {"quantity": -1, "foo/bar": 1}],
        readPoint="here",
    )
    assert sorted(pointers(event)) == [
        ("epcis.action_missing", "/e"),
        ("epcis.epc_class_missing", "/e/quantityList/1"),
        ("epcis.epc_list_invalid", "/e/epcList/1"),
        ("epcis.event_time_invalid", "/e/eventTime"),
        ("epcis.member_unknown", "/e/quantityList/1/foo~1bar"),
        ("epcis.quantity_negative", "/e/quantityList/1/quantity"),
        ("epcis.read_point_invalid", "/e/readPoint"),
    ]


def test_a_finding_says_the_value_and_what_is_allowed():
    (finding,) = check(object_event(bizStep="shiping"))
    assert finding.value == "shiping"
    assert "shipping" in finding.message
    (finding,) = check(object_event(eventID=["x" * 500]))
    assert len(finding.value) <= 120


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("eventTime", "event_time"), ("eventID", "event_id"), ("epcList", "epc_list"), ("childEPCs", "child_epcs"),
        ("inputEPCList", "input_epc_list"), ("correctiveEventIDs", "corrective_event_ids"), ("sDev", "s_dev"),
        ("transformationID", "transformation_id"), ("@context", "context"), ("uom", "uom"),
    ],
)  # fmt: skip
def test_codes_spell_the_standards_words(name, code):
    assert snake(name) == code


# --- the verdict of GS1's schema, over its examples and everything that can be wrong in them

_VALUES: list[Any] = [None, True, 5, -1.5, "", "x", "shipping", "ADD", "urn:x:y", "urn:x:y z", [], {}, ["urn:x:y"], ["urn:x:y", "urn:x:y"], [{}], {"a:b": 1},
    "2026-01-01T00:00:00+14:00", "2026-01-01T00:00:00", "https://id.gs1.org/01/09506000134353", "https://ref.gs1.org/cbv/BizStep-x",
    "https://ref.gs1.org/cbv/Disp-x", "https://ref.gs1.org/cbv/BTT-x", "https://ref.gs1.org/cbv/SDT-x", "https://ref.gs1.org/voc/x", "https://ref.gs1.org/cbv/Comp-w",
    "https://ref.gs1.org/cbv/ER-x", "https://gs1.org/voc/Temperature", "urn:epcglobal:cbv:bizstep:shipping", "http://ns.gs1.org/cbv/x"]  # fmt: skip
_VALUES += [10**30, -(10**400), 1e308, 5e-324, -0.0, "NaN", "Infinity", "1e5", "２", "urn:", "urn:x:\u4e2d", "https://", "javascript:x", "a:b", "x" * 300,
    [None], [[]], [{}, {}], [5], {"": 1}, {"@id": "urn:x:y"}, {"id": "urn:x:y"}, "2026-02-29T00:00:00Z", "2026-01-01T24:00:00Z",
    "2026-01-01t00:00:00z", "2026-01-01T00:00:00.000000000001Z", "+14:00", "-00:00", "C62", "KGM ", "ABCD"]  # fmt: skip
_NAMES: list[tuple[str, Any]] = [
    ("foo", 1), ("", 1), ("example:", 1), (":x", 1), ("https://herb.example/x y", 1), ("example:中", 1), ("@type", "ObjectEvent"), ("@id", "urn:x:y"), ("@context", {"a": 5}),
    ("@context", "urn:x:y"), ("@context", ["urn:x:y", "urn:x:y"]), ("@context", [{"a": "b"}, {"a": "b"}]), ("@context", [[]]), ("@context", None), ("@context", []), ("example:foo", 1), ("ns:a b", 1), ("parentID", "urn:x:y"), ("ilmd", {}), ("ilmd", {"a:b": 1}), ("type", "ObjectEvent"), ("action", "DELETE"),
    ("epcList", []), ("transformationID", "urn:x:y"), ("uom", "KGM"), ("quantity", 3), ("unset", ["active"]), ("recordTime", "2026-01-01T00:00:00Z"),
    ("certificationInfo", "urn:x:y"), ("errorDeclaration", {"declarationTime": "2026-01-01T00:00:00Z"}), ("time", "2026-01-01T00:00:00Z"), ("component", "https://ref.gs1.org/cbv/Comp-w"), ("component", "x"),
]  # fmt: skip


# What reading a text refuses before its members are looked at, and GS1's schema does not.
STRICTER_TEXT = {
    "json.number_too_large": "numbers have at most 100 digits: nobody measured more, and thousands take long to calculate with"
}
_PLACES_OF_A_KIND = 1  # of how many events everything is tried at one place


def mutations(
    value: Any, holder: Any = None, key: Any = None, *, place: str = "", seen: Counter[str] | None = None
) -> Iterator[str]:
    """Change one thing in place, yield its description, put it back; then the next.

    `place` is where `value` stands. What it can be replaced by, be called and be given besides is tried at the same place of
    _PLACES_OF_A_KIND events, which `seen` counts; what can be left away from it, of each.
    """
    seen = Counter() if seen is None else seen
    seen[place] += 1
    fully = seen[place] <= _PLACES_OF_A_KIND
    if holder is not None and fully:
        elsewhere: list[Any] = [[value], [value, value], [[value]], {"example:x": value}, {str(key): value}]
        for replacement in [*_VALUES, *elsewhere]:
            holder[key] = replacement
            yield f"{key} = {replacement!r}"
        holder[key] = value
    if isinstance(value, dict):
        for name in list(value):
            for other in (None, *((name.upper(), f"{name}s", f"example:{name}", f" {name}") if fully else ())):
                kept = value.copy()
                one = value.pop(name)
                if other is not None:
                    value[other] = one
                yield f"{name} called {other!r}"
                value.clear()
                value.update(kept)
            yield from mutations(value[name], value, name, place=f"{place}/{name}", seen=seen)
        for name, one in _NAMES if fully else ():
            if name not in value:
                value[name] = one
                yield f"with {name} = {one!r}"
                del value[name]
    elif isinstance(value, list):
        kept_items = value.copy()
        for items in ([], value * 2, [*value, *value[-1:]], [*value, None]):
            value[:] = items
            yield f"{key} = {items!r}"
        value[:] = kept_items
        for i, item in enumerate(kept_items[:2]):
            yield from mutations(item, value, i, place=f"{place}/{i}", seen=seen)


def _stricter(code: str) -> str:
    """The row of STRICTER that allows a finding, or nothing."""
    return next((row for row in STRICTER if code == row or (row.endswith(".") and code.startswith(row))), "")


def gs1_schema(definition: str = "") -> Any:
    """GS1's schema for whole documents, or for one of its definitions."""
    schema = json.loads((GS1 / "EPCIS-JSON-Schema.json").read_bytes())
    if definition:
        schema = {
            "$schema": schema["$schema"],
            "definitions": schema["definitions"],
            "$ref": f"#/definitions/{definition}",
        }
    return jsonschema_rs.validator_for(schema)


@needs_shared
def test_the_verdict_is_that_of_gs1s_schema():
    schema = gs1_schema("EPCIS-Document-Event")
    differences: Counter[str] = Counter()
    judged = Counter[bool]()
    wrong = []
    seen: set[str] = set()
    places: Counter[str] = Counter()
    for name, event in example_events():
        shape = json.dumps(_shape(event), sort_keys=True)
        if shape in seen:
            continue  # the same members with other values: the same mutations again
        seen.add(shape)
        context = read_context(event.pop("@context"))
        assert schema.is_valid(event) is (not check(event, "", context)), name
        for what in mutations(event, place=event["type"], seen=places):
            findings = check(event, "", context)
            valid = schema.is_valid(event)
            judged[valid] += 1
            if not findings:  # whatever passes can be viewed and hashed; and looking for faults finds none either
                assert reported(event, context) == []
                read_event(event, context)
                event_hash(event, context)
            if valid is (not findings):
                continue
            rows = {_stricter(finding.code) for finding in findings}
            if valid and "" not in rows:
                differences.update(rows)
            else:
                wrong.append((name, what, valid, findings[:3]))
    assert wrong == []
    assert judged[True] > 5_000
    assert judged[False] > 20_000
    assert set(differences) == set(STRICTER), "a row that no mutation needs says something untrue"


@needs_shared
@pytest.mark.parametrize("time", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2016-12-31T23:59:60Z"])
def test_times_that_the_schema_allows_and_no_clock_here_can_hold(time):
    """A moment of the years 1 and 9999 may have no date elsewhere on earth; a leap second is no moment of PostgreSQL's."""
    event = object_event(eventTime=time)
    assert gs1_schema("EPCIS-Document-Event").is_valid(event)
    assert codes(event) == ["epcis.event_time_invalid"]


def reported(event: dict[str, Any], context: Any) -> list[Any]:
    """What is found where everything is looked at, whatever was seen at once."""
    run = Run(context)
    _EVENTS[event["type"]].report(event, "", run)
    return run.findings


def _shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _shape(one) for name, one in value.items() if name != "@context"}
    return [_shape(one) for one in value[:2]] if isinstance(value, list) else type(value).__name__


@needs_shared
def test_the_verdict_on_frames_is_that_of_gs1s_schema():
    schema = gs1_schema()
    master_data = {
        "epcisMasterData": {
            "vocabularyList": [
                {
                    "type": "urn:epcglobal:epcis:vtype:ReadPoint",
                    "vocabularyElementList": [
                        {"id": "urn:x:1", "attributes": [{"id": "urn:x:a", "attribute": "v"}], "children": ["urn:x:2"]}
                    ],
                }
            ]
        }
    }
    frames = [
        document([object_event()], id="urn:x:1", sender="a", epcisHeader=master_data),
        {
            "@context": CONTEXT,
            "type": "EPCISQueryDocument",
            "epcisBody": {"queryResults": {"queryName": "q", "resultsBody": {"eventList": [object_event()]}}},
        },
        bare_event(object_event()),
    ]
    wrong = []
    judged = Counter[bool]()
    for frame in frames:
        value = copy.deepcopy(frame)
        for what in mutations(value):
            valid = schema.is_valid(value)
            findings = findings_of(value)
            judged[valid] += 1
            if valid is not (not findings) and not (
                valid and all(_stricter(code) or code in STRICTER_TEXT for code in findings)
            ):
                wrong.append((what, valid, findings))
    assert wrong == []
    assert judged[True] > 200
    assert judged[False] > 500


def findings_of(value: Any) -> list[str]:
    return findings_of_text(json.dumps(value).encode())


def findings_of_text(data: bytes) -> list[str]:
    try:
        read = read_document(data)
    except InvalidError as refused:
        return [finding.code for finding in refused.findings]
    return [f.code for event in read.events for f in check(event.fields, event.pointer, event.context)]


_DOCUMENTS = [
    *GS1.rglob("*.jsonld"),
    *(GS1.parent / "hash-vectors" / "inputs").glob("*.json*"),
]


@needs_shared
def test_the_verdict_on_every_document_at_hand_is_that_of_gs1s_schema():
    """GS1's examples (those under an older draft context are partly invalid) and the inputs of the hash vectors."""
    schema = gs1_schema()
    judged = Counter[bool]()
    for path in _DOCUMENTS:
        value = json.loads(path.read_bytes())
        if "epcisBody" not in value:
            continue  # a context
        valid = schema.is_valid(value)
        judged[valid] += 1
        findings = findings_of_text(path.read_bytes())
        if path.name in REFUSED:
            assert REFUSED[path.name][0] in findings
        else:
            assert valid is (findings == []), (path.name, findings)
    assert judged == {True: 84, False: 44}
