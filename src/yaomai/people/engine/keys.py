"""What does a machine's key look like, and is this one of ours?

    yk_<number>_<secret><check>

`number` is the key's number (decimal), `secret` 43 characters of base 62 (256 random bits), `check` 6
characters: the CRC-32 of everything before it, so that a key that was copied wrongly is told from one that is
not known. The secret is random, so what is kept of it is a plain SHA-256: no slow hash is needed, and capture
stays quick.
"""

import hashlib
import hmac
import re
import zlib
from dataclasses import dataclass

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
SECRET_BYTES = 32
_SECRET_LENGTH = 43
_CHECK_LENGTH = 6
_FORM = re.compile(r"yk_([1-9][0-9]{0,17})_([0-9A-Za-z]{43})([0-9A-Za-z]{6})", re.ASCII)


@dataclass(frozen=True, slots=True)
class ParsedKey:
    """A key as it was sent, its check characters found right."""

    number: int
    secret: str


def _base62(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        number, digit = divmod(number, 62)
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))


def secret_of(random: bytes) -> str:
    """The secret that writes 32 random bytes. Raises ValueError for another length."""
    if len(random) != SECRET_BYTES:
        raise ValueError(f"a key's secret is made of {SECRET_BYTES} random bytes, not {len(random)}")
    return _base62(int.from_bytes(random), _SECRET_LENGTH)


def written(number: int, secret: str) -> str:
    """The key as it is handed to a machine."""
    body = f"yk_{number}_{secret}"
    return body + _check(body)


def parse(text: str) -> ParsedKey | None:
    """The number and secret of a key, or None when it is none of this form or was copied wrongly."""
    match = _FORM.fullmatch(text)
    if match is None or _check(text[:-_CHECK_LENGTH]) != match[3]:
        return None
    return ParsedKey(int(match[1]), match[2])


def digest(secret: str) -> str:
    """What is kept of a secret: its SHA-256, in lower-case hexadecimal."""
    return hashlib.sha256(secret.encode("ascii")).hexdigest()


def matches(secret: str, kept: str) -> bool:
    """Whether `secret` is the one of which `kept` is the digest; takes the same time either way."""
    return hmac.compare_digest(digest(secret), kept)


def _check(body: str) -> str:
    return _base62(zlib.crc32(body.encode("ascii")), _CHECK_LENGTH)
