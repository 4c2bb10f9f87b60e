"""Tasks, who leads and who supports: `task_cases.txt` (invented paragraphs), and how many the official plans order."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.shared_material import SHARED, needs_shared

from yaomai.planning.engine.reading.plain import plain
from yaomai.planning.engine.reading.tasks import tasks

HEAD = "某省中医药产业发展规划\n四、主要任务\n"
LINES = Path(__file__).with_name("task_cases.txt").read_text(encoding="utf-8").splitlines()
CASES = [[part.strip() for part in line.split("|")] for line in LINES if line and not line.startswith("#")]


def said(names):
    return "+".join(names) or "–"


@pytest.mark.parametrize(("paragraph", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_paragraph_orders(paragraph, expected):
    found = tasks(plain(HEAD + paragraph.replace("⏎", "\n").replace("→", "\t") + "\n"))
    wanted = [] if expected == "–" else [[part.strip() for part in one.split("/")] for one in expected.split(";")]
    assert [one.words[: len(words)] for one, (words, _, _) in zip(found, wanted, strict=True)] == [
        w for w, _, _ in wanted
    ]
    assert [[said(one.lead), said(one.support)] for one in found] == [[lead, support] for _, lead, support in wanted]


def test_where_the_first_named_leads_the_others_support():
    text = HEAD + "建设圃地。（省农业农村厅、省科技厅负责）\n注：列第一位的为牵头单位。\n"
    one = tasks(plain(text))[0]
    assert (one.lead, one.support) == (("省农业农村厅",), ("省科学技术厅",))


def test_the_rule_for_all_may_stand_in_the_first_bracket():
    text = (
        HEAD + "1.扩建圃地。（国家中医药局、国家发展改革委负责。列第一位者为牵头部门，其他部门按职责分工负责，下同）\n"
    )
    found = tasks(plain(text + "2.培训药农，发放补贴资金。（财政部、农业部负责）\n"))
    led = {one.lead + one.support for one in found}
    assert {one.lead for one in found} == {("国家中医药管理局",), ("财政部",)}
    assert led == {("国家中医药管理局", "国家发展和改革委"), ("财政部", "农业部")}


def test_a_task_stands_under_its_heading_and_says_where_its_lead_was_read():
    text = HEAD + "（一）种植\n建设标准化的药材圃地十处。（省农业农村厅牵头）\n"
    one = tasks(plain(text))[0]
    assert one.heading == "（一）种植"
    assert text[one.start : one.end] == "建设标准化的药材圃地十处。"
    because = one.because["lead"]
    assert text[because.start : because.end] == "（省农业农村厅牵头）"
    assert because.rule == "responsible.lead"


@pytest.mark.parametrize("section", ["一、发展现状", "三、发展目标", "二、面临的形势"])
def test_what_is_or_is_aimed_at_is_no_task(section):
    assert tasks(plain(f"某省规划\n{section}\n加快建设圃地。\n")) == ()


@pytest.mark.parametrize(
    ("aim", "found"),
    [
        ("到2025年，建成药材追溯体系。", ["建成药材追溯体系"]),
        ("到2025年，产值达到3亿元，初步建成储备中心；建立抽检制度。", ["初步建成储备中心", "建立抽检制度"]),
        ("到2025年，建成3个储备中心。", []),
        ("近年来，建成了药材追溯体系。", []),
        ("药材追溯体系更加健全。", []),
    ],
)
def test_what_an_aim_says_shall_be_built_is_a_task(aim, found):
    text = f"某省规划\n三、发展目标\n{aim}\n"
    assert [text[one.start : one.end] for one in tasks(plain(text))] == found


PIECES = (
    "建设圃地。", "（省工信厅牵头，", "省卫健委配合）", "责任单位：", "省财政厅", "、", "，", "。", "\n", "\t", "由", "牵头", "要", "会同",
    "（一）", "牵头单位", "；配合单位：", "（", "）", "1.", "市科技局",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_text_is_read_in_order(text):
    found = tasks(plain(text))
    assert [one.start for one in found] == sorted(one.start for one in found)
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        assert not set(one.lead) & {""}
        assert ("lead" in one.because) == bool(one.lead)


@needs_shared
def test_the_departments_that_lanzhou_2011_tells_what_to_do():
    text = (SHARED / "plans" / "lanzhou-2011-12th-fyp.txt").read_text(encoding="utf-8")
    led = [one.lead for one in tasks(plain(text)) if one.lead]
    assert ("兰州生物医药科技产业办公室",) in led
    assert ("高新区",) in led
    assert ("市发展和改革委", "市工业和信息化委") in led
    assert ("市科学技术局",) in led
    assert len(led) == 5


@needs_shared
def test_gansu_2016_names_nobody():
    text = (SHARED / "plans" / "gansu-2016-13th-fyp.txt").read_text(encoding="utf-8")
    found = tasks(plain(text))
    assert len(found) > 80
    assert not any(one.lead or one.support for one in found)
