"""Has anything been recorded, or erased, that could change what is said of these things?

A page about things stays right as long as its mark is the same. The mark counts beside the greatest record: ids are given out in
another order than that in which transactions end, so that an older record may appear after a newer one.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connections, transaction

Mark = tuple[Any, ...]

# Of the things: every event that names them (declarations of error name the same things), what they are called, what leads to
# them, what was withdrawn of that. Of everything: recalls and their ends, erasures.
_MARK = """SELECT
    (SELECT (count(*), coalesce(max(t.record), 0))::text FROM traceability_event_thing t WHERE t.identifier_id = ANY(%(nodes)s)),
    (SELECT (count(*), coalesce(max(n.record), 0))::text FROM registers_name n WHERE n.identifier_id = ANY(%(nodes)s)),
    (SELECT (count(*), coalesce(max(l.record), 0), count(w.record))::text FROM traceability_link l
        LEFT JOIN traceability_withdrawal w ON w.assertion = l.assertion WHERE l.to_node = ANY(%(nodes)s)),
    (SELECT (count(*), coalesce(max(record), 0))::text FROM traceability_recall),
    (SELECT (count(*), coalesce(max(record), 0))::text FROM traceability_recall_end),
    (SELECT (count(*), coalesce(max(record), 0))::text FROM ledger_erasure)"""


@contextmanager
def unchanging() -> Iterator[None]:
    """All that is asked inside is answered as of one moment, so that what was read and its mark belong together."""
    with transaction.atomic():
        with connections["default"].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def mark(nodes: Collection[int]) -> Mark:
    """The mark of these things and steps now, by one statement."""
    connection = connections["default"]
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    with psycopg.Cursor(raw) as cursor:  # a prepared statement: planning takes longer than the answer
        row = cursor.execute(_MARK, {"nodes": sorted(nodes)}, prepare=True).fetchone()
    return row or ()
