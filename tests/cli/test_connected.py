"""Do commands that look make nothing, and refuse a DATABASE_URL that is not the home's?"""

import os
import pwd
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from yaomai import settings
from yaomai.cli import main
from yaomai.database import access as access_file
from yaomai.database.access import ROLES, Access
from yaomai.errors import SettingError


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that is not there; the commands of this process work on it."""
    path = tmp_path / "home"
    monkeypatch.setattr(settings, "HOME", path)
    monkeypatch.setattr(settings, "KEYS", path / "keys")
    monkeypatch.setattr(settings, "POLICY_FILE", path / "policy.txt")
    return path


@pytest.mark.parametrize(
    "words", ["ledger verify", "ledger prove 1.1", "backup b.tar", "people organisation x", "worker"]
)
def test_where_nothing_is_installed_a_command_says_so_and_makes_nothing(home: Path, words: str) -> None:
    done = CliRunner().invoke(main, words.split())
    assert (done.exit_code, done.output) == (
        1,
        f"Error: the installation {home} has no database yet; run `yaomai migrate`\n",
    )
    assert not home.exists()


@pytest.mark.parametrize(
    "words", ["ledger verify", "backup b.tar", "people organisation x", "migrate", "serve", "worker"]
)
def test_another_database_is_not_taken_for_ours(home: Path, monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    ours = Access("/somewhere", 5432, "yaomai", dict.fromkeys((*ROLES, "administrator"), "kept"))
    access_file.write(home, ours)
    monkeypatch.setenv("DATABASE_URL", "postgresql://a:b@127.0.0.1:1/other")
    done = CliRunner().invoke(main, words.split())
    assert done.exit_code == 1
    assert f"the home {home} has an embedded database, but DATABASE_URL names the database other" in done.output
    assert access_file.read(home) == ours
    assert [path.name for path in home.iterdir()] == ["keys"]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("YAOMAI_ADDRESS", "here", "YAOMAI_ADDRESS is 'here'; write host:port"),
        ("YAOMAI_ADDRESS", "127.0.0.1:99999", "YAOMAI_ADDRESS is '127.0.0.1:99999'; write host:port"),
        ("YAOMAI_WEB_WORKERS", "many", "YAOMAI_WEB_WORKERS is 'many'; write a number from 1"),
        ("DATABASE_URL", "postgresql://a:b@h:x/y", "DATABASE_URL"),
    ],
)
def test_serve_refuses_a_bad_setting_before_it_makes_anything(
    home: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    done = CliRunner().invoke(main, ["serve"])
    assert done.exit_code == 1
    assert done.output.startswith("Error: ")
    assert said in done.output
    assert not home.exists()


def test_doctor_makes_nothing(home: Path) -> None:
    done = CliRunner().invoke(main, ["doctor"])
    assert done.exit_code == 1
    assert f"{home} is absent" in done.output
    assert not home.exists()


@pytest.fixture
def powerless() -> Iterator[None]:
    """Meanwhile this process has the rights of an ordinary user, even where the tests run as root."""
    if os.geteuid():
        yield
        return
    os.seteuid(pwd.getpwnam("nobody").pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("words", ["doctor", "serve", "migrate", "ledger verify"])
def test_a_home_that_may_not_be_entered_is_said_in_words(home: Path, powerless: None, words: str) -> None:

    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0)
        try:
            settings.HOME = Path(directory) / "home"  # as `home` set it; monkeypatch sets it back
            done = CliRunner().invoke(main, words.split())
        finally:
            Path(directory).chmod(0o700)
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit), done.exception
    assert f"{directory}/home/keys/database.json may not be read (Permission denied)" in done.output


def test_keys_that_may_not_be_read_are_named_with_the_settings(powerless: None) -> None:

    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "database.json"
        file.touch(mode=0)
        with pytest.raises(
            SettingError, match=r"database\.json may not be read \(Permission denied\): run as the owner"
        ):
            settings._kept(file)
        assert settings._kept(file.with_name("absent")) is None
