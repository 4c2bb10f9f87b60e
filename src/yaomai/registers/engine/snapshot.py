"""What held of the entities of some kinds on a day, as far as somebody sees it, and what does a path lead to?

Pure: `registers/queries/snapshots.py` reads one from the tables.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from yaomai.registers.declaration.kind import Kind, Property
from yaomai.registers.declaration.types import Ref


@dataclass(frozen=True, slots=True)
class Row:
    """One entity: `values` are canonical JSON by property, `statements` the (record, ordinal) that each of them rests on."""

    number: int
    kind: str
    title: str
    organisation: int | None
    values: Mapping[str, object]
    statements: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The rows of some kinds on a day. `unseen`: by kind, properties that are hidden from the asker in some row or all; a
    kind of which rows are hidden names all of its properties. `merged`: entity to the one that it is part of now.
    """

    on: date
    kinds: Mapping[str, Kind]
    rows: Mapping[str, Mapping[int, Row]]
    unseen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    merged: Mapping[int, int] = field(default_factory=dict)

    def of(self, kind: str) -> Mapping[int, Row]:
        """The rows of a kind by number."""
        return self.rows.get(kind, {})

    def sees(self, kind: str, property_: str) -> bool:
        """Whether the asker sees this property of every row."""
        return property_ not in self.unseen.get(kind, frozenset())


@dataclass(frozen=True, slots=True)
class Found:
    """One value that a path leads to: of which row and property. `property` None: the row itself, by its number."""

    row: Row
    property: Property | None
    value: object


@dataclass(frozen=True, slots=True)
class Reached:
    """All that a path leads to; `is_seen` is false when something on the way is hidden from the asker."""

    found: tuple[Found, ...]
    is_seen: bool = True

    @property
    def values(self) -> tuple[object, ...]:
        """The values alone."""
        return tuple(one.value for one in self.found)


def reach(snapshot: Snapshot, row: Row, path: str) -> Reached:
    """What the path leads to from this row; "" is the row itself.

    Raises KeyError for a path whose properties are not declared (`path_faults` names them beforehand).
    """
    if not path:
        return Reached((Found(row, None, row.number),))
    name, _, rest = path.partition(".")
    declared = snapshot.kinds[row.kind].by_name[name]
    is_seen = name in row.values or snapshot.sees(row.kind, name)
    values = tuple(_each(row.values.get(name), many=declared.many))
    if not rest:
        return Reached(tuple(Found(row, declared, _current(snapshot, declared, one)) for one in values), is_seen)
    found: list[Found] = []
    for value in values:
        number = _current(snapshot, declared, value)
        kind = declared.type.kind if isinstance(declared.type, Ref) else ""
        further = snapshot.of(kind).get(number) if isinstance(number, int) else None
        if further is None:
            is_seen = False
            continue
        next_ = reach(snapshot, further, rest)
        found += next_.found
        is_seen = is_seen and next_.is_seen
    return Reached(tuple(found), is_seen)


def _current(snapshot: Snapshot, declared: Property, value: object) -> object:
    """A reference to an entity that was merged is one to what it is part of now."""
    if isinstance(declared.type, Ref) and isinstance(value, int):
        seen = {value}
        while (into := snapshot.merged.get(value)) is not None and into not in seen:
            seen.add(into)
            value = into
    return value


def _each(value: object, *, many: bool) -> Iterator[object]:
    if many and isinstance(value, list):
        yield from (one for one in value if one is not None)
    elif value is not None:
        yield value


def last_property(kinds: Mapping[str, Kind], kind: str, path: str) -> Property | None:
    """The property at the end of a path that begins at a kind; None for "" or what is not declared."""
    declared: Property | None = None
    for name in path.split("."):
        if kind not in kinds or (declared := kinds[kind].by_name.get(name)) is None:
            return None
        kind = declared.type.kind if isinstance(declared.type, Ref) else ""
    return declared


def path_kinds(kinds: Mapping[str, Kind], kind: str, path: str) -> Iterator[str]:
    """The kinds that a path goes through, the first included."""
    yield kind
    names = path.split(".") if path else []
    for name in names[:-1]:
        declared = kinds[kind].by_name.get(name) if kind in kinds else None
        if declared is None or not isinstance(declared.type, Ref):
            return
        kind = declared.type.kind
        yield kind
