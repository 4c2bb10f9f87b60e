"""Declared breaks: who may, of which series they speak, what is refused, and how one is taken back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from make_statistics import DINGXI, GANSU, LANZHOU, key, said, year
from plan_reading import proposed
from yaomai.errors import ConflictError, InvalidError, NotAllowedError, NotFoundError
from yaomai.indicators import models
from yaomai.indicators.engine.values import NewBreak
from yaomai.indicators.operations.declare_break import declare_break
from yaomai.indicators.operations.withdraw import withdraw
from yaomai.indicators.queries.breaks import breaks_of, declared_break
from yaomai.indicators.queries.series import series_values
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER, Viewer

REVENUE = "industry.revenue"
OFFICIAL = Viewer(account=1, organisation=1, roles=frozenset({"official"}), division="620000")
OF_DINGXI = Viewer(account=2, organisation=2, roles=frozenset({"official"}), division="621100")
CENSUS = NewBreak(REVENUE, date(2023, 1, 1), "the census of 2023 counts other firms")


@pytest.fixture
def published(statistics):
    statistics.define(REVENUE)
    return statistics.publish(
        said(REVENUE, year(2022), "100"),
        said(REVENUE, year(2023), "200"),
        said(REVENUE, year(2023), "20", LANZHOU),
        said(REVENUE, year(2023), "2", LANZHOU, "firms"),
    )


def days(series, **more):
    (values,) = series_values(ANYONE, [series], **more).values()
    return {tuple(each.day.year for each in one.breaks) for one in values}


@pytest.mark.parametrize(
    ("region", "segment", "concerned"),
    [
        (None, None, {"whole", "city", "firms"}),
        (LANZHOU, None, {"city", "firms"}),
        (None, "", {"whole", "city"}),
        (LANZHOU, "firms", {"firms"}),
        (GANSU, "", {"whole"}),
        (DINGXI, None, set()),
    ],
)
def test_a_break_is_of_the_series_that_it_names(published, now, region, segment, concerned):
    made = declare_break(OFFICIAL, replace(CENSUS, region=region, segment=segment), now=now)
    series = {"whole": key(REVENUE), "city": key(REVENUE, LANZHOU), "firms": key(REVENUE, LANZHOU, "firms")}
    assert {name for name, one in series.items() if days(one) == {(2023,)}} == concerned
    assert {name for name, one in series.items() if days(one) == {()}} == set(series) - concerned
    assert declared_break(OFFICIAL, made.record).declared == made


def test_a_break_that_is_taken_back_counts_no_more_and_stays_readable(published, now):
    made = declare_break(OFFICIAL, CENSUS, now=now)
    later = now + timedelta(days=2)
    withdraw(OFFICIAL, made.record, "the census changed nothing", now=later)
    assert days(key(REVENUE)) == {()}
    assert days(key(REVENUE), as_known_on=later.date() - timedelta(days=1)) == {(2023,)}
    assert days(key(REVENUE), as_known_on=now.date() - timedelta(days=1)) <= {()}
    (view,) = breaks_of(ANYONE, REVENUE)
    assert (view.declared, view.withdrawn and view.withdrawn.reason) == (made, "the census changed nothing")
    with pytest.raises(ConflictError):
        withdraw(OFFICIAL, made.record, "again", now=later)
    again = declare_break(OFFICIAL, CENSUS, now=later)
    assert [one.declared for one in breaks_of(ANYONE, REVENUE)] == [again, made]


def test_who_answers_for_the_series_declares_and_takes_back(published, now):
    own = replace(CENSUS, region=DINGXI)
    for viewer, new in (
        (ANYONE, CENSUS),
        (OF_DINGXI, CENSUS),
        (OF_DINGXI, replace(CENSUS, region=LANZHOU)),
        (ANYONE, own),
    ):
        with pytest.raises(NotAllowedError):
            declare_break(viewer, new, now=now)
    assert not models.Break.objects.exists()
    everywhere = declare_break(OFFICIAL, CENSUS, now=now)
    made = declare_break(OF_DINGXI, own, now=now)
    with pytest.raises(NotAllowedError):
        withdraw(OF_DINGXI, everywhere.record, "not of our firms", now=now)
    withdraw(OF_DINGXI, made.record, "typed wrongly", now=now)


def test_a_break_of_what_only_officials_see_is_told_to_them_alone(statistics, published, now):
    statistics.publish(said(REVENUE, year(2023), "9", DINGXI), access="official")
    hidden = declare_break(OFFICIAL, replace(CENSUS, region=DINGXI), now=now)
    assert breaks_of(ANYONE, REVENUE) == []
    assert [one.declared for one in breaks_of(replace(OF_DINGXI, roles=frozenset({"auditor"})), REVENUE)] == [hidden]
    for refused in (
        lambda: declared_break(ANYONE, hidden.record),
        lambda: withdraw(ANYONE, hidden.record, "x", now=now),
    ):
        with pytest.raises(NotFoundError):
            refused()
    statistics.publish(said(REVENUE, year(2023), "9", DINGXI))
    assert [one.declared for one in breaks_of(ANYONE, REVENUE)] == [hidden]


def test_a_break_is_refused_with_all_its_faults(published, now):
    wrong = NewBreak(REVENUE, date(1066, 1, 1), " ", "999999", "x\0", 12345)
    with pytest.raises(InvalidError) as refused:
        declare_break(INSTALLATION_VIEWER, wrong, now=now)
    assert sorted((one.code.removeprefix("indicators."), one.pointer) for one in refused.value.findings) == [
        ("file_unknown", "/document"),
        ("reason_missing", "/reason"),
        ("region_unknown", "/region"),
        ("span_unlikely", "/day"),
        ("text_unusable", "/segment"),
    ]
    declare_break(OFFICIAL, CENSUS, now=now)
    with pytest.raises(InvalidError) as refused:
        declare_break(OFFICIAL, replace(CENSUS, reason="once more"), now=now)
    assert [one.code for one in refused.value.findings] == ["indicators.break_declared_already"]
    with pytest.raises(NotFoundError):
        declare_break(OFFICIAL, replace(CENSUS, indicator="no.such"), now=now)
    assert models.Break.objects.count() == 1


def test_the_document_that_says_so_is_one_that_is_there(published, now):
    plan = proposed(now)
    made = declare_break(OFFICIAL, replace(CENSUS, document=plan.file), now=now)
    assert declared_break(ANYONE, made.record).declared.document == plan.file
