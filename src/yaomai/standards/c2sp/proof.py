"""Was this entry logged, and who saw the log at that time? (C2SP tlog-proof: a receipt checked offline)"""

from dataclasses import dataclass

from yaomai.errors import ProofError
from yaomai.standards import rfc6962
from yaomai.standards.c2sp import checkpoint, note
from yaomai.standards.c2sp.canonical import MAX_SIZE, base64_bytes, base64_text, decimal_number
from yaomai.standards.c2sp.checkpoint import Checkpoint
from yaomai.standards.c2sp.policy import Policy

HEADER = "c2sp.org/tlog-proof@v1"
FILE_EXTENSION = ".tlog-proof"
MAX_HASHES = 63  # the height of a tree of 2^63 leaves
MAX_PROOF_BYTES = 262_144


@dataclass(frozen=True, slots=True)
class Proof:
    """An entry's index, its path bottom up, the signed checkpoint, extra data nobody vouches for."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint_note: bytes
    extra: bytes | None = None

    def format(self) -> bytes:
        """Return the text of a .tlog-proof file. Raises ProofError for values that `parse` would refuse."""
        lines = [HEADER]
        if self.extra is not None:
            lines.append(f"extra {base64_text(self.extra)}")
        lines.append(f"index {self.index}")
        lines += map(base64_text, self.hashes)
        data = ("\n".join(lines) + "\n\n").encode() + self.checkpoint_note
        parse(data)
        return data

    def verify(self, entry: bytes, policy: Policy) -> Checkpoint:
        """Return the checkpoint over the entry, when the policy accepts it and the path leads to its root.

        Raises ProofError otherwise. `extra` proves nothing and is not looked at (tlog-proof, "Format").
        """
        verdict = policy.check(note.parse(self.checkpoint_note))
        head = verdict.checkpoint
        rfc6962.verify_inclusion(
            leaf_hash=rfc6962.leaf_hash(entry),
            index=self.index,
            size=head.size,
            proof=self.hashes,
            root=head.root,
        )
        return head


def parse(data: bytes) -> Proof:
    """Return the proof that these bytes are, nothing verified (tlog-proof, "Format").

    Raises ProofError for anything that `Proof.format` would not write, and for a checkpoint that is none.
    """
    if len(data) > MAX_PROOF_BYTES:
        raise ProofError(f"the proof has {len(data)} bytes, more than {MAX_PROOF_BYTES}")
    if b"\r" in data:
        raise ProofError("the proof has carriage returns: its line ends were changed on the way, fetch it again")
    head, blank, checkpoint_note = data.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise ProofError(f"the lines before the checkpoint are not ASCII: {error}") from error
    if lines.pop(0) != HEADER:
        raise ProofError(f"a proof begins with the line {HEADER!r}, not {head[:60]!r}")
    if not blank:
        raise ProofError("the proof has no blank line before its checkpoint")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = base64_bytes(lines.pop(0).removeprefix("extra "), what="the extra data of the proof")
        if not extra:
            raise ProofError("the proof has an extra line without data: leave the line out")
    if not lines or not lines[0].startswith("index "):
        raise ProofError(f"the proof has no index line where it must be: {lines[:1]!r}")
    index = decimal_number(lines.pop(0).removeprefix("index "), what="the index of the proof")
    if index >= MAX_SIZE or len(lines) > MAX_HASHES:
        raise ProofError(f"a proof of index {index} with {len(lines)} hashes is beyond any tree")
    hashes = tuple(
        base64_bytes(line, what=f"hash {number} of the proof", size=rfc6962.HASH_SIZE)
        for number, line in enumerate(lines, 1)
    )
    checkpoint.parse(note.parse(checkpoint_note).text)
    return Proof(index, hashes, checkpoint_note, extra)
