"""Say what the columns of a file are: every row is read and held against what is there."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import psycopg
from django.db import connection, transaction

from yaomai.database.jobs import Progress, nothing_told
from yaomai.errors import InvalidError
from yaomai.people.queries.on_behalf import by
from yaomai.people.viewer import Viewer
from yaomai.registers import kinds
from yaomai.registers.engine.column_mapping import ColumnMapping, checked, known_head
from yaomai.registers.engine.import_plan import Row
from yaomai.registers.engine.sheet_outline import as_shown, outline, table
from yaomai.registers.engine.sheet_rows import read_rows
from yaomai.registers.import_models import Import, ImportRow, SavedMapping
from yaomai.registers.operations.begin_import import fail, is_small
from yaomai.registers.operations.import_work import count_rows, in_whose_name, to_go_on_with
from yaomai.registers.operations.plan_import import plan
from yaomai.registers.queries.workbooks import sheet_of

AT_ONCE_ROWS = 1_000
"""More rows, or those of a large file, are read by the worker."""
_READ_SHARE = 0.3
_PLANNED_SHARE = 0.9


def map_columns(viewer: Viewer, number: int, mapping: ColumnMapping, *, now: datetime) -> None:
    """Keep what the columns are, also for the next file with these heads, and read the rows: at once, or `reading` by the worker.

    Raises NotFoundError, NotAllowedError, InvalidError with all that is wrong with the mapping.
    """
    with transaction.atomic():
        one = to_go_on_with(viewer, number, ("mapping", "ready"))
        kind = kinds.kind(one.kind)
        head = (mapping.first_head, mapping.last_head)
        rows = checked(kind, mapping, as_shown(one.outline.get("sheets", ()), mapping.sheet, head)).rows
        SavedMapping.objects.create(
            kind=kind.name,
            organisation=viewer.organisation,
            account=viewer.account,
            heads=mapping.heads,
            mapping=mapping.as_json(),
            saved_at=now,
        )
        columns = {
            "mapping": mapping.as_json(),
            "outline": {**one.outline, "mapping_from": "confirmed"},
            "wanted": by(viewer),
        }
        Import.leave_to_the_worker(one.id, "reading", rows, **columns)
        if rows <= AT_ONCE_ROWS and is_small(one):
            one.refresh_from_db()
            compare_rows(viewer, one, now=now)


def compare_wanted(one: Import, *, now: datetime, progress: Progress) -> None:
    """What the worker does with an import that is `reading`."""
    compare_rows(in_whose_name(one, now), one, now=now, progress=progress)


def compare_rows(viewer: Viewer, one: Import, *, now: datetime, progress: Progress = nothing_told) -> None:
    """Read every row of the mapped sheet, say what it would change, and keep that as the preview."""
    kind = kinds.kind(one.kind)
    mapping = ColumnMapping.from_json(one.mapping or {})
    try:
        sheet = sheet_of(viewer, one.file, mapping.sheet)
        head = (mapping.first_head, mapping.last_head)
        seen = outline(sheet, lambda text: known_head(kind, text), head=head)
        checked(kind, mapping, seen)
    except InvalidError as error:
        fail(one, error.findings, now)
        return
    found = table(sheet, seen)
    total = len(found.data)
    progress(0, total)
    rows = read_rows(kind, sheet, found, mapping, lambda done: progress(int(_READ_SHARE * done), total))
    share = _PLANNED_SHARE - _READ_SHARE
    plan(viewer, kind, rows, progress=lambda done: progress(int((_READ_SHARE + share * done) * total), total))
    left_out = [(row + 1, code, text.replace("\x00", "")) for row, code, text in found.left_out]
    with transaction.atomic():
        ImportRow.objects.filter(import_id=one.id).delete()
        keep_rows(one.id, rows)
        progress(total, total)
        outline_kept = {**one.outline, "left_out": left_out}
        columns = {"outline": outline_kept, "counts": count_rows(one.id), "total": total, "done": total}
        Import.rest(one.id, "ready", now, **columns)


_COLUMNS = "import_id, number, sheet_row, state, entity, leader, title, cells, reasons"
_TYPES = ("int8", "int4", "int4", "text", "int8", "int4", "text", "text", "text")


def keep_rows(number: int, rows: Iterable[Row]) -> None:
    """Add these rows to the preview, in the open transaction."""
    connection.ensure_connection()
    raw: psycopg.Connection[tuple[object, ...]] = connection.connection
    with raw.cursor() as cursor, cursor.copy(f"COPY registers_import_row ({_COLUMNS}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row((number, *row.as_columns()))


def kept_rows(number: int, condition: str, values: Sequence[Any]) -> list[Row]:
    """Rows of the preview, to be looked at again: with cells as read, and the entities that their names were found to mean."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, sheet_row, state, entity, leader, title, cells::text, reasons::text FROM registers_import_row"
            f" WHERE import_id = %s AND {condition} ORDER BY number",
            (number, *values),
        )
        return [Row.from_kept(row) for row in cursor.fetchall()]


def replace_rows(number: int, rows: Sequence[Row], *, moved: bool) -> None:
    """Put these rows in the place of those of the same numbers."""
    numbers = [row.number for row in rows]
    with transaction.atomic():
        ImportRow.objects.filter(import_id=number, number__in=numbers).delete()
        keep_rows(number, rows)
        if moved:
            ImportRow.objects.filter(import_id=number, number__in=numbers).update(moved=True)
