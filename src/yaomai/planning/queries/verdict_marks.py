"""Has anything been recorded since, on which verdicts rest, and about what?"""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

_TABLES = (
    "planning_target",
    "archive_document",
    "indicators_definition",
    "indicators_edition",
    "indicators_correction",
    "indicators_withdrawal",
)


@dataclass(frozen=True, slots=True)
class Touched:
    """What was recorded since: definitions of indicators, and values or corrections of an indicator in a region."""

    indicators: frozenset[str] = field(default_factory=frozenset)
    places: frozenset[tuple[str, str]] = field(default_factory=frozenset)


def mark() -> tuple[tuple[int, int], ...]:
    """Changes whenever something is recorded on which verdicts rest: rows and the newest of each table. Numbers of records
    become visible out of their order, hence the counts.
    """
    parts = " UNION ALL ".join(f"SELECT count(*), coalesce(max(record), 0) FROM {table}" for table in _TABLES)
    with connection.cursor() as cursor:
        cursor.execute(parts)
        return tuple((row[0], row[1]) for row in cursor.fetchall())


_PLACES = """
WITH fresh AS (
  SELECT record FROM indicators_edition WHERE record_time >= %(since)s
  UNION SELECT withdrawn FROM indicators_withdrawal WHERE record_time >= %(since)s
)
SELECT s.indicator, s.region FROM fresh JOIN indicators_observation o ON o.edition = fresh.record
JOIN indicators_series s ON s.id = o.series
UNION
SELECT s.indicator, s.region FROM indicators_correction c JOIN indicators_series s ON s.id = c.series
WHERE c.record_time >= %(since)s OR c.record IN (SELECT record FROM fresh)
"""


def touched(since: datetime) -> Touched:
    """What was recorded from `since` on."""
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, {"since": since})
        places = frozenset((row[0], row[1]) for row in cursor.fetchall())
        cursor.execute("SELECT DISTINCT key FROM indicators_definition WHERE record_time >= %s", (since,))
        return Touched(frozenset(row[0] for row in cursor.fetchall()), places)
