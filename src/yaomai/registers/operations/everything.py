"""How does a deed see what no viewer may, such as that a code belongs to somebody already?

Only operations import this (tests/registers/test_row_security.py): what they tell their caller they must hold against
`registers/sight.py` themselves.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection, transaction

from yaomai.database.row_security import EVERYTHING


@contextmanager
def everything() -> Iterator[psycopg.Cursor[Any]]:
    """A transaction (or a part of the open one) in which all rows are seen and may be written; a cursor of the driver's.

    Write the types of arrays and of what may be NULL into the statement (`%s::bigint[]`).
    """
    with transaction.atomic():
        connection.ensure_connection()
        with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
            before = cursor.execute("SELECT current_setting('yaomai.everything', true)").fetchone()
            cursor.execute(EVERYTHING)
            yield cursor
            # When the block fails, so does its part of the transaction, and the setting with it.
            cursor.execute("SELECT set_config('yaomai.everything', %s, true)", ((before and before[0]) or "",))
