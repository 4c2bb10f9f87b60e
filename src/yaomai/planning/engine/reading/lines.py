"""Which printed lines of a text are paragraphs, broken sentences, rows of a table, page furniture?"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from yaomai.planning.engine.reading.characters import UNKNOWN

_CHINESE = "一二三四五六七八九十"
MARK = re.compile(
    rf"(?:第[{_CHINESE}百\d]{{1,4}}[章节篇](?![产业])|第[{_CHINESE}]{{1,3}}部分"
    rf"|[{_CHINESE}]{{1,3}}[、．.](?=\S)|（[{_CHINESE}]{{1,3}}）|\d{{1,2}}[.、\ufffc](?!\d)|（\d{{1,2}}）|[①-⑳]|\d{{1,2}}）"
    r"|\d{1,2}(?:\.\d{1,2}){1,3}\s+(?=[\u4e00-\u9fff])(?![万亿元亩吨个家户种倍人公平])|专栏|专题\d|-{2,}|—{2,}|附件|附表|表\s?\d)"
)
_PAGE_NUMBER = re.compile(r"[-—_·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/，,]?\s*共\s*\d{1,4}\s*页)?[-—_·\s]*")
_BARE_PAGE_NUMBER = re.compile(r"\d{1,4}")
_BEGINS_WITH_UNIT = re.compile(r"[十百千]?[万亿]|元|亩|吨|家|户|个|种|%")
_CELL = re.compile(
    r"[\d.,%\[\]≥≤<>]{1,12}|[十百千万亿]*(?:元|亩|吨|家|户|个|种|%|人|名|项|件|张|所|公斤)|预期性|约束性|—|-{1,2}"
)
_CONTENTS = re.compile(r"(?:[.…·•\ufffc。]\s?){4,}\s*[（(]?\d{1,4}[)）]?\s*$|\.{6,}|…{3,}")
_CELL_GAP = re.compile(r"[ \u3000]*\t[ \u3000]*|\s*\|\s*|(?<=\S) {2,}(?=\S)|(?<=\S)\u3000+ *(?=\S)")
_SHORTEST, _LONGEST_LINE = 8, 100
_SHORT_ROW = re.compile(
    r"\S{1,40}(?: \S{1,20}){0,4}(?: (?:[<>≥≤]?\d[\d.,，%]*年?|[-—]{1,2}|约束性|预期性)){2,}(?: \S{1,12}){0,3}"
)
_SPACED_YEAR = re.compile(r"(?<=\d) (?=年)")
_ENDS = frozenset("。！？；：.”）》")
_NEVER_ENDS = frozenset("，、（《“-—~及和与")


@dataclass(frozen=True, slots=True)
class Line:
    """Characters start..end of the text without the blanks around them; number counts from 1."""

    start: int
    end: int
    number: int
    kind: str  # text, row
    is_indented: bool
    text: str


def lines_of(text: str) -> list[Line]:
    """The lines of `text` (characters already `alike`) that say something: no blank ones, page numbers, contents."""
    printed: list[Line] = []
    start, number = 0, 1
    for part in text.split("\n"):
        stripped = part.strip()
        if stripped:
            begin = start + part.index(stripped[0])
            lead = part[: begin - start]
            kind = "row" if _is_row(stripped) else "text"
            printed.append(
                Line(begin, begin + len(stripped), number, kind, "\u3000" in lead or len(lead) >= 2, stripped)
            )
        start += len(part) + 1
        number += 1
    return [line for number, line in enumerate(printed) if not _is_furniture(line) or _is_cell(printed, number)]


def _is_cell(printed: Sequence[Line], number: int) -> bool:
    """Whether a line that is only a number stands among cells of a table that has one cell a line."""
    if not _BARE_PAGE_NUMBER.fullmatch(printed[number].text):
        return False
    beside = [*printed[max(0, number - 1) : number], *printed[number + 1 : number + 2]]
    return any(_CELL.fullmatch(line.text) for line in beside)


def _is_furniture(line: Line) -> bool:
    words = line.text
    if len(words) <= 20 and _PAGE_NUMBER.fullmatch(words):
        return not _BARE_PAGE_NUMBER.fullmatch(words) or len(words) <= 3
    return (words[-1].isdigit() or words[-1] in "….") and _CONTENTS.search(words[-80:]) is not None


def _is_row(words: str) -> bool:
    if len(words) > 400:
        return False
    if "\t" in words or words.count("|") >= 2:
        return True
    if "  " in words and len(_CELL_GAP.findall(words)) >= 2 and "。" not in words:
        return True
    if "，" in words or "。" in words:
        return False
    if len(words) > 100 or words.count(" ") < 2:
        return False
    return _SHORT_ROW.fullmatch(_SPACED_YEAR.sub("", words)) is not None


def cell_gaps(words: str) -> Sequence[tuple[int, int]]:
    """Where the gaps between the cells of a row are: pairs of offsets in `words`."""
    gaps = [match.span() for match in _CELL_GAP.finditer(words)]
    if not gaps:
        gaps = [match.span() for match in re.finditer(r" +(?!年)", words)]
    return gaps


def full_width(lines: Sequence[Line]) -> int:
    """How long a full printed line is, when the text is broken into lines of even length; 0 when its lines are paragraphs.

    Even: three of ten lines differ by no more than two characters from one length.
    """
    lengths = Counter(len(line.text) for line in lines if len(line.text) >= _SHORTEST and line.kind == "text")
    number = lengths.total()
    if number < _SHORTEST:
        return 0

    def near(length: int) -> int:
        return sum(lengths[length + step] for step in range(-2, 3))

    width = max(range(_SHORTEST, _LONGEST_LINE), key=near)
    return width if near(width) * 10 >= number * 3 and width >= 2 * _SHORTEST else 0


def continues(line: Line, following: Line, width: int) -> bool:
    """Whether `following` goes on with the paragraph of `line`. width: of `full_width`."""
    if line.kind == "row" or following.kind == "row" or following.is_indented or MARK.match(following.text):
        return False
    last = line.text[-1]
    if last in _NEVER_ENDS and not (MARK.match(line.text) and len(line.text) < 8):
        return True
    if not width:
        # a long line of prose that stops in the middle of a sentence
        return last not in _ENDS and len(line.text) > 25 and "，" in line.text
    if last in _ENDS and len(line.text) < width - 3:
        return False
    if (last.isdigit() or last == UNKNOWN) and len(line.text) >= 6:
        # a number goes on, or its unit stands on the next line
        return "，" in line.text or _BEGINS_WITH_UNIT.match(following.text) is not None
    return len(line.text) * 5 >= width * 4
