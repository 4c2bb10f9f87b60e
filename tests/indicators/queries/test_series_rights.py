"""Nothing that is only for officials reaches anybody else, whatever is asked."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from make_statistics import GANSU, LANZHOU, Statistics, key, said, year
from yaomai.errors import NotFoundError
from yaomai.indicators.engine.spans import Span
from yaomai.indicators.engine.values import NewCorrection, SeriesKey
from yaomai.indicators.operations.correct import correct
from yaomai.indicators.operations.withdraw import withdraw
from yaomai.indicators.queries.derived import compare_parts, derived
from yaomai.indicators.queries.editions import edition, editions, observations_in
from yaomai.indicators.queries.series import all_editions_of, read_series
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER, Viewer

REVENUE, TWICE = "industry.revenue", "industry.twice"
OURS = Viewer(account=1, organisation=1, roles=frozenset({"official"}), division="620000")
SEE_ALL = [
    "official",
    INSTALLATION_VIEWER,
    *(
        Viewer(account=3, organisation=3, roles=frozenset({role}))
        for role in ("official", "inspector", "auditor", "administrator")
    ),
]
SEE_PUBLIC = [
    "public",
    ANYONE,
    Viewer(account=3, organisation=3, roles=frozenset({"recorder", "organisation_administrator"})),
    Viewer(key=4, organisation=4, scopes=frozenset({"query"})),
]


def called(viewer):
    """A viewer's name in the list of tests, the same in every process: sets have no order."""
    if isinstance(viewer, str):
        return viewer
    return "-".join((f"of {viewer.organisation}", *sorted(viewer.roles), *sorted(viewer.scopes)))


@pytest.fixture
def secret(statistics, now):
    """Of one span a public value of 100 and a newer official one of 90, corrected to 9; another span is only official."""
    statistics.define()
    statistics.define(TWICE, formula=f"{REVENUE} * 2")
    public = statistics.publish(said(REVENUE, year(2015), "100"), published_on=date(2016, 1, 1))
    official = statistics.publish(
        said(REVENUE, year(2015), "90", place="Sheet1!B7"),
        said(REVENUE, year(2016), "4711"),
        said(REVENUE, year(2015), "4711", LANZHOU),
        by=OURS,
        access="official",
        published_on=date(2017, 1, 1),
    )
    correction = correct(
        OURS,
        NewCorrection(key(), "flow", *year(2015), "override", Decimal(90), "a secret reason", Decimal(9)),
        now=now,
    )
    return public, official, correction


@pytest.mark.parametrize("viewer", SEE_PUBLIC, ids=called)
def test_who_sees_only_what_is_public(secret, viewer, now):
    public, official, _ = secret
    read = read_series(viewer, [key(), key(region=LANZHOU)])
    assert [(one.value, one.corrected, one.doubts) for one in read.values[key()]] == [(100, None, ())]
    assert read.values[key(region=LANZHOU)] == ()
    assert read.findings == ()
    assert [one.value for one in all_editions_of(viewer, key())] == [100]
    assert editions(viewer) == [public]
    for asked in (edition, observations_in):
        with pytest.raises(NotFoundError):
            asked(viewer, official.record)
    assert derived(viewer, TWICE, GANSU, "", Span(*year(2015)), now=now).value == 200
    assert derived(viewer, TWICE, GANSU, "", Span(*year(2016)), now=now).value is None
    compared = compare_parts(viewer, REVENUE, GANSU, "", Span(*year(2015)), now=now)
    assert (compared.whole.value, compared.sum, len(compared.absent)) == (100, None, 14)


@pytest.mark.parametrize("viewer", [*SEE_ALL, replace(OURS, roles=frozenset({"recorder"}))], ids=called)
def test_who_sees_everything(secret, viewer, now):
    public, official, correction = secret
    read = read_series(viewer, [key()])
    assert [(one.value, one.corrected) for one in read.values[key()]] == [(9, correction), (4711, None)]
    assert [one.value for one in all_editions_of(viewer, key())] == [90, 100, 4711]
    assert editions(viewer) == [official, public]
    assert derived(viewer, TWICE, GANSU, "", Span(*year(2015)), now=now).value == 18
    compared = compare_parts(viewer, REVENUE, GANSU, "", Span(*year(2015)), now=now)
    assert (compared.whole.value, compared.sum, compared.gap, len(compared.absent)) == (9, 4711, -4702, 13)


def test_a_correction_that_no_longer_fits_tells_the_public_nothing(secret, statistics, now):
    _, official, _ = secret
    statistics.publish(said(REVENUE, year(2015), "91"), access="official", published_on=date(2018, 1, 1))
    assert [one.value for one in read_series("official", [key()]).findings] == ["91"]
    assert read_series("public", [key()]).findings == ()
    withdraw(INSTALLATION_VIEWER, official.record, "wrong", now=now)
    assert [one.value for one in read_series("public", [key()]).values[key()]] == [100]


_NUMBERS = count()
EDITIONS = st.lists(
    st.tuples(
        st.sampled_from(["public", "official"]),
        st.integers(0, 3),  # day of publication
        st.dictionaries(st.integers(2014, 2016), st.integers(1, 9), min_size=1),
        st.booleans(),  # withdrawn
        st.sampled_from([None, "override", "drop", "scale"]),
    ),
    max_size=5,
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EDITIONS)
def test_the_public_sees_what_it_would_see_if_nothing_else_were_there(database, now, made):
    """Two series are told of the same: one by all editions, the other by the public ones only. The public cannot tell them apart."""
    office = Statistics(now)
    name = f"a{next(_NUMBERS)}"
    office.define(name)
    both, alone = key(name, segment="both"), key(name, segment="alone")
    for access, day, values, gone, action in made:
        told = [both, alone] if access == "public" else [both]
        when = now.date() + timedelta(days=day)
        published = [
            office.publish(
                *(said(name, year(number), str(value), segment=series.segment) for number, value in values.items()),
                access=access,
                published_on=when,
            ).record
            for series in told
        ]
        first = year(min(values))
        newest = next(one for one in all_editions_of("official", both) if (one.start, one.end) == first)
        for series, number in zip(told, published, strict=True):
            if action is not None and newest.edition == published[0]:
                amount = None if action == "drop" else Decimal(3)
                new = NewCorrection(series, "flow", *first, action, newest.value, "a reason", amount)
                correct(INSTALLATION_VIEWER, new, now=now)
            if gone:
                withdraw(INSTALLATION_VIEWER, number, "wrong", now=now)
    for known in (None, now.date() + timedelta(days=1)):
        assert _shown(both, known) == _shown(alone, known)


def _shown(series: SeriesKey, known: date | None):
    read = read_series("public", [series], as_known_on=known)
    return [
        (one.start.year, one.value, one.published_on, one.corrected and one.corrected.action)
        for one in read.values[series]
    ]
