"""What does an .xlsx file (ECMA-376-1, SpreadsheetML) say of its cells besides their values?"""

import posixpath
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO

from yaomai.registers.engine.sheet_facts import (
    CELLS_MAX,
    LAST_COLUMN,
    LAST_ROW,
    PARTS_MAX,
    SMALL_PART_MAX,
    Area,
    Bounds,
    Package,
    Room,
    SheetFacts,
    cell_key,
    file_fault,
    parse,
)

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
    struct.error,
)
_STYLES_MAX = 100_000
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
        raise file_fault("damaged", f"the file is damaged ({error}); open it, save it as .xlsx and send that") from None
    raise file_fault(
        "unreadable", "this is no spreadsheet; save the table as .xlsx and send that", ", ".join(sorted(names))
    )


def facts(data: bytes, room: Room) -> dict[str, SheetFacts]:
    """The facts of each worksheet, by its name. Raises InvalidError."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            package = Package(archive, data, room)
            book, styles, texts = _Book(), _Styles(), _Texts(room)
            workbook = next(name for name in sorted(package.names, key=_rank) if name.endswith("workbook.xml"))
            folder, _, own = workbook.rpartition("/")
            parse(package.chunks(workbook, SMALL_PART_MAX), book.start)
            relations = f"{folder}/_rels/{own}.rels"
            if relations in package.names:
                parse(package.chunks(relations, SMALL_PART_MAX), book.relation)
            for part in _spelt(package, f"{folder}/styles.xml"):
                parse(package.chunks(part, SMALL_PART_MAX), styles.start, styles.end)
            for part in _spelt(package, f"{folder}/sharedStrings.xml"):
                parse(package.chunks(part), texts.start, None, texts.text)
            found: dict[str, SheetFacts] = {}
            for name, relation in book.sheets:
                for part in _parts(package, folder, book.targets.get(relation, "")):
                    if name in found:
                        raise ValueError(f"two sheets are called {name}, or have one part")
                    found[name] = _sheet(package, part, _SheetReader(Bounds(name, room), styles.percent, texts.lengths))
            package.exhaust()
            return found
    except _BROKEN as error:
        raise file_fault("damaged", f"the file is damaged ({error}); open it, save it as .xlsx and send that") from None


def _rank(name: str) -> tuple[bool, str]:
    return name != "xl/workbook.xml", name


def _spelt(package: Package, part: str) -> list[str]:
    """The part of this name, however its letters are written."""
    return [name for name in package.names if name.lower() == part.lower()]


def _parts(package: Package, folder: str, target: str) -> list[str]:
    """The part that a relation leads to; readers differ in how they understand a path, and all must find the same one."""
    target = target.replace("\\", "/")
    paths = {target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")}
    paths |= {target.lstrip("/"), f"{folder}/{target}", f"{folder}/{target.lstrip('/')}"}
    known = {path.lower() for path in paths}
    found = [name for name in package.names if name.lower() in known]
    if len(found) > 1:
        raise ValueError(f"{target[:80]} can be several parts")
    return found


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _look_at_counts(attributes: dict[str, str]) -> None:
    """Who reads the values sets memory aside for so many texts or styles, and is ended by the system when there is none."""
    for name in ("uniqueCount", "count"):
        if int(attributes.get(name, "0")) > 10 * CELLS_MAX:
            raise ValueError(f"{name} is {attributes[name][:20]}")


@dataclass(slots=True)
class _Book:
    sheets: list[tuple[str, str]] = field(default_factory=list)
    targets: dict[str, str] = field(default_factory=dict)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        _look_at_counts(attributes)
        if _local(name) == "sheet":
            relation = next((value for key, value in attributes.items() if _local(key) == "id" and ":" in key), "")
            self.sheets.append((attributes.get("name", ""), relation))
            if len(self.sheets) > PARTS_MAX:
                raise ValueError(f"more than {PARTS_MAX} sheets")

    def relation(self, name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "Relationship":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")
            if len(self.targets) > 10 * PARTS_MAX:
                raise ValueError("more relations than parts")


@dataclass(slots=True)
class _Styles:
    """Which cell formats (indexes into cellXfs, 18.8.10) show a number as percent."""

    percent: set[str] = field(default_factory=set)
    formats: set[int] = field(default_factory=lambda: set(_PERCENT_FORMATS))
    index: int = -1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        _look_at_counts(attributes)
        local = _local(name)
        if local == "numFmt" and "%" in attributes.get("formatCode", ""):
            self.formats.add(int(attributes.get("numFmtId", "-1")))
            if len(self.formats) > _STYLES_MAX:
                raise ValueError(f"more than {_STYLES_MAX} formats of numbers")
        elif local == "cellXfs":
            self.index = 0
        elif local == "xf" and self.index >= 0:
            if int(attributes.get("numFmtId", "0")) in self.formats:
                self.percent.add(str(self.index))
            self.index += 1
            if self.index > _STYLES_MAX:
                raise ValueError(f"more than {_STYLES_MAX} formats of cells")

    def end(self, name: str) -> None:
        if _local(name) == "cellXfs":
            self.index = -1


@dataclass(slots=True)
class _Texts:
    """How long each text is that cells share (18.4.8), in characters."""

    room: Room
    lengths: list[int] = field(default_factory=list)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        _look_at_counts(attributes)
        if _local(name) == "si":
            self.room.take_text()
            self.lengths.append(0)

    def text(self, text: str) -> None:
        self.room.take_characters(len(text))
        if self.lengths:
            self.lengths[-1] += len(text)


def _sheet(package: Package, part: str, reader: "_SheetReader") -> SheetFacts:
    parse(package.chunks(part), reader.start, reader.end, reader.text)
    return reader.facts


class _SheetReader:
    """Notes what is said of rows, columns and cells (18.3.1) while the part streams by."""

    def __init__(self, bounds: Bounds, percent: set[str], lengths: list[int]) -> None:
        self.facts = SheetFacts()
        self._bounds = bounds
        self._percent = percent
        self._lengths = lengths
        self._columns: dict[str, int] = {}
        self._row = self._column = -1
        self._digits = ""
        self._type = ""
        self._has_formula = self._has_value = self._is_percent = False
        self._heard: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = _local(name)
        if name == "c":
            self._cell(attributes)
        elif name in {"v", "is"}:
            self._has_value = True
            self._bounds.add(self._row, self._column)
            if self._is_percent:
                self.facts.percent.add(cell_key(self._row, self._column))
            if self._type in {"e", "s"}:
                self._heard = []
        elif name == "f":
            if not self._has_formula:
                self._bounds.add(self._row, self._column)
            self._has_formula = True
            self.facts.computed.add(cell_key(self._row, self._column))
        elif name == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            if not 0 <= self._row <= LAST_ROW:
                raise ValueError(f"a row {self._row + 1}")
            self._column, self._digits = -1, str(self._row + 1)
            if attributes.get("hidden") in {"1", "true"} and self.facts.hidden_rows.add(self._row, self._row):
                self._bounds.room.take_fact(self._bounds.sheet)
        elif name == "col" and attributes.get("hidden") in {"1", "true"}:
            first, last = max(int(attributes["min"]) - 1, 0), min(int(attributes["max"]) - 1, LAST_COLUMN)
            if first <= last and self.facts.hidden_columns.add(first, last):
                self._bounds.room.take_fact(self._bounds.sheet)
        elif name == "mergeCells":
            _look_at_counts(attributes)
        elif name == "mergeCell":
            self._bounds.room.take_fact(self._bounds.sheet)
            top_left, _, bottom_right = attributes.get("ref", "A1").partition(":")
            self.facts.merged.append(Area(*self._position(top_left), *self._position(bottom_right or top_left)))

    def end(self, name: str) -> None:
        if name == "c" or name.endswith(":c"):
            if self._has_formula and not self._has_value:
                self.facts.errors[cell_key(self._row, self._column)] = "="
        elif self._heard is not None and (name == "v" or name.endswith(":v")):
            heard, self._heard = "".join(self._heard), None
            if self._type == "e":
                self.facts.errors[cell_key(self._row, self._column)] = heard
            elif (number := int(heard or "-1")) >= 0 and number < len(self._lengths):
                self._bounds.room.take_characters(self._lengths[number])

    def text(self, text: str) -> None:
        self._bounds.room.take_characters(len(text))
        if self._heard is not None:
            self._heard.append(text)

    def _cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference:
            letters = reference.rstrip("0123456789")
            column = self._columns.get(letters)
            if column is None or reference[len(letters) :] != self._digits:
                row, column = self._position(reference)
                if row != self._row:
                    raise ValueError(f"{reference[:20]} stands in row {self._row + 1}")
            self._column = column
        else:
            self._column += 1
        self._type = attributes.get("t", "")
        self._has_formula = self._has_value = False
        self._is_percent = attributes.get("s") in self._percent

    def _position(self, reference: str) -> tuple[int, int]:
        """Row and column, from 0, of a reference such as $C$5 (18.18.7)."""
        matched = _REFERENCE.fullmatch(reference)
        if matched is None:
            raise ValueError(f"{reference[:20]} is no cell")
        column = 0
        for letter in matched[1]:
            column = column * 26 + ord(letter) - 64
        row, column = int(matched[2]) - 1, column - 1
        if not (0 <= row <= LAST_ROW and column <= LAST_COLUMN):
            raise ValueError(f"{reference} is no cell")
        self._columns[matched[1]] = column
        return row, column


_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})", re.ASCII)
