"""Where plans contradict themselves: each by hand, of the three public plans."""

from dataclasses import replace
from decimal import Decimal

import pytest

from shared_material import SHARED
from yaomai.planning.engine.consistency import consistency
from yaomai.planning.engine.listed_items import Listed, listed, sentence_starts
from yaomai.planning.engine.statements import Statement, plain_name

LANZHOU, GANSU = "620100", "620000"


def said(indicator, value, year, *, kind="target", at=0, **more):
    low, high = (Decimal(one) for one in (value if isinstance(value, tuple) else (value, value)))
    rest = {
        "line": 1, "words": str(value), "name": indicator, "region": GANSU, "segment": "", "comparator": "=",
        "unit": "P1" if indicator.endswith((".cagr", "share")) else "CNY", "year": year,
        "is_decided": True,
    } | more  # fmt: skip
    return Statement(start=at, end=at + 3, indicator=indicator, kind=kind, low=low, high=high, **rest)


def outcome(*statements, lists=(), first_year=None):
    return [(one.check, one.outcome, one.reason.code) for one in consistency(statements, lists, first_year)]


def test_parts_that_make_the_total():
    """Gansu 2016: 500 = 200 + 300, in brackets."""
    parts = said("herb.planting_revenue", "200E8", 2020, at=10), said("industry.main_revenue", "300E8", 2020, at=20)
    assert outcome(said("industry.chain_revenue", "500E8", 2020), *parts) == [("parts", "agrees", "parts_equal")]
    assert outcome(said("industry.chain_revenue", "520E8", 2020), *parts) == [("parts", "contradicts", "parts_short")]
    assert outcome(said("industry.chain_revenue", "450E8", 2020), *parts) == [("parts", "contradicts", "parts_exceed")]


def test_parts_beyond_a_total_that_is_open_above():
    """Gansu 2022: 750 + 300 + 100 = 1150, promised is over 1000."""
    clusters = [
        said("industry.scale", value, 2025, segment=name, at=500 * n)
        for n, (name, value) in enumerate({"中医药": "750E8", "生物制药": "300E8", "化学药": "100E8"}.items(), 1)
    ]
    (found,) = consistency([said("industry.scale", "1000E8", 2025, comparator=">"), *clusters])
    assert (found.outcome, found.reason.code, found.reason.values["sum"]) == (
        "open",
        "parts_exceed_open",
        "115000000000",
    )
    assert len(found.sides) == 4


def test_parts_that_nobody_called_all_of_it():
    """Gansu 2016: 200 万亩, of which four herbs make 90."""
    herbs = [
        said("herb.standardised_area", f"{n}E4", 2020, segment=f"h{n}", at=900 + n, unit="MU") for n in (20, 25, 15, 30)
    ]
    total = said("herb.standardised_area", "200E4", 2020, comparator="≥", unit="MU")
    assert outcome(total, *herbs) == [("parts", "open", "parts_some")]


@pytest.mark.parametrize(
    ("base", "rate", "end", "comparator", "code", "follows", "needed"),
    [
        # Lanzhou 2011, all from 2010 to 2015, "22%以上": 1.22^5 = 2.70270816; more than 22 % is no breach of at least 22 %
        ("31.41E8", "22", "105E8", "=", "growth_bound_short", "84.89", "27.3"),
        ("15.37E8", "22", "50E8", "=", "growth_bound_short", "41.54", "26.6"),
        ("32.97E8", "22", "100E8", "=", "growth_bound_short", "89.11", "24.8"),
        # at least 22 % is more than 80 already
        ("31.41E8", "22", "80E8", "=", "growth_contradicts", "84.89", "20.6"),
        # 10.67 × 1.25^5 = 32.56, promised 30 and more
        ("10.67E8", "25", "30E8", "≥", "growth_agrees", "32.56", "23.0"),
    ],
)
def test_growth_and_end_value(base, rate, end, comparator, code, follows, needed):
    key = "industry.gross_output"
    (found,) = consistency(
        [
            said(key, base, 2010, kind="fact", at=1, region=LANZHOU),
            said(key, end, 2015, at=2, region=LANZHOU, comparator=comparator),
            said(f"{key}.cagr", rate, 2015, kind="growth", at=3, region=LANZHOU, comparator="≥"),
        ],
        first_year=2011,
    )
    assert found.reason.code == code
    assert round(Decimal(found.reason.values["follows"]) / 10**8, 2) == Decimal(follows)
    assert (found.reason.values["years"], found.reason.values["needed"]) == ("5", needed.rstrip("0").rstrip("."))
    assert [one.start for one in found.sides] == [3, 1, 2]


@pytest.mark.parametrize(
    ("base", "rate", "comparator", "end", "end_comparator", "code"),
    [
        # 105.79 × 1.15^5 = 212.78; 300 needs 23.2 % a year
        ("105.79", "15", "=", "300", "=", "growth_contradicts"),
        ("105.79", "15", "≥", "300", "=", "growth_bound_short"),
        ("105.79", "15", ">", "300", "≥", "growth_bound_short"),
        ("105.79", "15", "=", "300", "≥", "growth_contradicts"),
        ("105.79", "15", "≤", "300", "=", "growth_contradicts"),
        ("105.79", "15", "≤", "200", "=", "growth_open"),
        # about 15 % is 13.5 to 16.5: 199 to 227
        ("105.79", "15", "≈", "300", "=", "growth_contradicts"),
        ("105.79", "15", "≈", "222", "=", "growth_open"),
        ("105.79", "15", "=", "200", "≈", "growth_agrees"),
        ("105.79", "15", "=", "215", "=", "growth_agrees"),
    ],
)
def test_only_what_cannot_both_be_true_contradicts(base, rate, comparator, end, end_comparator, code):
    (found,) = consistency(
        [
            said("industry.revenue", base, 2015, kind="fact", at=1),
            said("industry.revenue", end, 2020, comparator=end_comparator, at=2),
            said("industry.revenue.cagr", rate, 2020, kind="growth", comparator=comparator, at=3),
        ],
        first_year=2016,
    )
    assert found.reason.code == code
    assert found.outcome == {"contradicts": "contradicts", "agrees": "agrees"}.get(code.removeprefix("growth_"), "open")


def test_growth_of_proposals_is_compared_where_the_words_agree():
    base = said("k", "100", 2015, kind="fact", name="工业总产值", is_decided=False)
    end = said("k", "300", 2020, name="工业产值", is_decided=False, at=9)
    rate = said("k.cagr", "15", 2020, kind="growth", name="工业产值年均增速", is_decided=False, at=20)
    assert [one[1] for one in outcome(base, end, rate, first_year=2016)] == ["contradicts"]
    assert outcome(replace(base, name="出口产值"), end, rate, first_year=2016) == []
    assert outcome(base, replace(end, is_core=False), rate, first_year=2016) == []


@pytest.mark.parametrize(
    ("stated", "comparator", "part", "part_comparator", "code"),
    [
        ("55", "≥", "12", "=", "share_agrees"),  # 12 of 20 is 60 %, more than the 55 % promised
        ("65", "≥", "12", "=", "share_contradicts"),
        ("65", "≤", "12", "=", "share_agrees"),
        ("65", "≈", "12", "=", "share_agrees"),
        ("70", "≈", "12", "=", "share_contradicts"),
        ("65", "=", "12", "≥", "share_open"),
        ("55", "=", "12", "≥", "share_contradicts"),
    ],
)
def test_a_share_that_is_a_bound(stated, comparator, part, part_comparator, code):
    found = consistency(
        [
            said("herb.area", "20", 2020, unit="MU", at=1),
            said("herb.standardised_area", part, 2020, unit="MU", comparator=part_comparator, at=2),
            said("herb.standardised_share", stated, 2020, comparator=comparator, at=3),
        ]
    )
    assert [one.reason.code for one in found] == [code]


def test_shares_and_sums_of_proposals_belong_together_only_where_they_stand_together():
    read = {"is_decided": False, "sentence": 5}
    area = said("herb.area", "403E4", 2015, kind="fact", unit="MU", at=1, **read)
    part = said("herb.standardised_area", "100E4", 2015, kind="fact", unit="MU", at=2, **read)
    share = said("herb.standardised_share", "28.4", 2015, kind="fact", at=3, **read)
    assert outcome(area, part, share) == [("share", "contradicts", "share_contradicts")]
    assert outcome(replace(area, sentence=900), part, share) == []
    total = said("industry.chain_revenue", "520E8", 2020, **read)
    parts = [said(key, "200E8", 2020, at=9, **read) for key in ("herb.planting_revenue", "industry.main_revenue")]
    assert outcome(total, *parts) == [("parts", "contradicts", "parts_short")]
    assert outcome(total, *(replace(one, start=900, end=903) for one in parts)) == []


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("国家企业技术中心数", "国家企业技术中心", True),
        ("全省规范化种植的面积", "标准化种植面积", True),
        ("ＧＭＰ 企业数量", "GMP企业数", True),
        ("国家企业技术中心数", "国家地方联合工程研究中心数", False),
        ("标准化生产基地数", "良种繁育基地数", False),
        ("年销售额50亿元以上中药材流通企业数", "年销售额20亿元以上医药经营企业数", False),
        ("培育国家和省级创新平台数", "产业公共服务平台数", False),
    ],
)
def test_which_names_are_the_same(one, other, is_same):
    """Figures of the public plans that one indicator was read for."""
    assert (plain_name(one) == plain_name(other)) is is_same
    first = said("innovation.platforms", "1", 2021, unit="", name=one)
    second = said("innovation.platforms", "3", 2021, unit="", name=other, at=9)
    assert bool(outcome(first, second)) is is_same


def test_who_may_say_that_a_number_was_said_twice():
    first = said("park.count", "9", 2020, unit="", is_decided=False, sentence=0)
    second = replace(first, start=90, end=92, low=Decimal(10), high=Decimal(10), sentence=80)
    assert [one[1] for one in outcome(first, second)] == ["contradicts"]
    assert outcome(first, replace(second, is_core=False)) == []
    assert [one[1] for one in outcome(first, replace(second, is_core=False, is_decided=True))] == ["contradicts"]
    assert outcome(first, replace(second, sentence=0)) == []  # one enumeration
    assert outcome(first, replace(second, segment="医药")) == []


def test_where_sentences_begin():
    text = "甲1.5亿元；\n乙2家．丙3家。丁\n\n戊"
    assert [text[at] for at in sentence_starts(text)] == ["甲", "丙", "丁", "戊"]


def test_a_share_and_what_it_is_a_share_of():
    """Gansu 2016: 100 of 403 万亩 is 24.8 %."""
    area = said("herb.area", "403E4", 2015, kind="fact", unit="MU", at=1)
    part = said("herb.standardised_area", "100E4", 2015, kind="fact", unit="MU", at=2)
    share = said("herb.standardised_share", "24.8", 2015, kind="fact", at=3)
    assert outcome(area, part, share) == [("share", "agrees", "share_agrees")]
    wrong = replace(share, low=Decimal("28.4"), high=Decimal("28.4"))
    assert outcome(area, part, wrong) == [("share", "contradicts", "share_contradicts")]


def test_what_is_added_and_what_there_is():
    there = said("market.herb.count", "5", 2021, kind="fact", unit="")
    more = said("market.herb.count", "3", 2025, unit="", is_increment=True, at=1)
    assert outcome(there, more, said("market.herb.count", "8", 2025, unit="", at=2)) == [
        ("increment", "agrees", "increment_agrees")
    ]
    assert outcome(there, more, said("market.herb.count", "3", 2025, unit="", at=2)) == [
        ("increment", "contradicts", "increment_contradicts")
    ]


def test_a_share_over_a_hundred_and_a_number_said_twice():
    assert outcome(said("herb.national_output_share", "120", 2015)) == [
        ("percent", "contradicts", "share_over_hundred")
    ]
    first, second = said("park.count", "9", 2020, unit=""), said("park.count", "10", 2020, unit="", at=9)
    assert outcome(first, second) == [("twice", "contradicts", "twice_differs")]
    assert outcome(first, replace(second, comparator="≈")) == []  # about 10 may be 9
    assert outcome(first, replace(second, year=2025)) == []
    assert outcome(replace(first, comparator="≥"), second) == []


def test_counts_and_lists():
    one = said("innovation.new_platforms", "8", 2015, unit="", at=7)
    nine = tuple(f"centre {n}" for n in range(9))
    assert outcome(one, lists=[Listed(7, 9, nine)]) == [("list", "contradicts", "list_differs")]
    assert outcome(one, lists=[Listed(7, 9, nine[:8])]) == [("list", "agrees", "list_agrees")]
    assert outcome(one, lists=[Listed(7, 9, annex="2")]) == [("list", "open", "annex_missing")]


@pytest.mark.parametrize(
    ("text", "items", "annex"),
    [
        (
            "新建3个平台。拟建平台为：甲中心、乙中心、丙中心。",
            0,
            "",
        ),  # two letters of a noun are too few to find it again
        ("新建3个服务平台。拟建服务平台为：甲中心、乙中心、丙中心。", 3, ""),
        ("新建3个服务平台。拟建服务平台为：甲中心、乙中心等。", 0, ""),
        ("涉及3个重点地区（甲、乙、丙），", 3, ""),
        ("培育3个重点企业（见附件2）。", 0, "2"),
        ("培育3个重点企业（见附件2）。\n附件2\n一、甲", 0, ""),
        ("（二）3个产业园区。\n　　1.甲园。建。\n　　2.乙园。建。\n（三）别的\n　　1.丙。", 2, ""),
        ("有3个园区，很好。", 0, ""),
    ],
)
def test_what_is_listed_for_a_count(text, items, annex):
    start = text.index("3")
    found = listed(text, [(start, start + 2)])
    assert (len(found[0].items), found[0].annex) == (items, annex) if items or annex else found == []


def test_the_lists_of_the_public_plans():
    """Lanzhou: eight platforms of which nine are named, four annexes that are missing; Gansu: ten bases, nine parks."""
    if SHARED is None:
        pytest.skip("no ../shared beside this checkout: official vectors not run")
    lanzhou = (SHARED / "plans" / "lanzhou-2011-12th-fyp.txt").read_text()
    gansu = (SHARED / "plans" / "gansu-2016-13th-fyp.txt").read_text()
    eight = lanzhou.index("8个公共技术服务平台")
    (platforms,) = listed(lanzhou, [(eight, eight + 2)])
    assert len(platforms.items) == 9
    for words, annex in {"42个科技": "1", "33个生物": "2", "22家对": "3", "41个具有": "4"}.items():
        at = lanzhou.index(words)
        assert [one.annex for one in listed(lanzhou, [(at, at + 3)])] == [annex]
    for words, many in {"10个大宗道地药材标准化生产基地": 10, "9个产业园区。": 9}.items():
        at = gansu.index(words)
        assert [len(one.items) for one in listed(gansu, [(at, at + len(str(many)) + 1)])] == [many]
