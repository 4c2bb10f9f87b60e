"""The page of the ledger: how far it is, what was recorded last, and to whom it says who did."""

import re

import pytest
from django import shortcuts
from django.db import connection
from django.test.utils import CaptureQueriesContext

from askers import browser, signed_in
from log_and_witness import WitnessThread
from make import recorded, sequenced
from make_events import document_bytes, object_event
from yaomai.ledger.engine.deed import Recorder
from yaomai.ledger.operations.cosign import cosign
from yaomai.ledger.operations.rotate_key import KIND as LOG_KEY
from yaomai.ledger.projections import all_projections
from yaomai.ledger.witness import home as witness_home
from yaomai.traceability.engine.kept_document import KIND as EPCIS_EVENTS
from yaomai.traceability.operations.capture import capture
from yaomai.web import labels
from yaomai.web.pages import ledger


@pytest.fixture
def shown(cast, monkeypatch):
    """What the page gives to its template, and its text."""
    given = {}

    def render(request, template, context):
        given.update(context)
        return shortcuts.render(request, template, context)

    def show(query="", asker=None):
        answer = (asker or browser()).get(f"/ledger{query}")
        assert answer.status_code == 200
        return given["page"], given["table"], answer.content.decode()

    monkeypatch.setattr(ledger, "render", render)
    return show


@pytest.fixture
def witness(tmp_path, cast, log_setup):
    """A witness without which nothing counts as witnessed."""
    one = WitnessThread(tmp_path / "witness")
    witness_home.trust(one.home, str(log_setup.keyring.signing_keys()[0].verifier))
    log_setup.set_witnesses([one.in_policy()], 1)
    yield one
    one.stop()


def test_an_empty_ledger_says_what_will_be_here(shown):
    page, table, text = shown()
    assert (page.deeds, page.leaves, page.pending, page.heads, table.rows) == (0, 0, 0, (), ())
    assert "还没有检查点" in text
    assert "这里还是空的" in text
    assert "自己核对" in text
    assert 'href="/log/policy"' in text
    assert "/log/checkpoint" not in text  # there is none to fetch
    assert "下一页" not in text


def test_deeds_that_wait_and_deeds_that_are_leaves(shown, log_setup, now):
    first, second = recorded([b"one", b"two"], [b"three"], now=now)
    sequenced(log_setup, now)
    (third,) = recorded([b"four"], now=now)
    page, table, text = shown()
    assert (page.deeds, page.leaves, page.pending) == (3, 2, 1)
    assert [(head.size, head.state) for head in page.heads] == [(2, "recorded")]  # no witness is asked for
    assert [(row["deed"].word, row["records"], row["leaf_index"], row["proof"]) for row in table.rows] == [
        (str(third.deed_id), "1 条", None, "pending"),
        (str(second.deed_id), "1 条", "1", "recorded"),
        (str(first.deed_id), "2 条", "0", "recorded"),
    ]
    for deed in (first, second, third):
        assert f'href="/records/{deed.deed_id}.1"' in text
        assert browser().get(f"/records/{deed.deed_id}.1").status_code == 200


def test_what_is_signed_and_what_is_witnessed_are_told_apart(shown, witness, log_setup, now):
    recorded([b"one"], now=now)
    sequenced(log_setup, now)
    page, _, text = shown()
    assert [(head.size, head.state, [one.received_at for one in head.cosigners]) for head in page.heads] == [
        (1, "awaiting_witness", [None])
    ]
    assert "还没有签名" in text

    cosign(log_setup.policy(), now=now)
    recorded([b"two"], now=now)
    sequenced(log_setup, now)
    page, table, text = shown()
    assert [(head.size, head.state) for head in page.heads] == [(2, "awaiting_witness"), (1, "witnessed")]
    assert [(one.name, one.received_at) for one in page.heads[1].cosigners] == [("witness.example/w1", now)]
    assert [row["proof"] for row in table.rows] == ["awaiting_witness", "witnessed"]

    cosign(log_setup.policy(), now=now)
    page, table, _ = shown()
    assert [(head.size, head.state) for head in page.heads] == [(2, "witnessed")]
    assert {row["proof"] for row in table.rows} == {"witnessed"}
    assert 'href="/log/checkpoint"' in text


def test_who_recorded_is_said_of_events_only(shown, cast, now):
    owner = cast.person("owner", "recorder", of="陇西一厂")
    capture(document_bytes([object_event()]), recorder=Recorder(owner.organisation, owner.account, None), now=now)
    for asker in (browser(), signed_in(owner.account)):
        _, table, _ = shown(asker=asker)
        assert (table.rows[0]["kind"], table.rows[0]["organisation"].word) == ("事件", "陇西一厂")
        rest = {(row["organisation"].word, row["organisation"].note) for row in table.rows[1:]}
        assert rest == {("", "不公开")}


def test_a_stranger_turns_pages_by_links_alone(shown, now):
    made = {str(one.deed_id) for one in recorded(*([b"x"] for _ in range(120)), now=now)}
    href, seen, pages = "", [], []
    while href is not None:
        _, table, text = shown(href)
        pages.append(href)
        seen += [row["deed"].word for row in table.rows]
        older = re.search(r'rel="next" href="([^"]+)"', text)
        href = older[1] if older else None
    assert len(pages) == 3
    assert sorted(seen) == sorted(made)
    newer = re.search(r'rel="prev" href="([^"]+)"', text)[1]
    assert newer == pages[1]
    assert re.search(r'rel="prev" href="([^"]+)"', shown(newer)[2])[1] == "?"


@pytest.mark.parametrize("mark", ["x", "-1", "1.5", "٣", "9" * 30, "9" * 5000, "%00"])
def test_a_mark_that_no_page_named_is_refused_in_words(cast, mark):
    assert browser().get(f"/ledger?after={mark}").status_code == 400


def test_a_page_beyond_the_first_deed_is_empty_and_leads_back(shown, now):
    recorded([b"one"], now=now)
    _, table, text = shown("?after=0")
    assert (table.rows, 'rel="prev"' in text) == ((), True)


def test_a_halted_log_is_said(shown, log_setup):
    assert "账本暂停签名" not in shown()[2]
    log_setup.halt("the database was set back")
    assert "账本暂停签名" in shown()[2]


def test_it_asks_no_more_for_many_deeds_than_for_one(shown, log_setup, now):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            shown()
        return len(queries)

    recorded([b"x"], now=now)
    sequenced(log_setup, now)
    shown()  # the footer's log is remembered from here
    few = asked()
    recorded(*([b"x"] for _ in range(60)), now=now)
    assert asked() == few


def test_every_kind_of_deed_has_its_word():
    kinds = {projection.kind for projection in all_projections()} | {EPCIS_EVENTS, LOG_KEY}
    assert {kind for kind in kinds if labels.deed_kind_word(kind) == kind} == set()
