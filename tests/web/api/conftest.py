"""For tests of the interfaces: the log that the site publishes, and the site served for real on loopback."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.test import Client

from askers import HOST, machine
from yaomai import settings
from yaomai.cli import supervisor
from yaomai.database import access as access_file


@pytest.fixture
def log(log_setup, monkeypatch):
    """The log of this test's database, as the site knows it."""
    monkeypatch.setattr(settings, "POLICY_FILE", log_setup.policy_file)
    return log_setup


@pytest.fixture
def anyone():
    """A program without a key."""
    return Client(**HOST)


@pytest.fixture
def owner(cast):
    """The program of an organisation that captures, and reads what it has captured."""
    return machine(cast.key("capture", "query"))


@pytest.fixture
def served(database, log_setup, tmp_path) -> Iterator[int]:
    """The port on which the site answers from a process of its own, as `yaomai serve` starts it."""
    home = tmp_path / "served"
    access_file.write(home, replace(database, passwords=dict(database.passwords)))
    shutil.copy(log_setup.policy_file, home / "policy.txt")  # the first page shows what was proved
    with _free_port() as port:
        environment = {**os.environ, "YAOMAI_HOME": str(home)}
    process = subprocess.Popen(supervisor.web_program("127.0.0.1", port, 1), env=environment)
    try:
        _wait(process, port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextmanager
def _free_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    class Family:
        def ended(self) -> str:
            return "" if process.poll() is None else f"the server ended with {process.returncode}"

    supervisor.wait_until_answers(Family(), "127.0.0.1", port)
