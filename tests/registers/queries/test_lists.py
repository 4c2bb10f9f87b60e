"""Lists: filtered, sorted, counted, page by page; and nothing is learnt by asking."""

import pytest

from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER
from yaomai.registers import kinds
from yaomai.registers.queries import lists
from yaomai.registers.queries.lists import Filter, Listing, every, page
from yaomai.registers.queries.register_sizes import counts


def names(viewer, **asked):
    return [row.title for row in page(viewer, Listing("test_firm", **asked)).rows]


@pytest.fixture
def firms(desk):
    for name, more in (
        ("安定丁", {"staff": "9", "division": "621102", "titles": ["leading"], "founded": "2001-02-03"}),
        ("成县丙", {"staff": "100", "division": "621202", "former": ["武都丙", "Old C"]}),
        ("陇西甲", {"staff": "12.50"[:2], "division": "621122", "form": "company", "titles": ["gazelle", "leading"]}),
        ("岷县乙", {"division": "621126", "form": "branch"}),
    ):
        desk.firm(name, **more)


def test_order_is_by_reading_by_size_and_nothing_last(firms):
    assert names(INSTALLATION_VIEWER) == ["安定丁", "成县丙", "陇西甲", "岷县乙"]
    assert names(INSTALLATION_VIEWER, descending=True) == ["岷县乙", "陇西甲", "成县丙", "安定丁"]
    assert names(INSTALLATION_VIEWER, sort="staff") == ["安定丁", "陇西甲", "成县丙", "岷县乙"]
    assert names(INSTALLATION_VIEWER, sort="staff", descending=True) == ["成县丙", "陇西甲", "安定丁", "岷县乙"]


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (Filter("form", "is", "公司"), ["陇西甲"]),
        (Filter("form", "is", "branch"), ["岷县乙"]),
        (Filter("titles", "is", "leading"), ["安定丁", "陇西甲"]),
        (Filter("staff", "from", "12"), ["成县丙", "陇西甲"]),
        (Filter("staff", "to", "12"), ["安定丁", "陇西甲"]),
        (Filter("division", "below", "621100"), ["安定丁", "陇西甲", "岷县乙"]),
        (Filter("division", "below", "陇西县"), ["陇西甲"]),
        (Filter("name", "has", "县"), ["成县丙", "岷县乙"]),
        (Filter("name", "has", "xian"), []),
        (Filter("former", "has", "old"), ["成县丙"]),
        (Filter("former", "is", "武都丙"), ["成县丙"]),
        (Filter("form", "empty"), ["安定丁", "成县丙"]),
        (Filter("founded", "from", "2001年2月3日"), ["安定丁"]),
        (Filter("name", "disputed"), []),
    ],
)
def test_filters(firms, one, expected):
    found = page(INSTALLATION_VIEWER, Listing("test_firm", (one,)))
    assert [row.title for row in found.rows] == expected
    assert found.total == len(expected)


@pytest.mark.parametrize("sort", ["name", "staff", "form"])
@pytest.mark.parametrize("descending", [False, True])
def test_pages_there_and_back(firms, sort, descending):
    whole = names(INSTALLATION_VIEWER, sort=sort, descending=descending)
    there, after, tokens = [], "", []
    while True:
        one = page(INSTALLATION_VIEWER, Listing("test_firm", sort=sort, descending=descending, after=after, limit=1))
        there += [row.title for row in one.rows]
        tokens.append(one.newer)
        if not one.older:
            break
        after = one.older
    assert there == whole
    back, after = [], tokens[-1]
    while after:
        one = page(INSTALLATION_VIEWER, Listing("test_firm", sort=sort, descending=descending, after=after, limit=1))
        back = [row.title for row in one.rows] + back
        after = one.newer
    assert back == whole[:-1]
    assert [
        row.title for row in every(INSTALLATION_VIEWER, Listing("test_firm", sort=sort, descending=descending))
    ] == whole


@pytest.mark.parametrize("walked", [1, 3, 1_000])
@pytest.mark.parametrize("one", [Filter("name", "has", "县"), Filter("division", "below", "621100")])
def test_however_far_is_walked_along_an_index_the_pages_are_the_same(firms, monkeypatch, walked, one):
    monkeypatch.setattr(lists, "_WALKED", walked)
    for sort in ("name", "staff"):
        for descending in (False, True):
            whole = names(INSTALLATION_VIEWER, filters=(one,), sort=sort, descending=descending)
            first = page(INSTALLATION_VIEWER, Listing("test_firm", (one,), sort, descending, limit=1))
            second = page(INSTALLATION_VIEWER, Listing("test_firm", (one,), sort, descending, first.older, 1))
            back = page(INSTALLATION_VIEWER, Listing("test_firm", (one,), sort, descending, second.newer, 1))
            assert [row.title for row in (*first.rows, *second.rows)] == whole[:2]
            assert back.rows == first.rows
            assert {one.total for one in (first, second, back)} == {len(whole)}


def test_registers_are_counted_as_their_lists_are(firms):
    for viewer in (INSTALLATION_VIEWER, ANYONE):
        totals = {one.name: page(viewer, Listing(one.name)).total for one in kinds.all_kinds()}
        assert counts(viewer) == {name: total for name, total in totals.items() if total}
    assert counts(INSTALLATION_VIEWER)["test_firm"] == 4


def test_nothing_is_learnt_of_what_is_hidden(desk):
    desk.firm("安定丁", revenue="5", form="company")
    desk.firm("陇西甲", revenue="7")
    for asked in (
        {"filters": (Filter("revenue", "from", "6"),)},
        {"filters": (Filter("revenue", "empty"),)},
        {"filters": (Filter("revenue", "disputed"),)},
    ):
        assert page(ANYONE, Listing("test_firm", **asked)).total == 0
    by_revenue = page(ANYONE, Listing("test_firm", sort="revenue", descending=True))
    assert [(row.title, dict(row.values)) for row in by_revenue.rows] == [
        ("陇西甲", {"name": "陇西甲"}),
        ("安定丁", {"name": "安定丁", "form": "company"}),
    ]
    assert page(ANYONE, Listing("test_plot")).total == 0
