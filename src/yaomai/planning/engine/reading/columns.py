"""What does the head of a table's column say of the figures below: which year, how things stand or what is aimed at?"""

import re
from dataclasses import dataclass

from yaomai.planning.engine.reading.horizon import Horizon
from yaomai.planning.engine.reading.periods import Time, times

_GROWTH = re.compile(r"增长|增速|增幅|递增")
_WAS = re.compile(r"基期|现状|现值|实际|完成|基数|基准")
_SHALL = re.compile(r"目标|规划|预期值|计划|期末")
_YEAR = re.compile(r"(?:19|20)\d\d$")
_UNIT = re.compile(r"[（(][^（）()]{1,12}[）)]$")
_NUMBER = re.compile(r"^[\d.、（）()一二三四五六七八九十]+[.、）)]")


@dataclass(frozen=True, slots=True)
class Column:
    """time: the year that the head names; is_growth: rates of change stand below; is_future: what is aimed at does."""

    time: Time | None
    is_growth: bool
    is_future: bool


def column(words: str, horizon: Horizon) -> Column:
    """What the words at the head of a column ("" without a head) say."""
    found = times(f"{words}年" if _YEAR.search(words) else words)
    time = found[-1] if found else None
    is_growth = _GROWTH.search(words) is not None
    if _WAS.search(words):
        return Column(time, is_growth, is_future=False)
    if _SHALL.search(words) or time is None:
        return Column(time, is_growth, is_future=True)
    return Column(time, is_growth, is_future=not horizon.is_past(time.last))


def row_name(words: str) -> str:
    """The name of a row without its number and its unit: 1.中药材种植面积（万亩） is 中药材种植面积."""
    named = _UNIT.sub("", words.strip())
    return _NUMBER.sub("", named) or named
