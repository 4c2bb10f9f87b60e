"""Which log, how many entries, which root? (C2SP tlog-checkpoint: the text that a log signs)"""

from collections.abc import Sequence
from dataclasses import dataclass

from yaomai.errors import ProofError
from yaomai.standards.c2sp.canonical import MAX_SIZE, base64_bytes, base64_text, decimal_number
from yaomai.standards.c2sp.note import Note, SignerKey
from yaomai.standards.rfc6962 import HASH_SIZE


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree head: the log's origin line, the number of leaves, the RFC 6962 root, extension lines if any."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """Return the note text. Raises ProofError for values that no checkpoint can carry."""
        lines = (self.origin, *self.extensions)
        if not all(lines) or any("\n" in line for line in lines):
            raise ProofError(f"the origin and the extension lines of a checkpoint are single lines: {lines!r}")
        if not 0 <= self.size <= MAX_SIZE or len(self.root) != HASH_SIZE:
            raise ProofError(f"not a tree head: size {self.size}, root {self.root.hex()}")
        return "\n".join([self.origin, str(self.size), base64_text(self.root), *self.extensions, ""])


def parse(text: str) -> Checkpoint:
    """Return the checkpoint of a note's text (tlog-checkpoint, "Note text").

    Nothing is verified. Extension lines are kept. Raises ProofError for fewer than three lines, an empty
    line, a size with leading zeros, or a root that is not the canonical base64 of 32 bytes.
    """
    if not text.endswith("\n"):
        raise ProofError(f"the text of a checkpoint ends in a newline, this one in {text[-20:]!r}")
    lines = text[:-1].split("\n")
    if len(lines) < 3 or "" in lines:
        raise ProofError(f"a checkpoint has at least three lines and none empty, not {text[:200]!r}")
    return Checkpoint(
        origin=lines[0],
        size=decimal_number(lines[1], what="the tree size of the checkpoint"),
        root=base64_bytes(lines[2], what="the root of the checkpoint", size=HASH_SIZE),
        extensions=tuple(lines[3:]),
    )


def sign(checkpoint: Checkpoint, keys: Sequence[SignerKey]) -> Note:
    """Return the checkpoint as a note signed by each key; while a key is rotated, by the old and the new one.

    Raises ProofError when a key's name is not the origin: by the policy format, the name stands for the log.
    """
    for key in keys:
        if key.name != checkpoint.origin:
            raise ProofError(f"the key {key.name!r} cannot sign for the log {checkpoint.origin!r}: names differ")
    text = checkpoint.text()
    return Note(text, tuple(key.sign(text) for key in keys))
