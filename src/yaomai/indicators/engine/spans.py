"""Which days does a value speak of: a year, a quarter, a month, January to February together, the year so far?"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

Kind = Literal["year", "half", "quarter", "jan_feb", "month", "year_to_date", "months", "years", "day", "days"]
"""What people call a span. Of several words the first holds: the year so far at its end is a year, that of February is
January to February.
"""


YEARS = range(1900, 2201)
"""Of other years nobody publishes statistics; and the calendar has an end at both sides."""


class Span(NamedTuple):
    """From the first to the last day, both of them in it."""

    start: date
    end: date

    def __str__(self) -> str:
        """As addresses and findings write it: 2016-01-01..2016-12-31."""
        return f"{self.start}..{self.end}"


def months(year: int, first: int, last: int) -> Span:
    """From the first day of a month to the last day of the same or a later month of the year."""
    return Span(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def year(number: int) -> Span:
    """A calendar year."""
    return months(number, 1, 12)


def month(number: int, which: int) -> Span:
    """A calendar month."""
    return months(number, which, which)


def quarter(number: int, which: int) -> Span:
    """A quarter, 1 to 4."""
    return months(number, 3 * which - 2, 3 * which)


def until(number: int, last: int) -> Span:
    """The year so far at the end of a month."""
    return months(number, 1, last)


def read(text: str) -> Span:
    """What `str(span)` says. Raises ValueError for what says none."""
    start, dots, end = text.partition("..")
    span = Span(date.fromisoformat(start), date.fromisoformat(end))
    if not dots or span.start > span.end or not is_usual(span):
        raise ValueError(f"{text[:40]!r} is no span")
    return span


def is_usual(span: Span) -> bool:
    """Whether it lies in YEARS."""
    return span.start.year in YEARS and span.end.year in YEARS


def is_whole_months(span: Span) -> bool:
    """Whether it begins with a month and ends with one."""
    return span.start.day == 1 and (span.end + timedelta(days=1)).day == 1


def is_year_to_date(span: Span) -> bool:
    """Whether it runs from the first day of a year to the end of a month of it, the last included."""
    return is_whole_months(span) and span.start.month == 1 and span.start.year == span.end.year


def month_count(span: Span) -> int:
    """How many months it has; 0 when they are not whole."""
    if not is_whole_months(span):
        return 0
    return 12 * (span.end.year - span.start.year) + span.end.month - span.start.month + 1


def kind_of(span: Span) -> Kind:
    """What people call it."""
    count = month_count(span)
    if not count:
        return "day" if span.start == span.end else "days"
    if span.start.year != span.end.year:
        return "years" if span.start.month == 1 and span.end.month == 12 else "months"
    first = span.start.month
    if count == 12:
        return "year"
    if count == 1:
        return "month"
    if count == 2 and first == 1:
        return "jan_feb"
    if count == 6 and first in {1, 7}:
        return "half"
    if count == 3 and first % 3 == 1:
        return "quarter"
    return "year_to_date" if first == 1 else "months"


def years_before(span: Span, count: int = 1) -> Span:
    """The same span some years before; the last day of February stays the last."""
    return Span(_back(span.start, count), _back(span.end, count))


def _back(day: date, count: int) -> date:
    last = monthrange(day.year, day.month)[1]
    before = monthrange(day.year - count, day.month)[1]
    at = before if day.day == last and day.month == 2 else min(day.day, before)
    return date(day.year - count, day.month, at)


def follows(first: Span, second: Span) -> bool:
    """Whether the second begins on the day after the first ends."""
    return second.start == first.end + timedelta(days=1)


def tiling(span: Span, available: Sequence[Span]) -> tuple[Span, ...]:
    """The fewest of the available spans that together are the span, in their order; empty when none do."""
    by_start: dict[date, list[Span]] = {}
    for one in available:
        if span.start <= one.start and one.end <= span.end:
            by_start.setdefault(one.start, []).append(one)
    best: dict[date, tuple[Span, ...]] = {span.end + timedelta(days=1): ()}
    for start in sorted(by_start, reverse=True):
        ways = [
            (one, *best[one.end + timedelta(days=1)]) for one in by_start[start] if one.end + timedelta(days=1) in best
        ]
        if ways:
            best[start] = min(ways, key=len)
    return best.get(span.start, ())
