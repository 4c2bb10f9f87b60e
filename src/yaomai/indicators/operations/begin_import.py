"""Begin to bring a file of statistics in: its sheets are read, and what its table probably says."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
from django.db import transaction

from yaomai.indicators.engine.table_layout import TableMapping, outlined, propose
from yaomai.indicators.models import Mapping as SavedMapping
from yaomai.indicators.models import StatisticsImport
from yaomai.indicators.operations.import_work import in_whose_name, lexicon, must_import, to_go_on_with
from yaomai.people.viewer import Viewer
from yaomai.registers.engine.sheet_outline import SheetOutline, as_shown
from yaomai.registers.engine.spreadsheet import Workbook
from yaomai.registers.operations.begin_import import begin_with, open_file, sheet_with_head

_SAVED_LOOKED_AT = 200


def begin_import(viewer: Viewer, record: int, *, now: datetime) -> int:
    """Begin to import the archived file of this record; the number of the import. A small one is opened at once: then a person says
    how its table is read (`mapping`), or it cannot be read (`failed`). A larger one is `opening`.

    Raises NotFoundError for a file that is not there or may not be seen, NotAllowedError when the viewer may bring in nothing.
    """
    must_import(viewer)
    return begin_with(viewer, StatisticsImport(), record, _outline_all, now=now)


def open_wanted(one: StatisticsImport, *, now: datetime) -> None:
    """What the worker does with an import that is `opening`."""
    open_file(in_whose_name(one, now), one, _outline_all, now=now)


def _outline_all(viewer: Viewer, one: StatisticsImport, book: Workbook, now: datetime) -> None:
    """Propose how the sheet that fits best is read, and let a person go on."""
    words_known, saved = lexicon(), saved_mappings(one.organisation)
    sheets = [outlined(sheet, words_known) for sheet in book.sheets]
    pairs = [
        (propose(sheet, seen, words_known, saved, region=viewer.division), seen)
        for sheet, seen in zip(book.sheets, sheets, strict=True)
    ]
    mapping, _ = max(pairs, key=lambda pair: _fitness(*pair))
    how = "saved" if mapping.signature in saved else "guessed"
    seen = {"sheets": msgspec.to_builtins(sheets), "notes": list(book.notes), "mapping_from": how}
    StatisticsImport.rest(one.id, "mapping", now, outline=seen, mapping=mapping.as_json(), total=0, done=0)


def _fitness(mapping: TableMapping, sheet: SheetOutline) -> tuple[bool, int, int]:
    return not sheet.is_hidden, sum(1 for one in mapping.columns if one.role), sheet.rows


def saved_mappings(organisation: int | None) -> Mapping[str, TableMapping]:
    """How the organisation said that forms are read, by signature."""
    found = SavedMapping.objects.filter(organisation=organisation).order_by("-used_at")[:_SAVED_LOOKED_AT]
    return {one.signature: TableMapping.from_json(one.mapping) for one in found}


def look_again(
    viewer: Viewer, number: int, sheet: str, head_rows: tuple[int, int] | None, *, now: datetime
) -> TableMapping:
    """Look at a sheet again, with the head in these rows (first and last, from 1) if a person says so; what its table says is
    proposed anew.

    Raises NotFoundError, NotAllowedError, InvalidError (no such sheet or rows; the worker is at it).
    """
    with transaction.atomic():
        one = to_go_on_with(viewer, number, ("mapping", "ready"))
        found, words_known = sheet_with_head(viewer, one, sheet, head_rows), lexicon()
        seen = outlined(found, words_known, head_rows)
        saved = saved_mappings(one.organisation)
        mapping = propose(found, seen, words_known, saved, region=viewer.division)
        sheets = [msgspec.to_builtins(seen) if old["name"] == sheet else old for old in one.outline.get("sheets", ())]
        how = "saved" if mapping.signature in saved else "guessed"
        kept = {**one.outline, "sheets": sheets, "mapping_from": how}
        StatisticsImport.rest(one.id, "mapping", now, outline=kept, mapping=mapping.as_json(), preview=None, faults=[])
    return mapping


def outline_in(one: StatisticsImport, mapping: TableMapping) -> SheetOutline:
    """The sheet as the person was shown it. Raises InvalidError when it was another, or with another head."""
    return as_shown(one.outline.get("sheets", ()), mapping.sheet, (mapping.first_head, mapping.last_head))
