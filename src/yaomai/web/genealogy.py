"""How does a trace become a drawing that can be read, of three nodes or of three thousand?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from yaomai.ledger.engine.deed import reference
from yaomai.registers.queries.names import Named
from yaomai.standards.gs1.identifier import Identifier, identify
from yaomai.traceability.queries.trace import Trace
from yaomai.web import glossary, showing
from yaomai.web.folding import GROUP, contract, fold
from yaomai.web.graph import Edge, Node, Picture, layout
from yaomai.web.labels import day, grouped

DRAWN_MOST = 40
"""So many boxes can be taken in; more are put together in groups."""
_CONTAINERS = {"sscc": "箱", "grai": "周转箱", "grai+serial": "周转箱"}
_DIGITS = 6
"""So many of the last digits tell containers apart; the whole number does not fit into a box."""
_PACKED = {"packed": "装入", "attached": "装入", "member": "其中", "lot_output": ""}


@dataclass(frozen=True, slots=True)
class Drawing:
    """The picture of a genealogy, and by the number of a group's first member what stands in the group."""

    picture: Picture
    groups: Mapping[str, tuple[Node, ...]]


def drawing(trace: Trace, path: str, grave: Mapping[int, str], asked: Mapping[str, str]) -> Drawing:
    """The genealogy of a trace. `path`: the page's, under which groups are opened, with what else was `asked` for; `grave`: by
    thing the state that is marked.
    """
    nodes = [*_things(trace, grave), *_steps(trace)]
    edges = [
        Edge(str(link.start), str(link.end), _PACKED.get(link.kind, ""))
        for link in trace.chain
        if not (link.kind == "lot_output" and link.end not in trace.nodes)
    ]
    folded = fold(nodes, edges, most=DRAWN_MOST, describe=described)
    shown, lines = contract(folded.nodes, folded.edges)
    opened = [_opened(node, path, asked) if node.key in folded.groups else node for node in shown]
    groups = {key.removeprefix(GROUP): members for key, members in folded.groups.items()}
    return Drawing(layout(opened, lines), groups)


def _things(trace: Trace, grave: Mapping[int, str]) -> list[Node]:
    products = product_words(trace.nodes.values())
    hold_containers = {
        link.end
        for link in trace.chain
        if link.kind == "packed" and link.start in trace.nodes and trace.nodes[link.start].scheme in _CONTAINERS
    }
    found = []
    for number, named in trace.nodes.items():
        code = identify(named.canonical)
        kind, product = showing.kind_word(named.scheme), products.get(_product(code), "")
        detail = showing.short_code(code)
        if named.scheme in _CONTAINERS:
            kind = "托盘" if number in hold_containers else _CONTAINERS[named.scheme]
            detail = f"…{detail[-_DIGITS:]}"
        found.append(
            Node(
                key=str(number),
                label=named.name or product or kind,
                detail=detail,
                kind=kind,
                href=f"/things/{number}",
                is_here=number == trace.thing.number,
                state=grave.get(number, ""),
                family=f"{named.scheme} {_product(code)}",
                group_word=product or named.name or kind,
            )
        )
    return found


def _steps(trace: Trace) -> list[Node]:
    found = []
    for number, step in trace.transformations.items():
        word = glossary.word(step.biz_step or "other")
        when = day(step.event_time)
        href = f"/records/{reference(step.records[0])}"
        found.append(
            Node(str(number), word, when, "步骤", href, family=f"step {step.biz_step}", group_word=word, is_step=True)
        )
    return found


def _product(code: Identifier) -> str:
    """What things of one product have in common: its GTIN; of others nothing but their scheme."""
    return code.parts[0][1] if code.parts and code.parts[0][0] == "01" else ""


def product_words(things: Collection[Named]) -> dict[str, str]:
    """By product the name that most of its lots and items have."""
    counted: dict[str, dict[str, int]] = {}
    for one in things:
        product = _product(identify(one.canonical)) if one.name else ""
        if product:
            by_name = counted.setdefault(product, {})
            by_name[one.name] = by_name.get(one.name, 0) + 1
    return {product: max(by_name, key=lambda name: by_name[name]) for product, by_name in counted.items()}


def _opened(node: Node, path: str, asked: Mapping[str, str]) -> Node:
    """A group leads to the list of what stands in it."""
    query = urlencode({**asked, "group": node.key.removeprefix(GROUP)})
    return Node(
        node.key, node.label, node.detail, node.kind, f"{path}?{query}", state=node.state, family=node.family,
        group_word=node.group_word, count=node.count, is_step=node.is_step,
    )  # fmt: skip


def described(members: Sequence[Node]) -> Node:
    """The box of a group: what its members are, and how many."""
    first = members[0]
    kinds = {one.kind for one in members}
    alike = len({one.family for one in members}) == 1
    return Node(
        key="",
        label=first.group_word if alike and first.group_word else first.kind if len(kinds) == 1 else "各种对象",
        detail=f"{grouped(len(members))} 个",
        kind=first.kind if len(kinds) == 1 else "",
        href=first.href,
        state=next((one.state for one in members if one.state), ""),
        family=first.family if alike else "",
        group_word=first.group_word,
        count=len(members),
        is_step=first.is_step,
    )
