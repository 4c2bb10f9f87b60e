"""A NUL in a query or a form is refused, in words, wherever it is sent."""

import pytest

from askers import browser, signed_in
from import_desk import ROWS, previewed


@pytest.fixture
def client(cast):
    client = signed_in(cast.person("lina", "official", "recorder", of="局").account)
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(
    "address",
    [
        "/search?q=%00",
        "/search?q=a&q=b%00",
        "/registers/enterprise?name=%00a",
        "/registers/enterprise?sort=%00",
        "/registers/agency/find?need=testing&place=%00",
        "/registers/enterprise?%00=1",
    ],
)
def test_a_query_is_refused(client, address):
    for asker in (client, browser()):
        answer = asker.get(address)
        assert answer.status_code == 400
        assert "空字符" in answer.content.decode()


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/imports/{}/columns", {"column.0": "name", "constant.employees": "\x00"}),
        ("/imports/{}/columns", {"column.0": "name", "sheet": "\x00"}),
        ("/imports/{}/accept", {"all_but": "\x00"}),
        ("/registers/expert/draw", {"matter": "a\x00", "quota-law": "1", "seed_from": "x"}),
        ("/registers/expert/draw", {"matter": "a", "quota-law": "1", "seed_from": "x\x00"}),
        ("/draws/1/seed", {"seed": "\x00"}),
        ("/registers/enterprise/new", {"name": "甲\x00"}),
        ("/my/password", {"old": "\x00"}),
    ],
)
def test_a_form_is_refused(client, address, form):
    path = address.format(previewed(client, ROWS).rpartition("/")[2])
    answer = client.post(path, form)
    assert answer.status_code == 400
    assert "空字符" in answer.content.decode()
    member = next(name for name, value in form.items() if "\x00" in value)
    assert f"/{member}" in answer.content.decode()


def test_who_may_not_use_an_address_is_told_that(cast):
    assert signed_in(cast.account("kong")).get("/audit?person=%00").status_code == 403


def test_a_program_is_told_every_member(client):
    answer = client.get("/api/registers/enterprise?name=%00&sort=%00")
    assert answer.status_code == 400
    assert {one["pointer"] for one in answer.json()["findings"]} == {"/name", "/sort"}


def test_no_address_has_a_nul(client):
    assert client.get("/files/1/%00/A1").status_code == 404
