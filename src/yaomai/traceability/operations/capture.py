"""How does a document of EPCIS events come on record?

Read it, check every event, hash them; then, in one transaction, record the document if any of its events is new, and write
the rows that the new ones are searched by. What an event with faults does to the others is the caller's choice (EPCIS 2.0, 12.6.1,
GS1-Capture-Error-Behaviour): `rollback`, nothing of the document is recorded; `proceed`, all but such events are.

A deed's time is that of its writing, not of the reading before it, which takes long for a large document: so what was known at a
moment is the same whenever it is asked, but for the moments that the writing itself takes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import psycopg
from django.db import DatabaseError, transaction

from yaomai.errors import Finding, InvalidError, RefusedError
from yaomai.ledger.engine.deed import Recorder
from yaomai.ledger.operations.record import NewDeed, record
from yaomai.standards.epcis.document import Document, Limits, read_document
from yaomai.standards.gs1.identifier import Identifier
from yaomai.traceability.engine.checked_event import AHEAD_MAX, EVENT_ID_CHARACTERS_MAX, checked
from yaomai.traceability.engine.event_rows import EventRows, hash_id
from yaomai.traceability.engine.kept_document import KIND, bodies
from yaomai.traceability.engine.names import header_names
from yaomai.traceability.erasing import hold_off_erasures
from yaomai.traceability.operations import known_events
from yaomai.traceability.operations.known_events import Identity, NewNameError
from yaomai.traceability.operations.tell_registers import tell_registers
from yaomai.traceability.operations.write_events import write_events, write_repeats

__all__ = [
    "AHEAD_MAX",
    "EVENT_ID_CHARACTERS_MAX",
    "BusyError",
    "Captured",
    "CapturedEvent",
    "ErrorBehaviour",
    "Progress",
    "capture",
]

ErrorBehaviour = Literal["rollback", "proceed"]
Progress = Callable[[int, int], None]
"""Told how many events of how many have been looked at; outside any transaction."""

_ATTEMPTS = 5
_BUSY = "other documents that name the same events are being recorded; send it again in a while"
_EVENTS_PER_PROGRESS = 1000
DEFAULT_LIMITS = Limits()
# Two documents with the same events in another order wait for each other.
_CROSSED = (psycopg.errors.UniqueViolation, psycopg.errors.DeadlockDetected)


class BusyError(RefusedError):
    """Others are recording what this document names, and that did not end in time: nothing was recorded, and later it can be."""


@dataclass(frozen=True, slots=True)
class CapturedEvent:
    """What became of one event: what it is called, its hash, whether it was on record before (`repeated`), its first record."""

    event_id: str
    event_hash: str
    record: int
    repeated: bool


@dataclass(frozen=True, slots=True)
class Captured:
    """What became of a document. `deed` is None when nothing had to be recorded: every event was on record under the id it has
    here, or was refused. `events` are those accepted, in the document's order; `refused` is what was wrong with the others, under
    `proceed`; `notes` refuse nothing.
    """

    deed: int | None
    events: Sequence[CapturedEvent]
    notes: Sequence[Finding]
    refused: Sequence[Finding] = ()


Accepted = Mapping[int, EventRows]
"""The rows of the accepted events by their position in the document, in its order."""


def capture(  # frozen
    data: bytes,
    *,
    recorder: Recorder,
    now: datetime,
    limits: Limits = DEFAULT_LIMITS,
    error_behaviour: ErrorBehaviour = "rollback",
    progress: Progress | None = None,
    clock: Callable[[], datetime] | None = None,
) -> Captured:
    """Record the events of an EPCISDocument, an EPCISQueryDocument or one bare event.

    `now` is when it came, and what its events are held against; `clock` tells when it is written, without it that is `now`, too.

    Raises BusyError when others are in the way: wherever the caller's transaction bounds its waits
    (known_events.bounded_waits), and after some tries.
    Raises InvalidError with every fault of the document: then nothing is recorded. Under `proceed` only faults of the document
    itself raise; an event with faults is left out, and they are `refused`. An event that is on record already counts as
    repeated; that is said, and is no fault. A document of repeated events only is not recorded, unless it says something new: an
    eventID that an event was not known by (an alias), or that this organisation, too, declares an event in error.
    """
    document = read_document(data, limits, partly=error_behaviour == "proceed")
    accepted, faults = _checked(document, now, progress)
    if faults and error_behaviour == "rollback":
        raise InvalidError(faults)
    alone = False
    crossed = 0
    while True:
        try:
            with transaction.atomic():
                plan = _plan(document, accepted, recorder.organisation, alone=alone)
                if plan.refused and error_behaviour == "rollback":
                    raise InvalidError(plan.refused)
                moment = clock or (lambda: now)
                deed = _write(document, accepted, plan, recorder, moment) if plan.is_worth_recording else None
            return Captured(
                deed, list(_captured(accepted, plan)), (*document.notes, *plan.notes), (*faults, *plan.refused)
            )
        except NewNameError:
            alone = True  # and so it is not raised again
        except (DatabaseError, psycopg.Error) as error:
            # COPY goes past Django, so its errors are psycopg's own.
            cause = error.__cause__ if isinstance(error, DatabaseError) else error
            if isinstance(cause, psycopg.errors.LockNotAvailable):
                raise BusyError(f"nothing was recorded: {_BUSY}") from error
            if not isinstance(cause, _CROSSED):
                raise
            # Somebody recorded one of these events between our look and our write; now it is seen and counts as repeated.
            crossed += 1
            if crossed == _ATTEMPTS:
                raise BusyError(f"nothing was recorded in {_ATTEMPTS} tries: {_BUSY}") from error


def _checked(document: Document, now: datetime, progress: Progress | None) -> tuple[Accepted, list[Finding]]:
    """The rows of every event that has no faults, and all faults of the others."""
    accepted: dict[int, EventRows] = {}
    faults: list[Finding] = []
    total = len(document.events)
    for position, event in enumerate(document.events):
        found = document.faults.get(position) or checked(event, now)
        if isinstance(found, EventRows):
            accepted[position] = found
        else:
            faults += found
        if progress is not None and (position + 1 == total or (position + 1) % _EVENTS_PER_PROGRESS == 0):
            progress(position + 1, total)
    return accepted, faults


@dataclass(slots=True)
class _Plan:
    """What is to become of a document: of the positions of its events which are `news` (repeats: False), and whose names are taken;
    `places`: of every event that is or will be on record its first record and what it is called.
    """

    places: dict[Identity, tuple[int, str]]
    news: dict[int, bool] = field(default_factory=dict)
    refused: list[Finding] = field(default_factory=list)
    is_worth_recording: bool = False
    notes: list[Finding] = field(default_factory=list)


def _plan(document: Document, accepted: Accepted, organisation: int | None, *, alone: bool) -> _Plan:
    """What is to be done, which stays right until the transaction ends; but for events that others are recording now."""
    known_events.hold_names(alone=alone)
    hold_off_erasures()
    plan = _Plan(known_events.on_record(accepted.values()))
    named = known_events.contents_named(accepted.values())
    seen = set(plan.places)
    withdrawn = known_events.withdrawn(accepted.values(), organisation)
    for position, row in accepted.items():
        if row.event_id is not None and named.get(row.event_id, row.event_hash) != row.event_hash:
            plan.refused.append(_name_taken(document.events[position].pointer, row.event_id))
            continue
        is_new = row.identity not in seen
        has_new_name = known_events.is_new_name(row, named, is_new=is_new)
        if has_new_name and not alone:
            raise NewNameError
        plan.news[position] = is_new
        withdraws = row.declaration_hash != b"" and row.event_hash not in withdrawn
        plan.is_worth_recording |= is_new or has_new_name or withdraws
        seen.add(row.identity)
        if row.event_id is not None:
            named[row.event_id] = row.event_hash
    return plan


def _name_taken(pointer: str, event_id: str) -> Finding:
    return Finding(
        "epcis.event_id_taken",
        f"{pointer}/eventID",
        "this eventID names another event already;"
        " give the event an id of its own, or declare the other one to be in error",
        event_id,
    )


def _write(
    document: Document, accepted: Accepted, plan: _Plan, recorder: Recorder, clock: Callable[[], datetime]
) -> int:
    """Record the events of the plan and write their rows; the deed."""
    deed = NewDeed(KIND, recorder, bodies(document, plan.news))
    moment = clock()
    recorded = record(deed, now=moment)
    placed = list(zip(recorded.record_ids[1:], plan.news.items(), strict=True))
    fresh = {identity: accepted[position] for identity, (position, is_new) in placed if is_new}
    write_events(fresh, recorder.organisation, _named(document, recorded.record_ids[0]))
    repeated = {identity: accepted[position] for identity, (position, is_new) in placed if not is_new}
    write_repeats(repeated, recorder.organisation)
    for identity, row in fresh.items():
        plan.places[row.identity] = (identity, row.called)
    plan.notes += tell_registers(document, recorder, record=recorded.record_ids[0], now=moment)
    return recorded.deed_id


def _named(document: Document, envelope: int) -> list[tuple[int, int, Identifier, str]]:
    """The names in the document's header, whose record is the envelope's."""
    if document.kind == "event":
        return []
    names = header_names(document.frame, document.context)
    return [(envelope, ordinal, one, name) for ordinal, (one, name) in enumerate(names)]


def _captured(accepted: Accepted, plan: _Plan) -> Iterator[CapturedEvent]:
    for position, is_new in plan.news.items():
        row = accepted[position]
        record_id, called = plan.places[row.identity]
        yield CapturedEvent(called, hash_id(row.event_hash), record_id, repeated=not is_new)
