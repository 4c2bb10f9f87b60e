"""What reaches a thing from all that it came from, however far back: open recalls, and steps that put out more than went in?

Beside the facts of a page (lot_facts.py), whose walk is cut where there are very many ancestors: a recall is asked of all of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from yaomai.database import prepared
from yaomai.traceability.engine.mass_balance import Side, StepPart, judge, together
from yaomai.traceability.queries import recalls as recalls_of
from yaomai.traceability.queries.genealogy import ancestors
from yaomai.traceability.queries.in_force import EVENT_IN_FORCE, unknown_from
from yaomai.traceability.queries.lot_facts import LotFacts
from yaomai.traceability.queries.recalls import Recall

CONTAINERS_MAX = 2_000
_IS_ANY_OPEN = """SELECT EXISTS (SELECT FROM traceability_recall r WHERE r.record < %(unknown)s AND NOT EXISTS (
    SELECT FROM traceability_recall_end x WHERE x.recall = r.recall AND x.record < %(unknown)s))"""
_OF_PARTIES = """SELECT EXISTS (SELECT FROM traceability_recall r WHERE r.scope = 'party' AND NOT EXISTS (
    SELECT FROM traceability_recall_end x WHERE x.recall = r.recall))"""
_CONTAINERS = """WITH RECURSIVE outside(node) AS (
    SELECT n FROM unnest(%(nodes)s::bigint[]) AS n
    UNION
    SELECT l.to_node FROM outside o, LATERAL (SELECT one.to_node FROM traceability_link one
        WHERE one.from_node = o.node AND one.kind IN ('packed', 'attached') OFFSET 0) l)
SELECT node FROM outside LIMIT %(most)s"""
_OUT_OF_NOTHING = f"""SELECT s.record FROM traceability_step_part s JOIN traceability_event e ON e.record = s.record
WHERE s.record = ANY(%(records)s::bigint[]) AND s.verdict = 'out_of_nothing' AND e.event_time <= %(at)s::timestamptz
AND {EVENT_IN_FORCE} ORDER BY s.record"""
# The parts of one step are told by its links, which are found by its node.
_PARTS = f"""SELECT p.node, s.record, s.input_mass, s.input_volume, s.input_open, s.output_mass, s.output_volume, s.output_open,
    s.process, s.greatest_loss
FROM (SELECT l.to_node AS node, l.record FROM traceability_link l
        WHERE l.to_node = ANY(%(steps)s::bigint[]) AND l.kind IN ('input', 'class_input')
      UNION SELECT l.from_node, l.record FROM traceability_link l
        WHERE l.from_node = ANY(%(steps)s::bigint[]) AND l.kind IN ('output', 'class_output')) p
JOIN traceability_step_part s ON s.record = p.record JOIN traceability_event e ON e.record = s.record
WHERE e.event_time <= %(at)s::timestamptz AND {EVENT_IN_FORCE} ORDER BY s.record"""


@dataclass(frozen=True, slots=True)
class Reaching:
    """`nodes`: the thing and all that it came from, steps included; `containers`: what these were ever in, where a recall of a
    party asks for that. `is_whole`: neither was cut.
    """

    recalls: tuple[Recall, ...]
    nodes: frozenset[int]
    containers: frozenset[int]
    is_whole: bool


def reaching(facts: LotFacts, *, known_on: datetime | None = None, at: datetime | None = None) -> Reaching:
    """The recalls under way that reach the thing, the gravest first. All that it came from is walked only when there is one."""
    nodes, is_whole = facts.back.nodes, facts.back.is_whole
    ((is_any_open,),) = prepared.ask(_IS_ANY_OPEN, {"unknown": unknown_from(known_on)})
    if not is_any_open:
        return Reaching((), nodes, frozenset(), is_whole)
    if not is_whole:
        back = ancestors([facts.thing.number], known_on=known_on, at=at)
        nodes, is_whole = nodes | back.nodes, back.is_whole
    recalls = recalls_of.recalls_reaching(nodes, thing=facts.thing.number, known_on=known_on)
    containers: frozenset[int] = frozenset()
    if prepared.ask(_OF_PARTIES, {})[0][0]:
        most = len(nodes) + CONTAINERS_MAX
        found = prepared.ask(_CONTAINERS, {"nodes": sorted(nodes), "most": most + 1})
        containers, is_whole = frozenset(row[0] for row in found) - nodes, is_whole and len(found) <= most
    return Reaching(tuple(recalls), nodes, containers, is_whole)


def out_of_nothing(
    steps: Iterable[int], *, known_on: datetime | None = None, at: datetime | None = None
) -> tuple[int, ...]:
    """Of these steps those that put out more than went in (engine/mass_balance.py), each by the record to open."""
    nodes = sorted(steps)
    bounds = {"unknown": unknown_from(known_on), "at": "infinity" if at is None else at}
    single, shared = [-node for node in nodes if node < 0], [node for node in nodes if node > 0]
    found = [row[0] for row in prepared.ask(_OUT_OF_NOTHING, {**bounds, "records": single})] if single else []
    parts: dict[int, list[tuple[int, StepPart]]] = {}
    for node, record, *row in prepared.ask(_PARTS, {**bounds, "steps": shared}) if shared else ():
        part = StepPart(Side(*row[0:3]), Side(*row[3:6]), row[6], row[7])
        parts.setdefault(node, []).append((record, part))
    found += [
        of_step[-1][0]
        for of_step in parts.values()
        if judge(together(part for _, part in of_step)).verdict == "out_of_nothing"
    ]
    return tuple(sorted(found))
