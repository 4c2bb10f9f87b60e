"""What did a thing come from, and what came of it: through steps, lots and containers, as far back or forward as the record goes?

`reach`, `descendants` and `ancestors` walk along traceability_link (engine/links.py says which events make which links) by one
recursive statement each. What the walk does:

* **Steps.** A thing that went into a step leads to everything that came out of it (`input`, `output`), whatever the times say:
  clocks differ, and one transformationID takes in and gives out over days. A bare class (`class_input`, `class_output`) leads
  nowhere.
* **Lots.** A lot leads to its instances (`member`). An instance that comes out of a step makes its lot a carrier (`lot_output`):
  what is used or packed as 'some of that lot' may be it, but the lot's other instances are not reached. Backwards a lot came from
  the steps that made it or any instance of it; an instance from its own steps and from those that made its lot as a whole.
* **Containers.** A thing reaches what its container is used for while it is in it: from `packed` (`attached`) until the first later
  `unpacked` (`detached`) of this child, or `emptied`, of this container. The end itself is outside. A container within a
  container: while both hold. So a crate that is used again connects nothing that was in it at different times, and what lay
  in it together is not derived from one another. An unpacking ends the stay whatever quantity it names. Backwards the walk
  goes from a container to what was in it when it was used.
* **A start that is a container** stands for what is in it at `at` (or now), else for what was in it when something was last
  packed into it; in both directions.
* **In force.** Links withdrawn by their own organisation, and links recorded later than was known on `known_on`, are not there;
  nor are those of events later than `at`. The end of a stay counts under the same conditions.

States are deduplicated, so that cycles end. The walk is breadth first and stops at its limit without reading on.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connections, transaction

from yaomai.database import prepared
from yaomai.traceability.engine.genealogy import ChainLink, Direction, Reached
from yaomai.traceability.queries.in_force import unknown_from

REACH_MAX = 5_000
_WAYS: tuple[Direction, ...] = ("forward", "back")
DESCENDANTS_MAX = ANCESTORS_MAX = 2_000_000
_LINKS_PER_NODE = 8
"""So many links for each node that may be reached are read at most."""
_FEW_WITHDRAWALS = 100_000
"""Up to so many a table of all of them in memory is quicker than asking the index once a link, for a walk of many links."""

_IN_FORCE = (
    "NOT EXISTS (SELECT FROM traceability_withdrawal d WHERE d.assertion = {0}.assertion AND d.record < %(unknown)s)"
)
_IN_FORCE_OF_FEW = (
    "{0}.assertion NOT IN (SELECT d.assertion FROM traceability_withdrawal d WHERE d.record < %(unknown)s)"
)
_KNOWN = "{0}.event_time <= %(at)s AND {0}.record < %(unknown)s AND "


def _known(row: str) -> str:
    return (_KNOWN + _IN_FORCE).format(row)


_LATER_MOST = 200
_OUT = "u.kind = CASE l.kind WHEN 'packed' THEN 'unpacked' ELSE 'detached' END"
# When the stay that begins with the packing `l` ends: NULL while it has not. A look at what happened to the container next tells it
# of most; only where very much happened to it and no end was among that, the child's own links and the container's are looked at.
_END = f"""(SELECT CASE WHEN f.first IS NULL AND f.read = {_LATER_MOST} THEN least(
        (SELECT u.event_time FROM traceability_link u
         WHERE u.from_node = l.from_node AND u.to_node + 0 = l.to_node AND u.event_time > l.event_time AND {_OUT}
           AND {_known("u")} ORDER BY u.event_time LIMIT 1),
        (SELECT u.event_time FROM traceability_link u
         WHERE u.from_node = l.to_node AND u.event_time > l.event_time AND u.kind = 'emptied'
           AND {_known("u")} ORDER BY u.event_time LIMIT 1)) ELSE f.first END
    FROM (SELECT count(*) AS read, min(u.event_time) FILTER (WHERE (u.kind = 'emptied' OR u.from_node = l.from_node AND {_OUT})
              AND {_known("u")}) AS first
          FROM (SELECT u.* FROM traceability_link u WHERE u.to_node = l.to_node AND u.event_time > l.event_time
                ORDER BY u.event_time LIMIT {_LATER_MOST}) u) f)"""

# The moment at which a start counts as a container: that asked for if something is in it then, else that of the last packing.
_CONTENTS_AT = f"""coalesce(
    CASE WHEN NOT EXISTS (SELECT FROM traceability_link l WHERE l.to_node = s.node AND l.kind IN ('packed', 'attached')
                          AND {_known("l")} AND {_END} IS NULL)
    THEN (SELECT max(l.event_time) FROM traceability_link l WHERE l.to_node = s.node AND l.kind IN ('packed', 'attached')
          AND {_known("l")}) END,
    %(at)s)"""
# With no bound on the event time and every stay ended, `_END IS NULL` says what is in it: ends after `at` are not known at `at`.

# One link onward from a state (node, since, until): the times within which a container holds what the walk started from.
_FORWARD = f"""SELECT l.from_node, l.to_node, l.kind, l.record, l.event_time,
    CASE WHEN l.kind IN ('packed', 'attached') THEN greatest(w.since, l.event_time)
         WHEN l.kind = 'lot_output' THEN '-infinity'::timestamptz END AS since,
    CASE WHEN l.kind IN ('packed', 'attached') THEN least(w.until, coalesce({_END}, 'infinity'))
         WHEN l.kind = 'lot_output' THEN 'infinity'::timestamptz END AS until
FROM traceability_link l WHERE l.from_node = w.node AND {_KNOWN.format("l")}{{in_force}}
AND CASE l.kind WHEN 'output' THEN true
    WHEN 'input' THEN w.since IS NULL OR (l.event_time >= w.since AND l.event_time < w.until)
    WHEN 'member' THEN w.since IS NULL
    WHEN 'packed' THEN w.until IS NULL OR l.event_time < w.until
    WHEN 'attached' THEN w.until IS NULL OR l.event_time < w.until
    WHEN 'lot_output' THEN true ELSE false END
OFFSET 0"""

# One link back from a state (node, moment): when it was used, so that its contents and its other instances count; or NULL.
_BACK = f"""SELECT l.from_node, l.to_node, l.kind, l.record, l.event_time,
    CASE WHEN l.kind = 'input' THEN l.event_time WHEN l.kind IN ('packed', 'attached') THEN w.moment END AS moment
FROM traceability_link l WHERE l.to_node = w.node AND {_KNOWN.format("l")}{{in_force}}
AND CASE WHEN l.kind IN ('output', 'input', 'member') THEN true
    WHEN l.kind = 'lot_output' THEN w.moment IS NOT NULL
    WHEN l.kind IN ('packed', 'attached') THEN l.event_time <= w.moment AND coalesce({_END} > w.moment, true)
    ELSE false END
OFFSET 0"""

# What the starts that are containers hold, at their moments, and what that holds.
_HELD = f"""held(node, moment) AS (
    SELECT s.node, {_CONTENTS_AT} FROM unnest(%(start)s::bigint[]) AS s(node)
    UNION
    SELECT x.from_node, x.moment FROM held h, LATERAL (
        SELECT l.from_node, h.moment FROM traceability_link l
        WHERE l.to_node = h.node AND l.kind IN ('packed', 'attached') AND l.event_time <= h.moment AND {_known("l")}
          AND coalesce({_END} > h.moment, true) OFFSET 0) x)"""

_STARTS = "SELECT s.node, {moment}, s.node < 0 FROM unnest(%(start)s::bigint[]) AS s(node)"
_WALK_FORWARD = """WITH RECURSIVE {held}walk(node, since, until, is_step) AS (
    SELECT node, NULL::timestamptz, NULL::timestamptz, node < 0 FROM {starts}
    UNION
    SELECT x.to_node, x.since, x.until, x.kind = 'input' FROM walk w, LATERAL ({step}) x
    WHERE x.since IS NULL OR x.since < x.until)"""
_WALK_BACK = """WITH RECURSIVE walk(node, moment, is_step) AS (
    {starts}
    UNION
    SELECT x.from_node, x.moment, x.kind IN ('output', 'lot_output') FROM walk w, LATERAL ({step}) x)"""


def _forward(*, in_force: str, from_containers: bool) -> str:
    return _WALK_FORWARD.format(
        held=f"{_HELD}, " if from_containers else "",
        starts="held" if from_containers else "unnest(%(start)s::bigint[]) AS s(node)",
        step=_FORWARD.format(in_force=in_force.format("l")),
    )


def _back(*, in_force: str, from_containers: bool) -> str:
    moment = _CONTENTS_AT if from_containers else "%(at)s::timestamptz"
    step = _BACK.format(in_force=in_force.format("l"))
    return _WALK_BACK.format(starts=_STARTS.format(moment=moment), step=step)


# First the nodes, then the links between them: a second time along the same links, which the walk itself must forget to end.
_AND_LINKS = """, reached AS (SELECT * FROM walk LIMIT %(states)s)
SELECT node, NULL::bigint, NULL::text, NULL::bigint, NULL::timestamptz, {carrier} FROM reached
UNION ALL SELECT * FROM (
    SELECT x.from_node, x.to_node, x.kind, x.record, x.event_time, false
    FROM reached w, LATERAL (SELECT * FROM ({step}) one LIMIT %(states)s) x {where} LIMIT %(links)s) AS links"""
_LINKS_FORWARD = _AND_LINKS.format(
    carrier="since IS NOT NULL",
    step=_FORWARD.format(in_force=_IN_FORCE.format("l")),
    where="WHERE x.since IS NULL OR x.since < x.until",
)
_LINKS_BACK = _AND_LINKS.format(carrier="false", step=_BACK.format(in_force=_IN_FORCE.format("l")), where="")
_HOLDS = (
    "SELECT EXISTS (SELECT FROM traceability_link l WHERE l.to_node = ANY(%(start)s::bigint[])"
    " AND l.kind IN ('packed', 'attached'))"
)
"""Whether any of the starts is, or was, a container: if not, the statements are shorter, and need less time to begin."""
# By direction, and whether a start is a container.
_REACH: dict[tuple[Direction, bool], str] = {
    (way, held): (
        _forward(in_force=_IN_FORCE, from_containers=held) + _LINKS_FORWARD
        if way == "forward"
        else _back(in_force=_IN_FORCE, from_containers=held) + _LINKS_BACK
    )
    for way in _WAYS
    for held in (False, True)
}
# By whether withdrawals are few, and whether a start is a container.
_DESCENDANTS = {
    (few, held): _forward(in_force=_IN_FORCE_OF_FEW if few else _IN_FORCE, from_containers=held)
    + " SELECT node, since IS NOT NULL, is_step FROM walk LIMIT %(states)s"
    for few in (False, True)
    for held in (False, True)
}
_ANCESTORS = {
    (few, held): _back(in_force=_IN_FORCE_OF_FEW if few else _IN_FORCE, from_containers=held)
    + " SELECT node, is_step FROM walk LIMIT %(states)s"
    for few in (False, True)
    for held in (False, True)
}


@dataclass(frozen=True, slots=True)
class Descendants:
    """Numbers of the dictionary: `things` are the starts and all that came of them; `carriers` are only containers or lots that
    held some of that. `is_whole`: nothing was left out.
    """

    things: frozenset[int]
    carriers: frozenset[int]
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Ancestors:
    """`things`: numbers of the dictionary, the starts and all that they came from; `steps`: those that they came out of.

    `is_whole`: nothing was left out.
    """

    things: frozenset[int]
    steps: frozenset[int]
    is_whole: bool

    @property
    def nodes(self) -> frozenset[int]:
        """Things and steps: what `recalls.recalls_reaching` is asked about."""
        return self.things | self.steps


def reach(
    start: Iterable[int],
    direction: Direction,
    *,
    known_on: datetime | None = None,
    at: datetime | None = None,
    limit: int = REACH_MAX,
) -> Reached:
    """Everything that the starts came from (`back`) or led to (`forward`), and the links between, at most `limit` nodes.

    A start is a number of the dictionary, or a step. `known_on`: as was known then; `at`: events until then; None: no bound. A
    node that is reached in several windows of time counts as often towards the limit.
    """
    begin = sorted(set(start))
    states, most = limit + 1, limit * _LINKS_PER_NODE
    values = _values(begin, known_on, at) | {"states": states, "links": most + 1}
    nodes: dict[int, bool] = {}
    found: list[ChainLink] = []
    read = 0
    walked = _ask({held: _REACH[direction, held] for held in (False, True)}, values)
    for one, other, kind, record, event_time, carries in walked:
        if kind is None:
            read += 1
            if read < states:
                nodes[one] = nodes.get(one, True) and carries
        else:
            found.append(ChainLink(one, other, kind, record, event_time))
    links = dict.fromkeys(link for link in found[:most] if link.start in nodes and link.end in nodes)
    carriers = frozenset(node for node, carries in nodes.items() if carries)
    is_whole = read < states and len(found) <= most
    return Reached(frozenset(begin), frozenset(nodes), carriers, tuple(links), is_whole)


def descendants(
    things: Iterable[int],
    *,
    known_on: datetime | None = None,
    at: datetime | None = None,
    limit: int = DESCENDANTS_MAX,
) -> Descendants:
    """The same things and carriers as `reach(…, "forward")`, without steps and links: for very many of them."""
    values = _values(sorted(set(things)), known_on, at) | {"states": limit + 1}
    few = _are_few_withdrawals()
    rows = _ask({held: _DESCENDANTS[few, held] for held in (False, True)}, values)
    made = {node for node, carries, is_step in rows[:limit] if not carries and not is_step}
    carriers = {node for node, carries, _ in rows[:limit] if carries}
    return Descendants(frozenset(made), frozenset(carriers - made), len(rows) <= limit)


def ancestors(
    things: Iterable[int],
    *,
    known_on: datetime | None = None,
    at: datetime | None = None,
    limit: int = ANCESTORS_MAX,
) -> Ancestors:
    """The same things and steps as `reach(…, "back")`, without links: for what must not be cut, such as the recalls."""
    values = _values(sorted(set(things)), known_on, at) | {"states": limit + 1}
    few = _are_few_withdrawals()
    rows = _ask({held: _ANCESTORS[few, held] for held in (False, True)}, values)
    steps = frozenset(node for node, is_step in rows[:limit] if is_step)
    return Ancestors(frozenset(node for node, _ in rows[:limit]) - steps, steps, len(rows) <= limit)


def _values(start: Sequence[int], known_on: datetime | None, at: datetime | None) -> dict[str, Any]:
    return {"start": start, "unknown": unknown_from(known_on), "at": "infinity" if at is None else at}


def _are_few_withdrawals() -> bool:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT FROM traceability_withdrawal LIMIT %s) AS counted", (_FEW_WITHDRAWALS + 1,)
        )
        return bool(cursor.fetchone()[0] <= _FEW_WITHDRAWALS)


_SETTINGS = {
    "jit": "off",
    "plan_cache_mode": "force_generic_plan",
    "work_mem": "64MB",
    # A walk goes from node to node along the indexes, whatever the statistics of the moment (of empty tables: none) say.
    **dict.fromkeys(("enable_seqscan", "enable_bitmapscan", "enable_hashjoin", "enable_mergejoin"), "off"),
}
_CURRENT = ", ".join(f"current_setting('{name}')" for name in _SETTINGS)
_SET = f"SELECT ARRAY[{_CURRENT}], " + ", ".join(
    f"set_config('{name}', '{value}', true)" for name, value in _SETTINGS.items()
)
_PUT_BACK = "SELECT set_config(name, setting, true) FROM unnest(%s::text[], %s::text[]) AS before(name, setting)"


def _ask(queries: Mapping[bool, str], values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of one of two statements: for starts of which some are containers (True), or none.

    Planned once a connection: planning such a statement takes longer than running it.
    """
    goes_on = connections["default"].in_atomic_block
    with transaction.atomic(savepoint=False):
        before = prepared.ask(_SET, {})[0][0]
        ((holds,),) = prepared.ask(_HOLDS, {"start": values["start"]})
        rows = prepared.ask(queries[bool(holds)], values)
        if goes_on:  # what the caller's transaction asks next is planned as it was to be
            prepared.ask(_PUT_BACK, (list(_SETTINGS), before))
        return rows
