"""Two persons decide at once: one of them is told. A decision that fails half-way leaves nothing behind."""

import threading

import pytest
from django.db import connection, connections

from plan_reading import at, proposed
from yaomai.errors import ConflictError
from yaomai.indicators.models import Edition
from yaomai.ledger.models import Deed
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER
from yaomai.planning import models
from yaomai.planning.operations import decide as deciding
from yaomai.planning.operations.decide import NewDecision, decide
from yaomai.planning.queries.targets import targets

TARGET, FACT = at("300亿元以上"), at("约160亿元")


@pytest.fixture
def plan(database, now):
    return proposed(now).file


def test_of_two_who_decide_at_once_one_is_told(plan, now):
    start, outcomes = threading.Barrier(2), []

    def one(word):
        try:
            start.wait()
            decide(INSTALLATION_VIEWER, plan, [NewDecision(*TARGET, word)], now=now)
            outcomes.append(word)
        except ConflictError:
            outcomes.append("told")
        finally:
            connections.close_all()

    both = [threading.Thread(target=one, args=(word,)) for word in ("confirm", "reject")]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert outcomes.count("told") == 1
    assert len(outcomes) == 2
    (kept,) = models.Decision.objects.all()
    assert kept.decision in outcomes
    assert len(targets(ANYONE)) == (kept.decision == "confirm")


def test_a_decision_that_fails_half_way_leaves_nothing(plan, now, monkeypatch):
    before = Deed.objects.count()

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(deciding, "_kept", dies)
    with pytest.raises(KeyboardInterrupt):
        decide(INSTALLATION_VIEWER, plan, [NewDecision(*TARGET, "confirm"), NewDecision(*FACT, "confirm")], now=now)
    assert not connection.in_atomic_block
    assert (Deed.objects.count(), Edition.objects.count(), models.Target.objects.count()) == (before, 0, 0)
