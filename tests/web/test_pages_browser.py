"""The pages of the visual language in a real browser: accessible, within the window, usable by keyboard."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from browser import chromium, look_faults, needs_chromium, opened, page_faults, serving, tabbed
from yaomai.web import frame, samples
from yaomai.web.wsgi import application

pytestmark = [pytest.mark.slow, pytest.mark.chromium, needs_chromium]

PAGES = {
    "/style": 200,
    "/style/home": 200,
    "/style/trace": 200,
    "/style/event": 200,
    "/style/lot": 200,
    "/style/recalled": 200,
    "/style/receipt": 200,
    "/figure/sample/left": 200,
    "/glossary": 200,
    "/systems": 200,
    "/systems?q=%E8%8D%AF%E6%9D%90&document=000": 200,
    "/systems?q=nothing-is-called-so": 200,
    "/systems/D10": 200,
    "/systems/A02": 200,
    "/systems/Z99": 404,
    "/sign-in": 200,
    "/there-is-no-such-page": 404,
    "/style?sort=nothing": 400,
}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The application without a database; the footer's line about the log is a sample."""
    with pytest.MonkeyPatch.context() as patched, serving(application) as one:
        patched.setattr(frame, "log_state", lambda: samples.LOG_STATE)
        patched.setattr(frame, "_remembered", frame._Remembered())
        yield one


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as one:
        yield one


@pytest.mark.parametrize("path", PAGES)
def test_page_is_accessible_and_fits(browser: Browser, address: str, path: str) -> None:
    assert page_faults(browser, address + path, status=PAGES[path]) == []


@pytest.mark.parametrize("path", ["/style", "/style/trace", "/style/lot"])
def test_page_is_accessible_in_the_dark(browser: Browser, address: str, path: str) -> None:
    assert page_faults(browser, address + path, color_scheme="dark") == []


def test_keyboard_reaches_the_main_actions_of_a_trace(browser: Browser, address: str) -> None:
    with opened(browser, f"{address}/style/trace") as (page, _):
        reached = tabbed(page)
    words = [one["words"] for one in reached]
    assert words[0] == "跳到正文"
    for action in ("查任何编码", "产出 1204.75 千克", "药材 当归（鲜） XD2410", "用文字看", "加工产出", "复制"):
        assert any(action in one for one in words), f"Tab never reached {action!r}; it reached {words}"
    assert [one for one in reached if not one["seen"]] == [], "focus went to something that does not show it"


def test_figure_opens_in_the_sheet_and_gives_the_focus_back(browser: Browser, address: str) -> None:
    with opened(browser, f"{address}/style/trace", 390) as (page, errors):
        figure = page.locator("a.figure").first
        figure.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("#sheet .origin-value")
        assert page.locator("#sheet .origin-value data").inner_text() == "1204.75"
        assert page.evaluate("document.getElementById('sheet').contains(document.activeElement)")
        assert look_faults(page) == []
        page.keyboard.press("Escape")
        assert not page.locator("#sheet").is_visible()
        assert figure.evaluate("(element) => element === document.activeElement")
        assert errors == []


def test_sheet_says_when_the_origin_cannot_be_fetched(browser: Browser, address: str) -> None:
    with opened(browser, f"{address}/style/trace") as (page, _):
        page.route("**/figure/**", lambda route: route.abort())
        page.locator("a.figure").first.click()
        page.wait_for_selector("#sheet [data-whole-page]")
        assert page.locator("#sheet [data-whole-page]").get_attribute("href") == "/figure/sample/output"
        assert look_faults(page) == []


def test_figure_is_a_page_of_its_own_without_scripts(browser: Browser, address: str) -> None:
    with opened(browser, f"{address}/style/trace", java_script_enabled=False) as (page, _):
        page.locator("a.figure").first.click()
        page.wait_for_url("**/figure/sample/output")
        assert page.locator("h1").inner_text() == "产出"


def test_a_genealogy_wider_than_the_phone_starts_with_two_whole_nodes_and_says_that_there_is_more(
    browser: Browser, address: str
) -> None:
    with opened(browser, f"{address}/style/trace", 390) as (page, errors):
        page.locator(".graph-hint").wait_for(state="visible")
        box = page.locator("[data-pan]").bounding_box()
        assert box is not None
        nodes = [node.bounding_box() for node in page.locator(".graph-node rect").all()]
        whole = [n for n in nodes if n and box["x"] <= n["x"] and n["x"] + n["width"] <= box["x"] + box["width"]]
        here = page.locator("[data-here] rect").bounding_box()
        assert here in whole
        assert any(n["x"] != here["x"] for n in whole), "no neighbour stands whole beside the node of this page"
        assert page.locator(".graph-frame[data-more-before], .graph-frame[data-more-after]").count() == 1
        assert errors == []
    with opened(browser, f"{address}/style/trace", 1440) as (page, _):
        assert not page.locator(".graph-hint").is_visible()


def test_table_sorts_with_and_without_scripts(browser: Browser, address: str) -> None:
    for scripts in (True, False):
        with opened(browser, f"{address}/style", java_script_enabled=scripts) as (page, _):
            page.locator("#table-events thead a", has_text="批号").click()
            page.wait_for_url("**/style?sort=lot")
            page.wait_for_selector("#table-events th[aria-sort=ascending] >> text=批号")
            assert page.locator("#table-events tbody .cell-id").all_inner_texts() == [
                "DG241108", "DG241108", "P24112", "SD2301", "XD2410",
            ]  # fmt: skip


def test_table_filters_while_typing_and_keeps_the_cursor(browser: Browser, address: str) -> None:
    with opened(browser, f"{address}/style") as (page, errors):
        page.locator("#table-events summary").click()
        page.locator("#events-lot").press_sequentially("xd24")
        page.locator("#table-events tbody tr:nth-child(2)").wait_for(state="detached")
        assert page.evaluate("document.activeElement.id") == "events-lot"
        assert "lot=xd24" in page.url
        assert errors == []


def test_receipt_fits_one_sheet_of_paper(browser: Browser, address: str) -> None:
    with opened(browser, f"{address}/style/receipt") as (page, _):
        page.emulate_media(media="print")
        assert page.locator(".paper").is_visible()
        assert not page.locator(".head").is_visible()
        for paper, sheets in (("A4", 1), ("A5", 2)):  # on A5 the code that holds the whole receipt takes its own sheet
            assert page.pdf(format=paper).count(b"/Type /Page\n") == sheets, paper
