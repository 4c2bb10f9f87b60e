"""With which words is a formula told to people, what is missing where it has no result, and what must be said beside one?"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from yaomai.errors import NotFoundError
from yaomai.indicators.engine.formula import Binary, Call, Named, Negative, Node, Number, Source
from yaomai.indicators.engine.reckoned import Missing
from yaomai.indicators.engine.spans import Span, read
from yaomai.ledger.figure import Figure
from yaomai.registers import assessments
from yaomai.web.labels_amounts import threshold_words
from yaomai.web.labels_indicators import region_words, span_words

MEASURES: Mapping[str, str] = {
    "dried_mass": "追溯链上烘干产出的药材",
    "sliced_mass": "追溯链上切制投入的药材",
    "processed_share": "追溯链上切制投入 ÷ 烘干产出 × 100%",
}
CAUTIONS: Mapping[str, str] = {
    "invented": "其中有演示数据，不是任何机关发布的。",
    "provisional": "其中有初步数，以后可能修订。",
    "estimated": "其中有估计数。",
    "forecast": "其中有预测数。",
    "imputed": "其中有推算数。",
    "doubted": "其中有一项更正已经不合原数，没有生效。",
    "chain_begins_at_break": "再早的一年口径有变，链式指数从那里重新起算。",
    "comparable_base": "由两期累计数和各自公布的增速反推同口径的基数得出；公布的数经过四舍五入，所以有误差。",
    "growth_of_levels": "没有公布同口径的增速，这里用两期数直接相比；统计范围如有变动，两者会有出入。",
    "part_only": "您只能看到其中一部分，这个数只含您看得到的。",
}
FLAGS: Mapping[str, str] = {
    "negative": "是负数：前几个月核减过，或抄错了",
    "unlike_other_years": "与往年同期的变化差得太多",
    "break": "两期累计之间口径有变，相减得出的不是一个月的数",
}
"""What looks wrong with a single month (`indicators/engine/year_to_date.py`)."""
DECIMALS_SHOWN = 4
_LONGEST = 20
_SIGNS = {"+": "＋", "-": "－", "*": "×", "/": "÷"}
_BREAKS = {
    "published": "发布时注明口径有变",
    "declared": "主管部门声明口径有变",
    "above_scale_2007": "2007 年规模以上的起点改为年主营业务收入 500 万元",
    "above_scale_2011": "2011 年规模以上的起点由 500 万元提高到 2000 万元",
}


def rounded(figure: Figure) -> Figure:
    """A quotient that does not end, or goes on for long, as it is shown."""
    exponent = figure.value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent >= -DECIMALS_SHOWN or figure.value.adjusted() > _LONGEST:
        return figure
    return replace(figure, value=figure.value.quantize(Decimal(1).scaleb(-DECIMALS_SHOWN), ROUND_HALF_UP).normalize())


def break_words(code: str, words: str = "") -> str:
    """Why two values of a series do not belong together. words: what an official said who declared it."""
    return words or _BREAKS.get(code, code)


def formula_words(node: Node, names: Mapping[str, str]) -> str:
    """A formula with the names of what it is made of."""
    if isinstance(node, Number):
        return format(node.value, "f")
    if isinstance(node, Named):
        name = names.get(node.key, node.key)
        return f"{name}（{threshold_words(node.segment)}）" if node.segment else name
    if isinstance(node, Source):
        return source_words(node)
    if isinstance(node, Negative):
        return f"－{_within(node.of, names)}"
    if isinstance(node, Binary):
        return f"{_within(node.left, names)} {_SIGNS[node.op]} {_within(node.right, names)}"
    return _called(node, names)


def _within(node: Node, names: Mapping[str, str]) -> str:
    words = formula_words(node, names)
    return f"（{words}）" if isinstance(node, Binary | Negative) or _is_share(node) else words


def _is_share(node: Node) -> bool:
    return isinstance(node, Call) and node.name == "share"


def _called(node: Call, names: Mapping[str, str]) -> str:
    first = _within(node.arguments[0], names)
    if node.name == "share":
        return f"{first} ÷ {_within(node.arguments[1], names)} × 100%"
    return {"growth": f"{first}的同比增长", "chain": f"{first}的链式指数", "sum": f"各下级地区的{first}相加"}[node.name]


def source_words(source: Source) -> str:
    """What another room is asked for."""
    if source.kind == "events":
        return MEASURES.get(source.name, source.name)
    system, _, name = source.name.partition("/")
    try:
        return f"名录汇总“{assessments.figure(system, name).label}”"
    except NotFoundError:
        return f"名录汇总 {source.name}"


_MISSING: Mapping[str, str] = {
    "no_value": "没有{where}的数",
    "indicator_unknown": "没有定义指标 {indicator}",
    "division_by_zero": "除数为零（{part}）",
    "cycle": "公式绕回了自己（{way}）",
    "too_deep": "公式一层套一层，太深了（{way}）",
    "break": "{day} 起口径有变：{break_words}，前后不能相比",
    "no_growth": "没有公布{where}的增速",
    "chain_of_no_series": "链式指数只能由一个指标的增速算出（{part}）",
    "no_parts": "{region_words}没有下级地区",
    "source_only_for_province": "只能按全省算，{where}算不出",
    "source_not_seen": "您看不到{where}所依据的记录",
    "source_unknown": "没有{where}这项汇总",
    "source_has_nothing": "没有记录可算{where}",
    "source_has_no_such_segment": "名录里没有这一类：{where}",
}


def missing_words(one: Missing, names: Mapping[str, str]) -> str:
    """Why something is not known, as part of a sentence."""
    said = dict(one.values)
    said |= {
        "where": where_words(one.values, names),
        "break_words": break_words(one.values.get("break", ""), one.values.get("words", "")),
        "region_words": region_words(one.values["region"]) if one.values.get("region") else "",
    }
    for name in ("indicator", "part"):
        said[name] = names.get(said.get(name, ""), said.get(name, ""))
    return _MISSING.get(one.code, one.code).format_map(_Blank(said))


class _Blank(dict[str, str]):
    """What a reason does not say is left out of its sentence."""

    def __missing__(self, key: str) -> str:
        return ""


def where_words(values: Mapping[str, str], names: Mapping[str, str]) -> str:
    """A series and a span in words: 甘肃省 2016年 营业收入（当归）."""
    key = values.get("indicator", "")
    kind, colon, rest = key.partition(":")
    name = source_words(Source(kind, rest)) if colon else names.get(key, key)
    parts = [
        region_words(values["region"]) if values.get("region") else "",
        _span(values["span"]) if values.get("span") else "",
        f"{name}（{threshold_words(values['segment'])}）" if values.get("segment") else name,
    ]
    return " ".join(one for one in parts if one)


def _span(text: str) -> str:
    span: Span = read(text)
    first: date = span.start
    return span_words(first, span.end)
