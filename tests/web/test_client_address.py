"""Whose address is taken for the client's, behind how many proxies, and can a client make one up?"""

import pytest
from django.test import RequestFactory

from yaomai import settings
from yaomai.errors import SettingError
from yaomai.web.client_address import address_of, client_address

PROXY = "10.0.0.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded_for", "expected"),
    [
        # No proxy: whoever writes the header is the client, and is not believed.
        (0, "", PROXY),
        (0, "192.0.2.7", PROXY),
        (0, "127.0.0.1, 192.0.2.7", PROXY),
        # One proxy: what it appended stands last; what the client wrote stands before.
        (1, "192.0.2.7", "192.0.2.7"),
        (1, "127.0.0.1, 192.0.2.7", "192.0.2.7"),
        (1, "127.0.0.1,192.0.2.7 ", "192.0.2.7"),
        (1, "nonsense, , 192.0.2.7", "192.0.2.7"),
        # Two: the outer one's client, then the outer one itself.
        (2, "192.0.2.7, 10.0.0.2", "192.0.2.7"),
        (2, "127.0.0.1, 192.0.2.7, 10.0.0.2", "192.0.2.7"),
        # With a port, and IPv6 in one way of writing.
        (1, "192.0.2.7:4711", "192.0.2.7"),
        (1, "[2001:DB8:0::7]:4711", "2001:db8::7"),
        (1, "2001:db8::7", "2001:db8::7"),
        # It did not come by all our proxies, or one of them hides its client.
        (1, "", PROXY),
        (2, "192.0.2.7", PROXY),
        (1, "192.0.2.7, unknown", PROXY),
        (1, "192.0.2.7,", PROXY),
    ],
)
def test_the_clients_address(proxies, forwarded_for, expected):
    assert client_address(PROXY, forwarded_for, proxies) == expected


@pytest.mark.parametrize(("proxies", "expected"), [(0, "127.0.0.1"), (1, "192.0.2.7")])
def test_the_address_of_a_request(monkeypatch, proxies, expected):
    monkeypatch.setattr(settings, "PROXIES", proxies)
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "8.8.8.8, 192.0.2.7"})
    assert address_of(request) == expected


@pytest.mark.parametrize(("written", "number"), [("", 0), ("0", 0), ("2", 2)])
def test_the_number_of_proxies(monkeypatch, written, number):
    monkeypatch.setenv("YAOMAI_PROXIES", written)
    assert settings.number("YAOMAI_PROXIES") == number


@pytest.mark.parametrize("written", ["one", "-1", "1.5", "²", "100"])
def test_a_number_of_proxies_that_is_none(monkeypatch, written):
    monkeypatch.setenv("YAOMAI_PROXIES", written)
    with pytest.raises(SettingError, match=r"YAOMAI_PROXIES is .*; write a number from 0 to 99"):
        settings.number("YAOMAI_PROXIES")
