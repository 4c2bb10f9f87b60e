"""The search, the trace page and the public page of a lot: what they say, whatever they are asked."""

import pytest

from askers import browser


@pytest.mark.parametrize(
    "address",
    [
        "/01/%00",
        "/01/06901234000016/10/A%00",
        "/01/%ED%A0%80",
        "/00/" + "1" * 6000,
        "/things/" + "9" * 30,
        "/search?q=%00",
        "/search?q=" + "a" * 7000,
    ],
)
def test_what_nobody_named_is_not_found(cast, address):
    assert browser().get(address).status_code == 404
