"""How many events were recorded since a moment?"""

from datetime import datetime

from django.db import connections

from yaomai.ledger.engine.deed import RECORDS_PER_DEED, record_id
from yaomai.traceability.queries.in_force import deed_known_on


def events_recorded_since(moment: datetime) -> int:
    """The number of events (declarations of error among them, repeats not) in the deeds recorded after `moment`."""
    known_before = record_id(deed_known_on(moment), RECORDS_PER_DEED)
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM traceability_event WHERE record > %s", (known_before,))
        row = cursor.fetchone()
    return int(row[0]) if row else 0
