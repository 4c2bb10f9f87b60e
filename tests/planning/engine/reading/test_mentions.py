"""Every figure of a plan: what a careful reader finds in a sentence, and how well the hand-made readings are met."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.shared_material import SHARED

from yaomai.planning.engine.reading.mentions import mentions
from yaomai.planning.engine.reading.plain import plain
from yaomai.planning.engine.reading.records import Mention
from yaomai.planning.engine.reading.score import Score, score

_TABLE = Path(__file__).with_suffix(".txt").with_name("mentions.txt")


def _cases() -> Iterator[tuple[str, list[str]]]:
    sentence, rows = "", []
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line:
            continue
        if line.startswith("  "):
            rows.append(line.strip())
            continue
        if sentence:
            yield sentence, rows
        sentence, rows = line, []
    yield sentence, rows


CASES = list(_cases())


def test_the_case_table_is_long_and_has_sentences_without_figures() -> None:
    assert len(CASES) >= 150
    assert sum(1 for _, rows in CASES if not rows) >= 25


@pytest.mark.parametrize(("sentence", "rows"), CASES, ids=[sentence[:24] for sentence, _ in CASES])
def test_the_figures_of_a_sentence(sentence: str, rows: list[str]) -> None:
    assert [written(one) for one in mentions(plain(sentence))] == rows


def written(one: Mention) -> str:
    """A mention as the case table writes it."""
    words = f"{one.words} = {_said(one.value, one.low, one.high)} {one.unit or '-'} {one.comparator}"
    words += f" ({_said(one.normalized_value, one.normalized_low, one.normalized_high)} {one.normalized_unit})"
    if one.hedges:
        words += " " + "、".join(one.hedges)
    if one.threshold is not None:
        of = one.threshold
        words += f" 【{of.indicator} {of.comparator} {_said(of.value, of.low, of.high)} {of.unit}】"
    if one.is_increment:
        words += " 增量"
    return words if one.salience == "core" else f"{words} {one.salience}"


def _said(value: Decimal | None, low: Decimal | None, high: Decimal | None) -> str:
    if value is not None:
        return format(value.normalize(), "f")
    return "-" if low is None or high is None else f"{low.normalize():f}~{high.normalize():f}"


def test_each_field_says_its_words() -> None:
    text = "培育年销售收入超过10亿元的企业 2 家。"
    (one,) = mentions(plain(text))
    where = one.because["threshold"]
    assert text[where.start : where.end] == "超过10亿元"
    where = one.because["value"]
    assert text[where.start : where.end] == "2 家"
    assert one.words == "2 家"


def test_a_line_broken_inside_a_number_is_one_number() -> None:
    text = (
        "到２０２５年,全省中药材种植面积达４８\n\n３万亩,专利占全国的１􀆰\n\n０６％.产值超过２０\n\n亿元.\n"
        + "\n".join(["全省要坚持以市场为导向以企业为主体加快推进现代中药产业高质"] * 12)
    )
    found = mentions(plain(text))
    assert [(one.words, one.value) for one in found] == [
        ("４８３万亩", Decimal(483)),
        ("１􀆰０６％", Decimal("1.06")),
        ("超过２０亿元", Decimal(20)),
    ]


TABLES = {
    "head, unit column, cells merged over rows": (
        "类别\t指标\t单位\t2020年\t2025年\t年均增长（%）\t属性\n"
        "规模\t种植面积\t万亩\t403\t≥500\t4.4\t预期性\n"
        "营业收入\t亿元\t105.79\t[300]\t\t预期性\n",
        [
            ("403", "万亩", "=", "种植面积", "2020年"),
            ("≥500", "万亩", "≥", "种植面积", "2025年"),
            ("4.4", "%", "=", "种植面积", "年均增长（%）"),
            ("105.79", "亿元", "=", "营业收入", "2020年"),
            ("300", "亿元", "=", "营业收入", "2025年"),
        ],
    ),
    "unit in the words of the row": (
        "指标\t2020年\t2025年\n标准化种植率（%）\t24.8\t50以上\n规模以上企业（家）\t97\t120-150\n",
        [
            ("24.8", "%", "=", "标准化种植率（%）", "2020年"),
            ("50以上", "%", "≥", "标准化种植率（%）", "2025年"),
            ("97", "家", "=", "规模以上企业（家）", "2020年"),
            ("120-150", "家", "range", "规模以上企业（家）", "2025年"),
        ],
    ),
    "columns by blanks": (
        "指标名称 单位 2015年 2020年 属性\n主营业务收入 亿元 105 300 预期性\n研发强度 % 1.5 3 约束性\n",
        [
            ("105", "亿元", "=", "主营业务收入", "2015年"),
            ("300", "亿元", "=", "主营业务收入", "2020年"),
            ("1.5", "%", "=", "研发强度", "2015年"),
            ("3", "%", "=", "研发强度", "2020年"),
        ],
    ),
    "one cell a line": (
        "序号\n指标\n单位\n2020年\n2025年\n属性\n1\n种植面积\n万亩\n403\n500\n预期性\n2\n中药材产量\n万吨\n86\n100\n预期性\n",
        [
            ("403", "万亩", "=", "种植面积", "2020年"),
            ("500", "万亩", "=", "种植面积", "2025年"),
            ("86", "万吨", "=", "中药材产量", "2020年"),
            ("100", "万吨", "=", "中药材产量", "2025年"),
        ],
    ),
    "no head": (
        "中药材产量\t万吨\t86\t100\n",
        [("86", "万吨", "=", "中药材产量", ""), ("100", "万吨", "=", "中药材产量", "")],
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_an_indicator_table(name: str) -> None:
    text, expected = TABLES[name]
    rows = []
    for one in mentions(plain(text)):
        row, column = one.because["row"], one.because.get("column")
        head = text[column.start : column.end] if column is not None else ""
        rows.append((one.words, one.unit, one.comparator, text[row.start : row.end], head))
    assert rows == expected


WORDS = st.sampled_from(
    [
        "一",
        "两",
        "三",
        "十",
        "百",
        "千",
        "万",
        "亿",
        "元",
        "亩",
        "家",
        "个",
        "户",
        "%",
        "成",
        "倍",
        "以上",
        "超过",
        "约",
        "近",
        "的",
        "企业",
        "、",
        "，",
        "。",
        "；",
        "（",
        "）",
        "“",
        "”",
        "力争",
        "新增",
        "缺乏",
        "达到",
        "分别",
        "第",
        "全国",
        "居",
        "前",
        "5",
        "12",
        "3.5",
        "1,200",
        "-",
        "—",
        "～",
        "+",
        "N",
        "年",
        "2020年",
        "级",
        "翻",
        "番",
        "全覆盖",
        "１",
        "２",
        "\U001001b0",
        "\u3000",
        "\t",
        "\n",
        ".",
        "三分之一",
        "/",
        "吨",
        "日",
    ]
)


@settings(max_examples=250)
@given(st.one_of(st.lists(WORDS, max_size=60).map("".join), st.text(max_size=200)))
def test_whatever_the_text_mentions_are_words_of_it_and_do_not_overlap(text: str) -> None:
    reached, last = 0, None
    for one in mentions(plain(text)):
        span = (one.start, one.end)
        assert 0 <= one.start < one.end <= len(text)
        assert "".join(text[one.start : one.end].splitlines()) == one.words
        assert one.start >= reached or span == last
        assert (one.value is None) or (one.low is None and one.high is None)
        assert (
            one.low is None or one.high is None or (one.normalized_low is not None and one.normalized_high is not None)
        )
        reached, last = one.end, span


def test_long_lines_are_read_in_linear_time() -> None:
    for text in ("1" * 300_000, "5亿元以上、" * 4_000, "缺乏5亿元以上企业" * 3_000, "1 " * 20_000, "千亿" * 8_000):
        for one in mentions(plain(text)):
            assert one.end - one.start < 40


def _record(one: Mention) -> dict[str, object]:
    of = one.threshold
    return {
        "value_char_start": one.start,
        "value_char_end": one.end,
        "salience": one.salience,
        "duplicate_of": None,
        "value": one.value,
        "value_low": one.low,
        "value_high": one.high,
        "normalized_value": one.normalized_value,
        "normalized_low": one.normalized_low,
        "normalized_high": one.normalized_high,
        "unit": one.unit,
        "normalized_unit": one.normalized_unit,
        "comparator": one.comparator,
        "threshold": None
        if of is None
        else {
            "comparator": of.comparator,
            "normalized_unit": of.normalized_unit,
            "normalized_value": of.normalized_value,
            "normalized_low": of.normalized_low,
            "normalized_high": of.normalized_high,
        },
    }


def _scored(name: str) -> Score:
    if SHARED is None or not (SHARED / "plans").is_dir():
        pytest.skip("no ../shared beside this checkout: official vectors not run")
    text = (SHARED / "plans" / f"{name}.txt").read_text(encoding="utf-8")
    lines = (SHARED / "plans" / "gold" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return score([_record(one) for one in mentions(plain(text))], [json.loads(line) for line in lines])


@pytest.mark.parametrize("name", ["lanzhou-2011-12th-fyp", "gansu-2022-14th-fyp"])
def test_the_hand_made_readings_are_met(name: str) -> None:
    found = _scored(name)
    at_least = {"value": 0.98, "normalized_value": 0.98, "unit": 0.97, "comparator": 0.95, "threshold": 0.90}
    shares = {field: found.fields[field].share or 0 for field in at_least}
    assert (found.recall.share or 0) >= 0.92, [one.get("value_raw") for one in found.missed]
    assert (found.precision.share or 0) >= 0.92, [one.get("value_char_start") for one in found.false_alarms]
    assert {field: share for field, share in shares.items() if share < at_least[field]} == {}
