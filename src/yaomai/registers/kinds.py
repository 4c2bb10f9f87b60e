"""Which kinds of entity are declared?

The room `systems` declares them when the program starts (`systems/__init__.py`); tests may declare one for a while.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from yaomai.errors import NotFoundError
from yaomai.people import viewer
from yaomai.people.engine.visibility import Visibility
from yaomai.registers.declaration.kind import Kind
from yaomai.registers.declaration.types import Ref

_KINDS: dict[str, Kind] = {}


def declare(kind: Kind) -> None:
    """Declare a kind, and who may see its entities. Raises ValueError when another kind has its name."""
    if _KINDS.setdefault(kind.name, kind) is not kind:
        raise ValueError(f"two kinds are called {kind.name}")
    viewer.declare(_visibility(kind))


def _visibility(kind: Kind) -> Visibility:
    return Visibility(kind.visibility, kind.seen_by, kind.sensitive)


@contextmanager
def declared(*new: Kind) -> Iterator[None]:
    """Within this block these kinds are declared, too (for tests)."""
    if taken := sorted({kind.name for kind in new} & _KINDS.keys()):
        raise ValueError(f"these kinds are declared already: {taken}")
    with viewer.declared(*map(_visibility, new)):
        _KINDS.update((kind.name, kind) for kind in new)
        try:
            yield
        finally:
            for kind in new:
                del _KINDS[kind.name]


def kind(name: str) -> Kind:
    """The kind of this name. Raises NotFoundError."""
    found = _KINDS.get(name)
    if found is None:
        raise NotFoundError(f"no kind is called {name[:80]!r}; there are {', '.join(sorted(_KINDS)) or 'none'}")
    return found


def all_kinds() -> Sequence[Kind]:
    """All kinds, in the order of declaration."""
    return tuple(_KINDS.values())


def faults() -> list[str]:
    """What does not fit between declared kinds: references to kinds that nobody declares."""
    return [
        f"{one.name}.{each.name} refers to the kind {each.type.kind}, which nobody declares"
        for one in all_kinds()
        for each in one.properties
        if isinstance(each.type, Ref) and each.type.kind not in _KINDS
    ]
