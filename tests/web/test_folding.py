"""A large genealogy is drawn with few boxes, and nothing of it is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaomai.web.folding import contract, fold
from yaomai.web.genealogy import described
from yaomai.web.graph import Edge, Node


def packing(cases: int, packs: int) -> tuple[list[Node], list[Edge]]:
    """A lot of slices (the page), packed into so many packs for each of so many cases, all on one pallet."""
    nodes = [Node("slices", "当归片", family="slices", is_here=True), Node("pallet", "托盘", family="pallet")]
    edges = []
    for case in range(cases):
        nodes.append(Node(f"c{case}", "箱", family="case", group_word="箱"))
        edges.append(Edge(f"c{case}", "pallet", "码垛"))
        for pack in range(packs):
            nodes.append(Node(f"c{case}p{pack}", "盒", family="pack", group_word="盒"))
            edges += [Edge("slices", f"c{case}p{pack}", "包装"), Edge(f"c{case}p{pack}", f"c{case}", "装箱")]
    return nodes, edges


def drawn(nodes: list[Node], edges: list[Edge], most: int = 40) -> dict[str, int]:
    """What is drawn: the words of each box and how many stand in it."""
    return {one.label: one.count for one in fold(nodes, edges, most=most, describe=described).nodes}


def test_a_small_genealogy_is_left_as_it_is():
    nodes, edges = packing(2, 3)
    folded = fold(nodes, edges, most=40, describe=described)
    assert (list(folded.nodes), list(folded.edges), folded.groups) == (nodes, edges, {})


def test_three_thousand_packs_in_thirty_cases_are_two_boxes():
    nodes, edges = packing(30, 100)
    assert drawn(nodes, edges) == {"当归片": 1, "托盘": 1, "箱": 30, "盒": 3000}
    folded = fold(nodes, edges, most=40, describe=described)
    assert [(one.start, one.end, one.label) for one in folded.edges] == [
        ("g.c0", "pallet", "码垛"),
        ("slices", "g.c0p0", "包装"),
        ("g.c0p0", "g.c0", "装箱"),
    ]
    assert [one.key for one in folded.groups["g.c0"]] == [f"c{n}" for n in range(30)]


def test_a_recalled_one_does_not_vanish_among_the_others():
    nodes, edges = packing(30, 100)
    nodes[3] = Node(nodes[3].key, "盒 7", family="pack", group_word="盒", state="recalled")
    assert drawn(nodes, edges)["盒 7"] == 1


def test_what_is_different_everywhere_is_put_together_by_its_distance():
    chain = [Node(str(n), f"批 {n}", family=str(n), is_here=n == 500) for n in range(1000)]
    edges = [Edge(str(n), str(n + 1)) for n in range(999)]
    assert len(drawn(chain, edges)) <= 40


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ("a>s s>b", [("a", "b", "切制")]),
        ("a>s b>s s>c", [("a", "c", "切制"), ("b", "c", "切制")]),
        ("a>s s>b s>c", [("a", "b", "切制"), ("a", "c", "切制")]),
        ("a>s b>s s>c s>d", [("a", "s", ""), ("b", "s", ""), ("s", "c", ""), ("s", "d", "")]),  # n to m stays a step
        ("s>a", [("s", "a", "")]),  # made of nothing that is recorded: the step is seen
    ],
)
def test_a_step_that_a_line_can_stand_for_becomes_its_word(edges, expected):
    pairs = [pair.split(">") for pair in edges.split()]
    names = dict.fromkeys(name for pair in pairs for name in pair)
    nodes = [Node(name, "切制" if name == "s" else name, is_step=name == "s") for name in names]
    _, lines = contract(nodes, [Edge(*pair) for pair in pairs])
    assert [(one.start, one.end, one.label) for one in lines] == expected


graphs = st.integers(1, 60).flatmap(
    lambda count: st.tuples(
        st.lists(st.integers(0, 3), min_size=count, max_size=count),
        st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=120),
    )
)


@given(graphs, st.integers(1, 20))
def test_every_node_and_every_line_is_somewhere_in_the_folded_drawing(graph, most):
    families, pairs = graph
    nodes = [Node(str(n), str(n), family=str(one), is_here=n == 0) for n, one in enumerate(families)]
    folded = fold(nodes, [Edge(str(a), str(b)) for a, b in pairs], most=most, describe=described)
    inside = {member.key: key for key, members in folded.groups.items() for member in members}
    keys = {one.key for one in folded.nodes}
    assert {inside.get(node.key, node.key) for node in nodes} == keys
    assert sum(one.count for one in folded.nodes) == len(nodes)
    assert "0" in keys, "the node of the page stays itself"
    lines = {(one.start, one.end) for one in folded.edges}
    assert lines == {(inside.get(str(a), str(a)), inside.get(str(b), str(b))) for a, b in pairs}
