"""Does a home keep the database it has, whatever DATABASE_URL says later, and is nothing written before the server has answered?"""

from pathlib import Path

import psycopg
import pytest

from yaomai.database import access as access_file
from yaomai.database import belonging, migrate, roles
from yaomai.database.access import ROLES, Access
from yaomai.database.embedded import Server, ensure_running
from yaomai.errors import InstallationError, SettingError

_PASSWORDS = dict.fromkeys(ROLES, "kept")
_EMBEDDED = Access("/home/of/it/socket", 5432, "yaomai", {**_PASSWORDS, "administrator": "kept"}, installation="ours")
_SERVER = Access("db.example", 5432, "yaomai", _PASSWORDS, installation="ours")
_URL = "postgresql://landlord:secret@db.example/yaomai"


@pytest.mark.parametrize(
    ("known", "url"),
    [
        (None, ""),
        (None, _URL),
        (_EMBEDDED, ""),
        (_SERVER, _URL),
        (_SERVER, "postgresql://somebody:else@db.example:5432/yaomai?sslmode=require"),
        (Access("", 0, "", _PASSWORDS), _URL),  # passwords alone: it has no database yet
        (Access("", 0, "", _PASSWORDS), ""),
    ],
)
def test_a_home_has_what_is_asked_for(tmp_path: Path, known: Access | None, url: str) -> None:
    if known is not None:
        access_file.write(tmp_path, known)
    assert belonging.check(tmp_path, url) == known
    if known is None:
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("known", "url", "has", "asked", "to_do"),
    [
        (_EMBEDDED, _URL, "has an embedded database", "names the database yaomai on db.example:5432", "unset DATABASE_URL"),
        (_SERVER, "", "has the database yaomai on db.example:5432", "DATABASE_URL is not set", "set DATABASE_URL to that"),
        (_SERVER, _URL.replace("db.", "other."), "on db.example:5432", "yaomai on other.example:5432", "put that into"),
        (_SERVER, f"{_URL}2", "the database yaomai on", "the database yaomai2 on", "set DATABASE_URL to that"),
        (_SERVER, _URL.replace("example/", "example:6000/"), "on db.example:5432", "on db.example:6000", "YAOMAI_HOME"),
    ],
)  # fmt: skip
def test_another_database_is_refused_and_nothing_is_written(
    tmp_path: Path, known: Access, url: str, has: str, asked: str, to_do: str
) -> None:
    access_file.write(tmp_path, known)
    before = access_file.file(tmp_path).read_bytes()

    def migrates() -> None:
        migrate.prepare(tmp_path, url)

    def uses() -> None:
        with ensure_running(tmp_path, url):
            raise AssertionError("it was given")

    def serves() -> None:
        Server(tmp_path).start()

    for attempt in (migrates, uses) if url else (migrates, uses, serves):
        with pytest.raises(InstallationError) as raised:
            attempt()
        for words in (str(tmp_path), has, asked, to_do):
            assert words in str(raised.value)
        assert "secret" not in str(raised.value)
    assert access_file.file(tmp_path).read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["keys"]


def test_a_server_that_does_not_answer_leaves_a_fresh_home_fresh(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with pytest.raises(InstallationError, match=r"could not be made on 127\.0\.0\.1:1"):
        migrate.prepare(home, "postgresql://a:b@127.0.0.1:1/other")
    assert not home.exists()


def test_a_server_of_another_installation_leaves_a_fresh_home_fresh(
    template: tuple[str, Access], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    administrator, access = template
    monkeypatch.setattr(roles, "administrator_of", lambda _: administrator)
    home = tmp_path / "home"
    with pytest.raises(InstallationError, match="belongs to installation"):
        migrate.prepare(home, f"postgresql://a:b@db.example/{access.name}")
    assert not home.exists()


def test_the_passwords_are_kept_before_they_are_in_force(template: tuple[str, Access]) -> None:
    administrator, access = template
    seen: list[bool] = []

    def keep() -> None:
        with psycopg.connect(access.conninfo("app")) as connection:
            seen.append(connection.execute("SELECT 1").fetchone() == (1,))
        raise RuntimeError("the disk is full")

    changed = Access(access.host, access.port, access.name, {**access.passwords, "app": "new"}, installation=access.installation)  # fmt: skip
    with pytest.raises(RuntimeError, match="the disk is full"):
        roles.ensure(administrator, changed, keep)
    with psycopg.connect(access.conninfo("app")) as connection:  # and what could not be kept never comes into force
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert seen == [True]


def test_a_port_that_is_none_is_refused() -> None:
    with pytest.raises(SettingError, match="names the port '1,2'"):
        access_file.parse_url("postgresql://a:b@one,two:1,2/yaomai".replace("one,two:1,2", "one:1,two:2"))
