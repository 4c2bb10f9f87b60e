"""The library in a real browser: accessible, within the window at both widths, the passage in sight and reached by keyboard.

While Playwright runs, Django lets this thread not at the database: what a test needs is made before the browser starts.
"""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.utils import timezone

from askers import signed_in, with_session
from browser import chromium, needs_chromium, opened, page_faults, serving
from make_documents import pdf
from yaomai.archive.engine.description import Description
from yaomai.archive.operations.keep_document import describe_document, keep_document
from yaomai.web.wsgi import application

pytestmark = [pytest.mark.slow, pytest.mark.chromium, needs_chromium]
LONG = "".join(
    f"　　第{number}段。到2020年，产值达到{number}亿元，种植面积\n350万亩，增长１３\U001001b0６%。\n\n"
    for number in range(1500)
)
PRINTED = "#set page(width: 120mm, height: 80mm)\n= 某省规划\n" + "到2020年，产值达到500亿元。" * 40


@pytest.fixture
def address(cast, monkeypatch):
    """The site served to a browser; the server's threads give their database connections back after each request."""
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    with serving(application) as base:
        yield base


@pytest.fixture
def library(cast):
    """An official; a long plan described twice, its second version in PDF, a draft of which no text can be read."""
    official = cast.person("guan", "official", of="省局")
    now = timezone.now()
    plan = Description(
        "某省“十三五”中药材产业发展规划",
        "某省人民政府",
        date(2016, 9, 5),
        "approved",
        "https://example.org",
        "620000",
        2016,
        2020,
    )
    first = keep_document(official, "规划.txt", LONG.encode(), plan, now=now)
    describe_document(
        official,
        first.file,
        Description("某省“十三五”规划", "某省人民政府", date(2016, 9, 5), division="620000"),
        now=now,
    )
    second = keep_document(
        official, "规划.pdf", pdf(PRINTED), Description("某省新规划", division="620000", follows=first.file), now=now
    )
    broken = keep_document(official, "坏.pdf", b"%PDF-1.7 x", Description("读不出的", status="draft"), now=now)
    return official, first, second, broken


def test_every_page_is_accessible_and_fits(address, library):
    official, first, second, broken = library
    sent = signed_in(official.account).post(
        "/plans/new", {"file": SimpleUploadedFile("新.txt", "某市规划\n产值".encode())}
    )
    pages = [
        (None, "/plans", 200),
        (None, f"/plans/{first.number}", 200),
        (None, f"/plans/{first.number}/text", 200),
        (None, f"/plans/{first.number}/text?at=9000-9100", 200),
        (None, f"/plans/{first.number}/text?at=9-x", 400),
        (None, f"/plans/{second.number}/text", 200),
        (official.account, "/plans?status=document_draft", 200),
        (official.account, f"/plans/{first.number}", 200),
        (official.account, f"/plans/{broken.number}", 200),
        (official.account, f"/plans/{broken.number}/text", 200),
        (official.account, "/plans/new", 200),
        (official.account, sent["Location"], 200),
        (official.account, f"/plans/{first.number}/describe", 200),
    ]
    contexts = {official.account: with_session(official.account), None: {}}
    found = []
    with chromium() as browser:
        for account, path, status in pages:
            faults = page_faults(browser, address + path, status=status, **contexts[account])
            found += [f"{path}: {fault}" for fault in faults]
        dark = page_faults(browser, f"{address}/plans/{first.number}/text?at=9000-9100", color_scheme="dark")
    assert found + dark == []


@pytest.mark.parametrize("javascript", [True, False])
def test_the_passage_is_in_sight_and_the_keyboard_goes_on_from_it(address, library, javascript):
    _, first, *_ = library
    at = LONG.index("产值达到700亿元")
    url = f"{address}/plans/{first.number}/text?at={at}-{at + 9}"
    with chromium() as browser, opened(browser, url, java_script_enabled=javascript) as (page, errors):
        box = page.locator("mark#at").bounding_box()
        assert box is not None
        assert 0 < box["y"] < 700
        assert "产值达到700亿元" in page.locator(".document-passage").inner_text()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.url.endswith("#passage")
        assert errors == []
