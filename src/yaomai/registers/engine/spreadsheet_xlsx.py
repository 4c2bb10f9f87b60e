"""What does an .xlsx file (ECMA-376-1, SpreadsheetML) say of its cells besides their values?"""

import posixpath
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO

from yaomai.registers.engine.sheet_facts import Area, Bounds, Package, SheetFacts, cell_key, file_fault, parse

_SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
_BROKEN = (
    zipfile.BadZipFile,
    KeyError,
    EOFError,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    OverflowError,
    ValueError,
)
_PERCENT_FORMATS = {9, 10}  # 18.8.30: the built-in formats 0% and 0.00%


def zip_format(data: bytes) -> str:
    """Which kind of office file a ZIP is: xlsx or ods. Raises InvalidError when it is neither."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" in names or any(name.endswith("/workbook.xml") for name in names):
                return "xlsx"
            if "content.xml" in names and "mimetype" in names:
                with archive.open("mimetype") as part:
                    if part.read(200).decode("ascii", "replace").startswith(_SPREADSHEET):
                        return "ods"
            if "xl/workbook.bin" in names:
                raise file_fault("unreadable", "this is an .xlsb file; save it as .xlsx and send that")
    except _BROKEN as error:
        raise file_fault(
            "damaged", "the file is damaged; open it, save it as .xlsx and send that", str(error)
        ) from None
    raise file_fault(
        "unreadable", "this is no spreadsheet; save the table as .xlsx and send that", ", ".join(sorted(names))
    )


def facts(data: bytes) -> dict[str, SheetFacts]:
    """The facts of each worksheet, by its name. Raises InvalidError."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            package = Package(archive)
            book = _Book()
            workbook = next(name for name in sorted(package.names) if name.endswith("workbook.xml"))
            folder, _, own = workbook.rpartition("/")
            parse(package.chunks(workbook), book.start)
            relations = f"{folder}/_rels/{own}.rels"
            if relations in package.names:
                parse(package.chunks(relations), book.relation)
            styles = _Styles()
            if f"{folder}/styles.xml" in package.names:
                parse(package.chunks(f"{folder}/styles.xml"), styles.start, styles.end)
            found = {}
            for name, relation in book.sheets:
                target = book.targets.get(relation, "")
                part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
                if part in package.names:
                    found[name] = _sheet(package, part, name, styles.percent)
            package.exhaust()
            return found
    except _BROKEN as error:
        raise file_fault(
            "damaged", "the file is damaged; open it, save it as .xlsx and send that", str(error)
        ) from None


def _local(name: str) -> str:
    return name.rpartition(":")[2]


@dataclass(slots=True)
class _Book:
    sheets: list[tuple[str, str]] = field(default_factory=list)
    targets: dict[str, str] = field(default_factory=dict)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "sheet":
            relation = next((value for key, value in attributes.items() if _local(key) == "id" and ":" in key), "")
            self.sheets.append((attributes.get("name", ""), relation))

    def relation(self, name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "Relationship":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")


@dataclass(slots=True)
class _Styles:
    """Which cell formats (indexes into cellXfs, 18.8.10) show a number as percent."""

    percent: set[str] = field(default_factory=set)
    formats: set[int] = field(default_factory=lambda: set(_PERCENT_FORMATS))
    index: int = -1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        if local == "numFmt" and "%" in attributes.get("formatCode", ""):
            self.formats.add(int(attributes.get("numFmtId", "-1")))
        elif local == "cellXfs":
            self.index = 0
        elif local == "xf" and self.index >= 0:
            if int(attributes.get("numFmtId", "0")) in self.formats:
                self.percent.add(str(self.index))
            self.index += 1

    def end(self, name: str) -> None:
        if _local(name) == "cellXfs":
            self.index = -1


def _sheet(package: Package, part: str, name: str, percent: set[str]) -> SheetFacts:
    reader = _SheetReader(Bounds(name), percent)
    parse(package.chunks(part), reader.start, reader.end, reader.text)
    return reader.facts


class _SheetReader:
    """Notes what is said of rows, columns and cells (18.3.1) while the part streams by."""

    def __init__(self, bounds: Bounds, percent: set[str]) -> None:
        self.facts = SheetFacts()
        self._bounds = bounds
        self._percent = percent
        self._columns: dict[str, int] = {}
        self._row = self._column = -1
        self._type = ""
        self._has_formula = self._has_value = False
        self._heard: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = _local(name)
        if name == "c":
            self._cell(attributes)
        elif name in {"v", "is"}:
            self._has_value = True
            self._bounds.add(self._row, self._column)
            if self._type == "e":
                self._heard = []
        elif name == "f":
            self._has_formula = True
            self.facts.computed.add(cell_key(self._row, self._column))
        elif name == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1
            if attributes.get("hidden") in {"1", "true"}:
                self.facts.hidden_rows.add(self._row)
        elif name == "col" and attributes.get("hidden") in {"1", "true"}:
            first, last = int(attributes["min"]), min(int(attributes["max"]), 16_384)
            self.facts.hidden_columns.update(range(first - 1, last))
        elif name == "mergeCell":
            top_left, _, bottom_right = attributes.get("ref", "A1").partition(":")
            self.facts.merged.append(Area(*self._position(top_left), *self._position(bottom_right or top_left)))

    def end(self, name: str) -> None:
        if name == "c" or name.endswith(":c"):
            if self._has_formula and not self._has_value:
                self._bounds.add(self._row, self._column)
                self.facts.errors[cell_key(self._row, self._column)] = "="
        elif self._heard is not None and (name == "v" or name.endswith(":v")):
            self.facts.errors[cell_key(self._row, self._column)] = "".join(self._heard)
            self._heard = None

    def text(self, text: str) -> None:
        if self._heard is not None:
            self._heard.append(text)

    def _cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference:
            letters = reference.rstrip("0123456789")
            column = self._columns.get(letters)
            self._column = self._position(reference)[1] if column is None else column
        else:
            self._column += 1
        self._type = attributes.get("t", "")
        self._has_formula = self._has_value = False
        if attributes.get("s") in self._percent:
            self.facts.percent.add(cell_key(self._row, self._column))

    def _position(self, reference: str) -> tuple[int, int]:
        reference = reference.replace("$", "")
        letters = reference.rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None:
            column = 0
            for letter in letters:
                column = column * 26 + ord(letter) - 64
            column -= 1
            if not 0 <= column < 16_384:
                raise ValueError(f"{reference} is no cell")
            self._columns[letters] = column
        return int(reference[len(letters) :]) - 1, column
