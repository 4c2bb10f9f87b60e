"""Which indicators do the systems declare, and is anything wrong with the declarations?

They come on record by operations/follow_declared.py; an official may define them otherwise afterwards, and then that holds
until the declaration changes.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from yaomai.indicators.engine.checks import definition_findings
from yaomai.indicators.engine.formula import FormulaError, parse, referred
from yaomai.indicators.engine.values import NewDefinition
from yaomai.registers.declaration.indicator import Indicator

_DECLARED: dict[str, list[tuple[str, Indicator]]] = {}
"""By key, each with the id of the system that declares it: more than one is a fault."""


def declare(system: str, indicators: Sequence[Indicator]) -> None:
    """Declare the indicators of a system; declaring the same again changes nothing."""
    for one in indicators:
        known = _DECLARED.setdefault(one.key, [])
        if (system, one) not in known:
            known.append((system, one))


@contextmanager
def declared(system: str, *indicators: Indicator) -> Iterator[None]:
    """Within this block these indicators are declared, too (for tests)."""
    before = {key: list(known) for key, known in _DECLARED.items()}
    declare(system, indicators)
    try:
        yield
    finally:
        _DECLARED.clear()
        _DECLARED.update(before)


def all_declared() -> Mapping[str, Indicator]:
    """The declared indicators by key, in the order of declaration."""
    return {key: known[0][1] for key, known in _DECLARED.items()}


def said_by(one: Indicator) -> NewDefinition:
    """The definition that a declaration says."""
    return NewDefinition(**{name: getattr(one, name) for name in NewDefinition.__dataclass_fields__})


def faults(units: frozenset[str]) -> list[str]:
    """What is wrong with the declarations, each with its system and key; `units` are the codes that have words."""
    found = []
    for key, known in _DECLARED.items():
        if len(known) > 1:
            found.append(f"two declarations are called {key}: {', '.join(system for system, _ in known)}")
        for system, one in known:
            found += [f"{system}: indicator {key}: {fault}" for fault in _faults(one, units)]
    return found


def _faults(one: Indicator, units: frozenset[str]) -> Iterator[str]:
    for finding in definition_findings(said_by(one), units):
        yield f"{finding.pointer[1:]}: {finding.message}, not {finding.value!r}"
    for key, _, _ in one.comparable:
        if key not in _DECLARED:
            yield f"comparable names {key}, which nobody declares"
    if one.formula:
        try:
            named = referred(parse(one.formula))
        except FormulaError as error:
            yield f"formula: {error}"
            return
        for key in sorted(named - _DECLARED.keys()):
            yield f"formula names {key}, which nobody declares"
