"""How are the documents captured that wait for it?

One after the other, the oldest first (database/jobs.py). The deed and the finished state are committed together.

A document is given up only for what is wrong with it. What else goes wrong (a full disk, a lost connection, a fault of this
installation) leaves it where it is: the job waits and is tried again, ATTEMPTS_MAX times; then it is set aside, `failed` and with
its document, so that one document cannot keep the worker from the others, and from the log. A full disk is not counted.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import psycopg
from django.db import DatabaseError, InterfaceError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from yaomai.database.jobs import TROUBLE, StoppedError, another_connection, held, keep_doing
from yaomai.errors import Finding, InstallationError, InvalidError, LedgerError
from yaomai.ledger.engine.deed import Recorder
from yaomai.standards.epcis.document import Limits
from yaomai.traceability.operations.capture import DEFAULT_LIMITS, BusyError, capture
from yaomai.traceability.operations.capture_jobs import CHANNEL, Outcome

logger = logging.getLogger(__name__)

ATTEMPTS_MAX = 3
"""A job that was begun so often, and neither done nor left because the worker was told to stop, is set aside."""
RETRY_AFTER = timedelta(minutes=1)
_CANDIDATES = 100


def keep_capturing(clock: Callable[[], datetime], stop: threading.Event, *, limits: Limits = DEFAULT_LIMITS) -> None:
    """Do jobs until `stop` is set; one that is under way then is left for later. Raises what waiting does not cure."""
    keep_doing(CHANNEL, lambda: do_next(clock=clock, stop=stop, limits=limits), stop)


def do_next(*, clock: Callable[[], datetime], stop: threading.Event, limits: Limits = DEFAULT_LIMITS) -> bool:
    """Do the oldest job that nobody is doing; whether there was one."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT id FROM traceability_capture_job WHERE finished_at IS NULL"
            " AND (state = 'running' OR started_at IS NULL OR started_at <= %s)"
            " ORDER BY attempts, created_at, id LIMIT %s",
            (clock() - RETRY_AFTER, _CANDIDATES),
        )
        candidates = [row[0] for row in cursor.fetchall()]
    for job in candidates:
        with held(int.from_bytes(job.bytes[:8], signed=True)) as is_held:
            if is_held and _do(job, clock, stop, limits):
                return True
    return False


def _do(job: UUID, clock: Callable[[], datetime], stop: threading.Event, limits: Limits) -> bool:
    """Do a job that is held; False when it was done by somebody meanwhile."""
    now = clock()
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "UPDATE traceability_capture_job SET state = 'running', started_at = %s, events_done = 0, attempts = attempts + 1"
            " WHERE id = %s AND state IN ('waiting', 'running')"
            " RETURNING document, organisation, account, key, error_behaviour, attempts",
            (now, job),
        )
        row = cursor.fetchone()
    if row is None:
        return False
    document, organisation, account, key, error_behaviour, attempt = row
    if attempt > ATTEMPTS_MAX:  # the last attempt took the process, or its connection, with it
        _set_aside(job, "", clock())
        return True
    recorder = Recorder(organisation=organisation, account=account, key=key)
    try:
        with another_connection() as beside, transaction.atomic():
            captured = capture(
                bytes(document),
                recorder=recorder,
                now=now,
                limits=limits,
                error_behaviour=error_behaviour,
                progress=lambda done, _total: _note(beside, job, done, stop),
                clock=clock,
            )
            _finish(job, Outcome.of(captured), clock())
    except StoppedError:
        logger.info("capture job %s is left for later: the worker stops", job)
        _leave(job, state="running", counts=False)
    except InvalidError as error:
        _finish(job, Outcome("failed", faults=error.findings), clock())
    except (*TROUBLE, BusyError) as error:
        _put_back(job, error, attempt, clock())
    except (InstallationError, LedgerError):
        raise  # the record, not the document
    except Exception as error:  # whatever it is, it is logged, and the job says so
        # A fault of ours that this document brings out: without an end to its job the worker would meet it for ever.
        logger.exception("capture job %s brought out a fault of this installation; its document is kept", job)
        _set_aside(job, type(error).__name__, clock())
    return True


def _note(beside: BaseDatabaseWrapper, job: UUID, done: int, stop: threading.Event) -> None:
    """Let everybody see how far the job is: on a connection of its own, because the job's transaction is not committed yet."""
    if stop.is_set():
        raise StoppedError
    with beside.cursor() as cursor:
        cursor.execute("UPDATE traceability_capture_job SET events_done = %s WHERE id = %s", (done, job))


def _put_back(job: UUID, error: Exception, attempt: int, now: datetime) -> None:
    """Leave for later what was stopped by trouble that is not the document's; or set it aside, when that was often enough.

    Raises what the database says when it cannot even be told that: then the attempt counts, and the worker ends.
    """
    cause = error.__cause__ if isinstance(error, (DatabaseError, InterfaceError)) else error
    counts = not isinstance(cause, psycopg.errors.DiskFull)
    if counts and attempt >= ATTEMPTS_MAX:
        logger.error(
            "capture job %s is set aside after %d attempts; its document is kept", job, attempt, exc_info=error
        )
        _set_aside(job, type(cause).__name__, now)
        return
    logger.warning("capture job %s is tried again in %s", job, RETRY_AFTER, exc_info=error)
    _leave(job, state="waiting", counts=counts)


def _leave(job: UUID, *, state: str, counts: bool) -> None:
    """Leave the job for later: at once (`running`: whoever does not hold it takes it up) or after a while (`waiting`)."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "UPDATE traceability_capture_job SET state = %s, events_done = 0, attempts = attempts - %s"
            " WHERE id = %s AND state = 'running'",
            (state, 0 if counts else 1, job),
        )


def _set_aside(job: UUID, what: str, now: datetime) -> None:
    words = (
        "this installation could not record this document, through no fault of it; nothing of it was recorded, and it is kept;"
        " tell the operator"
    )
    outcome = Outcome("failed", faults=[Finding("epcis.capture_broken", "", words, what)])
    _finish(job, outcome, now, keeps_document=True)


def _finish(job: UUID, outcome: Outcome, now: datetime, *, keeps_document: bool = False) -> None:
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
