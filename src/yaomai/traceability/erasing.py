"""Which records must go together when one of them is erased, so that no copy of an erased event stays behind?"""

from collections.abc import Sequence

from django.db import connections

from yaomai.ledger.engine.deed import deed_and_position, reference
from yaomai.ledger.projections import Erasing

_LOCK = "yaomai: repeats of events"


def hold_off_erasures() -> None:
    """Until this transaction ends no event is erased: what it finds on record stays there while it records a repeat."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", (_LOCK,))


def what_must_go_too(erasing: Erasing) -> Sequence[str]:
    """What an erasure must name besides, and why: a document's frame goes last, an event with all its
    repeats and the declarations that it is in error, which repeat what it says.
    """
    return [*_frame_goes_last(erasing), *_repeats_go_too(erasing)]


def _frame_goes_last(erasing: Erasing) -> list[str]:
    if len(erasing.gone) < erasing.size and any(deed_and_position(one)[1] == 1 for one in erasing.gone):
        return [
            "record 1 of the deed is the document's frame, without which its events cannot be verified: name them too"
        ]
    return []


def _repeats_go_too(erasing: Erasing) -> list[str]:
    with connections[erasing.using].cursor() as cursor:
        # A statement of its own: the next one sees the repeats that were being recorded until the lock was free.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (_LOCK,))
        cursor.execute(
            "SELECT e.record, array_agg(DISTINCT same.record ORDER BY same.record) FROM traceability_event e"
            " JOIN (SELECT record, event_hash FROM traceability_repeat"
            " UNION ALL SELECT record, event_hash FROM traceability_event) AS same ON same.event_hash = e.event_hash"
            " WHERE e.record = ANY(%s) AND same.record <> e.record AND same.record <> ALL(%s)"
            " GROUP BY e.record ORDER BY e.record",
            (list(erasing.gone), list(erasing.named)),
        )
        return [
            f"what record {reference(first)} says is kept also as {', '.join(map(reference, others))}"
            " (sent again, or declared in error): name them too"
            for first, others in cursor.fetchall()
        ]
