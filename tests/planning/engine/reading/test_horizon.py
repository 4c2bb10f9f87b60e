"""Are a plan's own years, its region and the year that it reports on found in its title and text?"""

from datetime import date

import pytest

from yaomai.planning.engine.reading.horizon import horizon_of
from yaomai.planning.engine.reading.plain import plain

CASES = (
    # text, title : first, last, issued, base, region
    (
        "云岭市中医药产业三年行动方案（2023—2025年）\n一、发展基础\n2022年，产值46亿元。2022年，面积30万亩。",
        "",
        (2023, 2025, None, 2022, "云岭市"),
    ),
    (
        "规划期限为2011-2015年。\n一、发展现状\n截止2010年底，有企业50家。",
        "兰州市规划",
        (2011, 2015, None, 2010, "兰州市"),
    ),
    (
        "甘政发〔2016〕4号\n甘肃省“十三五”医药产业发展规划\n一、目标\n到2020年，达到500亿元。",
        "",
        (2016, 2020, 2016, 2015, "甘肃省"),
    ),
    ("一、发展目标\n到2027年，产值达到80亿元。\n2023年6月5日", "清江省方案", (2023, 2027, 2023, 2022, "清江省")),
    ("", "", (None, None, None, None, "")),
    ("没有年份的一句话。", "", (None, None, None, None, "")),
)


@pytest.mark.parametrize(("text", "title", "expected"), CASES)
def test_the_horizon_is_found(text, title, expected):
    found = horizon_of(plain(text), title)
    assert (found.first, found.last, found.issued, found.base, found.region) == expected


def test_a_document_that_the_plan_is_based_on_is_not_its_date():
    assert horizon_of(plain("根据国发〔2010〕32号精神，制定本规划。规划期限为2016-2020年。")).issued is None


def test_years_to_come_are_not_past():
    horizon = horizon_of(
        plain("甘肃省“十四五”规划\n2022年7月15日\n一、发展现状\n2021年，产值172亿元。2021年，面积483万亩。")
    )
    assert [horizon.is_past(year) for year in (2020, 2021, 2022, 2023)] == [True, True, None, False]


@pytest.mark.parametrize(
    ("text", "dated", "expected"),
    [
        # what is told without a year in the first half of a year is of the year before
        ("全省中药材面积570万亩，现有企业30家。", date(2024, 2, 27), (2024, 2023)),
        ("如今基地已有150个项目入驻。", date(2010, 9, 1), (2010, 2010)),
        # a year that the text reports on is not changed by its date; a date that is printed is
        ("一、现状\n截至2015年底，有企业30家。", date(2016, 9, 5), (2016, 2015)),
        ("甘政发〔2015〕4号\n甘肃省“十三五”规划\n现有企业30家。", date(2016, 9, 5), (2016, 2015)),
    ],
)
def test_the_date_that_is_known_of_a_document_tells_when_it_was_written(text, dated, expected):
    found = horizon_of(plain(text), dated=dated)
    assert (found.issued, found.base) == expected


@pytest.mark.parametrize("title", ["部分县中药材产业情况", "自治区枸杞产业发展规划", "各市中药材产业发展规划"])
def test_a_title_that_names_no_place_tells_no_region(title):
    assert horizon_of(plain("截至2024年，产值250亿元。"), title).region == ""


def test_the_region_that_is_known_of_a_document_holds():
    assert horizon_of(plain("甘肃省中药材产业发展规划"), region="兰州市").region == "兰州市"
