"""How does what somebody published come on record? One deed: the edition, then one record a series of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import psycopg
from django.db import connection, transaction

from yaomai.archive.models import File
from yaomai.errors import Finding, InvalidError
from yaomai.indicators import models
from yaomai.indicators.engine import bodies
from yaomai.indicators.engine.checks import edition_findings
from yaomai.indicators.engine.values import EditionView, NewEdition, NewObservation, SeriesKey
from yaomai.indicators.queries.definitions import definitions
from yaomai.indicators.queries.editions import view
from yaomai.indicators.sight import must_state
from yaomai.ledger.operations.record import NewDeed, record
from yaomai.people.recorder import recorder_of
from yaomai.people.viewer import Viewer

COPY = (
    'COPY indicators_observation (record, ordinal, edition, series, basis, start, "end", value, status, original, place, note)'
    " FROM STDIN (FORMAT BINARY)"
)
TYPES = ["int8", "int4", "int8", "int8", "text", "date", "date", "numeric", "text", "text", "text", "text"]


def state_edition(viewer: Viewer, new: NewEdition, *, now: datetime) -> EditionView:
    """Record an edition with its observations.

    Raises InvalidError with everything that is wrong (pointers `/observations/<position>/<member>`), NotAllowedError when the
    viewer does not answer for a region of it.
    """
    findings = list(edition_findings(new, definitions({one.indicator for one in new.observations}).keys()))
    if new.file is not None and not File.objects.filter(record=new.file).exists():
        findings.append(Finding("indicators.file_unknown", "/file", "the archive has no such file", str(new.file)))
    for region in sorted({one.region for one in new.observations}):
        must_state(viewer, region)
    if findings:
        raise InvalidError(findings)
    by_series: dict[SeriesKey, list[NewObservation]] = {}
    for one in new.observations:
        by_series.setdefault(one.series, []).append(one)
    with transaction.atomic():
        numbers = number_series(sorted(by_series))
        said = [bodies.observations_body(series, each) for series, each in by_series.items()]
        deed = NewDeed(bodies.EDITION, recorder_of(viewer), [bodies.edition_body(new), *said])
        records = record(deed, now=now).record_ids
        row = models.Edition.objects.create(
            record=records[0],
            title=new.title,
            publisher=new.publisher,
            published_on=new.published_on,
            access=new.access,
            is_invented=new.is_invented,
            file=new.file,
            observations=len(new.observations),
            organisation=viewer.organisation,
            account=viewer.account,
            record_time=now,
        )
        _write(records, by_series, numbers)
    return view(row, None)


def number_series(keys: Sequence[SeriesKey]) -> Mapping[SeriesKey, int]:
    """The numbers of series, which are new where they are not in the dictionary yet; in the open transaction. `keys` are sorted, so
    that two callers do not block each other.
    """
    connection.ensure_connection()
    columns = [list(column) for column in zip(*keys, strict=True)]
    raw: psycopg.Connection[tuple[object, ...]] = connection.connection
    with raw.cursor() as cursor:
        cursor.execute(
            "INSERT INTO indicators_series (indicator, region, segment)"
            " SELECT * FROM unnest(%s::text[], %s::text[], %s::text[]) ON CONFLICT DO NOTHING",
            columns,
        )
        rows = cursor.execute(
            "SELECT s.indicator, s.region, s.segment, s.id FROM indicators_series s JOIN"
            " unnest(%s::text[], %s::text[], %s::text[]) AS k (indicator, region, segment) USING (indicator, region, segment)",
            columns,
        ).fetchall()
    return {SeriesKey(str(one[0]), str(one[1]), str(one[2])): int(str(one[3])) for one in rows}


def _write(
    records: Sequence[int], by_series: Mapping[SeriesKey, Sequence[NewObservation]], numbers: Mapping[SeriesKey, int]
) -> None:
    raw: psycopg.Connection[tuple[object, ...]] = connection.connection
    with raw.cursor() as cursor, cursor.copy(COPY) as copy:
        copy.set_types(TYPES)
        for identity, (series, each) in zip(records[1:], by_series.items(), strict=True):
            for ordinal, one in enumerate(each, start=1):
                copy.write_row(
                    (
                        *(identity, ordinal, records[0], numbers[series], one.basis, one.start, one.end, one.value),
                        *(one.status, one.original, one.place, one.note),
                    )
                )
