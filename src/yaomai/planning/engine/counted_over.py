"""Of which enterprises or products is a count a count: those of over how much?

A count with an inner threshold (enterprises of over five billion) is a series of its own: the segment of the series
says the threshold in the threshold's unit: `≥1000000000`, `>50000000`, `500000000-1000000000`, `≈200000000`. `segment_of` writes it
and `interval_of` reads it (also as a person writes it: `≥10亿元`). Two counts with different thresholds are not the same number,
but one may bound the other: there are at least as many enterprises of over 1 亿元 as of over 10 亿元."""

import re
from dataclasses import dataclass
from decimal import Decimal

from yaomai.planning.engine.figures import as_text
from yaomai.planning.engine.target_view import InnerThreshold

_FACTORS = {"亿": Decimal(10**8), "万": Decimal(10**4), "": Decimal(1)}
_AMOUNT = r"(\d+(?:\.\d+)?)(亿|万|)(?:元|亩|吨|%|)"
_ONE = re.compile(rf"(?:^|·)(<≈|≥|>|≤|<|=|≈){_AMOUNT}$")
_TWO = re.compile(rf"(?:^|·){_AMOUNT}[–-]{_AMOUNT}$")
ABOUT = Decimal("0.5")
"""2亿元左右 as a threshold: nobody counts such a class; for bounding it is read as from half to one and a half times the value."""


@dataclass(frozen=True, slots=True)
class Interval:
    """What each counted thing reaches: low..high, either open (None); strict: more than `low`, not exactly `low`."""

    low: Decimal | None
    high: Decimal | None
    is_strict: bool = False


def segment_of(threshold: InnerThreshold) -> str:
    """The threshold as the segment of a series."""
    if threshold.comparator == "range":
        return f"{as_text(threshold.low)}-{as_text(threshold.high)}"
    return f"{threshold.comparator}{as_text(threshold.low if threshold.low is not None else threshold.high)}"


def interval_of(segment: str) -> tuple[str, Interval | None]:
    """A series' segment without its threshold, and the threshold; none when it has none."""
    if (two := _TWO.search(segment)) is not None:
        low, high = Decimal(two[1]) * _FACTORS[two[2] or two[4]], Decimal(two[3]) * _FACTORS[two[4]]
        return segment[: two.start()], Interval(low, high)
    if (one := _ONE.search(segment)) is not None:
        return segment[: one.start()], _interval(one[1], Decimal(one[2]) * _FACTORS[one[3]])
    return segment, None


def bounds(wanted: Interval, counted: Interval) -> str:
    """What the count over `counted` says of the count over `wanted`: same, lower (at least so many), upper (at most), none."""
    if counted == wanted:
        return "same"
    if _within(counted, wanted):
        return "lower"
    return "upper" if _within(wanted, counted) else "none"


def _within(inner: Interval, outer: Interval) -> bool:
    """Whether whatever is in `inner` is in `outer`."""
    if outer.low is not None:
        if inner.low is None or inner.low < outer.low:
            return False
        if inner.low == outer.low and outer.is_strict and not inner.is_strict:
            return False
    return outer.high is None or (inner.high is not None and inner.high <= outer.high)


def _interval(comparator: str, value: Decimal) -> Interval:
    if comparator in ("≥", ">", "="):
        return Interval(value, None, is_strict=comparator == ">")
    if comparator == "≈":
        return Interval(value * (1 - ABOUT), value * (1 + ABOUT))
    return Interval(None, value)
