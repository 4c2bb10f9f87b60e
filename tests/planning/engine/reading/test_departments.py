"""Departments of a government under their usual names."""

import pytest

from yaomai.planning.engine.reading.departments import departments, usual_name

CASES = [
    ("省工信厅", ["省工业和信息化厅"]),
    ("市工信局", ["市工业和信息化局"]),
    ("省卫生健康委员会", ["省卫生健康委"]),
    ("省工信厅、财政厅和药监局", ["省工业和信息化厅", "省财政厅", "省药品监督管理局"]),
    ("省工信厅安排。财政厅拨付", ["省工业和信息化厅", "财政厅"]),
    ("国家发展改革委、工业和信息化部", ["国家发展和改革委", "工业和信息化部"]),
    ("市发改委", ["市发展和改革委"]),
    ("自治区林业厅", ["自治区林业厅"]),
    ("教育部门、卫生部分、工业和信息化部署", []),
    ("旅游局面、数据局限、农业局部", []),
    ("发改委托管", []),
    ("", []),
]


@pytest.mark.parametrize(("words", "expected"), CASES, ids=[words for words, _ in CASES])
def test_named_departments(words, expected):
    assert [one.meaning for one in departments(words)] == expected


def test_a_department_begins_with_its_level():
    one = next(iter(departments("请省科技厅办理")))
    assert (one.start, one.end) == (1, 5)


def test_what_is_no_department_keeps_its_name():
    assert usual_name("某某药业办公室") == "某某药业办公室"
    assert usual_name("省卫健委") == "省卫生健康委"
