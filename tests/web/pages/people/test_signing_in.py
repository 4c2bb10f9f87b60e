"""Signing in and out, and one's own password, as a browser sees it."""

import pytest
from django.utils import timezone

from askers import browser, signed_in
from cast import PASSWORD
from yaomai.people.models import AuditEntry, Credential
from yaomai.people.operations.end_account import end_account
from yaomai.people.operations.sign_in import sign_in
from yaomai.people.viewer import INSTALLATION_VIEWER


@pytest.fixture
def lina(cast):
    return cast.account("lina", "recorder")


def send(client, login="lina", password=PASSWORD, at="/sign-in", **more):
    return client.post(at, {"login": login, "password": password, **more})


def trail():
    return [(e.action, e.outcome, e.status, e.account) for e in AuditEntry.objects.order_by("id")]


def test_login_and_password_open_the_way_to_where_one_wanted_to_go(lina):
    client = browser()
    response = client.get("/my/keys")
    assert response.status_code == 302
    page = client.get(response.headers["Location"])
    assert 'name="next" value="/my/keys"' in page.text
    # A first password is to be changed first of all.
    assert send(client, next="/my/keys").headers["Location"] == "/my"
    page = client.get("/my")
    assert page.status_code == 200
    assert "请修改首次密码" in page.text
    assert ("sign_in", "done", 302, lina) in trail()


def test_signing_in_makes_a_new_session_and_a_new_token_for_forms(lina):
    client = browser()
    planted = client.session
    planted["planted"] = "by somebody else"
    planted.save()
    client.cookies["sessionid"] = planted.session_key
    client.get("/sign-in")
    token = client.cookies["csrftoken"].value
    send(client)
    assert client.cookies["sessionid"].value != planted.session_key
    assert "planted" not in client.session
    assert client.cookies["csrftoken"].value != token
    assert client.cookies["sessionid"]["httponly"]
    assert client.cookies["sessionid"]["samesite"] == "Lax"


@pytest.mark.parametrize(
    ("wanted", "goes_to"),
    [
        ("/my/keys?x=1", "/my/keys?x=1"),
        ("", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("http://localhost/my", "http://localhost/my"),
    ],
)
def test_one_comes_back_to_this_site_only(cast, lina, wanted, goes_to):
    # A first password would lead to /my.
    Credential.objects.update(initial=False)
    assert send(browser(), next=wanted).headers["Location"] == goes_to


def test_a_wrong_password_and_an_unknown_login_look_the_same(lina):
    wrong, unknown = send(browser(), password="wrong"), send(browser(), login="nobody")
    assert wrong.status_code == unknown.status_code == 403
    assert "登录名或密码不对" in wrong.text

    def bare(page):
        """The page without what differs by request: the token, and the login that was typed."""
        lines = page.text.replace('value="nobody"', 'value="lina"').splitlines()
        return [line for line in lines if "csrfmiddlewaretoken" not in line]

    assert bare(wrong) == bare(unknown)
    assert PASSWORD not in unknown.text
    assert trail() == [("sign_in", "refused", 403, lina), ("sign_in", "refused", 403, None)]


def test_too_many_attempts_say_how_long_to_wait(lina):
    client = browser()
    for _ in range(5):
        assert send(client, password="wrong").status_code == 403
    response = send(client)
    assert response.status_code == 429
    assert "秒后再试" in response.text
    assert 1 <= int(response.headers["Retry-After"]) <= 31
    assert trail()[-1] == ("sign_in", "refused", 429, None)


def test_an_empty_form_says_what_is_missing(cast):
    response = browser().post("/sign-in", {})
    assert response.status_code == 400
    assert "field-error" in response.text
    assert browser().post("/sign-in", {"login": "a\0b", "password": "x"}).status_code == 400


def test_signing_out_ends_the_session_and_is_a_form(lina):
    client = signed_in(lina)
    assert client.get("/sign-out").status_code == 405
    assert client.get("/my").status_code == 200
    assert client.post("/sign-out").headers["Location"] == "/"
    assert client.get("/my").status_code == 302
    assert ("sign_out", "done", 302, lina) in trail()


def test_a_session_ends_with_its_account(lina):
    client = signed_in(lina)
    end_account(INSTALLATION_VIEWER, lina, now=timezone.now())
    assert client.get("/my").status_code == 302


def test_changing_the_password_keeps_this_browser_and_signs_the_others_out(lina):
    here, there = signed_in(lina), signed_in(lina)
    before = here.cookies["sessionid"].value
    form = {"old": PASSWORD, "new": "a much better one", "again": "a much better one"}
    assert here.post("/my/password", form).headers["Location"] == "/my?changed"
    assert here.cookies["sessionid"].value != before
    assert "密码已修改" in here.get("/my?changed").text
    assert there.get("/my").status_code == 302
    assert sign_in("lina", "a much better one", address="x", now=timezone.now()).viewer.account == lina


@pytest.mark.parametrize(
    ("old", "new", "again", "status", "words"),
    [
        ("wrong", "a much better one", "a much better one", 403, "现在的密码不对"),
        (PASSWORD, "short", "short", 400, "密码至少要有 10 个字符"),
        (PASSWORD, "a much better one", "another", 400, "两次输入的新密码不同"),
        (PASSWORD, "", "", 400, "field-error"),
    ],
)
def test_a_password_that_is_not_changed_says_why(lina, old, new, again, status, words):
    response = signed_in(lina).post("/my/password", {"old": old, "new": new, "again": again})
    assert response.status_code == status
    assert words in response.text


def test_a_refused_sign_in_says_that_one_is_not_signed_in(lina):
    for answer in (send(browser(), password="not the password"), send(browser(), login="", password="")):
        assert '<p class="notice-title">没有登录</p>' in answer.text
        assert "没有保存" not in answer.text
