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
from yaomai.traceability.queries.in_force import EVENT_IN_FORCE, unknown_from
from yaomai.traceability.queries.stock import stock_of

_DIMENSIONS = ("mass", "volume", "count")
_EFFECT = """CASE
    WHEN t.role = 'outputQuantityList' THEN 'made' WHEN t.role = 'inputQuantityList' THEN 'ended'
    WHEN e.event_type = 'ObjectEvent' AND e.action = 'ADD' THEN 'made'
    WHEN e.disposition IN ('retail_sold', 'dispensed', 'destroyed', 'disposed')
        OR e.biz_step IN ('dispensing', 'retail_selling', 'destroying')
        OR e.event_type = 'ObjectEvent' AND e.action = 'DELETE' THEN 'ended'
    WHEN e.biz_step IN ('shipping', 'consigning') THEN 'shipped'
    WHEN e.biz_step IN ('receiving', 'void_shipping') THEN 'received' END"""
"""What engine/moves.py says of an event, as far as sums need it."""
_SUSPECTS = f"""WITH amounts AS (
    SELECT t.identifier_id AS lot, u.dimension, e.organisation, {_EFFECT} AS effect, t.quantity * u.factor AS amount
    FROM traceability_event_thing t JOIN traceability_event e ON e.record = t.record
    JOIN unnest(%(codes)s::text[], %(dimensions)s::text[], %(factors)s::numeric[]) AS u(code, dimension, factor)
        ON u.code = coalesce(t.uom, 'C62')
    WHERE t.quantity IS NOT NULL AND t.identifier_id > %(after)s AND t.identifier_id <= %(until)s AND {EVENT_IN_FORCE}),
organisations AS (
    SELECT lot, dimension, organisation, coalesce(sum(amount) FILTER (WHERE effect = 'made'), 0) AS made,
        coalesce(sum(amount) FILTER (WHERE effect = 'ended'), 0) AS ended,
        coalesce(sum(amount) FILTER (WHERE effect = 'shipped'), 0) AS shipped,
        coalesce(sum(amount) FILTER (WHERE effect = 'received'), 0) AS received
    FROM amounts WHERE effect IS NOT NULL GROUP BY lot, dimension, organisation)
SELECT DISTINCT lot FROM organisations GROUP BY lot, dimension
HAVING sum(made) > 0 AND (sum(ended) > sum(made) OR bool_or(ended + shipped > made + received)) ORDER BY lot"""


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


def lots_beyond(after: int, *, most: int, known_on: datetime | None = None) -> tuple[list[LotBeyond], int | None]:
    """Such lots among the `most` numbers of the dictionary beyond `after`, by number; and the last number, None at the end."""
    until, is_end = _until(after, most)
    units = [unit for unit in UNITS.values() if unit.dimension in _DIMENSIONS]
    values = {
        "after": after,
        "until": until,
        "unknown": unknown_from(known_on),
        "codes": [unit.code for unit in units],
        "dimensions": [unit.dimension for unit in units],
        # Sums only choose the suspects, so that a factor may be cut off.
        "factors": [f"{unit.factor.numerator * 10**24 // unit.factor.denominator}e-24" for unit in units],
    }
    suspects = [row[0] for row in _ask(_SUSPECTS, values)]
    return _followed(suspects, known_on) if suspects else [], None if is_end else until


def _until(after: int, most: int) -> tuple[int, bool]:
    rows = _ask("SELECT coalesce(max(id), 0) FROM registers_identifier", {})
    last = int(rows[0][0])
    return (last, True) if after + most >= last else (after + most, False)


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
