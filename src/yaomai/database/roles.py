"""Which roles does the database have, who makes them, and who owns it?

The same for the embedded server and for a server given by DATABASE_URL: four roles that may sign in and nothing more, and one
database owned by `yaomai_owner`. One PostgreSQL server carries one installation, because roles belong to the whole server; a
second installation is refused in words instead of taking the first one's roles over.
"""

from collections.abc import Callable
from dataclasses import replace

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from yaomai.database import access as access_file
from yaomai.database.access import ROLES, Access, new_password, role_name
from yaomai.errors import InstallationError

OLDEST_SERVER = 15  # the oldest that the whole test suite runs on
_MARK = "Yaomai installation "


def administrator_of(database_url: str) -> str:
    """libpq's connection string for the administrator that DATABASE_URL names, to the database every server has."""
    return make_conninfo(**{**access_file.parse_url(database_url), "dbname": "postgres"})


def access_by_url(database_url: str, known: Access | None) -> Access:
    """The access to the server of DATABASE_URL, with the passwords `known` already. Raises SettingError."""
    parts = access_file.parse_url(database_url)
    ours = {"host", "port", "dbname", "user", "password", "application_name"}
    here = Access(
        host=parts["host"],
        port=int(parts.get("port", "5432")),
        name=parts["dbname"],
        passwords={},
        options={name: value for name, value in parts.items() if name not in ours},
    )
    return here if known is None else replace(here, passwords=known.passwords, installation=known.installation)


def with_passwords(access: Access) -> Access:
    """`access` with a password for each role that has none yet. `ensure` has it kept before any is set."""
    missing = {role: new_password() for role in ROLES if role not in access.passwords}
    return replace(access, passwords={**access.passwords, **missing}) if missing else access


def ensure(administrator: str, access: Access, keep: Callable[[], None] = lambda: None) -> None:
    """Make or correct the four roles and the database of `access`; what is right already stays untouched.

    `administrator` is the connection string of one who may make roles and databases. `keep` is called when the server can take
    the installation and before any password is in force: it keeps `access`, so that no password is ever lost. Raises
    InstallationError when the server is too old, does not let the administrator in, belongs to another installation, or has
    something else under the database's name.
    """
    try:
        with psycopg.connect(administrator, autocommit=True) as connection:
            _check_version(connection)
            _check_database(connection, access.name)
            with connection.transaction():
                connection.execute("SELECT pg_advisory_xact_lock(hashtext('yaomai roles'))")
                for role in ROLES:
                    _ensure_role(connection, role, access)
                keep()
            _ensure_database(connection, access.name)
        with psycopg.connect(access.conninfo("owner"), autocommit=True) as connection:
            _close_to_others(connection, access.name)
    except psycopg.Error as error:
        raise InstallationError(
            f"the database and its roles could not be made on {access.host}:{access.port}: {str(error).strip()}"
        ) from error


def _check_version(connection: psycopg.Connection) -> None:
    version = connection.info.server_version  # 150018 is 15.18
    if version // 10000 < OLDEST_SERVER:
        raise InstallationError(
            f"the PostgreSQL server is version {version // 10000}.{version % 10000}; "
            f"{OLDEST_SERVER} or later is needed: upgrade it, or leave DATABASE_URL empty for the embedded one"
        )


def _ensure_role(connection: psycopg.Connection, role: str, access: Access) -> None:
    name = role_name(role)
    mark = _MARK + access.installation
    row = connection.execute(
        "SELECT shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = %s", (name,)
    ).fetchone()
    if row is not None and row[0] != mark:
        raise InstallationError(
            f"the role {name} on {connection.info.host}:{connection.info.port} belongs to "
            f"{row[0].replace(_MARK, 'installation ') if row[0] else 'somebody else'}, not to this one "
            f"({access.installation}); give each installation a PostgreSQL server of its own, "
            "or restore keys/database.json from the backup of the installation whose server this is"
        )
    what = sql.SQL(
        "{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD {}"
        if connection.info.parameter_status("is_superuser") == "on"
        else "{} ROLE {} LOGIN NOCREATEDB NOCREATEROLE PASSWORD {}"  # only a superuser may even mention the others
    )
    verb = sql.SQL("CREATE" if row is None else "ALTER")
    connection.execute(what.format(verb, sql.Identifier(name), sql.Literal(access.passwords[role])))
    connection.execute(sql.SQL("COMMENT ON ROLE {} IS {}").format(sql.Identifier(name), sql.Literal(mark)))
    if role == "owner" and connection.info.parameter_status("is_superuser") != "on":
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(name)))


def _check_database(connection: psycopg.Connection, name: str) -> str:
    """Raise InstallationError when the database `name` is not ours and cannot become it; returns its owner, "" without one."""
    row = connection.execute(
        "SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding) FROM pg_database WHERE datname = %s", (name,)
    ).fetchone()
    if row is None:
        return ""
    if row[1] != "UTF8":
        raise InstallationError(
            f"the database {name} is encoded in {row[1]}, not in UTF8; name another in DATABASE_URL"
        )
    if row[0] != role_name("owner"):
        _check_is_empty(connection, name)
    return str(row[0])


def _ensure_database(connection: psycopg.Connection, name: str) -> None:
    owner = sql.Identifier(role_name("owner"))
    now = _check_database(connection, name)
    if not now:
        # Sorted by code point everywhere; from 17 on with a provider that does not change with the operating system.
        builtin = "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'" if connection.info.server_version >= 170000 else ""
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C' {}").format(
                sql.Identifier(name), owner, sql.SQL(builtin)
            )
        )
    elif now != role_name("owner"):  # the administrator made it beforehand, and nothing is in it
        connection.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(sql.Identifier(name), owner))


def _check_is_empty(connection: psycopg.Connection, name: str) -> None:
    """A database that the administrator made beforehand may become ours only when nothing is in it."""
    there = make_conninfo(connection.info.dsn, dbname=name, password=connection.info.password or "")
    with psycopg.connect(there, autocommit=True) as inside:
        row = inside.execute(
            "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'"
        ).fetchone()
    if row is None or row[0]:
        raise InstallationError(
            f"the database {name} already holds {row[0] if row else 'some'} objects that are not ours; "
            "name a new or an empty database in DATABASE_URL"
        )


def _close_to_others(connection: psycopg.Connection, name: str) -> None:
    """As the owner: only our four roles may connect, and only the owner may make things in the schema."""
    others = sql.SQL(", ").join(sql.Identifier(role_name(role)) for role in ROLES if role != "owner")
    with connection.transaction():
        connection.execute(_only_we_connect(name))
        connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(others))


def _only_we_connect(name: str) -> sql.Composed:
    four = sql.SQL(", ").join(sql.Identifier(role_name(role)) for role in ROLES)
    return sql.SQL("REVOKE ALL ON DATABASE {0} FROM PUBLIC; GRANT CONNECT ON DATABASE {0} TO {1}").format(
        sql.Identifier(name), four
    )


def clone(administrator: psycopg.Connection, access: Access, name: str) -> Access:
    """A new database `name` that is a copy of the one of `access`, which nobody may be connected to; for tests.

    administrator: a connection that commits each statement. Returns the access to the copy.
    """
    owner = sql.Identifier(role_name("owner"))
    # Copying files takes half the time of writing every block to the log of a server that is thrown away.
    administrator.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY").format(
            sql.Identifier(name), owner, sql.Identifier(access.name)
        )
    )
    # Privileges on a database, unlike those in it, are not copied.
    administrator.execute(sql.SQL("SET ROLE {}; {}; RESET ROLE").format(owner, _only_we_connect(name)))
    return replace(access, name=name)


def drop(administrator: psycopg.Connection, name: str) -> None:
    """Delete the database `name`, ending the connections to it; for tests. administrator: as of `clone`."""
    administrator.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
