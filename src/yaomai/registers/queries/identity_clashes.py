"""Which entities have one identity together, so that nobody can tell which of them is meant?

Whoever states, withdraws or chooses is kept from it (operations/identities.py); an order of sources, or a day that comes, can bring
it about all the same. Only what the viewer sees of both is told.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from psycopg import sql

from yaomai.people.viewer import Viewer
from yaomai.registers.declaration.kind import Kind
from yaomai.registers.derivation import bigints
from yaomai.registers.engine.entity_rows import identity_keys
from yaomai.registers.queries.search import named_all
from yaomai.registers.sight import Sight, seen_by, sights

_MOST = 200


@dataclass(frozen=True, slots=True)
class Clash:
    """Two entities, the smaller number first, that agree in these properties, which tell entities of their kind apart."""

    one: int
    title: str
    two: int
    other: str
    properties: tuple[str, ...]


def clashing(viewer: Viewer, kind: Kind, number: int, values: Mapping[str, Any]) -> list[Clash]:
    """With which others this entity, of which the viewer sees these values, has an identity in common."""
    own = set(identity_keys(kind, values))
    if not own:
        return []
    texts = {text for names in kind.identity for name in names for text in _texts(values.get(name))}
    named = {entity for found in named_all(viewer, kind.name, texts).values() for entity in found} - {number}
    if not named:
        return []
    sight = sights(viewer, kind)
    with seen_by(viewer) as cursor:
        cursor.execute(
            "SELECT id, organisation, division, title, current::text FROM registers_entity_seen"
            " WHERE id = ANY (%s::bigint[]) AND merged_into IS NULL AND NOT is_void ORDER BY id",
            (bigints(sorted(named)),),
        )
        rows = cursor.fetchall()
    title = str(values.get(kind.title) or "")
    found = []
    for entity, organisation, division, other, current in rows:
        seen = sight.of(organisation, division)
        theirs = {name: value for name, value in orjson.loads(current).items() if name in seen}
        for key in sorted(own.intersection(identity_keys(kind, theirs))):
            names = key.split("\x1f")[1:]
            shown = other if kind.title in seen else ""
            found.append(Clash(number, title, entity, shown, tuple(names[: len(names) // 2])))
    return found


def clashes(viewer: Viewer, kind: Kind) -> list[Clash]:
    """The pairs of a kind that have an identity in common, at most some hundred."""
    sight = sights(viewer, kind)
    found: dict[tuple[int, int], Clash] = {}
    with seen_by(viewer) as cursor:
        for names in kind.identity:
            if not sight.ever.issuperset(names):
                continue
            identity = sql.SQL(", ").join(sql.SQL("current -> {}").format(sql.Literal(name)) for name in names)
            cursor.execute(
                sql.SQL(
                    "SELECT said, array_agg(id ORDER BY id) FROM (SELECT id, jsonb_build_array({})::text AS said"
                    " FROM registers_entity_seen WHERE kind = {} AND merged_into IS NULL AND NOT is_void"
                    " AND current ?& {}::text[]) AS one GROUP BY said HAVING count(*) > 1 ORDER BY said LIMIT {}"
                ).format(identity, sql.Literal(kind.name), sql.Literal([*names]), sql.Literal(_MOST))
            )
            for _, numbers in cursor.fetchall():
                for one in _pairs(cursor, sight, kind, names, numbers):
                    found.setdefault((one.one, one.two), one)
    return list(found.values())


def _pairs(cursor: Any, sight: Sight, kind: Kind, names: Sequence[str], numbers: Sequence[int]) -> Iterable[Clash]:
    """The first of these with each other one, as far as the viewer sees their identity."""
    cursor.execute(
        "SELECT id, organisation, division, title FROM registers_entity_seen WHERE id = ANY (%s::bigint[]) ORDER BY id",
        (bigints(numbers),),
    )
    shown = []
    for number, organisation, division, title in cursor.fetchall():
        seen = sight.of(organisation, division)
        if seen.issuperset(names):
            shown.append((number, title if kind.title in seen else ""))
    for number, title in shown[1:]:
        yield Clash(*shown[0], number, title, tuple(names))


def _texts(value: Any) -> Iterable[str]:
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, str)]
