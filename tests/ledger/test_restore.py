"""The rehearsal: a log comes back from a backup, and signs only when nobody has seen a later state of it."""

import shutil

import pytest

from log_and_witness import is_caught_up, keeping, wait_until
from make import faults, recorded
from yaomai.errors import LedgerError
from yaomai.ledger.engine import receipt as receipts
from yaomai.ledger.models import Checkpoint, Leaf, Pending
from yaomai.ledger.operations import cosign
from yaomai.ledger.operations.sequence import sequence
from yaomai.ledger.queries.prove import prove
from yaomai.ledger.witness.client import Accepted, Conflict, Unreachable
from yaomai.standards.c2sp import policy as policies
from yaomai.standards.c2sp.cosignature import CosignerKey

pytestmark = pytest.mark.usefixtures("impatient")


@pytest.fixture
def grow(log_setup, now):
    """Records so many deeds and has them witnessed; the log is kept only meanwhile."""

    def grow(*bodies: bytes, witnesses: int = 1):
        made = recorded(*[[body] for body in bodies], now=now)
        with keeping(log_setup, lambda: now):
            wait_until(lambda: is_caught_up(witnesses))
        return made

    return grow


def _receipt_is_good(record: int, setup) -> bool:
    proved = receipts.verify(receipts.parse(prove(record, setup.policy(), disclose=True).format()), setup.policy())
    return proved.body is not None and bool(proved.witnessed_at or not setup.policy().witnesses)


def test_a_backup_older_than_the_last_witnessed_checkpoint_signs_nothing(
    witness, log_setup, grow, backed_up, restored, now
):
    grow(b"one", b"two", b"three")
    older = backed_up()
    grow(b"four", b"five")
    setup = restored(older)
    recorded([b"recorded while the witness is asked"], now=now)
    for life in ("first", "after a restart"):
        with keeping(setup, lambda: now):
            wait_until(lambda: setup.halted() is not None)
            (said,) = {setup.halted()}
            assert "has cosigned 5 leaves, this database holds 3" in said, life
            assert "older than its last witnessed checkpoint" in said, life
            assert "restore a backup that reaches at least that size" in said, life
            recorded([b"recording goes on"], now=now)
    assert (Leaf.objects.count(), Pending.objects.count()) == (3, 3), "nothing is appended, nothing recorded is lost"
    assert Checkpoint.objects.order_by("-size").first().size == 3
    assert setup.keyring.head() is None
    assert witness.seen("log.example/test") == 5
    assert faults(setup) == []


def test_the_newest_backup_signs_again_and_the_witness_accepts(witness, log_setup, grow, backed_up, restored, now):
    (first, *_) = grow(b"one", b"two", b"three")
    setup = restored(backed_up())
    assert setup.keyring.head() is None
    before, after = log_setup.keyring.signing_keys(), setup.keyring.signing_keys()
    assert [str(key) for key in after] == [str(key) for key in before]
    (later,) = recorded([b"four"], now=now)
    with keeping(setup, lambda: now):
        wait_until(lambda: Leaf.objects.count() == 4 and is_caught_up(1))
    assert setup.halted() is None
    assert witness.seen("log.example/test") == 4
    assert _receipt_is_good(first.record_ids[0], setup)
    assert _receipt_is_good(later.record_ids[0], setup)
    assert faults(setup) == []


def test_a_checkpoint_of_exactly_the_leaves_of_the_backup_is_no_later_state(
    witness, log_setup, grow, backed_up, restored, now
):
    grow(b"one", b"two", b"three")
    recorded([b"four"], [b"five"], now=now)
    sequence()
    between = backed_up()
    with keeping(log_setup, lambda: now):
        wait_until(lambda: is_caught_up(1))
    assert witness.seen("log.example/test") == 5
    setup = restored(between)
    assert Checkpoint.objects.order_by("-size").first().size == 3, "the witness is ahead of this, but not of the leaves"
    recorded([b"six"], now=now)
    with keeping(setup, lambda: now):
        wait_until(lambda: Leaf.objects.count() == 6 and is_caught_up(1))
    assert setup.halted() is None
    assert faults(setup) == []


def test_with_the_witness_out_of_reach_the_log_waits_and_goes_on_by_itself(
    witness, log_setup, grow, backed_up, restored, now
):
    grow(b"one", b"two")
    newest = backed_up()
    witness.stop()
    setup = restored(newest)
    recorded([b"three"], now=now)
    with keeping(setup, lambda: now):
        wait_until(lambda: setup.halted() is not None)
        assert "too few witnesses answered to say that 2 leaves are the newest state" in setup.halted()
        assert "cannot be reached" in setup.halted()
        recorded([b"four"], now=now)
        assert (Leaf.objects.count(), Pending.objects.count()) == (2, 2)
        witness.start()
        wait_until(lambda: Leaf.objects.count() == 4 and is_caught_up(1))
        assert setup.halted() is None
    assert faults(setup) == []


def test_recording_while_the_witness_is_out_of_reach_does_not_hide_that_the_backup_is_older(
    witness, log_setup, grow, backed_up, restored, now
):
    grow(b"one", b"two")
    older = backed_up()
    grow(b"three")
    witness.stop()
    setup = restored(older)
    recorded([b"another three"], [b"four"], [b"five"], now=now)
    with keeping(setup, lambda: now):
        wait_until(lambda: setup.halted() is not None)
        witness.start()
        wait_until(lambda: "has cosigned 3 leaves, this database holds 2" in (setup.halted() or ""))
    assert Checkpoint.objects.order_by("-size").first().size == 2
    assert witness.seen("log.example/test") == 3


def test_without_witnesses_only_the_operator_can_say(log_setup, grow, backed_up, restored, now):
    grow(b"one", witnesses=0)
    setup = restored(backed_up())
    recorded([b"two"], now=now)
    with keeping(setup, lambda: now):
        wait_until(lambda: setup.halted() is not None)
        assert "--i-know-nothing-later-was-signed" in setup.halted()
        assert Leaf.objects.count() == 1
        cosign.vouch(setup.keyring, setup.policy())
        setup.go_on()
        wait_until(lambda: Leaf.objects.count() == 2 and is_caught_up(0))
    assert faults(setup) == []


def test_a_head_in_the_new_home_that_is_ahead_of_the_backup_stays_and_is_believed(
    log_setup, grow, backed_up, fresh, now
):
    """The operator puts the keys in place with the head beside them: the log knows by itself that the backup is older."""
    from yaomai.ledger import backup_file
    from yaomai.ledger.operations import restore

    grow(b"one", witnesses=0)
    older = backed_up(with_keys=False)
    grow(b"two", b"three", witnesses=0)
    access, setup = fresh()
    shutil.copytree(log_setup.keyring.directory, setup.keyring.directory)
    manifest = backup_file.check(older, lambda _: None)
    restore.check_fits(older, manifest, setup)
    done = restore.restore(older, manifest, access, setup, say=print, tell=lambda _: None)
    assert (done.signing_keys, done.ahead.size) == (1, 3)
    recorded([b"another two"], now=now)
    with keeping(setup, lambda: now):
        wait_until(lambda: setup.halted() is not None)
    assert "but 3 were signed: it was set back" in setup.halted()
    with pytest.raises(LedgerError, match="it was set back"):
        cosign.vouch(setup.keyring, setup.policy())
    assert Checkpoint.objects.count() == 1


# Who must have answered before the log may sign: those that stay silent must be too few to have witnessed anything alone.
# k of n, sizes that the witnesses hold (None: silent), and whether 3 leaves are then known to be the newest state.
QUORUMS = [
    (1, [3], True),
    (1, [None], False),
    (1, [0], True),
    (1, [3, None], False),
    (2, [3, None], True),
    (2, [3, 2, None], True),
    (2, [3, None, None], False),
    (3, [2, None, None], True),
    (3, [None, None, None], False),
    (0, [3, 3], True),
    (0, [3, None], False),
    (0, [], False),
]


@pytest.mark.parametrize(("k", "sizes", "confirmed"), QUORUMS)
def test_the_silent_witnesses_must_be_too_few_for_a_quorum(log_setup, now, monkeypatch, k, sizes, confirmed):
    from make import sequenced

    keys = [CosignerKey.generate(f"witness.example/w{i}") for i in range(len(sizes))]
    log_setup.set_witnesses([policies.Witness(k.name, k.verifier, f"http://{i}.test") for i, k in enumerate(keys)], k)
    recorded([b"one"], [b"two"], [b"three"], now=now)
    sequenced(log_setup, now)
    log_setup.keyring.forget_head()

    def answer(url, old_size, proof, note_bytes, timeout_s):
        from yaomai.standards.c2sp import cosignature, note

        number = int(url.removeprefix("http://").removesuffix(".test"))
        size = sizes[number]
        if size is None:
            return Unreachable("nobody is there")
        if size != old_size:
            return Conflict(size)
        text = note.parse(note_bytes).text
        return Accepted((cosignature.cosign(text, keys[number], int(now.timestamp())),))

    monkeypatch.setattr(cosign, "submit", answer)
    if confirmed:
        cosign.confirm(log_setup.keyring, log_setup.policy(), now=now)
        assert log_setup.keyring.head().size == 3
    else:
        with pytest.raises(cosign.UnconfirmedError):
            cosign.confirm(log_setup.keyring, log_setup.policy(), now=now)
        assert log_setup.keyring.head() is None


def test_where_there_are_witnesses_the_operators_word_does_not_count(log_setup, witness):
    log_setup.keyring.forget_head()
    with pytest.raises(LedgerError, match="it is theirs to say"):
        cosign.vouch(log_setup.keyring, log_setup.policy())
    assert log_setup.keyring.head() is None
