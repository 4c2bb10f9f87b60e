"""What stands in which cell of a spreadsheet file, and what must be known of that cell before it is believed?

An .xlsx, .xls or .ods file is read by calamine; what calamine does not tell (hidden rows and columns, formulas, errors, cells shown
as percent) is read beside it (spreadsheet_xlsx.py, spreadsheet_ods.py, spreadsheet_xls.py), streaming and bounded, before calamine
is given the file: so no file can ask for more memory than is allowed. Text is read by spreadsheet_csv.py.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from yaomai.registers.engine import spreadsheet_csv, spreadsheet_ods, spreadsheet_xls, spreadsheet_xlsx
from yaomai.registers.engine.sheet_facts import Area, Room, SheetFacts, cell_key, file_fault

Value = str | int | float | bool | date | datetime | time | timedelta | None
"""What a cell holds. A number is what the spreadsheet shows: 15 digits."""

ERROR = re.compile(r"#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|UNKNOWN!)|Err:\d{3}|#{3,}")
"""What a spreadsheet program writes where it has no value."""
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(slots=True)
class Sheet:
    """One sheet. `rows[r][c]`: from A1 on, every row as long as it is; merged areas are filled with their value, which `filled`
    names (sheet_facts.cell_key). `errors`: what stands where there is no value.
    """

    name: str
    rows: list[list[Value]]
    is_hidden: bool = False
    facts: SheetFacts = field(default_factory=SheetFacts)
    filled: set[int] = field(default_factory=set)

    def value(self, row: int, column: int) -> Value:
        """What the cell holds; None outside the sheet."""
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return None

    @property
    def width(self) -> int:
        """The columns of its longest row."""
        return max((len(row) for row in self.rows), default=0)


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file as read. `format`: xlsx, xls, ods or csv; `notes`: what is odd about it (`wrong_extension`)."""

    format: str
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()


def read_workbook(data: bytes, name: str, room: Room | None = None) -> Workbook:
    """The sheets of a file, read as far as there is room (None: for the largest file that is read at all). Of `name` only the end
    counts, and only to say that it misleads.

    Raises InvalidError when it is no spreadsheet, protected by a password, damaged, or too large to be read.
    """
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    kind = _format(data)
    room = room or Room()
    if kind == "csv":
        if extension in {"xlsx", "xls", "ods"} and not spreadsheet_csv.looks_like_text(data):
            raise file_fault("unreadable", f"this is no .{extension} file: open it, save it as .xlsx and send that")
        sheets: tuple[Sheet, ...] = (_of_text(data, room),)
    else:
        facts = {"xlsx": spreadsheet_xlsx, "ods": spreadsheet_ods, "xls": spreadsheet_xls}[kind].facts(data, room)
        sheets = tuple(_of_calamine(data, facts, room))
    misleads = extension not in {kind, ""} and not (kind == "csv" and extension in {"txt", "tsv"})
    return Workbook(kind, sheets, ("wrong_extension",) if misleads else ())


def _format(data: bytes) -> str:
    if data.startswith(_ZIP):
        return spreadsheet_xlsx.zip_format(data)
    if data.startswith(_OLE):
        return "xls"
    return "csv"


def _of_text(data: bytes, room: Room) -> Sheet:
    rows: list[list[Value]] = [[_lines(text) for text in cells] for cells in spreadsheet_csv.rows(data, room)]
    return _noticed(Sheet("CSV", rows), room)


def _of_calamine(data: bytes, facts: dict[str, SheetFacts], room: Room) -> Iterable[Sheet]:
    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as workbook:
            for about in workbook.sheets_metadata:
                if about.typ is not SheetTypeEnum.WorkSheet:
                    continue
                known = _measured(facts, about.name)
                read = workbook.get_sheet_by_name(about.name)
                sheet = Sheet(about.name, [], about.visible is not SheetVisibleEnum.Visible or known.is_hidden, known)
                sheet.rows += ([_plain(one) for one in values] for values in read.to_python(skip_empty_area=False))
                if not known.merged and read.merged_cell_ranges:
                    known.merged = [Area(*start, *end) for start, end in read.merged_cell_ranges]
                yield _noticed(sheet, room)
    except PasswordError:
        raise file_fault("protected", "the file is protected by a password; save it without one") from None
    except BaseException as error:
        # calamine is Rust: where it had not thought of damage it panics, which is no Exception.
        if not isinstance(error, CalamineError) and type(error).__name__ != "PanicException":
            raise
        raise file_fault("damaged", f"the file is damaged ({error}); open it, save it as .xlsx and send that") from None


def _measured(facts: dict[str, SheetFacts], sheet: str) -> SheetFacts:
    """What was found of the sheet; one that was not found could be of any size, and is not read."""
    if sheet not in facts:
        raise file_fault("damaged", "the file is damaged: a sheet of it is not where it should be", sheet)
    return facts[sheet]


def _plain(value: Value) -> Value:
    """A value as people see it: whole numbers as integers, others with the 15 digits that a spreadsheet keeps."""
    if type(value) is float:
        return int(value) if value.is_integer() and abs(value) < 1e15 else float(f"{value:.15g}")
    return _lines(value) if type(value) is str else value


def _lines(text: str) -> str | None:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text or None


def _noticed(sheet: Sheet, room: Room) -> Sheet:
    """The sheet with errors found in its texts, and its merged areas filled."""
    errors = sheet.facts.errors
    for row, values in enumerate(sheet.rows):
        for column, value in enumerate(values):
            if type(value) is str and value[0] in "#E" and ERROR.fullmatch(value.strip()):
                errors.setdefault(cell_key(row, column), value.strip())
    width = sheet.width
    for area in sheet.facts.merged:
        bottom, right = min(area.bottom, len(sheet.rows) - 1), min(area.right, width - 1)
        room.take_cells(max(0, bottom - area.top + 1) * max(0, right - area.left + 1), sheet.name)
        _fill(sheet, area, bottom, right)
    return sheet


def _fill(sheet: Sheet, area: Area, bottom: int, right: int) -> None:
    value, error = sheet.value(area.top, area.left), sheet.facts.errors.get(cell_key(area.top, area.left))
    if value is None and error is None:
        return
    for row in range(area.top, bottom + 1):
        cells = sheet.rows[row]
        cells.extend([None] * (right + 1 - len(cells)))
        for column in range(area.left, right + 1):
            if (row, column) != (area.top, area.left):
                cells[column] = value
                sheet.filled.add(cell_key(row, column))
                if error is not None:
                    sheet.facts.errors[cell_key(row, column)] = error


@cache
def letters(column: int) -> str:
    """The letters of a column counted from 0: A, …, Z, AA."""
    return (letters(column // 26 - 1) if column >= 26 else "") + chr(65 + column % 26)


def address(row: int, column: int) -> str:
    """How people call a cell whose row and column are counted from 0: "C5"."""
    return f"{letters(column)}{row + 1}"


def position(cell: str) -> tuple[int, int]:
    """Row and column, counted from 0, of a cell that people call so. Raises ValueError."""
    matched = re.fullmatch(r"([A-Z]{1,3})([1-9]\d{0,6})", cell)
    if matched is None:
        raise ValueError(f"{cell[:20]!r} is no cell such as C5")
    column = 0
    for letter in matched[1]:
        column = column * 26 + ord(letter) - 64
    return int(matched[2]) - 1, column - 1


def place(sheet: str, row: int, column: int) -> str:
    """Where a cell is, in a workbook: "基地!C5"."""
    return f"{sheet}!{address(row, column)}"


def shown(value: Value) -> str:
    """A value as plain text, for people."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value)
