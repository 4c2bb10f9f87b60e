"""The recall desk: seeing what a scope reaches, starting, ending, and what is shown to whom."""

import csv
import io
import re
import zipfile

import pytest
from django.utils import timezone

from askers import browser, signed_in
from described_json import as_described
from make_events import FACTORY, FARM, HERB_LOT, SLICE_LOT, document_bytes, object_event, quantity
from make_trade import FARMER, MAKER, PACKS, SELLER, seen, trade
from yaomai.ledger.engine.deed import Recorder, reference
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.registers.queries import names
from yaomai.standards.gs1.identifier import identify
from yaomai.traceability.engine.recall import Scope
from yaomai.traceability.models import Event
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.operations.recall import end_recall, start_recall

REASON = "毒死蜱超标，检验报告 2026-D-118"


@pytest.fixture
def world(cast, now):
    trade(cast, now)
    return cast


@pytest.fixture
def inspector(world):
    return signed_in(world.account("wang", "inspector", of="示范市药监局"))


def words(response):
    """What a page says: its text without marks, white space as one space."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", response.content.decode()))


HERBS = Scope("lot", HERB_LOT)


def started(scope=HERBS, recall_class=1):
    return start_recall(INSTALLATION_VIEWER, scope, recall_class=recall_class, reason=REASON, now=timezone.now())


def test_before_anything_is_started_it_is_seen_what_is_reached(inspector):
    page = inspector.get("/recalls/new", {"kind": "lot", "thing": "LOT-A"})
    assert page.status_code == 200
    said = words(page)
    assert "2 批 3 件" in said
    assert "有一部分已售出" in said
    assert "在手 81.25 + 在途 10 + 已售 5 = 96.25，与生成的 96.25 千克相符。" in said
    assert words(browser().get("/recalls")).count("还没有召回") == 1


def test_from_the_preview_to_the_recall_and_to_its_end(inspector):
    asked = {"kind": "lot", "thing": HERB_LOT, "recall_class": "1", "reason": REASON, "confirmed": "on"}
    answer = inspector.post("/recalls/new", asked)
    assert answer.status_code == 302, words(answer)
    at = answer.headers["Location"]
    page = words(inspector.get(at))
    for said in ("召回 当归（鲜） LOT-A", "召回中", REASON, "一级召回", "谁手里有多少", "百草药房柜台"):
        assert said in page
    listed = words(browser().get("/recalls"))
    assert "召回中1 次" in listed
    assert REASON in listed
    assert inspector.post(f"{at}/end", {"reason": "  "}).status_code == 400
    assert inspector.post(f"{at}/end", {"reason": "收回 312 件，均已销毁"}).headers["Location"] == at
    page = words(inspector.get(at))
    assert "召回已结束" in page
    assert "收回 312 件，均已销毁" in page
    assert "已经结束" in words(inspector.get(f"{at}/end"))
    again = inspector.post(f"{at}/end", {"reason": "又一次"})
    assert again.status_code == 400
    assert "已经由别人结束" in words(again) or "已经结束" in words(again)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"recall_class": ""}, "请选择召回级别"),
        ({"recall_class": "9"}, "召回级别"),
        ({"reason": " "}, "请写明原因"),
        ({"reason": "长" * 501}, "500"),
        ({"confirmed": ""}, "请先核对范围和数量"),
        ({"thing": ""}, "请写明召回什么"),
        ({"thing": "x" * 700}, "编码太长"),
        ({"thing": "no-such-lot"}, "没有一个事件提到过这个编码"),
        ({"thing": "https://id.gs1.org/01/06901234000016/10/NONE"}, "没有一个事件提到过这个编码"),
        ({"thing": FARM}, "这不是一批货"),
        ({"kind": "step", "thing": "12.x"}, "不是一次加工"),
        ({"kind": "step", "thing": "1.1"}, "不是一次加工"),
        ({"kind": "party", "thing": "没有这家公司"}, "没有一个事件提到过这个编码"),
        ({"kind": "nonsense"}, "nonsense"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_started(inspector, asked, said):
    answer = inspector.post(
        "/recalls/new",
        {"kind": "lot", "thing": HERB_LOT, "recall_class": "1", "reason": REASON, "confirmed": "on"} | asked,
    )
    assert answer.status_code == 400
    assert said in words(answer)
    assert "还没有召回" in words(browser().get("/recalls"))


def test_each_scope_can_be_named(inspector):
    step = Event.objects.get(event_type="TransformationEvent")
    for kind, thing, lots in (
        ("place", "七里川 3 号地", 2),
        ("place", FACTORY, 1),
        ("step", reference(step.record), 1),
        ("party", FARMER, 2),
        ("lot", SLICE_LOT, 1),
        ("lot", PACKS[0], 0),
    ):
        page = inspector.get("/recalls/new", {"kind": kind, "thing": thing})
        assert page.status_code == 200, words(page)
        assert f"{lots} 批" in words(page), (kind, thing)


def test_several_that_may_be_meant_are_offered(inspector):
    page = inspector.get("/recalls/new", {"kind": "lot", "thing": "当归"})
    assert page.status_code == 200
    assert "可能是这些" in words(page)
    number = names.by_canonical([identify(SLICE_LOT).canonical])[identify(SLICE_LOT).canonical]
    assert f"thing={number.canonical[:20]}".replace(":", "%3A").replace("/", "%2F") in page.content.decode()


def test_an_organisation_recalls_what_it_made_and_nothing_else(world):
    maker = signed_in(world.account("lina", "recorder", of=MAKER))
    assert words(maker.get("/recalls/new", {"thing": SLICE_LOT})).count("二 牵涉到什么") == 1
    for thing in (HERB_LOT, FARM):
        refused = maker.get("/recalls/new", {"thing": thing, "kind": "place" if thing == FARM else "lot"})
        assert refused.status_code == 400
        assert "机构只能召回本机构自己做的批" in words(refused)
    answer = maker.post("/recalls/new", {"kind": "lot", "thing": SLICE_LOT, "recall_class": "2", "reason": REASON, "confirmed": "on"})  # fmt: skip
    assert "谁手里有多少" in words(maker.get(answer.headers["Location"]))
    seller = signed_in(world.account("zhao", "recorder", of=SELLER))
    page = words(seller.get(answer.headers["Location"]))
    assert "只对监管部门和启动召回的机构显示" in page
    assert "百草药房柜台" not in page
    assert seller.post(f"{answer.headers['Location']}/end", {"reason": "x"}).status_code == 403


def test_what_is_reached_is_not_for_everybody_in_any_form(world, inspector):
    number = started()
    for path in ("items", "holders", "notice?holder=1.2.3", "?format=csv", "?format=xlsx", "holders?format=csv"):
        at = f"/recalls/{number}/{path}".replace("/?", "?")
        assert inspector.get(at).status_code in (200, 404), at
        answer = browser().get(at)
        assert answer.status_code in (302, 403), at
        assert answer.headers.get("Location", "/sign-in").startswith("/sign-in")
    told = as_described(browser().get(f"/recalls/{number}?format=json"), "/recalls/{number}")
    assert (told["class"], told["reason"], told["reach"]) == (1, REASON, None)


def test_the_forms_for_programs(world, inspector):
    number = started()
    told = as_described(inspector.get(f"/recalls/{number}?format=json"), "/recalls/{number}")
    assert told["reach"]["agrees"] is True
    assert {one["state"] for one in told["reach"]["items"]} == {"used", "held", "in_transit", "sold"}
    listed = as_described(browser().get("/recalls", headers={"Accept": "application/json"}), "/recalls")
    assert listed["recalls"][0]["recall"] == number
    lines = list(csv.reader(io.StringIO(inspector.get("/recalls?format=csv").content.decode("utf-8-sig"))))
    assert lines[1][0] == "当归（鲜） LOT-A"
    sheet = inspector.get(f"/recalls/{number}?format=xlsx")
    assert zipfile.ZipFile(io.BytesIO(sheet.content)).testzip() is None
    rows = b"".join(inspector.get(f"/recalls/{number}?format=csv").streaming_content).decode("utf-8-sig")
    assert len(rows.splitlines()) == 1 + len(told["reach"]["items"])
    holders = (
        inspector.get(f"/recalls/{number}/holders?format=csv&holder=柜台").content.decode("utf-8-sig").splitlines()
    )
    assert all("百草药房柜台" in line for line in holders[1:])
    assert len(holders) > 1


def test_items_are_paged_and_filtered(world, inspector, monkeypatch):
    from yaomai.web.pages import recalls

    monkeypatch.setattr(recalls, "_ITEMS_A_PAGE", 2)
    number = started()
    seen, at = [], f"/recalls/{number}/items"
    for _ in range(9):
        page = inspector.get(at).content.decode()
        seen += re.findall(r'data-label="编码"><a href="(/things/\d+)"', page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        if older is None:
            break
        at = f"/recalls/{number}/items{older[1].replace('&amp;', '&')}"
    assert len(seen) == len(inspector.get(f"/recalls/{number}?format=json").json()["reach"]["items"]) > 4
    assert "第 1–2 行" in words(inspector.get(f"/recalls/{number}/items"))
    only = words(inspector.get(f"/recalls/{number}/items?state=sold"))
    assert "2 行" in only
    assert "没有符合条件的行" in words(inspector.get(f"/recalls/{number}/items?code=nothing-of-the-kind"))
    assert inspector.get(f"/recalls/{number}/items?after=x").status_code == 400
    assert inspector.get(f"/recalls/{number}/items?after=99999").status_code == 200


def test_the_notice_names_what_one_holder_has(world, inspector):
    number = started()
    page = inspector.get(f"/recalls/{number}").content.decode()
    rows = re.findall(r"<tr role=.*?</tr>", page, re.DOTALL)
    [at] = {re.search(rf'href="(/recalls/{number}/notice[^"]+)"', row)[1] for row in rows if "百草药房柜台" in row}
    said = words(inspector.get(at))
    assert "35千克" in said
    assert "一级召回" in said
    assert "(10)LOT-A" not in said  # the herbs were used up at the factory


def test_a_recall_that_is_not_there(inspector):
    for path in ("/recalls/7", "/recalls/7/items", "/recalls/7/end", "/recalls/999999999999999999"):
        assert inspector.get(path).status_code == 404
    assert browser().get("/recalls?sort=nothing").status_code == 400


def test_the_list_puts_those_under_way_first(world, inspector):
    first, second = started(), started(Scope("lot", SLICE_LOT), 3)
    end_recall(INSTALLATION_VIEWER, second, "查无问题", now=timezone.now())
    page = browser().get("/recalls").content.decode()
    assert page.index(f'href="/recalls/{first}"') < page.index(f'href="/recalls/{second}"')
    assert f'href="/recalls/{second}"' not in browser().get("/recalls?state=recall_open").content.decode()


def test_pages_of_things_and_steps_lead_to_the_recall_and_to_labels(world, inspector):
    canonical = identify(HERB_LOT).canonical
    number = names.by_canonical([canonical])[canonical].number
    offered = inspector.get(f"/things/{number}", follow=True).content.decode()
    for path in ("/labels?thing=https%3A%2F%2F", "/recalls/new?kind=lot&amp;thing=https%3A%2F%2F"):
        assert f'href="{path}' in offered
        assert f'href="{path}' not in browser().get(f"/things/{number}", follow=True).content.decode()
    at = re.search(r'href="(/recalls/new\?[^"]+)"', offered)[1].replace("&amp;", "&")
    assert "2 批" in words(inspector.get(at))
    step = Event.objects.get(event_type="TransformationEvent")
    page = inspector.get(f"/records/{reference(step.record)}").content.decode()
    at = re.search(r'href="(/recalls/new\?kind=step[^"]+)"', page)[1].replace("&amp;", "&")
    assert "1 批" in words(inspector.get(at))


def test_an_amount_that_is_not_recorded_is_said_everywhere(world, inspector):
    some = {"epcClass": SLICE_LOT}
    far = "urn:epc:id:pgln:6901234.00077"
    shipped = seen(
        FACTORY, "shipping", 9, quantityList=[some], destinationList=[{"type": "possessing_party", "destination": far}]
    )
    capture(document_bytes([shipped]), recorder=Recorder(), now=timezone.now())
    number = started()
    page = words(inspector.get(f"/recalls/{number}"))
    assert "有的记录没有写数量，核对不了" in page
    assert "当归片（数量未记）" in words(inspector.get(f"/recalls/{number}/items"))
    told = as_described(inspector.get(f"/recalls/{number}?format=json"), "/recalls/{number}")["reach"]
    assert told["agrees"] is False
    assert [one["party"] for one in told["items"] if one["quantity"] is None] == [None]
    assert {one["measured"] for one in told["holders"]} == {True, False}
    sheet = inspector.get(f"/recalls/{number}?format=csv")
    assert "数量未记" in b"".join(sheet.streaming_content).decode()
    assert zipfile.ZipFile(io.BytesIO(inspector.get(f"/recalls/{number}?format=xlsx").content)).testzip() is None
    rows = re.findall(r"<tr role=.*?</tr>", inspector.get(f"/recalls/{number}").content.decode(), re.DOTALL)
    (at,) = [re.search(r'href="(/recalls/[^"]+notice[^"]+)"', row)[1] for row in rows if "数量未记" in row]
    assert "数量未记" in words(inspector.get(at))


def test_the_notice_and_the_filter_have_goods_on_their_way_to_nobody_named(world, inspector):
    lot = "urn:epc:class:lgtin:6901234.000001.LOT-Q"
    place = {"id": "urn:epc:id:sgln:6901234.00031.0"}
    goods = [quantity(lot, 9)]
    born = object_event(quantityList=goods, readPoint=place, bizLocation=place)
    shipped = seen(FARM, "shipping", 9, quantityList=goods, readPoint=place, bizLocation=None)
    capture(document_bytes([born, shipped]), recorder=Recorder(), now=timezone.now())
    number = started(Scope("lot", lot))
    page = inspector.get(f"/recalls/{number}").content.decode()
    (at,) = set(re.findall(r'href="(/recalls/[^"]+notice[^"]+)"', page))
    notice = words(inspector.get(at))
    assert identify(lot).label in notice
    assert notice.count("9千克") == 2  # the sum, and the lot itself
    far = {"type": "possessing_party", "destination": "urn:epc:id:pgln:6901234.00077"}
    on = seen(FARM, "shipping", 9, quantityList=[quantity(SLICE_LOT, 1)], readPoint={"id": FACTORY}, bizLocation=None, destinationList=[far])  # fmt: skip
    capture(document_bytes([on]), recorder=Recorder(), now=timezone.now())
    number = started(Scope("lot", SLICE_LOT))
    filtered = words(inspector.get(f"/recalls/{number}/items?holder=00077"))
    assert "1 行" in filtered
    assert "没有符合条件的行" not in filtered
