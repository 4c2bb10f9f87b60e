"""How does the worker do jobs that are rows of a table, so that each is done by one process at a time, and none is lost?

One after the other, the oldest first. Whoever does a job holds the advisory lock of its number, which the database takes back when
that process is gone: then the next one takes the job up, from its beginning. What a job writes and the state that ends it are
committed together, so that a worker that is killed leaves nothing half done.

A job is given up at once only for what is wrong with what it is about. What else goes wrong (a deadlock) leaves it
where it is: it is tried again, ATTEMPTS_MAX times, and others come first; then it is given up, with words that say that it is our
fault, so that one job cannot keep the worker from the others. A full disk is waited out.
"""

import hashlib
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from django.db import DatabaseError, InterfaceError, OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from yaomai.errors import Finding, InstallationError, InvalidError, LedgerError, RefusedError

logger = logging.getLogger(__name__)

ROUND_S = 1.0
"""So often it is looked whether a job was left behind, or the worker is to stop; a new job wakes the worker at once."""
ATTEMPTS_MAX = 3
"""A job that was begun so often, and neither done nor left because the worker was told to stop, is given up."""
RETRY_AFTER = timedelta(minutes=1)
# COPY goes past Django, so its errors are psycopg's own.
TROUBLE = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
"""What goes wrong through no fault of the job: a full disk, a lost connection."""
_CANDIDATES = 100

Progress = Callable[[int, int], None]
"""Told how much of how much is done; raises when the worker is to stop."""


def nothing_told(_done: int, _total: int) -> None:
    """The progress of what nobody waits for."""


class StoppedError(Exception):
    """The worker is to stop: the job is left, and taken up again later."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at a job: its number, the state that says what is to be done, the moment at which it began."""

    job: int | UUID
    state: str
    now: datetime
    clock: Callable[[], datetime]
    progress: Progress = nothing_told


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of job.

    table: its rows are the jobs, with the columns id, state, created_at, started_at, attempts, not_before (job_row.py) and the two
    of `counted`; whoever adds a job notifies the channel of this name. states: those in which the worker has something to do.
    begun: what the state of a job is while it is done, and `states[0]` while it waits; empty: the state says what is to be done,
    and stays. perform: does it, and sets the state that ends it; in a transaction. give_up: sets a state in which a person can go
    on, and keeps what was wrong; told whether that is our fault. code: findings without one of their own are `…_refused`, and
    `…_broken` with these words. trouble: what waiting cures.
    """

    table: str
    states: tuple[str, ...]
    perform: Callable[[Attempt], None]
    give_up: Callable[[Attempt, Sequence[Finding], bool], None]
    code: str
    broken: str = (
        "this installation could not do this, through no fault of the file; nothing of it was done; tell the operator"
    )
    begun: str = ""
    counted: tuple[str, str] = ("done", "total")
    trouble: tuple[type[Exception], ...] = TROUBLE


def keep_doing(kind: Kind, clock: Callable[[], datetime], stop: threading.Event) -> None:
    """Do jobs until `stop` is set; one that is under way then is left for later. Raises what waiting does not cure."""
    try:
        with another_connection() as listening:
            raw: psycopg.Connection[tuple[object, ...]] = listening.connection
            raw.execute(f"LISTEN {kind.table}")
            while not stop.is_set():
                while not stop.is_set() and do_next(kind, clock=clock, stop=stop):
                    pass
                for _ in raw.notifies(timeout=ROUND_S, stop_after=1):
                    pass
    finally:
        connections.close_all()


def do_next(kind: Kind, *, clock: Callable[[], datetime], stop: threading.Event) -> bool:
    """Do the oldest job that nobody is doing; whether there was one."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {kind.table} WHERE state = ANY(%s) AND (not_before IS NULL OR not_before <= %s)"
            " ORDER BY attempts, created_at, id LIMIT %s",
            (list(kind.states), clock(), _CANDIDATES),
        )
        candidates = [row[0] for row in cursor.fetchall()]
    for job in candidates:
        with _held(kind, job) as is_held:
            if is_held and _do(kind, job, clock, stop):
                return True
    return False


def _do(kind: Kind, job: int | UUID, clock: Callable[[], datetime], stop: threading.Event) -> bool:
    """Do a job that is held; False when it was done by somebody meanwhile."""
    now = clock()
    row = _begin(kind, job, now)
    if row is None:
        return False
    state, attempts = row
    attempt = Attempt(job, state, now, clock)
    if attempts > ATTEMPTS_MAX:  # the last attempt took the process, or its connection, with it
        _give_up_as_ours(kind, attempt, "")
        return True
    try:
        with another_connection() as beside, transaction.atomic():
            kind.perform(replace(attempt, progress=_Telling(kind, job, beside, stop)))
    except StoppedError:
        logger.info("%s %s is left for later: the worker stops", kind.table, job)
        _leave(kind, job, state, counts=False)
    except kind.trouble as error:
        _leave_or_give_up(kind, attempt, error, attempts)
    except RefusedError as error:  # also: the account has ended, a right was taken back, the file was erased
        findings = error.findings if isinstance(error, InvalidError) else ()
        kind.give_up(attempt, findings or [Finding(f"{kind.code}_refused", "", str(error))], False)
    except (InstallationError, LedgerError):
        raise  # the record, not the job
    except Exception as error:  # whatever it is, it is logged, and the job says so
        # A fault of ours that this job brings out: without an end the worker would meet it for ever.
        logger.exception("%s %s brought out a fault of this installation", kind.table, job)
        _give_up_as_ours(kind, attempt, type(error).__name__)
    return True


def _begin(kind: Kind, job: int | UUID, now: datetime) -> tuple[str, int] | None:
    """Its state, which says what is to be done, and how often it was begun, this time too; None: it is no longer to be done."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            f"UPDATE {kind.table} SET state = coalesce(nullif(%s, ''), state), started_at = %s, not_before = NULL,"
            f" {kind.counted[0]} = 0, attempts = attempts + 1 WHERE id = %s AND state = ANY(%s) RETURNING state, attempts",
            (kind.begun, now, job, list(kind.states)),
        )
        row: tuple[str, int] | None = cursor.fetchone()
    return row


def _leave_or_give_up(kind: Kind, attempt: Attempt, error: Exception, attempts: int) -> None:
    """Leave for later what was stopped by trouble that is not the job's; or give it up, when that was often enough.

    Raises what the database says when it cannot even be told that: then the attempt counts, and the worker ends.
    """
    cause = error.__cause__ if isinstance(error, (DatabaseError, InterfaceError)) else error
    counts = not isinstance(cause, psycopg.errors.DiskFull)
    if counts and attempts >= ATTEMPTS_MAX:
        logger.error("%s %s is given up after %d attempts", kind.table, attempt.job, attempts, exc_info=error)
        _give_up_as_ours(kind, attempt, type(cause or error).__name__)
        return
    logger.warning("%s %s is tried again in %s", kind.table, attempt.job, RETRY_AFTER, exc_info=error)
    state = kind.states[0] if kind.begun else attempt.state
    _leave(kind, attempt.job, state, counts=counts, not_before=attempt.clock() + RETRY_AFTER)


def _leave(kind: Kind, job: int | UUID, state: str, *, counts: bool, not_before: datetime | None = None) -> None:
    """Leave the job in this state for later: for whoever comes first, or for after a while. counts: as one of the attempts."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            f"UPDATE {kind.table} SET state = %s, not_before = %s, {kind.counted[0]} = 0, attempts = attempts - %s"
            " WHERE id = %s AND state = ANY(%s)",
            (state, not_before, 0 if counts else 1, job, list(kind.states)),
        )


def _give_up_as_ours(kind: Kind, attempt: Attempt, what: str) -> None:
    kind.give_up(attempt, [Finding(f"{kind.code}_broken", "", kind.broken, what)], True)


class _Telling:
    """Lets everybody see how far a job is: on a connection of its own, because the work is not committed yet."""

    def __init__(self, kind: Kind, job: int | UUID, beside: BaseDatabaseWrapper, stop: threading.Event) -> None:
        self._kind, self._job, self._beside, self._stop = kind, job, beside, stop
        self._told = (-1, -1)

    def __call__(self, done: int, total: int) -> None:
        if self._stop.is_set():
            raise StoppedError
        if (done, total) != self._told:
            self._told = (done, total)
            _note(self._beside, self._kind, self._job, done, total)


def _note(beside: BaseDatabaseWrapper, kind: Kind, job: int | UUID, done: int, total: int) -> None:
    with beside.cursor() as cursor:
        cursor.execute(
            f"UPDATE {kind.table} SET {kind.counted[0]} = %s, {kind.counted[1]} = %s WHERE id = %s", (done, total, job)
        )


@contextmanager
def _held(kind: Kind, job: int | UUID) -> Iterator[bool]:
    """Holding the lock of this job, unless another process does."""
    number = int.from_bytes(hashlib.sha256(f"{kind.table} {job}".encode()).digest()[:8], signed=True)
    connection = connections["default"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", (number,))
        (is_held,) = cursor.fetchone()
    holding: Any = connection.connection
    try:
        yield is_held
    finally:
        if is_held and connection.connection is holding:  # else that connection was lost, and the lock with it
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", (number,))


@contextmanager
def another_connection() -> Iterator[BaseDatabaseWrapper]:
    """A connection beside this thread's, as the same role; each statement on it is a transaction of its own."""
    connection = connections.create_connection("default")
    connection.ensure_connection()
    connection.set_autocommit(True)
    try:
        yield connection
    finally:
        connection.close()
