"""What does PostgreSQL's own `postmaster.pid` say: is there a server on these data, and does it answer?

The file's lines are those of PostgreSQL's `src/include/utils/pidfile.h`: 1 is the process, 8 its status.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from yaomai.errors import InstallationError

_TELL_EVERY = 5.0


def is_ready(data: Path, pid: int | None = None) -> bool:
    """Whether a live server (process `pid`, when given) says that it accepts connections on `data`."""
    lines = _lines(data)
    if len(lines) < 8 or lines[7].strip() != "ready":
        return False
    return int(lines[0]) == pid if pid is not None else runs_on(data, int(lines[0]))


def runs_on(data: Path, pid: int) -> bool:
    """Whether process `pid` lives and is a PostgreSQL server on `data` (numbers are used again after a crash)."""
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cwd").readlink() == data.resolve()  # a postmaster works in its data directory
        except (FileNotFoundError, PermissionError):  # ended (a zombie has none either), or somebody else's process
            return False
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    listed = subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False)
    return "postgres" in listed.stdout and str(data) in listed.stdout


def stop_left_behind(data: Path, say: Callable[[str], None]) -> None:
    """Stop the server that a killed supervisor left on `data`, if any. The caller holds the installation's lock.

    Raises InstallationError when it does not end.
    """
    lines = _lines(data)
    if not lines:
        return
    pid = int(lines[0]) if lines[0].strip().isdigit() else 0
    if pid and runs_on(data, pid):
        say(f"stopping the PostgreSQL server that was left behind (process {pid})")
        for how, limit in ((signal.SIGINT, 120.0), (signal.SIGQUIT, 30.0)):
            _signal(pid, how)
            if _ended(data, pid, limit, say):
                break
        else:
            raise InstallationError(
                f"the PostgreSQL server left behind in {data} (process {pid}) does not end; look at what holds it up "
                f"(a full or hanging disk?), then end it with: kill -QUIT {pid}"
            )
    # Its number may belong to an unrelated process by now, and PostgreSQL would then refuse to start. That no process of the old
    # server is left, it also checks by the shared memory, without this file.
    (data / "postmaster.pid").unlink(missing_ok=True)


def _lines(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _signal(pid: int, how: signal.Signals) -> None:
    try:
        os.kill(pid, how)
    except ProcessLookupError:
        return  # it ended by itself meanwhile


def _ended(data: Path, pid: int, limit: float, say: Callable[[str], None]) -> bool:
    began = time.monotonic()
    tell = began + _TELL_EVERY
    while runs_on(data, pid):
        now = time.monotonic()
        if now - began > limit:
            return False
        if now > tell:
            say(f"process {pid} is still writing its data; waiting for it")
            tell = now + _TELL_EVERY
        time.sleep(0.02)  # not our child: there is nothing to wait on
    return True
