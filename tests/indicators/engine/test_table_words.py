"""What heads, margins and titles of statistics tables say."""

import pytest

from yaomai.indicators.engine.table_words import form, is_unit, read_heading, span, unit_said, without_order


@pytest.mark.parametrize(
    ("text", "base", "unit", "when", "cumulative", "basis", "before"),
    [
        # text                        name       unit    year, months      to date  basis  years before
        ("主营业务收入（亿元） 1—5月 累计", "主营业务收入", "亿元", (None, 1, 5), True, "", 0),
        ("营业收入", "营业收入", "", (None, None, None), None, "", 0),
        ("5月", "", "", (None, 5, 5), None, "", 0),
        ("5月当月", "", "", (None, 5, 5), False, "", 0),
        ("１－５月", "", "", (None, 1, 5), True, "", 0),
        ("1至5月", "", "", (None, 1, 5), True, "", 0),
        ("一至五月", "", "", (None, 1, 5), True, "", 0),
        ("十一月", "", "", (None, 11, 11), None, "", 0),
        ("2024年5月", "", "", (2024, 5, 5), None, "", 0),
        ("2024-05", "", "", (2024, 5, 5), None, "", 0),
        ("2024/5", "", "", (2024, 5, 5), None, "", 0),
        ("202405", "", "", (2024, 5, 5), None, "", 0),
        ("2024-05-31", "", "", (2024, 5, 5), None, "", 0),
        ("2024-05-01 00:00", "", "", (2024, 5, 5), None, "", 0),
        ("202401-202405", "", "", (2024, 1, 5), True, "", 0),
        ("2024年1-5月", "", "", (2024, 1, 5), True, "", 0),
        ("2024", "", "", (2024, None, None), None, "", 0),
        ("2024年度", "", "", (2024, None, None), None, "", 0),
        ("2024年上半年", "", "", (2024, 1, 6), True, "", 0),
        ("一季度", "", "", (None, 1, 3), True, "", 0),
        ("第二季度", "", "", (None, 4, 6), None, "", 0),
        ("2024Q3", "", "", (2024, 7, 9), None, "", 0),
        ("前三季度", "", "", (None, 1, 9), True, "", 0),
        ("2024年末", "", "", (2024, 1, 12), True, "", 0),
        ("本月", "", "", (None, None, None), False, "", 0),
        ("年初至本月累计", "", "", (None, None, None), True, "", 0),
        ("同比增长(%)", "", "%", (None, None, None), None, "yoy", 0),
        ("比上年同期增长%", "", "%", (None, None, None), None, "yoy", 0),
        ("营业收入 同比增长（％）", "营业收入", "%", (None, None, None), None, "yoy", 0),
        ("利润总额_累计同比", "利润总额", "", (None, None, None), True, "yoy", 0),
        ("比上年±%", "", "", (None, None, None), None, "yoy", 0),
        ("环比增长(%)", "环比", "%", (None, None, None), None, "none", 0),
        ("上年同期", "", "", (None, None, None), None, "", 1),
        ("平均用工人数/人", "平均用工人数", "人", (None, None, None), None, "", 0),
        ("企业数（家）", "企业数", "家", (None, None, None), None, "", 0),
        ("到位资金（万元）", "到位资金", "万元", (None, None, None), None, "", 0),
        ("营业收入（规模以上）", "营业收入(规模以上", "", (None, None, None), None, "", 0),
    ],
)
def test_heading(text, base, unit, when, cumulative, basis, before):
    said = read_heading(text)
    assert (said.base, said.unit, (said.year, said.first, said.last)) == (base, unit, when)
    assert (said.cumulative, said.basis, said.years_before) == (cumulative, basis, before)


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("单位：万元", ("万元",)),
        ("计量单位: 亿元  表号：B201", ("亿元",)),
        ("单位：万元、%", ("万元", "%")),
        ("单位名称：省局", ()),
        ("", ()),
    ],
)
def test_units_above_a_table(text, units):
    assert unit_said(text) == units


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("其中：兰州市", "兰州市"),
        ("一、营业收入", "营业收入"),
        ("  #医药制造业", "医药制造业"),
        ("1.企业数", "企业数"),
        ("2024", "2024"),
    ],
)
def test_what_only_orders_is_left_out(text, plain):
    assert without_order(text) == plain


def test_years_and_months_do_not_make_another_form():
    assert form("2024年1—5月营业收入（亿元）") == form("2025年1-11月 营业收入(亿元)")
    assert form("营业收入（亿元）") != form("营业收入（万元）")
    assert form("5月") != form("1—5月")


def test_spans():
    assert [str(day) for day in span(2024, 1, 2, to_date=False)] == ["2024-01-01", "2024-02-29"]
    assert [str(day) for day in span(2023, 5, 5, to_date=True)] == ["2023-01-01", "2023-05-31"]
    assert [str(day) for day in span(2023, None, None, to_date=False)] == ["2023-01-01", "2023-12-31"]
    with pytest.raises(ValueError, match="1900"):
        span(1900, 1, 1, to_date=False)


def test_units_that_numbers_are_converted_from():
    assert [one for one in ("万元", "%", "±%", "万亩", "家", "户", "吨/年", "海里", "") if is_unit(one)] == [
        "万元", "%", "±%", "万亩", "家", "户",
    ]  # fmt: skip
