"""Do the four roles have what they need and nothing more, and does nobody take over another installation's?"""

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from yaomai.database import access as access_file
from yaomai.database import placement, roles
from yaomai.database.access import ROLES, Access
from yaomai.database.embedded import Server
from yaomai.errors import InstallationError, SettingError

Template = tuple[str, Access]


def test_roles_may_sign_in_and_nothing_more(template: Template) -> None:
    administrator, access = template
    with psycopg.connect(administrator) as connection:
        rows = connection.execute(
            "SELECT rolname, rolcanlogin, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls"
            " FROM pg_roles WHERE rolname LIKE 'yaomai\\_%' ORDER BY rolname"
        ).fetchall()
        owner = connection.execute(
            "SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate FROM pg_database WHERE datname = %s",
            (access.name,),
        ).fetchone()
    assert rows == [(f"yaomai_{role}", True, False, False, False, False, False) for role in sorted(ROLES)]
    assert owner == ("yaomai_owner", "UTF8", "C")


@pytest.mark.parametrize("role", ["app", "sequencer", "eraser"])
@pytest.mark.parametrize(
    "statement",
    ["CREATE TABLE mine (x int)", "CREATE SCHEMA mine", "CREATE TEMPORARY TABLE mine (x int)", "CREATE ROLE mine",
     "CREATE DATABASE mine", "SET ROLE yaomai_owner", "DROP TABLE ledger_deed", "ALTER TABLE ledger_deed DISABLE TRIGGER ALL"],
)  # fmt: skip
def test_only_the_owner_makes_things(template: Template, role: str, statement: str) -> None:
    _, access = template
    with psycopg.connect(access.conninfo(role), autocommit=True) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(sql.SQL(statement))  # type: ignore[arg-type]  # a constant of the table above


def test_a_stranger_cannot_even_connect(template: Template) -> None:
    administrator, access = template
    with psycopg.connect(administrator, autocommit=True) as connection:
        connection.execute("CREATE ROLE stranger LOGIN PASSWORD 'known'")
        try:
            with pytest.raises(psycopg.OperationalError, match='permission denied for database "'):
                psycopg.connect(make_conninfo(access.conninfo("app"), user="stranger", password="known"))
        finally:
            connection.execute("DROP ROLE stranger")


def test_repeating_it_changes_nothing(template: Template) -> None:
    administrator, access = template
    query = "SELECT datacl::text FROM pg_database WHERE datname = %s"
    with psycopg.connect(administrator) as connection:
        before = connection.execute(query, (access.name,)).fetchone()
    roles.ensure(administrator, access)
    with psycopg.connect(administrator) as connection:
        assert connection.execute(query, (access.name,)).fetchone() == before
    with psycopg.connect(access.conninfo("app")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_another_installation_on_the_same_server_is_refused(template: Template) -> None:
    administrator, access = template
    other = replace(roles.with_passwords(replace(access, passwords={})), installation="0123456789abcdef")
    with pytest.raises(
        InstallationError, match=rf"yaomai_owner on .* belongs to installation {access.installation}, not"
    ):
        roles.ensure(administrator, other)
    with psycopg.connect(access.conninfo("owner")) as connection:  # its password is what it was
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_database_that_holds_something_is_not_taken(template: Template) -> None:
    administrator, access = template
    name = f"{access.name}_taken"
    with psycopg.connect(administrator, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        there = make_conninfo(administrator, dbname=name)
        with psycopg.connect(there, autocommit=True) as connection:
            connection.execute("CREATE TABLE somebodys (x int)")
        with pytest.raises(InstallationError, match=f"{name} already holds 1 objects that are not ours"):
            roles.ensure(administrator, replace(access, name=name))
        with psycopg.connect(there, autocommit=True) as connection:
            connection.execute("DROP TABLE somebodys")
        roles.ensure(administrator, replace(access, name=name))  # an empty one may be taken
        with psycopg.connect(replace(access, name=name).conninfo("owner")) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        with psycopg.connect(administrator, autocommit=True) as connection:
            roles.drop(connection, name)


def test_an_old_server_is_refused(template: Template, monkeypatch: pytest.MonkeyPatch) -> None:
    administrator, access = template
    monkeypatch.setattr(roles, "OLDEST_SERVER", 99)
    with pytest.raises(InstallationError, match=r"the PostgreSQL server is version \d+\.\d+; 99 or later is needed"):
        roles.ensure(administrator, access)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://postgres:secret@/yaomai", "names no host"),
        ("postgresql://db.example", "names no user and no dbname"),
        ("mysql://somewhere secret", "cannot be read"),
    ],
)
def test_a_url_with_faults_is_explained_without_its_password(url: str, words: str) -> None:
    with pytest.raises(SettingError, match=words) as raised:
        access_file.parse_url(url)
    assert "secret" not in str(raised.value)


def test_a_url_keeps_its_options_and_the_known_passwords() -> None:
    known = Access("old", 1, "old", {"app": "kept"}, installation="ours")
    access = roles.access_by_url("postgresql://postgres:secret@db.example:6000/yaomai?sslmode=require", known)
    assert (access.host, access.port, access.name) == ("db.example", 6000, "yaomai")
    assert access.options == {"sslmode": "require"}
    assert (access.passwords, access.installation) == ({"app": "kept"}, "ours")
    assert "secret" not in str(access.as_json())
    assert "kept" not in repr(access)


def test_an_administrator_need_not_be_a_superuser() -> None:
    """As where the server is somebody else's service: one who may make roles and databases is enough."""
    base = Path(tempfile.mkdtemp(prefix="yaomai-roles-"))
    base.chmod(0o711)
    try:
        with Server(base / "home", durable=False) as server:
            superuser = server.access.conninfo("administrator", name="postgres")
            with psycopg.connect(superuser, autocommit=True) as connection:
                connection.execute("CREATE ROLE landlord LOGIN CREATEROLE CREATEDB PASSWORD 'let'")
            landlord = make_conninfo(superuser, user="landlord", password="let")
            access = roles.with_passwords(server.access)
            for _ in range(2):
                roles.ensure(landlord, access)
            with psycopg.connect(access.conninfo("owner")) as connection:
                connection.execute("CREATE TABLE mine (x int)")
    finally:
        placement.discard(base / "home")
        shutil.rmtree(base)
