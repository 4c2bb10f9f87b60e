"""Which answer does tlog-witness give to which request? (the protocol as a table)"""

import pytest

from oracle import go
from yaomai.errors import ProofError
from yaomai.ledger.witness import verdict
from yaomai.ledger.witness.verdict import NOTHING_SEEN, Accept, TreeHead
from yaomai.standards import rfc6962
from yaomai.standards.c2sp import checkpoint, note
from yaomai.standards.c2sp.checkpoint import Checkpoint
from yaomai.standards.c2sp.note import Signature, SignerKey

from .conftest import InventedLog

LOG = InventedLog(20)
FORK = InventedLog(20, LOG.key)
FORK.leaves[3] = rfc6962.leaf_hash(b"forged")
STRANGER = SignerKey.generate(LOG.key.name)
SEEN_8 = TreeHead(8, rfc6962.root(LOG.leaves[:8]))
EMPTY_WRONG = checkpoint.sign(Checkpoint(LOG.key.name, 0, bytes(32)), [LOG.key]).format()


def _ask(old_size, proof, data, latest, keys=(LOG.key.verifier,)):
    return verdict.decide(verdict.parse_request(verdict.format_request(old_size, proof, data)), keys, latest)


ACCEPTED = [
    ("first checkpoint, nothing seen", 0, [], LOG.note(8), NOTHING_SEEN),
    ("first checkpoint of an empty log", 0, [], LOG.note(0), NOTHING_SEEN),
    ("grown", 8, LOG.proof(8, 13), LOG.note(13), SEEN_8),
    ("the same again: a fresh time", 8, [], LOG.note(8), SEEN_8),
]


@pytest.mark.parametrize("row", ACCEPTED, ids=lambda row: row[0])
def test_accepted(row):
    _, old_size, proof, data, latest = row
    answer = _ask(old_size, proof, data, latest)
    assert isinstance(answer, Accept)
    assert answer.seen == note.parse(data)


# case, old size, proof, note, latest, trusted keys -> status, size in the answer, evidence
REFUSED = [
    ("unknown log", 0, [], LOG.note(8), NOTHING_SEEN, [], 404, None, False),
    ("signed by a stranger", 0, [], LOG.note(8, [STRANGER]), NOTHING_SEEN, None, 403, None, False),
    ("old size larger than the checkpoint", 9, [], LOG.note(8), TreeHead(9, bytes(32)), None, 400, None, False),
    ("going back", 8, [], LOG.note(5), SEEN_8, None, 400, None, False),
    ("old size 0 though 8 were seen", 0, [], LOG.note(13), SEEN_8, None, 409, 8, False),
    ("old size too small", 5, LOG.proof(5, 13), LOG.note(13), SEEN_8, None, 409, 8, False),
    ("old size too large", 9, LOG.proof(9, 13), LOG.note(13), SEEN_8, None, 409, 8, False),
    ("other root at the same size", 8, [], FORK.note(8), SEEN_8, None, 409, None, True),
    ("rewritten, its own proof", 8, FORK.proof(8, 13), FORK.note(13), SEEN_8, None, 422, None, True),
    ("rewritten, the old proof", 8, LOG.proof(8, 13), FORK.note(13), SEEN_8, None, 422, None, True),
    ("no proof", 8, [], LOG.note(13), SEEN_8, None, 422, None, True),
    ("proof too long", 8, [*LOG.proof(8, 13), bytes(32)], LOG.note(13), SEEN_8, None, 422, None, True),
    ("proof where none may be", 0, [bytes(32)], LOG.note(8), NOTHING_SEEN, None, 422, None, True),
    ("proof for the same size", 8, [bytes(32)], LOG.note(8), SEEN_8, None, 422, None, True),
    ("empty log with a root", 0, [], EMPTY_WRONG, NOTHING_SEEN, None, 422, None, True),
]  # fmt: skip


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row[0])
def test_refused(row):
    _, old_size, proof, data, latest, keys, status, size, evidence = row
    answer = _ask(old_size, proof, data, latest, [LOG.key.verifier] if keys is None else keys)
    assert not isinstance(answer, Accept)
    assert (answer.status, answer.size, answer.evidence) == (status, size, evidence)
    assert answer.words


def test_the_consistency_verdict_is_gos():
    grown = [(c, o, p, d, s) for c, o, p, d, s in ACCEPTED if 0 < o < _size(d)]
    grown += [(c, o, p, d, s) for c, o, p, d, s, _, status, _, _ in REFUSED if status == 422 and o]
    answers = go.ask(
        [
            go.check_tree(
                old_size=latest.size, size=_size(data), proof=proof, old_root=latest.root, root=_head(data).root
            )
            for _, _, proof, data, latest in grown
        ]
    )
    ours = [isinstance(_ask(o, p, d, latest), Accept) for _, o, p, d, latest in grown]
    assert [not answer for answer in answers] == ours
    assert set(ours) == {True, False}


def _head(data):
    return checkpoint.parse(note.parse(data).text)


def _size(data):
    return _head(data).size


def test_a_rotated_log_is_known_by_either_key():
    new = SignerKey.generate(LOG.key.name)
    both = LOG.note(13, [LOG.key, new])
    for trusted in ([LOG.key.verifier], [new.verifier], [new.verifier, LOG.key.verifier]):
        answer = _ask(8, LOG.proof(8, 13), both, SEEN_8, trusted)
        assert isinstance(answer, Accept)
        # Only what was verified is kept and shown: no line of a key this witness does not know.
        assert len(answer.seen.signatures) == len(trusted)


def test_one_wrong_signature_of_a_trusted_key_is_not_made_good_by_another():
    new = SignerKey.generate(LOG.key.name)
    spoilt = note.parse(LOG.note(8, [new])).with_signatures(
        [Signature(LOG.key.name, LOG.key.verifier.key_id, bytes(64))]
    )
    answer = _ask(0, [], spoilt.format(), NOTHING_SEEN, [LOG.key.verifier, new.verifier])
    assert not isinstance(answer, Accept)
    assert answer.status == 403


GOOD = LOG.request(8, 13)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "a request is"),
        (b"old 0\n", "a request is"),
        (b"old 0\n\n", "no blank line"),
        (GOOD.replace(b"old 8", b"OLD 8"), "a request is"),
        (GOOD.replace(b"old 8", b"old 08"), "old size"),
        (GOOD.replace(b"old 8", b"old -8"), "old size"),
        (GOOD.replace(b"old 8", b"old  8"), "old size"),
        (GOOD.replace(b"old 8\n", b"old 8\nAAAA\n"), "proof line 1 has 3 bytes"),
        (GOOD.replace(b"old 8\n", b"old 8\n!\n"), "proof line 1 is not base64"),
        (b"old 8\n" + (b"A" * 43 + b"=\n") * 64 + b"\n" + LOG.note(13), "64 proof lines"),
        (GOOD.replace(b"\n13\n", b"\n013\n"), "tree size"),
        (GOOD[:-1], "newline"),
        (b"old \xd9\xa8\n\n" + LOG.note(13), "not ASCII"),
        (b"old 0\n\n" + b"x" * 200_000, "more than 135168"),
    ],
)
def test_what_is_not_a_request(body, words):
    with pytest.raises(ProofError, match=words):
        verdict.parse_request(body)


def test_the_example_of_the_specification_is_read():
    body = """old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
"""
    request = verdict.parse_request(body.encode())
    assert (request.old_size, len(request.proof), request.checkpoint.size) == (20_852_014, 4, 20_852_163)
    assert len(request.note.signatures) == 2
    assert verdict.format_request(request.old_size, request.proof, request.note.format()) == body.encode()
