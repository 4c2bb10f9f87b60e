"""Withdrawing, choosing, preferring, merging: what holds then, and that nothing is destroyed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from yaomai.errors import InvalidError, NotAllowedError, NotFoundError
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER
from yaomai.registers import kinds
from yaomai.registers.declaration import Grant, Group, Kind, Property, Rows, Text
from yaomai.registers.operations.choose import choose
from yaomai.registers.operations.decide_match import decide
from yaomai.registers.operations.merge import merge
from yaomai.registers.operations.prefer import prefer
from yaomai.registers.operations.withdraw import withdraw
from yaomai.registers.queries.entities import at, entity, history, titles
from yaomai.registers.queries.lists import Filter, Listing, page

WHY = "因为如此"


@pytest.fixture
def official(cast):
    cast.organisation("省药监", "authority")
    return cast.person("guan", "official", of="省药监")


@pytest.fixture
def recorder(cast):
    return cast.person("luji", "recorder", of="陇西一厂")


def value(number, name="staff"):
    cell = entity(INSTALLATION_VIEWER, number).cells.get(name)
    return None if cell is None else (cell.value, cell.is_disputed)


@pytest.fixture
def disputed(desk, cast, official, recorder):
    """A firm of which its own people say 10 and an official says 12."""
    number = desk.firm("陇西甲", by=official, organisation=cast.organisation("陇西一厂"), staff="12")
    desk.say(number, by=recorder, staff="10")
    return number


def test_an_authority_counts_before_the_firm_itself(disputed):
    assert value(disputed) == ("12", True)
    assert page(INSTALLATION_VIEWER, Listing("test_firm", (Filter("staff", "disputed"),))).total == 1
    assert [
        (one.value, one.source, one.status, one.reason) for one in history(INSTALLATION_VIEWER, disputed, "staff")
    ] == [
        ("10", "self", "not_preferred", "preferred"),
        ("12", "authority", "in_force", "preferred"),
    ]


def test_the_order_of_sources_can_be_changed_and_changed_back(disputed, official, now):
    of_kind = prefer(official, "test_firm", "", ["self"], reason=WHY, now=now)
    assert value(disputed) == ("10", True)
    of_property = prefer(official, "test_firm", "staff", ["document", "authority"], reason=WHY, now=now)
    assert value(disputed) == ("12", True)
    withdraw(official, record=of_property, reason=WHY, now=now)
    assert value(disputed) == ("10", True)
    withdraw(official, record=of_kind, reason=WHY, now=now)
    assert value(disputed) == ("12", True)


def test_a_choice_holds_as_long_as_its_statement_counts(disputed, official, recorder, desk, now):
    (mine,) = [one for one in history(official, disputed, "staff") if one.value == "10"]
    record = choose(official, disputed, "staff", (mine.record, mine.ordinal), reason=WHY, now=now)
    assert value(disputed) == ("10", True)
    assert {one.reason for one in history(official, disputed, "staff")} == {"chosen"}
    desk.say(disputed, by=recorder, staff="11")
    assert value(disputed) == ("12", True)
    with pytest.raises(InvalidError, match="no statement about this property"):
        choose(official, disputed, "name", (mine.record, mine.ordinal), reason=WHY, now=now)
    withdraw(official, record=record, reason=WHY, now=now)
    with pytest.raises(InvalidError, match="withdrawn already"):
        withdraw(official, record=record, reason=WHY, now=now)


def test_a_statement_a_record_and_a_deed_are_withdrawn(disputed, official, recorder, desk, now):
    (mine,) = [one for one in history(official, disputed, "staff") if one.value == "10"]
    withdraw(recorder, record=mine.record, ordinal=mine.ordinal, reason=WHY, now=now)
    assert value(disputed) == ("12", False)
    record = desk.say(disputed, by=recorder, staff="1", form="company")
    withdraw(recorder, record=record, reason=WHY, now=now)
    assert (value(disputed), value(disputed, "form")) == (("12", False), None)
    with pytest.raises(NotAllowedError):
        withdraw(recorder, deed=disputed >> 20, reason=WHY, now=now)
    withdraw(official, deed=disputed >> 20, reason=WHY, now=now)
    seen = entity(official, disputed)
    assert (seen.is_void, seen.title, dict(seen.cells)) == (True, "", {})
    assert {one.status for one in history(official, disputed)} == {"withdrawn"}
    assert page(official, Listing("test_firm")).total == 0


def test_merged_entities_are_one_until_that_is_withdrawn(desk, official, now):
    first = desk.firm("兰州生物所", staff="3")
    second = desk.firm("兰州生物制品研究所", staff="5", form="company")
    third = desk.firm("兰生所", year=1934)
    referring = desk.firm("子公司", parent=first)
    one = merge(official, first, second, reason=WHY, now=now)
    merge(official, second, third, reason=WHY, now=now)
    assert entity(official, first).merged_into == third
    assert value(third) == ("5", False)  # said last of one speaker
    assert value(third, "form") == ("company", False)
    called = entity(official, third).title
    assert titles(official, [first, second, third, referring]) == {
        first: called, second: called, third: called, referring: "子公司"
    }  # fmt: skip
    assert page(official, Listing("test_firm", (Filter("parent", "is", str(third)),))).total == 1
    with pytest.raises(InvalidError, match="merged into"):
        merge(official, first, third, reason=WHY, now=now)
    withdraw(official, record=one, reason=WHY, now=now)
    assert entity(official, first).merged_into is None
    assert value(first) == ("3", False)
    assert page(official, Listing("test_firm")).total == 3


def test_what_was_known_and_what_was_true(desk, official, now):
    number = desk.firm("陇西甲", staff="1")
    later = now + timedelta(days=1)
    desk.say(number, staff="2", says={"valid_from": date(2020, 1, 1), "valid_to": date(2021, 1, 1), "now": later})

    def then(day, known):
        return at(official, number, valid_on=day, known_on=known).cells["staff"].value

    assert value(number) == ("1", False)
    assert then(date(2020, 6, 1), now) == "1"
    assert then(date(2020, 6, 1), later) == "2"
    assert then(date(2021, 1, 1), later) == "1"
    with pytest.raises(NotFoundError):
        at(official, number, valid_on=date(2020, 1, 1), known_on=now - timedelta(seconds=1))


def test_who_may_decide(disputed, recorder, desk, now):
    other = desk.firm("另一家")
    for viewer, error in ((ANYONE, NotAllowedError), (recorder, NotAllowedError)):
        with pytest.raises(error):
            prefer(viewer, "test_firm", "", ["self"], reason=WHY, now=now)
        with pytest.raises(error):
            merge(viewer, disputed, other, reason=WHY, now=now)
        with pytest.raises(error):
            choose(viewer, disputed, "staff", (disputed, 2), reason=WHY, now=now)


def test_a_decision_says_why(disputed, official, now):
    with pytest.raises(InvalidError, match="say why"):
        prefer(official, "test_firm", "", ["self"], reason="  ", now=now)
    with pytest.raises(InvalidError, match="plain text"):
        prefer(official, "test_firm", "", ["self"], reason="x" * 1001, now=now)


def test_who_decided_a_name_takes_it_back_and_others_do_not(desk, cast, recorder, now):
    number = desk.firm("陇西甲", by=recorder)
    other = cast.person("luren", "recorder", of="渭源二厂")
    decided = decide(recorder, "test_firm", "陇西甲老名", number, expected=None, now=now)
    with pytest.raises(NotAllowedError):
        withdraw(other, record=decided, reason=WHY, now=now)
    withdraw(recorder, record=decided, reason=WHY, now=now)
    with pytest.raises(InvalidError):
        withdraw(recorder, record=decided, reason=WHY, now=now)


def test_the_order_of_sources_is_nothing_for_a_county_or_for_who_keeps_other_kinds(cast, now, desk):
    kind = Kind(
        name="test_ordered",
        label="有序",
        properties=(Property(name="name", label="名称", type=Text(), required=True),),
        seen_by=(Grant(Group.PUBLIC, Rows.ALL), Grant("official", Rows.REGION), Grant("inspector", Rows.ALL)),
        kept_by=("official", "inspector"),
    )
    county, whole = cast.person("county", "official", of="县局"), cast.person("whole", "inspector", of="省局")
    county = replace(county, division="621126")
    with kinds.declared(kind):
        with pytest.raises(NotAllowedError):
            prefer(county, "test_ordered", "", ["self"], reason=WHY, now=now)
        record = prefer(whole, "test_ordered", "", ["self"], reason=WHY, now=now)
        with pytest.raises(NotAllowedError):
            withdraw(county, record=record, reason=WHY, now=now)
        withdraw(whole, record=record, reason=WHY, now=now)
