"""Which rows of a table does each role see, and is it so in the database?

A room declares the policies of its tables, and the views that have the same conditions (`declare`, when Django is ready).
Migrations make them; here they are read back, compared, and put right. PostgreSQL keeps a condition not as it was written, so the
declared ones are made on temporary tables of the same names, in a transaction that is undone, and both are compared as PostgreSQL
writes them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from yaomai.database.access import role_name


@dataclass(frozen=True, slots=True)
class Policy:
    """What a role sees (`using`) and may write (`checked`) with SELECT, INSERT, UPDATE, DELETE or ALL."""

    name: str
    verb: str
    role: str
    using: str = ""
    checked: str = ""

    def on(self, table: str) -> str:
        """The statement that makes it."""
        using = f" USING ({self.using})" if self.using else ""
        checked = f" WITH CHECK ({self.checked})" if self.checked else ""
        return f"CREATE POLICY {self.name} ON {table} FOR {self.verb} TO {role_name(self.role)}{using}{checked}"


@dataclass(slots=True)
class _Declared:
    tables: dict[str, Sequence[Policy]]
    views: dict[str, str]


_declared = _Declared({}, {})


def declare(tables: Mapping[str, Sequence[Policy]], views: Mapping[str, str]) -> None:
    """The policies of these tables, all that there are, and the queries of these views. Declaring it again changes nothing."""
    _declared.tables.update(tables)
    _declared.views.update(views)


def differences(connection: "psycopg.Connection[Any]") -> list[str]:
    """Each difference between what is declared and what is, as a sentence; `connection` is the owner's."""
    found, wanted, switched_on = _compared(connection)
    sentences = [
        f"{table} shows every row to everybody who may read it: its row-level security is off"
        for table in sorted(_declared.tables.keys() - switched_on)
    ]
    for table, name in sorted(wanted.keys() - found.keys()):
        sentences.append(f"the policy {name} of {table} is absent" if name else f"the view {table} is absent")
    for table, name in sorted(found.keys() - wanted.keys()):
        sentences.append(f"{table} has a policy {name} that nobody declares")
    for table, name in sorted(found.keys() & wanted.keys()):
        if found[table, name] != wanted[table, name]:
            what = f"the policy {name} of {table}" if name else f"the view {table}"
            sentences.append(f"{what} has another condition than is declared")
    return sentences


def apply(connection: "psycopg.Connection[Any]") -> list[str]:
    """Bring the database to what is declared, in one transaction; returns the tables and views that were changed. A table that
    declares nothing is left alone: who made its policies has to be asked. `connection` is the owner's.
    """
    found, wanted, switched_on = _compared(connection)
    differing = {
        table for table, name in found.keys() | wanted.keys() if found.get((table, name)) != wanted.get((table, name))
    }
    changed = sorted(differing | (_declared.tables.keys() - switched_on))
    with connection.transaction():
        for one in changed:
            if one in _declared.views:
                _execute(connection, f"CREATE OR REPLACE VIEW {one} AS {_declared.views[one]}")
            elif one in _declared.tables:
                for table, name in found:
                    if table == one:
                        connection.execute(
                            sql.SQL("DROP POLICY {} ON {}").format(sql.Identifier(name), sql.Identifier(table))
                        )
                for policy in _declared.tables[one]:
                    _execute(connection, policy.on(one))
                _execute(connection, f"ALTER TABLE {one} ENABLE ROW LEVEL SECURITY")
    return [one for one in changed if one in _declared.views or one in _declared.tables]


_Conditions = dict[tuple[str, str], tuple[object, ...]]
"""(table, policy), or (view, ""): what PostgreSQL says of it."""


def _compared(connection: "psycopg.Connection[Any]") -> tuple[_Conditions, _Conditions, set[str]]:
    """What is, what should be, and the tables whose row-level security is on."""
    with connection.transaction(force_rollback=True):
        rows = connection.execute(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace"
        )
        switched_on = {str(name) for (name,) in rows}
        views = sorted(_declared.views)
        found = _policies(connection, "'public'::regnamespace") | _views(
            connection, {one: f"public.{one}" for one in views}
        )
        absent = [one for one in _declared.tables if not _is_there(connection, one)]
        if absent:  # what their migration has still to make is said by whoever looks at migrations
            return found, found, switched_on | _declared.tables.keys()
        made = {one: f"pg_temp.wanted_{at}" for at, one in enumerate(views)}
        for one, name in made.items():
            _execute(connection, f"CREATE TEMPORARY VIEW {name.removeprefix('pg_temp.')} AS {_declared.views[one]}")
        wanted = _views(connection, made)
        for table in _declared.tables:
            _execute(connection, f"CREATE TEMPORARY TABLE {table} (LIKE public.{table})")
        for table, policies in _declared.tables.items():
            for policy in policies:
                _execute(connection, policy.on(f"pg_temp.{table}"))
        return found, wanted | _policies(connection, "pg_my_temp_schema()"), switched_on


def _policies(connection: "psycopg.Connection[Any]", schema: str) -> _Conditions:
    rows = _execute(
        connection,
        "SELECT c.relname, p.polname, p.polcmd::text, p.polpermissive,"
        " ARRAY(SELECT coalesce(r.rolname, 'PUBLIC')::text FROM unnest(p.polroles) o LEFT JOIN pg_roles r ON r.oid = o ORDER BY 1),"
        " pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)"
        f" FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relnamespace = {schema}",
    )
    return {(table, name): tuple(said) for table, name, *said in rows}


def _views(connection: "psycopg.Connection[Any]", named: Mapping[str, str]) -> _Conditions:
    """What the views say, each under the name that it is declared by."""
    return {
        (one, ""): tuple(row)
        for one, name in named.items()
        if _is_there(connection, name)
        for row in connection.execute("SELECT pg_get_viewdef(%s::regclass)", (name,))
    }


def _is_there(connection: "psycopg.Connection[Any]", name: str) -> bool:
    row = connection.execute("SELECT to_regclass(%s) IS NOT NULL", (name,)).fetchone()
    return bool(row and row[0])


def _execute(connection: "psycopg.Connection[Any]", statement: str) -> "psycopg.Cursor[Any]":
    return connection.execute(statement)  # made of declarations of the program alone
