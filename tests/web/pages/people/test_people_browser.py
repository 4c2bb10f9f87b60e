"""The pages about people in a real browser: accessible, within the window, a key made and ended by hand.

While Playwright runs, Django lets this thread not at the database: what a test needs is made before the browser starts.
"""

import pytest
from django.db import connections
from django.utils import timezone

from askers import with_session
from browser import chromium, look_faults, needs_chromium, opened, page_faults, serving
from cast import PASSWORD
from yaomai.people.engine.totp import code_at
from yaomai.people.operations.found_organisation import found_organisation
from yaomai.people.operations.invite import NewInvitation, invite
from yaomai.people.operations.totp import begin_totp, turn_on_totp
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.web.wsgi import application

pytestmark = [pytest.mark.slow, pytest.mark.chromium, needs_chromium]


@pytest.fixture
def address(cast, monkeypatch):
    """The site served to a browser; the server's threads give their database connections back after each request."""
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    with serving(application) as base:
        yield base


def test_every_page_is_accessible_and_fits(address, cast):
    root = cast.account("root", "administrator", of="甘肃中药材追溯运营中心")
    inspector = cast.account("wang", "inspector")
    lina = cast.account("lina", "recorder", "organisation_administrator", of="陇西县首阳镇道地药材种植农民专业合作社")
    key = int(cast.key("capture", "query", of="甘肃中药材追溯运营中心").split("_")[1])
    here = cast.organisation("陇西县首阳镇道地药材种植农民专业合作社")
    now = timezone.now()
    mei = cast.person("mei", "recorder")
    secret, _ = begin_totp(mei, issuer="药脉", now=now)
    turn_on_totp(mei, code_at(secret, now), password=PASSWORD, address="x", now=now)
    mei = mei.account
    code = invite(INSTALLATION_VIEWER, NewInvitation(here, "王敏", ["recorder"], 7), now=now).code
    pages = [
        (None, "/sign-in", 200),
        (root, "/my", 200),
        (root, "/my/password", 200),
        (root, "/my/keys", 200),
        (inspector, "/my/keys", 200),
        (root, f"/my/keys/{key}/end", 200),
        (root, "/people", 200),
        (root, f"/people/{here}", 200),
        (root, f"/people/accounts/{lina}", 200),
        (root, f"/people/accounts/{lina}/end", 200),
        (root, f"/people/accounts/{mei}/totp", 200),
        (root, f"/people/{here}/change", 200),
        (root, f"/people/{here}/end", 200),
        (root, f"/people/{here}/invite", 200),
        (root, "/people?kind=加工&sort=-name", 200),
        (root, "/organisations", 200),
        (inspector, "/organisations", 200),
        (root, "/my/totp", 200),
        (None, "/sign-in/code", 200),
        (None, f"/join?code={code}", 200),
        (None, "/join?code=none", 404),
        (root, "/audit", 200),
        (root, "/audit?person=nobody", 200),
        (root, "/audit?since=yesterday", 400),
        (inspector, "/audit", 403),
    ]
    contexts = {account: with_session(account) for account in (root, inspector)} | {None: {}}
    found = []
    with chromium() as browser:
        for account, path, status in pages:
            faults = page_faults(browser, address + path, status=status, **contexts[account])
            found += [f"{path}: {fault}" for fault in faults]
    assert found == []


def test_from_signing_in_to_a_key_and_its_end_by_hand(address, cast):
    cast.account("lina", "recorder")
    with chromium() as browser, opened(browser, f"{address}/my/keys", 390) as (page, errors):
        page.get_by_label("登录名").fill("lina")
        page.get_by_label("密码").fill("wrong")
        page.keyboard.press("Enter")
        page.get_by_text("登录名或密码不对").wait_for()
        assert look_faults(page) == []
        page.get_by_label("密码").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.get_by_text("请修改首次密码").wait_for()
        page.get_by_role("link", name="我的密钥").click()
        page.get_by_label("名称", exact=True).fill("三号仓库扫码枪")
        page.get_by_label("采集").check()
        page.get_by_role("button", name="制作密钥").click()
        page.locator("#issued-key").wait_for()
        assert page.locator("#issued-key").inner_text().startswith("yk_")
        assert page.get_by_role("button", name="复制").is_visible()
        assert look_faults(page) == []
        page.get_by_role("link", name="回到我的密钥").click()
        page.get_by_role("link", name="停用").click()
        page.get_by_role("button", name="停用这个密钥").click()
        page.get_by_text("已停用").wait_for()
        page.goto(f"{address}/my")
        page.get_by_role("button", name="退出登录").click()
        page.locator("a[href='/sign-in']").first.wait_for(state="attached")  # on a phone in the folded menu
        assert [error for error in errors if "403" not in error] == []


def test_a_second_factor_by_keyboard_alone(address, cast):
    cast.account("lina", "recorder")
    with chromium() as browser, opened(browser, f"{address}/my/totp", 390) as (page, errors):
        page.get_by_label("登录名").fill("lina")
        page.get_by_label("密码").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.get_by_text("请修改首次密码").wait_for()
        page.goto(f"{address}/my/totp")
        secret = page.locator("p.secret code").inner_text().replace(" ", "")
        page.locator("input[name=code]").focus()
        page.keyboard.type(code_at(secret, timezone.now()))
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.get_by_text("恢复码只显示这一次").wait_for()
        recovery = page.locator(".recovery code").first.inner_text()
        assert look_faults(page) == []
        page.goto(f"{address}/my")
        page.get_by_role("button", name="退出登录").focus()
        page.keyboard.press("Enter")
        page.locator("a[href='/sign-in']").first.wait_for(state="attached")  # on a phone in the folded menu
        page.goto(f"{address}/sign-in")
        page.get_by_label("登录名").focus()
        page.keyboard.type("lina")
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.get_by_text("登录：第二步").wait_for()
        assert look_faults(page) == []
        page.locator("input[name=code]").focus()
        page.keyboard.type(recovery.lower())
        page.keyboard.press("Enter")
        page.get_by_text("请修改首次密码").wait_for()
        assert [error for error in errors if "403" not in error] == []


def test_the_tree_is_opened_by_keyboard(address, cast):
    now = cast.now
    above = None
    for name, division in (("省局", "620000"), ("市局", "621100"), ("县局", "621126"), ("合作社", "621126")):
        above = found_organisation(INSTALLATION_VIEWER, name, "authority", now=now, parent=above, division=division)
    context = with_session(cast.account("lina", "recorder"))
    with chromium() as browser, opened(browser, f"{address}/organisations", 390, **context) as (page, errors):
        assert not page.get_by_text("合作社").is_visible()
        page.locator("summary", has_text="县局").focus()
        page.keyboard.press("Enter")
        page.get_by_text("合作社").wait_for()
        assert look_faults(page) == []
        assert errors == []
