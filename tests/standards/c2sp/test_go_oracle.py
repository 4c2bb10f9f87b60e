"""Do Go's sumdb/note and sumdb/tlog, written by others, accept what we make and refuse what we refuse?"""

import pytest

from oracle import go
from yaomai.errors import ProofError
from yaomai.standards import rfc6962
from yaomai.standards.c2sp import checkpoint, cosignature, note, tiles
from yaomai.standards.c2sp.checkpoint import Checkpoint
from yaomai.standards.c2sp.cosignature import CosignerKey
from yaomai.standards.c2sp.note import SignerKey

SIZES = [1, 2, 3, 255, 256, 257, 600]
LEAVES = [rfc6962.leaf_hash(b"entry %d" % i) for i in range(SIZES[-1])]
TILES = tiles.append(0, LEAVES, {})
LOG = SignerKey("log.example/2027", b"\x05" * 32)


def _read(wanted):
    return {tile: TILES[tile] for tile in wanted}


def _flips(data):
    """The data with one bit flipped in its first, its middle and its last byte."""
    for at in {0, len(data) // 2, len(data) - 1}:
        changed = bytearray(data)
        changed[at] ^= 1 << at % 8
        yield bytes(changed)


def _agree(cases, question, verify):
    """Go and we say yes to each true case, and both no to each tampered one."""
    answers = go.ask([question(**values) for _, values in cases])
    for (true, values), answer in zip(cases, answers, strict=True):
        try:
            verify(**values)
            ours = ""
        except ProofError as error:
            ours = str(error)
        assert (not ours, not answer) == (true, true), (values, ours, answer)
    assert {true for true, _ in cases} == {True, False}


def test_inclusion_proofs():
    cases = []
    for size in SIZES:
        root = tiles.root_at(size, _read)
        for index in sorted({0, size // 3, size - 1}):
            proof = tiles.inclusion_proof_at(index, size, _read)
            true = {"leaf_hash": LEAVES[index], "index": index, "size": size, "proof": proof, "root": root}
            cases.append((True, true))
            for name in ("leaf_hash", "root"):
                cases += [(False, true | {name: h}) for h in _flips(true[name])]
            for at, step in enumerate(proof):
                cases += [(False, true | {"proof": [*proof[:at], h, *proof[at + 1 :]]}) for h in _flips(step)]
            cases += [
                (False, true | {"proof": changed}) for changed in (proof[:-1], [*proof, root]) if changed != proof
            ]
            cases += [(False, true | {"index": i}) for i in (index - 1, index + 1, index + size)]
            # With a single leaf more or fewer a path can be the same list; twice the size and half of it cannot.
            cases += [(False, true | {"size": s}) for s in (0, index, 2 * size + 1)]
    _agree(cases, go.check_record, rfc6962.verify_inclusion)


def test_consistency_proofs():
    cases = []
    for size in SIZES:
        for old_size in [s for s in SIZES if s <= size]:
            proof = tiles.consistency_proof_at(old_size, size, _read)
            roots = {"old_root": tiles.root_at(old_size, _read), "root": tiles.root_at(size, _read)}
            true = {"old_size": old_size, "size": size, "proof": proof} | roots
            cases.append((True, true))
            for name in ("old_root", "root"):
                cases += [(False, true | {name: h}) for h in _flips(true[name])]
            for at, step in enumerate(proof):
                cases += [(False, true | {"proof": [*proof[:at], h, *proof[at + 1 :]]}) for h in _flips(step)]
            cases += [(False, true | {"proof": [*proof, bytes(32)]})]
            cases += [(False, true | {"proof": proof[:-1]})] if proof else []
            cases += [(False, true | {"size": old_size - 1}), (False, true | {"old_size": size + 1})]
    _agree(cases, go.check_tree, rfc6962.verify_consistency)


def test_checkpoints_signed_by_us_open_in_go():
    old, new = LOG, SignerKey("log.example/2027", b"\x06" * 32)
    head = Checkpoint(LOG.name, 600, tiles.root_at(600, _read))
    signed = checkpoint.sign(head, [old, new])
    witness = CosignerKey("witness.example", b"\x07" * 32)
    signed = signed.with_signatures([cosignature.cosign(signed.text, witness, 1_700_000_000)])
    data = signed.format()
    answers = go.ask(
        [
            go.open_note(data, [str(old.verifier)]),
            go.open_note(data, [str(new.verifier)]),
            go.open_note(data, [str(new.verifier), str(old.verifier)]),
            go.open_note(data, [str(SignerKey.generate(LOG.name).verifier)]),
        ]
    )
    assert answers == ["", "", "", "note has no verifiable signatures"]


def test_each_flipped_bit_of_a_note_is_refused_by_go_or_already_by_us():
    data = checkpoint.sign(Checkpoint(LOG.name, 600, bytes(32)), [LOG]).format()
    changed = []
    for bit in range(len(data) * 8):
        spoilt = bytearray(data)
        spoilt[bit // 8] ^= 1 << bit % 8
        changed.append(bytes(spoilt))
    answers = go.ask([go.open_note(spoilt, [str(LOG.verifier)]) for spoilt in changed])
    for spoilt in changed:
        with pytest.raises(ProofError):
            note.verify(note.parse(spoilt), [LOG.verifier])
    # Go reads base64 with non-zero unused bits; there is one such bit pair at the end of our one signature line.
    lenient = [i for i, answer in enumerate(answers) if not answer]
    assert len(lenient) <= 4
    assert {i // 8 for i in lenient} <= {data.rindex(b"=") - 1}
