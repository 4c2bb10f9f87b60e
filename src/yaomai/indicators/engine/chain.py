"""Which index follows from growth rates that are published without a level?

I_t = I_(t-12) × (1 + g_t): each span is held against the same span a year before. The first span that has a rate is held
against BASE in its year before. Over a break nothing is chained.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from yaomai.indicators.engine.growth import HALF_TENTH, Interval
from yaomai.indicators.engine.rounding import decimal_of
from yaomai.indicators.engine.spans import Span, years_before

BASE = 100


@dataclass(frozen=True, slots=True)
class Rate:
    """A published growth in per cent; is_break: what it is held against is not comparable with what was published then."""

    growth: Decimal
    half: Decimal = HALF_TENTH
    is_break: bool = False


@dataclass(frozen=True, slots=True)
class Chained:
    """The index of a span, within what rounding of the rates allows. base: the span that is BASE; of: the spans whose rates were
    multiplied, the earliest first; broken: a break cut the chain there.
    """

    span: Span
    index: Interval
    base: Span
    of: tuple[Span, ...]
    broken: Span | None = None


def chain(rates: Mapping[Span, Rate], span: Span) -> Chained | None:
    """The index of a span: back through the same span of each year before as long as there is a rate. None when the span has none.

    A rate that is a break is where the chain begins: its own rate still holds (both of its levels are of the new scope), and what
    lies before is not chained.
    """
    links: list[Span] = []
    at, broken = span, None
    while at in rates and broken is None:
        links.append(at)
        broken = at if rates[at].is_break else None
        at = years_before(at)
    if not links:
        return None
    links.reverse()
    return Chained(span, _product([rates[one] for one in links]), years_before(links[0]), tuple(links), broken)


def _product(rates: Sequence[Rate]) -> Interval:
    ends = []
    for sign in (0, -1, 1):
        index = Fraction(BASE)
        for one in rates:
            index *= 1 + (Fraction(one.growth) + sign * Fraction(one.half)) / 100
        ends.append(decimal_of(index))
    return Interval(*ends)
