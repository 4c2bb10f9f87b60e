"""The import in a real browser: accessible, within the window at both widths, by keyboard alone, and without scripts.

While Playwright runs, Django lets this thread not at the database: what a test needs is made before the browser starts.
"""

import re

import pytest
from django.db import connections

from askers import signed_in, with_session
from browser import chromium, look_faults, needs_chromium, opened, page_faults, serving, tabbed
from import_desk import HEADS, PATH, ROWS, begun, code, mapped, previewed
from make_import_files import messy, plain
from yaomai.ledger.engine.deed import reference
from yaomai.registers.import_models import Import
from yaomai.web.files_shown import cell_path
from yaomai.web.wsgi import application

pytestmark = [pytest.mark.slow, pytest.mark.chromium, needs_chromium]


@pytest.fixture
def address(cast, monkeypatch):
    """The site served to a browser; the server's threads give their database connections back after each request."""
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    with serving(application) as base:
        yield base


@pytest.fixture
def official(cast):
    return cast.account("lina", "official", of="定西市工信局")


@pytest.fixture
def session(official):
    """A browser's context that the official is signed in at."""
    return with_session(official)


def test_every_page_of_the_import_is_accessible_and_fits(address, official, session):
    client = signed_in(official)
    first = previewed(client, ROWS)
    client.post(f"{first}/accept")
    undo = re.search(rf"{first}/undo/\d+", client.get(first).content.decode()).group()
    columns = begun(client, messy(), "2025年医药企业名录（各县汇总）最终版2.xlsx")
    differences = previewed(
        client,
        [
            ("陇药饮片有限公司", code(1), 150, "岷县", ""),
            ("归源合作社", code(2), 3.5, "岷县", ""),
            ("新来的公司", code(3), 1, "渭源县", ""),
            ("校验位错的公司", "91620100MA71000000", "#REF!", "没有这个县", ""),
        ],
    )
    file = Import.objects.order_by("id").first().file
    broken = begun(client, b"PK\x03\x04" + b"\x00" * 200)
    pages = [
        PATH,
        f"{columns}/columns",
        f"{columns}/columns?sheet=说明",
        *(f"{differences}/rows?state={state}" for state in ("new", "changed", "same", "faulty", "conflicting")),
        f"{differences}/accept",
        f"{differences}/accept?row=999",
        first,
        undo,
        broken,
        f"/files/{reference(file)}",
        cell_path(file, "企业名录!C2"),
    ]
    found = []
    with chromium() as browser:
        for path in pages:
            found += [f"{path}: {fault}" for fault in page_faults(browser, address + path, status=200, **session)]
        for path in (f"{columns}/columns", f"{differences}/rows?state=faulty", cell_path(file, "企业名录!C2")):
            faults = page_faults(browser, address + path, status=200, color_scheme="dark", **session)
            found += [f"{path} in the dark: {fault}" for fault in faults]
    assert found == []


def focused_on(page, selector, *, most=150):
    """Go on with Tab until this element has the focus."""
    page.locator(selector).first.wait_for()
    for _ in range(most):
        if page.locator(selector).first.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reached {selector}")


def test_a_table_is_imported_and_taken_back_with_the_keyboard_alone(address, session):
    file = {"name": "企业.xlsx", "mimeType": "application/octet-stream", "buffer": plain([HEADS, *ROWS])}
    with (
        chromium() as browser,
        opened(browser, address + PATH, **session) as (page, errors),
    ):
        page.set_input_files("#file", file)  # the dialog of files is the browser's own
        assert "企业.xlsx" in page.locator("[data-drop-files]").inner_text()
        focused_on(page, "form.hand-in button[type=submit]")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/imports/\d+/columns"))
        assert page.locator("select[name='column.0']").input_value() == "name"
        focused_on(page, ".import-columns button[type=submit]")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/imports/\d+/rows"))
        assert look_faults(page) == []
        focused_on(page, "a.button-main")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/imports/\d+/accept"))
        focused_on(page, "main button[type=submit]")
        page.keyboard.press("Enter")
        page.get_by_text("写入 2 行").wait_for()
        focused_on(page, "a.button-fault")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/undo/\d+"))
        focused_on(page, "textarea")
        page.keyboard.type("选错了文件")
        focused_on(page, "main button[type=submit]")
        page.keyboard.press("Enter")
        page.get_by_text("已经撤销").wait_for()
        assert errors == []


def test_a_fault_of_the_file_is_said_where_the_file_was_chosen(address, session):
    file = {"name": "空.xlsx", "mimeType": "application/octet-stream", "buffer": b""}
    with (
        chromium() as browser,
        opened(browser, address + PATH, 390, **session) as (page, errors),
    ):
        page.set_input_files("#file", file)
        page.get_by_role("button", name="读这个文件").click()
        page.locator("#results .notice").get_by_text("文件是空的").wait_for()
        assert look_faults(page) == []
        assert errors == []


def test_the_import_works_without_scripts(address, session):
    file = {"name": "企业.xlsx", "mimeType": "application/octet-stream", "buffer": plain([HEADS, *ROWS])}
    with (
        chromium() as browser,
        opened(browser, address + PATH, 390, java_script_enabled=False, **session) as (page, _),
    ):
        page.set_input_files("#file", file)
        page.get_by_role("button", name="读这个文件").click()
        page.get_by_role("button", name="看会带来什么").click()
        page.locator("input[name=row]").first.check()
        page.get_by_role("button", name="写入选中的行").click()
        page.get_by_role("button", name="写入 1 行").click()
        page.get_by_text("写入 1 行，涉及 1 个条目").wait_for()
        page.get_by_text("1 行新增的还没有写入").wait_for()


def test_a_cell_is_reached_from_the_row_that_it_stands_in(address, official, session):
    client = signed_in(official)
    path = begun(client, messy())
    mapped(client, path)
    with (
        chromium() as browser,
        opened(browser, f"{address}{path}/rows?state=faulty", 390, **session) as (page, errors),
    ):
        page.get_by_role("link", name="C5，看原表").click()
        page.wait_for_url(re.compile(r"/files/\d+\.\d+/.+/C5"))
        page.get_by_role("link", name="移到这一格").click()
        here = page.locator("#here").bounding_box()
        assert here is not None
        assert 0 <= here["x"] < 390, "the marked cell is not in sight"
        assert "（空）" not in {one["words"] for one in tabbed(page)}, "a cell without anything leads nowhere"
        assert errors == []
