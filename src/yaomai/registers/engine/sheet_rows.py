"""What do the rows of a sheet say of the properties that its columns are mapped to?"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

from yaomai.registers.declaration.kind import Kind, Property
from yaomai.registers.declaration.types import Number
from yaomai.registers.engine.column_mapping import ColumnMapping
from yaomai.registers.engine.import_plan import Cell, Row, kept_text
from yaomai.registers.engine.nearly_chosen import READ_AS, read_cell
from yaomai.registers.engine.reading import ReadFault, is_blank
from yaomai.registers.engine.sheet_facts import cell_key
from yaomai.registers.engine.sheet_outline import Table
from yaomai.registers.engine.spreadsheet import Sheet, Value, shown

NOT_COMPUTED = "registers.cell_not_computed"
ERROR_IN_CELL = "registers.value_spreadsheet_error"
_REMEMBERED = 10_000
"""Values of a column."""
_ROWS_PER_PROGRESS = 1_000


def read_rows(
    kind: Kind, sheet: Sheet, table: Table, mapping: ColumnMapping, progress: Callable[[int], None] = lambda _done: None
) -> list[Row]:
    """The rows of data with every mapped cell that says something, read or with its fault."""
    reader = _Reader(kind, sheet, mapping)
    rows = []
    for number, row in enumerate(table.data, 1):
        read_row = Row(number, row + 1, reader.cells(row), leader=number)
        if read_row.cells:
            rows.append(read_row)
        if not number % _ROWS_PER_PROGRESS:
            progress(number)
    return rows


class _ReadCell(NamedTuple):
    """What a cell with a value says: the members of `Cell` that follow from the value."""

    seen: str
    value: Any = None
    unit: str = ""
    code: str = ""
    hint: str = ""
    notes: tuple[str, ...] = ()


_BLANK = _ReadCell("")


class _Column(NamedTuple):
    """A mapped column; `known`: what its values say, because they recur."""

    number: int
    of: Property
    unit: str
    period: tuple[date | None, date | None]
    known: dict[object, _ReadCell]

    def read(self, raw: Value, *, is_percent: bool) -> _ReadCell:
        """What a value says; _BLANK: nothing."""
        which = raw if type(raw) is str else (type(raw), raw, is_percent)
        known = self.known.get(which)
        if known is None:
            known = _BLANK if is_blank(raw) else _read(self.of, raw, self.unit, is_percent=is_percent)
            if len(self.known) < _REMEMBERED:
                self.known[which] = known
        return known


def _read(of: Property, raw: Value, unit: str = "", *, is_percent: bool = False) -> _ReadCell:
    seen = kept_text(shown(raw))
    if is_percent and isinstance(raw, int | float) and isinstance(of.type, Number) and of.type.unit in {"P1", ""}:
        raw = f"{raw * 100:.13g}%"
    try:
        read, is_nearly = read_cell(of, raw, unit)
    except ReadFault as fault:
        return _ReadCell(seen, None, "", fault.code, kept_text(fault.hint))
    return _ReadCell(seen, read.value, read.unit, notes=(READ_AS,) if is_nearly else ())


class _Reader:
    def __init__(self, kind: Kind, sheet: Sheet, mapping: ColumnMapping) -> None:
        self._sheet, self._facts = sheet, sheet.facts
        period = (mapping.valid_from, mapping.valid_to)
        self._columns = [
            _Column(
                *(use.column, kind.by_name[use.property], use.unit),
                (use.valid_from, use.valid_to) if use.valid_from or use.valid_to else period,
                {},
            )
            for use in mapping.columns
            if use.property
        ]
        self._constants = [(name, _read(kind.by_name[name], text), period) for name, text in mapping.constants.items()]

    def cells(self, row: int) -> list[Cell]:
        found: list[Cell] = []
        values, facts, filled = self._sheet.rows[row], self._facts, self._sheet.filled
        is_hidden = row in facts.hidden_rows or bool(facts.hidden_columns)
        for column in self._columns:
            raw = values[column.number] if column.number < len(values) else None
            key = cell_key(row, column.number)
            if facts.errors and (error := facts.errors.get(key)) is not None:
                read = _ReadCell(error, code=NOT_COMPUTED if error == "=" else ERROR_IN_CELL)
            elif raw is None or (read := column.read(raw, is_percent=key in facts.percent)) is _BLANK:
                continue
            cell = _cell(column.number, column.of.name, read, column.period)
            if is_hidden or key in facts.computed or key in filled:
                cell.notes = (*cell.notes, *self._notes(row, column.number, key))
            found.append(cell)
        if found:
            present = {cell.property for cell in found}
            found += [_cell(-1, *one) for one in self._constants if one[0] not in present]
        return found

    def _notes(self, row: int, column: int, key: int) -> Iterator[str]:
        if row in self._facts.hidden_rows:
            yield "hidden_row"
        if column in self._facts.hidden_columns:
            yield "hidden_column"
        if key in self._facts.computed:
            yield "computed"
        if key in self._sheet.filled:
            yield "merged"


def _cell(column: int, name: str, read: _ReadCell, period: tuple[date | None, date | None]) -> Cell:
    seen, value, unit, code, hint, notes = read
    return Cell(column, name, seen, value, unit, *period, code, hint, notes)
