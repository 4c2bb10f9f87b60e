"""What do the events in force say of one thing, and of all that it came from? As few questions to the database as will do.

For the pages that answer 'is this one good?': the thing's own newest events, and of what went into it only what bears on the
answer: inspections, grave dispositions, where it was gathered, with what it began. Of a thing with very many events the newest
are read, and each kind of those that bear on the answer, however old.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from yaomai.database import prepared
from yaomai.registers.queries.names import Named
from yaomai.traceability.engine.genealogy import Reached
from yaomai.traceability.engine.lot_account import in_unit
from yaomai.traceability.queries.genealogy import reach
from yaomai.traceability.queries.in_force import DECLARED_IN_ERROR_THEN, LINK_IN_FORCE_NOW, unknown_from
from yaomai.traceability.queries.makers import IS_MADE
from yaomai.traceability.queries.trace import time_zone

GRAVE = ("recalled", "non_conformant", "expired", "damaged", "destroyed", "needs_replacement", "stolen")
"""Dispositions (CBV 2.0, 7.2) that stay a doubt about whatever is made of a thing."""
PHYSICAL = frozenset({"damaged", "destroyed", "stolen", "dispensed"})
"""Dispositions that say what became of the goods in hand, and nothing of others of the same lot."""
OWN_READ_MOST = 2_000
TELLING_READ_MOST = 2_000
"""So many kinds of its events that bear on the answer are read, where it has more than `OWN_READ_MOST`."""
UPSTREAM_READ_MOST = 500
ANCESTORS_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Said:
    """What one event says of one thing: `event_time` in the event's own offset, `place` the number of where it was afterwards, of
    gathering where it happened.

    `is_made`: with it the thing came into being. `declared_in_error` by the organisation that recorded it.
    """

    thing: int
    record: int
    event_type: str
    action: str | None
    biz_step: str | None
    disposition: str | None
    persistent_set: tuple[str, ...]
    persistent_unset: tuple[str, ...]
    event_time: datetime
    place: int | None
    organisation: int | None
    quantity: Decimal | None
    uom: str | None
    is_made: bool
    declared_in_error: bool


@dataclass(frozen=True, slots=True)
class LotFacts:
    """`itself`: the thing, and of an instance the lots that it is one of; `own` is said of these, `upstream` of the other
    ancestors; the newest event first. `is_whole`: neither ancestors nor events that bear on the answer were too many to read
    all; `has_all_events`: nor were the thing's other events.
    """

    thing: Named
    itself: frozenset[int]
    back: Reached
    own: tuple[Said, ...]
    upstream: tuple[Said, ...]
    is_whole: bool
    has_all_events: bool

    @property
    def ancestors(self) -> frozenset[int]:
        """Everything it came from, without itself and without steps."""
        return self.back.things - self.itself


def lot_facts(thing: Named, *, known_on: datetime | None = None, at: datetime | None = None) -> LotFacts:
    """The facts about a thing, as known on a moment and until a moment (None: no bound)."""
    back = reach([thing.number], "back", known_on=known_on, at=at, limit=ANCESTORS_MOST)
    lots = {link.start for link in back.links if link.kind == "member" and link.end == thing.number}
    itself = frozenset({thing.number, *lots})
    bounds: Mapping[str, Any] = {"unknown": unknown_from(known_on), "at": "infinity" if at is None else at}
    # Of one pack and of its lots apart: what happened to the pack is not crowded out by what happened to the lot.
    parts = [_of_itself({thing.number}, bounds), _of_itself(lots - {thing.number}, bounds)]
    own = sorted((one for part in parts for one in part.said), key=_newest_first)
    upstream = _said(_OF_ANCESTORS, back.things - itself, UPSTREAM_READ_MOST, bounds)
    return LotFacts(
        thing=thing,
        itself=itself,
        back=back,
        own=tuple(own),
        upstream=tuple(upstream[:UPSTREAM_READ_MOST]),
        is_whole=back.is_whole and len(upstream) <= UPSTREAM_READ_MOST and all(part.is_telling for part in parts),
        has_all_events=all(part.is_whole for part in parts),
    )


@dataclass(frozen=True, slots=True)
class _Own:
    """Events of the thing; `is_whole`: all of them; `is_telling`: all that bear on the answer."""

    said: Sequence[Said]
    is_whole: bool
    is_telling: bool


def _of_itself(things: Collection[int], bounds: Mapping[str, Any]) -> _Own:
    said = _said(_OF_ITSELF, things, OWN_READ_MOST, bounds)
    if len(said) <= OWN_READ_MOST:
        return _Own(said, is_whole=True, is_telling=True)
    telling = _said(_TELLING, things, TELLING_READ_MOST, bounds)
    made = _said(_MADE_FIRST, things, 1, bounds)
    ((corrected,),) = prepared.ask(_CORRECTED, {**bounds, "things": sorted(things)})
    # What was corrected among the events that are not read is not known one by one: that there may be some is.
    is_telling = len(telling) <= TELLING_READ_MOST and not corrected
    read = dict.fromkeys([*said[:OWN_READ_MOST], *telling[:TELLING_READ_MOST], *made])
    return _Own(list(read), is_whole=False, is_telling=is_telling)


def _newest_first(one: Said) -> tuple[float, int]:
    return -one.event_time.timestamp(), -one.record


_WHERE = (  # herbs are gathered on a plot (read point) and are in a shed afterwards (business location)
    "CASE WHEN e.biz_step = 'collecting' THEN coalesce(e.read_point_id, e.biz_location_id)"
    " ELSE coalesce(e.biz_location_id, e.read_point_id) END"
)
# From the things to their events, and from nowhere else: `OFFSET 0` keeps the planner from beginning at the other end, which it is
# tempted to by bounds that bound nothing.
_SELECT = f"""SELECT t.identifier_id, e.record, e.event_type, e.action, e.biz_step, e.disposition, e.persistent_set,
    e.persistent_unset, e.event_time, e.event_time_zone_offset, {_WHERE}, e.organisation,
    t.quantity, t.uom, {IS_MADE}, {DECLARED_IN_ERROR_THEN}
    FROM unnest(%(things)s::bigint[]) AS n(thing),
    LATERAL (SELECT * FROM traceability_event_thing one WHERE one.identifier_id = n.thing OFFSET 0) t,
    LATERAL (SELECT * FROM traceability_event one WHERE one.record = t.record OFFSET 0) e
    WHERE e.declaration_hash = '' AND e.record < %(unknown)s AND e.event_time <= %(at)s::timestamptz"""
_COLUMNS = (
    "identifier_id, record, event_type, action, biz_step, disposition, persistent_set, persistent_unset, event_time,"
    " event_time_zone_offset, place, organisation, quantity, uom, is_made, in_error"
)
_GRAVE = f"ARRAY[{', '.join(repr(one) for one in GRAVE)}]::text[]"  # of constants: nothing of a request
_BEARS = (
    f"(e.biz_step IN ('inspecting', 'sampling', 'accepting', 'collecting') OR e.disposition = ANY({_GRAVE})"
    f" OR e.persistent_set && {_GRAVE} OR {IS_MADE})"
)
_OF_ITSELF = f"{_SELECT} ORDER BY e.event_time DESC, e.record DESC LIMIT %(most)s"
# Each kind once, its newest event; what is declared in error hides nothing that is in force.
_TELLING = (
    "SELECT * FROM (SELECT DISTINCT ON (identifier_id, biz_step, disposition, persistent_set, persistent_unset, is_made,"
    " has_quantity, in_error) * FROM ("
    f"{_SELECT} AND ({_BEARS} OR e.persistent_unset && {_GRAVE})) AS said({_COLUMNS})"
    ", LATERAL (SELECT quantity IS NOT NULL AS has_quantity) q"
    " ORDER BY identifier_id, biz_step, disposition, persistent_set, persistent_unset, is_made, has_quantity, in_error,"
    " event_time DESC, record DESC) AS kinds ORDER BY event_time DESC, record DESC LIMIT %(most)s"
)
_MADE_FIRST = f"{_SELECT} AND {IS_MADE} ORDER BY e.event_time, e.record LIMIT %(most)s"
_CORRECTED = (
    "SELECT EXISTS (SELECT FROM traceability_event_thing t JOIN traceability_event e ON e.record = t.record"
    " WHERE t.identifier_id = ANY(%(things)s::bigint[]) AND e.declaration_hash <> '' AND e.record < %(unknown)s)"
)
_OF_ANCESTORS = f"{_SELECT} AND {_BEARS} ORDER BY e.event_time DESC, e.record DESC LIMIT %(most)s"


def _said(query: str, things: Collection[int], most: int, bounds: Mapping[str, Any]) -> Sequence[Said]:
    if not things:
        return []
    values = {**bounds, "things": sorted(things), "most": most + 1}
    return [
        Said(
            thing=row[0],
            record=row[1],
            event_type=row[2],
            action=row[3],
            biz_step=row[4],
            disposition=row[5],
            persistent_set=tuple(row[6] or ()),
            persistent_unset=tuple(row[7] or ()),
            event_time=row[8].astimezone(time_zone(row[9])),
            place=row[10],
            organisation=row[11],
            quantity=row[12],
            uom=row[13],
            is_made=row[14],
            declared_in_error=row[15],
        )
        for row in prepared.ask(query, values)
    ]


_BECAME = (
    "SELECT node FROM (SELECT o.to_node AS node, min(o.record) AS first FROM traceability_link l"
    " JOIN traceability_link o ON o.from_node = l.to_node AND o.kind IN ('output', 'lot_output')"
    f" WHERE l.from_node = %(thing)s AND l.kind = 'input' AND {LINK_IN_FORCE_NOW}"
    f" AND {LINK_IN_FORCE_NOW.replace('l.', 'o.')} GROUP BY o.to_node"
    " UNION ALL SELECT l.to_node, l.record FROM traceability_link l"
    f" WHERE l.from_node = %(thing)s AND l.kind = 'member' AND {LINK_IN_FORCE_NOW}"
    ") AS made ORDER BY first, node LIMIT %(most)s"
)


def became(thing: int, *, most: int) -> list[int]:
    """What was made directly of a thing, in the order of recording, at most `most`: of a lot also its instances, and each once."""
    rows = prepared.ask(_BECAME, {"thing": thing, "most": most})
    return list(dict.fromkeys(row[0] for row in rows))


def states(facts: LotFacts, dispositions: Collection[str]) -> dict[str, Said]:
    """Which of these dispositions are stated of the thing, each with the newest event that does; a persistent disposition that was
    unset afterwards (EPCIS 2.0, 7.4.1.3) is not, nor what became of a part only (`of_a_part`).
    """
    part = of_a_part(facts)
    found: dict[str, Said] = {}
    for said in reversed([one for one in facts.own if not one.declared_in_error]):
        for code in said.persistent_unset:
            found.pop(code, None)
        for stated in (said.disposition, *said.persistent_set):
            if stated is not None and stated in dispositions and not (stated in PHYSICAL and said in part):
                found[stated] = said
    return found


def of_a_part(facts: LotFacts) -> frozenset[Said]:
    """Of the events in force that say what became of goods (PHYSICAL) those that need not be about the thing itself: of a pack,
    what is said of its lot; of a lot, what is said of less, all together, than was made of it.
    """
    made: dict[str | None, Decimal] = {}
    became_of: dict[tuple[str, str | None], Decimal] = {}
    said = [one for one in facts.own if not one.declared_in_error]
    for one in said:
        if one.thing == facts.thing.number and one.quantity is not None:
            uom, quantity = _weighed(one.quantity, one.uom)
            if one.is_made:
                made[uom] = made.get(uom, Decimal(0)) + quantity
            for stated in _physical(one):
                became_of[stated, uom] = became_of.get((stated, uom), Decimal(0)) + quantity
    found = []
    for one in said:
        uom = _weighed(one.quantity or Decimal(0), one.uom)[0]
        is_less = one.quantity is not None and all(
            became_of.get((stated, uom), Decimal(0)) < made.get(uom, Decimal(0)) for stated in _physical(one)
        )
        if _physical(one) and (one.thing != facts.thing.number or is_less):
            found.append(one)
    return frozenset(found)


def _physical(said: Said) -> set[str]:
    return {one for one in (said.disposition, *said.persistent_set) if one in PHYSICAL}


def _weighed(quantity: Decimal, uom: str | None) -> tuple[str | None, Decimal]:
    """In kilograms what is a mass; else as it is."""
    mass = in_unit(quantity, uom, "KGM")
    return (uom, quantity) if mass is None else ("KGM", mass)
