"""Genealogies are laid out left to right, whatever their shape."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaomai.web.graph import Edge, Measures, Node, Picture, crossings, layout


def picture(names: str, edges: str) -> Picture:
    """`picture("a b c", "a>b b>c")`."""
    return layout([Node(name, name) for name in names.split()], [Edge(*pair.split(">")) for pair in edges.split()])


def layers(drawn: Picture) -> dict[str, int]:
    return {placed.node.key: placed.layer for placed in drawn.nodes}


@pytest.mark.parametrize(
    ("names", "edges", "expected"),
    [
        ("a", "", {"a": 0}),
        ("a b", "a>b", {"a": 0, "b": 1}),
        ("a b c", "a>b b>c a>c", {"a": 0, "b": 1, "c": 2}),  # by the longest path, not the shortest
        ("a b c d", "a>b b>c d>c", {"a": 0, "b": 1, "c": 2, "d": 1}),  # a source stands just before its first use
        ("a b", "a>b b>a", {"a": 0, "b": 1}),  # a cycle: the later edge gives way
        ("a b c", "a>b b>c c>a", {"a": 0, "b": 1, "c": 2}),
        ("a b", "a>a a>b a>b a>x", {"a": 0, "b": 1}),  # to itself, repeated, to nobody
    ],
)
def test_layers(names: str, edges: str, expected: dict[str, int]) -> None:
    assert layers(picture(names, edges)) == expected


def test_no_node_is_an_empty_picture() -> None:
    assert picture("", "") == Picture((), (), 0, 0)


def test_the_last_edge_of_a_cycle_is_the_return_and_runs_back() -> None:
    drawn = picture("a b c", "a>b b>c c>a")
    back = [one for one in drawn.edges if one.is_return]
    assert [(one.edge.start, one.edge.end) for one in back] == [("c", "a")]
    assert back[0].points[0][0] > back[0].points[-1][0]


def test_crossings_that_can_be_avoided_are_avoided() -> None:
    drawn = picture("a b c x y z", "a>z b>y c>x")
    heights = {placed.node.key: placed.y for placed in drawn.nodes}
    assert [heights["a"] < heights["b"] < heights["c"], heights["z"] < heights["y"] < heights["x"]] in (
        [True, True],
        [False, False],
    )


def test_crossings_are_counted() -> None:
    assert crossings([["a", "b"], ["x", "y"]], [["a", "y"], ["b", "x"]]) == 1
    assert crossings([["a", "b"], ["x", "y"]], [["a", "x"], ["b", "y"]]) == 0


def test_a_node_stands_in_the_middle_of_what_it_is_made_of() -> None:
    drawn = picture("a b c", "a>c b>c")
    y = {placed.node.key: placed.y for placed in drawn.nodes}
    assert y["c"] == pytest.approx((y["a"] + y["b"]) / 2)


def test_a_long_edge_passes_beside_the_nodes_between() -> None:
    drawn = picture("a b c", "a>b b>c a>c")
    (long,) = [one for one in drawn.edges if (one.edge.start, one.edge.end) == ("a", "c")]
    (b,) = [placed for placed in drawn.nodes if placed.node.key == "b"]
    for x, y in long.points[1:-1]:
        assert b.x <= x <= b.x + b.width
        assert not b.y < y < b.y + b.height


graphs = st.integers(1, 40).flatmap(
    lambda count: st.tuples(
        st.just(count),
        st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=80),
    )
)


@given(graphs)
def test_any_graph_is_placed_without_overlap_and_inside_the_picture(graph: tuple[int, list[tuple[int, int]]]) -> None:
    count, pairs = graph
    m = Measures()
    nodes = [Node(str(number), str(number)) for number in range(count)]
    edges = [Edge(str(start), str(end)) for start, end in pairs]
    drawn = layout(nodes, edges, m)
    assert drawn == layout(nodes, edges, m)
    assert [placed.node for placed in drawn.nodes] == nodes
    assert {(one.edge.start, one.edge.end) for one in drawn.edges} == {
        (str(start), str(end)) for start, end in pairs if start != end
    }
    layer = layers(drawn)
    for one in drawn.edges:
        assert (layer[one.edge.start] < layer[one.edge.end]) != one.is_return
        assert all(0 <= x <= drawn.width and 0 <= y <= drawn.height for x, y in one.points)
    for at, one in enumerate(drawn.nodes):
        assert one.x >= 0
        assert one.y >= 0
        assert one.x + one.width <= drawn.width
        assert one.y + one.height <= drawn.height
        for other in drawn.nodes[at + 1 :]:
            if one.layer == other.layer:
                assert abs(one.y - other.y) >= m.height + m.between - 0.001
