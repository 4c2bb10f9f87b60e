"""Single months of a published series: value, growth on the comparable base, its error."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from yaomai.indicators.engine.spans import month, quarter, until
from yaomai.indicators.engine.values import DeclaredBreak, SeriesKey, Value
from yaomai.indicators.queries.months import single_months, years_so_far


def value(span, number, basis="flow", original=""):
    return Value(
        SeriesKey("a", "620000"), basis, *span, Decimal(number), "A", original, 1, date(2021, 1, 1), False, 9, 1
    )


def test_months_with_their_growth_and_its_error():
    values = [
        value(until(2020, 2), "2000000000", original="20.0亿元"),
        value(until(2020, 3), "3150000000", original="31.5亿元"),
        value(until(2020, 4), "4500000000", original="45.0亿元"),
        value(until(2020, 2), "7.0", "yoy"),
        value(until(2020, 3), "8.0", "yoy"),
        value(month(2020, 3), "99", "flow"),  # published by itself: no year so far
    ]
    joint, march, april = single_months(values)
    assert (joint.part.span, joint.part.value, joint.before) == (until(2020, 2), 2_000_000_000, None)
    assert (joint.growth.value, joint.growth.low, joint.growth.high) == (7, Decimal("6.95"), Decimal("7.05"))
    assert (march.part.span, march.part.value, march.before.end) == (month(2020, 3), 1_150_000_000, date(2020, 2, 29))
    assert round(march.growth.value, 2) == Decimal("9.78")
    assert round(march.growth.error, 2) == Decimal("0.26")  # 0.23 of the growth, the rest of the levels
    assert (april.part.value, april.growth) == (1_350_000_000, None)
    assert single_months(values[-1:]) == ()


def test_years_so_far_from_months_and_quarters():
    months = [value(month(2020, number), str(number)) for number in (1, 2, 3, 5)]
    assert [(one.span, one.value) for one in years_so_far(months)] == [(until(2020, 2), 3), (until(2020, 3), 6)]
    quarters = [value(until(2020, 3), "1"), value(quarter(2020, 2), "2")]
    assert [(one.span, one.value) for one in years_so_far(quarters)] == [(until(2020, 6), 3)]
    assert years_so_far([*quarters, value(until(2020, 9), "9")]) == ()  # they are published


def declared(day):
    return (DeclaredBreak(7, "a", None, None, day, "a census", None, None, None, datetime(2026, 1, 1, tzinfo=UTC)),)


@pytest.mark.parametrize(
    ("changed", "broken"),
    [
        ({}, []),
        ({"status": "B"}, [month(2020, 4)]),
        ({"breaks": declared(date(2020, 4, 1))}, [month(2020, 4)]),
        ({"breaks": declared(date(2020, 1, 1))}, []),
        ({"breaks": declared(date(2020, 5, 1))}, []),
    ],
)
def test_a_month_between_two_values_that_count_otherwise_is_flagged_and_has_no_growth(changed, broken):
    values = [
        value(until(2020, last), str(number), basis)
        for last in (2, 3, 4)
        for basis, number in (("flow", last * 10), ("yoy", 8))
    ]
    values = [one._replace(**changed) if one.end.month == 4 or "breaks" in changed else one for one in values]
    found = single_months(values)
    assert [one.part.span for one in found if "break" in one.part.flags] == broken
    assert [one.part.span for one in found if one.growth is None] == broken
