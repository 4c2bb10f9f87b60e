"""From a figure of an indicator to the sentence that says it, in a real browser: two clicks."""

import re
from decimal import Decimal

import pytest
from django.db import connections
from django.utils import timezone

from browser import chromium, needs_chromium, opened, page_faults, serving
from make_statistics import GANSU, Statistics, key, said, year
from yaomai.archive.operations.keep_document import Description, keep_document
from yaomai.indicators.engine.reckoned import Asked, reference
from yaomai.indicators.engine.spans import Span
from yaomai.indicators.engine.values import NewCorrection
from yaomai.indicators.operations.correct import correct
from yaomai.indicators.queries.series import series_values
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.web.wsgi import application

pytestmark = [pytest.mark.slow, pytest.mark.chromium, needs_chromium]
REVENUE, PROFIT = "industry.revenue", "industry.profit"
TEXT = "第一句。到2020年，全行业营业收入达到400亿元以上，年均增长20%。第三句。"


@pytest.fixture
def address(cast, monkeypatch):
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    with serving(application) as base:
        yield base


@pytest.fixture
def published(cast):
    """Revenue from a document, corrected; profit; and their share."""
    office = Statistics(timezone.now())
    office.define(REVENUE, name="营业收入", scope="规模以上医药制造业")
    office.define(PROFIT, name="利润总额")
    office.define("profit.share", name="利润率", unit="P1", formula=f"share({PROFIT}, {REVENUE})")
    described = Description(title="某省医药产业规划（虚构）", issuer="某局", access="public")
    document = keep_document(INSTALLATION_VIEWER, "plan.txt", TEXT.encode(), described, now=office.now)
    start = TEXT.index("400亿元")
    office.publish(
        said(REVENUE, year(2020), "40000000000", original="400亿元", place=f"{start}-{start + 5}"),
        said(PROFIT, year(2020), "5000000000", original="50亿元"),
        file=document.file,
    )
    new = NewCorrection(
        key(), "flow", *year(2020), "override", Decimal(40000000000), "规划写的是约数", Decimal(41230000000)
    )
    correct(INSTALLATION_VIEWER, new, now=office.now)
    (value,) = series_values("public", [key()])[key()]
    return value


def test_two_clicks_lead_from_a_figure_to_its_sentence(address, published):
    with chromium() as browser, opened(browser, f"{address}/indicators/{REVENUE}") as (page, errors):
        page.locator(f'a[href$="/observation/{published.record}/{published.ordinal}"]:visible').last.click()
        source = page.locator("dialog[open] .source a")
        source.wait_for()
        assert "400亿元" in page.locator("dialog[open] .source").inner_text()
        source.click()
        page.wait_for_url(re.compile(r"/plans/.*/text\?at="))
        assert page.locator("mark").first.inner_text() == "400亿元"
        assert errors == []


def test_the_pages_of_figures_can_be_used_by_everybody(address, published):
    derived = reference("profit.share", Asked(GANSU, "", Span(*year(2020))))
    with chromium() as browser:
        for ref in (f"observation/{published.record}/{published.ordinal}", derived):
            assert page_faults(browser, f"{address}/figure/{ref}") == []
