"""What does the page of a register's list show: heads, rows, conditions, filters, columns, views?"""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, urlencode

from django.utils.safestring import SafeString

from yaomai.people.viewer import Viewer
from yaomai.registers.declaration import (
    Area,
    Choice,
    Code,
    Date,
    Division,
    Flag,
    Number,
    Point,
    Property,
    Ref,
    Year,
)
from yaomai.registers.queries import entities
from yaomai.registers.queries.lists import ListRow
from yaomai.registers.queries.saved_views import SavedView
from yaomai.web import labels_statements
from yaomai.web.register_access import Register
from yaomai.web.register_listing import Asked, condition_words, operations, parameter
from yaomai.web.register_shown import (
    ABSENT,
    address_of,
    alignment,
    cell,
    disputed_mark,
    head,
    kind_path,
    referred,
    validity_words,
)

FIRST_MOST = 4
"""So many filters stand open."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column; `href` sorts by it (empty: cannot be sorted by), `direction` if it is sorted by."""

    label: str
    align: str
    href: str
    direction: Literal["", "ascending", "descending"]


@dataclass(frozen=True, slots=True)
class Control:
    """One control of the filters: a text, a choice of (value, word), or from and to."""

    label: str
    name: str
    value: str
    options: tuple[tuple[str, str], ...] = ()
    until: tuple[str, str] | None = None  # name and value of the second control, where a range is asked for
    kind: str = "text"
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """A condition that holds, and the address of the list without it."""

    words: str
    href: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A view that is offered: `number`, if it is the viewer's own and can be let go."""

    label: str
    href: str
    is_here: bool
    note: str = ""
    number: int | None = None


def heads(asked: Asked) -> list[Head]:
    """The heads of the columns."""
    found = []
    for one in asked.columns:
        can_sort = not isinstance(one.type, Point | Area)
        is_sorted = asked.sort == one.name
        turned = f"-{one.name}" if is_sorted and not asked.descending else one.name
        href = f"?{asked.query(sort=turned, after='')}" if can_sort else ""
        direction: Literal["", "ascending", "descending"] = ""
        if is_sorted:
            direction = "descending" if asked.descending else "ascending"
        found.append(Head(head(one), alignment(one), href, direction))
    return found


def lines(register: Register, asked: Asked, rows: Sequence[ListRow]) -> SafeString:
    """The rows as they are shown; each value opens its origin, the title its entity."""
    titles = _titles(register.viewer, asked.columns, rows)
    columns = [
        (one, f'<td role="cell" class="cell-{alignment(one)}" data-label="{html.escape(head(one))}">')
        for one in asked.columns
    ]
    path = kind_path(register.kind)
    # Put together here, not by a template: it takes a tenth of the time, and a list is looked at all day.
    return SafeString(
        "".join(
            f'<tr role="row">{"".join(f"{cell}{_cell(register, one, row, titles, path)}</td>" for one, cell in columns)}</tr>\n'
            for row in rows
        )
    )


def _titles(viewer: Viewer, columns: Sequence[Property], rows: Sequence[ListRow]) -> dict[int, str]:
    wanted = referred((one, row.values.get(one.name)) for row in rows for one in columns)
    return entities.titles(viewer, wanted) if wanted else {}


def _cell(register: Register, one: Property, row: ListRow, titles: dict[int, str], path: str) -> str:
    mark = disputed_mark() if one.name in row.disputed else ""
    if one.name == register.kind.title:
        title = html.escape(row.title or f"#{row.number}")
        return f'<a class="cell-title" href="{path}/{row.number}">{title}</a>{mark}'
    statement = row.cells.get(one.name)
    if statement is None:
        return ABSENT
    period = validity_words(*row.periods[one.name]) if one.name in row.periods else ""
    return f"{cell(one, row.values.get(one.name), titles, href=address_of(statement), period=period)}{mark}"


def chips(asked: Asked) -> list[Chip]:
    """The conditions that hold."""
    return [
        Chip(condition_words(one), f"?{asked.query(**{parameter(one.property, one.op): '', 'after': ''})}")
        for one in asked.conditions
    ]


def controls(register: Register, asked: Asked) -> tuple[list[Control], list[Control]]:
    """The filters: the few by which people look first (title, place, choices among the columns), and all others."""
    near = {register.kind.title, register.kind.place}
    choices = [one.name for one in asked.columns if isinstance(one.type, Choice)]
    near.update(choices[: FIRST_MOST - len(near)])
    first: list[Control] = []
    others: list[Control] = []
    for one in sorted(register.properties, key=lambda each: (each.name not in near, each.name != register.kind.title)):
        made = _control(one, asked)
        if made is not None:
            (first if one.name in near else others).append(made)
    more = [
        Control("哪一栏没有填", "empty", "", _columns_of(register)),
        Control("哪一栏说法不一", "disputed", "", _columns_of(register)),
    ]
    return first, [*others, *more]


def _columns_of(register: Register) -> tuple[tuple[str, str], ...]:
    return tuple((one.name, one.label) for one in register.properties)


def _control(one: Property, asked: Asked) -> Control | None:
    held = {parameter(each.property, each.op): each.text for each in asked.conditions}

    def value(name: str) -> str:
        return held.get(name, "")

    match one.type:
        case Point() | Area():
            return None
        case Choice(options):
            name = parameter(one, "is")
            return Control(one.label, name, value(name), tuple(options.items()))
        case Flag():
            name = parameter(one, "is")
            return Control(one.label, name, value(name), (("true", "是"), ("false", "否")))
        case Number() | Date() | Year() if not one.many:
            since, until = parameter(one, "from"), parameter(one, "to")
            kind = "date" if isinstance(one.type, Date) else "number"
            return Control(head(one), since, value(since), until=(until, value(until)), kind=kind)
        case Division():
            name = parameter(one, "below")
            return Control(one.label, name, value(name), hint="县、市或省，含下级")
        case Code("industry") | Ref():
            name = parameter(one, "is")
            return Control(one.label, name, value(name), hint="名称或代码")
    name = parameter(one, "has") if "has" in operations(one) else parameter(one, "is")
    return Control(one.label, name, value(name), hint="含…")


def tabs(register: Register, asked: Asked, saved: Sequence[SavedView]) -> list[Tab]:
    """The views that are offered: all rows, the declared ones, the viewer's own and colleagues'."""
    path, here = kind_path(register.kind), _canonical(asked.query(after=""))
    found = [Tab("全部", path, not here)]
    for declared in register.kind.views:
        query = declared.query.lstrip("?")
        if not _named(query) & frozenset(register.kind.by_name) <= register.seen:
            continue
        found.append(Tab(declared.label, f"{path}?{query}", _canonical(query) == here))
    for one in saved:
        note = "" if one.is_own else "同事的"
        number = one.number if one.is_own else None
        found.append(Tab(one.name, f"{path}?{one.query}", _canonical(one.query) == here, note, number))
    return found


def _named(query: str) -> frozenset[str]:
    """What the query string of a list looks at: names of its properties, among others."""
    pairs = parse_qsl(query)
    asked = {value.lstrip("-") for name, value in pairs if name in ("sort", "empty", "disputed")}
    return frozenset(asked | {name.partition(".")[0] for name, _ in pairs if name != "sort"})


def _canonical(query: str) -> frozenset[tuple[str, str]]:
    return frozenset(parse_qsl(query))


def fault_lines(asked: Asked) -> list[str]:
    """What of the address could not be used, in words."""
    by_name = {one.name: one.label for one in asked.kind.properties}
    found = []
    for finding in asked.faults:
        name = finding.pointer.strip("/").partition(".")[0]
        label = by_name.get(name, name)
        found.append(
            f"{label}“{finding.value}”：{labels_statements.finding_words(finding)}" if finding.value else label
        )
    return found


def hidden(asked: Asked, *without: str) -> list[tuple[str, str]]:
    """The parameters of the list that a form of its page carries on, those aside that it has controls for."""
    return [(name, value) for name, value in parse_qsl(asked.query(after="")) if name not in without]


def export_href(register: Register, asked: Asked, form: str, *, every_column: bool = False) -> str:
    """The address of an export of the list as it is filtered."""
    query = asked.query(after="", **({"columns": "*"} if every_column else {}))
    return f"{kind_path(register.kind)}?{query}{'&' if query else ''}{urlencode({'format': form})}"
