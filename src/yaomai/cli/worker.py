"""What does the worker process do?"""

import signal
import threading

_ROUND = 0.2  # seconds between looks at the queue


def run() -> None:
    """Append what is pending to the log, until SIGTERM or SIGINT."""
    from yaomai.ledger.operations.sequence import sequence

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.is_set():
        if not sequence().appended:
            stop.wait(_ROUND)
