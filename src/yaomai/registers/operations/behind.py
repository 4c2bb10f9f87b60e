"""How does the database write while the program works out what it is to write next?

A deed of many entities keeps both busy, each about half of the time: so one does not wait for the other.
"""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Protocol

import psycopg

from yaomai.registers.operations.lock import Cursor


class Writing(Protocol):
    """What takes statements whose answers nobody reads: a cursor, or one behind which the program goes on."""

    def execute(self, query: Any, params: Any = None, /) -> object: ...


class _Behind:
    def __init__(self, cursor: Cursor, thread: ThreadPoolExecutor) -> None:
        self._cursor, self._thread = cursor, thread
        self._under_way: Future[object] | None = None

    def execute(self, query: Any, params: Any = None, /) -> None:
        self.wait()
        self._under_way = self._thread.submit(self._cursor.execute, query, params)

    def wait(self) -> None:
        if self._under_way is not None:
            self._under_way.result()


@contextmanager
def behind(cursor: Cursor) -> Iterator[Writing]:
    """Statements in the transaction of `cursor` that are done one after the other, the last of them while the caller goes on; all
    are done when the block ends. One that fails is raised when the next is given, or at the end; then none follows it.
    """
    with (
        psycopg.Cursor(cursor.connection) as own,
        ThreadPoolExecutor(1) as thread,
    ):  # fails or not: the thread is waited for
        writing = _Behind(own, thread)
        yield writing
        writing.wait()
