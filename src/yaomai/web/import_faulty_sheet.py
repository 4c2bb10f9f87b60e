"""Which rows of an import could not be written, as a workbook that is put right and imported again?

Its heads say property, unit and year, so that it is read as the first file was, and what is wrong is said of its own cells.
"""

from collections.abc import Iterator, Mapping

from yaomai.people.viewer import Viewer
from yaomai.registers.declaration import Kind
from yaomai.registers.engine.column_mapping import FAULTS_HEAD, ColumnMapping, ColumnUse
from yaomai.registers.engine.set_aside import NAMED, OTHER_NAME
from yaomai.registers.engine.spreadsheet import letters
from yaomai.registers.queries import imports
from yaomai.registers.queries.imports import CellView, ImportView, RowView
from yaomai.web import import_rows_shown, labels_imports, register_shown

_STATES = ("faulty", "conflicting")


def faulty_lines(viewer: Viewer, one: ImportView) -> Iterator[tuple[str, ...]]:
    """The heads, then each row that cannot be written as it stood in the file, and in the last column what is wrong with it, one
    fault a line with its cell in this workbook.
    """
    mapping = one.mapping
    if mapping is None:
        yield (FAULTS_HEAD,)
        return
    uses = [use for use in mapping.columns if use.property]
    constants = list(mapping.constants)
    heads = [_head(one.kind, use, mapping) for use in uses]
    heads += [_head(one.kind, ColumnUse(-1, "", name), mapping) for name in constants]
    yield (*heads, FAULTS_HEAD)
    left = [(state, row.sheet_row) for state in _STATES for row in _left(viewer, one, state)]
    rows = {sheet_row: number for number, (_, sheet_row) in enumerate(left, 2)}
    columns = {letters(use.column): letters(at) for at, use in enumerate(uses)}
    for state in _STATES:
        for row in _left(viewer, one, state):
            seen = {_letters_of(cell): cell.seen for cell in row.cells}
            stated = {_property_of(one.kind, cell): cell.seen for cell in row.cells if not cell.place}
            yield (
                *(seen.get(letters(use.column), "") for use in uses),
                *(stated.get(name, mapping.constants[name]) for name in constants),
                "\n".join(_faults(one, row, rows, columns)),
            )


def _left(viewer: Viewer, one: ImportView, state: str) -> Iterator[RowView]:
    return (row for row in imports.every_row(viewer, one.number, state) if not row.is_acceptable and row.deed is None)


def _head(kind: Kind, use: ColumnUse, mapping: ColumnMapping) -> str:
    """2025年主营业务收入（万元）: what is read from it is what was read from the first file."""
    of = kind.by_name[use.property]
    unit = use.unit or register_shown.unit_of(of)
    start, end = (
        (use.valid_from, use.valid_to) if use.valid_from or use.valid_to else (mapping.valid_from, mapping.valid_to)
    )
    is_year = start and end and (start.month, start.day) == (1, 1) and end == start.replace(year=start.year + 1)
    year = f"{start.year}年" if start and is_year else ""
    return f"{year}{of.label}" + (f"（{unit}）" if unit else "")


def _property_of(kind: Kind, cell: CellView) -> str:
    return kind.title if OTHER_NAME in cell.notes else cell.property.name


def _letters_of(cell: CellView) -> str:
    return import_rows_shown.cell_of(cell.place).rstrip("0123456789")


def _faults(one: ImportView, row: RowView, rows: Mapping[int, int], columns: Mapping[str, str]) -> Iterator[str]:
    """Each fault in words that fit a file: its cells are those of the workbook."""
    own = rows[row.sheet_row]
    for cell in row.cells:
        if cell.status == "faulty":
            words = labels_imports.words_of(cell.code, cell.hint)
            where = f"{columns[_letters_of(cell)]}{own} " if cell.place else ""
            yield f"{where}{import_rows_shown.with_label(cell.property.label, words.what)}{words.do}"
    for reason in row.reasons:
        if reason.code in {"matched", NAMED}:
            continue
        detail = dict(reason.detail)
        before = detail.get("row")
        if isinstance(before, int):
            detail["row"] = rows.get(before, f"{before}（原表）")
        words = labels_imports.file_words(reason.code, detail, one.kind)
        yield f"{words.what}{words.do}"
