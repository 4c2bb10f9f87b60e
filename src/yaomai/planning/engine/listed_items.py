"""A plan says how many there are, and then lists them: how many does it list, or where is the annex?

Recognised are an annex that is referred to behind the count (见附件2), a list after a colon (…为：甲、乙、丙。), a list in brackets
right behind the counted noun, and numbered paragraphs below a heading that has the count. A list that ends in 等 is not whole
and is not counted."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_ANNEX = re.compile(r"[（(](?:见|详见)?附(?:件|表)\s*([0-9０-９一二三四五六七八九十]+)[）)]")
_NOUN = re.compile(r"[\u4e00-\u9fff]{2,14}")
_BRACKETS = re.compile(r"[（(]([^（()）]*、[^（()）]*)[）)]")
_COLON = re.compile(r"(?:为|包括|是|有)?\s*[：:]\s*([^。；\n]*、[^。；\n]*)[。；\n]")
_NUMBERED = re.compile(r"^[ \t\u3000]*([0-9０-９]{1,2})[.．、]\s*([^\s。]{2,40})", re.MULTILINE)
_HEADING = re.compile(r"^[ \t\u3000]*(?:[（(][一二三四五六七八九十]+[）)]|[一二三四五六七八九十]+、)", re.MULTILINE)
_SENTENCE_END = re.compile(r"[。！？]|[．.](?![0-9０-９])|\n[ \t\u3000]*\n")
_NOT_WHOLE = ("等", "……")
REACH = 60
"""An annex or brackets belong to a count when they begin within so many characters behind it."""
LIST_REACH = 600
"""So far behind the count the list after a colon may begin."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What is listed for the count at the characters start..end: items, from the character `at` on; or the annex that lacks."""

    start: int
    end: int
    items: tuple[str, ...] = ()
    annex: str = ""
    at: int = 0


def listed(text: str, counts: Iterable[tuple[int, int]]) -> list[Listed]:
    """What the text lists for each count (characters start..end of a figure with its measure word), where it lists anything."""
    found = []
    for start, end in counts:
        one = _annex(text, start, end) or _in_brackets(text, start, end) or _numbered(text, start, end)
        if (one := one or _after_colon(text, start, end)) is not None:
            found.append(one)
    return found


def _annex(text: str, start: int, end: int) -> Listed | None:
    stop = _sentence_end(text, end)
    match = _ANNEX.search(text, end, min(stop, end + REACH))
    if match is None:
        return None
    number = match[1]
    is_there = re.search(rf"^[ \t\u3000]*附(?:件|表)\s*{re.escape(number)}", text, re.MULTILINE)
    return None if is_there else Listed(start, end, annex=number, at=match.start())


def _in_brackets(text: str, start: int, end: int) -> Listed | None:
    noun = _NOUN.match(text, end)
    behind = noun.end() if noun else end
    match = _BRACKETS.match(text, behind)
    return None if match is None else _whole(match[1], start, end, match.start(1))


def _numbered(text: str, start: int, end: int) -> Listed | None:
    """The count stands in a heading; below it paragraphs are numbered 1, 2, 3 …"""
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    if line_end < 0 or _HEADING.match(text, line_start) is None or line_end - line_start > REACH:
        return None
    next_heading = _HEADING.search(text, line_end + 1)
    items: list[str] = []
    for match in _NUMBERED.finditer(text, line_end + 1, next_heading.start() if next_heading else len(text)):
        if int(match[1]) != len(items) + 1:
            break
        items.append(match[2])
    return Listed(start, end, tuple(items), at=line_end + 1) if items else None


def _after_colon(text: str, start: int, end: int) -> Listed | None:
    noun = _NOUN.match(text, end)
    if noun is None:
        return None
    word = noun[0]
    paragraph = text.find("\n", end)
    stop = min(len(text) if paragraph < 0 else paragraph + 1, end + LIST_REACH)
    for length in range(len(word), 3, -1):
        again = text.find(word[:length], noun.end(), stop)
        while again >= 0:
            match = _COLON.match(text, again + length)
            if match is not None:
                return _whole(match[1], start, end, match.start(1))
            again = text.find(word[:length], again + 1, stop)
    return None


def _whole(words: str, start: int, end: int, at: int) -> Listed | None:
    if words.rstrip().endswith(_NOT_WHOLE):
        return None
    items = tuple(one.strip() for one in words.split("、") if one.strip())
    return Listed(start, end, items, at=at) if len(items) > 1 else None


def sentence_starts(text: str) -> list[int]:
    """Where the sentences begin, the first at 0. The lines of a print are no sentences; 、，； enumerate within one."""
    return [0, *(match.end() for match in _SENTENCE_END.finditer(text))]


def _sentence_end(text: str, start: int) -> int:
    stops = [at for sign in "。；\n" if (at := text.find(sign, start)) >= 0]
    return min(stops, default=len(text))
