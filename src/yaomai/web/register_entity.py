"""What do the pages of one entity show: its properties with all that is said of them, its history, what refers to it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.safestring import SafeString

from yaomai.people.viewer import Viewer
from yaomai.registers import kinds
from yaomai.registers.declaration import Kind, Property, Ref
from yaomai.registers.queries import entities, lists
from yaomai.registers.queries.entities import Cell, EntityView, StatementView
from yaomai.registers.queries.lists import Filter, Listing
from yaomai.registers.sight import sights
from yaomai.web import labels_statements
from yaomai.web.presentation import Link
from yaomai.web.register_shown import Titles, address_of, groups, kind_path, markup, referred, validity_words

HELD = frozenset({"in_force", "not_preferred"})
"""The statuses of statements that count today: the one that holds, and those of other speakers."""
REFERRING_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a property: the value, who, when, as which class of source; `tone` and `shape` of its status."""

    value: SafeString
    href: str
    who: str
    source: str
    when: datetime
    status: str
    status_word: str
    tone: str
    shape: str
    why: str
    validity: str = ""
    origin: str = ""
    label: str = ""
    mark: str = ""  # record.ordinal


@dataclass(frozen=True, slots=True)
class Line:
    """One property of an entity. `others`: what other speakers say, where they disagree; `now`: what holds today, where the page
    shows another day and that differs.
    """

    property: Property
    value: SafeString | None
    href: str
    who: str
    when: datetime | None
    is_disputed: bool
    others: tuple[Said, ...] = ()
    rule: str = ""
    choose_href: str = ""
    now: SafeString | None = None
    validity: str = ""


def values_of(view: EntityView) -> dict[str, object]:
    """What the entity's properties hold, as far as they are seen."""
    return {name: cell.value for name, cell in view.cells.items()}


def titles_of(viewer: Viewer, views: Sequence[EntityView], said: Sequence[StatementView] = ()) -> Titles:
    """The titles of everything that these refer to."""
    pairs = [(view.kind.by_name[name], cell.value) for view in views for name, cell in view.cells.items()]
    for one in said:
        declared = kinds.kind(one.kind).by_name.get(one.property)
        if declared is not None:
            pairs.append((declared, one.value))
    wanted = referred(pairs)
    return entities.titles(viewer, wanted) if wanted else {}


def property_lines(
    view: EntityView, said: Sequence[StatementView], titles: Titles, *, may_choose: bool, now: EntityView | None = None
) -> list[tuple[str, str, list[Line]]]:
    """The properties in groups; those of which nothing is known are left out at the end of each group by the template.

    `now`: the entity as of today, where `view` is as of another day.
    """
    seen = frozenset(view.kind.by_name) - view.hidden
    by_mark = {(one.record, one.ordinal): one for one in said}
    by_property: dict[str, list[StatementView]] = {}
    for one in said:
        by_property.setdefault(one.property, []).append(one)
    return [
        (
            key,
            heading,
            [_line(view, one, by_mark, by_property.get(one.name, []), titles, may_choose, now) for one in properties],
        )
        for key, heading, properties in groups(view.kind, seen)
    ]


def _line(
    view: EntityView,
    one: Property,
    by_mark: Mapping[tuple[int, int], StatementView],
    said: Sequence[StatementView],
    titles: Titles,
    may_choose: bool,
    now: EntityView | None,
) -> Line:
    cell = view.cells.get(one.name)
    differs = _differs(one, cell, now, titles)
    if cell is None:
        return Line(one, None, "", "", None, is_disputed=False, now=differs)
    own = by_mark.get(tuple(cell.statement))  # type: ignore[arg-type]  # a pair
    others: tuple[Said, ...] = ()
    rule = choose_href = ""
    if cell.is_disputed and now is None:
        held = [each for each in said if each.status in HELD and (each.record, each.ordinal) != tuple(cell.statement)]
        others = tuple(said_of(one, each, titles) for each in held)
        rule = labels_statements.reason_words(own.status, own.reason) if own else ""
        choose_href = f"{kind_path(view.kind)}/{view.number}/{one.name}/choose" if may_choose else ""
    return Line(
        one,
        markup(one, cell.value, titles),
        address_of(cell.statement),
        speaker(own) if own else "",
        timezone.localtime(cell.record_time),
        is_disputed=cell.is_disputed,
        others=others,
        rule=rule,
        choose_href=choose_href,
        now=differs,
        validity=validity_words(cell.valid_from, cell.valid_to),
    )


def _differs(one: Property, cell: Cell | None, now: EntityView | None, titles: Titles) -> SafeString | None:
    """What holds today, where that is not what the page shows; None where it is the same."""
    if now is None:
        return None
    today = now.cells.get(one.name)
    before, after = cell.value if cell else None, today.value if today else None
    if before == after and (cell is None) == (today is None):
        return None
    return markup(one, after, titles) if today else SafeString('<span class="quiet">没有记录</span>')


def speaker(one: StatementView) -> str:
    """Who said it, in a word or two."""
    return one.organisation_name or labels_statements.OPERATOR


def said_of(one: Property, statement: StatementView, titles: Titles) -> Said:
    """A statement as a line."""
    word, tone, shape = labels_statements.STATUSES.get(statement.status, (statement.status, "plain", "entry"))
    return Said(
        value=markup(one, statement.value, titles),
        href=address_of((statement.record, statement.ordinal)),
        who=speaker(statement),
        source=labels_statements.source_word(statement.source),
        when=timezone.localtime(statement.record_time),
        status=statement.status,
        status_word=word,
        tone=tone,
        shape=shape,
        why=labels_statements.reason_words(statement.status, statement.reason),
        validity=validity_words(statement.valid_from, statement.valid_to),
        origin=labels_statements.origin_word(statement.origin),
        label=one.label,
        mark=f"{statement.record}.{statement.ordinal}",
    )


@dataclass(frozen=True, slots=True)
class Referring:
    """Entities of a kind that refer to this one by a property: how many, the first few, and the list of all."""

    kind: Kind
    label: str
    total: int
    links: tuple[Link, ...]
    href: str


def referring(viewer: Viewer, kind: Kind, number: int) -> list[Referring]:
    """Who refers to this entity, of what the viewer sees."""
    found = []
    for other in kinds.all_kinds():
        seen = sights(viewer, other).ever
        for one in other.properties:
            if not isinstance(one.type, Ref) or one.type.kind != kind.name or one.name not in seen:
                continue
            page = lists.page(
                viewer, Listing(other.name, filters=(Filter(one.name, "is", str(number)),), limit=REFERRING_SHOWN)
            )
            if page.rows:
                path = kind_path(other)
                links = tuple(Link(row.title or f"#{row.number}", f"{path}/{row.number}") for row in page.rows)
                found.append(Referring(other, one.label, page.total, links, f"{path}?{one.name}={number}"))
    return found
