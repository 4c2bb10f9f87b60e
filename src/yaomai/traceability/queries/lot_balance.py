"""Of which lots do the events use, sell, destroy or ship more than was made?

First by sums, set by set: a lot is suspect when more of it came to an end than was made, or when some organisation gave
away more than it made and received. Then the events of the suspects are followed one by one (engine/stock.py), which
tells how much, and by which records. A lot of which no event says how much was made (it comes from outside, or was made
as single packs) is not judged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connections

from yaomai.standards.unece import UNITS
from yaomai.traceability.engine.lot_account import OUT_OF_NOTHING
from yaomai.traceability.engine.mass_balance import WEIGHING_TOLERANCE
from yaomai.traceability.engine.stock import Balance
from yaomai.traceability.queries.in_force import ASSERTION, unknown_from
from yaomai.traceability.queries.stock import stock_of

SUSPECTS_MAX = 5_000
CHUNK, CHUNKS_MAX = 100_000, 4
"""So many suspects are followed, and so many times so many amounts of lots summed up, before somebody who asks gets an answer."""
_CHUNK_END = """SELECT count(*), max(identifier_id) FROM (SELECT identifier_id FROM traceability_event_thing
WHERE quantity IS NOT NULL AND identifier_id > %(after)s ORDER BY identifier_id LIMIT %(chunk)s) AS next"""
_DIMENSIONS = ("mass", "volume", "count")
_EFFECT = """CASE
    WHEN t.role = 'outputQuantityList' THEN 'made' WHEN t.role = 'inputQuantityList' THEN 'ended'
    WHEN e.event_type = 'ObjectEvent' AND e.action = 'ADD' THEN 'added'
    WHEN e.disposition IN ('retail_sold', 'dispensed', 'destroyed', 'disposed')
        OR e.biz_step IN ('dispensing', 'retail_selling', 'destroying')
        OR e.event_type = 'ObjectEvent' AND e.action = 'DELETE' THEN 'ended'
    WHEN e.biz_step IN ('shipping', 'consigning') THEN 'shipped'
    WHEN e.biz_step IN ('receiving', 'void_shipping') THEN 'received' END"""
"""What engine/moves.py says of an event, as far as sums need it."""
# The events that their organisation took back, looked up from the withdrawals: they are few beside the events of all lots.
_SUSPECTS = f"""WITH taken_back AS MATERIALIZED (
    SELECT e.record FROM traceability_withdrawal w
    JOIN (SELECT record, event_hash FROM traceability_event UNION ALL SELECT record, event_hash FROM traceability_repeat) AS said
        ON said.record = w.record
    JOIN traceability_event e ON e.event_hash = said.event_hash AND e.declaration_hash = ''
    WHERE w.record < %(unknown)s AND w.assertion = {ASSERTION}),
amounts AS (
    SELECT t.identifier_id AS lot, u.dimension, e.organisation, {_EFFECT} AS effect, t.quantity * u.factor AS amount
    FROM traceability_event_thing t JOIN traceability_event e ON e.record = t.record
    JOIN unnest(%(codes)s::text[], %(dimensions)s::text[], %(factors)s::numeric[]) AS u(code, dimension, factor)
        ON u.code = coalesce(t.uom, 'C62')
    WHERE t.quantity IS NOT NULL AND t.identifier_id > %(after)s AND t.identifier_id <= %(until)s
        AND e.declaration_hash = '' AND e.record < %(unknown)s AND e.record NOT IN (SELECT record FROM taken_back)),
organisations AS (
    SELECT lot, dimension, organisation, coalesce(sum(amount) FILTER (WHERE effect = 'made'), 0) AS made,
        coalesce(sum(amount) FILTER (WHERE effect = 'added'), 0) AS added,
        coalesce(sum(amount) FILTER (WHERE effect = 'ended'), 0) AS ended,
        coalesce(sum(amount) FILTER (WHERE effect = 'shipped'), 0) AS shipped,
        coalesce(sum(amount) FILTER (WHERE effect = 'received'), 0) AS received
    FROM amounts WHERE effect IS NOT NULL GROUP BY lot, dimension, organisation)
SELECT DISTINCT lot FROM organisations GROUP BY lot, dimension
HAVING greatest(sum(made), sum(added)) > 0
    AND (sum(ended) > greatest(sum(made), sum(added))
        OR bool_or(ended + shipped > greatest(made, added) + received)) ORDER BY lot"""


@dataclass(frozen=True, slots=True)
class LotBeyond:
    """A lot of which more went than came: its balance in one unit, and the records that take what was not there, in their order.

    Time, place and organisation are of the last of these events.
    """

    lot: int
    balance: Balance
    records: tuple[int, ...]
    event_time: datetime
    place: int | None
    organisation: int | None


def lots_beyond(
    after: int, *, limit: int, known_on: datetime | None = None, suspects_max: int = SUSPECTS_MAX
) -> tuple[list[LotBeyond], int | None]:
    """Such lots with numbers of the dictionary beyond `after`, by number: `limit` of them, or fewer when so many suspects
    or amounts were looked at. And the number up to which all were looked at; None at the end.
    """
    units = [unit for unit in UNITS.values() if unit.dimension in _DIMENSIONS]
    values: dict[str, Any] = {
        "unknown": unknown_from(known_on),
        "codes": [unit.code for unit in units],
        "dimensions": [unit.dimension for unit in units],
        # Sums only choose the suspects, so that a factor may be cut off.
        "factors": [f"{unit.factor.numerator * 10**24 // unit.factor.denominator}e-24" for unit in units],
    }
    found: list[LotBeyond] = []
    followed = 0
    for _ in range(CHUNKS_MAX):
        count, until = _ask(_CHUNK_END, {"after": after, "chunk": CHUNK})[0]
        if not count:
            return found, None
        suspects = [row[0] for row in _ask(_SUSPECTS, values | {"after": after, "until": until})]
        if len(suspects) > suspects_max - followed:
            suspects = suspects[: suspects_max - followed]
            until = suspects[-1]
        found += _followed(suspects, known_on) if suspects else []
        followed += len(suspects)
        after = until
        if len(found) > limit:
            return found[:limit], found[limit - 1].lot
        if len(found) == limit or followed == suspects_max:
            break
    return found, after


def _followed(lots: list[int], known_on: datetime | None) -> list[LotBeyond]:
    """Those of the suspects of which by their events, one after the other, something came out of nothing."""
    stock = stock_of(lots, known_on=known_on)
    records: dict[int, list[int]] = {}
    for one in stock.discrepancies:
        if one.code == OUT_OF_NOTHING:
            records.setdefault(one.thing, []).append(one.record)
    facts = {
        row[0]: row[1:]
        for row in _ask(
            "SELECT record, event_time, coalesce(biz_location_id, read_point_id), organisation FROM traceability_event"
            " WHERE record = ANY(%(records)s)",
            {"records": [record for found in records.values() for record in found]},
        )
    }
    beyond = []
    for lot, found in sorted(records.items()):
        balances = [stock.lot_balance(account) for account in stock.lots[lot]]
        balance = max(balances, key=lambda one: one.out_of_nothing)
        tolerated = 0 if (unit := UNITS.get(balance.uom or "C62")) and unit.dimension == "count" else WEIGHING_TOLERANCE
        if balance.made and balance.out_of_nothing > balance.made * tolerated:
            beyond.append(LotBeyond(lot, balance, tuple(dict.fromkeys(found)), *facts[found[-1]]))
    return beyond


def _ask(query: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connections["default"].cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())
