"""Does a witness ever forget or take back what it cosigned?"""

import sqlite3
import threading

import pytest

from yaomai.errors import InstallationError, NotFoundError, ProofError
from yaomai.ledger.witness import home as witness_home
from yaomai.ledger.witness.state import State
from yaomai.ledger.witness.verdict import Refuse
from yaomai.standards import rfc6962
from yaomai.standards.c2sp import cosignature, note
from yaomai.standards.c2sp.note import Signature, SignerKey

from .conftest import InventedLog

NOW = 1_800_000_000


def test_a_cosigned_checkpoint_is_remembered_and_the_cosignature_verifies(state, key, log):
    line = state.add_checkpoint(log.request(0, 8), key, NOW)
    assert isinstance(line, Signature)
    assert cosignature.verify(log.head(8).text(), line, key.verifier) == NOW
    seen = state.latest()[log.key.name]
    assert (seen.head.size, seen.head.root, seen.cosigned_at) == (8, log.head(8).root, NOW)
    shown = note.parse(seen.note)
    assert note.verify(shown, [log.key.verifier])
    assert cosignature.cosigners(shown, [key.verifier]) == {key.verifier: NOW}


def test_the_same_checkpoint_gets_a_fresh_time(state, key, log):
    state.add_checkpoint(log.request(0, 8), key, NOW)
    line = state.add_checkpoint(log.request(8, 8), key, NOW + 60)
    assert cosignature.verify(log.head(8).text(), line, key.verifier) == NOW + 60
    assert state.latest()[log.key.name].cosigned_at == NOW + 60


def test_restart_keeps_everything(state, home, key, log):
    state.add_checkpoint(log.request(0, 8), key, NOW)
    state.close()
    again = witness_home.open_state(home)
    refused = again.add_checkpoint(log.request(0, 13), key, NOW)
    assert isinstance(refused, Refuse)
    assert (refused.status, refused.size) == (409, 8)
    assert isinstance(again.add_checkpoint(log.request(8, 13), key, NOW), Signature)
    again.close()


def test_two_submissions_at_once_never_roll_back(home, key):
    """The race of the specification: N and N+K are both checked against the same old size; one must lose."""
    log = InventedLog(61, key=SignerKey.generate("race.example"))
    witness_home.trust(home, str(log.key.verifier))
    states = [State(home / "witness.sqlite") for _ in range(2)]
    sizes = []
    for round_ in range(20):
        old = max(sizes, default=0)
        barrier, answers = threading.Barrier(2), {}

        def submit(which, size, old=old, barrier=barrier, answers=answers):
            body = log.request(old, size)
            barrier.wait()
            answers[size] = states[which].add_checkpoint(body, key, NOW)

        threads = [threading.Thread(target=submit, args=(which, old + 1 + (which + round_) % 2)) for which in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        won = [size for size, answer in answers.items() if isinstance(answer, Signature)]
        lost = [answer for answer in answers.values() if isinstance(answer, Refuse)]
        assert len(won) == len(lost) == 1
        # The loser is told the winner's size, or that the tree it came with is smaller than what it names as old.
        assert (lost[0].status, lost[0].size) == (409, won[0])
        sizes.append(states[0].latest()["race.example"].head.size)
        assert sizes[-1] == won[0]
    assert sizes == sorted(sizes)
    for state in states:
        state.close()


def test_a_refused_signed_checkpoint_is_kept_once_and_unsigned_ones_never(state, key, log):
    state.add_checkpoint(log.request(0, 8), key, NOW)
    cosigned = state.latest()[log.key.name].note
    log.leaves[3] = rfc6962.leaf_hash(b"forged")
    bad = log.request(8, 13)
    for body in (bad, bad, bad.replace(b"old 8\n", b"old 8\n" + b"A" * 43 + b"=\n")):
        refused = state.add_checkpoint(body, key, NOW + 1)
        assert isinstance(refused, Refuse)
        assert refused.status == 422
    (kept,) = state.evidence()
    assert (kept.origin, kept.received_at, kept.status) == (log.key.name, NOW + 1, 422)
    assert (kept.request, kept.cosigned_note) == (bad, cosigned)
    assert state.refusals() == {log.key.name: (1, kept.words)}
    state.add_checkpoint(log.request(8, 14, [SignerKey.generate(log.key.name)]), key, NOW)
    state.add_checkpoint(log.request(0, 14), key, NOW)
    assert len(state.evidence()) == 1
    assert state.latest()[log.key.name].head.size == 8


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE latest SET size = size - 1",
        "UPDATE latest SET root = zeroblob(32)",
        "UPDATE latest SET origin = 'other'",
        "DELETE FROM latest",
        "UPDATE evidence SET words = ''",
        "DELETE FROM evidence",
    ],
)
def test_the_file_itself_refuses_to_forget(state, home, key, log, sql):
    state.add_checkpoint(log.request(0, 8), key, NOW)
    log.leaves[3] = rfc6962.leaf_hash(b"forged")
    state.add_checkpoint(log.request(8, 13), key, NOW)
    other = sqlite3.connect(home / "witness.sqlite")
    with pytest.raises(sqlite3.IntegrityError, match=r"not taken back|append-only"):
        other.execute(sql)
    other.close()


def test_the_file_is_written_durably(state):
    assert state._connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert state._connection.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL


def test_a_failed_write_leaves_nothing_and_the_next_request_works(state, key, log):
    state.add_checkpoint(log.request(0, 8), key, NOW)
    state._connection.execute("CREATE TEMP TRIGGER full BEFORE UPDATE ON latest BEGIN SELECT RAISE(ABORT, 'x'); END")
    with pytest.raises(sqlite3.Error):
        state.add_checkpoint(log.request(8, 13), key, NOW)
    assert state.latest()[log.key.name].head.size == 8
    state._connection.execute("DROP TRIGGER full")
    assert isinstance(state.add_checkpoint(log.request(8, 13), key, NOW), Signature)


def test_a_distrusted_log_cannot_begin_anew_when_it_is_trusted_again(state, key, log):
    state.add_checkpoint(log.request(0, 8), key, NOW)
    state.distrust(log.key.verifier)
    assert state.add_checkpoint(log.request(8, 13), key, NOW).status == 404
    with pytest.raises(NotFoundError):
        state.distrust(log.key.verifier)
    assert state.trust(log.key.verifier) is True
    assert state.trust(log.key.verifier) is False
    assert state.add_checkpoint(log.request(0, 13), key, NOW).size == 8


def test_a_witness_key_is_not_a_log(state, key):
    with pytest.raises(ProofError, match="logs sign with type 0x01"):
        state.trust(key.verifier)


def test_what_is_no_witness_state_is_said(tmp_path, home):
    with pytest.raises(InstallationError, match="no witness state"):
        State(tmp_path / "nothing")
    (tmp_path / "text").write_text("not a database, but long enough to be taken for one" * 100)
    with pytest.raises(InstallationError, match="cannot be read"):
        State(tmp_path / "text")
    sqlite3.connect(tmp_path / "empty").execute("CREATE TABLE t (x)").connection.close()
    with pytest.raises(InstallationError, match="of version 0"):
        State(tmp_path / "empty")
    with pytest.raises(InstallationError, match="not overwritten"):
        State.create(home / "witness.sqlite")
