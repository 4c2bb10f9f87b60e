"""How does a list leave the site: as CSV, as a workbook, as JSON, row by row as the register is read?

What leaves is what is filtered and what the viewer may see. A text that a spreadsheet would take for a formula is harmless: in a
workbook every text is a text cell, in CSV it gets an apostrophe (as OWASP advises against CSV injection).
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice

import orjson

from yaomai.people.viewer import Viewer
from yaomai.registers.declaration import Kind, Number, Property, Ref
from yaomai.registers.engine import reading
from yaomai.registers.engine.formula_guard import guarded
from yaomai.registers.queries import entities
from yaomai.registers.queries.lists import ListRow
from yaomai.standards import spreadsheetml
from yaomai.standards.spreadsheetml import Cell, Sheet
from yaomai.web.register_shown import Titles, head, referred, several, validity_words

BATCH = 500
"""So many rows get the titles of what they refer to by one query, and leave together."""
NUMBER_HEAD, DISPUTED_HEAD = "编号", "说法不一的栏"
PERCENT = "P1"
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def as_csv(columns: Sequence[Property], rows: Iterable[ListRow], viewer: Viewer) -> Iterator[str]:
    """RFC 4180 with a byte order mark, without which Excel reads another encoding."""
    line = io.StringIO()
    writer = csv.writer(line)
    line.write("\ufeff")
    writer.writerow(_heads(columns))
    for cells in _cells(columns, rows, viewer):
        writer.writerow(guarded(cell) if isinstance(cell, str) else format(cell, "f") for cell in cells)
        if line.tell() > 65_536:
            yield line.getvalue()
            line.seek(0)
            line.truncate()
    yield line.getvalue()


def as_workbook(
    kind: Kind, columns: Sequence[Property], rows: Iterable[ListRow], viewer: Viewer, about: Sequence[tuple[str, str]]
) -> Iterator[bytes]:
    """An .xlsx file: the rows, and a sheet that says what they are (`about`)."""
    heads = [(title, _width(title)) for title in _heads(columns)]
    table = Sheet(sheet_name(kind), heads, (cells for cells in _cells(columns, rows, viewer)))
    return spreadsheetml.stream([table, Sheet("说明", (("项目", 16), ("内容", 60)), about)])


def as_json(kind: Kind, columns: Sequence[Property], rows: Iterable[ListRow], _viewer: Viewer) -> Iterator[bytes]:
    """An array of objects: number, title, values (canonical JSON; a reference as number) and which are disputed."""
    yield b"["
    before = b"\n"
    for row in rows:
        yield before + orjson.dumps(row_json(kind, columns, row))
        before = b",\n"
    yield b"\n]\n"


def row_json(kind: Kind, columns: Sequence[Property], row: ListRow) -> dict[str, object]:
    """One row for programs."""
    shown = {one.name for one in columns}
    return {
        "id": row.number,
        "kind": kind.name,
        "title": row.title,
        "values": {name: value for name, value in row.values.items() if name in shown},
        "disputed": [name for name in row.disputed if name in shown],
        "periods": {
            name: {"validFrom": since and since.isoformat(), "validTo": until and until.isoformat()}
            for name, (since, until) in row.periods.items()
            if name in shown
        },
    }


Export = Callable[[Kind, Sequence[Property], Iterable[ListRow], Viewer], Iterator[str] | Iterator[bytes]]


def sheet_name(kind: Kind) -> str:
    """The label as a sheet's name: at most 31 characters, none of those that ECMA-376 programs refuse."""
    return "".join("·" if one in "[]:*?/\\" else one for one in kind.label)[:31]


def _heads(columns: Sequence[Property]) -> list[str]:
    years = (f"{one.label}的年度" for one in columns if one.yearly)
    return [*(head(one) for one in columns), *years, DISPUTED_HEAD, NUMBER_HEAD]


def _cells(columns: Sequence[Property], rows: Iterable[ListRow], viewer: Viewer) -> Iterator[tuple[Cell, ...]]:
    waiting = iter(rows)
    while few := list(islice(waiting, BATCH)):
        wanted = referred((one, row.values.get(one.name)) for row in few for one in columns)
        titles = entities.titles(viewer, wanted) if wanted else {}
        for row in few:
            disputed = "、".join(one.label for one in columns if one.name in row.disputed)
            cells = (plain(one, row.values.get(one.name), titles) for one in columns)
            years = (validity_words(*row.periods.get(one.name, (None, None))) for one in columns if one.yearly)
            yield (*cells, *years, disputed, str(row.number))


def plain(one: Property, value: object, titles: Titles) -> Cell:
    """A value for a cell, so that the import reads it back: numbers as numbers, codes as codes, several with semicolons."""
    if value is None:
        return ""
    if (
        isinstance(one.type, Number) and not one.many and one.type.unit != PERCENT
    ):  # 0.35 alone would be read as a fraction
        return Decimal(str(value))
    if isinstance(one.type, Ref):
        named = [titles[each] for each in several(one, value) if isinstance(each, int) and titles.get(each)]
        return reading.joined(one.type, named) if one.many else "".join(named)
    return reading.written(one.type, value)


def _width(title: str) -> int:
    return max(12, 2 * len(title) + 4)
