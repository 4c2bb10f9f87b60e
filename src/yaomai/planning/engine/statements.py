"""Do two figures of a plan count the same thing, and which numbers may each of them be?

A reader gives one indicator to many phrases (centres, laboratories and platforms are all `innovation.platforms`), so the same
indicator is no proof: the phrases have to agree too, in the plan's own wording. A person who decided an indicator has said what
follows from it for sums, shares and rates; but even then two phrases that differ are not one number said twice."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from yaomai.planning.engine.figures import ENDINGS_OF_GROWTH

_ASIDE = re.compile(r"[\s的“”\"'‘’]")
_EVERYWHERE = re.compile(r"^(?:全省|全市|全州|全县|全区|我省|我市)")
_COUNT_ENDING = re.compile(r"(?:总数量|总数|数量|个数|户数|家数|数)$")
_GROWTH_ENDING = re.compile(r"(?:年均|年)?(?:复合)?(?:增长速度|增长率|增长|增速|增幅)$")
_ADDED = re.compile(r"^(?:净增|新增|新建|新培育|增加)")
_SYNONYMS = (("规范化", "标准化"), ("总产值", "产值"), ("比重", "占比"), ("比例", "占比"))
_ABOUT = Decimal("0.1")
Reach = tuple[Decimal | None, Decimal | None]
"""Lowest and highest number that a figure may be; None: no bound."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure of the plan: the characters start..end, its line, what it says. low, high: in the unit of its indicator.

    kind: fact, target, growth. base_year: from which its growth counts. sentence: where the sentence begins in which it stands.
    is_decided: a person decided what it says; else the reader proposes it, is_core says whether as one that counts. is_corrected:
    it does not say what the reader read at these characters, because a person corrected it; reason: why, "" when that is not told.
    """

    start: int
    end: int
    line: int
    words: str
    name: str
    indicator: str
    region: str
    segment: str
    kind: str
    comparator: str
    low: Decimal
    high: Decimal
    unit: str
    year: int | None
    base_year: int | None = None
    is_increment: bool = False
    is_decided: bool = False
    is_core: bool = True
    sentence: int | None = None
    is_corrected: bool = False
    reason: str = ""

    @property
    def is_growth(self) -> bool:
        """Whether it says how fast something grows."""
        return self.indicator.endswith(ENDINGS_OF_GROWTH)

    @property
    def is_sure(self) -> bool:
        """Whether it may speak against another one at all."""
        return self.is_decided or self.is_core


def plain_name(name: str) -> str:
    """A phrase without what does not tell things apart: full width, spaces, 的, 全省, the ending 数, the plan's two wordings."""
    text = _EVERYWHERE.sub("", _ASIDE.sub("", unicodedata.normalize("NFKC", name)))
    for other, usual in _SYNONYMS:
        text = text.replace(other, usual)
    return _COUNT_ENDING.sub("", text)


def grown_name(name: str) -> str:
    """What grows, of the name of a rate: 工业增加值年均增速 is of 工业增加值."""
    return plain_name(_GROWTH_ENDING.sub("", _ASIDE.sub("", name)))


def stock_name(name: str) -> str:
    """What is added to, of the name of an increment: 新建平台数 is of 平台数."""
    return plain_name(_ADDED.sub("", _ASIDE.sub("", name)))


def is_same_number(one: Statement, other: Statement) -> bool:
    """Whether both say the number of the same thing. What is counted in one enumeration is not."""
    if plain_name(one.name) != plain_name(other.name) or not (one.is_sure and other.is_sure):
        return False
    return one.unit != "" or one.sentence is None or one.sentence != other.sentence


def best_named(found: Iterable[Statement], name: str, *, is_decided: bool) -> Statement | None:
    """Of the figures of one indicator the one that is called so. Decided ones may have another name, when they agree with each
    other; is_decided: so was what they are compared with.
    """
    sure = [one for one in found if one.is_sure]
    named = [one for one in sure if plain_name(one.name) == name]
    if named:
        return named[0]
    chosen = [one for one in sure if one.is_decided] if is_decided else []
    return chosen[0] if chosen and len({(one.low, one.high) for one in chosen}) == 1 else None


def reach(one: Statement) -> Reach:
    """The numbers that it may be: 以上 has no upper bound, 左右 is a tenth to both sides."""
    if one.comparator in ("≥", ">"):
        return one.low, None
    if one.comparator in ("≤", "<"):
        return None, one.high
    spread = abs(one.low) * _ABOUT if one.comparator in ("≈", "<≈") else Decimal(0)
    return one.low - spread, one.high + spread


def is_apart(one: Reach, other: Reach) -> bool:
    """Whether no number is in both: 105 and 100 are apart; over 50 and 60 are not."""
    lows, highs = zip(one, other, strict=True)
    low = max((each for each in lows if each is not None), default=None)
    high = min((each for each in highs if each is not None), default=None)
    return low is not None and high is not None and low > high


def is_kept(value: Decimal, promise: Statement, tolerance: Decimal = Decimal(0)) -> bool:
    """Whether exactly this value keeps what is said, but for the tolerance."""
    low, high = reach(promise)
    return (low is None or value >= low - tolerance) and (high is None or value <= high + tolerance)
