"""B02: does each published number say what it is and where it stands, and does a late revision reach what was made of it?"""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from yaomai.demo import plans
from yaomai.indicators.engine.spans import Span
from yaomai.indicators.engine.values import NewDefinition, NewEdition, NewObservation
from yaomai.indicators.operations.define import define
from yaomai.indicators.operations.follow_declared import follow_declared
from yaomai.indicators.operations.state_edition import state_edition
from yaomai.indicators.queries.definitions import definitions
from yaomai.indicators.queries.derived import derived
from yaomai.indicators.queries.series import series_values
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER
from yaomai.web.pages.figures import EXPLANATIONS

NOW = timezone.now()
YEAR = (date(2025, 1, 1), date(2025, 12, 31))


@pytest.fixture
def defined(cast):
    """The declared indicators."""
    follow_declared(now=NOW)


def published(indicator: str, value: str, day: date, region: str = "620000") -> int:
    """A value of 2025, published on a day; its record."""
    said = NewObservation(indicator, region, "", "flow", *YEAR, Decimal(value), "A", value, "表一!B4", "")
    return state_edition(
        INSTALLATION_VIEWER,
        NewEdition(title="年报", publisher="统计局", published_on=day, observations=[said], access="public"),
        now=NOW,
    ).record


def test_each_published_number_carries_what_it_is_and_where_it_stands(defined):
    plans.load_plans(INSTALLATION_VIEWER, now=NOW, say=print, beside=plans.BESIDE / "nowhere")
    keys = [(one, "620000", "") for one in ("industry.revenue", "industry.main_revenue", "herb.area")]
    known = definitions()
    for key, values in series_values(ANYONE, keys).items():
        assert values, key
        for one in values:
            definition = known[one.series.indicator]
            assert definition.name
            assert definition.scope
            assert (one.start.year, one.end.year) in {(2010, 2010), (2015, 2015), (2021, 2021)}
            origin = EXPLANATIONS["observation"](f"{one.record}/{one.ordinal}", ANYONE)
            assert origin.sources[0].href.startswith("/plans/")
            assert origin.proof is not None


def test_two_populations_of_the_same_number_are_told_apart(defined):
    known = definitions()
    makers, industry = known["enterprise.makers.count"], known["enterprise.above_scale.count"]
    assert makers.scope != industry.scope
    assert [one[1] for one in industry.comparable if one[0] == makers.key] == ["not"]


def test_a_late_revision_holds_and_the_first_edition_stays(defined):
    published("industry.revenue", "100", date(2026, 1, 20))
    published("industry.revenue", "97", date(2026, 6, 20))
    (now,) = series_values(ANYONE, [("industry.revenue", "620000", "")])["industry.revenue", "620000", ""]
    then = series_values(ANYONE, [("industry.revenue", "620000", "")], as_known_on=date(2026, 3, 1))
    assert (now.value, then["industry.revenue", "620000", ""][0].value) == (97, 100)


def test_a_late_revision_reaches_what_is_reckoned_from_it(defined):
    margin = NewDefinition(
        "test.margin", "利润率", unit="P1", formula="share(industry.profit, industry.revenue)", aggregation="none"
    )
    define(INSTALLATION_VIEWER, margin, "试", now=NOW)
    published("industry.profit", "20", date(2026, 1, 20))
    published("industry.revenue", "100", date(2026, 1, 20))

    def reckoned():
        return derived(ANYONE, "test.margin", "620000", "", Span(*YEAR), now=NOW)

    assert reckoned().value == 20
    published("industry.revenue", "80", date(2026, 6, 20))
    assert (reckoned().value, [one.value for one in reckoned().inputs[0].inputs or reckoned().inputs]) == (25, [20, 80])
