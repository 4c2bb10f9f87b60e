"""Which events, and which links of the chain, are in force: now, or as was known at a moment of the past?

An event is in force as long as the organisation that recorded it has not declared it in error (EPCIS 2.0, 7.4.1.2); what others
declare is their word and changes nothing. A declaration is itself no event of the chain. What was known at a moment is what stood
in the deeds recorded until then: another axis than the time at which events happened.

The fragments of SQL say of a row `e` of traceability_event, or a row `l` of traceability_link or traceability_dispensing, whether
it is in force. With `_NOW` they are about now; the others take the named parameter `unknown`: the least record that was not yet
known (`unknown_from(known_on)`), which is beyond all records for now.
"""

from datetime import datetime

from django.db import connections

from yaomai.ledger.engine.deed import RECORDS_PER_DEED, record_id

ALL_DEEDS = 2**43 - 2
"""Beyond every deed's id: what is known now."""
_CROSSING_MAX = 1000
_DEED_KNOWN_ON = (
    "SELECT max(id) FROM (SELECT id FROM ledger_deed WHERE record_time <= %s"
    f" ORDER BY record_time DESC, id DESC LIMIT {_CROSSING_MAX}) AS last"
)

_SAID = "convert_to(coalesce(e.organisation::text, '') || chr(10), 'UTF8') || e.event_hash"
ASSERTION = f"encode(substring(sha256({_SAID}), 1, 16), 'hex')::uuid"
"""Of a row `e` of traceability_event: what its organisation asserts by it (engine/event_rows.py: assertion)."""

DECLARED_IN_ERROR = f"EXISTS (SELECT FROM traceability_withdrawal w WHERE w.assertion = {ASSERTION})"
"""Of a row `e` of traceability_event: whether the organisation that recorded it has declared it in error."""

DECLARED_IN_ERROR_THEN = f"{DECLARED_IN_ERROR[:-1]} AND w.record < %(unknown)s)"
"""The same, as was known then."""

EVENT_IN_FORCE_NOW = f"(e.declaration_hash = '' AND NOT {DECLARED_IN_ERROR})"
EVENT_IN_FORCE = f"(e.declaration_hash = '' AND e.record < %(unknown)s AND NOT {DECLARED_IN_ERROR_THEN})"

LINK_IN_FORCE_NOW = "NOT EXISTS (SELECT FROM traceability_withdrawal w WHERE w.assertion = l.assertion)"
LINK_IN_FORCE = (
    "(l.record < %(unknown)s AND NOT EXISTS (SELECT FROM traceability_withdrawal w"
    " WHERE w.assertion = l.assertion AND w.record < %(unknown)s))"
)


def deed_known_on(moment: datetime | None) -> int:
    """The last deed that had been recorded at `moment` (None: now): 0 when there was none, ALL_DEEDS for now.

    Deeds are numbered in about the order of their times: one that was numbered before the last one counts as known with it. A
    deed whose number is greater than those of the _CROSSING_MAX last ones, though its time is earlier, is not known yet.
    """
    if moment is None:
        return ALL_DEEDS
    with connections["default"].cursor() as cursor:
        cursor.execute(_DEED_KNOWN_ON, (moment,))
        return int(cursor.fetchone()[0] or 0)


def unknown_from(known_on: datetime | None) -> int:
    """The least record that was not known on that moment (None: beyond all that there are)."""
    return record_id(deed_known_on(known_on), RECORDS_PER_DEED) + 1
