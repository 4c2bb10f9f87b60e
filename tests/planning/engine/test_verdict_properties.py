"""What must hold of every verdict, whatever the figures: better is never worse, units do not matter, nothing comes of nothing."""

from dataclasses import replace
from datetime import date
from decimal import Decimal, localcontext

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from yaomai.planning.engine.attainment import Attainment
from yaomai.planning.engine.criterion import oriented
from yaomai.planning.engine.figures import Figures, Measure, Observed
from yaomai.planning.engine.lights import COLOURS, GREY, THRESHOLDS, colour_of, shown
from yaomai.planning.engine.target_view import Path, TargetView, Wording
from yaomai.planning.engine.verdict import STATES, verdict
from yaomai.planning.engine.verdict_json import from_json, to_json

KEY, REGION = "industry.profit", "620000"
KINDS = ("level", "ratio", "count", "range", "rank", "multiple", "growth", "cumulative")
AMOUNTS = st.decimals(-1000, 1000, places=2)
POSITIVE = st.decimals(Decimal("0.01"), 1000, places=2)
GOOD = ("met", "on_track", "at_risk", "off_track", "missed")


def target(kind="level", comparator="=", low=Decimal(100), **more):
    said = {
        "name": "利润总额",
        "indicator": KEY,
        "region": REGION,
        "kind": kind,
        "unit": "CNY",
        "comparator": comparator,
        "low": low,
        "high": low,
        "year": 2025,
        "year_from": 2021,
    } | more
    return TargetView(1, 1, 0, 1, Wording(**said))


def observed(year, value, **more):
    said = {"status": "A", "basis": "flow"} | more
    span = date(year, 1, 1), date(year, 12, 31)
    return Observed(KEY, REGION, "", said.pop("basis"), *span, value, f"observation/{year}/1", **said)


def figures(*all_of_them, unit="CNY"):
    return Figures(all_of_them, {KEY: Measure(KEY, "利润总额", unit)})


@st.composite
def promises(draw):
    kind = draw(st.sampled_from(KINDS))
    low = draw(POSITIVE if kind in ("rank", "multiple", "growth", "count") else AMOUNTS)
    high = low + draw(POSITIVE) if kind == "range" else low
    comparator = "range" if kind == "range" else draw(st.sampled_from(("=", "≥", ">", "≈")))
    baseline = draw(st.none() | AMOUNTS)
    return target(
        kind, comparator, low, high=high, direction="down" if kind == "rank" else draw(st.sampled_from(("up", "down"))),
        baseline=baseline, baseline_year=2020 if baseline is not None else None,
        path=Path(draw(st.sampled_from(("linear", "compound")))),
    )  # fmt: skip


@given(promises(), st.dates(date(2015, 1, 1), date(2040, 1, 1)))
def test_without_a_figure_nothing_is_judged(promise, today):
    found = verdict(promise, figures(), today)
    assert (found.state, found.light, found.completion, found.pace) == ("cannot_judge", "grey", None, None)
    assert found.missing


@given(promises(), st.lists(AMOUNTS, min_size=2, max_size=7), st.dates(date(2021, 6, 1), date(2030, 1, 1)))
def test_every_verdict_is_one_of_the_states_with_its_reasons(promise, values, today):
    found = verdict(promise, figures(*(observed(2020 + n, value) for n, value in enumerate(values))), today)
    assert found.state in STATES
    assert found.reasons
    assert (found.state == "cannot_judge") == (found.light == "grey") == bool(found.missing)
    if found.state == "met":
        assert (found.light, found.is_over) == ("green", True)
    if found.state == "missed":
        assert found.light in ("yellow", "orange", "red")


EXTREME = st.sampled_from(
    [Decimal(one) for one in ("0", "1E-12", "-1E-12", "1E27", "-1E27", "0.1", "3", "99.999999999999")]
)


@given(promises(), EXTREME, st.none() | EXTREME, st.lists(EXTREME, min_size=1, max_size=7), st.booleans())
def test_nothing_that_can_be_on_record_breaks_a_verdict(promise, low, baseline, values, is_over):
    """The largest and smallest numbers that a table holds."""
    now = replace(promise.now, low=low, high=low, baseline=baseline, baseline_year=None if baseline is None else 2020)
    there = figures(*(observed(2019 + n, value) for n, value in enumerate(values)))
    found = verdict(replace(promise, now=now), there, date(2026, 6, 1) if is_over else date(2025, 12, 30))
    assert found.state in STATES
    assert from_json(to_json(found)) == found


@given(
    promises(),
    st.lists(POSITIVE, min_size=2, max_size=5),
    AMOUNTS,
    st.decimals(0, 500, places=2),
    st.sampled_from((date(2024, 6, 1), date(2026, 6, 1))),
)
def test_a_better_value_never_gives_a_worse_light(promise, before, value, more, today):
    """The newest figure better, all else the same: neither light nor state gets worse. What is better the comparator says, too."""
    assume(promise.now.kind != "cumulative")
    last = 2023 if today.year == 2024 else 2025
    better = value + (more if oriented(promise.now).direction == "up" else -more)
    early = [observed(last - 1 - n, one) for n, one in enumerate(before)]
    old, new = (verdict(promise, figures(*early, observed(last, one)), today) for one in (value, better))
    assume(GREY not in {old.light, new.light})
    assert COLOURS.index(new.light) <= COLOURS.index(old.light)
    assert GOOD.index(new.state) <= GOOD.index(old.state)


@given(promises(), st.lists(POSITIVE, min_size=2, max_size=6), st.integers(-6, 8))
def test_another_unit_changes_nothing(promise, values, power):
    """Yuan or 亿: a power of ten, so that every Decimal stays exact; growth, ranks and multiples have no unit of their own."""
    assume(promise.now.kind not in ("growth", "rank", "multiple", "count"))
    factor = Decimal(10) ** power
    now = promise.now
    larger = replace(
        promise,
        now=replace(
            now,
            low=now.low * factor,
            high=now.high * factor,
            baseline=None if now.baseline is None else now.baseline * factor,
        ),
    )
    today = date(2026, 6, 1)
    one = verdict(promise, figures(*(observed(2020 + n, value) for n, value in enumerate(values))), today)
    other = verdict(larger, figures(*(observed(2020 + n, v * factor) for n, v in enumerate(values))), today)
    assert (one.state, one.light, one.completion, one.progress) == (
        other.state,
        other.light,
        other.completion,
        other.progress,
    )


@given(POSITIVE, POSITIVE)
def test_completion_is_the_exact_quotient(value, goal):
    found = verdict(target(low=goal), figures(observed(2025, value)), date(2026, 6, 1))
    with localcontext(prec=40):
        assert found.completion == value / goal  # never capped, never rounded to what is printed


@given(st.lists(st.sampled_from((*COLOURS, GREY)), min_size=1, max_size=12))
def test_a_light_changes_after_two_periods_or_by_more_than_one_band(raw):
    lights = shown(raw)
    for number in range(1, len(raw)):
        before, now = lights[number - 1], lights[number]
        if GREY in (raw[number], before):
            assert now == raw[number]
        elif now != before:
            bands = COLOURS.index(now) - COLOURS.index(before)
            earlier = raw[number - 1]
            assert now == raw[number]
            assert abs(bands) > 1 or (earlier != GREY and (COLOURS.index(earlier) - COLOURS.index(before)) * bands > 0)
        elif raw[number] != before:
            assert abs(COLOURS.index(raw[number]) - COLOURS.index(before)) == 1
    steady = [raw[0]] * len(raw)
    assert shown(steady) == steady


@pytest.mark.parametrize(
    ("pace", "colour"),
    [
        ("0.95", "green"),
        ("0.9499999", "yellow"),  # printed 95 %: the colour is of the value, not of what is printed
        ("0.80", "yellow"),
        ("0.799", "orange"),
        ("0.60", "orange"),
        ("0.5999", "red"),
        ("-2", "red"),
        ("7", "green"),
    ],
)
def test_the_colour_is_of_the_unrounded_value(pace, colour):
    attained = Attainment(is_reached=False, gap=Decimal(-1), pace=Decimal(pace))
    assert colour_of(attained, THRESHOLDS[0], is_over=False) == colour
    assert colour_of(None, THRESHOLDS[0], is_over=False) == GREY


def test_nearly_fifteen_is_not_fifteen():
    """A growth of 14.6 % is printed as 15 % by some; the promise is 15."""
    promise = target("growth", "≥", Decimal(15), indicator=f"{KEY}.cagr", unit="P1")
    rate = Observed(f"{KEY}.cagr", REGION, "", "cagr", date(2021, 1, 1), date(2025, 12, 31), Decimal("14.6"), "o")
    found = verdict(promise, figures(rate), date(2026, 6, 1))
    assert (found.state, found.light, found.gap) == ("missed", "yellow", Decimal("-0.4"))


@given(st.lists(POSITIVE, min_size=6, max_size=6))
def test_the_part_of_a_year_is_held_against_its_usual_share(values):
    """Whatever the season is, a year that runs exactly like the last one at twice the height is at twice the pace."""
    whole, part = max(values) * 4, min(values)
    assume(part < whole)
    years = [observed(2022, whole), observed(2023, whole)]
    parts = [
        Observed(KEY, REGION, "", "flow", date(year, 1, 1), date(year, 5, 31), part * times, f"part/{year}")
        for year, times in ((2022, 1), (2023, 1), (2024, 2))
    ]
    flat = Path("declared", ((2022, whole), (2023, whole), (2024, whole)))
    found = verdict(target(low=whole, path=flat), figures(*years, *parts), date(2024, 7, 1))
    assert round(found.pace, 20) == 2
    assert "pace_from_part_of_year" in [one.code for one in found.reasons]
