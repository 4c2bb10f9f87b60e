"""Signing: a checkpoint for each state, and refusal when the tree does not continue what was signed."""

import psycopg
import pytest

from make import recorded, sequenced
from yaomai.errors import InstallationError, LedgerError
from yaomai.ledger.models import Checkpoint
from yaomai.ledger.operations.sequence import sequence
from yaomai.ledger.operations.sign import sign
from yaomai.ledger.queries import tree
from yaomai.standards.c2sp import checkpoint, note


def test_a_checkpoint_says_the_log_its_size_and_its_root(log_setup, now):
    recorded([b"one"], [b"two"], now=now)
    signed = sequenced(log_setup, now)
    parsed = checkpoint.parse(note.parse(signed.note).text)
    assert (parsed.origin, parsed.size, parsed.root) == ("log.example/test", 2, tree.root_at(2))
    assert log_setup.policy().check(note.parse(signed.note)).checkpoint == parsed
    assert log_setup.keyring.head() == parsed


def test_nothing_new_is_not_signed_again(log_setup, now):
    assert sign(log_setup.keyring, now=now) is None
    recorded([b"one"], now=now)
    assert sequenced(log_setup, now) is not None
    assert sign(log_setup.keyring, now=now) is None
    assert Checkpoint.objects.count() == 1


def test_a_database_that_was_set_back_is_not_signed(log_setup, now):
    recorded([b"one"], [b"two"], [b"three"], now=now)
    sequence(limit=2)
    sign(log_setup.keyring, now=now)
    sequenced(log_setup, now)
    ahead = (log_setup.keyring.directory / "head").read_bytes()
    recorded([b"four"], now=now)
    sequence()
    log_setup.keyring.keep_head(ahead.replace(b"\n3\n", b"\n33\n"))
    with pytest.raises(LedgerError, match=r"holds 4 leaves, but 33 were signed: it was set back.*restore a backup"):
        sign(log_setup.keyring, now=now)
    log_setup.keyring.keep_head(ahead)
    assert sign(log_setup.keyring, now=now) is not None


def test_without_a_head_nothing_is_signed(log_setup, now):
    recorded([b"one"], now=now)
    sequence()
    log_setup.keyring.forget_head()
    with pytest.raises(LedgerError, match="nobody vouches"):
        sign(log_setup.keyring, now=now)


@pytest.mark.tampers
def test_an_altered_history_is_not_signed(log_setup, now, database):
    recorded([b"one"], [b"two"], [b"three"], now=now)
    sequenced(log_setup, now)
    with psycopg.connect(database.conninfo("owner")) as owner:
        owner.execute("ALTER TABLE ledger_tile DISABLE TRIGGER USER")
        owner.execute("UPDATE ledger_tile SET hashes = set_byte(hashes, 40, get_byte(hashes, 40) # 1)")
        owner.execute("ALTER TABLE ledger_tile ENABLE TRIGGER USER")
    recorded([b"four"], now=now)
    sequence()
    with pytest.raises(LedgerError, match="the first 3 leaves are not those that were signed"):
        sign(log_setup.keyring, now=now)
    assert Checkpoint.objects.count() == 1


def test_a_crash_between_head_and_commit_is_harmless(log_setup, now):
    """The head beside the key is written first: the tree still continues it, and the next round signs anew."""
    recorded([b"one"], now=now)
    sequence()
    with pytest.raises(RuntimeError):
        _sign_and_die(log_setup, now)
    assert log_setup.keyring.head().size == 1
    assert not Checkpoint.objects.exists()
    recorded([b"two"], now=now)
    assert sequenced(log_setup, now).checkpoint.size == 2


def _sign_and_die(log_setup, now):
    from django.db import transaction

    with transaction.atomic(using="sequencer"):
        sign(log_setup.keyring, now=now)
        raise RuntimeError("killed before the commit")


def test_two_keys_sign_during_a_rotation_and_either_is_enough(log_setup, now):
    old = log_setup.keyring.signing_keys()[0].verifier
    new = log_setup.keyring.add()
    log_setup.accept_key(new)
    recorded([b"one"], now=now)
    signed = note.parse(sequenced(log_setup, now).note)
    assert set(note.verify(signed, [old, new])) == {old, new}
    assert note.verify(signed, [new]) == [new]
    log_setup.keyring.remove(old)
    recorded([b"two"], now=now)
    assert note.verify(note.parse(sequenced(log_setup, now).note), [old, new]) == [new]
    with pytest.raises(InstallationError, match="only key"):
        log_setup.keyring.remove(new)


def test_a_key_that_others_can_read_is_refused(log_setup, now):
    (file,) = log_setup.keyring.directory.glob("*.key")
    file.chmod(0o644)
    recorded([b"one"], now=now)
    sequence()
    with pytest.raises(InstallationError, match="chmod 600"):
        sign(log_setup.keyring, now=now)
