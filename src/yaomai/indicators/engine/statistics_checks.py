"""What in a statistics table does not fit together, though each of its values could be read?

Faults keep a table from being accepted: one series has two values for one span. Cautions are what published statistics may well
contain, revised months and late sums, but a slip as well; a person looks at them: missing months, a month against its year to date,
a year to date that falls, jumps by ten, parts above their whole, regions that do not add up.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from yaomai.errors import Finding, NotFoundError
from yaomai.indicators.engine.table_lexicon import KnownIndicator
from yaomai.indicators.engine.table_read import ReadValue
from yaomai.indicators.engine.values import COUNTRY
from yaomai.standards import gbt2260

JUMP = 8
"""A value that is so many times its neighbour, or that part of it, is looked at: slips of a unit are 10, 100, 10,000."""
APART = Decimal("0.2")
"""A value that differs from what is published of the same span by more than this part of it is looked at, too."""
FINDINGS_MAX = 300
_HALF = Decimal("0.5")

Span = tuple[date, date]
_Singles = Mapping[tuple[int, int], tuple[int, ReadValue]]
"""By year and first month: the last month, and the value."""


class Series(NamedTuple):
    """The values of one series and basis in a table, by span."""

    indicator: str
    region: str
    segment: str
    basis: str


By = Mapping[Series, Mapping[Span, ReadValue]]


class Checked(NamedTuple):
    """What was found: what keeps the table from being accepted, what is to be looked at, and how many findings were left out."""

    faults: tuple[Finding, ...]
    cautions: tuple[Finding, ...]
    more: int


def check(
    values: Sequence[ReadValue],
    known: Mapping[str, KnownIndicator],
    before: Callable[[Series, Span], Decimal | None] = lambda _series, _span: None,
) -> Checked:
    """All that does not fit together. `before`: the value that stands for a span now, if any."""
    by, faults = _by_series(values)
    cautions: list[Finding] = []
    more = 0
    for one in _cautions(values, by, known, before):
        if len(cautions) < FINDINGS_MAX:
            cautions.append(one)
        else:
            more += 1
    return Checked(tuple(faults[:FINDINGS_MAX]), tuple(cautions), more + max(0, len(faults) - FINDINGS_MAX))


def _cautions(
    values: Sequence[ReadValue],
    by: By,
    known: Mapping[str, KnownIndicator],
    before: Callable[[Series, Span], Decimal | None],
) -> Iterator[Finding]:
    yield from _said_twice(values, by)
    for series, spans in by.items():
        basis = series.basis
        yield from _missing_months(spans)
        if basis == "flow":
            yield from _year_to_date(spans, falls=not _may_fall(series.indicator))
        if basis in ("flow", "level"):
            yield from _jumps(spans)
            yield from _against_before(series, spans, before, known)
    yield from _regions(by, known)
    yield from _segments(by, known)


def _by_series(values: Sequence[ReadValue]) -> tuple[dict[Series, dict[Span, ReadValue]], list[Finding]]:
    """The values by series and span, and where one series says two things of one span: of months this may come of years to date
    that are none.
    """
    has_months = any(_months((one.said.start, one.said.end)) < 12 for one in values)
    by: dict[Series, dict[Span, ReadValue]] = defaultdict(dict)
    faults = []
    for one in values:
        said = one.said
        spans = by[Series(said.indicator, said.region, said.segment, said.basis)]
        first = spans.setdefault((said.start, said.end), one)
        if first.said.value is None and said.value is not None:
            spans[said.start, said.end] = one  # that there is no value contradicts no value
        elif first is not one and said.value is not None and first.said.value != said.value:
            words = f"the same series and span has another value at {first.said.place}: {first.said.original}"
            told = f"{said.original} ≠ {first.said.original} {first.said.place}"
            if has_months:
                faults.append(Finding("statistics.said_twice_in_months", said.place, words, told))
            else:
                faults.append(Finding("statistics.said_twice_otherwise", said.place, words, told))
    return by, faults


def _said_twice(values: Sequence[ReadValue], by: By) -> Iterator[Finding]:
    for one in values:
        said = one.said
        first = by[Series(said.indicator, said.region, said.segment, said.basis)][said.start, said.end]
        if first is not one and said.value is not None and first.said.value == said.value:
            words = f"the same is said at {first.said.place}; it is kept once"
            yield Finding("statistics.said_twice", said.place, words, first.said.place)


def _months(span: Span) -> int:
    start, end = span
    return (end.year - start.year) * 12 + end.month - start.month + 1


def _is_to_date(span: Span) -> bool:
    return span[0].month == 1 and _months(span) <= 12 and span[0].year == span[1].year


def _missing_months(spans: Mapping[Span, ReadValue]) -> Iterator[Finding]:
    """Months between the first and the last that the table tells of one by one, and tells nothing about."""
    told = {span: one for span, one in spans.items() if one.said.value is not None or one.said.status == "M"}
    alone = {
        (span[1].year, month)
        for span in told
        if _months(span) <= 2 and not (span[0].month == 1 and _months(span) > 2)
        for month in range(span[0].month, span[1].month + 1)
    }
    to_date = {(span[1].year, span[1].month) for span in told if _is_to_date(span) and _months(span) > 1}
    is_running = len({span for span in told if _is_to_date(span)}) > len(
        {span for span in told if _months(span) == 1 and span[0].month > 1}
    )
    for kind, months in (("month", set() if is_running else alone), ("to_date", to_date if is_running else set())):
        for year in sorted({year for year, _ in months}):
            here = sorted(month for each, month in months if each == year)
            if len(here) < 2:
                continue
            lost = [month for month in range(here[0], here[-1]) if month not in here]
            if lost and (kind == "month" or here[0] <= 2 or len(here) > 2):
                last = max((span for span in told if span[1].year == year), key=lambda one: one[1])
                words = f"months between the first and the last are missing: {', '.join(f'{year}-{one:02d}' for one in lost)}"
                yield Finding(
                    "statistics.months_missing",
                    told[last].said.place,
                    words,
                    "、".join(f"{year}年{'1—' if kind == 'to_date' else ''}{one}月" for one in lost),
                )


def _may_fall(indicator: str) -> bool:
    """Whether amounts of it can be negative, so that the year to date may fall: profits."""
    return "profit" in indicator


def _year_to_date(spans: Mapping[Span, ReadValue], *, falls: bool) -> Iterator[Finding]:
    """The year to date against itself and against its months; the tolerance is what rounding can make."""
    by_year: dict[int, dict[int, ReadValue]] = defaultdict(dict)
    for span, one in spans.items():
        if _is_to_date(span) and one.said.value is not None:
            by_year[span[0].year][span[1].month] = one
    singles = _singles(spans)
    for year, totals in by_year.items():
        ends = sorted(totals)
        for earlier, later in pairwise(ends):
            low, high = totals[earlier], totals[later]
            if falls and _value(high) < _value(low) - _slack(low, high):
                words = f"the year to date is less than at {low.said.place}: {low.said.original}"
                yield Finding(
                    "statistics.to_date_falls", high.said.place, words, f"{low.said.original} → {high.said.original}"
                )
            yield from _month_against(singles, year, (earlier, low), (later, high))
        yield from _sum_of_months(singles, year, totals)


def _month_against(
    singles: _Singles, year: int, low: tuple[int, ReadValue], high: tuple[int, ReadValue]
) -> Iterator[Finding]:
    """What lies between two years to date, against the single spans that the table tells."""
    parts = _between(singles, year, low[0] + 1, high[0])
    if parts is None:
        return
    told, between = sum(_value(one) for one in parts), _value(high[1]) - _value(low[1])
    if abs(told - between) > _slack(low[1], high[1], *parts):
        words = "the month does not fit the years to date beside it"
        seen = f"{high[1].said.original} − {low[1].said.original} ≠ {' + '.join(one.said.original for one in parts)}"
        yield Finding("statistics.month_contradicts", parts[-1].said.place, words, seen)


def _sum_of_months(singles: _Singles, year: int, totals: Mapping[int, ReadValue]) -> Iterator[Finding]:
    """The first year to date against the months before it, where no other lies between."""
    if not totals:
        return
    first = min(totals)
    parts = _between(singles, year, 1, first)
    if parts is None or len(parts) < 2:
        return
    told = sum(_value(one) for one in parts)
    if abs(told - _value(totals[first])) > _slack(totals[first], *parts):
        seen = f"{totals[first].said.original} ≠ {' + '.join(one.said.original for one in parts)}"
        yield Finding(
            "statistics.month_contradicts",
            totals[first].said.place,
            "the months do not add up to the year to date",
            seen[:120],
        )


def _singles(spans: Mapping[Span, ReadValue]) -> _Singles:
    """Single spans (months, January with February, quarters) by year and first month, of several the shortest."""
    found: dict[tuple[int, int], tuple[int, ReadValue]] = {}
    for (start, end), one in spans.items():
        is_to_date = start.month == 1 and end.month > 2
        if start.year != end.year or is_to_date or one.said.value is None:
            continue
        key = (start.year, start.month)
        if key not in found or end.month < found[key][0]:
            found[key] = (end.month, one)
    return found


def _between(singles: _Singles, year: int, first: int, last: int) -> list[ReadValue] | None:
    """Single spans that follow one another from the first month to the last; None when there are none."""
    parts: list[ReadValue] = []
    month = first
    while month <= last:
        end, one = singles.get((year, month), (last + 1, None))
        if one is None or end > last:
            return None
        parts.append(one)
        month = end + 1
    return parts


def _value(one: ReadValue) -> Decimal:
    assert one.said.value is not None  # noqa: S101  # asked of values only
    return one.said.value


def _slack(*values: ReadValue) -> Decimal:
    """By how much sums of rounded values may differ: half of the last digit of each."""
    return sum((_HALF * one.step for one in values), Decimal(0))


def _jumps(spans: Mapping[Span, ReadValue]) -> Iterator[Finding]:
    """A value that is many times the one before it of a span as long, or that part of it."""
    by_length: dict[tuple[int, int], list[ReadValue]] = defaultdict(list)
    for span, one in sorted(spans.items()):
        if one.said.value is not None and one.said.value > 0:
            # Years to date are compared with those of the other years, months with the month before.
            key = (_months(span), span[1].month if _is_to_date(span) and _months(span) > 1 else 0)
            by_length[key].append(one)
    for values in by_length.values():
        for one, other in pairwise(values):
            low, high = sorted((_value(one), _value(other)))
            if high >= JUMP * low:
                words = f"this is many times, or a small part of, the value at {one.said.place}; look at its unit"
                yield Finding(
                    "statistics.jump", other.said.place, words, f"{one.said.original} → {other.said.original}"
                )


def _against_before(
    series: Series,
    spans: Mapping[Span, ReadValue],
    before: Callable[[Series, Span], Decimal | None],
    known: Mapping[str, KnownIndicator],
) -> Iterator[Finding]:
    unit = known[series.indicator].unit if series.indicator in known else ""
    for span, one in spans.items():
        old = before(series, span)
        if old is None or old <= 0 or one.said.value is None or one.said.value <= 0:
            continue
        low, high = sorted((old, one.said.value))
        told = f"{amount(old, unit)} → {amount(one.said.value, unit)}"
        if high >= JUMP * low:
            words = "this is many times, or a small part of, what stands for the same span now; look at its unit"
            yield Finding("statistics.jump_from_before", one.said.place, words, told)
        elif abs(one.said.value - old) > APART * old:
            words = "this differs by more than a fifth from what is published of the same span now"
            yield Finding("statistics.differs_from_before", one.said.place, words, told)


def amount(value: Decimal | None, unit: str) -> str:
    """A value with the code of its unit (`28950000000 CNY`), which pages tell in a unit that is easily read."""
    return "—" if value is None else f"{format(value.normalize(), 'f')} {unit}".rstrip()


def _regions(by: By, known: Mapping[str, KnownIndicator]) -> Iterator[Finding]:
    """Regions against the region above them: no part above the whole, and all parts the whole."""
    for group, regions in _grouped(by, known, lambda series: (series._replace(region=""), series.region)):
        unit = known[group[0].indicator].unit
        for whole, one in regions.items():
            parts = [regions[code] for code in _below(whole) if code in regions]
            if not parts:
                continue
            for part in parts:
                if _value(part) > _value(one) + _slack(part, one):
                    words = f"a part is more than its whole at {one.said.place}: {one.said.original}"
                    yield Finding(
                        "statistics.part_above_whole",
                        part.said.place,
                        words,
                        f"{part.said.original} > {one.said.original}",
                    )
            total, slack = sum((_value(part) for part in parts), Decimal(0)), _slack(one, *parts)
            if len(parts) == 1:
                continue  # which has been told
            is_whole = len(parts) == len(_below(whole))
            if (is_whole and abs(total - _value(one)) > slack) or (not is_whole and total > _value(one) + slack):
                words = "the regions do not add up to the region above them"
                yield Finding(
                    "statistics.sum_differs",
                    one.said.place,
                    words,
                    f"{amount(_value(one), unit)} ≠ Σ {len(parts)} = {amount(total, unit)}",
                )


def _grouped(
    by: By, known: Mapping[str, KnownIndicator], split: Callable[[Series], tuple[Series, str]]
) -> Iterable[tuple[tuple[Series, Span], dict[str, ReadValue]]]:
    """What adds up, by all but one of its dimensions."""
    found: dict[tuple[Series, Span], dict[str, ReadValue]] = defaultdict(dict)
    for series, spans in by.items():
        one = known.get(series.indicator)
        if one is None or one.aggregation != "sum" or series.basis not in ("flow", "level"):
            continue
        rest, name = split(series)
        for span, value in spans.items():
            if value.said.value is not None:
                found[rest, span][name] = value
    return found.items()


@cache
def _below(code: str) -> Sequence[str]:
    """The divisions in force directly below one; of the country the provinces."""
    if code == COUNTRY:
        return ()
    try:
        return [one for one in gbt2260.within(code) if one != code and gbt2260.division(one).parent == code]
    except NotFoundError:
        return ()


def _segments(by: By, known: Mapping[str, KnownIndicator]) -> Iterator[Finding]:
    """A segment is not above the whole that it is a part of."""
    for _group, segments in _grouped(by, known, lambda series: (series._replace(segment=""), series.segment)):
        whole = segments.get("")
        if whole is None:
            continue
        for name, part in segments.items():
            if name and _value(part) > _value(whole) + _slack(part, whole):
                words = f"a part is more than its whole at {whole.said.place}: {whole.said.original}"
                yield Finding(
                    "statistics.part_above_whole",
                    part.said.place,
                    words,
                    f"{part.said.original} > {whole.said.original}",
                )
