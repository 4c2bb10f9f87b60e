"""How is a table sorted, filtered, paged and exported, by its query string alone?

    ?sort=-time&lot=XD24&after=…        one address, with or without JavaScript, and the same for the CSV export

Where a page has several tables, or other parameters of its own, a table's parameters begin with a prefix (`values-sort`), and its
links carry the others along (`kept`).

A page declares its columns, reads the `Arrangement` from the query string, asks its query for the rows (or lets
`arrange` do it for a few rows in memory), and shows a `Table`.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Self
from urllib.parse import urlencode

from yaomai.errors import Finding, InvalidError
from yaomai.ledger.figure import Figure
from yaomai.registers.engine.formula_guard import guarded
from yaomai.web.labels import state, unit_word
from yaomai.web.presentation import Link

Row = Mapping[str, object]


class Ordered(str):
    """A text that sorts by `order`, not by its letters: a span by its days."""

    __slots__ = ("order",)
    order: str

    def __new__(cls, text: str, order: str) -> Self:
        """The text, and what it sorts by."""
        made = super().__new__(cls, text)
        made.order = order
        return made


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `kind` says what its cells hold: str (text, id, address), Figure, datetime, Link or a state's code.

    `choices` (value, word) makes its filter a choice instead of a text that the cell must contain.
    """

    key: str
    label: str
    kind: Literal["text", "id", "address", "figure", "time", "link", "state"] = "text"
    sortable: bool = False
    filterable: bool = False
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What the query string asks for: the column to sort by (empty: in the order of the rows), its direction, the filters, where
    the page starts. prefix: with which the table's parameters begin; kept: other parameters that its links carry along.
    """

    sort: str
    descending: bool
    filters: Mapping[str, str]
    after: str = ""
    prefix: str = ""
    kept: tuple[tuple[str, str], ...] = ()

    def query(self, **changes: str) -> str:
        """The query string of this arrangement with some parameters changed; an empty value removes one."""
        asked = {"sort": f"-{self.sort}" if self.descending else self.sort, **self.filters, "after": self.after}
        own = [(f"{self.prefix}{key}", value) for key, value in (asked | changes).items() if value]
        return urlencode([*self.kept, *own])


def read(
    asked: Mapping[str, str],
    columns: Sequence[Column],
    default_sort: str,
    *,
    prefix: str = "",
    kept: Sequence[tuple[str, str]] = (),
) -> Arrangement:
    """The arrangement that a query string asks for; other parameters are not ours and are left alone.

    Raises InvalidError when it sorts by a column that cannot be sorted by.
    """
    sort = asked.get(f"{prefix}sort") or default_sort
    key = sort.removeprefix("-")
    sortable = [column.key for column in columns if column.sortable]
    if key and sortable and key not in sortable:
        raise InvalidError([Finding("table.sort", "/sort", f"不能按它排序；可以按 {'、'.join(sortable)} 排序", sort)])
    filters = {
        column.key: asked[f"{prefix}{column.key}"].strip()
        for column in columns
        if column.filterable and asked.get(f"{prefix}{column.key}", "").strip()
    }
    return Arrangement(key, sort.startswith("-"), filters, asked.get(f"{prefix}after", ""), prefix, tuple(kept))


def keyset_mark(asked: Mapping[str, str]) -> int | None:
    """The number after which a page of a query begins, from `after`; None: from its beginning.

    Raises InvalidError when it is no number that a page could have named.
    """
    text = asked.get("after", "")
    if text and not (text.isascii() and text.isdigit() and len(text) < 19):
        raise InvalidError([Finding("table.after", "/after", "页的起点是一个数；请从第一页翻起", text[:80])])
    return int(text) if text else None


ROWS_A_PAGE = 50
"""So many rows of a list that is arranged in memory stand on a page: on a phone each is a card."""


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of a page, and the marks of its neighbours (Table)."""

    rows: tuple[Row, ...]
    newer: str
    older: str
    has_newer: bool


def page_of(rows: Sequence[Row], at: Arrangement) -> Page:
    """The page that the arrangement asks for, of rows that are all there. Raises InvalidError as `keyset_mark`."""
    start = keyset_mark({"after": at.after}) or 0
    end = start + ROWS_A_PAGE
    return Page(
        rows=tuple(rows[start:end]),
        newer=str(start - ROWS_A_PAGE) if start > ROWS_A_PAGE else "",
        older=str(end) if end < len(rows) else "",
        has_newer=start > 0,
    )


def text_of(value: object) -> str:
    """A cell as plain text, exactly as recorded: for filters and exports."""
    if value is None:
        return ""
    if isinstance(value, Figure):
        return format(value.value, "f")
    if isinstance(value, Link):
        return value.word
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)


def _order(value: object) -> tuple[bool, object]:
    if isinstance(value, Figure):
        return (False, value.value)
    if isinstance(value, Ordered):
        return (False, value.order)
    return (value is None, value if isinstance(value, datetime) else text_of(value))


def arrange(rows: Sequence[Row], columns: Sequence[Column], arrangement: Arrangement) -> list[Row]:
    """The rows that pass all filters, sorted; cells without a value last. For few rows: others ask the database."""
    chosen = {column.key for column in columns if column.choices}

    def passes(row: Row) -> bool:
        return all(
            text_of(row.get(key)) == wanted if key in chosen else wanted.casefold() in text_of(row.get(key)).casefold()
            for key, wanted in arrangement.filters.items()
        )

    kept = [row for row in rows if passes(row)]
    known = [row for row in kept if row.get(arrangement.sort) is not None]
    unknown = [row for row in kept if row.get(arrangement.sort) is None]
    known.sort(key=lambda row: _order(row[arrangement.sort]), reverse=arrangement.descending)
    return known + unknown


def as_csv(rows: Sequence[Row], columns: Sequence[Column]) -> bytes:
    """RFC 4180 in UTF-8 with a byte order mark (Excel); a figure takes two columns: exact value and unit.

    A text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    out = io.StringIO()
    write = csv.writer(out)
    heads: list[str] = []
    for column in columns:
        heads += [column.label, f"{column.label}（单位）"] if column.kind == "figure" else [column.label]
    write.writerow(heads)
    for row in rows:
        cells: list[str] = []
        for column in columns:
            value = row.get(column.key)
            if column.kind == "figure":
                cells += [text_of(value), unit_word(value.unit) if isinstance(value, Figure) else ""]
            elif column.kind == "state":
                cells.append(state(str(value)).word if value else "")
            else:
                cells.append(guarded(text_of(value)))
        write.writerow(cells)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is shown. `total` counts all rows that pass the filters (None: not counted).

    `newer` and `older` are the `after` marks of the neighbouring pages (keyset), empty where there is none.
    """

    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    arrangement: Arrangement
    total: int | None = None
    newer: str = ""
    older: str = ""
    has_newer: bool = False
    export_path: str = ""
    empty: str = "还没有记录。"
