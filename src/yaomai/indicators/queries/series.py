"""What are the values of series, as the newest editions say them and corrected, or as they were known on a day?

Withdrawn editions have no values here. An audience sees what its editions say; a correction is applied for who sees the edition
that it speaks of.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import psycopg
from django.db import connection

from yaomai.errors import Finding
from yaomai.indicators.engine import corrections as correcting
from yaomai.indicators.engine.values import Audience, Correction, SeriesKey, Value
from yaomai.indicators.sight import edition_condition
from yaomai.people.viewer import Viewer

_VALUES = (
    'o.series, o.basis, o.start, o."end", o.value, o.status, o.original, o.edition, e.published_on, e.is_invented, o.record,'
    " o.ordinal, o.note"
)
_FROM = (
    " FROM indicators_observation o JOIN indicators_edition e ON e.record = o.edition WHERE o.series = ANY(%s::bigint[])"
    " AND NOT EXISTS (SELECT FROM indicators_withdrawal w WHERE w.withdrawn = e.record)"
)


@dataclass(frozen=True, slots=True)
class SeriesRead:
    """Values by series, those of a series by basis, end and start; findings: corrections that no longer fit."""

    values: Mapping[SeriesKey, tuple[Value, ...]]
    findings: tuple[Finding, ...]


def series_values(
    viewer: Viewer | Audience, keys: Iterable[tuple[str, str, str]], *, as_known_on: date | None = None
) -> Mapping[SeriesKey, tuple[Value, ...]]:
    """The values of each of these series (empty for one that has none), one a basis and span: that of the newest edition. See
    `read_series`, which tells also which corrections no longer fit.
    """
    return read_series(viewer, keys, as_known_on=as_known_on).values


def read_series(
    viewer: Viewer | Audience, keys: Iterable[tuple[str, str, str]], *, as_known_on: date | None = None
) -> SeriesRead:
    """The values of series and which corrections of them no longer fit.

    Newest is what was published last, of one day what was recorded last. With `as_known_on` only editions published until that
    day count, and corrections recorded until its end (UTC).
    """
    wanted = [SeriesKey(*key) for key in keys]
    with connection.cursor():
        pass  # connects
    raw: psycopg.Connection[Any] = connection.connection
    with connection.wrap_database_errors, psycopg.Cursor(raw) as cursor:
        numbers = _numbers(cursor, wanted)
        rows = _rows(cursor, viewer, list(numbers), as_known_on)
        declared = _corrections(cursor, viewer, numbers, as_known_on)
    published: dict[SeriesKey, list[Value]] = {key: [] for key in wanted}
    lists = {number: published[key].append for number, key in numbers.items()}
    for row in rows:
        lists[row[0]](_value(numbers[row[0]], row))
    values: dict[SeriesKey, tuple[Value, ...]] = {}
    findings: list[Finding] = []
    for key, each in published.items():
        values[key], broken = correcting.apply(each, declared.get(key, ()))
        findings += broken
    return SeriesRead(values, tuple(findings))


def _numbers(cursor: psycopg.Cursor[Any], keys: Sequence[SeriesKey]) -> dict[int, SeriesKey]:
    columns = [list(column) for column in zip(*keys, strict=True)] or [[], [], []]
    rows = cursor.execute(
        "SELECT s.id, s.indicator, s.region, s.segment FROM indicators_series s JOIN"
        " unnest(%s::text[], %s::text[], %s::text[]) AS k (indicator, region, segment) USING (indicator, region, segment)",
        columns,
    ).fetchall()
    return {row[0]: SeriesKey(*row[1:]) for row in rows}


def _rows(
    cursor: psycopg.Cursor[Any], viewer: Viewer | Audience, numbers: Sequence[int], as_known_on: date | None
) -> list[tuple[Any, ...]]:
    condition, parameters = edition_condition(viewer, "e")
    known = "" if as_known_on is None else " AND e.published_on <= %s"
    return cursor.execute(
        f'SELECT DISTINCT ON (o.series, o.basis, o."end", o.start) {_VALUES}{_FROM} AND {condition}{known}'
        ' ORDER BY o.series, o.basis, o."end", o.start, e.published_on DESC, e.record DESC',
        [list(numbers), *parameters, *([] if as_known_on is None else [as_known_on])],
        binary=True,
    ).fetchall()


def _corrections(
    cursor: psycopg.Cursor[Any],
    viewer: Viewer | Audience,
    numbers: Mapping[int, SeriesKey],
    as_known_on: date | None,
) -> Mapping[SeriesKey, Sequence[Correction]]:
    """The corrections in force of these series that the viewer may know of."""
    condition, parameters = edition_condition(viewer, "c")
    rows = cursor.execute(
        'SELECT c.record, c.series, c.basis, c.start, c."end", c.action, c.value, c.expect, c.reason, c.provider, c.status,'
        " c.access, c.organisation, c.account, c.record_time, w.record_time FROM indicators_correction c"
        " LEFT JOIN indicators_withdrawal w ON w.withdrawn = c.record"
        f" WHERE c.series = ANY(%s::bigint[]) AND {condition}",
        [list(numbers), *parameters],
    ).fetchall()
    until = None if as_known_on is None else datetime.combine(as_known_on + timedelta(days=1), time(), UTC)
    made = [(Correction(row[0], numbers[row[1]], *row[2:15]), row[15]) for row in rows]
    known = [(one, gone) for one, gone in made if until is None or one.record_time < until]
    withdrawn = [one.record for one, gone in known if gone is not None and (until is None or gone < until)]
    by_series: dict[SeriesKey, list[Correction]] = {}
    for one in correcting.newest([one for one, _ in known], withdrawn):
        by_series.setdefault(one.series, []).append(one)
    return by_series


def all_editions_of(viewer: Viewer | Audience, key: tuple[str, str, str]) -> tuple[Value, ...]:
    """Every published value of a series, uncorrected, by basis and span, of one span the newest first."""
    with connection.cursor():
        pass
    condition, parameters = edition_condition(viewer, "e")
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        numbers = _numbers(cursor, [SeriesKey(*key)])
        rows = cursor.execute(
            f'SELECT {_VALUES}{_FROM} AND {condition} ORDER BY o.basis, o."end", o.start, e.published_on DESC, e.record DESC',
            [list(numbers), *parameters],
        ).fetchall()
    return tuple(_value(numbers[row[0]], row) for row in rows)


def _value(key: SeriesKey, row: tuple[Any, ...]) -> Value:
    """A row of _VALUES as a value, not corrected."""
    return Value._make((key, *row[1:12], None, row[12], ()))
