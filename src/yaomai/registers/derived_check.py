"""Do the derived tables say of every entity what the statements on record say together?

Asked by `yaomai ledger verify`. A row is held against the last day before its next change, on which it says the same as on the day
on which it was derived. That day lies neither before what it rests on was recorded, nor after today.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import orjson
import psycopg

from yaomai.errors import NotFoundError
from yaomai.ledger.projections import Row
from yaomai.registers import derivation, kinds
from yaomai.registers.derivation import Material, bigints, slices
from yaomai.registers.engine.entity_rows import EntityRows, entity_rows
from yaomai.registers.engine.resolve import today
from yaomai.registers.facts import STATEMENTS

ENTITIES_PER_STEP = 5_000
BLANKED = date.min
"""The day of change of a row whose words an erasure took: it is about to be derived anew, and says nothing until then."""

_ERASED = (
    "SELECT EXISTS (SELECT FROM ledger_erasure e JOIN ledger_deed d ON d.id = e.erased_record >> 20"
    f" WHERE d.kind = '{STATEMENTS}')"
)

_ENTITY = (
    "SELECT id, kind, title, organisation, division, current::text, cells::text, disputed, merged_into, is_void, changes_on,"
    " record_time FROM registers_entity WHERE id = ANY (%s::bigint[])"
)
_COLUMNS = {
    "registers_listed": "entity, kind, organisation, division, keys, disputed",
    "registers_identity_key": "entity, ordinal, key",
    "registers_term": "entity, ordinal, kind, property, text, grams",
}
_DERIVED = tuple(
    (table, f"SELECT {columns} FROM {table} WHERE entity = ANY (%s::bigint[]) ORDER BY 1, 2")
    for table, columns in _COLUMNS.items()
)
_STRAYS = " UNION ".join(
    f"SELECT entity FROM {table}"
    for table in ("registers_keeping", "registers_statement", *(table for table, _ in _DERIVED))
)


def derived_faults(raw: psycopg.Connection[Any]) -> Iterator[tuple[str, str, str]]:
    """Table, entity and what is wrong with it, for every row that is not as it must be. The connection sees everything."""
    with psycopg.Cursor(raw) as cursor:
        ends = derivation.merged(cursor)
        orders = derivation.orders(cursor, [one.name for one in kinds.all_kinds()])
        rows = cursor.execute(f"SELECT id FROM registers_entity UNION {_STRAYS} ORDER BY 1").fetchall()
        ((newest,),) = cursor.execute("SELECT greatest(now(), max(record_time)) FROM ledger_deed").fetchall()
        for numbers in slices([row[0] for row in rows], ENTITIES_PER_STEP):
            try:
                yield from list(_step(cursor, numbers, ends, orders, today(newest)))
            except Exception as error:  # noqa: BLE001  # a changed row may break any reader: that is what is to be reported
                yield (
                    "registers_entity",
                    f"{numbers[0]}..{numbers[-1]}",
                    f"cannot be derived from what is there: {error!r}",
                )


Orders = derivation.Orders


def _step(
    cursor: psycopg.Cursor[Any], numbers: Sequence[int], ends: Mapping[int, int], orders: Orders, newest: date
) -> Iterator[tuple[str, str, str]]:
    """The faults of these entities."""
    groups = derivation.groups_of(numbers, ends)
    known = derivation.load(cursor, groups)
    wanted = {*numbers, *groups}
    stored = {row[0]: _parsed(row) for row in cursor.execute(_ENTITY, (bigints(wanted),)).fetchall()}
    must: Must = {table: {} for table, _ in _DERIVED}
    checked = []
    for number in numbers:
        material = known.get(ends.get(number, number))
        row, whole = stored.get(number), stored.get(ends.get(number, number))
        if not _is_checked(material, whole):
            continue
        checked.append(number)
        if whole is not None and whole[10] == BLANKED:
            if fault := _blank_fault(cursor, row):
                yield "registers_entity", str(number), fault
            continue  # of the other tables it has no rows
        expected = None
        if material is not None:
            day = _day(whole)
            yield from (("registers_entity", str(number), words) for words in _untimely(material, day, newest))
            expected = _expected(number, material, day, orders, must)
        if fault := _difference(row, expected):
            yield "registers_entity", str(number), fault
    yield from _others_faults(cursor, checked, must)


Must = dict[str, dict[int, list[Row]]]
"""By table and entity the rows that must be there."""


def _others_faults(cursor: psycopg.Cursor[Any], checked: Sequence[int], must: Must) -> Iterator[tuple[str, str, str]]:
    for table, query in _DERIVED:
        there: dict[int, list[Row]] = {}
        for one in cursor.execute(query, (bigints(checked),)).fetchall():
            there.setdefault(one[0], []).append(tuple(one))
        for number in sorted(there.keys() | must[table].keys()):
            if fault := _difference(there.get(number), must[table].get(number)):
                yield table, str(number), fault


def _day(row: Row | None) -> date:
    """The last day on which the row says what it says."""
    changes_on = row[10] if row is not None else None
    return changes_on - timedelta(days=1) if isinstance(changes_on, date) else date.max


def _untimely(material: Material, day: date, newest: date) -> Iterator[str]:
    """Whether the row says what held before it was recorded, or what will hold on a day that has not come."""
    if day < today(material.record_time):
        yield f"as of {day}, before what it rests on was recorded"
    borders = (border for one in material.said for border in (one.valid_from, one.valid_to) if border is not None)
    if ahead := [border for border in borders if newest < border <= day]:
        yield f"as of {min(ahead)} or later, which has not come"


def _is_checked(material: Material | None, row: Row | None) -> bool:
    """Rows of kinds that nobody declares any more stay as they were."""
    try:
        kinds.kind(material.kind if material is not None else str(row[1]) if row is not None else "")
    except NotFoundError:
        return material is None and row is None  # rows of another table alone
    return True


def _blank_fault(cursor: psycopg.Cursor[Any], row: Row | None) -> str:
    """What is wrong with a row, or a part of one, that waits to be derived anew since an erasure took words of it.

    Which entity an erased record told of nobody can tell any more; but that there is one, and that the row says nothing.
    """
    if row is None or (row[2], *row[4:8]) != ("", "", {}, {}, []):
        return "it waits to be derived anew and yet says something"
    (is_erased,) = cursor.execute(_ERASED).fetchone() or (False,)
    return "" if is_erased else "it says nothing, and no erasure took its words"


def _parsed(row: Row) -> Row:
    return (*row[:5], orjson.loads(str(row[5])), orjson.loads(str(row[6])), *row[7:])


def _expected(number: int, material: Material, day: date, orders: Orders, must: Must) -> Row:
    """The row that the entity must have; those of the other tables go into `must`."""
    kind = kinds.kind(material.kind)
    derived = entity_rows(kind, material.said, day, derivation.rules_of(material, orders))
    place = (material.organisation, derived.division)
    if number != material.number:
        return (number, kind.name, "", *place, {}, {}, [], material.number, False, None, material.record_time)
    if not derived.is_void:
        _others(material, derived, must)
    return (
        number,
        kind.name,
        derived.title,
        *place,
        derived.current,
        derived.cells,
        derived.disputed,
        None,
        derived.is_void,
        derived.changes_on,
        material.record_time,
    )


def _others(material: Material, derived: EntityRows, must: Must) -> None:
    number, kind = material.number, material.kind
    must["registers_listed"][number] = [
        (number, kind, material.organisation, derived.division, derived.keys, derived.disputed)
    ]
    if derived.identities:
        must["registers_identity_key"][number] = [(number, n, key) for n, key in enumerate(derived.identities)]
    if derived.terms:
        must["registers_term"][number] = [(number, n, kind, *one) for n, one in enumerate(derived.terms)]


def _difference(there: Any, must: Any) -> str:
    """What is wrong with what is there; empty when nothing is."""
    if there == must:
        return ""
    if there is None:
        return "the row is gone"
    if must is None:
        return "the row follows from no record"
    if isinstance(there, list):
        if len(there) != len(must):
            return f"{len(there)} rows instead of {len(must)}"
        return next((_difference(one, other) for one, other in zip(there, must, strict=True) if one != other), "")
    pairs = [f"{one!r} instead of {other!r}" for one, other in zip(there, must, strict=True) if one != other]
    return f"changed: {'; '.join(pairs[:3])}"
