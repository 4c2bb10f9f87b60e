"""Which events answer this query, as far as this viewer may know?

Pages go by keys, not by counting rows: a page begins after the last event of the one before, and later pages hold no event that
was recorded after the first was asked for. (One whose recording began before and ended after may appear on a later page: events get
their numbers before they commit.) Whoever sees an event in part finds it by the members that are seen, and by no others; and does
not find it any more when its organisation has declared it in error, unless that declaration is seen, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg
from django.db import OperationalError, connections, transaction

from yaomai.errors import RefusedError
from yaomai.ledger.engine.deed import deed_and_position
from yaomai.people.viewer import ALL, Rows, Viewer, visible_properties, visible_rows
from yaomai.standards.epcis.event_query import (
    Compared,
    Condition,
    DeclaresError,
    EventQuery,
    Matches,
    OneOf,
    Refers,
    Within,
)
from yaomai.standards.epcis.event_query_names import QUANTITY_LISTS
from yaomai.traceability.engine.kept_document import KIND
from yaomai.traceability.queries import events
from yaomai.traceability.queries.event_conditions import KEYS, Sql, all_of, any_of, is_narrow, sql
from yaomai.traceability.queries.events import VISIBILITY, EventView
from yaomai.traceability.queries.in_force import EVENT_IN_FORCE_NOW

PAGE_BYTES_MAX = 16 * 1024 * 1024
"""A page ends before the events on it, and what stands around them in their documents (which is read once a document), have more
bytes than this, however many were asked for; one event it always has.
"""
PATIENCE_S = 15
"""A query that the database has not answered by then is refused as too complex."""


class TooLargeError(RefusedError):
    """More events answer the query than its maxEventCount allows."""


class TooComplexError(RefusedError):
    """The database took longer over the query than anybody waits."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page ended: the event's place in the order (`key` None: as recorded) and record, the newest record when the first
    page was asked for, and how many events there were so far.
    """

    key: datetime | None
    record: int
    newest: int
    given: int


@dataclass(frozen=True, slots=True)
class Page:
    """The events of one page in the order asked for, and where the next one begins; None: there is none."""

    events: Sequence[EventView]
    end: Position | None


def page(viewer: Viewer, query: EventQuery, *, size: int, after: Position | None = None) -> Page:
    """The first `size` events of the answer, or those that follow the page that ended at `after`.

    Raises TooLargeError when the answer has more events than the query's count_max, TooComplexError.
    """
    given = after.given if after else 0
    wanted = size if query.count_limit is None else min(size, query.count_limit - given)
    where = _conditions(viewer, query)
    if wanted <= 0 or where is None:
        return Page((), None)
    rows = _rows(query, where, wanted + 1, after)
    if not rows:
        return Page((), None)
    newest, total = rows[0].newest, rows[0].total
    if query.count_max is not None and total is not None and total > query.count_max:
        raise TooLargeError(
            f"more than {query.count_max} events answer the query (maxEventCount); ask for fewer, or read them page by page"
        )
    fitting = _fitting(rows[:wanted])
    views = events.by_records(viewer, [row.record for row in fitting])
    last = fitting[-1]
    is_more = len(fitting) < len(rows) and (query.count_limit is None or given + len(fitting) < query.count_limit)
    end = Position(last.key, last.record, after.newest if after else newest, given + len(fitting))
    return Page(views, end if is_more else None)


@dataclass(frozen=True, slots=True)
class _Row:
    record: int
    key: datetime | None
    size: int
    frame_size: int
    newest: int
    total: int | None


def _fitting(rows: Sequence[_Row]) -> list[_Row]:
    """The first rows that are not too many bytes together, and one at least."""
    room = PAGE_BYTES_MAX
    fitting: list[_Row] = []
    framed: set[int] = set()
    for row in rows:
        deed, _ = deed_and_position(row.record)
        room -= row.size + (row.frame_size if deed not in framed else 0)
        framed.add(deed)
        if room < 0 and fitting:
            break
        fitting.append(row)
    return fitting


# --- what is asked of the database

_FROM = "FROM traceability_event e JOIN ledger_deed d ON d.id = e.record >> 20"
# All events in the order of their recording, deed by deed: so that for one page not all of them are sorted.
_FROM_DEEDS = (
    "FROM (SELECT id, record_time FROM ledger_deed WHERE kind = %s{bound} ORDER BY record_time {direction}, id {direction}"
    " OFFSET 0) d CROSS JOIN LATERAL"
    " (SELECT * FROM traceability_event o WHERE o.record >= d.id << 20 AND o.record < (d.id + 1) << 20 OFFSET 0) e"
)


def _source(query: EventQuery, after: Position | None) -> Sql:
    """Where the rows come from: events and their deeds, or deeds in the order of their times and then their events."""
    if query.order != "recordTime" or any(map(is_narrow, query.conditions)):
        return _FROM, []
    direction, sign = ("DESC", "<=") if query.descending else ("ASC", ">=")
    if after is None:
        return _FROM_DEEDS.format(bound="", direction=direction), [KIND]
    return _FROM_DEEDS.format(bound=f" AND record_time {sign} %s", direction=direction), [KIND, after.key]


def _rows(query: EventQuery, where: Sequence[Sql], limit: int, after: Position | None) -> list[_Row]:
    """One statement, so that the count, the newest record and the rows are of one moment."""
    condition, values = all_of(where)
    direction = "DESC" if query.descending else "ASC"
    key = KEYS[query.order] if query.order else None
    order = f"{key} {direction}, e.record {direction}" if key else f"e.record {direction}"
    source, sourced = _source(query, after)
    total, counted = "NULL::bigint", []
    if query.count_max is not None and after is None:
        total = f"(SELECT count(*) FROM (SELECT {_FROM} WHERE {condition} LIMIT %s) AS counted)"
        counted = [*values, query.count_max + 1]
    behind, place = _behind(after, key, descending=query.descending)
    statement = (
        f"SELECT e.record, {key or 'NULL::timestamptz'},"
        " (SELECT octet_length(body) FROM ledger_record k WHERE k.id = e.record),"
        " (SELECT octet_length(body) FROM ledger_record k WHERE k.id = ((e.record >> 20) << 20) + 1),"
        f" (SELECT max(record) FROM traceability_event), {total}"
        f" {source} WHERE {condition}{behind} ORDER BY {order} LIMIT %s"
    )
    with transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT set_config('statement_timeout', %s, true), set_config('jit', 'off', true)", (f"{PATIENCE_S}s",)
        )
        try:
            cursor.execute(statement, [*counted, *sourced, *values, *place, limit])
        except OperationalError as error:
            if isinstance(error.__cause__, psycopg.errors.QueryCanceled):
                raise TooComplexError(
                    f"the query was not answered within {PATIENCE_S} seconds; name a thing, a place or a shorter time"
                ) from None
            raise
        return [
            _Row(record, at, size or 0, frame_size or 0, newest, total)
            for record, at, size, frame_size, newest, total in cursor.fetchall()
        ]


def _behind(after: Position | None, key: str | None, *, descending: bool) -> Sql:
    """The condition that only what follows this position is wanted."""
    if after is None:
        return "", []
    sign = "<" if descending else ">"
    if key is None:
        return f" AND e.record <= %s AND e.record {sign} %s", [after.newest, after.record]
    return f" AND e.record <= %s AND ({key}, e.record) {sign} (%s, %s)", [after.newest, after.key, after.record]


def _conditions(viewer: Viewer, query: EventQuery) -> list[Sql] | None:
    """What the rows must fulfil; None when none can that the viewer may see.

    Of its own organisation's events a viewer may see other members than of others' events. Those of which a member that is asked
    about is withheld are left out as a whole: else the answer would tell what the member says.
    """
    rule = visible_rows(viewer, VISIBILITY)
    if rule.rows is Rows.NONE:
        return None
    needed = {member for condition in query.conditions for member in members_of(condition)}
    own = (
        visible_properties(viewer, VISIBILITY, viewer.organisation) if viewer.organisation is not None else frozenset()
    )
    others = visible_properties(viewer, VISIBILITY, None)
    of_own = own is ALL or (bool(own) and needed <= own)
    of_others = others is ALL or (bool(others) and needed <= others)
    if not of_own and not of_others:
        return None
    where: list[Sql] = []
    mine: Sql = ("e.organisation = %s", [viewer.organisation])
    if not of_others:
        where.append(mine)
    elif others is not ALL and "errorDeclaration" not in others:
        # Without its declaration of error such an event, and so the declaration itself, would look as if it had happened.
        where.append(any_of([(EVENT_IN_FORCE_NOW, []), *([mine] if own is ALL else [])]))
    return [*where, *(sql(condition) for condition in query.conditions)]


def members_of(condition: Condition) -> tuple[str, ...]:
    """The members of an event that the condition is about."""
    match condition:
        case OneOf(member) | Within(member):
            return (member.partition(".")[0],)
        case Matches(lists):
            return lists
        case Refers(name):
            return (name,)
        case Compared():
            return QUANTITY_LISTS
        case DeclaresError():
            return ("errorDeclaration",)
