"""Registers in a real browser: accessible, within the window, by keyboard alone, and with scripts switched off.

While Playwright runs, Django lets this thread not at the database: what a test needs is made before the browser starts.
"""

import re

import pytest
from django.db import connections

from askers import with_session
from browser import chromium, needs_chromium, opened, page_faults, serving, tabbed
from make_registers import enterprises, said, stated
from yaomai.people.queries.identity import by_account
from yaomai.web.wsgi import application

pytestmark = [pytest.mark.slow, pytest.mark.chromium, needs_chromium]
LIST = "/registers/enterprise"


@pytest.fixture
def address(cast, monkeypatch):
    """The site served to a browser; the server's threads give their database connections back after each request."""
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    with serving(application) as base:
        yield base


@pytest.fixture
def official(cast):
    return cast.account("guan", "official", of="省药监局")


@pytest.fixture
def session(official):
    """What a browser needs to be the official's."""
    return with_session(official)


def test_every_page_is_accessible_and_fits(address, cast, official):
    numbers = enterprises(cast, 60)
    other = by_account(cast.account("other", "official", of="省局二处"), now=cast.now).viewer
    mark = f"{said(numbers[3], now=cast.now, by=other, revenue='990000', address='别处').deed * 2**20 + 1}.1"
    at = f"{LIST}/{numbers[3]}"
    pages = [
        (None, "/registers", 200),
        (None, LIST, 200),
        (None, "/registers/expert", 404),
        (official, "/registers", 200),
        (official, LIST, 200),
        (official, f"{LIST}?division=定西市&revenue.from=100&sort=-revenue&columns=name,revenue,address", 200),
        (official, f"{LIST}?revenue.from=abc", 400),
        (official, f"{LIST}?name=没有这样的", 200),
        (official, "/registers/herb", 200),
        (official, at, 200),
        (official, f"{at}?valid=2026-01-01", 200),
        (official, f"{at}/history", 200),
        (official, f"{at}/edit", 200),
        (official, f"{at}/revenue/choose", 200),
        (official, f"{at}/merge", 200),
        (official, f"{at}/merge?with={numbers[4]}", 200),
        (official, f"{LIST}/new", 200),
        (official, f"{LIST}/rules", 200),
        (official, f"/statements/{mark}", 200),
        (official, f"/statements/{mark}/withdraw", 200),
    ]
    contexts = {official: with_session(official), None: {}}
    found = []
    with chromium() as browser:
        for who, path, status in pages:
            faults = page_faults(browser, address + path, status=status, **contexts[who])
            found += [f"{path}: {fault}" for fault in faults]
        for path in (LIST, at):
            faults = page_faults(browser, address + path, color_scheme="dark", **contexts[official])
            found += [f"{path} in the dark: {fault}" for fault in faults]
    assert found == []


def test_by_keyboard_alone_from_the_list_to_a_cells_origin_and_back(address, cast, session):
    enterprises(cast, 60)
    with chromium() as browser, opened(browser, address + LIST, 1280, **session) as (page, errors):
        page.focus("#c-division")
        page.keyboard.type("岷县")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("division="))
        page.locator(".list-count").get_by_text("5 条").wait_for()
        reached = tabbed(page, limit=80)
        assert all(one["seen"] for one in reached if one["words"]), [one for one in reached if not one["seen"]]
        assert reached[-1]["words"] != "", "the end of the page is reached"
        cell = page.locator("a.cell-origin").nth(2)
        cell.focus()
        page.keyboard.press("Enter")
        page.locator("#sheet .origin-name").wait_for()
        assert "网页填报" in page.inner_text("#sheet")
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.classList.contains('cell-origin')"), "the focus comes back"
        assert errors == []


def test_an_entity_is_entered_and_changed_by_keyboard(address, session):
    with (
        chromium() as browser,
        opened(browser, f"{address}{LIST}/new", 390, **session) as (page, errors),
    ):
        page.focus("#f-name")
        page.keyboard.type("陇西归芪饮片有限公司")
        page.focus("#f-revenue")
        page.keyboard.type("12头牛")
        page.keyboard.press("Enter")
        page.locator("#f-revenue_error").wait_for()
        assert page.input_value("#f-name") == "陇西归芪饮片有限公司"
        page.fill("#f-revenue", "120万元")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(rf"{LIST}/\d+$"))
        told = page.inner_text("main").replace("\xa0", "")
        assert "1200000" in told
        page.get_by_role("link", name="修改").click()
        page.fill("#f-address", "文峰镇")
        page.get_by_role("button", name="保存").click()
        page.wait_for_url(re.compile(rf"{LIST}/\d+$"))
        assert "文峰镇" in page.inner_text("main")
        assert [one for one in errors if "400" not in one] == []


def test_without_scripts_lists_forms_and_references_work_as_well(address, cast, session):
    enterprises(cast, 60)
    stated([{"name": "归芪制药有限公司"}, {"name": "归芪制药有限公司"}], now=cast.now)
    with (
        chromium() as browser,
        opened(browser, address + LIST, 1280, java_script_enabled=False, **session) as (page, _),
    ):
        page.fill("#c-division", "岷县")
        page.get_by_role("button", name="找", exact=True).click()
        page.wait_for_url(re.compile("division="))
        assert "5 条" in page.inner_text(".list-count")
        page.locator("a.cell-origin").first.click()
        page.wait_for_url(re.compile("/statements/"))
        assert "网页填报" in page.inner_text("main")
        page.goto(f"{address}/registers/brand/new")
        page.fill("#f-name", "归芪牌")
        page.select_option("#f-sort", "enterprise")
        page.fill("#f-owner", "归芪制药有限公司")
        page.get_by_role("button", name="保存").click()
        page.locator(".choosing input[type=radio]").first.check()
        page.get_by_role("button", name="保存").click()
        page.wait_for_url(re.compile(r"/registers/brand/\d+$"))
        assert "归芪制药有限公司" in page.inner_text("main")
