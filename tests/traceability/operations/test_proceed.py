"""Proceed: of a document with faulty events the others are recorded, and each fault is said where it stands."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from make_events import document, document_bytes, object_event, transformation_event
from yaomai.errors import InvalidError
from yaomai.ledger.engine.deed import Recorder
from yaomai.ledger.models import Deed, Record
from yaomai.standards.epcis.document import splice
from yaomai.traceability.models import Event
from yaomai.traceability.operations.capture import capture

pytestmark = pytest.mark.usefixtures("database")
RECORDER = Recorder(organisation=4, key=9)
LIST = "/epcisBody/eventList"


def kept(deed):
    bodies = (
        Record.objects.filter(id__range=(deed << 20, (deed + 1) << 20)).order_by("id").values_list("body", flat=True)
    )
    envelope, *events = map(bytes, bodies)
    return splice(envelope, events)


def test_the_faulty_are_left_out_and_named_where_they_stand(now):
    good = [object_event(), transformation_event(), object_event(eventTime="2026-09-02T08:00:00Z")]
    events = [good[0], object_event(action="MAYBE"), good[1], object_event(eventTime="2999-01-01T00:00:00Z"), good[2]]
    captured = capture(document_bytes(events), recorder=RECORDER, now=now, error_behaviour="proceed")
    assert [event.repeated for event in captured.events] == [False] * 3
    assert [(one.code, one.pointer) for one in captured.refused] == [
        (captured.refused[0].code, f"{LIST}/1/action"),
        ("epcis.event_time_in_future", f"{LIST}/3/eventTime"),
    ]
    assert json.loads(kept(captured.deed)) == document(good)
    assert Event.objects.count() == 3


def test_an_event_that_cannot_be_read_at_all_is_left_out_too(now):
    text = document_bytes([object_event(), {"x": 1}, transformation_event()]).decode()
    for broken in ('{"type": "ObjectEvent", "type": "ObjectEvent"}', "17", "[[[[" * 20 + "]]]]" * 20):
        data = text.replace('{\n        "x": 1\n      }', broken).encode()
        assert broken.encode() in data
        captured = capture(data, recorder=RECORDER, now=now, error_behaviour="proceed")
        assert {one.pointer.split("/")[3] for one in captured.refused} == {"1"}
        assert len(captured.events) == 2
    assert Event.objects.count() == 2
    assert Deed.objects.count() == 1


def test_a_document_all_of_whose_events_are_refused_records_nothing(now):
    data = document_bytes([object_event(action="MAYBE"), transformation_event(bizStep="boiling!")])
    captured = capture(data, recorder=RECORDER, now=now, error_behaviour="proceed")
    assert (captured.deed, list(captured.events)) == (None, [])
    assert len(captured.refused) == 2
    assert not Deed.objects.exists()


def test_a_fault_of_the_document_itself_refuses_it(now):
    with pytest.raises(InvalidError):
        capture(
            document_bytes([object_event()], creationDate="yesterday"),
            recorder=RECORDER,
            now=now,
            error_behaviour="proceed",
        )
    assert not Deed.objects.exists()


def test_whose_id_is_taken_is_left_out(now):
    capture(document_bytes([object_event(eventID="urn:uuid:1")]), recorder=RECORDER, now=now)
    events = [
        transformation_event(eventID="urn:uuid:1"),
        transformation_event(eventID="urn:uuid:2"),
        object_event(eventID="urn:uuid:2", eventTime="2026-09-02T08:00:00Z"),
    ]
    captured = capture(document_bytes(events), recorder=RECORDER, now=now, error_behaviour="proceed")
    assert [event.event_id for event in captured.events] == ["urn:uuid:2"]
    assert [(one.code, one.pointer) for one in captured.refused] == [
        ("epcis.event_id_taken", f"{LIST}/0/eventID"),
        ("epcis.event_id_taken", f"{LIST}/2/eventID"),
    ]


def test_progress_is_told_and_ends_at_the_last_event(now):
    told = []
    events = [object_event(eventTime=f"2026-09-01T08:00:00.{number:03}Z") for number in range(5)]
    capture(document_bytes(events), recorder=RECORDER, now=now, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (5, 5)


EVENTS = [
    object_event(),
    object_event(eventID="urn:uuid:1"),
    object_event(eventID="urn:uuid:2", eventTime="2026-09-02T08:00:00Z"),
    transformation_event(),
    transformation_event(transformationID="urn:example:9"),
]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(documents=st.lists(st.lists(st.sampled_from(EVENTS), max_size=4), max_size=3))
def test_documents_without_faults_come_to_the_same_either_way(now, documents):
    """The first capture of a document tells; the second way finds the events repeated, in the same records."""
    for events in documents:
        data = document_bytes(events)
        one = capture(data, recorder=RECORDER, now=now, error_behaviour="rollback")
        other = capture(data, recorder=RECORDER, now=now, error_behaviour="proceed")
        assert [event.record for event in one.events] == [event.record for event in other.events]
        assert all(event.repeated for event in other.events)
        assert (other.deed, other.refused) == (None, ())
