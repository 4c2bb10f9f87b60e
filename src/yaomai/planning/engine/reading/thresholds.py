"""Which figures are conditions of a count (enterprises *of over five billion*), and of which count?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from yaomai.planning.engine.reading.figure import Figure
from yaomai.planning.engine.reading.records import Threshold

_CONDITION_SORTS = frozenset(("money", "area", "mass", "ratio", "person", "length", "count", "rate"))
_NOUN = (
    r"(?:的|级)?(?:[^，。；：、（）]{0,8}?)(?:企业|品种|单品|产品|药品|药材|项目|基地|园区|大户|合作社|集团|集群|产业|公司|医院|机构|品牌|县|乡镇|镇|村|主体|市场|药店|"
    r"农场|龙头|中成药|制剂|平台|工程|示范|种植|饮片|市|区|加工)"
)
_ATTRIBUTE = re.compile(rf"(?:的(?!速度|增速|增长|目标|份额|比例|比重|水平|规模(?!以上|企业|产业))|级|{_NOUN})")
_CONJUNCTION = re.compile(r"[和与及、]")
_OF_A_WHOLE = re.compile(r"的?(?:速度|增速|增长|目标|份额|比例|比重|水平|市场)(?!交易)")
_VERB = re.compile(
    r"实现|完成|建设|投资(?!项目|类|规模|[^，。；]{0,2}超|[^，。；]{0,2}过)|用于|支持|带动|新增|增收|补助|奖励|给予|拉动|吸纳|安排|总投|累计|生产(?!大县|企业|基地|线|厂|县|园|示范|商|主体)|销往|出口|达产|辐射|推广|占|其中|研发|获|增长|提高|下降|新建|建成|培育|引进|打造|发展到|涉及|覆盖|分布|来自|成为|入选|列入|开展|推进|推动|组织|参与|通过"
)
_TO_COUNT = re.compile(
    r"(?:的|级)?[^，。；、]{0,22}?(?:(?:数量|总数|数)?(?:仅|只)?(?:分别)?(?:由|从)?(?:\d{4}年(?:底|末)?的?)?(?:达到|达|共有|总共有|有|共计|共|为|仅有|只有|仅|超过|发展到|增加到|增至|新增|：)?)?"
)
# 的品种有刺梨、杜仲等14个
_NAMED_ONE_BY_ONE = re.compile(r"的[^，。；、]{1,10}(?:有|包括|为)[^，。；]{1,80}?等")
# 的中药生产、加工企业10家
_OF_NOUNS = re.compile(
    r"的[^，。；：]{1,24}?(?:企业|品种|产品|项目|基地|园区|集团|集群|产业|公司|医院|机构|品牌|县|乡镇|合作社|市场)(?:数量)?(?:有|达到|达|多达|共有|共|为|发展到|仅)?"
)
_DEED = re.compile(r"实现|完成|新增|带动|增收|奖励|给予|补助|达产|新建|建成|培育|引进|打造|支持|开展|[和与及]")
# 亿元以上企业增长10%
_GROWTH_OF = re.compile(
    r"的?(?:工业)?(?:企业|品种|产品|项目|园区)(?:数量?)?(?:年均)?(?:增长|增加|增幅|增速)(?:达到|达|为)?"
)
# 20平方公里的园区已有150个项目: the area is the place's
_PLACE_WITH = re.compile(r"^的.*(?:基地|园区?|城|谷|[市县区])(?:内|中)?(?:已|现|共|建|引|入|集|落)")
_GROWN_TO = re.compile(
    r"[^，。；]{0,4}?(?:增加到|增至|增长到|发展到|提高到|扩大到|达到|上升到|提升到|增加至|增长至|发展至|扩大至|上升至|到)(?:\d{4}年(?:底|末)?的?)?"
)
_INDICATOR = re.compile(
    r"(?:(?:单品种|单品|单个|单体)?(?:年|年均|年度)?(?:主营业务|主营|营业|销售|营业总|业务|工业|综合|农业)?(?:总)?(?:收入(?:规模)?|销售额|产值(?:规模)?|总产值|营收|营业额|交易额|增加值|利润|利税|税收|纳税|市值|规模|出口额)|"
    r"年销售|销售|(?:总|固定资产)?投资(?:额|总额)?|(?:种植|连片|标准化种植)?面积|产量|床位|研发投入[^，。；]{0,10}|用工|从业人员|销售量)"
)
_BETWEEN_COUNT = re.compile(r"[^，。；：、]{0,26}")
_RAISING = re.compile(r"培育|打造|发展|扶持|形成|新增|引进|建成|力争|争取|壮大|做强|拥有|培植|孵化|建设|有$|共有|已有")
_EACH = re.compile(r"均|都|各|单")
_COUNTS = frozenset(("count",))


@dataclass(slots=True)
class Counted:
    """A figure, and the condition that it counts under, when there is one."""

    figure: Figure
    condition: Figure | None = None
    condition_words: tuple[int, int] = (0, 0)


def attach(text: str, end: int, figures: Sequence[Figure]) -> list[Counted]:
    """The figures of a sentence of `text` that ends at `end`, conditions taken out of the row and given to what they restrict."""
    counted = [Counted(figure) for figure in figures]
    used: set[int] = set()
    for number, one in enumerate(counted):
        if number in used or not _can_restrict(one.figure) or _paired(text, counted, number, used):
            continue
        following = counted[number + 1].figure.start if number + 1 < len(counted) else end
        if _CONJUNCTION.search(text, one.figure.end, min(following, one.figure.end + 30)):
            # 2个产值超500亿元的产业集群和5个…: the condition is of the count before it, if it can be
            _backward(text, end, counted, number, used) or _forward(text, counted, number, used)
        else:
            _forward(text, counted, number, used) or _backward(text, end, counted, number, used)
    for number in range(len(counted) - 1):
        if counted[number].figure.word == "强" and _is_part_of_noun(
            text, counted[number].figure, counted[number + 1].figure
        ):
            used.add(number)
    left = [one for number, one in enumerate(counted) if number not in used and not one.figure.is_weak]
    _share_bound(text, left)
    return left


def _share_bound(text: str, counted: Sequence[Counted]) -> None:
    """1个100亿元、3个50亿元以上的产业集群: the bound behind the last condition is that of all."""
    for other, one in pairwise(reversed(counted)):
        if one.condition is None or other.condition is None or one.condition.comparator != "=":
            continue
        between = text[one.condition.end : other.figure.start]
        if between in ("、", "和", "及") and other.condition.comparator in ("≥", ">"):
            one.condition.comparator = other.condition.comparator


def _is_part_of_noun(text: str, figure: Figure, count: Figure) -> bool:
    """百强企业3家: what is counted are 百强企业."""
    gap = text[figure.end : count.start]
    return _is_count(count) and len(gap) <= 10 and re.search(r"[，。；、：]", gap) is None


def threshold_of(condition: Figure, indicator: str, is_reached: bool = False) -> Threshold:
    """`condition` as the inner condition of a count; `indicator`: what it is measured by; is_reached: 达到 stands before it."""
    unit = condition.unit
    printed = unit.printed
    if unit.normalized == "CNY" and "元" not in printed:
        printed += "元"
    comparator = condition.comparator
    if comparator == "vague" or (
        comparator == "=" and (condition.is_level or condition.script != "arabic" or is_reached)
    ):
        comparator = "≥"
    low, high = condition.low, condition.high
    if comparator == "range":
        return Threshold(
            indicator,
            comparator,
            printed,
            unit.normalized,
            low=low,
            high=high,
            normalized_low=_times(low, unit.factor),
            normalized_high=_times(high, unit.factor),
        )
    return Threshold(
        indicator, comparator, printed, unit.normalized, value=low, normalized_value=_times(low, unit.factor)
    )


def indicator_before(text: str, start: int, condition: Figure) -> tuple[int, int] | None:
    """Where the words stand that say what `condition` measures (年销售收入), in its own clause."""
    begin = max(start, condition.start - 24)
    for mark in "，。；：、（":
        begin = max(begin, text.rfind(mark, begin, condition.start) + 1)
    last = None
    for match in _INDICATOR.finditer(text, begin, condition.start):
        last = match.span()
    return last


def _times(value: Decimal | None, factor: Decimal) -> Decimal | None:
    return None if value is None else value * factor


def _can_restrict(figure: Figure) -> bool:
    if (
        figure.unit.sort not in _CONDITION_SORTS
        or figure.low is None
        or (figure.few and not (figure.before or figure.after))
    ):
        return False
    return figure.unit.sort != "count" or figure.comparator in ("≥", ">", "≤")


def _is_count(figure: Figure) -> bool:
    return figure.unit.sort == "count" and figure.word not in ("大", "强")


def _restricts(text: str, condition: Figure, following: int) -> bool:
    """Whether the words after `condition` make it an attribute: 的企业, 级产业集群, 品种."""
    return _ATTRIBUTE.match(text, condition.end, following) is not None


def _forward(text: str, counted: list[Counted], number: int, used: set[int]) -> bool:
    """20亿元以上的1家; 5-10亿元的品种2-3个; 过亿元的企业由10户增加到19户."""
    condition = counted[number].figure
    following = number + 1
    if following >= len(counted):
        return False
    count = counted[following].figure
    gap = text[condition.end : count.start]
    if count.unit.sort == "ratio" and condition.comparator == "≥" and _GROWTH_OF.fullmatch(gap):
        counted[following].condition = condition
        used.add(number)
        return True
    if condition.unit.sort == "area" and condition.comparator == "=" and _PLACE_WITH.search(gap):
        return False
    if not _is_count(count) or "\t" in gap:
        return False
    listed = condition.comparator != "=" and _NAMED_ONE_BY_ONE.fullmatch(gap) is not None
    by_attribute = condition.comparator != "=" and _OF_NOUNS.fullmatch(gap) is not None and not _DEED.search(gap)
    if not (listed or by_attribute) and (len(gap) > 30 or _TO_COUNT.fullmatch(gap) is None or _VERB.search(gap)):
        return False
    marked = condition.comparator != "=" or condition.is_level or condition.is_numberless
    by_noun = condition.unit.sort in ("money", "area", "ratio", "person") and gap.startswith("的") and "和" not in gap
    by_noun = by_noun or (condition.unit.sort == "money" and re.match(_NOUN, gap) is not None)
    if not (marked or by_noun) or _OF_A_WHOLE.match(gap):
        return False
    if (
        re.search(r"总投资|投资额?$|总", text[max(0, condition.start - 4) : condition.start])
        and condition.comparator == "="
    ):
        return False
    counted[following].condition = condition
    used.add(number)
    last = following
    while last + 1 < len(counted) and counted[last + 1].figure.word == count.word:
        between = text[counted[last].figure.end : counted[last + 1].figure.start]
        if not _GROWN_TO.fullmatch(between):
            break
        counted[last + 1].condition = condition
        last += 1
    return True


def _backward(text: str, end: int, counted: list[Counted], number: int, used: set[int]) -> bool:
    """2-4家收入30亿元以上的企业; 3个百亿级产业集群; 6个单品种年销售收入达到8亿元以上."""
    condition = counted[number].figure
    before = number - 1
    while before >= 0 and before in used:
        before -= 1
    if before < 0 or counted[before].condition is not None:
        return False
    count = counted[before].figure
    gap = text[count.end : condition.start]
    if not _is_count(count) or _BETWEEN_COUNT.fullmatch(gap) is None or "\t" in gap:
        return False
    measured = list(_INDICATOR.finditer(gap))
    verbs = gap[: measured[-1].start()] if measured else gap
    if _VERB.search(verbs):
        return False
    marked = condition.comparator != "=" or condition.is_level or condition.is_numberless
    attributive = _restricts(text, condition, min(end, condition.end + 12))
    at_once = attributive and (
        marked or not gap or (text.startswith("的", condition.end) and condition.unit.sort == "money")
    )
    in_row = (not gap and condition.before in ("超过", "超", "过", "突破")) or (
        not gap and text[condition.end : condition.end + 1] in "、和" and condition.unit.sort == "money"
    )
    predicate = (marked or "达" in gap) and _is_predicate_of_each(text, count, gap, condition)
    if not (at_once or in_row or predicate):
        return False
    counted[before].condition = condition
    used.add(number)
    return True


def _is_predicate_of_each(text: str, count: Figure, gap: str, condition: Figure) -> bool:
    if _EACH.search(gap):
        return True
    lead = text[max(0, count.start - 12) : count.start]
    clause = re.split(r"[，。；\n]", lead)[-1]
    return bool(_INDICATOR.search(gap)) and bool(_RAISING.search(clause)) and condition.unit.sort == "money"


def _paired(text: str, counted: list[Counted], number: int, used: set[int]) -> bool:
    """50亿元、20亿元、10亿元以上企业分别达到2家、5家、10家: conditions and counts in the same order."""
    last = number
    while (
        last + 1 < len(counted)
        and counted[last + 1].figure.unit.sort == counted[number].figure.unit.sort
        and text[counted[last].figure.end : counted[last + 1].figure.start] in ("、", "和", "及", "、过", "、超")
    ):
        last += 1
    size = last - number + 1
    counts = counted[last + 1 : last + 1 + size]
    if size < 2 or len(counts) < size or not all(_is_count(one.figure) for one in counts):
        return False
    gap = text[counted[last].figure.end : counts[0].figure.start]
    if len(gap) > 24 or "分别" not in gap or re.search(r"[。；]", gap):
        return False
    if any(
        text[one.figure.end : other.figure.start] not in ("、", "和", "及", "，") for one, other in pairwise(counts)
    ):
        return False
    comparator = counted[last].figure.comparator
    for one, other in zip(counted[number : last + 1], counts, strict=True):
        if one.figure.comparator == "=":
            one.figure.comparator = comparator
        other.condition = one.figure
    used.update(range(number, last + 1))
    return True
