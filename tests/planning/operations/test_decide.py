"""Decisions about what a plan says: what follows from them, what takes it back, who may, and who is told that somebody was first."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cast import Cast
from plan_reading import PLAN, READING, at, proposed
from yaomai.archive.operations.keep_document import keep_document
from yaomai.errors import ConflictError, InvalidError, NotAllowedError, NotFoundError
from yaomai.indicators.queries.editions import edition
from yaomai.indicators.queries.series import series_values
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER, Viewer
from yaomai.planning import models
from yaomai.planning.engine.counted_over import segment_of
from yaomai.planning.engine.fields import from_form
from yaomai.planning.operations.consequences import WHY_GONE
from yaomai.planning.operations.decide import NewDecision, decide
from yaomai.planning.operations.propose import propose
from yaomai.planning.queries.proposals import piece, pieces, progress
from yaomai.planning.queries.targets import target, targets

REVENUE = ("industry.revenue", "620000", "")
FACT, AREA, GROWTH_FACT = at("约160亿元"), at("480万亩"), at("13.6%")
TARGET, GROWTH, COUNT = at("300亿元以上"), at("12%"), at("5-8家")


@pytest.fixture
def cast(database, now, monkeypatch):
    import cast as module

    module.cheapen_passwords(monkeypatch)
    return Cast(now)


@pytest.fixture
def official(cast):
    return cast.person("official", "official", of="省局")


@pytest.fixture
def plan(cast, now):
    return proposed(now).file


def confirm(who, plan, *spans, now, **also):
    return decide(who, plan, [NewDecision(*span, "confirm", **also) for span in spans], now=now)


def revenue():
    return [(one.value, one.status, one.original) for one in series_values("public", [REVENUE])[REVENUE]]


def test_a_fact_that_is_confirmed_is_an_observation_of_the_document(official, plan, now):
    (record,) = confirm(official, plan, FACT, now=now)
    assert revenue() == [(16_000_000_000, "E", "约160亿元")]
    kept = models.Decision.objects.get(record=record)
    stated = edition(ANYONE, kept.edition)
    assert (stated.file, stated.published_on, stated.publisher) == (plan, date(2016, 9, 5), "某省人民政府")
    (value,) = series_values("public", [REVENUE])[REVENUE]
    assert (value.start, value.end, value.note) == (date(2015, 1, 1), date(2015, 12, 31), "营业收入")
    assert targets(ANYONE) == ()


def test_a_target_that_is_confirmed_is_a_target_with_the_fact_as_its_baseline(official, plan, now):
    confirm(official, plan, FACT, TARGET, GROWTH, now=now)
    level, growth = (one.now for one in targets(ANYONE))
    assert (level.kind, level.comparator, level.low, level.unit, level.year) == (
        "level",
        "≥",
        30_000_000_000,
        "CNY",
        2020,
    )
    assert (level.baseline, level.baseline_year, level.path.shape) == (16_000_000_000, 2015, "linear")
    assert (growth.kind, growth.low, growth.unit, growth.path.shape) == ("growth", 12, "P1", "compound")
    assert (growth.baseline, growth.baseline_year) == (16_000_000_000, 2015)
    assert len(revenue()) == 1  # what is promised is no observation


def test_nothing_is_a_target_or_a_fact_before_somebody_decides(plan):
    assert targets(INSTALLATION_VIEWER, withdrawn=True) == ()
    assert revenue() == []
    assert all(one.is_open for one in pieces(ANYONE, plan))


def test_reopening_takes_the_observation_back(official, plan, now):
    (record,) = confirm(official, plan, FACT, now=now)
    decide(official, plan, [NewDecision(*FACT, "reopen", record, reason="misread")], now=now)
    assert revenue() == []
    assert piece(ANYONE, plan, FACT).state == "proposed"
    stated = edition(ANYONE, models.Decision.objects.get(record=record).edition)
    assert stated.withdrawn.reason == WHY_GONE  # the reason of the decision is for offices


def test_a_target_taken_back_and_confirmed_again_stays_one_target_with_its_history(official, plan, now):
    (record,) = confirm(official, plan, TARGET, now=now)
    (before,) = targets(ANYONE)
    (record,) = decide(official, plan, [NewDecision(*TARGET, "reopen", record, reason="misread")], now=now)
    assert targets(ANYONE) == ()
    gone = target(ANYONE, before.target)
    assert not gone.is_in_force
    confirm(official, plan, TARGET, now=now, expected=record)
    (again,) = targets(ANYONE)
    assert again.target == before.target
    assert [one.wording.state for one in again.history] == ["in_force", "withdrawn", "in_force"]
    assert [one.reason for one in target(official, again.target).history] == ["", "misread", ""]


def corrected(words, **changed):
    form = {"indicator": "营业收入", "indicator_key": "industry.revenue", "kind": "target", "comparator": "≥"}
    figure = {"value": "300", "unit": "亿元", "year": "2020", "region": "甘肃省"}
    return from_form(form | figure | changed, words, "620000")


def test_a_correction_holds_instead_of_the_proposal(official, plan, now):
    said = corrected("300亿元以上", value="310")
    decide(official, plan, [NewDecision(*TARGET, "correct", decided=said, reason="a misprint")], now=now)
    assert [one.now.low for one in targets(ANYONE)] == [31_000_000_000]
    assert piece(ANYONE, plan, TARGET).state == "corrected"
    assert piece(ANYONE, plan, TARGET).proposed.figure.value == 300


@pytest.mark.parametrize(("span", "decision"), [(TARGET, "correct"), (at("300亿元"), "add")])
def test_a_number_that_is_not_in_the_words_is_kept_with_a_reason_only(official, plan, now, span, decision):
    new = NewDecision(*span, decision, decided=corrected("300亿元以上", value="13"))
    with pytest.raises(InvalidError) as caught:
        decide(official, plan, [new], now=now)
    assert [(one.code, one.pointer) for one in caught.value.findings] == [
        ("planning.contradicts_words", "/0/decided/value")
    ]
    assert models.Decision.objects.count() == 0
    decide(official, plan, [replace(new, reason="the printer's error")], now=now)
    assert [one.now.low for one in targets(ANYONE)] == [1_300_000_000]


def test_who_only_names_another_indicator_region_or_segment_corrects_nothing(official, plan, now):
    named = replace(piece(ANYONE, plan, TARGET).proposed, indicator="收入", segment="中药", division="620100")
    decide(official, plan, [NewDecision(*TARGET, "correct", decided=named)], now=now)
    assert (piece(ANYONE, plan, TARGET).state, models.Decision.objects.get().decision) == ("confirmed", "correct")
    other_year = replace(piece(ANYONE, plan, AREA).proposed, year=2014)
    decide(official, plan, [NewDecision(*AREA, "correct", decided=other_year)], now=now)
    assert piece(ANYONE, plan, AREA).state == "corrected"


def test_what_was_confirmed_is_corrected_with_a_reason_only(official, plan, now):
    (record,) = confirm(official, plan, TARGET, now=now)
    said = corrected("300亿元以上", kind="fact", year="2019")
    with pytest.raises(InvalidError) as caught:
        decide(official, plan, [NewDecision(*TARGET, "correct", record, said)], now=now)
    assert [one.code for one in caught.value.findings] == ["planning.reason_missing"]
    decide(
        official, plan, [NewDecision(*TARGET, "correct", record, said, "it was reached, says the sentence")], now=now
    )
    assert targets(ANYONE) == ()
    assert [one.end.year for one in series_values("public", [REVENUE])[REVENUE]] == [2019]


def test_a_figure_is_split_into_parts_with_their_own_characters(official, plan, now):
    part = (TARGET[0], TARGET[0] + 3)
    other = (TARGET[0], TARGET[1] - 1)
    adds = [
        NewDecision(*span, "add", decided=corrected("300亿元", year=str(2020 + n)))
        for n, span in enumerate((part, other))
    ]
    with pytest.raises(InvalidError) as caught:
        decide(official, plan, [NewDecision(*TARGET, "split"), adds[0]], now=now)
    assert [one.code for one in caught.value.findings] == ["planning.split_parts"]
    decide(official, plan, [NewDecision(*TARGET, "split"), *adds], now=now)
    assert piece(ANYONE, plan, TARGET).state == "split"
    assert sorted(one.now.year for one in targets(ANYONE)) == [2020, 2021]
    assert [one.state for one in pieces(ANYONE, plan) if one.start == TARGET[0]] == ["added", "added", "split"]


def test_what_nobody_read_is_added_and_taken_back(official, plan, now):
    span = at("营业收入达到")
    (record,) = decide(
        official,
        plan,
        [NewDecision(*span, "add", decided=corrected("营业收入达到"), reason="the number follows")],
        now=now,
    )
    assert piece(ANYONE, plan, span).state == "added"
    decide(official, plan, [NewDecision(*span, "reopen", record, reason="no figure")], now=now)
    assert piece(ANYONE, plan, span) is None
    assert targets(ANYONE) == ()


def test_a_rejected_figure_stays_rejected_when_the_reader_reads_again(official, plan, now):
    decide(official, plan, [NewDecision(*AREA, "reject")], now=now)
    newer = replace(READING, reader="fake/2")
    propose(official, plan, read=lambda _text, _title: newer, now=now)
    assert piece(ANYONE, plan, AREA).state == "rejected"
    assert {one.state for one in pieces(ANYONE, plan)} == {"proposed", "rejected"}
    assert len(pieces(ANYONE, plan)) == len(READING.quantities)
    known = progress(ANYONE, [plan])[plan]
    assert (known.figures, known.decided, known.holding, known.rejected) == (9, 1, 0, 1)


def test_who_decides_later_is_told_that_somebody_was_first(official, plan, now):
    confirm(official, plan, TARGET, now=now)
    with pytest.raises(ConflictError, match="look at it"):
        decide(official, plan, [NewDecision(*AREA, "confirm"), NewDecision(*TARGET, "reject")], now=now)
    assert piece(ANYONE, plan, AREA).is_open  # all or none


def test_everything_that_is_wrong_is_said_at_once(official, plan, now):
    said = [
        NewDecision(*AREA, "confirm"),
        NewDecision(*AREA, "confirm"),
        NewDecision(0, 4, "confirm"),
        NewDecision(0, 99_999, "add"),
        NewDecision(*TARGET, "approve"),
        NewDecision(*FACT, "reopen"),
    ]
    with pytest.raises(InvalidError) as caught:
        decide(official, plan, said, now=now)
    assert [(one.code, one.pointer) for one in caught.value.findings] == [
        ("planning.decided_twice", "/1"),
        ("planning.decision_state", "/2/decision"),
        ("planning.span", "/3/start"),
        ("planning.decision", "/4/decision"),
        ("planning.decision_state", "/5/decision"),
    ]
    assert models.Decision.objects.count() == 0


def test_a_unit_that_is_not_the_indicators_is_refused(official, plan, now):
    said = corrected("300亿元以上", unit="万亩")
    with pytest.raises(InvalidError) as caught:
        decide(official, plan, [NewDecision(*TARGET, "correct", decided=said, reason="read anew")], now=now)
    assert [one.code for one in caught.value.findings] == ["planning.unit_differs"]


def test_a_count_with_an_inner_condition_is_of_its_own_segment(official, plan, now):
    confirm(official, plan, COUNT, now=now)
    (one,) = (each.now for each in targets(ANYONE))
    assert (one.kind, one.low, one.high, one.segment) == ("range", 5, 8, segment_of(one.threshold))
    assert (one.threshold.indicator, one.threshold.low, one.threshold.unit) == ("企业营业收入", 10**9, "CNY")


def test_a_growth_that_happened_is_an_observation_and_no_target(official, plan, now):
    confirm(official, plan, GROWTH_FACT, now=now)
    key = ("industry.profit.yoy", "620000", "")
    assert [one.value for one in series_values("public", [key])[key]] == [Decimal("13.6")]
    assert targets(ANYONE) == ()


def test_only_officials_of_the_region_decide(cast, plan, now):
    stranger = Viewer(account=1, organisation=1, roles=frozenset({"official"}), division="520000")
    for who in (ANYONE, cast.person("inspector", "inspector", of="省局"), stranger):
        with pytest.raises(NotAllowedError):
            confirm(who, plan, TARGET, now=now)
        with pytest.raises(NotAllowedError):
            propose(who, plan, now=now)


def test_what_is_for_offices_only_is_not_found_by_others(cast, official, now):
    plan = proposed(now, replace(PLAN, status="draft")).file
    confirm(official, plan, TARGET, FACT, now=now)
    assert targets(ANYONE) == () == targets("public")
    assert len(targets(official)) == len(targets("official")) == 1
    assert revenue() == []
    with pytest.raises(NotFoundError):
        pieces(ANYONE, plan)
    with pytest.raises(NotFoundError):
        target(ANYONE, targets(official)[0].target)


def test_a_document_without_text_is_not_read(cast, now):
    document = keep_document(INSTALLATION_VIEWER, "plan.bin", b"\x89PNG\r\n\x1a\n\x00\x00", PLAN, now=now)
    with pytest.raises(InvalidError) as caught:
        propose(INSTALLATION_VIEWER, document.file, now=now)
    assert [one.code for one in caught.value.findings][-1] == "planning.no_text"
