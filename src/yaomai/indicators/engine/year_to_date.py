"""What do the values of the year so far say of single months, and back?

January is not published, so that the first value of a year is one of January and February together, and it stays one; where a
month is missing, the next difference is one span of several months. A difference also holds what was revised of earlier
months and changes of the sample: what looks wrong is told, kept, and not repaired (`flags`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from yaomai.indicators.engine.rounding import decimal_of, median
from yaomai.indicators.engine.spans import Span, is_year_to_date, tiling, years_before
from yaomai.indicators.engine.values import Value

Flag = Literal["negative", "unlike_other_years", "break"]
DEVIATIONS_MAX = 4
"""Times the median absolute deviation."""
COMPARED_MIN = 8
"""With fewer changes against a year before nobody can say what is usual."""


@dataclass(frozen=True, slots=True)
class Part:
    """A value of single months: that of the year so far `minus` the one before it (None: it is the first of its year)."""

    span: Span
    value: Decimal
    whole: Span
    minus: Span | None
    flags: tuple[Flag, ...] = ()


def to_spans(year_to_date: Mapping[Span, Decimal]) -> tuple[Part, ...]:
    """The values of single spans, in their order. Spans that are none of a year so far are left out."""
    parts: list[Part] = []
    before: Span | None = None
    for span in sorted(one for one in year_to_date if is_year_to_date(one)):
        if before is None or before.start != span.start:
            parts.append(Part(span, year_to_date[span], span, None))
        else:
            own = Span(before.end + timedelta(days=1), span.end)
            parts.append(Part(own, year_to_date[span] - year_to_date[before], span, before))
        before = span
    return flagged(parts)


def to_year_to_date(parts: Mapping[Span, Decimal]) -> Mapping[Span, Decimal]:
    """The values of the year so far at the end of each span, as far as the spans follow each other from the first day of the
    year on.
    """
    made: dict[Span, Decimal] = {}
    reached: tuple[date, Decimal] | None = None
    for span in sorted(parts):
        if (span.start.month, span.start.day) == (1, 1):
            reached = span.end, parts[span]
            start = span.start
        elif reached is not None and span.start == reached[0] + timedelta(days=1) and span.start.year == start.year:
            reached = span.end, reached[1] + parts[span]
        else:
            reached = None
        if reached is not None:
            made[Span(start, span.end)] = reached[1]
    return made


def flagged(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts with what looks wrong: a negative value; a change against the same span a year before that is further than
    DEVIATIONS_MAX median absolute deviations from the median change (not judged with fewer than COMPARED_MIN changes, or when
    more than half of the changes are alike).
    """
    by_span = {one.span: one.value for one in parts}
    changes = {
        span: Fraction(value - by_span[before])
        for span, value in by_span.items()
        if (before := years_before(span)) in by_span
    }
    unlike: set[Span] = set()
    if len(changes) >= COMPARED_MIN:
        middle = median(list(changes.values()))
        deviation = median([abs(one - middle) for one in changes.values()])
        unlike = {span for span, one in changes.items() if deviation and abs(one - middle) > DEVIATIONS_MAX * deviation}
    made = []
    for one in parts:
        flags: list[Flag] = ["negative"] if one.value < 0 else []
        if one.span in unlike:
            flags.append("unlike_other_years")
        made.append(Part(one.span, one.value, one.whole, one.minus, tuple(flags)))
    return tuple(made)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A month that was published, and the difference of the years so far that says otherwise, beyond what rounding explains."""

    span: Span
    published: Decimal
    difference: Decimal
    tolerance: Decimal


def contradictions(
    months: Mapping[Span, Decimal], year_to_date: Mapping[Span, Decimal], half_unit: Decimal
) -> tuple[Contradiction, ...]:
    """The published months that contradict the years so far. Three rounded numbers are compared: they may differ by three half
    units of the last place.
    """
    found = []
    for part in to_spans(year_to_date):
        published = months.get(part.span)
        if published is not None and part.minus is not None and abs(published - part.value) > 3 * half_unit:
            found.append(Contradiction(part.span, published, part.value, 3 * half_unit))
    return tuple(found)


How = Literal["published", "difference", "sum"]


@dataclass(frozen=True, slots=True)
class Over:
    """What a series says over a span: the published value, the difference of two years so far (the first minus the second), or
    the sum of spans.
    """

    value: Decimal
    how: How
    of: tuple[Value, ...]


def over(values: Sequence[Value], basis: str, span: Span) -> Over | None:
    """What the values of one series say over a span on this basis; None: nothing. Only amounts (`flow`) are added and subtracted; a
    level is that of the last day.
    """
    known = {Span(one.start, one.end): one for one in values if one.basis == basis and one.value is not None}
    if (one := known.get(span)) is not None and one.value is not None:
        return Over(one.value, "published", (one,))
    if basis == "level":
        ends = [each for its, each in known.items() if its.end == span.end]
        best = min(ends, key=lambda each: each.end - each.start, default=None)
        return None if best is None or best.value is None else Over(best.value, "published", (best,))
    if basis != "flow":
        return None
    first_day = date(span.start.year, 1, 1)
    whole, before = known.get(Span(first_day, span.end)), known.get(Span(first_day, span.start - timedelta(days=1)))
    if whole is not None and before is not None:
        return Over(_sum([(whole, 1), (before, -1)]), "difference", (whole, before))
    tiles = tuple(known[one] for one in tiling(span, list(known)))
    return Over(_sum([(one, 1) for one in tiles]), "sum", tiles) if tiles else None


def _sum(signed: Sequence[tuple[Value, int]]) -> Decimal:
    return decimal_of(sum((Fraction(one.value or 0) * sign for one, sign in signed), Fraction(0)))
