"""Growth on a comparable base with its error, chained indices, breaks: the rules of ../shared/reference/monitoring.md 2.3."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from yaomai.indicators.engine.breaks import Break, between, breaks
from yaomai.indicators.engine.chain import Rate, chain
from yaomai.indicators.engine.growth import (
    YearToDate,
    comparable_base,
    growth_of_part,
)
from yaomai.indicators.engine.rounding import decimal_of, half_unit
from yaomai.indicators.engine.spans import month, until, year


def so_far(level: str, growth: str, half_level: str = "0", half_growth: str = "0.05") -> YearToDate:
    return YearToDate(Decimal(level), Decimal(growth), Decimal(half_level), Decimal(half_growth))


def test_the_base_is_backed_out():
    base = comparable_base(so_far("110", "10", half_growth="0"))
    assert base is not None
    assert (base.value, base.low, base.high) == (100, 100, 100)
    rounded = comparable_base(so_far("110", "10.0"))
    assert rounded is not None
    assert rounded.low < 100 < rounded.high
    assert round(rounded.low, 4) == Decimal("99.9546")  # 110 / 1.1005
    assert comparable_base(so_far("1", "-100")) is None
    assert comparable_base(so_far("1", "-99.96")) is None


# What was so: levels of the year so far and true growth. What was printed of it, to 0.1 of a unit and 0.1 of a point.
CASES = [
    # whole, its growth, before, its growth: the growth of the month; the error that rounding alone can make, in points
    ("March", so_far("31.5", "8.0"), so_far("20.0", "7.0"), "9.78", "0.23"),
    ("June", so_far("72.0", "9.0"), so_far("58.0", "8.5"), "11.12", "0.49"),
    ("December", so_far("150.0", "10.0"), so_far("136.0", "10.2"), "8.09", "0.99"),
]


@pytest.mark.parametrize(
    ("whole", "before", "growth", "error"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_growth_of_a_month_with_its_error(whole, before, growth, error):
    found = growth_of_part(whole, before)
    assert found is not None
    assert round(found.value, 2) == Decimal(growth)
    assert round(found.error, 2) == Decimal(error)


def test_the_error_grows_towards_december():
    errors = [growth_of_part(whole, before).error for _, whole, before, *_ in CASES]
    assert errors == sorted(errors)


def test_without_a_positive_base_nothing_is_said():
    assert growth_of_part(so_far("100", "50"), so_far("99.9", "10")) is None
    assert growth_of_part(so_far("100.0", "0", "0.5"), so_far("99.9", "0", "0.5")) is None


LEVELS = st.decimals(1, 10_000, places=1)
GROWTH = st.decimals(-30, 60, places=1)
WITHIN = st.fractions(-1, 1)


@given(LEVELS, LEVELS, GROWTH, GROWTH, st.tuples(WITHIN, WITHIN, WITHIN, WITHIN))
def test_whatever_was_rounded_lies_within_the_error(level, added, growth, growth_before, off):
    """Of all that the printed numbers can stand for, none gives a growth outside of the interval."""
    whole = so_far(str(level + added), str(growth), "0.05")
    before = so_far(str(level), str(growth_before), "0.05")
    found = growth_of_part(whole, before)
    assume(found is not None)
    half = Fraction(1, 20)
    level_true, g = Fraction(whole.level) + off[0] * half, Fraction(growth) + off[1] * half
    before_true, g_before = Fraction(level) + off[2] * half, Fraction(growth_before) + off[3] * half
    base = level_true / (1 + g / 100) - before_true / (1 + g_before / 100)
    true = ((level_true - before_true) / base - 1) * 100
    slack = abs(true) / 10**20 + Fraction(1, 10**20)
    assert Fraction(found.low) - slack <= true <= Fraction(found.high) + slack


def rates(*growth: str, first: int = 2018) -> dict:
    return {year(first + n): Rate(Decimal(one)) for n, one in enumerate(growth)}


def test_an_index_is_chained_from_growth():
    found = chain(rates("10.0", "20.0", "-50.0"), year(2020))
    assert found is not None
    assert found.index.value == 66
    assert round(found.index.low, 3) == Decimal("65.877")  # 100 × 1.0995 × 1.1995 × 0.4995
    assert round(found.index.high, 3) == Decimal("66.124")  # 100 × 1.1005 × 1.2005 × 0.5005
    assert (found.base, found.of, found.broken) == (year(2017), (year(2018), year(2019), year(2020)), None)


def test_each_month_is_chained_with_the_same_month_of_the_year_before():
    monthly = {month(2019, 5): Rate(Decimal(10)), month(2020, 5): Rate(Decimal(10)), month(2020, 4): Rate(Decimal(99))}
    found = chain(monthly, month(2020, 5))
    assert found is not None
    assert (found.index.value, found.of) == (121, (month(2019, 5), month(2020, 5)))
    assert chain(monthly, month(2020, 6)) is None
    gap = chain({until(2018, 3): Rate(Decimal(10)), until(2020, 3): Rate(Decimal(10))}, until(2020, 3))
    assert gap is not None
    assert (gap.index.value, gap.base) == (110, until(2019, 3))


def test_nothing_is_chained_over_a_break():
    found = chain(rates("10", "20", "-50") | {year(2019): Rate(Decimal(20), is_break=True)}, year(2020))
    assert found is not None
    assert (found.index.value, found.base, found.broken) == (60, year(2018), year(2019))


def test_known_breaks_of_enterprises_above_scale():
    known = breaks("规模以上医药制造业")
    assert [one.day.year for one in known] == [2007, 2011]
    assert between(known, year(2010), year(2012)) == known[1:]
    assert between(known, year(2012), year(2010)) == known[1:]
    assert between(known, year(2010), year(2010)) == ()
    assert between(known, year(2011), year(2016)) == ()
    assert breaks("医药制造业") == ()
    assert breaks("规模以上服务业") == (), "of services the sizes are others"
    assert date(2011, 1, 1) == known[1].day


def test_a_break_in_the_midst_of_a_span_parts_it_from_what_is_before_and_after():
    known = (Break(date(2023, 7, 1), "declared"),)
    assert between(known, year(2022), year(2023)) == known
    assert between(known, year(2023), year(2024)) == known
    assert between(known, until(2023, 5), until(2022, 5)) == ()
    assert between(known, month(2023, 6), month(2023, 7)) == known
    assert between(known, month(2023, 7), month(2023, 8)) == ()


@pytest.mark.parametrize(
    ("value", "original", "half"),
    [
        ("12000000000", "120亿元", "50000000"),
        ("12050000000", "120.5 亿元", "5000000"),
        ("13.6", "13.6%", "0.05"),
        ("13.60", "", "0.005"),
        ("1234567", "1,234,567", "0.5"),
        ("4030000", "403万亩", "5000"),
        ("600000", "4万公顷", "75000"),
        ("7", "no number", "0.5"),
        ("0", "0", "0.5"),
        ("123", "2016年 5", "0.5"),
    ],
)
def test_half_a_unit_of_the_last_place(value, original, half):
    assert half_unit(Decimal(value), original) == Decimal(half)


@given(st.fractions())
def test_a_fraction_as_a_decimal(exact):
    shown = decimal_of(exact)
    assert abs(Fraction(shown) - exact) <= abs(exact) / 10**26
    if set(_primes(exact.denominator)) <= {2, 5} and exact.denominator < 10**9:
        assert Fraction(shown) == exact


def _primes(number: int) -> list[int]:
    found = [one for one in (2, 5) for _ in range(64) if number % one == 0]
    for one in (2, 5):
        while number % one == 0:
            number //= one
    return found if number == 1 else [*found, number]
