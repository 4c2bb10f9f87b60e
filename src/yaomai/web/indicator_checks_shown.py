"""What follows from the published values of a series: single months with their growth, and whether the regions add up?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yaomai.indicators.engine.reckoned import Asked, reference
from yaomai.indicators.engine.spans import Span
from yaomai.indicators.engine.values import Definition, SeriesKey, Value
from yaomai.indicators.queries.derived import compare_parts
from yaomai.indicators.queries.months import SingleMonth, single_months
from yaomai.ledger.figure import Figure
from yaomai.people.viewer import Viewer
from yaomai.web import labels, labels_formulas
from yaomai.web import labels_indicators as words
from yaomai.web.labels_indicators import Scale
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
        words.figure(found.whole.value, scale, words.ref_of(newest)),
        words.figure(found.sum, scale),
        gap,
        tuple(words.region_words(each) for each in found.absent),
        len(found.parts) - len(found.absent),
    )
