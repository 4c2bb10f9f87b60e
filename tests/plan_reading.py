"""A made-up plan, what a reader reads in it, and the plan archived: for tests of decisions and of the reading page."""

import re
from datetime import date
from decimal import Decimal

from yaomai.archive.engine.description import Description
from yaomai.archive.operations.keep_document import keep_document
from yaomai.indicators.operations.follow_declared import follow_declared
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.planning.engine.reading.records import Because, Mention, Named, Quantity, Reading, Task, Threshold
from yaomai.planning.engine.units import plain, printed
from yaomai.planning.operations.propose import propose

TEXT = (
    "某省医药产业发展规划\n一、现状\n2015年，全省医药制造业营业收入约160亿元，种植面积480万亩，\n中药材市场12个。"
    "利润总额年均增长13.6%。\n二、目标\n到2020年，营业收入达到300亿元以上，年均增长12%；\n研发投入强度达到3%；"
    "培育营业收入10亿元以上企业5-8家，新增中药材市场3个。\n三、任务\n建设标准化基地（农业农村厅牵头，各市州配合）。\n"
)
PLAN = Description(
    title="某省医药产业发展规划", issuer="某省人民政府", issued_on=date(2016, 9, 5), division="620000", year_from=2016,
    year_until=2020,
)  # fmt: skip


def at(words: str, nth: int = 0, text: str = TEXT) -> tuple[int, int]:
    """Where words stand in the text."""
    found = [one.span() for one in re.finditer(re.escape(words), text)]
    return found[nth]


def quantity(words, key, indicator, number, unit, *, nth=0, **rest) -> Quantity:
    """A quantity as the reader would read it. `number`: one value, or a pair."""
    start, end = at(words, nth)
    known = printed(unit)
    low, high = (Decimal(one) for one in (number if isinstance(number, tuple) else (number, number)))
    is_range = isinstance(number, tuple)
    values = (None, low, high) if is_range else (low, None, None)
    normal = [None if one is None else plain(one * known.factor) for one in values]
    mention = Mention(
        start,
        end,
        words,
        unit,
        known.normalized_unit,
        rest.pop("comparator", "range" if is_range else "="),
        *values,
        *normal,
        hedges=rest.pop("hedges", ()),
        is_increment=rest.pop("is_increment", False),
        threshold=rest.pop("threshold", None),
        because={"value": Because(start, end, "number")},
    )
    line = TEXT.count("\n", 0, start) + 1
    said = {
        "kind": "fact",
        "status": "actual",
        "year": 2015,
        "year_source": "sentence",
        "period": None,
        "base_year": None,
        "region": "甘肃省",
        "scope": "",
        "salience": "core",
    } | rest
    return Quantity(
        mention,
        line,
        line,
        "",
        "",
        indicator,
        key,
        because={"year": Because(*at(f"{said['year']}年"), "year of the sentence")},
        **said,
    )


TARGET = {"kind": "target", "status": "target", "year": 2020}
READING = Reading(
    "fake/1",
    (
        quantity("约160亿元", "industry.revenue", "营业收入", "160", "亿元", comparator="≈", hedges=("约",)),
        quantity("480万亩", "herb.area", "中药材种植面积", "480", "万亩"),
        quantity("12个", "market.herb.count", "中药材市场数", "12", "个"),
        quantity("13.6%", "industry.profit.yoy", "利润总额增速", "13.6", "%", kind="growth"),
        quantity("300亿元以上", "industry.revenue", "营业收入", "300", "亿元", comparator="≥", **TARGET),
        quantity("12%", "industry.revenue.cagr", "营业收入年均增速", "12", "%", **(TARGET | {"kind": "growth"})),
        quantity("3%", "rd.intensity", "研发投入强度", "3", "%", **TARGET),
        quantity(
            "5-8家",
            "enterprise.count_by_revenue",
            "营业收入10亿元以上企业数",
            ("5", "8"),
            "家",
            threshold=Threshold("企业营业收入", "≥", "亿元", "CNY", value=Decimal(10), normalized_value=Decimal(10**9)),
            **TARGET,
        ),
        quantity("3个", "", "新增中药材市场数", "3", "个", is_increment=True, **TARGET),
    ),
    (Task(*at("建设标准化基地"), "建设标准化基地", "三、任务", ("农业农村厅",), ("各市州",)),),
    (Named(*at("农业农村厅"), "农业农村厅", "organisation", "department", "农业农村厅"),),
)


def archived(now, described=PLAN, text=TEXT, name="plan.txt"):
    """The plan as a document of the archive; the declared indicators are defined."""
    follow_declared(now=now)
    return keep_document(INSTALLATION_VIEWER, name, text.encode(), described, now=now)


def proposed(now, described=PLAN):
    """The same, read."""
    document = archived(now, described)
    propose(INSTALLATION_VIEWER, document.file, read=lambda _text, _title: READING, now=now)
    return document
