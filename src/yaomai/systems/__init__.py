"""Which systems of the plans are built, and what are they made of?

One file a system, declarations only: it imports the vocabulary (`yaomai.registers.declaration`) and nothing else, and ends
with `SYSTEM = System(...)`. A file that is here is found; nothing else has to be told of it.
"""

import importlib
import json
import pkgutil
import traceback
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources

from yaomai.indicators import declared as indicators
from yaomai.indicators.engine.units import UNITS
from yaomai.registers import assessments, kinds
from yaomai.registers.declaration import Number, System
from yaomai.registers.engine.reading_numbers import unit_codes


@cache
def all_systems() -> Sequence[System]:
    """Every system, in the order of the files' names; their kinds and indicators are declared on the first call.

    Raises ValueError naming every file and every kind whose declaration has a fault.
    """
    found, faults = [], []
    for module in pkgutil.iter_modules(__path__):
        if module.ispkg or module.name == "apps":
            continue
        file = f"systems/{module.name}.py"
        try:
            system = getattr(importlib.import_module(f"{__name__}.{module.name}"), "SYSTEM", None)
        except Exception as error:  # noqa: BLE001  # whatever a declaration does wrong is told with its place
            faults.append(f"{file}{_line(error, file)}: {type(error).__name__}: {error}")
            continue
        if isinstance(system, System):
            found.append(system)
            faults += system_faults(system, file)
        else:
            faults.append(f"{file} ends without SYSTEM = System(...)")
    for system in found:
        for kind in system.kinds:
            kinds.declare(kind)
        assessments.declare(system)
        indicators.declare(system.id, system.indicators)
    faults += kinds.faults() + assessments.faults() + indicators.faults(UNITS)
    if faults:
        raise ValueError("; ".join(faults))
    return tuple(found)


def system_faults(system: System, file: str) -> Iterator[str]:
    """What a declaration of this file names that is nowhere, and what to do about it."""
    ids = [
        one["id"]
        for one in json.loads((resources.files(__name__) / "catalogue" / "systems.json").read_bytes())["systems"]
    ]
    if system.id not in ids:
        yield (
            f"{file}: System(id={system.id!r}) is in no catalogue; take the id from docs/systems.md, or add the system to"
            " systems/catalogue/systems.json"
        )
    for kind in system.kinds:
        for one in kind.properties:
            if isinstance(one.type, Number) and one.type.unit not in unit_codes():
                yield (
                    f"{file}: {kind.name}.{one.name}: the unit {one.type.unit!r} has no words; take its UN/ECE Recommendation 20"
                    f" code, one of {', '.join(sorted(unit_codes() - {''}))}, or give it words in"
                    " registers/engine/reading_numbers.py and web/labels.py"
                )


def _line(error: Exception, file: str) -> str:
    """In which line of the file it went wrong."""
    if isinstance(error, SyntaxError) and error.lineno:
        return f", line {error.lineno}"
    lines = [one.lineno for one in traceback.extract_tb(error.__traceback__) if one.filename.endswith(file)]
    return f", line {lines[-1]}" if lines else ""
