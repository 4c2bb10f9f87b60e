"""How far does one organisation's word carry: what does a recall that it started itself reach, among what its events say?

Anybody may record that others' goods came of its own, or lay in a container with them. So of a recall that an organisation
started for what it made itself, a link of the chain counts only when the organisation that recorded it was the first on record
to say of the link's end that it was made (a thing), packed (a container) or went on (a step of several events). Others' goods
are reached by what those say who made them; a step of one organisation that claims another's lot as its output is no way to it.
Neither is its packing into a container that another used first: such goods an inspector recalls.

Who said it first stays so when it took the event back, to record it anew. What inspectors and the installation recall reaches
everything. Whose recall it is, is asked of what was known when it started (`is_own_word`): nothing recorded later changes it.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from yaomai.database import prepared
from yaomai.traceability.engine.genealogy import ChainLink
from yaomai.traceability.engine.recall import Scope
from yaomai.traceability.queries import recall_scope
from yaomai.traceability.queries.genealogy import Descendants, descendants, reach
from yaomai.traceability.queries.in_force import LINK_IN_FORCE, unknown_from
from yaomai.traceability.queries.recall_scope import MADE

NODES_MAX = 200_000
"""So many nodes are walked link by link, where an organisation's word on others' goods is among the links."""
_LEADS = "('input', 'output', 'lot_output', 'member', 'packed', 'attached')"
_SHARED_STEPS = """SELECT DISTINCT l.to_node FROM traceability_link l
WHERE l.from_node = ANY(%(nodes)s::bigint[]) AND l.kind = 'input' AND l.to_node > 0"""
_DOUBTFUL = f"""WITH said AS (
    SELECT t.identifier_id AS node, t.record FROM traceability_event_thing t JOIN traceability_event e ON e.record = t.record
    WHERE t.identifier_id = ANY(%(nodes)s::bigint[]) AND e.declaration_hash = '' AND {MADE}
    UNION ALL SELECT l.to_node, l.record FROM traceability_link l WHERE l.to_node = ANY(%(nodes)s::bigint[]) AND l.kind IN {_LEADS}
    UNION ALL SELECT l.from_node, l.record FROM traceability_link l
    WHERE l.from_node = ANY(%(nodes)s::bigint[]) AND l.kind IN ('member', 'output', 'lot_output')),
first AS (SELECT s.node, e.organisation FROM (SELECT node, min(record) AS record FROM said GROUP BY node) s
    JOIN traceability_event e ON e.record = s.record)
SELECT l.from_node, l.to_node, l.record FROM first f JOIN traceability_link l ON l.to_node = f.node
JOIN traceability_event e ON e.record = l.record
WHERE l.kind IN {_LEADS} AND e.organisation IS DISTINCT FROM f.organisation AND l.record < %(unknown)s"""
_LINKS = f"""SELECT l.from_node, l.to_node, l.record FROM traceability_link l
WHERE l.to_node = ANY(%(nodes)s::bigint[]) AND l.from_node = ANY(%(nodes)s::bigint[]) AND l.kind IN {_LEADS} AND {LINK_IN_FORCE}"""

_Doubtful = frozenset[tuple[int, int, int]]


def is_own_word(scope: Scope, started_by: int | None, started: datetime) -> bool:
    """Whether a recall is an organisation's own: when it began, the organisation had made everything with which it began."""
    if started_by is None:
        return False
    nodes = recall_scope.start(scope, known_on=started).nodes
    return bool(nodes) and not recall_scope.made_by_others(nodes, started_by, known_on=started)


def own_descendants(
    begin: Collection[int], organisation: int, *, known_on: datetime | None = None, at: datetime | None = None
) -> Descendants:
    """What came of those of the starts that the organisation made, as far as its own word carries.

    Times within containers are kept to by each link; where a doubtful link is left out, not by the way as a whole.
    """
    begin = frozenset(begin) - recall_scope.made_by_others(begin, organisation, known_on=known_on)
    walked = descendants(begin, known_on=known_on, at=at)
    doubtful = _doubtful(walked.things | walked.carriers, known_on)
    if not doubtful:
        return walked
    found = reach(begin, "forward", known_on=known_on, at=at, limit=NODES_MAX)
    links = [link for link in found.links if (link.start, link.end, link.record) not in doubtful]
    nodes = _onward(_contents(begin, links), ((link.start, link.end) for link in links))
    things = nodes - found.steps
    return Descendants(things - found.carriers, things & found.carriers, found.is_whole)


def own_ancestors(thing: int, nodes: Iterable[int], *, known_on: datetime | None = None) -> frozenset[int]:
    """Of the nodes that the thing came from those that it came from when doubtful links are left out; itself included."""
    known = list(set(nodes))
    doubtful = _doubtful(known, known_on)
    if not doubtful:
        return frozenset(known)
    rows = prepared.ask(_LINKS, {"nodes": known, "unknown": unknown_from(known_on)})
    return _onward({thing}, ((end, start) for start, end, record in rows if (start, end, record) not in doubtful))


def _contents(begin: Iterable[int], links: Collection[ChainLink]) -> set[int]:
    """The starts, and what the containers among them held."""
    inside: dict[int, list[int]] = {}
    for link in links:
        if link.kind in ("packed", "attached"):
            inside.setdefault(link.end, []).append(link.start)
    return set(_onward(set(begin), ((end, start) for end, starts in inside.items() for start in starts)))


def _onward(begin: set[int], links: Iterable[tuple[int, int]]) -> frozenset[int]:
    """Everything to which the links lead from the starts, these included."""
    leads: dict[int, list[int]] = {}
    for start, end in links:
        leads.setdefault(start, []).append(end)
    reached, ahead = set(begin), list(begin)
    while ahead:
        onward = [one for one in leads.get(ahead.pop(), ()) if one not in reached]
        reached.update(onward)
        ahead += onward
    return frozenset(reached)


def _doubtful(nodes: Iterable[int], known_on: datetime | None) -> _Doubtful:
    """The links to these nodes, and to the steps that they went into, that only somebody else's word makes."""
    things = [node for node in nodes if node > 0]
    values: Mapping[str, Any] = {"unknown": unknown_from(known_on)}
    steps = [row[0] for row in prepared.ask(_SHARED_STEPS, {"nodes": things})]
    rows = prepared.ask(_DOUBTFUL, {**values, "nodes": [*things, *steps]})
    return frozenset((start, end, record) for start, end, record in rows)
