"""In force: as long as the organisation that recorded an event has not declared it in error; as known on any day."""

from datetime import timedelta

import pytest
from django.db import connections, transaction

from make_events import PACK, document_bytes, object_event, transformation_event
from yaomai.ledger.engine.deed import Recorder
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.queries import in_force

pytestmark = pytest.mark.usefixtures("database")
DECLARED = {"errorDeclaration": {"declarationTime": "2026-09-05T00:00:00Z", "reason": "incorrect_data"}}
DAY = timedelta(days=1)


def records(where, table, **values):
    with connections["default"].cursor() as cursor:
        cursor.execute(f"SELECT record FROM {table} WHERE {where} ORDER BY record", values or None)
        return sorted({row[0] for row in cursor.fetchall()})


def believed(known_on):
    """The records of events, of links and of sales that were in force as known then; twice for now, by both kinds of fragments."""
    unknown = in_force.unknown_from(known_on)
    events = records(in_force.EVENT_IN_FORCE, "traceability_event e", unknown=unknown)
    links = records(in_force.LINK_IN_FORCE, "traceability_link l", unknown=unknown)
    sales = records(in_force.LINK_IN_FORCE, "traceability_dispensing l", unknown=unknown)
    if known_on is None:
        assert events == records(in_force.EVENT_IN_FORCE_NOW, "traceability_event e")
        assert links == records(in_force.LINK_IN_FORCE_NOW, "traceability_link l")
        assert sales == records(in_force.LINK_IN_FORCE_NOW, "traceability_dispensing l")
    return events, links, sales


def test_what_was_believed_before_can_still_be_asked(now):
    made = transformation_event()
    sold = object_event(action="OBSERVE", bizStep="dispensing", quantityList=None, epcList=[PACK])
    for day, organisation, events in (
        (0, 4, [made, sold]),
        (1, 5, [made | DECLARED]),  # others' word changes nothing
        (2, 4, [made | DECLARED | {"eventID": "urn:uuid:1"}]),
        (3, 4, [sold | DECLARED]),
    ):
        captured = capture(document_bytes(events), recorder=Recorder(organisation), now=now + day * DAY)
        if day == 0:
            step, sale = (event.record for event in captured.events)
    assert believed(now - DAY) == ([], [], [])
    assert believed(now) == believed(now + DAY) == ([step, sale], [step], [sale])
    assert believed(now + 2 * DAY) == ([sale], [], [sale])
    assert believed(now + 3 * DAY) == believed(None) == ([], [], [])


def test_the_last_deed_of_a_moment_is_looked_up_by_its_time(now):
    deeds = [
        capture(
            document_bytes([object_event(**{"example:n": seconds})]), recorder=Recorder(4), now=at(now, seconds)
        ).deed
        for seconds in (0, 1, 3, 2, 4)
    ]
    known = [in_force.deed_known_on(at(now, seconds)) for seconds in (-1, 0, 1, 2, 3, 4, 5)]
    # The fourth came a second before the third, which has the smaller number: so both are known from then on.
    assert known == [0, deeds[0], deeds[1], deeds[3], deeds[3], deeds[4], deeds[4]]
    with transaction.atomic(), connections["default"].cursor() as cursor:
        for other in ("seqscan", "bitmapscan", "sort"):  # of five deeds an index is not worth while
            cursor.execute(f"SET LOCAL enable_{other} = off")
        cursor.execute(f"EXPLAIN {in_force._DEED_KNOWN_ON}", (now,))
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Only Scan Backward using ledger_deed_by_time" in plan
    assert "Sort" not in plan


def at(start, seconds):
    return start + timedelta(seconds=seconds)


def test_without_an_organisation_a_declaration_of_the_installation_counts(now):
    capture(document_bytes([transformation_event()]), recorder=Recorder(), now=now)
    capture(document_bytes([transformation_event(**DECLARED)]), recorder=Recorder(), now=now)
    assert believed(None) == ([], [], [])
