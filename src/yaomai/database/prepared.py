"""How is a statement asked that is asked again and again: planned once a connection, instead of each time?

Django puts values into the text of a statement, so that PostgreSQL plans it anew every time; for a statement over several tables
that takes longer than the answer. Here the values are sent beside the statement and psycopg prepares it (`%s` stays).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import connections

_NEVER_OF_ITSELF = 2**31
"""After so many times psycopg would prepare a statement that nobody asked it to."""


def ask(query: str, values: Sequence[Any] | Mapping[str, Any], using: str = "default") -> list[tuple[Any, ...]]:
    """All rows that a SELECT answers with, on Django's own connection and in its transaction, if there is one.

    Write the types of arrays and of what may be NULL into the statement (`%s::bigint[]`): the server must know them beforehand.
    """
    connection = connections[using]
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    raw: psycopg.Connection[tuple[Any, ...]] = connection.connection
    if raw.prepare_threshold is None:  # as Django leaves it: then psycopg prepares nothing, whatever it is told
        raw.prepare_threshold = _NEVER_OF_ITSELF
    with connection.wrap_database_errors, psycopg.Cursor(raw) as cursor:
        return cursor.execute(query, values, prepare=True).fetchall()
