"""The page that prints labels: what is printed, and what is said when it cannot be."""

import html
import re

import pytest

import pdf_text
from askers import browser, signed_in
from make_events import FARM, HERB_LOT, PACK, document_bytes, object_event
from yaomai.ledger.engine.deed import Recorder
from yaomai.traceability.operations.capture import capture

LOT, ITEM = "https://id.gs1.org/01/06901234000016/10/LOT-A", "https://id.gs1.org/01/06901234000030/21/1"


@pytest.fixture
def recorder(cast, now):
    """A recorder's browser; the organisation has recorded a lot and a pack."""
    account = cast.account("lina", "recorder", of="岷县归源种植合作社")
    master = {
        "type": "urn:epcglobal:epcis:vtyp:EPCClass",
        "vocabularyElementList": [
            {"id": HERB_LOT, "attributes": [{"id": "urn:epcglobal:cbv:mda#descriptionShort", "attribute": "当归"}]}
        ],
    }
    events = [object_event(), object_event(epcList=[PACK], quantityList=None)]
    header = {"epcisHeader": {"epcisMasterData": {"vocabularyList": [master]}}}
    by = Recorder(organisation=cast.organisation("岷县归源种植合作社"), account=account, key=None)
    capture(document_bytes(events, **header), recorder=by, now=now)
    return signed_in(account)


def test_a_sheet_names_what_it_is_for_and_leads_to_its_page(recorder):
    answer = recorder.get("/labels", {"thing": [HERB_LOT, ITEM], "copies": "2", "format": "pdf"})
    assert answer.headers["Content-Type"] == "application/pdf"
    [said] = pdf_text.pages(answer.content)
    assert said.count("批号 LOT-A(01) 06901234000016(10) LOT-A岷县归源种植合作社（虚构）") == 2
    assert said.count("单品序列号 1(01) 06901234000030(21) 1岷县归源种植合作社（虚构）") == 2
    addresses = pdf_text.alternatives(answer.content)
    assert {one.partition("/01/")[2] for one in addresses} == {"06901234000016/10/LOT-A", "06901234000030/21/1"}


def test_the_page_shows_the_first_sheet_and_keeps_what_was_asked(recorder):
    page = recorder.get("/labels", {"thing": f"{LOT}\n{LOT}\n\n{ITEM}", "size": "60x40", "skip": "3"}).content.decode()
    assert "2 张标签，2 页" in page
    picture, sheets = (html.unescape(re.search(rf'="(/labels[^"]*format={kind})"', page)[1]) for kind in ("png", "pdf"))
    assert recorder.get(picture).content.startswith(b"\x89PNG")
    assert recorder.get(sheets).content.startswith(b"%PDF")
    assert f"{LOT}\n{LOT}" in page


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"thing": ""}, "请写上要印的编码"),
        ({"thing": "LOT-A"}, "没有事件提到过：LOT-A"),
        ({"thing": f"{LOT}\n" + "x" * 5000}, "没有事件提到过：" + "x" * 60),
        ({"thing": FARM}, "这是地点，不是货物"),
        ({"thing": LOT, "copies": "481"}, "480"),
        ({"thing": f"{LOT}\n{ITEM}", "copies": "300"}, "一共 600 张"),
        ({"thing": LOT, "copies": "-1"}, "1"),
        ({"thing": LOT, "skip": "24"}, "最多空出 23 个"),
        ({"thing": LOT, "size": "a0"}, "a0"),
        ({"thing": LOT, "size": "a0", "copies": "x", "skip": "y"}, "整数"),
    ],
)
def test_what_cannot_be_printed_is_said_in_words(recorder, asked, words):
    for more in ({}, {"format": "pdf"}):
        page = recorder.get("/labels", asked | more)
        assert page.status_code == 400
        assert words in page.content.decode()


def test_nobody_prints_unseen(cast):
    assert browser().get("/labels").headers["Location"] == "/sign-in?next=%2Flabels"
