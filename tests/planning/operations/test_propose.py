"""What is read becomes proposals: with the product's own reader, again by a newer one, and gone with an erased document."""

from dataclasses import replace
from datetime import date

import pytest

from make import faults, sequenced
from plan_reading import PLAN, READING, TEXT, archived, at, proposed
from yaomai.archive.models import Document
from yaomai.errors import NotFoundError
from yaomai.ledger.engine.deed import INSTALLATION
from yaomai.ledger.operations.erase import erase
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER
from yaomai.planning import models
from yaomai.planning.operations.decide import NewDecision, decide
from yaomai.planning.operations.propose import propose
from yaomai.planning.queries.decisions import history
from yaomai.planning.queries.proposals import others, pieces, progress
from yaomai.planning.queries.targets import targets


def test_the_products_own_reader_reads_the_plan(database, now):
    document = archived(now)
    count = propose(INSTALLATION_VIEWER, document.file, now=now)
    found = {TEXT[one.start : one.end]: one.decided for one in pieces(ANYONE, document.file)}
    assert count == len(found)
    assert found["300亿元以上"].is_promise
    assert (found["300亿元以上"].comparator, found["300亿元以上"].year) == ("≥", 2020)
    assert found["约160亿元"].is_observed
    assert {one.fields["words"] for one in others(ANYONE, document.file, ["task"])}


def test_a_newer_reader_replaces_what_nobody_decided(database, now):
    document = proposed(now)
    span = at("约160亿元")
    decide(INSTALLATION_VIEWER, document.file, [NewDecision(*span, "confirm")], now=now)
    newer = replace(READING, reader="fake/2", quantities=READING.quantities[4:6], tasks=(), named=())
    propose(INSTALLATION_VIEWER, document.file, read=lambda _text, _title: newer, now=now)
    states = {(one.start, one.end): one.state for one in pieces(ANYONE, document.file)}
    assert states == {span: "confirmed", at("300亿元以上"): "proposed", at("12%"): "proposed"}
    assert others(ANYONE, document.file, ["task", "organisation"]) == []


def test_an_indicator_that_nobody_defined_is_not_proposed(database, now):
    document = archived(now)
    other = replace(READING.quantities[4], indicator_key="no.such_indicator")
    propose(
        INSTALLATION_VIEWER, document.file, read=lambda _text, _title: replace(READING, quantities=(other,)), now=now
    )
    (one,) = pieces(ANYONE, document.file)
    assert one.decided.indicator_key == ""
    decide(INSTALLATION_VIEWER, document.file, [NewDecision(one.start, one.end, "confirm")], now=now)
    assert [each.now.indicator for each in targets(ANYONE)] == [""]


def test_structures_and_repetitions_are_not_counted_as_open(database, now):
    document = archived(now)
    quiet = replace(READING.quantities[0], salience="duplicate")
    said = replace(READING, quantities=(quiet, *READING.quantities[1:]))
    propose(INSTALLATION_VIEWER, document.file, read=lambda _text, _title: said, now=now)
    assert progress(ANYONE, [document.file])[document.file].figures == len(READING.quantities) - 1


def test_what_was_read_goes_with_an_erased_document_and_decisions_are_seen_no_more(log_setup, now):
    document = proposed(now)
    decide(INSTALLATION_VIEWER, document.file, [NewDecision(*at("300亿元以上"), "confirm")], now=now)
    sequenced(log_setup, now)
    described = list(Document.objects.filter(file=document.file).values_list("record", flat=True))
    erase([document.file, *described], reason="asked for", recorder=INSTALLATION, now=now)
    assert models.Proposal.objects.count() == 0
    assert targets("official") == ()
    with pytest.raises(NotFoundError):
        pieces(INSTALLATION_VIEWER, document.file)
    assert faults(log_setup) == []


def test_who_decided_is_for_offices(database, now):
    document = archived(now, PLAN)
    propose(INSTALLATION_VIEWER, document.file, read=lambda _text, _title: READING, now=now)
    span = at("300亿元以上")
    decide(INSTALLATION_VIEWER, document.file, [NewDecision(*span, "confirm")], now=now)
    assert [one.decision for one in history(INSTALLATION_VIEWER, document.file, span)] == ["confirm"]
    assert history(ANYONE, document.file, span) == []


def test_the_reader_is_told_what_the_archive_knows_of_the_document(database, now):
    text = "今年，新增基地12个。\n现有企业37家。"
    described = replace(
        PLAN, title="情况", issued_on=date(2021, 3, 1), division="620100", year_from=None, year_until=None
    )
    document = archived(now, described, text=text)
    propose(INSTALLATION_VIEWER, document.file, now=now)
    found = {text[one.start : one.end]: one.decided for one in pieces(ANYONE, document.file)}
    assert {words: (one.year, one.division) for words, one in found.items()} == {
        "12个": (2021, "620100"),
        "37家": (2020, "620100"),
    }
