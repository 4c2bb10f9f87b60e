"""In which unit is a figure of a text held against an indicator, exactly?

A text prints a figure in a unit (`万亩`); the reader normalises it (mu: the factor 10000); an indicator has a unit of
UN/ECE Rec. 20, "CNY", "MU", "P1" (percents as printed) or none (things that are counted). Decimals, never floats."""

import re
from dataclasses import dataclass
from decimal import Decimal

from yaomai.planning.engine.reading.numbers import MAGNITUDES
from yaomai.planning.engine.reading.units_read import PER_UNIT, UNIT
from yaomai.planning.engine.reading.units_read import unit_of as unit_of_words

COUNTED = frozenset(
    {"count", "enterprise", "institution", "person", "city", "county", "country_or_region", "household"}
)
"""Normalised units of things that are counted."""
RANK = "rank"

_TO_INDICATOR = {
    "CNY": ("CNY", Decimal(1)),
    "mu": ("MU", Decimal(1)),
    "t": ("TNE", Decimal(1)),
    "ratio": ("P1", Decimal(100)),
    RANK: ("", Decimal(1)),
    **dict.fromkeys(COUNTED, ("", Decimal(1))),
}


def to_indicator(value: Decimal, normalized_unit: str) -> tuple[Decimal, str] | None:
    """A normalised figure in the unit of indicators, and that unit; None for a unit in which no indicator is measured."""
    found = _TO_INDICATOR.get(normalized_unit)
    return None if found is None else (plain(value * found[1]), found[0])


def unit_of(normalized_unit: str) -> str | None:
    """The unit of indicators that figures in this normalised unit have; None for one in which no indicator is measured."""
    found = _TO_INDICATOR.get(normalized_unit)
    return None if found is None else found[0]


@dataclass(frozen=True, slots=True)
class PrintedUnit:
    """What a printed unit is: the normalised unit, and how many of it one printed unit is."""

    normalized_unit: str
    factor: Decimal


_RANKS = frozenset({"位", "强", "名"})
_PRINTED = re.compile(rf"(?P<magnitude>{'|'.join(MAGNITUDES)}|)(?P<word>{UNIT}|)(?P<per>{PER_UNIT}|)")
_MEASURE_WORD = re.compile(r"[\u4e00-\u9fff]{1,6}")


def printed(unit: str) -> PrintedUnit | None:
    """What a printed unit is, as the reader takes it (`reading/units_read.py`): `亿元`, `万亩`, `%`, `家`. Any other short Chinese
    word counts things; None for anything else.
    """
    word = "".join(unit.split()).replace("％", "%")
    if word in _RANKS:
        return PrintedUnit(RANK, Decimal(1))
    found = _PRINTED.fullmatch(word) if word else None
    if found is not None:
        read = unit_of_words(found["magnitude"], found["word"], found["per"])
        return PrintedUnit(read.normalized, read.factor)
    return PrintedUnit("count", Decimal(1)) if _MEASURE_WORD.fullmatch(word) else None


def is_multiple(unit: str) -> bool:
    """Whether a printed unit says how many times as much: 倍, 番."""
    return unit.strip().endswith(("倍", "番"))


def plain(value: Decimal) -> Decimal:
    """The same number without an exponent and without zeros after its last digit: 1E+2 → 100, 13.60 → 13.6."""
    shorter = value.normalize()
    return shorter.quantize(Decimal(1)) if shorter == shorter.to_integral_value() else shorter
