"""How is the text of a document shown, part by part, with a passage marked in it?"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yaomai.archive.engine.passage import passage, unbroken
from yaomai.archive.engine.text_parts import Line, lines_of, part_of, part_starts
from yaomai.archive.engine.text_places import DocumentText
from yaomai.archive.queries.documents import DocumentView
from yaomai.errors import Finding, InvalidError
from yaomai.web import documents_shown, labels
from yaomai.web.import_shown import FaultShown
from yaomai.web.plan_additions import Span
from yaomai.web.presentation import Link

_AT = re.compile(r"([0-9]{1,9})-([0-9]{1,9})", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
_BLANKS = " \t\u3000"
_PASSAGE_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a line; `is_first`: those to which the page goes."""

    words: str
    is_marked: bool = False
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line, or what of it stands in this part. `page`: the page that begins with it."""

    number: int
    page: int | None
    pieces: tuple[Piece, ...]
    goes_on: bool  # it began in the part before


@dataclass(frozen=True, slots=True)
class PassageShown:
    """The passage that was asked for, in its sentence on one line; `place`: its page and line; `characters`: which ones of the
    text.
    """

    before: str
    words: str
    after: str
    place: str
    characters: str


@dataclass(frozen=True, slots=True)
class TextPage:
    """A part of a text. `earlier` and `later` lead to the parts beside it, `before` and `next` to the figures beside the passage;
    without an address they lead nowhere.
    """

    title: str
    document: Link
    number: str
    path: str
    faults: tuple[FaultShown, ...]
    lines: tuple[LineShown, ...]
    part: int
    parts: int
    earlier: str
    later: str
    lines_in_all: int
    pages_in_all: int
    passage: PassageShown | None
    before: str
    next: str
    wanted_line: int = 0
    wanted_page: int = 0


def text_page(one: DocumentView, read: DocumentText, asked: Mapping[str, str], spans: Sequence[Span]) -> TextPage:
    """The part that the query string asks for: with `at=start-end` marked, or `part`, `line`, `page`, or the first.

    `spans`: the figures of the text, in its order. Raises InvalidError when what is asked for is not in the text.
    """
    at = _at(asked["at"], read) if "at" in asked else None
    starts = part_starts(read)
    wanted = {} if at else _wanted(asked, read, starts)
    place = at[0] if at else _place(wanted, read, starts)
    part = part_of(starts, place)
    begin = starts[part - 1]
    end = starts[part] if part < len(starts) else len(read.text)
    path = f"{documents_shown.plan_path(one.file)}/text"
    lines = lines_of(read, begin, end) if read.text else []
    return TextPage(
        title=one.title,
        document=Link(one.title, documents_shown.plan_path(one.file)),
        number=one.number,
        path=path,
        faults=documents_shown.faults(one.faults),
        lines=tuple(_line(read, line, at) for line in lines),
        part=part,
        parts=len(starts),
        earlier=f"{path}?part={part - 1}" if part > 1 else "",
        later=f"{path}?part={part + 1}" if part < len(starts) else "",
        lines_in_all=len(read.lines),
        pages_in_all=len(read.pages),
        passage=_passage(read, at) if at else None,
        before=_neighbour(path, spans, at, -1),
        next=_neighbour(path, spans, at, 1),
        wanted_line=wanted.get("line", 0),
        wanted_page=wanted.get("page", 0),
    )


def _refused(code: str, where: str, words: str, seen: str) -> InvalidError:
    return InvalidError([Finding(f"archive.{code}", where, words, seen[:80])])


def _at(asked: str, read: DocumentText) -> Span:
    """The characters that the address names."""
    found = _AT.fullmatch(asked)
    if found is None:
        words = "位置写成“起点-终点”，例如 at=120-135：从第几个字符起，到第几个字符止。"
        raise _refused("place_malformed", "/at", words, asked)
    start, end = int(found[1]), int(found[2])
    if not start < end <= len(read.text):
        total = labels.grouped(len(read.text))
        words = f"这个位置不在文本里：文本有 {total} 个字符，起点要在终点之前，终点不能超过 {total}。请回到原来的页面重新点开。"
        raise _refused("place_outside", "/at", words, asked)
    return start, end


def _wanted(asked: Mapping[str, str], read: DocumentText, starts: tuple[int, ...]) -> dict[str, int]:
    """Which `part`, `line` or `page` is asked for: the first of them that is; nothing without any."""
    for name, word, most in (
        ("part", "部分", len(starts)),
        ("line", "行", len(read.lines)),
        ("page", "页", len(read.pages)),
    ):
        written = asked.get(name, "").strip()
        if not written:
            continue
        number = int(written) if _NUMBER.fullmatch(written) else 0
        if not 1 <= number <= most:
            words = f"没有这一{word}：请写 1 到 {most} 之间的数。" if most else f"这份文件不分{word}。"
            raise _refused(f"no_such_{name}", f"/{name}", words, written)
        return {name: number}
    return {}


def _place(wanted: Mapping[str, int], read: DocumentText, starts: tuple[int, ...]) -> int:
    """The character with which that begins."""
    for name, begins in (("part", starts), ("line", read.lines), ("page", read.pages)):
        if name in wanted:
            return begins[wanted[name] - 1]
    return 0


def _line(read: DocumentText, line: Line, at: Span | None) -> LineShown:
    goes_on = line.start > read.lines[line.number - 1]
    return LineShown(line.number, line.page, _pieces(read.text, line, at), goes_on)


def _pieces(text: str, line: Line, at: Span | None) -> tuple[Piece, ...]:
    """The line, parted where the passage begins and ends in it; blanks at the ends of the passage's lines are not marked."""
    words = text[line.start : line.end]
    if at is None:
        return (Piece(words),) if words else ()
    start, end = max(at[0], line.start), min(at[1], line.end)
    while start < end and text[start] in _BLANKS:
        start += 1
    while start < end and text[end - 1] in _BLANKS:
        end -= 1
    if start >= end:
        return (Piece(words),) if words else ()
    is_first = not text[at[0] : start].strip()
    parts = (
        Piece(text[line.start : start]),
        Piece(text[start:end], is_marked=True, is_first=is_first),
        Piece(text[end : line.end]),
    )
    return tuple(part for part in parts if part.words)


def _passage(read: DocumentText, at: Span) -> PassageShown:
    found = passage(read, *at)
    lines = f"第 {found.line} 行" if found.line == found.line_end else f"第 {found.line}—{found.line_end} 行"
    page = f"第 {found.page} 页，" if found.page else ""
    return PassageShown(
        before=unbroken(found.before).lstrip(_BLANKS),
        words=_shortened(unbroken(found.words)),
        after=unbroken(found.after).rstrip(_BLANKS),
        place=f"{page}{lines}",
        characters=f"第 {labels.grouped(at[0])}—{labels.grouped(at[1])} 个字符",
    )


def _shortened(words: str) -> str:
    """A passage that is longer than a paragraph by its beginning and its end; below, it is marked as a whole."""
    half = _PASSAGE_MOST // 2
    return words if len(words) <= _PASSAGE_MOST else f"{words[:half]} …… {words[-half:]}"


def _neighbour(path: str, spans: Sequence[Span], at: Span | None, step: int) -> str:
    """The address of the figure before (-1) or after (1) the passage; of the first one, where no passage is marked."""
    if at is None:
        return f"{path}?at={spans[0][0]}-{spans[0][1]}" if spans and step > 0 else ""
    if step > 0:
        found = next((span for span in spans[bisect_left(spans, at) :] if span != at and span[0] >= at[0]), None)
    else:
        found = next((span for span in reversed(spans[: bisect_left(spans, at)]) if span != at), None)
    return f"{path}?at={found[0]}-{found[1]}" if found else ""
