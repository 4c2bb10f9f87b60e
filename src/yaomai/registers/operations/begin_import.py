"""Begin to bring a file into a register: its sheets are read, and what their columns probably are."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import msgspec
from django.db import transaction

from yaomai.archive.queries.files import file
from yaomai.errors import Finding, InvalidError
from yaomai.people.viewer import Viewer
from yaomai.registers import kinds
from yaomai.registers.declaration.kind import Kind
from yaomai.registers.engine.column_mapping import ColumnMapping, guess, known_head
from yaomai.registers.engine.sheet_facts import TOO_LARGE, Room
from yaomai.registers.engine.sheet_outline import SheetOutline, outline
from yaomai.registers.engine.spreadsheet import Workbook
from yaomai.registers.import_models import Import, SavedMapping
from yaomai.registers.operations.import_work import (
    by,
    in_whose_name,
    leave_to_the_worker,
    must_keep,
    rest,
    to_go_on_with,
)
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
    kept = file(viewer, record)
    with transaction.atomic():
        one = Import.objects.create(
            kind=kind,
            file=record,
            organisation=viewer.organisation,
            account=viewer.account,
            key=viewer.key,
            created_at=now,
            state="opening",
            outline={},
            faults=[],
            counts={},
            wanted=by(viewer),
        )
        if kept.size > AT_ONCE_BYTES:
            leave_to_the_worker(one.id, "opening", 0)
        else:
            _open_at_once(viewer, one, now)
    return one.id


def _open_at_once(viewer: Viewer, one: Import, now: datetime) -> None:
    """Open the file, unless it proves to be large: then that is left to the worker."""
    room = Room(AT_ONCE_CELLS, AT_ONCE_CELLS, _AT_ONCE_CHARACTERS, _AT_ONCE_UNPACKED)
    try:
        book = workbook(viewer, file(viewer, one.file), room)
    except InvalidError as error:
        if any(found.code == TOO_LARGE for found in error.findings):
            leave_to_the_worker(one.id, "opening", 0)
        else:
            fail(one.id, error.findings, now)
        return
    _outline_all(one, book, now)


def is_small(one: Import) -> bool:
    """Whether the opened file can be read again at once, whoever waits for it."""
    cells: int = sum(sheet["rows"] * sheet["columns"] for sheet in one.outline.get("sheets", ()))
    return cells <= AT_ONCE_CELLS


def open_wanted(one: Import, *, now: datetime) -> None:
    """What the worker does with an import that is `opening`."""
    viewer = in_whose_name(one, now)
    try:
        book = workbook(viewer, file(viewer, one.file))
    except InvalidError as error:
        fail(one.id, error.findings, now)
        return
    _outline_all(one, book, now)


def _outline_all(one: Import, book: Workbook, now: datetime) -> None:
    """Guess the columns of the sheet that fits best, and let a person go on."""
    kind = kinds.kind(one.kind)
    sheets = [outline(sheet, lambda text: known_head(kind, text)) for sheet in book.sheets]
    if not any(sheet.rows for sheet in book.sheets):
        words = "there is nothing in the file; open it and look which sheet the table is on"
        fail(one.id, [Finding("registers.file_empty", "", words)], now)
        return
    saved = saved_mappings(kind, one.organisation)
    best = max(((guess(kind, sheet, saved), sheet) for sheet in sheets), key=lambda pair: _fitness(*pair))
    mapping = best[0]
    how = "saved" if any(known.heads == mapping.heads for known in saved) else "guessed"
    seen = {"sheets": msgspec.to_builtins(sheets), "notes": list(book.notes), "mapping_from": how}
    rest(one.id, "mapping", now, outline=seen, mapping=mapping.as_json(), rows_total=0, rows_done=0)


def _fitness(mapping: ColumnMapping, sheet: SheetOutline) -> tuple[bool, int, int]:
    return not sheet.is_hidden, sum(1 for use in mapping.columns if use.property), sheet.rows


def fail(number: int, findings: Sequence[Finding], now: datetime) -> None:
    """End an import whose file cannot be read."""
    rest(number, "failed", now, faults=msgspec.to_builtins(list(findings)))


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
        found = sheet_of(viewer, one.file, sheet)
        first, last = head_rows
        if not 1 <= first <= last <= min(len(found.rows), first + 9):
            words = f"the head is one row to ten of the {len(found.rows)} of the sheet"
            raise InvalidError([Finding("registers.mapping_head", "/head_rows", words, f"{first} – {last}")])
        seen = outline(found, lambda text: known_head(kind, text), head=head_rows)
        sheets = [msgspec.to_builtins(seen) if old["name"] == sheet else old for old in one.outline.get("sheets", ())]
        mapping = guess(kind, seen, saved_mappings(kind, one.organisation))
        columns = {**one.outline, "sheets": sheets, "mapping_from": "guessed", "left_out": []}
        rest(one.id, "mapping", now, outline=columns, mapping=mapping.as_json())
    return seen
