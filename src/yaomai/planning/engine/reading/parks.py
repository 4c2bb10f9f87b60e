"""Which parks, zones, bases and markets does a text name?"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from yaomai.planning.engine.reading.name_starts import anything, name_start, without_leading

_ENDINGS = {
    "park": (
        r"循环经济产业园|综合产业园|产业园区|产业园|工业园区|工业园|化工园区|科技园区|科技园|物流园区?|生态园|"
        r"文化园|植物园|示范园|定制药园|创业园|孵化园|园区(?!域)"
    ),
    "zone": (
        r"产业集中区|工业集中区|集中区|开发区|高新区|经开区|自贸区|保税区|自主创新示范区|工业示范区|示范区|"
        r"试验区|先行区|创新区|集聚区|自创区|(?<![推创更更最革])新区"
    ),
    "base": (
        r"产业基地|生产基地|示范基地|种植基地|繁育基地|储备基地|救援基地|救治基地|防治基地|医药基地|工业基地|"
        r"健康旅游基地|文化基地|基地"
    ),
    "market": (
        r"专业交易市场|交易市场|专业市场|药材市场|批发市场|交易中心|物流中心|物流配送中心|配送中心|物流城|"
        r"中药城|药材城|中药港|药港"
    ),
}
_ENDING = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _ENDINGS.items()))
# 黑龙江省…生产基地建设规划 names a plan
_NOT_BEFORE = re.compile(r"[化内级域]|(?:建设|发展)?(?:规划|方案|办法|意见)")
_HEADING = re.compile(
    r"(?:[\d一二三四五六七八九十]+[.、．]|（[\d一二三四五六七八九十]+）)?(?P<name>[^，。；：（）\d]{4,24}?)[。：]?$"
)
_COMMON_STEM = re.compile(
    r"(?:现代|中药材?|中医药|生物|医药|药材|药品|大宗|道地|标准化|规范化|特色|重点|优势|产业|加工|制造|"
    r"种植|生产|示范|良种|优良|种子|种苗|繁育|原料药?|陇药|健康|旅游|"
    r"化工|化学|循环|经济|技术|高新|研究|研发|应用|推广|科技|绿色|有机|全国|一批|若干|的|和|与|集中|应急|"
    r"物资|医疗|储备|能力|核心|优质|高品质|以及|特色|国家级|省级|市级|"
    r"建设|推进|完善|发展|打造|优化|加快|支持|促进|提升|[、个家]|专业|综合|重大|项目)*"
)
_WHOLE_WORDS = re.compile(r"国家(?!级|和|、|与|扶持|支持|重点|规划|中药材?产业|局|药)|中国|重离子")
_AFTER_LIST = re.compile(r"(?:、|和|及|与|以及)$")


class Park(NamedTuple):
    """A park, zone, base or market at start..end. kind: one of them; rule: why it is a proper name."""

    start: int
    end: int
    kind: str
    rule: str


def parks(
    text: str, headings: Iterator[tuple[int, int]], is_place: Callable[[int], bool], is_herb: Callable[[int], bool]
) -> list[Park]:
    """The parks, zones, bases and markets with a proper name: it begins with a place or a herb, stands in quotation
    marks, is a heading by itself or goes on a list of such.

    headings: start and end of each heading in `text`; is_place, is_herb: whether a place or herb begins at an offset.
    """
    found: list[Park] = []
    last = Park(-1, -1, "", "")
    for match in _ENDING.finditer(text):
        one = _at(text, match, is_place, is_herb, last)
        if one is not None:
            if found and found[-1].start == one.start:
                found.pop()
            found.append(one)
            last = one
    known = {(one.start, one.end) for one in found}
    titles: list[tuple[str, str]] = []
    for start, end in headings:
        heading = _HEADING.match(text[start:end])
        if heading is None:
            continue
        name = heading["name"]
        name = name[without_leading(name, 0, len(name)) :]
        ending = next((one for one in _ENDING.finditer(name) if one.end() == len(name)), None)
        if ending is None or _COMMON_STEM.fullmatch(name[: ending.start()]):
            continue
        titles.append((name, str(ending.lastgroup)))
    for name, kind in titles:
        at = text.find(name)
        while at >= 0:
            if not any(start <= at < end for start, end in known):
                found.append(Park(at, at + len(name), kind, "park.heading"))
                known.add((at, at + len(name)))
            at = text.find(name, at + len(name))
    return sorted(found)


def _at(
    text: str, match: re.Match[str], is_place: Callable[[int], bool], is_herb: Callable[[int], bool], last: Park
) -> Park | None:
    kind, ending, end = str(match.lastgroup), match.start(), match.end()
    if _NOT_BEFORE.match(text, end):
        return None
    if text.startswith("”", end):
        quote = text.rfind("“", max(0, end - 40), end)
        if quote >= 0 and "”" not in text[quote:end] and ending - quote > 3:
            return Park(quote + 1, end, kind, "park.quoted")
    start = name_start(text, end, ending, lambda at: is_place(at) or _WHOLE_WORDS.match(text, at) is not None, 4)
    if start is not None:
        if (
            start == last.start and text[last.end] in "和与及" and ending - last.end > 2
        ):  # 白银高新区和银西…基地 are two
            return Park(last.end + 1, end, kind, "park.in_list")
        return Park(start, end, kind, "park.place")
    if kind == "base":
        start = name_start(text, end, ending, is_herb)
        if start is not None:
            return Park(start, end, kind, "park.herb")
    start = name_start(text, end, ending, anything)
    if start is None or not 0 < start - last.end <= 2 or _AFTER_LIST.search(text, last.end, start) is None:
        return None
    if ending - start < 2 or _COMMON_STEM.fullmatch(text, start, ending):
        return None
    return Park(start, end, kind, "park.in_list")
