"""Is a rewritten past refused, though everything is recomputed and signed with the real key?

The log's operator changes entry 10 of 5,000, rebuilds the whole tree, appends 1,000 entries, and signs. Nothing inside
the log shows it; the witness that saw 5,000 does, and Go's own code agrees with it.
"""

import pytest

from oracle import go
from yaomai.ledger.witness.verdict import Refuse
from yaomai.standards import rfc6962
from yaomai.standards.c2sp import checkpoint, note, tiles
from yaomai.standards.c2sp.note import Signature

from .conftest import InventedLog

NOW = 1_800_000_000


@pytest.fixture(scope="module")
def histories():
    honest = InventedLog(6_000)
    forged = InventedLog(6_000, honest.key)
    forged.leaves[10] = rfc6962.leaf_hash(b"another harvest")
    return honest, forged


@pytest.fixture
def log(histories):
    return histories[0]


def _question(old, new, size):
    return go.check_tree(
        old_size=5_000,
        size=size,
        proof=new.proof(5_000, size),
        old_root=old.head(5_000).root,
        root=new.head(size).root,
    )


def test_the_forged_log_is_whole_in_itself(histories):
    """Its tiles, its inclusion proofs and its signature are all right: the forgery is not clumsy."""
    _, forged = histories
    store = tiles.append(0, forged.leaves, {})
    assert tiles.root_at(6_000, lambda _: store) == forged.head(6_000).root
    proof = tiles.inclusion_proof_at(10, 6_000, lambda _: store)
    values = {"leaf_hash": forged.leaves[10], "index": 10, "size": 6_000, "proof": proof}
    answers = go.ask(
        [
            go.open_note(forged.note(6_000), [str(forged.key.verifier)]),
            go.check_record(**values, root=forged.head(6_000).root),
        ]
    )
    assert answers == ["", ""]


def test_the_witness_refuses_it_keeps_it_and_go_agrees(histories, state, key):
    honest, forged = histories
    assert isinstance(state.add_checkpoint(honest.request(0, 5_000), key, NOW), Signature)
    refused = state.add_checkpoint(forged.request(5_000, 6_000), key, NOW + 5)
    assert isinstance(refused, Refuse)
    assert refused.status == 422
    assert "the first 5000 leaves are not the same" in refused.words
    (kept,) = state.evidence()
    # The evidence stands by itself: two heads, each signed with the log's key, that no proof can join.
    then, now = note.parse(kept.cosigned_note), note.parse(kept.request.partition(b"\n\n")[2])
    for head in (then, now):
        assert note.verify(head, [honest.key.verifier])
    assert [checkpoint.parse(head.text) for head in (then, now)] == [honest.head(5_000), forged.head(6_000)]
    answers = go.ask([_question(honest, forged, 6_000), _question(honest, honest, 6_000)])
    assert [bool(answer) for answer in answers] == [True, False], answers
    # The witness goes on with the honest history, and with no other.
    assert isinstance(state.add_checkpoint(honest.request(5_000, 6_000), key, NOW + 10), Signature)
    again = state.add_checkpoint(forged.request(6_000, 6_000), key, NOW + 15)
    assert (again.status, again.size, len(state.evidence())) == (409, None, 1)
