"""How do the derived tables come to say what the statements say?

Whatever changes what is on record of an entity calls `refresh` in the same transaction, having locked the entity (`lock.py`).
What changes without anybody's doing, since a day has come, the worker brings about (`refresh_due`).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import orjson

from yaomai.database.fields import canonical_json
from yaomai.database.text_array import text_array
from yaomai.errors import NotFoundError
from yaomai.registers import derivation, kinds
from yaomai.registers.declaration.kind import Kind
from yaomai.registers.derivation import Material, bigints, slices
from yaomai.registers.engine.entity_rows import EntityRows, entity_rows, fingerprint, found_by
from yaomai.registers.engine.resolve import today
from yaomai.registers.operations.behind import Writing
from yaomai.registers.operations.everything import everything
from yaomai.registers.operations.lock import Cursor, hold_kinds, lock_entities, share_kinds

Progress = Callable[[int, int], None]

ENTITIES_PER_STEP = 5_000


def refresh(cursor: Cursor, entities: Collection[int], now: datetime, progress: Progress | None = None) -> None:
    """Derive these entities anew, and whatever they are merged into, for today. The cursor sees everything (`everything`)."""
    ends = derivation.merged(cursor)
    groups = derivation.groups_of(entities, ends)
    _make_them_ends(cursor, entities, ends)
    done = 0
    for numbers in slices(sorted(groups), ENTITIES_PER_STEP):
        known = derivation.load(cursor, {one: groups[one] for one in numbers})
        write(cursor, known, now)
        _delete_unfounded(cursor, sorted({part for one in numbers if one not in known for part in groups[one]}))
        _write_gone(
            cursor, {part: known[one] for one in numbers for part in groups[one] if part != one and one in known}
        )
        done += len(numbers)
        if progress is not None:
            progress(done, len(groups))


def _delete_unfounded(cursor: Cursor, numbers: Sequence[int]) -> None:
    """Of what nothing is on record any more (it was erased) no row stays."""
    if numbers:
        _delete(cursor, numbers)
        cursor.execute("DELETE FROM registers_entity WHERE id = ANY (%s::bigint[])", (bigints(numbers),))


def write(cursor: Cursor, known: Mapping[int, Material], now: datetime) -> None:
    """Write the rows of these entities, of which rows can be there already."""
    derived = derive(known, derivation.orders(cursor, {one.kind for one in known.values()}), now)
    before = _before(cursor, list(derived))
    same = {n for n, rows in derived.items() if before.get(n) == _comparable(known[n], rows)}
    derived = {n: rows for n, rows in derived.items() if n not in same}
    found = _found_already(before, derived)
    _delete(cursor, list(derived), found)
    write_rows(cursor, known, derived, found)


def derive(known: Mapping[int, Material], orders: derivation.Orders, now: datetime) -> dict[int, EntityRows]:
    """The rows of these entities, but of those of kinds that nobody declares any more."""
    day = today(now)
    kinds_of = {name: declared(name) for name in {one.kind for one in known.values()}}
    return {
        number: entity_rows(kind, material.said, day, derivation.rules_of(material, orders))
        for number, material in known.items()
        if (kind := kinds_of[material.kind]) is not None
    }


def write_rows(
    writing: Writing,
    known: Mapping[int, Material],
    derived: Mapping[int, EntityRows],
    found: frozenset[int] = frozenset(),
) -> None:
    """Write these rows where none are; `found`: the terms and identities of these stand."""
    if derived:
        there = {n: rows for n, rows in derived.items() if not rows.is_void}
        _write_entities(writing, known, derived)
        _write_listed(writing, known, there)
        _write_found(writing, known, {n: rows for n, rows in there.items() if n not in found})


def declared(name: str) -> Kind | None:
    """The kind of this name; None for one that nobody declares any more: its rows stay as they are."""
    try:
        return kinds.kind(name)
    except NotFoundError:
        return None


def refresh_due(now: datetime, *, most: int = ENTITIES_PER_STEP) -> int:
    """Derive entities anew of which other statements are valid now than when they were derived; returns of how many (at most
    `most`) that is done.

    To be called again until it returns 0. Rows of which an erasure took the words are among them.
    """
    with everything() as cursor:
        rows = cursor.execute(
            "SELECT id, kind FROM registers_entity WHERE changes_on <= %s AND kind = ANY (%s::text[]) ORDER BY id LIMIT %s",
            (today(now), [one.name for one in kinds.all_kinds()], most),
        ).fetchall()
        if rows:
            share_kinds(cursor, {kind for _, kind in rows})
            numbers = [number for number, _ in rows]
            lock_entities(cursor, numbers)
            refresh(cursor, numbers, now)
            ((left,),) = cursor.execute(
                "SELECT count(*) FROM registers_entity WHERE id = ANY (%s::bigint[]) AND changes_on <= %s",
                (bigints(numbers), today(now)),
            ).fetchall()
            return len(numbers) - int(left)
    return 0


def refresh_declared(now: datetime, say: Callable[[str], None] = lambda _: None) -> int:
    """Derive the entities of kinds anew that are declared otherwise than when they were derived; how many kinds these are."""
    with everything() as cursor:
        kept = dict(cursor.execute("SELECT kind, fingerprint FROM registers_derivation").fetchall())
    changed = [one for one in kinds.all_kinds() if kept.get(one.name) != fingerprint(one)]
    for kind in changed:
        with everything() as cursor:
            hold_kinds(cursor, [kind.name])
            numbers = [
                row[0]
                for row in cursor.execute(
                    "SELECT id FROM registers_entity WHERE kind = %s ORDER BY id FOR UPDATE", (kind.name,)
                ).fetchall()
            ]
            if numbers:
                say(f"deriving {len(numbers):,} entities of the kind {kind.name} anew")
                _forget(cursor, numbers)
                refresh(cursor, numbers, now)
            cursor.execute(
                "INSERT INTO registers_derivation (kind, fingerprint) VALUES (%s, %s)"
                " ON CONFLICT (kind) DO UPDATE SET fingerprint = excluded.fingerprint",
                (kind.name, fingerprint(kind)),
            )
    return len(changed)


def _forget(cursor: Cursor, numbers: Sequence[int]) -> None:
    """Let no row of these pass for one that is right already."""
    cursor.execute("UPDATE registers_entity SET cells = '{}' WHERE id = ANY (%s::bigint[])", (bigints(numbers),))


def _make_them_ends(cursor: Cursor, entities: Collection[int], ends: Mapping[int, int]) -> None:
    """Those that stand as merged, and are so no longer, stand for themselves again."""
    alone = [one for one in entities if one not in ends]
    cursor.execute(
        "UPDATE registers_entity SET merged_into = NULL, cells = '{}' WHERE merged_into IS NOT NULL"
        " AND id = ANY (%s::bigint[])",
        (bigints(alone),),
    )


class Comparable(NamedTuple):
    """What in registers_entity tells whether all derived rows of an entity are right; without cells they may be wrong."""

    title: str
    organisation: int | None
    division: str
    current: dict[str, Any]
    cells: dict[str, list[int | str | None]]
    disputed: list[str]
    merged_into: int | None
    is_void: bool
    changes_on: date | None
    record_time: datetime


def _comparable(material: Material, rows: EntityRows) -> Comparable:
    return Comparable(
        rows.title,
        material.organisation,
        rows.division,
        rows.current,
        rows.cells,
        rows.disputed,
        None,
        rows.is_void,
        rows.changes_on,
        material.record_time,
    )


def _before(cursor: Cursor, numbers: Sequence[int]) -> dict[int, Comparable]:
    rows = cursor.execute(
        "SELECT id, title, organisation, division, current::text, cells::text, disputed, merged_into, is_void, changes_on,"
        " record_time FROM registers_entity WHERE id = ANY (%s::bigint[])",
        (bigints(numbers),),
    ).fetchall()
    return {row[0]: Comparable._make((*row[1:4], orjson.loads(row[4]), orjson.loads(row[5]), *row[6:])) for row in rows}


def _found_already(before: Mapping[int, Comparable], derived: Mapping[int, EntityRows]) -> frozenset[int]:
    """Those whose terms and identities stand already, since nothing from which they follow has changed."""
    names: dict[str, frozenset[str]] = {}
    found = []
    for number, rows in derived.items():
        was = before.get(number)
        if was is None or not was.cells or was.merged_into is not None or was.is_void or rows.is_void:
            continue
        if rows.kind.name not in names:
            names[rows.kind.name] = found_by(rows.kind)
        if all(was.current.get(name) == rows.current.get(name) for name in names[rows.kind.name]):
            found.append(number)
    return frozenset(found)


def _delete(cursor: Cursor, numbers: Sequence[int], found: frozenset[int] = frozenset()) -> None:
    """Take away what is written anew, or stands of an entity no more; the terms and identities of `found` stay."""
    cursor.execute("DELETE FROM registers_listed WHERE entity = ANY (%s::bigint[])", (bigints(numbers),))
    others = bigints(one for one in numbers if one not in found)
    for table in ("registers_identity_key", "registers_term"):
        cursor.execute(f"DELETE FROM {table} WHERE entity = ANY (%s::bigint[])", (others,))


_ENTITY = (
    "INSERT INTO registers_entity (id, kind, title, organisation, division, current, cells, disputed, merged_into, is_void,"
    " changes_on, record_time)"
    " SELECT id, kind, title, organisation, division, current, cells, disputed, merged_into, is_void, changes_on, record_time"
    " FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::text[], %s::jsonb[], %s::jsonb[], %s::text[],"
    " %s::bigint[], %s::boolean[], %s::date[], %s::timestamptz[])"
    " AS new (id, kind, title, organisation, division, current, cells, disputed_text, merged_into, is_void, changes_on,"
    " record_time)"
    " CROSS JOIN LATERAL (SELECT disputed_text::text[] AS disputed) AS parsed"
    " ON CONFLICT (id) DO UPDATE SET title = excluded.title, organisation = excluded.organisation,"
    " division = excluded.division, current = excluded.current, cells = excluded.cells, disputed = excluded.disputed,"
    " merged_into = excluded.merged_into, is_void = excluded.is_void, changes_on = excluded.changes_on,"
    " record_time = excluded.record_time"
)


def _write_entities(writing: Writing, known: Mapping[int, Material], derived: Mapping[int, EntityRows]) -> None:
    told = [known[number] for number in derived]
    rows = list(derived.values())
    writing.execute(
        _ENTITY,
        (
            bigints(derived),
            text_array([one.kind for one in told]),
            text_array([one.title for one in rows]),
            bigints(one.organisation for one in told),
            text_array([one.division for one in rows]),
            text_array([canonical_json(one.current) for one in rows]),
            text_array([canonical_json(one.cells) for one in rows]),
            text_array([text_array(one.disputed) for one in rows]),
            bigints(None for _ in rows),
            text_array(["t" if one.is_void else "f" for one in rows]),
            text_array([None if one.changes_on is None else one.changes_on.isoformat() for one in rows]),
            text_array([one.record_time.isoformat() for one in told]),
        ),
    )


def _write_gone(cursor: Cursor, gone: Mapping[int, Material]) -> None:
    """Those that are part of another stand where it stands, and say nothing themselves."""
    if not gone:
        return
    _delete(cursor, list(gone))
    cursor.execute(
        "UPDATE registers_entity e SET merged_into = u.root, organisation = r.organisation, division = r.division,"
        " title = '', current = '{}', cells = '{}', disputed = '{}', is_void = false, changes_on = NULL,"
        " record_time = r.record_time"
        " FROM unnest(%s::bigint[], %s::bigint[]) AS u (gone, root) JOIN registers_entity r ON r.id = u.root"
        " WHERE e.id = u.gone",
        (bigints(gone), bigints(one.number for one in gone.values())),
    )


def _write_listed(writing: Writing, known: Mapping[int, Material], derived: Mapping[int, EntityRows]) -> None:
    """The rows by which entities are listed."""
    writing.execute(
        "INSERT INTO registers_listed (entity, kind, organisation, division, keys, disputed)"
        " SELECT id, kind, organisation, division, keys::text[], disputed::text[] FROM unnest(%s::bigint[], %s::text[],"
        " %s::bigint[], %s::text[], %s::text[], %s::text[]) AS new (id, kind, organisation, division, keys, disputed)",
        (
            bigints(derived),
            text_array([known[number].kind for number in derived]),
            bigints(known[number].organisation for number in derived),
            text_array([one.division for one in derived.values()]),
            text_array([text_array(one.keys) for one in derived.values()]),
            text_array([text_array(one.disputed) for one in derived.values()]),
        ),
    )


def _write_found(writing: Writing, known: Mapping[int, Material], derived: Mapping[int, EntityRows]) -> None:
    """The rows by which entities are told apart and found."""
    if not derived:
        return
    keys = [(n, ordinal, key) for n, rows in derived.items() for ordinal, key in enumerate(rows.identities)]
    writing.execute(
        "INSERT INTO registers_identity_key (entity, ordinal, key)"
        " SELECT * FROM unnest(%s::bigint[], %s::int[], %s::text[])",
        (bigints(k[0] for k in keys), bigints(k[1] for k in keys), text_array([k[2] for k in keys])),
    )
    terms = [(n, ordinal, *term) for n, rows in derived.items() for ordinal, term in enumerate(rows.terms)]
    writing.execute(
        "INSERT INTO registers_term (entity, ordinal, kind, property, text, grams)"
        " SELECT entity, ordinal, kind, property, text, string_to_array(grams, ' ') FROM unnest(%s::bigint[], %s::int[],"
        " %s::text[], %s::text[], %s::text[], %s::text[]) AS new (entity, ordinal, kind, property, text, grams)",
        (
            bigints(t[0] for t in terms),
            bigints(t[1] for t in terms),
            text_array([known[t[0]].kind for t in terms]),
            text_array([t[2] for t in terms]),
            text_array([t[3] for t in terms]),
            text_array([" ".join(t[4]) for t in terms]),  # no gram has a space in it
        ),
    )
