"""What did a deed change in the registers: of which entities, which properties, from what to what?

Who audits is told also that a property was changed which the viewer does not see, and by whom; its value only where the
declaration of the kind shows it to the viewer.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.utils import timezone

from yaomai.errors import NotFoundError
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer, visible_properties
from yaomai.registers import kinds
from yaomai.registers.declaration.kind import Kind
from yaomai.registers.derivation import bigints
from yaomai.registers.queries import entities
from yaomai.registers.queries.entities import Cell
from yaomai.registers.sight import seen_by, sights

POSITION_BITS = 20
"""A record's number is that of its deed, and its position in it in so many bits (ledger/engine/deed.py)."""


@dataclass(frozen=True, slots=True)
class Change:
    """A property of an entity of which a record says something. `before`: what held until then, None: nothing. Of one that is
    hidden from the viewer neither value is told. `organisation` and `account`: who recorded it.
    """

    record: int
    ordinal: int
    entity: int
    kind: Kind
    property: str
    value: Any
    before: Cell | None
    is_hidden: bool
    organisation: int | None
    account: int | None
    key: int | None
    record_time: datetime


@dataclass(frozen=True, slots=True)
class About:
    """What a deed tells of: how many entities, and the first of them."""

    entities: int
    first: int
    kind: Kind


def audits(viewer: Viewer, organisation: int | None) -> bool:
    """Whether what this organisation did is the viewer's to audit."""
    return (
        viewer == INSTALLATION_VIEWER or visible_properties(viewer, "people.audit_entry", organisation) != frozenset()
    )


def changes(viewer: Viewer, record: int) -> list[Change]:
    """What a record says, property by property, in its order; nothing where the viewer sees none of it."""
    found = _changes(viewer, "s.record = %s", (record,))
    shown = {one.entity for one in found if not one.is_hidden}
    before: dict[int, Any] = {}
    for number in shown:
        try:
            at = found[0].record_time - timedelta(microseconds=1)
            before[number] = entities.at(viewer, number, valid_on=timezone.localdate(), known_on=at).cells
        except NotFoundError:
            before[number] = {}
    return [one if one.is_hidden else replace(one, before=before[one.entity].get(one.property)) for one in found]


def hidden_changes(viewer: Viewer, entity: int) -> list[Change]:
    """What was ever said of an entity and is hidden from the viewer, who may audit it: that it was, and by whom; newest first."""
    found = _changes(viewer, "s.entity = %s", (entity,))
    return sorted((one for one in found if one.is_hidden), key=lambda one: (one.record, one.ordinal), reverse=True)


def about(deeds: Iterable[int]) -> dict[int, About]:
    """Of which entities these deeds tell; those that tell of none are left out. Says nothing of what stands there."""
    with seen_by(INSTALLATION_VIEWER) as cursor:
        cursor.execute(
            "SELECT d.id, d.size, s.entity, s.kind FROM ledger_deed d CROSS JOIN LATERAL ("
            "  SELECT entity, kind FROM registers_statement"
            "  WHERE record >= d.id << %s AND record < (d.id + 1) << %s ORDER BY record LIMIT 1"
            ") s WHERE d.id = ANY (%s::bigint[])",
            (POSITION_BITS, POSITION_BITS, bigints(set(deeds))),
        )
        return {
            deed: About(size, entity, kinds.kind(kind))
            for deed, size, entity, kind in cursor.fetchall()
            if _known(kind)
        }


def _changes(viewer: Viewer, condition: str, values: tuple[object, ...]) -> list[Change]:
    with seen_by(INSTALLATION_VIEWER) as cursor:
        cursor.execute(
            "SELECT s.record, s.ordinal, e.id, s.kind, s.property, s.value, e.organisation, e.division,"
            " d.organisation, d.account, d.key, s.record_time"
            " FROM registers_statement s JOIN registers_entity e ON e.id = s.entity"
            " LEFT JOIN ledger_deed d ON d.id = s.record >> %s"
            f" WHERE {condition} ORDER BY s.record, s.ordinal",
            (POSITION_BITS, *values),
        )
        rows = cursor.fetchall()
    seen: dict[str, Callable[[int | None, str], frozenset[str]]] = {
        name: sights(viewer, kinds.kind(name)).of for name in {row[3] for row in rows} if _known(name)
    }
    found = []
    for record, ordinal, entity, kind, name, value, keeper, division, organisation, account, key, time in rows:
        if kind not in seen or name not in kinds.kind(kind).by_name:
            continue
        is_hidden = name not in seen[kind](keeper, division)
        if is_hidden and not audits(viewer, organisation):
            continue
        told = None if is_hidden or value is None else orjson.loads(value)
        found.append(
            Change(
                *(record, ordinal, entity, kinds.kind(kind), name, told, None),
                *(is_hidden, organisation, account, key, time),
            )
        )
    return found


def _known(kind: str) -> bool:
    return any(one.name == kind for one in kinds.all_kinds())
