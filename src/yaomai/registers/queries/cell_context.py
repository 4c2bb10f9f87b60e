"""What stands around a cell of an archived spreadsheet?"""

from dataclasses import dataclass

from yaomai.archive.queries.files import KeptFile, file
from yaomai.errors import NotFoundError
from yaomai.ledger.engine.deed import reference
from yaomai.people.viewer import Viewer
from yaomai.registers import kinds
from yaomai.registers.engine.column_mapping import known_head
from yaomai.registers.engine.sheet_facts import cell_key
from yaomai.registers.engine.sheet_outline import outline
from yaomai.registers.engine.spreadsheet import Sheet, address, letters, position, shown
from yaomai.registers.import_models import Import
from yaomai.registers.queries.file_rights import reads_whole
from yaomai.registers.queries.workbooks import workbook

_COLUMNS_AROUND = 8
_HEADS_MAX = 6
_TEXT_MAX = 200


@dataclass(frozen=True, slots=True)
class ContextCell:
    """A cell as a spreadsheet shows it. `notes`: computed, hidden_row, hidden_column, merged, error."""

    address: str
    text: str
    is_asked: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContextRow:
    """A row; `number` as the spreadsheet counts it."""

    number: int
    cells: tuple[ContextCell, ...]
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class CellContext:
    """A cell with the rows of the table's head and the rows around it; `columns`: the letters of the columns shown."""

    file: KeptFile
    sheet: str
    cell: str
    heads: tuple[ContextRow, ...]
    rows: tuple[ContextRow, ...]
    columns: tuple[str, ...]


def cell_context(viewer: Viewer, record: int, sheet: str, cell: str, *, around: int = 4) -> CellContext:
    """The cell (such as "C5") of a sheet of an archived file, with `around` rows above and below it. Raises NotFoundError when the
    viewer may not read all of the file, or there is no such sheet or cell.
    """
    kept = file(viewer, record)
    if not reads_whole(viewer, kept):
        raise NotFoundError(f"there is no file {reference(record)}, or none that you may see")
    found = next((one for one in workbook(viewer, kept).sheets if one.name == sheet), None)
    try:
        row, column = position(cell)
    except ValueError as error:
        raise NotFoundError(str(error)) from None
    if found is None or row >= len(found.rows) or column >= max(found.width, 1):
        raise NotFoundError(f"the file {kept.name} has no cell {sheet[:80]}!{cell[:20]}")
    first, last = _head_rows(record, found)
    left = max(0, min(column - _COLUMNS_AROUND // 2, found.width - _COLUMNS_AROUND))
    columns = range(left, min(found.width, left + _COLUMNS_AROUND + 1))
    heads = range(max(0, first - 1), min(last, first - 1 + _HEADS_MAX)) if first else range(0)
    rows = [one for one in range(max(0, row - around), min(len(found.rows), row + around + 1)) if one not in heads]
    return CellContext(
        file=kept,
        sheet=sheet,
        cell=cell,
        heads=tuple(_row(found, one, columns, (row, column)) for one in heads),
        rows=tuple(_row(found, one, columns, (row, column)) for one in rows),
        columns=tuple(letters(one) for one in columns),
    )


def _row(sheet: Sheet, row: int, columns: range, asked: tuple[int, int]) -> ContextRow:
    cells = tuple(
        ContextCell(
            address(row, column),
            (sheet.facts.errors.get(cell_key(row, column)) or shown(sheet.value(row, column)))[:_TEXT_MAX],
            (row, column) == asked,
            tuple(_notes(sheet, row, column)),
        )
        for column in columns
    )
    return ContextRow(row + 1, cells, row in sheet.facts.hidden_rows)


def _notes(sheet: Sheet, row: int, column: int) -> list[str]:
    key = cell_key(row, column)
    said = {
        "computed": key in sheet.facts.computed,
        "hidden_row": row in sheet.facts.hidden_rows,
        "hidden_column": column in sheet.facts.hidden_columns,
        "merged": key in sheet.filled,
        "error": key in sheet.facts.errors,
    }
    return [code for code, is_so in said.items() if is_so]


def _head_rows(record: int, sheet: Sheet) -> tuple[int, int]:
    """First and last row of the head, from 1: as an import of this sheet says, else as it looks; 0 without a head."""
    for one in Import.objects.filter(file=record).order_by("-id")[:20]:
        if one.mapping and one.mapping.get("sheet") == sheet.name:
            return int(one.mapping["first_head"]), int(one.mapping["last_head"])
    seen = outline(sheet, lambda text: any(known_head(kind, text) for kind in kinds.all_kinds()))
    return seen.first_head, seen.last_head
