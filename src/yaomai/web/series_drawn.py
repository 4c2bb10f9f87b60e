"""How are the series of an indicator drawn: one, or several together, with gaps and breaks?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from yaomai.indicators.engine.breaks import Break, between, breaks
from yaomai.indicators.engine.spans import Span
from yaomai.indicators.engine.values import SeriesKey, Value
from yaomai.web import labels_indicators as words
from yaomai.web.chart import Chart, Point, Series, chart, several
from yaomai.web.indicator_shown import Place, series_words
from yaomai.web.labels_indicators import Scale

PROVISIONAL = frozenset("PEFI")
Parted = Mapping[Place, Sequence[Break]]
"""The values that are not comparable with the one before, and why."""


def drawn(values: Sequence[Value], scale: Scale, title: str, parted: Parted) -> Chart:
    """The chart of the values of one series."""
    return chart(
        _points(values, scale, parted),
        title=title,
        unit=scale[1],
        kind="bar"
        if values and values[0].basis == "flow" and len(values) <= 24 and not _is_to_date(values)
        else "line",
        is_invented=any(value.is_invented for value in values),
    )


def drawn_together(values: Mapping[SeriesKey, Sequence[Value]], scale: Scale, title: str, parted: Parted) -> Chart:
    """The chart of several series, in this order."""
    return several(
        [Series(series_words(key), _points(each, scale, parted)) for key, each in values.items()],
        title=title,
        unit=scale[1],
        is_invented=any(value.is_invented for each in values.values() for value in each),
    )


def parted_values(values: Sequence[Value], scope: str) -> dict[Place, tuple[Break, ...]]:
    """Of the values of one series, in the order of their days, those that are not comparable with the one before, and why."""
    known = [one for one in breaks(scope, values) if one.code != "published"]
    found: dict[Place, tuple[Break, ...]] = {}
    for before, value in pairwise(values):
        if value.status == "B":
            found[value.record, value.ordinal] = (Break(value.start, "published", value.record),)
        elif crossed := _crossed(known, before, value):
            found[value.record, value.ordinal] = crossed
    return found


def _crossed(known: Sequence[Break], before: Value, value: Value) -> tuple[Break, ...]:
    """Amounts of spans that are apart are compared as wholes; levels, rates and years so far by their last days."""
    if value.basis == "flow" and before.end < value.start:
        return between(known, Span(before.start, before.end), Span(value.start, value.end))
    return tuple(one for one in known if before.end < one.day <= value.end)


def _points(values: Sequence[Value], scale: Scale, parted: Parted) -> list[Point]:
    """The places of values that one would expect between them are left open."""
    points = []
    last: Value | None = None
    for value in values:
        gap = _gap(last, value) if last is not None else None
        if gap is not None:
            points.append(gap)
        begins = last is not None and last.end.year != value.end.year and _is_to_date(values)
        points.append(replace(_point(value, scale), begins=begins, is_break=(value.record, value.ordinal) in parted))
        last = value
    return points


def _point(value: Value, scale: Scale) -> Point:
    number = None if value.value is None else words.scaled(value.value, scale)
    more = words.status_words(value.status)
    said = f"{words.span_words(value.start, value.end)}：{'没有数' if number is None else f'{number} {scale[1]}'}"
    if value.is_invented:
        more = f"{more}，{words.INVENTED}" if more else words.INVENTED
    return Point(
        _short_span(value.start, value.end),
        value.end,
        number,
        f"/figure/{words.ref_of(value)}",
        hollow=value.status in PROVISIONAL,
        words=f"{said}（{more}）" if more else said,
    )


def _short_span(start: date, end: date) -> str:
    """A span below a chart, where there is little room."""
    kind = words.span_kind(start, end)
    if kind == "year":
        return f"{end.year}"
    if kind == "month":
        return f"{end.year}-{end.month:02d}"
    return f"{end.year}-{start.month}~{end.month}"


def _is_to_date(values: Sequence[Value]) -> bool:
    """Whether values are of the year to date, which begins anew every year."""
    return any(words.span_kind(one.start, one.end) == "to_date" for one in values)


def _gap(before: Value, after: Value) -> Point | None:
    """An open place between two values whose spans do not follow one another."""
    kind = words.span_kind(after.start, after.end)
    months = (after.end.year - before.end.year) * 12 + after.end.month - before.end.month
    usual = {"year": 12, "quarter": 3, "month": 1, "to_date": 1}.get(kind)
    if kind == "to_date" and after.end.year != before.end.year:
        return None  # the year to date begins anew, as a rule with February
    if kind == "year" and words.span_kind(before.start, before.end) == "to_date":
        usual = 1
    if kind == "month" and after.start.month <= 3 and months <= 3:
        return None  # January and February are published together
    if kind == "quarter" and after.end.year != before.end.year and after.start.month == 4:
        return None  # the first quarter is a year to date
    if usual is None or months <= usual:
        return None
    middle = date.fromordinal((before.end.toordinal() + after.end.toordinal()) // 2)
    return Point("", middle, None, words="这里没有发布过数")
