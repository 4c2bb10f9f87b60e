"""Where in a sheet is the table: which rows are its head, which are data, and what stands around it?

Offices put titles above the head, heads in two rows or three, units into heads or above them, a row that numbers the columns,
totals and signatures below. All that is told apart here by position and by words, and what is left out is named, with its row.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import msgspec

from yaomai.errors import Finding, InvalidError
from yaomai.registers.engine.spreadsheet import Sheet, Value, address, letters, place, shown

HEAD_WITHIN = 40
"""The head is looked for in so many rows."""
_SAMPLES = 3
_HEAD_ROWS_MAX = 4
_HEAD_LENGTH_MAX = 60
_TOTAL_LENGTH_MAX = 24
_COLUMNS_MAX = 500
_NOTES_MAX = 50
_TOTAL = re.compile(
    r"(合计|总计|小计|共计|总数|累计|本页小计|本页合计|.{1,12}(合计|小计|总计)|total|subtotal|sum)[:：]?", re.IGNORECASE
)
_BELOW = re.compile(
    r"[*※]?(注|备注|说明|填表说明|填报说明|附注|填报单位|填报人|填表人|制表人|制表|审核人|审核|负责人|单位负责人|填报日期|填表日期|联系人|联系电话|数据来源|资料来源|来源)"
    r"\s*(\d+)?\s*[:：.、].*|[*※]\s*.{4,}",
    re.DOTALL,
)
_UNIT_ABOVE = re.compile(r"(?:计量)?单位\s*[:：]\s*([^,，;；、\s)）]{1,8})")
_IN_BRACKETS = re.compile(r"[（(\[【]\s*(?:单位\s*[:：]\s*)?([^（()）\[\]【】]{1,12})\s*[)）\]】]")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*(?:年度?|$|(?=\D))")
_ORDINAL = re.compile(r"[\s(（]*(\d{1,3}|[甲乙丙丁戊己庚辛])[\s)）]*")


@dataclass(frozen=True, slots=True)
class Head:
    """The head of one column (counted from 0). `text`: all that stands in its rows; `base`: that without unit and year; `unit`: as
    written there (万亩); `year`: that the column is about; `samples`: the first values below.
    """

    column: int
    text: str
    base: str
    unit: str = ""
    year: int | None = None
    samples: tuple[str, ...] = ()

    @property
    def letter(self) -> str:
        """What the spreadsheet calls the column."""
        return letters(self.column)


@dataclass(frozen=True, slots=True)
class Note:
    """Something odd that does not keep the sheet from being read: a code, where (`基地!C5`), what was seen."""

    code: str
    place: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class SheetOutline:
    """A sheet as a person is shown it before it is read. `first_head` and `last_head`: rows of the head, counted from 1 (0: none
    was found). `unit_above` and `year_above`: what is stated above the table, for all of it.
    """

    name: str
    is_hidden: bool
    rows: int
    columns: int
    first_head: int = 0
    last_head: int = 0
    heads: tuple[Head, ...] = ()
    unit_above: str = ""
    year_above: int | None = None
    notes: tuple[Note, ...] = ()


@dataclass(slots=True)
class Table:
    """The rows of data (counted from 0), and those left out: (row, code, text)."""

    data: list[int] = field(default_factory=list)
    left_out: list[tuple[int, str, str]] = field(default_factory=list)


def outline(sheet: Sheet, is_head: Callable[[str], bool], *, head: tuple[int, int] | None = None) -> SheetOutline:
    """Find the table. `is_head`: whether a text (without unit and year) is a known head; `head`: the rows of the head as a person
    says (first and last, from 1), else they are looked for.
    """
    width = min(sheet.width, _COLUMNS_MAX)
    rows = head if head is not None else _head_rows(sheet, is_head)
    if rows is None:
        return SheetOutline(sheet.name, sheet.is_hidden, len(sheet.rows), width, notes=tuple(_notes(sheet, (), 0)))
    first, last = rows
    above = " ".join(shown(one) for row in sheet.rows[: first - 1] for one in row if one is not None)
    unit = _UNIT_ABOVE.search(above)
    year = _YEAR.search(above)
    heads = tuple(_heads(sheet, first, last, width))
    return SheetOutline(
        name=sheet.name,
        is_hidden=sheet.is_hidden,
        rows=len(sheet.rows),
        columns=width,
        first_head=first,
        last_head=last,
        heads=heads,
        unit_above=unit[1] if unit else "",
        year_above=int(year[1]) if year else None,
        notes=tuple(_notes(sheet, heads, last)),
    )


def table(sheet: Sheet, seen: SheetOutline) -> Table:
    """Which rows below the head are data. A row without anything in it is none, and is not named."""
    found = Table()
    with_errors = {key >> 14 for key in sheet.facts.errors}
    heads = _Heads(seen)
    for row in range(seen.last_head, len(sheet.rows)):
        cells = sheet.rows[row]
        first = next((one for one in cells if one is not None and (type(one) is not str or one.strip())), None)
        if first is None and row not in with_errors:
            continue
        code = "" if first is None else _why_no_data(sheet, row, heads)
        if code:
            found.left_out.append((row, code, shown(first).strip()[:120]))
        else:
            found.data.append(row)
    return found


@lru_cache(maxsize=10_000)
def fold(text: str) -> str:
    """A head as it is compared: half-width, small letters, without spaces and punctuation."""
    return "".join(one for one in unicodedata.normalize("NFKC", text).casefold() if one.isalnum() or one == "%")


def parted(text: str) -> tuple[str, str, int | None]:
    """A head's text without unit and year, its unit as written, its year: 种植面积（万亩） → 种植面积, 万亩, None."""
    unit = ""
    for found in _IN_BRACKETS.finditer(text):
        unit = found[1].strip()
    base = _IN_BRACKETS.sub("", text)
    year = _YEAR.search(base)
    if year:
        base = base[: year.start()] + base[year.end() :]
    elif unit and (within := re.fullmatch(r"((?:19|20)\d\d)年?", unit)):
        return " ".join(base.split()), "", int(within[1])
    return " ".join(base.split()) or text.strip(), unit, int(year[1]) if year else None


def _texts(sheet: Sheet, row: int) -> list[str]:
    cells = sheet.rows[row] if row < len(sheet.rows) else []
    return [shown(one).strip() for one in cells[:_COLUMNS_MAX]]


def _head_rows(sheet: Sheet, is_head: Callable[[str], bool]) -> tuple[int, int] | None:
    """First and last row of the head, from 1."""
    best, best_score = None, 0.0
    widest = max(
        (sum(1 for one in _texts(sheet, row) if one) for row in range(min(len(sheet.rows), HEAD_WITHIN))), default=0
    )
    for row in range(min(len(sheet.rows), HEAD_WITHIN)):
        texts = _texts(sheet, row)
        distinct = {one for one in texts if one}
        known = sum(1 for one in distinct if is_head(parted(one)[0]) or is_head(one))
        # Without a known head: the first row that is about as wide as the table and has texts only.
        looks = len(distinct) >= max(2, 0.6 * widest) and all(
            type(one) is str and len(one) <= _HEAD_LENGTH_MAX for one in sheet.rows[row] if one is not None
        )
        score = known * 10 + (1 if looks else 0) if len(distinct) > 1 or widest <= 1 else 0
        if score > best_score:
            best, best_score = row, score
    if best is None:
        return None
    first = last = best
    while first > 0 and last - first + 1 < _HEAD_ROWS_MAX and _spans_columns(sheet, first - 1):
        first -= 1
    while last - first + 1 < _HEAD_ROWS_MAX and last + 1 < len(sheet.rows) and _continues_head(sheet, last + 1, first):
        last += 1
    return first + 1, last + 1


def _spans_columns(sheet: Sheet, row: int) -> bool:
    """Whether a row above the head is its upper part: several groups over columns, not one title over all."""
    texts = _texts(sheet, row)
    if len({one for one in texts if one}) < 2 or any(_UNIT_ABOVE.search(one) or _BELOW.fullmatch(one) for one in texts):
        return False
    return any(
        (area.top == row and area.right > area.left) or area.top <= row < area.bottom for area in sheet.facts.merged
    )


def _continues_head(sheet: Sheet, row: int, first: int) -> bool:
    """Whether a row below the head is its lower part: heads reach down into it, or it parts a head that spans columns, or it only
    numbers the columns or states units.
    """
    own = [(column, one) for column, one in enumerate(_texts(sheet, row)) if one]
    if not own:
        return False
    above = _texts(sheet, row - 1)
    if any(area.top < row <= area.bottom and area.top >= first for area in sheet.facts.merged):
        return True
    parts = [
        area
        for area in sheet.facts.merged
        if area.top == area.bottom == row - 1 and area.right > area.left and area.top >= first
    ]
    if parts and any(area.left <= column <= area.right for area in parts for column, _ in own):
        texts_only = all(type(sheet.value(row, column)) is str or _YEAR.fullmatch(one) for column, one in own)
        return texts_only and all(len(one) <= _HEAD_LENGTH_MAX for _, one in own)
    # Without merged cells (text files): the row only has something under heads that leave their right neighbours empty.
    under_gap = [
        column
        for column, _ in own
        if column < len(above) and (not above[column] or not above[min(column + 1, len(above) - 1)])
    ]
    leads = own[0][0] > 0 and any(above[: own[0][0]])
    has_gap = any(column < len(above) and not above[column] for column, _ in own)
    if leads and has_gap and len(under_gap) == len(own):
        return all(
            (type(sheet.value(row, column)) is str and not _number(one)) or _YEAR.fullmatch(one) for column, one in own
        )
    return all(_UNITS_ONLY.fullmatch(one) for _, one in own) or _numbers_columns([one for _, one in own])


_UNITS_ONLY = re.compile(
    r"[（(\[]?(?:[十百千]?[万亿]?)(?:亩|公顷|平方米|平方公里|千克|公斤|克|吨|斤|元|美元|个|户|家|人|株|米|公里|%|％|kg|t|hm2)[)）\]]?"
)


def _number(text: str) -> bool:
    return re.fullmatch(r"[-+]?[\d,]*\.?\d+%?", unicodedata.normalize("NFKC", text)) is not None


def _numbers_columns(texts: list[str]) -> bool:
    """Whether a row is the one that numbers the columns: 甲 乙 1 2 3, or (1) (2) (3)."""
    plain = [_ORDINAL.fullmatch(one) for one in texts]
    if len(texts) < 3 or not all(plain):
        return False
    numbers = [int(one[1]) for one in plain if one and one[1].isdigit()]
    return (
        len(numbers) >= 2
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        and numbers[0] in {0, 1, 2, 3}
    )


def _heads(sheet: Sheet, first: int, last: int, width: int) -> Iterator[Head]:
    lines = [_texts(sheet, row) for row in range(first - 1, last)]
    lines = [line for line in lines if not _numbers_columns([one for one in line if one])]
    # A head over several columns of a text file stands only over the first of them.
    for upper, line in enumerate(lines[:-1]):
        for column in range(1, width):
            below = any(column < len(lower) and lower[column] for lower in lines[upper + 1 :])
            if column < len(line) and not line[column] and below and not sheet.facts.merged:
                line[column] = line[column - 1]
    for column in range(width):
        parts: list[str] = []
        unit = ""
        for line in lines:
            text = line[column].replace("\n", "") if column < len(line) else ""
            if text and parts and _UNITS_ONLY.fullmatch(text):
                unit = text.strip("（()）[]")
            elif text and (not parts or parts[-1] != text):
                parts.append(text)
        text = " ".join(parts)
        if not text:
            continue
        base, within, year = parted(text)
        samples = []
        for row in range(last, min(len(sheet.rows), last + 200)):
            value = sheet.value(row, column)
            if value is not None and shown(value).strip():
                samples.append(shown(value).strip()[:60])
            if len(samples) == _SAMPLES:
                break
        yield Head(column, text, base, unit or within, year, tuple(samples))


class _Heads:
    """The heads of a table, as rows below it are compared with them."""

    def __init__(self, seen: SheetOutline) -> None:
        self.seen = seen
        self.lowest = {head.column: fold(head.text.split(" ")[-1]) for head in seen.heads}
        self.whole = {head.column: fold(head.text) for head in seen.heads}
        self._texts = {*self.lowest.values(), *self.whole.values()}

    def is_row(self, cells: list[tuple[int, str]]) -> bool:
        """Whether a row only repeats the heads, as a table does that was printed on several pages."""
        if len(cells) < 2 or any(
            len(text) > _HEAD_LENGTH_MAX or fold(text) not in self._texts for _, text in cells[:2]
        ):
            return False
        here = {column: fold(text) for column, text in cells}
        return any(
            all(heads.get(column) == text for column, text in here.items()) for heads in (self.lowest, self.whole)
        )


def _why_no_data(sheet: Sheet, row: int, heads: _Heads) -> str:
    """Why this row is no data: total, note, section, head_again, column_numbers; empty: it is data."""
    cells = [(column, text) for column, one in enumerate(sheet.rows[row]) if one is not None and (text := _text(one))]
    texts = [text for _, text in cells]
    if any(len(text) <= _TOTAL_LENGTH_MAX and _TOTAL.fullmatch("".join(text.split())) for text in texts[:2]):
        return "total"
    if (_BELOW.fullmatch(texts[0]) or _BELOW.fullmatch("".join(texts[0].split()))) and len(set(texts)) <= 4:
        return "note"
    if heads.is_row(cells):
        return "head_again"
    if heads.seen.first_head and row <= heads.seen.last_head + 1 and _numbers_columns(texts):
        return "column_numbers"
    if len(heads.seen.heads) >= 3 and sheet.facts.merged and len(set(texts)) == 1:
        area = next(
            (one for one in sheet.facts.merged if one.top <= row <= one.bottom and one.right - one.left >= 2), None
        )
        if area is not None and area.top == area.bottom:
            return "section"
    return ""


def _text(value: Value) -> str:
    return value.strip() if type(value) is str else shown(value)


def _notes(sheet: Sheet, heads: tuple[Head, ...], last_head: int) -> Iterator[Note]:
    """What is odd about the sheet as a whole; cells are told of one by one when they are read."""
    facts = sheet.facts
    if sheet.is_hidden:
        yield Note("hidden_sheet", sheet.name)
    hidden = sorted(
        row for row in facts.hidden_rows if row < len(sheet.rows) and any(one is not None for one in sheet.rows[row])
    )
    for row in hidden[:_NOTES_MAX]:
        yield Note("hidden_row", f"{sheet.name}!{row + 1}", f"{len(hidden)}")
    filled = [column for column in sorted(facts.hidden_columns) if any(head.column == column for head in heads)]
    for column in filled[:_NOTES_MAX]:
        yield Note("hidden_column", f"{sheet.name}!{letters(column)}")
    merged = [area for area in facts.merged if area.top >= last_head]
    for area in merged[:_NOTES_MAX]:
        yield Note(
            "merged", f"{place(sheet.name, area.top, area.left)}:{address(area.bottom, area.right)}", f"{len(merged)}"
        )
    if computed := [key for key in facts.computed if key >> 14 >= last_head]:
        yield Note("computed", place(sheet.name, min(computed) >> 14, min(computed) & 0x3FFF), f"{len(computed)}")
    texts: dict[str, Head] = {}
    for head in heads:
        other = texts.setdefault(fold(head.text), head)
        if other is not head:
            yield Note("duplicate_head", f"{place(sheet.name, last_head - 1, head.column)}", head.text)


def as_shown(sheets: Iterable[Mapping[str, object]], name: str, head: tuple[int, int]) -> SheetOutline:
    """The sheet as a person was shown it, of outlines as they are kept. Raises InvalidError when it was another, or with another
    head (first and last row, from 1).
    """
    for kept in sheets:
        if kept["name"] == name:
            seen = msgspec.convert(kept, SheetOutline)
            if (seen.first_head, seen.last_head) == head:
                return seen
            words = "the head was looked for in other rows since; look at the columns again"
            raise InvalidError([Finding("registers.mapping_head", "/first_head", words, f"{head[0]} – {head[1]}")])
    words = "the file has no such sheet; look at the columns again"
    raise InvalidError([Finding("registers.mapping_sheet", "/sheet", words, name[:80])])
