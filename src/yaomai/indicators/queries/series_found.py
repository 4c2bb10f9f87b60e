"""Which series of which indicators may a viewer see, and in which editions is an indicator told of?

A series shows when an edition in force that the viewer sees has a value of it: the dictionary of series itself would tell what
others publish.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection

from yaomai.indicators.engine.values import Audience, SeriesKey
from yaomai.indicators.sight import edition_condition
from yaomai.people.viewer import Viewer

_SEEN = (
    "EXISTS (SELECT FROM indicators_observation o JOIN indicators_edition e ON e.record = o.edition WHERE o.series = s.id"
    " AND {condition} AND NOT EXISTS (SELECT FROM indicators_withdrawal w WHERE w.withdrawn = e.record))"
)


class Found(NamedTuple):
    """Of an indicator: how many series there are, and the one that stands for it (of the asked region if there is one)."""

    series: int
    first: SeriesKey


def _condition(viewer: Viewer | Audience) -> tuple[str, list[Any]]:
    condition, parameters = edition_condition(viewer, "e")
    return condition, list(parameters)


def headlines(viewer: Viewer | Audience, region: str) -> Mapping[str, Found]:
    """By indicator, what there is of it. `region`: whose series is preferred, as a whole before its segments."""
    condition, parameters = _condition(viewer)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indicator, count(*), (array_agg(region ORDER BY region <> %s, segment <> '', region, segment))[1],"
            " (array_agg(segment ORDER BY region <> %s, segment <> '', region, segment))[1]"
            f" FROM indicators_series s WHERE {_SEEN.format(condition=condition)} GROUP BY indicator",
            [region, region, *parameters],
        )
        return {row[0]: Found(row[1], SeriesKey(row[0], row[2], row[3])) for row in cursor.fetchall()}


def series_of(viewer: Viewer | Audience, indicator: str, *, limit: int = 1000, offset: int = 0) -> Sequence[SeriesKey]:
    """The series of an indicator: wholes before segments, by region."""
    condition, parameters = _condition(viewer)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indicator, region, segment FROM indicators_series s WHERE indicator = %s AND"
            f" {_SEEN.format(condition=condition)} ORDER BY segment <> '', region, segment LIMIT %s OFFSET %s",
            [indicator, *parameters, limit, offset],
        )
        return [SeriesKey(*row) for row in cursor.fetchall()]


def files_seen(viewer: Viewer | Audience, files: Collection[int]) -> frozenset[int]:
    """Of these files those of which an edition was stated that the viewer sees."""
    if not files:
        return frozenset()
    condition, parameters = _condition(viewer)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT e.file FROM indicators_edition e WHERE e.file = ANY(%s::bigint[]) AND {condition}",
            [list(files), *parameters],
        )
        return frozenset(row[0] for row in cursor.fetchall())
