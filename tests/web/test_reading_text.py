"""The text of the reading page: every character of the file in place, figures marked, long texts in parts."""

from itertools import pairwise

import hypothesis.strategies as st
import pytest
from hypothesis import given

from yaomai.archive.engine.text_places import document_text
from yaomai.web.reading_shown import sentence
from yaomai.web.reading_text import Mark, part_bounds, part_of, part_with


def shown(text, marks=(), number=0):
    part = part_of(document_text(text, reader="x"), [Mark(*span, "proposed") for span in marks], number)
    return [
        (line.number, [(piece.words, bool(piece.mark), piece.is_first) for piece in line.pieces]) for line in part.lines
    ]


@pytest.mark.parametrize(
    ("text", "marks", "lines"),
    [
        ("产值300亿元。", [(2, 7)], [(1, [("产值", False, False), ("300亿元", True, True), ("。", False, False)])]),
        # a figure that is broken over two lines has its name once
        ("产值300\n亿元。", [(2, 8)], [(1, [("产值", False, False), ("300", True, True)]), (2, [("亿元", True, False), ("。", False, False)])]),
        # of two that overlap the first stands in the text
        ("5-8家", [(0, 4), (0, 3)], [(1, [("5-8家", True, True)])]),
        ("5-8家", [(0, 2), (1, 4)], [(1, [("5-", True, True), ("8家", False, False)])]),
        ("一\n \n二", [], [(1, [("一", False, False)]), (2, []), (3, [("二", False, False)])]),
        ("", [], []),
    ],
)  # fmt: skip
def test_figures_stand_marked_in_their_lines(text, marks, lines):
    assert shown(text, marks) == (lines or [(1, [])][: len(shown(text))])


TEXTS = st.text(alphabet="甲1\n\U001001b0 \r", max_size=120)


@given(TEXTS, st.lists(st.tuples(st.integers(0, 119), st.integers(1, 20)), max_size=8))
def test_no_character_is_lost_or_doubled(text, spans):
    marks = [(start, min(start + size, len(text))) for start, size in spans if start < len(text)]
    words = "".join(piece for _, pieces in shown(text, marks) for piece, *_ in pieces)
    assert words.replace(" ", "") == "".join(text.split()).replace(" ", "")


@given(TEXTS, st.integers(1, 30))
def test_parts_are_whole_lines_and_follow_one_another(text, size):
    read = document_text(text, reader="x")
    bounds = part_bounds(read, size)
    assert bounds[0][0] == 0
    assert bounds[-1][1] == len(text)
    assert all(one[1] == other[0] for one, other in pairwise(bounds))
    assert all(start in read.lines or start == 0 for start, _ in bounds)


def test_a_place_of_a_long_text_is_in_its_part():
    read = document_text("甲" * 99 + "\n" + "乙" * 70_000 + "\n丙\n", reader="x")
    assert [part_with(read, offset) for offset in (0, 99, 100, 70_102)] == [0, 0, 1, 2]
    assert part_of(read, [], 99).number == 2


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        (
            "一、现状\n　　产值增长。面积达\n\n480万亩，仓储\n130万吨。其他",
            "480万亩",
            ("面积达", "480万亩", "，仓储130万吨。"),
        ),
        ("产值达1.5亿元.面积480万亩.", "480万亩", ("面积", "480万亩", ".")),
        ("一、发展基础\n2020年，面积480万亩。", "480万亩", ("2020年，面积", "480万亩", "。")),
        ("（二）存在问题\n\n面积480\n万亩。", "480\n万亩", ("面积", "480万亩", "。")),
        (
            "一、到2020年种植药材，面积达\n480万亩，仓储增加。",
            "480万亩",
            ("一、到2020年种植药材，面积达", "480万亩", "，仓储增加。"),
        ),
        ("480万亩", "480万亩", ("", "480万亩", "")),
        ("利润1\U001001b05亿元", "1\U001001b05亿元", ("利润", "1\U001001b05亿元", "")),
    ],
)
def test_the_sentence_of_a_figure_is_put_together_over_broken_lines(text, words, expected):
    start = text.index(words)
    assert sentence(document_text(text, reader="x"), start, start + len(words)) == expected
