"""How does a witness answer over HTTP? (C2SP tlog-witness: POST /add-checkpoint; GET / says what it has seen)"""

import logging
import multiprocessing
import os
import socket
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import Interfaces

from yaomai.errors import InstallationError, ProofError
from yaomai.ledger.witness import home as witness_home
from yaomai.ledger.witness.home import Status
from yaomai.ledger.witness.state import State
from yaomai.ledger.witness.verdict import MAX_REQUEST_BYTES, Refuse
from yaomai.standards.c2sp.cosignature import CosignerKey

TEXT = "text/plain; charset=utf-8"
SIZE = "text/x.tlog.size"

Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

logger = logging.getLogger(__name__)


def application(key: CosignerKey, state: State, clock: Callable[[], int]) -> Application:
    """Return the WSGI application of a witness; `clock` gives POSIX seconds."""

    def answer(environ: Environ) -> tuple[HTTPStatus, str, str]:
        method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
        if path == "/add-checkpoint":
            if method != "POST":
                return HTTPStatus.METHOD_NOT_ALLOWED, TEXT, "POST a checkpoint here\n"
            return _add_checkpoint(environ, key, state, clock)
        if path in ("", "/"):
            if method not in ("GET", "HEAD"):
                return HTTPStatus.METHOD_NOT_ALLOWED, TEXT, "GET this page\n"
            return HTTPStatus.OK, TEXT, front_page(witness_home.describe(key.verifier, state))
        return HTTPStatus.NOT_FOUND, TEXT, "a witness has / and /add-checkpoint\n"

    def wsgi(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        try:
            status, content_type, text = answer(environ)
        except sqlite3.Error:
            logger.exception("the witness's state cannot be read or written")
            status, content_type = HTTPStatus.SERVICE_UNAVAILABLE, TEXT
            text = "the witness cannot read or write its state; its operator finds the cause in its log\n"
        body = text.encode()
        headers = [("Content-Type", content_type), ("Content-Length", str(len(body)))]
        if status == HTTPStatus.METHOD_NOT_ALLOWED:
            headers.append(("Allow", "GET, HEAD" if environ["REQUEST_METHOD"] == "POST" else "POST"))
        start_response(f"{status.value} {status.phrase}", headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]

    return wsgi


def front_page(status: Status) -> str:
    """Return the plain text by which anybody can compare the heads that witnesses have seen."""
    parts = [f"C2SP tlog-witness\n\nThis witness:\n{status.key}\n"]
    for log in status.logs:
        keys = "".join(f"{key}\n" for key in log.keys) or "no key is trusted any more\n"
        parts.append(f"Log {log.origin}\n{keys}")
        if log.latest is None:
            parts.append("No checkpoint cosigned yet.\n")
        else:
            when = datetime.fromtimestamp(log.latest.cosigned_at, UTC)
            seen = log.latest.note.decode()
            parts.append(f"Latest checkpoint, cosigned {when:%Y-%m-%dT%H:%M:%SZ}:\n\n{seen}")
        if log.refused:
            parts.append(
                f"Refused checkpoints that this log had signed: {log.refused}\nThe last: {log.last_refusal}\n"
                "(The log has rewritten itself, or somebody sent its checkpoint with a wrong proof.)\n"
            )
    return "\n".join(parts)


def serve(home: Path, host: str, port: int) -> None:
    """Answer until the process is told to end (SIGINT, SIGTERM). One worker process, plain HTTP.

    Raises InstallationError when there is no witness, its key is readable by others, or the port is taken.
    """
    witness_home.read_key(home)
    witness_home.open_state(home).close()
    _check_port(host, port)
    server = Granian(
        "yaomai witness",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        websockets=False,
        respawn_failed_workers=True,
    )
    server.serve(target_loader=partial(_load, home), wrap_loader=False)


def _add_checkpoint(
    environ: Environ, key: CosignerKey, state: State, clock: Callable[[], int]
) -> tuple[HTTPStatus, str, str]:
    body = environ["wsgi.input"].read(MAX_REQUEST_BYTES + 1)
    if len(body) > MAX_REQUEST_BYTES:
        return (
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            TEXT,
            f"a request has at most {MAX_REQUEST_BYTES} bytes\n",
        )
    try:
        outcome = state.add_checkpoint(body, key, clock())
    except ProofError as error:
        return HTTPStatus.BAD_REQUEST, TEXT, f"{error}\n"
    if not isinstance(outcome, Refuse):
        return HTTPStatus.OK, TEXT, outcome.line()
    if outcome.size is not None:
        return outcome.status, SIZE, f"{outcome.size}\n"
    return outcome.status, TEXT, f"{outcome.words}\n"


def _load(home: Path) -> Application:
    """Return the application inside the worker process."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        # Killed hard, the supervisor leaves its worker behind, which would go on holding the port.
        threading.Thread(target=_end_with, args=(parent.join,), daemon=True).start()
    return application(witness_home.read_key(home), witness_home.open_state(home), lambda: int(time.time()))


def _end_with(wait_for_parent: Callable[[], None]) -> None:
    wait_for_parent()
    os._exit(1)


def _check_port(host: str, port: int) -> None:
    """Raise InstallationError when nobody can listen there: the server itself would share a taken port silently."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise InstallationError(f"the witness cannot listen on {host}:{port}: {error}") from error
