"""The pages of the mass balance and of alerts: each finding opens to its step, each alert to its sales."""

import csv
import io
import re

import pytest

from askers import browser, machine, signed_in
from described_json import as_described
from make_events import FACTORY, HERB_LOT, PACK, SLICE_LOT, document_bytes, quantity, transformation_event
from make_trade import FARMER, MAKER, SELLER, SHOP, named, seen, trade
from yaomai.ledger.engine.deed import Recorder
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.queries.balance import findings
from yaomai.web.pages import balance

YAOMAI = {"yaomai": "https://ns.yaomai.example/epcis/"}
DRIED = SLICE_LOT.replace("LOT-B", "LOT-D")
PADDED = SLICE_LOT.replace("LOT-B", "LOT-P")


def words(response):
    """What a page says: its text without marks, white space as one space."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def making(made, amount, day, uom="KGM", **members):
    """A step at the factory that makes so much of a lot of 10 kg of herbs."""
    return transformation_event(
        **{
            "eventTime": f"2026-09-{day:02}T08:00:00+08:00",
            "inputQuantityList": [quantity(HERB_LOT, 10000, "GRM")],
            "outputQuantityList": [quantity(made, amount, uom)],
            **members,
        }
    )


@pytest.fixture
def world(cast, now):
    """Steps that gain, lose too much, lose what they may and cannot be judged, of herbs that were used up; a pack sold twice."""
    organisations = trade(cast, now)
    steps = [
        making(PADDED, 12.5, 10),
        making(DRIED, 2, 11, **{"yaomai:process": "drying", "yaomai:maxLoss": 0.7}),
        making(SLICE_LOT.replace("LOT-B", "LOT-S"), 9.2, 12, **{"yaomai:process": "slicing"}),
        making(SLICE_LOT.replace("LOT-B", "LOT-N"), 5, 13, uom="H87"),
    ]
    contexts = {"@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", YAOMAI]}
    by = {name: Recorder(organisation=number, account=None, key=None) for name, number in organisations.items()}
    capture(document_bytes(steps, **named(), **contexts), recorder=by[MAKER], now=now)
    twice = [
        seen(SHOP, "dispensing", day, bizLocation=None, quantityList=None, epcList=[PACK[:-1] + "2"]) for day in (8, 20)
    ]
    capture(document_bytes(twice[:1]), recorder=by[SELLER], now=now)
    twice[1]["readPoint"] = {"id": FACTORY}
    capture(document_bytes(twice[1:]), recorder=by[MAKER], now=now)
    return cast


@pytest.fixture
def inspector(world):
    return signed_in(world.account("wang", "inspector", of="示范市药监局"))


def test_what_came_out_of_nothing_opens_to_its_step(inspector):
    page = inspector.get("/balance?verdict=out_of_nothing")
    said = words(page)
    assert "投入 10 千克，产出 12.5 千克，多出 2.5 千克" in said
    assert re.search(r"当归（鲜） LOT-A 10 000 克 = 10 千克", said)
    assert "陇源切制车间" in said
    assert "没有声明，平台也没有一般上限" in said
    record = re.search(r'<dt>记录</dt><dd><a href="(/records/[\d.]+)"', page.content.decode())[1]
    assert "12.5" in words(inspector.get(record))


def test_a_lot_of_which_more_was_used_than_made_opens_to_the_records(inspector):
    page = inspector.get("/balance?verdict=out_of_nothing")
    said = words(page)
    assert "去向比来历多 40 千克。已用去 160.5，比生成的 120.5 千克多 40 千克。" in said
    [article] = re.findall(r'<article class="case" id="lot-.*?</article>', page.content.decode(), re.DOTALL)
    assert len(re.findall(r'href="/records/', article)) == 4


def test_a_loss_beyond_tolerance_says_whose_tolerance_that_is(inspector):
    said = words(inspector.get("/balance?verdict=beyond_tolerance"))
    assert "投入 10 千克，产出 2 千克，损耗 80%，允许 70%。" in said
    assert "做这一步的机构在事件里声明" in said
    assert "LOT-S" not in said  # within what slicing may lose


def test_what_is_not_judged_is_counted_with_its_reason(inspector):
    said = words(inspector.get("/balance"))
    assert re.search(r"未能核算 \d+ 步", said)
    assert "产出里有不能折算成重量的" in said
    assert "LOT-N" in words(inspector.get("/balance?verdict=not_judged"))


def test_everybody_sees_ones_own(world):
    maker = signed_in(world.account("lina", "recorder", of=MAKER))
    farmer = signed_in(world.account("gui", "recorder", of=FARMER))
    assert "多出 2.5 千克" in words(maker.get("/balance"))
    assert "没有发现问题" in words(farmer.get("/balance"))
    assert "没有警报" in words(farmer.get("/alerts"))
    assert "重码" in words(maker.get("/alerts"))
    assert browser().get("/balance").headers["Location"].startswith("/sign-in")


def test_a_program_is_told_what_its_organisation_is_told(world):
    for of, steps in ((MAKER, {"out_of_nothing", "beyond_tolerance"}), (FARMER, set())):
        program = machine(world.key("query", of=of))
        told = as_described(program.get("/balance?format=json"), "/balance")
        assert {one["verdict"] for one in told["findings"]} == steps
    told = machine(world.key("capture", of=MAKER)).get("/balance")
    assert (told.status_code, told["Content-Type"]) == (403, "application/problem+json")
    assert program.get("/balance", {"thing": "a\x00b"}).status_code == 400


def test_the_files(inspector):
    told = as_described(inspector.get("/balance?format=json"), "/balance")
    assert {one["verdict"] for one in told["findings"]} == {"out_of_nothing", "beyond_tolerance"}
    padded, lot = (one for one in told["findings"] if one["verdict"] == "out_of_nothing")
    assert (lot["about"], lot["amount"], lot["balance"]["made"]) == ("lot", "40.0", "120.5")
    assert (padded["input"], padded["output"], padded["amount"], padded["uom"]) == ("10", "12.5", "2.5", "KGM")
    lines = list(csv.DictReader(io.StringIO(inspector.get("/balance?format=csv").content.decode("utf-8-sig"))))
    assert {line["结论"] for line in lines} == {"凭空多出", "损耗超限"}
    sales = list(csv.DictReader(io.StringIO(inspector.get("/alerts?format=csv").content.decode("utf-8-sig"))))
    assert [line["再次"] for line in sales] == ["", "是"]
    [alert] = as_described(inspector.get("/alerts", headers={"Accept": "application/json"}), "/alerts")["alerts"]
    assert [sale["again"] for sale in alert["sales"]] == [False, True]


def test_a_things_own_balance_goes_back_to_its_roots(inspector):
    page = inspector.get("/balance", {"thing": PADDED})
    said = words(page)
    assert "多出 2.5 千克" in said
    assert "1 步的投入和产出对不上" in said
    assert "折算回去是源头的 10 千克，比源头还多 25%" in said
    sound = words(inspector.get("/balance", {"thing": SLICE_LOT.replace("LOT-B", "LOT-S")}))
    assert "这里的 9.2 千克，折算回去是源头的 10 千克，一路损耗 8%。" in sound
    assert "切制" in sound
    assert "平台对这种加工的一般上限" in sound
    told = as_described(inspector.get("/balance", {"thing": PADDED, "format": "json"}), "/balance")
    assert [step["verdict"] for step in told["steps"]] == ["out_of_nothing"]
    assert "没有事件说它由什么制成" in words(inspector.get("/balance", {"thing": HERB_LOT}))
    assert inspector.get("/balance", {"thing": "nothing-of-the-kind"}).status_code == 404


def test_an_alert_shows_both_sales(inspector):
    said = words(inspector.get("/alerts"))
    assert "售出或调配了 2 次，在 2 处，前后相隔 12 天" in said
    for one in ("百草药房柜台", "陇源切制车间", SELLER, MAKER, "（再次）"):
        assert one in said


def test_pages_follow_each_other(inspector, monkeypatch):
    seen_keys, at = [], "/balance"
    monkeypatch.setattr(balance, "findings", lambda *a, **k: findings(*a, **{**k, "limit": 1}))
    for _ in range(9):
        page = inspector.get(at).content.decode()
        seen_keys += re.findall(r'<article class="case" id="([^"]+)"', page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        if older is None:
            break
        at = f"/balance{older[1].replace('&amp;', '&')}"
    assert len(set(seen_keys)) == len(seen_keys) == 3
    assert inspector.get("/balance?after=nonsense").status_code == 400
    assert inspector.get("/alerts?after=nonsense").status_code == 400
    assert inspector.get("/balance?verdict=nonsense").status_code == 200
