"""What is found of a thing, and how much of it: however many children, events or links there are."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections

from make_events import (
    FACTORY,
    FARM,
    HERB_LOT,
    PACK,
    SLICE_LOT,
    document_bytes,
    object_event,
    quantity,
    transformation_event,
)
from yaomai.ledger.engine.deed import Recorder
from yaomai.ledger.operations.record import INSTALLATION
from yaomai.people.viewer import ANYONE
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.queries import trace
from yaomai.traceability.queries.trace import PARTS_MAX

pytestmark = pytest.mark.usefixtures("database")

CASE = "urn:epc:id:sscc:6901234.1000000001"


def captured(*given, now, recorder=INSTALLATION):
    return capture(document_bytes(list(given)), recorder=recorder, now=now).events


def in_error(event):
    return event | {"errorDeclaration": {"declarationTime": "2026-09-05T00:00:00Z", "reason": "incorrect_data"}}


def serial(number: int) -> str:
    return f"urn:epc:id:sgtin:6901234.000003.{number}"


def packing(*children: str):
    """Packs of the sliced lot come into a case."""
    event = object_event(
        type="AggregationEvent", parentID=CASE, childEPCs=list(children), quantityList=None, bizLocation=None
    )
    return event | {"bizStep": "packing", "eventTime": "2026-09-05T08:00:00.000+08:00"}


def of(code: str, **asked):
    return trace.trace(ANYONE, trace.find_thing(code), **asked)


def test_of_a_case_with_very_many_children_the_first_are_read_and_it_says_how_many_are_not(now):
    (event,) = captured(packing(*map(serial, range(1, 1001))), now=now)
    (step,) = of(CASE).steps
    assert [len(step.before()), len(step.after()), step.left_out] == [PARTS_MAX, 1, 1000 - PARTS_MAX]
    (step,) = of(serial(777)).steps
    assert trace.find_thing(serial(777)) in [part.thing for part in step.parts]
    (step,) = trace.steps_of([event.record], ordinal=555)
    assert step.parts[-1].ordinal == 555
    assert step.left_out == 1000 - PARTS_MAX - 1


def test_descendants_do_not_crowd_out_the_origin(now):
    made = transformation_event(outputEPCList=[serial(number) for number in range(100)], outputQuantityList=None)
    captured(transformation_event(), made | {"inputQuantityList": [{"epcClass": SLICE_LOT}]}, now=now)
    found = of(SLICE_LOT, nodes_max=60)
    assert not found.is_whole
    assert len(found.nodes) + len(found.transformations) == 60
    assert trace.find_thing(HERB_LOT).number in found.nodes


@pytest.mark.parametrize(("most", "is_whole"), [(3, True), (2, False)])
def test_more_links_than_are_kept_are_not_passed_over_in_silence(now, monkeypatch, most, is_whole):
    """Three lots of herbs go into one step: three links from thing to thing, and four when the step is a node of its own."""
    lots = [f"urn:epc:class:lgtin:6901234.000001.LOT-{letter}" for letter in "ABC"]
    (event,) = captured(transformation_event(inputQuantityList=[quantity(lot, 1) for lot in lots]), now=now)
    monkeypatch.setattr(trace, "LINKS_MAX", most)
    found = of(SLICE_LOT)
    assert (found.is_whole, len(found.links), len(found.chain)) == (is_whole, most, 4)
    (step,) = found.transformations.values()
    assert (step.number, step.records, step.biz_step) == (-event.record, (event.record,), "creating_class_instance")
    assert step.event_time.isoformat() == "2026-09-03T14:30:00+08:00"
    assert step.place.canonical == trace.find_thing(FACTORY).canonical


def test_a_trace_can_be_asked_for_as_it_was_known_and_as_the_world_was(now):
    captured(object_event(), now=now)
    captured(transformation_event(), now=now + timedelta(hours=1))
    herb, slices = (trace.find_thing(lot).number for lot in (HERB_LOT, SLICE_LOT))
    assert set(of(HERB_LOT).nodes) == {herb, slices}
    then = of(HERB_LOT, known_on=now)
    assert (set(then.nodes), len(then.steps)) == ({herb}, 1)
    before = of(HERB_LOT, at=datetime(2026, 9, 2, tzinfo=UTC))
    assert (set(before.nodes), len(before.steps)) == ({herb}, 1)


def test_an_error_that_was_not_known_yet_is_not_held_against_what_was_believed(now):
    recorder = Recorder(organisation=4)
    (one,) = captured(transformation_event(), now=now, recorder=recorder)
    captured(in_error(transformation_event()), now=now + timedelta(hours=1), recorder=recorder)
    assert [(step.record, step.declared_in_error) for step in of(SLICE_LOT).steps] == [(one.record, True)]
    then = of(SLICE_LOT, known_on=now)
    assert [(step.record, step.declared_in_error) for step in then.steps] == [(one.record, False)]
    assert len(then.chain) == 2


def test_a_place_has_the_events_read_there_and_those_of_goods_that_stayed_there(now):
    read, stayed, _ = captured(
        object_event(bizLocation=None),
        object_event(quantityList=None, epcList=[PACK], readPoint=None, eventTime="2026-09-04T08:00:00Z"),
        transformation_event(),
        now=now,
    )
    assert [step.record for step in of(FARM).steps] == [stayed.record, read.record]


def test_the_events_of_a_place_are_found_by_an_index(now):
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'traceability_event'")
        found = " ".join(row[0] for row in cursor.fetchall())
    assert "(read_point_id, event_time, record)" in found
    assert "(biz_location_id, event_time, record)" in found


@pytest.mark.parametrize(
    ("declared_by", "counts"),
    [(Recorder(organisation=4), True), (Recorder(organisation=5), False), (INSTALLATION, False)],
)
def test_an_event_in_error_is_shown_once_and_marked_and_leads_nowhere(now, declared_by, counts):
    """Only the organisation that recorded an event says that it was wrong; others would cut a rival's chain."""
    event = transformation_event()
    (one,) = captured(event, now=now, recorder=Recorder(organisation=4))
    captured(in_error(event), now=now, recorder=declared_by)
    found = of(SLICE_LOT)
    assert [(step.record, step.declared_in_error) for step in found.steps] == [(one.record, counts)]
    assert [link.record for link in found.links] == ([] if counts else [one.record])
    assert (trace.find_thing(HERB_LOT).number in found.nodes) is not counts
    assert [step.record for step in of(FACTORY).steps] == [one.record]
