"""The worker judges anew when something was recorded, and rests when nothing was."""

import threading
from datetime import timedelta

from make_statistics import Statistics, said, year
from plan_reading import at, proposed
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.planning import models
from yaomai.planning.operations.decide import NewDecision, decide
from yaomai.planning.operations.keep_judged import keep_judged


class Once(threading.Event):
    """Set as soon as somebody waits for it."""

    def wait(self, *_timeout):
        self.set()
        return True


def looked(now):
    """One look of the worker at a time."""
    keep_judged(lambda: now, Once())
    return {row.audience: (row.state, row.computed_at) for row in models.Verdict.objects.all()}


def test_the_worker_judges_what_was_recorded(database, now):
    plan = proposed(now).file
    assert looked(now) == {}
    decide(INSTALLATION_VIEWER, plan, [NewDecision(*at("300亿元以上"), "confirm")], now=now)
    first = looked(now)
    assert {state for state, _ in first.values()} == {"cannot_judge"}
    later = now + timedelta(days=1)
    Statistics(later).publish(said("industry.revenue", year(2020), "31000000000"), access="official", is_invented=False)
    found = looked(later)
    assert found["public"][0] == "cannot_judge"
    assert found["official"] == ("met", later)


def test_a_worker_that_is_to_stop_leaves_verdicts_as_they_were(database, now):
    plan = proposed(now).file
    decide(INSTALLATION_VIEWER, plan, [NewDecision(*at("300亿元以上"), "confirm")], now=now)
    before = looked(now)
    stop = threading.Event()

    def clock():
        stop.set()
        return now + timedelta(days=1)

    keep_judged(clock, stop)
    assert {row.audience: (row.state, row.computed_at) for row in models.Verdict.objects.all()} == before
    assert looked(now + timedelta(days=1)) != before
