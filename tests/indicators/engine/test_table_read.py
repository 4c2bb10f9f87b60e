"""Tables of every form, and what is bad in them: what is read, from which cell, and what is said of the rest."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from make_spreadsheets import xlsx
from statistics_tables import LEXICON, cautions, faults, proposed, read, told
from yaomai.errors import InvalidError
from yaomai.indicators.engine.statistics_checks import check
from yaomai.indicators.engine.table_layout import TableMapping, checked
from yaomai.indicators.engine.table_read import read_table, steps_by_column
from yaomai.standards import gbt2260

LANZHOU, DINGXI, GANSU = "620100", "621100", "620000"


def test_long():
    assert told(
        read("地区,指标,时间,数值,单位\n兰州市,营业收入,2024年1-5月,12.3,亿元\n621100,企业单位数,202405,65,家\n")
    ) == [
        ("revenue", LANZHOU, "flow", "2024-01..05-31", "1230000000", "A", "D2"),
        ("count", DINGXI, "level", "2024-05..05-31", "65", "A", "D3"),
    ]


def test_long_with_year_month_and_basis_in_columns():
    table = "地区,指标名称,年份,月份,口径,数值,计量单位\n甘肃省,营业收入,2024,5,累计,100,万元\n甘肃省,营业收入,2024,5,当月,20,万元\n甘肃省,营业收入,2024,5,同比,3.5,%\n"
    assert told(read(table)) == [
        ("revenue", GANSU, "flow", "2024-01..05-31", "1000000", "A", "F2"),
        ("revenue", GANSU, "flow", "2024-05..05-31", "200000", "A", "F3"),
        ("revenue", GANSU, "yoy", "2024-05..05-31", "3.5", "A", "F4"),
    ]


def test_indicators_as_columns_with_units_and_growth_beside():
    table = (
        "甘肃省2024年医药制造业主要指标（1—5月）,,,,\n单位：万元,,,,\n地区,企业数（家）,营业收入,同比增长(%),利润总额\n"
        '全省,65,1234567.8,5.3,100\n兰州市,20,234567.8,-5.3,"1,000"\n嘉峪关市,*,…,0.8,２３\n'
    )
    assert told(read(table)) == [
        ("count", GANSU, "level", "2024-01..05-31", "65", "A", "B4"),
        ("revenue", GANSU, "flow", "2024-01..05-31", "12345678000", "A", "C4"),
        ("revenue", GANSU, "yoy", "2024-01..05-31", "5.3", "A", "D4"),
        ("profit", GANSU, "flow", "2024-01..05-31", "1000000", "A", "E4"),
        ("count", LANZHOU, "level", "2024-01..05-31", "20", "A", "B5"),
        ("revenue", LANZHOU, "flow", "2024-01..05-31", "2345678000", "A", "C5"),
        ("revenue", LANZHOU, "yoy", "2024-01..05-31", "-5.3", "A", "D5"),
        ("profit", LANZHOU, "flow", "2024-01..05-31", "10000000", "A", "E5"),
        ("count", "620200", "level", "2024-01..05-31", None, "M", "B6"),
        ("revenue", "620200", "flow", "2024-01..05-31", None, "M", "C6"),
        ("revenue", "620200", "yoy", "2024-01..05-31", "0.8", "A", "D6"),
        ("profit", "620200", "flow", "2024-01..05-31", "230000", "A", "E6"),
    ]


def test_months_as_columns_to_date():
    table = "各市州营业收入（累计）,,,\n单位：亿元,2024年,,\n地区,1-2月,3月,5月\n兰州市,1,2,3\n"
    assert [one[3] for one in told(read(table))] == ["2024-01..02-29", "2024-01..03-31", "2024-01..05-31"]


@pytest.mark.parametrize("title", ["2025年1—6月样本企业营业收入", "2025年6月营业收入（累计）"])
def test_months_beside_their_year_to_date_are_months_alone(title):
    table = f"{title},,,,\n单位：亿元,,,,\n地区,1月,2月,6月,1-6月\n兰州市,1,2,3,6\n定西市,—,1,2,—\n"
    months = ["2025-01..01-31", "2025-02..02-28", "2025-06..06-30", "2025-01..06-30"]
    assert [one[3] for one in told(read(table))] == months * 2
    assert [one[4:6] for one in told(read(table))][4:8:3] == [(None, "M"), (None, "M")]
    long = f"{title},,\n单位：亿元,,\n地区,期间,数值\n兰州市,2025年5月,2\n兰州市,2025年6月,3\n兰州市,2025年1-6月,6\n"
    assert [one[3] for one in told(read(long))] == ["2025-05..05-31", "2025-06..06-30", "2025-01..06-30"]


def test_months_as_columns_alone_and_february_without_january():
    reading = read("2024年各市州营业收入,,\n单位：亿元,,\n地区,2月,3月\n兰州市,1,2\n")
    assert [one[3] for one in told(reading)] == ["2024-01..02-29", "2024-03..03-31"]
    assert [code for code, _, _ in cautions(reading)] == ["february_joint"]
    assert [one[3] for one in told(read("2024年营业收入（亿元）,,\n地区,1月,2月\n兰州市,1,2\n"))] == [
        "2024-01..01-31", "2024-02..02-29",
    ]  # fmt: skip


def test_years_as_columns_and_indicators_as_rows():
    table = "指标,2020年,2021年\n一、营业收入（亿元）,1,2\n  其中：利润总额（万元）,1,2\n工业增加值增速（%）,1.0,−2\n"
    assert told(read(table)) == [
        ("revenue", GANSU, "flow", "2020-01..12-31", "100000000", "A", "B2"),
        ("revenue", GANSU, "flow", "2021-01..12-31", "200000000", "A", "C2"),
        ("profit", GANSU, "flow", "2020-01..12-31", "10000", "A", "B3"),
        ("profit", GANSU, "flow", "2021-01..12-31", "20000", "A", "C3"),
        ("value_added.yoy", GANSU, "yoy", "2020-01..12-31", "1", "A", "B4"),
        ("value_added.yoy", GANSU, "yoy", "2021-01..12-31", "-2", "A", "C4"),
    ]


def test_bare_numbers_as_heads_of_years():
    data = xlsx(("指标", 2020, 2021), ("营业收入（亿元）", 1.5, 2))
    assert [one[3:5] for one in told(read(data, name="a.xlsx"))] == [
        ("2020-01..12-31", "150000000"), ("2021-01..12-31", "200000000"),
    ]  # fmt: skip


def test_regions_as_columns():
    table = "各市州营业收入（亿元）,,\n时间,兰州市,定西市\n2024年,1,2\n2024年1—5月,3,4\n"
    assert [one[1:4] for one in told(read(table))] == [
        (LANZHOU, "flow", "2024-01..12-31"), (DINGXI, "flow", "2024-01..12-31"),
        (LANZHOU, "flow", "2024-01..05-31"), (DINGXI, "flow", "2024-01..05-31"),
    ]  # fmt: skip


def test_two_rows_of_heads_with_merged_cells():
    def merge(page, _book):
        page.merge_range("A3:A4", "地区")
        page.merge_range("B3:C3", "营业收入（亿元）")
        page.merge_range("D3:E3", "利润总额（亿元）")

    rows = (("2024年5月",), (), (), ("", "本月", "1—5月累计", "本月", "1—5月累计"), ("兰州市", 1, 5, 2, 6))
    reading = read(xlsx(*rows, then=merge), name="a.xlsx")
    assert [(one[0], one[3], one[4]) for one in told(reading)] == [
        ("revenue", "2024-05..05-31", "100000000"), ("revenue", "2024-01..05-31", "500000000"),
        ("profit", "2024-05..05-31", "200000000"), ("profit", "2024-01..05-31", "600000000"),
    ]  # fmt: skip


def test_the_year_before_beside_this_year():
    table = "营业收入（亿元）,,,\n地区,2024年,上年同期,同比增长（%）\n兰州市,11,10,10.0\n"
    assert [one[2:5] for one in told(read(table))] == [
        ("flow", "2024-01..12-31", "1100000000"), ("flow", "2023-01..12-31", "1000000000"), ("yoy", "2024-01..12-31", "10"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "value", "status", "note"),
    [
        ("12.3", "12.3", "A", ""),
        ("１２．３", "12.3", "A", ""),
        ("12.3（预计）", "12.3", "E", ""),
        ("12.3 p", "12.3", "P", ""),
        ("12.3(初步)", "12.3", "P", ""),
        ("12.3r", "12.3", "A", "revised"),
        ("12.3(预测)", "12.3", "F", ""),
        ("12.3①", "12.3", "A", "footnote"),
        ("12.3²", "12.3", "A", "footnote"),
        ("12.3*", "12.3", "A", "footnote"),
        ("*", None, "M", "undisclosed"),
        ("—", None, "M", "none"),
        ("-", None, "M", "none"),
        ("…", None, "M", "below_unit"),
        ("...", None, "M", "below_unit"),
        ("−12.3", "-12.3", "A", ""),
        ("12.3亿元", "12.3", "A", ""),
        ("123000万元", None, "", "value_unit_twice"),
        ("约12", None, "", "value_hedged"),
        ("10—12", None, "", "value_range"),
        ("十二", None, "", "value_numeral"),
        ("1.2E+05", None, "", "value_rounded_display"),
        ("1,2", None, "", "value_thousands"),
        ("待定", None, "", "value_not_a_number"),
    ],
)
def test_what_stands_in_a_cell(cell, value, status, note):
    reading = read(f'地区,营业收入（亿元）\n甘肃省,"{cell}"\n', lambda one: replace(one, year=2024))
    if not status:
        assert faults(reading) == [(note, "B2", cell)]
        return
    (one,) = reading.values
    assert (one.said.value and one.said.value / 10**8, one.said.status, one.said.note) == (
        value and Decimal(value), status, note,
    )  # fmt: skip
    assert one.said.original == cell


@pytest.mark.parametrize(
    ("cell", "value"), [("增长5.3%", "5.3"), ("下降 3.2", "-3.2"), ("持平", "0"), ("5.3个百分点", None), ("0.8", "0.8")]
)
def test_growth_in_words(cell, value):
    reading = read(f"地区,营业收入同比增长（%）\n甘肃省,{cell}\n", lambda one: replace(one, year=2024))
    assert [one[4] for one in told(reading)] == ([value] if value else [])
    assert bool(reading.faults) == (value is None)


def test_percent_cells_are_percents_and_fractions_are_not_taken_for_them():
    def percent(page, book):
        page.write("B2", 0.136, book.add_format({"num_format": "0.0%"}))

    data = xlsx(("地区", "营业收入同比增长（%）"), ("甘肃省", ""), then=percent)
    (one,) = read(data, lambda one: replace(one, year=2024), name="a.xlsx").values
    assert (one.said.value, one.said.original) == (Decimal("13.6"), "13.6%")


def test_errors_formulas_hidden_rows_and_merged_values_each_with_their_cell():
    def spoil(page, book):
        page.write_formula("B3", "=1/0", None, "#DIV/0!")
        page.write_formula("B4", "=1+1", None, 2)
        page.set_row(4, None, None, {"hidden": True})
        page.merge_range("B6:B7", 7)

    rows = [
        ("地区", "营业收入（亿元）"),
        ("兰州市", 1),
        ("定西市", ""),
        ("陇南市", ""),
        ("天水市", 5),
        ("武威市", ""),
        ("张掖市", ""),
    ]
    reading = read(xlsx(*rows, then=spoil), lambda one: replace(one, year=2024), name="a.xlsx")
    assert faults(reading) == [("cell_error", "B3", "#DIV/0!"), ("value_merged", "B7", "7")]
    assert [code for code, _, _ in cautions(reading)] == ["hidden_rows", "computed"]
    assert [one[6] for one in told(reading)] == ["B2", "B4", "B5", "B6"]


def test_words_of_the_margin_that_nobody_knows():
    table = "地区,营业收入（亿元）\n兰州新区,1\n兰州市,2\n,3\n"
    reading = read(table, lambda one: replace(one, year=2024))
    assert faults(reading) == [("region_unknown", "A2", "兰州新区"), ("region_empty", "A4", "")]
    assert reading.unknown == {"region 兰州新区": "CSV!A2"}
    left = read(table, lambda one: replace(one, year=2024, words={"region 兰州新区": "-"}))
    assert faults(left) == [("region_empty", "A4", "")]
    assert faults(read("地区,指标,时间,数值\n兰州市,产能,2024,1\n")) == [("indicator_unknown", "B2", "产能")]
    assert faults(read("地区,指标,时间,数值,单位\n兰州市,营业收入,2024年,1,斗\n定西市,营业收入,2024年,1,亿元\n")) == [
        ("unit_unknown", "E2", "斗")
    ]
    assert faults(read("地区,指标,时间,数值,单位\n兰州市,营业收入,去年,1,亿元\n"))[0][:2] == ("span_unreadable", "C2")
    assert faults(read("地区,指标,时间,数值\n兰州市,营业收入,2024,1\n")) == [("unit_missing", "D2", "1")]


def test_a_division_of_old_is_kept_under_the_code_of_today():
    reading = read("地区,营业收入（亿元）\n定西地区,1\n", lambda one: replace(one, year=2001))
    assert [one[1] for one in told(reading)] == [DINGXI]
    assert cautions(reading) == [("region_of_old", "A2", f"定西地区 → {DINGXI}")]


def indicators(table):
    return [one.indicator for one in proposed(table)[2].having("value")]


def test_the_title_and_the_unit_tell_of_which_indicator_a_short_head_is():
    heads = "地区,产量（万吨）,产值,产量同比增长（%）\n兰州市,2,3,1.5\n"
    title = "2021年甘肃省中药材生产情况,,,\n"
    assert indicators(title + heads) == ["herb.output", "herb.output_value", "herb.output"]
    assert indicators(f"2021年甘肃省工业生产情况,,,\n{heads}") == ["", "", ""]  # 工业总产值 is not called 工业产值
    assert indicators(f"{title}{heads}".replace("万吨", "亿元")) == ["", "herb.output_value", "herb.output"]
    assert indicators("2021年甘肃省中药材与工业总产值表,\n地区,产值\n兰州市,2\n") == [""], "two are meant as well"


CITIES = [one for one in gbt2260.within(GANSU) if gbt2260.division(one).parent == GANSU]


@pytest.mark.parametrize("word", ["合计", "总 计"])
def test_a_sum_of_some_cities_is_not_booked_as_the_province(word):
    table = f"甘肃省2024年营业收入,\n地区,营业收入（亿元）\n兰州市,1\n定西市,2\n天水市,\n{word},3\n"
    reading = read(table)
    assert [one[1] for one in told(reading)] == [LANZHOU, DINGXI]
    assert faults(reading) == [("total_of_part", "A6", f"{word}（2/{len(CITIES)}）")]
    assert reading.unknown == {f"region {word}": "CSV!A6"}
    left_out = read(table, lambda mapping: replace(mapping, words={f"region {word}": "-"}))
    assert (faults(left_out), len(told(left_out))) == ([], 2)
    taken = read(table, lambda mapping: replace(mapping, words={f"region {word}": GANSU}))
    assert (faults(taken), told(taken)[-1][1]) == ([], GANSU)
    assert cautions(taken)[0] == ("total_of_part_taken", "A6", f"{word}（2/{len(CITIES)}） → 甘肃省")


def test_a_sum_of_every_city_is_the_province():
    rows = "".join(f"{one},1\n" for one in CITIES)
    reading = read(f"甘肃省2024年营业收入,\n地区,营业收入（亿元）\n{rows}合计,{len(CITIES)}\n")
    assert (faults(reading), told(reading)[-1][1]) == ([], GANSU)


def test_a_column_that_sums_some_cities_is_left_out():
    table = "甘肃省营业收入（亿元）,,,\n时间,兰州市,定西市,合计\n2024年,1,2,3\n"
    reading = read(table)
    assert [one[1] for one in told(reading)] == [LANZHOU, DINGXI]
    assert ("total_left_out", "D2", f"合计（2/{len(CITIES)}）") in cautions(reading)


def test_rows_of_totals_notes_and_orders_are_told_apart():
    table = "甘肃省2024年营业收入,\n地区,营业收入（亿元）\n全省合计,3\n兰州市,1\n定西市,2\n注：不含个体户。,\n"
    reading = read(table)
    assert [one[1] for one in told(reading)] == [GANSU, LANZHOU, DINGXI]
    assert [code for _, code, _ in reading.left_out] == ["note"]


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        ("地区,营业收入\n兰州市,1\n", ["mapping_unit_missing", "mapping_year_missing"]),
        ("地区,企业数,利润总额（元）\n兰州市,1,2\n", ["mapping_year_missing"]),
        ("时间,兰州市\n2024年,1\n", ["mapping_indicator_missing"]),
        ("地区,名称\n兰州市,甲\n", ["mapping_no_values"]),
        ("时间,营业收入（亿元）\n2024年,1\n", []),
    ],
)
def test_what_a_table_does_not_say_has_to_be_said(table, codes):
    sheet, seen, mapping = proposed(table)
    del sheet
    try:
        checked(mapping, seen, LEXICON)
        got = []
    except InvalidError as error:
        got = [one.code.partition(".")[2] for one in error.findings]
    assert got == codes


def test_a_mapping_is_kept_as_json_and_known_again_by_its_form():
    _, _, mapping = proposed("各市州营业收入（2024年1—5月）,\n单位：万元,\n地区,本期\n兰州市,120\n")
    assert TableMapping.from_json(mapping.as_json()) == mapping
    confirmed = replace(mapping, words={"region 兰州新区": "-"}, unit="亿元")
    _, _, again = proposed(
        "各市州营业收入（2025年1—11月）,\n单位：万元,\n地区,本期\n兰州市,120\n", saved={mapping.signature: confirmed}
    )
    assert (again.year, again.last, again.unit, dict(again.words)) == (2025, 11, "亿元", {"region 兰州新区": "-"})
    _, _, other = proposed("各市州利润总额（2025年1—11月）,\n单位：万元,\n地区,本期\n兰州市,1\n")
    assert other.signature != mapping.signature


def test_the_last_printed_digit_is_that_of_the_column():
    reading = read("地区,营业收入（亿元）\n兰州市,1.25\n定西市,2\n", lambda one: replace(one, year=2024))
    assert [one.step for one in steps_by_column(reading.values)] == [Decimal("1000000.00")] * 2


HEADS = [
    "地区",
    "指标",
    "时间",
    "年份",
    "月份",
    "数值",
    "单位",
    "口径",
    "营业收入（亿元）",
    "企业数（家）",
    "同比增长(%)",
    "5月",
    "状态",
    "备注",
]
CELLS = [
    *("兰州市", "甘肃省", "全省", "定西地区", "兰州新区", "营业收入", "其中：利润总额", "2024年", "2024-13", "0月", "13月", "12-1月", "5", ""),
    *("1", "12.3", "-", "…", "(预计)", "#REF!", "１２", "1,0", "9" * 30, "1e5", "0.1.2", "①", "²", "\t", "\u200b", "元/吨", "%", "累计"),
]  # fmt: skip


@given(
    st.lists(st.sampled_from(HEADS), min_size=2, max_size=6, unique=True),
    st.lists(st.lists(st.sampled_from(CELLS), max_size=7), max_size=6),
)
def test_whatever_a_table_holds_each_cell_is_read_or_told_of(heads, lines):
    table = "\n".join(",".join(f'"{one}"' for one in line) for line in [heads, *lines])
    try:
        sheet, seen, mapping = proposed(table)
        mapping = replace(mapping, year=2024, unit="亿元", indicator=mapping.indicator or "industry.revenue")
        checked(mapping, seen, LEXICON)
    except InvalidError:
        return
    reading = read_table(sheet, seen, mapping, LEXICON)
    places = [one.said.place for one in reading.values]
    told_of = {one.pointer for one in (*reading.faults, *reading.cautions)}
    assert len(places) == len(set(places))
    assert not told_of & set(places) or all(
        one.code.endswith(("_old", "february_joint")) for one in reading.cautions if one.pointer in places
    )
    assert all((one.said.value is None) == (one.said.status == "M") for one in reading.values)
    check(list(steps_by_column(reading.values)), LEXICON.known)
