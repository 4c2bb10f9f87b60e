"""How are the imports of statistics done that wait for the worker?

As those of registers are (registers/operations/do_import_jobs.py): one after the other, the oldest first; what a job writes and the
state that ends it are committed together, so that a worker that is killed leaves nothing half done.
"""

import hashlib
import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec
from django.db import connections, transaction

from yaomai.database.jobs import TROUBLE, StoppedError, another_connection, held, keep_doing
from yaomai.errors import Finding, InstallationError, LedgerError, RefusedError
from yaomai.indicators.models import WORKING, StatisticsImport
from yaomai.indicators.operations.accept_import import write_wanted
from yaomai.indicators.operations.begin_import import open_wanted
from yaomai.indicators.operations.import_work import CHANNEL, Progress, rest
from yaomai.indicators.operations.map_import import read_wanted

logger = logging.getLogger(__name__)

ATTEMPTS_MAX = 3
"""What was begun so often, and neither done nor left because the worker was told to stop, is put back."""
RETRY_AFTER = timedelta(minutes=1)
_CANDIDATES = 100
_BACK = {"opening": "failed", "reading": "mapping", "accepting": "ready", "undoing": "accepted"}
"""Where a person can begin the step anew."""


def keep_importing_statistics(clock: Callable[[], datetime], stop: threading.Event) -> None:
    """Do what waits until `stop` is set; what is under way then is left for later. Raises what waiting does not cure."""
    keep_doing(CHANNEL, lambda: do_next(clock=clock, stop=stop), stop)


def do_next(*, clock: Callable[[], datetime], stop: threading.Event) -> bool:
    """Do the oldest that nobody is doing; whether there was one."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT id FROM indicators_import WHERE state = ANY(%s) AND (finished_at IS NULL OR finished_at <= %s)"
            " ORDER BY attempts, id LIMIT %s",
            (list(WORKING), clock() - RETRY_AFTER, _CANDIDATES),
        )
        candidates = [row[0] for row in cursor.fetchall()]
    for number in candidates:
        with held(_lock_of(number)) as is_held:
            if is_held and _do(number, clock, stop):
                return True
    return False


def _lock_of(number: int) -> int:
    return int.from_bytes(hashlib.sha256(f"{CHANNEL} {number}".encode()).digest()[:8], signed=True)


def _do(number: int, clock: Callable[[], datetime], stop: threading.Event) -> bool:
    """Do an import that is held; False when somebody did it meanwhile."""
    now = clock()
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "UPDATE indicators_import SET finished_at = NULL, attempts = attempts + 1, rows_done = 0"
            " WHERE id = %s AND state = ANY(%s)",
            (number, list(WORKING)),
        )
        if not cursor.rowcount:
            return False
    one = StatisticsImport.objects.get(id=number)
    if one.attempts > ATTEMPTS_MAX:  # the last attempt took the process, or its connection, with it
        _put_down(one, "", clock())
        return True
    try:
        with another_connection() as beside:
            noting = _Noting(number, beside, stop)
            with transaction.atomic():
                _perform(one, now, noting)
    except StoppedError:
        logger.info("import of statistics %s is left for later: the worker stops", number)
        StatisticsImport.objects.filter(id=number).update(attempts=one.attempts - 1, rows_done=0)
    except RefusedError as error:  # the account has ended, a right was taken back, the file was erased
        findings = getattr(error, "findings", None) or [Finding("statistics.import_refused", "", str(error))]
        rest(number, _BACK[one.state], clock(), faults=msgspec.to_builtins(list(findings)))
    except TROUBLE as error:
        if one.attempts >= ATTEMPTS_MAX:
            logger.exception("import of statistics %s is put back after %d attempts", number, one.attempts)
            _put_down(one, type(error).__name__, clock())
        else:
            logger.warning("import of statistics %s is tried again in %s", number, RETRY_AFTER, exc_info=error)
            StatisticsImport.objects.filter(id=number).update(finished_at=clock())
    except (InstallationError, LedgerError):
        raise  # the record, not the file
    except Exception as error:  # whatever it is, it is logged, and the import says so
        # A fault of ours that this file brings out: without an end the worker would meet it for ever.
        logger.exception("import of statistics %s brought out a fault of this installation", number)
        _put_down(one, type(error).__name__, clock())
    return True


def _perform(one: StatisticsImport, now: datetime, progress: Progress) -> None:
    match one.state:
        case "opening":
            open_wanted(one, now=now)
        case "reading":
            read_wanted(one, now=now, progress=progress)
        case "accepting":
            write_wanted(one, now=now, progress=progress)


class _Noting:
    """Lets everybody see how far an import is: on a connection of its own, because the work is not committed yet."""

    def __init__(self, number: int, beside: object, stop: threading.Event) -> None:
        self._number, self._beside, self._stop = number, beside, stop
        self._shown = (-1, -1)

    def __call__(self, done: int, total: int) -> None:
        if self._stop.is_set():
            raise StoppedError
        if (done, total) != self._shown:
            self._shown = (done, total)
            with self._beside.cursor() as cursor:  # type: ignore[attr-defined]  # a connection of Django's
                cursor.execute(
                    "UPDATE indicators_import SET rows_done = %s, rows_total = %s WHERE id = %s",
                    (done, total, self._number),
                )


def _put_down(one: StatisticsImport, what: str, now: datetime) -> None:
    words = (
        "this installation could not do this, through no fault of the file; nothing of it was done; tell the operator"
    )
    faults = [Finding("statistics.import_broken", "", words, what)]
    rest(one.id, _BACK[one.state], now, faults=msgspec.to_builtins(faults))
