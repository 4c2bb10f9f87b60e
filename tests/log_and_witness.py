"""A witness that really runs, and a log that is really kept: for tests about what the two do to each other."""

import io
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from yaomai.ledger.models import Checkpoint, Cosignature, Leaf, Pending
from yaomai.ledger.operations import keep_log
from yaomai.ledger.setup import LogSetup
from yaomai.ledger.witness import home as witness_home
from yaomai.ledger.witness import server
from yaomai.standards.c2sp.policy import Witness as PolicyWitness

PATIENCE_S = 30.0


class Witness:
    """A new witness with its home in `home`, which is to answer on `port`."""

    def __init__(self, home: Path, port: int) -> None:
        self.home = home
        self.key = witness_home.initialise(home, "witness.example/w1")
        self.port = port
        self.url = f"http://127.0.0.1:{port}"

    def in_policy(self) -> PolicyWitness:
        """How a log's policy names it."""
        return PolicyWitness(self.key.name, self.key, self.url)

    def seen(self, origin: str) -> int:
        """How many leaves it has cosigned for a log."""
        (log,) = (log for log in witness_home.status(self.home).logs if log.origin == origin)
        return log.latest.head.size if log.latest else 0


class WitnessThread(Witness):
    """A witness that answers from a thread of this process: quickly there, and gone."""

    def __init__(self, home: Path) -> None:
        self._server = make_server("127.0.0.1", 0, self._answer, handler_class=_Quiet)
        super().__init__(home, self._server.server_port)
        self._state = witness_home.open_state(home)
        self._application = server.application(witness_home.read_key(home), self._state, lambda: int(time.time()))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def stop(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._state.close()

    def _answer(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        return self._application({**environ, "wsgi.input": io.BytesIO(body)}, start_response)


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Nothing: the tests say what is to be said."""


class WitnessProcess(Witness):
    """`yaomai witness serve` on a free port of this machine: another process, that can be ended and started again."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            super().__init__(home, probe.getsockname()[1])
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        with (self.home / "output").open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "yaomai", "witness", "serve", str(self.home), "--address", f"127.0.0.1:{self.port}"],
                stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip
        wait_until(self._answers)

    def stop(self) -> None:
        """End it hard; it may be started again."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self.home / "output").read_text()
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False


def wait_until(condition: Callable[[], bool]) -> None:
    """Return when `condition` holds. Other processes and threads bring it about: there is no event to wait for."""
    limit = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < limit, "it did not come about"
        time.sleep(0.01)


@contextmanager
def keeping(setup: LogSetup, clock: Callable[[], datetime]) -> Iterator[None]:
    """The log is kept, as the worker keeps it, for as long as this lasts."""
    stop, failures = threading.Event(), []

    def keep() -> None:
        try:
            keep_log.LogKeeper(setup, clock, stop).run()
        except BaseException as error:  # noqa: BLE001  # of another thread: raised below
            failures.append(error)

    thread = threading.Thread(target=keep)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
    assert failures == []


def is_caught_up(witnesses: int) -> bool:
    """Whether everything recorded is a leaf, and the checkpoint over all leaves has that many cosignatures."""
    newest = Checkpoint.objects.order_by("-size").first()
    return (
        not Pending.objects.exists()
        and newest is not None
        and newest.size == Leaf.objects.count()
        and Cosignature.objects.filter(checkpoint=newest).count() == witnesses
    )
