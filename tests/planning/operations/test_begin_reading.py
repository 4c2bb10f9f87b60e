"""A plan is read at once, or by the worker: once for all who ask, with how far it is, and with words when it fails."""

import threading

import pytest

from cast import Cast, cheapen_passwords
from plan_reading import PLAN, TEXT, archived
from yaomai.archive.operations.keep_document import keep_document
from yaomai.archive.queries.readings import reading_of
from yaomai.database import jobs
from yaomai.errors import InvalidError, NotAllowedError
from yaomai.ledger.engine.deed import INSTALLATION
from yaomai.ledger.operations.erase import erase
from yaomai.people.operations.end_account import end_account
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER
from yaomai.planning.models import PlanReading
from yaomai.planning.operations import begin_reading as beginning
from yaomai.planning.operations import propose
from yaomai.planning.operations.begin_reading import READING_PLANS, begin_reading
from yaomai.planning.queries.proposals import pieces


@pytest.fixture
def plan(database, now):
    return archived(now)


@pytest.fixture
def long(monkeypatch):
    """For this test every text is a long one."""
    monkeypatch.setattr(beginning, "AT_ONCE_CHARACTERS", 10)


def work(now):
    return jobs.do_next(READING_PLANS, clock=lambda: now, stop=threading.Event())


def seen(plan):
    return reading_of(PlanReading, plan.file)


def test_a_short_plan_is_read_at_once(plan, now):
    begin_reading(INSTALLATION_VIEWER, plan.file, now=now)
    assert len(pieces(ANYONE, plan.file)) > 5
    assert (seen(plan), work(now)) == (None, False)


@pytest.mark.parametrize(("bound", "value"), [("AT_ONCE_CHARACTERS", len(TEXT) - 1), ("AT_ONCE_FIGURES", 10)])
def test_a_long_one_and_one_with_many_figures_is_read_by_the_worker_once(plan, now, monkeypatch, bound, value):
    monkeypatch.setattr(beginning, bound, value)
    begin_reading(INSTALLATION_VIEWER, plan.file, now=now)
    begin_reading(INSTALLATION_VIEWER, plan.file, now=now)  # a second request joins the first
    assert (seen(plan).is_working, seen(plan).total, pieces(ANYONE, plan.file)) == (True, len(TEXT), [])
    assert [work(now), work(now)] == [True, False]
    assert seen(plan) is None
    assert len(pieces(ANYONE, plan.file)) > 5


@pytest.mark.usefixtures("long")
def test_everybody_sees_how_far_it_is(plan, now, monkeypatch):
    told = []
    note = jobs._note
    monkeypatch.setattr(jobs, "_note", lambda *given: (note(*given), told.append(seen(plan))))
    begin_reading(INSTALLATION_VIEWER, plan.file, now=now)
    assert work(now)
    assert len(told) > 5
    assert [one.done for one in told] == sorted(one.done for one in told)
    assert 0 < told[0].done < told[-1].done < len(TEXT)
    assert {one.total for one in told} == {len(TEXT)}


@pytest.mark.usefixtures("long")
def test_a_reading_that_failed_leaves_all_as_it_was_and_is_begun_anew(plan, now, monkeypatch):
    propose.propose(INSTALLATION_VIEWER, plan.file, now=now)
    before = len(pieces(ANYONE, plan.file))
    begin_reading(INSTALLATION_VIEWER, plan.file, now=now)
    with monkeypatch.context() as broken:
        broken.setattr(propose, "newest_decisions", lambda *_: {}["of ours"])
        assert work(now)
    assert (seen(plan).is_working, [one.code for one in seen(plan).faults]) == (False, ["planning.reading_broken"])
    assert (len(pieces(ANYONE, plan.file)), work(now)) == (before, False)
    begin_reading(INSTALLATION_VIEWER, plan.file, now=now)
    assert work(now)
    assert seen(plan) is None


def test_a_plan_that_failed_and_is_read_at_once_has_failed_no_more(plan, now, monkeypatch):
    with monkeypatch.context() as long:
        long.setattr(beginning, "AT_ONCE_CHARACTERS", 10)
        begin_reading(INSTALLATION_VIEWER, plan.file, now=now)
    PlanReading.objects.update(state="failed")
    begin_reading(INSTALLATION_VIEWER, plan.file, now=now)
    assert seen(plan) is None


@pytest.mark.usefixtures("long")
def test_it_is_read_in_the_name_of_who_asked_and_with_the_rights_of_that_moment(plan, now, monkeypatch):
    cheapen_passwords(monkeypatch)
    official = Cast(now).person("official", "official", of="省局")
    with pytest.raises(NotAllowedError):
        begin_reading(ANYONE, plan.file, now=now)
    begin_reading(official, plan.file, now=now)
    end_account(INSTALLATION_VIEWER, official.account, now=now)
    assert work(now)
    assert ([one.code for one in seen(plan).faults], pieces(ANYONE, plan.file)) == (["planning.reading_refused"], [])


def test_a_document_without_text_is_refused_at_once(database, now):
    empty = keep_document(INSTALLATION_VIEWER, "a.txt", b"  \n", PLAN, now=now)
    with pytest.raises(InvalidError) as caught:
        begin_reading(INSTALLATION_VIEWER, empty.file, now=now)
    assert "planning.no_text" in [one.code for one in caught.value.findings]
    assert seen(empty) is None


@pytest.mark.usefixtures("long")
def test_it_goes_with_the_file(plan, now):
    begin_reading(INSTALLATION_VIEWER, plan.file, now=now)
    erase([plan.record, plan.file], reason="asked for", recorder=INSTALLATION, now=now)
    assert (PlanReading.objects.exists(), work(now)) == (False, False)
