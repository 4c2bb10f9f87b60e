"""Which figures might somebody hold against these targets, for an audience, and what do they measure?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from yaomai.archive.models import Document
from yaomai.indicators import models
from yaomai.indicators.engine.values import Audience, Definition, SeriesKey, Value
from yaomai.indicators.queries.editions import editions, observations_in
from yaomai.indicators.queries.series import breaks_in_force, series_values
from yaomai.planning.engine.chosen import near_indicators, near_regions
from yaomai.planning.engine.counted_over import interval_of
from yaomai.planning.engine.evidence_deed import NOTHING_KNOWN
from yaomai.planning.engine.figures import Broken, Figures, Measure, Observed
from yaomai.planning.engine.target_view import TargetView
from yaomai.planning.queries.evidence import evidence
from yaomai.planning.queries.reckoned_figures import Reckoning, formulas_near

_EDITIONS_MAX = 10_000
"""A document has an edition for each fact that was confirmed in it."""
OTHER_SEGMENTS_MAX = 12
"""So many series of other segments are looked at, to say why they are not used."""
Near = tuple[frozenset[str], frozenset[str]]
"""The indicators and the regions whose figures might be held against a target."""


def measures(defined: Mapping[str, Definition]) -> Mapping[str, Measure]:
    """What each indicator measures, by key, as its definition says."""
    return {key: _measure(one) for key, one in defined.items()}


def near(target: TargetView, known: Mapping[str, Measure]) -> Near:
    """The indicators and regions of a target's figures."""
    wording = target.now
    return frozenset(near_indicators(wording, known.values())), frozenset(near_regions(wording.region))


def figures_of(
    targets: Sequence[TargetView], known: Mapping[str, Measure], reckoning: Reckoning
) -> Mapping[int, Figures]:
    """The figures of each target, by its number, as the audience of the reckoning sees them: each series read once; what is not
    published is reckoned where its indicator has a formula.
    """
    audience = reckoning.audience
    asked = {target.target: near(target, known) for target in targets}
    by_place = _series(asked.values())
    chosen = {target.target: _of(by_place, asked[target.target], target) for target in targets}
    wanted = {key for keys in chosen.values() for key in keys}
    values = series_values(audience, sorted(wanted))
    sources = _sources(values.values())
    observed = {key: tuple(_observed(one, sources) for one in each) for key, each in values.items()}
    proven = evidence(audience, [one.target for one in targets if one.now.kind == "milestone"])
    published = {key for key, each in observed.items() if each}
    made = {}
    for one in targets:
        formulas = formulas_near(one.now, asked[one.target][0], known, reckoning.definitions)
        said = tuple(figure for key in chosen[one.target] for figure in observed[key])
        all_of_them = (*said, *reckoning.figures(one.now, formulas, published))
        made[one.target] = Figures(all_of_them, known, evidence=proven.get(one.target, NOTHING_KNOWN))
    return made


def figures_in(
    audience: Audience, document: int, targets: Sequence[TargetView], known: Mapping[str, Measure]
) -> Mapping[int, Figures]:
    """Of the figures that one document states, those of each target, by its number."""
    said = [
        one
        for each in editions(audience, file=document, withdrawn=False, limit=_EDITIONS_MAX)
        for one in observations_in(audience, each.record)
    ]
    sources = _sources([said])
    breaks = breaks_in_force({one.series for one in said})
    observed = [_observed(one._replace(breaks=breaks[one.series]), sources) for one in said]
    asked = {target.target: near(target, known) for target in targets}
    return {
        number: Figures(tuple(one for one in observed if one.indicator in keys and one.region in regions), known)
        for number, (keys, regions) in asked.items()
    }


def _series(asked: Iterable[Near]) -> Mapping[tuple[str, str], Sequence[SeriesKey]]:
    """The series there are of these indicators in these regions, by both."""
    each = list(asked)
    keys = sorted({key for keys, _ in each for key in keys})
    regions = sorted({region for _, regions in each for region in regions})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indicator, region, segment FROM indicators_series WHERE indicator = ANY(%s) AND region = ANY(%s)"
            " ORDER BY indicator, region, segment",
            (keys, regions),
        )
        found: dict[tuple[str, str], list[SeriesKey]] = {}
        for row in cursor.fetchall():
            found.setdefault((row[0], row[1]), []).append(SeriesKey(*row))
    return found


def _of(by_place: Mapping[tuple[str, str], Sequence[SeriesKey]], near: Near, target: TargetView) -> list[SeriesKey]:
    """The series that somebody might hold against the target: of the regions around it those of the same segment, or thresholded
    differently; of its own region the whole, the same thresholded differently, and some of the other segments.
    """
    indicators, regions = near
    own, segment = target.now.region, target.now.segment
    is_counted = interval_of(segment)[1] is not None
    found: list[SeriesKey] = []
    for indicator in sorted(indicators):
        for region in sorted(regions):
            there = by_place.get((indicator, region), ())
            if region != own:
                found += [
                    one for one in there if one.segment == segment or (is_counted and interval_of(one.segment)[1])
                ]
                continue
            alike = [one for one in there if one.segment in (segment, "") or is_counted]
            others = [one for one in there if one not in alike]
            found += [*alike, *others[:OTHER_SEGMENTS_MAX]]
    return found


@dataclass(frozen=True, slots=True)
class _Source:
    """An edition: its title, and whether it is a planning text, whose observations note the name as printed."""

    title: str
    is_text: bool


def _sources(values: Iterable[Sequence[Value]]) -> Mapping[int, _Source]:
    numbers = {one.edition for each in values for one in each}
    rows = list(models.Edition.objects.filter(record__in=numbers).values_list("record", "title", "file"))
    texts = set(Document.objects.filter(file__in={file for _, _, file in rows if file}).values_list("file", flat=True))
    return {record: _Source(title, file in texts) for record, title, file in rows}


def _observed(value: Value, sources: Mapping[int, _Source]) -> Observed:
    source = sources[value.edition]
    return Observed(
        indicator=value.series.indicator,
        region=value.series.region,
        segment=value.series.segment,
        basis=value.basis,
        start=value.start,
        end=value.end,
        value=value.value,
        ref=f"observation/{value.record}/{value.ordinal}",
        status=value.status,
        name=value.note if source.is_text else "",
        edition=source.title,
        published_on=value.published_on,
        is_invented=value.is_invented,
        is_corrected=value.corrected is not None,
        is_doubted=bool(value.doubts),
        breaks=tuple(Broken(one.day, one.reason) for one in value.breaks),
    )


def _measure(one: Definition) -> Measure:
    return Measure(one.key, one.name, one.unit, one.scope, one.basis, one.counted, one.direction, tuple(one.comparable))
