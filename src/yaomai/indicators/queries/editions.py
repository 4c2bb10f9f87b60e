"""Which editions are there, and what does one say? A withdrawn one stays readable, and says that it is withdrawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet, TextField
from django.db.models.expressions import RawSQL

from yaomai.errors import NotFoundError
from yaomai.indicators import models
from yaomai.indicators.engine.values import Audience, EditionView, SeriesKey, Value, Withdrawal
from yaomai.indicators.sight import edition_access, seen_editions
from yaomai.people.viewer import Viewer


def edition(viewer: Viewer | Audience, number: int) -> EditionView:
    """An edition. Raises NotFoundError when there is none, or none that this viewer may see."""
    row = _seen(viewer).filter(record=number).first()
    if row is None:
        raise NotFoundError(f"no edition has the number {number}")
    return view(row, withdrawals([number]).get(number))


def editions(
    viewer: Viewer | Audience, *, file: int | None = None, withdrawn: bool = True, limit: int = 100, offset: int = 0
) -> Sequence[EditionView]:
    """The editions that the viewer sees, the newest first; of a file only, without withdrawn ones."""
    rows = _seen(viewer)
    if file is not None:
        rows = rows.filter(file=file)
    if not withdrawn:
        rows = rows.exclude(record__in=models.Withdrawal.objects.values("withdrawn"))
    found = list(rows.order_by("-published_on", "-record")[offset : offset + limit])
    gone = withdrawals([row.record for row in found])
    return [view(row, gone.get(row.record)) for row in found]


def _seen(viewer: Viewer | Audience) -> QuerySet[models.Edition]:
    """The editions that the viewer sees, each with its access as it is now in `access_now`."""
    now = RawSQL(edition_access("indicators_edition"), [], output_field=TextField())  # noqa: S611  # no word of it comes from outside
    return models.Edition.objects.filter(seen_editions(viewer)).annotate(access_now=now)


def withdrawals(numbers: Sequence[int]) -> Mapping[int, Withdrawal]:
    """The withdrawals of these editions or corrections, by what was withdrawn."""
    return {
        row.withdrawn: Withdrawal(row.record, row.reason, row.organisation, row.account, row.record_time)
        for row in models.Withdrawal.objects.filter(withdrawn__in=list(numbers))
    }


def observations_in(
    viewer: Viewer | Audience, number: int, *, limit: int = 1_000_000, offset: int = 0
) -> Sequence[Value]:
    """What an edition says as it was published, in its order. Raises NotFoundError."""
    shown = edition(viewer, number)
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT s.indicator, s.region, s.segment, o.basis, o.start, o."end", o.value, o.status, o.original, o.record,'
            " o.ordinal, o.note FROM indicators_observation o JOIN indicators_series s ON s.id = o.series WHERE o.edition = %s"
            " ORDER BY o.record, o.ordinal LIMIT %s OFFSET %s",
            [number, limit, offset],
        )
        return [_value(row, shown) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class ObservationView:
    """One published value, where it stands in the edition's file, and its edition."""

    value: Value
    place: str
    edition: EditionView


def observation(viewer: Viewer | Audience, record: int, ordinal: int) -> ObservationView:
    """A published value as it was published. Raises NotFoundError for none, or one of an edition that the viewer may not see."""
    row = models.Observation.objects.filter(record=record, ordinal=ordinal).first()
    one = None if row is None else _seen(viewer).filter(record=row.edition).first()
    if row is None or one is None:
        raise NotFoundError(f"record {record} says no value {ordinal}, or none that you may see")
    shown = view(one, withdrawals([one.record]).get(one.record))
    series = models.Series.objects.get(id=row.series)
    said = (row.basis, row.start, row.end, row.value, row.status, row.original, row.record, row.ordinal, row.note)
    value = _value((series.indicator, series.region, series.segment, *said), shown)
    return ObservationView(value, row.place, shown)


def _value(row: tuple[Any, ...], shown: EditionView) -> Value:
    indicator, region, segment, basis, start, end, value, status, original, record, ordinal, note = row
    return Value(
        series=SeriesKey(indicator, region, segment),
        basis=basis,
        start=start,
        end=end,
        value=value,
        status=status,
        original=original,
        edition=shown.record,
        published_on=shown.published_on,
        is_invented=shown.is_invented,
        record=record,
        ordinal=ordinal,
        note=note,
    )


def view(row: models.Edition, withdrawn: Withdrawal | None) -> EditionView:
    """What a row says; its access as it is now, where the row was asked with it."""
    return EditionView(
        row.record,
        row.title,
        row.publisher,
        row.published_on,
        getattr(row, "access_now", row.access),
        row.is_invented,
        row.file,
        row.observations,
        row.organisation,
        row.account,
        row.record_time,
        withdrawn,
    )
