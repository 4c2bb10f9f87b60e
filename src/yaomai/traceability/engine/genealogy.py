"""What does a walk along the chain bring home, and what follows from it without asking again?

The chain (ARCHITECTURE.md) has two kinds of node: things (numbers of the dictionary) and **steps**, which are transformations:
minus the record of the event, or the dictionary's number of a transformationID whose events are one step. Pure.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

Direction = Literal["back", "forward"]
LinkKind = Literal["input", "output", "lot_output", "member", "packed", "attached"]
"""`input` thing→step; `output` step→thing; `lot_output` step→the lot that its outputs are said to belong to; `member` lot→instance;
`packed` and `attached` thing→container (EPCIS 2.0: TransformationEvent, ILMD, AggregationEvent, AssociationEvent).
"""


@dataclass(frozen=True, slots=True)
class ChainLink:
    """That one node leads to another in the life of goods, because an event says so. `record` is that event's."""

    start: int
    end: int
    kind: LinkKind
    record: int
    event_time: datetime


@dataclass(frozen=True, slots=True)
class Reached:
    """Where a walk came: every node, its start included, and every link between two of them that it went along.

    `carriers` are those of the nodes that are reached only for what they hold: containers while it was in them, and lots of
    which only these instances are reached. `is_whole` says that nothing was left out; else the walk stopped at its limit.
    """

    start: frozenset[int]
    nodes: frozenset[int]
    carriers: frozenset[int]
    links: tuple[ChainLink, ...]
    is_whole: bool

    @property
    def steps(self) -> frozenset[int]:
        """The nodes that are steps."""
        return steps_among(self.links, self.nodes)

    @property
    def things(self) -> frozenset[int]:
        """The nodes that are no steps."""
        return self.nodes - self.steps


def steps_among(links: Iterable[ChainLink], nodes: Iterable[int]) -> frozenset[int]:
    """Which of these nodes are steps: by their sign, or because a thing went into them or came out of them."""
    found = {node for node in nodes if node < 0}
    for link in links:
        if link.kind == "input":
            found.add(link.end)
        elif link.kind in ("output", "lot_output"):
            found.add(link.start)
    return frozenset(found)


def between_things(links: Sequence[ChainLink]) -> Iterator[ChainLink]:
    """The same chain without its steps: each thing that went into a step leads to each that came out of it, once an event.

    The record is that of the event that says what came out; kind and time are those of that link. Links that pass no step are as
    they were. n inputs and m outputs of a step make n × m, so take no more of them than are needed.
    """
    inputs: dict[int, dict[int, None]] = {}
    for link in links:
        if link.kind == "input":
            inputs.setdefault(link.end, {})[link.start] = None
    seen: set[tuple[int, int, int]] = set()
    for link in links:
        starts = inputs.get(link.start, {}) if link.kind in ("output", "lot_output") else {link.start: None}
        for start in starts if link.kind != "input" else ():
            if (start, link.end, link.record) not in seen:
                seen.add((start, link.end, link.record))
                yield replace(link, start=start)


def sources(things: Iterable[int], links: Sequence[ChainLink]) -> frozenset[int]:
    """Of these things those into which nothing went as far as the links say: they were neither made by a step, nor instances of
    a lot. What was packed into a container did not become the container.
    """
    made = {link.end for link in links if link.kind in ("output", "lot_output", "member")}
    return frozenset(things) - made


def distances(start: Iterable[int], links: Sequence[ChainLink], direction: Direction) -> Mapping[int, int]:
    """How many links each node is away from the start, along the direction of the walk; the start is 0 away."""
    following: dict[int, list[int]] = {}
    for link in links:
        one, other = (link.start, link.end) if direction == "forward" else (link.end, link.start)
        following.setdefault(one, []).append(other)
    away = dict.fromkeys(start, 0)
    ahead = list(away)
    for node in ahead:  # grows while it is walked
        for other in following.get(node, ()):
            if other not in away:
                away[other] = away[node] + 1
                ahead.append(other)
    return away
