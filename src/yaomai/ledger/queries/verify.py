"""Is everything on record still as it was recorded?

Recomputes all of it: each body's hash, each deed's root, each leaf, each tile, each checkpoint and its signatures, and each row
of each projection; and names what was changed behind the application's back. Nothing is believed because it is stored: the chain
runs from the bodies to the roots that the log's key signed (verify_deeds.py: bodies to leaves; verify_log.py: leaves to roots).
"""

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field

import django
import psycopg
from django.db import connections, transaction
from psycopg import sql
from psycopg.conninfo import make_conninfo

from yaomai.database.row_security import EVERYTHING
from yaomai.errors import LedgerError
from yaomai.ledger.projections import derived_checks
from yaomai.ledger.queries.verify_deeds import Connection, Fault, Found, binary_cursor, verify_deeds, verify_strays

__all__ = ["Fault", "Progress", "verify_records"]

RECORDS_PER_STEP = 10_000
STEPS_PER_PROCESS = 4
"""A process of its own takes about a second to be there: with fewer steps than that for each it is not worth it."""

PROCESSES_MAX = 8
"""Each has a connection to the database, and there are not many."""

Step = tuple[int, int]  # the least and greatest id of its deeds


@dataclass(slots=True)
class Progress:
    """How far a verification is. `leaf_hashes` are the recomputed ones, by deed."""

    records: int = 0
    records_total: int = 0
    deeds: int = 0
    erased: int = 0
    faults: list[Fault] = field(default_factory=list)
    leaf_hashes: dict[int, bytes] = field(default_factory=dict)

    def add(self, found: Found) -> None:
        """Count what one more step found."""
        self.records += found.records
        self.deeds += found.deeds
        self.erased += found.erased
        self.faults += found.faults
        self.leaf_hashes.update(found.leaf_hashes)


def verify_records(using: str = "default") -> Iterator[Progress]:
    """Recompute every deed, record and projection row, yielding the same Progress after each step.

    The whole runs on one snapshot of the database, so that what is recorded meanwhile is simply not yet in it. A large record is
    divided among as many processes as there are cores; all of them see that snapshot.
    """
    progress = Progress()
    with transaction.atomic(using=using):
        connection = connections[using]
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute(EVERYTHING)
        raw: Connection = connection.connection
        steps, progress.records_total = _steps(raw)
        for found in _found(raw, steps):
            progress.add(found)
            yield progress
        progress.faults += verify_strays(raw, steps[-1][1] + 1 if steps else 0)
        progress.faults += [Fault(*one) for check in derived_checks() for one in check(raw)]
    yield progress


def _steps(raw: Connection) -> tuple[list[Step], int]:
    """Ranges of deeds of about RECORDS_PER_STEP records that follow each other without a gap, and how many records there are."""
    with binary_cursor(raw) as cursor:
        rows = cursor.execute(
            "SELECT max(id), sum(size)::bigint FROM (SELECT id, size, (sum(size) OVER (ORDER BY id) - size) / %s AS step"
            " FROM ledger_deed) AS placed GROUP BY step ORDER BY 1",
            (RECORDS_PER_STEP,),
        ).fetchall()
    highs = [row[0] for row in rows]
    return list(zip([0, *(high + 1 for high in highs)], highs, strict=False)), sum(row[1] for row in rows)


def _found(raw: Connection, steps: Sequence[Step]) -> Iterator[Found]:
    """What each step found, in the order of the steps."""
    processes = min(_cores(), PROCESSES_MAX, len(steps) // STEPS_PER_PROCESS)
    if processes < 2:
        yield from (verify_deeds(raw, *step) for step in steps)
        return
    with binary_cursor(raw) as cursor:
        (snapshot,) = cursor.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
    pool = ProcessPoolExecutor(
        processes,
        multiprocessing.get_context("spawn"),  # a fork would take the open connections along
        initializer=_join,
        initargs=(make_conninfo(raw.info.dsn, password=raw.info.password), snapshot),
    )
    try:
        yield from pool.map(_verify_step, steps)
    except BrokenProcessPool as error:
        raise LedgerError("a process of the verification ended before it was done (killed? no memory?)") from error
    finally:
        pool.shutdown(cancel_futures=True)


def _cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Joined:
    """What a process of the verification holds: its connection, in the transaction that sees the snapshot."""

    connection: Connection


def _join(conninfo: str, snapshot: str) -> None:
    """Begin to help: called once in each process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asked, which then ends this one
    if parent := multiprocessing.parent_process():
        threading.Thread(target=_end_with, args=(parent.join,), daemon=True).start()
    gc.disable()  # what is made here refers to nothing that refers back, and there is much of it to look through
    django.setup()  # the rooms above the ledger declare their projections
    _Joined.connection = psycopg.connect(conninfo)
    _Joined.connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    _Joined.connection.read_only = True
    _Joined.connection.execute(sql.SQL("SET TRANSACTION SNAPSHOT {}").format(snapshot))
    _Joined.connection.execute(EVERYTHING)


def _end_with(wait_for_parent: Callable[[], None]) -> None:
    """However the process that asked ends, nobody of those who helped stays behind."""
    wait_for_parent()
    os._exit(1)


def _verify_step(step: Step) -> Found:
    return verify_deeds(_Joined.connection, *step)
