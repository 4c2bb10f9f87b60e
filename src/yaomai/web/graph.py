"""Where does each node of a genealogy stand, and how does each edge run?

Layered drawing from left to right (Sugiyama, Tagawa, Toda 1981): edges that close a cycle are turned round, layers by
longest path, long edges get a stop in each layer they cross, crossings are reduced by barycentres, then every node is
moved towards its neighbours. Pure: nodes and edges in, positions out; the same input gives the same picture.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

SWEEPS = 8


@dataclass(frozen=True, slots=True)
class Node:
    """A thing (a lot, an item), a step, or a group of them in the genealogy. `key` is unique; `href` makes it a link.

    `family` is what nodes that may stand together have in common, and `group_word` what they are called then; `count` of more than
    1 is a group; `state` is the code of a grave state, such as recalled, that is marked in the drawing.
    """

    key: str
    label: str
    detail: str = ""
    kind: str = ""
    href: str = ""
    is_here: bool = False
    state: str = ""
    family: str = ""
    group_word: str = ""
    count: int = 1
    is_step: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """From what it was made (`start`) to what was made of it (`end`); `label` is the step's word."""

    start: str
    end: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Measures:
    """Sizes in units of the drawing (1 unit = 1 CSS pixel at full size)."""

    width: int = 156
    height: int = 64
    across: int = 84  # between layers: room for the word of a step
    between: int = 20  # between nodes of a layer
    bypass: int = 16  # height of a stop of a long edge
    margin: int = 6


MANY = Measures(height=46, between=12, bypass=12)


@dataclass(frozen=True, slots=True)
class Placed:
    """A node with its place: the upper left corner of its box."""

    node: Node
    x: float
    y: float
    layer: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """An edge with its points from start to end, its path (SVG `d`), and where its label stands."""

    edge: Edge
    points: tuple[tuple[float, float], ...]
    path: str
    label_x: float
    label_y: float
    is_return: bool  # it closes a cycle and runs against the direction of the others


@dataclass(frozen=True, slots=True)
class Picture:
    """A laid-out genealogy."""

    nodes: tuple[Placed, ...]
    edges: tuple[Drawn, ...]
    width: int
    height: int


def layout(nodes: Sequence[Node], edges: Sequence[Edge], measures: Measures | None = None) -> Picture:
    """Place all nodes and draw all edges.

    Give the edges in the order of time: of the edges of a cycle, the last is drawn as the return. Edges from a node
    to itself, repeated edges and edges to unknown nodes are left out. No node: an empty picture.
    """
    m = measures or (MANY if len(nodes) > 24 else Measures())
    by_key = {node.key: node for node in nodes}
    kept = list(
        {
            (edge.start, edge.end): edge
            for edge in edges
            if edge.start != edge.end and edge.start in by_key and edge.end in by_key
        }.values()
    )
    returning = _closing(list(by_key), kept)
    forward = [(edge.end, edge.start) if edge in returning else (edge.start, edge.end) for edge in kept]
    layer_of = _layers(list(by_key), forward)
    rows, chains = _with_stops(list(by_key), forward, layer_of)
    rows = _fewest_crossings(rows, chains)
    ys = _heights(rows, chains, by_key, m)
    return _picture(by_key, kept, returning, (rows, chains, ys), m)


def _closing(keys: Iterable[str], edges: Sequence[Edge]) -> set[Edge]:
    """The edges that, taken in the order given, would close a cycle: without them there is none.

    Given in the order of time, the edge that leads back is the one that is drawn as a return.
    """
    following: dict[str, list[str]] = {key: [] for key in keys}
    closing: set[Edge] = set()
    for edge in edges:
        reached, ahead = {edge.end}, [edge.end]
        while ahead and edge.start not in reached:
            onward = [key for key in following[ahead.pop()] if key not in reached]
            reached.update(onward)
            ahead += onward
        if edge.start in reached:
            closing.add(edge)
        else:
            following[edge.start].append(edge.end)
    return closing


def _layers(keys: Sequence[str], edges: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Longest path from the sources; a source is then moved up to just before what is first made of it."""
    before: dict[str, list[str]] = {key: [] for key in keys}
    after: dict[str, list[str]] = {key: [] for key in keys}
    for start, end in edges:
        before[end].append(start)
        after[start].append(end)
    waiting = {key: len(before[key]) for key in keys}
    ready = [key for key in keys if not waiting[key]]
    layer = dict.fromkeys(keys, 0)
    for key in ready:  # grows while it is walked
        for end in after[key]:
            layer[end] = max(layer[end], layer[key] + 1)
            waiting[end] -= 1
            if not waiting[end]:
                ready.append(end)
    for key in keys:
        if not before[key] and after[key]:
            layer[key] = min(layer[end] for end in after[key]) - 1
    return layer


def _with_stops(
    keys: Sequence[str], edges: Sequence[tuple[str, str]], layer_of: Mapping[str, int]
) -> tuple[list[list[str]], list[list[str]]]:
    """Rows of keys by layer, and for each edge its chain of keys: a long edge gets a stop in each layer it crosses."""
    rows: list[list[str]] = [[] for _ in range(max(layer_of.values(), default=-1) + 1)]
    for key in keys:
        rows[layer_of[key]].append(key)
    chains = []
    for number, (start, end) in enumerate(edges):
        stops = [f"\0{number}.{layer}" for layer in range(layer_of[start] + 1, layer_of[end])]
        for layer, stop in enumerate(stops, layer_of[start] + 1):
            rows[layer].append(stop)
        chains.append([start, *stops, end])
    return rows, chains


def _neighbours(chains: Sequence[Sequence[str]]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    left: dict[str, list[str]] = {}
    right: dict[str, list[str]] = {}
    for chain in chains:
        for start, end in pairwise(chain):
            right.setdefault(start, []).append(end)
            left.setdefault(end, []).append(start)
    return left, right


def crossings(rows: Sequence[Sequence[str]], chains: Sequence[Sequence[str]]) -> int:
    """How many pairs of lines between neighbouring layers cross."""
    place = {key: at for row in rows for at, key in enumerate(row)}
    layer = {key: at for at, row in enumerate(rows) for key in row}
    spans: dict[int, list[tuple[int, int]]] = {}
    for chain in chains:
        for start, end in pairwise(chain):
            spans.setdefault(layer[start], []).append((place[start], place[end]))
    return sum(
        (a[0] - b[0]) * (a[1] - b[1]) < 0
        for lines in spans.values()
        for at, a in enumerate(lines)
        for b in lines[at + 1 :]
    )


def _fewest_crossings(rows: list[list[str]], chains: Sequence[Sequence[str]]) -> list[list[str]]:
    """Sweeps forth and back that order each layer by the mean place of its neighbours; the best order seen is kept."""
    left, right = _neighbours(chains)
    best, fewest = [list(row) for row in rows], crossings(rows, chains)
    for sweep in range(SWEEPS):
        forth = sweep % 2 == 0
        neighbours = left if forth else right
        for at in range(len(rows)) if forth else reversed(range(len(rows))):
            beside = at - 1 if forth else at + 1
            place = {key: i for i, key in enumerate(rows[beside])} if 0 <= beside < len(rows) else {}
            own = {key: float(i) for i, key in enumerate(rows[at])}
            rows[at].sort(key=_barycentre(neighbours, place, own))
        now = crossings(rows, chains)
        if now < fewest:
            best, fewest = [list(row) for row in rows], now
        if not fewest:
            break
    return best


def _barycentre(
    neighbours: Mapping[str, list[str]], place: Mapping[str, int], own: Mapping[str, float]
) -> Callable[[str], float]:
    def of(key: str) -> float:
        at = [place[other] for other in neighbours.get(key, ()) if other in place]
        return sum(at) / len(at) if at else own[key]

    return of


def _heights(
    rows: Sequence[Sequence[str]],
    chains: Sequence[Sequence[str]],
    by_key: Mapping[str, Node],
    m: Measures,
) -> dict[str, float]:
    """The middle of every node and stop: pulled towards the mean of its neighbours, order and distance kept."""
    left, right = _neighbours(chains)
    size = {key: m.height if key in by_key else m.bypass for row in rows for key in row}
    y: dict[str, float] = {}
    for row in rows:
        at = 0.0
        for key in row:
            y[key] = at + size[key] / 2
            at += size[key] + m.between
    for sweep in range(SWEEPS * 2):
        neighbours = left if sweep % 2 == 0 else right
        for row in rows if sweep % 2 == 0 else reversed(rows):
            wanted = [
                sum(y[other] for other in neighbours[key]) / len(neighbours[key]) if key in neighbours else y[key]
                for key in row
            ]
            y.update(zip(row, _spread(wanted, [size[key] for key in row], m.between), strict=True))
    top = min((y[key] - size[key] / 2 for key in y), default=0.0)
    return {key: at - top + m.margin for key, at in y.items()}


def _spread(wanted: Sequence[float], sizes: Sequence[int], between: int) -> list[float]:
    """The places nearest to the wanted ones (least squares) that keep order and distance: pool adjacent violators."""
    offsets = [0.0]
    for above, below in pairwise(sizes):
        offsets.append(offsets[-1] + (above + below) / 2 + between)
    pools: list[tuple[float, int]] = []  # sum and number of members, each relative to its offset
    for at, offset in zip(wanted, offsets, strict=True):
        total, members = at - offset, 1
        while pools and pools[-1][0] / pools[-1][1] > total / members:
            before = pools.pop()
            total, members = total + before[0], members + before[1]
        pools.append((total, members))
    means = [total / members for total, members in pools for _ in range(members)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]


def _picture(
    by_key: Mapping[str, Node],
    edges: Sequence[Edge],
    returning: set[Edge],
    placing: tuple[Sequence[Sequence[str]], Sequence[Sequence[str]], Mapping[str, float]],
    m: Measures,
) -> Picture:
    rows, chains, ys = placing
    layer_of = {key: at for at, row in enumerate(rows) for key in row}
    step = m.width + m.across
    placed = tuple(
        Placed(node, m.margin + layer_of[key] * step, ys[key] - m.height / 2, layer_of[key], m.width, m.height)
        for key, node in by_key.items()
    )
    drawn = []
    for edge, chain in zip(edges, chains, strict=True):
        points = [(m.margin + layer_of[chain[0]] * step + m.width, ys[chain[0]])]
        for stop in chain[1:-1]:
            x = m.margin + layer_of[stop] * step
            points += [(x, ys[stop]), (x + m.width, ys[stop])]
        points.append((m.margin + layer_of[chain[-1]] * step, ys[chain[-1]]))
        back = edge in returning
        line = tuple(reversed(points)) if back else tuple(points)
        (ax, ay), (bx, by) = points[-2:]
        drawn.append(Drawn(edge, line, _curve(line), (ax + bx) / 2, (ay + by) / 2, back))
    bottom = max((ys[key] + (m.height if key in by_key else m.bypass) / 2 for key in ys), default=0.0)
    width = m.margin * 2 + len(rows) * step - m.across if rows else 0
    return Picture(placed, tuple(drawn), width, round(bottom + m.margin) if rows else 0)


def _curve(points: Sequence[tuple[float, float]]) -> str:
    """An SVG path through the points: level where it meets a box, curved between layers."""
    (x, y), *rest = points
    path = [f"M{_n(x)} {_n(y)}"]
    for to_x, to_y in rest:
        if abs(to_y - y) < 0.5:
            path.append(f"H{_n(to_x)}")
        else:
            middle = _n((x + to_x) / 2)
            path.append(f"C{middle} {_n(y)} {middle} {_n(to_y)} {_n(to_x)} {_n(to_y)}")
        x, y = to_x, to_y
    return "".join(path)


def _n(value: float) -> str:
    return f"{round(value, 1):.10g}"
