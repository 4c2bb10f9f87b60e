"""How much did it grow, on the base that the statisticians compared with, and how sure is that?

Published growth is not the ratio of published levels: the base is recomputed for the firms, the scope and the prices of
today. It can be backed out, `base = level / (1 + g)`, and then a single month's growth follows from two values of the year so
far:

    month growth = (ytd_m - ytd_(m-1)) / (base_m - base_(m-1)) - 1

Each printed number stands for an interval, so the result is one, too; its ends are at corners of the box of the inputs, because
the formula is monotone in each of them as long as the base of the month is positive.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import product

from yaomai.indicators.engine.rounding import decimal_of

HALF_TENTH = Decimal("0.05")
"""Half of the last place of growth that is printed with one decimal, in percentage points."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A value and the least and greatest that rounding of its inputs allows: growth in per cent, a base in the level's unit."""

    value: Decimal
    low: Decimal
    high: Decimal

    @property
    def error(self) -> Decimal:
        """The greater of the two distances."""
        return max(self.high - self.value, self.value - self.low)


@dataclass(frozen=True, slots=True)
class YearToDate:
    """A value of the year so far with its growth in per cent, and half a unit of the last printed place of each."""

    level: Decimal
    growth: Decimal
    half_level: Decimal = Decimal(0)
    half_growth: Decimal = HALF_TENTH


def comparable_base(one: YearToDate) -> Interval | None:
    """With what the statisticians compared: level / (1 + g). None when the growth is -100 % or less, within its rounding."""
    if one.growth - one.half_growth <= -100:
        return None
    corners = [
        _base(level, growth)
        for level in _ends(one.level, one.half_level)
        for growth in _ends(one.growth, one.half_growth)
    ]
    return Interval(
        decimal_of(_base(Fraction(one.level), Fraction(one.growth))), decimal_of(min(corners)), decimal_of(max(corners))
    )


def growth_of_part(whole: YearToDate, before: YearToDate) -> Interval | None:
    """The growth, in per cent, of what lies between two values of the same year so far.

    None when rounding leaves open whether the base of that span is positive.
    """
    if min(one.growth - one.half_growth for one in (whole, before)) <= -100:
        return None
    corners = []
    for level, growth, level_before, growth_before in product(
        _ends(whole.level, whole.half_level),
        _ends(whole.growth, whole.half_growth),
        _ends(before.level, before.half_level),
        _ends(before.growth, before.half_growth),
    ):
        base = _base(level, growth) - _base(level_before, growth_before)
        if base <= 0:
            return None
        corners.append(((level - level_before) / base - 1) * 100)
    base = _base(Fraction(whole.level), Fraction(whole.growth)) - _base(Fraction(before.level), Fraction(before.growth))
    value = (Fraction(whole.level) - Fraction(before.level)) / base - 1
    return Interval(decimal_of(value * 100), decimal_of(min(corners)), decimal_of(max(corners)))


def _base(level: Fraction, growth: Fraction) -> Fraction:
    return level / (1 + growth / 100)


def _ends(value: Decimal, half: Decimal) -> tuple[Fraction, ...]:
    return (Fraction(value),) if not half else (Fraction(value) - Fraction(half), Fraction(value) + Fraction(half))
