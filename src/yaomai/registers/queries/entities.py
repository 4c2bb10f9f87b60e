"""What is known of one entity: now, on a day, as it was known once, and who said what of it?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

import orjson

from yaomai.errors import NotFoundError
from yaomai.people.viewer import Viewer
from yaomai.registers import derivation, kinds
from yaomai.registers.declaration.kind import Kind
from yaomai.registers.derivation import bigints
from yaomai.registers.engine.entity_rows import division_of
from yaomai.registers.engine.resolve import Place, resolve, standing
from yaomai.registers.sight import seen_by, sights


@dataclass(frozen=True, slots=True)
class Cell:
    """What holds of a property: the value (canonical JSON; None: it is said to have none), and the statement that says so."""

    value: Any
    unit: str
    statement: Place
    is_disputed: bool
    valid_from: date | None
    valid_to: date | None
    record_time: datetime


@dataclass(frozen=True, slots=True)
class EntityView:
    """An entity as a viewer sees it. `hidden`: properties of which the viewer is not told whether it has them. `merged_into`: it is
    part of that one now, and nothing is said of it here.
    """

    number: int
    kind: Kind
    title: str
    organisation: int | None
    division: str
    cells: Mapping[str, Cell]
    hidden: frozenset[str]
    merged_into: int | None
    is_void: bool
    record_time: datetime


@dataclass(frozen=True, slots=True)
class StatementView:
    """A statement, how it stands today, and by which rule (engine/resolve.py: `standing`; `withdrawn`)."""

    record: int
    ordinal: int
    entity: int
    kind: str
    property: str
    value: Any
    unit: str
    valid_from: date | None
    valid_to: date | None
    source: str
    organisation: int | None
    organisation_name: str
    account: int | None
    record_time: datetime
    origin: str
    origin_record: int | None
    origin_place: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Row:
    """What registers_entity says of an entity that the viewer sees, and the properties seen of it."""

    number: int
    kind: Kind
    title: str
    organisation: int | None
    division: str
    current: Mapping[str, Any]
    cells: Mapping[str, tuple[int, int]]
    disputed: frozenset[str]
    merged_into: int | None
    is_void: bool
    record_time: datetime
    seen: frozenset[str]


def entity(viewer: Viewer, number: int) -> EntityView:
    """An entity as it is now. Raises NotFoundError for one that is not there, or that the viewer does not see."""
    with seen_by(viewer) as cursor:
        row = _row(cursor, viewer, number)
        said = _statements(cursor, [place for name, place in row.cells.items() if name in row.seen])
    cells = {
        name: Cell(
            row.current.get(name),
            said[place].unit,
            place,
            name in row.disputed,
            said[place].valid_from,
            said[place].valid_to,
            said[place].record_time,
        )
        for name, place in row.cells.items()
        if name in row.seen and place in said
    }
    return EntityView(
        number,
        row.kind,
        row.title if row.kind.title in row.seen else "",
        row.organisation,
        row.division if _division_name(row.kind) in row.seen else "",
        _in_order(row.kind, cells),
        frozenset(row.kind.by_name) - row.seen,
        row.merged_into,
        row.is_void,
        row.record_time,
    )


def at(viewer: Viewer, number: int, *, valid_on: date, known_on: datetime) -> EntityView:
    """An entity as it was on the day `valid_on`, going by what was on record at `known_on`.

    Who may see it is decided by who keeps it today. Raises NotFoundError, also when nothing was known of it.
    """
    with seen_by(viewer) as cursor:
        row = _row(cursor, viewer, number)
        ends = derivation.merged(cursor, known_on)
        if number in ends:
            return EntityView(
                number, row.kind, "", row.organisation, "", {}, frozenset(), ends[number], False, row.record_time
            )
        groups = derivation.groups_of([number], ends)
        material = derivation.load(cursor, groups, known_on).get(number)
        if material is None:
            raise _not_found(number)
        orders = derivation.orders(cursor, [row.kind.name], known_on)
        resolved = resolve(
            material.said, valid_on, derivation.rules_of(material, orders), row.kind.by_name, row.kind.yearly
        )
        held = {name: one for name, one in resolved.cells.items() if name in row.seen}
        said = _statements(cursor, [one.said.place for one in held.values()])
    current = {name: one.said.value for name, one in held.items()}
    title = current.get(row.kind.title)
    cells = {
        name: Cell(
            one.said.value,
            one.said.unit,
            one.said.place,
            one.is_disputed,
            one.said.valid_from,
            one.said.valid_to,
            said[one.said.place].record_time,
        )
        for name, one in held.items()
    }
    return EntityView(
        number,
        row.kind,
        title if isinstance(title, str) else "",
        material.organisation,
        division_of(row.kind, current),
        _in_order(row.kind, cells),
        frozenset(row.kind.by_name) - row.seen,
        None,
        not material.said,
        material.record_time,
    )


def titles(viewer: Viewer, numbers: Iterable[int]) -> dict[int, str]:
    """What the entities are called that the viewer sees; one that was merged away is called as the one it went into."""
    wanted = sorted(set(numbers))
    if not wanted:
        return {}
    with seen_by(viewer) as cursor:
        cursor.execute(
            "SELECT e.id, r.title, r.kind, r.organisation, r.division FROM registers_entity_seen e"
            " JOIN registers_entity_seen r ON r.id = coalesce(e.merged_into, e.id) WHERE e.id = ANY (%s::bigint[])",
            (bigints(wanted),),
        )
        rows = cursor.fetchall()
    seen = {name: sights(viewer, kinds.kind(name)) for name in {row[2] for row in rows}}
    return {
        number: title
        for number, title, kind, organisation, division in rows
        if kinds.kind(kind).title in seen[kind].of(organisation, division)
    }


def history(
    viewer: Viewer,
    number: int,
    property: str | None = None,  # noqa: A002  # the word of the registers
    *,
    day: date | None = None,
) -> list[StatementView]:
    """Everything that was ever said of an entity (of what was merged into it, too) and that the viewer sees, newest first.

    How each statement stands is told for the day for which the entity was derived last; for another, give `day`.
    """
    with seen_by(viewer) as cursor:
        row = _row(cursor, viewer, number)
        ends = derivation.merged(cursor)
        groups = derivation.groups_of([number], {} if number in ends else ends)
        material = derivation.load(cursor, groups).get(number)
        found = _views(cursor, "s.entity = ANY (%s::bigint[])", (bigints(groups[number]),))
        orders = derivation.orders(cursor, [row.kind.name])
        if day is None:
            cursor.execute("SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date")
            (day,) = cursor.fetchone()
    stands = (
        standing(material.said, day, derivation.rules_of(material, orders), row.kind.yearly)
        if material is not None
        else {}
    )
    return [
        _with_standing(one, stands.get((one.record, one.ordinal), ("withdrawn", "withdrawn")))
        for one in found
        if one.property in row.seen and property in (None, one.property)
    ]


def statement(viewer: Viewer, record: int, ordinal: int) -> StatementView:
    """One statement. Raises NotFoundError for one that is not there, or that the viewer does not see."""
    with seen_by(viewer) as cursor:
        cursor.execute(
            "SELECT coalesce(e.merged_into, e.id) FROM registers_statement_seen s JOIN registers_entity e ON e.id = s.entity"
            " WHERE s.record = %s AND s.ordinal = %s",
            (record, ordinal),
        )
        found = cursor.fetchone()
    for one in history(viewer, found[0]) if found else ():
        if (one.record, one.ordinal) == (record, ordinal):
            return one
    raise NotFoundError(f"there is no statement {record}.{ordinal}, or none that you may see")


def _row(cursor: Any, viewer: Viewer, number: int) -> _Row:
    cursor.execute(
        "SELECT id, kind, title, organisation, division, current::text, cells::text, disputed, merged_into, is_void, record_time"
        " FROM registers_entity_seen WHERE id = %s",
        (number,),
    )
    row = cursor.fetchone() if abs(number) < 2**63 else None
    if row is None:
        raise _not_found(number)
    kind = kinds.kind(row[1])
    seen = sights(viewer, kind).of(row[3], row[4])
    if not seen:
        raise _not_found(number)
    cells = {name: (place[0], place[1]) for name, place in orjson.loads(row[6]).items()}
    return _Row(
        number,
        kind,
        title=row[2],
        organisation=row[3],
        division=row[4],
        current=orjson.loads(row[5]),
        cells=cells,
        disputed=frozenset(row[7]),
        merged_into=row[8],
        is_void=row[9],
        record_time=row[10],
        seen=seen,
    )


def _not_found(number: int) -> NotFoundError:
    return NotFoundError(f"there is no entity {number}, or none that you may see")


def _division_name(kind: Kind) -> str:
    """The property from which an entity's division comes."""
    return next((name for name in kind.by_name if division_of(kind, {name: "x"})), "")


def _in_order(kind: Kind, cells: Mapping[str, Cell]) -> dict[str, Cell]:
    """By the order of the declaration."""
    return {name: cells[name] for name in kind.by_name if name in cells}


@dataclass(frozen=True, slots=True)
class _Told:
    unit: str
    valid_from: date | None
    valid_to: date | None
    record_time: datetime


def _statements(cursor: Any, places: Sequence[Place]) -> dict[Place, _Told]:
    cursor.execute(
        "SELECT s.record, s.ordinal, s.unit, s.valid_from, s.valid_to, s.record_time FROM registers_statement_seen s"
        " JOIN unnest(%s::bigint[], %s::int[]) AS wanted (record, ordinal) USING (record, ordinal)",
        (bigints(one[0] for one in places), bigints(one[1] for one in places)),
    )
    return {(row[0], row[1]): _Told(*row[2:]) for row in cursor.fetchall()}


def _views(cursor: Any, condition: str, values: Sequence[object]) -> list[StatementView]:
    cursor.execute(
        "SELECT s.record, s.ordinal, s.entity, s.kind, s.property, s.value, s.unit, s.valid_from, s.valid_to, s.source,"
        " s.organisation, coalesce(o.name, ''), d.account, s.record_time, s.origin, s.origin_record, s.origin_place"
        " FROM registers_statement_seen s LEFT JOIN ledger_deed d ON d.id = s.record >> 20"
        " LEFT JOIN people_organisation o ON o.organisation = s.organisation"
        f" WHERE {condition} ORDER BY s.record DESC, s.ordinal DESC",
        values,
    )
    names = [one.name for one in fields(StatementView)][:-2]
    found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [
        StatementView(
            **one | {"value": None if one["value"] is None else orjson.loads(one["value"])}, status="", reason=""
        )
        for one in found
    ]


def _with_standing(one: StatementView, stands: tuple[str, str]) -> StatementView:
    return replace(one, status=stands[0], reason=stands[1])
