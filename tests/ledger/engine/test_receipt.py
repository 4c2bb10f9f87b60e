"""A receipt proves exactly what was recorded: whatever is changed in it, it is refused."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from yaomai.errors import ProofError
from yaomai.ledger.engine import receipt as receipts
from yaomai.ledger.engine.deed import Header, Recorder, log_entry, salted_hash, tree_root
from yaomai.ledger.engine.receipt import Disclosed, Receipt
from yaomai.standards import rfc6962
from yaomai.standards.c2sp import checkpoint, policy
from yaomai.standards.c2sp.checkpoint import Checkpoint
from yaomai.standards.c2sp.note import SignerKey

KEY = SignerKey("log.example/test", b"\x01" * 32)
POLICY = policy.simple([KEY.verifier], [], 0)
BODIES = [b"17 kg harvested", b"sliced", b"packed"]
SALTS = [bytes([number]) * 16 for number in range(4)]
HEADER = Header(7, "test.note", Recorder(1, 2, None), datetime(2026, 11, 22, tzinfo=UTC), 3).to_bytes()
HASHES = [salted_hash(salt, text) for salt, text in zip(SALTS, [HEADER, *BODIES], strict=True)]
LEAVES = [rfc6962.leaf_hash(b"another"), rfc6962.leaf_hash(log_entry("test.note", 3, tree_root(HASHES[0], HASHES[1:])))]
GOOD = Receipt(
    header=HEADER,
    header_salt=SALTS[0],
    header_path=tuple(rfc6962.inclusion_proof(HASHES, 0)),
    position=1,
    record=Disclosed(SALTS[1], BODIES[0]),
    record_path=tuple(rfc6962.inclusion_proof(HASHES, 1)),
    leaf_index=1,
    log_path=tuple(rfc6962.inclusion_proof(LEAVES, 1)),
    checkpoint_note=checkpoint.sign(Checkpoint(KEY.name, 2, rfc6962.root(LEAVES)), [KEY]).format(),
)
OTHER = checkpoint.sign(Checkpoint(KEY.name, 2, b"\0" * 32), [KEY]).format()

# What somebody makes of a good receipt, and what the refusal says.
CHANGED = [
    ("another body", {"record": Disclosed(SALTS[1], b"27 kg harvested")}, None),
    ("another salt", {"record": Disclosed(SALTS[2], BODIES[0])}, None),
    ("the first byte of the body passed off as salt", {"record": Disclosed(SALTS[1] + b"1", b"7 kg harvested")}, "a salt"),
    ("the last byte of the salt passed off as body", {"record": Disclosed(SALTS[1][:-1], b"\x01" + BODIES[0])}, "a salt"),
    ("part of the header's salt left out", {"header_salt": SALTS[0][:8]}, "a salt"),
    ("another hash", {"record": HASHES[2]}, None),
    ("a hash that takes a byte of its neighbour's", {"position": 1, "record": HASHES[0][-1:] + HASHES[1], "record_path": (HASHES[0][:-1], *GOOD.record_path[1:])}, None),
    ("another position", {"position": 2}, None),
    ("the header passed off as a record", {"position": 0, "record": Disclosed(SALTS[0], HEADER), "record_path": GOOD.header_path}, "record 0"),
    ("a position behind the last", {"position": 4}, "record 4 of a deed that has 3"),
    ("another recorder", {"header": HEADER.replace(b'"organisation":1', b'"organisation":3')}, None),
    ("another number of records", {"header": HEADER.replace(b'"size":3', b'"size":2')}, None),
    ("another kind", {"header": HEADER.replace(b"test.note", b"test.nota")}, None),
    ("a header that is no object", {"header": b"[]"}, "lacks what a header says"),
    ("another leaf", {"leaf_index": 0}, None),
    ("another way up", {"log_path": (b"\0" * 32,)}, None),
    ("another tree, signed by the same log", {"checkpoint_note": OTHER}, None),
]  # fmt: skip


@pytest.mark.parametrize(("what", "change", "words"), CHANGED, ids=[row[0] for row in CHANGED])
def test_a_changed_receipt_is_refused(what, change, words):
    changed = receipts.parse(replace(GOOD, **change).format())
    with pytest.raises(ProofError, match=words):
        receipts.verify(changed, POLICY)


@pytest.mark.parametrize("shown", [GOOD, replace(GOOD, record=HASHES[1])], ids=["disclosed", "withheld"])
def test_a_good_receipt_comes_back_and_proves_its_record(shown):
    for data in (shown.format(), receipts.from_text(receipts.to_text(shown.format()))):
        assert receipts.parse(data) == shown
        proved = receipts.verify(receipts.parse(data), POLICY)
        assert (proved.position, proved.record_hash, proved.leaf_index) == (1, HASHES[1], 1)
        assert proved.body == (BODIES[0] if shown is GOOD else None)


def test_another_log_s_policy_does_not_accept_it():
    with pytest.raises(ProofError):
        receipts.verify(GOOD, policy.simple([SignerKey(KEY.name, b"\x02" * 32).verifier], [], 0))


@pytest.mark.parametrize("text", ["YM1:", "YM2:AAAA", "YM1:" + "A" * 99, "YM1:é", "", "YM1:::::"])
def test_a_damaged_text_is_refused(text):
    with pytest.raises(ProofError):
        receipts.parse(receipts.from_text(text))
