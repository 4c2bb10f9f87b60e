"""How are the imports of statistics done that wait for the worker?

As jobs (database/jobs.py), like those of registers (registers/operations/do_import_jobs.py).
"""

from collections.abc import Sequence

import msgspec

from yaomai.database.jobs import Attempt, Kind
from yaomai.errors import Finding
from yaomai.indicators.models import WORKING, StatisticsImport
from yaomai.indicators.operations.accept_import import write_wanted
from yaomai.indicators.operations.begin_import import open_wanted
from yaomai.indicators.operations.map_import import read_wanted

_BACK = {"opening": "failed", "reading": "mapping", "accepting": "ready"}
"""Where a person can begin the step anew."""


def _perform(attempt: Attempt) -> None:
    one = StatisticsImport.objects.get(id=int(attempt.job))
    match one.state:
        case "opening":
            open_wanted(one, now=attempt.now)
        case "reading":
            read_wanted(one, now=attempt.now, progress=attempt.progress)
        case "accepting":
            write_wanted(one, now=attempt.now, progress=attempt.progress)


def _give_up(attempt: Attempt, findings: Sequence[Finding], _is_ours: bool) -> None:
    faults = msgspec.to_builtins(list(findings))
    StatisticsImport.rest(int(attempt.job), _BACK[attempt.state], attempt.clock(), faults=faults)


IMPORTING_STATISTICS = Kind(
    table="indicators_import",
    states=WORKING,
    perform=_perform,
    give_up=_give_up,
    code="registers.import",
)
