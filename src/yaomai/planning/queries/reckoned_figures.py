"""What follows by formula of indicators of which nothing was published, for targets that it might be held against?

Of each such indicator near a target: in the target's region and segment, for the years of its plan. What the audience sees only a
part of is not offered: it would stand for the whole."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from yaomai.indicators.engine.formula import Source, nodes, parse
from yaomai.indicators.engine.reckon import needed
from yaomai.indicators.engine.reckoned import Asked, Reckoned
from yaomai.indicators.engine.spans import Span, year
from yaomai.indicators.engine.values import Audience, Definition, SeriesKey
from yaomai.indicators.queries.derived import derived_over
from yaomai.people.models import Organisation
from yaomai.planning.engine.comparability import declared_of
from yaomai.planning.engine.figures import Broken, Measure, Observed, growing
from yaomai.planning.engine.target_view import Wording
from yaomai.registers.engine.resolve import today

YEARS_MOST = 12
"""So many years of a plan are reckoned, the last ones."""
_STATUSES = {"forecast": "F", "estimated": "E", "provisional": "P", "imputed": "I"}
"""SDMX CL_OBS_STATUS of what is reckoned from such, the worst first."""


@dataclass(frozen=True, slots=True)
class RestsOn:
    """What the formulas near a target are reckoned from: indicators and regions; whether other rooms (registers, events) answer."""

    indicators: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    has_sources: bool = False


def formulas_near(
    wording: Wording, near: Iterable[str], known: Mapping[str, Measure], definitions: Mapping[str, Definition]
) -> list[str]:
    """The indicators near a target that follow by formula and may be held against it."""
    own = known.get(growing(wording.indicator))
    found = []
    for key in sorted(near):
        one = definitions.get(key)
        if one is None or not one.formula or one.basis == "cagr":
            continue
        if one.basis == "yoy" and wording.kind != "growth" and key != wording.indicator:
            continue
        level = known.get(growing(key))
        declared = declared_of(own, level) if own is not None and level is not None and own.key != level.key else None
        if own is not None and level is not None and (own.key == level.key or (declared and declared[0] != "not")):
            found.append(key)
    return found


def rests_on(wording: Wording, keys: Iterable[str], definitions: Mapping[str, Definition]) -> RestsOn:
    """What these formulas are reckoned from for this target, to any depth."""
    asked = Asked(wording.region, wording.segment, year(wording.year or 2000))
    series = {one for key in keys for one in needed(key, asked, definitions)}
    formulas = [definitions[key].formula for key in {one.indicator for one in series} if key in definitions]
    has_sources = any(isinstance(node, Source) for text in formulas if text for node in nodes(parse(text)))
    regions = frozenset(one.region for one in series)
    return RestsOn(frozenset(one.indicator for one in series), regions, has_sources)


class Reckoning:
    """Reckons for one audience, each series of years once."""

    def __init__(self, audience: Audience, definitions: Mapping[str, Definition], now: datetime) -> None:
        self.audience = audience
        self.definitions = definitions
        self.now = now
        self.known: dict[tuple[SeriesKey, tuple[Span, ...]], tuple[Observed, ...]] = {}
        self.made_up: bool | None = None

    def figures(self, wording: Wording, keys: Iterable[str], published: Container[SeriesKey]) -> tuple[Observed, ...]:
        """What follows for the target of the indicators of these keys, but for the series that are published."""
        spans = tuple(year(one) for one in _years(wording, today(self.now)))
        if not wording.region or not spans:
            return ()
        found: list[Observed] = []
        for key in keys:
            series = SeriesKey(key, wording.region, wording.segment)
            if series in published:
                continue
            if (series, spans) not in self.known:
                self.known[series, spans] = self._reckoned(series, spans)
            found += self.known[series, spans]
        return tuple(found)

    def _reckoned(self, series: SeriesKey, spans: Sequence[Span]) -> tuple[Observed, ...]:
        made = derived_over(self.audience, *series, spans, now=self.now)
        return tuple(
            self._observed(series, span, one)
            for span, one in zip(spans, made, strict=True)
            if one.exact is not None and one.how == "derived" and "part_only" not in one.all_cautions()
        )

    def _observed(self, series: SeriesKey, span: Span, one: Reckoned) -> Observed:
        cautions = one.all_cautions()
        inputs = list(one.observations())
        names = dict.fromkeys(self._name(each) for each in _leaves(one))
        return Observed(
            indicator=series.indicator,
            region=series.region,
            segment=series.segment,
            basis=self.definitions[series.indicator].basis,
            start=span.start,
            end=span.end,
            value=one.value,
            ref=one.ref,
            status=next((status for code, status in _STATUSES.items() if code in cautions), "A"),
            published_on=max((each.published_on for each in inputs), default=None),
            is_invented=one.is_invented or (_has_sources(one) and self._is_made_up()),
            is_doubted="doubted" in cautions,
            breaks=tuple(dict.fromkeys(Broken(each.day, each.reason) for value in inputs for each in value.breaks)),
            reckoned_from="、".join(names),
        )

    def _name(self, key: str) -> str:
        return self.definitions[key].name if key in self.definitions else key

    def _is_made_up(self) -> bool:
        """Whether what registers and events say here is made up, too: there is a demonstration in the installation."""
        if self.made_up is None:
            self.made_up = Organisation.objects.filter(invented=True).exists()
        return self.made_up


def _years(wording: Wording, on: date) -> range:
    """The years of the plan that are over, with that of the baseline."""
    if wording.year is None:
        return range(0)
    last = min(wording.year, on.year - 1)
    first = min(one for one in (wording.baseline_year, (wording.year_from or wording.year) - 1) if one is not None)
    return range(max(first, last - YEARS_MOST + 1), last + 1)


def _leaves(one: Reckoned) -> list[str]:
    """The indicators, and the names of the sources, that it was reckoned from."""
    if one.how == "source" or one.observed is not None:
        return [one.name]
    return [name for each in one.inputs for name in _leaves(each)]


def _has_sources(one: Reckoned) -> bool:
    return one.how == "source" or any(_has_sources(each) for each in one.inputs)
