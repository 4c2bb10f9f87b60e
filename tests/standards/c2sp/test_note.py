"""Is exactly that accepted which a known key signed, to the bit?"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yaomai.errors import ProofError
from yaomai.standards.c2sp import note
from yaomai.standards.c2sp.cosignature import CosignerKey
from yaomai.standards.c2sp.note import Note, Signature, SignerKey, VerifierKey

# The example of the package documentation of Go's golang.org/x/mod/sumdb/note.
GO_KEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
# The example of C2SP signed-note; the stored versions of the text give no verifier key for it.
C2SP_NOTE = (
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
    "— quasimodo.example/salvatore "
    "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
)
KEY = SignerKey.parse(GO_KEY)
OTHER = SignerKey("other.example/log", bytes(range(32)))


def test_go_example_verifies_and_is_what_our_signer_writes():
    parsed = note.parse(GO_NOTE.encode())
    assert note.verify(parsed, [VerifierKey.parse(GO_VKEY)]) == [KEY.verifier]
    assert Note(parsed.text, (KEY.sign(parsed.text),)).format().decode() == GO_NOTE


def test_c2sp_example_is_split_at_its_last_blank_line():
    parsed = note.parse(C2SP_NOTE.encode())
    assert parsed.text.endswith("sole:\n\ned è subito sera.\n")
    assert [(s.name, s.key_id.hex(), len(s.signature)) for s in parsed.signatures] == [
        ("quasimodo.example/salvatore", "367ba04b", 64)
    ]
    assert parsed.format().decode() == C2SP_NOTE


def test_keys_come_back_from_their_text():
    assert str(KEY) == GO_KEY
    assert str(KEY.verifier) == GO_VKEY
    for kind in (SignerKey, CosignerKey):
        key = kind.generate("例.example/日志")
        assert kind.parse(str(key)) == key
        assert VerifierKey.parse(str(key.verifier)) == key.verifier
        assert key.seed != kind.generate(key.name).seed


def test_a_key_shows_its_secret_only_when_asked():
    assert "gQoUAtUUbI" not in repr(KEY)
    assert repr(KEY.seed) not in repr(KEY)
    with pytest.raises(ProofError) as refused:
        SignerKey.parse(GO_KEY[:-1] + "=")
    assert "AYEKFALV" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "name\\+hash\\+base64"),
        ("name", "name\\+hash\\+base64"),
        (GO_VKEY.replace("c74f20a3", "C74F20A3"), "8 digits"),
        (GO_VKEY.replace("c74f20a3", "c74f20a4"), "but its content has c74f20a3"),
        (GO_VKEY.replace("PeterNeumann", "PeterNewmann"), "but its content has"),
        (GO_VKEY.replace("PeterNeumann", ""), "a key name has"),
        (GO_VKEY.replace("PeterNeumann", "Peter\u3000Neumann"), "a key name has"),
        (GO_VKEY + "=", "not base64|not canonical"),
        (GO_VKEY[:-4], "has 29 key bytes"),
        (GO_VKEY.replace("ARpc", "Ahpc"), "is of type 02"),
    ],
)
def test_a_verifier_key_with_a_fault_is_refused(text, words):
    with pytest.raises(ProofError, match=words):
        VerifierKey.parse(text)


def test_a_log_key_is_not_a_witness_key():
    with pytest.raises(ProofError, match="of type 0x01, needed is 0x04"):
        CosignerKey.parse(GO_KEY)
    with pytest.raises(ProofError, match="notes are signed with type 0x01"):
        note.verify(note.parse(GO_NOTE.encode()), [VerifierKey("w", note.COSIGNATURE_V1, bytes(32))])


LINE = KEY.sign("text\n").line()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no blank line"),
        (b"text\n", "no blank line"),
        (b"text\n\n", "do not end in a newline"),
        (b"text" + LINE.encode(), "no blank line"),
        (("text\n\n" + LINE[:-1]).encode(), "do not end in a newline"),
        (("text\n\n" + LINE + "\n").encode(), "do not end in a newline"),
        (("text\n\n" + LINE.replace("—", "-")).encode(), "em dash"),
        (("text\n\n" + LINE.replace(" ", "  ", 1)).encode(), "a key name has"),
        (("text\n\n" + LINE.replace("PeterNeumann", "Peter+Neumann")).encode(), "a key name has"),
        (("text\n\n" + LINE.replace("PeterNeumann", "Peter\u2003Neumann")).encode(), "a key name has"),
        ("text\n\n— name AAAA\n".encode(), "needs a key id of 4"),
        ("text\n\n— name \n".encode(), "needs a key id of 4"),
        ("text\n\n— name\n".encode(), "needs a key id of 4"),
        ("text\n\n— name AAAAAAA=A\n".encode(), "not base64"),
        ("text\n\n— name AAAAAAB=\n".encode(), "canonical"),
        (("te\txt\n\n" + LINE).encode(), "control character '\\\\t'"),
        (("text\r\n\n" + LINE).encode(), "control character '\\\\r'"),
        (b"te\xffxt\n\n" + LINE.encode(), "not UTF-8"),
        (("text\n\n" + LINE * 101).encode(), "101 signature lines, more than 100"),
        (("x" * 131_072 + "\n\n" + LINE).encode(), "more than 131072"),
    ],
)
def test_a_malformed_note_is_refused(data, words):
    with pytest.raises(ProofError, match=words):
        note.parse(data)


def test_sixteen_signatures_of_five_kilobytes_are_read():
    lines = tuple(Signature(f"pq.example/{i}", bytes(4), bytes(5000)) for i in range(16))
    data = Note("text\n", lines).format()
    assert note.parse(data).signatures == lines


def _signed(*keys):
    return Note("text\n", tuple(key.sign("text\n") for key in keys))


def test_unknown_signatures_are_ignored_known_ones_must_be_right():
    both = _signed(KEY, OTHER)
    assert note.verify(both, [KEY.verifier]) == [KEY.verifier]
    assert note.verify(both, [OTHER.verifier, KEY.verifier]) == [KEY.verifier, OTHER.verifier]
    spoiled = both.with_signatures([Signature(KEY.name, KEY.verifier.key_id, bytes(64))])
    with pytest.raises(ProofError, match="PeterNeumann\\+c74f20a3 does not verify"):
        note.verify(spoiled, [KEY.verifier, OTHER.verifier])
    assert note.verify(spoiled, [OTHER.verifier]) == [OTHER.verifier]


def test_a_note_that_nobody_known_signed_is_refused():
    with pytest.raises(ProofError, match="no trusted key has signed"):
        note.verify(_signed(KEY), [OTHER.verifier])
    with pytest.raises(ProofError, match="no trusted key has signed the note: trusted none"):
        note.verify(_signed(KEY), [])


def test_same_name_with_another_key_id_is_an_unknown_key():
    rotated = SignerKey.generate(KEY.name)
    assert note.verify(_signed(KEY, rotated), [rotated.verifier]) == [rotated.verifier]


def test_two_lines_of_one_known_key_are_refused():
    twice = Note("text\n", (KEY.sign("text\n"),) * 2)
    with pytest.raises(ProofError, match="two signature lines of the key PeterNeumann"):
        note.verify(twice, [KEY.verifier])
    assert note.verify(Note("text\n", (*twice.signatures, OTHER.sign("text\n"))), [OTHER.verifier])


def test_a_text_that_would_be_read_differently_is_not_written():
    with pytest.raises(ProofError):
        Note("no newline", (KEY.sign("text\n"),)).format()
    with pytest.raises(ProofError):
        KEY.sign("no newline")
    with pytest.raises(ProofError):
        Note("text\n", (Signature("two words", bytes(4), bytes(64)),)).format()


@given(st.integers(0, len(GO_NOTE.encode()) * 8 - 1))
@settings(max_examples=400)
def test_any_flipped_bit_of_a_note_is_refused(bit):
    data = bytearray(GO_NOTE.encode())
    data[bit // 8] ^= 1 << bit % 8
    with pytest.raises(ProofError):
        note.verify(note.parse(bytes(data)), [KEY.verifier])


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_is_read_is_written_back_the_same(data):
    try:
        parsed = note.parse(data)
    except ProofError:
        return
    assert parsed.format() == data
