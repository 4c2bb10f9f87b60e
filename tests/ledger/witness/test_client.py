"""Is every answer of a witness, and the lack of one, told apart?"""

import socket
import threading
import time

import pytest

from yaomai.errors import SettingError
from yaomai.ledger.witness import client
from yaomai.ledger.witness.client import Accepted, Conflict, Refused, Unreachable
from yaomai.standards.c2sp import cosignature
from yaomai.standards.c2sp.cosignature import CosignerKey

from .conftest import InventedLog

LOG = InventedLog(8)
LINE = cosignature.cosign(LOG.head(8).text(), CosignerKey.generate("w.example"), 1)


class Peer:
    """One scripted answer on a free loopback port; keeps what it was sent."""

    def __init__(self, answer, *, hold=False):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}/witness/"
        self.received = b""
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._serve, args=(answer, hold))
        self.thread.start()

    def _serve(self, answer, hold):
        connection, _ = self.listener.accept()
        with connection:
            connection.settimeout(10)
            while not self.received.endswith(LOG.note(8)):
                part = connection.recv(65_536)
                if not part:
                    return
                self.received += part
            try:
                for part in answer:
                    connection.sendall(part)
                    if hold and self.done.wait(0.05):
                        return
            except OSError:
                return  # the client has hung up, as it should on an endless answer
            if hold:
                self.done.wait(10)

    def close(self):
        self.done.set()
        self.thread.join(timeout=10)
        self.listener.close()


def _answer(status, body, content_type="text/plain; charset=utf-8"):
    data = body.encode() if isinstance(body, str) else body
    return [
        f"HTTP/1.1 {status} X\r\nContent-Type: {content_type}\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data
    ]


def _submit(peer, timeout_s=5.0):
    try:
        return client.submit(peer.url, 0, [bytes(32)], LOG.note(8), timeout_s)
    finally:
        peer.close()


SIZE = "text/x.tlog.size"


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (_answer(200, LINE.line()), Accepted((LINE,))),
        (_answer(200, LINE.line() * 2), Accepted((LINE, LINE))),
        (_answer(409, "50\n", SIZE), Conflict(50)),
        (_answer(409, "0\n", SIZE), Conflict(0)),
        (_answer(409, "two histories\n"), Refused(409, "two histories")),
        (_answer(409, "50", SIZE), Refused(409, "50")),
        (_answer(422, "no\n"), Refused(422, "no")),
        (_answer(302, ""), Refused(302, "")),
        (_answer(503, b"\xff\n"), Refused(503, "\N{REPLACEMENT CHARACTER}")),
    ],
)
def test_outcome(answer, outcome):
    assert _submit(Peer(answer)) == outcome


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (_answer(200, "welcome\n"), "em dash"),
        (_answer(200, ""), "newline"),
        (_answer(409, "050\n", SIZE), "leading zeros"),
        (_answer(200, "x" * 65_537), "more than 65536 bytes"),
    ],
)
def test_an_answer_that_is_not_understood_is_a_refusal(answer, words):
    outcome = _submit(Peer(answer))
    assert isinstance(outcome, Refused)
    assert words in outcome.words


@pytest.mark.parametrize(
    "answer",
    [
        [],
        [b"nonsense\r\n"],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + LINE.line().encode()],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n" + LINE.line().encode()],
    ],
)
def test_half_an_answer_is_none(answer):
    assert isinstance(_submit(Peer(answer)), Unreachable)


def test_silence_ends_in_time():
    begun = time.monotonic()
    assert isinstance(_submit(Peer([], hold=True), 0.3), Unreachable)
    assert time.monotonic() - begun < 5


def test_an_answer_dragged_out_byte_by_byte_ends_in_time():
    header = b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"
    begun = time.monotonic()
    assert isinstance(_submit(Peer([header, *[b"x"] * 400], hold=True), 0.5), Unreachable)
    assert time.monotonic() - begun < 5


def test_nobody_there():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    outcome = client.submit(f"http://127.0.0.1:{port}", 0, [], LOG.note(8), 2)
    assert isinstance(outcome, Unreachable)
    assert "refused" in outcome.cause


def test_what_is_sent_is_the_request_of_the_protocol():
    peer = Peer(_answer(422, ""))
    _submit(peer)
    head, _, body = peer.received.partition(b"\r\n\r\n")
    assert head.startswith(b"POST /witness/add-checkpoint HTTP/1.1\r\n")
    assert body == b"old 0\n" + b"A" * 43 + b"=\n\n" + LOG.note(8)


@pytest.mark.parametrize(
    "url", ["", "witness.example", "ftp://x/", "http://", "http://x:port/", "http://x/?q", "http://u:p@x/"]
)
def test_a_url_that_is_none_is_a_wrong_setting(url):
    with pytest.raises(SettingError, match="witness URL"):
        client.submit(url, 0, [], LOG.note(8), 1)
