"""How are the documents captured that wait for it?

As jobs (database/jobs.py): the deed and the finished state are committed together. A document that was given up through no fault of
its own is kept with its job, for the operator.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connections

from yaomai.database.jobs import TROUBLE, Attempt, Kind
from yaomai.errors import Finding, InstallationError
from yaomai.ledger.engine.deed import Recorder
from yaomai.traceability.operations.capture import BusyError, capture
from yaomai.traceability.operations.capture_jobs import TABLE, Outcome


def _perform(attempt: Attempt) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT document, error_behaviour, organisation, account, key FROM traceability_capture_job WHERE id = %s",
            (attempt.job,),
        )
        document, error_behaviour, *who = cursor.fetchone()
    captured = capture(
        bytes(document),
        recorder=Recorder(*who),
        now=attempt.now,
        error_behaviour=error_behaviour,
        progress=attempt.progress,
        clock=attempt.clock,
    )
    _finish(attempt.job, Outcome.of(captured), attempt.clock())


def _give_up(attempt: Attempt, findings: Sequence[Finding], is_ours: bool) -> None:
    _finish(attempt.job, Outcome("failed", faults=findings), attempt.clock(), keeps_document=is_ours)


def _finish(job: int | UUID, outcome: Outcome, now: datetime, *, keeps_document: bool = False) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "UPDATE traceability_capture_job SET document = CASE WHEN %s THEN document END, finished_at = %s,"
            " events_done = events_total,"
            " (state, events_new, events_repeated, deed, errors, errors_total) = (%s, %s, %s, %s, %s, %s)"
            " WHERE id = %s AND state = 'running'",
            (keeps_document, now, *outcome.values(), job),
        )
        if cursor.rowcount != 1:  # the lock says that nobody else does this job
            raise InstallationError(f"capture job {job} was ended by another process while it was being done")


CAPTURING = Kind(
    table=TABLE,
    states=("waiting", "running"),
    begun="running",
    perform=_perform,
    give_up=_give_up,
    code="epcis.capture",
    broken="this installation could not record this document, through no fault of it; nothing of it was recorded, and it is kept;"
    " tell the operator",
    counted=("events_done", "events_total"),
    trouble=(*TROUBLE, BusyError),
)
