"""Has anything been recorded, or erased, that could change what is said of these things?

A page about things stays right as long as its mark is the same. The mark counts beside the greatest record: ids are given out in
another order than that in which transactions end, so that an older record may appear after a newer one.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections, transaction

from yaomai.database import prepared
from yaomai.traceability.queries.in_force import ASSERTION

Mark = tuple[Any, ...]

ONWARD_MOST = 10_000
"""So many of what each thing went into, in the order of time, is counted: more than a page tells."""

# Row by row along the index, and not once through all withdrawals.
_WITHDRAWN = """CROSS JOIN LATERAL (
            SELECT count(*) AS found FROM traceability_withdrawal x WHERE x.assertion = {0}.assertion) w"""
# The arrays stand in selects of their own, so that a plan for any nodes looks as good as one for these, and is planned but once.
# Of the nodes: every event that names them (declarations of error name the same things) and what was withdrawn of that (a
# declaration that repeats another's leaves nothing else), what they are called, what leads to them, what was withdrawn of that.
# Of `onward`: what they lead to, and what came out of steps of several events that they went into. Of everything: recalls and
# their ends, erasures, whatever is said in the registers (which name things, and say who may use a mark).
_MARK = f"""SELECT
    (SELECT (count(*), coalesce(max(t.record), 0), coalesce(sum(w.found), 0))::text FROM traceability_event_thing t,
        LATERAL (SELECT {ASSERTION} AS assertion FROM traceability_event e WHERE e.record = t.record OFFSET 0) a
        {_WITHDRAWN.format("a")}
        WHERE t.identifier_id = ANY((SELECT %(nodes)s::bigint[])::bigint[])),
    (SELECT (count(*), coalesce(max(n.record), 0))::text FROM registers_name n
        WHERE n.identifier_id = ANY((SELECT %(nodes)s::bigint[])::bigint[])),
    (SELECT (count(*), coalesce(max(l.record), 0), coalesce(sum(w.found), 0))::text FROM traceability_link l
        {_WITHDRAWN.format("l")} WHERE l.to_node = ANY((SELECT %(nodes)s::bigint[])::bigint[])),
    (SELECT (count(*), coalesce(max(f.record), 0), coalesce(max(f.further), 0), coalesce(sum(w.found), 0))::text
        FROM (SELECT l.record, coalesce(o.assertion, l.assertion) AS assertion, o.record AS further
              FROM unnest((SELECT %(onward)s::bigint[])) AS n(node)
              CROSS JOIN LATERAL (SELECT * FROM traceability_link one WHERE one.from_node = n.node
                  AND one.kind IN ('input', 'member', 'output', 'lot_output', 'class_output')
                  ORDER BY one.event_time LIMIT {ONWARD_MOST}) l
              LEFT JOIN LATERAL (SELECT * FROM traceability_link one WHERE l.kind = 'input' AND l.to_node > 0
                  AND one.from_node = l.to_node AND one.kind IN ('output', 'lot_output')
                  ORDER BY one.event_time LIMIT {ONWARD_MOST}) o ON true LIMIT {ONWARD_MOST}) f
        {_WITHDRAWN.format("f")}),
    (SELECT (count(*), coalesce(max(record), 0))::text FROM traceability_recall),
    (SELECT (count(*), coalesce(max(record), 0))::text FROM traceability_recall_end),
    (SELECT (count(*), coalesce(max(record), 0))::text FROM ledger_erasure),
    registers_mark()"""

# The same as a statement of its own: planned under the settings of `unchanging` it would look too dear outside to be planned once.
_MARK_INSIDE = f"{_MARK} -- inside"

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


def mark(nodes: Collection[int], onward: Collection[int] = ()) -> Mark:
    """The mark of these things and steps now, by one statement; `onward`: of which it also matters what they lead to."""
    query = _MARK_INSIDE if connections["default"].in_atomic_block else _MARK
    return prepared.ask(query, {"nodes": sorted(nodes), "onward": sorted(onward)})[0]
