"""Where did a thing come from, what became of it, and what happened to it?

The genealogy is what `reach` finds both ways (genealogy.py says through what it goes). An event that its organisation declared to
be in error is shown once, marked, and leads nowhere (EPCIS 2.0, 7.4.1.2).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from itertools import islice

from yaomai.database import prepared
from yaomai.errors import NotFoundError
from yaomai.people.viewer import Rows, Viewer, visible_rows
from yaomai.registers.queries import names
from yaomai.registers.queries.names import Named
from yaomai.standards.gs1.identifier import identify
from yaomai.traceability.engine.event_rows import hash_id
from yaomai.traceability.engine.genealogy import ChainLink, between_things, steps_among
from yaomai.traceability.queries.genealogy import reach
from yaomai.traceability.queries.in_force import DECLARED_IN_ERROR_THEN, unknown_from

VISIBILITY = "epcis.event"

NODES_MAX = 3_000
LINKS_MAX = 20_000
"""From thing to thing: n inputs and m outputs of one step make n × m."""
EVENTS_MAX = 200
PARTS_MAX = 100
"""So many things of one role of an event are read, and all that the question is about: an event may name 100,000."""

# The roles of what goes in, or is packed, in an event (EPCIS 2.0, 7.4).
_BEFORE = ("inputEPCList", "inputQuantityList", "childEPCs", "childQuantityList")


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
    are containers, and lots of which only some instances belong to the genealogy. `before`: the thing and all that it came from,
    steps included; None when that is more than was read.
    """

    thing: Named
    nodes: dict[int, Named]
    links: tuple[Link, ...]
    steps: tuple[Step, ...]
    is_whole: bool
    chain: tuple[ChainLink, ...] = ()
    transformations: Mapping[int, Transformation] = field(default_factory=dict)
    carriers: frozenset[int] = frozenset()
    before: frozenset[int] | None = None


def find_thing(text: str) -> Named:
    """The thing that a code in any spelling names. Raises NotFoundError when no event ever named it."""
    canonical = identify(text).canonical
    found = names.by_canonical([canonical]).get(canonical)
    if found is None:
        raise NotFoundError(f"no event names {canonical}")
    return found


def trace(
    viewer: Viewer,
    thing: Named,
    *,
    known_on: datetime | None = None,
    at: datetime | None = None,
    nodes_max: int = NODES_MAX,
) -> Trace:
    """The genealogy and the events of a thing, as far as the viewer may see them: as was known on `known_on`, of events until `at`.

    At most about `nodes_max` things and steps are in the genealogy. Raises NotFoundError for a viewer who may see no events.
    """
    if visible_rows(viewer, VISIBILITY).rows is Rows.NONE:
        raise NotFoundError(f"no event names {thing.canonical}")
    # However many packs came of a thing, its origin is not crowded out, nor they by it.
    before = reach([thing.number], "back", known_on=known_on, at=at, limit=nodes_max * 3 // 4)
    room = max(1, nodes_max - len(before.nodes) + 1)
    after = reach([thing.number], "forward", known_on=known_on, at=at, limit=room)
    found = sorted({*before.links, *after.links}, key=lambda link: (link.event_time, link.record, link.start))
    said = _said_of({link.record for link in found})
    chain = tuple(link for link in found if link.record in said)  # an event may have been erased meanwhile
    nodes = before.nodes | after.nodes
    steps_reached = steps_among(chain, nodes)
    records = _records_of(thing.number, known_on, at)
    between = list(islice(between_things(chain), LINKS_MAX + 1))
    return Trace(
        thing=thing,
        nodes=names.by_number(nodes - steps_reached),
        links=tuple(
            Link(link.start, link.end, link.record, said[link.record].biz_step) for link in between[:LINKS_MAX]
        ),
        steps=tuple(_steps(records[:EVENTS_MAX], thing=thing.number, known_on=known_on)),
        is_whole=before.is_whole and after.is_whole and len(records) <= EVENTS_MAX and len(between) <= LINKS_MAX,
        chain=chain,
        transformations=_transformations(steps_reached, chain, said),
        carriers=(before.carriers | after.carriers) - {thing.number},
        before=before.nodes if before.is_whole else None,
    )


def steps_of(records: Sequence[int], *, ordinal: int = -1) -> list[Step]:
    """The events of these records, the newest first; of each the things named first, and the one with this ordinal."""
    return _steps(records, ordinal=ordinal)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the event of a link says beside the link; `event_time` in its own offset."""

    biz_step: str | None
    event_time: datetime
    place: Named | None
    organisation: int | None


def _said_of(records: Iterable[int]) -> dict[int, _Said]:
    rows = prepared.ask(
        "SELECT record, biz_step, event_time, event_time_zone_offset, coalesce(biz_location_id, read_point_id), organisation"
        " FROM traceability_event WHERE record = ANY(%s::bigint[])",
        (sorted(records),),
    )
    places = names.by_number(row[4] for row in rows if row[4] is not None)
    return {row[0]: _Said(row[1], row[2].astimezone(time_zone(row[3])), places.get(row[4]), row[5]) for row in rows}


def _transformations(
    steps: Iterable[int], chain: Sequence[ChainLink], said: Mapping[int, _Said]
) -> dict[int, Transformation]:
    """Each of these steps with its events, the earliest first; `chain` is in the order of time."""
    records: dict[int, dict[int, None]] = {step: {} for step in steps}
    for link in chain:
        for node in (link.start, link.end):
            if node in records:
                records[node][link.record] = None
    return {
        step: Transformation(step, first.biz_step, tuple(events), first.event_time, first.place, first.organisation)
        for step, events in records.items()
        for first in [said[record] for record in events][:1]
    }


def _records_of(number: int, known_on: datetime | None, at: datetime | None) -> list[int]:
    """The newest events that name the thing; declarations of error are no events of it."""
    newest = (
        "SELECT record, event_time FROM traceability_event WHERE declaration_hash = '' AND record < %(unknown)s"
        " AND event_time <= %(at)s::timestamptz AND {0} ORDER BY event_time DESC, record DESC LIMIT %(limit)s"
    )
    ways = (
        "record IN (SELECT record FROM traceability_event_thing WHERE identifier_id = %(number)s)",
        "read_point_id = %(number)s",
        "biz_location_id = %(number)s",
    )
    each = " UNION ".join(f"({newest.format(way)})" for way in ways)
    rows = prepared.ask(
        f"SELECT record FROM ({each}) AS found ORDER BY event_time DESC, record DESC LIMIT %(limit)s",
        {
            "number": number,
            "unknown": unknown_from(known_on),
            "at": "infinity" if at is None else at,
            "limit": EVENTS_MAX + 1,
        },
    )
    return [row[0] for row in rows]


def _steps(
    records: Sequence[int], *, thing: int = -1, ordinal: int = -1, known_on: datetime | None = None
) -> list[Step]:
    events = prepared.ask(
        "SELECT record, event_id, event_type, event_time, event_time_zone_offset, action, biz_step, disposition,"
        f" coalesce(biz_location_id, read_point_id), organisation, {DECLARED_IN_ERROR_THEN}, event_hash"
        " FROM traceability_event e WHERE record = ANY(%(records)s::bigint[]) ORDER BY event_time DESC, record DESC",
        {"records": list(records), "unknown": unknown_from(known_on)},
    )
    things = prepared.ask(
        "SELECT record, ordinal, role, identifier_id, quantity, uom, many FROM ("
        "SELECT *, row_number() OVER (PARTITION BY record, role ORDER BY ordinal) AS nth,"
        " count(*) OVER (PARTITION BY record) AS many"
        " FROM traceability_event_thing WHERE record = ANY(%s::bigint[])) AS numbered"
        " WHERE nth <= %s OR identifier_id = %s::bigint OR ordinal = %s ORDER BY record, ordinal",
        (list(records), PARTS_MAX, thing, ordinal),
    )
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
    """The time zone of an eventTimeZoneOffset such as `+08:00`, which was checked at capture. It bears the text as its name,
    so that an event's own `+00:00` is not taken for the plain UTC of times that the database holds.
    """
    sign = -1 if text.startswith("-") else 1
    hours, minutes = text[1:].split(":")
    return timezone(sign * timedelta(hours=int(hours), minutes=int(minutes)), text)
