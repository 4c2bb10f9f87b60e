"""Which of these events are on record already, and whose names are taken?

Two captures are of the same event when event hash and declaration hash are the same. An eventID names one content (event hash),
with or without an error declaration. The same content under another eventID is the same event, and that id is an **alias** of it:
it stands with the repeat (table traceability_repeat) and leads to the event.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from django.db import connections, transaction

from yaomai.database.text_array import bytes_array, text_array
from yaomai.traceability.engine.event_rows import EventRows, assertion, hash_id

_LOCK = "yaomai: names of events"

Identity = tuple[bytes, bytes]
"""Event hash, declaration hash."""


PATIENCE_S = 3
"""Whoever stands before a request waits so long for what others are recording, at a time."""


class NewNameError(Exception):
    """An event that is on record is named anew; whether the name is free can be told only when nobody else is capturing."""


def hold_names(*, alone: bool) -> None:
    """Until this transaction ends nobody gives a second name to an event; or, `alone`, nobody records an event at all.

    An index keeps two events from the same eventID, but not an event from the alias of another.
    """
    lock = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connections["default"].cursor() as cursor:
        cursor.execute(f"SELECT {lock}(hashtextextended(%s, 0))", (_LOCK,))


@contextmanager
def bounded_waits() -> Iterator[None]:
    """A transaction of a request: none of its waits for others, for names or for the same events, takes longer than PATIENCE_S.

    Who waits to be alone lets nobody pass, and a large document is recorded for a minute: without a bound one alias would hold up
    everybody's captures so long.
    """
    with transaction.atomic():
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", (f"{PATIENCE_S}s",))
        yield


def on_record(rows: Iterable[EventRows]) -> dict[Identity, tuple[int, str]]:
    """Which of these events are on record: their records, and what they are called."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT event_hash, declaration_hash, record, event_id FROM traceability_event"
            " WHERE event_hash = ANY(%s::bytea[])",
            (bytes_array([row.event_hash for row in rows]),),
        )
        return {
            (bytes(content), bytes(declared)): (record, event_id or hash_id(bytes(content)))
            for content, declared, record, event_id in cursor.fetchall()
        }


def contents_named(rows: Iterable[EventRows]) -> dict[str, bytes]:
    """Which content (event hash) the eventIDs of these events name, as far as they are on record: its own or an alias."""
    event_ids = {row.event_id for row in rows if row.event_id is not None}
    if not event_ids:
        return {}
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT event_id, event_hash FROM traceability_event WHERE event_id = ANY(%(ids)s::text[])"
            " AND event_id IS NOT NULL UNION ALL SELECT event_id, event_hash FROM traceability_repeat"
            " WHERE event_id = ANY(%(ids)s::text[]) AND event_id IS NOT NULL",
            {"ids": text_array(sorted(event_ids))},
        )
        return {event_id: bytes(content) for event_id, content in cursor.fetchall()}


def withdrawn(rows: Iterable[EventRows], organisation: int | None) -> set[bytes]:
    """Which of the contents (event hashes) that are declared in error here this organisation has declared so before."""
    asserted = {assertion(organisation, row.event_hash): row.event_hash for row in rows if row.declaration_hash}
    if not asserted:
        return set()
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT assertion FROM traceability_withdrawal WHERE assertion = ANY(%s)", (list(asserted),))
        return {asserted[found] for (found,) in cursor.fetchall()}


def is_new_name(row: EventRows, named: Mapping[str, bytes], *, is_new: bool) -> bool:
    """Whether the event brings an eventID that is not on record for a content that may be: an alias, or a declaration of error."""
    return row.event_id is not None and row.event_id not in named and not (is_new and row.declaration_hash == b"")
