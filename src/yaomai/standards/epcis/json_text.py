"""What does this JSON text say, exactly, and what in it is not fit for a record?

RFC 8259, with what it leaves open settled as I-JSON does (RFC 7493): UTF-8 without byte order mark, no
member twice, no lone surrogates. Numbers are exact (int or Decimal). NUL is refused because PostgreSQL's
text cannot hold it.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from yaomai.errors import Finding

MAX_DIGITS = 100  # of one number; a measured quantity has a dozen
MAX_EXPONENT = 400  # wide enough for every IEEE 754 double, the standard's xsd:double

_NESTING = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_SURROGATE_OR_NUL = re.compile(r"[\ud800-\udfff\x00]")
_ESCAPE_OF_THOSE = re.compile(rb"\\u(?:[dD][89abAB-Fa-f]|0000)")
# For texts without anything unfit in them. What it refuses, and what might be unfit, the standard library's reader looks at.
_ONLY_ZEROS = bytes(0x30 if 0x30 <= code <= 0x39 else code for code in range(256))
_TOO_MANY_DIGITS = b"0" * (MAX_DIGITS + 1)
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class _Unfit:
    """Stands in the value where the text was unfit, until its pointer is known."""

    code: str
    message: str
    shown: str


class _Object(dict[str, Any]):
    """An object in which a member came twice."""

    repeated: tuple[str, ...] = ()


def encoding_fault(data: bytes) -> Finding | None:
    """Why `data` is not UTF-8 text without byte order mark, if it is not."""
    if data.startswith(b"\xef\xbb\xbf"):
        return Finding("json.byte_order_mark", "", "the text begins with a byte order mark; save it as UTF-8 without")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data[:4]:
        return Finding("json.not_utf8", "", "the text looks like UTF-16 or UTF-32; save it as UTF-8")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        seen = data[error.start : error.start + 4].hex(" ")
        return Finding(
            "json.not_utf8",
            "",
            f"the text is not UTF-8 at byte {error.start} (counted from 0); save it as UTF-8",
            seen,
        )
    return None


def deeper_than(data: bytes, limit: int) -> bool:
    """Whether arrays and objects are nested more than `limit` deep. Linear, without recursion."""
    if data.count(b"[") + data.count(b"{") <= limit:
        return False
    depth = 0
    for match in _NESTING.finditer(data):
        token = match[0]
        if token in (b"[", b"{"):
            depth += 1
            if depth > limit:
                return True
        elif token in (b"]", b"}"):
            depth -= 1
    return False


def read_value(data: bytes, pointer: str, *, depth: int) -> tuple[Any, list[Finding]]:
    """One value, as `Reader` reads it."""
    return Reader(depth).read(data, pointer)


def too_deep(pointer: str, depth: int) -> Finding:
    """The finding for a text that is nested more than `depth` deep."""
    return Finding("json.too_deep", pointer, f"arrays and objects are nested more than {depth} deep; flatten them")


def malformed(pointer: str, error: json.JSONDecodeError) -> Finding:
    """The finding for a text that is not JSON; line and column count from 1, within the text that was read."""
    where = f"line {error.lineno}, column {error.colno}"
    seen = error.doc[error.pos : error.pos + 20]
    return Finding("json.malformed", pointer, f"not JSON at {where}: {error.msg}", seen)


class Reader:
    """Reads values exactly and notices what is unfit; for one thread. `depth` is how deep they may be nested."""

    __slots__ = ("_decoder", "_depth", "_unfit")

    def __init__(self, depth: int) -> None:
        self._depth = depth
        self._unfit = False
        self._decoder: json.JSONDecoder | None = None

    def read(self, data: bytes, pointer: str) -> tuple[Any, list[Finding]]:
        """The value of `data` (UTF-8) and all that is unfit in it; the value is None when it could not be read.

        Pointers of findings begin with `pointer`, where the text stands in its document.
        """
        if deeper_than(data, self._depth):
            return None, [too_deep(pointer, self._depth)]
        value = fit_value(data)
        if value is not UNKNOWN:
            return value, []
        self._unfit = False
        if self._decoder is None:
            self._decoder = json.JSONDecoder(
                object_pairs_hook=self._object,
                parse_float=self._decimal,
                parse_int=self._integer,
                parse_constant=self._constant,
            )
        try:
            value = self._decoder.decode(data.decode("utf-8"))
        except json.JSONDecodeError as error:
            return None, [malformed(pointer, error)]
        if self._unfit or (b"\\u" in data and _ESCAPE_OF_THOSE.search(data)):
            return value, list(_faults(value, pointer))
        return value, []

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        if len(value) == len(pairs):
            return value
        self._unfit = True
        marked = _Object(value)
        marked.repeated = tuple(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
        return marked

    def _decimal(self, text: str) -> Decimal | _Unfit:
        if len(text) > MAX_DIGITS:
            return self._too_large(text)
        try:
            number = Decimal(text)
        except InvalidOperation:  # an exponent beyond what Decimal can hold
            return self._too_large(text)
        return number if abs(number.adjusted()) <= MAX_EXPONENT else self._too_large(text)

    def _integer(self, text: str) -> int | _Unfit:
        return int(text) if len(text) <= MAX_DIGITS else self._too_large(text)

    def _constant(self, text: str) -> _Unfit:
        self._unfit = True
        return _Unfit("json.not_a_number", "is no number of JSON; leave the member away", text)

    def _too_large(self, text: str) -> _Unfit:
        self._unfit = True
        limits = f"at most {MAX_DIGITS} digits and exponents up to {MAX_EXPONENT}"
        shown = text if len(text) <= 40 else text[:39] + "…"
        return _Unfit("json.number_too_large", f"numbers have {limits}", shown)


UNKNOWN: Any = object()


def fit_value(data: bytes) -> Any:
    """The value of a text (UTF-8) in which nothing can be unfit, or UNKNOWN; several times as quick as looking at everything.

    A member that came twice shows in the colons: written again, the value has fewer of them. So an escape of a colon (or of
    NUL) is not for this way, nor are more digits in a row than a number may have.
    """
    if b"\\u003" in data or b"\\u0000" in data or _TOO_MANY_DIGITS in data.translate(_ONLY_ZEROS):
        return UNKNOWN
    try:
        value = _decoder.decode(data)
    except (msgspec.MsgspecError, ValueError, InvalidOperation, RecursionError):
        return UNKNOWN
    return value if _encode(value).count(b":") == data.count(b":") else UNKNOWN


def _small_decimal(text: str) -> Decimal:
    number = Decimal(text)
    if len(text) > MAX_DIGITS or abs(number.adjusted()) > MAX_EXPONENT:
        raise ValueError(text)
    return number


_decoder = msgspec.json.Decoder(float_hook=_small_decimal)


def _faults(value: Any, pointer: str) -> Iterator[Finding]:
    """The findings of a value that has some; recursion is bounded by the depth already checked."""
    if isinstance(value, _Unfit):
        yield Finding(value.code, pointer, value.message, value.shown)
    elif isinstance(value, str):
        yield from _text_faults(value, pointer)
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _faults(item, f"{pointer}/{i}")
    elif isinstance(value, dict):
        for name in value.repeated if isinstance(value, _Object) else ():
            where = f"{pointer}/{escaped(name)}"
            yield Finding("json.member_repeated", where, "the member is there more than once; keep one", ascii(name))
        for name, item in value.items():
            where = f"{pointer}/{escaped(name)}"
            yield from _text_faults(name, where)
            yield from _faults(item, where)


def _text_faults(text: str, pointer: str) -> Iterator[Finding]:
    for character in dict.fromkeys(_SURROGATE_OR_NUL.findall(text)):
        if character == "\x00":
            yield Finding("json.nul_character", pointer, "the text contains the character NUL (\\u0000); remove it")
        else:
            seen = ascii(character)
            yield Finding("json.lone_surrogate", pointer, "the text contains half of a surrogate pair", seen)


def escaped(name: str) -> str:
    """A member's name as one step of a JSON pointer (RFC 6901), fit to be written in UTF-8."""
    printable = name.encode("utf-8", "backslashreplace").decode("utf-8")
    return printable.replace("~", "~0").replace("/", "~1")
