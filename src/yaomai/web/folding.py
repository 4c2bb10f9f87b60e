"""Which nodes of a large genealogy stand together as one, so that it can still be read?

A thousand packs of one lot say no more in a drawing than one box that says 'a thousand packs'. Nodes are put together that have the
same family (such as the same product) and, as sets, the same neighbours, up to neighbours that are put together themselves: the
coarsest such partition, by colour refinement (Hopcroft 1971 for the partition; here the plain iteration). Where that leaves too
many, all of one family at one distance from the node of the page are put together, then all that are about as far. Pure.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from yaomai.web.graph import Edge, Node

SIBLINGS = 4
"""So many alike are put together first; two or three stay apart as long as there is room."""
FEW = 4
"""So many boxes a family may have at one distance; more are put together whatever their neighbours."""
ROUNDS = 12
"""Neighbours so many lines away still tell nodes apart: more would cost more than it shows."""
GROUP = "g."


@dataclass(frozen=True, slots=True)
class Folded:
    """What is drawn; `groups` tells by a drawn node's key which nodes stand in it, in their given order."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    groups: Mapping[str, tuple[Node, ...]]


def fold(
    nodes: Sequence[Node], edges: Sequence[Edge], *, most: int, describe: Callable[[Sequence[Node]], Node]
) -> Folded:
    """At most about `most` nodes: the given ones, and groups of them that `describe` makes a node of (its key is replaced).

    The node of the page stays itself; the order of nodes and edges is kept. Up to `most` nodes nothing is folded.
    """
    if len(nodes) <= most:
        return Folded(tuple(nodes), tuple(edges), {})
    before, after = _neighbours(nodes, edges)
    away = _distances(nodes, before, after)
    partitions: list[tuple[Callable[[Node], Hashable], int]] = []
    refined = _fewer(nodes, away, _refined(nodes, before, after, away))
    partitions += [(lambda node: refined[node.key], SIBLINGS), (lambda node: refined[node.key], 2)]
    partitions.append((lambda node: (node.is_here, node.state, node.family, away.get(node.key, 0)), 2))
    partitions.append((lambda node: (node.is_here, node.state, node.is_step, _zone(away.get(node.key, 0))), 2))
    folded = _put_together(nodes, edges, partitions[0][0], partitions[0][1], describe)
    for colour, least in partitions[1:]:
        if len(folded.nodes) <= most:
            break
        folded = _put_together(nodes, edges, colour, least, describe)
    return folded


def contract(nodes: Sequence[Node], edges: Sequence[Edge]) -> tuple[tuple[Node, ...], tuple[Edge, ...]]:
    """The same without the steps that one line can stand for: one thing went in or one came out. The line bears the step's word."""
    before, after = _neighbours(nodes, edges)
    gone = {
        node.key: node
        for node in nodes
        if node.is_step
        and not node.is_here
        and before[node.key]
        and after[node.key]
        and min(len(before[node.key]), len(after[node.key])) == 1
    }
    kept: dict[tuple[str, str, str], Edge] = {}
    for edge in edges:
        if edge.start in gone:
            continue
        node = gone.get(edge.end)
        lines = [edge] if node is None else [Edge(edge.start, end, node.label) for end in after[node.key]]
        for line in lines:
            kept.setdefault((line.start, line.end, line.label), line)
    return tuple(node for node in nodes if node.key not in gone), tuple(kept.values())


def _neighbours(
    nodes: Iterable[Node], edges: Iterable[Edge]
) -> tuple[dict[str, dict[str, None]], dict[str, dict[str, None]]]:
    before: dict[str, dict[str, None]] = {node.key: {} for node in nodes}
    after: dict[str, dict[str, None]] = {key: {} for key in before}
    for edge in edges:
        if edge.start in before and edge.end in before and edge.start != edge.end:
            before[edge.end][edge.start] = None
            after[edge.start][edge.end] = None
    return before, after


def _distances(
    nodes: Sequence[Node], before: Mapping[str, Iterable[str]], after: Mapping[str, Iterable[str]]
) -> dict[str, int]:
    """How many lines each node is away from that of the page: below zero against the lines, above zero along them."""
    here = next((node.key for node in nodes if node.is_here), None)
    away = {} if here is None else {here: 0}
    for neighbours, sign in ((before, -1), (after, 1)):
        ahead = [] if here is None else [here]
        for key in ahead:  # grows while it is walked
            for other in neighbours[key]:
                if other not in away:
                    away[other] = away[key] + sign
                    ahead.append(other)
    return away


def _zone(away: int) -> int:
    """1, 2 to 3, 4 to 7 … lines away are zones of their own, so that even a chain of thousands has few."""
    return away.bit_length() if away > 0 else -((-away).bit_length())


def _refined(
    nodes: Sequence[Node],
    before: Mapping[str, Iterable[str]],
    after: Mapping[str, Iterable[str]],
    away: Mapping[str, int],
) -> dict[str, int]:
    """The colour of each node in the coarsest partition in which nodes of a colour have neighbours of the same colours."""
    signs: dict[str, Hashable] = {
        node.key: (node.is_here, node.state, node.family, away.get(node.key, 0)) for node in nodes
    }
    count = 0
    colours: dict[str, int] = {}
    for _ in range(ROUNDS):
        numbers: dict[Hashable, int] = {}
        colours = {key: numbers.setdefault(sign, len(numbers)) for key, sign in signs.items()}
        if len(numbers) == count:
            break
        count = len(numbers)
        signs = {
            key: (
                colour,
                frozenset(colours[other] for other in before[key]),
                frozenset(colours[other] for other in after[key]),
            )
            for key, colour in colours.items()
        }
    return colours


def _fewer(nodes: Sequence[Node], away: Mapping[str, int], refined: Mapping[str, int]) -> dict[str, Hashable]:
    """The same partition, where it does not split a family at one distance into more than FEW."""
    families = {node.key: (node.is_here, node.state, node.family, away.get(node.key, 0)) for node in nodes}
    parts: dict[Hashable, set[int]] = {}
    for key, family in families.items():
        parts.setdefault(family, set()).add(refined[key])
    return {key: refined[key] if len(parts[family]) <= FEW else family for key, family in families.items()}


def _put_together(
    nodes: Sequence[Node],
    edges: Sequence[Edge],
    colour: Callable[[Node], Hashable],
    least: int,
    describe: Callable[[Sequence[Node]], Node],
) -> Folded:
    members: dict[Hashable, list[Node]] = {}
    for node in nodes:
        members.setdefault(colour(node), []).append(node)
    drawn: list[Node] = []
    groups: dict[str, tuple[Node, ...]] = {}
    name: dict[str, str] = {}
    for alike in members.values():
        if len(alike) < least:
            drawn += alike
            name.update((node.key, node.key) for node in alike)
            continue
        key = GROUP + alike[0].key
        groups[key] = tuple(alike)
        drawn.append(replace(describe(alike), key=key))
        name.update((node.key, key) for node in alike)
    lines: dict[tuple[str, str, str], Edge] = {}
    for edge in edges:
        if edge.start in name and edge.end in name:
            line = Edge(name[edge.start], name[edge.end], edge.label)
            lines.setdefault((line.start, line.end, line.label), line)
    return Folded(tuple(drawn), tuple(lines.values()), groups)
