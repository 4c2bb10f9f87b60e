"""A table is arranged by its query string, and exported without loss."""

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from yaomai.errors import InvalidError
from yaomai.ledger.figure import Figure
from yaomai.web.presentation import Link
from yaomai.web.table import Arrangement, Column, Ordered, arrange, as_csv, page_of, read

COLUMNS = (
    Column("lot", "批号", "id", sortable=True, filterable=True),
    Column("amount", "数量", "figure", sortable=True),
    Column("proof", "证明", "state", filterable=True, choices=(("recorded", "已入账"),)),
    Column("by", "责任方", "link"),
)
ROWS = (
    {"lot": "B2", "amount": Figure(Decimal("9.50"), "KGM", ""), "proof": "recorded", "by": Link("=SUM(A1)")},
    {"lot": "a1", "amount": None, "proof": "witnessed", "by": None},
    {"lot": "C3", "amount": Figure(Decimal(10), "KGM", ""), "proof": "recorded", "by": Link("合作社")},
)


@pytest.mark.parametrize(
    ("query", "lots"),
    [
        ({"sort": "amount"}, ["B2", "C3", "a1"]),  # by value, not by digits; what is unknown comes last
        ({"sort": "-amount"}, ["C3", "B2", "a1"]),  # … in both directions
        ({"sort": "-lot"}, ["a1", "C3", "B2"]),
        ({"lot": "b"}, ["B2"]),
        ({"proof": "recorded", "sort": "-amount"}, ["C3", "B2"]),
        ({"proof": "record"}, []),  # a choice is the whole value
        ({"by": "合作社"}, ["B2", "C3", "a1"]),  # not a column that filters
    ],
)
def test_arranged(query: dict[str, str], lots: list[str]) -> None:
    asked = read(query, COLUMNS, "lot")
    assert [row["lot"] for row in arrange(ROWS, COLUMNS, asked)] == lots


def test_a_column_that_cannot_be_sorted_by_is_refused_with_those_that_can() -> None:
    with pytest.raises(InvalidError, match="lot、amount"):
        read({"sort": "-nothing"}, COLUMNS, "lot")


def test_query_string_keeps_what_is_not_changed() -> None:
    asked = Arrangement("lot", True, {"proof": "recorded"}, after="7")
    assert asked.query() == "sort=-lot&proof=recorded&after=7"
    assert asked.query(sort="amount", after="") == "sort=amount&proof=recorded"


def test_csv_keeps_exact_values_and_defuses_formulas() -> None:
    columns = (*COLUMNS, Column("time", "时间", "time"))
    rows = [{**row, "time": datetime(2026, 1, 2, tzinfo=UTC)} for row in ROWS[:2]]
    data = as_csv(rows, columns)
    assert data.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(data.decode("utf-8-sig")))) == [
        ["批号", "数量", "数量（单位）", "证明", "责任方", "时间"],
        ["B2", "9.50", "千克", "已入账", "'=SUM(A1)", "2026-01-02T00:00:00+00:00"],
        ["a1", "", "", "已见证", "", "2026-01-02T00:00:00+00:00"],
    ]


def test_tables_of_one_page_are_arranged_apart_and_carry_the_rest_along() -> None:
    kept = [("region", "620000"), ("also", "620100"), ("also", "621100"), ("series-sort", "span")]
    asked = read({"values-sort": "-lot", "values-lot": "b", "lot": "x"}, COLUMNS, "amount", prefix="values-", kept=kept)
    assert (asked.sort, asked.descending, dict(asked.filters)) == ("lot", True, {"lot": "b"})
    own = "values-sort=amount&values-lot=b"
    assert asked.query(sort="amount") == f"region=620000&also=620100&also=621100&series-sort=span&{own}"


def test_rows_stay_in_their_order_until_somebody_asks() -> None:
    assert [row["lot"] for row in arrange(ROWS, COLUMNS, read({}, COLUMNS, ""))] == ["B2", "a1", "C3"]


def test_spans_sort_by_their_days() -> None:
    spans = [Ordered("2024年12月", "2024-12-31"), Ordered("2024年2月", "2024-02-29"), Ordered("2023年", "2023-12-31")]
    columns = (Column("span", "哪一期", sortable=True, filterable=True),)
    rows = [{"span": one} for one in spans]
    assert [row["span"] for row in arrange(rows, columns, read({"sort": "-span"}, columns, "span"))] == spans
    assert [row["span"] for row in arrange(rows, columns, read({"span": "2月"}, columns, "span"))] == spans[1::-1]


@pytest.mark.parametrize(
    ("after", "rows", "newer", "older", "has_newer"),
    [("", (0, 50), "", "50", False), ("50", (50, 100), "", "100", True), ("100", (100, 120), "50", "", True)],
)
def test_a_list_in_memory_is_turned_over_page_by_page(after, rows, newer, older, has_newer):
    page = page_of([{"lot": str(one)} for one in range(120)], Arrangement("lot", False, {}, after))
    assert [int(row["lot"]) for row in page.rows] == list(range(*rows))
    assert (page.newer, page.older, page.has_newer) == (newer, older, has_newer)


@pytest.mark.parametrize("after", ["x", "-1", "9" * 30])
def test_a_page_that_nobody_could_have_named_is_refused(after):
    with pytest.raises(InvalidError):
        page_of([], Arrangement("lot", False, {}, after))
