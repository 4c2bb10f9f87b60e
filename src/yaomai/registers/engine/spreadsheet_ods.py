"""What does an .ods file (ISO/IEC 26300, OpenDocument) say of its cells besides their values?"""

import zipfile
from io import BytesIO

from yaomai.registers.engine.sheet_facts import Area, Bounds, Package, SheetFacts, cell_key, file_fault, parse
from yaomai.registers.engine.spreadsheet_xlsx import _BROKEN

_HIDDEN = {"collapse", "filter"}
_LAST_ROW, _LAST_COLUMN = 1_048_575, 16_383


def facts(data: bytes) -> dict[str, SheetFacts]:
    """The facts of each sheet, by its name. Raises InvalidError."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            package = Package(archive)
            reader = _ContentReader()
            if "META-INF/manifest.xml" in package.names:
                parse(package.chunks("META-INF/manifest.xml"), _refuse_encrypted)
            parse(package.chunks("content.xml"), reader.start)
            package.exhaust()
            return reader.found
    except _BROKEN as error:
        raise file_fault(
            "damaged", "the file is damaged; open it, save it as .xlsx and send that", str(error)
        ) from None


def _refuse_encrypted(name: str, _attributes: dict[str, str]) -> None:
    if name.endswith(":encryption-data"):
        raise file_fault("protected", "the file is protected by a password; save it without one")


class _ContentReader:
    """Notes what is said of sheets, rows, columns and cells (9.1) while the part streams by; repeated ones are counted as often."""

    def __init__(self) -> None:
        self.found: dict[str, SheetFacts] = {}
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._depth_row = -1
        self._here = SheetFacts()
        self._bounds = Bounds("")
        self._row = self._column = self._next_row = self._next_column = self._declared = 0
        self._rows = self._cells = 1
        self._row_is_counted = True

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "style:style":
            self._style = attributes.get("style:name", "")
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            self._hidden_styles.add(self._style)
        elif name == "table:table":
            sheet = attributes.get("table:name", "")
            self._here = self.found[sheet] = SheetFacts(
                is_hidden=attributes.get("table:style-name") in self._hidden_styles
            )
            self._bounds = Bounds(sheet)
            self._next_row = self._declared = 0
        elif name == "table:table-column":
            count = min(int(attributes.get("table:number-columns-repeated", "1")), _LAST_COLUMN + 1)
            if attributes.get("table:visibility") in _HIDDEN:
                self._here.hidden_columns.update(range(self._declared, min(self._declared + count, _LAST_COLUMN + 1)))
            self._declared += count
        elif name == "table:table-row":
            self._rows = int(attributes.get("table:number-rows-repeated", "1"))
            self._row, self._next_row = self._next_row, self._next_row + self._rows
            self._next_column = 0
            if attributes.get("table:visibility") in _HIDDEN and self._rows < 100_000:
                self._here.hidden_rows.update(range(self._row, self._next_row))
        elif name in {"table:table-cell", "table:covered-table-cell"}:
            self._cell(attributes)
        elif name == "text:p":
            self._fill()

    def _cell(self, attributes: dict[str, str]) -> None:
        self._cells = int(attributes.get("table:number-columns-repeated", "1"))
        self._column, self._next_column = self._next_column, self._next_column + self._cells
        here = cell_key(self._row, self._column)
        if "office:value-type" in attributes:
            self._fill()
            if attributes["office:value-type"] == "percentage":
                self._here.percent.update(here + one for one in range(self._cells))
        if "table:formula" in attributes:
            self._here.computed.add(here)
            if "office:value-type" not in attributes:
                self._here.errors[here] = "="
        if attributes.get("calcext:value-type") == "error":
            self._here.errors[here] = "#VALUE!"
        down = int(attributes.get("table:number-rows-spanned", "1"))
        across = int(attributes.get("table:number-columns-spanned", "1"))
        if down > 1 or across > 1:
            self._here.merged.append(Area(self._row, self._column, self._row + down - 1, self._column + across - 1))

    def _fill(self) -> None:
        """The cell has something in it, as often as it is repeated."""
        self._bounds.add(
            min(self._next_row, _LAST_ROW) - 1, min(self._next_column, _LAST_COLUMN) - 1, self._rows * self._cells
        )
