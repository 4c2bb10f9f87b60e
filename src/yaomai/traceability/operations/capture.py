"""How does a document of EPCIS events come on record?

Read it, check every event, hash them; then, in one transaction, record the document if any of its events is new, and write
the rows that the new ones are searched by. Either everything in the document is on record afterwards, or nothing of it
and all its faults are named.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import psycopg
from django.db import IntegrityError, connections, transaction

from yaomai.errors import Finding, InvalidError
from yaomai.ledger.engine.deed import Recorder
from yaomai.ledger.operations.record import NewDeed, record
from yaomai.registers.operations.number_identifiers import CANONICAL_CHARACTERS_MAX
from yaomai.standards.epcis.document import Document, EventText, Limits, read_document
from yaomai.standards.epcis.validation import check
from yaomai.standards.gs1.identifier import Identifier
from yaomai.traceability.engine.event_rows import EventRows, event_rows, hash_id
from yaomai.traceability.engine.kept_document import KIND, bodies
from yaomai.traceability.engine.names import header_names
from yaomai.traceability.erasing import hold_off_erasures
from yaomai.traceability.operations.write_events import write_events, write_repeats

_ATTEMPTS = 5
DEFAULT_LIMITS = Limits()
# COPY goes past Django, so its errors are psycopg's own. Two documents with the same events in another order wait for each other.
_CROSSED = (IntegrityError, psycopg.errors.UniqueViolation, psycopg.errors.DeadlockDetected)
_NAMES_LOCK = "yaomai: names of events"
EVENT_ID_CHARACTERS_MAX = 600
AHEAD_MAX = timedelta(hours=24)
"""So much later than its recording an event may say that it happened: clocks differ, and offsets are mistaken."""


@dataclass(frozen=True, slots=True)
class CapturedEvent:
    """What became of one event: its id, its hash, whether it was on record before (`repeated`), and its first record."""

    event_id: str
    event_hash: str
    record: int
    repeated: bool


@dataclass(frozen=True, slots=True)
class Captured:
    """What became of a document. `deed` is None when every event of it was on record before; `notes` refuse nothing."""

    deed: int | None
    events: Sequence[CapturedEvent]
    notes: Sequence[Finding]


def capture(data: bytes, *, recorder: Recorder, now: datetime, limits: Limits = DEFAULT_LIMITS) -> Captured:  # frozen
    """Record the events of an EPCISDocument, an EPCISQueryDocument or one bare event.

    Raises InvalidError with every fault of the document: then nothing is recorded. An event that is on record already
    counts as repeated; that is said, and is no fault. A document of repeated events only is not recorded.
    """
    document = read_document(data, limits)
    rows = _checked(document, now)
    alone = False
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with transaction.atomic():
                return _record(document, rows, recorder, now, alone=alone)
        except _NewNameError:
            alone = True
        except _CROSSED:
            # Somebody recorded one of these events between our look and our write; now it is seen and counts as repeated.
            if attempt == _ATTEMPTS:
                raise
    raise AssertionError("not reached: the last attempt returns or raises")


def _checked(document: Document, now: datetime) -> list[EventRows]:
    """The rows of every event; InvalidError with all faults of all events."""
    findings: list[Finding] = []
    rows: list[EventRows] = []
    for event in document.events:
        found = check(event.fields, event.pointer, event.context)
        findings += found
        if not found:
            rows.append(event_rows(event.fields, event.context))
            findings += _unusable(event, rows[-1], now)
    if findings:
        raise InvalidError(findings)
    return rows


def _unusable(event: EventText, rows: EventRows, now: datetime) -> list[Finding]:
    findings = [
        Finding(
            "epcis.identifier_too_long",
            event.pointer,
            f"an identifier has at most {CANONICAL_CHARACTERS_MAX} characters",
            f"{one.canonical[:80]}… ({len(one.canonical)})",
        )
        for one in rows.identifiers()
        if len(one.canonical) > CANONICAL_CHARACTERS_MAX
    ]
    if len(rows.called) > EVENT_ID_CHARACTERS_MAX:
        findings.append(
            Finding(
                "epcis.event_id_too_long",
                f"{event.pointer}/eventID",
                f"an eventID has at most {EVENT_ID_CHARACTERS_MAX} characters",
                f"{rows.called[:80]}… ({len(rows.called)})",
            )
        )
    if rows.event_time - now > AHEAD_MAX:
        findings.append(
            Finding(
                "epcis.event_time_in_future",
                f"{event.pointer}/eventTime",
                "an event has happened when it is recorded; this one lies more than 24 hours after the time here,"
                f" {now.isoformat(timespec='seconds')}: correct the time or its offset, or send the event when it has happened",
                str(event.fields.get("eventTime")),
            )
        )
    return findings


class _NewNameError(Exception):
    """An event that is on record is named anew; whether the name is free can be told only when nobody else is capturing."""


def _record(
    document: Document, rows: Sequence[EventRows], recorder: Recorder, now: datetime, *, alone: bool
) -> Captured:
    _hold_names(alone=alone)
    hold_off_erasures()
    known = _on_record(rows)
    first_of: dict[tuple[bytes, bytes], int] = {}
    for position, row in enumerate(rows):
        first_of.setdefault(row.identity, position)
    new = [row.identity not in known and first_of[row.identity] == position for position, row in enumerate(rows)]
    has_new_names = _has_new_names(document, rows, new)
    if has_new_names and not alone:
        raise _NewNameError
    places = dict(known)
    deed = None
    if any(new) or has_new_names:
        recorded = record(NewDeed(KIND, recorder, bodies(document, new)), now=now)
        deed = recorded.deed_id
        placed = list(zip(recorded.record_ids[1:], rows, new, strict=True))
        fresh = {identity: row for identity, row, is_new in placed if is_new}
        write_events(fresh, recorder.organisation, _named(document, recorded.record_ids[0]))
        write_repeats({identity: row for identity, row, is_new in placed if not is_new})
        for identity, row in fresh.items():
            places[row.identity] = (identity, row.called)
    events = []
    for row, is_new in zip(rows, new, strict=True):
        identity, event_id = places[row.identity]
        events.append(CapturedEvent(event_id, hash_id(row.event_hash), identity, repeated=not is_new))
    return Captured(deed, events, document.notes)


def _hold_names(*, alone: bool) -> None:
    """Until this transaction ends nobody gives a second name to an event; or, `alone`, nobody records an event at all.

    An index keeps two events from the same eventID, but not an event from the alias of another.
    """
    lock = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connections["default"].cursor() as cursor:
        cursor.execute(f"SELECT {lock}(hashtextextended(%s, 0))", (_NAMES_LOCK,))


def _on_record(rows: Sequence[EventRows]) -> dict[tuple[bytes, bytes], tuple[int, str]]:
    """Which of these events are on record: their records and ids, by event hash and declaration hash."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT event_hash, declaration_hash, record, event_id FROM traceability_event WHERE event_hash = ANY(%s)",
            ([row.event_hash for row in rows],),
        )
        return {
            (bytes(h), bytes(d)): (record, event_id or hash_id(bytes(h)))
            for h, d, record, event_id in cursor.fetchall()
        }


def _named(document: Document, envelope: int) -> list[tuple[int, int, Identifier, str]]:
    """The names in the document's header, whose record is the envelope's."""
    if document.kind == "event":
        return []
    names = header_names(document.frame, document.context)
    return [(envelope, ordinal, one, name) for ordinal, (one, name) in enumerate(names)]


def _has_new_names(document: Document, rows: Sequence[EventRows], new: Sequence[bool]) -> bool:
    """Whether the document gives a second name to an event: an eventID that is not on record, to a content that is (an alias), or
    to a declaration of error.

    An eventID names one content, with or without an error declaration (which is no part of the hash). Raises InvalidError
    for every event whose id names another content.
    """
    named = _contents_named({row.event_id for row in rows if row.event_id is not None})
    findings = []
    has_new_names = False
    for event, row, is_new in zip(document.events, rows, new, strict=True):
        if row.event_id is None:
            continue
        has_new_names |= row.event_id not in named and (not is_new or row.declaration_hash != b"")
        if named.setdefault(row.event_id, row.event_hash) != row.event_hash:
            findings.append(
                Finding(
                    "epcis.event_id_taken",
                    f"{event.pointer}/eventID",
                    "this eventID names another event already;"
                    " give the event an id of its own, or declare the other one to be in error",
                    row.event_id,
                )
            )
    if findings:
        raise InvalidError(findings)
    return has_new_names


def _contents_named(event_ids: set[str]) -> dict[str, bytes]:
    """Which content (event hash) each of these eventIDs names, as far as they are on record: as an event's own, or as an alias."""
    if not event_ids:
        return {}
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT event_id, event_hash FROM traceability_event WHERE event_id = ANY(%(ids)s) AND event_id IS NOT NULL"
            " UNION ALL SELECT event_id, event_hash FROM traceability_repeat"
            " WHERE event_id = ANY(%(ids)s) AND event_id IS NOT NULL",
            {"ids": sorted(event_ids)},
        )
        return {event_id: bytes(content) for event_id, content in cursor.fetchall()}
