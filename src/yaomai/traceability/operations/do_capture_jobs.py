"""How are the documents captured that wait for it?

One after the other, the oldest first. Whoever does a job holds the advisory lock of its number, which the database takes back
when that process is gone: then the next one takes the job up, from its beginning. The deed and the finished state are committed
together.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

import psycopg
from django.db import InterfaceError, OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from yaomai.errors import Finding, InstallationError, InvalidError, LedgerError
from yaomai.ledger.engine.deed import Recorder
from yaomai.standards.epcis.document import Limits
from yaomai.traceability.operations.capture import DEFAULT_LIMITS, capture
from yaomai.traceability.operations.capture_jobs import CHANNEL, Outcome

logger = logging.getLogger(__name__)

ROUND_S = 1.0
"""So often it is looked whether a job was left behind, or the worker is to stop; a new job wakes the worker at once."""
_CANDIDATES = 100


class _StoppedError(Exception):
    """The worker is to stop: the job is left, and taken up again later."""


def keep_capturing(clock: Callable[[], datetime], stop: threading.Event, *, limits: Limits = DEFAULT_LIMITS) -> None:
    """Do jobs until `stop` is set; one that is under way then is left for later. Raises what waiting does not cure."""
    try:
        with _another_connection() as listening:
            raw: psycopg.Connection[tuple[object, ...]] = listening.connection
            raw.execute(f"LISTEN {CHANNEL}")
            while not stop.is_set():
                while not stop.is_set() and do_next(clock=clock, stop=stop, limits=limits):
                    pass
                for _ in raw.notifies(timeout=ROUND_S, stop_after=1):
                    pass
    finally:
        connections.close_all()


def do_next(*, clock: Callable[[], datetime], stop: threading.Event, limits: Limits = DEFAULT_LIMITS) -> bool:
    """Do the oldest job that nobody is doing; whether there was one."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT id FROM traceability_capture_job WHERE finished_at IS NULL ORDER BY created_at, id LIMIT %s",
            (_CANDIDATES,),
        )
        candidates = [row[0] for row in cursor.fetchall()]
    for job in candidates:
        with _held(job) as is_held:
            if is_held and _do(job, clock, stop, limits):
                return True
    return False


@contextmanager
def _held(job: UUID) -> Iterator[bool]:
    """Holding the job, unless another worker does."""
    number = int.from_bytes(job.bytes[:8], signed=True)
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", (number,))
        (is_held,) = cursor.fetchone()
        try:
            yield is_held
        finally:
            if is_held:
                cursor.execute("SELECT pg_advisory_unlock(%s)", (number,))


def _do(job: UUID, clock: Callable[[], datetime], stop: threading.Event, limits: Limits) -> bool:
    """Do a job that is held; False when it was done by somebody meanwhile."""
    now = clock()
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "UPDATE traceability_capture_job SET state = 'running', started_at = %s, events_done = 0"
            " WHERE id = %s AND state IN ('waiting', 'running')"
            " RETURNING document, organisation, account, key, error_behaviour",
            (now, job),
        )
        row = cursor.fetchone()
    if row is None:
        return False
    document, organisation, account, key, error_behaviour = row
    recorder = Recorder(organisation=organisation, account=account, key=key)
    try:
        with _another_connection() as beside, transaction.atomic():
            captured = capture(
                bytes(document),
                recorder=recorder,
                now=now,
                limits=limits,
                error_behaviour=error_behaviour,
                progress=lambda done, _total: _note(beside, job, done, stop),
            )
            _finish(job, Outcome.of(captured), clock())
    except _StoppedError:
        logger.info("capture job %s is left for later: the worker stops", job)
    except InvalidError as error:
        _finish(job, Outcome("failed", faults=error.findings), clock())
    except (OperationalError, InterfaceError, InstallationError, LedgerError):
        raise  # the database or the record, not the document
    except Exception as error:  # whatever it is, it is logged, and the job says so
        # A fault of ours that this document brings out: without an end to its job the worker would meet it for ever.
        logger.exception("capture job %s brought out a fault of this installation", job)
        words = (
            "this installation has a fault that this document brings out; nothing of it was recorded; tell the operator"
        )
        _finish(
            job, Outcome("failed", faults=[Finding("epcis.capture_broken", "", words, type(error).__name__)]), clock()
        )
    return True


def _note(beside: BaseDatabaseWrapper, job: UUID, done: int, stop: threading.Event) -> None:
    """Let everybody see how far the job is: on a connection of its own, because the job's transaction is not committed yet."""
    if stop.is_set():
        raise _StoppedError
    with beside.cursor() as cursor:
        cursor.execute("UPDATE traceability_capture_job SET events_done = %s WHERE id = %s", (done, job))


def _finish(job: UUID, outcome: Outcome, now: datetime) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "UPDATE traceability_capture_job SET document = NULL, finished_at = %s, events_done = events_total,"
            " (state, events_new, events_repeated, deed, errors, errors_total) = (%s, %s, %s, %s, %s, %s)"
            " WHERE id = %s AND state = 'running'",
            (now, *outcome.values(), job),
        )
        if cursor.rowcount != 1:  # the lock says that nobody else does this job
            raise InstallationError(f"capture job {job} was ended by another process while it was being done")


@contextmanager
def _another_connection() -> Iterator[BaseDatabaseWrapper]:
    """A connection beside this thread's, as the same role; each statement on it is a transaction of its own."""
    connection = connections.create_connection("default")
    connection.ensure_connection()
    connection.set_autocommit(True)
    try:
        yield connection
    finally:
        connection.close()
