"""Is what a figure's sentence says it is read as a careful reader would (quantity_cases.txt)?"""

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaomai.planning.engine.reading.read import read
from yaomai.planning.engine.reading.records import Quantity

CASES = Path(__file__).parent / "quantity_cases.txt"


def plans() -> Iterator[tuple[str, list[tuple[int, list[str]]]]]:
    """Each plan of the cases: its text, and for lines of it what is expected of their figures."""
    told = [line for line in CASES.read_text(encoding="utf-8").split("\n") if not line.startswith("#")]
    for part in "\n".join(told).split("====================\n"):
        text: list[str] = []
        expected: list[tuple[int, list[str]]] = []
        for line in part.split("\n"):
            if line.startswith("    "):
                expected.append((len(text), [field.strip() for field in line.split("|")]))
            else:
                text.append(line)
        yield "\n".join(text), expected


def said(one: Quantity) -> list[str]:
    """What was read, as a case writes it."""
    return [
        one.mention.words,
        f"{one.kind} {one.status}",
        f"{one.year or '-'} {one.year_source or '-'}",
        one.region,
        one.indicator or "-",
        one.indicator_key or "-",
    ]


@pytest.mark.parametrize(
    ("text", "expected"), tuple(plans()), ids=lambda value: value[:12] if isinstance(value, str) else ""
)
def test_a_figure_is_what_a_careful_reader_says(text, expected):
    found = read(text).quantities
    read_of = {(one.line_start, said(one)[0], said(one)[4]): said(one) for one in found}
    unlike = [
        f"line {line}: {' | '.join(case)}" for line, case in expected if read_of.get((line, case[0], case[4])) != case
    ]
    assert unlike == []


def test_most_figures_of_the_cases_are_looked_at():
    looked_at = sum(len(expected) for _, expected in plans())
    assert looked_at > 0.85 * sum(len(read(text).quantities) for text, _ in plans())


def test_what_repeats_an_earlier_figure_is_a_duplicate_of_it():
    text = "二、发展目标\n到2025年，建设标准化生产基地10个。\n三、重点任务\n（一）建设10个标准化生产基地。建设10个产业园区。"
    first, second, other = read(text, title="某省“十四五”规划").quantities
    assert (first.salience, second.salience, other.salience) == ("core", "duplicate", "core")
    assert second.duplicate_of == first.mention.start


def test_figures_given_respectively_are_each_of_their_own_name():
    text = "一、发展现状\n2020年，天麻、杜仲、黄连产量占全国的比例分别为30%、20%和10%。"
    assert [one.indicator for one in read(text).quantities] == [
        "天麻产量占全国比重",
        "杜仲产量占全国比重",
        "黄连产量占全国比重",
    ]


def test_each_field_says_which_words_it_came_from():
    text = "二、发展目标\n到2025年，全市中药材种植面积达到60万亩。"
    (one,) = read(text, title="南屏市中药材产业发展规划").quantities
    year, indicator = one.because["year"], one.because["indicator"]
    assert text[year.start : year.end] == "2025年"
    assert "中药材种植面积" in text[indicator.start : indicator.end]
    assert one.because["kind"].rule == "year of the sentence"


DATED = "全市共有企业37家。\n今年，全市新增基地12个。新增合作社20家，比上年增长8%。\n同时，引进项目6个。\n去年产值达到25亿元，今年在现有30个标准的基础上，力争新增5个。"


def test_the_date_of_the_document_tells_which_years_its_words_mean():
    years = {one.mention.words: one.year for one in read(DATED, dated=date(2021, 3, 1)).quantities}
    assert years == {
        "37家": 2020,
        "12个": 2021,
        "20家": 2021,
        "8%": 2021,
        "6个": 2021,
        "25亿元": 2020,
        "30个": 2020,
        "5个": 2021,
    }


def test_a_year_that_came_from_the_date_of_the_document_says_so():
    rules = {one.mention.words: one.because["year"] for one in read(DATED, dated=date(2021, 3, 1)).quantities}
    assert [rules[words].rule for words in ("37家", "12个", "20家")] == [
        "year that the plan reports on, by the date of the document",
        "year of writing, by the date of the document",
        "year of the paragraph, by the date of the document",
    ]
    assert DATED[rules["20家"].start : rules["20家"].end] == "今年"


def test_without_a_date_nobody_knows_which_year_this_year_is():
    assert {one.year for one in read(DATED).quantities} == {None}


def test_a_sentence_is_quoted_as_printed_without_its_line_breaks():
    lines = (
        "到２０２５年,全市中药材种植面积达到６０万亩,建成一批道地药材基",
        "地,培育一批有竞争力的企业,打造一批在全国有影响的品牌,全产业链产",
        "值达到９０亿元,把中药材产业建设成为农民增收的支柱产业和县域经济",
        "发展的重要支撑.",
    )
    # how wide a line is, is known from many of them
    first, second, *_ = read("二、发展目标\n\n" + ("\n\n".join(lines) + "\n\n") * 8).quantities
    assert first.sentence == second.sentence == "".join(lines)
    assert (first.line_start, first.line_end) == (3, 9)


WORDS = st.sampled_from(
    [
        *(
            "到2025年，",
            "2020年",
            "“十四五”期间",
            "力争",
            "全省",
            "达到",
            "超过",
            "种植面积",
            "营业收入",
            "年均增长",
            "分别",
        ),
        *(
            "培育",
            "50亿元以上的",
            "1—2家",
            "企业",
            "8%",
            "120万亩",
            "3.5亿元",
            "、",
            "和",
            "。",
            "；",
            "\n",
            "（",
            "）",
            "\t",
        ),
        *(
            "一、发展现状\n",
            "二、发展目标\n",
            "较2015年增长",
            "其中",
            "余家",
            "百亿级",
            "翻一番",
            "对",
            "给予",
            "奖励",
            "20万元",
        ),
        *("某市", "占全国", "第5位", "甘肃", "由2015年的", "由", "项目建成后", "预计", "每年", "同比"),
    ]
)


@given(st.lists(WORDS, max_size=60).map("".join) | st.text(max_size=200))
def test_any_text_can_be_read_and_every_place_lies_in_it(text):
    lines = text.split("\n")
    for one in read(text).quantities:
        assert 0 <= one.mention.start < one.mention.end <= len(text)
        assert one.line_start == text.count("\n", 0, one.mention.start) + 1 or one.line_start <= one.line_end
        assert 1 <= one.line_start <= one.line_end <= len(lines)
        assert one.kind in ("fact", "target", "growth", "criterion")
        assert one.status in ("actual", "target", "forecast", "criterion")
        for because in one.because.values():
            assert 0 <= because.start <= because.end <= len(text)


def test_a_heading_with_years_dates_what_stands_below_it():
    text = "二、发展目标\n（一）近期目标（2021—2023年）\n种植面积达到30万亩。\n（二）远期目标（2024—2025年）\n种植面积达到50万亩。"
    found = read(text, title="青石县“十四五”中药材产业规划").quantities
    assert [(one.year, one.year_source, one.kind) for one in found] == [
        (2023, "context_or_assumed", "target"),
        (2025, "context_or_assumed", "target"),
    ]


def test_a_text_of_one_sentence_without_end_is_read_in_pieces():
    found = read("二、发展目标\n" + "建设基地3个、" * 1_500).quantities
    assert len(found) == 1_500
    assert {one.kind for one in found} == {"target"}


def test_a_sum_of_planting_and_industry_is_not_the_industry_s():
    text = "二、发展目标\n到2025年，实现营业收入90亿元（中药材种植业30亿元，医药工业60亿元），年均增长12%以上。"
    found = read(text, title="青石县“十四五”中医药产业规划").quantities
    assert [one.indicator_key for one in found] == [
        "industry.chain_revenue",
        "herb.planting_revenue",
        "industry.revenue",
        "industry.chain_revenue.cagr",
    ]


@pytest.mark.parametrize("words", ["5%", "兰州市30亿元", "种植面积12万亩", "产值3亿元、"])
def test_figures_without_any_stop_take_as_long_as_with_stops(words):
    # a table that was dumped as one line; when each figure looked at all before it, the second was thirteen times the first
    assert _seconds(words * 600) < 5 * _seconds(f"{words}。" * 600)


def _seconds(text):
    """Of the processor, the least of three readings."""
    taken = []
    for _ in range(3):
        begun = time.process_time()
        read(text)
        taken.append(time.process_time() - begun)
    return min(taken)


def test_a_sentence_of_many_figures_loses_none():
    found = read("到2025年，" + "、".join(f"种植面积{number}万亩" for number in range(1, 201))).quantities
    assert [int(one.mention.value or 0) for one in found] == list(range(1, 201))
    assert all(one.indicator.startswith("种植面积") for one in found)


def test_a_sum_or_a_number_of_every_year_is_said_to_be_one():
    text = "三、保障措施\n市财政每年安排专项资金2000万元。每年新增基地3个。产值每年增长10%以上。基地总数达到30个。"
    found = read(text, title="云岭市中药材产业发展规划（2021—2025年）").quantities
    assert [(one.mention.words, one.period, one.year) for one in found] == [
        ("2000万元", "每年", 2025),
        ("3个", "每年", 2025),
        ("10%以上", found[2].period, 2025),
        ("30个", None, 2025),
    ]
    assert found[2].period != "每年"
