"""Does a receipt prove its own entry under its own policy, and nothing else?"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yaomai.errors import ProofError
from yaomai.standards import rfc6962
from yaomai.standards.c2sp import checkpoint, cosignature, policy, proof
from yaomai.standards.c2sp.checkpoint import Checkpoint
from yaomai.standards.c2sp.cosignature import CosignerKey
from yaomai.standards.c2sp.note import SignerKey
from yaomai.standards.c2sp.proof import Proof

LOG = SignerKey("log.example", b"\x01" * 32)
WITNESS = CosignerKey("witness.example", b"\x02" * 32)
POLICY = policy.simple([LOG.verifier], [WITNESS.verifier], 1)
ENTRIES = [b"entry %d" % i for i in range(13)]
LEAVES = [rfc6962.leaf_hash(entry) for entry in ENTRIES]


def _signed(size):
    note = checkpoint.sign(Checkpoint("log.example", size, rfc6962.root(LEAVES[:size])), [LOG])
    return note.with_signatures([cosignature.cosign(note.text, WITNESS, 1_700_000_000)]).format()


def _proof(index, size=13, extra=None):
    return Proof(index, tuple(rfc6962.inclusion_proof(LEAVES[:size], index)), _signed(size), extra)


DATA = _proof(5).format()


def test_the_text_is_the_one_of_the_specification():
    lines = DATA.decode().split("\n")
    assert lines[:2] == ["c2sp.org/tlog-proof@v1", "index 5"]
    assert lines[6:9] == ["", "log.example", "13"]
    assert [line.split(" ")[:2] for line in lines[11:13]] == [["—", "log.example"], ["—", "witness.example"]]
    assert proof.parse(DATA) == _proof(5)


@pytest.mark.parametrize("size", [1, 2, 7, 13])
def test_every_entry_is_proved_and_no_other(size):
    for index in range(size):
        receipt = proof.parse(_proof(index, size, b"extra").format())
        assert receipt.verify(ENTRIES[index], POLICY).size == size
        with pytest.raises(ProofError, match="leads to"):
            receipt.verify(b"another entry", POLICY)


def test_extra_data_comes_back_and_proves_nothing():
    receipt = proof.parse(_proof(5, extra=b"\x00\xff").format())
    assert receipt.extra == b"\x00\xff"
    assert b"\nextra AP8=\nindex 5\n" in receipt.format()
    other = proof.parse(receipt.format().replace(b"extra AP8=", b"extra AAAA"))
    assert other.verify(ENTRIES[5], POLICY) == receipt.verify(ENTRIES[5], POLICY)


def test_the_policy_decides():
    unwitnessed = Proof(5, _proof(5).hashes, checkpoint.sign(checkpoint.parse(_text()), [LOG]).format())
    with pytest.raises(ProofError, match="quorum of witnesses is not reached"):
        unwitnessed.verify(ENTRIES[5], POLICY)
    assert unwitnessed.verify(ENTRIES[5], policy.simple([LOG.verifier], [], 0)).size == 13


def _text():
    return _signed(13).decode().partition("\n\n")[0] + "\n"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "begins with the line"),
        (DATA.replace(b"@v1", b"@v2"), "begins with the line"),
        (DATA.partition(b"\n\n")[0], "no blank line"),
        (DATA.replace(b"index 5\n", b""), "no index line"),
        (DATA.replace(b"index 5", b"index 05"), "without leading zeros"),
        (DATA.replace(b"index 5", b"index -5"), "index of the proof"),
        (DATA.replace(b"index 5", b"index  5"), "index of the proof"),
        (DATA.replace(b"index 5", b"index 5\nindex 5"), "hash 1 of the proof"),
        (DATA.replace(b"index 5", b"index 5\nextra AAAA"), "hash 1 of the proof"),
        (DATA.replace(b"index 5", b"extra \nindex 5"), "without data"),
        (DATA.replace(b"index 5", b"extra AAA\nindex 5"), "extra data"),
        (DATA.replace(b"index 5", b"index 5\n" + b"A" * 43 + b"=\n" * 64), "hash"),
        (DATA.replace(b"index 5", b"index 5" + b"\n" + b"\n".join([b"A" * 43 + b"="] * 60)), "beyond any tree"),
        (DATA.replace(b"index 5", "index ５".encode()), "not ASCII"),
        (DATA.replace(b"\n", b"\r\n"), "carriage returns"),
        (DATA.replace(b"log.example\n13", b"log.example\n013"), "tree size"),
        (DATA[:-1], "newline"),
        (b"x" * 300_000, "more than 262144"),
    ],
)
def test_a_malformed_proof_is_refused(data, words):
    with pytest.raises(ProofError, match=words):
        proof.parse(data)


@given(st.integers(0, len(DATA) * 8 - 1))
@settings(max_examples=500)
def test_any_flipped_bit_of_a_receipt_is_refused(bit):
    data = bytearray(DATA)
    data[bit // 8] ^= 1 << bit % 8
    with pytest.raises(ProofError):
        proof.parse(bytes(data)).verify(ENTRIES[5], POLICY)


@pytest.mark.parametrize(
    "receipt",
    [
        Proof(-1, (), _signed(1)),
        Proof(0, (b"short",), _signed(1)),
        Proof(0, (), b"no note"),
        Proof(0, (), _signed(1), b""),
    ],
)
def test_what_could_not_be_read_is_not_written(receipt):
    with pytest.raises(ProofError):
        receipt.format()
