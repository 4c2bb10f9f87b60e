"""In which unit is a figure of a text held against an indicator, exactly?

A text prints a figure in a unit (`万亩`); the reader normalises it (mu: the factor 10000); an indicator has a unit of
UN/ECE Rec. 20, "CNY", "MU", "P1" (percents as printed) or none (things that are counted). Decimals, never floats."""

import re
from dataclasses import dataclass
from decimal import Decimal

COUNTED = frozenset(
    {"count", "enterprise", "institution", "person", "city", "county", "country_or_region", "household"}
)
"""Normalised units of things that are counted."""
RANK = "rank"
MULTIPLE = "multiple"

_TO_INDICATOR = {
    "CNY": ("CNY", Decimal(1)),
    "mu": ("MU", Decimal(1)),
    "t": ("TNE", Decimal(1)),
    "ratio": ("P1", Decimal(100)),
    "percentage_point": ("P1", Decimal(100)),
    RANK: ("", Decimal(1)),
    MULTIPLE: ("", Decimal(1)),
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


_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_BASES = {
    "元": ("CNY", Decimal(1)),
    "元人民币": ("CNY", Decimal(1)),
    "亩": ("mu", Decimal(1)),
    "公顷": ("mu", Decimal(15)),
    "吨": ("t", Decimal(1)),
    "公斤": ("t", Decimal("0.001")),
    "吨/日": ("t/d", Decimal(1)),
    "%": ("ratio", Decimal("0.01")),
    "‰": ("ratio", Decimal("0.001")),
    "个百分点": ("percentage_point", Decimal("0.01")),
    "百分点": ("percentage_point", Decimal("0.01")),
    "成": ("ratio", Decimal("0.1")),
    "倍": (MULTIPLE, Decimal(1)),
    "番": ("doublings", Decimal(1)),
    "位": (RANK, Decimal(1)),
    "名": (RANK, Decimal(1)),
    "强": (RANK, Decimal(1)),
    "家": ("enterprise", Decimal(1)),
    "户": ("enterprise", Decimal(1)),
    "所": ("institution", Decimal(1)),
    "人": ("person", Decimal(1)),
    "市": ("city", Decimal(1)),
    "县": ("county", Decimal(1)),
}
_MEASURE_WORD = re.compile(r"[\u4e00-\u9fff]{1,6}")


def printed(unit: str) -> PrintedUnit | None:
    """What a printed unit is: `亿元`, `万亩`, `%`, `家`. Any other short Chinese word counts things; None for anything else."""
    word = "".join(unit.split()).replace("％", "%")
    factor = Decimal(1)
    if word == "亿":  # of money, when nothing is said
        return PrintedUnit("CNY", Decimal(10**8))
    while word and word[0] in _SCALES and word not in _BASES:
        factor *= _SCALES[word[0]]
        word = word[1:]
    if word in _BASES:
        normalized, base = _BASES[word]
        return PrintedUnit(normalized, factor * base)
    if not word and factor != 1:
        return PrintedUnit("count", factor)
    return PrintedUnit("count", factor) if _MEASURE_WORD.fullmatch(word) else None


def plain(value: Decimal) -> Decimal:
    """The same number without an exponent and without zeros after its last digit: 1E+2 → 100, 13.60 → 13.6."""
    shorter = value.normalize()
    return shorter.quantize(Decimal(1)) if shorter == shorter.to_integral_value() else shorter
