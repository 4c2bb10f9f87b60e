"""How does `yaomai serve` keep its processes: started in order, watched, and stopped together?

    PostgreSQL (embedded) → migrations → web server, worker, witnesses

None of them is started again when it ends: whatever ended is named with its last words, the others are stopped, and the
operator (or the service manager) decides. All of them end with this process, however it ends.
"""

import collections
import contextlib
import fcntl
import http.client
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import IO, NoReturn

from yaomai.cli.connected import say
from yaomai.database import attached, placement
from yaomai.errors import InstallationError

_STOP_LIMIT = 5.0  # seconds a process gets to finish what it is doing
_READY_LIMIT = 60.0
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Child:
    """One supervised process; its output goes to our error stream, each line under its name, the last lines are remembered."""

    def __init__(self, name: str, program: Sequence[str], environment: Mapping[str, str]) -> None:
        self.name = name
        self.last_lines: collections.deque[str] = collections.deque(maxlen=12)
        self.process = attached.start(
            program, parting_signal=signal.SIGTERM, environment=environment, output=subprocess.PIPE
        )
        self._reader = threading.Thread(target=self._read, name=f"output of {name}", daemon=True)
        self._reader.start()

    def _read(self) -> None:
        output = self.process.stdout
        if output is None:
            return
        for line in output:
            text = line.decode(errors="replace").rstrip()
            self.last_lines.append(text)
            say(f"{self.name:>8} | {text}")

    def ended(self) -> str:
        """How it ended, in words, with its last lines; an empty text while it runs."""
        code = self.process.poll()
        if code is None:
            return ""
        self._reader.join(timeout=1.0)
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
        words = "".join(f"\n    {line}" for line in self.last_lines)
        return f"{self.name} {how}{'; its last words:' if words else ' and said nothing'}{words}"

    def ask_to_stop(self) -> None:
        """Tell it to finish."""
        if self.process.poll() is None:
            self.process.terminate()

    def stop(self) -> None:
        """Wait for it to finish; end it and whatever it started when it takes too long."""
        self.ask_to_stop()
        try:
            self.process.wait(timeout=_STOP_LIMIT)
        except subprocess.TimeoutExpired:
            say(f"{self.name} has not stopped within {_STOP_LIMIT:.0f} s and is ended")
        with contextlib.suppress(ProcessLookupError):  # all of them have ended
            os.killpg(self.process.pid, signal.SIGKILL)  # it leads a session of its own; nobody of it stays behind
        self.process.wait()
        self._reader.join(timeout=1.0)


class Family:
    """The processes that are started together and stopped together, last first."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self._foreign: list[tuple[str, subprocess.Popen[bytes], Path]] = []

    def start(self, name: str, program: Sequence[str], environment: Mapping[str, str]) -> Child:
        """Start one more."""
        child = Child(name, program, environment)
        self.children.append(child)
        return child

    def watch_over(self, name: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
        """Watch a process that somebody else started and stops, and whose words are in `log`."""
        self._foreign.append((name, process, log))

    def ended(self) -> str:
        """What has ended, with its last words; an empty text while all run."""
        sentences = [child.ended() for child in self.children]
        for name, process, log in self._foreign:
            if process.poll() is not None:
                lines = "".join(f"\n    {line}" for line in log.read_text(errors="replace").splitlines()[-12:])
                sentences.append(f"{name} ended with code {process.returncode}; its last words:{lines}")
        return "\n".join(filter(None, sentences))

    def wait(self) -> str:
        """Sleep until one has ended; returns what ended, in words. `stopping_on_signals` must be in force."""
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        before = signal.set_wakeup_fd(writing)  # a signal wakes us whichever thread it is given to
        try:
            while not (words := self.ended()):
                select.select([reading], [], [])
                os.read(reading, 512)
            return words
        finally:
            signal.set_wakeup_fd(before)
            os.close(reading)
            os.close(writing)

    def stop(self) -> None:
        """Stop all that were started here: told at once, waited for in turn."""
        for child in reversed(self.children):
            child.ask_to_stop()
        for child in reversed(self.children):
            child.stop()
        self.children.clear()


@contextlib.contextmanager
def only_one(home: Path) -> Iterator[IO[str] | None]:
    """Hold the installation's serving lock; None when another process holds it."""
    placement.make_home(home)
    with os.fdopen(os.open(_lock_file(home), os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            file.truncate(0)  # what a killed one before us left would be taken for our address
            try:
                yield file
            finally:
                file.truncate(0)


def note_address(file: IO[str], address: str) -> None:
    """Leave word in the serving lock where this installation answers; a second `yaomai serve` reads it."""
    file.truncate(0)
    file.seek(0)
    file.write(json.dumps({"process": os.getpid(), "address": address}) + "\n")
    file.flush()


def served_at(home: Path) -> str:
    """What the serving lock says: the address and the process, in words."""
    try:
        known = json.loads(_lock_file(home).read_text())
        return f"at {known['address']} (process {known['process']})"
    except (OSError, ValueError, KeyError):
        return "and is just starting"


def how_to_stop(home: Path) -> str:
    """The command that stops whoever holds the serving lock, as far as it is known."""
    try:
        return f"kill {int(json.loads(_lock_file(home).read_text())['process'])}"
    except (OSError, ValueError, KeyError):
        return "Ctrl-C where it was started (until it answers, its process number is not known)"


def is_served(home: Path) -> bool:
    """Whether some process holds the serving lock. Only looks: where nothing was ever served, nothing is made."""
    try:
        with _lock_file(home).open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except BlockingIOError:
        return True
    return False


def _lock_file(home: Path) -> Path:
    return home / "serve.lock"


@contextlib.contextmanager
def stopping_on_signals() -> Iterator[None]:
    """Within: SIGTERM and SIGHUP, like Ctrl-C, end what is being done by KeyboardInterrupt; afterwards they are ignored.

    What follows is the orderly stop, which is quick and which nothing should interrupt.
    """

    def interrupt(_: int, __: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    signal.signal(signal.SIGCHLD, lambda *_: None)  # with a handler it wakes `Family.wait`
    for number in _STOP_SIGNALS:
        # Started by nohup, it is meant to outlive its terminal.
        if not (number is signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN):
            signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number in _STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)


def wait_until_answers(family: Family, host: str, port: int) -> None:
    """Return when the first page is answered there: then the numbers on it are counted, too, and nobody waits for them. Raises
    InstallationError when a process ended, when it takes too long, and when the answer is a fault of ours.
    """
    limit = time.monotonic() + _READY_LIMIT
    while True:
        if words := family.ended():
            raise InstallationError(words)
        try:
            page = http.client.HTTPConnection(host, port, timeout=max(limit - time.monotonic(), 1.0))
            with contextlib.closing(page):
                page.request("GET", "/", headers={"Host": "localhost"})
                status = page.getresponse().status
            if status >= 500:
                raise InstallationError(f"the first page of {host}:{port} answers {status}: the lines above say why")
            return
        except (OSError, http.client.HTTPException):
            if time.monotonic() > limit:
                raise InstallationError(f"nothing answers on {host}:{port} after {_READY_LIMIT:.0f} s") from None
            time.sleep(0.05)  # there is no event to wait for


def web_program(host: str, port: int, workers: int) -> list[str]:
    """The web server's command line.

    Each thread keeps a database connection of its own, and PostgreSQL has 100: few threads, and a queue in front of them.
    """
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--no-ws",
        "--blocking-threads", "8", "--backpressure", "64", "--log-level", "error", "yaomai.web.wsgi:application",
    ]  # fmt: skip


def own_program(*words: str) -> list[str]:
    """The command line of one of our own commands."""
    return [sys.executable, "-m", "yaomai", *words]
