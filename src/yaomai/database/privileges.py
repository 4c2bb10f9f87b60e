"""Which role may do what with each table, and which tables are append-only?

Each model declares it; here the declarations are brought into the database, and read back from it so that they can be compared.

    class Body(models.Model):
        privileges: ClassVar[Mapping[str, str]] = {"app": "SELECT, INSERT", "eraser": "SELECT, UPDATE (bytes, erased_at)"}
        append_only: ClassVar[bool] = False

A role that is not named may do nothing. Views over a table are declared beside it, `views = {"body_seen": {"app": "SELECT"}}`.
`yaomai_owner` owns every table and is not named. Whoever may insert may draw from the table's sequences. An append-only table
refuses UPDATE, DELETE and TRUNCATE for everybody, the owner and a superuser included.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.db.models import Model
from psycopg import sql

from yaomai.database.access import ROLES, role_name
from yaomai.errors import InstallationError

_GRANTED_ROLES = tuple(role for role in ROLES if role != "owner")
_VERBS = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"})
_WORD = re.compile(r"\s*([A-Z]+)\s*(?:\(([^)]*)\))?\s*(?:,|$)")
_FUNCTION = "yaomai_refuse_change"
_TRIGGER = "append_only"

# Tables of Django itself, which cannot declare anything.
_DJANGO = {
    "django_session": {"app": "SELECT, INSERT, UPDATE, DELETE"},
    "django_migrations": {"app": "SELECT"},  # doctor compares what was applied with what the program brings
}

Grants = frozenset[str]  # "SELECT", or for some columns only "UPDATE(bytes)", one entry a column


@dataclass(frozen=True, slots=True)
class TableRights:
    """What the roles may do with one table: role → grants; no entry for a role that may do nothing."""

    grants: Mapping[str, Grants] = field(default_factory=dict)
    append_only: bool = False


def declared(models: Iterable[type[Model]]) -> dict[str, TableRights]:
    """What `models` and this module declare, by table. Raises TypeError naming every model whose declaration has a fault."""
    tables = {name: TableRights(_parsed(name, privileges)) for name, privileges in _DJANGO.items()}
    faults = []
    for model in models:
        options = model._meta  # noqa: SLF001 — Django's documented interface to a model, in spite of its name
        if options.proxy or options.swapped or options.db_table in _DJANGO:
            continue
        source: Any = options.auto_created or model  # a many-to-many field's table is declared by the field's model
        privileges, append_only = getattr(source, "privileges", None), getattr(source, "append_only", None)
        if not isinstance(privileges, Mapping) or not isinstance(append_only, bool):
            faults.append(f"{options.label} declares no privileges or no append_only")
            continue
        try:
            tables[options.db_table] = TableRights(_parsed(options.label, privileges), append_only)
            for view, rights in getattr(source, "views", {}).items():
                tables[view] = TableRights(_parsed(f"{options.label}, view {view}", rights))
        except TypeError as error:
            faults.append(str(error))
    if faults:
        raise TypeError("; ".join(faults))
    return tables


def actual(connection: "psycopg.Connection[Any]") -> dict[str, TableRights]:
    """What the catalogue says: the rights of every role (PUBLIC and strangers included) on each table of schema public.

    The owner is left out. Roles of ours are named as in `ROLES`, others by their own names.
    """
    tables: dict[str, dict[str, set[str]]] = {}
    guarded: set[str] = set()
    rows = connection.execute(
        "SELECT c.relname, EXISTS (SELECT FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgrelid = c.oid"
        " AND t.tgname = %s AND p.proname = %s AND t.tgenabled = 'A' AND t.tgtype = 58)"
        # 58: before the statement (2), on DELETE (8), UPDATE (16) and TRUNCATE (32): pg_trigger.h
        " FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')",
        (_TRIGGER, _FUNCTION),
    )
    for table, has_trigger in rows:
        tables[table] = {}
        if has_trigger:
            guarded.add(table)
    rows = connection.execute(
        "SELECT c.relname, '' AS part, a.grantee, a.privilege_type FROM pg_class c, aclexplode(c.relacl) a"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND a.grantee <> c.relowner"
        " UNION ALL SELECT c.relname, t.attname, a.grantee, a.privilege_type FROM pg_class c"
        " JOIN pg_attribute t ON t.attrelid = c.oid, aclexplode(t.attacl) a"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND a.grantee <> c.relowner"
    )
    names = dict(connection.execute("SELECT oid, rolname FROM pg_roles").fetchall())
    ours = {role_name(role): role for role in ROLES}
    for table, column, grantee, verb in rows:
        name = str(names.get(grantee, "PUBLIC"))
        granted = tables[table].setdefault(ours.get(name, name), set())
        granted.add(f"{verb}({column})" if column else verb)
    return {
        table: TableRights({role: frozenset(verbs) for role, verbs in roles.items()}, table in guarded)
        for table, roles in tables.items()
    }


def apply(connection: "psycopg.Connection[Any]", models: Iterable[type[Model]]) -> list[str]:
    """Bring the database to what is declared, in one transaction; returns the tables that were changed.

    `connection` is the owner's. A table that nobody declares loses all grants. Raises InstallationError naming every
    declared table that is absent.
    """
    wanted = declared(models)
    with connection.transaction():
        _make_function(connection)
        found = actual(connection)
        if absent := sorted(wanted.keys() - found.keys() - _DJANGO.keys()):
            raise InstallationError(f"models declare tables that no migration makes: {', '.join(absent)}")
        undeclared = {name: TableRights() for name in found if name not in wanted}
        changed = []
        for table, rights in sorted({**wanted, **undeclared}.items()):
            if table not in found:
                continue  # an installation need not have every table of Django's
            if found.get(table) != rights:
                _bring(connection, table, rights, found.get(table, TableRights()))
                changed.append(table)
            _grant_sequences(connection, table, rights)
    return changed


def differences(connection: "psycopg.Connection[Any]", models: Iterable[type[Model]]) -> list[str]:
    """Each difference between what is declared and what is, as a sentence; empty when all is as declared."""
    wanted, found = declared(models), actual(connection)
    sentences = [f"the table {table} is absent" for table in sorted(wanted.keys() - found.keys() - _DJANGO.keys())]
    for table in sorted(found):
        right, real = wanted.get(table, TableRights()), found[table]
        for role in sorted(right.grants.keys() | real.grants.keys()):
            should, does = right.grants.get(role, frozenset()), real.grants.get(role, frozenset())
            if should - does:
                sentences.append(f"{role} may not {_listed(should - does)} on {table}, but should")
            if does - should:
                sentences.append(f"{role} may {_listed(does - should)} on {table}, but should not")
        if right.append_only and not real.append_only:
            sentences.append(f"{table} should be append-only, but its trigger is absent, altered or switched off")
        if real.append_only and not right.append_only:
            sentences.append(f"{table} refuses changes, but should not")
    return sentences


def _parsed(label: str, privileges: Mapping[str, str]) -> dict[str, Grants]:
    """role → grants of a declaration. Raises TypeError naming `label` when it cannot be read."""
    parsed = {}
    for role, words in privileges.items():
        if role not in _GRANTED_ROLES:
            raise TypeError(f"{label}: there is no role {role!r}; there are {', '.join(_GRANTED_ROLES)}")
        grants: set[str] = set()
        end = 0
        for match in _WORD.finditer(words):
            if match.start() != end or match[1] not in _VERBS:
                break
            end = match.end()
            columns = [column.strip() for column in (match[2] or "").split(",") if column.strip()]
            grants.update(f"{match[1]}({column})" for column in columns)
            if not columns:
                grants.add(match[1])
        if end != len(words) or not grants:
            raise TypeError(f"{label}: privileges of {role} are {words!r}; write some of {', '.join(sorted(_VERBS))}")
        parsed[role] = frozenset(grants)
    return parsed


def _make_function(connection: "psycopg.Connection[Any]") -> None:
    connection.execute(
        f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$"
        " BEGIN RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege', MESSAGE ="
        " format('%s is append-only: %s is refused for everybody; record a correction instead', TG_TABLE_NAME, TG_OP);"
        " END $$"
    )


def _bring(connection: "psycopg.Connection[Any]", table: str, rights: TableRights, found: TableRights) -> None:
    """Set the grants and the trigger of one table. Revoking on a table also revokes on its columns (SQL REVOKE)."""
    name = sql.Identifier("public", table)
    strangers = found.grants.keys() - set(ROLES) - {"PUBLIC"}
    for grantee in [sql.SQL("PUBLIC"), *map(sql.Identifier, [*map(role_name, _GRANTED_ROLES), *sorted(strangers)])]:
        connection.execute(sql.SQL("REVOKE ALL ON TABLE {} FROM {}").format(name, grantee))
    for role, grants in rights.grants.items():
        connection.execute(
            sql.SQL("GRANT {} ON TABLE {} TO {}").format(
                sql.SQL(", ").join(_grant(word) for word in sorted(grants)), name, sql.Identifier(role_name(role))
            )
        )
    if found.append_only != rights.append_only or rights.append_only:
        connection.execute(sql.SQL("DROP TRIGGER IF EXISTS {} ON {}").format(sql.Identifier(_TRIGGER), name))
    if rights.append_only:
        # ALWAYS: also in a session that has switched ordinary triggers off (session_replication_role).
        connection.execute(
            sql.SQL(
                "CREATE TRIGGER {trigger} BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION {function}();"
                " ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}"
            ).format(trigger=sql.Identifier(_TRIGGER), table=name, function=sql.Identifier(_FUNCTION))
        )


def _grant(word: str) -> sql.Composable:
    """`SELECT` or `UPDATE(bytes)` as SQL."""
    verb, _, column = word.rstrip(")").partition("(")
    return sql.SQL("{} ({})").format(sql.SQL(verb), sql.Identifier(column)) if column else sql.SQL(verb)


def _grant_sequences(connection: "psycopg.Connection[Any]", table: str, rights: TableRights) -> None:
    """Let exactly those draw from the table's sequences who may insert into it."""
    rows = connection.execute(
        "SELECT s.relname FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'"
        " WHERE d.classid = 'pg_class'::regclass AND d.refobjid = %s::regclass AND d.deptype IN ('a', 'i')",
        (sql.Identifier("public", table).as_string(connection),),
    ).fetchall()
    inserting = [role for role, grants in rights.grants.items() if any(word.startswith("INSERT") for word in grants)]
    for (sequence,) in rows:
        name = sql.Identifier("public", sequence)
        for role in _GRANTED_ROLES:
            verb = "GRANT USAGE ON SEQUENCE {} TO {}" if role in inserting else "REVOKE ALL ON SEQUENCE {} FROM {}"
            connection.execute(sql.SQL(verb).format(name, sql.Identifier(role_name(role))))


def _listed(words: Sequence[str] | frozenset[str]) -> str:
    return ", ".join(sorted(words))
