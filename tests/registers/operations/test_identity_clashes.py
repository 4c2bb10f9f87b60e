"""No withdrawal, undone merge or choice gives two entities one identity; where nobody can be refused, both say so."""

from datetime import timedelta

import pytest

from import_desk import code
from register_kinds import FIRM
from yaomai.errors import InvalidError
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.registers import kinds
from yaomai.registers.engine.import_plan import Cell, Row
from yaomai.registers.operations.choose import choose
from yaomai.registers.operations.merge import merge
from yaomai.registers.operations.plan_import import _identify
from yaomai.registers.operations.prefer import prefer
from yaomai.registers.operations.refresh import refresh_due
from yaomai.registers.operations.state import Origin, Saying, Told, state
from yaomai.registers.operations.withdraw import withdraw
from yaomai.registers.queries.entities import entity, history
from yaomai.registers.queries.identity_clashes import Clash, clashes, clashing

WHY = "查过档案"
FORM = Origin("form")


@pytest.fixture
def official(cast):
    cast.organisation("省药监局", kind="authority")
    return cast.person("official", "official", of="省药监局")


def refused(told) -> list[tuple[str, str]]:
    with pytest.raises(InvalidError) as error:
        told()
    return [(one.code, one.value) for one in error.value.findings]


def test_an_undone_merge_gives_nobody_a_code_that_another_took_meanwhile(desk, now):
    one, other = desk.firm("甲", uscc=code(1)), desk.firm("乙", uscc=code(2))
    merged = merge(INSTALLATION_VIEWER, one, other, reason=WHY, now=now)
    free = code(1) if entity(INSTALLATION_VIEWER, other).cells["uscc"].value == code(2) else code(2)
    third = desk.firm("丙", uscc=free)
    found = refused(lambda: withdraw(INSTALLATION_VIEWER, record=merged, reason=WHY, now=now))
    assert found == [("registers.identity_clash", f"丙（{third}）")]
    assert entity(INSTALLATION_VIEWER, one).merged_into == other  # nothing is half undone
    desk.say(third, uscc=code(3))
    withdraw(INSTALLATION_VIEWER, record=merged, reason=WHY, now=now)
    assert entity(INSTALLATION_VIEWER, one).cells["uscc"].value == code(1)


def test_a_withdrawn_correction_gives_back_no_code_that_another_took(desk, now, cast):
    one = desk.firm("甲", uscc=code(4))
    correction = desk.say(one, uscc=code(5))
    other = desk.firm("乙", uscc=code(4))
    for what in ({"record": correction}, {"record": correction, "ordinal": 1}, {"deed": correction >> 20}):
        found = refused(lambda what=what: withdraw(INSTALLATION_VIEWER, **what, reason=WHY, now=now))
        assert found == [("registers.identity_clash", f"乙（{other}）")]


def test_no_choice_gives_a_code_that_another_has(desk, now, official, cast):
    one = desk.firm("甲", organisation=cast.organisation("甲公司"), uscc=code(6))
    desk.say(one, by=official, uscc=code(7))
    own = cast.person("own", "recorder", of="甲公司")
    desk.say(one, by=own, uscc=code(8))
    other = desk.firm("乙", uscc=code(9))
    (mine,) = [one for one in history(official, one, "uscc") if one.value == code(8)]
    desk.say(other, uscc=code(8))
    found = refused(lambda: choose(official, one, "uscc", (mine.record, mine.ordinal), reason=WHY, now=now))
    assert found == [("registers.identity_clash", f"乙（{other}）")]


def test_a_code_of_a_later_day_is_held_against_who_has_it_then(desk, now):
    tomorrow, later = now.date() + timedelta(days=1), now.date() + timedelta(days=30)
    one, other = desk.firm("甲"), desk.firm("乙", uscc=code(3))
    found = refused(lambda: desk.say(one, uscc=code(3), says={"valid_from": tomorrow}))
    assert found == [("registers.identity_taken", str(other))]
    # who gives it up on that day has it no longer
    desk.say(other, uscc=code(10), says={"valid_from": later})
    assert refused(lambda: desk.say(one, uscc=code(3), says={"valid_from": tomorrow}))
    desk.say(one, uscc=code(3), says={"valid_from": later})


@pytest.fixture
def two(official, cast, now) -> tuple[int, int]:
    """Enterprises of which an order of sources gives the one the code of the other."""
    own = cast.person("own", "recorder", of="甲公司")

    def tell(who, entity, **values):
        says = tuple(Saying(name, value) for name, value in values.items())
        return state(who, [Told("enterprise", entity, says)], origin=FORM, now=now).entities[0]

    one = tell(own, None, name="甲公司", uscc=code(11))
    tell(official, one, uscc=code(12))
    other = tell(official, None, name="乙公司", uscc=code(11))
    prefer(official, "enterprise", "uscc", ["self"], reason=WHY, now=now)
    return one, other


def test_where_nobody_can_be_refused_it_is_told(two, official):
    one, other = two
    kind = kinds.kind("enterprise")
    assert clashes(official, kind) == [Clash(one, "甲公司", other, "乙公司", ("uscc",))]


@pytest.mark.parametrize(
    ("first", "second", "is_taken"),
    [
        # from and to of what the one and the other say, in days from now
        ((5, None), (5, None), True),
        ((5, None), (9, None), True),
        ((9, None), (5, None), True),
        ((9, None), (5, 9), False),
        ((9, None), (5, 10), True),
        ((5, 9), (9, None), False),
        ((5, 9), (8, None), True),
        ((5, None), (None, None), True),
        ((5, None), (None, 5), False),
        ((5, None), (None, 6), True),
        ((5, None), (0, None), True),
    ],
)
def test_two_that_will_have_one_code_are_told_as_if_they_had_it_now(desk, now, first, second, is_taken):
    one, other = desk.firm("甲"), desk.firm("乙")

    def days(period):
        since, until = (None if day is None else now.date() + timedelta(days=day) for day in period)
        return {"valid_from": since, "valid_to": until}

    desk.say(one, uscc=code(13), says=days(first))
    if is_taken:
        found = refused(lambda: desk.say(other, uscc=code(13), says=days(second)))
        assert found == [("registers.identity_taken", str(one))]
    else:
        desk.say(other, uscc=code(13), says=days(second))


def test_who_will_have_a_code_no_longer_keeps_it_from_nobody(desk, now):
    later = {"valid_from": now.date() + timedelta(days=5)}
    one, other = desk.firm("甲"), desk.firm("乙")
    said = desk.say(one, uscc=code(13), says=later)
    assert refused(lambda: desk.say(other, uscc=code(13), says=later))
    withdraw(INSTALLATION_VIEWER, record=said, reason=WHY, now=now)
    desk.say(other, uscc=code(13), says=later)
    desk.say(other, uscc=code(13), says=later)  # said again of the same one


def test_a_day_that_comes_refuses_nobody_and_is_told(desk, now, official):
    """That the one would give its code up is withdrawn: today nobody else has it."""
    desk.now = now - timedelta(days=5)
    later = {"valid_from": now.date() - timedelta(days=2)}
    one, other = desk.firm("甲", uscc=code(13)), desk.firm("乙")
    given_up = desk.say(one, uscc=code(14), says=later)
    desk.say(other, uscc=code(13), says=later)
    withdraw(INSTALLATION_VIEWER, record=given_up, reason=WHY, now=desk.now)
    refresh_due(now)
    (found,) = clashes(official, FIRM)
    assert (found.one, found.two) == (one, other)
    values = {name: cell.value for name, cell in entity(official, other).cells.items()}
    assert [each.two for each in clashing(official, FIRM, other, values)] == [one]


def test_a_row_of_an_import_that_two_may_mean_is_left_to_a_person(two, official):
    one, other = two
    row = Row(1, 2, [Cell(0, "uscc", code(11), code(11))])
    _identify(kinds.kind("enterprise"), [row])
    assert row.reasons == [("two_entities", {"entities": [one, other]})]
