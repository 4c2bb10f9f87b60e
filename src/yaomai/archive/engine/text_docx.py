"""What does a .docx file (ECMA-376-1, WordprocessingML) say, paragraph by paragraph?

A paragraph is a line, a row of a table too (its cells parted by tabs). Left out is what the printed page would not show: deleted
and hidden text, comments, fallbacks of drawings; and the heads and feet of pages. Notes stand at the end. Sizes are bounded before
anything is unpacked; nobody but this reader reads the file, so what it does not open does not matter.
"""

import posixpath
import xml.parsers.expat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO

from yaomai.archive.engine.text_faults import refusal, text_fault
from yaomai.archive.engine.text_places import CHARACTERS_MAX, DocumentText, document_text, too_long
from yaomai.errors import Finding

READER = "docx/1"
PART_BYTES_MAX = 80 * 2**20
"""So many bytes may the unpacked text of a document have, marks included."""
SMALL_PART_MAX = 2**20
PARTS_MAX = 20_000
DEPTH_MAX = 400
_TOKEN_MAX = 1 << 22
_CHUNK = 1 << 18
_DAMAGED = "the file is damaged; open it in Word or WPS, save it as .docx anew and send that"
_BROKEN = (zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError, OSError, RuntimeError, ValueError)
_WORDS = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_MATH = ("http://schemas.openxmlformats.org/officeDocument/2006/math", "http://purl.oclc.org/ooxml/officeDocument/math")
_FALLBACK = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
_OFF = frozenset({"0", "false", "off"})


def read_docx(data: bytes) -> DocumentText:
    """The text of a .docx file. Raises InvalidError when none can be read."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = {part.filename: part for part in archive.infolist()}
            if len(parts) > PARTS_MAX:
                raise refusal("too_large", f"a document has at most {PARTS_MAX:,} parts", value=str(len(parts)))
            if any(part.flag_bits & 1 for part in parts.values()):
                raise refusal("protected", "the file is protected by a password; save it without one and send that")
            if "xl/workbook.xml" in parts:
                raise refusal("spreadsheet", "this is a spreadsheet; import it as statistics or into a register")
            main = _main_part(archive, frozenset(parts))
            if main not in parts:
                raise refusal(
                    "unreadable", "this is no Word document; save it as .docx, PDF or TXT", value=", ".join(parts)
                )
            writer = _Writer()
            for part in (main, *_notes(main)):
                if part in parts:
                    parse_xml(_chunks(archive, part, PART_BYTES_MAX), writer.start, writer.end, writer.characters)
    except _BROKEN as error:
        raise refusal("damaged", _DAMAGED, value=str(error)) from None
    text = "".join(writer.lines)
    if not text.strip():
        raise refusal("empty", "the document holds no words (perhaps pictures only); send one with its text")
    return document_text(text, reader=READER, faults=writer.faults())


def _main_part(archive: zipfile.ZipFile, names: frozenset[str]) -> str:
    """The part that holds the text (ECMA-376-2, 9.3: the package's relation officeDocument)."""
    found: list[str] = []

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name.endswith("Relationship") and attributes.get("Type", "").endswith("/officeDocument"):
            found.append(posixpath.normpath(attributes.get("Target", "").lstrip("/")))

    if "_rels/.rels" in names:
        parse_xml(_chunks(archive, "_rels/.rels", SMALL_PART_MAX), relation)
    return next((one for one in found if one in names and one.endswith(".xml")), "word/document.xml")


def _notes(main: str) -> tuple[str, ...]:
    folder = posixpath.dirname(main)
    return tuple(posixpath.join(folder, name) for name in ("footnotes.xml", "endnotes.xml"))


def _chunks(archive: zipfile.ZipFile, part: str, most: int) -> Iterator[bytes]:
    """A part as it is unpacked, by and by; not more than `most` bytes."""
    size = 0
    with archive.open(part) as unpacked:
        while chunk := unpacked.read(_CHUNK):
            size += len(chunk)
            if size > most:
                words = (
                    f"unpacked, {part} has more than {most // 2**20} MiB; a document is not that long: nothing is read"
                )
                raise refusal("too_large", words, value=part)
            yield chunk


def parse_xml(
    chunks: Iterator[bytes],
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    characters: Callable[[str], None] | None = None,
) -> None:
    """Tell of every element, by namespace, a blank and its name. Raises InvalidError when it is no XML or declares entities."""
    parser = xml.parsers.expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = _refuse_declarations
    parser.EntityDeclHandler = _refuse_declarations
    fed = 0
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > _TOKEN_MAX:
                raise refusal("damaged", f"the file has a tag of more than {_TOKEN_MAX} bytes: {_DAMAGED}")
        parser.Parse(b"", True)
    except (xml.parsers.expat.ExpatError, LookupError) as error:  # LookupError: an encoding that nobody knows
        raise refusal("damaged", _DAMAGED, value=str(error)) from None


def _refuse_declarations(*_: object) -> None:
    raise refusal("damaged", f"the file declares entities, which no office program writes: {_DAMAGED}")


class _Writer:
    """Writes lines while the elements stream by."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._rows: list[list[str]] = []  # the cells of the rows that are open: a table may stand in a cell
        self._cells: list[list[str]] = []  # the paragraphs of the cells that are open
        self._paragraphs: list[list[str]] = []  # those that are open: a text box stands within another paragraph
        self._boxes: list[str] = []
        self._held = ""  # of a paragraph whose end was deleted: it goes on with the next one
        self._path: list[str] = []
        self._skipped_from = 0  # so deep stands the element that is left out; 0: none is
        self._is_text = self._is_hidden = self._is_joined = False
        self._deletions = self._insertions = self._length = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        self._path.append(local)
        if len(self._path) > DEPTH_MAX:
            raise refusal("damaged", f"elements stand more than {DEPTH_MAX} deep in each other: {_DAMAGED}")
        if self._skipped_from:
            return
        if name == _FALLBACK:
            self._skipped_from = len(self._path)
        elif namespace in _WORDS:
            self._word_start(local, attributes)
        elif namespace in _MATH and local == "t":
            self._is_text = True

    def _word_start(self, local: str, attributes: dict[str, str]) -> None:
        within = self._path[-2] if len(self._path) > 1 else ""
        if local in {"del", "moveFrom"}:
            if within == "rPr" and "pPr" in self._path[-4:]:
                self._is_joined = True  # the end of the paragraph is what was deleted (17.13.5.15)
            self._deletions += 1
            self._skipped_from = len(self._path)
        elif local in {"ins", "moveTo"}:
            self._insertions += 1
        elif local == "rt":  # how a character is pronounced
            self._skipped_from = len(self._path)
        elif local == "p":
            self._paragraphs.append([])
        elif local == "r":
            self._is_hidden = False
        elif local == "vanish" and "r" in self._path[-3:]:
            self._is_hidden = _value(attributes, "val") not in _OFF
        elif local == "t":
            self._is_text = True
        elif local in _SIGNS and within == "r":
            self._add(_SIGNS[local])
        elif local == "sym":
            self._add(_symbol(_value(attributes, "char")))
        elif local == "tr":
            self._rows.append([])
        elif local == "tc":
            self._cells.append([])

    def end(self, name: str) -> None:
        depth, local = len(self._path), self._path.pop()
        if self._skipped_from:
            if depth == self._skipped_from:
                self._skipped_from = 0
            return
        namespace = name.rpartition(" ")[0]
        if local == "t":
            self._is_text = False
        elif namespace not in _WORDS:
            return
        elif local == "p" and self._paragraphs:
            self._end_paragraph()
        elif local == "tc" and self._cells and self._rows:
            self._rows[-1].append(" ".join(filter(None, self._cells.pop())))
        elif local == "tr" and self._rows:
            cells = self._rows.pop()
            if any(cells):
                self._line("\t".join(cells))

    def characters(self, text: str) -> None:
        if self._is_text and not self._skipped_from:
            self._add(text)

    def _add(self, text: str) -> None:
        if self._paragraphs and not self._is_hidden:
            self._paragraphs[-1].append(text)

    def _end_paragraph(self) -> None:
        words = self._held + "".join(self._paragraphs.pop())
        self._held = ""
        if self._is_joined:
            self._is_joined, self._held = False, words
            return
        if self._paragraphs:  # of a text box: it is told after the paragraph that it stands in
            self._boxes.append(words)
            return
        self._line(words)
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self._line(box)

    def _line(self, words: str) -> None:
        if self._cells:
            self._cells[-1].append(" ".join(words.split("\n")))
        else:
            self._length += len(words) + 1
            if self._length > CHARACTERS_MAX:
                raise too_long(self._length)
            self.lines.append(words + "\n")

    def faults(self) -> list[Finding]:
        """What is to be known of this text."""
        if not self._deletions and not self._insertions:
            return []
        words = (
            f"the file holds changes that nobody accepted yet: {self._deletions} deletions are left out, {self._insertions}"
            " insertions are read as text; make sure that this is the version that is meant"
        )
        return [text_fault("tracked_changes", words, value=f"{self._deletions}+{self._insertions}")]


_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}


def _value(attributes: dict[str, str], name: str) -> str:
    return next((value for key, value in attributes.items() if key.rpartition(" ")[2] == name), "")


def _symbol(code: str) -> str:
    """The character of a symbol (17.3.3.30), which is mostly one for private use, as its font has it."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    return chr(number) if 0x20 <= number < 0xD800 or 0xE000 <= number < 0x110000 else ""
