"""How far can a printed number be from what was measured?

A number printed with so many decimals stands for everything within half a unit of its last place.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

_PRINTED = re.compile(r"-?\d+(?:,\d{3})*(?:\.\d+)?", re.ASCII)
SIGNIFICANT = 28
"""So many digits has a quotient that no decimal says exactly."""


def half_unit(value: Decimal, original: str = "") -> Decimal:
    """Half a unit of the last printed place, in the unit of the value. original: what was printed (“1.2亿元” of 120000000), where
    the value was scaled; without it, or when the two do not belong together, the digits of the value count.
    """
    for match in _PRINTED.finditer(original.replace("，", ",").replace("．", ".")):
        printed = Decimal(match[0].replace(",", ""))
        if not printed or not value:
            continue
        factor = abs(value / printed)
        if factor.normalize().as_tuple().digits in {(1,), (1, 5)}:  # 万, 亿; and 15 亩 are a hectare
            return _place(printed) * factor / 2
    return _place(value) / 2


def _place(number: Decimal) -> Decimal:
    exponent = number.as_tuple().exponent
    return Decimal(1).scaleb(min(exponent, 0) if isinstance(exponent, int) else 0)


def decimal_of(exact: Fraction) -> Decimal:
    """An exact number as a decimal: all its digits where they end, otherwise SIGNIFICANT of them, rounded half to even."""
    numerator, denominator = exact.numerator, exact.denominator
    twos = fives = 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    places = max(twos, fives)
    if denominator == 1 and places <= 2 * SIGNIFICANT:
        return _shifted(numerator * 2 ** (places - twos) * 5 ** (places - fives), places)
    whole = len(str(abs(exact.numerator) // exact.denominator)) if abs(exact) >= 1 else -_zeros(abs(exact))
    places = SIGNIFICANT - whole
    return _shifted(round(exact * Fraction(10) ** places), places)


def _shifted(digits: int, places: int) -> Decimal:
    return Decimal(digits).scaleb(-places) if len(str(digits)) <= SIGNIFICANT else Decimal(f"{digits}E{-places}")


def _zeros(exact: Fraction) -> int:
    """How many zeros follow the point before the first digit."""
    return max(0, len(str(exact.denominator // exact.numerator)) - 1)


def median(numbers: Sequence[Fraction]) -> Fraction:
    """The middle one, or the mean of the two in the middle."""
    ordered = sorted(numbers)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
