"""Who derives entities anew when a day has come on which other statements are valid? The worker, which calls this."""

import threading
from collections.abc import Callable
from datetime import datetime

from django.db import connections

from yaomai.registers.operations.refresh import refresh_due

LOOK_S = 5.0
"""Seconds between two looks: what an erasure blanked shows what is left of it that soon."""


def keep_refreshed(clock: Callable[[], datetime], stop: threading.Event) -> None:
    """Derive anew what is due, until `stop` is set."""
    try:
        while not stop.is_set():
            if not refresh_due(clock()):
                stop.wait(LOOK_S)
    finally:
        connections.close_all()
