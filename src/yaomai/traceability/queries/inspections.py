"""What was found when these things were inspected, what grave thing was said of them, and where were they gathered?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connections

from yaomai.registers.queries import names
from yaomai.registers.queries.names import Named
from yaomai.traceability.queries.in_force import DECLARED_IN_ERROR
from yaomai.traceability.queries.trace import time_zone

STATEMENTS_MAX = 60
_INSPECTING = ("inspecting", "sampling", "accepting")
_MADE = ("outputEPCList", "outputQuantityList", "epcList", "quantityList")


@dataclass(frozen=True, slots=True)
class Statement:
    """What one event says of one thing. `thing` is its number; `event_time` is in the event's own offset."""

    thing: int
    record: int
    biz_step: str | None
    disposition: str | None
    event_time: datetime
    place: Named | None
    organisation: int | None
    declared_in_error: bool


def inspections(things: Iterable[int], *, limit: int = STATEMENTS_MAX) -> list[Statement]:
    """The newest event of each inspecting step and result, of each of these things; the newest first, at most `limit`."""
    return _newest(
        "DISTINCT ON (t.identifier_id, e.biz_step, e.disposition)", "e.biz_step = ANY(%s)", _INSPECTING, things, limit
    )


def said(things: Iterable[int], dispositions: Sequence[str], *, limit: int = STATEMENTS_MAX) -> list[Statement]:
    """The newest event that states each of these dispositions, of each of these things; the newest first, at most `limit`."""
    return _newest(
        "DISTINCT ON (t.identifier_id, e.disposition)", "e.disposition = ANY(%s)", dispositions, things, limit
    )


def gathered(things: Iterable[int], *, limit: int = STATEMENTS_MAX) -> list[Statement]:
    """The newest event of each place at which these things were gathered (CBV bizStep collecting); at most `limit`."""
    return _newest(
        "DISTINCT ON (coalesce(e.read_point_id, e.biz_location_id))",
        "e.biz_step = 'collecting' AND t.role = ANY(%s)",
        _MADE,
        things,
        limit,
    )


def began(things: Iterable[int], *, limit: int = STATEMENTS_MAX) -> list[Statement]:
    """The event with which each of these things came into being, as far as one says so; at most `limit`."""
    return _newest(
        "DISTINCT ON (t.identifier_id)",
        "coalesce(e.action, 'ADD') = 'ADD' AND t.role = ANY(%s)",
        _MADE,
        things,
        limit,
    )


def _newest(distinct: str, condition: str, values: Sequence[str], things: Iterable[int], limit: int) -> list[Statement]:
    key = distinct.removeprefix("DISTINCT ON (")[:-1]
    with connections["default"].cursor() as cursor:
        cursor.execute(
            f"SELECT * FROM (SELECT {distinct} t.identifier_id, e.record, e.biz_step, e.disposition, e.event_time,"
            " e.event_time_zone_offset, coalesce(e.read_point_id, e.biz_location_id), e.organisation,"
            f" {DECLARED_IN_ERROR}"
            " FROM traceability_event_thing t JOIN traceability_event e ON e.record = t.record"
            f" WHERE t.identifier_id = ANY(%s) AND e.declaration_hash = '' AND {condition}"
            f" ORDER BY {key}, e.event_time DESC, e.record DESC) AS found"
            " ORDER BY event_time DESC, record DESC LIMIT %s",
            (sorted(set(things)), list(values), limit),
        )
        rows = cursor.fetchall()
    places = names.by_number(row[6] for row in rows if row[6] is not None)
    return [
        Statement(
            row[0], row[1], row[2], row[3], row[4].astimezone(time_zone(row[5])), places.get(row[6]), row[7], row[8]
        )
        for row in rows
    ]
