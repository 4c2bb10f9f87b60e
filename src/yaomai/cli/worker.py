"""What does the worker process do?"""

import signal
import threading
from collections.abc import Callable
from functools import partial


def run() -> None:
    """Keep the log (append, sign, have it witnessed), capture the documents that wait for it, do the imports that do, derive
    anew what a new day changes, and judge targets anew when their figures change, until SIGTERM or SIGINT.
    """
    from django.utils import timezone

    from yaomai.archive.operations.do_reading_jobs import READING_TEXTS
    from yaomai.cli.serving import log_setup
    from yaomai.database.jobs import keep_doing
    from yaomai.indicators.operations.do_import_jobs import IMPORTING_STATISTICS
    from yaomai.ledger.operations.keep_log import LogKeeper
    from yaomai.planning.operations.begin_reading import READING_PLANS
    from yaomai.planning.operations.keep_judged import keep_judged
    from yaomai.registers.operations.do_import_jobs import IMPORTING
    from yaomai.registers.operations.keep_refreshed import keep_refreshed
    from yaomai.traceability.operations.do_capture_jobs import CAPTURING

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    failure: list[BaseException] = []
    works: dict[str, Callable[[], None]] = {
        kind.table: partial(keep_doing, kind, timezone.now, stop)
        for kind in (CAPTURING, IMPORTING, IMPORTING_STATISTICS, READING_TEXTS, READING_PLANS)
    }
    works |= {
        "refreshing": lambda: keep_refreshed(timezone.now, stop),
        "judging": lambda: keep_judged(timezone.now, stop),
    }
    threads = [threading.Thread(target=_guarded, args=(work, stop, failure), name=name) for name, work in works.items()]
    for thread in threads:
        thread.start()
    try:
        LogKeeper(log_setup(), timezone.now, stop).run()
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    if failure:
        raise failure[0]


def _guarded(work: Callable[[], None], stop: threading.Event, failure: list[BaseException]) -> None:
    """Do the work; when it cannot go on, the whole process ends, and whoever watches over it says so."""
    try:
        work()
    except BaseException as error:  # noqa: BLE001  # of a thread: `run` raises it when all have ended
        failure.append(error)
        stop.set()
