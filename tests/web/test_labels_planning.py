"""Every reason that the engine can give has a sentence, and the sentences are what a person would say."""

import ast
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from yaomai.planning.engine import figures
from yaomai.planning.engine.comparability import DOUBTFUL, NOT_ACTUAL
from yaomai.planning.engine.figures import Reason, reason
from yaomai.planning.engine.lights import COLOURS, GREY
from yaomai.planning.engine.verdict import STATES
from yaomai.web import labels_amounts as amounts
from yaomai.web import labels_planning as words

ENGINE = Path(figures.__file__).parent


def codes():
    """The codes of all calls of `reason(...)` in the engine."""
    found = {
        *DOUBTFUL.values(),
        *NOT_ACTUAL.values(),
        "declared_caution",
        "declared_not",
        "threshold_lower",
        "threshold_upper",
    }
    for file in ENGINE.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "reason":
                found |= {
                    one.value
                    for one in ast.walk(node.args[0])
                    if isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value.isidentifier()
                }
    return {one for one in found if not one.endswith("_")} - {"lower", "upper", "level"}


@pytest.mark.parametrize("code", sorted(codes()))
def test_every_reason_has_a_sentence(code):
    assert code in words.CODES, f"no words for {code}"
    said = words.sentence(Reason(code, {}))
    assert said.endswith("。"), said


def test_states_lights_and_roles_have_words():
    assert set(words.STATES) == {*STATES, ""}
    assert set(words.LIGHTS) == set(words.LIGHTS_MEAN) == {*COLOURS, GREY}


@pytest.mark.parametrize(
    ("given", "unit", "counted", "said"),
    [
        (
            reason("not_reached_even_later", value=Decimal(17623000000), target=Decimal("3E10"), figure_year=2021,
                   target_year=2020, comparator="="),
            "CNY", "",
            "目标是 2020 年 300 亿元。当年没有公布，2021 年也只有 176.23 亿元，晚 1 年仍没有达到。",
        ),
        (
            reason("reached", value=Decimal(16), target=Decimal(15), target_to=Decimal(30), figure_year=2020,
                   target_year=2020, comparator="range"),
            "", "个",
            "2020 年的目标是 15—30 个，当年实际 16 个，达到了。",
        ),
        (
            reason("running", value=Decimal("2.94"), target=Decimal(3), expected=Decimal("2.9"), end=date(2026, 12, 31),
                   target_year=2030, comparator="≥"),
            "P1", "",
            "到 2026 年底为 2.94%，按路径这时应有 2.9%；2030 年的目标是 3%以上。",
        ),
        (
            reason("later_figure_differs", later_year=2021, later_value=Decimal(17623000000), judged_year=2020,
                   judged_value=Decimal("310.5E8"), percent=43, points=Decimal("134.27E8"), direction="up"),
            "CNY", "",
            "2021 年为 176.23 亿元，比 2020 年的 310.5 亿元少 43%，请核对。",
        ),
        (
            reason("later_figure_differs", later_year=2021, later_value=Decimal(26), judged_year=2020,
                   judged_value=Decimal(20), percent=30, points=Decimal(6), direction="down"),
            "P1", "",
            "2021 年为 26%，比 2020 年的 20%多 6 个百分点，请核对。",
        ),
        (
            reason("share_agrees", part=Decimal(12), whole=Decimal(20), computed=Decimal(60), stated=Decimal(55),
                   comparator="≥", unit="MU"),
            "", "",
            "12 亩占 20 亩的 60%，与所写的 55%以上相符。",
        ),
        (reason("only_bounded", lower=Decimal(2), upper=Decimal(16), year=2021), "", "个",
         "只知道 2021 年不少于 2 个、不多于 16 个，不能判断。"),
        (reason("only_bounded", lower=None, upper=Decimal(34), year=2021), "", "家",
         "只知道 2021 年不多于 34 家，不能判断。"),
        (reason("no_figure_of_year", year=2015, last=2010, value=Decimal(1537000000), unit="CNY"), "", "",
         "没有 2015 年的数。最近的是 2010 年的 15.37 亿元，说明不了到期时的情形。"),
        (reason("no_figure_of_year", year=2015, last=date(2010, 12, 31), lower=None, upper=Decimal(6)), "", "个",
         "没有 2015 年的数。只知道 2010 年底不多于 6 个，说明不了到期时的情形。"),
        (reason("no_figure_of_year", year=2015, last=date(2010, 12, 31), lower=Decimal(0), upper=None), "", "家",
         "没有 2015 年的数。只知道 2010 年底不少于 0 家，说明不了到期时的情形。"),
        (reason("no_figure_of_year", year=2015, last=2014, lower=None, upper=None), "", "家",
         "没有 2015 年的数。2014 年的数既不是下限，也不是上限，说明不了到期时的情形。"),
        (reason("whole_short", whole="620000", name="工业增加值", whole_year=2015, value=Decimal(4179000000),
                target=Decimal(5000000000), region="620100"), "CNY", "",
         "就连甘肃省 2015 年的“工业增加值”也只有 41.79 亿元，不到兰州市所承诺的 50 亿元："
         "统计对象一致的话，目标就没有达到；是否一致没有说明，所以不作判断。"),
        (reason("threshold_nature_differs", target_nature="revenue", figure_nature="output_value"), "", "家",
         "门槛不同：目标按收入数，这里按产值数，不能互相代替。"),
        (reason("whole_for_part", target=">1000000000", figure=""), "", "家",
         "这是全部的数，目标只说“超过 10 亿元”。"),
        (reason("threshold_differs", target="≥5000000000", figure=">100000000"), "", "家",
         "门槛不同：目标数的是 50 亿元及以上的，这里数的是超过 1 亿元的。"),
        (reason("province_for_city", target="620100", figure="620000"), "CNY", "",
         "这是甘肃省的数，目标是兰州市的，不能用上级地区的数代替。"),
        (Reason("province_for_city", {"target": "620100", "figure": "620000", "of": "工业增加值", "of_value": "4179000000",
                                      "of_unit": "CNY", "of_year": "2015"}), "CNY", "",
         "2015 年“工业增加值” 41.79 亿元没有采用：这是甘肃省的数，目标是兰州市的，不能用上级地区的数代替。"),
        (reason("growth_made_of", first=Decimal(10579000000), first_year=2015, last=Decimal(17623000000), last_year=2021,
                years=6, rate=Decimal("8.88"), level_unit="CNY"), "P1", "",
         "2015 年 105.79 亿元，2021 年 176.23 亿元，6 年间年均增长 8.88%。"),
    ],
)  # fmt: skip
def test_a_reason_is_said_with_its_figures(given, unit, counted, said):
    assert words.sentence(given, unit, counted) == said


@pytest.mark.parametrize(
    ("segment", "said"),
    [
        ("≥1000000000", "10 亿元及以上"),
        (">50000000", "超过 5000 万元"),
        ("500000000-1000000000", "5 亿元到 10 亿元"),
        ("≈200000000", "2 亿元左右"),
        ("中成药·>100000000", "中成药（超过 1 亿元）"),
        ("当归", "当归"),
        ("", ""),
    ],
)
def test_thresholds_are_said_in_words(segment, said):
    assert amounts.threshold_words(segment) == said


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        ("17623000000", "CNY", "176.23 亿元"),
        ("8489206340.6112", "CNY", "84.89 亿元"),
        ("8.877812", "P1", "8.88%"),
        ("14.996", "P1", "14.996%"),  # at a boundary it does not look like 15
        ("0.03", "P1", "0.03%"),
        ("-123.77", "P1", "\u2212123.77%"),
        ("34", "", "34 家"),
    ],
)
def test_an_amount_is_short_and_never_looks_like_another(value, unit, said):
    assert amounts.amount(value, unit, "" if unit else "家").strip() == said
