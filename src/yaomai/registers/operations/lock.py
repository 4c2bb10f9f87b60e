"""How do deeds about the same entities not get in each other's way?

Within a kind, whoever changes how entities hang together (merges, the order of sources) is alone; all others share the kind and
lock the entities they touch, in the order of their numbers, so that nobody waits for somebody who waits.
"""

from collections.abc import Collection, Iterable
from typing import Any

import psycopg

from yaomai.registers.derivation import bigints

Cursor = psycopg.Cursor[Any]
Row = tuple[int, str, int | None, str, int | None, bool]

_IDENTITIES_LOCKED_ONE_BY_ONE = 200
"""Of more at once the whole kind is locked: the server has room for some thousand locks."""


def share_kinds(cursor: Cursor, names: Iterable[str]) -> None:
    """Until the transaction ends, nobody changes how entities of these kinds hang together."""
    for name in sorted(set(names)):
        cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", (f"registers.kind {name}",))


def hold_kinds(cursor: Cursor, names: Iterable[str]) -> None:
    """Until the transaction ends, nobody else states, merges or withdraws anything of these kinds."""
    for name in sorted(set(names)):
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"registers.kind {name}",))


def lock_entities(cursor: Cursor, numbers: Collection[int]) -> dict[int, Row]:
    """Lock these entities and all with which they were merged: id, kind, organisation, division, merged_into, is_void of each.

    To be called when the kind is shared or held: then nobody merges them meanwhile.
    """
    rows = cursor.execute(
        "WITH ends AS (SELECT coalesce(merged_into, id) AS id FROM registers_entity WHERE id = ANY (%(all)s::bigint[]))"
        " SELECT id, kind, organisation, division, merged_into, is_void FROM registers_entity WHERE id IN"
        " (SELECT id FROM ends UNION SELECT e.id FROM registers_entity e JOIN ends ON e.merged_into = ends.id)"
        " ORDER BY id FOR UPDATE",
        {"all": bigints(numbers)},
    ).fetchall()
    return {row[0]: row for row in rows}


def lock_identities(cursor: Cursor, keys: Collection[str]) -> None:
    """Until the transaction ends, nobody else gives an entity one of these identities."""
    by_kind = sorted({key.partition("\x1f")[0] for key in keys})
    one_by_one = len(keys) <= _IDENTITIES_LOCKED_ONE_BY_ONE
    for kind in by_kind:
        how = "_shared" if one_by_one else ""
        cursor.execute(f"SELECT pg_advisory_xact_lock{how}(hashtextextended(%s, 0))", (f"registers.identities {kind}",))
    if one_by_one:
        for key in sorted(keys):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"registers.identity {key}",))
