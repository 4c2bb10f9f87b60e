"""Which events did an organisation name in place of those that it declared to be in error?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connections

from yaomai.ledger.queries import records
from yaomai.people.viewer import ALL, Viewer, visible_properties
from yaomai.traceability.engine.kept_document import event_fields
from yaomai.traceability.queries.in_force import ASSERTION, unknown_from
from yaomai.traceability.queries.trace import VISIBILITY, time_zone


@dataclass(frozen=True, slots=True)
class Replacement:
    """An event that stands in place of another. `event_time` is in its own offset."""

    record: int
    biz_step: str | None
    event_time: datetime


def replacements(
    viewer: Viewer, corrected: Iterable[int], *, known_on: datetime | None = None
) -> Mapping[int, tuple[Replacement, ...]]:
    """By the record of an event declared in error, the events that its organisation's newest declaration names as corrective
    (EPCIS 2.0, 7.4.1.2) and that are on record. Events whose declarations the viewer may not read are left out.
    """
    asked = sorted(set(corrected))
    if not asked:
        return {}
    with connections["default"].cursor() as cursor:
        cursor.execute(
            # By the withdrawal and not by the event of the declaration: that may be on record as a repeat of another's.
            "SELECT DISTINCT ON (e.record) e.record, w.record, e.organisation FROM traceability_event e"
            f" JOIN traceability_withdrawal w ON w.assertion = {ASSERTION} AND w.record < %(unknown)s"
            " WHERE e.record = ANY(%(asked)s) AND e.declaration_hash = '' ORDER BY e.record, w.record DESC",
            {"asked": asked, "unknown": unknown_from(known_on)},
        )
        declared = [
            (event, declaration)
            for event, declaration, organisation in cursor.fetchall()
            if _may_read(viewer, organisation)
        ]
    kept = records.read([declaration for _, declaration in declared])
    named = {event: _corrective(kept[declaration].body) for event, declaration in declared if declaration in kept}
    found = _events({one for ids in named.values() for one in ids}, known_on)
    return {event: tuple(found[one] for one in ids if one in found) for event, ids in named.items()}


def _may_read(viewer: Viewer, organisation: int | None) -> bool:
    properties = visible_properties(viewer, VISIBILITY, organisation)
    return properties is ALL or "errorDeclaration" in properties


def _corrective(body: bytes | None) -> tuple[str, ...]:
    if body is None:  # erased
        return ()
    declaration = event_fields(body).get("errorDeclaration") or {}
    return tuple(one for one in declaration.get("correctiveEventIDs") or () if isinstance(one, str))


def _events(ids: Iterable[str], known_on: datetime | None) -> dict[str, Replacement]:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT event_id, record, biz_step, event_time, event_time_zone_offset FROM traceability_event"
            " WHERE event_id = ANY(%s) AND declaration_hash = '' AND record < %s",
            (sorted(ids), unknown_from(known_on)),
        )
        return {row[0]: Replacement(row[1], row[2], row[3].astimezone(time_zone(row[4]))) for row in cursor.fetchall()}
