"""The pages of a record: what they say, and to whom."""

import pytest
from django import shortcuts

from askers import browser, signed_in
from make import sequenced
from make_events import document_bytes, object_event
from yaomai.ledger.engine import receipt as receipts
from yaomai.ledger.engine.deed import Recorder, parse_reference
from yaomai.traceability.operations.capture import capture
from yaomai.web import glossary, receipt_rights
from yaomai.web.pages import records


@pytest.fixture
def recorded_by_one(cast, log_setup, now):
    """An event that 陇西一厂 recorded: its deed."""
    owner = cast.person("owner", "recorder", of="陇西一厂")
    recorder = Recorder(owner.organisation, owner.account, None)
    deed = capture(document_bytes([object_event()]), recorder=recorder, now=now).deed
    cast.account("boss", "administrator")
    sequenced(log_setup, now)
    return owner, deed


@pytest.fixture
def shown(monkeypatch):
    """What was handed to the templates, the newest last."""
    pages = []

    def render(request, template, context):
        pages.append(context["page"])
        return shortcuts.render(request, template, context)

    monkeypatch.setattr(records, "render", render)
    return pages


def test_who_recorded_what_is_no_event_is_nobodys_business(recorded_by_one, shown):
    owner, _ = recorded_by_one
    account = f"{owner.account}.1"  # the deed that opened the account
    for asker in (browser(), signed_in(owner.account)):
        assert asker.get(f"/records/{account}/receipt").status_code == 404
        assert asker.get(f"/log/receipt/{account}").status_code == 404
        page = asker.get(f"/records/{account}")
        assert page.status_code == 200
        assert f"/log/receipt/{account}" not in page.content.decode()
        assert {fact.label for fact in shown[-1].facts} == {"种类", glossary.word("record_time")}


def test_a_certificate_holds_what_the_receipt_would(recorded_by_one, shown):
    owner, deed = recorded_by_one
    for reference in (f"{deed}.1", f"{deed}.2"):
        for asker, discloses in ((browser(), False), (signed_in(owner.account), True)):
            assert asker.get(f"/records/{reference}/receipt").status_code == 200
            page = shown[-1]
            certified = receipts.parse(receipts.from_text(page.receipt_text))
            downloaded = receipts.parse(asker.get(f"/log/receipt/{reference}").content)
            assert isinstance(certified.record, receipts.Disclosed) is discloses is page.receipt_discloses
            assert certified.record == downloaded.record
            assert receipt_rights.discloses(owner, parse_reference(reference)) is True


def test_the_certificate_says_that_an_organisation_is_invented(recorded_by_one, shown):
    _, deed = recorded_by_one
    page = browser().get(f"/records/{deed}.2/receipt").content.decode()
    (party,) = [fact for fact in shown[-1].facts if fact.label == glossary.word("answerable_party")]
    assert (party.value.word, party.value.note) == ("陇西一厂", "虚构")
    assert '陇西一厂<span class="note">虚构</span>' in page


def test_the_event_page_says_truly_what_proves_a_body_that_it_does_not_show(recorded_by_one, shown):
    owner, deed = recorded_by_one
    page = browser().get(f"/records/{deed}.2").content.decode()
    withheld = receipts.parse(browser().get(f"/log/receipt/{deed}.2").content).record
    assert not isinstance(withheld, receipts.Disclosed)
    assert ("收据里有它的加盐哈希" in page) is (not shown[-1].raw)
    assert 'href="/log/policy"' in page
    assert "--policy policy.txt" in page
    assert "加盐哈希" not in signed_in(owner.account).get(f"/records/{deed}.2").content.decode().split("原文")[-1]


def test_a_record_is_named_in_words(recorded_by_one):
    owner, deed = recorded_by_one
    for reference, word in ((f"{owner.account}.1", "开通账户"), (f"{deed}.1", "事件")):
        page = browser().get(f"/records/{reference}").content.decode()
        assert word in page
        assert "epcis.events" not in page
        assert "people.account" not in page


@pytest.mark.parametrize(
    "number", ["9" * 5000 + ".1", "1." + "9" * 5000, "1.1%00", "٣.1", "1", ".", "1.", "-1.1", "1.1.1"]
)
def test_what_is_no_record_number_is_not_found(cast, number):
    for address in ("/records/{}", "/records/{}/receipt", "/log/receipt/{}", "/figure/event/{}/0"):
        assert browser().get(address.format(number)).status_code == 404
    assert browser().get(f"/search?q={number}").status_code == (400 if "%00" in number else 404)
