"""What is there to know of the cells of a sheet besides their values, and how much of a file is read at most?"""

import xml.parsers.expat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from yaomai.errors import Finding, InvalidError

CELLS_MAX = 1_500_000
"""So many cells are read of one sheet, those between filled ones included."""
UNPACKED_MAX = 600 * 2**20
"""So many bytes may the parts of a packed file have together."""
PARTS_MAX = 5_000
_CHUNK = 1 << 18


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
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
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
    bottom: int = -1
    right: int = -1
    cells: int = 0

    def add(self, row: int, column: int, cells: int = 1) -> None:
        """A filled cell. Raises InvalidError when the sheet is too large."""
        self.cells += cells
        if row > self.bottom or column > self.right:
            self.bottom, self.right = max(row, self.bottom), max(column, self.right)
            if (self.bottom + 1) * (self.right + 1) > CELLS_MAX:
                self.refuse()
        if self.cells > CELLS_MAX:
            self.refuse()

    def refuse(self) -> None:
        """Raises InvalidError: too large."""
        words = f"a sheet has at most {CELLS_MAX:,} cells; split it, and clear what stands far outside the table"
        raise InvalidError([Finding("registers.file_too_large", self.sheet, words)])


class Package:
    """The parts of a packed file (ZIP), each read as a stream, all together up to UNPACKED_MAX."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._room = UNPACKED_MAX
        self._read: set[str] = set()
        self.names = frozenset(archive.namelist())
        if len(archive.infolist()) > PARTS_MAX:
            raise file_fault("too_large", f"a file has at most {PARTS_MAX} parts", str(len(archive.infolist())))
        if any(part.flag_bits & 1 for part in archive.infolist()):
            raise file_fault("protected", "the file is protected by a password; save it without one")

    def chunks(self, part: str) -> Iterator[bytes]:
        """The bytes of a part, by and by. Raises InvalidError when all read so far is too much, zipfile.BadZipFile, KeyError."""
        self._read.add(part)
        with self._archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                self._room -= len(chunk)
                if self._room < 0:
                    most = UNPACKED_MAX // 2**20
                    raise file_fault("too_large", f"unpacked, a file has at most {most} MiB; this one has more")
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
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (xml.parsers.expat.ExpatError, LookupError) as error:  # LookupError: an encoding that nobody knows
        raise file_fault(
            "damaged", "the file is damaged; open it, save it as .xlsx and send that", str(error)
        ) from None


def _refuse_declarations(*_: object) -> None:
    raise file_fault("damaged", "the file declares entities, which no office program writes; it is not read")
