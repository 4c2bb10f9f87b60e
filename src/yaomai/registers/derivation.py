"""What must stand in the derived tables of entities, by the statements, withdrawals, choices, rules and merges on record?

Asked by whoever writes these tables (operations/refresh.py), by verification (projections.py), and, for another day or as it was
known at another time, by queries. The cursor must see everything of the entities (or as much as its viewer may).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import orjson

from yaomai.registers import withdrawn
from yaomai.registers.engine.resolve import Place, Rules, Said, roots

ALWAYS = "infinity"
"""As known at any time."""


class Cursor(Protocol):
    """Django's cursor or psycopg's."""

    def execute(self, query: Any, params: Any = None, /) -> Any: ...
    def fetchall(self) -> list[tuple[Any, ...]]: ...


@dataclass(slots=True)
class Material:
    """What is on record of an entity: its kind, who keeps it, what is said of it and is not withdrawn, what was chosen (of a
    property, newest first), and when the newest of all this was recorded.
    """

    number: int
    kind: str
    organisation: int | None
    record_time: datetime
    said: list[Said] = field(default_factory=list)
    chosen: dict[str, list[Place]] = field(default_factory=dict)


_KNOWN = "record_time <= %(known)s::timestamptz"


def not_withdrawn(record: str, ordinal: str = "") -> str:
    """The condition that a record, or a statement of it, is not withdrawn as known at `%(known)s`."""
    return withdrawn.not_withdrawn(record, ordinal, known="%(known)s::timestamptz")


_SAID = (
    "SELECT s.entity, s.kind, s.record_time::text, s.record, s.ordinal, s.property, s.value, s.unit, s.valid_from, s.valid_to,"
    " s.source, s.organisation FROM registers_statement s"
    f" WHERE s.entity = ANY (%(entities)s::bigint[]) AND s.{_KNOWN} AND {not_withdrawn('s.record', 's.ordinal')}"
    " ORDER BY s.record, s.ordinal"
)
_CHOSEN = (
    "SELECT c.entity, c.property, c.statement_record, c.statement_ordinal, c.record_time FROM registers_choice c"
    f" WHERE c.entity = ANY (%(entities)s::bigint[]) AND c.{_KNOWN} AND {not_withdrawn('c.record')}"
    " ORDER BY c.record DESC"
)
# Of an entity all of whose records are withdrawn it is known still who kept it.
_KEPT = (
    "SELECT DISTINCT ON (k.entity) k.entity, k.kind, k.organisation, k.record_time FROM registers_keeping k"
    f" WHERE k.entity = ANY (%(entities)s::bigint[]) AND k.{_KNOWN}"
    f" ORDER BY k.entity, {not_withdrawn('k.record')} DESC, k.record DESC"
)
_ORDERS = (
    "SELECT p.kind, p.property, p.sources FROM registers_preference p"
    f" WHERE p.kind = ANY (%(kinds)s::text[]) AND p.{_KNOWN} AND {not_withdrawn('p.record')} ORDER BY p.record"
)
_MERGES = (
    f"SELECT m.gone, m.into FROM registers_merge m WHERE m.{_KNOWN} AND {not_withdrawn('m.record')} ORDER BY m.record"
)


def load(cursor: Cursor, groups: Mapping[int, Sequence[int]], known_on: datetime | str = ALWAYS) -> dict[int, Material]:
    """What was on record at `known_on` of entities (keys) that are made of these (values, themselves included). Those of which
    nothing was are absent.
    """
    whole = {part: number for number, parts in groups.items() for part in parts}
    values = {"entities": bigints(whole), "known": known_on}
    found: dict[int, Material] = {}
    cursor.execute(_KEPT, values)
    for entity, kind, organisation, record_time in cursor.fetchall():
        if whole[entity] == entity:
            found[entity] = Material(entity, kind, organisation, record_time)
    cursor.execute(_SAID, values)
    times: dict[str, datetime] = {}  # many statements of few deeds
    for entity, kind, text, *row in cursor.fetchall():
        record_time = times.get(text) or times.setdefault(text, datetime.fromisoformat(text))
        material = found.get(whole[entity])
        if material is None:  # the record that told of it first was erased
            material = found[whole[entity]] = Material(whole[entity], kind, None, record_time)
        elif record_time > material.record_time:
            material.record_time = record_time
        material.said.append(_said(row))
    cursor.execute(_CHOSEN, values)
    for entity, name, record, ordinal, record_time in cursor.fetchall():
        material = found.get(whole[entity])
        if material is not None:
            material.chosen.setdefault(name, []).append((record, ordinal))
            material.record_time = max(material.record_time, record_time)
    return found


def _said(row: Sequence[Any]) -> Said:
    record, ordinal, name, value, unit, valid_from, valid_to, source, organisation = row
    read = None if value is None else orjson.loads(value)
    return Said(record, ordinal, name, read, unit, valid_from, valid_to, source, organisation)


Orders = Mapping[str, Mapping[str, Sequence[str]]]
"""Of each kind the order of sources by property ("": of all others)."""


def orders(cursor: Cursor, kinds: Iterable[str], known_on: datetime | str = ALWAYS) -> Orders:
    """The orders of sources as they were known."""
    cursor.execute(_ORDERS, {"kinds": sorted(set(kinds)), "known": known_on})
    found: dict[str, dict[str, list[str]]] = {}
    for kind, name, sources in cursor.fetchall():
        found.setdefault(kind, {})[name] = sources.split()
    return found


def merged(cursor: Cursor, known_on: datetime | str = ALWAYS) -> dict[int, int]:
    """Of each entity that was merged into another where it ended, as it was known."""
    cursor.execute(_MERGES, {"known": known_on})
    return roots(cursor.fetchall())


def groups_of(numbers: Iterable[int], ends: Mapping[int, int]) -> dict[int, list[int]]:
    """Of the entities with which these end: everything that they are made of."""
    found = {ends.get(number, number): [ends.get(number, number)] for number in numbers}
    for gone, into in ends.items():
        if into in found:
            found[into].append(gone)
    return found


def rules_of(material: Material, known_orders: Orders) -> Rules:
    """The rules by which it is resolved."""
    return Rules(material.chosen, known_orders.get(material.kind, {}))


def bigints(numbers: Iterable[int | None]) -> str:
    """The literal of an array of numbers, to be a parameter that is cast `::bigint[]`."""
    return "{" + str([*numbers])[1:-1].replace("None", "NULL") + "}"


def slices(numbers: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """These numbers in pieces of at most `size`."""
    return (numbers[start : start + size] for start in range(0, len(numbers), size))
