"""How does the worker take up jobs that are rows of a table, so that each is done by one process at a time, and none is lost?

Whoever does a job holds the advisory lock of its number, which the database takes back when that process is gone: then the next one
takes the job up, from its beginning.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from django.db import InterfaceError, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

ROUND_S = 1.0
"""So often it is looked whether a job was left behind, or the worker is to stop; a new job wakes the worker at once."""
# COPY goes past Django, so its errors are psycopg's own.
TROUBLE = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
"""What goes wrong through no fault of the job: a full disk, a lost connection."""


class StoppedError(Exception):
    """The worker is to stop: the job is left, and taken up again later."""


def keep_doing(channel: str, do_next: Callable[[], bool], stop: threading.Event) -> None:
    """Do jobs until `stop` is set. `do_next` does one, and says whether there was one; whoever adds a job notifies `channel`."""
    try:
        with another_connection() as listening:
            raw: psycopg.Connection[tuple[object, ...]] = listening.connection
            raw.execute(f"LISTEN {channel}")
            while not stop.is_set():
                while not stop.is_set() and do_next():
                    pass
                for _ in raw.notifies(timeout=ROUND_S, stop_after=1):
                    pass
    finally:
        connections.close_all()


@contextmanager
def held(number: int) -> Iterator[bool]:
    """Holding the job of this number (64 bits, signed), unless another process does."""
    connection = connections["default"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", (number,))
        (is_held,) = cursor.fetchone()
    holding = connection.connection
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
