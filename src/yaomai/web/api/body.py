"""What did the caller send, whole and unpacked, and not more than we take?

A body may come with its length or in chunks, plain or packed with gzip. However it comes, no more than the limit is
ever held, packed or unpacked; one that ends before its announced length was cut off, and nothing of it is used.
"""

import zlib
from collections.abc import Iterable, Iterator
from typing import Protocol

from django.http import HttpRequest, UnreadablePostError

from yaomai.web.api.problems import EpcisRefusedError

_PIECE = 64 * 1024
_GZIP = 16 + zlib.MAX_WBITS  # zlib's way to say: a gzip header and trailer (RFC 1952) around it
_READ_AWAY_FACTOR = 4
"""So many times the limit is read and thrown away: a caller who is still sending does not hear an answer."""


class _Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


def read_body(request: HttpRequest, limit: int, headers_of_413: dict[str, str]) -> bytes:
    """The request's body, unpacked.

    Raises EpcisRefusedError: 400 when it was cut off or is damaged, 411 without any way to tell its end, 413 when it
    (packed or unpacked) has more than `limit` bytes, 415 for another coding than gzip.
    """
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in {"identity", "gzip", "x-gzip"}:
        raise EpcisRefusedError(
            415, f"Content-Encoding {coding[:60]!r} is not understood; send gzip or none", {"Accept-Encoding": "gzip"}
        )
    stream, length = _stream(request)
    try:
        pieces = _whole(_limited(stream, limit), length, limit)
        return b"".join(pieces if coding == "identity" else _unpacked(pieces, limit))
    except _TooMuchError as error:
        _read_away(stream, limit)
        words = f"{error}, and at most {limit} are taken, packed or unpacked; divide the document"
        raise EpcisRefusedError(413, words, headers_of_413) from None
    except UnreadablePostError as error:
        raise EpcisRefusedError(400, f"the body could not be read to its end: {error}; nothing was recorded") from error


class _TooMuchError(Exception):
    """There is more than the limit."""


def _stream(request: HttpRequest) -> tuple[_Stream, int | None]:
    """Where the body is read from, and its length if that was announced."""
    announced = request.META.get("CONTENT_LENGTH") or ""
    if announced.isascii() and announced.isdigit():
        return request, int(announced)
    if request.META.get("wsgi.input_terminated"):  # the server has taken the chunks apart (PEP 3333 knows none)
        stream: _Stream = request.META["wsgi.input"]
        return stream, None
    if not announced and "HTTP_TRANSFER_ENCODING" not in request.META:
        return request, 0  # neither length nor chunks: there is no body (RFC 9112, 6.3)
    raise EpcisRefusedError(411, "the body's length is not known; send Content-Length")


def _limited(stream: _Stream, limit: int) -> Iterator[bytes]:
    taken = 0
    while piece := stream.read(_PIECE):
        taken += len(piece)
        if taken > limit:
            raise _TooMuchError(f"the body has more than {limit} bytes")
        yield piece


def _whole(pieces: Iterable[bytes], announced: int | None, limit: int) -> Iterator[bytes]:
    """The pieces; after them EpcisRefusedError when they are fewer bytes than announced."""
    if announced is not None and announced > limit:
        raise _TooMuchError(f"the body has {announced} bytes")
    taken = 0
    for piece in pieces:
        taken += len(piece)
        yield piece
    if announced is not None and taken != announced:
        words = f"the body was cut off: {announced} bytes were announced, {taken} came; nothing was recorded"
        raise EpcisRefusedError(400, words)


def _unpacked(pieces: Iterable[bytes], limit: int) -> Iterator[bytes]:
    """What the pieces of one or more gzip members hold."""
    member = zlib.decompressobj(_GZIP)
    room = limit
    try:
        for packed in pieces:
            rest = packed
            while rest:
                if member.eof:
                    member = zlib.decompressobj(_GZIP)
                piece = member.decompress(rest, room + 1)
                room -= len(piece)
                if room < 0:
                    raise _TooMuchError(f"unpacked, the body has more than {limit} bytes")
                yield piece
                rest = member.unused_data if member.eof else member.unconsumed_tail
    except zlib.error as error:
        raise EpcisRefusedError(400, f"the body is not gzip, though its Content-Encoding says so: {error}") from None
    if not member.eof:
        raise EpcisRefusedError(400, "the packed body ends in the middle; send it again; nothing was recorded")


def _read_away(stream: _Stream, limit: int) -> None:
    left = _READ_AWAY_FACTOR * limit
    while left > 0 and (piece := stream.read(_PIECE)):
        left -= len(piece)
