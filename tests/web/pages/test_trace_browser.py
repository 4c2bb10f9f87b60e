"""Search, trace and public pages in a real browser: accessible, within the window, groups opened, a receipt checked by the browser."""

import pytest
from django.db import connections

from browser import chromium, needs_chromium, opened, page_faults, serving
from make import sequenced
from make_events import HERB_LOT, SLICE_LOT, document_bytes, object_event, quantity, transformation_event
from yaomai.errors import ProofError
from yaomai.ledger.engine import receipt as receipts
from yaomai.ledger.operations.record import INSTALLATION
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.traceability.engine.recall import Scope
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.operations.recall import start_recall
from yaomai.traceability.queries.trace import find_thing
from yaomai.web.pages import things
from yaomai.web.wsgi import application

pytestmark = [pytest.mark.slow, pytest.mark.chromium, needs_chromium]

PACKS = [f"urn:epc:id:sgtin:6901234.000003.P{n:03}" for n in range(90)]
LOT_PAGE = "/01/06901234000023/10/LOT-B"


@pytest.fixture
def address(cast, log_setup, now, monkeypatch):
    """A site with herbs, slices and ninety packs, one event corrected, everything signed."""
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    things.PAGES.forget_all()
    mistaken = object_event(
        action="OBSERVE",
        bizStep="storing",
        quantityList=[quantity(SLICE_LOT, 9.0)],
        eventTime="2026-09-04T08:00:00.000+08:00",
    )
    declaration = {"declarationTime": "2026-09-05T08:00:00.000+08:00", "reason": "incorrect_data"}
    packing = transformation_event(
        inputQuantityList=[quantity(SLICE_LOT, 90.0)], outputQuantityList=None, outputEPCList=PACKS, bizStep="packing",
        eventTime="2026-09-06T08:00:00.000+08:00",
    )  # fmt: skip
    events = [object_event(), transformation_event(), mistaken, mistaken | {"errorDeclaration": declaration}, packing]
    capture(document_bytes(events), recorder=INSTALLATION, now=now)
    sequenced(log_setup, now)
    with serving(application) as base:
        yield base
    things.PAGES.forget_all()


def test_every_page_of_a_trace_is_accessible_and_fits(address, now):
    lot, herbs, pack = (find_thing(code).number for code in (SLICE_LOT, HERB_LOT, PACKS[7]))
    first = find_thing(PACKS[0]).number
    start_recall(
        INSTALLATION_VIEWER, Scope("lot", identifier=HERB_LOT), recall_class=1, reason="二氧化硫残留超标", now=now
    )
    pages = {
        "/": 200,
        "/search?q=no-such-thing": 404,
        "/search?q=690123400002": 200,
        "/search?q=(01)06901234000024(10)A": 404,
        f"/things/{lot}": 200,
        f"/things/{herbs}": 200,
        f"/things/{pack}": 200,
        f"/things/{lot}?group={first}": 200,
        f"/things/{lot}?at=2026-09-05&known_on=2026-11-21": 200,
        f"/things/{lot}?at=yesterday": 400,
        LOT_PAGE: 200,
        "/01/06901234000030/21/P007": 200,
        "/01/06901234000023/10/NOBODY": 404,
    }
    with chromium() as browser:
        faults = {
            path: found
            for path, status in pages.items()
            if (found := page_faults(browser, address + path, status=status))
        }
    assert faults == {}


def test_many_packs_are_one_box_that_opens_to_each_of_them(address):
    lot = find_thing(SLICE_LOT).number
    with chromium() as browser, opened(browser, f"{address}/things/{lot}") as (page, errors):
        box = page.locator("a.graph-node", has_text="90 个")
        box.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**group=*")
        assert page.locator("#table-members tbody tr").count() == 90
        page.get_by_role("link", name="P007").first.click()
        page.wait_for_url("**/things/*")
        assert "P007" in page.inner_text("h1") + page.inner_text(".pagehead-id")
        assert errors == []


def test_a_corrected_event_is_struck_out(address):
    lot = find_thing(SLICE_LOT).number
    with chromium() as browser, opened(browser, f"{address}/things/{lot}", 390) as (page, _):
        step = page.locator(".step-corrected")
        assert step.locator("del").inner_text() == "入库"
        assert "已更正" in step.inner_text()


def test_a_day_of_the_past_is_asked_for_and_said(address):
    lot = find_thing(SLICE_LOT).number
    with chromium() as browser, opened(browser, f"{address}/things/{lot}") as (page, _):
        page.locator(".moments summary").click()
        page.fill("#moment-at", "2026-09-03")
        page.get_by_role("button", name="看那天").click()
        page.wait_for_url("**at=2026-09-03*")
        assert "只看到 2026-09-03 23:59:59 为止发生的事" in page.inner_text(".moments")
        assert page.locator(".step").count() == 1
        page.get_by_role("link", name="看现在的").click()
        assert page.locator(".step").count() == 3


_VERDICTS = """async ([receipt, policy]) => {
  const { check } = await import("/static/yaomai/receipt.js");
  const holds = async (text) => { try { await check(text, policy, () => {}); return true; } catch { return false; } };
  const flipped = [];
  for (let at = 0; at < receipt.length; at += 11)
    flipped.push(await holds(receipt.slice(0, at) + (receipt[at] === "A" ? "B" : "A") + receipt.slice(at + 1)));
  return [await holds(receipt), flipped];
}"""


def test_the_browser_checks_a_receipt_as_the_command_does(address, log_setup):
    policy = log_setup.policy_file.read_text()
    with chromium() as browser, opened(browser, address + LOT_PAGE, 390) as (page, errors):
        page.locator("[data-check-start]").click()
        page.locator(".checked-verdict").wait_for()
        assert "核验通过" in page.inner_text("[data-check-said]")
        href = page.locator("[data-check]").get_attribute("data-receipt")
        receipt = page.evaluate("async (href) => (await fetch(href)).text()", href)
        whole, flipped = page.evaluate(_VERDICTS, [receipt, policy])
        assert errors == []
    assert whole
    changed = [
        f"{receipt[:at]}{'B' if receipt[at] == 'A' else 'A'}{receipt[at + 1 :]}" for at in range(0, len(receipt), 11)
    ]
    assert flipped == [_holds(one, log_setup) for one in changed]
    assert not any(flipped)


def _holds(text, log_setup):
    try:
        receipts.verify(receipts.parse(text.encode()), log_setup.policy())
    except ProofError:
        return False
    return True


def test_a_browser_is_told_when_the_receipt_is_of_another_log(address):
    with chromium() as browser, opened(browser, address + LOT_PAGE) as (page, _):
        other = "log elsewhere.example/log+00000000+AXjw5/1Qg1IUXovW01kmZRfOtAuWzHpxSWXK7FfCUGZP\nquorum none\n"
        page.route("**/log/policy", lambda route: route.fulfill(body=other))
        page.locator("[data-check-start]").click()
        page.locator(".checked-verdict").wait_for()
        assert "核验没有通过" in page.inner_text("[data-check-said]")
