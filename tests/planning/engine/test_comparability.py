"""What may be held against what: each refusal and each caution by itself."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from yaomai.planning.engine.chosen import candidates
from yaomai.planning.engine.comparability import break_between, compare, is_within, may_add, nature
from yaomai.planning.engine.figures import Broken, Figures, Measure, Observed, reason
from yaomai.planning.engine.lights import THRESHOLDS, Thresholds, thresholds_of
from yaomai.planning.engine.target_view import Wording

MEASURES = {
    one.key: one
    for one in (
        Measure(
            "industry.revenue",
            "营业收入",
            "CNY",
            comparable=(("industry.main_revenue", "caution", "多出其他业务收入。"),),
        ),
        Measure("industry.main_revenue", "主营业务收入", "CNY"),
        Measure("industry.gross_output", "工业总产值", "CNY"),
        Measure("industry.profit", "利润总额", "CNY"),
        Measure("industry.investment", "投资", "CNY"),
        Measure("herb.area", "种植面积", "MU", basis="level"),
        Measure("firms", "企业数", "", "规模以上医药制造业", basis="level"),
    )
}
TARGET = Wording("营业收入", "industry.revenue", "620100", "level", "CNY", low=Decimal(1), high=Decimal(1), year=2020)
FIGURE = Observed("industry.revenue", "620100", "", "flow", date(2020, 1, 1), date(2020, 12, 31), Decimal(1), "o/1")


@pytest.mark.parametrize(
    ("change", "comparability", "code"),
    [
        ({}, "same", None),
        ({"region": "620000"}, "not", "province_for_city"),
        ({"region": "000000"}, "not", "province_for_city"),
        ({"region": "620102"}, "not", "part_for_whole"),
        ({"region": "621100"}, "not", "region_differs"),
        ({"segment": "中药"}, "not", "part_for_whole_segment"),
        ({"segment": ">100000000"}, "not", "part_for_whole_segment"),
        ({"indicator": "industry.main_revenue"}, "caution", "declared_caution"),
        ({"indicator": "industry.gross_output"}, "not", "nature_differs"),
        ({"indicator": "industry.profit"}, "not", "nature_differs"),
        ({"indicator": "firms"}, "not", "unit_differs"),
        ({"indicator": "nobody.knows"}, "not", "indicator_differs"),
        ({"basis": "yoy"}, "not", "growth_for_level"),
        ({"basis": "index"}, "not", "basis_differs"),
        ({"name": "销售收入"}, "caution", "name_differs"),
        ({"name": "全省营业收入"}, "same", None),
        ({"scope": "规模以上医药制造业"}, "caution", "scope_restricted"),
        ({"status": "E"}, "caution", "figure_estimated"),
        ({"status": "P"}, "caution", "figure_provisional"),
        ({"status": "I"}, "caution", "figure_imputed"),
        ({"status": "D"}, "caution", "figure_definition_differs"),
        ({"status": "F"}, "not", "figure_forecast"),
        ({"status": "M", "value": None}, "not", "figure_missing"),
        ({"is_invented": True}, "caution", "figure_invented"),
        ({"is_corrected": True}, "caution", "figure_corrected"),
        ({"is_doubted": True}, "caution", "figure_doubted"),
    ],
)
def test_a_figure_against_a_target(change, comparability, code):
    found = compare(TARGET, replace(FIGURE, **change), Figures((), MEASURES))
    assert found.comparability == comparability
    assert code is None or code in [one.code for one in found.reasons]


@pytest.mark.parametrize(
    ("promised", "counted", "comparability"),
    [
        ("主营业务收入10亿元以上企业数", "产值规模", "not"),  # as the reader calls the inner condition of a count
        (
            "主营业务收入10亿元以上企业数",
            "年销售额10亿元以上企业数",
            "caution",
        ),  # another name, the same kind of amount
        ("10亿元以上企业数", "产值规模", "caution"),  # the promise does not say of what
    ],
)
def test_a_threshold_of_output_is_none_of_revenue(promised, counted, comparability):
    wanted = replace(TARGET, name=promised, indicator="firms", unit="", segment="≥1000000000")
    figure = replace(FIGURE, indicator="firms", basis="level", segment=">1000000000", name=counted)
    found = compare(wanted, figure, Figures((), MEASURES))
    assert found.comparability == comparability
    assert ("threshold_nature_differs" in {one.code for one in found.reasons}) == (comparability == "not")


@pytest.mark.parametrize(
    ("promised", "counted", "comparability", "codes"),
    [
        ("陇药加工制造业产业园区数", "中医药产业园区数", "not", ["counted_differs"]),
        ("国家地方联合工程中心数", "国家企业技术中心数", "not", ["counted_differs"]),
        ("产业园区数", "中医药产业园区数", "same", []),  # one name holds the other
        ("新增上市企业数", "上市企业数", "same", []),
        ("规范化基地数", "全省标准化基地数", "caution", ["name_differs"]),  # two words of plans for one thing
        ("产业园区数", "", "same", []),  # a statistical table has no phrase: its indicator says what it counts
    ],
)
def test_what_is_counted_is_told_by_its_name(promised, counted, comparability, codes):
    wanted = replace(TARGET, name=promised, indicator="parks", unit="")
    figure = replace(FIGURE, indicator="parks", basis="level", name=counted)
    known = Figures((), {"parks": Measure("parks", "园区数", "", basis="level")})
    found = compare(wanted, figure, known)
    assert (found.comparability, [one.code for one in found.reasons]) == (comparability, codes)


def test_all_that_speaks_against_a_figure_is_said():
    both = replace(FIGURE, region="620000", indicator="industry.gross_output", status="F")
    codes = [one.code for one in compare(TARGET, both, Figures((), MEASURES)).reasons]
    assert codes == ["province_for_city", "nature_differs", "figure_forecast"]


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("herb.output_value", "output_value"),
        ("industry.gross_output", "output_value"),
        ("industry.main_revenue", "revenue"),
        ("industry.main_revenue.cagr", "revenue"),
        ("industry.profit_and_tax", "profit_and_tax"),
        ("industry.value_added.yoy", "value_added"),
        ("rd.intensity", ""),
    ],
)
def test_of_which_nature_an_indicator_is(key, said):
    assert nature(key) == said


def test_regions_lie_in_regions():
    assert is_within("620102", "620100")
    assert is_within("620102", "620000")
    assert is_within("620000", "000000")
    assert not is_within("620000", "620000")
    assert not is_within("621102", "620100")


def test_what_may_be_added():
    known = Figures((), MEASURES)
    other = replace(FIGURE, region="621100")
    assert may_add([FIGURE, other], known).comparability == "same"
    assert [
        one.code for one in may_add([FIGURE, replace(FIGURE, indicator="industry.gross_output")], known).reasons
    ] == ["natures_not_added"]
    assert [one.code for one in may_add([FIGURE, replace(FIGURE, region="620000")], known).reasons] == ["counted_twice"]
    later = replace(other, start=date(2021, 1, 1), end=date(2021, 12, 31))
    assert [one.code for one in may_add([FIGURE, later], known).reasons] == ["spans_not_added"]
    area = replace(other, indicator="herb.area")
    assert "units_not_added" in [one.code for one in may_add([FIGURE, area], known).reasons]


def test_a_break_lies_after_the_earlier_figure():
    broken = replace(FIGURE, status="B")
    assert break_between([broken], date(2019, 12, 31), date(2021, 12, 31)) == reason(
        "break_between", at=broken.end, since=date(2019, 12, 31)
    )
    assert break_between([broken], date(2020, 12, 31), date(2021, 12, 31)) is None


@pytest.mark.parametrize(
    ("basis", "day", "parts"),
    [
        ("flow", date(2020, 1, 1), True),
        ("flow", date(2021, 12, 31), True),
        ("flow", date(2022, 1, 1), False),
        ("flow", date(2019, 1, 1), False),
        ("flow", date(2019, 7, 1), True),
        ("level", date(2019, 7, 1), False),
        ("level", date(2021, 7, 1), True),
    ],
)
def test_a_declared_break_parts_what_ends_before_from_what_ends_after_it(basis, day, parts):
    figures = [replace(FIGURE, basis=basis, breaks=(Broken(day, "a census"),))]
    found = break_between(figures, date(2019, 12, 31), date(2021, 12, 31))
    told = reason("break_declared", at=day, since=date(2019, 12, 31), words="a census")
    assert found == (told if parts else None)


def test_real_figures_come_before_made_up_ones_and_the_newest_edition_first():
    made_up = replace(FIGURE, is_invented=True, published_on=date(2024, 1, 1), ref="made up")
    old = replace(FIGURE, published_on=date(2021, 1, 1), ref="old")
    new = replace(FIGURE, published_on=date(2022, 1, 1), ref="new")
    found = candidates(TARGET, Figures((made_up, old, new), MEASURES), date(2026, 1, 1))
    assert [one.figure.ref for one in found.levels] == ["new"]
    assert candidates(TARGET, Figures((new,), MEASURES), date(2020, 6, 1)).levels == ()  # it was not there yet


def test_bounds_of_lights_are_dated():
    later = Thresholds(date(2030, 1, 1), Decimal(1), Decimal("0.9"), Decimal("0.8"), "house")
    declared = (*THRESHOLDS, later)
    assert thresholds_of(date(2029, 12, 31), declared) is THRESHOLDS[0]
    assert thresholds_of(date(2030, 1, 1), declared) is later
    assert thresholds_of(date(2000, 1, 1), declared) is THRESHOLDS[0]
