"""What held of the entities of some kinds on a day, as this viewer sees it?

Today is read from the current rows; any other day, and what was known on another day, is resolved from the statements that
the viewer sees (`engine/resolve.py`), read once for as many days as are asked.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

import orjson

from yaomai.people.viewer import Viewer
from yaomai.registers import derivation
from yaomai.registers import kinds as declared_kinds
from yaomai.registers.declaration.kind import Kind
from yaomai.registers.derivation import not_withdrawn
from yaomai.registers.engine.resolve import Rules, Said, end, resolve, today
from yaomai.registers.engine.snapshot import Row, Snapshot
from yaomai.registers.sight import seen_by, sights


@dataclass(frozen=True, slots=True)
class _Entity:
    number: int
    kind: str
    organisation: int | None
    division: str


@dataclass(slots=True)
class Loaded:
    """All statements of some kinds that the viewer sees, as known at one time: ask it `on` any day."""

    viewer: Viewer
    kinds: Mapping[str, Kind]
    entities: Mapping[int, _Entity]
    said: Mapping[int, Sequence[Said]]
    chosen: Mapping[int, Mapping[str, Sequence[tuple[int, int]]]]
    orders: Mapping[str, Mapping[str, Sequence[str]]]
    merged: Mapping[int, int]
    unseen: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def on(self, day: date) -> Snapshot:
        """What held on this day."""
        rows: dict[str, dict[int, Row]] = {name: {} for name in self.kinds}
        for number, said in self.said.items():
            entity = self.entities[number]
            kind = self.kinds[entity.kind]
            rules = Rules(self.chosen.get(number, {}), self.orders.get(entity.kind, {}))
            cells = resolve(said, day, rules, kind.by_name).cells
            if not cells:
                continue
            values = {name: held.said.value for name, held in cells.items() if held.said.value is not None}
            statements = {name: held.said.place for name, held in cells.items()}
            title = str(values.get(kind.title, ""))
            rows[entity.kind][number] = Row(number, entity.kind, title, entity.organisation, values, statements)
        return Snapshot(day, self.kinds, rows, self.unseen, self.merged)


def snapshot(
    viewer: Viewer, kinds: Iterable[str], *, on: date, now: datetime, known_on: datetime | None = None
) -> Snapshot:
    """What held on the day `on`; `known_on`: as it was known at that time (None: now). `now` says which day is today.

    Raises NotFoundError for a kind that is not declared.
    """
    if known_on is None and on == today(now):
        return _current(viewer, kinds, on)
    return load(viewer, kinds, known_on=known_on).on(on)


def _declared(kinds: Iterable[str]) -> dict[str, Kind]:
    return {name: declared_kinds.kind(name) for name in sorted(set(kinds))}


def unseen(viewer: Viewer, kinds: Mapping[str, Kind]) -> dict[str, frozenset[str]]:
    """Of each kind the properties that the viewer does not see of every row: an official of the province sees them of all."""
    return {name: frozenset(kind.by_name) - sights(viewer, kind).of(None, "") for name, kind in kinds.items()}


def _current(viewer: Viewer, kinds: Iterable[str], on: date) -> Snapshot:
    declared = _declared(kinds)
    with seen_by(viewer) as cursor:
        cursor.execute(f"{CURRENT} WHERE kind = ANY(%s) AND NOT is_void", (list(declared),))
        rows, merged = current_rows(viewer, declared, cursor.fetchall(), on)
    return Snapshot(on, declared, rows, unseen(viewer, declared), merged)


CURRENT = "SELECT id, kind, title, organisation, division, current, cells, merged_into FROM registers_entity_seen"  # with seen_by


def current_rows(
    viewer: Viewer, declared: Mapping[str, Kind], fetched: Iterable[Sequence[Any]], on: date
) -> tuple[dict[str, dict[int, Row]], dict[int, int]]:
    """The rows that CURRENT fetched, by kind and number, with what the viewer sees of each; and where merged ones went.

    What is shown of an earlier year (Property.yearly) does not hold `on` the day and is left out.
    """
    rows: dict[str, dict[int, Row]] = {name: {} for name in declared}
    sighted = {name: sights(viewer, kind) for name, kind in declared.items()}
    seen: dict[tuple[str, int | None, str], frozenset[str]] = {}
    merged: dict[int, int] = {}
    for number, name, title, organisation, division, current, cells, into in fetched:
        if into is not None:
            merged[number] = into
            continue
        whose = (name, organisation, division)
        if whose not in seen:
            seen[whose] = sighted[name].of(organisation, division)
        held = {one: place for one, place in _json(cells).items() if one in seen[whose] and not _is_over(place, on)}
        values = {one: value for one, value in _json(current).items() if one in held}
        places = {one: (place[0], place[1]) for one, place in held.items()}
        shown = title if declared[name].title in seen[whose] else ""
        rows[name][number] = Row(number, name, shown, organisation, values, places)
    return rows, merged


def _is_over(place: Sequence[Any], on: date) -> bool:
    """Whether it is a year's that was over before (engine/entity_rows.py: `cells`)."""
    return len(place) > 2 and place[3] is not None and date.fromisoformat(place[3]) <= on


def _json(value: object) -> dict[str, Any]:
    # a jsonb column comes as text
    return cast("dict[str, Any]", orjson.loads(value) if isinstance(value, str | bytes) else value)


def load(viewer: Viewer, kinds: Iterable[str], *, known_on: datetime | None = None) -> Loaded:
    """The statements of these kinds that the viewer sees, as known at a time (None: now)."""
    declared = _declared(kinds)
    with seen_by(viewer) as cursor:
        known = known_on or derivation.ALWAYS
        asked = {"kinds": list(declared), "known": known}
        entities = _entities(cursor, asked)
        merged = derivation.merged(cursor, known)
        said = _said(cursor, asked, entities, merged)
        chosen = _chosen(cursor, asked, merged)
        orders = derivation.orders(cursor, declared, known)
    return Loaded(viewer, declared, entities, said, chosen, orders, merged, unseen(viewer, declared))


def _entities(cursor: Any, asked: Mapping[str, Any]) -> dict[int, _Entity]:
    cursor.execute(
        "SELECT id, kind, organisation, division FROM registers_entity_seen WHERE kind = ANY(%(kinds)s)", asked
    )
    return {row[0]: _Entity(*row) for row in cursor.fetchall()}


def _said(
    cursor: Any, asked: Mapping[str, Any], entities: Collection[int], merged: Mapping[int, int]
) -> dict[int, list[Said]]:
    cursor.execute(
        "SELECT s.record, s.ordinal, s.property, s.value, s.unit, s.valid_from, s.valid_to, s.source, s.organisation, s.entity"
        " FROM registers_statement_seen s WHERE s.kind = ANY(%(kinds)s) AND s.record_time <= %(known)s::timestamptz"
        f" AND {not_withdrawn('s.record', 's.ordinal')}",
        asked,
    )
    found: dict[int, list[Said]] = {}
    for *members, entity in cursor.fetchall():
        if isinstance(members[3], str):
            members[3] = orjson.loads(members[3])
        root = end(entity, merged)
        if root in entities:
            found.setdefault(root, []).append(Said(*members))
    return found


def _chosen(
    cursor: Any, asked: Mapping[str, Any], merged: Mapping[int, int]
) -> dict[int, dict[str, list[tuple[int, int]]]]:
    cursor.execute(
        "SELECT c.entity, c.property, c.statement_record, c.statement_ordinal FROM registers_choice c"
        f" WHERE c.record_time <= %(known)s::timestamptz AND {not_withdrawn('c.record')} ORDER BY c.record DESC",
        asked,
    )
    found: dict[int, dict[str, list[tuple[int, int]]]] = {}
    for entity, name, record, ordinal in cursor.fetchall():
        found.setdefault(end(entity, merged), {}).setdefault(name, []).append((record, ordinal))
    return found
