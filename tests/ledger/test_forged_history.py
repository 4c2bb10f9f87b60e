"""Who changes the past thoroughly, and has the real key, is found out by the witness, and by Go's own code on the same proof.

The forger is a superuser of the database with the log's keyring in hand: triggers off, a body changed, its deed hashed again, all
leaves and tiles rebuilt, the old checkpoints signed again, the cosignatures that no longer fit removed, the head beside the key replaced.
"""

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from log_and_witness import is_caught_up, keeping, wait_until
from make import faults, recorded, sequenced
from oracle import go
from yaomai.errors import LedgerError, NotFoundError
from yaomai.ledger.engine import receipt as receipts
from yaomai.ledger.engine.deed import INSTALLATION, Header, log_entry, salted_hash, tree_root
from yaomai.ledger.models import Checkpoint, Deed, Leaf, Pending, Record
from yaomai.ledger.operations.sequence import sequence
from yaomai.ledger.operations.sign import sign
from yaomai.ledger.queries import tree
from yaomai.ledger.queries.prove import prove
from yaomai.ledger.witness import home as witness_home
from yaomai.standards import rfc6962
from yaomai.standards.c2sp import checkpoint, note, tiles

pytestmark = [pytest.mark.usefixtures("impatient"), pytest.mark.tampers]

BODIES = [[b"%d kg harvested" % i, b"plot %d" % i] for i in range(300)]
FORGED = 7  # which deed, counted from 0


@pytest.fixture
def history(witness, log_setup, now):
    """300 deeds, witnessed."""
    made = recorded(*BODIES, now=now)
    with keeping(log_setup, lambda: now):
        wait_until(lambda: is_caught_up(1))
    return made


@pytest.fixture
def forge(database, template, log_setup, history, now):
    """Changes one body and makes everything fit again; the head beside the key too, if asked."""

    def forge(*, head_too: bool) -> None:
        deed_id, record = history[FORGED].deed_id, history[FORGED].record_ids[0]
        deed, kept = Deed.objects.get(pk=deed_id), Record.objects.get(pk=record)
        hashes = [salted_hash(bytes(kept.salt), b"9000 kg harvested"), bytes(deed.record_hashes)[32:]]
        header = Header(deed_id, deed.kind, INSTALLATION, deed.record_time, deed.size).to_bytes()
        root = tree_root(salted_hash(bytes(deed.salt), header), hashes)
        roots = dict(Deed.objects.values_list("id", "root")) | {deed_id: root}
        order = Leaf.objects.order_by("leaf_index").values_list("deed_id", flat=True)
        leaves = [rfc6962.leaf_hash(log_entry(deed.kind, deed.size, bytes(roots[one]))) for one in order]
        with psycopg.connect(make_conninfo(template[0], dbname=database.name)) as forger:
            for table in ("record", "deed", "tile", "checkpoint", "cosignature"):
                forger.execute(f"ALTER TABLE ledger_{table} DISABLE TRIGGER ALL")
            forger.execute("UPDATE ledger_record SET body = %s WHERE id = %s", (b"9000 kg harvested", record))
            forger.execute(
                "UPDATE ledger_deed SET record_hashes = %s, root = %s WHERE id = %s", (b"".join(hashes), root, deed_id)
            )
            for (level, n), content in tiles.append(0, leaves, {}).items():
                forger.execute("UPDATE ledger_tile SET hashes = %s WHERE (level, n) = (%s, %s)", (content, level, n))
            forger.execute("DELETE FROM ledger_cosignature")
            signed = b""
            for (size,) in forger.execute("SELECT size FROM ledger_checkpoint ORDER BY size").fetchall():
                head = checkpoint.Checkpoint("log.example/test", size, rfc6962.root(leaves[:size]))
                signed = checkpoint.sign(head, log_setup.keyring.signing_keys()).format()
                forger.execute(
                    "UPDATE ledger_checkpoint SET root = %s, note = %s WHERE size = %s",
                    (head.root, signed.decode(), size),
                )
            for table in ("record", "deed", "tile", "checkpoint", "cosignature"):
                forger.execute(f"ALTER TABLE ledger_{table} ENABLE TRIGGER ALL")
        if head_too:
            log_setup.keyring.keep_head(signed)

    return forge


def _witnessed(witness):
    """The checkpoint that the witness keeps."""
    (log,) = witness_home.status(witness.home).logs
    return checkpoint.parse(note.parse(log.latest.note).text)


def _evidence(witness):
    state = witness_home.open_state(witness.home)
    try:
        return state.evidence()
    finally:
        state.close()


def _go_says(seen, size):
    """Go's verdict on the proof that our log now offers from what the witness saw to `size` leaves."""
    (answer,) = go.ask(
        [
            go.check_tree(
                old_size=seen.size,
                size=size,
                proof=tree.consistency_proof(seen.size, size),
                old_root=seen.root,
                root=tree.root_at(size),
            )
        ]
    )
    return answer


def test_without_the_head_the_log_itself_refuses_to_sign(forge, log_setup, now):
    forge(head_too=False)
    assert any("keys/log/head" in fault for fault in faults(log_setup))
    recorded([b"one more"], now=now)
    sequence()
    with pytest.raises(LedgerError, match="the first 300 leaves are not those that were signed"):
        sign(log_setup.keyring, now=now)


def test_the_thorough_forger_is_refused_by_the_witness_and_by_go(forge, witness, history, log_setup, now, caplog):
    record = history[FORGED].record_ids[0]
    given_out = prove(record, log_setup.policy(), disclose=True).format()
    seen = _witnessed(witness)
    assert _go_says(seen, 300) == ""

    forge(head_too=True)
    assert faults(log_setup) == [], "inside the installation nothing shows it"
    assert bytes(Record.objects.get(pk=record).body) == b"9000 kg harvested"
    recorded(*[[b"later %d" % i] for i in range(20)], now=now)
    sequenced(log_setup, now)
    with keeping(log_setup, lambda: now):
        wait_until(lambda: log_setup.halted() is not None)
    words = log_setup.halted()
    assert "refuses the checkpoint of 320 leaves" in words
    assert "the first 300 leaves are not the same" in words
    assert "the history was altered" in words

    # The witness and Go say the same of the same proof; and the witness keeps both signed heads against the log.
    assert _go_says(seen, 320) != ""
    assert _witnessed(witness) == seen
    (kept,) = witness_home.open_state(witness.home).evidence()
    assert kept.status == 422
    assert [
        checkpoint.parse(note.parse(n).text).size for n in (kept.cosigned_note, kept.request.split(b"\n\n", 1)[1])
    ] == [
        300,
        320,
    ]
    # Nobody gets a receipt for the forged figure; the one that was given out before still proves the true one.
    with pytest.raises(NotFoundError, match="no witnessed checkpoint covers it"):
        prove(record, log_setup.policy(), disclose=True)
    assert receipts.verify(receipts.parse(given_out), log_setup.policy()).body == b"7 kg harvested"

    # A restart changes nothing: the witness is asked first, and not one more tree head is signed.
    signed = Checkpoint.objects.count()
    recorded([b"recorded while halted"], now=now)
    caplog.clear()
    with keeping(log_setup, lambda: now):
        wait_until(lambda: "the log is halted" in caplog.text)
    assert Checkpoint.objects.count() == signed
    assert Pending.objects.count() == 1, "recording goes on"
    assert log_setup.halted() == words


def test_the_same_size_signed_again_is_two_histories(forge, witness, log_setup, now):
    forge(head_too=True)
    with keeping(log_setup, lambda: now):
        wait_until(lambda: log_setup.halted() is not None)
    assert "two histories: at size 300" in log_setup.halted()
    assert _go_says(_witnessed(witness), 300) != ""


def test_a_restored_forgery_is_refused_before_anything_is_signed(forge, witness, log_setup, backed_up, restored, now):
    """The forger makes a backup of the forgery, so that no head contradicts it."""
    forge(head_too=True)
    setup = restored(backed_up())
    recorded([b"one more"], now=now)
    with keeping(setup, lambda: now):
        wait_until(lambda: setup.halted() is not None)
    assert "two histories: at size 300" in setup.halted()
    assert (Checkpoint.objects.latest("size").size, setup.keyring.head()) == (300, None)
