"""Is this text the one canonical way to write these bytes or that number?

Two spellings of one value would let a file be changed without its proof noticing, so only one is read.
"""

import binascii
import re

from yaomai.errors import ProofError

MAX_SIZE = 2**63 - 1  # the largest tree size, index and POSIX timestamp of the C2SP texts

_DECIMAL = re.compile(r"(?:0|[1-9][0-9]{0,18})", re.ASCII)


def base64_text(data: bytes) -> str:
    """Return RFC 4648 section 4 base64, padded, in one line."""
    return binascii.b2a_base64(data, newline=False).decode("ascii")


def base64_bytes(text: str, *, what: str, size: int | None = None) -> bytes:
    """Return the bytes that `text` is the canonical base64 of; `what` names the value in the error.

    Raises ProofError for other characters, wrong padding, non-zero unused bits, or a length that is not
    `size`.
    """
    try:
        data = binascii.a2b_base64(text.encode("ascii"), strict_mode=True)
    except (ValueError, UnicodeEncodeError) as error:
        raise ProofError(f"{what} is not base64: {text[:100]!r} ({error})") from error
    if base64_text(data) != text:
        raise ProofError(f"{what} is not canonical base64: {text[:100]!r}, write {base64_text(data)[:100]!r}")
    if size is not None and len(data) != size:
        raise ProofError(f"{what} has {len(data)} bytes, must have {size}: {text[:100]!r}")
    return data


def decimal_number(text: str, *, what: str) -> int:
    """Return the number 0 ... 2^63-1 written in ASCII decimal without leading zeros. Raises ProofError."""
    if not _DECIMAL.fullmatch(text) or int(text) > MAX_SIZE:
        raise ProofError(f"{what} is not a decimal number of 0 to {MAX_SIZE} without leading zeros: {text[:100]!r}")
    return int(text)
