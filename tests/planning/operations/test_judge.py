"""Verdicts as they are kept: those of the demonstration's plans, for whom, and what makes them anew."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import orjson
import pytest

from cast import Cast
from make_statistics import Statistics, said, year
from yaomai.demo.plans import load_plans
from yaomai.indicators.operations.withdraw import withdraw
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER
from yaomai.planning import models
from yaomai.planning.engine.verdict import verdict
from yaomai.planning.engine.verdict_json import from_json, to_json
from yaomai.planning.operations.decide import NewDecision, decide
from yaomai.planning.operations.judge import judge_all, judge_changed
from yaomai.planning.queries.grounds import changed
from yaomai.planning.queries.proposals import newest_decisions
from yaomai.planning.queries.targets import targets
from yaomai.planning.queries.verdicts import Filters, board, counts, verdict_of

CASES = Path(__file__).parents[1] / "engine" / "verdict_cases.txt"


@pytest.fixture
def plans(database, now, monkeypatch):
    """The three plans of the demonstration, of an extract; who brought them in."""
    import cast as module

    module.cheapen_passwords(monkeypatch)
    official = Cast(now).person("official", "official", of="省局")
    load_plans(official, now=now, say=lambda _: None, beside=Path("nowhere"))
    return official


def of(name):
    return next(one for one in targets("public") if one.now.name == name)


def said_of(name):
    return verdict_of(ANYONE, of(name).target).verdict


def test_the_demonstration_judges_as_the_case_table_does(plans, now):
    """The promises of the table that the demonstration has, too: state, light and class are the same."""
    judge_all(now=now)
    rows = [
        [cell.strip() for cell in line.split("|")]
        for line in CASES.read_text().splitlines()
        if line and not line.startswith("#")
    ]
    expected = {(row[2], row[4], row[10][-4:]): (row[12], row[13], row[14]) for row in rows if row[1] != "made-up"}
    found = {
        (row.target.now.name, row.target.now.segment, str(row.target.now.year)): (
            row.state,
            row.light,
            row.comparability,
        )
        for row in board("public")
    }
    both = expected.keys() & found.keys()
    assert len(both) >= 18
    assert {key: found[key] for key in both} == {key: expected[key] for key in both}


def test_what_is_kept_is_read_back_the_same(plans, now):
    judge_all(now=now)
    for row in models.Verdict.objects.all():
        again = from_json(row.verdict)
        assert orjson.loads(orjson.dumps(to_json(again))) == row.verdict
        assert again.state == row.state


def test_all_anew_says_how_far_it_is(plans, now):
    steps = []
    done = judge_all(now=now, progress=lambda made, all_of_them: steps.append((made, all_of_them)))
    assert done == 2 * len(targets("public"))
    assert steps[-1] == (done, done)
    assert [made for made, _ in steps] == sorted(made for made, _ in steps)


def test_a_new_figure_makes_only_its_targets_anew(plans, now):
    judge_all(now=now)
    assert not changed()
    later = now + timedelta(hours=1)
    rate = said("herb.processing_rate", year(2020), "61.5", basis="level")
    edition = Statistics(later).publish(rate, is_invented=False)
    assert 0 < judge_changed(now=later) < len(targets("public")) // 2
    found = said_of("中药材加工率")
    assert (found.state, found.light, found.comparability) == ("met", "green", "same")
    assert found.gap == Decimal("1.5")
    assert found.used[0].ref.startswith("observation/")
    gone = later + timedelta(hours=1)
    withdraw(INSTALLATION_VIEWER, edition.record, "published in error", now=gone)
    judge_changed(now=gone)
    assert said_of("中药材加工率").state == "cannot_judge"


def test_what_is_for_officials_decides_nothing_for_the_public(plans, now):
    rate = said("herb.processing_rate", year(2020), "58", basis="level")
    Statistics(now).publish(rate, access="official", is_invented=False)
    judge_all(now=now)
    number = of("中药材加工率").target
    assert verdict_of(ANYONE, number).verdict.state == "cannot_judge"
    assert verdict_of(plans, number).verdict.state == "missed"


def test_made_up_figures_are_said_and_stand_behind_real_ones(plans, now):
    statistics = Statistics(now)
    statistics.publish(said("herb.processing_rate", year(2020), "90", basis="level"))
    judge_all(now=now)
    found = said_of("中药材加工率")
    assert found.comparability == "caution"
    assert "figure_invented" in [one.code for one in found.reasons]
    assert found.used[0].is_invented


def test_a_withdrawn_target_has_no_verdict(plans, now):
    judge_all(now=now)
    one = of("中药材加工率")
    newest = newest_decisions(one.document)[one.start, one.end].record
    decide(plans, one.document, [NewDecision(one.start, one.end, "reopen", newest, reason="not a promise")], now=now)
    judge_changed(now=now)
    assert not models.Verdict.objects.filter(target=one.target).exists()


def test_a_new_day_judges_anew(plans, now):
    judge_all(now=now)
    assert judge_changed(now=now) == 0
    assert judge_changed(now=now + timedelta(days=1)) == 2 * len(targets("public"))


def test_the_board_is_filtered(plans, now):
    assert {row.state for row in board("public")} == {""}  # nothing was judged yet
    judge_all(now=now)
    rows = board("public")
    assert counts(rows)["met"] == sum(row.state == "met" for row in rows)
    missed = board("public", Filters(states=("missed",)))
    assert {row.target.now.name for row in missed} == {"医药工业主营业务收入"}
    (revenue,) = missed
    assert (round(revenue.completion, 4), revenue.value_year, revenue.reason) == (
        Decimal("0.5874"), 2021, "not_reached_even_later",
    )  # fmt: skip
    assert {row.target.now.region for row in board("public", Filters(region="620100"))} == {"620100"}
    assert len(board("public", Filters(region="620000"))) == len(rows)
    document = rows[0].target.document
    assert {row.target.document for row in board("public", Filters(document=document))} == {document}
    assert {row.target.now.year for row in board("public", Filters(years=(2020,)))} == {2020}


def test_a_target_that_cannot_be_reckoned_stops_no_other(plans, now, monkeypatch, caplog):
    """Its verdict says so, the log has its number, and the others are judged as ever."""
    broken = targets("public")[0]
    judge_all(now=now)
    before = {row.target: row.state for row in models.Verdict.objects.filter(audience="public")}

    def broken_verdict(target, figures, today):
        if target.target == broken.target:
            raise ZeroDivisionError("by nothing")
        return verdict(target, figures, today)

    monkeypatch.setattr("yaomai.planning.operations.judge.verdict", broken_verdict)
    judge_all(now=now)
    after = {row.target: row.state for row in models.Verdict.objects.filter(audience="public")}
    assert after == before | {broken.target: "cannot_judge"}
    kept = verdict_of(ANYONE, broken.target).verdict
    assert [one.code for one in kept.reasons] == ["not_reckoned"]
    assert f"target {broken.target} cannot be reckoned" in caplog.text
