"""Where a verdict must not be given, or only with a caution: what cannot be reckoned, bounds, single months, made-up figures."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from yaomai.planning.engine.figures import Broken, Figures, Measure, Observed
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


def accidents(year, value, segment=""):
    return figure(year, value, ACCIDENTS, segment=segment)


def at_most(low, kind, **more):
    return promise(low, kind=kind, indicator=ACCIDENTS, unit="", comparator="≤", **more)


@pytest.mark.parametrize(
    ("low", "state"),
    [
        pytest.param("10", "cannot_judge", id="6 in three of five years: at least 6, perhaps more than 10"),
        pytest.param("5", "missed", id="already more than 5"),
    ],
)
def test_a_sum_with_missing_years_never_keeps_an_at_most(low, state):
    target = at_most(low, "cumulative", baseline=Decimal(0), baseline_year=2015)
    found = judged(target, *(accidents(year, "2") for year in (2016, 2017, 2020)))
    assert found.state == state
    assert "years_missing" in codes(found)
    if state == "cannot_judge":
        assert next(one for one in found.reasons if one.code == "only_bounded").values["lower"] == "6"


@pytest.mark.parametrize(
    ("segment", "value", "state"),
    [
        pytest.param("≥1000", "1", "cannot_judge", id="a higher threshold: at least one"),
        pytest.param("≥1000", "4", "missed", id="a higher threshold: four already"),
        pytest.param("≥10", "2", "met", id="a lower threshold: at most two"),
        pytest.param("≥10", "4", "cannot_judge", id="a lower threshold: at most four"),
    ],
)
def test_of_an_at_most_only_an_upper_bound_shows_that_it_is_kept(segment, value, state):
    found = judged(at_most("3", "count", segment="≥100"), accidents(2020, value, segment))
    assert found.state == state


YEARS_RATE = promise("8", indicator=YEARLY, unit="P1")


def rate(value, **more):
    return figure(2020, value, YEARLY, "yoy", **more)


def test_the_rate_of_december_is_no_years_rate():
    december = rate("20", since=(12, 1), published_on=date(2021, 1, 20), n=2)
    found = judged(YEARS_RATE, rate("5", published_on=date(2021, 1, 10)), december)
    assert (found.state, found.value) == ("missed", Decimal(5))
    alone = judged(YEARS_RATE, december)
    assert (alone.state, alone.light) == ("cannot_judge", "grey")
    assert "rate_of_part_of_year" in codes(alone)


CENSUS = (Broken(date(2018, 1, 1), "the census of 2018"),)


def test_growth_is_not_reckoned_from_levels_over_a_declared_break():
    found = judged(growth("8"), figure(2015, "100", breaks=CENSUS), figure(2020, "300", breaks=CENSUS))
    assert (found.state, found.light) == ("cannot_judge", "grey")
    (told,) = [one for one in found.reasons if one.code == "break_declared"]
    assert told.values == {"at": "2018-01-01", "since": "2015-12-31", "words": "the census of 2018"}
    rates = (figure(year, "9", YEARLY, "yoy", breaks=CENSUS) for year in range(2016, 2021))
    assert judged(growth("8"), *rates).state == "met", "each published rate is on a comparable base"


def test_a_figure_after_a_break_does_not_contradict_one_before_it():
    before, after = figure(2020, "350"), figure(2022, "100")
    assert "later_figure_differs" in codes(judged(promise(), before, after))
    for parted in (
        (before, replace(after, status="B")),
        tuple(replace(one, breaks=CENSUS_2021) for one in (before, after)),
    ):
        assert "later_figure_differs" not in codes(judged(promise(), *parted))


CENSUS_2021 = (Broken(date(2021, 1, 1), "the census of 2021"),)


def test_a_figure_whose_correction_lapsed_is_used_with_a_caution():
    found = judged(promise(), figure(2020, "250", is_doubted=True), figure(2019, "240"))
    assert found.comparability == "caution"
    assert "figure_doubted" in codes(found)
    assert "figure_doubted" not in codes(judged(promise(), figure(2020, "250"), figure(2019, "240", is_doubted=True)))


TWICE = promise("2", kind="multiple", unit="", comparator="=")


@pytest.mark.parametrize(
    ("figures", "code"),
    [
        pytest.param([figure(2020, "500")], "multiple_refused", id="no baseline"),
        pytest.param([figure(2015, "0"), figure(2020, "500")], "multiple_refused", id="from nothing"),
        pytest.param(
            [figure(2015, "100"), figure(2018, "300", status="B"), figure(2020, "500")], "break_between", id="a break"
        ),
        pytest.param(
            [figure(2015, "100", breaks=CENSUS), figure(2020, "500", breaks=CENSUS)],
            "break_declared",
            id="a declared break",
        ),
    ],
)
def test_a_multiple_of_nothing_known_cannot_be_judged(figures, code):
    found = judged(TWICE, *figures)
    assert (found.state, found.light) == ("cannot_judge", "grey")
    assert code in codes(found)
    assert [one.code for one in found.missing] == ["needs_baseline"]


def test_a_made_up_baseline_is_said():
    found = judged(promise(), figure(2015, "100", is_invented=True), figure(2020, "250"))
    assert (found.state, found.comparability) == ("missed", "caution")
    assert next(one for one in found.reasons if one.code == "figure_invented").values == {"years": "2015"}


def test_made_up_parts_of_a_sum_are_said():
    target = promise("40", kind="cumulative", baseline=Decimal(0), baseline_year=2015)
    found = judged(target, *(figure(year, "10", is_invented=year < 2018) for year in range(2016, 2021)))
    assert (found.state, found.comparability) == ("met", "caution")
    assert next(one for one in found.reasons if one.code == "figure_invented").values == {"years": "2016、2017"}


def test_made_up_rates_of_a_chain_are_said():
    years = range(2016, 2021)
    rates = (figure(year, "10", YEARLY, "yoy", is_invented=year == 2017) for year in years)
    found = judged(growth("8"), *rates)
    assert (found.state, found.comparability) == ("met", "caution")
    assert next(one for one in found.reasons if one.code == "figure_invented").values == {"years": "2017"}


def test_made_up_months_do_not_change_the_light_of_real_years():
    running = promise(year=2027, year_from=2021, baseline=Decimal(100), baseline_year=2020)
    real = [figure(year, str(100 + 30 * (year - 2020))) for year in range(2021, 2026)]
    months = [figure(year, "10", until=(6, 30), n=3, is_invented=True) for year in range(2021, 2027)]
    alone, beside = judged(running, *real), judged(running, *real, *months)
    assert (beside.light, beside.pace, beside.history) == (alone.light, alone.pace, alone.history)


def test_made_up_years_on_the_way_do_not_change_the_light_of_a_real_one():
    running = promise(year=2030, year_from=2021, baseline=Decimal(100), baseline_year=2020)
    newest = figure(2025, "185")
    made_up = [figure(year, "100", is_invented=True) for year in (2023, 2024)]
    alone, beside = judged(running, newest), judged(running, *made_up, newest)
    assert (beside.light, beside.history) == (alone.light, alone.history)


@pytest.mark.parametrize("named", [pytest.param(None, id="published"), pytest.param(Decimal(100), id="in the plan")])
def test_the_threshold_of_industry_above_designated_size_was_raised_in_2011(named):
    twice = promise(
        "2", name="规模以上医药制造业营业收入", indicator=SCALED, kind="multiple", unit="", year=2015, year_from=2011,
        baseline=named, baseline_year=2010 if named else None,
    )  # fmt: skip
    published = [] if named else [figure(2010, "100", SCALED)]
    found = judged(twice, *published, figure(2015, "250", SCALED))
    assert (found.state, found.comparability) == ("met", "caution")
    assert "scope_threshold_raised" in codes(found)
