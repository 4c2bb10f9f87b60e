"""What does a text say once printing is taken off it, and where in the raw text does each character stand?

Characters in their plainest form, sentences whole (no line breaks, stray blanks, page numbers, contents), rows of tables
with one tab between cells, paragraphs parted by one line break."""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from yaomai.planning.engine.reading.characters import alike, settled
from yaomai.planning.engine.reading.headings import Outline, run_in_heading
from yaomai.planning.engine.reading.lines import Line, cell_gaps, continues, full_width, lines_of


@dataclass(frozen=True, slots=True)
class Sentence:
    """Characters start..end of `Plain.text`; lines of the raw text from 1; the headings above it, outermost first.

    paragraph: its number in the text, from 0. is_heading: it is a heading itself. is_row: a row of a table, cells
    parted by tabs.
    """

    start: int
    end: int
    line_start: int
    line_end: int
    headings: tuple[str, ...]
    text: str
    paragraph: int = 0
    is_heading: bool = False
    is_row: bool = False


@dataclass(frozen=True)
class Plain:
    """A text as it is read. origin: for each character of `text` its offset in the raw text, and one more for the end.

    source: the raw text.
    """

    text: str
    origin: Sequence[int]
    sentences: tuple[Sentence, ...]
    source: str

    def at(self, raw_offset: int) -> int:
        """The offset in `text` of the first character that stands at or after `raw_offset` of the raw text."""
        return min(bisect_left(self.origin, raw_offset), len(self.text))

    def raw(self, start: int, end: int) -> tuple[int, int]:
        """Where the characters start..end of `text` stand in the raw text: start, and end exclusive."""
        if end <= start:
            return self.origin[start], self.origin[start]
        return self.origin[start], self.origin[end - 1] + 1

    def printed(self, start: int, end: int) -> str:
        """The characters start..end of `text` as they are printed, line breaks taken out."""
        begin, stop = self.raw(start, end)
        return "".join(self.source[begin:stop].splitlines())

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence that holds the character `offset` of `text` (the last before it, when it stands between two)."""
        return self.sentences[max(0, bisect_right(self._starts, offset) - 1)]


# also those that were left over from a web page
_BLANKS = re.compile(r"(?:[ \t\u3000\x00]|&(?:nbsp|ensp|emsp|thinsp)；)+")
_YEAR_AFTER = re.compile(r"(?:19|20)\d\d(?!\d)")
_YEAR_BEFORE = re.compile(r"(?<!\d)(?:19|20)\d\d$")
_SENTENCE = re.compile(r"[^\n。！？]*(?:[。！？]+[”’」』）]*|\n|$)")


# A sentence of more characters than anybody writes is cut at a comma: what reads it need not be linear.
_LONGEST = 1500


def plain(text: str) -> Plain:
    """`text` (as it was kept) without its printing. Any text, also none, can be read."""
    same = alike(text)
    kept, origin = _joined(same)
    said = settled(kept)
    starts = _line_starts(text)
    return Plain(said, origin, tuple(_sentences(said, origin, starts)), text)


def _joined(same: str) -> tuple[str, "array[int]"]:
    """The lines of `same` put together to paragraphs, and the offset that each character had."""
    pieces: list[str] = []
    origin: array[int] = array("q")
    lines = lines_of(same)
    width = full_width(lines)
    previous: Line | None = None
    for line in lines:
        if previous is not None and not continues(previous, line, width):
            pieces.append("\n")
            origin.append(previous.end)
        _add_line(line, pieces, origin)
        previous = line
    origin.append(len(same))
    return "".join(pieces), origin


def _add_line(line: Line, pieces: list[str], origin: "array[int]") -> None:
    words, position = line.text, 0
    gaps = _row_gaps(words) if line.kind == "row" else _text_gaps(words)
    for begin, end, instead in gaps:
        pieces.append(words[position:begin])
        origin.extend(range(line.start + position, line.start + begin))
        if instead:
            pieces.append(instead)
            origin.append(line.start + begin)
        position = end
    pieces.append(words[position:])
    origin.extend(range(line.start + position, line.end))


def _row_gaps(words: str) -> Iterator[tuple[int, int, str]]:
    for begin, end in cell_gaps(words):
        yield begin, end, "\t"


def _text_gaps(words: str) -> Iterator[tuple[int, int, str]]:
    """Blanks inside a line: none is left but between two Latin words or numbers; a gap after a full stop parts paragraphs."""
    for match in _BLANKS.finditer(words):
        begin, end = match.span()
        if begin == 0 or end == len(words):
            yield begin, end, ""
        elif words[begin - 1] in "。；！？" and words.startswith("\u3000\u3000", begin):
            yield begin, end, "\n"
        elif _is_latin(words[begin - 1]) and _is_latin(words[end]) and "\x00" not in match.group():
            yield begin, end, "" if _is_inside_number(words, begin, end) else " "
        else:
            yield begin, end, ""


def _is_inside_number(words: str, begin: int, end: int) -> bool:
    """Whether a blank parts the digits of one number (1 000亿元, 8 00万亩): neither side is a year."""
    if not (words[begin - 1].isdigit() and words[end].isdigit()) or end - begin > 1:
        return False
    return _YEAR_AFTER.match(words, end) is None and _YEAR_BEFORE.search(words, max(0, begin - 5), begin) is None


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _line_starts(text: str) -> "array[int]":
    starts: array[int] = array("q", [0])
    starts.extend(match.end() for match in re.finditer("\n", text))
    return starts


def _sentences(said: str, origin: Sequence[int], starts: Sequence[int]) -> Iterator[Sentence]:
    outline = Outline()
    paragraph = 0
    at = 0
    for words in said.split("\n"):
        end = at + len(words)
        if words:
            is_row = "\t" in words
            head = 0 if is_row else run_in_heading(words)
            path = outline.enter(words, head) if not is_row else outline.path
            for begin, stop in _parts(words, head):
                first, last = at + begin, at + stop
                is_heading = bool(head) and begin == 0 and stop <= head
                yield Sentence(
                    first,
                    last,
                    bisect_right(starts, origin[first]),
                    bisect_right(starts, origin[last - 1]),
                    path[:-1] if is_heading else path,
                    said[first:last],
                    paragraph,
                    is_heading,
                    is_row,
                )
            paragraph += 1
        at = end + 1


def _parts(words: str, head: int) -> Iterator[tuple[int, int]]:
    position = 0
    if head:
        yield 0, head
        position = head
    while position < len(words):
        match = _SENTENCE.match(words, position)
        stop = match.end() if match is not None and match.end() > position else len(words)
        while stop - position > _LONGEST:
            cut = (
                max(words.rfind(mark, position, position + _LONGEST) for mark in "；，、\t ") + 1 or position + _LONGEST
            )
            yield position, cut
            position = cut
        yield position, stop
        position = stop
