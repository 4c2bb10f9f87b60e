"""What was read in a document is as public as the document is described now; a correction is as public as what it corrects."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from make_statistics import said, year
from plan_reading import at, proposed
from yaomai.archive.operations.keep_document import describe_document
from yaomai.errors import NotFoundError
from yaomai.indicators.engine.values import NewCorrection, SeriesKey
from yaomai.indicators.operations.correct import correct
from yaomai.indicators.queries.corrections import corrections_of
from yaomai.indicators.queries.editions import edition, editions
from yaomai.indicators.queries.series import read_series, series_values
from yaomai.indicators.queries.series_found import files_seen, series_of
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER
from yaomai.planning.operations.decide import NewDecision, decide
from yaomai.planning.operations.judge import judge_all
from yaomai.planning.queries.verdicts import board

REVENUE = SeriesKey("industry.revenue", "620000", "")
FACT, TARGET = at("约160亿元"), at("300亿元以上")
VALUE = Decimal(16000000000)


@pytest.fixture
def official(cast):
    cast.organisation("省局", "authority")
    return cast.person("official", "official", of="省局")


@pytest.fixture
def plan(database, now):
    return proposed(now)


def described(plan, access, now):
    status = "draft" if access == "official" else "approved"
    describe_document(INSTALLATION_VIEWER, plan.file, replace(plan.described, access=access, status=status), now=now)


def confirmed(official, plan, now, *spans):
    decide(official, plan.file, [NewDecision(*one, "confirm") for one in spans], now=now)
    return editions("official", file=plan.file)[0]


def corrected(official, now):
    told = {"start": year(2015)[0], "end": year(2015)[1], "expect": VALUE, "value": Decimal(17), "reason": "misprint"}
    return correct(official, NewCorrection(REVENUE, "flow", action="override", **told), now=now)


def all_ways(plan, one):
    """What the public sees of an edition, by each way there is."""
    try:
        is_shown = edition(ANYONE, one.record).access == "public"
    except NotFoundError:
        is_shown = False
    return {
        "series": bool(series_values("public", [REVENUE])[REVENUE]),
        "edition": is_shown,
        "editions": bool(editions(ANYONE)),
        "series of": bool(series_of(ANYONE, REVENUE.indicator)),
        "files": bool(files_seen(ANYONE, [plan.file])),
    }


@pytest.mark.parametrize(("first", "then"), [("public", "official"), ("official", "public")])
def test_an_edition_follows_its_document(official, plan, now, first, then):
    described(plan, first, now)
    one = confirmed(official, plan, now, FACT)
    seen = all_ways(plan, one)
    assert seen == dict.fromkeys(seen, first == "public")
    described(plan, then, now)
    assert all_ways(plan, one) == dict.fromkeys(seen, then == "public")
    assert edition("official", one.record).access == then
    assert series_values("official", [REVENUE])[REVENUE][0].value == VALUE
    described(plan, first, now)
    assert all_ways(plan, one) == seen


@pytest.mark.parametrize(("first", "then"), [("public", "official"), ("official", "public")])
def test_a_correction_follows_the_edition_that_it_speaks_of(official, plan, now, first, then):
    described(plan, first, now)
    confirmed(official, plan, now, FACT)
    made = corrected(official, now)
    for access in (first, then):
        described(plan, access, now)
        is_public = access == "public"
        assert bool(corrections_of(ANYONE, REVENUE.indicator)) == is_public
        assert [one.value for one in series_values("public", [REVENUE])[REVENUE]] == [Decimal(17)] * is_public
        assert read_series("public", [REVENUE]).findings == ()
        assert corrections_of(INSTALLATION_VIEWER, REVENUE.indicator)[0].correction.record == made.record


def test_a_later_edition_makes_no_correction_public(statistics, official, plan, now):
    described(plan, "official", now)
    confirmed(official, plan, now, FACT)
    corrected(official, now)
    statistics.publish(said(REVENUE.indicator, year(2015), str(VALUE)))
    assert not corrections_of(ANYONE, REVENUE.indicator)
    assert series_values("public", [REVENUE])[REVENUE][0].corrected is None


@pytest.mark.parametrize("access", ["public", "official"])
def test_an_edition_of_another_file_or_of_none_keeps_its_own_access(statistics, plan, now, access):
    statistics.define("herb.own")
    made = statistics.publish(said("herb.own", year(2020), "5"), access=access)
    assert bool(editions(ANYONE)) == (access == "public")
    assert edition("official", made.record).access == access


def test_who_stated_an_official_edition_sees_it_whatever_the_document_is(cast, official, plan, now):
    one = confirmed(official, plan, now, FACT)
    described(plan, "official", now)
    clerk = cast.person("clerk", "recorder", of="省局")
    assert edition(clerk, one.record).access == "official"


def test_the_board_of_the_public_is_judged_by_what_the_public_sees(statistics, official, plan, now):
    described(plan, "official", now)
    confirmed(official, plan, now, TARGET, FACT)
    judge_all(now=now)
    assert board(ANYONE) == []
    described(plan, "public", now)
    judge_all(now=now + timedelta(minutes=1))
    (row,) = board(ANYONE)
    (same,) = board("official")
    assert row.state == same.state
