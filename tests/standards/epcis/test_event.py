"""The typed view of an event: canonical, complete, exact."""

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from gs1_examples import EXAMPLES, REFUSED
from make_events import CONTEXT, FARM, HERB_LOT, PACK, SLICE_LOT, document, object_event, quantity, transformation_event
from shared_material import needs_shared
from yaomai.standards.epcis.context import read_context
from yaomai.standards.epcis.document import read_document
from yaomai.standards.epcis.event import Event, Thing, read_event
from yaomai.standards.gs1.identifier import identify


def view(event: dict) -> Event:
    (read,) = read_document(json.dumps(document([event])).encode()).events
    return read_event(read.fields, read.context)


def test_an_object_event():
    event = view(object_event(eventID="urn:uuid:1", quantityList=None, epcList=[PACK]))
    assert event.event_type == "ObjectEvent"
    assert event.event_time == datetime(2026, 9, 1, 8, 0, tzinfo=timezone(timedelta(hours=8)))
    assert event.event_time.utcoffset() == timedelta(hours=8)
    assert (event.event_time_zone_offset, event.event_id, event.action) == ("+08:00", "urn:uuid:1", "ADD")
    assert (event.biz_step, event.disposition) == ("commissioning", "active")
    assert event.read_point == event.biz_location == identify(FARM).canonical == "https://id.gs1.org/414/6901234000016"
    assert event.things == (Thing("epcList", identify(PACK)),)
    assert (event.record_time, event.transformation_id, event.error_declaration) == (None, None, None)
    assert (event.biz_transactions, event.sources, event.destinations) == ((), (), ())
    assert (event.ilmd, event.extensions, event.sensor_elements, event.certification_info) == ({}, {}, (), ())


def test_a_transformation_event_has_its_quantities_exactly():
    event = view(
        transformation_event(inputQuantityList=[quantity(HERB_LOT, 0.1), {"epcClass": HERB_LOT}], transformationID=PACK)
    )
    assert event.things == (
        Thing("inputQuantityList", identify(HERB_LOT), Decimal("0.1"), "KGM"),
        Thing("inputQuantityList", identify(HERB_LOT)),
        Thing("outputQuantityList", identify(SLICE_LOT), Decimal("96.25"), "KGM"),
    )
    assert event.transformation_id == identify(PACK).canonical
    assert event.action is None


@pytest.mark.parametrize("spelling", ["shipping", "https://ref.gs1.org/cbv/BizStep-shipping", "cbv:BizStep-shipping"])
def test_words_are_bare_in_every_spelling(spelling):
    assert view(object_event(bizStep=spelling)).biz_step == "shipping"


def test_everything_else():
    event = view(
        object_event(
            recordTime="2026-09-01T01:00:00Z",
            bizStep="https://herb.example/steps/sweating",
            persistentDisposition={"set": ["recalled"], "unset": ["https://ref.gs1.org/cbv/Disp-available"]},
            bizTransactionList=[{"type": "testres", "bizTransaction": "urn:x:report"}, {"bizTransaction": "urn:x:2"}],
            sourceList=[{"type": "owning_party", "source": "urn:epc:id:pgln:6901234.00001"}],
            destinationList=[{"type": "https://ref.gs1.org/cbv/SDT-location", "destination": FARM}],
            certificationInfo="urn:x:gap",
            errorDeclaration={
                "declarationTime": "2026-09-02T01:00:00Z",
                "reason": "incorrect_data",
                "correctiveEventIDs": ["urn:uuid:2"],
                "example:by": "QA",
            },
            sensorElementList=[{"sensorReport": [{"type": "Temperature", "value": 4.50}]}],
            ilmd={"example:part": {"example:name": "root"}},
            readPoint={"id": FARM, "example:floor": 2},
            **{"example:weather": ["sun"], "https://herb.example/x": 1},
        )
    )
    names = "https://ns.example.com/epcis/"
    assert event.record_time == datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
    assert event.biz_step == "https://herb.example/steps/sweating"
    assert (event.persistent_disposition.set, event.persistent_disposition.unset) == (("recalled",), ("available",))
    assert [(one.identifier, one.type) for one in event.biz_transactions] == [
        ("urn:x:report", "testres"),
        ("urn:x:2", None),
    ]
    assert [(one.identifier, one.type) for one in event.sources] == [
        ("https://id.gs1.org/417/6901234000016", "owning_party")
    ]
    assert [(one.identifier, one.type) for one in event.destinations] == [(identify(FARM).canonical, "location")]
    assert event.certification_info == ("urn:x:gap",)
    declared = event.error_declaration
    assert declared is not None
    assert declared.declaration_time == datetime(2026, 9, 2, 1, 0, tzinfo=UTC)
    assert (declared.reason, declared.corrective_event_ids) == ("incorrect_data", ("urn:uuid:2",))
    assert declared.extensions == {names + "by": "QA"}
    assert event.sensor_elements == ({"sensorReport": [{"type": "Temperature", "value": Decimal("4.5")}]},)
    assert event.ilmd == {names + "part": {names + "name": "root"}}
    assert event.extensions == {
        names + "weather": ["sun"],
        "https://herb.example/x": 1,
        "readPoint": {names + "floor": 2},
    }


def test_parent_and_children():
    event = view(
        object_event(
            type="AggregationEvent",
            quantityList=None,
            parentID="urn:epc:id:sscc:6901234.0000000001",
            childEPCs=[PACK],
            childQuantityList=[quantity(HERB_LOT, 3, None)],
        )
    )
    assert [(thing.role, thing.quantity, thing.uom) for thing in event.things] == [
        ("parentID", None, None),
        ("childEPCs", None, None),
        ("childQuantityList", Decimal(3), None),
    ]


def test_an_event_cannot_be_changed():
    with pytest.raises(AttributeError):
        view(object_event()).biz_step = "shipping"  # type: ignore[misc]  # that it fails is the test


def test_unchecked_members_are_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="not a time, though the event was checked"):
        read_event(object_event(eventTime="soon"), read_context(CONTEXT))


@needs_shared
@pytest.mark.parametrize("path", [p for p in EXAMPLES if p.name not in REFUSED], ids=lambda path: path.name)
def test_gs1_examples_name_all_their_things(path):
    for text in read_document(path.read_bytes()).events:
        event = read_event(text.fields, text.context)
        named = sum(
            len(value) if isinstance(value, list) else 1
            for name, value in text.fields.items()
            if name.endswith(("EPCList", "epcList", "childEPCs", "uantityList", "parentID"))
        )
        assert len(event.things) == named
        assert all(thing.identifier.fault is None for thing in event.things)
        known = {"readPoint", "bizLocation"}
        assert all(":" in name or name in known for name in event.extensions)
