"""The pages of indicators: the list, one with its drawing and its values, and who sees what of it."""

import re
from urllib.parse import quote

import pytest

from askers import browser, signed_in
from make_statistics import DINGXI, LANZHOU, Statistics, said, until, year
from yaomai.indicators.engine.values import NewCorrection, SeriesKey
from yaomai.indicators.operations.correct import correct
from yaomai.ledger.engine.deed import reference
from yaomai.people.viewer import INSTALLATION_VIEWER

REVENUE = "industry.revenue"
PATH = f"/indicators/{REVENUE}"


def words(response):
    """What a page says: its text without marks, white space as one space."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


@pytest.fixture
def office(cast):
    from django.utils import timezone

    made = Statistics(timezone.now())
    made.define(REVENUE, name="营业收入", scope="规模以上医药制造业")
    made.define("enterprise.count", name="企业数", unit="", counted="家", basis="level")
    return made


@pytest.fixture
def published(office):
    return office.publish(
        *(said(REVENUE, year(number), value) for number, value in ((2020, "40000000000"), (2021, "43310000000"))),
        said(REVENUE, year(2023), "45000000000", status="P"),
        said(REVENUE, until(2024, 5), "21000000000"),
        said(REVENUE, year(2021), "10000000000", LANZHOU),
        said(REVENUE, year(2021), "8.3", basis="yoy"),
        said("enterprise.count", year(2021), None),
        title="年鉴",
        is_invented=False,
    )


def test_the_list_tells_the_newest_value_of_each_and_where_it_leads(published):
    page = browser().get("/indicators")
    text = words(page)
    assert "营业收入" in text
    assert "210 亿元" in text
    assert "2024年1—5月" in text
    assert f'href="{PATH}"' in page.content.decode()
    assert f"/figure/observation/{published.record + 1}/" in page.content.decode()
    assert "企业数" not in words(browser().get("/indicators?name=营业"))
    assert browser().get("/indicators/list.csv").content.decode("utf-8-sig").startswith("指标,更正,统计范围")


def test_an_indicator_is_drawn_and_told_as_a_table(published):
    page = browser().get(PATH)
    text, html = words(page), page.content.decode()
    assert "433.1" in text
    assert "<svg" in html
    assert html.count('class="chart-bar') == 3
    assert html.count("chart-hollow") >= 1, "what is provisional is hollow"
    assert "缺" in text, "2022 is left open"
    assert "初步数" in text
    assert "兰州市" in text
    assert "演示数据" not in text
    assert f'/figure/observation/{published.record + 1}/2"' in html


def test_another_series_basis_and_kind_of_span_by_the_address(published):
    assert "8.3 %" in words(browser().get(f"{PATH}?basis=yoy"))
    assert "210" in words(browser().get(f"{PATH}?spans=to_date"))
    text = words(browser().get(f"{PATH}?region={LANZHOU}"))
    assert "100 亿元" in text
    csv = browser().get(f"{PATH}/values.csv?region={LANZHOU}").content.decode("utf-8-sig")
    assert csv.splitlines()[1].startswith("2021年,兰州市,100,亿元,正式数")
    assert "兰州市" in browser().get(f"{PATH}/series.csv").content.decode()


@pytest.mark.parametrize(
    "query", ["?region=x&segment=y", "?basis=nonsense", "?spans=%00", "?region=999999", "?sort=nothing"]
)
def test_what_is_not_there_is_asked_for_in_vain_but_not_a_fault(published, query):
    assert browser().get(f"{PATH}{query}").status_code in {200, 400}


def test_made_up_values_are_marked_wherever_they_show(office):
    office.publish(said(REVENUE, year(2021), "43310000000"), title="演示")
    for path in ("/indicators", PATH):
        assert "演示数据" in words(browser().get(path)), path


def test_a_made_up_value_never_stands_for_a_published_one(office):
    office.publish(said(REVENUE, year(2021), "43310000000"), title="公报", is_invented=False)
    made_up = office.publish(said(REVENUE, year(2021), "11100000000"), said(REVENUE, year(2024), "99900000000"))
    listed = words(browser().get("/indicators"))
    assert "433.1" in listed
    assert "演示数据" not in listed
    page = browser().get(PATH)
    head = re.search(r'<p class="indicator-newest">.*?</p>', page.content.decode(), re.DOTALL).group()
    assert "433.1" in head
    assert "999" not in head
    text = words(page)
    assert "999 亿元" in text  # of a year of which nothing was published it stays, marked
    assert "演示数据" in text
    assert "111 亿元" not in text
    assert f'href="/indicators/editions/{reference(made_up.record)}"' in page.content.decode()
    assert "同一期有发布过的数，图上不用它" in text


def test_the_printed_name_of_an_indicator_is_told_apart_from_the_status(office):
    office.publish(said(REVENUE, year(2021), "43310000000", note="revised 医药营收"), is_invented=False)
    assert "正式数，修订过；原文名称或备注：医药营收" in words(browser().get(PATH))


def test_official_values_are_not_for_everybody(cast, office):
    office.publish(said(REVENUE, year(2021), "43310000000", DINGXI), access="official")
    assert "433.1" not in words(browser().get(PATH))
    assert "定西" not in words(browser().get(PATH))
    cast.organisation("省局", "authority")
    official = signed_in(cast.account("official", "official", of="省局"))
    assert "433.1" in words(official.get(PATH))


def test_a_correction_is_shown_and_when_its_source_changes_that_is_loud(office, published):
    new = NewCorrection(
        SeriesKey(REVENUE, "620000"),
        "flow",
        *year(2021),
        "override",
        published_value(2021),
        "年鉴排印错误",
        value=published_value(0),
    )
    correct(INSTALLATION_VIEWER, new, now=office.now)
    text = words(browser().get(PATH))
    assert "430 亿元" in text
    assert "生效" in text
    assert "年鉴排印错误" in text
    assert "有更正失效了" not in text
    office.publish(said(REVENUE, year(2021), "43000000001"), title="更正后的年鉴", is_invented=False)
    text = words(browser().get(PATH))
    assert "有更正失效了" in text
    assert "现在发布的是" in text
    listed = words(browser().get("/indicators"))
    assert "更正失效" in listed
    assert "营业收入,更正失效," in browser().get("/indicators/list.csv").content.decode()


def test_the_list_says_nothing_of_corrections_that_hold(office, published):
    new = NewCorrection(SeriesKey(REVENUE, "620000"), "flow", *year(2021), "flag", published_value(2021), "see")
    correct(INSTALLATION_VIEWER, new, now=office.now)
    assert "更正失效" not in words(browser().get("/indicators"))


def published_value(number):
    from decimal import Decimal

    return Decimal(43_310_000_000 if number == 2021 else 43_000_000_000)


def test_an_indicator_without_values_and_one_that_is_not_there(office):
    assert "还没有发布过数" in words(browser().get("/indicators/enterprise.count"))
    assert browser().get("/indicators/no.such").status_code == 404


def test_a_derived_indicator_is_reckoned_year_by_year_and_says_what_is_missing(office):
    this_year = office.now.year
    office.define("industry.profit", name="利润总额")
    office.define(
        "industry.margin",
        name="利润率",
        unit="P1",
        formula="share(industry.profit, industry.revenue)",
        aggregation="none",
    )
    office.publish(
        said(REVENUE, year(this_year - 1), "50000000000"), said("industry.profit", year(this_year - 1), "5000000000")
    )
    page = browser().get("/indicators/industry.margin")
    text = words(page)
    assert f"{this_year - 1}年 10 %" in text
    assert "/figure/derived/industry.margin/620000/-/" in page.content.decode()
    assert "演示数据" in text
    assert browser().get("/indicators/industry.margin?region=999999").status_code == 404
    assert browser().get("/indicators/industry.margin?region=621100").status_code == 200


@pytest.fixture
def five(office):
    office.publish(
        *(said(REVENUE, year(number), f"{number % 7 + 1}00000000", region) for number in range(2019, 2024) for region in REGIONS),
        said(REVENUE, year(2023), "5", LANZHOU, "当归"),
        title="年鉴", is_invented=False,
    )  # fmt: skip


def test_that_the_year_to_date_begins_anew_is_said_below_the_drawing(office):
    for number in (2023, 2024):
        office.publish(*(said(REVENUE, until(number, month), f"{month}00000000") for month in (2, 3)))
    assert "累计数每年从头起，线在年初断开" in words(browser().get(PATH))
    office.publish(*(said("enterprise.count", year(number), "5", basis="level") for number in (2022, 2023)))
    assert "累计数每年从头起" not in words(browser().get("/indicators/enterprise.count"))


REGIONS = ("620000", LANZHOU, DINGXI, "620200", "620300", "620400")


def test_several_series_are_drawn_together_and_told_in_one_table(five):
    plain = browser().get(PATH).content.decode()
    assert 'name="also"' in plain
    assert "地区·分组</" not in plain
    page = browser().get(f"{PATH}?region={LANZHOU}&also={DINGXI}&also=620000&also={LANZHOU}~当归")
    html, text = page.content.decode(), words(page)
    assert html.count('class="chart-series-line"') == 3 + 4, "three lines and a point; the legend"
    assert "兰州市·当归" in text
    assert text.count("定西市") > 5
    assert html.count(" checked") == 3
    csv = browser().get(f"{PATH}/values.csv?region={LANZHOU}&also={DINGXI}").content.decode("utf-8-sig")
    assert len(csv.splitlines()) == 1 + 2 * 5


def test_more_series_than_a_drawing_holds_are_said_to_be_left_out(five):
    many = "&".join(f"also={one}" for one in REGIONS[1:])
    assert "多选的 1 个没有画" in words(browser().get(f"{PATH}?region=620000&{many}"))
    assert browser().get(f"{PATH}?also=nonsense&also=620100~x").status_code == 200


def rows_of(page, table):
    html = page.content.decode()
    html = html[html.index(f'id="table-{table}"') :]
    body = html[html.index("<tbody") : html.index("</tbody>")]
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", row)).strip() for row in body.split("<tr")[1:]]


def test_the_tables_sort_filter_and_export_by_links_each_for_itself(five):
    page = browser().get(f"{PATH}?region={LANZHOU}")
    assert "2023年" in rows_of(page, "values")[0]
    link = f"?region={LANZHOU}&amp;values-sort=value#table-values"
    assert f'href="{link}"' in page.content.decode()
    sorted_ = browser().get(f"{PATH}?region={LANZHOU}&values-sort=value&series-sort=-newest")
    spans = [re.search(r"20\d\d", row)[0] for row in rows_of(sorted_, "values")]
    assert spans == ["2023", "2019", "2020", "2021", "2022"], "2023 % 7 is 0"
    html = sorted_.content.decode()
    assert f"values.csv?region={LANZHOU}&amp;series-sort=-newest&amp;values-sort=value" in html
    assert "aria-sort" in html
    found = browser().get(f"{PATH}?region={LANZHOU}&values-span=2021&series-region=定西")
    assert len(rows_of(found, "values")) == 1
    assert [row for row in rows_of(found, "series") if "定西" not in row] == []
    none = browser().get(f"{PATH}?values-span=1999")
    assert "没有符合条件的行" in words(none)
    exported = browser().get(f"{PATH}/values.csv?region={LANZHOU}&values-span=2021").content.decode("utf-8-sig")
    assert len(exported.splitlines()) == 2
    assert browser().get(f"{PATH}?values-sort=nothing").status_code == 400
    assert browser().get(f"{PATH}/series.csv?series-sort=nothing").status_code == 400


def test_the_table_of_series_is_exported_as_it_is_shown_also_when_there_is_nothing_of_the_own_basis(office):
    office.publish(said(REVENUE, year(2021), "8.3", LANZHOU, basis="yoy"), title="年鉴", is_invented=False)
    page = browser().get(PATH)
    assert "8.3" in rows_of(page, "series")[0]
    path = re.search(r'href="([^"]*/series\.csv[^"]*)"', page.content.decode())[1].replace("&amp;", "&")
    assert "8.3" in browser().get(path).content.decode("utf-8-sig")


def test_the_threshold_of_a_count_is_told_in_words_wherever_it_stands(office, cast):
    key, over = "enterprise.count_by_output", ">1000000000"
    office.define(key, name="按产值分的企业数", unit="", counted="家", basis="level")
    edition = office.publish(
        said(key, year(2021), "4", segment=over, basis="level"),
        said(key, year(2021), "9", segment=">100000000", basis="level"),
        title="年鉴",
    )
    official = signed_in(cast.account("guan", "official", of="省局"))
    asked = f"region=620000&segment={quote(over)}"
    pages = [
        f"/indicators/{key}?{asked}",
        f"/indicators/{key}/correct?{asked}",
        f"/indicators/{key}/break",
        f"/indicators/editions/{reference(edition.record)}",
        f"/figure/observation/{edition.record + 1}/1",
        "/indicators",
    ]
    for address in pages:
        answer = official.get(address)
        assert answer.status_code == 200, address
        shown = words(answer).replace("\xa0", " ")
        assert ">100000" not in shown, address
        assert "&gt;100000" not in shown, address
        assert "超过 1" in shown, address


def figure_on(address):
    """Where the first figure of a page opens to."""
    return re.search(r'href="(/figure/observation/[^"]+)"', browser().get(address).content.decode())[1]


def test_an_approximate_figure_says_so_wherever_it_stands(office):
    firms = said("enterprise.count", year(2010), "50", status="E", original="50余家")
    made = office.publish(firms, title="规划", is_invented=False)
    for address in ("/indicators", "/indicators/enterprise.count", f"/indicators/editions/{reference(made.record)}"):
        assert re.search("≈ 50 家", words(browser().get(address))), address
    page = words(browser().get("/indicators/enterprise.count"))
    assert "估计数" in page
    assert "预计数" not in page
    assert "≈ 50 家" in words(browser().get(figure_on("/indicators/enterprise.count")))
    assert ",估计数" in browser().get("/indicators/list.csv").content.decode()
    exact = office.publish(said("enterprise.count", year(2011), "60", original="60家"), title="规划", is_invented=False)
    assert exact.record > made.record
    assert "≈" not in words(browser().get("/indicators"))


def test_a_private_point_in_what_was_printed_is_shown_as_a_point(office):
    printed = said(REVENUE, year(2021), "17623000000", original="１７６\U001001b0２３亿元")
    made = office.publish(printed, title="规划", is_invented=False)
    for address in (PATH, f"/indicators/editions/{reference(made.record)}", figure_on(PATH)):
        page = browser().get(address).content.decode()
        assert "U+1001B0" in page, address
        assert "１７６.２３亿元" in re.sub("<[^>]*>", "", page), address
