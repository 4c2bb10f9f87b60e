"""What follows from the published values of a series: months, years so far, whether regions add up; and from its region?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from yaomai.indicators.engine.reckoned import Asked, reference
from yaomai.indicators.engine.region_history import COMPARABLE, today
from yaomai.indicators.engine.spans import Span
from yaomai.indicators.engine.values import Definition, SeriesKey, Value
from yaomai.indicators.queries.derived import compare_parts
from yaomai.indicators.queries.months import SingleMonth, single_months, years_so_far
from yaomai.ledger.figure import Figure
from yaomai.people.viewer import Viewer
from yaomai.web import labels, labels_formulas
from yaomai.web import labels_indicators as words
from yaomai.web.labels_indicators import Scale
from yaomai.web.presentation import Link
from yaomai.web.table import Arrangement, Column, Row, Table

MONTHS_SHOWN = 36
_COLUMNS = (
    Column("span", "哪几个月"),
    Column("value", "数", "figure"),
    Column("growth", "同口径同比"),
    Column("error", "误差"),
    Column("flags", "提醒"),
)


def months_table(values: Sequence[Value], one: Definition, scale: Scale) -> Table | None:
    """The single months of a series, the newest first; None where no year so far has two values."""
    if not one.formula and one.basis != "flow":
        return None
    found = single_months(values)
    if not any(each.before is not None for each in found):
        return None
    rows = [_row(each, scale) for each in reversed(found)][:MONTHS_SHOWN]
    return Table("months", "单月", _COLUMNS, tuple(rows), Arrangement("", descending=False, filters={}))


def _row(each: SingleMonth, scale: Scale) -> Row:
    span, series = each.part.span, each.whole.series
    ref = words.ref_of(each.whole)
    if each.before is not None:
        ref = reference(series.indicator, Asked(series.region, series.segment, span))
    flags = [labels_formulas.FLAGS[flag] for flag in each.part.flags]
    if each.whole.is_invented or (each.before is not None and each.before.is_invented):
        flags.append(words.INVENTED)
    growth = each.growth
    row: dict[str, Any] = {
        "span": words.span_words(*span),
        "value": words.figure(each.part.value, scale, ref),
        "growth": "" if growth is None else f"{labels.grouped(round(growth.value, 1))}%",
        "error": "" if growth is None else f"±{growth.error:.2f} 个百分点",
        "flags": "，".join(flags),
    }
    return row


def so_far_table(series: SeriesKey, values: Sequence[Value], one: Definition, scale: Scale) -> Table | None:
    """The years so far that the months of a series make, the newest first; None where none follows."""
    found = years_so_far(values) if one.basis == "flow" and not one.formula else ()
    rows: list[Row] = [
        {
            "span": words.span_words(*each.span),
            "value": words.figure(
                each.value, scale, reference(series.indicator, Asked(series.region, series.segment, each.span))
            ),
            "flags": words.INVENTED if each.is_invented else "",
        }
        for each in reversed(found)
    ]
    columns = (Column("span", "到哪个月"), Column("value", "数", "figure"), Column("flags", "提醒"))
    empty = Arrangement("", descending=False, filters={})
    return Table("so-far", "年初以来", columns, tuple(rows[:MONTHS_SHOWN]), empty) if rows else None


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a region whose code or name is no longer that of today: tone, sentence, where its values go on."""

    tone: str
    title: str
    sentence: str
    links: tuple[Link, ...]


_FATES = {
    "renamed": ("改了名", "那时叫{then}，代码没有变；前后的数可以相接。"),
    "recoded": ("换了代码", "{then}（{code}）用到{until}年，以后的代码是{now}；是同一个地方，前后的数可以相接。"),
    "joined": ("并入了别处", "{then}（{code}）到{until}年为止，以后归{now}；它的数不是{now}的数，不能相接。"),
    "divided": ("分开了", "{then}（{code}）到{until}年为止，以后分归{now}；它的数不是其中哪一处的数，不能相接。"),
    "gone": ("不再有了", "{then}（{code}）到{until}年为止，以后没有这个地区；它的数到那时为止。"),
}


def fate(series: SeriesKey, newest: Value | None, path: str) -> Fate | None:
    """What became of the region of a series since its newest value; None: nothing."""
    found = today(series.region, None if newest is None else newest.end)
    if found.fate not in _FATES:
        return None
    title, sentence = _FATES[found.fate]
    named = [f"{words.region_words(code)}（{code}）" for code in found.today]
    said = {"then": found.name, "code": found.code, "until": found.until or "", "now": "、".join(named)}
    links = tuple(
        Link(name, f"{path}?{urlencode({'region': code, 'segment': series.segment})}")
        for code, name in zip(found.today, named, strict=True)
        if code != found.code
    )
    return Fate("info" if found.fate in COMPARABLE else "wait", title, sentence.format(**said), links)


@dataclass(frozen=True, slots=True)
class Sums:
    """A region held against the sum of the regions below it. gap: None where the two agree. absent: the regions without a value."""

    span: str
    region: str
    whole: Figure
    sum: Figure
    gap: Figure | None
    absent: tuple[str, ...]
    known: int


def sums(viewer: Viewer, series: SeriesKey, newest: Value | None, one: Definition, now: datetime) -> Sums | None:
    """Whether a region's newest value is the sum of its parts; None for what is not added up, or where no part has a value."""
    if newest is None or newest.value is None or one.aggregation != "sum" or newest.basis != one.basis:
        return None
    span = Span(newest.start, newest.end)
    found = compare_parts(viewer, series.indicator, series.region, series.segment, span, now=now)
    if found.sum is None or found.whole.value is None:
        return None
    scale = words.scale_of([found.whole.value], one.unit, one.counted)
    gap = None if not found.gap else words.figure(found.gap, scale)
    return Sums(
        words.span_words(*span),
        words.region_words(series.region),
        words.figure(found.whole.value, scale, words.ref_of(newest), newest.status),
        words.figure(found.sum, scale),
        gap,
        tuple(words.region_words(each) for each in found.absent),
        len(found.parts) - len(found.absent),
    )
