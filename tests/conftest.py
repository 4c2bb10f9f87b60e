"""What every test can ask for: a real, migrated database of its own; a clock; the log's keys.

One server a test process (the embedded one, or the one that DATABASE_URL names); a migrated template; each test that asks for
`database` works on a clone of it that is dropped afterwards, after everything in it has been verified.
"""

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
from psycopg.conninfo import make_conninfo

_IN_MEMORY = Path("/dev/shm")  # noqa: S108  # a directory of our own is made in it
_ROOM = 4 * 1024**3


def _scratch() -> Path:
    """A directory of these tests' own: in memory, where some thousand databases are copied and dropped most quickly, if it has room."""
    has_room = _IN_MEMORY.is_dir() and shutil.disk_usage(_IN_MEMORY).free > _ROOM
    made = Path(tempfile.mkdtemp(prefix="yaomai-test-", dir=_IN_MEMORY if has_room else None))
    made.chmod(0o711)  # under root the server's own account passes through
    return made


_SCRATCH = _scratch()
os.environ["YAOMAI_HOME"] = str(_SCRATCH / "home")
os.environ["DJANGO_SETTINGS_MODULE"] = "yaomai.settings"
os.environ.setdefault("YAOMAI_LOG_ORIGIN", "log.example/test")
os.environ["YAOMAI_TOTP_ROLES"] = "none"  # tests about the second factor name roles themselves
# The product reads DATABASE_URL too, but tests name their databases themselves; test processes inherit it by the other name.
_DATABASE_URL = os.environ.pop("DATABASE_URL", "") or os.environ.get("YAOMAI_TEST_SERVER", "")
os.environ["YAOMAI_TEST_SERVER"] = _DATABASE_URL

import django  # noqa: E402  # after the environment it reads

django.setup()

from whitenoise.middleware import WhiteNoiseMiddleware  # noqa: E402

from make import NOW, faults, log_setup_in  # noqa: E402
from yaomai.database import access as access_file  # noqa: E402
from yaomai.database import embedded, migrate, placement, roles  # noqa: E402
from yaomai.database.access import ROLES, Access  # noqa: E402
from yaomai.ledger.setup import LogSetup  # noqa: E402

# Speed is measured by `make bench`: a busy machine is no reason for a property to fail.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def template(worker_id: str) -> Iterator[tuple[str, Access]]:
    """How the administrator connects, and the access to a migrated database that tests clone."""
    home = _SCRATCH / "home"
    if _DATABASE_URL:
        url = f"{_DATABASE_URL.rstrip('/')}_{worker_id}"
        # All test processes are one installation to the server: they share its roles, each with a database of its own.
        shared = dict.fromkeys(ROLES, "throw-away")
        access_file.write(home, Access("", 0, "", shared, installation="tests"))
        access = migrate.migrate(home, url, say=print)
        with psycopg.connect(access.conninfo("app")) as connection:
            major = str(connection.info.server_version // 10000)
        assert major == os.environ.get("YAOMAI_TEST_SERVER_MAJOR", major), (
            "the tests run on another server than asked for"
        )
        yield roles.administrator_of(url), access
        return
    assert "YAOMAI_TEST_SERVER_MAJOR" not in os.environ, "the tests run on the embedded server, which was not asked for"
    server = embedded.Server(home, durable=False)
    try:
        server.start()
        access = migrate.migrate(home, say=print)
        yield access.conninfo("administrator", name="postgres"), access
    finally:
        server.stop()
        shutil.rmtree(placement.place(home).directory, ignore_errors=True)


@pytest.fixture(scope="session")
def administrator(template: tuple[str, Access]) -> Iterator[psycopg.Connection]:
    """The administrator's connection, which makes and deletes the databases of tests; each statement is a transaction."""
    with psycopg.connect(template[0], autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def drop_later(administrator: psycopg.Connection) -> Iterator[Callable[[str], None]]:
    """Drop a database when the next one is done with: PostgreSQL waits 0.1 s when it finds connections that are just being closed."""
    waiting: list[str] = []

    def later(name: str) -> None:
        waiting.append(name)
        if len(waiting) > 1:
            roles.drop(administrator, waiting.pop(0))

    yield later
    for name in waiting:
        roles.drop(administrator, name)


@pytest.fixture(scope="session", autouse=True)
def _static_files_are_listed_once() -> Iterator[None]:
    """Each test client lists all static files anew; they do not change while tests run."""
    listed: dict[str, Any] = {}
    listing = WhiteNoiseMiddleware.add_files_from_finders

    def once(self: WhiteNoiseMiddleware) -> None:
        if not listed:
            listing(self)
            listed.update(self.files)
        self.files.update(listed)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", once)
        yield


@pytest.fixture
def database(
    template: tuple[str, Access],
    administrator: psycopg.Connection,
    drop_later: Callable[[str], None],
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> Iterator[Access]:
    """A migrated database for one test; Django's connections of all four roles go to it.

    Afterwards everything recorded in it is verified, unless the test is marked `tampers`.
    """
    access = template[1]
    name = f"{access.name}_{os.getpid()}_{next(_numbers)}"
    migrate.point_django_at(access)
    copy = roles.clone(administrator, access, name)
    migrate.point_django_at(copy)
    try:
        yield copy
        if request.node.get_closest_marker("tampers") is None:
            assert faults(log_setup_in(tmp_path)) == []
    finally:
        migrate.point_django_at(access)
        drop_later(name)


@pytest.fixture
def superuser(template: tuple[str, Access], database: Access) -> str:
    """How somebody connects to the test's database who may do anything there: what an intruder would be."""
    return make_conninfo(template[0], dbname=database.name)


@pytest.fixture
def log_setup(database: Access, tmp_path: Path) -> LogSetup:
    """The log's keys and its policy without witnesses, for a log that is still empty."""
    setup = log_setup_in(tmp_path)
    setup.initialise()
    return setup


@pytest.fixture
def now() -> datetime:
    """The time at which a test happens."""
    return NOW


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    shutil.rmtree(_SCRATCH, ignore_errors=True)
