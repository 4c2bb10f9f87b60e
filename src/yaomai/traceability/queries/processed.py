"""How much of the dried herbs that were made in a span was processed further, by the mass balances of the steps?

    processed share = 100 × what steps of slicing took in ÷ what steps of drying gave out, both in kg, by event time

It is what the chain has on record, and no more. Steps that are declared in error do not count.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import connections

from yaomai.people.engine.visibility import Rows
from yaomai.people.viewer import Viewer, visible_rows
from yaomai.registers.engine.resolve import CHINA
from yaomai.traceability.queries.events import VISIBILITY

_SUMS = (
    "SELECT coalesce(sum(s.output_mass) FILTER (WHERE s.process = 'drying'), 0),"
    " coalesce(sum(s.input_mass) FILTER (WHERE s.process = 'slicing'), 0),"
    " count(*) FILTER (WHERE s.process = 'drying'), count(*) FILTER (WHERE s.process = 'slicing')"
    " FROM traceability_step_part s JOIN traceability_event e ON e.record = s.record"
    " WHERE s.process IN ('drying', 'slicing') AND e.event_time >= %s AND e.event_time < %s"
    " AND NOT EXISTS (SELECT FROM traceability_withdrawal w WHERE w.assertion = s.assertion)"
)
MEASURES: Mapping[str, str] = {"dried_mass": "KGM", "sliced_mass": "KGM", "processed_share": "P1"}
"""What can be asked, with its unit."""


@dataclass(frozen=True, slots=True)
class Processed:
    """Kilograms that drying gave out and that slicing took in, and how many steps of each say so."""

    dried: Decimal
    sliced: Decimal
    drying_steps: int
    slicing_steps: int


def processed(viewer: Viewer, start: date, end: date) -> Processed | None:
    """What the steps of these days (in China) say, both days in it; None when the viewer does not see all events."""
    if visible_rows(viewer, VISIBILITY).rows is not Rows.ALL:
        return None
    bounds = [datetime.combine(day, time(), CHINA) for day in (start, end + timedelta(days=1))]
    with connections["default"].cursor() as cursor:
        cursor.execute(_SUMS, bounds)
        return Processed(*cursor.fetchone())
