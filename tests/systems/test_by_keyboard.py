"""Each system from its list to its outcome, by keyboard alone, by the account that it is for.

While Playwright runs, Django lets this thread not at the database: the world is made before the browser starts.
"""

import re

import pytest
from django.db import connections

from askers import with_session
from browser import chromium, needs_chromium, opened, serving
from yaomai.web.wsgi import application

pytestmark = [pytest.mark.slow, pytest.mark.chromium, needs_chromium]
TABS_MOST = 250


@pytest.fixture
def address(cast, monkeypatch):
    """The site served to a browser; the server's threads give their database connections back after each request."""
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    with serving(application) as base:
        yield base


@pytest.fixture
def office(cast, registers):
    """The session of an official, and a little of each register."""
    herb = registers.add("herb", name="当归", least_altitude="2000", zones=["621100"])
    firm = registers.add("enterprise", name="兰岭示范制药")
    land = {"herb": herb, "division": "621126", "standard": "gap", "operator": firm}
    registers.add("base", name="甲基地", area={2015: "300000", 2026: "310000"}, altitude="2100", **land)
    registers.add("base", name="乙基地", area={2015: "700000", 2026: "710000"}, altitude="1500", **land)
    registers.add("planting", name="岷县当归", division="621126", herb=herb, area={2015: "4030000"})
    mark = registers.add("brand", name="岷县当归", sort="gi", number="GI-1", start="2010-01-01")
    registers.add("product", name="当归片", maker=firm, marks=[mark])
    for at in range(4):
        registers.add("expert", name=f"专家{at}", number=f"Z{at}", fields=["law"])
    agency = registers.add("agency", name="定西检验", division="621102", services=["testing"])
    registers.add("qualification", number="CMA-1", agency=agency, scope=["testing"])
    return with_session(cast.account("nongye", "official", of="省农业农村厅（虚构）"))


def go(page, words):
    """Tab to what is called so, and press Enter."""
    tab_to(page, words)
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def tab_to(page, words):
    """Tab until what is called so (its words, its label) has the focus."""
    for _ in range(TABS_MOST):
        page.keyboard.press("Tab")
        said = page.evaluate(
            "() => { const e = document.activeElement; const label = e.labels?.[0]?.innerText ?? ''; return"
            " [e.getAttribute('aria-label') ?? '', label, e.innerText ?? '', e.value ?? ''].join(' ').trim() }"
        )
        if re.search(words, said):
            return
    pytest.fail(f"the Tab key does not reach {words!r} on {page.url}")


def test_from_the_list_of_bases_to_the_statement_behind_a_figure(address, office):
    with (
        chromium() as browser,
        opened(browser, f"{address}/registers/base", **office) as (page, errors),
    ):
        go(page, "^数字$")
        page.wait_for_url("**/figures")
        tab_to(page, "截至哪一天")
        page.keyboard.type("12312015")
        page.keyboard.press("Enter")
        page.wait_for_url("**/figures?on=2015-12-31")
        told = page.inner_text("main")
        assert "24.8" in told
        assert "甘肃省“十三五”陇药产业发展规划" in told
        go(page, "岷县 1")
        page.get_by_text("符合条件的 2 条相加").wait_for()
        assert "乙基地" in page.content()
        assert errors == []


def test_the_county_map_and_the_checks(address, office):
    with (
        chromium() as browser,
        opened(browser, f"{address}/registers/base", **office) as (page, errors),
    ):
        go(page, "^地图$")
        page.wait_for_url("**/map")
        tab_to(page, "岷县：1\u00a0020\u00a0000 亩")
        page.keyboard.press("Enter")
        page.get_by_text("符合条件的 2 条相加").wait_for()
        page.keyboard.press("Escape")
        go(page, "^检查$")
        page.wait_for_url("**/checks")
        assert "海拔 1500 米，应不低于 2000 米" in page.inner_text("main")
        assert errors == []


def test_marks_of_products(address, office):
    with (
        chromium() as browser,
        opened(browser, f"{address}/registers/product", **office) as (page, _),
    ):
        go(page, "^检查$")
        page.wait_for_url("**/checks")
        told = page.inner_text("main")
        assert "未获授权" in told
        assert "岷县当归" in told


def test_a_panel_is_drawn(address, office):
    with (
        chromium() as browser,
        opened(browser, f"{address}/registers/expert", **office) as (page, errors),
    ):
        go(page, "^抽取专家组$")
        page.wait_for_url("**/draw")
        for label, text in (
            ("^事项", "技术评审"),
            ("当事单位", "兰岭示范制药"),
            ("法规与知识产权", "2"),
            ("种子从哪里来", "明天的开奖号码"),
        ):
            tab_to(page, label)
            page.keyboard.type(text)
        go(page, "发起，记入账本")
        page.wait_for_url("**/draws/*")
        tab_to(page, "公布的种子")
        page.keyboard.type("04 11 19 23 27 33")
        page.keyboard.press("Enter")
        page.get_by_text("刚才重抽了一遍，结果相同").wait_for()
        assert len(re.findall("专家[0-3]", page.inner_text("main"))) == 2
        assert errors == []


def test_an_agency_is_found(address, office):
    with (
        chromium() as browser,
        opened(browser, f"{address}/registers/agency", **office) as (page, _),
    ):
        go(page, "^找机构$")
        page.wait_for_url("**/find")
        tab_to(page, "要什么")
        page.keyboard.press("ArrowDown")  # the first need
        tab_to(page, "在哪里")
        page.keyboard.type("安定区")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("need=testing"))
        assert "定西检验" in page.inner_text("main")
