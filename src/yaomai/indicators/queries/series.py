"""What are the values of series, as the newest editions say them and corrected, or as they were known on a day?

Withdrawn editions have no values here. An audience sees what its editions say; a correction is applied for who sees the edition
that it speaks of.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any

import psycopg
from django.db import connection

from yaomai.errors import Finding
from yaomai.indicators.engine import corrections as correcting
from yaomai.indicators.engine.values import Audience, Correction, DeclaredBreak, SeriesKey, Value
from yaomai.indicators.sight import correction_condition, edition_condition
from yaomai.people.viewer import Viewer

# The rows of the series by their index and in its order, whatever the planner believes of editions; which count is decided
# afterwards.
_ROWS = (
    'SELECT o.series, o.basis, o.start, o."end", o.value, o.status, o.original, o.edition, o.record, o.ordinal, o.note'
    " FROM indicators_observation o WHERE o.series = ANY(%s::bigint[])"
    ' ORDER BY o.series, o.basis, o."end", o.start'
)
_EDITIONS = (
    "SELECT e.record, e.published_on, e.is_invented FROM indicators_edition e WHERE e.record = ANY(%s::bigint[])"
    " AND NOT EXISTS (SELECT FROM indicators_withdrawal w WHERE w.withdrawn = e.record)"
)
_NUMBERS = (
    "SELECT s.id, k.indicator, k.region, k.segment"
    " FROM unnest(%s::text[], %s::text[], %s::text[]) AS k (indicator, region, segment)"
    " CROSS JOIN LATERAL (SELECT s.id FROM indicators_series s WHERE s.indicator = k.indicator AND s.region = k.region"
    " AND s.segment = k.segment LIMIT 1) AS s"
)


@dataclass(frozen=True, slots=True)
class SeriesRead:
    """Values by series, those of a series by basis, end and start; findings: corrections that no longer fit."""

    values: Mapping[SeriesKey, tuple[Value, ...]]
    findings: tuple[Finding, ...]


def series_values(
    viewer: Viewer | Audience, keys: Iterable[tuple[str, str, str]], *, as_known_on: date | None = None
) -> Mapping[SeriesKey, tuple[Value, ...]]:
    """The values of each of these series (empty for one that has none), one a basis and span: that of the newest edition, of one
    that was published before one that is made up. See `read_series`, which tells also which corrections no longer fit.
    """
    return read_series(viewer, keys, as_known_on=as_known_on).values


def read_series(
    viewer: Viewer | Audience, keys: Iterable[tuple[str, str, str]], *, as_known_on: date | None = None
) -> SeriesRead:
    """The values of series and which corrections of them no longer fit.

    Newest is what was published last, of one day what was recorded last; what is made up counts only where nothing was published.
    With `as_known_on` only editions published until that
    day count, and corrections and declared breaks recorded until its end (UTC).
    """
    wanted = [SeriesKey(*key) for key in keys]
    with _cursor() as cursor:
        numbers = _numbers(cursor, wanted)
        breaks = breaks_in_force(numbers.values(), as_known_on=as_known_on)
        published = _published(cursor, viewer, numbers, as_known_on, breaks)
        declared = _corrections(cursor, viewer, numbers, as_known_on)
    values: dict[SeriesKey, tuple[Value, ...]] = dict.fromkeys(wanted, ())
    findings: list[Finding] = []
    for key in numbers.values():
        values[key], broken = correcting.apply(_newest(published.get(key, ())), declared.get(key, ()))
        findings += broken
    return SeriesRead(values, tuple(findings))


@dataclass(frozen=True, slots=True)
class SeriesPublished:
    """Values by series as the newest editions published them, uncorrected; corrections: those in force, fitting or not."""

    values: Mapping[SeriesKey, tuple[Value, ...]]
    corrections: Mapping[SeriesKey, Sequence[Correction]]


def published_series(viewer: Viewer | Audience, keys: Iterable[tuple[str, str, str]]) -> SeriesPublished:
    """What is published of series, and the corrections in force of it: what a new edition is held against."""
    wanted = [SeriesKey(*key) for key in keys]
    with _cursor() as cursor:
        numbers = _numbers(cursor, wanted)
        published = _published(cursor, viewer, numbers, None)
        declared = _corrections(cursor, viewer, numbers, None)
    return SeriesPublished({key: tuple(_newest(published.get(key, ()))) for key in wanted}, declared)


@contextmanager
def _cursor() -> Iterator[psycopg.Cursor[Any]]:
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        yield cursor


def _numbers(cursor: psycopg.Cursor[Any], keys: Iterable[SeriesKey]) -> dict[int, SeriesKey]:
    """The series of these that are in the dictionary, by their numbers."""
    columns = [list(column) for column in zip(*dict.fromkeys(keys), strict=True)] or [[], [], []]
    return {row[0]: SeriesKey(*row[1:]) for row in cursor.execute(_NUMBERS, columns).fetchall()}


def _published(
    cursor: psycopg.Cursor[Any],
    viewer: Viewer | Audience,
    numbers: Mapping[int, SeriesKey],
    as_known_on: date | None,
    breaks: Mapping[SeriesKey, tuple[DeclaredBreak, ...]] = MappingProxyType({}),
) -> Mapping[SeriesKey, list[Value]]:
    """What the editions that count say of these series, by basis, end and start; each value with the breaks of its series."""
    rows = cursor.execute(_ROWS, [list(numbers)], binary=True).fetchall()
    condition, parameters = edition_condition(viewer, "e")
    told = cursor.execute(f"{_EDITIONS} AND {condition}", [list({row[7] for row in rows}), *parameters]).fetchall()
    counts = {record: (day, invented) for record, day, invented in told if as_known_on is None or day <= as_known_on}
    found: dict[SeriesKey, list[Value]] = {key: [] for key in numbers.values()}
    for row in rows:
        edition = counts.get(row[7])
        if edition is not None:
            key = numbers[row[0]]
            found[key].append(
                Value._make((key, *row[1:8], *edition, row[8], row[9], None, row[10], (), breaks.get(key, ())))
            )
    return found


def _newest(values: Sequence[Value]) -> list[Value]:
    """Of values that are in the order of their spans, for each basis and span that of the newest edition, an invented one last."""
    made: list[Value] = []
    for one in values:
        last = made[-1] if made else None
        if last is None or (last.end, last.start, last.basis) != (one.end, one.start, one.basis):
            made.append(one)
        elif _standing(one) > _standing(last):
            made[-1] = one
    return made


def _standing(one: Value) -> tuple[bool, date, int]:
    """The greater of two of one span is the one that holds."""
    return not one.is_invented, one.published_on, one.edition


def _corrections(
    cursor: psycopg.Cursor[Any],
    viewer: Viewer | Audience,
    numbers: Mapping[int, SeriesKey],
    as_known_on: date | None,
) -> Mapping[SeriesKey, Sequence[Correction]]:
    """The corrections in force of these series that the viewer may know of."""
    condition, parameters = correction_condition(viewer, "c")
    rows = cursor.execute(
        'SELECT c.record, c.series, c.basis, c.start, c."end", c.action, c.value, c.expect, c.reason, c.provider, c.status,'
        " c.access, c.organisation, c.account, c.record_time, w.record_time FROM indicators_correction c"
        " LEFT JOIN indicators_withdrawal w ON w.withdrawn = c.record"
        f" WHERE c.series = ANY(%s::bigint[]) AND {condition}",
        [list(numbers), *parameters],
    ).fetchall()
    until = _until(as_known_on)
    made = [(Correction(row[0], numbers[row[1]], *row[2:15]), row[15]) for row in rows]
    known = [(one, gone) for one, gone in made if until is None or one.record_time < until]
    withdrawn = [one.record for one, gone in known if gone is not None and (until is None or gone < until)]
    by_series: dict[SeriesKey, list[Correction]] = {}
    for one in correcting.newest([one for one, _ in known], withdrawn):
        by_series.setdefault(one.series, []).append(one)
    return by_series


_BREAKS = (
    "SELECT b.record, b.indicator, b.region, b.segment, b.day, b.reason, b.document, b.organisation, b.account, b.record_time,"
    " w.record_time FROM indicators_break b LEFT JOIN indicators_withdrawal w ON w.withdrawn = b.record"
    " WHERE b.indicator = ANY(%s::text[]) ORDER BY b.day, b.record"
)


def breaks_in_force(
    keys: Iterable[SeriesKey], *, as_known_on: date | None = None
) -> Mapping[SeriesKey, tuple[DeclaredBreak, ...]]:
    """The declared breaks in force of each of these series, the earliest first: whoever sees a value of one may know of them."""
    wanted = list(keys)
    with _cursor() as cursor:
        rows = cursor.execute(_BREAKS, [list({one.indicator for one in wanted})]).fetchall()
    until = _until(as_known_on)
    known = [
        DeclaredBreak(*row[:-1])
        for row in rows
        if (row[-1] is None or (until is not None and row[-1] >= until)) and (until is None or row[-2] < until)
    ]
    return {key: tuple(one for one in known if one.concerns(key)) for key in wanted}


def _until(as_known_on: date | None) -> datetime | None:
    """The first moment after a day (UTC)."""
    return None if as_known_on is None else datetime.combine(as_known_on + timedelta(days=1), time(), UTC)


def all_editions_of(viewer: Viewer | Audience, key: tuple[str, str, str]) -> tuple[Value, ...]:
    """Every published value of a series, uncorrected, by basis and span, of one span the one that holds first."""
    with _cursor() as cursor:
        found = _published(cursor, viewer, _numbers(cursor, [SeriesKey(*key)]), None)
    values = found.get(SeriesKey(*key), [])
    values.sort(key=_standing, reverse=True)
    return tuple(sorted(values, key=lambda one: (one.basis, one.end, one.start)))
