"""Do the marked words of a text say the number that somebody decided they say, and what the reader read of them?

Both are compared as exact decimals in their normalised units. Words without a unit of their own (a cell of a table, the lower end
of an interval) say a number in whatever unit was decided."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal

from yaomai.planning.engine import units
from yaomai.planning.engine.fields import Decided, Figure
from yaomai.planning.engine.reading.mentions import mentions
from yaomai.planning.engine.reading.numbers import MAGNITUDES
from yaomai.planning.engine.reading.plain import plain
from yaomai.planning.engine.reading.records import Mention

_BARE = re.compile(r"[0-9]+(?:\.[0-9]+)?", re.ASCII)
_MAGNITUDE = re.compile(f"(?:{'|'.join(MAGNITUDES)})?")


def contradicts_words(words: str, decided: Decided) -> bool:
    """Whether a number of the decided figure is none of those that can be read in exactly these words."""
    figure = decided.figure
    printed = [one for one in (figure.value, figure.low, figure.high) if one is not None]
    normal = [
        one for one in (figure.normalized_value, figure.normalized_low, figure.normalized_high) if one is not None
    ]
    if not printed:
        return False
    said = mentions(plain(words))
    bare = {Decimal(one) for one in _BARE.findall(unicodedata.normalize("NFKC", words).replace(",", ""))}
    return not all(
        any(_says(one, number, figure) for one in said) or _is_bare(number, shown, said, bare, figure)
        for number, shown in zip(normal, printed, strict=True)
    )


def _says(read: Mention, number: Decimal, figure: Figure) -> bool:
    """Whether the mention says this normalised number of the same kind of thing."""
    measured, decided = units.unit_of(read.normalized_unit), units.unit_of(figure.normalized_unit)
    has_thing = _MAGNITUDE.fullmatch(read.unit) is None
    return number in _numbers(read) and (not has_thing or None in (measured, decided) or measured == decided)


def _numbers(read: Mention) -> Iterator[Decimal]:
    for one in (read.normalized_value, read.normalized_low, read.normalized_high):
        if one is not None:
            yield one


def _is_bare(number: Decimal, shown: Decimal, said: Sequence[Mention], bare: set[Decimal], figure: Figure) -> bool:
    """Whether the digits stand in words that have no unit: the unit stands in the head of a table, or after an interval."""
    if any(one.unit for one in said):
        return False
    known = units.printed(figure.unit)
    factors = {Decimal(1), *(Decimal(one) for one in MAGNITUDES.values())}
    if known is not None:
        factors.add(known.factor)
    if units.unit_of(figure.normalized_unit) == "P1":
        factors.add(Decimal("0.01"))
    return shown in bare or any(one * factor == number for one in bare for factor in factors)


_OWN = ("kind", "status", "comparator", "year", "is_increment")


def says_the_same(one: Decided, other: Decided) -> bool:
    """Whether two readings of a figure agree in what the words themselves say: number, unit, comparator, kind, status, year,
    increment. Under which indicator, region code and segment it is filed is no part of that.
    """
    if one.figure.bounds != other.figure.bounds or not _same_unit(one.figure, other.figure):
        return False
    return all(getattr(one, name) == getattr(other, name) for name in _OWN)


def _same_unit(one: Figure, other: Figure) -> bool:
    if one.normalized_unit == other.normalized_unit:
        return True
    unit = units.unit_of(one.normalized_unit)
    return unit is not None and unit == units.unit_of(other.normalized_unit)
