"""Where in its file does a published value stand: the cell, its row's margin, the heads above it, and the rows beside it?

Who may see an edition may see what it was read from, but no more of the file: only the columns that were brought in, and only rows
that have values in the edition. A column that was left out may hold what is not for everybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from yaomai.archive.queries.files import KeptFile, file
from yaomai.errors import InvalidError, NotFoundError
from yaomai.indicators.engine.table_layout import TableMapping
from yaomai.indicators.engine.values import Audience, EditionView
from yaomai.indicators.models import Observation, StatisticsImport
from yaomai.indicators.queries.editions import edition
from yaomai.indicators.sight import viewer_of
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer
from yaomai.registers.engine.sheet_facts import Room
from yaomai.registers.engine.spreadsheet import Workbook, address, letters, position, shown
from yaomai.registers.queries.workbooks import workbook

ANYBODYS_BYTES = 1_000_000
ANYBODYS_CELLS = 100_000
_ANYBODYS_CHARACTERS = 5_000_000
_ANYBODYS_UNPACKED = 16 * 2**20
"""Larger tables are read for who is signed in: nobody else can make the server read for seconds."""
_ROWS_AROUND = 3
_HEADS_MAX = 6


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row of the sheet (as the spreadsheet counts): the texts of the shown columns. is_here: the asked cell is in it."""

    number: int
    cells: tuple[str, ...]
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class EditionCell:
    """A cell of the table that an edition was read from. columns: their letters; at: which of them it is in; title: what stands
    above the table; is_alone: the table is too large for this viewer, so that of it only the cell is told.
    """

    edition: EditionView
    sheet: str
    cell: str
    text: str
    title: str
    columns: tuple[str, ...]
    at: int
    heads: tuple[RowShown, ...]
    rows: tuple[RowShown, ...]
    is_alone: bool = False


def edition_cell(viewer: Viewer | Audience, number: int, place: str) -> EditionCell:
    """The cell `Sheet!B7` of which the edition has a value. Raises NotFoundError when the viewer sees no such edition, it has no
    value there, or its file is gone.
    """
    seen = edition(viewer, number)
    sheet_name, _, cell = place.rpartition("!")
    brought = StatisticsImport.objects.filter(edition=number).first()
    if brought is None or brought.mapping is None:
        raise NotFoundError(f"the edition {number} was not read from a table")
    told_here = Observation.objects.filter(edition=number, place=place).first()
    if told_here is None:
        raise NotFoundError(f"the edition {number} has no value at {place[:80]}")
    mapping = TableMapping.from_json(brought.mapping)
    # The rights are those of the edition, which have been asked; of the file only what the edition says is shown.
    book = _book(viewer, file(INSTALLATION_VIEWER, brought.file))
    if book is None:
        return EditionCell(seen, sheet_name, cell, told_here.original, mapping.title, (), 0, (), (), is_alone=True)
    sheet = next((one for one in book.sheets if one.name == sheet_name), None)
    if sheet is None or sheet.name != mapping.sheet:
        raise NotFoundError(f"the file has no sheet {sheet_name[:80]!r}")
    row, column = position(cell)
    columns = [one.column for one in mapping.columns if one.role and (one.role != "value" or one.column == column)]
    told = _rows_told(number, sheet_name)

    def line(at: int, *, here: bool = False) -> RowShown:
        return RowShown(at + 1, tuple(shown(sheet.value(at, each)).strip()[:200] for each in columns), here)

    heads = range(max(mapping.first_head - 1, 0), min(mapping.last_head, mapping.first_head - 1 + _HEADS_MAX))
    return EditionCell(
        edition=seen,
        sheet=sheet_name,
        cell=address(row, column),
        text=shown(sheet.value(row, column)).strip()[:200],
        title=mapping.title,
        columns=tuple(letters(each) for each in columns),
        at=columns.index(column),
        heads=tuple(line(each) for each in heads),
        rows=tuple(line(each, here=each == row) for each in _around(told, row)),
    )


def _book(viewer: Viewer | Audience, kept: KeptFile) -> Workbook | None:
    """The file as read; None when it is too large to be read for somebody who is not signed in."""
    if viewer_of(viewer).is_signed_in or viewer_of(viewer) == INSTALLATION_VIEWER:
        return workbook(INSTALLATION_VIEWER, kept)
    if kept.size > ANYBODYS_BYTES:
        return None
    room = Room(ANYBODYS_CELLS, ANYBODYS_CELLS, _ANYBODYS_CHARACTERS, _ANYBODYS_UNPACKED)
    try:
        return workbook(INSTALLATION_VIEWER, kept, room)
    except InvalidError:  # there was no room: it was read whole when it was brought in
        return None


def _rows_told(number: int, sheet: str) -> list[int]:
    """The rows of a sheet (from 0) of which an edition has values."""
    places = Observation.objects.filter(edition=number, place__startswith=f"{sheet}!").values_list("place", flat=True)
    return sorted({position(one.rpartition("!")[2])[0] for one in places})


def _around(told: Sequence[int], row: int) -> Sequence[int]:
    at = told.index(row)
    return told[max(at - _ROWS_AROUND, 0) : at + _ROWS_AROUND + 1]
