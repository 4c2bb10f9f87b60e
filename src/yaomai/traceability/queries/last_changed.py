"""Has anything been recorded, or erased, that could change what is said of these things?

A page about things stays right as long as its mark is the same. The mark counts beside the greatest record: ids are given out in
another order than that in which transactions end, so that an older record may appear after a newer one.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections, transaction

from yaomai.database import prepared

Mark = tuple[Any, ...]

# Of the things: every event that names them (declarations of error name the same things), what they are called, what leads to
# them, what was withdrawn of that. Of everything: recalls and their ends, erasures.
_MARK = """SELECT
    (SELECT (count(*), coalesce(max(t.record), 0))::text FROM traceability_event_thing t
        WHERE t.identifier_id = ANY(%(nodes)s::bigint[])),
    (SELECT (count(*), coalesce(max(n.record), 0))::text FROM registers_name n
        WHERE n.identifier_id = ANY(%(nodes)s::bigint[])),
    (SELECT (count(*), coalesce(max(l.record), 0), count(w.record))::text FROM traceability_link l
        LEFT JOIN traceability_withdrawal w ON w.assertion = l.assertion WHERE l.to_node = ANY(%(nodes)s::bigint[])),
    (SELECT (count(*), coalesce(max(record), 0))::text FROM traceability_recall),
    (SELECT (count(*), coalesce(max(record), 0))::text FROM traceability_recall_end),
    (SELECT (count(*), coalesce(max(record), 0))::text FROM ledger_erasure)"""


_UNCHANGING = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL jit = off"
_ALONG_INDEXES = (
    "; SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_hashjoin = off;"
    " SET LOCAL enable_mergejoin = off; SET LOCAL plan_cache_mode = force_generic_plan"
)


@contextmanager
def unchanging(*, along_indexes: bool = False) -> Iterator[None]:
    """All that is asked inside is answered as of one moment, so that what was read and its mark belong together.

    `along_indexes`: for questions about few things only. They go along indexes, whatever the tables' statistics say (a table that
    has grown since it was last analysed is easily thought small), and are planned once; planning them anew takes longer than
    running them.
    """
    with transaction.atomic():
        with connections["default"].cursor() as cursor:
            cursor.execute(_UNCHANGING + _ALONG_INDEXES if along_indexes else _UNCHANGING)
        yield


def mark(nodes: Collection[int]) -> Mark:
    """The mark of these things and steps now, by one statement."""
    return prepared.ask(_MARK, {"nodes": sorted(nodes)})[0]
