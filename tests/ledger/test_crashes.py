"""The crash table: whatever is killed, wherever it is: what was acknowledged is there and provable, the rest is wholly absent,
and the log goes on with no manual step.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from log_and_witness import WitnessThread, is_caught_up, keeping, wait_until
from make import faults, recorded
from yaomai.database import embedded, migrate, placement
from yaomai.database.access import Access
from yaomai.ledger.engine import receipt as receipts
from yaomai.ledger.keyring import Keyring
from yaomai.ledger.models import Checkpoint, Cosignature, Deed, Erasure, Leaf, Pending, Record
from yaomai.ledger.queries.prove import prove
from yaomai.ledger.setup import LogSetup
from yaomai.ledger.witness import home as witness_home

from .dying_child import POINTS

pytestmark = pytest.mark.usefixtures("impatient")


# ── the child ──


@dataclass
class Ending:
    """What a child had said when it ended: the bodies it acknowledged by record, whether it reached its point, how it ended."""

    acknowledged: dict[int, bytes] = field(default_factory=dict)
    reached: bool = False
    finished: bool = False
    failed: str = ""
    broken: str = ""
    status: int = 0


class DyingChildren:
    """Children that record, sequence, sign and cosign on a database, and are struck down; see dying_child.py."""

    def __init__(self):
        here = Path(__file__)
        self._process = subprocess.Popen(
            [sys.executable, here.with_name("dying_child.py")],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},  # the same modules as here
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, access: Access, setup: LogSetup, now, *, after=None, **request) -> Ending:
        """Let a child do a `deed`. It strikes at its `point`; or it is struck from here, or the `postmaster` is if one is
        named, `after` so many acknowledgements and seconds.
        """
        request |= {
            "access": access.as_json(), "keys": str(setup.keyring.directory), "origin": setup.keyring.origin,
            "policy": str(setup.policy_file), "now": now.isoformat(),
        }  # fmt: skip
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        ending, transactions, child = Ending(), 0, 0
        for line in self._process.stdout:
            said = json.loads(line)
            child = said.get("pid", child)
            if "acknowledged" in said:
                ending.acknowledged |= {int(i): b.encode() for i, b in said["acknowledged"].items()}
                ending.finished = ending.reached
                transactions += 1
                if after and transactions == after[0]:
                    threading.Timer(after[1], os.kill, (request.get("postmaster") or child, signal.SIGKILL)).start()
            ending.reached |= "at" in said
            ending.failed = said.get("failed", ending.failed)
            ending.broken = said.get("broken", ending.broken)
            if "ended" in said:
                assert not ending.broken, ending.broken
                ending.status = said["ended"]
                return ending
        raise AssertionError("the process that forks the children has ended")

    def stop(self):
        self._process.stdin.close()
        self._process.wait(timeout=10)
        self._process.stdout.close()


@pytest.fixture(scope="module")
def children():
    process = DyingChildren()
    yield process
    process.stop()


# ── what must hold after every crash ──


def _everything_acknowledged_is_provable(acknowledged: dict[int, bytes], setup: LogSetup) -> None:
    """From the receipt alone, with the policy's public keys, each record is what was acknowledged."""
    policy = setup.policy()
    for record, body in acknowledged.items():
        proved = receipts.verify(receipts.parse(prove(record, policy, disclose=True).format()), policy)
        assert proved.body == body
        assert len(proved.witnessed_at) == len(policy.witnesses)


def _bodies() -> dict[int, bytes]:
    return {row.id: bytes(row.body) for row in Record.objects.exclude(body=None)}


# ── killed: the process that does it ──

# In what, where, and what is there right afterwards. The child has recorded 2 deeds (3 records) before. Records, of which deeds
# wait or are leaves; the size that is signed, the size that the head beside the key says, the size that the witness has seen and
# the log knows of; records erased.
#         deed        point                                  records waiting leaves signed head seen known erased
CRASHES = [
    ("record",   "before the transaction",                (3, 2, 0, 0, 0, 0, 0, 0)),
    ("record",   "after nextval",                         (3, 2, 0, 0, 0, 0, 0, 0)),
    ("record",   "after COPY of deeds",                   (3, 2, 0, 0, 0, 0, 0, 0)),
    ("record",   "after COPY of records",                 (3, 2, 0, 0, 0, 0, 0, 0)),
    ("record",   "after the pending insert",              (3, 2, 0, 0, 0, 0, 0, 0)),
    ("record",   "before the commit",                     (3, 2, 0, 0, 0, 0, 0, 0)),
    ("record",   "after the commit, before the answer",   (6, 4, 0, 0, 0, 0, 0, 0)),
    ("sequence", "after DELETE of pending",               (3, 2, 0, 0, 0, 0, 0, 0)),
    ("sequence", "after the tiles",                       (3, 2, 0, 0, 0, 0, 0, 0)),
    ("sequence", "after the leaves",                      (3, 2, 0, 0, 0, 0, 0, 0)),
    ("sequence", "before the sequencer's commit",         (3, 2, 0, 0, 0, 0, 0, 0)),
    ("sequence", "after the sequencer's commit",          (3, 0, 2, 0, 0, 0, 0, 0)),
    ("sign",     "before the head is kept",               (3, 0, 2, 0, 0, 0, 0, 0)),
    ("sign",     "before the head's file is renamed",     (3, 0, 2, 0, 0, 0, 0, 0)),
    ("sign",     "after the head is kept",                (3, 0, 2, 0, 2, 0, 0, 0)),
    ("sign",     "after the checkpoint's insert",         (3, 0, 2, 0, 2, 0, 0, 0)),
    ("sign",     "before the sequencer's commit",         (3, 0, 2, 0, 2, 0, 0, 0)),
    ("sign",     "after the sequencer's commit",          (3, 0, 2, 2, 2, 0, 0, 0)),
    ("cosign",   "before the submission",                 (3, 0, 2, 2, 2, 0, 0, 0)),
    ("cosign",   "after the witness has answered",        (3, 0, 2, 2, 2, 2, 0, 0)),
    ("cosign",   "after the cosignature's insert",        (3, 0, 2, 2, 2, 2, 0, 0)),
    ("cosign",   "before the sequencer's commit",         (3, 0, 2, 2, 2, 2, 0, 0)),
    ("cosign",   "after the sequencer's commit",          (3, 0, 2, 2, 2, 2, 2, 0)),
    ("erase",    "after the erasure is recorded",         (3, 0, 2, 0, 0, 0, 0, 0)),
    ("erase",    "after the body is blanked",             (3, 0, 2, 0, 0, 0, 0, 0)),
    ("erase",    "before the eraser's commit",            (3, 0, 2, 0, 0, 0, 0, 0)),
    ("erase",    "after the eraser's commit",             (4, 1, 2, 0, 0, 0, 0, 1)),
]  # fmt: skip


@pytest.fixture
def witness_thread(tmp_path, log_setup):
    witness = WitnessThread(tmp_path / "witness")
    (key,) = log_setup.keyring.signing_keys()
    witness_home.trust(witness.home, str(key.verifier))
    log_setup.set_witnesses([witness.in_policy()], 1)
    yield witness
    witness.stop()


def _state(setup: LogSetup, witness) -> tuple[int, ...]:
    newest = Checkpoint.objects.order_by("-size").first()
    known = Cosignature.objects.order_by("-checkpoint").first()
    return (
        Record.objects.count(),
        Pending.objects.count(),
        Leaf.objects.count(),
        newest.size if newest else 0,
        setup.keyring.head().size,
        witness.seen(setup.keyring.origin),
        known.checkpoint_id if known else 0,
        Erasure.objects.count(),
    )


@pytest.mark.parametrize("crash", CRASHES, ids=[f"{row[0]}: {row[1]}" for row in CRASHES])
def test_a_process_killed_there(children, database, log_setup, witness_thread, now, crash):
    deed, point, afterwards = crash
    ending = children.run(database, log_setup, now, deed=deed, point=point, strike="this process")
    assert (ending.reached, ending.finished, ending.status) == (True, False, -9), "it was not killed at this point"
    assert len(ending.acknowledged) == 3
    assert _state(log_setup, witness_thread) == afterwards
    assert faults(log_setup) == []
    there = _bodies()
    assert ending.acknowledged.items() <= there.items() or afterwards[-1]

    later = recorded([b"recorded afterwards"], now=now)[0]
    with keeping(log_setup, lambda: now):
        wait_until(lambda: is_caught_up(1))
    assert log_setup.halted() is None
    assert faults(log_setup) == []
    assert Leaf.objects.count() == Deed.objects.count()
    expected = there | {later.record_ids[0]: b"recorded afterwards"}
    assert _bodies() == expected
    _everything_acknowledged_is_provable(expected, log_setup)


def test_every_point_is_in_the_table():
    assert {row[1] for row in CRASHES} == set(POINTS)


# ── killed: PostgreSQL ──

STRIKES = ("the backend", "the postmaster", "all at once (immediate shutdown)")
# In what, where, and whether the deed of the second transaction is then there.
PHASES = [
    ("record", "after COPY of records", False),
    ("record", "before the commit", False),
    ("record", "after the commit, before the answer", True),
    ("sequence", "after the tiles", False),
    ("sequence", "after the sequencer's commit", False),
    ("sign", "after the head is kept", False),
    ("sign", "after the checkpoint's insert", False),
    ("sign", "after the sequencer's commit", False),
]
QUICK = {"after the commit, before the answer", "after the tiles"}


@pytest.fixture(scope="module")
def durable():
    """A server that waits for the disk, in a directory that its account can pass through; and a log on it."""
    base = Path(tempfile.mkdtemp(prefix="yaomai-crashes-"))
    base.chmod(0o711)
    server = embedded.Server(base / "home", say=print)
    server.start()
    migrate.migrate(base / "home", say=print)
    setup = LogSetup(Keyring(base / "home" / "keys" / "log", "log.example/test"), base / "home" / "policy.txt")
    setup.initialise()
    yield server, setup
    server.stop()
    placement.discard(base / "home")
    shutil.rmtree(base)


@pytest.fixture
def durable_log(durable, template):
    """The server, its log, and how to reach it; Django's connections are on it. The log goes on from one crash to the next."""
    from yaomai.database import access as access_file

    server, setup = durable
    access = access_file.read(server.home)
    migrate.point_django_at(access)
    yield server, setup, access
    migrate.point_django_at(template[1])


def _recover(server: embedded.Server, access: Access, strike: str) -> None:
    """What happens by itself (PostgreSQL after a backend's death), and what every start of the installation does."""
    if strike != "the backend":
        server.stop()
        server.start()
    limit = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(access.conninfo("app")).close()
        except psycopg.OperationalError:
            assert time.monotonic() < limit
            time.sleep(0.02)  # it is recovering: there is nothing to wait on
        else:
            return


@pytest.mark.parametrize("strike", STRIKES)
@pytest.mark.parametrize(
    "phase",
    [pytest.param(row, marks=[] if row[1] in QUICK else pytest.mark.slow, id=f"{row[0]}: {row[1]}") for row in PHASES],
)
def test_postgresql_killed_there(children, durable_log, now, phase, strike):
    server, setup, access = durable_log
    deed, point, second = phase
    before = _bodies()
    pid = server.process.pid
    migrate.point_django_at(access)  # none of our own connections is open when the server is struck
    ending = children.run(access, setup, now, deed=deed, point=point, strike=strike, postmaster=pid)
    assert ending.reached, "the point was not reached"
    _recover(server, access, strike)

    there = _bodies()
    assert (before | ending.acknowledged).items() <= there.items()
    new = sorted(body for record, body in there.items() if record not in before)
    assert new == [b"first 1", b"first 2", b"first 3"] + [b"second 1", b"second 2", b"second 3"] * second
    assert bool(ending.failed) != ending.finished
    if deed == "record" and not second:
        assert ending.failed, "the child was told that its transaction had failed"

    assert faults(setup) == []
    later = recorded([b"recorded afterwards"], now=now)[0]
    with keeping(setup, lambda: now):
        wait_until(lambda: is_caught_up(0))
    assert setup.halted() is None
    assert faults(setup) == []
    expected = there | {later.record_ids[0]: b"recorded afterwards"}
    assert _bodies() == expected
    _everything_acknowledged_is_provable({**ending.acknowledged, later.record_ids[0]: b"recorded afterwards"}, setup)


# ── killed: at any moment ──


@pytest.mark.slow
@pytest.mark.parametrize(("strike", "rounds"), [("this process", 25), ("the postmaster", 10)])
def test_killed_at_any_moment(children, durable_log, now, strike, rounds):
    """Between the points of the tables there are others: kill at moments that nobody has chosen."""
    server, setup, access = durable_log
    moments = random.Random(20261122)
    expected, in_doubt = _bodies(), 0
    for _ in range(rounds):
        migrate.point_django_at(access)
        struck = {"postmaster": server.process.pid} if strike == "the postmaster" else {}
        after = (moments.randint(1, 6), moments.random() * 0.02)
        ending = children.run(access, setup, now, deed="everything", after=after, **struck)
        assert bool(ending.failed) == bool(struck)
        if struck:
            _recover(server, access, strike)
        there = _bodies()
        known = expected | ending.acknowledged
        assert known.items() <= there.items()
        # One transaction whose commit was under way may be there as well: then wholly.
        others = [body.split(b": ") for record, body in sorted(there.items()) if record not in known]
        assert [number for _, number in others] in ([], [b"1", b"2", b"3"])
        assert len({name for name, _ in others}) <= 1
        in_doubt += bool(others)
        assert faults(setup) == []
        with keeping(setup, lambda: now):
            wait_until(lambda: is_caught_up(0))
        assert setup.halted() is None
        _everything_acknowledged_is_provable(ending.acknowledged, setup)
        expected = there
    assert faults(setup) == []
    assert in_doubt < rounds
