"""Are the years that a sentence speaks of found, and which part they play?"""

import pytest

from yaomai.planning.engine.reading.periods import plan_years, so_many_years, times

CASES = (
    # words of time : from, to, part
    ("到2025年，产值达到100亿元", [(2025, 2025, "at")]),
    ("截至2020年底，共有企业12家", [(2020, 2020, "at")]),
    ("二〇二五年，产值达到100亿元", [(2025, 2025, "at")]),
    ("比2015年增长62.3%", [(2015, 2015, "base")]),
    ("在2020年基础上翻一番", [(2020, 2020, "base")]),
    ("由2015年的10家增加到2020年的19家", [(2015, 2015, "from"), (2020, 2020, "at")]),
    ("2013年至2021年，共获批件5个", [(2013, 2021, "span")]),
    ("2021-2025年，年均增长8%", [(2021, 2025, "span")]),
    ("自2018年起累计投入1.1亿元", [(2018, 2018, "since")]),
    ("2018年以来，获批12个", [(2018, 2018, "since")]),
    ("“十二五”时期，年均增长18%", [(2011, 2015, "span")]),
    ("“十四五”末，达到200亿元", [(2021, 2025, "at")]),
    ("按照《中药材保护和发展规划（2015—2020年）》", []),
    ("根据国发〔2010〕32号文件", []),
    ("2020年版药典", []),
    ("以西部为主的五年一遇", []),
)


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_words_of_time_are_found(text, expected):
    assert [(one.first, one.last, one.role) for one in times(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甘肃省“十三五”陇药产业发展规划", (2016, 2020)),
        ("国民经济和社会发展第十四个五年规划", (2021, 2025)),
        ("十二五医药工业发展规划", (2011, 2015)),
        ("十五个企业", None),
        ("三年行动方案", None),
    ],
)
def test_a_five_year_plan_is_its_years(text, expected):
    assert plan_years(text) == expected


def test_an_average_says_over_how_many_years():
    assert (so_many_years("五年年均分别增长"), so_many_years("近3年累计"), so_many_years("年均增长")) == (5, 3, None)
