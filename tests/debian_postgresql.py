"""Do the tests that need a database pass on the oldest PostgreSQL that is supported, as Debian has it?

    python tests/debian_postgresql.py [pytest's arguments]

Makes a throw-away cluster with Debian's PostgreSQL 15 (not as root), runs the tests that ask for a database on it, and removes it.
The module is also the pytest plugin that picks those tests.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PROGRAMS = Path("/usr/lib/postgresql/15/bin")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep what asks for a migrated database, which conftest.py then makes on the server that DATABASE_URL names."""
    asking = [item for item in items if "template" in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(asking)])
    items[:] = asking


@contextmanager
def cluster() -> Iterator[str]:
    """A running throw-away cluster; the value is its administrator's URL, naming a database that is not there yet."""
    account = pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    memory = Path("/dev/shm")  # noqa: S108  # a directory of our own is made in it, if it has room
    has_room = memory.is_dir() and shutil.disk_usage(memory).free > 4 * 1024**3
    place = Path(tempfile.mkdtemp(prefix="yaomai-debian-", dir=memory if has_room else None))
    os.chown(place, account.pw_uid, account.pw_gid)
    with socket.socket() as picked:
        picked.bind(("127.0.0.1", 0))
        port = picked.getsockname()[1]
    options = f"-p {port} -k {place} -c listen_addresses=127.0.0.1 -c fsync=off -c jit=off -c timezone=UTC"

    def run(program: str, *words: str) -> None:
        subprocess.run(
            [str(PROGRAMS / program), "-D", str(place / "data"), *words],
            user=account.pw_uid, group=account.pw_gid, extra_groups=[], cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True,
        )  # fmt: skip

    try:
        password = place / "password"
        password.write_text("throw-away")
        os.chown(password, account.pw_uid, account.pw_gid)
        run("initdb", "--username=administrator", f"--pwfile={password}", "--auth=scram-sha-256",
            "--encoding=UTF8", "--locale=C", "--no-sync")  # fmt: skip
        run("pg_ctl", "-w", "-o", options, "-l", str(place / "log"), "start")
        try:
            yield f"postgresql://administrator:throw-away@127.0.0.1:{port}/yaomai_test"
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(place)


def main() -> int:
    """Run the tests; returns pytest's exit code."""
    if not (PROGRAMS / "postgres").exists():
        print(f"there is no PostgreSQL 15 in {PROGRAMS}; install it: apt-get install postgresql-15", file=sys.stderr)  # noqa: T201 — a script
        return 1
    here = Path(__file__).parent
    words = ["-p", "left_out", "-p", "debian_postgresql", "-n", "2", *sys.argv[1:]]
    with cluster() as url:
        environment = {**os.environ, "DATABASE_URL": url, "YAOMAI_TEST_SERVER_MAJOR": "15", "PYTHONPATH": str(here)}
        command = [sys.executable, "-m", "pytest", *words]
        return subprocess.run(command, env=environment, cwd=here.parent, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
