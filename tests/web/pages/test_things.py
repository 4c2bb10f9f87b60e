"""The search, the trace page and the public page of a lot: what they say, whatever they are asked."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from askers import browser
from make_events import FARM, HERB_LOT, SLICE_LOT, document_bytes, object_event, quantity, transformation_event
from yaomai.ledger.engine.deed import Recorder
from yaomai.ledger.operations.record import INSTALLATION
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER
from yaomai.registers.operations.state import Origin, Saying, Told, state
from yaomai.standards.gs1.identifier import identify
from yaomai.traceability.engine.recall import Scope
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.operations.recall import start_recall
from yaomai.traceability.queries import lot_facts, trace
from yaomai.traceability.queries.answers import answers
from yaomai.web import four_questions, genealogy, lot_page, trace_page
from yaomai.web.judgement import UNBALANCED
from yaomai.web.presentation import Moments


def public_page(code):
    return lot_page.lot_page(trace.find_thing(code), now=timezone.now()).page


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


def test_an_inspection_declared_in_error_hides_none_that_is_in_force(cast, now):
    declaration = {"declarationTime": "2026-09-06T08:00:00.000+08:00", "reason": "incorrect_data"}
    bad, newer = inspected(HERB_LOT, "non_conformant", 1), inspected(HERB_LOT, "non_conformant", 2)
    events = [bad, newer, newer | {"errorDeclaration": declaration}, transformation_event()]
    capture(document_bytes([*events, inspected(SLICE_LOT, "conformant", 4)]), recorder=INSTALLATION, now=now)
    page = public_page(SLICE_LOT)
    assert page.answers[2].state == "speaks_against"
    assert "所用 LOT-A 检验：不合格" in [fact.value.word for fact in page.answers[2].facts]


def test_the_page_of_a_lot_names_who_inspected_and_that_they_are_invented(cast, now):
    laboratory = cast.person("tester", "recorder", of="定西检验室")
    recorder = Recorder(laboratory.organisation, laboratory.account, None)
    events = [inspected(HERB_LOT, "conformant"), transformation_event(bizStep="collecting", readPoint={"id": FARM})]
    capture(document_bytes(events), recorder=recorder, now=now)
    found = trace.find_thing(SLICE_LOT)
    assert lot_page.lot_page(found, now=timezone.now()).page.verdict.reasons[0].note == "定西检验室 · 虚构"
    assert traced(found).verdict.reasons[0].note == "定西检验室 · 虚构"
    page = browser().get("/01/06901234000023/10/LOT-B").content.decode()
    assert "最近一步：采收，2026-09-03" in page
    assert "流程中" not in page


def test_a_cut_list_says_how_many_there_are(cast, now):
    packs = [f"urn:epc:id:sgtin:6901234.000003.{n}" for n in range(1, 8)]
    packing = transformation_event(outputQuantityList=None, outputEPCList=packs, bizStep="packing")
    capture(document_bytes([packing]), recorder=INSTALLATION, now=now)
    lot = trace.find_thing(HERB_LOT)
    facts = lot_page.lot_page(lot, now=timezone.now()).page.answers[1].facts
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


def at_second(n, **members):
    return object_event(
        action="OBSERVE", eventTime=f"2026-09-05T{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}.000+08:00", **members
    )


@pytest.mark.parametrize("scope", [0, -1])
def test_a_recall_reaches_what_was_made_of_more_than_are_read(cast, now, scope):
    herbs = [f"urn:epc:class:lgtin:6901234.000001.L{n:04}" for n in range(1100)]
    mixed = transformation_event(inputQuantityList=[quantity(one, 1) for one in herbs])
    capture(document_bytes([mixed, inspected(SLICE_LOT, "conformant", 4)]), recorder=INSTALLATION, now=now)
    page = public_page(SLICE_LOT)
    assert page.verdict.state == "cannot_be_judged", "never good where not all was looked at"
    assert "记录太多，只看了一部分" in [one.word for one in page.verdict.reasons]
    start_recall(INSTALLATION_VIEWER, Scope("lot", identifier=herbs[scope]), recall_class=1, reason="霉变", now=now)
    found = trace.find_thing(SLICE_LOT)
    for verdict in (public_page(SLICE_LOT).verdict, traced(found).verdict):
        assert verdict.state == "recalled"
        assert "霉变" in verdict.reasons[0].word


def test_a_recall_that_begins_after_midnight_begins_on_the_day_in_china(cast):
    night = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)  # half past midnight of the 23rd in China
    capture(document_bytes([object_event(), transformation_event()]), recorder=INSTALLATION, now=night)
    start_recall(INSTALLATION_VIEWER, Scope("lot", identifier=HERB_LOT), recall_class=1, reason="霉变", now=night)
    found = trace.find_thing(SLICE_LOT)
    for verdict in (public_page(SLICE_LOT).verdict, traced(found).verdict):
        assert verdict.reasons[0].word.startswith("2026-11-23 起")
    quality = four_questions.panels(answers(ANYONE, found))[2]
    assert ["2026-11-23" in fact.value.note for fact in quality.facts if fact.label == "召回"] == [True]


def test_what_was_said_long_ago_is_not_crowded_out_by_what_happened_since(cast, now, monkeypatch):
    monkeypatch.setattr(lot_facts, "OWN_READ_MOST", 20)
    monkeypatch.setattr(lot_facts, "TELLING_READ_MOST", 20)
    stored = [
        at_second(n, bizStep="storing", disposition=None, quantityList=[quantity(SLICE_LOT, 1)]) for n in range(30)
    ]
    good = [inspected(SLICE_LOT, "conformant", 4)]
    capture(document_bytes([transformation_event(), *good, *stored]), recorder=INSTALLATION, now=now)
    page = public_page(SLICE_LOT)
    assert page.verdict.state == "no_known_problem"
    assert "没有记录说明它是怎样产生的。" not in [one.word for one in page.answers[0].missing]
    bad = inspected(SLICE_LOT, "non_conformant", 4)
    again = [at_second(n, bizStep="inspecting", disposition="conformant", quantityList=[quantity(SLICE_LOT, n + 1)])
             for n in range(30)]  # fmt: skip
    capture(document_bytes([bad, *again]), recorder=INSTALLATION, now=now)
    assert public_page(SLICE_LOT).verdict.state == "non_conformant"


def test_of_very_many_events_of_which_some_were_corrected_nothing_good_is_said(cast, now, monkeypatch):
    monkeypatch.setattr(lot_facts, "OWN_READ_MOST", 20)
    stored = [
        at_second(n, bizStep="storing", disposition=None, quantityList=[quantity(SLICE_LOT, 1)]) for n in range(30)
    ]
    declaration = {"declarationTime": "2026-09-06T08:00:00.000+08:00", "reason": "incorrect_data"}
    events = [transformation_event(), inspected(SLICE_LOT, "conformant", 4), *stored,
              stored[0] | {"errorDeclaration": declaration}]  # fmt: skip
    capture(document_bytes(events), recorder=INSTALLATION, now=now)
    assert public_page(SLICE_LOT).verdict.state == "cannot_be_judged"


PACK_OF_LOT = "https://id.gs1.org/01/06901234000023/10/LOT-B/21/5"
PACK = "https://id.gs1.org/01/06901234000023/21/5"


def test_what_became_of_a_part_of_the_lot_is_not_said_of_each_pack(cast, now):
    lost = object_event(
        action="OBSERVE", bizStep="destroying", disposition="destroyed", quantityList=[quantity(SLICE_LOT, 0.1)],
        eventTime="2026-09-06T08:00:00.000+08:00",
    )  # fmt: skip
    packs = object_event(eventTime="2026-09-05T08:00:00.000+08:00", quantityList=None, epcList=[PACK_OF_LOT])
    made = transformation_event(outputQuantityList=[quantity(SLICE_LOT, 100)])
    good = inspected(SLICE_LOT, "conformant", 4)
    capture(document_bytes([object_event(), made, good, packs, lost]), recorder=INSTALLATION, now=now)
    for code in (PACK, SLICE_LOT):
        page = public_page(code)
        assert page.verdict.state == "no_known_problem"
        assert "同批有一部分：已销毁" in [one.word for one in page.verdict.reasons]
    itself = object_event(
        action="OBSERVE", bizStep="destroying", disposition="destroyed", quantityList=None, epcList=[PACK],
        eventTime="2026-09-07T08:00:00.000+08:00",
    )  # fmt: skip
    rest = lost | {"quantityList": [quantity(SLICE_LOT, 99.9)]}
    capture(document_bytes([itself, rest]), recorder=INSTALLATION, now=now)
    assert [public_page(code).verdict.state for code in (PACK, SLICE_LOT)] == ["destroyed", "destroyed"]


def test_a_step_that_puts_out_more_than_went_in_is_a_doubt_about_all_that_is_made_of_it(cast, now):
    more = transformation_event(outputQuantityList=[quantity(SLICE_LOT, 500)])
    packing = transformation_event(
        inputQuantityList=[quantity(SLICE_LOT, 1)], outputQuantityList=None, outputEPCList=[PACK], bizStep="packing",
        eventTime="2026-09-05T08:00:00.000+08:00",
    )  # fmt: skip
    capture(
        document_bytes([object_event(), more, inspected(SLICE_LOT, "conformant", 4), packing]),
        recorder=INSTALLATION, now=now,
    )  # fmt: skip
    for code in (SLICE_LOT, PACK):
        for verdict in (public_page(code).verdict, traced(trace.find_thing(code)).verdict):
            assert verdict.state == "amounts_disagree"
            assert verdict.reasons[0].word == UNBALANCED
            assert verdict.reasons[0].href.startswith("/records/")
    assert public_page(HERB_LOT).verdict.state == "cannot_be_judged"
    signed = lot_page.lot_page(trace.find_thing(PACK), now=timezone.now(), is_signed_in=True).page
    assert signed.verdict.reasons[0].href == "/balance?thing=https%3A%2F%2Fid.gs1.org%2F01%2F06901234000023%2F21%2F5"
    declaration = {"declarationTime": "2026-09-05T08:00:00.000+08:00", "reason": "incorrect_data"}
    capture(document_bytes([more | {"errorDeclaration": declaration}]), recorder=INSTALLATION, now=now)
    assert UNBALANCED not in [one.word for one in public_page(PACK).verdict.reasons]


def test_both_pages_say_that_a_code_was_seen_twice(cast, now):
    sold = [
        object_event(
            action="OBSERVE", bizStep="retail_selling", disposition="retail_sold", quantityList=None, epcList=[PACK],
            eventTime=f"2026-09-0{day}T08:00:00.000+08:00",
        )
        for day in (5, 6)
    ]  # fmt: skip
    capture(document_bytes([transformation_event(outputEPCList=[PACK]), *sold]), recorder=INSTALLATION, now=now)
    assert public_page(PACK).verdict == traced(trace.find_thing(PACK)).verdict
    assert public_page(PACK).verdict.state == "code_seen_twice"
    before = Moments(at=datetime(2026, 9, 5, 12, tzinfo=UTC))
    read = trace_page.read(ANYONE, trace.find_thing(PACK), before)
    assert trace_page.page(ANYONE, read, traced(trace.find_thing(PACK)).picture).verdict.state != "code_seen_twice"


@pytest.mark.parametrize(
    "said",
    [{"disposition": "non_conformant"}, {"disposition": None, "persistentDisposition": {"set": ["non_conformant"]}}],
)
def test_an_inspection_that_failed_is_never_under_a_green_mark(cast, now, said):
    events = [inspected(HERB_LOT, "conformant"), transformation_event(), inspected(SLICE_LOT, "conformant", 5)]
    failed = inspected(HERB_LOT, "x", 3) | said
    capture(document_bytes([*events, {k: v for k, v in failed.items() if v}]), recorder=INSTALLATION, now=now)
    start_recall(INSTALLATION_VIEWER, Scope("lot", identifier=HERB_LOT), recall_class=1, reason="霉变", now=now)
    for code in (SLICE_LOT, HERB_LOT):
        assert public_page(code).answers[2].state == "speaks_against"


def test_a_container_is_called_by_what_it_is_and_the_end_of_its_number(cast, now):
    case, pallet = (f"urn:epc:id:sscc:6901234.000000000{n}" for n in (1, 2))

    def into(parent, child, day):
        return {
            "type": "AggregationEvent", "eventTime": f"2026-09-0{day}T08:00:00.000+08:00", "eventTimeZoneOffset": "+08:00",
            "parentID": parent, "childEPCs": [child], "action": "ADD", "bizStep": "packing",
        }  # fmt: skip

    packs = transformation_event(outputQuantityList=None, outputEPCList=[PACK])
    capture(document_bytes([packs, into(case, PACK, 5), into(pallet, case, 6)]), recorder=INSTALLATION, now=now)
    drawn = genealogy.drawing(trace_page.read(ANYONE, trace.find_thing(PACK)).trace, "/here", {}, {}).picture
    words = {(one.node.label, one.node.detail) for one in drawn.nodes}
    ends = [trace.find_thing(one).canonical[-6:] for one in (case, pallet)]
    assert {("箱", f"…{ends[0]}"), ("托盘", f"…{ends[1]}")} <= words


def test_a_pack_that_bears_a_mark_says_whether_its_maker_may_use_it(cast, now):
    """D10: also when the page was kept before the authorisation was recorded, and by the day's date."""
    capture(document_bytes([transformation_event()]), recorder=Recorder(organisation=4), now=now)
    gtin = dict(identify(SLICE_LOT).parts)["01"]

    def add(kind, **values):
        told = Told(kind, None, tuple(Saying(name, value) for name, value in values.items()))
        return state(INSTALLATION_VIEWER, [told], origin=Origin("form"), now=now).entities[0]

    maker, mark = add("enterprise", name="陇西一厂"), add("brand", name="岷县当归", sort="gi_agricultural")
    address = identify(SLICE_LOT).canonical.removeprefix("https://id.gs1.org")
    assert "标识使用" not in browser().get(address).content.decode()
    add("product", name="当归片", gtin=gtin, maker=maker, marks=[mark])
    refused = browser().get(address).content.decode()
    assert "标识使用：未获授权" in refused
    assert "岷县当归" in refused
    today = timezone.localdate().isoformat()
    add("authorisation", number="SQ-1", brand=mark, enterprise=maker, start=today, end=today)
    granted = browser().get(address).content.decode()
    assert "未获授权" not in granted
    assert "已获授权" in granted


def test_a_place_and_a_lot_lead_to_where_they_are_registered(cast, now):
    capture(document_bytes([transformation_event()]), recorder=Recorder(organisation=4), now=now)
    lot = trace.find_thing(SLICE_LOT)
    assert "名录里的登记" not in browser().get(f"/things/{lot.number}").content.decode()
    told = Told("product", None, (Saying("name", "当归片"), Saying("gtin", dict(identify(SLICE_LOT).parts)["01"])))
    product = state(INSTALLATION_VIEWER, [told], origin=Origin("form"), now=now).entities[0]
    page = browser().get(f"/things/{lot.number}").content.decode()
    assert f'<a href="/registers/product/{product}">产品名录里的登记</a>' in page
