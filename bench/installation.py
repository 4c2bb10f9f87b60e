"""On what is measured: an installation of its own in a temporary home, with the embedded server and durable commits.

Import this before anything of Django: it sets the environment that the settings read.
"""

import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="yaomai-bench-"))
os.environ["YAOMAI_HOME"] = str(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "yaomai.settings"
os.environ.pop("DATABASE_URL", None)

import django  # noqa: E402  # after the environment it reads

django.setup()

from django.db import connections, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from measuring import say  # noqa: E402

from yaomai.cli import supervisor  # noqa: E402
from yaomai.cli.serving import initialise_log, log_setup  # noqa: E402
from yaomai.database import attached, embedded, migrate, placement  # noqa: E402
from yaomai.database.access import Access  # noqa: E402
from yaomai.ledger.operations.record import INSTALLATION, NewDeed, Recorded, record_all  # noqa: E402
from yaomai.ledger.operations.sequence import sequence  # noqa: E402
from yaomai.ledger.operations.sign import sign  # noqa: E402
from yaomai.ledger.witness import home as witness_home  # noqa: E402
from yaomai.standards.c2sp.policy import Witness  # noqa: E402

BODY_BYTES = 500
_RATE = re.compile(r"([\d,]+) records in ([\d,]+) deeds verified in ([\d.]+) s .*all as recorded and signed")


@dataclass(frozen=True, slots=True)
class Installation:
    """The running installation."""

    access: Access

    def administrator(self, statement: str) -> object:
        """The first value that a statement of the database's administrator answers with; None without an answer."""
        import psycopg

        with psycopg.connect(
            self.access.conninfo("administrator", name=self.access.name), autocommit=True
        ) as connection:
            cursor = connection.execute(statement)
            row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


@contextmanager
def installation() -> Iterator[Installation]:
    """The installation, migrated and empty; everything of it is gone afterwards."""
    server = embedded.Server(HOME)
    try:
        server.start()
        access = migrate.migrate(HOME, say=say)
        initialise_log()
        yield Installation(access)
    finally:
        connections.close_all()
        server.stop()
        placement.discard(HOME)
        shutil.rmtree(HOME, ignore_errors=True)


@contextmanager
def program(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    """One of our own programs in a process of its own, ended afterwards."""
    process = attached.start(
        [sys.executable, "-m", "yaomai", *words],
        parting_signal=signal.SIGTERM,
        environment=os.environ,
        output=sys.stderr.fileno(),  # the output is for the results
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


@contextmanager
def witnesses(count: int) -> Iterator[None]:
    """`count` witness processes, all of which have to cosign, each with its own key and state."""
    setup = log_setup()
    named: list[Witness] = []
    running = []
    try:
        for number in range(1, count + 1):
            home = HOME / "witnesses" / str(number)
            witness_home.initialise(home, f"witness{number}.example/bench")
            for log in setup.policy().logs:
                witness_home.trust(home, str(log.key))
            key = witness_home.read_key(home).verifier
            port = free_port()
            named.append(Witness(key.name, key, f"http://127.0.0.1:{port}"))
            one = program("witness", "serve", str(home), "--address", f"127.0.0.1:{port}")
            running.append(one)
            one.__enter__()
        for witness in named:
            wait_until_answers(f"{witness.url}/")
        setup.set_witnesses(named, count)
        yield
    finally:
        for one in reversed(running):
            one.__exit__(None, None, None)


def free_port() -> int:
    """A port of this machine on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def web_worker() -> Iterator[str]:
    """The web server as `yaomai serve` starts it, with one worker; its host and port."""
    port = free_port()
    process = attached.start(
        supervisor.web_program("127.0.0.1", port, 1),
        parting_signal=signal.SIGTERM,
        environment=os.environ,
        output=sys.stderr.fileno(),
    )
    try:
        wait_until_answers(f"http://127.0.0.1:{port}/glossary")
        yield f"127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def wait_until_answers(url: str, limit_s: float = 60.0) -> None:
    """Return when a GET of `url` succeeds. Raises TimeoutError after `limit_s` seconds."""
    limit = time.monotonic() + limit_s
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310  # our own process on this machine
                return
        except OSError:
            if time.monotonic() > limit:
                raise TimeoutError(f"{url} does not answer after {limit_s:.0f} s") from None
            time.sleep(0.02)  # there is no event to wait for


def random_bodies(count: int) -> list[bytes]:
    """`count` different bodies of BODY_BYTES bytes that do not compress; always the same ones."""
    source = random.Random(20261122)  # noqa: S311  # not a secret: repeatable
    return [source.randbytes(BODY_BYTES) for _ in range(count)]


def record_in_one_transaction(deeds: Sequence[Sequence[bytes]]) -> list[Recorded]:
    """Record deeds, each given by its bodies; on return they are on disk."""
    with transaction.atomic():
        return record_all([NewDeed("bench.note", INSTALLATION, bodies) for bodies in deeds], now=timezone.now())


def sequence_all() -> None:
    """Make everything that waits into leaves, and sign."""
    while sequence().appended:
        pass
    sign(log_setup().keyring, now=timezone.now())


def waiting() -> int:
    """How many deeds are not leaves yet."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_pending")
        return int(cursor.fetchone()[0])


def verification_rate() -> float:
    """Records a second of one `yaomai ledger verify`, its start and end included. Raises AssertionError when it finds a fault."""
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "yaomai", "ledger", "verify"], capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - begun
    said = _RATE.search(done.stdout)
    if done.returncode or said is None:
        raise AssertionError(f"verification failed: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return int(said[1].replace(",", "")) / seconds


def bytes_beside_bodies(there: Installation, records: int, bodies: int) -> float:
    """Bytes on disk for each of `records` records, without their `bodies` bytes: tables, indexes and TOAST of the ledger.

    After a CHECKPOINT, so that nothing of it is only in memory; the write-ahead log, which is used again, is left out, and so is
    what was in the queue for the log: its space is used again, once autovacuum has come by.
    """
    there.administrator("VACUUM ledger_pending")
    there.administrator("CHECKPOINT")
    total = there.administrator(
        "SELECT sum(pg_total_relation_size(c.oid))::bigint FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace"
        " AND c.relkind = 'r' AND c.relname LIKE 'ledger\\_%'"
    )
    parts = there.administrator(
        "SELECT string_agg(format('%s %s', name, bytes), ', ' ORDER BY bytes DESC) FROM (SELECT CASE WHEN c.relkind = 't' THEN"
        f" 'TOAST of ' || c.oid::text ELSE c.relname END AS name, round(pg_relation_size(c.oid)::numeric / {records}, 1)"
        " AS bytes FROM pg_class c WHERE c.relname LIKE 'ledger\\_%' OR (c.relkind = 't' AND c.oid IN (SELECT reltoastrelid"
        " FROM pg_class WHERE relname LIKE 'ledger\\_%'))) AS each WHERE bytes > 0.5"
    )
    say(f"bytes a record, bodies included: {parts}")
    return (int(str(total)) - bodies) / records
