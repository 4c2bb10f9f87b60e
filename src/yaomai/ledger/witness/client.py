"""What does a witness say to our checkpoint? (the log's side of C2SP tlog-witness, over the standard library)"""

import http.client
import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from yaomai.errors import ProofError, SettingError
from yaomai.ledger.witness.verdict import format_request
from yaomai.standards.c2sp.canonical import decimal_number
from yaomai.standards.c2sp.note import Signature, parse_signature_lines

MAX_RESPONSE_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Accepted:
    """The witness cosigned. The lines are not verified: keep those that `cosignature.verify` accepts."""

    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """The witness knows another size: submit again with a proof from there."""

    size: int


@dataclass(frozen=True, slots=True)
class Refused:
    """The witness does not cosign, or its answer cannot be understood: its HTTP status and its words."""

    status: int
    words: str


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No whole answer came; whether the witness has cosigned is not known. `cause` says what happened."""

    cause: str


Outcome = Accepted | Conflict | Refused | Unreachable


def submit(url: str, old_size: int, proof: Sequence[bytes], note_bytes: bytes, timeout_s: float) -> Outcome:
    """Submit a checkpoint to the witness whose submission prefix is `url`; return what came of it.

    The whole exchange ends after `timeout_s` seconds, or twice that when the time runs out before the
    connection stands. Redirections are not followed. Raises SettingError when the URL is not
    http(s)://host[:port][/path].
    """
    connection, path = _connection(url, timeout_s)
    body = format_request(old_size, proof, note_bytes)
    try:
        connection.connect()
        alarm = threading.Timer(timeout_s, _hang_up, [connection.sock])
        alarm.daemon = True
        alarm.start()
        try:
            connection.request("POST", path, body, {"Content-Type": "text/plain; charset=utf-8"})
            response = connection.getresponse()
            data = response.read(MAX_RESPONSE_BYTES + 1)
            cut_off = response.length and len(data) <= MAX_RESPONSE_BYTES
        finally:
            alarm.cancel()
    except (OSError, http.client.HTTPException, ValueError) as error:
        # ValueError: what an SSL socket raises when it is shut while another thread reads from it
        return Unreachable(f"{url}: {type(error).__name__}: {error or f'no answer within {timeout_s} s'}")
    finally:
        connection.close()
    if cut_off:
        return Unreachable(f"{url}: the answer was cut off after {len(data)} bytes")
    return _outcome(response.status, response.getheader("Content-Type", ""), data)


def _connection(url: str, timeout_s: float) -> tuple[http.client.HTTPConnection, str]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise SettingError(f"the witness URL {url!r} cannot be read: {error}") from error
    kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
    if parts.scheme not in kinds or not host or parts.query or parts.fragment or parts.username:
        raise SettingError(f"a witness URL is http(s)://host[:port][/path], not {url!r}")
    return kinds[parts.scheme](host, port, timeout=timeout_s), f"{parts.path.rstrip('/')}/add-checkpoint"


def _hang_up(connected: socket.socket) -> None:
    """End an exchange that a peer drags out byte by byte, which no timeout of a single read would end."""
    try:
        connected.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it was over already


def _outcome(status: int, content_type: str, data: bytes) -> Outcome:
    if len(data) > MAX_RESPONSE_BYTES:
        return Refused(status, f"the answer has more than {MAX_RESPONSE_BYTES} bytes")
    text = data.decode("utf-8", "replace")
    try:
        if status == HTTPStatus.OK:
            return Accepted(parse_signature_lines(text))
        if status == HTTPStatus.CONFLICT and content_type == "text/x.tlog.size" and text.endswith("\n"):
            return Conflict(decimal_number(text[:-1], what="the size in the witness's answer"))
    except ProofError as error:
        return Refused(status, f"the answer cannot be understood: {error}")
    return Refused(status, text.strip()[:1000])
