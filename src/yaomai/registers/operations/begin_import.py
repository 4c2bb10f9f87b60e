"""Begin to bring a file into a register: its sheets are read, and what their columns probably are."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from yaomai.archive.queries.files import file
from yaomai.errors import Finding, InvalidError
from yaomai.people.queries.on_behalf import by
from yaomai.people.viewer import Viewer
from yaomai.registers import kinds
from yaomai.registers.declaration.kind import Kind
from yaomai.registers.engine.column_mapping import ColumnMapping, guess, known_head
from yaomai.registers.engine.sheet_facts import TOO_LARGE, Room
from yaomai.registers.engine.sheet_outline import SheetOutline, outline
from yaomai.registers.engine.spreadsheet import Sheet, Workbook
from yaomai.registers.import_models import FileImport, Import, SavedMapping
from yaomai.registers.operations.import_work import in_whose_name, must_keep, to_go_on_with
from yaomai.registers.queries.workbooks import sheet_of, workbook

AT_ONCE_BYTES = 1_000_000
AT_ONCE_CELLS = 100_000
"""A file of more bytes or cells is opened by the worker: a packed file of few bytes can have millions of cells."""
_AT_ONCE_CHARACTERS = 5_000_000
_AT_ONCE_UNPACKED = 16 * 2**20
_SAVED_LOOKED_AT = 50


def begin_import(viewer: Viewer, kind: str, record: int, *, now: datetime) -> int:
    """Begin to import the archived file of this record; the number of the import. A small one is opened at once: then a person says
    what its columns are (`mapping`), or it has faults (`failed`). A larger one is `opening`.

    Raises NotFoundError for a kind or a file that is not there or may not be seen, NotAllowedError when the viewer may not keep the
    kind.
    """
    declared = kinds.kind(kind)
    must_keep(viewer, declared, viewer.organisation)
    return begin_with(viewer, Import(kind=kind), record, _outline_all, now=now)


Outlining = Callable[[Viewer, Any, Workbook, datetime], None]
"""Says of the sheets of an import's file what they probably are, and lets a person go on."""


def begin_with(viewer: Viewer, one: FileImport, record: int, outlining: Outlining, *, now: datetime) -> int:
    """Begin an import of this file, of whichever kind; its number. Raises NotFoundError for a file that may not be seen."""
    kept = file(viewer, record)
    one.file, one.created_at, one.state, one.wanted = record, now, "opening", by(viewer)
    one.organisation, one.account, one.key = viewer.organisation, viewer.account, viewer.key
    with transaction.atomic():
        one.save(force_insert=True)
        if kept.size > AT_ONCE_BYTES:
            one.leave_to_the_worker(one.id, "opening", 0)
        else:
            open_file(viewer, one, outlining, _room_at_once(), now=now)
    return one.id


def _room_at_once() -> Room:
    return Room(AT_ONCE_CELLS, AT_ONCE_CELLS, _AT_ONCE_CHARACTERS, _AT_ONCE_UNPACKED)


def open_file(
    viewer: Viewer, one: FileImport, outlining: Outlining, room: Room | None = None, *, now: datetime
) -> None:
    """Open the file and outline its sheets; one that proves to be larger than this room is left to the worker."""
    try:
        book = workbook(viewer, file(viewer, one.file), room)
    except InvalidError as error:
        if room is not None and any(found.code == TOO_LARGE for found in error.findings):
            one.leave_to_the_worker(one.id, "opening", 0)
        else:
            fail(one, error.findings, now)
        return
    if not any(sheet.rows for sheet in book.sheets):
        words = "there is nothing in the file; open it and look which sheet the table is on"
        fail(one, [Finding("registers.file_empty", "", words)], now)
        return
    outlining(viewer, one, book, now)


def is_small(one: Import) -> bool:
    """Whether the opened file can be read again at once, whoever waits for it."""
    cells: int = sum(sheet["rows"] * sheet["columns"] for sheet in one.outline.get("sheets", ()))
    return cells <= AT_ONCE_CELLS


def open_wanted(one: Import, *, now: datetime) -> None:
    """What the worker does with an import that is `opening`."""
    open_file(in_whose_name(one, now), one, _outline_all, now=now)


def _outline_all(_viewer: Viewer, one: Import, book: Workbook, now: datetime) -> None:
    """Guess the columns of the sheet that fits best, and let a person go on."""
    kind = kinds.kind(one.kind)
    sheets = [outline(sheet, lambda text: known_head(kind, text)) for sheet in book.sheets]
    saved = saved_mappings(kind, one.organisation)
    best = max(((guess(kind, sheet, saved), sheet) for sheet in sheets), key=lambda pair: _fitness(*pair))
    mapping = best[0]
    how = "saved" if any(known.heads == mapping.heads for known in saved) else "guessed"
    seen = {"sheets": msgspec.to_builtins(sheets), "notes": list(book.notes), "mapping_from": how}
    Import.rest(one.id, "mapping", now, outline=seen, mapping=mapping.as_json(), total=0, done=0)


def _fitness(mapping: ColumnMapping, sheet: SheetOutline) -> tuple[bool, int, int]:
    return not sheet.is_hidden, sum(1 for use in mapping.columns if use.property), sheet.rows


def fail(one: FileImport, findings: Sequence[Finding], now: datetime) -> None:
    """End an import whose file cannot be read."""
    one.rest(one.id, "failed", now, faults=msgspec.to_builtins(list(findings)))


def saved_mappings(kind: Kind, organisation: int | None) -> list[ColumnMapping]:
    """What the organisation said of columns of files of this kind, the newest first; what speaks of properties that the kind has no
    longer is without them.
    """
    found = SavedMapping.objects.filter(kind=kind.name, organisation=organisation).order_by("-id")[:_SAVED_LOOKED_AT]
    return [_still_meant(kind, ColumnMapping.from_json(one.mapping)) for one in found]


def _still_meant(kind: Kind, mapping: ColumnMapping) -> ColumnMapping:
    return replace(
        mapping,
        columns=tuple(use if use.property in kind.by_name else replace(use, property="") for use in mapping.columns),
        constants={name: text for name, text in mapping.constants.items() if name in kind.by_name},
    )


def outline_again(
    viewer: Viewer, number: int, sheet: str, head_rows: tuple[int, int], *, now: datetime
) -> SheetOutline:
    """Look at a sheet again with the head in these rows (first and last, from 1), as a person says; its columns are guessed anew.

    Raises NotFoundError, NotAllowedError, InvalidError (no such sheet or rows; the worker is at it).
    """
    with transaction.atomic():
        one = to_go_on_with(viewer, number, ("mapping", "ready"))
        kind = kinds.kind(one.kind)
        found = sheet_with_head(viewer, one, sheet, head_rows)
        seen = outline(found, lambda text: known_head(kind, text), head=head_rows)
        sheets = [msgspec.to_builtins(seen) if old["name"] == sheet else old for old in one.outline.get("sheets", ())]
        mapping = guess(kind, seen, saved_mappings(kind, one.organisation))
        columns = {**one.outline, "sheets": sheets, "mapping_from": "guessed", "left_out": []}
        Import.rest(one.id, "mapping", now, outline=columns, mapping=mapping.as_json())
    return seen


def sheet_with_head(viewer: Viewer, one: FileImport, sheet: str, head_rows: tuple[int, int] | None) -> Sheet:
    """The sheet of this name, which can have its head in these rows. Raises InvalidError."""
    found = sheet_of(viewer, one.file, sheet)
    if head_rows is not None and not 1 <= head_rows[0] <= head_rows[1] <= min(len(found.rows), head_rows[0] + 9):
        words, seen = (
            f"the head is one row to ten of the {len(found.rows)} of the sheet",
            f"{head_rows[0]} – {head_rows[1]}",
        )
        raise InvalidError([Finding("registers.mapping_head", "/head_rows", words, seen)])
    return found
