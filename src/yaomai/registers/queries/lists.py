"""Which entities of a kind are there that pass these filters, in this order: a page of them, how many, all of them?"""

import base64
import binascii
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import orjson
from django.db import connection

from yaomai.errors import Finding, InvalidError
from yaomai.people.viewer import Viewer
from yaomai.registers import kinds
from yaomai.registers.declaration.kind import Kind
from yaomai.registers.engine.list_conditions import Condition, Filter, SeenSql, conditions, sort_column
from yaomai.registers.sight import Sight, seen_by, sights

__all__ = ["LIMIT_MAX", "Filter", "ListRow", "Listing", "Page", "every", "page"]

LIMIT_MAX = 1_000


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that somebody asks for. `sort`: a property ("": the title); entities without it come last. `after`: a page's `older`
    or `newer`.
    """

    kind: str
    filters: tuple[Filter, ...] = ()
    sort: str = ""
    descending: bool = False
    after: str = ""
    limit: int = 50


@dataclass(frozen=True, slots=True)
class ListRow:
    """An entity in a list: of its properties those that it has and that the viewer sees (canonical JSON), and of each the statement
    that says so. `periods`: of those that are told year by year, from which day until before which it is said (None: any).
    """

    number: int
    title: str
    values: Mapping[str, Any]
    disputed: frozenset[str]
    organisation: int | None
    cells: Mapping[str, tuple[int, int]]
    periods: Mapping[str, tuple[date | None, date | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list, how many it has in all, and how its next and its previous page are asked for ("": there is none)."""

    rows: tuple[ListRow, ...]
    total: int
    older: str
    newer: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """A list as SQL."""

    kind: Kind
    seen: Sight
    where: str
    values: dict[str, Any]
    sort: str
    descending: bool
    is_filtered: bool
    has_index: bool


Start = tuple[str, str | None, int]
"""Which way a page goes from where: the key of a row (None: it has none) and its entity."""


def page(viewer: Viewer, listing: Listing) -> Page:
    """A page of a list. Raises NotFoundError for an unknown kind, InvalidError with everything that is wrong with filters, order
    and page.
    """
    asked = _asked(viewer, listing)
    start = _start(listing.after)
    backwards = start is not None and start[0] == "newer"
    limit = min(max(listing.limit, 1), LIMIT_MAX)
    if not asked.seen.ever:
        return Page((), 0, "", "")
    with seen_by(viewer, asked.kind) as cursor:
        total, found = _found(cursor, asked, start, limit + 1)
        more = len(found) > limit
        found = found[:limit]
        if backwards:
            found.reverse()
        rows = _rows(cursor, asked, [entity for entity, _ in found])
    has_older, has_newer = (True, more) if backwards else (more, start is not None)
    return Page(
        tuple(rows),
        total,
        _token("older", found[-1]) if found and has_older else "",
        _token("newer", found[0]) if found and has_newer else "",
    )


_TOTAL = 2
"""Marks the row that holds the total."""
_MEMORY = "SELECT set_config('work_mem', '32MB', true)"
"""For numbers and keys of all rows that pass, some hundred thousand: they are read twice, and need not go to disk for it."""


_WALKED = 1_000
"""So many rows are looked at along an index before all that pass the filters are put in order."""


def _found(cursor: Any, asked: _Asked, start: Start | None, limit: int) -> tuple[int, list[tuple[int, str | None]]]:
    """How many there are, and the entities from `start` on with their keys.

    Without filters each part walks along its index, or all in an order that none has. With filters that many pass, the first rows
    along the index have enough of them; else those that pass are looked for once.
    """
    values = asked.values | {"_limit": limit, "_walked": _WALKED}
    if start is not None:
        values |= {"_key": start[1], "_entity": start[2]}
    begin, source, key, parts = "", f"registers_listing_seen l WHERE {asked.where} AND", asked.sort, _parts
    counted = f"(SELECT {_TOTAL}, count(*), NULL FROM {source} true)"
    cursor.execute(_MEMORY)
    if asked.is_filtered and asked.has_index:
        condition, order = next(_parts(key, asked, start))
        cursor.execute(
            f"SELECT l.entity, {key} FROM (SELECT * FROM registers_listing_seen l WHERE l.kind = %(kind)s AND {condition}"
            f" ORDER BY {order} LIMIT %(_walked)s) l WHERE {asked.where} ORDER BY {order} LIMIT %(_limit)s",
            values,
        )
        if len(rows := cursor.fetchall()) == limit:
            cursor.execute(counted, values)
            return cursor.fetchone()[1], rows
    if asked.is_filtered or not asked.has_index:
        parts = _whole
    if asked.is_filtered:
        begin = f"WITH l AS MATERIALIZED (SELECT l.entity, {asked.sort} AS k FROM registers_listing_seen l WHERE {asked.where}) "
        source, key = "l WHERE", "l.k"
    asked_for = [
        f"(SELECT {number}, l.entity, {key} FROM {source} {condition} ORDER BY {order} LIMIT %(_limit)s)"
        for number, (condition, order) in enumerate(parts(key, asked, start))
    ]
    counted = f"(SELECT {_TOTAL}, count(*), NULL FROM {source} true)"
    cursor.execute(begin + " UNION ALL ".join([*asked_for, counted]), values)
    rows = sorted(cursor.fetchall(), key=lambda row: int(row[0]))  # stable: each part is in its order
    return rows[-1][1], [(entity, key) for part, entity, key in rows if part != _TOTAL][:limit]


def _parts(key: str, asked: _Asked, start: Start | None) -> Iterator[tuple[str, str]]:
    """The conditions and orders of those with the key and those without it, which come last; one after the other from `start` on.

    Equal ones stand in the order of their numbers; a page before another is read backwards.
    """
    backwards = start is not None and start[0] == "newer"
    falling = asked.descending != backwards
    way, beyond = ("DESC", "<") if falling else ("ASC", ">")
    nulls = "NULLS FIRST" if falling else "NULLS LAST"  # there are none: as the index has it
    order = f"{key} {way} {nulls}, l.entity {way}"  # of those without, too: so it is the index that is walked
    have, lack = (f"{key} IS NOT NULL", order), (f"{key} IS NULL", order)
    first, last = (lack, have) if backwards else (have, lack)
    if start is None:
        yield from (first, last)
        return
    starts_at = have if start[1] is not None else lack
    bound = (
        f"({key}, l.entity) {beyond} (%(_key)s, %(_entity)s)"
        if start[1] is not None
        else f"l.entity {beyond} %(_entity)s"
    )
    yield f"{starts_at[0]} AND {bound}", starts_at[1]
    if starts_at is first:
        yield last


def _whole(key: str, asked: _Asked, start: Start | None) -> Iterator[tuple[str, str]]:
    """The same as one part, for rows that are looked through anyway, whether they have the key or not."""
    backwards = start is not None and start[0] == "newer"
    way, beyond = ("DESC", "<") if asked.descending != backwards else ("ASC", ">")
    order = f"{key} {way} NULLS {'FIRST' if backwards else 'LAST'}, l.entity {way}"
    if start is None:
        yield "true", order
    elif start[1] is None:
        same = f"{key} IS NULL AND l.entity {beyond} %(_entity)s"
        yield (f"({same} OR {key} IS NOT NULL)" if backwards else same), order
    else:
        later = f"({key}, l.entity) {beyond} (%(_key)s, %(_entity)s)"
        yield (later if backwards else f"({later} OR {key} IS NULL)"), order


def every(viewer: Viewer, listing: Listing) -> Iterator[ListRow]:
    """All rows of a list in its order; `after` and `limit` do not matter. Raises as `page` does, on the first row."""
    asked = _asked(viewer, listing)
    way = "DESC" if asked.descending else "ASC"
    if not asked.seen.ever:
        return
    with seen_by(viewer, asked.kind), connection.chunked_cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM registers_listing_seen l JOIN registers_entity_seen e ON e.id = l.entity"
            f" WHERE {asked.where} ORDER BY {asked.sort} {way} NULLS LAST, l.entity {way}",
            asked.values,
        )
        while rows := cursor.fetchmany(_ROWS_PER_STEP):
            for row in rows:
                yield _row(asked, row)


_COLUMNS = "e.id, e.title, e.organisation, e.division, e.current::text, e.disputed, e.cells::text"
_ROWS_PER_STEP = 1_000


def _asked(viewer: Viewer, listing: Listing) -> _Asked:
    kind = kinds.kind(listing.kind)
    seen = sights(viewer, kind)
    values: dict[str, Any] = {"kind": kind.name}
    seen_sql = _seen_sql(kind, seen, values)
    sort = listing.sort or kind.title
    if sort not in kind.by_name:
        words = f"the kind {kind.name} has no property {sort[:80]!r}; it has {', '.join(kind.by_name)}"
        raise InvalidError([Finding("registers.sort_unknown", "/sort", words, sort[:80])])
    demanded = [Condition("l.kind = %(kind)s"), *conditions(kind, listing.filters, seen_sql)]
    for one in demanded:
        values |= one.values
    where = " AND ".join(one.sql for one in demanded)
    has_index = kind.by_name[sort] in kind.listed and seen_sql[sort] == "true"
    return _Asked(
        kind,
        seen,
        where,
        values,
        sort_column(kind, sort, seen_sql),
        listing.descending,
        bool(listing.filters),
        has_index,
    )


def _seen_sql(kind: Kind, seen: Sight, values: dict[str, Any]) -> SeenSql:
    """Under which condition each property is seen of a row; what the conditions need goes into `values`."""
    values |= {"_own": seen.organisation, "_below": sorted(seen.below), "_region": seen.region}
    in_region = "(starts_with(l.division, %(_region)s) OR (l.division = '' AND length(%(_region)s::text) = 2))"  # as 0012 has it
    found = {}
    for name in kind.by_name:
        if name in seen.of_all:
            found[name] = "true"
            continue
        ways = [
            sql
            for sql, properties, exists in (
                ("l.organisation = %(_own)s", seen.of_own, seen.organisation is not None),
                ("l.organisation = ANY (%(_below)s::bigint[])", seen.of_below, bool(seen.below)),
                (in_region, seen.of_region, bool(seen.region)),
            )
            if exists and name in properties
        ]
        found[name] = f"coalesce({' OR '.join(ways)}, false)" if ways else "false"
    return found


def _token(direction: str, row: tuple[int, str | None]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([direction, row[1], row[0]])).decode().rstrip("=")


def _start(token: str) -> Start | None:
    """Where a page starts. Raises InvalidError for what is no page's `older` or `newer`."""
    if not token:
        return None
    try:
        direction, key, entity = orjson.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (binascii.Error, ValueError, TypeError):
        direction, key, entity = None, None, None
    if (
        direction not in ("older", "newer")
        or not (key is None or (isinstance(key, str) and "\0" not in key))
        or not isinstance(entity, int)
        or not 0 <= entity < 2**63
    ):
        words = "this is no page of a list; begin with the first page"
        raise InvalidError([Finding("registers.page_unknown", "/after", words, token[:80])])
    return direction, key, entity


def _rows(cursor: Any, asked: _Asked, numbers: list[int]) -> list[ListRow]:
    cursor.execute(f"SELECT {_COLUMNS} FROM registers_entity_seen e WHERE e.id = ANY (%s::bigint[])", (numbers,))
    found = {row[0]: _row(asked, row) for row in cursor.fetchall()}
    return [found[number] for number in numbers if number in found]


def _row(asked: _Asked, row: tuple[Any, ...]) -> ListRow:
    number, title, organisation, division, current, disputed, cells = row
    seen = asked.seen.of(organisation, division)
    places = {name: place for name, place in orjson.loads(cells).items() if name in seen}
    return ListRow(
        number,
        title if asked.kind.title in seen else "",
        {name: value for name, value in orjson.loads(current).items() if name in seen},
        frozenset(disputed) & seen,
        organisation,
        {name: (place[0], place[1]) for name, place in places.items()},
        {name: (_day(place[2]), _day(place[3])) for name, place in places.items() if len(place) > 2},
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
