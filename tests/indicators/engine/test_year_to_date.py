"""The year so far, single months, and what joins them: a case table, and that nothing is lost between the two."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaomai.indicators.engine.spans import (
    Span,
    is_year_to_date,
    kind_of,
    month,
    month_count,
    months,
    quarter,
    read,
    tiling,
    until,
    year,
    years_before,
)
from yaomai.indicators.engine.year_to_date import contradictions, flagged, to_spans, to_year_to_date

# The year so far at the end of a month; what the months in between are. January is not published.
CASES = [
    ("whole year", {2: "20", 3: "31.5", 4: "45"}, {(1, 2): "20", (3, 3): "11.5", (4, 4): "13.5"}),
    ("a missing May is one span of two months", {4: "45", 6: "70"}, {(1, 4): "45", (5, 6): "25"}),
    ("January was published for once", {1: "9", 2: "20"}, {(1, 1): "9", (2, 2): "11"}),
    ("only December", {12: "150"}, {(1, 12): "150"}),
    ("a revision shows as a negative month", {2: "20", 3: "19"}, {(1, 2): "20", (3, 3): "-1"}),
]


@pytest.mark.parametrize(("published", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_year_so_far_as_months(published, expected):
    parts = to_spans({until(2024, last): Decimal(value) for last, value in published.items()})
    assert {(one.span.start.month, one.span.end.month): str(one.value) for one in parts} == expected
    assert [one.span for one in parts if "negative" in one.flags] == [one.span for one in parts if one.value < 0]


def test_each_part_says_of_what_it_is_the_difference():
    first, second = to_spans({until(2024, 3): Decimal(31), until(2024, 4): Decimal(45)})
    assert (first.whole, first.minus) == (until(2024, 3), None)
    assert (second.span, second.whole, second.minus) == (month(2024, 4), until(2024, 4), until(2024, 3))


def test_each_year_begins_anew():
    parts = to_spans({until(2023, 12): Decimal(100), until(2024, 2): Decimal(20), month(2024, 3): Decimal(1)})
    assert [(one.span, one.minus) for one in parts] == [(year(2023), None), (until(2024, 2), None)]


def test_a_month_unlike_those_of_other_years_is_flagged_and_kept():
    ends = [(number, last) for number in range(2018, 2024) for last in range(2, 13)]
    usual = {until(number, last): Decimal(10 * last + (7 * number + 5 * last) % 4) for number, last in ends}
    assert not any(one.flags for one in to_spans(usual))
    odd = usual | {until(2023, last): usual[until(2023, last)] + 500 for last in range(7, 13)}
    parts = to_spans(odd)
    assert [one.span for one in parts if one.flags] == [month(2023, 7)]
    assert next(one.value for one in parts if one.span == month(2023, 7)) > 500
    few = [one for one in parts if one.span.start.year >= 2023]
    assert not any(one.flags for one in flagged(few))


def test_a_month_that_contradicts_the_years_so_far():
    so_far = {until(2024, 3): Decimal("31.5"), until(2024, 4): Decimal("45.0")}
    half = Decimal("0.05")
    assert contradictions({month(2024, 4): Decimal("13.6")}, so_far, half) == ()
    (found,) = contradictions({month(2024, 4): Decimal("13.7")}, so_far, half)
    assert (found.span, found.published, found.difference, found.tolerance) == (
        month(2024, 4), Decimal("13.7"), Decimal("13.5"), Decimal("0.15"),
    )  # fmt: skip
    assert contradictions({months(2024, 1, 3): Decimal(99)}, so_far, half) == ()


VALUES = st.decimals(-(10**9), 10**9, places=4, allow_nan=False)
SPANS = st.builds(until, st.integers(1990, 2030), st.integers(2, 12))


@given(st.dictionaries(SPANS, VALUES))
def test_to_months_and_back_is_the_same(so_far):
    parts = to_spans(so_far)
    assert to_year_to_date({one.span: one.value for one in parts}) == so_far
    assert sum(one.value for one in parts) == sum(
        value
        for span, value in so_far.items()
        if span.end == max(each.end for each in so_far if each.start == span.start)
    )


@given(st.dictionaries(SPANS, VALUES))
def test_months_never_overlap(so_far):
    spans = sorted(one.span for one in to_spans(so_far))
    assert all(first.end < second.start for first, second in pairwise(spans))


def test_a_year_so_far_ends_where_a_month_is_missing():
    made = to_year_to_date({month(2024, 1): Decimal(1), month(2024, 2): Decimal(2), month(2024, 4): Decimal(3)})
    assert made == {month(2024, 1): 1, until(2024, 2): 3}


@pytest.mark.parametrize(
    ("span", "kind", "count"),
    [
        (year(2024), "year", 12),
        (until(2024, 2), "jan_feb", 2),
        (until(2024, 5), "year_to_date", 5),
        (until(2024, 6), "half", 6),
        (months(2024, 7, 12), "half", 6),
        (quarter(2024, 1), "quarter", 3),
        (quarter(2024, 4), "quarter", 3),
        (month(2024, 1), "month", 1),
        (months(2024, 2, 4), "months", 3),
        (Span(date(2016, 1, 1), date(2020, 12, 31)), "years", 60),
        (Span(date(2015, 7, 1), date(2016, 6, 30)), "months", 12),
        (Span(date(2024, 2, 29), date(2024, 2, 29)), "day", 0),
        (Span(date(2024, 2, 1), date(2024, 2, 28)), "days", 0),
    ],
)
def test_what_spans_are_called(span, kind, count):
    assert (kind_of(span), month_count(span)) == (kind, count)
    assert read(str(span)) == span


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024-01-01",
        "2024-12-31..2024-01-01",
        "2024-13-01..2024-12-31",
        "x..y",
        "0001-01-01..0001-12-31",
        "9999-01-01..9999-12-31",
    ],
)
def test_what_is_no_span(text):
    with pytest.raises(ValueError):  # some of the words are Python's
        read(text)


def test_a_year_before():
    assert years_before(until(2024, 2)) == until(2023, 2)
    assert years_before(until(2023, 2)) == until(2022, 2)
    assert years_before(month(2025, 2)) == month(2024, 2)
    assert years_before(Span(date(2024, 2, 29), date(2024, 2, 29)), 4) == Span(date(2020, 2, 29), date(2020, 2, 29))
    assert is_year_to_date(until(2024, 1))
    assert not is_year_to_date(month(2024, 2))


def test_the_fewest_spans_that_are_a_year():
    all_months = [month(2024, number) for number in range(1, 13)]
    halves = [months(2024, 1, 6), months(2024, 7, 12)]
    assert tiling(year(2024), all_months) == tuple(all_months)
    assert tiling(year(2024), [*all_months, *halves]) == tuple(halves)
    assert tiling(year(2024), all_months[1:]) == ()
    assert tiling(year(2024), [*all_months[1:], until(2024, 2)]) == (until(2024, 2), *all_months[2:])
