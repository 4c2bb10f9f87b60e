"""Does a cosignature bind its text, its time and its witness?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaomai.errors import ProofError
from yaomai.standards.c2sp import cosignature, note
from yaomai.standards.c2sp.cosignature import CosignerKey
from yaomai.standards.c2sp.note import Note, Signature, SignerKey

TEXT = "log.example\n3\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
KEY = CosignerKey("witness.example/w1", bytes(range(32)))


def test_the_signed_message_is_the_one_of_the_specification():
    line = cosignature.cosign(TEXT, KEY, 1_679_315_147)
    assert line.signature[:8] == bytes.fromhex("00000000641850cb")  # the time of the specification's example
    assert KEY.verifier.check(b"cosignature/v1\ntime 1679315147\n" + TEXT.encode(), line.signature[8:])
    assert cosignature.verify(TEXT, line, KEY.verifier) == 1_679_315_147


def test_a_witness_of_the_same_key_with_the_log_type_is_another_key():
    log = SignerKey(KEY.name, KEY.seed)
    assert log.verifier.key_id != KEY.verifier.key_id
    line = cosignature.cosign(TEXT, KEY, 1)
    with pytest.raises(ProofError, match="witnesses cosign with type 0x04"):
        cosignature.verify(TEXT, line, log.verifier)
    with pytest.raises(ProofError, match="no trusted key has signed"):
        note.verify(Note(TEXT, (line,)), [log.verifier])


def test_known_cosigners_are_found_and_wrong_ones_spoil_the_note():
    other = CosignerKey.generate("witness.example/w2")
    lines = (SignerKey.generate("log.example").sign(TEXT), cosignature.cosign(TEXT, KEY, 7))
    assert cosignature.cosigners(Note(TEXT, lines), [KEY.verifier, other.verifier]) == {KEY.verifier: 7}
    assert cosignature.cosigners(Note(TEXT, lines), []) == {}
    with pytest.raises(ProofError, match="two signature lines"):
        cosignature.cosigners(Note(TEXT, (*lines, cosignature.cosign(TEXT, KEY, 8))), [KEY.verifier])
    with pytest.raises(ProofError, match="does not verify"):
        cosignature.cosigners(Note(TEXT.replace("3", "4"), lines), [KEY.verifier])


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (cosignature.cosign(TEXT, CosignerKey("x", KEY.seed), 1), "is not one of witness.example/w1"),
        (Signature(KEY.name, KEY.verifier.key_id, bytes(64)), "64 bytes, must have 72"),
        (Signature(KEY.name, KEY.verifier.key_id, b"\xff" * 72), "beyond 2\\^63-1"),
        (Signature(KEY.name, KEY.verifier.key_id, bytes(72)), "does not verify"),
    ],
)
def test_a_wrong_line_is_refused(line, words):
    with pytest.raises(ProofError, match=words):
        cosignature.verify(TEXT, line, KEY.verifier)


@pytest.mark.parametrize("time", [-1, 2**63])
def test_a_time_that_cannot_be_written_is_refused(time):
    with pytest.raises(ProofError, match="seconds since 1970"):
        cosignature.cosign(TEXT, KEY, time)


@given(st.integers(0, 72 * 8 - 1), st.integers(0, 2**63 - 1))
def test_any_flipped_bit_of_a_cosignature_is_refused(bit, time):
    line = cosignature.cosign(TEXT, KEY, time)
    changed = bytearray(line.signature)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(ProofError):
        cosignature.verify(TEXT, Signature(line.name, line.key_id, bytes(changed)), KEY.verifier)
