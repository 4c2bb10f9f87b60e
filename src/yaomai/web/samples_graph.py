"""Which genealogies do the style page and the tests draw?  Invented ones: a small one, one of sixty nodes, one of thousands."""

from yaomai.web.folding import fold
from yaomai.web.genealogy import described
from yaomai.web.graph import Edge, Node, Picture, layout

_NODES = (
    Node("seed", "当归种子", "SD2301", "种子", "/style/trace"),
    Node("plot3", "七里川 3 号地", "2023 季", "地块", "/style/trace"),
    Node("plot5", "七里川 5 号地", "2023 季", "地块", "/style/trace"),
    Node("h1", "当归（鲜）", "XD2410", "药材", "/style/trace"),
    Node("h2", "当归（鲜）", "XD2411", "药材", "/style/trace"),
    Node("slices", "当归片", "DG241108", "饮片", "/style/trace", is_here=True),
    Node("p1", "当归片 250 克装", "P24112", "成品", "/style/trace"),
    Node("p2", "当归片 500 克装", "P24113", "成品", "/style/trace"),
)
_EDGES = (
    Edge("seed", "plot3", "播种"),
    Edge("seed", "plot5", "播种"),
    Edge("plot3", "h1", "采收"),
    Edge("plot5", "h2", "采收"),
    Edge("h1", "slices", "加工产出"),
    Edge("h2", "slices", "加工产出"),
    Edge("slices", "p1", "包装"),
    Edge("slices", "p2", "包装"),
)
PICTURE = layout(_NODES, _EDGES)

_CROWD = [
    *(
        Node(f"s{n}", f"当归种子 {n}", f"SD{n:02}", "种子", "/style/trace", family="seed", group_word="当归种子")
        for n in range(9)
    ),
    *(
        Node(f"h{n}", f"当归（鲜） {n}", f"XD{n:02}", "药材", "/style/trace", family="herb", group_word="当归（鲜）")
        for n in range(60)
    ),
    Node("bad", "当归（鲜） 60", "XD60", "药材", "/style/trace", family="herb", state="recalled"),
    Node("slices", "当归片", "DG241108", "饮片", "/style/trace", is_here=True),
    *(
        Node(
            f"p{n}",
            f"当归片 250 克装 {n}",
            f"P{n:04}",
            "成品",
            "/style/trace",
            family="pack",
            group_word="当归片 250 克装",
        )
        for n in range(2880)
    ),
    *(
        Node(f"c{n}", f"外箱 {n}", f"(00) 0952…{n:02}", "物流单元", "/style/trace", family="case", group_word="外箱")
        for n in range(30)
    ),
    Node("store", "托盘", "(00) 0952…99", "物流单元", "/style/trace", family="pallet"),
]
_CROWD_EDGES = [
    *(Edge(f"s{n % 9}", f"h{n}", "采收") for n in range(60)),
    Edge("s1", "bad", "采收"),
    *(Edge(f"h{n}", "slices", "加工产出") for n in range(60)),
    Edge("bad", "slices", "加工产出"),
    *(Edge("slices", f"p{n}", "包装") for n in range(2880)),
    *(Edge(f"p{n}", f"c{n // 96}", "装入") for n in range(2880)),
    *(Edge(f"c{n}", "store", "装入") for n in range(30)),
]


def _crowded() -> Picture:
    folded = fold(_CROWD, _CROWD_EDGES, most=40, describe=described)
    return layout(folded.nodes, folded.edges)


CROWDED = _crowded()

WIDE = layout(
    [Node(f"a{n}", f"收购批 {n + 1}", f"SG24{n:02}", "药材", "/style/trace") for n in range(24)]
    + [Node(f"b{n}", f"净制批 {n + 1}", f"JZ24{n:02}", "药材", "/style/trace") for n in range(12)]
    + [Node(f"c{n}", f"饮片批 {n + 1}", f"YP24{n:02}", "饮片", "/style/trace", is_here=n == 1) for n in range(4)]
    + [Node(f"d{n}", f"成品批 {n + 1}", f"CP24{n:02}", "成品", "/style/trace") for n in range(20)],
    [Edge(f"a{n}", f"b{n * 5 % 12}", "净制") for n in range(24)]
    + [Edge(f"b{n}", f"c{n % 4}", "加工产出") for n in range(12)]
    + [Edge(f"c{n % 4}", f"d{n}", "包装") for n in range(20)]
    + [Edge("a3", "c1", "加工产出"), Edge("d2", "b2", "退回改装")],
)
