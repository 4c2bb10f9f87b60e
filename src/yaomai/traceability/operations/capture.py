"""How does a document of EPCIS events come on record?

Read it, check every event, hash them; then, in one transaction, record the document if any of its events is new, and write
the rows that the new ones are searched by. Either everything in the document is on record afterwards, or nothing of it
and all its faults are named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg
from django.db import IntegrityError, connections, transaction

from yaomai.errors import Finding, InvalidError
from yaomai.ledger.engine.deed import Recorder
from yaomai.ledger.operations.record import NewDeed, record
from yaomai.registers.operations.number_identifiers import CANONICAL_CHARACTERS_MAX, number_identifiers
from yaomai.standards.epcis.document import Document, EventText, Limits, read_document
from yaomai.standards.epcis.validation import check
from yaomai.standards.gs1.identifier import Identifier
from yaomai.traceability.engine.event_rows import HASH_PROFILE, EventRows, event_rows, hash_id
from yaomai.traceability.engine.kept_document import KIND, bodies
from yaomai.traceability.engine.names import header_names
from yaomai.traceability.erasing import hold_off_erasures

_ATTEMPTS = 5
DEFAULT_LIMITS = Limits()
# COPY goes past Django, so its errors are psycopg's own. Two documents with the same events in another order wait for each other.
_CROSSED = (IntegrityError, psycopg.errors.UniqueViolation, psycopg.errors.DeadlockDetected)
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
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with transaction.atomic():
                return _record(document, rows, recorder, now)
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
    if len(rows.event_id) > EVENT_ID_CHARACTERS_MAX:
        findings.append(
            Finding(
                "epcis.event_id_too_long",
                f"{event.pointer}/eventID",
                f"an eventID has at most {EVENT_ID_CHARACTERS_MAX} characters",
                f"{rows.event_id[:80]}… ({len(rows.event_id)})",
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


def _record(document: Document, rows: Sequence[EventRows], recorder: Recorder, now: datetime) -> Captured:
    hold_off_erasures()
    known = _on_record(rows)
    first_of: dict[tuple[bytes, bytes], int] = {}
    for position, row in enumerate(rows):
        first_of.setdefault((row.event_hash, row.declaration_hash), position)
    new = [
        (row.event_hash, row.declaration_hash) not in known
        and first_of[row.event_hash, row.declaration_hash] == position
        for position, row in enumerate(rows)
    ]
    _refuse_taken_ids(document, rows, new)
    places: dict[tuple[bytes, bytes], tuple[int, str]] = dict(known)
    deed = None
    if any(new):
        recorded = record(NewDeed(KIND, recorder, bodies(document, new)), now=now)
        deed = recorded.deed_id
        placed = list(zip(recorded.record_ids[1:], rows, new, strict=True))
        fresh = {identity: row for identity, row, is_new in placed if is_new}
        named = header_names(document.frame, document.context) if document.kind != "event" else []
        _write_rows(fresh, recorder.organisation, recorded.record_ids[0], named)
        _write_repeats([(identity, row) for identity, row, is_new in placed if not is_new])
        for identity, row in fresh.items():
            places[row.event_hash, row.declaration_hash] = (identity, row.event_id)
    events = []
    for row, is_new in zip(rows, new, strict=True):
        identity, event_id = places[row.event_hash, row.declaration_hash]
        events.append(CapturedEvent(event_id, hash_id(row.event_hash), identity, repeated=not is_new))
    return Captured(deed, events, document.notes)


def _on_record(rows: Sequence[EventRows]) -> dict[tuple[bytes, bytes], tuple[int, str]]:
    """Which of these events are on record: their records and ids, by event hash and declaration hash."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT event_hash, declaration_hash, record, event_id FROM traceability_event WHERE event_hash = ANY(%s)",
            ([row.event_hash for row in rows],),
        )
        return {(bytes(h), bytes(d)): (record, event_id) for h, d, record, event_id in cursor.fetchall()}


def _refuse_taken_ids(document: Document, rows: Sequence[EventRows], new: Sequence[bool]) -> None:
    """An eventID names one content, with or without an error declaration (which is no part of the hash).

    Raises InvalidError for every new event whose id has another content already.
    """
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT event_id, event_hash FROM traceability_event WHERE event_id = ANY(%s)",
            ([row.event_id for row in rows],),
        )
        taken = {event_id: bytes(content) for event_id, content in cursor.fetchall()}
    findings = []
    for event, row, is_new in zip(document.events, rows, new, strict=True):
        other = taken.setdefault(row.event_id, row.event_hash)
        if is_new and other != row.event_hash:
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


def _write_rows(
    rows: Mapping[int, EventRows],
    organisation: int | None,
    envelope: int,
    named: Sequence[tuple[Identifier, str]],
) -> None:
    """The rows of new events by their records, and of the names in the document's header, whose record is the envelope's."""
    numbers = number_identifiers(
        [*(one for row in rows.values() for one in row.identifiers()), *(one for one, _ in named)]
    )
    raw: psycopg.Connection[tuple[object, ...]] = connections["default"].connection
    with raw.cursor() as cursor:
        with cursor.copy(
            "COPY traceability_event (record, event_id, event_hash, hash_profile, declaration_hash, event_type, event_time,"
            " event_time_zone_offset, action, biz_step, disposition, read_point_id, biz_location_id, transformation_id,"
            " organisation) FROM STDIN (FORMAT BINARY)"
        ) as copy:
            copy.set_types(
                "int8 text bytea text bytea text timestamptz text text text text int8 int8 text int8".split()  # noqa: SIM905  # one a column
            )
            # In the order of their hashes: two documents with the same events then wait for each other, and do not deadlock.
            for identity, row in sorted(rows.items(), key=lambda one: one[1].event_hash):
                copy.write_row(_event_row(identity, row, numbers, organisation))
        with cursor.copy(
            "COPY traceability_event_thing (record, ordinal, role, identifier_id, quantity, uom) FROM STDIN (FORMAT BINARY)"
        ) as copy:
            copy.set_types(["int8", "int4", "text", "int8", "numeric", "text"])
            for identity, row in rows.items():
                for ordinal, role, canonical, quantity, uom in row.thing_rows():
                    copy.write_row((identity, ordinal, role, numbers[canonical], quantity, uom))
        names = [(envelope, ordinal, numbers[one.canonical], name) for ordinal, (one, name) in enumerate(named)]
        for identity, row in rows.items():
            names += [
                (identity, ordinal, numbers[one.canonical], name) for ordinal, (one, name) in enumerate(row.names)
            ]
        if names:
            with cursor.copy(
                "COPY registers_name (record, ordinal, identifier_id, name) FROM STDIN (FORMAT BINARY)"
            ) as copy:
                copy.set_types(["int8", "int4", "int8", "text"])
                for name_row in names:
                    copy.write_row(name_row)


def _write_repeats(repeated: Sequence[tuple[int, EventRows]]) -> None:
    if not repeated:
        return
    raw: psycopg.Connection[tuple[object, ...]] = connections["default"].connection
    with (
        raw.cursor() as cursor,
        cursor.copy(
            "COPY traceability_repeat (record, event_hash, declaration_hash) FROM STDIN (FORMAT BINARY)"
        ) as copy,
    ):
        copy.set_types(["int8", "bytea", "bytea"])
        for identity, row in repeated:
            copy.write_row((identity, row.event_hash, row.declaration_hash))


def _event_row(identity: int, row: EventRows, numbers: Mapping[str, int], organisation: int | None) -> tuple[Any, ...]:
    return (
        identity,
        row.event_id,
        row.event_hash,
        HASH_PROFILE,
        row.declaration_hash,
        row.event_type,
        row.event_time,
        row.event_time_zone_offset,
        row.action,
        row.biz_step,
        row.disposition,
        numbers[row.read_point] if row.read_point else None,
        numbers[row.biz_location] if row.biz_location else None,
        row.transformation_id,
        organisation,
    )
