"""What does somebody hold in hand who wants to prove a record without us?

A receipt is a C2SP tlog-proof. Its proof shows the deed's public entry in the log; its extra data shows that the
record, and the header that says who recorded it and when, are entries of the deed's own tree, whose root the public
entry names. To check it one needs the receipt and a policy (the public keys of the log and of its witnesses), and
nothing else.
"""

import base64
import zlib
from dataclasses import dataclass

import orjson

from yaomai.errors import ProofError
from yaomai.ledger.engine.deed import SALT_SIZE, log_entry, salted_hash
from yaomai.standards import rfc6962
from yaomai.standards.c2sp import note, proof
from yaomai.standards.c2sp.checkpoint import Checkpoint
from yaomai.standards.c2sp.policy import Policy

BODY_BYTES_MAX = 96 * 1024
"""A longer body is not carried inside its receipt, only its hash."""
_TEXT_PREFIX = "YM1:"
_UNPACKED_BYTES_MAX = proof.MAX_PROOF_BYTES
_BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


@dataclass(frozen=True, slots=True)
class Disclosed:
    """The record itself: anybody who holds this receipt can read it."""

    salt: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """A record's place in the deed's tree and in the log. `record` is the disclosed content, or the leaf hash when it is
    withheld.
    """

    header: bytes
    header_salt: bytes
    header_path: tuple[bytes, ...]
    position: int
    record: Disclosed | bytes
    record_path: tuple[bytes, ...]
    leaf_index: int
    log_path: tuple[bytes, ...]
    checkpoint_note: bytes

    def format(self) -> bytes:
        """The text of the receipt (a `.tlog-proof` file)."""
        record: dict[str, object] = {"position": self.position, "path": [_b64(h) for h in self.record_path]}
        if isinstance(self.record, Disclosed):
            record |= {"salt": _b64(self.record.salt), "body": _b64(self.record.body)}
        else:
            record["hash"] = _b64(self.record)
        extra = orjson.dumps(
            {
                "header": {
                    "salt": _b64(self.header_salt),
                    "text": self.header.decode(),
                    "path": [_b64(h) for h in self.header_path],
                },
                "record": record,
            },
            option=orjson.OPT_SORT_KEYS,
        )
        return proof.Proof(self.leaf_index, self.log_path, self.checkpoint_note, extra).format()


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verified receipt proves: this header and this record (None: withheld) stand in the log at this checkpoint."""

    header: dict[str, object]
    position: int
    body: bytes | None
    record_hash: bytes
    leaf_index: int
    checkpoint: Checkpoint
    witnessed_at: dict[str, int]


def parse(data: bytes) -> Receipt:
    """The receipt that these bytes are, nothing verified. Raises ProofError for anything else."""
    outer = proof.parse(data)
    if outer.extra is None:
        raise ProofError("the proof carries no extra data, so it is not a receipt of this platform")
    try:
        extra = orjson.loads(outer.extra)
        header, record = extra["header"], extra["record"]
        content: Disclosed | bytes = (
            Disclosed(_unb64(record["salt"]), _unb64(record["body"])) if "body" in record else _unb64(record["hash"])
        )
        return Receipt(
            header=str(header["text"]).encode(),
            header_salt=_unb64(header["salt"]),
            header_path=tuple(_unb64(h) for h in header["path"]),
            position=int(record["position"]),
            record=content,
            record_path=tuple(_unb64(h) for h in record["path"]),
            leaf_index=outer.index,
            log_path=outer.hashes,
            checkpoint_note=outer.checkpoint_note,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ProofError(f"the receipt's extra data is not as it must be: {error!r}") from error


def verify(receipt: Receipt, policy: Policy) -> Verified:
    """What the receipt proves under this policy. Raises ProofError, saying which step fails."""
    content = receipt.record
    salts = [receipt.header_salt, *([content.salt] if isinstance(content, Disclosed) else [])]
    if any(len(salt) != SALT_SIZE for salt in salts):  # else the first bytes of a text could be passed off as salt
        raise ProofError(f"a salt in the receipt has not {SALT_SIZE} bytes, so where its text begins is not proved")
    header = _read_header(receipt.header)
    kind, size = header["kind"], header["size"]
    if not isinstance(kind, str) or not isinstance(size, int):
        raise ProofError("the receipt's header has no kind or no size")
    if not 1 <= receipt.position <= size:  # at 0 stands the header, which is no record
        raise ProofError(f"the receipt is of record {receipt.position} of a deed that has {size}")
    deed_root = rfc6962.inclusion_root(
        leaf_hash=salted_hash(receipt.header_salt, receipt.header),
        index=0,
        size=size + 1,
        proof=receipt.header_path,
    )
    record_hash = salted_hash(content.salt, content.body) if isinstance(content, Disclosed) else content
    rfc6962.verify_inclusion(
        leaf_hash=record_hash,
        index=receipt.position,
        size=size + 1,
        proof=receipt.record_path,
        root=deed_root,
    )
    outer = proof.Proof(receipt.leaf_index, receipt.log_path, receipt.checkpoint_note)
    checkpoint = outer.verify(log_entry(kind, size, deed_root), policy)
    return Verified(
        header=header,
        position=receipt.position,
        body=content.body if isinstance(content, Disclosed) else None,
        record_hash=record_hash,
        leaf_index=receipt.leaf_index,
        checkpoint=checkpoint,
        witnessed_at=policy.check(note.parse(receipt.checkpoint_note)).witnessed_at,
    )


def to_text(data: bytes) -> str:
    """A receipt in the characters that a QR code holds best: `YM1:` and Base45 (RFC 9285) of its zlib form."""
    return _TEXT_PREFIX + _base45(zlib.compress(data, 9))


def from_text(text: str) -> bytes:
    """The inverse of `to_text`. Raises ProofError for anything else, and for what unpacks to more than a receipt can be."""
    if not text.startswith(_TEXT_PREFIX):
        raise ProofError(f"the text of a receipt begins with {_TEXT_PREFIX}, not {text[:8]!r}")
    unpack = zlib.decompressobj()
    try:
        data = unpack.decompress(_unbase45(text[len(_TEXT_PREFIX) :].strip("\r\n")), _UNPACKED_BYTES_MAX)
    except zlib.error as error:
        raise ProofError(f"the text of the receipt is damaged: {error}") from error
    if not unpack.eof:
        raise ProofError("the text of the receipt is cut off, or longer than any receipt")
    return data


def _read_header(text: bytes) -> dict[str, object]:
    try:
        header = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise ProofError(f"the receipt's header is not JSON: {error}") from error
    if not isinstance(header, dict) or not {"deed", "kind", "size", "recorder", "record_time"} <= header.keys():
        raise ProofError(f"the receipt's header lacks what a header says: {text[:200]!r}")
    return header


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _unb64(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _base45(data: bytes) -> str:
    """RFC 9285: two bytes become three characters, a last single byte two."""
    out = []
    for i in range(0, len(data) - 1, 2):
        high, rest = divmod(data[i] * 256 + data[i + 1], 45 * 45)
        middle, low = divmod(rest, 45)
        out.append(_BASE45[low] + _BASE45[middle] + _BASE45[high])
    if len(data) % 2:
        middle, low = divmod(data[-1], 45)
        out.append(_BASE45[low] + _BASE45[middle])
    return "".join(out)


def _unbase45(text: str) -> bytes:
    out = bytearray()
    for i in range(0, len(text), 3):
        digits = [_BASE45.find(character) for character in text[i : i + 3]]
        number = sum(digit * 45**power for power, digit in enumerate(digits))
        length = len(digits) - 1
        if -1 in digits or length == 0 or number >= 256**length:
            raise ProofError(f"the text of the receipt is damaged near character {i}: {text[i : i + 3]!r}")
        out += number.to_bytes(length, "big")
    return bytes(out)
