"""Which totals, shares, targets and rules are declared, and does each fit the kinds that it speaks of?

The room `systems` declares them when the program starts; tests may declare a system for a while. A figure is called by its
system and its name: "G06/base_area".
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation

from yaomai.errors import NotFoundError
from yaomai.registers import kinds
from yaomai.registers.declaration.figures import Figured, Share, Target, Total
from yaomai.registers.declaration.kind import Kind
from yaomai.registers.declaration.rules import (
    Check,
    Condition,
    Draw,
    Finder,
    Of,
    Overlap,
    Rating,
    Related,
    Rule,
    Valid,
)
from yaomai.registers.declaration.system import Ruled, System
from yaomai.registers.declaration.types import Area, Choice, Number, Ref
from yaomai.registers.engine.snapshot import last_property, path_kinds

_SYSTEMS: dict[str, System] = {}


def declare(system: System) -> None:
    """Declare the figures and rules of a system. Raises ValueError when another system has its id."""
    if _SYSTEMS.setdefault(system.id, system) is not system:
        raise ValueError(f"two systems are called {system.id}")


@contextmanager
def declared(system: System) -> Iterator[None]:
    """Within this block the system's kinds, figures and rules are declared, too (for tests)."""
    with kinds.declared(*system.kinds):
        declare(system)
        try:
            yield
        finally:
            del _SYSTEMS[system.id]


def figures(kind: str) -> list[tuple[str, Figured]]:
    """The figures about a kind, each with its system's id, as declared: totals of the kind, shares and targets of those."""
    return [
        (system.id, one) for system in _SYSTEMS.values() for one in system.figures if kind_of(system.id, one) == kind
    ]


def figure(system: str, name: str) -> Figured:
    """The figure of this system and name. Raises NotFoundError."""
    found = next((one for one in (_SYSTEMS[system].figures if system in _SYSTEMS else ()) if one.name == name), None)
    if found is None:
        raise NotFoundError(f"no figure is called {system[:20]}/{name[:80]}")
    return found


def total(system: str, name: str) -> Total:
    """The total of this name: of this system, or (as "G06/base_area") of another. Raises NotFoundError."""
    other, _, own = name.rpartition("/")
    found = figure(other or system, own)
    if not isinstance(found, Total):
        raise NotFoundError(f"{system}/{name} is no total")
    return found


def kind_of(system: str, one: Figured) -> str:
    """The kind that a figure is about; of a share that of its part."""
    if isinstance(one, Total):
        return one.kind
    name = one.part if isinstance(one, Share) else one.total
    other, _, own = name.rpartition("/")
    return kind_of(other or system, figure(other or system, own))


def rules(kind: str) -> list[tuple[str, Ruled]]:
    """The rules about a kind, each with its system's id."""
    return [(system.id, one) for system in _SYSTEMS.values() for one in system.rules if one.kind == kind]


def checks(kind: str) -> list[Check]:
    """The checks of a kind."""
    return [one for _, one in rules(kind) if isinstance(one, Check)]


def overlaps(kind: str) -> list[Overlap]:
    """The outlines of a kind that must not overlap."""
    return [one for _, one in rules(kind) if isinstance(one, Overlap)]


def finders(kind: str) -> list[Finder]:
    """The searches by need of a kind."""
    return [one for _, one in rules(kind) if isinstance(one, Finder)]


def draws(kind: str) -> list[tuple[str, Draw]]:
    """The draws from a kind, each with its system's id."""
    return [(system, one) for system, one in rules(kind) if isinstance(one, Draw)]


def draw(name: str) -> Draw:
    """The draw of this name, such as "K09/panel". Raises NotFoundError."""
    system, _, own = name.partition("/")
    for one in _SYSTEMS[system].rules if system in _SYSTEMS else ():
        if isinstance(one, Draw) and one.name == own:
            return one
    raise NotFoundError(f"no draw is called {name[:80]}")


def ratings(kind: str) -> list[Rating]:
    """The ratings of a kind."""
    return [one for _, one in rules(kind) if isinstance(one, Rating)]


def kinds_for_rules(kind: str, asked: Sequence[Rule]) -> frozenset[str]:
    """The kinds whose rows are needed to judge these rules of a kind."""
    by_name = {one.name: one for one in kinds.all_kinds()}
    found = {kind}
    for rule in asked:
        for start, path in paths(kind, rule):
            found |= set(path_kinds(by_name, start, path))
            end = last_property(by_name, start, path) if path else None
            if end is not None and isinstance(end.type, Ref):
                found.add(end.type.kind)  # reasons name what is referred to
    return frozenset(found)


def kinds_for_total(one: Total) -> frozenset[str]:
    """The kinds whose rows are needed to reckon a total, to part it, and to name its parts."""
    by_name = {each.name: each for each in kinds.all_kinds()}
    reached = {each for path in one.by for each in path_kinds(by_name, one.kind, path)}
    ends = [last_property(by_name, one.kind, path) for path in one.by]
    named = {each.type.kind for each in ends if each and isinstance(each.type, Ref)}
    return kinds_for_rules(one.kind, one.where) | reached | named


def paths(kind: str, rule: Rule) -> Iterator[tuple[str, str]]:
    """Every path of a rule, with the kind that it begins at."""
    if isinstance(rule, Valid):
        yield from ((kind, rule.start), (kind, rule.end))
        return
    for side in (rule.path, rule.value):
        if isinstance(side, Related):
            for theirs, ours in side.link.items():
                yield from ((side.kind, theirs), (kind, ours))
            yield side.kind, side.take
            for each in side.where:
                yield from paths(side.kind, each)
        elif isinstance(side, Of):
            yield kind, side.path
    if isinstance(rule, Condition) and isinstance(rule.path, str):
        yield kind, rule.path


def faults() -> list[str]:
    """What does not fit: paths and kinds that nobody declares, figures of figures that are none, names given twice."""
    by_name = {one.name: one for one in kinds.all_kinds()}
    found: list[str] = []
    for system in _SYSTEMS.values():
        names = [one.name for one in (*system.figures, *system.rules)]
        found += [f"{system.id}: two figures or rules are called {one}" for one in set(names) if names.count(one) > 1]
        for figured in system.figures:
            found += [f"{system.id}/{figured.name}: {fault}" for fault in _figure_faults(system.id, figured, by_name)]
        for rule in system.rules:
            found += [f"{system.id}/{rule.name}: {fault}" for fault in _rule_faults(rule, by_name)]
    return found


def _figure_faults(system: str, one: Figured, by_name: dict[str, Kind]) -> Iterator[str]:
    if isinstance(one, Total):
        if one.kind not in by_name:
            yield f"nobody declares the kind {one.kind}"
            return
        yield from _path_faults(by_name, [(one.kind, path) for path in one.by])
        for rule in one.where:
            yield from _path_faults(by_name, list(paths(one.kind, rule)))
        if one.of and not isinstance(_type(by_name, one.kind, one.of), Number):
            yield f"{one.of} is no Number"
        if one.once and not isinstance(_type(by_name, one.kind, one.once), Area):
            yield f"{one.once} is no Area"
        return
    for name in (one.part, one.whole) if isinstance(one, Share) else (one.total,):
        other, _, own = name.rpartition("/")
        try:
            named = figure(other or system, own)
        except NotFoundError:
            yield f"no figure is called {name}"
            continue
        if isinstance(named, Target) or (isinstance(one, Share) and not isinstance(named, Total)):
            yield f"{name} is no total"
    if isinstance(one, Target):
        try:
            Decimal(one.value)
        except InvalidOperation:
            yield f"{one.value!r} is no number"


def _rule_faults(one: Ruled, by_name: dict[str, Kind]) -> Iterator[str]:
    if one.kind not in by_name:
        yield f"nobody declares the kind {one.kind}"
        return
    where: tuple[Rule, ...] = ()
    if isinstance(one, Check):
        where = (*one.where, *one.require)
    elif isinstance(one, Overlap):
        if not isinstance(_type(by_name, one.kind, one.outline), Area):
            yield f"{one.outline} is no Area"
    elif isinstance(one, Finder):
        where = one.require
        if not isinstance(_type(by_name, one.kind, one.need), Choice):
            yield f"{one.need} is no Choice"
        yield from _path_faults(by_name, [(one.kind, one.place)])
    elif isinstance(one, Draw):
        where = one.where
        if not isinstance(_type(by_name, one.kind, one.field), Choice):
            yield f"{one.field} is no Choice"
        yield from _path_faults(by_name, [(one.kind, path) for path in one.conflicts])
        if one.avoid not in by_name:
            yield f"nobody declares the kind {one.avoid}"
    else:
        yield from _path_faults(by_name, [(one.engagement, one.of), (one.engagement, one.score)])
        if not isinstance(_type(by_name, one.engagement, one.of), Ref):
            yield f"{one.of} refers to nothing"
    for rule in where:
        yield from _path_faults(by_name, list(paths(one.kind, rule)))


def _type(by_name: dict[str, Kind], kind: str, path: str) -> object:
    declared = last_property(by_name, kind, path)
    return declared.type if declared else None


def _path_faults(by_name: dict[str, Kind], paths: Sequence[tuple[str, str]]) -> Iterator[str]:
    for kind, path in paths:
        if kind not in by_name:
            yield f"nobody declares the kind {kind}"
        elif path and last_property(by_name, kind, path) is None:
            yield f"{kind} has no {path}"
