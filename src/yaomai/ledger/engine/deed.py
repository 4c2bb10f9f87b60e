"""What does a deed commit to, and what of it is public?

The deed's tree (RFC 6962) has as entry 0 the salted header and as entries 1..n the salted bodies of its records, each
`salt (16 bytes) || bytes`. The public log entry holds only the kind, the number of leaves and the root of that tree: no names, and
no hash that could be guessed from a likely content.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson

from yaomai.errors import ProofError
from yaomai.standards import rfc6962

SALT_SIZE = 16
RECORDS_PER_DEED = 2**20 - 1
"""The most records that one deed may hold: a record's id is its deed's id times 2**20 plus its position (1..n)."""
_ENTRY_FIRST_LINE = "yaomai/deed/v1"
_REFERENCE_MAX = 40  # characters; Python refuses to read numbers of thousands of digits


@dataclass(frozen=True, slots=True)
class Recorder:
    """Who recorded: the organisation, and the account or key that acted for it; all None is the installation itself."""

    organisation: int | None = None
    account: int | None = None
    key: int | None = None


INSTALLATION = Recorder()


@dataclass(frozen=True, slots=True)
class Header:
    """What is known of a deed beside its records' bodies."""

    deed_id: int
    kind: str
    recorder: Recorder
    record_time: datetime
    size: int

    def to_bytes(self) -> bytes:
        """Canonical JSON: members sorted, no spaces, time in UTC with microseconds."""
        return orjson.dumps(
            {
                "deed": self.deed_id,
                "kind": self.kind,
                "record_time": self.record_time.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z",
                "recorder": {
                    "account": self.recorder.account,
                    "key": self.recorder.key,
                    "organisation": self.recorder.organisation,
                },
                "size": self.size,
            },
            option=orjson.OPT_SORT_KEYS,
        )


def record_id(deed_id: int, position: int) -> int:
    """The id of the record at `position` (1..n) of a deed."""
    return (deed_id << 20) | position


def deed_and_position(record: int) -> tuple[int, int]:
    """The inverse of `record_id`."""
    return record >> 20, record & RECORDS_PER_DEED


def reference(record: int) -> str:
    """How a record is written for people: `<deed>.<position>`, such as `1024.3`."""
    deed, position = deed_and_position(record)
    return f"{deed}.{position}"


def parse_reference(text: str) -> int:
    """The record id that `<deed>.<position>` names. Raises ProofError for anything else."""
    deed, dot, position = text.strip().partition(".")
    digits = deed + position
    if not (dot and deed and position and digits.isascii() and digits.isdigit() and len(text) <= _REFERENCE_MAX):
        raise ProofError(f"{text[:40]!r} is no record number; one looks like 1024.3 (deed 1024, record 3)")
    if not (0 < int(deed) < 2**43 and 0 < int(position) <= RECORDS_PER_DEED):
        raise ProofError(f"{text!r} is no record number: deeds and positions start at 1")
    return record_id(int(deed), int(position))


def salted_hash(salt: bytes, content: bytes) -> bytes:
    """The leaf hash (RFC 6962, 2.1) of `salt || content`."""
    return rfc6962.leaf_hash(salt + content)


def tree_root(header_hash: bytes, record_hashes: Sequence[bytes]) -> bytes:
    """The root of a deed's tree, from its leaf hashes."""
    return rfc6962.root([header_hash, *record_hashes])


def split_hashes(joined: bytes) -> list[bytes]:
    """The 32-byte hashes that are stored end to end in one value."""
    return [joined[i : i + 32] for i in range(0, len(joined), 32)]


def log_entry(kind: str, size: int, root: bytes) -> bytes:
    """The public entry of a deed with `size` records: four lines, the third counting the leaves of the deed's tree
    (header included).
    """
    return f"{_ENTRY_FIRST_LINE}\n{kind}\n{size + 1}\n{base64.b64encode(root).decode()}\n".encode()
