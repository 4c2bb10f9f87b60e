"""What a person says of single rows of a preview: what becomes of a name, and of cells that cannot be read."""

import pytest

from import_office import Office
from yaomai.errors import InvalidError
from yaomai.registers.operations.decide_match import decide
from yaomai.registers.operations.decide_row import name_row, reread_rows
from yaomai.registers.queries.entities import entity

FULL = "兰州生物制品研究所有限责任公司"
SHORT = "兰州生物所"


@pytest.fixture
def office(cast, now):
    cast.organisation("省局", "authority")
    return Office(cast.person("official", "official", of="省局"), now)


def recognised(office, desk, **more):
    """A firm that is there, and an import of one row whose abbreviation a person decided to mean it."""
    known = desk.firm(FULL, office.viewer, staff="5", **more)
    desk.firm("兰州生物技术研究所有限公司", office.viewer, staff="5")
    number = office.preview((SHORT, None, None, 6, None, None))
    decide(office.viewer, "test_firm", SHORT, known, expected=None, now=office.now)
    reread_rows(office.viewer, number, [1], now=office.now)
    return known, number


def values(office, number, *names):
    cells = entity(office.viewer, number).cells
    return [cells[name].value if name in cells else None for name in names]


def test_a_name_that_recognised_an_entity_does_not_rename_it_but_is_added_to_its_names(office, desk):
    known, number = recognised(office, desk, former=["兰州所"])
    (row,) = office.rows(number)
    assert [(cell.property.name, cell.value, cell.status, cell.notes) for cell in row.cells] == [
        ("former", ["兰州所", SHORT], "changed", ("other_name",)),
        ("staff", "6", "changed", ()),
    ]
    office.accept(number)
    assert values(office, known, "name", "former", "staff") == [FULL, ["兰州所", SHORT], "6"]
    (again,) = office.rows(office.preview((SHORT, None, None, 6, None, None), name="再.xlsx"))
    assert (again.state, again.entity, again.cells[0].notes) == ("same", known, ("name_only",))


@pytest.mark.parametrize(
    ("use", "title", "former"), [("title", SHORT, None), ("none", FULL, None), ("former", FULL, [SHORT])]
)
def test_a_person_may_say_otherwise_what_becomes_of_a_name(office, desk, use, title, former):
    known, number = recognised(office, desk)
    name_row(office.viewer, number, 1, use, now=office.now)
    reread_rows(office.viewer, number, [1], now=office.now)
    office.accept(number)
    assert values(office, known, "name", "former", "staff") == [title, former, "6"]


def test_a_name_becomes_nothing_that_is_no_name(office, desk):
    _, number = recognised(office, desk)
    with pytest.raises(InvalidError):
        name_row(office.viewer, number, 1, "staff", now=office.now)


def test_two_rows_that_name_one_entity_differently_do_not_contradict_each_other(office, desk):
    known, _ = recognised(office, desk)
    number = office.preview((FULL, None, None, 6, None, None), (SHORT, None, None, None, 3.5, None), name="二.xlsx")
    assert [row.state for row in office.rows(number)] == ["changed", "changed"]
    office.accept(number)
    assert values(office, known, "name", "former", "staff", "revenue") == [FULL, [SHORT], "6", "35000"]


def test_a_name_that_means_none_of_those_that_are_there_is_a_new_one(office, desk):
    known = desk.firm(FULL, office.viewer)
    desk.firm("兰州生物技术研究所有限公司", office.viewer)
    number = office.preview((SHORT, None, None, 6, None, None))
    (row,) = office.rows(number)
    assert (row.state, [one.code for one in row.reasons]) == ("conflicting", ["ambiguous"])
    decide(office.viewer, "test_firm", SHORT, None, expected=None, now=office.now)
    reread_rows(office.viewer, number, [1], now=office.now)
    (row,) = office.rows(number)
    assert (row.state, row.reasons) == ("new", ())
    office.accept(number)
    (row,) = office.rows(number)
    assert row.entity not in (None, known)
    assert values(office, row.entity, "name", "staff") == [SHORT, "6"]
