"""How is a program started so that it does not outlive the process that started it?

On Linux the kernel is asked (PR_SET_PDEATHSIG) to signal the program when its parent dies, however the parent dies. Elsewhere
there is no such request, and whoever starts again has to stop what was left behind (`embedded.Server.start` does).

The module is also the script that does it: between parent and program a small interpreter changes the user, asks the kernel,
and becomes the program. A `preexec_fn` would do the same between fork and exec, which is unsafe beside threads.
The kernel means the *thread* that started the program: start from one that lives as long as the program shall.
"""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, NamedTuple, NoReturn

_PR_SET_PDEATHSIG = 1  # prctl(2)


class SystemUser(NamedTuple):
    """An account of the operating system, by its numbers."""

    uid: int
    gid: int


def start(
    program: Sequence[str],
    *,
    parting_signal: signal.Signals,
    user: SystemUser | None = None,
    environment: Mapping[str, str] | None = None,
    output: IO[bytes] | int | None = None,
    new_session: bool = True,
) -> "subprocess.Popen[bytes]":
    """Start `program` as `user` (None: the caller's); it gets `parting_signal` when the calling thread ends.

    Its output and errors go to `output`. It runs in a session of its own, so that the keys pressed in a terminal reach the
    starting process only, which then stops its children in order. Raises OSError when the program cannot be started.
    """
    words = (str(os.getpid()), str(int(parting_signal)), f"{user.uid}:{user.gid}" if user else "")
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(Path(__file__).resolve()), *words, *program],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        env=dict(environment) if environment is not None else None,
        start_new_session=new_session,
    )


def run(
    program: Sequence[str], *, user: SystemUser | None = None, environment: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run `program` to its end as `user`, output and errors captured together. Raises OSError when it cannot be started."""
    words = (str(os.getpid()), str(int(signal.SIGTERM)), f"{user.uid}:{user.gid}" if user else "")
    return subprocess.run(
        [sys.executable, "-I", "-S", str(Path(__file__).resolve()), *words, *program],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=dict(environment) if environment is not None else None,
        text=True,
        errors="replace",
        check=False,
    )


def _become(parent: int, parting_signal: int, user: str, program: list[str]) -> NoReturn:
    """Change the user, ask for the signal, and become `program`."""
    if user:
        uid, gid = map(int, user.split(":"))
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)  # a change of user cancels the request below, so it comes first
        os.umask(0o077)
        os.chdir("/")  # the new user may not be able to enter the directory we are in
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, parting_signal, 0, 0, 0)
        if os.getppid() != parent:  # it died before we asked
            sys.exit(1)
    try:
        os.execv(program[0], program)  # noqa: S606 — no shell is wanted
    except OSError as error:
        sys.exit(f"{program[0]} cannot be run: {error.strerror}")


if __name__ == "__main__":
    _become(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:])
