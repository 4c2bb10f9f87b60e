"""What does not fit together in a table of statistics, case by case: what is found, at which cell, and what is not found."""

from decimal import Decimal

import pytest

from statistics_tables import found

HEAD = "地区,指标,时间,数值,单位\n"


def rows(*lines, indicator="营业收入", unit="亿元"):
    """A long table of the province: span and value; a third member is another region."""
    return HEAD + "".join(
        f"{line[2] if len(line) > 2 else '甘肃省'},{indicator},{line[0]},{line[1]},{unit}\n" for line in lines
    )


@pytest.mark.parametrize(
    ("case", "table", "findings"),
    [
        ("all is well", rows(("2024年1—2月", 20), ("2024年1—3月", 31), ("2024年3月", 11)), []),
        (
            "a month within rounding",
            rows(("2024年1—2月", "20.0"), ("2024年1—3月", "31.0"), ("2024年3月", "11.1")),
            [],
        ),
        (
            "a month beyond rounding",
            rows(("2024年1—2月", "20.0"), ("2024年1—3月", "31.0"), ("2024年3月", "11.2")),
            [("month_contradicts", "D4", "31.0 − 20.0 ≠ 11.2")],
        ),
        (
            "months that do not make the year to date",
            rows(("2024年1—2月", 20), ("2024年3月", 11), ("2024年1—3月", 40)),
            [("month_contradicts", "D3", "40 − 20 ≠ 11")],
        ),
        (
            "two months against a gap in the years to date",
            rows(("2024年1—3月", 30), ("2024年1—5月", 52), ("2024年4月", 10), ("2024年5月", 9)),
            [("month_contradicts", "D5", "52 − 30 ≠ 10 + 9")],
        ),
        (
            "the year to date falls",
            rows(("2024年1—4月", 40), ("2024年1—5月", 38)),
            [("to_date_falls", "D3", "40 → 38")],
        ),
        ("a loss may make a profit to date fall", rows(("2024年1—4月", 40), ("2024年1—5月", 38), indicator="利润总额"), []),
        (
            "missing months",
            rows(("2024年3月", 10), ("2024年4月", 11), ("2024年7月", 12)),
            [("months_missing", "D4", "2024年5月、2024年6月")],
        ),
        ("January and February together are no gap", rows(("2024年1—2月", 20), ("2024年3月", 11), ("2024年4月", 12)), []),
        (
            "a region twice, otherwise",
            rows(("2024年", 5, "兰州市"), ("2024年", 6, "兰州市")),
            [("said_twice_otherwise", "D3", "6 ≠ 5 CSV!D2")],
        ),
        (
            "a region twice, alike",
            rows(("2024年", 5, "兰州市"), ("2024年", 5, "620100")),
            [("said_twice", "D3", "CSV!D2")],
        ),
        ("a slip of the unit", rows(("2022年", 50), ("2023年", 520), ("2024年", 55)), [
            ("jump", "D3", "50 → 520"), ("jump", "D4", "520 → 55"),
        ]),
        ("twice as much is no slip", rows(("2022年", 50), ("2023年", 100)), []),
        (
            "a city above its province",
            rows(("2024年", 50), ("2024年", 52, "兰州市")),
            [("part_above_whole", "D3", "52 > 50")],
        ),
        ("some cities below their province", rows(("2024年", 50), ("2024年", 20, "兰州市"), ("2024年", 10, "定西市")), []),
        (
            "some cities together above their province",
            rows(("2024年", 50), ("2024年", 30, "兰州市"), ("2024年", 30, "定西市")),
            [("sum_differs", "D2", "5000000000 CNY ≠ Σ 2 = 6000000000 CNY")],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and "\n" not in value else "",
)  # fmt: skip
def test_what_is_found(case, table, findings):
    assert found(table) == findings, case


CITIES = (
    "兰州市", "嘉峪关市", "金昌市", "白银市", "天水市", "武威市", "张掖市", "平凉市", "酒泉市", "庆阳市", "定西市", "陇南市",
    "临夏回族自治州", "甘南藏族自治州",
)  # fmt: skip


@pytest.mark.parametrize(("whole", "differs"), [("28.0", False), ("28.7", False), ("28.8", True), ("27.2", True)])
def test_all_cities_make_the_province_within_rounding(whole, differs):
    table = rows(("2024年", whole), *(("2024年", "2.0", city) for city in CITIES))
    assert [code for code, _, _ in found(table)] == (["sum_differs"] if differs else [])


def test_growth_is_not_added_up():
    table = "地区,营业收入同比增长（%）,时间\n甘肃省,5,2024年\n兰州市,9,2024年\n"
    assert found(table) == []


def test_a_part_of_the_trade_is_not_more_than_all_of_it():
    table = "地区,品种,时间,营业收入（亿元）\n甘肃省,,2024年,50\n甘肃省,当归,2024年,60\n"
    assert found(table) == [("part_above_whole", "D3", "60 > 50")]


def test_that_there_is_no_value_contradicts_no_value():
    assert found(rows(("2024年", 50), ("2024年", "—"))) == []
    assert found(rows(("2024年", "—"), ("2024年", 50), ("2024年", 60))) == [
        ("said_twice_otherwise", "D4", "60 ≠ 50 CSV!D3")
    ]


def test_only_where_there_are_months_the_cause_may_be_months_taken_for_years_to_date():
    assert found(rows(("2024年", 50), ("2024年", 60))) == [("said_twice_otherwise", "D3", "60 ≠ 50 CSV!D2")]
    twice = found(rows(("2024年1—5月", 50), ("2024年1—5月", 60)))
    assert twice[0] == ("said_twice_in_months", "D3", "60 ≠ 50 CSV!D2")


def test_against_what_stands_now():
    def before(series, span):
        return Decimal(5_000_000) if series.indicator == "industry.revenue" and span[1].year == 2024 else None

    assert found(rows(("2024年", 50)), before) == [("jump_from_before", "D2", "5000000 CNY → 5000000000 CNY")]
    assert found(rows(("2024年", "0.039")), before) == [("differs_from_before", "D2", "5000000 CNY → 3900000 CNY")]
    assert found(rows(("2024年", "0.0601")), before) == [("differs_from_before", "D2", "5000000 CNY → 6010000 CNY")]
    assert found(rows(("2024年", "0.04")), before) == []
