"""The same content under a second eventID is the same event; the second id is kept and leads to it; no id has two contents."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from make_events import document_bytes, object_event, transformation_event
from yaomai.errors import InvalidError
from yaomai.ledger.engine.deed import Recorder
from yaomai.ledger.models import Deed
from yaomai.people.viewer import Viewer
from yaomai.traceability.engine.event_rows import hash_id
from yaomai.traceability.models import Event, Repeat
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.queries.events import events_with_id, record_called

pytestmark = pytest.mark.usefixtures("database")
RECORDER = Recorder(organisation=4, key=9)
OWNER = Viewer(key=9, organisation=4, scopes=frozenset({"query"}))
DECLARED = {"errorDeclaration": {"declarationTime": "2026-09-05T00:00:00Z", "reason": "incorrect_data"}}


def captured(now, *events):
    return capture(document_bytes(list(events)), recorder=RECORDER, now=now)


def test_a_second_name_leads_to_the_event_and_to_what_declares_it_in_error(now):
    (first,) = captured(now, object_event(eventID="urn:uuid:1")).events
    again = captured(now, object_event(eventID="urn:uuid:2"))
    assert [(event.event_id, event.record, event.repeated) for event in again.events] == [
        ("urn:uuid:1", first.record, True)
    ]
    assert again.deed is not None
    (declaration,) = captured(now, object_event(eventID="urn:uuid:1", **DECLARED)).events
    for name in ("urn:uuid:1", "urn:uuid:2", first.event_hash):
        assert record_called(name) == first.record
        assert [view.record for view in events_with_id(OWNER, name)] == [
            first.record,
            declaration.record,
        ]


def test_a_name_for_an_event_that_came_without_one_is_an_alias(now):
    (first,) = captured(now, object_event()).events
    assert Event.objects.get().event_id is None
    captured(now, object_event(eventID="urn:uuid:2"))
    assert record_called("urn:uuid:2") == first.record
    assert record_called(hash_id(bytes(Event.objects.get().event_hash))) == first.record


def test_an_alias_sent_again_is_a_repeat_and_not_recorded(now):
    captured(now, object_event(eventID="urn:uuid:1"))
    captured(now, object_event(eventID="urn:uuid:2"))
    assert captured(now, object_event(eventID="urn:uuid:2")).deed is None
    assert captured(now, object_event(eventID="urn:uuid:1")).deed is None
    assert captured(now, object_event()).deed is None
    assert Deed.objects.count() == 2
    assert list(Repeat.objects.values_list("event_id", flat=True)) == ["urn:uuid:2"]


def test_two_names_in_one_document_are_event_and_alias(now):
    two = captured(now, object_event(eventID="urn:uuid:1"), object_event(eventID="urn:uuid:2"))
    assert [event.repeated for event in two.events] == [False, True]
    assert record_called("urn:uuid:2") == two.events[0].record


@pytest.mark.parametrize("other", [transformation_event(), object_event(eventTime="2026-09-02T08:00:00Z")])
def test_an_alias_names_nothing_else(now, other):
    captured(now, object_event(eventID="urn:uuid:1"))
    captured(now, object_event(eventID="urn:uuid:2"))
    with pytest.raises(InvalidError, match="names another event"):
        captured(now, other | {"eventID": "urn:uuid:2"})
    with pytest.raises(InvalidError, match="names another event"):
        captured(now, other | {"eventID": "urn:uuid:2"} | DECLARED)


def test_a_repeat_may_not_come_under_the_name_of_another_event(now):
    captured(now, object_event(eventID="urn:uuid:1"), transformation_event(eventID="urn:uuid:2"))
    with pytest.raises(InvalidError, match="names another event"):
        captured(now, object_event(eventID="urn:uuid:2"))


def test_captures_that_cross_leave_each_event_once_and_each_name_with_one_content(now):
    """Eight at once give overlapping events, in other orders, names that are taken by each other: whoever comes first has them."""
    contents = [object_event(eventTime=f"2026-09-01T08:00:0{number}Z") for number in range(6)]
    names = [f"urn:uuid:{number}" for number in range(6)]

    def send(turn):
        try:
            for round_ in range(4):
                events = [
                    contents[(turn + i) % 6] | ({"eventID": names[(turn * round_ + i) % 6]} if (turn + i) % 3 else {})
                    for i in range(6)
                ]
                capture(document_bytes(events), recorder=RECORDER, now=now, error_behaviour="proceed")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as many:
        for job in [many.submit(send, turn) for turn in range(8)]:
            job.result()
    assert Event.objects.count() == 6
    named = [
        (row.event_id, bytes(row.event_hash)) for row in [*Event.objects.all(), *Repeat.objects.all()] if row.event_id
    ]
    assert len({name for name, _ in named}) == len(set(named))
