"""Where a verdict must not be given, or only with a caution: what cannot be reckoned, bounds, single months, made-up figures."""

from datetime import date
from decimal import Decimal

import pytest

from yaomai.planning.engine.figures import Figures, Measure, Observed
from yaomai.planning.engine.target_view import Path, TargetView, Wording
from yaomai.planning.engine.verdict import verdict

REVENUE, GROWTH, YEARLY = "industry.revenue", "industry.revenue.cagr", "industry.revenue.yoy"
ACCIDENTS, SCALED = "accidents.count", "scaled.revenue"
MEASURES = {
    REVENUE: Measure(REVENUE, "营业收入", "CNY"),
    GROWTH: Measure(GROWTH, "营业收入年均增速", "P1", basis="cagr"),
    YEARLY: Measure(YEARLY, "营业收入增速", "P1", basis="yoy"),
    ACCIDENTS: Measure(ACCIDENTS, "事故", direction="down"),
    SCALED: Measure(SCALED, "规模以上医药制造业营业收入", "CNY", "规模以上医药制造业"),
}
TODAY = date(2026, 11, 22)


def promise(low="300", **more):
    said = {
        "name": "营业收入",
        "indicator": REVENUE,
        "region": "620000",
        "kind": "level",
        "unit": "CNY",
        "comparator": "≥",
        "year": 2020,
        "year_from": 2016,
        "low": Decimal(low),
        "high": Decimal(low),
    } | more
    return TargetView(1, 1, 0, 1, Wording(**said))


def growth(low, **more):
    return promise(low, **{"kind": "growth", "indicator": GROWTH, "unit": "P1", "path": Path("compound")} | more)


def figure(year, value, indicator=REVENUE, basis="flow", *, since=(1, 1), until=(12, 31), **more):
    said = {"segment": ""} | more
    span = date(year, *since), date(year, *until)
    ref = f"observation/{year}/{said.pop('n', 1)}"
    return Observed(indicator, "620000", said.pop("segment"), basis, *span, Decimal(value), ref, **said)


def judged(target, *figures):
    return verdict(target, Figures(figures, MEASURES), TODAY)


def codes(found):
    return [one.code for one in found.reasons]


@pytest.mark.parametrize(
    ("target", "code"),
    [
        pytest.param(growth("12", year=2015), "growth_without_years", id="the year before the plan begins"),
        pytest.param(
            growth("12", baseline=Decimal(100), baseline_year=2020),
            "growth_without_years",
            id="the baseline's own year",
        ),
    ],
)
def test_a_growth_without_a_year_to_grow_in_cannot_be_judged(target, code):
    found = judged(target, figure(2015, "100"), figure(2016, "120"), figure(2020, "150"), figure(2021, "160"))
    assert (found.state, found.light) == ("cannot_judge", "grey")
    assert code in codes(found)


def test_a_growth_to_nothing_is_judged_by_its_gap():
    found = judged(growth("-100", comparator="="), figure(2015, "100"), figure(2020, "120"))
    assert (found.state, found.completion, found.way) == ("met", None, ())
    assert "growth_refused_rate" in codes(found)


def test_levels_worlds_apart_give_no_rate():
    found = judged(growth("5", year=2016), figure(2015, "0.00000000001"), figure(2016, "99999999999999999999"))
    assert (found.state, found.light) == ("cannot_judge", "grey")
    assert "growth_extreme" in codes(found)


def test_a_published_rate_that_implies_an_impossible_level_is_not_said():
    rate = figure(2020, "-99.9999", GROWTH, "cagr", n=2)
    wide = Observed(GROWTH, "620000", "", "cagr", date(2013, 1, 1), rate.end, rate.value, rate.ref)
    found = judged(growth("5"), figure(2015, "100"), figure(2020, "10000000000"), wide)
    assert found.state == "met"
    assert "published_beside" not in codes(found)


def test_a_growth_to_be_kept_low_is_on_pace_when_it_is_lower():
    slow, fast = (
        judged(growth("5", comparator="≤", year=2030), figure(2015, "100"), figure(2025, value))
        for value in ("110", "300")
    )
    assert (slow.light, fast.light) == ("green", "red")
