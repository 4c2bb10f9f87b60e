"""Is a tree head read in one spelling only?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_material import SHARED, needs_shared
from yaomai.errors import ProofError
from yaomai.standards import rfc6962
from yaomai.standards.c2sp import checkpoint, note, tiles
from yaomai.standards.c2sp.checkpoint import Checkpoint
from yaomai.standards.c2sp.note import SignerKey, VerifierKey

ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="  # of the example in C2SP tlog-checkpoint
# Public key of the log that Tessera keeps as test data (transparency-dev/tessera, testdata/build_log.sh).
TESSERA = VerifierKey.parse("example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx")


def test_the_example_of_the_specification():
    text = f"example.com/behind-the-sofa\n20852163\n{ROOT}\n"
    read = checkpoint.parse(text)
    assert (read.origin, read.size, len(read.root)) == ("example.com/behind-the-sofa", 20_852_163, 32)
    assert read.text() == text


def test_extension_lines_are_kept():
    text = f"log\n1\n{ROOT}\nTimestamp: 1\nanother\n"
    assert checkpoint.parse(text).extensions == ("Timestamp: 1", "another")
    assert checkpoint.parse(text).text() == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"log\n1\n{ROOT}", "ends in a newline"),
        ("log\n1\n", "at least three lines"),
        (f"\n1\n{ROOT}\n", "none empty"),
        (f"log\n1\n{ROOT}\n\n", "none empty"),
        (f"log\n01\n{ROOT}\n", "without leading zeros"),
        (f"log\n+1\n{ROOT}\n", "tree size"),
        (f"log\n-1\n{ROOT}\n", "tree size"),
        (f"log\n 1\n{ROOT}\n", "tree size"),
        (f"log\n１\n{ROOT}\n", "tree size"),
        (f"log\n{2**63}\n{ROOT}\n", "tree size"),
        (f"log\n1\n{ROOT[:-1]}\n", "not base64"),
        (f"log\n1\n{ROOT[:-2]}J=\n", "not canonical base64|not base64"),
        (f"log\n1\n{ROOT} \n", "base64"),
        ("log\n1\nAAAA\n", "has 3 bytes, must have 32"),
        ("log\n1\n" + ROOT.replace("/", "_") + "\n", "base64"),
    ],
)
def test_any_other_spelling_is_refused(text, words):
    with pytest.raises(ProofError, match=words):
        checkpoint.parse(text)


@pytest.mark.parametrize(
    "head",
    [
        Checkpoint("", 1, bytes(32)),
        Checkpoint("two\nlines", 1, bytes(32)),
        Checkpoint("log", -1, bytes(32)),
        Checkpoint("log", 2**63, bytes(32)),
        Checkpoint("log", 1, bytes(31)),
        Checkpoint("log", 1, bytes(32), ("",)),
        Checkpoint("log", 1, bytes(32), ("x\n— forged",)),
    ],
)
def test_what_no_checkpoint_can_carry_is_not_written(head):
    with pytest.raises(ProofError):
        head.text()


def test_two_keys_sign_while_one_is_rotated_and_another_logs_key_cannot():
    head = Checkpoint("log.example", 3, bytes(32))
    old, new = SignerKey.generate("log.example"), SignerKey.generate("log.example")
    signed = note.parse(checkpoint.sign(head, [old, new]).format())
    assert note.verify(signed, [new.verifier]) == [new.verifier]
    assert note.verify(signed, [old.verifier]) == [old.verifier]
    with pytest.raises(ProofError, match="names differ"):
        checkpoint.sign(head, [SignerKey.generate("other.example")])


@given(st.text(max_size=120))
def test_whatever_is_read_is_written_back_the_same(text):
    try:
        head = checkpoint.parse(text)
    except ProofError:
        return
    assert head.text() == text


@needs_shared
def test_tessera_checkpoints_prove_their_tiles_and_each_other():
    assert SHARED is not None
    log = SHARED / "tlog" / "tessera" / "log"
    bundle = tiles.parse_entry_bundle((log / "tile/entries/000.p/15").read_bytes())
    leaves = [rfc6962.leaf_hash(entry) for entry in bundle]
    heads = []
    for size in range(16):
        signed = note.parse((log / f"checkpoint.{size}").read_bytes())
        assert note.verify(signed, [TESSERA]) == [TESSERA]
        heads.append(checkpoint.parse(signed.text))
        assert heads[-1] == Checkpoint("example.com/log/testdata", size, rfc6962.root(leaves[:size]))
    for old in heads:
        for new in heads[old.size :]:
            rfc6962.verify_consistency(
                old_size=old.size,
                size=new.size,
                proof=rfc6962.consistency_proof(leaves[: new.size], old.size),
                old_root=old.root,
                root=new.root,
            )
    assert (log / "checkpoint").read_bytes() == (log / "checkpoint.15").read_bytes()
