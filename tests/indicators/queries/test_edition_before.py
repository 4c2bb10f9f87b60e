"""Each edition is held against the last before it that tells of the same series, of those that the viewer sees."""

from datetime import date

from make_statistics import LANZHOU, said, until, year
from yaomai.indicators.operations.withdraw import withdraw
from yaomai.indicators.queries.edition_before import edition_before
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER

REVENUE = "industry.revenue"


def test_the_edition_before_is_in_force_seen_and_of_the_same_series(statistics, now):
    statistics.define()
    first = statistics.publish(said(REVENUE, until(2020, 5), "10"), published_on=date(2020, 6, 10))
    secret = statistics.publish(said(REVENUE, until(2020, 5), "12"), published_on=date(2020, 6, 20), access="official")
    gone = statistics.publish(said(REVENUE, until(2020, 5), "13"), published_on=date(2020, 6, 21))
    withdraw(INSTALLATION_VIEWER, gone.record, "wrong", now=now)
    statistics.publish(said(REVENUE, year(2019), "7", LANZHOU), published_on=date(2020, 6, 23))
    statistics.publish(said(REVENUE, until(2020, 5), "7.1", basis="yoy"), published_on=date(2020, 6, 24))
    last = statistics.publish(said(REVENUE, until(2020, 5), "11"), published_on=date(2020, 7, 10))
    statistics.publish(said(REVENUE, until(2020, 5), "9"), published_on=date(2020, 8, 10))
    assert edition_before(ANYONE, last) == first
    assert edition_before("official", last) == secret
    assert edition_before(ANYONE, first) is None


def test_a_plan_or_another_offices_table_is_no_edition_before(statistics):
    statistics.define()
    told = said(REVENUE, year(2020), "10")
    yearly = statistics.publish(told, title="2020年中药材生产情况", published_on=date(2021, 3, 1))
    statistics.publish(told, title="2020年中药材生产情况", publisher="Another", published_on=date(2021, 4, 1))
    plan = statistics.publish(told, title="甘肃省十四五规划", published_on=date(2021, 12, 1))
    last = statistics.publish(told, title="2021年中药材生产情况", published_on=date(2022, 3, 1))
    assert edition_before(ANYONE, last) == yearly
    assert edition_before(ANYONE, plan) is None
