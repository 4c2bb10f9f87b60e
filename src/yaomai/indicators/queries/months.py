"""What do the values of the year so far of a series say of single months, and how much did each grow?"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from yaomai.indicators.engine.growth import Interval, YearToDate, growth_of_part
from yaomai.indicators.engine.rounding import half_unit
from yaomai.indicators.engine.spans import Span, is_year_to_date
from yaomai.indicators.engine.values import Value
from yaomai.indicators.engine.year_to_date import Part, to_spans


@dataclass(frozen=True, slots=True)
class SingleMonth:
    """The months between two values of the year so far (before is None: since its first day), and their growth on a comparable base
    in per cent with its error; None where it was not published, or rounding leaves it open. The first one of a year has the
    published growth.
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
        before = None if part.minus is None else levels[part.minus]
        made.append(SingleMonth(part, levels[part.whole], before, _growth(part, levels, rates)))
    return tuple(made)


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
