"""What reaches a verdict of the figures: corrections that lapsed, breaks that were declared."""

from datetime import date
from decimal import Decimal

import pytest

from make_statistics import Statistics, said, year
from plan_reading import at, proposed
from yaomai.indicators.engine.values import NewBreak, NewCorrection, SeriesKey
from yaomai.indicators.operations.correct import correct
from yaomai.indicators.operations.declare_break import declare_break
from yaomai.indicators.operations.withdraw import withdraw
from yaomai.indicators.queries.definitions import definitions
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.planning.engine.figures import Broken
from yaomai.planning.engine.verdict import verdict
from yaomai.planning.operations.decide import NewDecision, decide
from yaomai.planning.queries.reckoned_figures import Reckoning
from yaomai.planning.queries.target_figures import figures_in, figures_of, measures
from yaomai.planning.queries.targets import targets

REVENUE = SeriesKey("industry.revenue", "620000", "")


@pytest.fixture
def target(database, now):
    """The promise of a revenue of 2020, and what a yearbook says of it; the plan states that of 2015."""
    plan = proposed(now)
    decide(INSTALLATION_VIEWER, plan.file, [NewDecision(*at("约160亿元"), "confirm")], now=now)
    decide(INSTALLATION_VIEWER, plan.file, [NewDecision(*at("300亿元以上"), "confirm")], now=now)
    Statistics(now).publish(said("industry.revenue", year(2020), "31000000000"), is_invented=False)
    (found,) = targets("public")
    return found


def of_all(target, now):
    known = definitions()
    return figures_of([target], measures(known), Reckoning("public", known, now))


def of_its_plan(target, now):
    return figures_in("public", target.document, [target], measures(definitions()))


def observed(target, now, of=of_all):
    (figures,) = of(target, now).values()
    return {
        one.end.year: one for one in figures.observed if one.indicator == REVENUE.indicator and one.region == "620000"
    }


def said_of(target, now):
    (figures,) = of_all(target, now).values()
    return {one.code for one in verdict(target, figures, now.date()).reasons}


def test_a_correction_that_lapsed_is_a_caution_of_the_verdict(target, now):
    assert not observed(target, now)[2020].is_doubted
    new = NewCorrection(
        REVENUE, "flow", *year(2020), "override", Decimal(31000000000), "misprint", Decimal(13000000000)
    )
    made = correct(INSTALLATION_VIEWER, new, now=now)
    assert (observed(target, now)[2020].is_corrected, observed(target, now)[2020].value) == (True, 13000000000)
    Statistics(now).publish(said("industry.revenue", year(2020), "31500000000"), is_invented=False)
    figure = observed(target, now)[2020]
    assert (figure.value, figure.is_corrected, figure.is_doubted) == (31500000000, False, True)
    assert "figure_doubted" in said_of(target, now)
    withdraw(INSTALLATION_VIEWER, made.record, "the source was mended", now=now)
    assert "figure_doubted" not in said_of(target, now)


def test_declared_breaks_reach_every_figure_of_their_series(target, now):
    made = declare_break(INSTALLATION_VIEWER, NewBreak(REVENUE.indicator, date(2018, 1, 1), "a census"), now=now)
    told = (Broken(date(2018, 1, 1), "a census"),)
    assert {one.breaks for one in observed(target, now).values()} == {told}
    assert {one.breaks for one in observed(target, now, of_its_plan).values()} == {told}
    assert "break_declared" in said_of(target, now)
    withdraw(INSTALLATION_VIEWER, made.record, "none", now=now)
    assert {one.breaks for one in observed(target, now).values()} == {()}
    assert "break_declared" not in said_of(target, now)
