"""Who reckons verdicts anew when something is recorded on which they rest? The worker, which calls this."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connections

from yaomai.database.jobs import StoppedError
from yaomai.planning.operations.judge import judge_changed
from yaomai.planning.queries.grounds import DEEDS, changed
from yaomai.registers.engine.resolve import today

logger = logging.getLogger(__name__)

LOOK_S = 5.0
"""Seconds between two looks."""
ELSEWHERE = timedelta(minutes=10)
"""What registers and events answer is asked anew so long after verdicts were judged, if there is any deed since: they change all
the time, and to reckon their totals takes long.
"""


def keep_judged(clock: Callable[[], datetime], stop: threading.Event) -> None:
    """Reckon what has changed, until `stop` is set; what is under way then is left, and reckoned from its beginning later."""
    judged_at: datetime | None = None

    def go_on(_done: int, _total: int) -> None:
        if stop.is_set():
            raise StoppedError

    try:
        while not stop.is_set():
            now = clock()
            if judged_at is None or _is_due(now, judged_at):
                judge_changed(now=now, progress=go_on)
                judged_at = now
            stop.wait(LOOK_S)
    except StoppedError:
        logger.info("judging is left for later: the worker stops")
    finally:
        connections.close_all()


def _is_due(now: datetime, judged_at: datetime) -> bool:
    if today(now) != today(judged_at):
        return True
    found = changed()
    return any(one.kind != DEEDS for one in found) or (bool(found) and now - judged_at >= ELSEWHERE)
