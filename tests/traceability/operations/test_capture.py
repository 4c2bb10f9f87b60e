"""Capture: GS1's own examples go in whole and can be given back; repeats are harmless; faults leave nothing."""

import json
import random
import string

import pytest
from django.db import OperationalError, connections, transaction

from make_events import document, object_event, transformation_event
from shared_material import SHARED, needs_shared
from yaomai.errors import InvalidError
from yaomai.ledger.engine.deed import Recorder, record_id
from yaomai.ledger.models import Deed, Record
from yaomai.ledger.operations.erase import erase
from yaomai.standards.epcis.document import splice
from yaomai.traceability.models import Event, EventThing, Repeat
from yaomai.traceability.operations.capture import capture

pytestmark = pytest.mark.usefixtures("database")
RECORDER = Recorder(organisation=4, key=9)
# GS1's examples that are not fit for a record, each with what is wrong with it.
DEFECTIVE = {"AssociationEvent-h": "eventID: the member is there more than once"}
GS1_EXAMPLES = sorted((SHARED / "epcis" / "gs1" / "JSON").rglob("*.jsonld")) if SHARED else []


def as_bytes(value) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def kept(deed: int) -> bytes:
    """The document as the record gives it back."""
    envelope, *events = [
        bytes(row.body) for row in Record.objects.filter(id__range=(deed << 20, (deed + 1) << 20)).order_by("id")
    ]
    return splice(envelope, events)


@needs_shared
@pytest.mark.parametrize("file", GS1_EXAMPLES, ids=lambda file: file.stem)
def test_a_gs1_example_is_kept_byte_for_byte(file, now):
    if file.stem in DEFECTIVE:
        with pytest.raises(InvalidError, match=DEFECTIVE[file.stem]):
            capture(file.read_bytes(), recorder=RECORDER, now=now)
        return
    captured = capture(file.read_bytes(), recorder=RECORDER, now=now)
    assert kept(captured.deed) == file.read_bytes()
    assert Event.objects.count() == sum(not event.repeated for event in captured.events) > 0
    assert {event.organisation for event in Event.objects.all()} == {4}


def test_what_an_event_says_can_be_searched_for_exactly(now):
    captured = capture(as_bytes(document([transformation_event()])), recorder=RECORDER, now=now)
    event = Event.objects.get(record=captured.events[0].record)
    assert (event.event_type, event.biz_step, event.event_time_zone_offset) == (
        "TransformationEvent",
        "creating_class_instance",
        "+08:00",
    )
    things = [(t.role, t.identifier.scheme, str(t.quantity), t.uom) for t in event.things.order_by("ordinal")]
    assert things == [
        ("inputQuantityList", "gtin+lot", "120.5", "KGM"),
        ("outputQuantityList", "gtin+lot", "96.25", "KGM"),
    ]


def test_the_same_document_again_is_harmless_and_says_so(now):
    data = as_bytes(document([object_event(), transformation_event()]))
    first = capture(data, recorder=RECORDER, now=now)
    second = capture(data, recorder=Recorder(organisation=5), now=now)
    assert [event.repeated for event in first.events] == [False, False]
    assert second.deed is None
    assert [(e.record, e.repeated) for e in second.events] == [(e.record, True) for e in first.events]
    assert Deed.objects.count() == 1


def test_a_document_of_old_and_new_events_records_the_new_ones_and_is_still_kept_whole(now):
    old = object_event()
    capture(as_bytes(document([old])), recorder=RECORDER, now=now)
    data = as_bytes(document([transformation_event(), old, object_event(eventTime="2026-09-02T08:00:00Z"), old]))
    captured = capture(data, recorder=RECORDER, now=now)
    assert [event.repeated for event in captured.events] == [False, True, False, True]
    assert kept(captured.deed) == data
    assert list(Repeat.objects.order_by("record").values_list("record", flat=True)) == [
        record_id(captured.deed, 3),
        record_id(captured.deed, 5),
    ]
    assert Event.objects.count() == 3


def test_a_bare_event_is_a_document_too(now):
    data = b"\n " + as_bytes(
        object_event() | {"@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"}
    )
    captured = capture(data, recorder=RECORDER, now=now)
    assert kept(captured.deed) == data


def test_an_event_without_id_is_called_by_its_hash(now):
    (event,) = capture(as_bytes(document([object_event()])), recorder=RECORDER, now=now).events
    assert event.event_id == event.event_hash


def test_an_event_id_with_other_content_is_refused_and_nothing_is_recorded(now):
    capture(as_bytes(document([object_event(eventID="urn:uuid:1")])), recorder=RECORDER, now=now)
    other = document([transformation_event(), object_event(eventID="urn:uuid:1", eventTime="2026-09-02T08:00:00Z")])
    with pytest.raises(InvalidError) as refused:
        capture(as_bytes(other), recorder=RECORDER, now=now)
    (finding,) = refused.value.findings
    assert (finding.code, finding.pointer) == ("epcis.event_id_taken", "/epcisBody/eventList/1/eventID")
    assert Event.objects.count() == 1


def test_an_error_declaration_may_not_smuggle_other_content_under_the_id(now):
    capture(as_bytes(document([object_event(eventID="urn:uuid:1")])), recorder=RECORDER, now=now)
    declared = {"declarationTime": "2026-09-05T00:00:00Z", "reason": "incorrect_data"}
    other = transformation_event(eventID="urn:uuid:1", errorDeclaration=declared)
    with pytest.raises(InvalidError, match="names another event"):
        capture(as_bytes(document([other])), recorder=RECORDER, now=now)


def test_one_document_may_not_use_an_id_twice(now):
    twice = document([object_event(eventID="urn:uuid:1"), transformation_event(eventID="urn:uuid:1")])
    with pytest.raises(InvalidError, match="names another event"):
        capture(as_bytes(twice), recorder=RECORDER, now=now)


def test_an_error_declaration_stands_beside_the_event_it_declares(now):
    event = object_event(eventID="urn:uuid:1")
    wrong = event | {"errorDeclaration": {"declarationTime": "2026-09-05T00:00:00Z", "reason": "incorrect_data"}}
    (first,) = capture(as_bytes(document([event])), recorder=RECORDER, now=now).events
    (second,) = capture(as_bytes(document([wrong])), recorder=RECORDER, now=now).events
    assert first.event_hash == second.event_hash
    assert not second.repeated
    assert second.record != first.record


def test_all_faults_of_all_events_are_named_and_nothing_is_recorded(now):
    events = [
        object_event(),
        object_event(action="MAYBE", eventTime="yesterday"),
        transformation_event(bizStep="boiling!"),
    ]
    with pytest.raises(InvalidError) as refused:
        capture(as_bytes(document(events)), recorder=RECORDER, now=now)
    pointers = {finding.pointer for finding in refused.value.findings}
    assert {"/epcisBody/eventList/1/action", "/epcisBody/eventList/1/eventTime"} <= pointers
    assert any(pointer.startswith("/epcisBody/eventList/2/bizStep") for pointer in pointers)
    assert not Deed.objects.exists()
    assert not Event.objects.exists()


def test_an_identifier_longer_than_an_index_can_hold_is_refused_in_words(now):
    event = object_event(epcList=["https://example.com/" + "a" * 700], quantityList=None)
    with pytest.raises(InvalidError, match=r"at most 600 characters"):
        capture(as_bytes(document([event])), recorder=RECORDER, now=now)


def test_words_longer_than_an_index_can_hold_are_refused_all_of_them(now):
    dice = random.Random(1)  # letters that PostgreSQL cannot compress
    longest = "https://x.example/" + "".join(dice.choices(string.ascii_letters, k=582))
    party = "urn:epc:id:pgln:6901234.00001"

    def event(word: str):
        return transformation_event(
            bizStep=word,
            disposition=word,
            persistentDisposition={"set": ["completeness_verified", word], "unset": [word]},
            transformationID=word,
            sourceList=[{"type": word, "source": party}],
            destinationList=[{"type": word, "destination": party}],
            bizTransactionList=[{"type": word, "bizTransaction": "urn:x:1"}],
        )

    with pytest.raises(InvalidError) as refused:
        capture(as_bytes(document([event(longest + "x")])), recorder=RECORDER, now=now)
    found = [finding.pointer for finding in refused.value.findings if finding.code == "epcis.value_too_long"]
    assert found == [
        f"/epcisBody/eventList/0/{place}"
        for place in (
            *(
                "bizStep",
                "disposition",
                "persistentDisposition/set/1",
                "persistentDisposition/unset/0",
                "transformationID",
            ),
            *("sourceList", "destinationList", "bizTransactionList"),
        )
    ]
    assert not Deed.objects.exists()
    capture(as_bytes(document([event(longest)])), recorder=RECORDER, now=now)
    assert Event.objects.get().biz_step == longest


@pytest.mark.parametrize(
    ("event_time", "is_refused"),
    [
        ("2026-11-23T09:30:00.123456Z", False),
        ("2026-11-23T17:30:00.123456+08:00", False),
        ("2026-11-23T09:30:00.123457Z", True),
        ("2026-11-23T17:30:01+08:00", True),
        ("2999-01-01T00:00:00Z", True),
    ],
)
def test_an_event_from_the_future_is_refused(now, event_time, is_refused):
    """It would be the newest of its lot until then, and its state the one that everybody is shown."""
    data = as_bytes(document([transformation_event(), object_event(eventTime=event_time)]))
    if not is_refused:
        assert len(capture(data, recorder=RECORDER, now=now).events) == 2
        return
    with pytest.raises(InvalidError, match="2026-11-22T09:30:00") as refused:
        capture(data, recorder=RECORDER, now=now)
    (finding,) = refused.value.findings
    assert (finding.code, finding.pointer, finding.value) == (
        "epcis.event_time_in_future",
        "/epcisBody/eventList/1/eventTime",
        event_time,
    )
    assert not Deed.objects.exists()


def test_erasing_an_event_takes_its_rows_and_the_rest_still_verifies(now):
    captured = capture(as_bytes(document([object_event(), transformation_event()])), recorder=RECORDER, now=now)
    erase([captured.events[0].record], reason="a farmer's name stood in it", recorder=RECORDER, now=now)
    assert list(Event.objects.values_list("record", flat=True)) == [captured.events[1].record]
    assert set(EventThing.objects.values_list("event_id", flat=True)) == {captured.events[1].record}


def test_a_frame_is_erased_only_together_with_its_events(now):
    """Without the frame's context nobody could tell any more whether the rows of its events are right."""
    captured = capture(as_bytes(document([object_event(), transformation_event()])), recorder=RECORDER, now=now)
    frame = captured.events[0].record - 1
    with pytest.raises(InvalidError, match="name them too"):
        erase([frame, captured.events[0].record], reason="names in the header", recorder=RECORDER, now=now)
    assert Event.objects.count() == 2
    erase([frame, *(event.record for event in captured.events)], reason="names in it", recorder=RECORDER, now=now)
    assert not Event.objects.exists()


def test_an_event_is_erased_only_together_with_its_repeats_and_then_no_copy_is_left(now):
    old = object_event(**{"example:worker": "Wang Wu"})
    (first,) = capture(as_bytes(document([old])), recorder=RECORDER, now=now).events
    again = capture(as_bytes(document([transformation_event(), old])), recorder=Recorder(organisation=5), now=now)
    repeat = record_id(again.deed, 3)
    with pytest.raises(InvalidError, match=rf"kept also as {again.deed}\.3 "):
        erase([first.record], reason="a farmer's name stood in it", recorder=RECORDER, now=now)
    assert Repeat.objects.count() == 1
    erase([first.record, repeat], reason="a farmer's name stood in it", recorder=RECORDER, now=now)
    assert not Repeat.objects.exists()
    assert [row.id for row in Record.objects.all() if row.body and b"Wang Wu" in bytes(row.body)] == []
    (sent_again,) = capture(as_bytes(document([old])), recorder=RECORDER, now=now).events
    assert not sent_again.repeated


def test_while_a_repeat_is_being_recorded_its_event_is_not_erased(now):
    old = object_event()
    (first,) = capture(as_bytes(document([old])), recorder=RECORDER, now=now).events
    with connections["eraser"].cursor() as eraser:
        eraser.execute("SET lock_timeout = '50ms'")
    with transaction.atomic():
        capture(as_bytes(document([transformation_event(), old])), recorder=RECORDER, now=now)
        with pytest.raises(OperationalError, match="lock timeout"):
            erase([first.record], reason="a name stood in it", recorder=RECORDER, now=now)
    with pytest.raises(InvalidError, match="name them too"):
        erase([first.record], reason="a name stood in it", recorder=RECORDER, now=now)


def test_a_repeat_may_be_erased_alone_and_then_the_event_without_it(now):
    old = object_event()
    (first,) = capture(as_bytes(document([old])), recorder=RECORDER, now=now).events
    again = capture(as_bytes(document([transformation_event(), old])), recorder=RECORDER, now=now)
    erase([record_id(again.deed, 3)], reason="sent by mistake", recorder=RECORDER, now=now)
    assert Event.objects.count() == 2
    erase([first.record], reason="sent by mistake", recorder=RECORDER, now=now)
    assert Event.objects.count() == 1


def test_an_event_twice_in_one_new_document_has_a_repeat_in_the_same_deed(now):
    captured = capture(as_bytes(document([object_event(), object_event()])), recorder=RECORDER, now=now)
    assert {event.record for event in captured.events} == {record_id(captured.deed, 2)}
    with pytest.raises(InvalidError, match="name them too"):
        erase([record_id(captured.deed, 2)], reason="a name", recorder=RECORDER, now=now)
    erase([record_id(captured.deed, n) for n in (1, 2, 3)], reason="a name", recorder=RECORDER, now=now)


def test_an_event_is_erased_only_with_the_declaration_that_repeats_it(now):
    event = object_event(eventID="urn:uuid:1")
    wrong = event | {"errorDeclaration": {"declarationTime": "2026-09-05T00:00:00Z", "reason": "incorrect_data"}}
    (first,) = capture(as_bytes(document([event])), recorder=RECORDER, now=now).events
    (second,) = capture(as_bytes(document([wrong])), recorder=RECORDER, now=now).events
    with pytest.raises(InvalidError, match="declared in error"):
        erase([first.record], reason="a name stood in it", recorder=RECORDER, now=now)
    erase([first.record, second.record], reason="a name stood in it", recorder=RECORDER, now=now)
    assert not Event.objects.exists()


@pytest.mark.tampers
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE traceability_repeat SET event_hash = set_byte(event_hash, 5, 0)", "changed: "),
        ("DELETE FROM traceability_repeat", "the row is gone"),
    ],
)
def test_a_repeat_that_was_hidden_behind_the_applications_back_is_named(now, database, tmp_path, change, said):
    import psycopg

    from make import faults, log_setup_in

    captured = capture(as_bytes(document([object_event(), object_event()])), recorder=RECORDER, now=now)
    with psycopg.connect(database.conninfo("owner")) as owner:
        owner.execute(change)
    (fault,) = faults(log_setup_in(tmp_path))
    assert fault.startswith(f"traceability_repeat {captured.deed}.3: {said}"), fault


@pytest.mark.tampers
@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("traceability_event", "biz_step = 'shipping'"),
        ("traceability_event", "event_time = event_time + interval '1 second'"),
        ("traceability_event", "event_hash = set_byte(event_hash, 5, get_byte(event_hash, 5) # 1)"),
        ("traceability_event", "organisation = 5"),
        ("traceability_event_thing", "quantity = quantity + 0.001"),
        ("traceability_event_thing", "uom = 'GRM'"),
        ("traceability_event_thing", "role = 'outputQuantityList'"),
        ("traceability_event_thing", "identifier_id = (SELECT max(id) FROM registers_identifier)"),
    ],
)
def test_a_row_changed_behind_the_applications_back_is_named(now, database, tmp_path, table, change):
    import psycopg

    from make import faults, log_setup_in

    captured = capture(as_bytes(document([object_event()])), recorder=RECORDER, now=now)
    with transaction.atomic(using="owner"), psycopg.connect(database.conninfo("owner")) as owner:
        owner.execute(f"UPDATE {table} SET {change}")
    (fault,) = faults(log_setup_in(tmp_path))
    assert fault.startswith(f"{table} {captured.deed}.2: changed: "), fault
