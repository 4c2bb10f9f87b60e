"""A text without its printing: sentences whole, headings, and each character where it stood in the raw text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yaomai.planning.engine.reading.plain import Plain, plain

WRAPPED = (
    "　　一、现有基础\n\n"
    "全省中药材种植面积达５１２万亩,总值约１８６亿元;常温仓储能\n\n"
    "力约１４５万吨.规模以上企业实现产值２０３􀆰４１亿元,五年年均\n\n"
    "— 3 —\n\n"
    "增长１４􀆰２％.中医药总 规 模 达 到 «一流»水平,大湾区􀅰兰州\n\n"
    "两地合作建设产业园区并且加快推进各项工作的落实和各项任务安\n\n"
    "排.\n\n"
    "(一)发展基础.\n\n"
    "产业面貌逐年改变质量水平不断提升企业实力明显增强品牌建设成\n\n"
    "效显著,到２０２５年,全产业链总规模达到４２００亿.近年来,全省生\n\n"
    "物医药企业数量和质量都在持续改善且结构持续优化创新不断加强\n\n"
    "而且人才不断聚集形成了良好的产业生态体系和发展环境条件等等\n\n"
    "而且企业不断聚集形成了良好的产业生态体系和发展环境条件等等\n\n"
    "而且平台不断聚集形成了良好的产业生态体系和发展环境条件等等\n\n"
    "而且项目不断聚集形成了良好的产业生态体系和发展环境条件等等.\n"
)


def _texts(made: Plain) -> list[str]:
    return [one.text for one in made.sentences]


def test_sentences_survive_hard_line_breaks_page_numbers_and_private_points() -> None:
    made = plain(WRAPPED)
    assert _texts(made)[:4] == [
        "一、现有基础",
        "全省中药材种植面积达512万亩，总值约186亿元；常温仓储能力约145万吨。",
        "规模以上企业实现产值203.41亿元，五年年均增长14.2%。",
        "中医药总规模达到《一流》水平，大湾区·兰州两地合作建设产业园区并且加快推进各项工作的落实和各项任务安排。",
    ]
    assert [(one.line_start, one.line_end) for one in made.sentences[1:3]] == [(3, 5), (5, 9)]


def test_headings_are_the_path_of_what_stands_below_them() -> None:
    made = plain(WRAPPED)
    heading = next(one for one in made.sentences if one.text == "（一）发展基础。")
    assert heading.is_heading
    assert heading.headings == ("一、现有基础",)
    assert made.sentences[-1].headings == ("一、现有基础", "（一）发展基础")


def test_a_run_in_heading_stands_before_its_paragraph() -> None:
    made = plain(
        "三、目标\n（一）基本原则。\n1.主要经济目标：2015年，完成产值118亿元。\n2.确保实现主营业务收入620亿元，年均增速达到14%以上。\n"
    )
    rows = [(one.is_heading, one.text, one.headings) for one in made.sentences[2:]]
    assert rows == [
        (True, "1.主要经济目标：", ("三、目标", "（一）基本原则")),
        (False, "2015年，完成产值118亿元。", ("三、目标", "（一）基本原则", "1.主要经济目标")),
        (False, "2.确保实现主营业务收入620亿元，年均增速达到14%以上。", ("三、目标", "（一）基本原则")),
    ]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("产值达到 500 亿元，增长 12. 5%。", "产值达到500亿元，增长12.5%。"),
        ("面积１，２５０万亩．", "面积1,250万亩。"),
        ("总规模1 000亿元，2020 100家", "总规模1000亿元，2020 100家"),
        ("GAP (生产规范)、A型肉毒毒素", "GAP（生产规范）、A型肉毒毒素"),
        ("占全国的1•06%", "占全国的1.06%"),
        ("2—3个，１～２家", "2—3个，1~2家"),
        ("\ufeff\u200b产业", "产业"),
        ("", ""),
        ("\n\n \t\n", ""),
    ],
)
def test_characters_in_their_plainest_form(raw: str, said: str) -> None:
    assert plain(raw).text.replace("-", "—") == said.replace("-", "—")


def test_contents_and_page_numbers_are_no_sentences() -> None:
    made = plain(
        "一、发展基础 ................ 1\n（一）成效………………………3\n第 2 页 共 30 页\n- 4 -\n一、发展基础\n面积500万亩。"
    )
    assert _texts(made) == ["一、发展基础", "面积500万亩。"]


def test_a_row_keeps_its_cells_also_empty_ones() -> None:
    made = plain("指标\t单位\t2020年\t2025年\n面积\t\t403\t500\n")
    assert [one.text.split("\t") for one in made.sentences] == [
        ["指标", "单位", "2020年", "2025年"],
        ["面积", "", "403", "500"],
    ]
    assert all(one.is_row for one in made.sentences)


def test_where_a_character_stood() -> None:
    raw = "产值１９７\n\n􀆰２９亿 元。"
    made = plain(raw)
    for offset, character in enumerate(made.text):
        start, end = made.raw(offset, offset + 1)
        assert end == start + 1
        assert made.at(start) == offset or character == "\n"
    assert made.printed(0, len(made.text)) == raw.replace("\n", "")


PRINTED = st.lists(
    st.sampled_from(
        [
            "一、",
            "（一）",
            "1.",
            "产值",
            "达到",
            "２０",
            "30",
            ".",
            "，",
            "。",
            "；",
            "\n",
            "\n\n",
            " ",
            "\u3000\u3000",
            "\t",
            "\U001001b0",
            "％",
            "%",
            "A型",
            "« ",
            "(",
            ")",
            "……… 3",
            "- 5 -",
            "亿元",
            "专栏1",
            "\r\n",
            "\x0c",
            "GDP",
        ]
    ),
    max_size=80,
).map("".join)


@settings(max_examples=250)
@given(st.one_of(PRINTED, st.text(max_size=300)))
def test_offsets_always_lead_back_and_sentences_are_in_order(text: str) -> None:
    made = plain(text)
    assert len(made.origin) == len(made.text) + 1
    assert all(0 <= one <= len(text) for one in made.origin)
    assert list(made.origin) == sorted(made.origin)
    reached, line = 0, 1
    for one in made.sentences:
        assert reached <= one.start < one.end
        assert made.text[one.start : one.end] == one.text
        assert line <= one.line_start <= one.line_end <= text.count("\n") + 1
        assert made.sentence_at(one.start) is one
        reached, line = one.end, one.line_start
