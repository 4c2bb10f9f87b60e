"""Which indexes do the lists of the declared kinds need?

One for each column of a list (`Kind.listed`), in whose order it is walked: `yaomai migrate` makes those that are missing and drops
those of kinds and columns that are declared no longer. Without them lists are the same, and slower.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

import psycopg
from psycopg import sql

from yaomai.registers.declaration.kind import Kind

_PREFIX = "registers_listed_column_"


def wanted(kinds: Iterable[Kind]) -> dict[str, tuple[str, int]]:
    """The indexes that there must be: name → kind and position of the key."""
    found = {}
    for kind in kinds:
        positions = {name: number for number, name in enumerate(kind.by_name, start=1)}
        for one in kind.listed:
            mark = hashlib.sha256(f"{kind.name}.{positions[one.name]}".encode()).hexdigest()[:12]
            found[f"{_PREFIX}{mark}"] = (kind.name, positions[one.name])
    return found


def keep_indexes(connection: psycopg.Connection[Any], kinds: Iterable[Kind]) -> list[str]:
    """Make and drop what differs from what is wanted, as the owner; returns what was done, in words."""
    rows = connection.execute(
        "SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND tablename = 'registers_listed'"
        " AND starts_with(indexname, %s)",
        (_PREFIX,),
    ).fetchall()
    there, must = {row[0] for row in rows}, wanted(kinds)
    for name in sorted(there - must.keys()):
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier("public", name)))
    for name in sorted(must.keys() - there):
        kind, position = must[name]
        connection.execute(
            sql.SQL('CREATE INDEX {} ON registers_listed (((keys)[{}]) COLLATE "C", entity) WHERE kind = {}').format(
                sql.Identifier(name), sql.Literal(position), sql.Literal(kind)
            )
        )
    if must.keys() - there:
        connection.execute(
            "ANALYZE registers_listed"
        )  # how often the keys of a column are what: known only with its index
    said = [(len(must.keys() - there), "made"), (len(there - must.keys()), "dropped")]
    return [f"{number} indexes of lists {word}" for number, word in said if number]
