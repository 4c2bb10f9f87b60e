"""Where do figures stand in a sentence, with which number, unit, comparator and hedge: before anything is made of them?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from yaomai.planning.engine.reading.numbers import ARABIC, MAGNITUDES, NUMERALS, arabic, chinese, neighbours
from yaomai.planning.engine.reading.units_read import PER_UNIT, UNIT, Unit, unit_of


@dataclass(slots=True)
class Figure:
    """A figure, characters start..end of `Plain.text`, words around it (以上, 超过, 约) included.

    low, high: in its unit, equal unless it is a range; None: vague. bare: characters of number and unit alone.
    is_numberless: 亿元, 百亿, 万亩 with no number before. script: arabic, chinese, none. is_level: 百亿级.
    is_weak: says something only as the condition of a count.
    """

    start: int
    end: int
    bare_start: int
    bare_end: int
    low: Decimal | None
    high: Decimal | None
    unit: Unit
    word: str
    script: str
    comparator: str = "="
    hedges: list[str] = field(default_factory=list)
    few: str = ""
    before: str = ""
    after: str = ""
    is_numberless: bool = False
    is_level: bool = False
    is_weak: bool = False
    salience: str = "core"
    rule: str = "number_and_unit"


_MAGNITUDE = r"(?P<magnitude>万亿|[十百千]?[万亿]|[千百])"
_TAIL = rf"{_MAGNITUDE}?(?P<more>余|多|来|几)?(?P<unit>{UNIT})?(?P<per>{PER_UNIT})?"
_ARABIC = re.compile(rf"(?<![\d.])(?P<vague>数|几)?(?P<number>{ARABIC}) ?(?P<few>余|多|来|几)?{_TAIL}")
_CHINESE = re.compile(
    rf"(?<![第{NUMERALS}几数])(?P<vague>少数几|数|几|好几)?(?P<number>[{NUMERALS}]+(?:点[零〇一二三四五六七八九]+)?)?(?P<few>余|多|来|几)?{_TAIL}"
)
_STARTS_CHINESE = re.compile(rf"[{NUMERALS}万亿数几]|少数几|好几")
_AFTER_LETTERS = re.compile(r"(?:[A-Z]{2,3}|[A-Za-z])(-)?$")
_RANGE = re.compile(r" ?(?:-{1,2}|~|—{1,2}|至|到) ?")
_BEFORE = re.compile(
    r"(?:(不(?:得)?(?:低于|少于|小于)|不(?:得)?(?:超过|高于|多于|大于)|控制在|至少|最少|最低|最多|最高|超过|超出|突破|高于|大于|多于|低于|小于|少于|不足|不到|接近|将近|"
    r"大约|约为|约|近|超|过|逾|上|≥|>=|>|≤|<=|<|≈)(?:了|约)?)$"
)
_NOT_THE_WORD = re.compile(
    r"(?:节约|集约|合约|签约|预约|公约|条约|契约|履约|最近|附近|新近|临近|邻近|相近|亲近|远近|经过|通过|不过|经超|以上|之上|加上|晚上|线上|网上|省上|市上|国上|上上|赶超|反超|高超|渡过|度过|透过)$"
)
# 约占全国的30%, 超过全国总量的40%
_FURTHER_BEFORE = re.compile(
    r"(大约|约|超过|接近|近)(?:占|达|有|是|全国|全省|全市|全县|世界|同期|总量)[^，。；：、\d\n]{0,9}$"
)
_AFTER = re.compile(r" ?(?:（含）)?(?:(?:及|或)?以上|及其以上|以下|以内|之内|左右|上下|多|余)")
COMPARATORS = {
    **dict.fromkeys(
        ("不低于", "不少于", "不小于", "不得低于", "不得少于", "不得小于", "至少", "最少", "最低", "≥", ">=", "上"), "≥"
    ),
    **dict.fromkeys(
        (
            "不超过",
            "不高于",
            "不多于",
            "不大于",
            "不得超过",
            "不得高于",
            "不得多于",
            "不得大于",
            "最多",
            "最高",
            "≤",
            "<=",
            "控制在",
        ),
        "≤",
    ),
    **dict.fromkeys(
        ("超过", "超出", "突破", "高于", "大于", "多于", "超", "过", "逾", ">", "多", "余", "来", "几"), ">"
    ),
    **dict.fromkeys(("低于", "小于", "少于", "不足", "不到", "<"), "<"),
    **dict.fromkeys(("接近", "将近", "近"), "<≈"),
    **dict.fromkeys(("大约", "约为", "约", "≈", "左右", "上下"), "≈"),
    **dict.fromkeys(("以上", "及以上", "或以上", "及其以上"), "≥"),
    **dict.fromkeys(("以下", "以内", "之内"), "≤"),
}
_HEDGES = frozenset(
    (
        "约",
        "不足",
        "不到",
        "大约",
        "约为",
        "近",
        "接近",
        "将近",
        "超过",
        "超",
        "过",
        "突破",
        "逾",
        "余",
        "多",
        "左右",
        "上下",
        "来",
        "几",
        "上",
    )
)
_LEVEL = re.compile(r"级(?!别|以上)")
# What may follow a bare 百亿, 千亿: nothing else makes a figure of it.
_OF_MONEY = re.compile(
    r"(?:元)?(?:级|规模|以上|企业|产业|集群|品种|大品种|单品|园区|项目|集团|龙头|大关|的|$|[，。；、）”])"
)


def figures_of(text: str, start: int, end: int) -> list[Figure]:
    """The figures in the sentence start..end of `text`, in order, ranges put together; numbers without a unit left out."""
    found = _joined_ranges(text, list(_tokens(text, start, end)))
    figures = _between_bounds(text, [_with_words(text, start, end, figure) for figure in found])
    _shared_lead(text, figures)
    return figures


def _shared_lead(text: str, figures: list[Figure]) -> None:
    """分别突破50亿元、30亿元和20亿元: what stands before the first is said of all."""
    for first, figure in pairwise(figures):
        if (
            first.comparator in (">", "≥", "≤", "<", "<≈", "≈")
            and figure.comparator == "="
            and not (first.after or first.few)
            and first.unit.printed == figure.unit.printed
            and text[first.end : figure.start] in ("、", "和", "及")
            and "分别" in text[max(0, first.start - 40) : first.start]
        ):
            figure.comparator, figure.before = first.comparator, first.before
            figure.hedges = [word for word in first.hedges if word == first.before]


def _between_bounds(text: str, figures: list[Figure]) -> list[Figure]:
    """2亿元以上、5亿元以下 is one range."""
    joined: list[Figure] = []
    for figure in figures:
        last = joined[-1] if joined else None
        if (
            last is not None
            and (last.after, figure.after) == ("以上", "以下")
            and last.unit.normalized == figure.unit.normalized
            and text[last.end : figure.start] in ("", "、", "，", "至", "到", "-", "且")
            and last.low is not None
            and figure.low is not None
            and last.comparator == "≥"
        ):
            last.high = figure.low * figure.unit.factor / last.unit.factor
            last.comparator, last.end, last.bare_end, last.after = "range", figure.end, figure.bare_end, ""
            continue
        joined.append(figure)
    return joined


def _tokens(text: str, start: int, end: int) -> Iterator[Figure]:
    position = start
    arabic_match = _ARABIC.search(text, position, end)
    while position < end:
        if arabic_match is not None and arabic_match.start() < position:
            arabic_match = _ARABIC.search(text, position, end)
        limit = arabic_match.start() if arabic_match is not None else end
        for at in _chinese_starts(text, position, limit):
            if at < position:
                continue
            figure = _chinese_token(text, at, end)
            if figure is not None:
                yield figure
                position = figure.bare_end
        if arabic_match is None:
            return
        if arabic_match.start() < position:
            continue
        figure = _arabic_token(arabic_match)
        if figure is not None:
            yield figure
        position = arabic_match.end() if figure is not None else arabic_match.end("number")


def _chinese_starts(text: str, start: int, end: int) -> Iterator[int]:
    for match in _STARTS_CHINESE.finditer(text, start, end):
        yield match.start()


def _arabic_token(match: "re.Match[str]") -> Figure | None:
    number = arabic(match["number"])
    if number is None:
        return None
    magnitude, word, per = match["magnitude"] or "", match["unit"] or "", match["per"] or ""
    few = match["few"] or match["more"] or ""
    end = match.end()
    if per and not word and not magnitude:
        per, end = "", match.start("per")
    if few and not word and not magnitude:
        few, end = "", match.end("number")
    value = None if match["vague"] else number
    # H7N9, PM2.5, COVID-19: part of a name; GDP1.51%: a figure after one
    lead = _AFTER_LETTERS.search(match.string, max(0, match.start() - 4), match.start())
    if lead is not None and word not in ("%", "‰", "元") and not (word and lead[1] is None and len(lead[0]) >= 3):
        return None
    return Figure(
        match.start(), end, match.start(), end, value, value, unit_of(magnitude, word, per), word, "arabic", few=few
    )


def _chinese_token(text: str, at: int, end: int) -> Figure | None:
    match = _CHINESE.match(text, at, end)
    if match is None or not (match["unit"] or match["magnitude"]):
        return None
    magnitude, word, per, number = (
        match["magnitude"] or "",
        match["unit"] or "",
        match["per"] or "",
        match["number"] or "",
    )
    few = match["few"] or match["more"] or ""
    numberless = not number and not match["vague"]
    low: Decimal | None
    high: Decimal | None
    if number and magnitude == "" and not word:
        return None
    if numberless:
        if not word and (
            magnitude not in ("亿", "万亿", "十亿", "百亿", "千亿") or not _OF_MONEY.match(text, match.end(), end)
        ):
            return None
        low = high = ONE
        magnitude, low = _conventional(magnitude)
        high = low
    elif match["vague"]:
        low = high = None
    else:
        pair = neighbours(number)
        one = chinese(number)
        if pair is None and one is None:
            return None
        low, high = pair if pair is not None else (one, one)
    figure = Figure(
        match.start(),
        match.end(),
        match.start(),
        match.end(),
        low,
        high,
        unit_of(magnitude, word, per),
        word,
        "chinese",
        few=few,
    )
    figure.is_numberless = numberless
    figure.script = "none" if numberless else "chinese"
    if not word and figure.unit.sort != "money":
        return None
    return figure


ONE = Decimal(1)


def _conventional(magnitude: str) -> tuple[str, Decimal]:
    """千亿元 is 1000 of the unit 亿元; 万人 is one of the unit 万人."""
    if len(magnitude) == 2 and magnitude != "万亿" and magnitude[1] in "万亿":
        return magnitude[1], MAGNITUDES[magnitude[0]]
    if magnitude in ("百", "千", "十"):
        return "", MAGNITUDES[magnitude]
    return magnitude, ONE


def _joined_ranges(text: str, tokens: list[Figure]) -> list[Figure]:
    joined: list[Figure] = []
    for token in tokens:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.low is not None
            and last.low == last.high
            and token.low is not None
            and token.low == token.high
        ):
            between = text[last.bare_end : token.bare_start]
            if len(between) <= 4 and _RANGE.fullmatch(between) and _is_range(text, last, token, between):
                joined[-1] = _range(last, token)
                continue
        joined.append(token)
    return [one for one in joined if one.unit.printed]


def _is_range(text: str, first: Figure, second: Figure, between: str) -> bool:
    if not second.unit.printed:
        return False
    if (
        first.unit.printed
        and first.unit.normalized != second.unit.normalized
        and not (first.unit.printed in MAGNITUDES and not first.word)
    ):
        return False
    return not (
        between.strip() in ("至", "到") and text[max(0, first.bare_start - 1) : first.bare_start] in ("由", "从", "自")
    )


def _range(first: Figure, second: Figure) -> Figure:
    low, high, unit = first.low, second.high, second.unit
    if first.unit.printed and first.unit.printed != second.unit.printed and low is not None and high is not None:
        # 3000万元-1亿元: both in the first one's unit
        unit = first.unit if first.word else unit_of(first.unit.printed.removesuffix("元"), second.word)
        high = high * second.unit.factor / unit.factor
    figure = Figure(
        first.start, second.end, first.bare_start, second.bare_end, low, high, unit, second.word, second.script, "range"
    )
    figure.few = second.few
    return figure


def _with_words(text: str, start: int, end: int, figure: Figure) -> Figure:
    """The comparator and hedges that the words right before and after the figure give it."""
    said: list[str] = []
    leading = _BEFORE.search(text, max(start, figure.bare_start - 5), figure.bare_start)
    if leading is not None and not _is_other_word(text, start, leading):
        figure.before = leading[1]
        figure.start = leading.start(1)
        said.append(leading[1])
    if figure.few:
        said.append(figure.few)
    level = _LEVEL.match(text, figure.bare_end, end)
    if level is not None and figure.unit.sort == "money":
        figure.is_level = True
        figure.end = figure.bare_end = level.end()
    trailing = _AFTER.match(text, figure.bare_end, end)
    if trailing is not None:
        figure.after = trailing.group().strip().removeprefix("（含）")
        figure.end = trailing.end()
        said.append(figure.after)
    if figure.low is None:
        figure.comparator = "vague"
    elif figure.low != figure.high:
        figure.comparator = "range"
    elif said:
        figure.comparator = _comparator(figure)
    else:
        further = _FURTHER_BEFORE.search(text, max(start, figure.bare_start - 14), figure.bare_start)
        if further is not None:
            figure.comparator = COMPARATORS[further[1]]
            said.append(further[1])
    figure.hedges = [word for word in said if word in _HEDGES]
    return figure


def _is_other_word(text: str, start: int, leading: "re.Match[str]") -> bool:
    """Whether the word found is only the end of another: 节约30%, 通过3家, 最近5年."""
    end = leading.start(1) + len(leading[1])
    return len(leading[1]) == 1 and _NOT_THE_WORD.search(text, max(start, end - 2), end) is not None


def _comparator(figure: Figure) -> str:
    before, after = COMPARATORS.get(figure.before, ""), COMPARATORS.get(figure.after, "")
    if figure.before == "控制在" and after:
        return after
    if before and before != "≈":
        return before
    if after:
        return after
    return ">" if figure.few else before or "="
