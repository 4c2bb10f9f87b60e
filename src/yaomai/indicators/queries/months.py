"""What do the years so far of a series say of single months, and how much did each grow; what do months say of years so far?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from yaomai.indicators.engine.growth import Interval, YearToDate, growth_of_part
from yaomai.indicators.engine.rounding import half_unit
from yaomai.indicators.engine.spans import Span, is_year_to_date
from yaomai.indicators.engine.values import Value
from yaomai.indicators.engine.year_to_date import Part, to_spans, to_year_to_date


@dataclass(frozen=True, slots=True)
class SingleMonth:
    """The months between two values of the year so far (before is None: since its first day), and their growth on a comparable base
    in per cent with its error; None where it was not published, rounding leaves it open, or something else is counted since
    between the two (flag `break`). The first one of a year has the published growth.
    """

    part: Part
    whole: Value
    before: Value | None
    growth: Interval | None


def single_months(values: Sequence[Value]) -> tuple[SingleMonth, ...]:
    """The single months that follow from the values of one series, in their order."""
    levels = {Span(one.start, one.end): one for one in values if one.basis == "flow" and one.value is not None}
    rates = {Span(one.start, one.end): one for one in values if one.basis == "yoy" and one.value is not None}
    so_far = {span: one.value for span, one in levels.items() if is_year_to_date(span) and one.value is not None}
    made = []
    for part in to_spans(so_far):
        whole, before = levels[part.whole], None if part.minus is None else levels[part.minus]
        if before is not None and _is_parted(before, whole):
            made.append(SingleMonth(replace(part, flags=(*part.flags, "break")), whole, before, None))
        else:
            made.append(SingleMonth(part, whole, before, _growth(part, levels, rates)))
    return tuple(made)


@dataclass(frozen=True, slots=True)
class YearSoFar:
    """What the months of a year make together up to one of them. is_invented: one of them is."""

    span: Span
    value: Decimal
    is_invented: bool


def years_so_far(values: Sequence[Value]) -> tuple[YearSoFar, ...]:
    """The years so far that follow from the single months (or quarters) of one series, in their order; none of a year of which one
    was published itself, beside its first span.
    """
    levels = {Span(one.start, one.end): one for one in values if one.basis == "flow" and one.value is not None}
    first: dict[int, Span] = {}
    for span in sorted(one for one in levels if is_year_to_date(one)):
        first.setdefault(span.start.year, span)
    published = {one.start.year for one in levels if is_year_to_date(one) and one != first[one.start.year]}
    parts = {
        span: one.value for span, one in levels.items() if span.start.year not in published and one.value is not None
    }
    return tuple(
        YearSoFar(span, value, any(one.is_invented for each, one in levels.items() if _within(each, span)))
        for span, value in to_year_to_date(parts).items()
        if span not in levels
    )


def _within(span: Span, whole: Span) -> bool:
    return whole.start <= span.start and span.end <= whole.end


def _is_parted(before: Value, whole: Value) -> bool:
    """Whether the later value of the year so far counts otherwise than the one that is subtracted from it."""
    return whole.status == "B" or any(before.end < one.day <= whole.end for one in whole.breaks)


def _growth(part: Part, levels: dict[Span, Value], rates: dict[Span, Value]) -> Interval | None:
    rate = rates.get(part.whole)
    if rate is None:
        return None
    whole = _so_far(levels[part.whole], rate)
    if part.minus is None:
        growth, half = whole.growth, whole.half_growth
        return Interval(growth, growth - half, growth + half)
    earlier = rates.get(part.minus)
    return None if earlier is None else growth_of_part(whole, _so_far(levels[part.minus], earlier))


def _so_far(level: Value, rate: Value) -> YearToDate:
    value, growth = level.value or Decimal(0), rate.value or Decimal(0)
    return YearToDate(value, growth, half_unit(value, level.original), half_unit(growth, rate.original))
