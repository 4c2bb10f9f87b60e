"""Who reckons verdicts anew when something is recorded on which they rest? The worker, which calls this."""

import threading
from collections.abc import Callable
from datetime import date, datetime

from django.db import connections

from yaomai.planning.operations.judge import judge_changed
from yaomai.planning.queries.grounds import changed
from yaomai.registers.engine.resolve import today

LOOK_S = 5.0
"""Seconds between two looks."""


def keep_judged(clock: Callable[[], datetime], stop: threading.Event) -> None:
    """Reckon what has changed, until `stop` is set."""
    judged_on: date | None = None
    try:
        while not stop.is_set():
            now = clock()
            if judged_on != today(now) or changed():
                judge_changed(now=now)
                judged_on = today(now)
            stop.wait(LOOK_S)
    finally:
        connections.close_all()
