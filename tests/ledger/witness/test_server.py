"""Does a real witness process answer to the letter, and does it survive being killed?"""

import http.client
import io
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager, suppress

import pytest

from yaomai.errors import InstallationError
from yaomai.ledger.witness import client, server
from yaomai.ledger.witness import home as witness_home
from yaomai.standards import rfc6962
from yaomai.standards.c2sp import cosignature, note
from yaomai.standards.c2sp.note import SignerKey

NOW = 1_800_000_000
TEXT = "text/plain; charset=utf-8"


@pytest.fixture
def ask(key, state):
    """Return (status, headers, body) of the WSGI application."""
    wsgi = server.application(key, state, lambda: NOW)

    def ask(method, path, body=b""):
        told = []
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "wsgi.input": io.BytesIO(body)}
        data = b"".join(wsgi(environ, lambda status, headers: told.extend([status, dict(headers)])))
        return int(told[0].split(" ")[0]), told[1], data

    return ask


def test_each_status_with_its_content_type(ask, log, home):
    stranger = SignerKey.generate("stranger.example")
    table = [
        # body, status, content type, body of the answer (None: words)
        (b"nonsense", 400, TEXT, None),
        (log.request(0, 8)[:-1], 400, TEXT, None),
        (log.request(0, 8).replace(b"old 0", b"old 9"), 400, TEXT, None),
        (log.request(0, 8, [SignerKey.generate(log.key.name)]), 403, TEXT, None),
        (log.request(0, 8).replace(log.key.name.encode(), stranger.name.encode()), 404, TEXT, None),
        (log.request(2, 8), 409, "text/x.tlog.size", b"0\n"),
        (log.request(0, 8).replace(b"old 0\n", b"old 0\n" + b"A" * 43 + b"=\n"), 422, TEXT, None),
        (log.request(0, 8), 200, TEXT, None),
        (log.request(0, 8), 409, "text/x.tlog.size", b"8\n"),
        (log.request(8, 8), 200, TEXT, None),
        (b"x" * 135_169, 413, TEXT, None),
    ]
    for body, status, content_type, answer in table:
        told, headers, data = ask("POST", "/add-checkpoint", body)
        assert (told, headers["Content-Type"]) == (status, content_type), data
        assert data == answer if answer else data.endswith(b"\n")
        assert headers["Content-Length"] == str(len(data))
    assert ask("GET", "/add-checkpoint")[0] == 405
    assert ask("GET", "/add-checkpoint")[1]["Allow"] == "POST"
    assert ask("POST", "/")[1]["Allow"] == "GET, HEAD"
    assert ask("GET", "/nothing")[0] == 404
    assert ask("HEAD", "/")[0::2] == (200, b"")


def test_two_histories_at_one_size_are_a_conflict_without_a_size(ask, log):
    assert ask("POST", "/add-checkpoint", log.request(0, 8))[0] == 200
    log.leaves[3] = rfc6962.leaf_hash(b"forged")
    status, headers, data = ask("POST", "/add-checkpoint", log.request(8, 8))
    assert (status, headers["Content-Type"]) == (409, TEXT)
    assert data.startswith(b"two histories: at size 8")


def test_the_answer_is_the_cosignature(ask, log, key):
    _, _, data = ask("POST", "/add-checkpoint", log.request(0, 8))
    (line,) = note.parse_signature_lines(data.decode())
    assert cosignature.verify(log.head(8).text(), line, key.verifier) == NOW


def test_the_front_page_shows_keys_heads_and_refusals(ask, log, key):
    assert "No checkpoint cosigned yet." in ask("GET", "/")[2].decode()
    ask("POST", "/add-checkpoint", log.request(0, 8))
    status, headers, data = ask("GET", "/")
    page = data.decode()
    assert (status, headers["Content-Type"]) == (200, TEXT)
    assert str(key.verifier) in page
    assert str(log.key.verifier) in page
    assert "cosigned 2027-01-15T08:00:00Z" in page
    shown = note.parse((log.head(8).origin + page.split("\n\n" + log.head(8).origin)[1]).encode())
    assert cosignature.cosigners(shown, [key.verifier]) == {key.verifier: NOW}
    log.leaves[3] = rfc6962.leaf_hash(b"forged")
    ask("POST", "/add-checkpoint", log.request(8, 13))
    assert "Refused checkpoints that this log had signed: 1" in ask("GET", "/")[2].decode()
    assert str(key) not in page


def test_a_disk_that_cannot_be_written_is_said(ask, log, state, caplog):
    state._connection.execute("PRAGMA query_only = 1")
    status, _, data = ask("POST", "/add-checkpoint", log.request(0, 8))
    assert status == 503
    assert b"cannot read or write its state" in data
    assert "readonly" in caplog.text
    state._connection.execute("PRAGMA query_only = 0")
    assert ask("POST", "/add-checkpoint", log.request(0, 8))[0] == 200


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


SERVE = "import sys, pathlib; from yaomai.ledger.witness import server; server.serve(pathlib.Path(sys.argv[1]), '127.0.0.1', int(sys.argv[2]))"


def _get(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().read().decode()
    finally:
        connection.close()


@contextmanager
def _running(home, port):
    """A witness process in a group of its own, ended hard in the end."""
    with (home / "output").open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(home), str(port)],
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        deadline = time.monotonic() + 20
        while True:
            try:
                _get(port)
                break
            except OSError:
                said = (home / "output").read_text()
                assert process.poll() is None, said
                assert time.monotonic() < deadline, said
                time.sleep(0.05)
        yield process
    finally:
        _kill_group(process)


def _kill_group(process):
    with suppress(ProcessLookupError):  # the worker is in the group of its supervisor, which may be dead already
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=10)


def test_a_killed_witness_remembers_and_its_port_is_free_again(home, log, key):
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    with _running(home, port) as process:
        accepted = client.submit(url, 0, [], log.note(8), 5)
        assert isinstance(accepted, client.Accepted)
        assert cosignature.verify(log.head(8).text(), accepted.signatures[0], key.verifier) > NOW - 2**26
        # Only the supervisor is killed: its worker must not live on with the port.
        process.kill()
        process.wait(timeout=10)
        deadline = time.monotonic() + 10
        while True:
            try:
                _get(port)
            except OSError:
                break
            assert time.monotonic() < deadline, "the worker outlived its supervisor"
            time.sleep(0.05)
    assert isinstance(client.submit(url, 8, [], log.note(8), 5), client.Unreachable)
    with _running(home, port) as process:
        assert client.submit(url, 0, [], log.note(13), 5) == client.Conflict(8)
        log.leaves[3], honest = rfc6962.leaf_hash(b"forged"), log.leaves[3]
        refused = client.submit(url, 8, log.proof(8, 13), log.note(13), 5)
        assert isinstance(refused, client.Refused)
        assert refused.status == 422
        log.leaves[3] = honest
        assert isinstance(client.submit(url, 8, log.proof(8, 13), log.note(13), 5), client.Accepted)
        large = client.submit(url, 13, [], b"x" * 300_000, 5)
        assert isinstance(large, client.Refused)
        assert large.status == 413
        assert log.key.name in _get(port)
        second = subprocess.run(
            [sys.executable, "-c", SERVE, str(home), str(port)],
            capture_output=True, text=True, check=False, timeout=20,
        )  # fmt: skip
        assert f"cannot listen on 127.0.0.1:{port}" in second.stderr
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0


def test_serving_what_is_not_there_is_said_before_anything_starts(tmp_path, home):
    with pytest.raises(InstallationError, match="no witness at"):
        server.serve(tmp_path, "127.0.0.1", _free_port())
    (home / "witness.sqlite").unlink()
    with pytest.raises(InstallationError, match="no witness state"):
        server.serve(home, "127.0.0.1", _free_port())


def test_a_key_pair_does_not_leave_its_home(home, state):
    assert "PRIVATE" not in server.front_page(witness_home.status(home))
    dump = "\n".join(sqlite3.connect(home / "witness.sqlite").iterdump())
    assert "PRIVATE" not in dump
