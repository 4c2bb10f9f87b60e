"""Does `yaomai serve` start, move to a free port, run once per home, and leave nothing behind?"""

import errno
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from yaomai import cli
from yaomai.cli import serving, supervisor
from yaomai.database import placement

Run = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home in a directory that the server's account can pass through."""
    base = Path(tempfile.mkdtemp(prefix="yaomai-serve-"))
    base.chmod(0o711)
    yield base / "home"
    placement.discard(base / "home")
    shutil.rmtree(base)


@pytest.fixture
def run(home: Path) -> Iterator[Run]:
    """Starts `yaomai …` for `home`, its two outputs together."""
    started: list[subprocess.Popen[str]] = []

    def start(*words: str, **environment: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "yaomai", *words],
            env={**os.environ, "YAOMAI_HOME": str(home), "DATABASE_URL": "", **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _until(process: "subprocess.Popen[str]", pattern: str) -> str:
    """The lines up to the one that has `pattern`."""
    assert process.stdout is not None
    lines = ""
    for line in process.stdout:
        lines += line
        if re.search(pattern, line):
            return lines
    raise AssertionError(f"{pattern!r} was not said:\n{lines}")


def _children(pid: int) -> dict[str, int]:
    """The processes started by `pid`, by what they are."""
    listed = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout
    kinds = {"granian": "web", "yaomai worker": "worker", "postgres": "PostgreSQL"}
    found = {}
    for line in listed.splitlines():
        child, parent, words = line.split(maxsplit=2)
        if int(parent) == pid:
            found.update({kind: int(child) for word, kind in kinds.items() if word in words})
    return found


def _alive(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state) and not state.startswith("Z")


@pytest.mark.slow
def test_serves_beside_a_taken_port_once_and_stops_in_order(run: Run) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(1)
        wished = listener.getsockname()[1]
        first = run("serve", YAOMAI_ADDRESS=f"127.0.0.1:{wished}")
        words = _until(first, "Yaomai answers at")
        assert f"port {wished} is taken by process {os.getpid()} (" in words
        address = re.search(r"Yaomai answers at (http://127\.0\.0\.1:(\d+)/)", words)
        assert address is not None
        assert wished < int(address[2]) <= wished + 20
        with urllib.request.urlopen(address[1], timeout=20) as answer:  # noqa: S310 — the address of the line above, http
            assert answer.status == 200
        second = run("serve")
        assert f"yaomai is already running at {address[1]} (process {first.pid})" in (
            said := second.communicate(timeout=30)[0]
        )
        assert f"To stop it: kill {first.pid}" in said
        assert second.returncode == 0
        children = _children(first.pid)
        assert children.keys() == {"web", "worker", "PostgreSQL"}
        first.send_signal(signal.SIGTERM)
        assert first.communicate(timeout=30)[0].endswith("stopping\n")
        assert first.returncode == 0
        assert [name for name, pid in children.items() if _alive(pid)] == []


@pytest.mark.slow
@pytest.mark.parametrize("victim", ["web", "worker", "PostgreSQL"])
def test_when_one_ends_it_is_named_and_the_others_are_stopped(run: Run, victim: str) -> None:
    process = run("serve")
    _until(process, "Yaomai answers at")
    children = _children(process.pid)
    os.kill(children[victim], signal.SIGKILL)
    words = process.communicate(timeout=60)[0]
    assert process.returncode == 1
    assert re.search(rf"{victim} (was ended by SIGKILL|ended with code -9)", words)
    assert [name for name, pid in children.items() if _alive(pid)] == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent died")
def test_serves_again_after_sigkill(run: Run) -> None:
    process = run("serve")
    _until(process, "Yaomai answers at")
    process.kill()
    process.wait()
    again = run("serve")
    _until(again, "Yaomai answers at")
    again.send_signal(signal.SIGINT)
    again.communicate(timeout=30)
    assert again.returncode == 0


def test_the_address_of_an_earlier_run_is_not_taken_for_ours(home: Path) -> None:
    with supervisor.only_one(home) as lock:
        assert lock is not None
        supervisor.note_address(lock, "http://127.0.0.1:1/")
        assert supervisor.served_at(home) == f"at http://127.0.0.1:1/ (process {os.getpid()})"
    with supervisor.only_one(home) as lock:
        assert lock is not None
        assert supervisor.served_at(home) == "and is just starting"
        with supervisor.only_one(home) as second:
            assert second is None


@pytest.mark.parametrize(
    ("text", "home", "port"),
    [("/w/one", "/w/one", 8103), ("/w/one:9000", "/w/one", 9000), ("/w/a:b", "/w/a:b", 8103)],
)
def test_a_witness_is_named_by_home_and_port(text: str, home: str, port: int) -> None:
    assert serving.parse_witness(text, 2) == serving.WitnessHome(Path(home), port)


def test_a_command_that_is_absent_and_errors_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = CliRunner().invoke(cli.main, ["brew"])
    assert answer.exit_code == 2
    assert "No such command 'brew'" in answer.output
    monkeypatch.setattr(
        serving, "serve", lambda **_: (_ for _ in ()).throw(cli.YaomaiError("out of ginseng; buy some"))
    )
    answer = CliRunner().invoke(cli.main, ["serve"])
    assert (answer.exit_code, answer.output) == (1, "Error: out of ginseng; buy some\n")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            PermissionError(errno.EACCES, "Permission denied", "/h/serve.lock"),
            "/h/serve.lock: Permission denied; run as",
        ),
        (OSError(errno.EROFS, "Read-only file system", "/h/keys"), "/h/keys: Read-only file system; run as"),
        (OSError(errno.ENOSPC, "No space left on device"), "the disk: No space left on device; make room"),
        (IsADirectoryError(errno.EISDIR, "Is a directory", "/h/head"), "/h/head: Is a directory; see that path"),
    ],
)
def test_what_the_operating_system_refuses_is_said_in_words(
    monkeypatch: pytest.MonkeyPatch, error: OSError, said: str
) -> None:
    monkeypatch.setattr(serving, "serve", lambda **_: (_ for _ in ()).throw(error))
    answer = CliRunner().invoke(cli.main, ["serve"])
    assert answer.exit_code == 1
    assert answer.output.startswith(f"Error: {said}")


def test_an_error_without_a_path_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "serve", lambda **_: (_ for _ in ()).throw(OSError(errno.EBADF, "Bad descriptor")))
    assert isinstance(CliRunner().invoke(cli.main, ["serve"]).exception, OSError)


@pytest.mark.slow
@pytest.mark.parametrize(("ignored", "stops"), [(False, True), (True, False)], ids=["by hand", "by nohup"])
def test_closing_the_terminal_stops_it_unless_it_was_started_by_nohup(run: Run, *, ignored: bool, stops: bool) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN if ignored else signal.SIG_DFL)
    try:
        process = run("serve")
    finally:
        signal.signal(signal.SIGHUP, before)
    _until(process, "Yaomai answers at")
    children = _children(process.pid)
    assert process.stdout is not None
    process.stdout.close()  # as when the terminal is gone: nothing can be said any more
    process.send_signal(signal.SIGHUP)
    if not stops:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=2)
        process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0
    assert [name for name, pid in children.items() if _alive(pid)] == []


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_explains_itself_with_an_example(name: str) -> None:
    answer = CliRunner().invoke(cli.main, [name, "--help"])
    assert answer.exit_code == 0, answer.output
    assert "Example:" in answer.output or "Commands:" in answer.output


def test_help_imports_nothing_heavy() -> None:
    program = "import sys; from yaomai.cli import main; main(['--help'], standalone_mode=False);"
    program += "print(sorted({'django', 'psycopg', 'cryptography'} & sys.modules.keys()))"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.splitlines()[-1] == "[]"
