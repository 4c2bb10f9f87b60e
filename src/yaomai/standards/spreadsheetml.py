"""How are tables written as an Office Open XML workbook (.xlsx)?

ECMA-376 part 1 (ISO/IEC 29500-1), SpreadsheetML: section 18.2 workbooks, 18.3 worksheets, 18.8 styles; part 2: the
package, a ZIP archive. Rows are written as they come, so that a hundred thousand need no more memory than their
compressed text; text stands inline in its cell (18.3.1.53), which a shared table of strings would not let a stream do.
The same tables give the same bytes.
"""

import io
import itertools
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape, quoteattr

ROWS_MAX = 1_048_576
"""So many rows has a sheet at most (the limit of the programs that read it), its heading included."""
DIGITS_MAX = 15
"""A number cell is an IEEE 754 double when read: what has more digits is written as text, digit by digit."""

Cell = str | Decimal | int
Run = tuple[Cell, ...]
"""Cells beside each other that stand so in many rows: a tuple in the place of a cell is as many cells, and is put together once."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PACKAGE_TYPES = "application/vnd.openxmlformats-package"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_HEADING, _TEXT = 1, 2  # cell formats of styles.xml
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFE8EEF0"/></patternFill></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'  # 49: "@", text
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_CHUNK = 16_384  # so many pieces are put together before they are compressed
_CACHED = 100_000
_CELL_CHARACTERS_MAX = 32_767
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP archive can say: the same tables give the same bytes


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: `about`, lines of a label and a text, above; then a table with a heading of (title, width in characters).

    The heading stays in sight when there is nothing above it, and can be filtered by. A text is always text, never a formula.
    """

    name: str
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Cell | Run]]
    about: Sequence[tuple[str, str]] = ()


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The .xlsx file of these sheets. Rows beyond ROWS_MAX are not read."""
    return b"".join(stream(sheets))


def stream(sheets: Sequence[Sheet]) -> Iterator[bytes]:
    """The same workbook as it grows, for a receiver who shall not wait for the last row; rows are read as they are written."""
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED, compresslevel=2) as package:
        filters = []
        for number, sheet in enumerate(sheets, start=1):
            with package.open(_entry(f"xl/worksheets/sheet{number}.xml"), "w") as part:
                written = _Worksheet(sheet)
                for piece in written.pieces():
                    part.write(piece)
                    if outlet.waiting:
                        yield outlet.taken()
                filters.append(written.cells)
        for path, text in _frame(sheets, filters).items():
            package.writestr(_entry(path), text)
    yield outlet.taken()


class _Outlet(io.RawIOBase):
    """Where a package is written that is sent away as it grows: what was taken is kept no longer."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self.waiting.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """What was written since the last time."""
        data = b"".join(self.waiting)
        self.waiting.clear()
        return data


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, _FIRST_DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


class _Worksheet:
    """A worksheet piece by piece; afterwards `cells` are those of its table, such as `$A$1:$L$100001`."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.top = len(sheet.about) + 2 if sheet.about else 1
        self.last = self.top

    @property
    def cells(self) -> str:
        return f"$A${self.top}:${_column(len(self.sheet.columns))}${self.last}"

    def pieces(self) -> Iterator[bytes]:
        yield self._head().encode()
        yield from self._rows()
        end = _column(len(self.sheet.columns))
        yield f'</sheetData><autoFilter ref="A{self.top}:{end}{self.last}"/></worksheet>'.encode()

    def _head(self) -> str:
        sheet = self.sheet
        views = '<sheetView workbookViewId="0"/>'
        if self.top == 1:
            views = (
                '<sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
                '<selection pane="bottomLeft"/></sheetView>'
            )
        widths = "".join(
            f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
            for number, (_, width) in enumerate(sheet.columns, start=1)
        )
        cols = f"<cols>{widths}</cols>" if widths else ""
        about = "".join(
            f'<row r="{number}">{_text(label, _HEADING)}{_text(value, _TEXT)}</row>'
            for number, (label, value) in enumerate(sheet.about, start=1)
        )
        heading = "".join(_text(title, _HEADING) for title, _ in sheet.columns)
        head = f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews>{views}</sheetViews>{cols}<sheetData>'
        return f'{head}{about}<row r="{self.top}">{heading}</row>'

    def _rows(self) -> Iterator[bytes]:
        """The rows below the heading."""
        texts: dict[str, str] = {}  # most texts and runs of a table stand in it many times
        runs: dict[Run, str] = {}
        waiting: list[str] = []
        for row in itertools.islice(self.sheet.rows, ROWS_MAX - self.top):
            self.last += 1
            waiting.append(f'<row r="{self.last}">')
            for cell in row:
                if isinstance(cell, str):
                    written = texts.get(cell) or _text(cell, _TEXT)
                    if len(texts) < _CACHED:
                        texts[cell] = written
                elif isinstance(cell, tuple):
                    written = runs.get(cell) or "".join(map(_cell, cell))
                    if len(runs) < _CACHED:
                        runs[cell] = written
                else:
                    written = _number(cell)
                waiting.append(written)
            waiting.append("</row>")
            if len(waiting) > _CHUNK:
                yield "".join(waiting).encode()
                waiting.clear()
        yield "".join(waiting).encode()


def _cell(value: Cell) -> str:
    return _text(value, _TEXT) if isinstance(value, str) else _number(value)


def _text(value: str, style: int) -> str:
    if not value:
        return "<c/>"
    if _UNWRITABLE.search(value):  # what XML 1.0 has no character for: 22.9.2.19 (ST_Xstring)
        value = _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", value)
    value = value[:_CELL_CHARACTERS_MAX]
    space = ' xml:space="preserve"' if value != value.strip() else ""
    return f'<c t="inlineStr" s="{style}"><is><t{space}>{escape(value)}</t></is></c>'


def _number(value: Decimal | int) -> str:
    exact = Decimal(value)
    if not exact.is_finite() or len(exact.normalize().as_tuple().digits) > DIGITS_MAX:
        return _text(format(exact, "f") if exact.is_finite() else str(exact), _TEXT)
    return f"<c><v>{exact}</v></c>"


def _column(number: int) -> str:
    """The letters of a column: A, B … Z, AA …"""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _frame(sheets: Sequence[Sheet], filters: Sequence[str]) -> dict[str, str]:
    """The parts of the package beside the worksheets: by path, the text."""
    numbers = range(1, len(sheets) + 1)
    kinds = {"workbook.xml": "sheet.main", "styles.xml": "styles"}
    kinds |= {f"worksheets/sheet{number}.xml": "worksheet" for number in numbers}
    overrides = "".join(
        f'<Override PartName="/xl/{path}" ContentType="{_TYPES}.{kind}+xml"/>' for path, kind in kinds.items()
    )
    named = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, sheet in zip(numbers, sheets, strict=True)
    )
    tables = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{index}" hidden="1">{_quoted(sheet.name)}!{cells}</definedName>'
        for index, (sheet, cells) in enumerate(zip(sheets, filters, strict=True))
    )
    worksheets = "".join(_relation(number, "worksheet", f"worksheets/sheet{number}.xml") for number in numbers)
    types = (
        f'<Default Extension="rels" ContentType="{_PACKAGE_TYPES}.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}'
    )
    relations = f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{{}}</Relationships>'
    book = f"<sheets>{named}</sheets><definedNames>{tables}</definedNames>"
    return {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">{types}</Types>',
        "_rels/.rels": relations.format(_relation(1, "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">{book}</workbook>',
        "xl/_rels/workbook.xml.rels": relations.format(worksheets + _relation(len(sheets) + 1, "styles", "styles.xml")),
        "xl/styles.xml": _STYLES,
    }


def _relation(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'


def _quoted(name: str) -> str:
    """A sheet's name in a formula."""
    return escape("'" + name.replace("'", "''") + "'")
