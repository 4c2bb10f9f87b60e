"""Decisions that no record can keep, or that are not the decider's, are refused in words; what was decided can be taken back."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cast import Cast
from plan_reading import PLAN, TEXT, archived, at, proposed
from yaomai.archive.operations.keep_document import keep_document
from yaomai.errors import InvalidError
from yaomai.indicators.operations.withdraw import take_back
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER
from yaomai.planning import models
from yaomai.planning.engine.fields import from_form
from yaomai.planning.operations.decide import NewDecision, decide
from yaomai.planning.operations.set_target import NewWording, set_target
from yaomai.planning.queries.proposals import newest_decisions, piece
from yaomai.planning.queries.targets import targets

FACT, TARGET = at("约160亿元"), at("300亿元以上")
COUNTY = "621126"


@pytest.fixture
def official(database, now, monkeypatch):
    import cast as module

    module.cheapen_passwords(monkeypatch)
    return Cast(now).person("official", "official", of="省局")


@pytest.fixture
def plan(official, now):
    return proposed(now).file


def entered(words="300亿元以上", division="620000", **changed):
    form = {"indicator": "营业收入", "indicator_key": "industry.revenue", "kind": "target", "comparator": "≥"}
    figure = {"value": "300", "unit": "亿元", "year": "2020", "region": "甘肃省"}
    return from_form(form | figure | changed, words, division)


def refused(who, plan, *new, now):
    with pytest.raises(InvalidError) as caught:
        decide(who, plan, new, now=now)
    assert not models.Target.objects.exists()
    return [(one.code, one.pointer) for one in caught.value.findings]


@pytest.mark.parametrize("kind", ["target", "fact"])
def test_a_county_decides_nothing_of_its_province(official, now, kind):
    archived(now)
    county = replace(official, division=COUNTY)
    described = replace(PLAN, title="某县规划", division=COUNTY)
    plan = keep_document(INSTALLATION_VIEWER, "county.txt", f"{TEXT}县".encode(), described, now=now).file
    of_province = NewDecision(*TARGET, "add", decided=entered(kind=kind))
    assert refused(county, plan, of_province, now=now) == [("planning.region_not_yours", "/0/decided/region")]
    decide(county, plan, [replace(of_province, decided=entered(kind=kind, division=COUNTY))], now=now)
    assert [one.now.region for one in targets(ANYONE)] == ([COUNTY] if kind == "target" else [])


@pytest.mark.parametrize("decision", ["reject", "reopen", "correct"])
@pytest.mark.parametrize("kind", ["target", "fact"])
def test_a_county_takes_nothing_of_its_province_back(official, now, kind, decision):
    archived(now)
    described = replace(PLAN, title="某县规划", division=COUNTY)
    plan = keep_document(INSTALLATION_VIEWER, "county.txt", f"{TEXT}县".encode(), described, now=now).file
    (record,) = decide(official, plan, [NewDecision(*TARGET, "add", decided=entered(kind=kind))], now=now)
    decided = entered(kind=kind, division=COUNTY) if decision == "correct" else None
    back = NewDecision(*TARGET, decision, record, decided, "not ours")
    county = replace(official, division=COUNTY)
    with pytest.raises(InvalidError) as caught:
        decide(county, plan, [back], now=now)
    assert [(one.code, one.pointer) for one in caught.value.findings] == [("planning.region_not_yours", "/0/decision")]
    decide(official, plan, [back], now=now)


def test_numbers_that_a_row_would_round_are_refused(official, plan, now):
    grams = entered(value="0.123456789012", unit="公斤", indicator_key="")
    new = NewDecision(*TARGET, "correct", decided=grams, reason="as said")
    assert refused(official, plan, new, now=now) == [("planning.number_long", "/0/decided/value")]


@pytest.mark.parametrize("value", ["123456789012345678.123456789012", "123456789012345678"])
def test_numbers_too_long_are_told_where_they_are_entered(value):
    with pytest.raises(InvalidError) as caught:
        entered(value=value, unit="亿元")
    assert [(one.code, one.pointer) for one in caught.value.findings] == [("planning.number_long", "/value")]


def test_nul_is_refused_in_fields_and_in_reasons(official, plan, now):
    with pytest.raises(InvalidError) as caught:
        entered(indicator="a\0b")
    assert [(one.code, one.pointer) for one in caught.value.findings] == [("planning.character", "/indicator")]
    by_hand = replace(entered(), segment="a\0b")
    new = NewDecision(*TARGET, "correct", decided=by_hand, reason="c\0d")
    assert refused(official, plan, new, now=now) == [
        ("planning.character", "/0/decided/segment"),
        ("planning.character", "/0/reason"),
    ]


def test_the_words_of_a_figure_are_a_phrase(official, now):
    long = "一二三四五六七八九十" * 40
    plan = keep_document(official, "long.txt", long.encode(), PLAN, now=now).file
    added = NewDecision(0, 301, "add", decided=entered(long[:301]), reason="as said")
    assert refused(official, plan, added, now=now) == [("planning.words_long", "/0/start")]
    other = NewDecision(0, 10, "add", decided=entered(long[:301]), reason="as said")
    assert refused(official, plan, other, now=now) == [("planning.words_long", "/0/decided/words")]


def test_an_edition_that_was_withdrawn_does_not_hold_its_decision(official, plan, now):
    (record,) = decide(official, plan, [NewDecision(*FACT, "confirm")], now=now)
    take_back(official, newest_decisions(plan)[FACT].edition, "wrong", now=now)
    decide(official, plan, [NewDecision(*FACT, "reopen", record, reason="again")], now=now)
    assert piece(ANYONE, plan, FACT).is_open


def baseline_after(official, plan, now, new, **worded):
    record, _ = decide(official, plan, [NewDecision(*FACT, "confirm"), NewDecision(*TARGET, "confirm")], now=now)
    (before,) = targets(ANYONE)
    if worded:
        said = NewWording(replace(before.now, **worded), "found in the yearbook", before.record)
        set_target(official, before.target, said, now=now)
    decide(official, plan, [replace(new, expected=record, reason="misread")], now=now)
    (one,) = targets(official)
    assert one.target == before.target
    return one.now.baseline, one.now.baseline_year, one.history[-1].reason


def test_a_baseline_goes_with_its_fact(official, plan, now):
    found = baseline_after(official, plan, now, NewDecision(*FACT, "reject"))
    assert found == (None, None, "the fact that was its baseline was decided anew")


def test_a_baseline_follows_the_correction_of_its_fact(official, plan, now):
    said = entered("约160亿元", kind="fact", comparator="=", value="150", year="2014")
    value, year, _ = baseline_after(official, plan, now, NewDecision(*FACT, "correct", decided=said))
    assert (value, year) == (Decimal(15_000_000_000), 2014)


def test_a_baseline_that_a_person_worded_stays(official, plan, now):
    found = baseline_after(official, plan, now, NewDecision(*FACT, "reject"), baseline=Decimal(7), baseline_year=2015)
    assert found == (7, 2015, "found in the yearbook")
