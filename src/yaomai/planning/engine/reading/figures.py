"""Where do figures stand in a sentence, with which number, unit, comparator and hedge: before anything is made of them?"""

import re
from collections.abc import Iterator
from decimal import Decimal

from yaomai.planning.engine.reading.comparators import between_bounds, share_end, share_lead, with_words
from yaomai.planning.engine.reading.figure import Figure
from yaomai.planning.engine.reading.numbers import ARABIC, MAGNITUDES, NUMERALS, arabic, chinese, neighbours
from yaomai.planning.engine.reading.units_read import PER_UNIT, UNIT, unit_of

_MAGNITUDE = r"(?P<magnitude>万亿|[十百千]?[万亿]|[千百])"
_TAIL = rf"{_MAGNITUDE}?(?P<more>余|多|来|几)?(?P<unit>{UNIT})?(?P<per>{PER_UNIT})?"
_VAGUE = r"(?:(?<![总个户家种人次指分基件项款量函倍点])(?P<vague>数|几))?"  # not 总数4成
_ARABIC = re.compile(rf"(?<![\d.]){_VAGUE}(?P<number>{ARABIC}) ?(?P<few>余|多|来|几)?{_TAIL}")
_CHINESE = re.compile(
    rf"(?<![第{NUMERALS}几数])(?P<vague>少数几|数|几|好几)?(?P<number>[{NUMERALS}]+(?:点[零〇一二三四五六七八九]+)?)?(?P<few>余|多|来|几)?{_TAIL}"
)
_STARTS_CHINESE = re.compile(rf"[{NUMERALS}万亿数几]|少数几|好几")
_AFTER_LETTERS = re.compile(r"(?:[A-Z]{2,3}|[A-Za-z])(-)?$")
_RANGE = re.compile(r" ?(?:-{1,2}|~|—{1,2}|至|到) ?")
# 膏药80万帖，茶50万筒。: a measure word that no list has, known by its place between a plain number and a stop
_MEASURE_WORD = re.compile(
    r"([\u4e00-\u9fff])(?<![的了和及与或以左右多余元级达为是在至到比占等也均都将则并强类代倍成年月日时者处上下中内外])(?=[，、。；）]|$|左右|以上|以下)"
)
# What may follow a bare 百亿, 千亿: nothing else makes a figure of it.
_OF_MONEY = re.compile(
    r"(?:元)?(?:级|规模|以上|企业|产业|集群|品种|大品种|单品|园区|项目|集团|龙头|大关|的|$|[，。；、）”])"
)


def figures_of(text: str, start: int, end: int) -> list[Figure]:
    """The figures in the sentence start..end of `text`, in order, ranges put together; numbers without a unit left out."""
    found = _joined_ranges(text, list(_tokens(text, start, end)))
    figures = between_bounds(text, [with_words(text, start, end, figure) for figure in found])
    share_lead(text, figures)
    share_end(text, figures)
    return figures


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
    # 数10家 is vague, 床位数69.36万张 is not
    vague = match["vague"] == "几" or (match["vague"] == "数" and number in (10, 100, 1000))
    value = None if vague else number
    if magnitude and not word and not few and (measure := _MEASURE_WORD.match(match.string, end)) is not None:
        word, end = measure[1], measure.end(1)
    begin = match.start() if vague or not match["vague"] else match.start("number")
    # H7N9, PM2.5, COVID-19: part of a name; GDP1.51%: a figure after one
    lead = _AFTER_LETTERS.search(match.string, max(0, match.start() - 4), match.start())
    if lead is not None and word not in ("%", "‰", "元") and not (word and lead[1] is None and len(lead[0]) >= 3):
        return None
    return Figure(begin, end, begin, end, value, value, unit_of(magnitude, word, per), word, "arabic", few=few)


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
    if number in ("千百", "百千") and magnitude == "亿":
        # 千百亿级: of hundreds and thousands, at least the lesser
        number, magnitude, numberless = "", "百亿", True
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
