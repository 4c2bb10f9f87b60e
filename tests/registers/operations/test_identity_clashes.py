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


def test_a_day_that_comes_refuses_nobody_and_is_told(desk, now, official):
    desk.now = now - timedelta(days=5)
    one, other = desk.firm("甲"), desk.firm("乙")
    for number, days in ((one, 3), (other, 2)):
        desk.say(number, uscc=code(13), says={"valid_from": now.date() - timedelta(days=days)})
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
