"""With which things does a recall begin, and did an organisation make all of them itself?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connections

from yaomai.errors import Finding
from yaomai.registers.queries import names
from yaomai.standards.gs1.identifier import identify
from yaomai.traceability.engine.links import is_bare_class
from yaomai.traceability.engine.recall import Scope
from yaomai.traceability.queries.in_force import EVENT_IN_FORCE, LINK_IN_FORCE, unknown_from

MADE = (
    "(t.role IN ('outputEPCList', 'outputQuantityList')"
    " OR t.role IN ('epcList', 'quantityList') AND e.event_type = 'ObjectEvent'"
    " AND (e.action = 'ADD' OR e.biz_step = 'collecting'))"
)
"""Of a row `t` of traceability_event_thing and its event `e`: whether the event says that the thing came into being, or was
gathered.
"""


_LATER_MOST = 200
_IN_FORCE = LINK_IN_FORCE.replace("l.", "u.")
_OUT = "u.kind IN ('unpacked', 'detached')"
# What happened to the container next tells it of most stays; only where very much did, and no end was among that, the child's own
# links and the container's are looked at.
STAY_END = f"""(SELECT CASE WHEN f.first IS NULL AND f.read = {_LATER_MOST} THEN least(
        (SELECT u.event_time FROM traceability_link u WHERE u.from_node = l.from_node AND u.to_node + 0 = l.to_node
            AND u.event_time > l.event_time AND {_OUT} AND {_IN_FORCE} ORDER BY u.event_time LIMIT 1),
        (SELECT u.event_time FROM traceability_link u WHERE u.from_node = l.to_node AND u.event_time > l.event_time
            AND u.kind = 'emptied' AND {_IN_FORCE} ORDER BY u.event_time LIMIT 1)) ELSE f.first END
    FROM (SELECT count(*) AS read, min(u.event_time)
            FILTER (WHERE (u.kind = 'emptied' OR u.from_node = l.from_node AND {_OUT}) AND {_IN_FORCE}) AS first
        FROM (SELECT u.* FROM traceability_link u WHERE u.to_node = l.to_node AND u.event_time > l.event_time
            ORDER BY u.event_time LIMIT {_LATER_MOST}) u) f)"""
"""Of a row `l` of traceability_link that puts something into a container: when it was taken out; NULL while it is in it."""
_MADE_AT = f"""SELECT t.identifier_id FROM traceability_event e JOIN traceability_event_thing t ON t.record = e.record
WHERE e.{{column}} = %(number)s AND e.event_time <= %(at)s AND {EVENT_IN_FORCE} AND {MADE}"""
# What the party handed over; of a container what was in it then, at any depth.
_FROM_PARTY = f"""WITH RECURSIVE handed(node, moment) AS (
    SELECT t.identifier_id, e.event_time
    FROM traceability_event_reference f JOIN traceability_event e ON e.record = f.record
    JOIN traceability_event_thing t ON t.record = e.record
    WHERE f.identifier_id = %(number)s AND f.role = 'sourceList' AND e.event_time <= %(at)s AND {EVENT_IN_FORCE}
    UNION
    SELECT l.from_node, h.moment FROM handed h JOIN traceability_link l ON l.to_node = h.node
    WHERE l.kind IN ('packed', 'attached') AND l.event_time <= h.moment AND {LINK_IN_FORCE}
    AND coalesce({{stay_end}} > h.moment, true))
SELECT DISTINCT node FROM handed h WHERE NOT EXISTS (SELECT FROM traceability_link l
    WHERE l.to_node = h.node AND l.kind IN ('packed', 'attached'))""".format(stay_end=STAY_END)
_MADE_BY = f"""SELECT t.identifier_id FROM traceability_event e JOIN traceability_event_thing t ON t.record = e.record
WHERE e.organisation = %(number)s AND e.event_time <= %(at)s AND {EVENT_IN_FORCE} AND {MADE}"""
_STEP = """SELECT coalesce(i.id, -e.record) FROM traceability_event e
LEFT JOIN registers_identifier i ON i.canonical = e.transformation_id
WHERE e.record = %(number)s AND e.event_type = 'TransformationEvent' AND e.declaration_hash = ''"""

_FIRST_MAKERS = f"""SELECT DISTINCT ON (said.identifier_id) said.identifier_id, said.organisation FROM (
    SELECT t.identifier_id, e.organisation, min(t.record) AS first
    FROM traceability_event_thing t JOIN traceability_event e ON e.record = t.record
    WHERE t.identifier_id = ANY(%(numbers)s) AND e.declaration_hash = '' AND e.record < %(unknown)s AND {MADE}
    GROUP BY t.identifier_id, e.organisation HAVING bool_or({EVENT_IN_FORCE})) said
ORDER BY said.identifier_id, said.first"""


@dataclass(frozen=True, slots=True)
class Start:
    """Where the walk of a recall begins: nodes of the chain; `identifier` is the number of the lot, place or party, if it
    is one.
    """

    nodes: frozenset[int]
    identifier: int | None


def start(scope: Scope, *, known_on: datetime | None = None, at: datetime | None = None) -> Start:
    """The nodes with which the walk begins: the lot itself, the step, or the things made at the place or handed over by the party.

    A scope that names nothing on record has none.
    """
    values: dict[str, Any] = {"unknown": unknown_from(known_on), "at": "infinity" if at is None else at}
    if scope.step is not None:
        return Start(_numbers(_STEP, values | {"number": scope.step}), None)
    if scope.supplier is not None:
        return Start(_numbers(_MADE_BY, values | {"number": scope.supplier}), None)
    canonical = identify(scope.identifier or "").canonical
    named = names.by_canonical([canonical]).get(canonical)
    if named is None:
        return Start(frozenset(), None)
    values |= {"number": named.number}
    if scope.kind == "lot":
        return Start(frozenset({named.number}), named.number)
    if scope.kind == "party":
        return Start(_numbers(_FROM_PARTY, values), named.number)
    places = ("read_point_id", "biz_location_id")
    made = (_numbers(_MADE_AT.format(column=column), values) for column in places)
    return Start(frozenset().union(*made), named.number)


def unknown_scope(scope: Scope, begin: Start) -> list[Finding]:
    """What is wrong with a scope that nothing on record answers to, or too much."""
    if scope.kind == "step":
        if begin.nodes:
            return []
        words = "no transformation is on record under this number; name the record of a TransformationEvent"
        return [Finding("recall.step_unknown", "/scope/step", words, str(scope.step))]
    if scope.supplier is not None:
        if begin.nodes:
            return []
        words = "no event of this organisation says that it made anything"
        return [Finding("recall.supplier_unknown", "/scope/supplier", words, str(scope.supplier))]
    shown = (scope.identifier or "")[:200]
    if begin.identifier is None:
        words = "no event names this; correct the code"
        return [Finding("recall.identifier_unknown", "/scope/identifier", words, shown)]
    identifier = identify(scope.identifier or "")
    if scope.kind == "lot" and is_bare_class(identifier):
        words = "this is a product, not a lot; name the lots, or recall what a place or a party made"
        return [Finding("recall.no_lot", "/scope/identifier", words, shown)]
    if scope.kind == "lot" and identifier.kind in ("place", "party"):
        words = f"this is no lot but a {identifier.kind}; recall it as one"
        return [Finding("recall.no_lot", "/scope/identifier", words, shown)]
    return []


def made_by_others(nodes: Iterable[int], organisation: int, *, known_on: datetime | None = None) -> frozenset[int]:
    """Those of the things of which the first event on record that made them is not this organisation's; steps likewise.

    The first on record, not the earliest event: else whoever records an earlier time could recall another's lot. Of organisations
    that took back what they said only those count that say it again, and these from when they first did: a correction makes
    nobody else the maker.
    """
    wanted = frozenset(nodes)
    things = sorted(node for node in wanted if node > 0)
    values = {"numbers": things, "unknown": unknown_from(known_on)}
    first = dict(_ask(_FIRST_MAKERS, values))
    others = {node for node in things if first.get(node) != organisation}
    steps = [-node for node in wanted if node < 0]
    rows = _ask("SELECT record, organisation FROM traceability_event WHERE record = ANY(%(steps)s)", {"steps": steps})
    return frozenset(others | {-record for record, recorder in rows if recorder != organisation})


def _numbers(query: str, values: Mapping[str, Any]) -> frozenset[int]:
    return frozenset(row[0] for row in _ask(query, values))


def _ask(query: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connections["default"].cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())
