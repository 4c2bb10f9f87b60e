"""What does an .ods file (ISO/IEC 26300, OpenDocument) say of its cells besides their values?"""

import zipfile
from io import BytesIO

from yaomai.registers.engine.sheet_facts import (
    LAST_COLUMN,
    LAST_ROW,
    SMALL_PART_MAX,
    Area,
    Bounds,
    Package,
    Ranges,
    Room,
    SheetFacts,
    cell_key,
    file_fault,
    parse,
)
from yaomai.registers.engine.spreadsheet_xlsx import _BROKEN

_HIDDEN = {"collapse", "filter"}
_FORMATS_MAX = 100_000


def facts(data: bytes, room: Room) -> dict[str, SheetFacts]:
    """The facts of each sheet, by its name. Raises InvalidError."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            package = Package(archive, data, room)
            reader = _ContentReader(room)
            if "META-INF/manifest.xml" in package.names:
                parse(package.chunks("META-INF/manifest.xml", SMALL_PART_MAX), _refuse_encrypted)
            parse(package.chunks("content.xml"), reader.start, reader.end, reader.text)
            package.exhaust()
            return reader.found
    except _BROKEN as error:
        raise file_fault("damaged", f"the file is damaged ({error}); open it, save it as .xlsx and send that") from None


def _refuse_encrypted(name: str, _attributes: dict[str, str]) -> None:
    if name.endswith(":encryption-data"):
        raise file_fault("protected", "the file is protected by a password; save it without one")


class _ContentReader:
    """Notes what is said of sheets, rows, columns and cells (9.1) while the part streams by; repeated ones are counted as often."""

    def __init__(self, room: Room) -> None:
        self.found: dict[str, SheetFacts] = {}
        self._room = room
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._here = SheetFacts()
        self._bounds = Bounds("", room)
        self._row = self._column = self._next_row = self._next_column = self._next_declared = 0
        self._rows = self._cells = 1
        self._is_filled = False
        self._is_cell = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "style:style":
            self._style = attributes.get("style:name", "")
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            self._hidden_styles.add(self._style)
            if len(self._hidden_styles) > _FORMATS_MAX:
                raise ValueError(f"more than {_FORMATS_MAX} styles")
        elif name == "table:table":
            self._table(attributes)
        elif name == "table:table-column":
            first = self._next_declared
            self._next_declared += _count(attributes, "table:number-columns-repeated")
            if attributes.get("table:visibility") in _HIDDEN and first <= LAST_COLUMN:
                self._hide(self._here.hidden_columns, first, min(self._next_declared - 1, LAST_COLUMN))
        elif name == "table:table-row":
            self._rows = _count(attributes, "table:number-rows-repeated")
            self._row, self._next_row = self._next_row, self._next_row + self._rows
            self._next_column = 0
            if attributes.get("table:visibility") in _HIDDEN and self._row <= LAST_ROW:
                self._hide(self._here.hidden_rows, self._row, min(self._next_row - 1, LAST_ROW))
        elif name in _CELLS:
            self._cell(attributes)
        elif name == "text:p":
            self._fill()

    def end(self, name: str) -> None:
        if name in _CELLS:
            self._is_cell = False

    def text(self, text: str) -> None:
        if self._is_cell:
            self._room.take_characters(len(text) * self._rows * self._cells)

    def _table(self, attributes: dict[str, str]) -> None:
        sheet = attributes.get("table:name", "")
        if sheet in self.found:
            raise ValueError(f"two sheets are called {sheet[:80]}")
        is_hidden = attributes.get("table:style-name") in self._hidden_styles
        self._here = self.found[sheet] = SheetFacts(is_hidden=is_hidden)
        self._room.take_fact(sheet)
        self._bounds = Bounds(sheet, self._room)
        self._next_row = self._next_declared = 0

    def _hide(self, which: Ranges, first: int, last: int) -> None:
        if which.add(first, last):
            self._room.take_fact(self._bounds.sheet)

    def _cell(self, attributes: dict[str, str]) -> None:
        self._cells = _count(attributes, "table:number-columns-repeated")
        self._column, self._next_column = self._next_column, self._next_column + self._cells
        self._is_filled, self._is_cell = False, True
        here = cell_key(self._row, self._column)
        for name, value in attributes.items():
            if name.startswith(("office:", "table:formula")):  # with a value, or computed
                self._fill()
                self._room.take_characters(len(value) * self._rows * self._cells)
        if attributes.get("office:value-type") == "percentage":
            self._here.percent.update(here + one for one in range(self._cells))
        if "table:formula" in attributes:
            self._here.computed.add(here)
            if "office:value-type" not in attributes:
                self._here.errors[here] = "="
        if attributes.get("calcext:value-type") == "error":
            self._fill()
            self._here.errors[here] = "#VALUE!"
        down = _count(attributes, "table:number-rows-spanned")
        across = _count(attributes, "table:number-columns-spanned")
        if down > 1 or across > 1:
            self._room.take_fact(self._bounds.sheet)
            self._here.merged.append(Area(self._row, self._column, self._row + down - 1, self._column + across - 1))

    def _fill(self) -> None:
        """The cell has something in it, as often as it is repeated."""
        if not self._is_filled:
            self._is_filled = True
            self._bounds.add(self._next_row - 1, self._next_column - 1, self._rows * self._cells)


_CELLS = {"table:table-cell", "table:covered-table-cell"}


def _count(attributes: dict[str, str], name: str) -> int:
    """How often. Raises ValueError for what is not at least once."""
    count = int(attributes.get(name, "1"))
    if count < 1:
        raise ValueError(f"{name} is {count}")
    return count
