"""Who may state what; what is refused says everything that is wrong; nothing is half written."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connections

from register_kinds import PLOT
from yaomai.errors import InvalidError, NotAllowedError
from yaomai.ledger.engine.deed import INSTALLATION
from yaomai.ledger.models import Deed
from yaomai.ledger.operations.erase import erase
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER, Viewer
from yaomai.registers.models import Entity
from yaomai.registers.operations.everything import everything
from yaomai.registers.operations.refresh import refresh_due
from yaomai.registers.operations.state import Origin, Saying, Told, state
from yaomai.registers.operations.withdraw import withdraw
from yaomai.registers.queries.entities import entity, history
from yaomai.standards import gb32100


def codes(error):
    return [(one.code, one.pointer) for one in error.value.findings]


def uscc(number):
    body = f"91620100MA7{number:06d}"
    return next(body + last for last in gb32100.CHARACTERS if gb32100.is_right(body + last))


@pytest.fixture
def viewers(cast):
    mine, other = cast.organisation("陇西一厂"), cast.organisation("岷县二厂")
    office = cast.organisation("省药监", "authority")
    return {
        "recorder": Viewer(account=1, organisation=mine, roles=frozenset({"recorder"})),
        "member": Viewer(account=1, organisation=mine),
        "machine": Viewer(key=1, organisation=mine, scopes=frozenset({"capture"})),
        "reading machine": Viewer(key=1, organisation=mine, scopes=frozenset({"query"})),
        "other": Viewer(account=2, organisation=other, roles=frozenset({"recorder"})),
        "official": Viewer(account=3, organisation=office, roles=frozenset({"official"})),
        "inspector": Viewer(account=4, organisation=office, roles=frozenset({"inspector"})),
        "anyone": ANYONE,
        "installation": INSTALLATION_VIEWER,
    }


def test_who_founds_and_for_whom(viewers, desk):
    founded = {}
    for who, viewer in viewers.items():
        try:
            founded[who] = entity(INSTALLATION_VIEWER, desk.firm(f"{who} 的企业", by=viewer)).organisation
        except NotAllowedError:
            continue
    mine, other = viewers["recorder"].organisation, viewers["other"].organisation
    assert founded == {"recorder": mine, "machine": mine, "other": other, "official": None, "installation": None}
    with pytest.raises(NotAllowedError):
        desk.firm("别人的", by=viewers["recorder"], organisation=other)


def test_who_says_more_and_as_what_source(viewers, desk):
    number = desk.firm("甲", by=viewers["recorder"])
    sources = {}
    for who, viewer in viewers.items():
        try:
            record = desk.say(number, by=viewer, staff=str(len(sources) + 1))
        except NotAllowedError:
            continue
        (told,) = [one for one in history(INSTALLATION_VIEWER, number, "staff") if one.record == record]
        sources[who] = told.source
    assert sources == {"recorder": "self", "machine": "self", "official": "authority", "installation": "authority"}
    with pytest.raises(NotAllowedError, match=r"test_firm\.rating is stated by official"):
        desk.say(number, by=viewers["recorder"], rating="A")
    desk.say(number, by=viewers["official"], rating="A")
    with pytest.raises(NotAllowedError):  # it says nothing of a row that this one does not see
        desk.say(desk.plot("地", "621122"), by=viewers["other"], kind=PLOT, area="3")


def test_documents_speak_of_anybody_s_rows_and_are_believed_least_but_one(viewers, desk):
    number = desk.firm("甲", by=viewers["recorder"])
    desk.say(number, by=viewers["other"], staff="7", says={"origin": Origin("document", 5)})
    assert entity(INSTALLATION_VIEWER, number).cells["staff"].value == "7"
    desk.say(number, by=viewers["recorder"], staff="8")
    assert entity(INSTALLATION_VIEWER, number).cells["staff"].value == "8"
    with pytest.raises(NotAllowedError):
        desk.say(number, by=viewers["member"], staff="7", says={"origin": Origin("document", 5)})


def test_a_row_is_handed_over(viewers, desk, now):
    number = desk.firm("甲", by=viewers["recorder"])
    with pytest.raises(NotAllowedError, match="hand"):
        desk.say(number, by=viewers["recorder"], staff="1", says={"organisation": viewers["other"].organisation})
    desk.say(number, by=viewers["official"], says={"organisation": viewers["other"].organisation})
    assert entity(INSTALLATION_VIEWER, number).organisation == viewers["other"].organisation
    with pytest.raises(NotAllowedError):
        desk.say(number, by=viewers["recorder"], staff="1")


def test_all_that_is_wrong_is_said_and_nothing_is_recorded(desk, now):
    before = Deed.objects.count()
    told = [
        Told("test_firm", None, (Saying("staff", "01"), Saying("nothing", "x"), Saying("form", "elephant"))),
        Told("test_firm", 12345, (Saying("name", "甲"),)),
        Told("unheard_of", None, (Saying("name", "甲"),)),
        Told("test_firm", None, (Saying("name", "乙"), Saying("founded", "2026-02-30"), Saying("year", "2020"))),
        Told("test_firm", None, (Saying("name", "丙", valid_from=date(2026, 1, 2), valid_to=date(2026, 1, 2)), Saying("staff", "1", "KGM"))),
        Told("test_plot", None, (Saying("name", "x\0y"), Saying("county", None), Saying("area", "3"))),
        Told("test_firm", None, (), 987654),
    ]  # fmt: skip
    with pytest.raises(InvalidError) as error:
        state(INSTALLATION_VIEWER, told, origin=Origin("form"), now=now)
    assert set(codes(error)) == {
        ("registers.value_not_canonical", "/0/staff"),
        ("registers.property_unknown", "/0/nothing"),
        ("registers.value_not_canonical", "/0/form"),
        ("registers.required", "/0/name"),
        ("registers.entity_unknown", "/1"),
        ("registers.kind_unknown", "/2"),
        ("registers.value_no_such_day", "/3/founded"),
        ("registers.value_not_canonical", "/3/year"),
        ("registers.validity_order", "/4/name"),
        ("registers.unit_of_another", "/4/staff"),
        ("registers.value_control_character", "/5/name"),
        ("registers.required", "/5/county"),
        ("registers.nothing_said", "/6"),
        ("registers.required", "/6/name"),
        ("registers.organisation_unknown", "/6"),
    }
    assert Deed.objects.count() == before
    with pytest.raises(InvalidError, match="nothing is said"):
        state(INSTALLATION_VIEWER, [], origin=Origin("form"), now=now)


def test_an_identity_is_one_entity_s(viewers, desk):
    first = desk.firm("甲", by=viewers["recorder"], uscc=uscc(1))
    with pytest.raises(InvalidError) as error:
        desk.firm("乙", by=viewers["official"], uscc=uscc(1))
    assert codes(error) == [("registers.identity_taken", "/0/uscc")]
    assert error.value.findings[0].value == str(first)
    hidden = desk.plot("地", "621122", by=viewers["recorder"])
    with pytest.raises(InvalidError, match="ask those who keep") as error:
        desk.plot("地", "621122", by=viewers["other"])
    assert str(hidden) not in str(error.value.findings)
    told = [Told("test_firm", None, (Saying("name", name), Saying("uscc", uscc(2)))) for name in "丙丁"]
    with pytest.raises(InvalidError) as error:
        state(INSTALLATION_VIEWER, told, origin=Origin("form"), now=desk.now)
    assert codes(error) == [("registers.identity_twice", "/1/uscc")]
    desk.say(first, by=viewers["recorder"], uscc=uscc(1))  # its own
    desk.say(first, by=viewers["recorder"], uscc=uscc(3))
    assert desk.firm("乙", uscc=uscc(1))  # free again


def test_a_reference_is_to_something_that_is_seen(viewers, desk):
    firm = desk.firm("甲", by=viewers["recorder"])
    plot = desk.plot("地", "621122", by=viewers["other"])
    for number in (plot, 5, 2**62):
        with pytest.raises(InvalidError) as error:
            desk.say(firm, by=viewers["recorder"], parent=number)
        assert codes(error) == [("registers.ref_unknown", "/0/parent")]
    with pytest.raises(InvalidError):
        desk.say(firm, by=viewers["recorder"], parent=str(firm))


def test_what_changes_on_a_day_changes_on_that_day(desk, now):
    number = desk.firm("甲", staff="1")
    tomorrow = now.date() + timedelta(days=1)
    desk.say(number, staff="2", says={"valid_from": tomorrow})
    assert entity(INSTALLATION_VIEWER, number).cells["staff"].value == "1"
    assert refresh_due(now) == 0
    later = now + timedelta(days=1)
    assert refresh_due(later) == 1
    assert refresh_due(later) == 0
    assert entity(INSTALLATION_VIEWER, number).cells["staff"].value == "2"
    desk.say(number, form="company", says={"now": later})  # so that the record knows of that day


def test_an_erasure_takes_the_words_everywhere(desk, now):
    number = desk.firm("张三的药铺", staff="1")
    desk.say(number, staff="2")
    erase([number], reason="asked for", recorder=INSTALLATION, now=now)
    with everything() as cursor:
        for table in ("registers_statement", "registers_entity", "registers_listed", "registers_term"):
            assert not cursor.execute(f"SELECT 1 FROM {table} t WHERE t::text LIKE '%%张三%%'").fetchall()
    assert refresh_due(now) == 1
    assert {name: cell.value for name, cell in entity(INSTALLATION_VIEWER, number).cells.items()} == {"staff": "2"}
    (rest,) = [one.record for one in history(INSTALLATION_VIEWER, number)]
    erase([rest], reason="asked for", recorder=INSTALLATION, now=now)
    refresh_due(now)
    with everything():
        assert not Entity.objects.filter(id=number).exists()


def _together(*deeds):
    """Do these in threads of their own, at once; what each ended with."""
    ends, ready = [None] * len(deeds), threading.Barrier(len(deeds))

    def run(position, deed):
        try:
            ready.wait(10)
            ends[position] = deed()
        except InvalidError as error:
            ends[position] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(n, deed)) for n, deed in enumerate(deeds)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    return ends


def test_two_who_speak_at_once_are_both_recorded(viewers, desk):
    number = desk.firm("甲", by=viewers["recorder"])
    says = [
        lambda n=n, who=who: desk.say(number, by=viewers[who], staff=str(n))
        for n, who in enumerate(("recorder", "official", "machine", "installation"))
    ]
    assert all(isinstance(one, int) for one in _together(*says))
    assert {one.value for one in history(INSTALLATION_VIEWER, number, "staff")} == {"0", "1", "2", "3"}


def test_two_who_found_the_same_at_once_found_one(desk):
    ends = _together(*(lambda n=n: desk.firm(f"企业 {n}", uscc=uscc(9)) for n in range(4)))
    assert sorted(isinstance(one, int) for one in ends) == [False, False, False, True]


def test_many_at_once_are_the_same_as_one_by_one(desk, now):
    told = [
        Told("test_firm", None, (Saying("name", f"企业 {n}"), Saying("uscc", uscc(n)), Saying("staff", str(n))))
        for n in range(250)
    ]
    seen = []
    stated = state(INSTALLATION_VIEWER, told, origin=Origin("cell", 1), now=now, progress=lambda *at: seen.append(at))
    assert seen == [(250, 250)]
    assert len(set(stated.entities)) == 250
    assert entity(INSTALLATION_VIEWER, stated.entities[99]).cells["staff"].value == "99"
    withdraw(INSTALLATION_VIEWER, deed=stated.deed, reason="wrong file", now=now)
    assert all(entity(INSTALLATION_VIEWER, number).is_void for number in stated.entities[::50])
