"""Sequencing: every deed becomes exactly one leaf, in order, however it is batched."""

import threading

import psycopg
import pytest
from django.db import connections, transaction

from make import recorded
from yaomai.errors import InstallationError, LedgerError
from yaomai.ledger.engine.deed import log_entry
from yaomai.ledger.models import Deed, Leaf, Pending
from yaomai.ledger.operations.record import INSTALLATION, NewDeed, record
from yaomai.ledger.operations.sequence import sequence
from yaomai.ledger.queries import tree
from yaomai.standards import rfc6962

pytestmark = pytest.mark.usefixtures("database")


def leaf_hashes() -> list[bytes]:
    """The leaf hashes of the log as the stored deeds say."""
    deeds = [leaf.deed for leaf in Leaf.objects.select_related("deed").order_by("leaf_index")]
    return [rfc6962.leaf_hash(log_entry(deed.kind, deed.size, bytes(deed.root))) for deed in deeds]


@pytest.mark.parametrize("limit", [1, 7, 256, 1000])
def test_the_tree_is_the_same_however_the_deeds_are_batched(now, limit):
    recorded(*[[b"body %d" % i] for i in range(600 if limit > 1 else 20)], now=now)
    while sequence(limit=limit).appended:
        pass
    hashes = leaf_hashes()
    assert [leaf.deed_id for leaf in Leaf.objects.order_by("leaf_index")] == list(
        Deed.objects.order_by("id").values_list("id", flat=True)
    )
    assert tree.size() == len(hashes)
    for size in {0, 1, 2, len(hashes) // 2, min(len(hashes), 256), min(len(hashes), 257), len(hashes)}:
        assert tree.root_at(size) == rfc6962.root(hashes[:size])
    assert not Pending.objects.exists()


def test_proofs_from_stored_tiles_are_those_of_the_whole_tree(now):
    recorded(*[[b"body %d" % i] for i in range(700)], now=now)
    sequence()
    hashes = leaf_hashes()
    for index, size in [(0, 700), (255, 256), (256, 700), (699, 700), (300, 513)]:
        assert tree.inclusion_proof(index, size) == rfc6962.inclusion_proof(hashes[:size], index)
    for old, size in [(0, 700), (1, 700), (256, 512), (511, 700), (700, 700)]:
        assert tree.consistency_proof(old, size) == rfc6962.consistency_proof(hashes[:size], old)


def test_an_inclusion_proof_is_one_query(now, database):
    recorded(*[[b"body %d" % i] for i in range(300)], now=now)
    sequence()
    asked = []
    with connections["default"].execute_wrapper(lambda run, *call: (asked.append(call[0]), run(*call))[1]):
        tree.inclusion_proof(17, 300)
    assert len(asked) == 1


def test_a_deed_that_commits_late_is_not_passed_over(now, database):
    """Ids are drawn before the commit: a round in between must not think it has seen everything up to the largest id."""
    inside, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            record(NewDeed("test.late", INSTALLATION, [b"first id, last to commit"]), now=now)
            inside.set()
            may_commit.wait(10)
        connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    assert inside.wait(10)
    recorded([b"second id, first to commit"], now=now)
    assert sequence().appended == 1
    may_commit.set()
    thread.join()
    assert sequence().appended == 1
    assert [leaf.deed.kind for leaf in Leaf.objects.order_by("leaf_index")] == ["test.note", "test.late"]


def test_a_second_sequencer_is_refused(now, database):
    recorded([b"one"], now=now)
    other = psycopg.connect(database.conninfo("sequencer"))
    other.execute("SELECT pg_advisory_xact_lock(%s)", (0x79616F6D6169,))
    with pytest.raises(InstallationError, match="another sequencer"):
        sequence(patience_s=0.1)
    other.close()
    assert sequence().appended == 1


def test_missing_tiles_stop_the_sequencer(now, database):
    recorded([b"one"], [b"two"], now=now)
    sequence()
    administrator_connects = database.conninfo("owner")
    with psycopg.connect(administrator_connects) as owner:
        owner.execute("ALTER TABLE ledger_tile DISABLE TRIGGER USER")
        taken = owner.execute("DELETE FROM ledger_tile RETURNING level, n, hashes").fetchall()
    recorded([b"three"], now=now)
    with pytest.raises(LedgerError, match=r"its tiles .* are not there"):
        sequence()
    assert Pending.objects.count() == 1, "what was recorded still waits"
    with psycopg.connect(administrator_connects) as owner:
        owner.cursor().executemany("INSERT INTO ledger_tile VALUES (%s, %s, %s)", taken)
        owner.execute("ALTER TABLE ledger_tile ENABLE TRIGGER USER")
    assert sequence().appended == 1


def test_recording_while_sequencing_loses_nothing(now, database):
    for i in range(5):
        recorded(*[[b"%d %d" % (i, j)] for j in range(10)], now=now)
        with transaction.atomic():
            held = record(NewDeed("test.note", INSTALLATION, [b"open"]), now=now)
            sequence(limit=3)
        assert held.deed_id
    while sequence().appended:
        pass
    assert Leaf.objects.count() == Deed.objects.count() == 55


def test_a_leaf_that_is_put_into_the_queue_again_does_not_stop_the_log(now, caplog):
    (first,) = recorded([b"one"], now=now)
    sequence()
    with connections["default"].cursor() as cursor:  # the application may add to the queue
        cursor.execute("INSERT INTO ledger_pending VALUES (%s)", (first.deed_id,))
    (second,) = recorded([b"two"], now=now)
    assert sequence().appended == 1
    assert list(Leaf.objects.order_by("leaf_index").values_list("deed", flat=True)) == [first.deed_id, second.deed_id]
    assert f"deeds that are leaves, [({first.deed_id},)]" in caplog.text
    assert sequence().appended == 0
