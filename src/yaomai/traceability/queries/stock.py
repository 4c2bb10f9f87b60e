"""Where are these things now, or where were they at a moment, by the events in force? For hundreds of thousands of them at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import psycopg
from django.db import connections

from yaomai.traceability.engine.moves import Amount, Endpoint, Happening
from yaomai.traceability.engine.stock import Stock, stock
from yaomai.traceability.queries.in_force import EVENT_IN_FORCE, unknown_from

END_OF_TIME = datetime.max.replace(tzinfo=UTC)
_PARTIES = ("possessing_party", "owning_party")
"""The former is who has goods in hand; the latter stands in only where no other is named (CBV 2.0, 7.4.2)."""

_CONTAINERS = """WITH RECURSIVE outside(node) AS (
    SELECT unnest(%(things)s::bigint[])
    UNION SELECT l.to_node FROM outside o JOIN traceability_link l ON l.from_node = o.node
    WHERE l.kind IN ('packed', 'attached') AND l.record < %(unknown)s)
SELECT node FROM outside"""
_INSTANCES = """SELECT t.record, t.role, array_agg(t.identifier_id) FROM traceability_event_thing t
WHERE t.identifier_id = ANY(%(numbers)s::bigint[]) AND t.record < %(unknown)s::bigint
AND t.role IN ('epcList', 'childEPCs', 'inputEPCList', 'outputEPCList', 'parentID') GROUP BY t.record, t.role"""
_AMOUNTS = """SELECT t.record, t.role, t.identifier_id, t.quantity, t.uom FROM traceability_event_thing t
WHERE t.identifier_id = ANY(%(numbers)s::bigint[]) AND t.record < %(unknown)s::bigint
AND t.role IN ('quantityList', 'childQuantityList', 'inputQuantityList', 'outputQuantityList') ORDER BY t.record, t.ordinal"""
_EVENTS = f"""SELECT e.record, e.event_time, e.event_type, e.action, e.biz_step, e.disposition, e.read_point_id, e.biz_location_id,
    e.organisation FROM traceability_event e
WHERE e.record = ANY(%(records)s::bigint[]) AND e.event_time <= %(at)s AND {EVENT_IN_FORCE}"""
_ENDPOINTS = """SELECT f.record, f.role, f.type, f.identifier_id FROM traceability_event_reference f
WHERE f.record = ANY(%(records)s::bigint[]) AND f.role IN ('sourceList', 'destinationList') ORDER BY f.record, f.ordinal"""
_SERIALISED = """SELECT l.record, l.from_node, count(*) FROM traceability_link l
WHERE l.from_node = ANY(%(lots)s::bigint[]) AND l.kind = 'member' AND l.record = ANY(%(records)s::bigint[])
GROUP BY l.record, l.from_node"""


def stock_of(
    things: Collection[int],
    *,
    carriers: Collection[int] | None = None,
    known_on: datetime | None = None,
    at: datetime | None = None,
) -> Stock:
    """The stock of these things (numbers of the dictionary). `carriers`: the containers that they were in, if known already."""
    counted = frozenset(things)
    return stock(happenings(counted, carriers=carriers, known_on=known_on, at=at), counted)


def happenings(
    things: Collection[int],
    *,
    carriers: Collection[int] | None = None,
    known_on: datetime | None = None,
    at: datetime | None = None,
) -> list[Happening]:
    """The events in force that name the things, or a container that one of them was in, in no particular order."""
    values: dict[str, Any] = {"unknown": unknown_from(known_on), "at": END_OF_TIME if at is None else at}
    if carriers is None:
        numbers = [row[0] for row in _ask(_CONTAINERS, values | {"things": list(things)})]
    else:
        numbers = [*things, *(one for one in carriers if one not in things)]
    instances: dict[int, dict[str, list[int]]] = {}
    for record, role, listed in _ask(_INSTANCES, values | {"numbers": numbers}):
        instances.setdefault(record, {})[role] = listed
    amounts: dict[int, list[Amount]] = {}
    for record, role, number, quantity, uom in _ask(_AMOUNTS, values | {"numbers": numbers}):
        amounts.setdefault(record, []).append(Amount(role, number, quantity, uom))
    records = list(instances.keys() | amounts.keys())
    endpoints = _endpoints(records)
    serialised = _serialised({one.thing for found in amounts.values() for one in found}, list(instances))
    found = []
    for row in _ask(_EVENTS, values | {"records": records}):
        record = row[0]
        named = instances.get(record, {})
        source, destination = endpoints.get(record, (Endpoint(), Endpoint()))
        found.append(
            Happening(
                record=record,
                event_time=row[1],
                event_type=row[2],
                action=row[3],
                biz_step=row[4],
                disposition=row[5],
                read_point=row[6],
                biz_location=row[7],
                organisation=row[8],
                source=source,
                destination=destination,
                instances=named,
                amounts=amounts.get(record, ()),
                parent=named["parentID"][0] if "parentID" in named else None,
                serialised=serialised.get(record, {}),
            )
        )
    return found


def _endpoints(records: Sequence[int]) -> dict[int, tuple[Endpoint, Endpoint]]:
    """Source and destination of each of these events that names any."""
    said: dict[int, dict[tuple[str, str], int]] = {}
    for record, role, kind, number in _ask(_ENDPOINTS, {"records": records}):
        said.setdefault(record, {}).setdefault((role, kind), number)
    return {record: (_endpoint(one, "sourceList"), _endpoint(one, "destinationList")) for record, one in said.items()}


def _endpoint(said: Mapping[tuple[str, str], int], role: str) -> Endpoint:
    party = next((said[role, kind] for kind in _PARTIES if (role, kind) in said), None)
    return Endpoint(party, said.get((role, "location")))


def _serialised(lots: Iterable[int], records: Sequence[int]) -> dict[int, dict[int, int]]:
    """By record: of which of these lots the event made how many instances."""
    found: dict[int, dict[int, int]] = {}
    wanted = list(lots)
    if wanted and records:
        for record, lot, count in _ask(_SERIALISED, {"lots": wanted, "records": records}):
            found.setdefault(record, {})[lot] = count
    return found


def _ask(query: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    connections["default"].ensure_connection()
    raw: psycopg.Connection[tuple[Any, ...]] = connections["default"].connection
    # Django's own cursor puts values into the text; this one sends and reads them in binary.
    with psycopg.Cursor(raw) as cursor:
        return cursor.execute(query, values, binary=True).fetchall()
