"""Into which parts is a long text cut, so that a page shows one of them and not all?

The cuts follow from the text alone: the same character is always in the same part.
"""

from bisect import bisect_right
from dataclasses import dataclass

from yaomai.archive.engine.text_places import DocumentText

PART_CHARACTERS = 12_000
"""About so long is a part. It ends with a line; a line of more than twice as many is cut."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a part, or what of it is in the part: characters start..end, without the line break."""

    number: int
    start: int
    end: int
    page: int | None  # the page that begins with it


def part_starts(read: DocumentText) -> tuple[int, ...]:
    """The first character of each part; one part when the text is empty."""
    starts, size = [0], len(read.text)
    while True:
        wanted = starts[-1] + PART_CHARACTERS
        if wanted >= size:
            return tuple(starts)
        line = bisect_right(read.lines, wanted - 1)  # the first line that begins at or after `wanted`
        begin = read.lines[line] if line < len(read.lines) else size
        if begin - starts[-1] > 2 * PART_CHARACTERS:
            before = read.lines[line - 1]
            begin = before if starts[-1] < before <= wanted else wanted
        if begin >= size:
            return tuple(starts)
        starts.append(begin)


def part_of(starts: tuple[int, ...], offset: int) -> int:
    """Which part a character is in, from 1."""
    return bisect_right(starts, max(offset, 0))


def lines_of(read: DocumentText, start: int, end: int) -> list[Line]:
    """The lines of the characters start..end."""
    found = []
    number = read.line_of(start)
    page = bisect_right(read.pages, start - 1) if read.pages else 0  # so many pages have begun before
    while True:
        begin = max(read.lines[number - 1], start)
        after = read.lines[number] if number < len(read.lines) else len(read.text)
        stop = min(after, end)
        new_page = None
        while page < len(read.pages) and read.pages[page] < max(stop, begin + 1):
            page += 1
            new_page = page
        words = read.text[begin:stop]
        found.append(Line(number, begin, begin + len(words.rstrip("\r\n\f")), new_page))
        if after >= end or number >= len(read.lines):
            return found
        number += 1
