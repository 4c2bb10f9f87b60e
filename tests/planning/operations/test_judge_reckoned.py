"""Indicators with a formula and nothing published are reckoned for verdicts, with a caution; what is published goes before."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from make import INSTALLATION
from make_events import document, object_event, quantity, transformation_event
from make_statistics import GANSU, Statistics, said, year
from plan_reading import proposed
from yaomai.indicators.operations.follow_declared import follow_declared
from yaomai.indicators.operations.withdraw import withdraw
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER
from yaomai.planning import models
from yaomai.planning.engine.target_deed import Said
from yaomai.planning.engine.target_view import Wording
from yaomai.planning.operations.judge import judge_all, judge_changed
from yaomai.planning.operations.word_targets import word_targets
from yaomai.planning.queries.verdicts import verdict_of
from yaomai.traceability.engine.mass_balance import EXTENSION_NAMESPACE
from yaomai.traceability.operations.capture import capture

SHARE = "test.share"


@pytest.fixture
def office(database, now):
    made = Statistics(now)
    for key, name in (("test.part", "新药收入"), ("test.whole", "全部收入")):
        made.define(key, name=name)
    made.define(SHARE, name="新药收入占比", unit="P1", formula="share(test.part, test.whole)", aggregation="none")
    return made


@pytest.fixture
def plan(office, now):
    return proposed(now).file


def promise(plan, now, **more):
    told = {
        "name": "新药收入占比",
        "indicator": SHARE,
        "region": GANSU,
        "kind": "ratio",
        "unit": "P1",
        "comparator": "≥",
    }
    told |= {"low": Decimal(15), "high": Decimal(15), "year": 2020, "year_from": 2016} | more
    start = models.Target.objects.count()
    with transaction.atomic():
        return word_targets(INSTALLATION_VIEWER, [Said(None, plan, start, start + 1, Wording(**told))], now=now)[0]


def publish(office, *values, **more):
    return office.publish(*(said(key, year(at), value) for key, at, value in values), **{"is_invented": False} | more)


def found_of(number, viewer=ANYONE):
    return verdict_of(viewer, number).verdict


def codes(found):
    return [one.code for one in found.reasons]


def test_the_share_of_two_is_reckoned_with_a_caution(office, plan, now):
    number = promise(plan, now)
    publish(office, ("test.part", 2020, "16"), ("test.whole", 2020, "100"))
    judge_all(now=now)
    found = found_of(number)
    assert (found.state, found.value, found.comparability) == ("met", 16, "caution")
    (told,) = [one for one in found.reasons if one.code == "figure_reckoned"]
    assert told.values["names"] == "新药收入、全部收入"
    assert found.used[0].ref == f"derived/{SHARE}/{GANSU}/-/2020-01-01..2020-12-31"


def test_what_it_is_reckoned_from_judges_anew(office, plan, now):
    number = promise(plan, now)
    publish(office, ("test.part", 2020, "16"))
    judge_all(now=now)
    assert found_of(number).state == "cannot_judge"
    whole = publish(office, ("test.whole", 2020, "200"))
    assert judge_changed(now=now) == 2
    assert found_of(number).value == 8
    withdraw(INSTALLATION_VIEWER, whole.record, "wrong", now=now)
    assert judge_changed(now=now) == 2
    assert found_of(number).state == "cannot_judge"


def test_a_published_figure_is_preferred(office, plan, now):
    number = promise(plan, now)
    publish(office, ("test.part", 2020, "16"), ("test.whole", 2020, "100"))
    publish(office, (SHARE, 2020, "14.5"))
    judge_all(now=now)
    found = found_of(number)
    assert (found.state, found.value) == ("missed", Decimal("14.5"))
    assert "figure_reckoned" not in codes(found)
    assert all(one.ref.startswith("observation/") for one in found.used)


def test_each_audience_has_what_its_inputs_allow(office, plan, now):
    number = promise(plan, now)
    publish(office, ("test.part", 2020, "16"))
    publish(office, ("test.whole", 2020, "100"), access="official")
    judge_all(now=now)
    assert found_of(number).state == "cannot_judge"
    assert found_of(number, INSTALLATION_VIEWER).state == "met"


def test_made_up_inputs_make_it_made_up(office, plan, now):
    number = promise(plan, now)
    publish(office, ("test.part", 2020, "16"))
    publish(office, ("test.whole", 2020, "100"), is_invented=True)
    judge_all(now=now)
    found = found_of(number)
    assert "figure_invented" in codes(found)
    assert found.used[0].is_invented


def test_the_growth_of_another_is_reckoned(office, plan, now):
    office.define("test.part.yoy", name="新药收入增速", unit="P1", basis="yoy", formula="growth(test.part)")
    number = promise(
        plan, now, indicator="test.part.yoy", name="新药收入增速", kind="level", low=Decimal(5), high=Decimal(5)
    )
    publish(office, ("test.part", 2019, "100"), ("test.part", 2020, "106"))
    judge_all(now=now)
    found = found_of(number)
    assert (found.state, found.value) == ("met", 6)
    assert "figure_reckoned" in codes(found)


def test_the_years_of_the_plan_are_reckoned_and_no_later_ones(office, plan, now):
    number = promise(plan, now)
    publish(office, ("test.part", 2022, "16"), ("test.whole", 2022, "100"))
    judge_all(now=now)
    assert found_of(number).state == "cannot_judge"
    running = promise(plan, now, year=2030, year_from=2021)
    judge_changed(now=now)
    assert [one.end.year for one in found_of(running).used] == [2022]


def test_an_indicator_that_is_declared_not_comparable_is_not_reckoned(office, plan, now, monkeypatch):
    office.define("test.own", name="占比", unit="P1", comparable=((SHARE, "not", "another thing"),))
    number = promise(plan, now, indicator="test.own")
    publish(office, ("test.part", 2020, "16"), ("test.whole", 2020, "100"))
    monkeypatch.setattr(
        "yaomai.planning.queries.reckoned_figures.derived_over", lambda *_, **__: pytest.fail("reckoned")
    )
    judge_all(now=now)
    assert found_of(number).state == "cannot_judge"


def test_a_measure_of_events_is_judged_with_as_its_deeds_come(database, now):
    """The processed share stands for the processing rate, with caution; another step makes it another share."""
    follow_declared(now=now)
    plan = proposed(now).file
    told = {"name": "加工率", "indicator": "herb.processing_rate", "low": Decimal(20), "high": Decimal(20)}
    number = promise(plan, now, year=2030, year_from=2020, **told)
    judge_all(now=now)
    assert found_of(number).state == "cannot_judge"
    capture(
        json.dumps(document([object_event(), step("drying", 100), step("slicing", 30)])).encode(),
        recorder=INSTALLATION,
        now=now,
    )
    assert judge_changed(now=now) == 2
    found = found_of(number)
    assert (found.value, found.used[0].end.year) == (30, 2025)
    assert {"declared_caution", "figure_reckoned"} <= set(codes(found))


def step(process, made):
    told = {f"{EXTENSION_NAMESPACE}process": process, f"{EXTENSION_NAMESPACE}maxLoss": 0.9}
    fresh = "urn:epc:class:lgtin:6901234.000001.LOT-A"
    outputs = [quantity(f"urn:epc:class:lgtin:6901234.000002.{process}-{made}", made)]
    when = "2025-09-03T10:00:00+08:00"
    return transformation_event(
        inputQuantityList=[quantity(fresh, made)], outputQuantityList=outputs, eventTime=when, **told
    )


def test_a_deed_about_something_else_judges_nothing_else(office, plan, now):
    promise(plan, now)
    judge_all(now=now)
    Statistics(now + timedelta(minutes=1)).define("test.other")
    assert judge_changed(now=now) == 0
