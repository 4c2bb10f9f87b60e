"""How does the text of a plan stand on the reading page: its lines as they are in the file, with each figure marked in place?"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from yaomai.archive.engine.text_places import DocumentText

PART_CHARACTERS = 60_000
"""So much of a text stands on one page; longer ones are in parts."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure in the text: its characters and its state."""

    start: int
    end: int
    state: str

    @property
    def at(self) -> str:
        """Its name in addresses."""
        return f"{self.start}-{self.end}"

    @property
    def code(self) -> str:
        """Its state in the glossary."""
        return f"reading_{self.state}"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a line. mark: the figure that they are (part of). is_first: whether the mark begins here."""

    words: str
    mark: Mark | None = None
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file, from 1; start: its first character. page: the page that begins with it, None for others."""

    number: int
    start: int
    pieces: tuple[Piece, ...]
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a text: which (from 0) of how many, its characters, its lines."""

    number: int
    count: int
    start: int
    end: int
    lines: tuple[Line, ...]


def part_bounds(text: DocumentText, characters: int = PART_CHARACTERS) -> list[tuple[int, int]]:
    """Where the parts of a text begin and end: whole lines, about so many characters each."""
    length = len(text.text)
    bounds: list[tuple[int, int]] = []
    start = 0
    while start < length:
        index = bisect_right(text.lines, start + characters) - 1
        end = length if start + characters >= length else text.lines[index]
        if end <= start:  # one line longer than a part
            end = text.lines[index + 1] if index + 1 < len(text.lines) else length
        bounds.append((start, end))
        start = end
    return bounds or [(0, 0)]


def part_of(text: DocumentText, marks: Sequence[Mark], number: int) -> Part:
    """One part of the text with its marks. Of marks that overlap only the first stands in the text; all are in the list.

    `number`: from 0; one that is not there is the nearest that is.
    """
    bounds = part_bounds(text)
    number = min(max(number, 0), len(bounds) - 1)
    start, end = bounds[number]
    shown = _apart(one for one in sorted(marks, key=lambda one: (one.start, -one.end)) if start <= one.start < end)
    first, last = bisect_left(text.lines, start), bisect_left(text.lines, end)
    pages = {page: index for index, page in enumerate(text.pages, 1)}
    lines = []
    for index in range(first, last):
        begin = text.lines[index]
        finish = text.lines[index + 1] if index + 1 < len(text.lines) else len(text.text)
        page = next((pages[one] for one in text.pages if begin <= one < finish), None) if text.pages else None
        lines.append(Line(index + 1, begin, _pieces(text.text, begin, finish, shown), page))
    return Part(number, len(bounds), start, end, tuple(lines))


def part_with(text: DocumentText, offset: int) -> int:
    """The part in which a character stands."""
    return max(bisect_right([start for start, _ in part_bounds(text)], offset) - 1, 0)


def _apart(marks: Iterable[Mark]) -> list[Mark]:
    kept: list[Mark] = []
    for one in marks:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _pieces(text: str, begin: int, finish: int, marks: Sequence[Mark]) -> tuple[Piece, ...]:
    """The line in pieces; none for a line of blanks."""
    if not text[begin:finish].strip():
        return ()
    finish_words = len(text[begin:finish].rstrip("\r\n\f")) + begin
    pieces: list[Piece] = []
    at = begin
    index = max(bisect_right(marks, begin, key=lambda one: one.end), 0)
    while index < len(marks) and marks[index].start < finish_words:
        one = marks[index]
        start, end = max(one.start, begin), min(one.end, finish_words)
        if start > at:
            pieces.append(Piece(text[at:start]))
        if end > start:
            pieces.append(Piece(text[start:end], one, is_first=start == one.start))
        at = max(at, end)
        index += 1
    if at < finish_words:
        pieces.append(Piece(text[at:finish_words]))
    return tuple(pieces)
