"""Of which year is a figure, over which period, against which base, and how is that known?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from yaomai.planning.engine.reading import periods
from yaomai.planning.engine.reading.horizon import GIVEN, Horizon
from yaomai.planning.engine.reading.periods import Time

SENTENCE, HORIZON, CONTEXT = "sentence", "plan_horizon", "context_or_assumed"


_SUM = re.compile(r"共|累计|先后|合计")
# 今年，将重点支持…: what is aimed at in the year of writing; not 今年以来, 今年上半年
_THIS_YEAR = re.compile(r"今年(?!以来|上半年|\d|一季|前|来)")
_AS_IT_WAS = re.compile(r"现有|原有|已有[^，。；]*$")
_EVERY_YEAR = re.compile(r"每年(?!(?:年均)?(?:增长|递增|提高|增速))|每一年|逐年安排")
_LAST_YEARS = re.compile(r"近[一二三四五两\d]+年(?!来?(?:年均|平均))")


@dataclass(frozen=True, slots=True)
class Governing:
    """The words of time that govern a figure; is_inherited: they stand in a sentence before it; by_writing: they mean a
    year by when the text was written (今年, 去年)."""

    time: Time
    sentence_start: int
    is_inherited: bool = False
    by_writing: bool = False


@dataclass(frozen=True, slots=True)
class Dated:
    """year and where it was taken from; period; base_year; start..end: the words in the plain text (0, 0: none); rule."""

    year: int | None
    source: str | None
    period: str | None
    base_year: int | None
    start: int
    end: int
    rule: str


def governing(found: Sequence[Time], start: int, end: int, before_it: int) -> Time | None:
    """Of the words of time of a sentence those that govern the figure at start..end.

    They are the nearest before it; or in brackets directly after it; what stands in brackets governs nothing outside
    them; where a change starts (由2015年的) governs the figure directly after it only. before_it: where the figure before ends.
    """
    beside = [
        one
        for one in found
        if one.bracket is not None and 0 <= one.bracket[0] - end <= 1 and one.role not in ("base", "since")
    ]
    if beside:
        return beside[0]
    before = [
        one
        for one in found
        if one.end <= start
        and one.role not in ("base", "since")
        and (one.role != "from" or one.start >= before_it)
        and (one.bracket is None or one.bracket[0] <= start < one.bracket[1])
    ]
    return before[-1] if before else None


def governing_after(found: Sequence[Time], end: int) -> Time | None:
    """The first year until which (到2022年) that stands after a figure which no words of time stand before."""
    return next((one for one in found if one.start >= end and one.is_until and one.role == "at"), None)


def by_writing(text: str, written: int | None) -> Time | None:
    """The last word of `text` that means a year by that of writing (今年, 去年), None without one, or when that is unknown."""
    word = None if written is None else periods.relative(text)
    if word is None or written is None:
        return None
    year = written - (word[0] == "last")
    return Time(word[1], word[2], year, year, "at")


def base_before(found: Sequence[Time], start: int, clause_start: int) -> Time | None:
    """The year that the figure is measured against, named in its clause."""
    bases = [one for one in found if one.role == "base" and clause_start <= one.start and one.end <= start]
    return bases[-1] if bases else None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of a figure before it is dated. clause: its words since the last ， or ；; recent: the last
    year that a sentence before was of, among those that tell how things stand."""

    kind: str
    is_future: bool
    is_rate: bool
    clause: str
    before: str
    governed: Governing | None
    base: Time | None
    is_foreign: bool
    recent: int | None = None
    sentence_start: int = 0


def dated(asked: Asked, horizon: Horizon) -> Dated:
    """The year, period and base year of a figure."""
    start, end = (0, 0)
    word = periods.relative(asked.before)
    is_own = asked.governed is not None and not asked.governed.is_inherited
    if word is not None and is_own and asked.governed is not None and asked.governed.time.end <= word[1]:
        is_own = False  # 2020年…，今年…
    if word is not None and horizon.written is None and not is_own and word[0] == "this" and asked.is_future:
        return Dated(None, None, None, None, 0, 0, "this year, and nothing says which that is")
    word = None if horizon.written is None else word
    if word is not None and asked.is_future and (word[0] == "last" or not _THIS_YEAR.match(asked.before, word[1])):
        word = None
    if word is not None and word[0] == "this" and not asked.is_future and _AS_IT_WAS.search(asked.clause):
        word = None  # 今年在现有52个标准的基础上
    is_built = asked.is_future and _after_building(asked.before)
    year: int | None
    source: str | None
    if asked.kind == "fact" and (span := _summed(asked)) is not None:
        return Dated(None, None, span, None, 0, 0, "a sum over years is of no year")
    if asked.kind == "criterion" and (asked.governed is None or asked.governed.is_inherited):
        return Dated(None, None, None, None, 0, 0, "a condition holds at any time")
    if word is not None and horizon.written is not None and not is_own:
        year = horizon.written - (word[0] == "last")
        source, rule = CONTEXT, _by("issued", "year of writing", horizon)
        start, end = asked.sentence_start + word[1], asked.sentence_start + word[2]
    elif asked.governed is not None and not (asked.governed.is_inherited and is_built):
        one = asked.governed
        start, end = one.sentence_start + one.time.start, one.sentence_start + one.time.end
        year = one.time.last
        source = CONTEXT if one.is_inherited else SENTENCE
        rule = "year of the paragraph" if one.is_inherited else "year of the sentence"
        rule = _by("issued", rule, horizon) if one.by_writing else rule
        if (
            asked.is_future
            and one.time.role == "span"
            and (one.time.first, one.time.last) == (horizon.first, horizon.last)
        ):
            source, rule = HORIZON, "the plan's own period"
    elif is_built:
        return Dated(None, None, "项目建成后", None, 0, 0, "when the projects are built")
    elif asked.is_future:
        year, source, rule = horizon.last, HORIZON if horizon.last else None, "end of the plan"
    elif asked.is_foreign:
        year, source, rule = None, None, "not of the plan's region"
    else:
        year, source = horizon.base, CONTEXT if horizon.base else None
        rule = _by("base", "year that the plan reports on", horizon)
        # of two years running the one that was spoken of last
        if asked.recent is not None and year is not None and asked.recent == year - 1 and "目前" not in asked.before:
            year, rule = asked.recent, "year spoken of last"
    period, base_year = _span(asked, horizon, year)
    return Dated(year, source, period, base_year, start, end, rule)


def _by(what: str, rule: str, horizon: Horizon) -> str:
    """`rule`, and whence the year of writing, or that reported on, was known when the text does not say it."""
    why = horizon.because.get(what)
    return f"{rule}, by the {GIVEN}" if why is not None and why.rule == GIVEN else rule


def _summed(asked: Asked) -> str | None:
    """The years over which something was summed up or held (2013年至2021年共获, 近两年), None when it is of one year."""
    if asked.governed is not None and not asked.governed.is_inherited:
        time = asked.governed.time
        return f"{time.first}-{time.last}" if time.is_range and _SUM.search(asked.before) else None
    match = _LAST_YEARS.search(asked.clause)
    return None if match is None else match.group()


def _after_building(words: str) -> bool:
    return any(f"{verb}后" in words for verb in ("建成", "投产", "达产", "竣工", "建成投产"))


def _span(asked: Asked, horizon: Horizon, year: int | None) -> tuple[str | None, int | None]:
    time = None if asked.governed is None else asked.governed.time
    of_span = None if time is None or time.first == time.last else (time.first, time.last)
    base = None if asked.base is None else asked.base.last
    if not asked.is_rate:
        if base is not None and year is not None:
            return f"{base}→{year}", base
        if asked.is_future and _EVERY_YEAR.search(asked.clause):
            return "每年", None
        return (f"{of_span[0]}-{of_span[1]}" if of_span else None), None
    if base is not None:
        return (f"{base}→{year}" if year is not None and year - base > 1 else None), base
    if periods.is_year_on_year(asked.clause) and year is not None:
        return None, year - 1
    if of_span:
        return f"{of_span[0]}-{of_span[1]}", of_span[0] - 1
    if (count := periods.so_many_years(asked.clause)) and year is not None:
        return f"{year - count + 1}-{year}", year - count
    if any(word in asked.clause for word in ("年均", "年平均", "年递增", "复合")):
        if asked.is_future:
            return horizon.period, None if horizon.first is None else horizon.first - 1
        if horizon.base is not None:
            return f"{horizon.base - 4}-{horizon.base}", horizon.base - 5
    return None, None
