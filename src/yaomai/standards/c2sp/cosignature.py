"""When did this witness see that checkpoint? (C2SP tlog-cosignature, Ed25519 cosignature/v1, type 0x04)"""

from collections.abc import Sequence

from yaomai.errors import ProofError
from yaomai.standards.c2sp.canonical import MAX_SIZE
from yaomai.standards.c2sp.note import (
    COSIGNATURE_V1,
    Ed25519Key,
    Note,
    Signature,
    VerifierKey,
    known_signatures,
)

_TIMESTAMP_BYTES = 8
_SIGNATURE_BYTES = 64


class CosignerKey(Ed25519Key):
    """A witness's private key. It serves nothing else: what is signed does not hold the witness's name."""

    __slots__ = ()
    ALGORITHM = COSIGNATURE_V1


def cosign(note_text: str, key: CosignerKey, time: int) -> Signature:
    """Return the cosignature line of a checkpoint's text at a POSIX time in seconds.

    It says: of this origin I have seen no larger tree, and this one continues what I saw before.
    Raises ProofError for a time outside 0 … 2^63-1.
    """
    if not 0 <= time <= MAX_SIZE:
        raise ProofError(f"a cosignature's time is 0 to {MAX_SIZE} seconds since 1970, not {time}")
    signed = key.sign_bytes(_message(note_text, time))
    return Signature(key.name, key.verifier.key_id, time.to_bytes(_TIMESTAMP_BYTES, "big") + signed)


def verify(note_text: str, signature: Signature, key: VerifierKey) -> int:
    """Return the POSIX time in seconds at which `key` cosigned this text.

    Raises ProofError when the line is another key's, is malformed or does not verify, or the key's type is
    not 0x04.
    """
    who = f"{key.name}+{key.key_id.hex()}"
    if key.algorithm != COSIGNATURE_V1:
        raise ProofError(f"the key {key} is of type {key.algorithm:#04x}: witnesses cosign with type 0x04")
    if (signature.name, signature.key_id) != (key.name, key.key_id):
        raise ProofError(f"the line of {signature.name}+{signature.key_id.hex()} is not one of {who}")
    if len(signature.signature) != _TIMESTAMP_BYTES + _SIGNATURE_BYTES:
        raise ProofError(f"the cosignature of {who} has {len(signature.signature)} bytes, must have 72")
    time = int.from_bytes(signature.signature[:_TIMESTAMP_BYTES], "big")
    if time > MAX_SIZE:
        raise ProofError(f"the cosignature of {who} has a time beyond 2^63-1: {time}")
    if not key.check(_message(note_text, time), signature.signature[_TIMESTAMP_BYTES:]):
        raise ProofError(f"the cosignature of {who} at time {time} does not verify")
    return time


def cosigners(note: Note, keys: Sequence[VerifierKey]) -> dict[VerifierKey, int]:
    """Return which of these keys cosigned the note, and when (POSIX seconds); possibly none.

    Lines of unknown keys are ignored. Raises ProofError when a known key's line does not verify or is there
    twice.
    """
    return {key: verify(note.text, line, key) for key, line in known_signatures(note, keys)}


def _message(note_text: str, time: int) -> bytes:
    """Return what is signed (tlog-cosignature, "Ed25519 signed message")."""
    if not note_text.endswith("\n"):
        raise ProofError(f"the text of a checkpoint ends in a newline, this one in {note_text[-20:]!r}")
    return f"cosignature/v1\ntime {time}\n{note_text}".encode()
