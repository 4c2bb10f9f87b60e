"""Nothing that verdicts rest on changes unnoticed: late commits, access of documents, corrections, definitions."""

import threading
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connections, transaction

from make_statistics import Statistics, said, year
from plan_reading import at, proposed
from yaomai.archive.engine.description import Description
from yaomai.archive.operations.keep_document import describe_document, keep_document
from yaomai.indicators.engine.values import NewBreak, NewCorrection, NewDefinition, SeriesKey
from yaomai.indicators.operations.correct import correct
from yaomai.indicators.operations.declare_break import declare_break
from yaomai.indicators.operations.define import define
from yaomai.indicators.operations.withdraw import withdraw
from yaomai.indicators.queries.definitions import must_find
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER
from yaomai.planning import models
from yaomai.planning.operations.decide import NewDecision, decide
from yaomai.planning.operations.judge import judge_all, judge_changed
from yaomai.planning.queries.grounds import changed
from yaomai.planning.queries.verdicts import board

REVENUE = SeriesKey("industry.revenue", "620000", "")


@pytest.fixture
def plan(database, now):
    """A plan that promises a revenue of 2020, judged."""
    found = proposed(now)
    decide(INSTALLATION_VIEWER, found.file, [NewDecision(*at("300亿元以上"), "confirm")], now=now)
    judge_all(now=now)
    assert states() == {"public": "cannot_judge", "official": "cannot_judge"}
    return found


def states():
    return {row.audience: row.state for row in models.Verdict.objects.all()}


def revenue(value="31000000000"):
    return said("industry.revenue", year(2020), value)


def described(document, access, now):
    status = "draft" if access == "official" else "approved"
    new = replace(document.described, access=access, status=status)
    describe_document(INSTALLATION_VIEWER, document.file, new, now=now)


def test_what_was_begun_long_before_and_is_committed_after(plan, now):
    """Its record is older than the judging, by its time and its number; it is judged with as soon as it is there."""
    written, may_commit = threading.Event(), threading.Event()
    failed = []

    def publish():
        try:
            with transaction.atomic():
                Statistics(now - timedelta(days=3)).publish(revenue(), is_invented=False)
                written.set()
                assert may_commit.wait(60)
        except BaseException as error:  # noqa: BLE001  # told to the test below
            failed.append(error)
        finally:
            written.set()
            connections.close_all()

    other = threading.Thread(target=publish)
    other.start()
    assert written.wait(60)
    described(plan, "public", now)  # something later that is judged with before
    judge_changed(now=now)
    assert states()["public"] == "cannot_judge"
    assert not changed()
    may_commit.set()
    other.join()
    assert failed == []
    assert changed()
    assert judge_changed(now=now) == 2
    assert states() == {"public": "met", "official": "met"}


def test_a_judging_that_breaks_off_has_judged_nothing(plan, now, monkeypatch):
    Statistics(now).publish(revenue(), is_invented=False)

    def broken(*_):
        raise RuntimeError("the machine stops")

    with monkeypatch.context() as patch:
        patch.setattr("yaomai.planning.operations.judge.verdict", broken)
        with pytest.raises(RuntimeError):
            judge_changed(now=now)
    assert states()["public"] == "cannot_judge"
    judge_changed(now=now)
    assert states()["public"] == "met"


@pytest.mark.parametrize(("first", "then"), [("public", "official"), ("official", "public")])
def test_the_access_of_the_document_of_a_figure(plan, now, first, then):
    """A report in the archive states the figure; it is opened to the public, or closed."""
    about = Description(title="年报", issuer="统计局", issued_on=date(2021, 5, 1), division="620000")
    report = keep_document(INSTALLATION_VIEWER, "report.txt", "营业收入310亿元".encode(), about, now=now)
    described(report, first, now)
    Statistics(now).publish(revenue(), is_invented=False, file=report.file)
    judge_changed(now=now)
    by_access = {"public": "met", "official": "cannot_judge"}
    assert states() == {"public": by_access[first], "official": "met"}
    described(report, then, now)
    # Until it is judged anew the public is shown no verdict that may rest on what was closed to it.
    assert [one.state for one in board(ANYONE)] == ["" if then == "official" else by_access[first]]
    assert [one.state for one in board("official")] == ["met"]
    assert judge_changed(now=now) == 2
    assert states() == {"public": by_access[then], "official": "met"}
    assert [one.state for one in board(ANYONE)] == [by_access[then]]


@pytest.mark.parametrize("access", ["public", "official"])
def test_the_access_of_the_plan_itself(plan, now, access):
    described(plan, "official" if access == "public" else "public", now)
    judge_changed(now=now)
    described(plan, access, now)
    judge_changed(now=now)
    assert set(states()) == ({"public", "official"} if access == "public" else {"official"})


def test_a_correction_and_its_withdrawal(plan, now):
    Statistics(now).publish(revenue("29000000000"), is_invented=False)
    judge_changed(now=now)
    assert states()["public"] == "missed"
    start, end = year(2020)
    told = {"expect": Decimal(29000000000), "value": Decimal(31000000000), "reason": "misprint"}
    made = correct(INSTALLATION_VIEWER, NewCorrection(REVENUE, "flow", start, end, "override", **told), now=now)
    judge_changed(now=now)
    assert states()["public"] == "met"
    withdraw(INSTALLATION_VIEWER, made.record, "it was right", now=now)
    judge_changed(now=now)
    assert states()["public"] == "missed"


def test_a_definition_that_no_longer_names_another_indicator(plan, now):
    """The target is near the other indicator by its old wording only, and still must be judged anew."""
    Statistics(now).define("local.revenue", comparable=(("industry.revenue", "caution", "nearly"),))
    Statistics(now).publish(said("local.revenue", year(2020), "31000000000"), is_invented=False)
    judge_changed(now=now)
    assert states()["public"] == "met"
    old = must_find("local.revenue")
    new = NewDefinition(old.key, old.name, old.unit, old.counted, old.scope, old.basis, old.direction, old.aggregation)
    define(INSTALLATION_VIEWER, new, "another thing", now=now)
    judge_changed(now=now)
    assert states()["public"] == "cannot_judge"


def test_a_declared_break_and_its_withdrawal(plan, now):
    new = NewBreak("industry.revenue", date(2018, 1, 1), "another survey", "620000", None)
    made = declare_break(INSTALLATION_VIEWER, new, now=now)
    assert judge_changed(now=now) == 2
    withdraw(INSTALLATION_VIEWER, made.record, "the same survey", now=now)
    assert judge_changed(now=now) == 2


def test_what_is_about_something_else_judges_nothing(plan, now):
    Statistics(now).define("herb.own")
    Statistics(now).publish(said("herb.own", year(2020), "5"))
    assert judge_changed(now=now) == 0
    assert not changed()
