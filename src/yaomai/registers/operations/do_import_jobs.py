"""How are the imports done that wait for the worker?

As jobs (database/jobs.py): sheets are read, rows compared, accepted, withdrawn. What is wrong with the file ends an import as
`failed`; what else ends a step puts the import back to where a person can begin that step anew, and says so.
"""

from collections.abc import Sequence

import msgspec

from yaomai.database.jobs import Attempt, Kind
from yaomai.errors import Finding
from yaomai.registers.import_models import WORKING, Import
from yaomai.registers.operations.accept_import import take_back_wanted, write_wanted
from yaomai.registers.operations.begin_import import open_wanted
from yaomai.registers.operations.map_columns import compare_wanted
from yaomai.registers.operations.uncollected import uncollected

_BACK = {"opening": "failed", "reading": "mapping", "accepting": "ready", "undoing": "ready"}
"""Where a person can begin the step anew."""


def _perform(attempt: Attempt) -> None:
    one = Import.objects.get(id=int(attempt.job))
    with uncollected():
        match one.state:
            case "opening":
                open_wanted(one, now=attempt.now)
            case "reading":
                compare_wanted(one, now=attempt.now, progress=attempt.progress)
            case "accepting":
                write_wanted(one, now=attempt.now, progress=attempt.progress)
            case "undoing":
                take_back_wanted(one, now=attempt.now, progress=attempt.progress)


def _give_up(attempt: Attempt, findings: Sequence[Finding], _is_ours: bool) -> None:
    faults = msgspec.to_builtins(list(findings))
    Import.rest(int(attempt.job), _BACK[attempt.state], attempt.clock(), faults=faults)


IMPORTING = Kind(table="registers_import", states=WORKING, perform=_perform, give_up=_give_up, code="registers.import")
