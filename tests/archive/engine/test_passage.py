"""A passage in its sentence: across the file's own line breaks, never across an empty line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaomai.archive.engine.passage import one_line, passage
from yaomai.archive.engine.text_places import document_text
from yaomai.errors import InvalidError

CASES = [
    # text, words, the sentence, line
    ("一。到2020年产值达到500亿元。二。", "500亿元", "到2020年产值达到500亿元。", 1),
    ("一。产值约１７\n２亿元,面积4\n83万亩.二", "１７\n２亿元", "产值约１７２亿元,面积483万亩.", 1),
    ("增长12.5%,占3．5成.下一句", "3．5成", "增长12.5%,占3．5成.", 1),
    ("标题\n\n正文500亿元\n\n另一段", "500亿元", "正文500亿元", 3),
    ("标题\n　　正文500亿元\n　　另一段", "500亿元", "正文500亿元", 2),
    ("“产值500亿元。”他说。", "500亿元", "“产值500亿元。”", 1),
    ("revenue of\n500 million. Then", "500", "revenue of 500 million.", 2),
    ("甲。乙。丙。丁。", "乙。丙", "乙。丙。", 1),
    ("500亿元", "500亿元", "500亿元", 1),
    ("某规划\n一、现状\n产值500亿元，\n面积1万亩。\n", "1万亩", "产值500亿元，面积1万亩。", 4),
    ("产值500亿元\n（二）目标\n下文。", "500亿元", "产值500亿元", 1),
    ("第二章 目标\n产值500亿元", "500亿元", "产值500亿元", 2),
]


@pytest.mark.parametrize(("text", "words", "sentence", "line"), CASES)
def test_the_sentence_around_words(text, words, sentence, line):
    at = text.index(words)
    found = passage(document_text(text, reader="txt/1"), at, at + len(words))
    assert (found.sentence, found.line) == (sentence, line)
    assert found.words == words


@given(st.text(alphabet="一。.\n　 5\f", min_size=1, max_size=60), st.data())
def test_the_pieces_are_the_text(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = passage(document_text(text, reader="txt/1"), start, end)
    whole = found.lead + found.before + found.words + found.after + found.trail
    assert whole in text
    assert text.index(whole, start - len(found.lead + found.before)) == start - len(found.lead + found.before)
    assert found.words == text[start:end]


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (0, 0), (3, 2), (0, 5), (4, 5), (10**9, 10**9 + 1)])
def test_a_place_outside_is_refused(start, end):
    with pytest.raises(InvalidError, match="characters"):
        passage(document_text("四个字符", reader="txt/1"), start, end)


def test_line_breaks_part_latin_words_only():
    assert one_line(" 产值\r\n　　500\n\nGMP\nA 级 ") == "产值500 GMP A 级"
