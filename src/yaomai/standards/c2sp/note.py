"""Who signed this text? (C2SP signed-note: notes, their signature lines, verifier and signer keys)

The text of a note means nothing until `verify` has returned. Only Ed25519 (type 0x01) is signed and checked
here; witness cosignatures (type 0x04) have their own message and are in `cosignature`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import ClassVar, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from yaomai.errors import ProofError
from yaomai.standards.c2sp.canonical import base64_bytes, base64_text

ED25519 = 0x01  # signed-note, "Signature types"
COSIGNATURE_V1 = 0x04

MAX_NOTE_BYTES = 131_072  # 16 post-quantum signatures of 5 kB fit, which signed-note asks for
MAX_SIGNATURES = 100
MAX_NAME_CHARACTERS = 255

_EM_DASH = "\N{EM DASH} "
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: the signer's name, its 4-byte key id, and what the algorithm made."""

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        """Return the line with its newline: em dash, space, name, space, base64(key id || signature)."""
        return f"{_EM_DASH}{self.name} {base64_text(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text (with its final newline, without the blank line) and its signature lines in order."""

    text: str
    signatures: tuple[Signature, ...]

    def format(self) -> bytes:
        """Return the note as it goes over the wire. Raises ProofError when `parse` would not read it back."""
        data = (self.text + "\n" + "".join(s.line() for s in self.signatures)).encode()
        if parse(data) != self:
            raise ProofError(f"a note whose text holds signature lines of its own: {self.text[-100:]!r}")
        return data

    def with_signatures(self, signatures: Iterable[Signature]) -> "Note":
        """Return the note with further lines; one whose name and key id are there takes that line's place."""
        lines = {(s.name, s.key_id): s for s in (*self.signatures, *signatures)}
        return replace(self, signatures=tuple(lines.values()))


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key under a name, with the signature type (0x01 or 0x04) it is trusted for: a C2SP vkey."""

    name: str
    algorithm: int
    public_key: bytes

    @property
    def key_id(self) -> bytes:
        """The first 4 bytes of SHA-256(name || 0x0A || type || public key) (signed-note, "Signatures")."""
        return sha256(f"{self.name}\n".encode() + bytes([self.algorithm]) + self.public_key).digest()[:4]

    @classmethod
    def parse(cls, vkey: str) -> Self:
        """Return the key of a text name+hash+base64(type || key). Raises ProofError saying what is wrong."""
        name, algorithm, public_key, key_id = _read_key(vkey, what="verifier key")
        key = cls(name, algorithm, public_key)
        if key.key_id != key_id:
            raise ProofError(
                f"the verifier key {vkey!r} says key id {key_id.hex()} but its content has {key.key_id.hex()}"
            )
        return key

    def __str__(self) -> str:
        """Return the vkey text."""
        return _write_key(self.name, self.key_id, self.algorithm, self.public_key)

    def check(self, message: bytes, signature: bytes) -> bool:
        """Say whether these 64 bytes are this key's Ed25519 signature (RFC 8032) of the message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Ed25519Key:
    """A private key under a name. `str()` gives the secret text; `repr()` does not show it."""

    ALGORITHM: ClassVar[int]

    name: str
    seed: bytes = field(repr=False)

    @classmethod
    def generate(cls, name: str) -> Self:
        """Return a new key of the operating system's randomness. Raises ProofError as `check_name` does."""
        check_name(name)
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the key of PRIVATE+KEY+name+hash+base64(type || seed). No secret in the errors."""
        prefix = "PRIVATE+KEY+"
        if not text.startswith(prefix):
            raise ProofError("a private key begins with PRIVATE+KEY+, this text does not")
        name, algorithm, seed, key_id = _read_key(text.removeprefix(prefix), what="private key", secret=True)
        if algorithm != cls.ALGORITHM:
            raise ProofError(f"the private key of {name!r} is of type {algorithm:#04x}, needed is {cls.ALGORITHM:#04x}")
        key = cls(name, seed)
        if key.verifier.key_id != key_id:
            raise ProofError(
                f"the private key of {name!r} says key id {key_id.hex()} but its content has"
                f" {key.verifier.key_id.hex()}"
            )
        return key

    def __str__(self) -> str:
        """Return the secret text PRIVATE+KEY+…, the form of Go's sumdb/note."""
        return "PRIVATE+KEY+" + _write_key(self.name, self.verifier.key_id, self.ALGORITHM, self.seed)

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()
        return VerifierKey(self.name, self.ALGORITHM, public)

    def sign_bytes(self, message: bytes) -> bytes:
        """Return the 64 bytes of the Ed25519 signature (RFC 8032)."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)


class SignerKey(Ed25519Key):
    """A key that signs notes (type 0x01)."""

    __slots__ = ()
    ALGORITHM = ED25519

    def sign(self, text: str) -> Signature:
        """Return the signature of a note's text. Raises ProofError when the text has no final newline."""
        if not text.endswith("\n"):
            raise ProofError(f"the text of a note ends in a newline, this one in {text[-20:]!r}")
        return Signature(self.name, self.verifier.key_id, self.sign_bytes(text.encode()))


def parse(data: bytes) -> Note:
    """Return the note that these bytes are, nothing verified yet (signed-note, "Format").

    Raises ProofError for bytes over MAX_NOTE_BYTES, text that is not UTF-8 or has control characters, no
    blank line, no signature line, more than MAX_SIGNATURES of them, or a malformed one.
    """
    if len(data) > MAX_NOTE_BYTES:
        raise ProofError(f"the note has {len(data)} bytes, more than {MAX_NOTE_BYTES}")
    try:
        whole = data.decode()
    except UnicodeDecodeError as error:
        raise ProofError(f"the note is not UTF-8: {error}") from error
    if found := _CONTROL.search(whole):
        raise ProofError(f"the note has the control character {found[0]!r} at character {found.start()}")
    text, blank, signature_lines = whole.rpartition("\n\n")
    if not blank:
        raise ProofError("the note has no blank line between its text and its signatures")
    return Note(text + "\n", parse_signature_lines(signature_lines))


def parse_signature_lines(text: str) -> tuple[Signature, ...]:
    """Return the signatures of one or more lines, each with its newline. Raises ProofError."""
    if not text.endswith("\n"):
        raise ProofError(f"the signature lines do not end in a newline: …{text[-60:]!r}")
    lines = text[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise ProofError(f"the note has {len(lines)} signature lines, more than {MAX_SIGNATURES}")
    return tuple(_parse_signature_line(number, line) for number, line in enumerate(lines, 1))


def known_signatures(note: Note, keys: Sequence[VerifierKey]) -> list[tuple[VerifierKey, Signature]]:
    """Return the lines whose name and key id are a key's, with that key, unverified, in the note's order.

    Raises ProofError when a key has two lines, or when two different keys share name and key id.
    """
    by_id: dict[tuple[str, bytes], VerifierKey] = {}
    for key in keys:
        if by_id.setdefault((key.name, key.key_id), key) != key:
            raise ProofError(f"two keys share the name {key.name!r} and the key id {key.key_id.hex()}")
    found: dict[VerifierKey, Signature] = {}
    for signature in note.signatures:
        known = by_id.get((signature.name, signature.key_id))
        if known is None:
            continue
        if known in found:
            raise ProofError(f"the note has two signature lines of the key {known.name}+{known.key_id.hex()}")
        found[known] = signature
    return list(found.items())


def verify(note: Note, keys: Sequence[VerifierKey]) -> list[VerifierKey]:
    """Return the keys that signed the note, in the order of its lines: at least one.

    Lines of unknown keys are ignored (signed-note, "Signatures"). Raises ProofError when a line of a known
    key does not verify, a known key has two lines, no known key has signed, or a key is not of type 0x01.
    """
    for key in keys:
        if key.algorithm != ED25519:
            raise ProofError(f"the key {key} is of type {key.algorithm:#04x}: notes are signed with type 0x01")
    lines = known_signatures(note, keys)
    message = note.text.encode()
    for key, signature in lines:
        if len(signature.signature) != 64 or not key.check(message, signature.signature):
            raise ProofError(f"the signature of the key {key.name}+{key.key_id.hex()} does not verify")
    if not lines:
        wanted = ", ".join(f"{key.name}+{key.key_id.hex()}" for key in keys) or "none is trusted"
        there = ", ".join(f"{s.name}+{s.key_id.hex()}" for s in note.signatures)
        raise ProofError(f"no trusted key has signed the note: trusted {wanted}; signed by {there}")
    return [key for key, _ in lines]


def check_name(name: str) -> None:
    """Return when a note can carry this key name: not empty, no Unicode space, no plus, no control character.

    Raises ProofError otherwise (signed-note, "Format").
    """
    if not name or len(name) > MAX_NAME_CHARACTERS or any(c.isspace() or c == "+" or c < " " for c in name):
        raise ProofError(
            f"a key name has 1 to {MAX_NAME_CHARACTERS} characters, no space, plus or control character;"
            f" this is {name[:100]!r}"
        )


def _parse_signature_line(number: int, line: str) -> Signature:
    if not line.startswith(_EM_DASH):
        raise ProofError(f"signature line {number} does not begin with an em dash and a space: {line[:60]!r}")
    name, _, encoded = line.removeprefix(_EM_DASH).partition(" ")
    check_name(name)
    raw = base64_bytes(encoded, what=f"signature line {number} ({name})")
    if len(raw) < 5:
        raise ProofError(f"signature line {number} ({name}) has {len(raw)} bytes, needs a key id of 4 and more")
    return Signature(name, raw[:4], raw[4:])


def _read_key(text: str, *, what: str, secret: bool = False) -> tuple[str, int, bytes, bytes]:
    """Return name, type, the 32 key bytes and the stated key id of name+hash+base64(type || key)."""
    parts = text.split("+", 2)
    shown = parts[0][:100] if secret else text[:300]
    if len(parts) != 3 or not re.fullmatch(r"[0-9a-f]{8}", parts[1], re.ASCII):
        raise ProofError(f"a {what} is name+hash+base64 with a hash of 8 digits 0-9a-f, not {shown!r}")
    name, key_id, encoded = parts
    check_name(name)
    try:
        raw = base64_bytes(encoded, what=f"the {what} of {name!r}")
    except ProofError:
        if not secret:
            raise
        raise ProofError(f"the {what} of {name!r} is not canonical base64") from None
    if not raw or raw[0] not in (ED25519, COSIGNATURE_V1):
        raise ProofError(
            f"the {what} of {name!r} is of type {raw[:1].hex() or 'none'}: known are 01 (Ed25519 note) and"
            " 04 (Ed25519 cosignature)"
        )
    if len(raw) != 33:
        raise ProofError(f"the {what} of {name!r} has {len(raw) - 1} key bytes, Ed25519 has 32")
    return name, raw[0], raw[1:], bytes.fromhex(key_id)


def _write_key(name: str, key_id: bytes, algorithm: int, key: bytes) -> str:
    return f"{name}+{key_id.hex()}+{base64_text(bytes([algorithm]) + key)}"
