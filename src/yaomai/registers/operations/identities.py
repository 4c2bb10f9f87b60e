"""Does an entity that is spoken of take the identity of another one?

Two entities of a kind that agree in all properties of one of its identities (`Kind.identity`) are one and the same: whoever states
a code that another entity has is told which. Who founds the same one at the same time waits for the first, and then is told, too.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import orjson

from yaomai.database.text_array import text_array
from yaomai.errors import Finding
from yaomai.people.viewer import Viewer
from yaomai.registers.declaration.kind import Kind
from yaomai.registers.derivation import bigints
from yaomai.registers.engine.entity_rows import division_of, identity_keys
from yaomai.registers.engine.told import Told
from yaomai.registers.operations.lock import Cursor, Row, lock_identities
from yaomai.registers.sight import sights

__all__ = ["check", "division_of"]


def check(
    cursor: Cursor,
    viewer: Viewer,
    told: Sequence[Told],
    declared: Mapping[str, Kind],
    rows: Mapping[int, Row],
    day: date,
    faults: list[Finding],
) -> None:
    """Add a finding for each identity that is another's already, and lock those that are new."""
    ends = {number: row[4] or number for number, row in rows.items()}
    wanted = _wanted(cursor, told, declared, ends, day)
    if not wanted:
        return
    lock_identities(cursor, {key for _, key, _ in wanted})
    holders = _holders(cursor, {key for _, key, _ in wanted})
    first: dict[str, tuple[int, int | None]] = {}
    for position, key, pointer in wanted:
        entity = told[position].entity
        mine = ends.get(entity, entity) if entity is not None else None
        for holder in holders.get(key, ()):
            if holder[0] != mine:
                faults.append(_taken(viewer, declared[told[position].kind], key, holder, pointer))
                break
        earlier, whose = first.setdefault(key, (position, mine))
        if earlier != position and (mine is None or whose != mine):
            words = f"the same identity is told of twice, at /{earlier} and here; say it of one entity"
            faults.append(Finding("registers.identity_twice", pointer, words, _value(key)))


def _wanted(
    cursor: Cursor, told: Sequence[Told], declared: Mapping[str, Kind], ends: Mapping[int, int], day: date
) -> list[tuple[int, str, str]]:
    """The identities that entities would have and have not yet: position, key, pointer."""
    changing = [
        (position, one)
        for position, one in enumerate(told)
        if any(saying.property in names for saying in one.says for names in declared[one.kind].identity)
    ]
    existing = {ends[one.entity] for _, one in changing if one.entity is not None and one.entity in ends}
    current = {
        number: orjson.loads(text)
        for number, text in cursor.execute(
            "SELECT id, current::text FROM registers_entity WHERE id = ANY (%s::bigint[])", (bigints(existing),)
        ).fetchall()
    }
    found = []
    for position, one in changing:
        kind = declared[one.kind]
        before = current.get(ends.get(one.entity, one.entity), {}) if one.entity is not None else {}
        after = before | {
            saying.property: saying.value
            for saying in one.says
            if (saying.valid_from is None or saying.valid_from <= day)
            and (saying.valid_to is None or day < saying.valid_to)
        }
        had = set(identity_keys(kind, before))
        found += [
            (position, key, f"/{position}/{key.split(_BETWEEN)[1]}")
            for key in identity_keys(kind, after)
            if key not in had
        ]
    return found


_BETWEEN = "\x1f"
Holder = tuple[int, str, int | None, str]


def _holders(cursor: Cursor, keys: set[str]) -> dict[str, list[Holder]]:
    """Who has these identities now: number, title, organisation, division."""
    rows: list[tuple[Any, ...]] = cursor.execute(
        "SELECT k.key, e.id, e.title, e.organisation, e.division FROM registers_identity_key k"
        " JOIN registers_entity e ON e.id = k.entity WHERE k.key = ANY (%s::text[]) ORDER BY e.id",
        (text_array(sorted(keys)),),
    ).fetchall()
    found: dict[str, list[Holder]] = {}
    for key, *holder in rows:
        found.setdefault(key, []).append((holder[0], holder[1], holder[2], holder[3]))
    return found


def _taken(viewer: Viewer, kind: Kind, key: str, holder: Holder, pointer: str) -> Finding:
    number, title, organisation, division = holder
    names = key.split(_BETWEEN)[1:]
    seen = sights(viewer, kind).of(organisation, division)
    if kind.title in seen and seen.issuperset(names[: len(names) // 2]):
        words = f"this identifies {kind.name} {number} ({title}) already; speak of that one, or merge the two"
        return Finding("registers.identity_taken", pointer, words, str(number))
    return Finding(
        "registers.identity_taken", pointer, f"this identifies another {kind.name} already; ask those who keep the kind"
    )


def _value(key: str) -> str:
    names = key.split(_BETWEEN)[1:]
    return ", ".join(names[len(names) // 2 :])
