"""What is a derived indicator for this viewer, of which inputs; and do the parts of a region add up to the whole?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from yaomai.indicators.engine.formula import Source
from yaomai.indicators.engine.reckon import needed, reckon
from yaomai.indicators.engine.reckoned import Answer, Asked, Reckoned, World
from yaomai.indicators.engine.region_history import parts
from yaomai.indicators.engine.rounding import decimal_of
from yaomai.indicators.engine.spans import Span
from yaomai.indicators.engine.values import Audience, SeriesKey, Value
from yaomai.indicators.queries import sources
from yaomai.indicators.queries.definitions import definitions, must_find
from yaomai.indicators.queries.series import series_values
from yaomai.indicators.sight import viewer_of
from yaomai.people.viewer import Viewer


def derived(
    viewer: Viewer | Audience,
    key: str,
    region: str,
    segment: str,
    span: Span,
    *,
    now: datetime,
    as_known_on: date | None = None,
) -> Reckoned:
    """An indicator over a span: what is published of it, otherwise what its formula says of what this viewer sees; with every
    input. Raises NotFoundError for an indicator that nobody defined.
    """
    must_find(key)
    asked = Asked(region, segment, span)
    return reckon(key, asked, _world(viewer, key, [asked], now, as_known_on))


def derived_over(
    viewer: Viewer | Audience, key: str, region: str, segment: str, spans: Sequence[Span], *, now: datetime
) -> list[Reckoned]:
    """The same over several spans, in their order; read at once. Raises NotFoundError."""
    must_find(key)
    asked = [Asked(region, segment, span) for span in spans]
    world = _world(viewer, key, asked, now, None)
    return [reckon(key, one, world) for one in asked]


def _world(
    viewer: Viewer | Audience, key: str, asked: Sequence[Asked], now: datetime, as_known_on: date | None
) -> World:
    """What an indicator is reckoned from, for all that is asked; read at once."""
    known = definitions()
    wanted = {series for one in asked for series in needed(key, one, known)}
    values = dict(series_values(viewer, wanted, as_known_on=as_known_on))

    def of_series(series: SeriesKey) -> Sequence[Value]:
        if series not in values:
            values.update(series_values(viewer, [series], as_known_on=as_known_on))
        return values[series]

    def of_source(source: Source, at: Asked) -> Answer:
        return sources.answer(viewer_of(viewer), source, at.region, at.segment, at.span, now=now)

    return World(known, of_series, of_source, sources.unit_of_source)


@dataclass(frozen=True, slots=True)
class PartsCompared:
    """A region held against the sum of the regions directly below it. gap: whole minus sum, where both are known; absent: the
    regions without a value, so that the sum is only of the others.
    """

    whole: Reckoned
    parts: tuple[Reckoned, ...]
    sum: Decimal | None
    gap: Decimal | None
    absent: tuple[str, ...]


def compare_parts(
    viewer: Viewer | Audience, key: str, region: str, segment: str, span: Span, *, now: datetime
) -> PartsCompared:
    """A region's own value held against the sum of its parts (a province: its prefectures). Raises NotFoundError."""
    must_find(key)
    asked = [Asked(one, segment, span) for one in (region, *parts(region, span.end))]
    world = _world(viewer, key, asked, now, None)
    whole, *below = (reckon(key, one, world) for one in asked)
    known = [one.exact for one in below if one.exact is not None]
    total = sum(known[1:], known[0]) if known else None
    gap = None if total is None or whole.exact is None else decimal_of(whole.exact - total)
    absent = tuple(one.asked.region for one in below if one.exact is None)
    return PartsCompared(whole, tuple(below), None if total is None else decimal_of(total), gap, absent)
