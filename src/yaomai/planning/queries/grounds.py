"""What do verdicts rest on, and what of it is not as it was when they were judged?

What they were judged with is kept (planning_ground), one row for each thing on record. It is compared as a whole: nothing is missed
that was committed late, nor that a document was opened to the public or closed since."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import connection

from yaomai.indicators.sight import correction_access, edition_access

_NOW = f"""
SELECT 'edition' AS kind, e.record AS number, CASE WHEN w.record IS NOT NULL THEN 'withdrawn' ELSE {edition_access("e")}
  || CASE WHEN e.file IN (SELECT file FROM archive_document) THEN ' text' ELSE '' END END AS state
FROM indicators_edition e LEFT JOIN indicators_withdrawal w ON w.withdrawn = e.record
UNION ALL
SELECT 'correction', c.record, CASE WHEN w.record IS NOT NULL THEN 'withdrawn' ELSE {correction_access("c")} END
FROM indicators_correction c LEFT JOIN indicators_withdrawal w ON w.withdrawn = c.record
UNION ALL
SELECT 'break', b.record, CASE WHEN w.record IS NOT NULL THEN 'withdrawn' ELSE '' END
FROM indicators_break b LEFT JOIN indicators_withdrawal w ON w.withdrawn = b.record
UNION ALL
SELECT 'evidence', e.record, coalesce((SELECT d.access FROM archive_document d WHERE d.file = e.document
  ORDER BY d.record DESC LIMIT 1), '')
FROM planning_evidence e
UNION ALL
SELECT 'deeds', 0, ((SELECT coalesce(max(leaf_index) + 1, 0) FROM ledger_leaf) + (SELECT count(*) FROM ledger_pending))::text
UNION ALL SELECT 'definition', record, '' FROM indicators_definition
UNION ALL SELECT 'target', record, '' FROM planning_target
UNION ALL SELECT 'document', record, '' FROM archive_document
"""
"""Each thing that verdicts rest on, and what of it may change: who sees it, whether it is withdrawn."""
_CHANGED = f"""
SELECT coalesce(now.kind, kept.kind), coalesce(now.number, kept.number), now.state
FROM ({_NOW}) now FULL JOIN planning_ground kept ON kept.kind = now.kind AND kept.number = now.number
WHERE now.state IS DISTINCT FROM kept.state
"""


DEEDS = "deeds"
"""How many there are of all kinds: each one committed is a leaf, or is to be one. Registers and events are what deeds say."""
_KINDS = ("edition", "correction", "break", "evidence", DEEDS, "definition", "target", "document")


class Ground(NamedTuple):
    """Something that verdicts rest on. kind: one of _KINDS. number: its record. state: who sees it, or that it is withdrawn;
    None: it is there no more.
    """

    kind: str
    number: int
    state: str | None


@dataclass(frozen=True, slots=True)
class Touched:
    """About what something changed: definitions of indicators; values of an indicator in a region; evidence of targets; whatever
    registers and events answer.
    """

    indicators: frozenset[str] = field(default_factory=frozenset)
    places: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    targets: frozenset[int] = field(default_factory=frozenset)
    is_elsewhere: bool = False

    @property
    def is_nothing(self) -> bool:
        """Whether nothing has changed."""
        return not (self.indicators or self.places or self.targets or self.is_elsewhere)


def changed() -> Sequence[Ground]:
    """What is not as it was when verdicts were judged, as it is now."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED)
        return [Ground(*row) for row in cursor.fetchall()]


_CLOSED = """
SELECT EXISTS (SELECT FROM archive_document d WHERE d.access = 'official'
  AND EXISTS (SELECT FROM archive_document b WHERE b.file = d.file AND b.record < d.record AND b.access = 'public')
  AND NOT EXISTS (SELECT FROM planning_ground g WHERE g.kind = 'document' AND g.number = d.record))
"""


def is_closed_since() -> bool:
    """Whether a document was closed to the public since verdicts were judged: those kept for the public may say what it says."""
    with connection.cursor() as cursor:
        cursor.execute(_CLOSED)
        return bool(cursor.fetchone()[0])


def keep_grounds(grounds: Iterable[Ground]) -> None:
    """That verdicts were judged with these. The caller holds the lock `planning.judge` in the open transaction."""
    each = list(grounds)
    gone = [one for one in each if one.state is None]
    there = [one for one in each if one.state is not None]
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM planning_ground g USING unnest(%s::text[], %s::bigint[]) AS d (kind, number)"
            " WHERE g.kind = d.kind AND g.number = d.number",
            ([one.kind for one in gone], [one.number for one in gone]),
        )
        cursor.execute(
            "INSERT INTO planning_ground (kind, number, state) SELECT * FROM unnest(%s::text[], %s::bigint[], %s::text[])"
            " ON CONFLICT (kind, number) DO UPDATE SET state = excluded.state",
            ([one.kind for one in there], [one.number for one in there], [one.state for one in there]),
        )


_PLACES = """
SELECT s.indicator, s.region FROM indicators_series s WHERE s.id IN (
  SELECT o.series FROM indicators_observation o WHERE o.edition = ANY(%(edition)s::bigint[])
  UNION SELECT c.series FROM indicators_correction c WHERE c.record = ANY(%(correction)s::bigint[])
)
"""
_INDICATORS = """
SELECT d.key, other ->> 0 FROM indicators_definition d LEFT JOIN LATERAL jsonb_array_elements(d.comparable::jsonb) other ON TRUE
WHERE d.key IN (SELECT key FROM indicators_definition WHERE record = ANY(%(definition)s::bigint[]))
UNION SELECT indicator, NULL FROM indicators_break WHERE record = ANY(%(break)s::bigint[])
"""
"""What was defined anew, and every indicator that a wording of it, old or new, declares comparable or not; what breaks."""


def touched(grounds: Iterable[Ground]) -> Touched:
    """About what these are."""
    numbers: dict[str, list[int]] = {kind: [] for kind in _KINDS}
    for one in grounds:
        numbers[one.kind].append(one.number)
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, numbers)
        places = frozenset((row[0], row[1]) for row in cursor.fetchall())
        cursor.execute(_INDICATORS, numbers)
        indicators = frozenset(key for row in cursor.fetchall() for key in row if key)
        cursor.execute("SELECT target FROM planning_evidence WHERE record = ANY(%(evidence)s::bigint[])", numbers)
        return Touched(indicators, places, frozenset(row[0] for row in cursor.fetchall()), bool(numbers[DEEDS]))
