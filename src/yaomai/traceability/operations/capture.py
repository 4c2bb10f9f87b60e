"""How does a document of EPCIS events come on record?

Read it, check every event, hash them; then, in one transaction, record the document if any of its events is new, and write
the rows that the new ones are searched by. What an event with faults does to the others is the caller's choice (EPCIS 2.0, 12.6.1,
GS1-Capture-Error-Behaviour): `rollback`, nothing of the document is recorded; `proceed`, all but such events are.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import psycopg
from django.db import IntegrityError, transaction

from yaomai.errors import Finding, InvalidError
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
from yaomai.traceability.operations.known_events import NewNameError
from yaomai.traceability.operations.write_events import write_events, write_repeats

__all__ = ["AHEAD_MAX", "EVENT_ID_CHARACTERS_MAX", "Captured", "CapturedEvent", "ErrorBehaviour", "Progress", "capture"]

ErrorBehaviour = Literal["rollback", "proceed"]
Progress = Callable[[int, int], None]
"""Told how many events of how many have been looked at; outside any transaction."""

_ATTEMPTS = 5
_EVENTS_PER_PROGRESS = 1000
DEFAULT_LIMITS = Limits()
# COPY goes past Django, so its errors are psycopg's own. Two documents with the same events in another order wait for each other.
_CROSSED = (IntegrityError, psycopg.errors.UniqueViolation, psycopg.errors.DeadlockDetected)


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
) -> Captured:
    """Record the events of an EPCISDocument, an EPCISQueryDocument or one bare event.

    Raises InvalidError with every fault of the document: then nothing is recorded. Under `proceed` only faults of the document
    itself raise; an event with faults is left out, and they are `refused`. An event that is on record already counts as
    repeated; that is said, and is no fault. A document of repeated events only is not recorded, unless one has an eventID that
    the event was not known by: it is then an alias.
    """
    document = read_document(data, limits, partly=error_behaviour == "proceed")
    accepted, faults = _checked(document, now, progress)
    if faults and error_behaviour == "rollback":
        raise InvalidError(faults)
    alone = False
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with transaction.atomic():
                captured, taken = _record(document, accepted, recorder, now, alone=alone)
                if taken and error_behaviour == "rollback":
                    raise InvalidError(taken)
        except NewNameError:
            alone = True
        except _CROSSED:
            # Somebody recorded one of these events between our look and our write; now it is seen and counts as repeated.
            if attempt == _ATTEMPTS:
                raise
        else:
            return Captured(captured.deed, captured.events, document.notes, _in_order(document, [*faults, *taken]))
    raise AssertionError("not reached: the last attempt returns or raises")


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


def _record(
    document: Document, accepted: Accepted, recorder: Recorder, now: datetime, *, alone: bool
) -> tuple[Captured, list[Finding]]:
    """Record those events that are new, if there are any whose name is not taken; what was recorded, and which names were."""
    known_events.hold_names(alone=alone)
    hold_off_erasures()
    places = known_events.on_record(accepted.values())
    named = known_events.contents_named(accepted.values())
    news: dict[int, bool] = {}
    seen = set(places)
    taken = []
    is_worth_recording = False
    for position, row in accepted.items():
        if row.event_id is not None and named.get(row.event_id, row.event_hash) != row.event_hash:
            taken.append(_name_taken(document, position, row.event_id))
            continue
        is_new = row.identity not in seen
        if known_events.is_new_name(row, named, is_new=is_new):
            if not alone:
                raise NewNameError
            is_worth_recording = True
        is_worth_recording |= is_new
        news[position] = is_new
        seen.add(row.identity)
        if row.event_id is not None:
            named[row.event_id] = row.event_hash
    deed = _write(document, {position: accepted[position] for position in news}, news, recorder, now, places) \
        if is_worth_recording else None
    events = []
    for position, is_new in news.items():
        row = accepted[position]
        first, called = places[row.identity]
        events.append(CapturedEvent(called, hash_id(row.event_hash), first, repeated=not is_new))
    return Captured(deed, events, document.notes), taken
