"""The desks in a real browser: accessible, within the window at both widths, usable by hand and by keyboard.

While Playwright runs, Django lets this thread not at the database: what a test needs is made before the browser starts.
"""

import json
import re
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from askers import signed_in, with_session
from browser import chromium, look_faults, needs_chromium, opened, page_faults, serving, tabbed
from make_events import FACTORY, HERB_LOT, PACK, document, document_bytes, object_event, quantity, transformation_event
from make_trade import MAKER, SELLER, SHOP, named, seen, trade
from yaomai.ledger.engine.deed import Recorder
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.traceability.engine.recall import Scope
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.operations.capture_jobs import submit
from yaomai.traceability.operations.recall import start_recall
from yaomai.web.wsgi import application

pytestmark = [pytest.mark.slow, pytest.mark.chromium, needs_chromium]
LOT = "https://id.gs1.org/01/06901234000016/10/LOT-A"
FAULTY = json.dumps(
    document([object_event(action="GROW", quantityList=[quantity(HERB_LOT, -3)]), object_event()]),
    ensure_ascii=False,
    indent=2,
).encode()


@pytest.fixture
def address(cast, monkeypatch):
    """The site served to a browser; the server's threads give their database connections back after each request."""
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    with serving(application) as base:
        yield base


@pytest.fixture
def world(cast, now):
    """A trade in which a lot is used twice, a step gains, and a pack is sold twice; the numbers of the organisations."""
    organisations = trade(cast, now)
    by = {name: Recorder(organisation=number, account=None, key=None) for name, number in organisations.items()}
    gain = transformation_event(
        eventTime="2026-09-10T08:00:00+08:00",
        inputQuantityList=[quantity(HERB_LOT, 10000, "GRM")],
        outputQuantityList=[quantity("urn:epc:class:lgtin:6901234.000002.LOT-P", 12.5)],
    )
    capture(document_bytes([gain], **named()), recorder=by[MAKER], now=now)
    for place, day in ((SHOP, 8), (FACTORY, 20)):
        sale = seen(place, "dispensing", day, bizLocation=None, quantityList=None, epcList=[PACK[:-1] + "2"])
        capture(document_bytes([sale]), recorder=by[SELLER], now=now)
    return organisations


def test_every_desk_is_accessible_and_fits(address, cast, world):
    inspector = cast.account("wang", "inspector", of="示范市药品监督管理局")
    recorder = cast.account("lina", "recorder", of=MAKER)
    late = timezone.now() - timedelta(days=2)
    recall = start_recall(INSTALLATION_VIEWER, Scope("lot", HERB_LOT), recall_class=1, reason="农药残留超标", now=late)
    job = submit(FAULTY, recorder=Recorder(organisation=world[MAKER], account=recorder, key=None), now=timezone.now())
    holder = f"{recall}/notice?holder={_holder(cast, recall)}"
    pages = [
        (None, "/recalls", 200),
        (None, f"/recalls/{recall}", 200),
        (inspector, "/recalls", 200),
        (inspector, "/recalls?state=recall_ended", 200),
        (inspector, f"/recalls/{recall}", 200),
        (inspector, f"/recalls/{recall}/items", 200),
        (inspector, f"/recalls/{recall}/end", 200),
        (inspector, f"/recalls/{holder}", 200),
        (inspector, "/recalls/new", 200),
        (inspector, "/recalls/new?kind=lot&thing=当归", 200),
        (inspector, f"/recalls/new?thing={LOT}", 200),
        (inspector, "/recalls/new?thing=nothing-of-the-kind", 400),
        (inspector, "/balance", 200),
        (inspector, "/balance?verdict=beyond_tolerance", 200),
        (inspector, "/balance?verdict=not_judged", 200),
        (inspector, f"/balance?thing={LOT}", 200),
        (inspector, "/balance?thing=https://id.gs1.org/01/06901234000023/10/LOT-P", 200),
        (inspector, "/alerts", 200),
        (recorder, "/alerts", 200),
        (recorder, "/capture-desk", 200),
        (recorder, f"/capture-desk/{job}", 200),
        (recorder, "/labels", 200),
        (recorder, f"/labels?thing={LOT}&copies=30", 200),
        (recorder, f"/labels?thing={LOT}&size=60x40", 200),
        (recorder, "/labels?thing=nothing&copies=999", 400),
    ]
    contexts = {account: with_session(account) for account in (inspector, recorder)} | {None: {}}
    found = []
    with chromium() as browser:
        for account, path, status in pages:
            faults = page_faults(browser, address + path, status=status, **contexts[account])
            found += [f"{path}: {fault}" for fault in faults]
        for path in (f"/recalls/{recall}", "/balance", "/capture-desk"):
            who = contexts[recorder if path == "/capture-desk" else inspector]
            faults = page_faults(browser, address + path, color_scheme="dark", **who)
            found += [f"{path} in the dark: {fault}" for fault in faults]
    assert found == []


def _holder(cast, recall):
    told = signed_in(cast.account("notice", "inspector")).get(f"/recalls/{recall}").content.decode()
    return told.partition("notice?holder=")[2].partition('"')[0]


def test_a_file_is_handed_in_by_hand_and_each_fault_is_shown_in_its_line(address, cast):
    session = with_session(cast.account("lina", "recorder"))
    file = {"name": "当归.json", "mimeType": "application/json", "buffer": FAULTY}
    with (
        chromium() as browser,
        opened(browser, f"{address}/capture-desk", 390, **session) as (page, errors),
    ):
        page.set_input_files("#files", file)
        assert "当归.json" in page.locator("[data-drop-files]").inner_text()
        page.get_by_label("没有错的先记").check()
        page.get_by_role("button", name="送出").click()
        page.locator("#results .fault-line").first.wait_for()
        assert page.locator("#results .fault-text mark").all_inner_texts() == ['"action": "GROW"', '"quantity": -3']
        assert page.locator("#jobs-table tbody tr").count() == 1, "the list of jobs does not know of it yet"
        assert page.evaluate("document.activeElement.id") == "results"
        assert look_faults(page) == []
        page.get_by_role("link", name="这次上报的页面").click()
        page.get_by_label("看错在哪一行").set_input_files(file)
        page.get_by_role("button", name="看位置").click()
        page.locator(".fault-line").first.wait_for()
        assert errors == []


def test_a_dropped_file_is_listed_and_sent_without_scripts_too(address, cast):
    recorder = cast.account("lina", "recorder")
    file = {"name": "a.json", "mimeType": "application/json", "buffer": document_bytes([object_event()])}
    session = with_session(recorder)
    with chromium() as browser:
        with opened(browser, f"{address}/capture-desk", **session) as (page, _):
            page.evaluate(
                """() => {
                  const data = new DataTransfer();
                  data.items.add(new File(["{}"], "dropped.json", {type: "application/json"}));
                  const drop = document.querySelector("[data-drop]");
                  drop.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
                }"""
            )
            assert "dropped.json" in page.locator("[data-drop-files]").inner_text()
        with opened(browser, f"{address}/capture-desk", java_script_enabled=False, **session) as (page, _):
            page.set_input_files("#files", file)
            page.get_by_role("button", name="送出").click()
            page.get_by_text("新记录").first.wait_for()


def test_a_recall_is_started_with_the_keyboard(address, cast, world):
    session = with_session(cast.account("wang", "inspector"))
    with (
        chromium() as browser,
        opened(browser, f"{address}/recalls/new?thing={LOT}", **session) as (page, errors),
    ):
        reached = [one["words"] for one in tabbed(page)]
        for action in ("看牵涉到什么", "启动召回"):
            assert any(action in words for words in reached), f"Tab never reached {action!r}"
        page.get_by_label("二级").focus()
        page.keyboard.press("Space")
        page.get_by_role("textbox", name="原因").fill("二氧化硫残留超标")
        page.get_by_label("我已核对").focus()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/recalls/[0-9]+$"))
        assert page.get_by_text("二氧化硫残留超标").is_visible()
        assert errors == []
