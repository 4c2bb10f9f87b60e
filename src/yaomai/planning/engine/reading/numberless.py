"""Which words say a figure without a plain number: 居全国之首, 全覆盖, 翻一番, 三分之一, 缺乏…的企业, 1+1+N?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from yaomai.planning.engine.reading.numbers import ARABIC, NUMERALS, arabic, chinese
from yaomai.planning.engine.reading.units_read import Unit

RANK = Unit("位", Decimal(1), "rank", "rank")
_PERCENT = Unit("%", Decimal("0.01"), "ratio", "ratio")
_SHARE = Unit("", Decimal(1), "ratio", "ratio")
_DOUBLINGS = Unit("倍", Decimal(1), "ratio", "ratio")
_STRUCTURED = Unit("结构", Decimal(1), "structure", "other")
_PLAIN = Unit("个", Decimal(1), "count", "count")


@dataclass(frozen=True, slots=True)
class Said:
    """A figure said in words: characters start..end of `Plain.text`; normalized: the value in the normalised unit."""

    start: int
    end: int
    value: Decimal | None
    normalized: Decimal | None
    unit: Unit
    comparator: str
    rule: str
    hedges: tuple[str, ...] = ()
    salience: str = "core"


_NUMERAL = rf"\d{{1,3}}|[{NUMERALS}]{{1,4}}"
_FIRST = re.compile(
    r"(?:稳|高|位|跃|均)?(?:居|列|排(?:名)?|名列|位列|位居|占据|保持)(?:于|在|名)?(?:世界|全球|全国|国内|全省|西部|西北|西南|东北|中部|行业|同行业|同类|全市|各省|省内)[^，。；、]{0,8}?(?:之首|首位|第一位|第一名|第一|榜首)"
)
_NTH = re.compile(
    rf"(?:排名|排位|位次|排|位居|位列|名列|列|居|跃居|升至|上升到|上升至|跃升至)[^，。；、\d]{{0,12}}?(第({_NUMERAL})(?:位|名)?(?:左右)?)(?![批次期个条章节届方一医梯类产大家所])"
)
_TOP = re.compile(
    rf"(?:进入|跻身|位居|位列|保持|迈入|挺进|居|列|排名)[^，。；、\d]{{0,10}}?(前({_NUMERAL})(?:位|名|强)?)(?![年期季列沿茬所景提])"
)
_EVERYWHERE = re.compile(r"(?:实现|达到|做到|推进|推动|基本|确保|完成)[^，。；、]{0,24}?(全覆盖)(?![、的])")
_DOUBLE = re.compile(r"翻([一两二三四]|\d)?番(以上|左右)?")
_HALF = re.compile(
    r"(?:(超过|超|近|接近|约|过|占|达到?))(?:了|约|其|总数的?|全省的?|全国的?|总量的?)?(一半|半数)(以上|左右)?"
)
_HALF_OF = re.compile(r"占[^，。；：、\d]{1,16}?的?(一半|半数)(以上|左右)?")
# 约占全国十分之一: the word stands before what the share is of
_FURTHER_BEFORE = re.compile(r"(大约|约|超过|接近|近)(?:占|达|有|为)[^，。；：、\d]{0,12}$")
_HALF_OR_MORE = re.compile(r"(一半)(以上|左右)")
_FRACTION = re.compile(
    r"(超过|超|近|接近|约|过|占)?([一二三四五六七八九十两]|\d{1,2})分之([一二三四五六七八九十两]|\d{1,3})(以上|左右)?"
)
_PRINTED_FRACTION = re.compile(r"(?<![\d./])(\d)/([1-9]\d{0,2})(以上|左右|强)?(?![\d/.A-Za-z])")
_PER_CENT = re.compile(rf"(超过|超|近|接近|约|过)?百分之({ARABIC}|[{NUMERALS}零点]+)(以上|左右)?")
_STRUCTURE = re.compile(r"(?<![\d.A-Za-z])\d{1,2}(?:\+(?:\d{1,2}|[NnXx]|多))+(?!\d)")
_QUOTED_STRUCTURE = re.compile(
    r"[“\"]((?:[一二两三四五六七八九十双多\d]{1,2}(?:个|大|条)?[核心区园带圈极翼轴链廊地基城镇中平台线点主副环集群板块片都谷港]{1,2}[、，·\s]?){2,5})[”\"]"
)
_QUOTED_PART = re.compile(
    r"([一二两三四五六七八九十]|\d{1,2})(?:个|大|条)?[核心区园带圈极翼轴链廊地基城镇中平台线点主副环集群板块片都谷港]{1,2}"
)
LACKING = re.compile(r"(?:缺乏|缺少|没有|尚无|暂无|还没有|尚未有|未有|尚没有|无一家?)")
_SIGNS = {
    "大约": "≈",
    "超过": ">",
    "超": ">",
    "过": ">",
    "近": "<≈",
    "接近": "<≈",
    "约": "≈",
    "以上": "≥",
    "左右": "≈",
    "强": ">",
}


def said_in_words(text: str, start: int, end: int) -> Iterator[Said]:
    """The figures that the sentence start..end of `text` says without number and unit, in no particular order."""
    yield from _ranks(text, start, end)
    yield from _shares(text, start, end)
    for match in _EVERYWHERE.finditer(text, start, end):
        yield Said(*match.span(1), Decimal(100), Decimal(1), _PERCENT, "=", "everywhere")
    for match in _DOUBLE.finditer(text, start, end):
        times = chinese(match[1]) if match[1] and not match[1].isdigit() else Decimal(match[1] or 1)
        if times is not None:
            # doubled once is twice as much: 翻一番 2倍, 翻两番 4倍
            fold = Decimal(2) ** int(times)
            words = [match[2]] if match[2] else []
            yield Said(*match.span(), fold, fold, _DOUBLINGS, _sign(words), "doubling", _hedges(words))
    yield from _structures(text, start, end)


def _number(words: str) -> Decimal | None:
    return arabic(words) if words[0].isdigit() else chinese(words)


def _ranks(text: str, start: int, end: int) -> Iterator[Said]:
    for match in _FIRST.finditer(text, start, end):
        yield Said(*match.span(), Decimal(1), Decimal(1), RANK, "=", "first")
    for match in _NTH.finditer(text, start, end):
        value = _number(match[2])
        if value is not None:
            near = match[1].endswith("左右")
            yield Said(*match.span(1), value, value, RANK, "≈" if near else "=", "rank", ("左右",) if near else ())
    for match in _TOP.finditer(text, start, end):
        value = _number(match[2])
        if value is not None:
            yield Said(*match.span(1), value, value, RANK, "≤", "top")


def _shares(text: str, start: int, end: int) -> Iterator[Said]:
    for match in _HALF.finditer(text, start, end):
        words = [one for one in (match[1], match[3]) if one in _SIGNS]
        begin = match.start(1) if match[1] in _SIGNS and match.end(1) == match.start(2) else match.start(2)
        yield Said(begin, match.end(), Decimal("0.5"), Decimal("0.5"), _SHARE, _sign(words), "half", _hedges(words))
    for match in _HALF_OF.finditer(text, start, end):
        words = [match[2]] if match[2] else []
        words = words or _further(text, start, match.start(1))
        span = (match.start(1), match.end())
        yield Said(*span, Decimal("0.5"), Decimal("0.5"), _SHARE, _sign(words), "half", _hedges(words))
    for match in _HALF_OR_MORE.finditer(text, start, end):
        yield Said(*match.span(), Decimal("0.5"), Decimal("0.5"), _SHARE, _SIGNS[match[2]], "half", _hedges([match[2]]))
    for match in _FRACTION.finditer(text, start, end):
        below, above = _number(match[2]), _number(match[3])
        if below and above and below > above:
            words = [one for one in (match[1], match[4]) if one in _SIGNS]
            begin = match.start() if match[1] in _SIGNS else match.start(2)
            words = words or _further(text, start, begin)
            share = above / below
            yield Said(begin, match.end(), share, share, _SHARE, _sign(words), "fraction", _hedges(words))
    for match in _PRINTED_FRACTION.finditer(text, start, end):
        above, below = Decimal(match[1]), Decimal(match[2])
        if below > above > 0:
            words = [match[3]] if match[3] else _further(text, start, match.start())
            yield Said(*match.span(), above / below, above / below, _SHARE, _sign(words), "fraction", _hedges(words))
    for match in _PER_CENT.finditer(text, start, end):
        value = _number(match[2])
        if value is not None:
            words = [one for one in (match[1], match[3]) if one in _SIGNS]
            yield Said(*match.span(), value, value / 100, _PERCENT, _sign(words), "per_cent_in_words", _hedges(words))


def _further(text: str, start: int, at: int) -> list[str]:
    found = _FURTHER_BEFORE.search(text, max(start, at - 20), at)
    return [found[1]] if found else []


def _sign(words: list[str]) -> str:
    return _SIGNS[words[0]] if words else "="


def _hedges(words: list[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word != "以上")


def _structures(text: str, start: int, end: int) -> Iterator[Said]:
    for match in _STRUCTURE.finditer(text, start, end):
        yield _structure(*match.span())
    for match in _QUOTED_STRUCTURE.finditer(text, start, end):
        if text.startswith("（", match.end()):
            continue  # the numbers stand in the brackets that follow
        if "多" in match[1]:
            yield _structure(*match.span(1))
            continue
        for part in _QUOTED_PART.finditer(text, match.start(1), match.end(1)):
            value = _number(part[1])
            if value is not None:
                yield Said(*part.span(), value, value, _PLAIN, "=", "structure", (), "structural")


def _structure(start: int, end: int) -> Said:
    return Said(start, end, None, None, _STRUCTURED, "structure", "structure", (), "structural")
