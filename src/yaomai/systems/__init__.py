"""Which systems of the plans are built, and what are they made of?

One file a system, declarations only: it imports the vocabulary (`yaomai.registers.declaration`) and nothing else, and ends
with `SYSTEM = System(...)`. A file that is here is found; nothing else has to be told of it.
"""

import importlib
import pkgutil
from collections.abc import Sequence
from functools import cache

from yaomai.registers import assessments, kinds
from yaomai.registers.declaration import System


@cache
def all_systems() -> Sequence[System]:
    """Every system, in the order of the files' names; their kinds are declared to the registers on the first call.

    Raises ValueError naming every file and every kind whose declaration has a fault.
    """
    found, faults = [], []
    for module in pkgutil.iter_modules(__path__):
        if module.ispkg or module.name == "apps":
            continue
        system = getattr(importlib.import_module(f"{__name__}.{module.name}"), "SYSTEM", None)
        if isinstance(system, System):
            found.append(system)
        else:
            faults.append(f"systems/{module.name}.py ends without SYSTEM = System(...)")
    for system in found:
        for kind in system.kinds:
            kinds.declare(kind)
        assessments.declare(system)
    faults += kinds.faults() + assessments.faults()
    if faults:
        raise ValueError("; ".join(faults))
    return tuple(found)
