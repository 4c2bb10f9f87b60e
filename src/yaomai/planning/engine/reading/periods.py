"""Which years does a sentence speak of, and in which part: when, since when, against which year, over how long?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Role = Literal["at", "span", "base", "from", "since"]

_DIGITS = {digit: number for number, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "O": 0}
_FIVE_YEAR_PLANS = {
    name: 1951 + 5 * number
    for number, name in enumerate(
        (
            "一",
            "二",
            "三",
            "四",
            "五",
            "六",
            "七",
            "八",
            "九",
            "十",
            "十一",
            "十二",
            "十三",
            "十四",
            "十五",
            "十六",
            "十七",
        ),
        1,
    )
}

_YEAR = r"(?:(?:19|20)\d\d|[一二][〇零○O一二三四五六七八九]{3})"
_PLAN = r"[“\"'‘]?(?P<plan>十?[一二三四五六七八九十])[·.]?五[”\"'’]?"
# one pattern, tried in order: spans of years, years, five-year plans
_TIME = re.compile(
    rf"(?P<from>{_YEAR})年?(?:底|末|初)?(?:-+|~|—+|至|到)(?P<to>{_YEAR})(?:年(?:底|末)?|(?=\D|$))"
    rf"|(?<!\d)(?P<year>{_YEAR})年(?!版|度?版)(?P<part>底|末|初|前|以前|之前)?"
    rf"|{_PLAN}(?:规划)?(?P<plan_part>末|期末|期间|时期|以来|初|期初|前|中后期|中期|后期)?"
)
# 五年规划 in a name (“十四五”规划) tell of a document, not of when something is
_QUOTED = re.compile(r"《[^》]*》|〔[^〕]*〕|［[^］]*］")
_AGAINST = re.compile(r"(?:较|比|相比|比之|相对于|同比|对比|高于|低于|与|同|以)(?:上|前)?$")
_ON_THE_BASIS = re.compile(r"^(?:的)?(?:水平)?(?:的)?(?:基础上|为基期|为基数|为基准|相比|相较|增长|翻)")
_ON = re.compile(r"(?:在|以|与|同|从|按)$")
_UNTIL = re.compile(r"(?:(?<![达直增加升降减展长高大])到|(?<![截增升降减展长高大])至|力争|争取|展望|确保)$")
_FOUNDED = re.compile(
    r"(?:成立|(?:始)?建|创建|创办|创立|组建|注册|注册成立|建立|兴建|建成|建厂|改制|落户|筹建|挂牌|投产)(?:于|时间(?:为|是)?|日期(?:为|是)?)$"
)
_FOUNDED_AFTER = re.compile(
    r"(?:\d{1,2}月)?(?:\d{1,2}日)?(?:注册|正式|挂牌|在[^，。；]{1,10})?(?:成立|创立|创办|始建|建厂|挂牌上市)(?![了起后])"
)
_YEAR_BEFORE = re.compile(r"(?:较|比)(?:上年|去年|上一年|前一年)|同比|上年同期")
_RELATIVE = re.compile(
    r"(?P<this>今年|本年(?!度)|(?:^|[，。；])(?:上半年|前三季度|一季度))|(?P<last>(?<![比较与同])(?:去年|上年))(?!同期|增长)"
)
_SO_MANY_YEARS = re.compile(
    r"(?:近|过去|这|前|未来|今后)?(?P<n>[一二三四五六七八九十两]|\d{1,2})年(?:来|间|内|以来)?(?:年均|平均|累计)"
)


@dataclass(frozen=True, slots=True)
class Time:
    """Words of time at start..end of a text: from the year `first` to the year `last` (the same for a single year).

    at: what is said is of `last`; span: over first..last; base: what is said is measured against `last`; from: the
    figure after it is of `last` and no other (由2015年的12家增加到20家); since: what is said has been so since (自2018年起).
    bracket: start and end of the brackets around it.
    is_until: 到 or 力争 stands before it. is_range: printed from one year to another (2013年至2021年).
    """

    start: int
    end: int
    first: int
    last: int
    role: Role
    bracket: tuple[int, int] | None = None
    is_until: bool = False
    is_range: bool = False
    is_founding: bool = False


def times(text: str) -> tuple[Time, ...]:
    """The words of time of `text`, in order; what stands in the title of a document is left out."""
    if "年" not in text and "五" not in text:
        return ()
    quoted = [match.span() for match in _QUOTED.finditer(text)] if "《" in text or "〔" in text else []
    # brackets that end a heading, or its part before a colon, tell of what follows: 近期目标（2021—2023年）：
    brackets = [match.span() for match in re.finditer(r"（[^（）]*）(?![：:。]|$)", text)] if "（" in text else []
    return tuple(one for one in _times(text, brackets) if not any(start <= one.start < end for start, end in quoted))


def _times(text: str, brackets: list[tuple[int, int]]) -> Iterator[Time]:
    for match in _TIME.finditer(text):
        years = _years(match)
        if years is None:
            continue
        start, end = match.span()
        bracket = next((one for one in brackets if one[0] <= start and end <= one[1]), None)
        until = _UNTIL.search(text[max(0, start - 4) : start]) is not None
        founded = (
            _FOUNDED.search(text[max(0, start - 8) : start]) is not None
            or _FOUNDED_AFTER.match(text[end : end + 24]) is not None
        )
        yield Time(start, end, *years, _role(text, match, years), bracket, until, match["from"] is not None, founded)


def _years(match: re.Match[str]) -> tuple[int, int] | None:
    if match["from"]:
        first, last = year_of(match["from"]), year_of(match["to"])
        return (first, last) if first <= last <= first + 40 else None
    if match["year"]:
        year = year_of(match["year"])
        return year, year
    first = _FIVE_YEAR_PLANS.get(match["plan"], 0)
    if first < 1953 or match.group().rstrip("”\"'’").endswith("规划"):
        return None
    quoted = match.group()[0] in "“\"'‘"
    if not quoted and not match["plan_part"]:
        return None
    if match["plan_part"] in ("初", "期初", "前"):
        return first - 1, first - 1
    return first, first + 4


def _role(text: str, match: re.Match[str], years: tuple[int, int]) -> Role:
    before, after = text[max(0, match.start() - 4) : match.start()], text[match.end() : match.end() + 6]
    if _AGAINST.search(before) and not (before.endswith(("以", "与", "同")) and not _ON_THE_BASIS.match(after)):
        return "base"
    if re.match(r"的?[约近]?[\d.一二三四五六七八九十两]+多?倍", after):
        return "base"
    if _ON.search(before) and re.match(r"的?(?:水平|现有)?(?:的)?基础上", after):
        return "base"
    if before.endswith(("由", "从", "自")):
        return "since" if re.match(r"(?:以来|起|开始)", after) else "from"
    if match["year"] and after.startswith("以来"):
        return "since"
    if match["year"] or match["plan_part"] in ("末", "期末"):
        return "at"
    return "span" if years[0] != years[1] else "at"


def year_of(digits: str) -> int:
    """The year that four digits, also Chinese ones (二〇二五), mean."""
    return int("".join(str(_DIGITS.get(digit, digit)) for digit in digits))


def plan_years(text: str) -> tuple[int, int] | None:
    """The years of the five-year plan that `text` names first (“十四五”, 第十四个五年规划), None when it names none."""
    match = re.search(
        r"第(十?[一二三四五六七八九十])个五年|[“\"'‘](十?[一二三四五六七八九十])[·.]?五[”\"'’]", text
    ) or re.search(r"(十[一二三四五六七])()五(?!年|个|家|项|大|万|条|户|种|章|节|届|类)", text)
    if match is None:
        return None
    first = _FIVE_YEAR_PLANS[match[1] or match[2]]
    return first, first + 4


def is_year_on_year(text: str) -> bool:
    """Whether `text` measures against the year before (同比, 比上年)."""
    return _YEAR_BEFORE.search(text) is not None


def relative(text: str) -> tuple[str, int, int] | None:
    """The last word of `text` that means a year by the day of writing (今年, 去年): which, and where."""
    found = None
    for match in _RELATIVE.finditer(text):
        found = match
    return None if found is None else ("this" if found["this"] else "last", found.start(), found.end())


def so_many_years(text: str) -> int | None:
    """Over how many years `text` takes an average or a sum (五年年均), None when it does not say."""
    match = _SO_MANY_YEARS.search(text)
    if match is None:
        return None
    words = match["n"]
    return int(words) if words.isdigit() else {**_DIGITS, "十": 10, "两": 2}[words]
