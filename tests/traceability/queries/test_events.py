"""Reading an event: whole for its owner and for inspectors, the public members for everybody else, nothing where it was erased."""

import json
from decimal import Decimal

import pytest

from gs1_examples import EXAMPLES, REFUSED
from make_events import (
    CONTEXT,
    FARM,
    GS1_CONTEXT,
    document,
    document_bytes,
    object_event,
    transformation_event,
)
from shared_material import needs_shared
from yaomai.errors import NotFoundError
from yaomai.ledger.engine.deed import Recorder, record_id
from yaomai.ledger.operations.erase import erase
from yaomai.people.viewer import ANYONE, Viewer
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.queries import events

pytestmark = pytest.mark.usefixtures("database")
RECORDER = Recorder(organisation=4, key=9)
OWNER = Viewer(key=9, organisation=4, scopes=frozenset({"query"}))
VIEWERS = {
    "somebody": ANYONE,
    "another organisation": Viewer(account=7, organisation=5, roles=frozenset({"recorder"})),
    "the owner's key that may capture only": Viewer(key=8, organisation=4, scopes=frozenset({"capture"})),
    "the owner's key that may query": OWNER,
    "a person of the owner": Viewer(account=3, organisation=4),
    "an inspector": Viewer(account=2, organisation=1, roles=frozenset({"inspector"})),
}
SEE_ALL = {"the owner's key that may query", "a person of the owner", "an inspector"}
EVENT = object_event(
    eventID="urn:uuid:1",
    **{"example:worker": "Li", "readPoint": {"id": FARM, "example:gate": 3}, "bizStep": "commissioning"},
    ilmd={"example:price": 31.50},
    bizTransactionList=[{"type": "po", "bizTransaction": "urn:epcglobal:cbv:bt:6901234000015:88"}],
)  # fmt: skip


def captured(*given, now, **members):
    return capture(document_bytes(list(given), **members), recorder=RECORDER, now=now).events


@pytest.mark.parametrize("who", VIEWERS)
def test_who_sees_what_of_an_event(who, now):
    (one,) = captured(EVENT, now=now)
    view = events.event(VIEWERS[who], "urn:uuid:1")
    assert (view.record, view.record_time, view.organisation, view.erased) == (one.record, now, 4, False)
    everything = {*EVENT, "recordTime"}
    if who in SEE_ALL:
        assert set(view.fields) == set(view.members) == everything
        assert view.wholly_visible
        assert json.loads(view.raw) == EVENT
        assert (view.account, view.key) == (None, 9)
        assert view.document_context == CONTEXT
        assert view.event.ilmd == {"https://ns.example.com/epcis/price": Decimal("31.5")}
    else:
        assert set(view.fields) == everything - {"example:worker", "ilmd", "bizTransactionList"}
        assert not view.wholly_visible
        assert (view.raw, view.account, view.key) == (None, None, None)
        assert view.fields["readPoint"] == {"id": FARM}
        assert view.document_context == GS1_CONTEXT
        assert (view.event.ilmd, view.event.extensions, view.event.biz_transactions) == ({}, {}, ())
        assert b"Li" not in b"".join(view.members.values())
    assert view.event.things[0].quantity == Decimal("120.5")


def test_the_prefix_of_a_visible_word_stays_bound_for_everybody(now):
    captured(object_event(eventID="urn:uuid:2", bizStep="example:steaming", ilmd={"other:x": 1}), now=now,
             **{"@context": [*CONTEXT, {"other": "https://secret.example/"}]})  # fmt: skip
    view = events.event(ANYONE, "urn:uuid:2")
    assert view.document_context == [GS1_CONTEXT, {"example": "https://ns.example.com/epcis/"}]
    assert view.event.biz_step == "https://ns.example.com/epcis/steaming"


def test_a_prefix_is_recognised_however_it_is_escaped(now):
    text = document_bytes([object_event(eventID="urn:uuid:3", bizStep="example:steaming")])
    capture(text.replace(b"example:steaming", b"\\u0065xample:steaming"), recorder=RECORDER, now=now)
    assert events.event(ANYONE, "urn:uuid:3").event.biz_step == "https://ns.example.com/epcis/steaming"


def test_an_event_is_found_by_its_hash_by_those_who_see_all_of_it(now):
    (one,) = captured(EVENT, now=now)
    assert events.event(OWNER, one.event_hash).event_id == "urn:uuid:1"
    with pytest.raises(NotFoundError):  # who can compute the hash has guessed what is withheld: it is not confirmed
        events.event(ANYONE, one.event_hash)
    (other,) = captured(transformation_event(), now=now)
    view = events.event(OWNER, other.event_hash)
    assert (view.event_id, view.event_hash, view.fields["eventID"]) == (other.event_hash,) * 3


@pytest.mark.parametrize("name", ["urn:uuid:2", "", "\x00", "ni:///sha-256;" + "0" * 64 + "?ver=CBV2.0", "x" * 5000])
def test_what_is_not_there_is_not_found(name, now):
    captured(EVENT, now=now)
    with pytest.raises(NotFoundError, match=r"^there is no event .{0,250}, or none that you may see$"):
        events.event(ANYONE, name)


def test_a_declaration_of_error_stands_beside_its_event_for_those_who_may_read_it(now):
    wrong = EVENT | {"errorDeclaration": {"declarationTime": "2026-09-05T00:00:00Z", "reason": "incorrect_data"}}
    captured(EVENT, now=now)
    assert not events.event(ANYONE, "urn:uuid:1").declared_in_error
    captured(wrong, now=now)
    plain, declaration = events.events_with_id(OWNER, "urn:uuid:1")
    assert (plain.declares_error, declaration.declares_error) == (False, True)
    assert plain.declared_in_error
    assert declaration.fields["errorDeclaration"]["reason"] == "incorrect_data"
    (only,) = events.events_with_id(ANYONE, "urn:uuid:1")
    assert (only.record, only.declared_in_error) == (plain.record, True)


def test_what_another_organisation_declares_to_be_in_error_is_on_record_and_marks_nothing(now):
    wrong = EVENT | {"errorDeclaration": {"declarationTime": "2026-09-05T00:00:00Z", "reason": "incorrect_data"}}
    captured(EVENT, now=now)
    capture(document_bytes([wrong]), recorder=Recorder(organisation=5), now=now)
    plain, declaration = events.events_with_id(VIEWERS["an inspector"], "urn:uuid:1")
    assert (plain.organisation, plain.declared_in_error) == (4, False)
    assert (declaration.organisation, declaration.declares_error) == (5, True)


def test_of_an_erased_event_only_its_record_is_left(now):
    first, second = captured(EVENT, transformation_event(), now=now)
    erase([first.record], reason="a name stood in it", recorder=RECORDER, now=now)
    with pytest.raises(NotFoundError):
        events.event(OWNER, "urn:uuid:1")
    view = events.by_record(OWNER, first.record)
    assert (view.erased, view.event, view.raw, view.event_id, view.key) == (True, None, None, None, 9)
    assert events.by_record(ANYONE, first.record).key is None
    assert events.newest_records(ANYONE) == [second.record]


def test_the_record_of_a_repeat_leads_to_the_first(now):
    (first,) = captured(EVENT, now=now)
    new, _ = capture(document_bytes([transformation_event(), EVENT]), recorder=Recorder(organisation=5), now=now).events
    repeat = record_id(new.record >> 20, 3)
    assert events.by_record(ANYONE, repeat) == events.by_record(ANYONE, first.record)
    assert events.by_record(Viewer(account=7, organisation=5), repeat).raw is None
    erase([first.record, repeat], reason="a name stood in it", recorder=RECORDER, now=now)
    view = events.by_record(ANYONE, repeat)
    assert (view.record, view.erased) == (repeat, True)


def test_a_record_that_is_no_event_is_not_found(now):
    (one,) = captured(EVENT, now=now)
    for record in (record_id(one.record >> 20, 1), record_id(one.record >> 20, 3), record_id(999, 2)):
        with pytest.raises(NotFoundError, match="is no event"):
            events.by_record(OWNER, record)


def test_the_newest_come_first(now):
    times = [f"2026-09-0{day}T08:00:00Z" for day in range(1, 6)]
    recorded = [captured(object_event(eventTime=moment), now=now)[0].record for moment in times]
    assert events.newest_records(ANYONE, 3) == recorded[:1:-1]


def test_numbers_keep_their_digits(now):
    for number in ("120.500000000000000000001", "1E+399", "1e-390", "9" * 90):
        text = json.dumps(document([object_event()])).replace("120.5", number)
        (one,) = capture(text.encode(), recorder=RECORDER, now=now).events
        view = events.by_record(ANYONE, one.record)
        assert view.event.things[0].quantity == Decimal(number)
        assert number.encode() in view.members["quantityList"]


@needs_shared
@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_each_gs1_example_is_read_by_everybody(file, now):
    if file.name in REFUSED:
        return
    for one in capture(file.read_bytes(), recorder=RECORDER, now=now).events:
        whole, public = events.by_record(OWNER, one.record), events.by_record(ANYONE, one.record)
        assert whole.event.things == public.event.things
        assert {"ilmd", "sensorElementList", "errorDeclaration"}.isdisjoint(public.fields)
        assert set(json.loads(whole.raw)) <= set(whole.fields)
