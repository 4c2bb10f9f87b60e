"""What did the last table of the same form tell of that this one does not?

A city that is missing this month, or a month in the middle that was published before, is seen before the table is accepted
(engine/edition_diff.py holds the two against each other).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from yaomai.errors import Finding, NotFoundError
from yaomai.indicators.engine.edition_diff import difference
from yaomai.indicators.engine.table_layout import TableMapping
from yaomai.indicators.engine.table_lexicon import Lexicon, region_name
from yaomai.indicators.engine.values import NewObservation, SeriesKey, Value
from yaomai.indicators.models import StatisticsImport
from yaomai.indicators.queries.editions import edition, observations_in
from yaomai.people.viewer import Viewer

_LOOKED_AT = 30
_NAMED = 8
_VALUES_MAX = 100_000


def gone(
    viewer: Viewer, one: StatisticsImport, mapping: TableMapping, said: Sequence[NewObservation], words: Lexicon
) -> Iterator[Finding]:
    """Series and values of the last edition of this form that the table does not have."""
    last = _last(viewer, one, mapping)
    if last is None or not said:
        return
    number, title = last
    found = difference(observations_in(viewer, number, limit=_VALUES_MAX), [_value(each) for each in said])
    if found.lost_series:
        told = "、".join(_name(each, words) for each in found.lost_series[:_NAMED])
        more = f" …（{len(found.lost_series)}）" if len(found.lost_series) > _NAMED else ""
        said_words = f"the last table of this form ({title}) has series that this one has nothing of"
        yield Finding("statistics.series_lost", mapping.sheet, said_words, f"{told}{more}")
    # A table of one span only, such as the year to date of the month, is no table with a hole.
    spans = Counter((each.series, each.basis) for each in said)
    missing = [each for each in found.missing if spans[each.series, each.basis] > 1]
    if missing:
        first = missing[0]
        said_words = f"the last table of this form ({title}) has values that this one should have and does not"
        told = f"{_name(first.series, words)} {first.start}..{first.end}（{len(missing)}）"
        yield Finding("statistics.values_gone", mapping.sheet, said_words, told)


def _last(viewer: Viewer, one: StatisticsImport, mapping: TableMapping) -> tuple[int, str] | None:
    """The edition in force that the organisation's last table of this form became."""
    rows = StatisticsImport.objects.filter(organisation=one.organisation, state="accepted", id__lt=one.id)
    for row in rows.order_by("-id")[:_LOOKED_AT]:
        if row.edition is None or not row.mapping or TableMapping.from_json(row.mapping).signature != mapping.signature:
            continue
        try:
            seen = edition(viewer, row.edition)
        except NotFoundError:
            continue
        if seen.withdrawn is None:
            return seen.record, seen.title
    return None


def _value(one: NewObservation) -> Value:
    """What is not on record yet, as the comparison takes it."""
    return Value(
        one.series,
        one.basis,
        one.start,
        one.end,
        one.value,
        one.status,
        one.original,
        0,
        date.max,
        is_invented=False,
        record=0,
        ordinal=0,
    )


def _name(series: SeriesKey, words: Lexicon) -> str:
    known = words.known.get(series.indicator)
    return " ".join(
        part for part in (region_name(series.region), known.name if known else series.indicator, series.segment) if part
    )
