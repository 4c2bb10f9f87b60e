"""How is a whole database written out in one piece and read back, by PostgreSQL's own pg_dump and pg_restore?

Both are taken in the server's own major version, so that what one wrote the other's server understands: from the wheel, or from
a PostgreSQL that is installed on this machine. Owners and privileges are not written: who loads owns, and `yaomai migrate` grants.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from yaomai.database.access import Access
from yaomai.database.placement import Programs, wheel_programs
from yaomai.errors import InstallationError

# Where distributions put PostgreSQL's programs, one directory a major version: Debian, the PostgreSQL project's RPMs, Homebrew.
_USUAL_PLACES = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "opt/homebrew/opt/postgresql@*/bin")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of the database that several connections can read. `connection` reads it; `name` is for pg_dump."""

    connection: "psycopg.Connection[tuple[Any, ...]]"
    name: str

    @property
    def server_version(self) -> int:
        """The server's version as libpq says it: 150018 is 15.18."""
        return self.connection.info.server_version


@contextmanager
def snapshot(access: Access) -> Iterator[Snapshot]:
    """The database of `access` as it is now, readable as the owner until the end, while others go on writing."""
    with psycopg.connect(access.conninfo("owner"), autocommit=True) as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        if row is None:
            raise InstallationError("PostgreSQL gave no snapshot")
        yield Snapshot(connection, str(row[0]))
        connection.execute("COMMIT")


def words_of_version(server_version: int) -> str:
    """15.18 for 150018."""
    return f"{server_version // 10000}.{server_version % 10000}"


def programs_for_server(server_version: int) -> Programs:
    """pg_dump and pg_restore of the server's major version. Raises InstallationError that says which were found instead."""
    found = [*_carried(), *_installed()]
    fitting = [programs for programs in found if programs.major == server_version // 10000]
    if not fitting:
        there = ", ".join(sorted({programs.version for programs in found})) or "none"
        raise InstallationError(
            f"the database server is PostgreSQL {words_of_version(server_version)}, and there is no pg_dump and pg_restore of "
            f"version {server_version // 10000} on this machine (found: {there}); install PostgreSQL's client programs of that "
            f"version (Debian: postgresql-client-{server_version // 10000}), or put their directory into PATH"
        )
    return fitting[0]


def dump(access: Access, name: str, programs: Programs) -> Iterator[bytes]:
    """The database in the state of the snapshot called `name`, as pg_dump's custom format, piece by piece.

    Raises InstallationError with pg_dump's words; the pieces before that are then worth nothing.
    """
    command = [
        programs.program("pg_dump"), "--format=custom", "--compress=1", "--no-owner", "--no-privileges",
        f"--snapshot={name}", f"--dbname={_without_password(access)}",
    ]  # fmt: skip
    with tempfile.TemporaryFile() as words:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=words, env=_environment(access)
        )
        try:
            yield from _pieces(process.stdout)
        except BaseException:  # nobody wants the rest
            process.kill()
            raise
        finally:
            _let_go(process, process.stdout)
        if process.returncode:
            raise InstallationError(f"pg_dump could not write the database out:\n{_read(words)}")


def list_contents(pieces: Iterable[bytes], programs: Programs) -> str:
    """pg_restore's own list of what a dump holds. Raises InstallationError when it is no dump that this pg_restore reads."""
    with tempfile.TemporaryFile() as answer:
        _feed([programs.program("pg_restore"), "--list"], pieces, {}, answer, may_stop_reading=True)
        return _read(answer)


def server_version(access: Access) -> int:
    """The version of the server of `access`, as libpq says it."""
    with psycopg.connect(access.conninfo("owner"), autocommit=True) as connection:
        return connection.info.server_version


def is_empty(access: Access) -> bool:
    """Whether nobody has made a table in the database of `access` yet."""
    with psycopg.connect(access.conninfo("owner"), autocommit=True) as connection:
        row = connection.execute(
            "SELECT EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace)"
        ).fetchone()
    return row is not None and not row[0]


def load(access: Access, pieces: Iterable[bytes], programs: Programs) -> None:
    """Put a dump into the empty database of `access`, as the owner: all of it or nothing.

    The roles exist; their privileges are for `migrate` to set. Raises InstallationError with pg_restore's words.
    """
    command = [
        programs.program("pg_restore"), "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error",
        f"--dbname={_without_password(access)}",
    ]  # fmt: skip
    _feed(command, pieces, _environment(access), subprocess.DEVNULL)
    with psycopg.connect(access.conninfo("owner"), autocommit=True) as connection:
        rows = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        ).fetchall()
        for (table,) in rows:
            connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier("public", table)))


def _feed(
    command: list[str],
    pieces: Iterable[bytes],
    environment: dict[str, str],
    output: IO[bytes] | int,
    *,
    may_stop_reading: bool = False,
) -> None:
    """Run pg_restore with a dump as its input."""
    with tempfile.TemporaryFile() as words:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=output, stderr=words, env=environment or _plain_environment()
        )
        whole = False
        try:
            whole = _write_all(process.stdin, pieces)
        except BaseException:
            process.kill()  # the pieces end too early: half a dump must not be taken for a whole one
            raise
        finally:
            _let_go(process, process.stdin)
        if process.returncode or not (whole or may_stop_reading):
            raise InstallationError(f"pg_restore could not read the backup's database:\n{_read(words)}")


def _write_all(stream: IO[bytes] | None, pieces: Iterable[bytes]) -> bool:
    """Whether the program read everything. If not, its exit code and its words say whether it had enough or has given up."""
    if stream is None:
        return False
    try:
        for piece in pieces:
            stream.write(piece)
        stream.flush()
    except BrokenPipeError:
        return False
    return True


def _pieces(stream: IO[bytes] | None) -> Iterator[bytes]:
    while stream is not None and (piece := stream.read(_CHUNK)):
        yield piece


def _let_go(process: "subprocess.Popen[bytes]", stream: IO[bytes] | None) -> None:
    """Close our end of the pipe and wait for the program."""
    if stream is not None:
        with suppress(BrokenPipeError):  # what it did not read is still in our buffer, and not wanted
            stream.close()
    process.wait()


def _read(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace").strip()


def _without_password(access: Access) -> str:
    """The owner's connection string without the password, which everybody on the machine could read from the command line."""
    parts = conninfo_to_dict(access.conninfo("owner"))
    return make_conninfo("", **{name: value for name, value in parts.items() if name != "password"})


def _environment(access: Access) -> dict[str, str]:
    return {**_plain_environment(), "PGPASSWORD": access.passwords["owner"]}


def _plain_environment() -> dict[str, str]:
    """None of the caller's PostgreSQL variables changes what the programs do."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def _carried() -> list[Programs]:
    try:
        return wheel_programs()
    except InstallationError:
        return []  # an installation on a server of its own need not have the wheel


def _installed() -> Iterator[Programs]:
    """The programs in the usual places and in PATH, newest first."""
    places = sorted((path for pattern in _USUAL_PLACES for path in Path("/").glob(pattern)), reverse=True)
    if in_path := shutil.which("pg_dump"):
        places.append(Path(in_path).parent)
    for place in places:
        if (place / "pg_dump").is_file() and (place / "pg_restore").is_file():
            answer = subprocess.run([place / "pg_dump", "--version"], capture_output=True, text=True, check=False)
            if version := re.search(r"\(PostgreSQL\) (\d+\.\d+)", answer.stdout):
                yield Programs(place.parent, version[1])
