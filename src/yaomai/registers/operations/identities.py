"""Does an entity that is spoken of take the identity of another one?

Two entities of a kind that agree in all properties of one of its identities (`Kind.identity`) are one and the same: whoever states
a code that another entity has, or will have while the statement is valid, is told which. Who founds the same one at the same
time waits for the first, and then is told, too. Whoever lets an earlier word count again (a withdrawal, a merge undone, a choice)
is refused when two would have one identity then. Where nobody can be refused (an order of sources, a day that comes) both entities
say so on their pages (queries/identity_clashes.py).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import orjson

from yaomai.database.text_array import text_array
from yaomai.errors import Finding, InvalidError
from yaomai.people.viewer import Viewer
from yaomai.registers import derivation, kinds
from yaomai.registers.declaration.kind import Kind
from yaomai.registers.derivation import bigints
from yaomai.registers.engine.entity_rows import division_of, entity_rows, identity_keys
from yaomai.registers.engine.told import Saying, Told
from yaomai.registers.operations.later_identities import later_claims, still_said
from yaomai.registers.operations.lock import Cursor, Row, lock_identities
from yaomai.registers.sight import sights

__all__ = ["check", "division_of", "refusing_clashes"]

_BETWEEN = "\x1f"
Holder = tuple[int, str, int | None, str]
"""Who has an identity: number, title, organisation, division."""


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
    lock_identities(cursor, {key for _, key, _, _ in wanted})
    holders = _holders(cursor, {key for _, key, _, _ in wanted})
    claims = later_claims(cursor, {key for _, key, _, _ in wanted}, day)
    first: dict[str, tuple[int, int | None]] = {}
    for position, key, pointer, then in wanted:
        entity = told[position].entity
        mine = ends.get(entity, entity) if entity is not None else None
        for holder in holders.get(key, ()):
            if holder[0] != mine and (then == day or _has_then(cursor, holder[0], key, then)):
                faults.append(_taken(viewer, declared[told[position].kind], key, holder, pointer))
                break
        else:
            for number, since in claims.get(key, ()):
                both = max(then, since)
                says = told[position].says
                if number != mine and still_said(says, key, then, both) and _has_then(cursor, number, key, both):
                    faults.append(_taken(viewer, declared[told[position].kind], key, _holder(cursor, number), pointer))
                    break
        earlier, whose = first.setdefault(key, (position, mine))
        if earlier != position and (mine is None or whose != mine):
            words = f"the same identity is told of twice, at /{earlier} and here; say it of one entity"
            faults.append(Finding("registers.identity_twice", pointer, words, _value(key)))


def _wanted(
    cursor: Cursor, told: Sequence[Told], declared: Mapping[str, Kind], ends: Mapping[int, int], day: date
) -> list[tuple[int, str, str, date]]:
    """The identities that entities would have and have not yet: position, key, pointer, and the day from which on."""
    changing = [
        (position, one, naming)
        for position, one in enumerate(told)
        if (naming := [each for each in one.says if each.property in declared[one.kind].identifying])
    ]
    existing = {ends[one.entity] for _, one, _ in changing if one.entity is not None and one.entity in ends}
    current = {
        number: orjson.loads(text)
        for number, text in cursor.execute(
            "SELECT id, current::text FROM registers_entity WHERE id = ANY (%s::bigint[])", (bigints(existing),)
        ).fetchall()
    }
    found = []
    for position, one, naming in changing:
        kind = declared[one.kind]
        before = current.get(ends.get(one.entity, one.entity), {}) if one.entity is not None else {}
        had = set(identity_keys(kind, before))
        for then in _days(naming, day):
            after = before | {
                saying.property: saying.value
                for saying in naming
                if (saying.valid_from is None or saying.valid_from <= then)
                and (saying.valid_to is None or then < saying.valid_to)
            }
            new = [key for key in identity_keys(kind, after) if key not in had]
            found += [(position, key, f"/{position}/{key.split(_BETWEEN)[1]}", then) for key in new]
            had.update(new)
    return found


def _days(naming: Iterable[Saying], day: date) -> list[date]:
    """Today, and the later days on which what is said of the identity begins or ceases to hold."""
    borders = {
        border
        for saying in naming
        for border in (saying.valid_from, saying.valid_to)
        if border is not None and border > day
    }
    return [day, *sorted(borders)]


def _has_then(cursor: Cursor, number: int, key: str, day: date) -> bool:
    """Whether an entity that has this identity today has it still on a later day, going by what is said by now."""
    groups = derivation.groups_of([number], derivation.merged(cursor))
    material = derivation.load(cursor, groups).get(number)
    if material is None:
        return False
    rules = derivation.rules_of(material, derivation.orders(cursor, [material.kind]))
    return key in entity_rows(kinds.kind(material.kind), material.said, day, rules).identities


@contextmanager
def refusing_clashes(cursor: Cursor, viewer: Viewer, entities: Collection[int]) -> Iterator[None]:
    """Raises InvalidError when what is done meanwhile gives one of these entities an identity that another one has."""
    before = _keys_of(cursor, entities)
    yield
    after = _keys_of(cursor, entities)
    new = sorted((key, number) for number, keys in after.items() for key in keys - before.get(number, set()))
    if not new:
        return
    lock_identities(cursor, {key for key, _ in new})
    holders = _holders(cursor, {key for key, _ in new})
    clashes = {
        (number, holder[0]): _clash(viewer, key, holder)
        for key, number in new
        for holder in holders.get(key, ())
        if holder[0] != number
    }
    if clashes:
        raise InvalidError(list(clashes.values()))


def _keys_of(cursor: Cursor, entities: Collection[int]) -> dict[int, set[str]]:
    """The identities of these entities, or of those into which they were merged."""
    found: dict[int, set[str]] = {}
    for number, kind, key in cursor.execute(
        "SELECT e.id, e.kind, k.key FROM registers_identity_key k JOIN registers_entity e ON e.id = k.entity WHERE e.id IN"
        " (SELECT coalesce(merged_into, id) FROM registers_entity WHERE id = ANY (%s::bigint[]))",
        (bigints(entities),),
    ).fetchall():
        if key.startswith(f"{kind}{_BETWEEN}"):  # others are spellings for events
            found.setdefault(number, set()).add(key)
    return found


def _clash(viewer: Viewer, key: str, holder: Holder) -> Finding:
    """That two would have an identity then, which the other is as far as the viewer may know, and what to do."""
    kind = kinds.kind(key.partition(_BETWEEN)[0])
    cure = "merge the two, or correct the one or the other first"
    if _is_seen(viewer, kind, key, holder):
        words = f"{kind.name} {holder[0]} ({holder[1]}) would have the same {_names(key)} then; {cure}"
        return Finding("registers.identity_clash", "", words, f"{holder[1]}（{holder[0]}）")
    return Finding(
        "registers.identity_clash", "", f"another {kind.name} would have the same {_names(key)} then; {cure}"
    )


def _names(key: str) -> str:
    names = key.split(_BETWEEN)[1:]
    return ", ".join(names[: len(names) // 2])


def _is_seen(viewer: Viewer, kind: Kind, key: str, holder: Holder) -> bool:
    """Whether the viewer sees that this one has this identity, and what it is called."""
    names = key.split(_BETWEEN)[1:]
    seen = sights(viewer, kind).of(holder[2], holder[3])
    return kind.title in seen and seen.issuperset(names[: len(names) // 2])


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


def _holder(cursor: Cursor, number: int) -> Holder:
    """Who will have an identity: number, title, organisation, division."""
    (row,) = cursor.execute(
        "SELECT id, title, organisation, division FROM registers_entity WHERE id = %s", (number,)
    ).fetchall()
    return row[0], row[1], row[2], row[3]


def _taken(viewer: Viewer, kind: Kind, key: str, holder: Holder, pointer: str) -> Finding:
    number, title, _, _ = holder
    if _is_seen(viewer, kind, key, holder):
        words = f"this identifies {kind.name} {number} ({title}) already; speak of that one, or merge the two"
        return Finding("registers.identity_taken", pointer, words, str(number))
    return Finding(
        "registers.identity_taken", pointer, f"this identifies another {kind.name} already; ask those who keep the kind"
    )


def _value(key: str) -> str:
    names = key.split(_BETWEEN)[1:]
    return ", ".join(names[len(names) // 2 :])
