"""Where did a thing come from, what became of it, and what happened to it?

Follows what events say was made of what (transformations) and what was packed into what (aggregations), both ways, level by level.
An event that its organisation declared to be in error is shown once, marked, and leads nowhere (EPCIS 2.0, 7.4.1.2).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from django.db import connections

from yaomai.errors import NotFoundError
from yaomai.people.viewer import Rows, Viewer, visible_rows
from yaomai.registers.queries import names
from yaomai.registers.queries.names import Named
from yaomai.standards.gs1.identifier import identify
from yaomai.traceability.engine.event_rows import hash_id
from yaomai.traceability.engine.genealogy import ChainLink
from yaomai.traceability.queries.in_force import DECLARED_IN_ERROR

NODES_MAX = 60
LINKS_MAX = 240
"""From one generation to the next."""
EVENTS_MAX = 200
PARTS_MAX = 100
"""So many things of one role of an event are read, and all that the question is about: an event may name 100,000."""

# From which roles to which others an event leads (EPCIS 2.0, 7.4): forwards in the life of goods.
_LEADS = {
    "inputEPCList": "out",
    "inputQuantityList": "out",
    "outputEPCList": "in",
    "outputQuantityList": "in",
    "childEPCs": "out",
    "childQuantityList": "out",
    "parentID": "in",
}
_BEFORE = tuple(role for role, side in _LEADS.items() if side == "out")
_AFTER = tuple(role for role, side in _LEADS.items() if side == "in")


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that an event names: in which role, how much (None: not said), and its ordinal in the event."""

    thing: Named
    role: str
    quantity: Decimal | None
    uom: str | None
    ordinal: int


@dataclass(frozen=True, slots=True)
class Step:
    """One event of a thing. `event_time` is in the event's own offset; `left_out` says how many things are not in `parts`."""

    record: int
    event_id: str
    event_type: str
    event_time: datetime
    action: str | None
    biz_step: str | None
    disposition: str | None
    place: Named | None
    organisation: int | None
    declared_in_error: bool
    parts: tuple[Part, ...]
    left_out: int = 0

    def before(self) -> tuple[Part, ...]:
        """What went in: inputs, or what was packed."""
        return tuple(part for part in self.parts if part.role in _BEFORE)

    def after(self) -> tuple[Part, ...]:
        """What came out: outputs, the container, or the things that the event is about."""
        return tuple(part for part in self.parts if part.role not in _BEFORE)


@dataclass(frozen=True, slots=True)
class Link:
    """That one thing went into another, by an event."""

    start: int
    end: int
    record: int
    biz_step: str | None


@dataclass(frozen=True, slots=True)
class Transformation:
    """A step of the chain, for drawing: its node, what it is called, and the event that began it.

    `number` is the node (see `traceability.engine.genealogy`); `records` are its events as far as the genealogy reached them, the
    earliest first; `event_time` is that of the earliest, in its own offset.
    """

    number: int
    biz_step: str | None
    records: tuple[int, ...]
    event_time: datetime
    place: Named | None
    organisation: int | None


@dataclass(frozen=True, slots=True)
class Trace:
    """A thing, its genealogy (numbers of the dictionary), and its events, the newest first. `is_whole`: nothing was left out.

    `nodes` and `links` are things and which leads to which, steps left out; `chain` is the same genealogy with its steps as nodes
    of their own, which `transformations` describes by number: n inputs and m outputs are n + m links there, not n × m. `carriers`
    are containers, and lots of which only some instances belong to the genealogy.
    """

    thing: Named
    nodes: dict[int, Named]
    links: tuple[Link, ...]
    steps: tuple[Step, ...]
    is_whole: bool
    chain: tuple[ChainLink, ...] = ()
    transformations: Mapping[int, Transformation] = field(default_factory=dict)
    carriers: frozenset[int] = frozenset()


def find_thing(text: str) -> Named:
    """The thing that a code in any spelling names. Raises NotFoundError when no event ever named it."""
    canonical = identify(text).canonical
    found = names.by_canonical([canonical]).get(canonical)
    if found is None:
        raise NotFoundError(f"no event names {canonical}")
    return found


def trace(viewer: Viewer, thing: Named, *, nodes_max: int = NODES_MAX) -> Trace:
    """The genealogy and the events of a thing, as far as the viewer may see them."""
    if visible_rows(viewer, "epcis.event").rows is Rows.NONE:
        raise NotFoundError(f"no event names {thing.canonical}")
    walk = _Walk(
        nodes_max * 3 // 4
    )  # however many packs came of a thing, its origin is not crowded out, nor they by it
    walk.follow(thing.number, _AFTER, _BEFORE)
    walk.nodes_max = nodes_max
    walk.follow(thing.number, _BEFORE, _AFTER)
    records = _records_of(thing.number)
    steps = _steps(records[:EVENTS_MAX], thing=thing.number)
    return Trace(
        thing=thing,
        nodes=names.by_number(walk.seen),
        links=tuple(walk.links.values()),
        steps=tuple(steps),
        is_whole=walk.is_whole and len(records) <= EVENTS_MAX,
    )


def steps_of(records: Sequence[int], *, ordinal: int = -1) -> list[Step]:
    """The events of these records, the newest first; of each the things named first, and the one with this ordinal."""
    return _steps(records, ordinal=ordinal)


def newest_said(thing: Named, dispositions: Sequence[str]) -> dict[str, int]:
    """Which of these dispositions any event of the thing states, and the record of the newest that does, however many there are."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (disposition) disposition, record FROM traceability_event WHERE disposition = ANY(%s)"
            " AND record IN (SELECT record FROM traceability_event_thing WHERE identifier_id = %s)"
            " ORDER BY disposition, event_time DESC, record DESC",
            (list(dispositions), thing.number),
        )
        return dict(cursor.fetchall())


@dataclass(slots=True)
class _Walk:
    nodes_max: int
    seen: set[int] = field(default_factory=set)
    links: dict[tuple[int, int, int], Link] = field(default_factory=dict)
    is_whole: bool = True

    def follow(self, start: int, near: Sequence[str], far: Sequence[str]) -> None:
        """From things in the roles `near` to those in the roles `far` of the same events, until nothing new comes."""
        self.seen.add(start)
        frontier = {start}
        forwards = near is _BEFORE
        while frontier:
            reached = set()
            found = _neighbours(frontier, near, far, LINKS_MAX + 1)
            self.is_whole = self.is_whole and len(found) <= LINKS_MAX
            for one, other, record, biz_step in found[:LINKS_MAX]:
                if other not in self.seen:
                    if len(self.seen) >= self.nodes_max:
                        self.is_whole = False
                        continue
                    self.seen.add(other)
                    reached.add(other)
                begin, end = (one, other) if forwards else (other, one)
                self.links.setdefault((begin, end, record), Link(begin, end, record, biz_step))
            frontier = reached


def _neighbours(
    things: Iterable[int], near: Sequence[str], far: Sequence[str], limit: int
) -> list[tuple[int, int, int, str | None]]:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT a.identifier_id, b.identifier_id, a.record, e.biz_step FROM traceability_event_thing a"
            " JOIN traceability_event_thing b ON b.record = a.record JOIN traceability_event e ON e.record = a.record"
            " WHERE a.identifier_id = ANY(%s) AND a.role = ANY(%s) AND b.role = ANY(%s) AND coalesce(e.action, '') <> 'DELETE'"
            f" AND e.declaration_hash = '' AND NOT {DECLARED_IN_ERROR}"
            " ORDER BY a.record, a.identifier_id, b.identifier_id LIMIT %s",
            (sorted(things), list(near), list(far), limit),
        )
        return list(cursor.fetchall())


def _records_of(number: int) -> list[int]:
    """The newest events that name the thing; declarations of error are no events of it."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT record FROM ("
            "(SELECT record, event_time FROM traceability_event WHERE declaration_hash = '' AND record IN"
            " (SELECT record FROM traceability_event_thing WHERE identifier_id = %(number)s)"
            " ORDER BY event_time DESC, record DESC LIMIT %(limit)s)"
            " UNION (SELECT record, event_time FROM traceability_event WHERE declaration_hash = '' AND read_point_id = %(number)s"
            " ORDER BY event_time DESC, record DESC LIMIT %(limit)s)"
            " UNION (SELECT record, event_time FROM traceability_event WHERE declaration_hash = '' AND biz_location_id = %(number)s"
            " ORDER BY event_time DESC, record DESC LIMIT %(limit)s)"
            ") AS found ORDER BY event_time DESC, record DESC LIMIT %(limit)s",
            {"number": number, "limit": EVENTS_MAX + 1},
        )
        return [row[0] for row in cursor.fetchall()]


def _steps(records: Sequence[int], *, thing: int = -1, ordinal: int = -1) -> list[Step]:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT record, event_id, event_type, event_time, event_time_zone_offset, action, biz_step, disposition,"
            f" coalesce(biz_location_id, read_point_id), organisation, {DECLARED_IN_ERROR}, event_hash"
            " FROM traceability_event e WHERE record = ANY(%s) ORDER BY event_time DESC, record DESC",
            (list(records),),
        )
        events = cursor.fetchall()
        cursor.execute(
            "SELECT record, ordinal, role, identifier_id, quantity, uom, many FROM ("
            "SELECT *, row_number() OVER (PARTITION BY record, role ORDER BY ordinal) AS nth,"
            " count(*) OVER (PARTITION BY record) AS many"
            " FROM traceability_event_thing WHERE record = ANY(%s)) AS numbered"
            " WHERE nth <= %s OR identifier_id = %s OR ordinal = %s ORDER BY record, ordinal",
            (list(records), PARTS_MAX, thing, ordinal),
        )
        things = cursor.fetchall()
    named = names.by_number([row[3] for row in things] + [row[8] for row in events if row[8] is not None])
    parts: dict[int, list[Part]] = {}
    counts: dict[int, int] = {}
    for record, place, role, number, quantity, uom, many in things:
        parts.setdefault(record, []).append(Part(named[number], role, quantity, uom, place))
        counts[record] = many
    return [
        Step(
            record=row[0],
            event_id=row[1] or hash_id(bytes(row[11])),
            event_type=row[2],
            event_time=row[3].astimezone(time_zone(row[4])),
            action=row[5],
            biz_step=row[6],
            disposition=row[7],
            place=named.get(row[8]) if row[8] is not None else None,
            organisation=row[9],
            declared_in_error=row[10],
            parts=tuple(parts.get(row[0], ())),
            left_out=counts.get(row[0], 0) - len(parts.get(row[0], ())),
        )
        for row in events
    ]


def time_zone(text: str) -> timezone:
    """The time zone of an eventTimeZoneOffset such as `+08:00`, which was checked at capture."""
    sign = -1 if text.startswith("-") else 1
    hours, minutes = text[1:].split(":")
    return timezone(sign * timedelta(hours=int(hours), minutes=int(minutes)))
