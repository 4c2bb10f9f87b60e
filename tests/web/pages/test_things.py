"""The search, the trace page and the public page of a lot: what they say, whatever they are asked."""

import pytest

from askers import browser
from make_events import FARM, HERB_LOT, SLICE_LOT, document_bytes, object_event, quantity, transformation_event
from yaomai.ledger.engine.deed import Recorder
from yaomai.ledger.operations.record import INSTALLATION
from yaomai.people.viewer import ANYONE
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.queries import trace
from yaomai.web import genealogy, lot_page, trace_page


def public_page(code):
    return lot_page.lot_page(trace.find_thing(code)).page


def traced(found):
    read = trace_page.read(ANYONE, found)
    drawn = genealogy.drawing(read.trace, "/here", trace_page.grave(read), {})
    return trace_page.page(ANYONE, read, drawn.picture)


@pytest.mark.parametrize(
    "address",
    [
        "/01/%00",
        "/01/06901234000016/10/A%00",
        "/01/%ED%A0%80",
        "/00/" + "1" * 6000,
        "/things/" + "9" * 30,
        "/search?q=%00",
        "/search?q=" + "a" * 7000,
    ],
)
def test_what_nobody_named_is_not_found(cast, address):
    assert browser().get(address).status_code == 404


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        (["active"], "cannot_be_judged"),
        (["recalled", "dispensed"], "recalled"),  # whoever scans a pack of it must still learn that it was recalled
        (["dispensed", "recalled", "active"], "recalled"),
        (["damaged", "expired"], "expired"),
        (["active", "dispensed"], "dispensed"),
    ],
)
def test_the_gravest_that_was_ever_said_of_a_lot_is_the_verdict(cast, now, said, verdict):
    observed = [
        object_event(action="OBSERVE", disposition=word, eventTime=f"2026-09-0{day}T08:00:00.000+08:00")
        for day, word in enumerate(said, start=1)
    ]
    capture(document_bytes(observed), recorder=INSTALLATION, now=now)
    page = public_page(HERB_LOT)
    assert page.verdict.state == verdict
    assert browser().get("/01/06901234000016/10/LOT-A").status_code == 200


OTHER_LOT = "urn:epc:class:lgtin:6901234.000001.LOT-C"


def inspected(lot, disposition, day=2, **members):
    return object_event(
        action="OBSERVE", bizStep="inspecting", disposition=disposition, quantityList=[quantity(lot, 0.5)],
        eventTime=f"2026-09-0{day}T08:00:00.000+08:00", **members,
    )  # fmt: skip


MIXED = transformation_event(inputQuantityList=[quantity(HERB_LOT, 100.0), quantity(OTHER_LOT, 20.5)])


@pytest.mark.parametrize(
    ("events", "verdict", "first_reason"),
    [
        ([transformation_event()], "cannot_be_judged", "没有检验记录，质量无法判断"),
        ([inspected(HERB_LOT, "conformant"), transformation_event()], "no_known_problem", "所用 LOT-A 检验：合格"),
        ([inspected(SLICE_LOT, "conformant", 4), transformation_event()], "no_known_problem", "检验：合格"),
        ([inspected(HERB_LOT, "in_progress"), transformation_event()], "cannot_be_judged", "所用 LOT-A 检验：流程中"),
        # one inspected lot does not speak for the other that went in with it
        ([inspected(HERB_LOT, "conformant"), MIXED], "cannot_be_judged", "所用 LOT-A 检验：合格"),
        (
            [inspected(HERB_LOT, "conformant"), inspected(OTHER_LOT, "conformant"), MIXED],
            "no_known_problem",
            "所用 LOT-C 检验：合格",
        ),
        (
            [inspected(HERB_LOT, "non_conformant"), transformation_event()],
            "cannot_be_judged",
            "所用 LOT-A 检验：不合格",
        ),
        # its own inspection does not wipe out that what it is made of was called back
        (
            [
                object_event(action="OBSERVE", bizStep="holding", disposition="recalled"),
                transformation_event(),
                inspected(SLICE_LOT, "conformant", 4),
            ],
            "cannot_be_judged",
            "所用 LOT-A 待处理：已召回",
        ),
        ([transformation_event(), inspected(SLICE_LOT, "non_conformant", 4)], "non_conformant", "有事件写明：不合格"),
    ],
)
def test_a_lot_is_judged_by_its_own_inspections_and_those_of_all_that_went_into_it(
    cast, now, events, verdict, first_reason
):
    capture(document_bytes(events), recorder=INSTALLATION, now=now)
    page = public_page(SLICE_LOT)
    assert (page.verdict.state, page.verdict.reasons[0].word) == (verdict, first_reason)


def test_an_inspection_declared_in_error_is_no_ground(cast, now):
    declaration = {"declarationTime": "2026-09-05T08:00:00.000+08:00", "reason": "incorrect_data"}
    events = [
        inspected(HERB_LOT, "conformant"),
        inspected(HERB_LOT, "conformant", errorDeclaration=declaration),
        transformation_event(),
    ]
    capture(document_bytes(events), recorder=INSTALLATION, now=now)
    page = public_page(SLICE_LOT)
    assert page.verdict.state == "cannot_be_judged"
    assert page.verdict.reasons[0].word == "没有检验记录，质量无法判断"


def test_the_page_of_a_lot_names_who_inspected_and_that_they_are_invented(cast, now):
    laboratory = cast.person("tester", "recorder", of="定西检验室")
    recorder = Recorder(laboratory.organisation, laboratory.account, None)
    events = [inspected(HERB_LOT, "conformant"), transformation_event(bizStep="collecting", readPoint={"id": FARM})]
    capture(document_bytes(events), recorder=recorder, now=now)
    found = trace.find_thing(SLICE_LOT)
    assert lot_page.lot_page(found).page.verdict.reasons[0].note == "定西检验室 · 虚构"
    assert traced(found).verdict.reasons[0].note == "定西检验室 · 虚构"
    page = browser().get("/01/06901234000023/10/LOT-B").content.decode()
    assert "最近一步：采收，2026-09-03" in page
    assert "流程中" not in page


def test_a_cut_list_says_how_many_there_are(cast, now):
    packs = [f"urn:epc:id:sgtin:6901234.000003.{n}" for n in range(1, 8)]
    packing = transformation_event(outputQuantityList=None, outputEPCList=packs, bizStep="packing")
    capture(document_bytes([packing]), recorder=INSTALLATION, now=now)
    lot = trace.find_thing(HERB_LOT)
    facts = lot_page.lot_page(lot).page.answers[1].facts
    assert [fact.label for fact in facts[:5]] == ["制成"] * 4 + ["等 7 个"]
    assert facts[4].value.href == f"/things/{lot.number}"
    assert public_page(packs[0]).code_word == "序列号"


def test_of_a_place_only_what_happened_there_is_shown(cast, now):
    capture(document_bytes([object_event()]), recorder=INSTALLATION, now=now)
    place = trace.find_thing(FARM)
    page = traced(place)
    assert (page.verdict, page.lot_href) == (None, "")
    shown = browser().get(f"/things/{place.number}").content.decode()
    assert "经过" in shown
    assert "结论" not in shown
    assert browser().get("/414/6901234000016").url == f"/things/{place.number}"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/01/06901234000016/10/UNKNOWN", "(10)UNKNOWN"),
        ("/01/06901234000017/10/A", "校验位不对"),
        ("/01/0690/10/A", "不合 GS1 的规则"),
    ],
)
def test_an_unknown_code_gets_a_page_that_says_what_to_do(cast, address, said):
    answer = browser().get(address)
    page = answer.content.decode()
    assert answer.status_code == 404
    for words in (said, "没有查到这个编码", "可能的原因", "核对", "药品监督管理部门"):
        assert words in page
    for_a_program = browser().get(address, headers={"Accept": "application/json"})
    assert (for_a_program.status_code, for_a_program["Content-Type"]) == (404, "application/problem+json")
