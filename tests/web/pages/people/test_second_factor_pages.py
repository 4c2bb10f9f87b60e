"""The second factor and invitations, as a browser sees them."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from askers import browser, signed_in
from cast import PASSWORD
from yaomai.people.engine.totp import code_at
from yaomai.people.models import AuditEntry
from yaomai.people.operations import totp
from yaomai.people.queries.identity import by_account

STEP = timedelta(seconds=30)


def turn_on(account):
    """Turn the second factor of an account on; its secret."""
    now = timezone.now() - 2 * STEP
    viewer = by_account(account, now=now).viewer
    secret, _ = totp.begin_totp(viewer, issuer="药脉", now=now)
    totp.turn_on_totp(viewer, code_at(secret, now), password=PASSWORD, address="x", now=now)
    return secret


def secret_on(page):
    return re.search(r'密钥：<code class="id">([A-Z2-7 ]+)<', page.text)[1].replace(" ", "")


def test_from_the_qr_code_to_the_recovery_codes(cast):
    lina = cast.account("lina", "recorder")
    client, other = signed_in(lina), signed_in(lina)
    page = client.get("/my/totp")
    assert "<svg" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    secret = secret_on(page)
    wrong = client.post("/my/totp", {"code": "000000", "password": PASSWORD})
    assert (wrong.status_code, secret_on(wrong)) == (403, secret)
    assert "动态码不对" in wrong.text
    for password, status in (("", 400), ("somebody else's", 403)):
        refused = client.post("/my/totp", {"code": code_at(secret, timezone.now()), "password": password})
        assert (refused.status_code, secret_on(refused)) == (status, secret)
    shown = client.post("/my/totp", {"code": code_at(secret, timezone.now()), "password": PASSWORD})
    assert shown.status_code == 201
    assert shown.headers["Cache-Control"] == "no-store"
    assert len(set(re.findall(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}", shown.text))) == 10
    assert client.get("/my/totp").status_code == 200  # this browser stays signed in
    assert secret not in client.get("/my/totp").text
    assert other.get("/my").status_code == 302  # another one does not
    assert client.post("/my/totp", {"code": "1"}).status_code == 403


def test_signing_in_takes_two_steps(cast):
    secret = turn_on(lina := cast.account("lina", "recorder"))
    client = browser()
    first = client.post("/sign-in", {"login": "lina", "password": PASSWORD, "next": "/my/keys"})
    assert (first.status_code, first.headers["Location"]) == (302, "/sign-in/code")
    assert client.get("/my").status_code == 302  # not signed in yet
    assert "第二步" in client.get("/sign-in/code").text
    wrong = client.post("/sign-in/code", {"code": "000000"})
    assert (wrong.status_code, "动态码不对" in wrong.text) == (403, True)
    assert client.get("/my").status_code == 302
    assert client.post("/sign-in/code", {"code": ""}).status_code == 400
    done = client.post("/sign-in/code", {"code": code_at(secret, timezone.now())})
    assert (done.status_code, done.headers["Location"]) == (302, "/my")  # a first password is to be changed first
    assert client.get("/my").status_code == 200
    trail = [(e.action, e.outcome, e.account) for e in AuditEntry.objects.order_by("id") if e.account]
    assert [one for one in trail if one[0].startswith("sign_in")] == [
        ("sign_in", "done", lina),
        ("sign_in_code", "refused", lina),
        ("sign_in_code", "invalid", lina),
        ("sign_in_code", "done", lina),
    ]


def test_the_second_step_is_for_who_took_the_first_and_for_a_while(cast, monkeypatch):
    secret = turn_on(cast.account("lina"))
    stranger = browser()
    assert stranger.get("/sign-in/code").status_code == 200
    assert "请先输入登录名和密码" in stranger.get("/sign-in/code").text
    assert stranger.post("/sign-in/code", {"code": code_at(secret, timezone.now())}).status_code == 400
    client = browser()
    client.post("/sign-in", {"login": "lina", "password": PASSWORD})
    later = timezone.now() + timedelta(minutes=5)
    monkeypatch.setattr(timezone, "now", lambda: later)
    late = client.post("/sign-in/code", {"code": code_at(secret, later)})
    assert (late.status_code, "请先输入登录名和密码" in late.text) == (400, True)
    assert client.get("/my").status_code == 302


def test_guessing_codes_says_how_long_to_wait(cast):
    turn_on(cast.account("lina"))
    client = browser()
    client.post("/sign-in", {"login": "lina", "password": PASSWORD})
    answers = [client.post("/sign-in/code", {"code": f"00000{number}"}) for number in range(6)]
    assert [answer.status_code for answer in answers] == [403] * 5 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert "尝试次数太多" in answers[-1].text


def test_recovery_codes_are_renewed_and_the_factor_taken_away_with_a_code_only(cast):
    secret = turn_on(lina := cast.account("lina"))
    client = signed_in(lina)
    for at in ("/my/totp/codes", "/my/totp/off"):
        assert client.post(at, {"code": "000000"}).status_code == 403
        assert client.post(at, {}).status_code == 400
    renewed = client.post("/my/totp/codes", {"code": code_at(secret, timezone.now())})
    assert renewed.status_code == 201
    recovery = re.search(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}", renewed.text)[0]
    assert client.post("/my/totp/off", {"code": recovery}).status_code == 302
    assert "启用动态码" in client.get("/my/totp").text


def test_an_administrator_takes_it_away_and_it_is_on_the_trail_with_its_deed(cast):
    turn_on(lina := cast.account("lina"))
    client = signed_in(cast.account("boss", "organisation_administrator"))
    at = f"/people/accounts/{lina}/totp"
    assert "移除动态码" in client.get(at).text
    assert client.post(at, {"reason": ""}).status_code == 400
    assert client.post(at, {"reason": "lost"}).status_code == 302
    assert by_account(lina, now=timezone.now()).totp is None
    entry = AuditEntry.objects.filter(action="people_account_totp", outcome="done").get()
    assert entry.deed is not None
    assert "没有启用动态码" in client.get(at).text


@pytest.fixture
def strict(monkeypatch):
    """An installation that wants a second factor of its administrators."""
    monkeypatch.setattr(settings, "TOTP_ROLES", frozenset({"administrator"}))


def test_a_role_that_wants_a_second_factor_is_withheld_until_there_is_one(cast, strict):
    root = cast.account("root", "administrator", "auditor")
    client = browser()
    client.post("/sign-in", {"login": "root", "password": PASSWORD})
    assert client.get("/people").status_code == 403
    assert client.get("/audit").status_code == 200  # the other role is in force
    assert "有角色还没有生效" in client.get("/my").text
    page = client.get("/my/totp")
    assert "系统管理员登录时使用动态码" in page.text
    client.post("/my/totp", {"code": code_at(secret_on(page), timezone.now()), "password": PASSWORD})
    assert client.get("/people").status_code == 200
    assert signed_in(root).get("/people").status_code == 200


def test_who_signs_in_without_it_is_led_to_it(cast, strict):
    root = cast.account("root", "administrator")
    client = signed_in(root)
    client.post("/my/password", {"old": PASSWORD, "new": "a much better one", "again": "a much better one"})
    client = browser()
    done = client.post("/sign-in", {"login": "root", "password": "a much better one", "next": "/people"})
    assert done.headers["Location"] == "/my/totp"


def invitation(client, organisation, **more):
    """Make an invitation on the page; the path of its link."""
    form = {"note": "王敏，质量部", "roles": ["recorder"], "days": "7", **more}
    page = client.post(f"/people/{organisation}/invite", form)
    assert page.status_code == 201
    assert page.headers["Cache-Control"] == "no-store"
    link = re.search(r'id="invitation-link">([^<]+)<', page.text)[1]
    return link[link.index("/join") :]


def test_from_an_invitation_to_the_own_account(cast):
    client = signed_in(cast.account("boss", "organisation_administrator"))
    organisation = cast.organisation("陇西一厂")
    link = invitation(client, organisation)
    guest = browser()
    page = guest.get(link)
    assert page.status_code == 200
    assert "陇西一厂" in page.text
    code = link.split("code=")[1]
    form = {"code": code, "name": "王敏", "login": "wang.min", "password": "a much better one", "again": "another"}
    assert "两次输入的密码不同" in guest.post("/join", form).text
    done = guest.post("/join", form | {"again": "a much better one"})
    assert (done.status_code, done.headers["Location"]) == (302, "/my")
    assert "王敏" in guest.get("/my").text
    assert "请修改首次密码" not in guest.get("/my").text
    used = browser().get(link)
    assert used.status_code == 404
    assert "已由王敏使用" in client.get(f"/people/{organisation}").text
    # The code is a secret: it is in no entry of the trail.
    assert [entry.path for entry in AuditEntry.objects.all() if code in entry.path] == []


def test_an_invitation_is_taken_back_on_the_page(cast):
    client = signed_in(cast.account("boss", "organisation_administrator"))
    organisation = cast.organisation("陇西一厂")
    link = invitation(client, organisation)
    end = re.search(r"/people/invitations/\d+/end", client.get(f"/people/{organisation}").text)[0]
    assert "收回这个邀请" in client.get(end).text
    assert client.post(end).headers["Location"] == f"/people/{organisation}"
    assert browser().get(link).status_code == 404
    assert "已收回" in client.get(f"/people/{organisation}").text


def test_who_was_invited_to_a_role_that_wants_a_second_factor_is_led_to_it(cast, strict):
    link = invitation(signed_in(root_with_factor(cast)), cast.organisation("陇西一厂"), roles=["administrator"])
    guest = browser()
    form = {
        "code": link.split("code=")[1],
        "name": "王",
        "login": "wang.min",
        "password": "a much better one",
        "again": "a much better one",
    }
    assert guest.post("/join", form).headers["Location"] == "/my/totp"
    assert guest.get("/people").status_code == 403


def root_with_factor(cast):
    root = cast.account("root", "administrator")
    turn_on(root)
    return root


@pytest.mark.parametrize("query", ["", "?code=", "?code=1.x", "?code=" + "1" * 500])
def test_a_link_that_is_not_good_is_no_page(cast, query):
    assert browser().get(f"/join{query}").status_code == 404
    assert browser().post("/join", {"code": query[6:]}).status_code == 404
