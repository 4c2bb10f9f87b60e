"""The start page counts what leads somewhere; the search says what it understood."""

from dataclasses import replace

import pytest
from django.utils import timezone

from askers import browser, signed_in
from make_events import HERB_LOT, document_bytes, object_event, transformation_event
from plan_reading import PLAN, at, proposed
from yaomai.ledger.operations.record import INSTALLATION
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.planning.operations.decide import NewDecision, decide
from yaomai.traceability.engine.recall import Scope
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.operations.recall import start_recall
from yaomai.web.pages import home


@pytest.fixture
def counted_anew(monkeypatch):
    """No numbers that another test counted."""
    monkeypatch.setattr(home, "_tallies", home._Tallies())


def test_todays_numbers_lead_to_what_they_count(cast, counted_anew):
    now = timezone.now()
    capture(document_bytes([object_event(), transformation_event()]), recorder=INSTALLATION, now=now)
    start_recall(INSTALLATION_VIEWER, Scope("lot", identifier=HERB_LOT), recall_class=3, reason="标签有误", now=now)
    page = browser().get("/").content.decode()
    assert (
        '<a href="/ledger"><span class="tally-label">今天入账的事件</span> <span class="tally-value"><data value="2">'
        in page
    )
    assert (
        '<a href="/recalls"><span class="tally-label">召回中</span> <span class="tally-value"><data value="1">' in page
    )
    assert "/balance" not in page
    inspector = signed_in(cast.account("wang", "inspector")).get("/").content.decode()
    assert 'href="/balance"><span class="tally-label">' in inspector


def test_only_pages_that_scan_may_open_the_camera(cast, counted_anew):
    assert "camera=(self)" in browser().get("/")["Permissions-Policy"]
    assert "camera=()" in browser().get("/glossary")["Permissions-Policy"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("(01)06901234000016(10)NOBODY", ["批", "(01)06901234000016 (10)NOBODY"]),
        ("06901234000017", ["不是整个的编码"]),  # a wrong check digit: no GTIN
        ("https://id.gs1.org/01/06901234000017", ["校验位不对"]),
        ("81234567890123456789", ["药品追溯码"]),
        ("91620000MA00000007", ["机构"]),
        ("当归", ["名称或编码的一部分"]),
    ],
)
def test_what_is_not_found_is_told_what_it_was_taken_for_and_what_to_try(cast, typed, said):
    answer = browser().get("/search", {"q": typed})
    page = answer.content.decode()
    assert answer.status_code == 404
    for words in (*said, "读作", "没有抄错一位", "批号、序列号"):
        assert words in page


@pytest.mark.parametrize("typed", ["LOT-A", "(01) 06901234000016 (10) LOT-A", HERB_LOT, "010690123400001610LOT-A"])
def test_exactly_one_thing_opens_at_once(cast, now, typed):
    capture(document_bytes([object_event()]), recorder=INSTALLATION, now=now)
    answer = browser().get("/search", {"q": typed})
    assert (answer.status_code, answer["Location"][:8]) == (302, "/things/")


def decided_plan(now, access="public"):
    plan = proposed(now, replace(PLAN, access=access))
    decide(INSTALLATION_VIEWER, plan.file, [NewDecision(*at("300亿元以上"), "confirm")], now=now)
    return plan


@pytest.mark.parametrize(
    ("typed", "sort", "words"),
    [
        ("医药产业发展", "plans", '某省<mark>医药产业发展</mark>规划</a> <span class="note">发文：某省人民政府'),
        ("营业收入", "targets", '<mark>营业收入</mark></a> <span class="note">2020 年：某省医药产业发展规划'),
        ("INDUSTRY", "indicators", ""),
        ("主营业务收入", "indicators", '<a href="/indicators/industry.main_revenue">'),
    ],
)
def test_plans_targets_and_indicators_are_found_by_name(cast, now, typed, sort, words):
    decided_plan(now)
    answer = browser().get("/search", {"q": typed})
    page = answer.content.decode()
    if not words:
        assert answer.status_code == 404  # keys are no names
        return
    assert answer.status_code == 200
    assert words in page[page.index(f'id="{sort}"') :].partition("</section>")[0]
    assert "没有找到" not in page


def test_plans_that_somebody_may_not_see_are_not_found(cast, now):
    decided_plan(now, access="official")
    assert browser().get("/search", {"q": "医药产业发展"}).status_code == 404
    assert 'id="targets"' not in browser().get("/search", {"q": "营业收入"}).content.decode()
    official = signed_in(cast.account("guan", "official", of="省局"))
    assert official.get("/search", {"q": "医药产业发展"}).status_code == 200
