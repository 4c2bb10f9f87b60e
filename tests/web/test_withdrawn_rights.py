"""A right that is withdrawn while the page is open: the next request is refused, in words, whatever it asks for."""

from datetime import timedelta

import pytest
from django.utils import timezone

from askers import signed_in
from yaomai.people.engine.held_roles import Term
from yaomai.people.operations.end_account import end_account
from yaomai.people.operations.end_organisation import end_organisation
from yaomai.people.operations.grant_roles import grant_roles
from yaomai.people.viewer import INSTALLATION_VIEWER

AUDITOR = ("/audit", "/audit?person=lina&sort=time", "/audit?format=csv")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def opened(cast):
    """An auditor who has looked at each of the addresses: the account, and the browser that is still open."""
    cast.account("root", "administrator", of="别的单位")
    account = cast.account("rev", "auditor")
    client = signed_in(account)
    for at in AUDITOR:
        assert client.get(at).status_code == 200
    return account, client


def test_pages_exports_and_parts_are_refused_when_the_role_is_taken(opened):
    account, client = opened
    grant_roles(INSTALLATION_VIEWER, account, [], now=timezone.now())
    for at in AUDITOR:
        answer = client.get(at)
        assert answer.status_code == 403
        assert "没有打开此页的权限" in answer.text
        part = client.get(at, headers=HTMX)
        # htmx shows nothing of a refusal: it is sent to the whole page, which says why.
        assert (part.status_code, part.headers["HX-Redirect"]) == (403, at)
    assert client.get("/my").status_code == 200  # the account itself is good


def test_a_role_for_a_time_ends_at_its_moment_also_for_an_open_page(opened, monkeypatch):
    account, client = opened
    now = timezone.now()
    until = now + timedelta(hours=1)
    grant_roles(INSTALLATION_VIEWER, account, ["auditor"], terms={"auditor": Term(None, until)}, now=now)
    for moment, status in ((until - timedelta(microseconds=1), 200), (until, 403)):
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        assert [client.get(at).status_code for at in AUDITOR] == [status] * len(AUDITOR)


@pytest.mark.parametrize("how", ["the account ends", "the organisation is dissolved"])
def test_who_is_gone_is_sent_to_the_sign_in_page(opened, cast, how):
    account, client = opened
    if how == "the account ends":
        end_account(INSTALLATION_VIEWER, account, now=timezone.now())
    else:
        end_organisation(INSTALLATION_VIEWER, cast.organisation("陇西一厂"), reason="x", now=timezone.now())
    for at in AUDITOR:
        answer = client.get(at)
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/sign-in")
        part = client.get(at, headers=HTMX)
        assert (part.status_code, part.headers["HX-Redirect"]) == (200, "/sign-in")


def test_a_form_of_an_open_page_does_nothing_any_more(cast):
    boss = cast.account("boss", "organisation_administrator")
    lina = cast.account("lina", "recorder")
    client = signed_in(boss)
    at = f"/people/accounts/{lina}"
    assert client.get(at).status_code == 200
    grant_roles(INSTALLATION_VIEWER, boss, [], now=timezone.now())
    answer = client.post(at, {"roles": []})
    assert answer.status_code == 403
    assert "没有打开此页的权限" in answer.text
    assert signed_in(lina).get("/capture-desk").status_code == 200  # lina's role is untouched
