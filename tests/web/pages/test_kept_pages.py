"""A rendered public page is handed out again, and never once after it stopped being right."""

import pytest
from django.db import connections
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from askers import browser, signed_in
from make import sequenced
from make_events import (
    FACTORY,
    GS1_CONTEXT,
    HERB_LOT,
    SLICE_LOT,
    document_bytes,
    object_event,
    quantity,
    transformation_event,
)
from yaomai.ledger.engine.deed import Recorder
from yaomai.ledger.operations.record import INSTALLATION
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER
from yaomai.traceability.engine.recall import Scope
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.operations.recall import end_recall, start_recall
from yaomai.traceability.queries.trace import find_thing
from yaomai.web import lot_page
from yaomai.web.judgement import UNBALANCED
from yaomai.web.page_cache import Kept, PageCache
from yaomai.web.pages import things

ADDRESS = "/01/06901234000023/10/LOT-B"  # of SLICE_LOT


@pytest.fixture
def kept(cast, log_setup, now):
    """The page of a lot of slices, made of a lot of herbs, which this process has kept; gives a function that records events."""
    things.PAGES.forget_all()

    def recorded(*events, **members):
        capture(document_bytes(list(events), **members), recorder=INSTALLATION, now=now)
        sequenced(log_setup, now)

    recorded(object_event(), transformation_event())
    browser().get(ADDRESS)
    assert things.PAGES.get("https://id.gs1.org/01/06901234000023/10/LOT-B") is not None
    yield recorded
    things.PAGES.forget_all()


def shown() -> str:
    answer = browser().get(ADDRESS)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_kept_page_costs_one_question(kept):
    first = shown()
    with CaptureQueriesContext(connections["default"]) as asked:
        again = browser().get(ADDRESS)
    assert again.content.decode() == first
    assert [one["sql"] for one in asked.captured_queries if "lot_facts" in one["sql"]] == []
    assert len(asked.captured_queries) == 0, (
        "the mark is asked by a prepared statement below Django; nothing else is asked"
    )


@pytest.mark.parametrize("code", [SLICE_LOT, HERB_LOT])
def test_the_very_next_request_after_a_recall_says_so_and_after_its_end_no_longer(kept, now, code):
    assert "已召回" not in shown()
    number = start_recall(
        INSTALLATION_VIEWER, Scope("lot", identifier=code), recall_class=1, reason="二氧化硫残留超标", now=now
    )
    page = shown()
    for words in ("已召回", "二氧化硫残留超标", "不要再用", f"/recalls/{number}"):
        assert words in page
    end_recall(INSTALLATION_VIEWER, number, "已全部收回", now=now)
    assert "已召回" not in shown()


def test_the_very_next_request_after_an_event_about_it_says_so(kept):
    assert "有事件写明" not in shown()
    inspected = object_event(
        action="OBSERVE", bizStep="inspecting", disposition="non_conformant", quantityList=[quantity(SLICE_LOT, 0.5)],
        eventTime="2026-09-04T08:00:00.000+08:00",
    )  # fmt: skip
    kept(inspected)
    assert "有事件写明：不合格" in shown()
    declaration = {"declarationTime": "2026-09-05T08:00:00.000+08:00", "reason": "incorrect_data"}
    kept(inspected | {"errorDeclaration": declaration})
    page = shown()
    assert "有事件写明：不合格" not in page
    assert "有 1 个事件已更正" in page


def test_the_very_next_request_after_an_event_about_what_it_is_made_of_says_so(kept):
    kept(
        object_event(
            action="OBSERVE", bizStep="holding", disposition="damaged", eventTime="2026-09-06T08:00:00.000+08:00"
        )
    )
    assert "所用 LOT-A 待处理：已损坏" in shown()


def test_the_very_next_request_after_another_name_calls_it_so(kept):
    named = {"type": "urn:epcglobal:epcis:vtype:Location", "vocabularyElementList": [
        {"id": FACTORY, "attributes": [{"id": "urn:epcglobal:cbv:mda#name", "attribute": "新名字的车间"}]}]}  # fmt: skip
    header = {"epcisMasterData": {"vocabularyList": [named]}}
    kept(
        object_event(eventTime="2026-09-09T08:00:00.000+08:00", quantityList=[quantity(HERB_LOT, 1.0)]),
        epcisHeader=header,
    )
    assert "新名字的车间" in shown()


SHARED = "urn:uuid:0f7e7a3c-0000-4000-8000-000000000001"
PACK = "urn:epc:id:sgtin:6901234.000002.77"
CASE = "urn:epc:id:sscc:6901234.0000000001"
OTHER_CASE = "urn:epc:id:sscc:6901234.0000000002"
SELLER = "urn:epc:id:pgln:6901234.00001"


def afresh() -> str:
    things.PAGES.forget_all()
    return shown()


def packed(day: int) -> dict[str, object]:
    return {
        "type": "AggregationEvent", "eventTime": f"2026-09-0{day}T08:00:00.000+08:00", "eventTimeZoneOffset": "+08:00",
        "parentID": CASE, "childQuantityList": [quantity(SLICE_LOT, 1)], "action": "ADD", "bizStep": "packing",
    }  # fmt: skip


def test_a_pack_that_is_said_to_be_of_the_lot_later_is_on_its_page(kept):
    kept(
        object_event(
            eventTime="2026-09-05T08:00:00.000+08:00", quantityList=None, epcList=[PACK],
            ilmd={"cbvmda:lotNumber": "LOT-B"},
        ),
        **{"@context": [GS1_CONTEXT]},
    )  # fmt: skip
    page = shown()
    assert "制成" in page
    assert page == afresh()


def test_what_comes_later_out_of_a_step_that_it_went_into_is_on_its_page(kept):
    kept(
        transformation_event(
            eventTime="2026-09-05T08:00:00.000+08:00", transformationID=SHARED,
            inputQuantityList=[quantity(SLICE_LOT, 5)], outputQuantityList=None,
        )
    )  # fmt: skip
    assert "LOT-Z" not in shown()
    kept(
        transformation_event(
            eventTime="2026-09-06T08:00:00.000+08:00", transformationID=SHARED, inputQuantityList=None,
            outputQuantityList=[quantity("urn:epc:class:lgtin:6901234.000004.LOT-Z", 5)],
        )
    )  # fmt: skip
    assert "LOT-Z" in shown()


def test_a_declaration_of_error_that_repeats_anothers_is_seen_at_once(cast, kept, log_setup, now):
    def by(organisation, event):
        capture(document_bytes([event]), recorder=Recorder(organisation, None, organisation), now=now)
        sequenced(log_setup, now)

    bad = object_event(
        action="OBSERVE", bizStep="inspecting", disposition="non_conformant", quantityList=[quantity(SLICE_LOT, 0.5)],
        eventTime="2026-09-04T08:00:00.000+08:00",
    )  # fmt: skip
    declared = bad | {
        "errorDeclaration": {"declarationTime": "2026-09-05T08:00:00.000+08:00", "reason": "incorrect_data"}
    }
    by(7, bad)
    by(8, declared)
    assert "有事件写明：不合格" in shown()
    by(7, declared)
    assert "有事件写明：不合格" not in shown()


def test_a_late_shipment_of_the_case_that_it_lay_in_brings_a_recall_of_the_shipper_to_it(kept, now):
    shipped = object_event(
        action="OBSERVE", bizStep="shipping", disposition="in_transit", quantityList=None, epcList=[OTHER_CASE],
        eventTime="2026-09-06T08:00:00.000+08:00", sourceList=[{"type": "possessing_party", "source": SELLER}],
    )  # fmt: skip
    kept(packed(5), shipped)
    start_recall(INSTALLATION_VIEWER, Scope("party", identifier=SELLER), recall_class=1, reason="假药", now=now)
    assert "假药" not in shown()
    kept(shipped | {"epcList": [CASE]})
    assert "假药" in shown()


def test_what_a_step_of_several_events_puts_out_later_counts_in_the_balance(kept):
    kept(
        transformation_event(
            eventTime="2026-09-05T08:00:00.000+08:00", transformationID=SHARED,
            inputQuantityList=[quantity(HERB_LOT, 5)], outputQuantityList=[quantity(SLICE_LOT, 5)],
        )
    )  # fmt: skip
    assert UNBALANCED not in shown()
    kept(
        transformation_event(
            eventTime="2026-09-06T08:00:00.000+08:00", transformationID=SHARED, inputQuantityList=None,
            outputQuantityList=[quantity("urn:epc:class:lgtin:6901234.000004.LOT-Z", 5)],
        )
    )  # fmt: skip
    assert UNBALANCED in shown()


def test_a_browser_that_has_the_page_is_told_that_it_is_still_right(kept, now):
    first = browser().get(ADDRESS)
    assert (first["Cache-Control"], first.status_code) == ("no-cache", 200)
    again = browser().get(ADDRESS, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    start_recall(INSTALLATION_VIEWER, Scope("lot", identifier=HERB_LOT), recall_class=2, reason="霉变", now=now)
    assert browser().get(ADDRESS, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_who_is_signed_in_gets_a_page_of_their_own(kept, cast):
    page = signed_in(cast.account("owner", "recorder")).get(ADDRESS)
    assert "owner 的姓名" in page.content.decode()
    assert "ETag" not in page
    assert "owner 的姓名" not in shown()


def test_what_is_not_witnessed_yet_is_not_kept(cast, log_setup, now):
    things.PAGES.forget_all()
    capture(document_bytes([object_event(), transformation_event()]), recorder=INSTALLATION, now=now)
    assert "待入账" in shown()
    sequenced(log_setup, now)
    assert "待入账" not in shown()


def test_the_least_recently_used_pages_go_first():
    def one(letter: str) -> Kept:
        return Kept(letter.encode() * 1000, letter, (), (), ())

    cache = PageCache(bytes_most=one("a").bytes * 2)
    cache.put("a", one("a"))
    cache.put("b", one("b"))
    cache.get("a")
    cache.put("c", one("c"))
    assert [cache.get(key) is not None for key in "abc"] == [True, False, True]
    cache.put("huge", Kept(b"x" * 10_000, "x", (), (), ()))
    assert cache.get("huge") is None
    assert cache.bytes == one("a").bytes * 2


def test_the_code_of_a_public_page_is_drawn_and_nobody_elses(cast):
    drawn = browser().get("/qr/01/06901234000023/10/LOT-B")
    assert (drawn.status_code, drawn["Content-Type"]) == (200, "image/svg+xml")
    assert drawn.content.startswith(b"<svg")
    for path in ("/qr/elsewhere.example/login", "/qr/01/06901234000024/10/A", "/qr/things/x/lot"):
        assert browser().get(path).status_code == 404


def test_what_stands_around_a_page_is_the_same_whoever_rendered_it(kept):
    request = RequestFactory().get(ADDRESS)
    request.viewer = ANYONE
    page = lot_page.lot_page(find_thing(SLICE_LOT), now=timezone.now()).page
    assert things._for_anybody(request, page).decode() == render_to_string("lot.html", {"page": page}, request=request)
