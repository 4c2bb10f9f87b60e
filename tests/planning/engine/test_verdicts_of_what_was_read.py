"""If somebody accepted all that the reader proposes, without a look: is anything judged that a careful reader would not judge?

A coarse indicator counts parks, markets and centres of all kinds; what stands in the texts tells them apart."""

from datetime import date

import pytest

from shared_material import SHARED
from yaomai.demo import plans
from yaomai.planning.engine.chosen import near_indicators, near_regions
from yaomai.planning.engine.fields import of_quantity
from yaomai.planning.engine.figures import Figures, Measure, Observed
from yaomai.planning.engine.reading.read import read
from yaomai.planning.engine.regions import division_of
from yaomai.planning.engine.target_of import Baseline, Horizon, Measured, observation_of, target_of
from yaomai.planning.engine.target_view import TargetView
from yaomai.planning.engine.verdict import verdict
from yaomai.systems import b02_statistics, b03_plans

TODAY = date(2026, 11, 22)
MEASURES = {
    one.key: Measure(one.key, one.name, one.unit, one.scope, one.basis, one.counted, one.direction, one.comparable)
    for one in (*b02_statistics.INDICATORS, *b03_plans.INDICATORS)
}
MEASURED = {key: Measured(key, one.name, one.unit, one.basis, one.direction) for key, one in MEASURES.items()}
JUDGED = {  # the figure of the promise and its verdict, as in verdict_cases.txt: g-300, g-10, g-1
    ("gansu-2016", 23, "300亿元"): "missed",
    ("gansu-2016", 24, "2-3个"): "met",
    ("gansu-2016", 81, "15-30个"): "met",
}


def accepted(plan: plans.Plan):
    """The quantities of a plan's text that count, each with its line, as if they were decided as they are."""
    text = (SHARED / "plans" / plan.file).read_text()
    described = plan.described
    region = plans.REGIONS[described.division]
    found = read(text, title=described.title, dated=described.issued_on, region=region)
    return [
        (text.count("\n", 0, one.mention.start) + 1, of_quantity(one, division_of(one.region, near=described.division)))
        for one in found.quantities
        if one.salience in ("core", "secondary")
    ]


def observed(plan: plans.Plan, line: int, decided) -> Observed | None:
    measured = MEASURED.get(decided.indicator_key)
    stated = measured and observation_of(decided, measured)
    if not stated:
        return None
    return Observed(
        stated.indicator, stated.region, stated.segment, stated.basis, stated.start, stated.end, stated.value,
        f"{plan.key} {line}", stated.status, stated.note, edition=plan.key,
        published_on=plan.described.issued_on or date(2011, 6, 1),
    )  # fmt: skip


@pytest.mark.skipif(SHARED is None, reason="no ../shared beside this checkout: official vectors not run")
def test_nothing_is_judged_that_a_careful_reader_would_not_judge():
    by_plan = {plan: accepted(plan) for plan in plans.PLANS}
    figures = [
        found
        for plan, rows in by_plan.items()
        for line, one in rows
        if (found := observed(plan, line, one)) is not None
    ]
    assert len(figures) >= 60
    judged = {}
    for plan, rows in by_plan.items():
        if plan.key == "gansu-2022":
            continue  # its time is not over, and no later plan reports on it
        facts = [
            Baseline(one.indicator, one.region, one.segment, one.end.year, one.value)
            for one in figures
            if one.edition == plan.key and one.value is not None
        ]
        horizon = Horizon(plan.described.year_from, plan.described.year_until)
        for line, one in rows:
            if not one.is_promise or one.indicator_key not in MEASURES:
                continue
            wording = target_of(one, MEASURED[one.indicator_key], horizon, facts)
            keys, regions = near_indicators(wording, MEASURES.values()), near_regions(wording.region)
            near = tuple(each for each in figures if each.indicator in keys and each.region in regions)
            found = verdict(TargetView(1, 1, 0, 1, wording), Figures(near, MEASURES), TODAY)
            if found.state != "cannot_judge":
                judged[plan.key, line, wording.original] = found.state
    assert judged == JUDGED
