"""What is published comes on record once, whole or not at all, by who answers for the region."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from make_statistics import DINGXI, GANSU, LANZHOU, key, said, until, year
from yaomai.errors import InvalidError, NotAllowedError
from yaomai.indicators import models
from yaomai.indicators.queries.editions import edition, editions, observations_in
from yaomai.indicators.queries.series import series_values
from yaomai.ledger.models import Deed
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER, Viewer

REVENUE = "industry.revenue"


def test_what_is_published_is_the_value_of_its_series(statistics):
    statistics.define()
    made = statistics.publish(
        said(REVENUE, year(2015), "10000000000.50", original="100亿元", place="120-126"),
        said(REVENUE, year(2015), "9", LANZHOU, "herbs"),
        said(REVENUE, until(2016, 2), None),
    )
    found = series_values(ANYONE, [key(), key(region=LANZHOU, segment="herbs"), key(region=DINGXI)])
    (first, missing), (other,), nothing = found.values()
    assert (str(first.value), first.original, first.edition, first.is_invented) == (
        "10000000000.50", "100亿元", made.record, True,
    )  # fmt: skip
    assert (missing.value, missing.status) == (None, "M")
    assert other.value == 9
    assert nothing == ()
    assert edition(ANYONE, made.record) == made
    assert [one.value for one in observations_in(ANYONE, made.record)] == [Decimal("10000000000.50"), None, Decimal(9)]


def test_one_record_a_series_after_that_of_the_edition(statistics):
    statistics.define()
    spans = [until(2016, month) for month in range(2, 13)]
    statistics.publish(*(said(REVENUE, span, "1", region) for span in spans for region in (GANSU, LANZHOU)))
    assert Deed.objects.get(kind="indicators.edition").size == 3
    assert models.Observation.objects.count() == 22


def test_the_newest_edition_speaks_of_a_span(statistics):
    statistics.define()
    statistics.publish(said(REVENUE, year(2015), "1"), said(REVENUE, year(2014), "7"), published_on=date(2016, 1, 20))
    statistics.publish(said(REVENUE, year(2015), "3", status="P"), published_on=date(2017, 1, 20))
    statistics.publish(said(REVENUE, year(2015), "2"), published_on=date(2016, 5, 20))
    assert [one.value for one in series_values(ANYONE, [key()])[key()]] == [7, 3]
    known = series_values(ANYONE, [key()], as_known_on=date(2016, 12, 31))[key()]
    assert [one.value for one in known] == [7, 2]
    assert series_values(ANYONE, [key()], as_known_on=date(2016, 1, 19)) == {key(): ()}


def test_everything_that_is_wrong_is_told_and_nothing_is_kept(statistics):
    statistics.define()
    fine = said(REVENUE, year(2015), "1")
    wrong = [
        fine,
        fine,
        replace(fine, indicator="no.such"),
        replace(fine, region="629999"),
        replace(fine, basis="monthly"),
        replace(fine, status="X", segment="d"),
        replace(fine, start=date(2016, 1, 1)),
        replace(fine, region=LANZHOU, value=None),
        replace(fine, region=DINGXI, value=Decimal("NaN")),
        replace(fine, segment="a\0b"),
        replace(fine, segment="c", value=Decimal("1E+30")),
        replace(fine, start=date(1, 1, 1), end=date(9999, 12, 31)),
    ]
    with pytest.raises(InvalidError) as refused:
        statistics.publish(*wrong, title=" ", publisher="", access="secret", file=4711, published_on=date(2, 1, 1))
    assert sorted({(one.code.removeprefix("indicators."), one.pointer) for one in refused.value.findings}) == [
        ("day_unlikely", "/published_on"),
        ("file_unknown", "/file"),
        ("indicator_unknown", "/observations/2/indicator"),
        ("number_unusable", "/observations/10/value"),
        ("number_unusable", "/observations/8/value"),
        ("publisher_unusable", "/publisher"),
        ("region_unknown", "/observations/3/region"),
        ("said_twice", "/observations/1"),
        ("span_backwards", "/observations/6/start"),
        ("span_unlikely", "/observations/11/start"),
        ("text_unusable", "/observations/9/segment"),
        ("title_unusable", "/title"),
        ("value_missing", "/observations/7/value"),
        ("word_unknown", "/access"),
        ("word_unknown", "/observations/4/basis"),
        ("word_unknown", "/observations/5/status"),
    ]
    assert not models.Series.objects.exists()
    assert not models.Edition.objects.exists()


@pytest.mark.parametrize(
    ("roles", "division", "region", "may"),
    [
        ({"official"}, "620000", GANSU, True),
        ({"official"}, "620000", LANZHOU, True),
        ({"official"}, "620000", "340000", True),  # another province's, to compare with
        ({"official"}, "621100", DINGXI, True),
        ({"official"}, "621100", "621126", True),
        ({"official"}, "621100", LANZHOU, False),
        ({"official"}, "621100", GANSU, False),
        ({"official"}, "621100", "000000", False),
        ({"official"}, "", GANSU, False),
        ({"inspector", "administrator"}, "620000", GANSU, False),
        (set(), "620000", GANSU, False),
    ],
)
def test_who_answers_for_a_region_states_its_values(statistics, roles, division, region, may):
    statistics.define()
    viewer = Viewer(account=1, organisation=1, roles=frozenset(roles), division=division)
    if may:
        assert statistics.publish(said(REVENUE, year(2015), "1", region), by=viewer).organisation == 1
        return
    with pytest.raises(NotAllowedError):
        statistics.publish(said(REVENUE, year(2015), "1", region), by=viewer)
    assert not models.Edition.objects.exists()


def test_editions_are_listed_the_newest_first(statistics):
    statistics.define()
    days = [date(2016, 1, 1), date(2018, 1, 1), date(2017, 1, 1)]
    made = [
        statistics.publish(said(REVENUE, year(2015), "1"), published_on=day, access=access)
        for day, access in zip(days, ("public", "official", "public"), strict=True)
    ]
    assert editions(INSTALLATION_VIEWER) == [made[1], made[2], made[0]]
    assert editions(ANYONE) == [made[2], made[0]]
    assert editions("official", limit=1, offset=1) == [made[2]]
