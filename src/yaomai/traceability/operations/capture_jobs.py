"""How is a document captured that was sent to be captured: at once, or by and by?

Whoever sends a document gets a job (EPCIS 2.0, 12.6.1) and asks it what became of the events. What keeps a document from being
read as one is refused at once, and is no job; what is wrong with its events stands in the job. A document of up to
AT_ONCE_EVENTS_MAX events is done before the answer. A larger one, and one that would have to wait for others, is kept, with its
job, and done by the worker (do_capture_jobs.py).

A deed and the finished state of its job are committed together, so that a job is done once, whatever is killed meanwhile.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg
from django.db import connections, transaction
from psycopg.types.json import Jsonb

from yaomai.database.job_row import wake
from yaomai.errors import Finding, InvalidError
from yaomai.ledger.engine.deed import Recorder
from yaomai.standards.epcis.document import Limits
from yaomai.traceability.engine.document_outline import Outline, is_of_an_event, outline
from yaomai.traceability.operations.capture import DEFAULT_LIMITS, BusyError, Captured, ErrorBehaviour, capture
from yaomai.traceability.operations.known_events import bounded_waits

AT_ONCE_EVENTS_MAX = 2_000
"""A document of more events is done by the worker."""
FINDINGS_MAX = 10_000
"""More faults than this are counted and not kept."""
TABLE = "traceability_capture_job"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: its state (`finished` or `failed`), how many events were recorded, how many had been before, the deed,
    and what was wrong.
    """

    state: str
    new: int = 0
    repeated: int = 0
    deed: int | None = None
    faults: Sequence[Finding] = ()

    @classmethod
    def of(cls, captured: Captured) -> "Outcome":
        """The outcome of a document that was captured, wholly or (`proceed`) without the events that have faults."""
        repeated = sum(event.repeated for event in captured.events)
        return cls("finished", len(captured.events) - repeated, repeated, captured.deed, captured.refused)

    def values(self) -> tuple[Any, ...]:
        """The values of the columns state, events_new, events_repeated, deed, errors, errors_total."""
        kept = [{name: _kept(text) for name, text in asdict(fault).items()} for fault in self.faults[:FINDINGS_MAX]]
        return self.state, self.new, self.repeated, self.deed, Jsonb(kept), len(self.faults)


def submit(
    data: bytes,
    *,
    recorder: Recorder,
    now: datetime,
    limits: Limits = DEFAULT_LIMITS,
    error_behaviour: ErrorBehaviour = "rollback",
    seen: Outline | None = None,
) -> UUID:
    """Capture an EPCISDocument or EPCISQueryDocument, or keep it for the worker; the number of its job. `seen`: its outline, if
    known.

    Raises InvalidError with every fault of a document that cannot be read as one: then there is no job, and nothing is kept.
    """
    events = (seen or outline(data)).events
    job = _Job(uuid4(), recorder, now, error_behaviour, events or 0)
    if events is not None and AT_ONCE_EVENTS_MAX < events <= limits.events and len(data) <= limits.bytes:
        job.leave_to_the_worker(data)
        return job.id
    try:
        with bounded_waits():
            captured = capture(data, recorder=recorder, now=now, limits=limits, error_behaviour=error_behaviour)
            if events is None:
                job = replace(job, events=len(captured.events))
            job.insert(Outcome.of(captured))
    except InvalidError as error:
        if not all(is_of_an_event(finding) for finding in error.findings):
            raise
        job.insert(Outcome("failed", faults=error.findings))
    except BusyError:
        job.leave_to_the_worker(data)  # which can wait
    return job.id


@dataclass(frozen=True, slots=True)
class _Job:
    id: UUID
    recorder: Recorder
    created: datetime
    error_behaviour: ErrorBehaviour
    events: int

    def leave_to_the_worker(self, data: bytes) -> None:
        """Keep the document with its job, and wake the worker."""
        with transaction.atomic():
            self.insert(document=data)
            wake(TABLE)

    def insert(self, outcome: Outcome | None = None, *, document: bytes | None = None) -> None:
        """The job's row: with its outcome when it is done, else waiting, with its document."""
        who = self.recorder
        done = self.created if outcome else None
        _execute(
            "INSERT INTO traceability_capture_job (id, organisation, account, key, created_at, started_at, finished_at,"
            " error_behaviour, events_total, events_done, document, state, events_new, events_repeated, deed, errors, errors_total)"
            f" VALUES ({', '.join(['%s'] * 10 + ['%b'] + ['%s'] * 6)})",
            (
                *(self.id, who.organisation, who.account, who.key, self.created, done, done, self.error_behaviour),
                *(self.events, self.events if outcome else 0, document),
                *(outcome or Outcome("waiting")).values(),
            ),
        )


def _kept(text: str) -> str:
    """The text as PostgreSQL can keep it: a NUL and halves of surrogate pairs, which faulty documents have, as they are escaped
    in JSON.
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\x00", "\\u0000")


def _execute(statement: str, values: Sequence[Any]) -> None:
    """Execute it with the values beside it and in binary: written into the statement a document would be there several times
    over.
    """
    connection = connections["default"]
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(statement, values)
