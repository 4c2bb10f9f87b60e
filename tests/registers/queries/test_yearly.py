"""What is told year by year is shown as the latest year known, and counted for the year of which it was said alone."""

from datetime import date

import pytest

from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.registers import kinds
from yaomai.registers.declaration import Grant, Group, Kind, Number, Property, Rows, Text
from yaomai.registers.derived_check import derived_faults
from yaomai.registers.engine.resolve import NO_RULES, Said, resolve, standing
from yaomai.registers.operations.everything import everything
from yaomai.registers.operations.state import Origin, Saying, Told, state
from yaomai.registers.queries import entities, snapshots
from yaomai.registers.queries.lists import Filter, Listing, every, page

MILL = Kind(
    name="test_mill",
    label="测试工厂",
    properties=(
        Property(name="name", label="名称", type=Text(), required=True),
        Property(name="sales", label="销售收入", type=Number(unit="CNY"), yearly=True),
    ),
    seen_by=(Grant(Group.PUBLIC, Rows.ALL),),
    kept_by=("official",),
)


@pytest.fixture(autouse=True)
def _declared():
    with kinds.declared(MILL):
        yield


def year(number):
    return date(number, 1, 1), date(number + 1, 1, 1)


@pytest.fixture
def mills(desk):
    """甲 with 2024 and 2025, 乙 with 2025 (less), 丙 without; by name. It is a later year (the test's clock)."""
    found = {}
    for name, told in (("甲", {2024: "10", 2025: "30"}), ("乙", {2025: "20"}), ("丙", {})):
        says = [Saying("name", name), *(Saying("sales", value, "", *year(at)) for at, value in told.items())]
        found[name] = state(
            INSTALLATION_VIEWER,
            [Told("test_mill", None, tuple(says))],
            origin=Origin("form"),
            now=desk.now,
        ).entities[0]
    assert desk.now.year == 2026
    return found


def test_lists_show_sort_and_filter_by_the_latest_year_and_say_which(mills):
    rows = page(INSTALLATION_VIEWER, Listing("test_mill", sort="sales", descending=True)).rows
    assert [(row.title, row.values.get("sales")) for row in rows] == [("甲", "30"), ("乙", "20"), ("丙", None)]
    assert [row.periods.get("sales") for row in rows] == [year(2025), year(2025), None]
    assert [
        row.title for row in every(INSTALLATION_VIEWER, Listing("test_mill", (Filter("sales", "from", "25"),)))
    ] == ["甲"]
    assert [row.title for row in every(INSTALLATION_VIEWER, Listing("test_mill", (Filter("sales", "empty", ""),)))] == [
        "丙"
    ]


def test_an_entity_shows_the_latest_year_known_by_the_day(mills, now):
    assert entities.entity(INSTALLATION_VIEWER, mills["甲"]).cells["sales"].value == "30"
    of = {
        day: entities.at(INSTALLATION_VIEWER, mills["甲"], valid_on=date.fromisoformat(day), known_on=now).cells.get(
            "sales"
        )
        for day in ("2023-12-31", "2024-06-01", "2025-12-31", "2029-01-01")
    }
    assert {day: cell and cell.value for day, cell in of.items()} == {
        "2023-12-31": None,
        "2024-06-01": "10",
        "2025-12-31": "30",
        "2029-01-01": "30",
    }
    stands = {one.value: one.status for one in entities.history(INSTALLATION_VIEWER, mills["甲"], "sales")}
    assert stands == {"30": "in_force", "10": "not_valid_today"}


def test_figures_count_a_year_for_that_year_alone(mills, now):
    def sales(day):
        held = snapshots.snapshot(INSTALLATION_VIEWER, ["test_mill"], on=day, now=now)
        return {row.title: row.values["sales"] for row in held.of("test_mill").values() if "sales" in row.values}

    assert sales(date(2024, 12, 31)) == {"甲": "10"}
    assert sales(date(2025, 12, 31)) == {"甲": "30", "乙": "20"}
    assert sales(now.date()) == {}


def test_what_is_derived_so_is_verified(mills):
    with everything() as cursor:
        assert list(derived_faults(cursor.connection)) == []


def test_who_says_otherwise_of_the_latest_year_disputes_it_and_an_older_year_does_not():
    def said(record, value, at, organisation):
        return Said(record, 1, "sales", value, "CNY", *year(at), "other", organisation)

    told = [said(1, "10", 2024, 1), said(2, "30", 2025, 1), said(3, "31", 2025, 2), said(4, "9", 2024, 2)]
    held = resolve(told, date(2026, 5, 1), NO_RULES, yearly={"sales"}).cells["sales"]
    assert (held.said.value, held.is_disputed, held.rule) == ("31", True, "newest")
    assert {place[0]: status for place, (status, _) in standing(told, date(2026, 5, 1), yearly={"sales"}).items()} == {
        1: "not_valid_today",
        2: "not_preferred",
        3: "in_force",
        4: "not_valid_today",
    }
    assert resolve(told, date(2026, 5, 1)).cells == {}
