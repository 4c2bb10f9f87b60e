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
