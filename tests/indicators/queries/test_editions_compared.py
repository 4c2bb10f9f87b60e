"""Each edition is held against the last of its publisher."""

from datetime import date

import pytest

from make_statistics import LANZHOU, said, until, year
from yaomai.errors import NotFoundError
from yaomai.indicators.operations.withdraw import withdraw
from yaomai.indicators.queries.editions_compared import before, compare
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER

REVENUE = "industry.revenue"


def test_the_edition_before_is_of_the_same_publisher_and_shares_a_series(statistics, now):
    statistics.define()
    first = statistics.publish(said(REVENUE, until(2020, 5), "10"), published_on=date(2020, 6, 10))
    secret = statistics.publish(said(REVENUE, until(2020, 5), "12"), published_on=date(2020, 6, 20), access="official")
    gone = statistics.publish(said(REVENUE, until(2020, 5), "13"), published_on=date(2020, 6, 21))
    withdraw(INSTALLATION_VIEWER, gone.record, "wrong", now=now)
    statistics.publish(said(REVENUE, until(2020, 5), "7"), published_on=date(2020, 6, 22), publisher="Other (invented)")
    statistics.publish(said(REVENUE, year(2019), "7", LANZHOU), published_on=date(2020, 6, 23))
    last = statistics.publish(
        said(REVENUE, until(2020, 5), "11"), said(REVENUE, until(2020, 6), "14"), published_on=date(2020, 7, 10)
    )
    assert before(ANYONE, last.record) == [first]
    assert before("official", last.record) == [secret, first]
    assert before(ANYONE, first.record) == []
    found = compare(ANYONE, first.record, last.record)
    assert [(one.before.value, one.now.value, one.by, one.per_cent) for one in found.changed] == [(10, 11, 1, 10)]
    assert [one.value for one in found.new] == [14]
    with pytest.raises(NotFoundError):
        compare(ANYONE, secret.record, last.record)
    with pytest.raises(NotFoundError):
        before(ANYONE, secret.record)
