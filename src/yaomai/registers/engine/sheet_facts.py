"""What is there to know of the cells of a sheet besides their values, and how much of a file is read at most?"""

import struct
import xml.parsers.expat
import zipfile
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from yaomai.errors import Finding, InvalidError

CELLS_MAX = 1_500_000
"""So many cells are read of one file, those between filled ones included."""
CHARACTERS_MAX = 200_000_000
"""So many characters may its cells hold together; a text that many cells share counts as often as they do."""
UNPACKED_MAX = 600 * 2**20
"""So many bytes may the parts of a packed file have together."""
SMALL_PART_MAX = 40 * 2**20
"""So many may a part have that is no sheet and no text of cells."""
PARTS_MAX = 5_000
LAST_ROW, LAST_COLUMN = 1_048_575, 16_383
"""Of a sheet, counted from 0 (ECMA-376-1 names no bound; this is Excel's and LibreOffice's)."""
_CHUNK = 1 << 18
_TOKEN_MAX = 1 << 22
_WEIGHT = 10
"""A merged area, or hidden rows or columns that lie together, takes about as much memory as so many cells."""


@dataclass(slots=True)
class Room:
    """How much of one file may be read yet; who reads takes from it first, and gets InvalidError when it is too little."""

    cells: int = field(default_factory=lambda: CELLS_MAX)
    texts: int = field(default_factory=lambda: CELLS_MAX)
    characters: int = field(default_factory=lambda: CHARACTERS_MAX)
    unpacked: int = field(default_factory=lambda: UNPACKED_MAX)

    def take_cells(self, cells: int, sheet: str) -> None:
        """Room for cells of this sheet."""
        self.cells -= cells
        if self.cells < 0:
            words = f"a file has at most {CELLS_MAX:,} cells; split it, and clear what stands far outside the table"
            raise InvalidError([Finding(TOO_LARGE, sheet, words)])

    def take_fact(self, sheet: str) -> None:
        """Room for a merged area or hidden rows or columns."""
        self.take_cells(_WEIGHT, sheet)

    def take_text(self) -> None:
        """Room for one more of the texts that cells share."""
        self.texts -= 1
        if self.texts < 0:
            raise file_fault("too_large", f"a file has at most {CELLS_MAX:,} texts; split it")

    def take_characters(self, characters: int) -> None:
        """Room for what cells hold."""
        self.characters -= characters
        if self.characters < 0:
            raise file_fault("too_large", f"the cells of a file hold at most {CHARACTERS_MAX:,} characters; split it")

    def take_unpacked(self, size: int) -> None:
        """Room for bytes of a packed file."""
        self.unpacked -= size
        if self.unpacked < 0:
            most = UNPACKED_MAX // 2**20
            raise file_fault("too_large", f"unpacked, a file has at most {most} MiB; this one has more")


TOO_LARGE = "registers.file_too_large"


class Ranges:
    """Numbers that lie together mostly, such as those of hidden rows, kept as their first and last ones."""

    def __init__(self) -> None:
        self._ranges: list[tuple[int, int]] = []
        self._is_sorted = True

    def add(self, first: int, last: int) -> bool:
        """Add all from first to last; whether they lie apart from those that were added last."""
        if self._ranges:
            start, end = self._ranges[-1]
            if start <= first <= end + 1:
                self._ranges[-1] = (start, max(end, last))
                return False
            self._is_sorted = self._is_sorted and first > end
        self._ranges.append((first, last))
        return True

    def __contains__(self, number: int) -> bool:
        found = self._sorted()
        at = bisect_right(found, number, key=lambda one: one[0]) - 1
        return at >= 0 and number <= found[at][1]

    def __iter__(self) -> Iterator[int]:
        return (number for first, last in self._sorted() for number in range(first, last + 1))

    def __bool__(self) -> bool:
        return bool(self._ranges)

    def __repr__(self) -> str:
        return f"Ranges({self._sorted()})"

    def _sorted(self) -> list[tuple[int, int]]:
        """In order, none touching another."""
        if not self._is_sorted:
            found, self._ranges, self._is_sorted = sorted(self._ranges), [], True
            for first, last in found:
                self.add(first, last)
        return self._ranges


@dataclass(frozen=True, slots=True)
class Area:
    """A merged area, its corners included; rows and columns counted from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class SheetFacts:
    """Of one sheet: hidden rows and columns (from 0), merged areas, and by `cell_key` which cells are computed, which are shown as
    percent, and which hold an error (`=`: a formula that nobody has computed).
    """

    is_hidden: bool = False
    hidden_rows: Ranges = field(default_factory=Ranges)
    hidden_columns: Ranges = field(default_factory=Ranges)
    merged: list[Area] = field(default_factory=list)
    computed: set[int] = field(default_factory=set)
    percent: set[int] = field(default_factory=set)
    errors: dict[int, str] = field(default_factory=dict)


def cell_key(row: int, column: int) -> int:
    """One number for a cell: a sheet has at most 16,384 columns."""
    return row << 14 | column


def file_fault(code: str, words: str, value: str = "") -> InvalidError:
    """That the file as a whole cannot be read."""
    return InvalidError([Finding(f"registers.file_{code}", "", words, value[:200])])


@dataclass(slots=True)
class Bounds:
    """Counts what is filled of a sheet, and refuses it before it is too much."""

    sheet: str
    room: Room
    bottom: int = -1
    right: int = -1
    cells: int = 0
    _grid: int = 0
    _taken: int = 0

    def add(self, row: int, column: int, cells: int = 1) -> None:
        """A filled cell, the last of so many. Raises InvalidError when there is no room, ValueError where no sheet has cells."""
        self.cells += cells
        if row > self.bottom or column > self.right:
            if row > LAST_ROW or column > LAST_COLUMN:
                raise ValueError(f"a cell in row {row + 1}, column {column + 1}")
            self.bottom, self.right = max(row, self.bottom), max(column, self.right)
            self._grid = (self.bottom + 1) * (self.right + 1)
        more = max(self._grid, self.cells) - self._taken
        if more > 0:
            self._taken += more
            self.room.take_cells(more, self.sheet)


class Package:
    """The parts of a packed file (ZIP), each read as a stream, as long as there is room.

    What is not as the directory of the file says is damaged: who reads it later may believe the one or the other.
    """

    def __init__(self, archive: zipfile.ZipFile, data: bytes, room: Room) -> None:
        parts = archive.infolist()
        if len(parts) > PARTS_MAX:
            raise file_fault("too_large", f"a file has at most {PARTS_MAX} parts", str(len(parts)))
        if any(part.flag_bits & 1 for part in parts):
            raise file_fault("protected", "the file is protected by a password; save it without one")
        self._data = data
        self._room = room
        self._read: set[str] = set()
        self._parts = {part.filename: part for part in parts}
        self.names = frozenset(self._parts)
        if len({name.lower() for name in self.names}) < len(parts):
            raise zipfile.BadZipFile("two parts have one name")

    def chunks(self, part: str, most: int | None = None) -> Iterator[bytes]:
        """The bytes of a part, by and by. Raises InvalidError when there is no room for it or it has more than `most` bytes,
        zipfile.BadZipFile, zlib.error, KeyError.
        """
        self._read.add(part)
        about = self._parts[part]
        size = digest = 0
        for chunk in self._unpacked(about):
            self._room.take_unpacked(len(chunk))
            size += len(chunk)
            if most is not None and size > most:
                raise file_fault("too_large", f"{part} has more than {most // 2**20} MiB", part)
            if size > about.file_size:
                break
            digest = zlib.crc32(chunk, digest)
            yield chunk
        if size != about.file_size or digest != about.CRC:
            raise zipfile.BadZipFile(f"{part} is not what the directory of the file says")

    def _unpacked(self, part: zipfile.ZipInfo) -> Iterator[bytes]:
        """What is packed there (APPNOTE 4.3.7, RFC 1951), to the end of it."""
        if self._data[part.header_offset : part.header_offset + 4] != b"PK\x03\x04":
            raise zipfile.BadZipFile(f"{part.filename} is not where the directory of the file says")
        name, extra = struct.unpack_from("<HH", self._data, part.header_offset + 26)
        start = part.header_offset + 30 + name + extra
        packed = self._data[start : start + part.compress_size]
        if part.compress_type == zipfile.ZIP_STORED:
            yield from (packed[at : at + _CHUNK] for at in range(0, len(packed), _CHUNK))
            return
        if part.compress_type != zipfile.ZIP_DEFLATED:
            raise NotImplementedError(f"{part.filename} is packed in another way than office programs do")
        inflated = zlib.decompressobj(-zlib.MAX_WBITS)
        while not inflated.eof:
            chunk = inflated.decompress(packed, _CHUNK)
            packed = inflated.unconsumed_tail
            if not chunk and not packed and not inflated.eof:
                raise zipfile.BadZipFile(f"{part.filename} ends too soon")
            yield chunk

    def exhaust(self) -> None:
        """Read what was not read yet, so that nobody who reads it later is surprised by its size."""
        for part in sorted(self.names - self._read):
            for _ in self.chunks(part):
                pass


def parse(
    chunks: Iterator[bytes],
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Tell of every element of an XML part. Raises InvalidError when it is no XML or declares what office files never do."""
    parser = xml.parsers.expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_declarations
    parser.EntityDeclHandler = _refuse_declarations
    try:
        fed = 0
        for chunk in chunks:
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > _TOKEN_MAX:
                raise file_fault("damaged", f"the file has a tag or a comment of more than {_TOKEN_MAX} bytes")
        parser.Parse(b"", True)
    except (xml.parsers.expat.ExpatError, LookupError) as error:  # LookupError: an encoding that nobody knows
        raise file_fault("damaged", f"the file is damaged ({error}); open it, save it as .xlsx and send that") from None


def _refuse_declarations(*_: object) -> None:
    raise file_fault("damaged", "the file declares entities, which no office program writes; it is not read")
