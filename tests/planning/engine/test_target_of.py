"""From what is printed to the target that it promises and the observation that it states: case tables."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from yaomai.errors import InvalidError
from yaomai.planning.engine import units
from yaomai.planning.engine.fields import Decided, from_form, from_json, of_quantity, to_json
from yaomai.planning.engine.reading.read import read
from yaomai.planning.engine.target_of import (
    Baseline,
    Horizon,
    Measured,
    binding_of,
    direction_of,
    findings,
    kind_of,
    observation_of,
    target_of,
)

REVENUE = Measured("industry.revenue", "营业收入", "CNY", "flow", "up")
AREA = Measured("herb.area", "种植面积", "MU", "level", "up")
RATE = Measured("rd.intensity", "研发投入强度", "P1", "level", "up")
CAGR = Measured("industry.revenue.cagr", "营业收入年均增速", "P1", "cagr", "up")
FIRMS = Measured("enterprise.count", "企业数", "", "level", "up")
PLAN = Horizon(2016, 2020)


def decided(words: str, value: str, unit: str, comparator: str = "=", **more: str) -> Decided:
    """A target of 2020 as a person would enter it; `value`: a number, or two with – between."""
    low, is_range, high = value.partition("–")
    numbers = {"low": low, "high": high} if is_range else {"value": value}
    said = {
        "indicator": "营业收入",
        "kind": "target",
        "year": "2020",
        "region": "甘肃省",
        "comparator": comparator,
        "unit": unit,
    }
    if is_range:
        said["comparator"] = "range"
    return from_form(said | numbers | more, words, "620000")


KINDS = [
    # words, value, unit, comparator, further fields, kind, low, high, unit of the indicator, direction
    ("达到300亿元", "300", "亿元", "=", {}, "level", "30000000000", "30000000000", "CNY", "up"),
    ("300亿元以上", "300", "亿元", "≥", {}, "level", "30000000000", "30000000000", "CNY", "up"),
    ("483.5万亩", "483.5", "万亩", "=", {}, "level", "4835000", "4835000", "MU", "up"),
    ("12.1%", "12.1", "%", "=", {"kind": "growth"}, "growth", "12.1", "12.1", "P1", "up"),
    ("提高2个百分点", "2", "个百分点", "=", {"is_increment": "1"}, "cumulative", "2", "2", "P1", "up"),
    ("3%", "3", "%", "=", {}, "ratio", "3", "3", "P1", "up"),
    ("过八成", "8", "成", ">", {}, "ratio", "80", "80", "P1", "up"),
    ("不超过5%", "5", "%", "≤", {}, "ratio", "5", "5", "P1", "down"),
    ("1—2家", "1–2", "家", "range", {}, "range", "1", "2", "", "up"),
    ("4%—5%", "4–5", "%", "range", {}, "range", "4", "5", "P1", "up"),
    ("10家", "10", "家", "=", {}, "count", "10", "10", "", "up"),
    ("新增10家", "10", "家", "=", {"is_increment": "1"}, "cumulative", "10", "10", "", "up"),
    ("累计投资45.57亿元", "45.57", "亿元", "=", {"period": "累计"}, "cumulative", "4557000000", "4557000000", "CNY", "up"),
    ("近万人", "1", "万人", "<≈", {}, "level", "10000", "10000", "", "up"),
    ("前10位", "10", "位", "≤", {}, "rank", "10", "10", "", "down"),
    ("翻一番", "1", "番", "=", {}, "multiple", "2", "2", "", "up"),
    ("翻两番", "2", "番", "=", {}, "multiple", "4", "4", "", "up"),
    ("达到2015年的3倍", "3", "倍", "=", {}, "multiple", "3", "3", "", "up"),
    ("增长1倍以上", "1", "倍", "≥", {}, "multiple", "2", "2", "", "up"),
    ("建成一批园区", "", "", "vague", {}, "milestone", None, None, "", "up"),
    ("降幅10%", "10", "%", "=", {"indicator": "单位产值能耗降幅"}, "ratio", "10", "10", "P1", "up"),
]  # fmt: skip


@pytest.mark.parametrize("case", KINDS, ids=lambda case: case[0])
def test_the_kind_follows_from_what_is_printed(case):
    words, value, unit, comparator, more, kind, low, high, of, direction = case
    said = decided(words, value, unit, comparator, **more)
    wording = target_of(said, None, PLAN)
    assert kind_of(said) == wording.kind == kind
    assert (wording.low, wording.high) == (low and Decimal(low), high and Decimal(high))
    assert wording.direction == direction
    assert wording.unit == of
    assert wording.path.shape == ("compound" if kind == "growth" else "linear")
    assert (wording.original, wording.year, wording.year_from) == (words, 2020, 2016)


@pytest.mark.parametrize(
    ("measured", "comparator", "direction"),
    [("down", "=", "down"), ("down", "≥", "down"), ("none", "=", "none"), ("none", "≥", "up"), ("up", "≤", "down")],
)
def test_the_definition_says_which_way_is_better_unless_the_words_do(measured, comparator, direction):
    said = decided("5%", "5", "%", comparator)
    assert direction_of(said, "ratio", replace(RATE, direction=measured)) == direction


@pytest.mark.parametrize(
    ("words", "binding"),
    [
        ("主要指标（约束性）", True),
        ("属性：预期性", False),
        ("约束性指标3个、预期性指标9个", None),
        ("产值300亿元", None),
    ],
)
def test_binding_is_what_the_words_say(words, binding):
    assert binding_of(words) is binding


FACTS = [
    Baseline("industry.revenue", "620000", "", 2014, Decimal(150)),
    Baseline("industry.revenue", "620000", "", 2015, Decimal(160)),
    Baseline("industry.revenue", "620100", "", 2015, Decimal(99)),
    Baseline("industry.revenue", "620000", "中药", 2015, Decimal(98)),
    Baseline("herb.area", "620000", "", 2015, Decimal(97)),
    Baseline("industry.revenue", "620000", "", 2018, Decimal(200)),
]


@pytest.mark.parametrize(
    ("more", "baseline", "year"),
    [
        ({"indicator_key": "industry.revenue"}, 160, 2015),  # the newest before the plan's years
        ({"indicator_key": "industry.revenue", "base_year": "2014"}, 150, 2014),  # the base year of the text
        ({"indicator_key": "industry.revenue", "base_year": "2013"}, None, 2013),  # of which no fact was decided
        ({"indicator_key": "industry.revenue.cagr", "kind": "growth"}, 160, 2015),  # of what is to grow
        ({"indicator_key": "industry.profit"}, None, None),
        ({}, None, None),  # no indicator: nothing is taken for it
    ],
)
def test_the_baseline_is_a_fact_that_was_decided(more, baseline, year):
    wording = target_of(decided("300亿元", "300", "亿元", **more), None, PLAN, FACTS)
    assert (wording.baseline, wording.baseline_year) == (baseline, year)


def fact(words: str, value: str, unit: str, comparator: str = "=", **more: str) -> Decided:
    return decided(words, value, unit, comparator, **({"kind": "fact", "indicator_key": "x", "year": "2015"} | more))


OBSERVATIONS = [
    # a fact, its indicator, and the value that it states; None: it states none
    (fact("160.5亿元", "160.5", "亿元"), REVENUE, "16050000000", "A"),
    (fact("约172亿元", "172", "亿元", "≈"), REVENUE, "17200000000", "E"),
    (fact("50余家", "50", "家", ">"), FIRMS, "50", "E"),
    (fact("13.6%", "13.6", "%", kind="growth", status="actual"), CAGR, "13.6", "A"),
    (fact("480万亩", "480", "万亩"), AREA, "4800000", "A"),
    (fact("3—5家", "3–5", "家"), FIRMS, None, ""),  # an interval is no value
    (fact("480万亩", "480", "万亩"), REVENUE, None, ""),  # measured in something else
    (fact("160亿元", "160", "亿元", year=""), REVENUE, None, ""),
    (fact("160亿元", "160", "亿元", indicator_key=""), REVENUE, None, ""),
    (fact("300亿元", "300", "亿元", kind="target"), REVENUE, None, ""),  # what is promised was not observed
    (fact("20%", "20", "%", kind="growth", status="forecast"), CAGR, None, ""),
    (replace(fact("160亿元", "160", "亿元"), division=""), REVENUE, None, ""),
]


@pytest.mark.parametrize(("said", "measured", "value", "status"), OBSERVATIONS)
def test_what_a_decided_fact_states(said, measured, value, status):
    stated = observation_of(said, measured)
    if value is None:
        assert stated is None
    else:
        assert (stated.value, stated.status, stated.basis) == (Decimal(value), status, measured.basis)
        assert (stated.start, stated.end) == (date(2015, 1, 1), date(2015, 12, 31))


def test_a_mean_growth_is_stated_over_the_years_after_its_base():
    said = fact("13.6%", "13.6", "%", kind="growth", status="actual", base_year="2010")
    stated = observation_of(said, CAGR)
    assert (stated.start, stated.end) == (date(2011, 1, 1), date(2015, 12, 31))


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("2015年，当归种植面积20万亩，党参种植面积30万亩。", ["当归", "党参"]),
        ("2015年，板兰根产量占全国65%。", ["板蓝根"]),  # by its usual name
        ("2015年，中药材种植面积403万亩。", [""]),
        ("2015年，当归、党参种植面积50万亩。", []),  # of two together: neither one's, nor the whole
    ],
)
def test_a_figure_of_one_herb_is_none_of_all_herbs(text, segments):
    found = [one for one in read(text, region="甘肃省").quantities if one.indicator_key.startswith("herb.")]
    assert [of_quantity(one, "620000").segment for one in found] == segments


@pytest.mark.parametrize(
    ("period", "measured", "years"),
    [
        ("2013-2021", REVENUE, (2013, 2021)),  # an amount of nine years together
        ("2013年至2021年", REVENUE, (2013, 2021)),
        ("2013-2021", AREA, None),  # of which day would the area be?
        ("2021-2013", REVENUE, None),
        ("近两年", REVENUE, None),
    ],
)
def test_an_amount_of_several_years_is_of_all_of_them(period, measured, years):
    unit = {"CNY": "亿元", "MU": "万亩"}[measured.unit]
    stated = observation_of(replace(fact("5", "5", unit, year=""), period=period), measured)
    assert (stated and (stated.start, stated.end)) == (years and (date(years[0], 1, 1), date(years[1], 12, 31)))


@pytest.mark.parametrize(
    ("said", "measured", "codes"),
    [
        (fact("160亿元", "160", "亿元"), REVENUE, []),
        (fact("160亿元", "160", "亿元"), None, ["planning.indicator_unknown"]),
        (fact("160亿元", "160", "亿元"), AREA, ["planning.unit_differs"]),
        (fact("160亿元", "160", "亿元", indicator_key=""), None, []),
        (fact("12%", "12", "%", kind="growth", status="target"), REVENUE, []),  # the growth of an amount
        (fact("翻一番", "1", "番", kind="target"), REVENUE, []),
    ],
)
def test_what_does_not_fit_the_indicator_is_said(said, measured, codes):
    assert [one.code for one in findings(said, measured)] == codes


@pytest.mark.parametrize("said", [one for one, *_ in OBSERVATIONS] + [decided(*one[:4], **one[4]) for one in KINDS])
def test_what_was_decided_is_kept_as_it_was_decided(said):
    assert from_json(to_json(said)) == said


PRINTED = [
    ("亿元", "CNY", "100000000"), ("万元", "CNY", "10000"), ("亿", "CNY", "100000000"), ("万亩", "mu", "10000"),
    ("公顷", "mu", "15"), ("万吨", "t", "10000"), ("公斤", "t", "0.001"), ("%", "ratio", "0.01"), ("％", "ratio", "0.01"),
    ("个百分点", "ratio", "0.01"), ("成", "ratio", "0.1"), ("家", "enterprise", "1"), ("万人", "person", "10000"),
    ("位", "rank", "1"), ("个", "count", "1"), ("万吨/日", "t/d", "10000"), ("个国家和地区", "country_or_region", "1"),
]  # fmt: skip


@pytest.mark.parametrize(("unit", "normalized", "factor"), PRINTED)
def test_printed_units_and_how_much_they_are(unit, normalized, factor):
    known = units.printed(unit)
    assert (known.normalized_unit, known.factor) == (normalized, Decimal(factor))


@pytest.mark.parametrize("unit", ["", "x y", "12", "very long words that are none", "元元元元元元元元"])
def test_what_is_no_unit(unit):
    assert units.printed(unit) is None


def test_everything_that_is_wrong_with_a_form_is_said_at_once():
    form = {
        "indicator": "", "kind": "wish", "status": "done", "comparator": "range", "low": "5", "high": "3", "unit": "家",
        "year": "20", "base_year": "2200", "region": "某地", "binding": "perhaps", "threshold_value": "x", "scope": "长" * 201,
    }  # fmt: skip
    with pytest.raises(InvalidError) as caught:
        from_form(form, "3-5家", "")
    assert {one.pointer: one.code for one in caught.value.findings} == {
        "/low": "planning.range_turned",
        "/kind": "planning.kind",
        "/status": "planning.status",
        "/binding": "planning.binding",
        "/scope": "planning.too_long",
        "/indicator": "planning.indicator_missing",
        "/region": "planning.region_unknown",
        "/year": "planning.year",
        "/base_year": "planning.year",
        "/threshold_indicator": "planning.threshold_indicator",
        "/threshold_value": "planning.number",
        "/threshold_unit": "planning.unit",
    }


@pytest.mark.parametrize(
    ("typed", "value"),
    [("１３．６", "13.6"), ("1,234.50", "1234.5"), ("-3", "-3"), ("+7", "7"), ("0.000000000001", "1E-12")],
)
def test_numbers_as_people_type_them(typed, value):
    assert decided("x", typed, "亿元").figure.value == Decimal(value)


@pytest.mark.parametrize("typed", ["1e5", "三百", "1.2.3", "NaN", "9" * 19, "--1", "Infinity", "0x10"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(InvalidError):
        decided("x", typed, "亿元")
