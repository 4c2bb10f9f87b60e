"""Is a taken port recognised, its holder named, and the next one found?"""

import os
import socket
import sys
from collections.abc import Iterator

import pytest

from yaomai.cli import ports
from yaomai.errors import InstallationError, SettingError


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which this process listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(1)
        yield int(listener.getsockname()[1])


@pytest.mark.parametrize(
    ("address", "parsed"),
    [
        ("127.0.0.1:8000", ("127.0.0.1", 8000)),
        ("[::1]:80", ("::1", 80)),
        ("yaomai.example:65535", ("yaomai.example", 65535)),
    ],
)
def test_an_address_is_read(address: str, parsed: tuple[str, int]) -> None:
    assert ports.parse_address(address) == parsed


@pytest.mark.parametrize(
    "address", ["", "8000", ":8000", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:http"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(SettingError, match="write host:port"):
        ports.parse_address(address)


def test_the_next_port_is_taken_when_the_wished_one_is_in_use(taken: int) -> None:
    assert not ports.can_listen("127.0.0.1", taken)
    assert taken < ports.free_port("127.0.0.1", taken) < taken + ports.ATTEMPTS


def test_all_taken(taken: int) -> None:
    with pytest.raises(InstallationError, match=f"{taken} to {taken} of 127.0.0.1 are all taken"):
        ports.free_port("127.0.0.1", taken, attempts=1)


def test_an_address_of_another_machine() -> None:
    with pytest.raises(InstallationError, match=r"nothing can listen on 192\.0\.2\.1 port 8000"):
        ports.can_listen("192.0.2.1", 8000)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows who listens without further programs")
def test_the_holder_is_named(taken: int) -> None:
    assert ports.holder(taken).startswith(f"process {os.getpid()} (")
