"""What does the worker process do?"""

import signal
import threading


def run() -> None:
    """Keep the log (append, sign, have it witnessed) until SIGTERM or SIGINT."""
    from django.utils import timezone

    from yaomai.cli.serving import log_setup
    from yaomai.ledger.operations.keep_log import LogKeeper

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    LogKeeper(log_setup(), timezone.now, stop).run()
