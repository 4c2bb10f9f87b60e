"""How is each table above the ledger rebuilt from what was recorded?

The ledger holds each body once; the tables of other packages are projections of the bodies. A package registers, for
a kind of deed, how its rows follow from the bodies, so that `yaomai ledger verify` can rebuild and compare all of
them, and so that an erasure reaches every table that repeats what the body said.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import psycopg

from yaomai.ledger.engine.deed import Recorder

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class DeedView:
    """A deed as a projection sees it: who recorded what and when; `records` are (id, body), the body None when erased.

    `shared` is where the projections of one deed keep what each of them needs, so that it is read only once.
    """

    id: int
    kind: str
    recorder: Recorder
    record_time: datetime
    records: Sequence[tuple[int, bytes | None]]
    shared: dict[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Projection:
    """The rows of one table that follow from deeds of one kind.

    `rebuild` yields the rows that a deed must have, each beginning with the id of the record it follows from. `select` is the query
    for the rows that are there: it has two placeholders, the least and greatest record id, and the same columns in the same order.
    `erase` removes the rows of one record (one placeholder); when it is empty, records of this kind are never erased.
    """

    kind: str
    table: str
    select: str
    rebuild: Callable[[DeedView], Iterable[Row]]
    erase: str = ""


@dataclass(frozen=True, slots=True)
class Erasing:
    """What an erasure would leave of one deed of `size` records: `gone` are its records that would then be erased, by this
    erasure or before; `named` all records that this erasure names, of other deeds too; `using` the connection it runs on.
    """

    size: int
    gone: Sequence[int]
    named: Sequence[int]
    using: str


ErasureRule = Callable[[Erasing], Sequence[str]]
"""Why these records may not be erased without others, each in a sentence; the rule may ask the database."""


DerivedCheck = Callable[[psycopg.Connection[Any]], Iterable[tuple[str, str, str]]]
"""What is wrong (table, which row, what) with tables that are derived from projections of several deeds together; asked of a
connection that sees everything.
"""


@dataclass(slots=True)
class _Register:
    by_kind: dict[str, list[Projection]] = field(default_factory=dict)
    derived: list[DerivedCheck] = field(default_factory=list)
    erasure_rules: dict[str, ErasureRule] = field(default_factory=dict)


_register = _Register()


def register(projection: Projection) -> None:
    """Declare a projection; a second one of the same table for the same kind is a mistake in the program."""
    known = _register.by_kind.setdefault(projection.kind, [])
    if any(other.table == projection.table for other in known):
        raise ValueError(f"{projection.table} is registered twice for {projection.kind}")
    known.append(projection)


def register_derived(check: DerivedCheck) -> None:
    """Declare a check of derived tables; declaring it again changes nothing."""
    if check not in _register.derived:
        _register.derived.append(check)


def derived_checks() -> Sequence[DerivedCheck]:
    """Every check of derived tables."""
    return tuple(_register.derived)


def register_erasure_rule(kind: str, rule: ErasureRule) -> None:
    """Declare which records of a deed of this kind may not be erased without others."""
    _register.erasure_rules[kind] = rule


def erasure_rule(kind: str) -> ErasureRule:
    """The rule of a kind; without one every record stands alone."""
    return _register.erasure_rules.get(kind, lambda _erasing: ())


def of_kind(kind: str) -> Sequence[Projection]:
    """The projections of a kind, in the order of registration."""
    return tuple(_register.by_kind.get(kind, ()))


def all_projections() -> Sequence[Projection]:
    """Every registered projection."""
    return tuple(projection for known in _register.by_kind.values() for projection in known)
