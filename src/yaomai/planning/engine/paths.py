"""What value was expected by a day, on the way from the baseline to the target?

A path is declared (points by year, in between straight), linear (equal steps a year) or compound (equal rates a year). Values of
years stand at their last day. What flows within a year is expected in full at its end; what had flowed by a day within the year
is that times the share that had flowed by then in the years before, never times the share of the days: industry has seasons, and
a light that divides by months raises false alarms in spring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from itertools import pairwise

from yaomai.planning.engine.target_view import Path

DIGITS = 40
SHARES_MAX = 5
"""Years of which the seasonal share is the mean, at most."""


@dataclass(frozen=True, slots=True)
class Way:
    """From where to where: (year, value at its end); no start when no baseline is known."""

    start: tuple[int, Decimal] | None
    end: tuple[int, Decimal]
    path: Path


def expected(way: Way, at: date) -> Decimal | None:
    """The value expected by the end of the day `at`; None where the path cannot be known.

    Before the baseline it is the baseline, after the target year the target. A compound path is refused (None) where one of
    its ends is not positive, a linear one without a baseline.
    """
    points = known_points(way)
    when = position(at)
    if when >= points[-1][0]:
        return points[-1][1]
    if way.path.shape != "declared" and way.start is None:
        return None
    if when < points[0][0]:
        return points[0][1] if way.start is not None else None
    for (from_year, low), (to_year, high) in pairwise(points):
        if from_year <= when <= to_year:
            return _between(way.path.shape, (Decimal(from_year), low), (Decimal(to_year), high), when)
    return None


def known_points(way: Way) -> list[tuple[int, Decimal]]:
    """Baseline, declared points and target, in the order of the years; a declared value of the target's year is the target's."""
    points: dict[int, Decimal] = {}
    if way.path.shape == "declared":
        points.update(way.path.points)
    if way.start is not None and way.start[0] < way.end[0]:
        points.setdefault(*way.start)
    points[way.end[0]] = way.end[1]
    return sorted((year, value) for year, value in points.items() if year <= way.end[0])


def position(at: date) -> Decimal:
    """A day as years: the last day of 2020 is exactly 2020, of its predecessor 2019; in between by days."""
    first, last = date(at.year, 1, 1), date(at.year, 12, 31)
    with localcontext(prec=DIGITS):
        return Decimal(at.year - 1) + Decimal((at - first).days + 1) / Decimal((last - first).days + 1)


def _between(shape: str, start: tuple[Decimal, Decimal], end: tuple[Decimal, Decimal], when: Decimal) -> Decimal | None:
    (from_year, low), (to_year, high) = start, end
    if when == to_year:
        return high
    with localcontext(prec=DIGITS):
        part = (when - from_year) / (to_year - from_year)
        if shape != "compound":
            return low + (high - low) * part
        if low <= 0 or high <= 0:
            return None
        return low * ((high / low).ln() * part).exp()


def seasonal_share(
    years: Mapping[int, Decimal], parts: Mapping[int, Decimal], before: int
) -> tuple[Decimal, Sequence[int]] | None:
    """The share of a year's flow that is there by some month and day: the mean of up to five years before `before`.

    years: whole years; parts: the same years' flow from 1 January until that day. None when no year has both.
    """
    both = sorted((year for year in parts if year < before and years.get(year)), reverse=True)[:SHARES_MAX]
    if not both:
        return None
    with localcontext(prec=DIGITS):
        return sum((parts[year] / years[year] for year in both), Decimal(0)) / len(both), sorted(both)
