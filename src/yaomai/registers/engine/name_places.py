"""Which administrative divisions stand at the beginning of a name, and do those of two names agree?

A division is known by every name that it had since 1980 (GB/T 2260, `standards/gbt2260.py`); two names of one division, or a
division and the one that came of it, are the same place (武都县, 武都区). Shortened names (陇西) are known of all
provinces and prefectures, and of counties of Gansu or of the division named just before.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from yaomai.people.engine.visibility import is_within
from yaomai.standards import gbt2260

_HOME = "62"
_SUFFIX = re.compile(
    "(?:特别行政区|(?:维吾尔|壮族|回族)?自治区|自治州|自治县|自治旗|地区|新区|矿区|林区|省|市|县|区|盟|旗)$"
)
_PEOPLES = re.compile(
    "(?:蒙古族?|回族|藏族|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族?|傣族|黎族|傈僳族"
    "|羌族|东乡族|土族|保安族|撒拉族|裕固族|柯尔克孜)+$"
)
_TOWN = re.compile("[一-鿿]{2,3}?(?:镇|乡(?!村|情|土)|街道(?:办事处)?|村(?!镇|医))")
_ZONE = re.compile(
    "(?:国家级?)?(?:高新技术产业|经济技术|高新|经济)?(?:开发区|高新区|经开区|示范区|新区|工业园区?|工业集中区|产业园区?|科技园)"
)
_TOWN_ENDS = frozenset("镇乡村道")
_NO_PLACES = frozenset(("同仁", "和平", "安康", "泰安", "吉安", "安宁", "合作", "康乐", "民乐", "永昌", "永靖"))
# Shortened names that are more often, or as often, the word mark of a firm: a place only right before a trade, see names.py.


@dataclass(frozen=True, slots=True)
class Place:
    """A division as a name writes it; `codes`: the divisions in force that it may mean (several bear one name; none: a town,
    village or zone, which has no code). `is_short`: without what it is (省, 县).
    """

    text: str
    codes: frozenset[str]
    is_short: bool = False


@cache
def _lexicon() -> dict[str, tuple[frozenset[str], bool]]:
    """Name to the codes in force that it may mean and whether it is shortened."""
    full: dict[str, set[str]] = {}
    short: dict[str, set[str]] = {}
    for province in range(11, 83):
        if not gbt2260.exists(f"{province}0000"):
            continue
        for code in gbt2260.within(f"{province}0000", past=True):
            present = gbt2260.present(code)
            for period in gbt2260.history(code):
                full.setdefault(period.name, set()).update(present or {code})
                shorter = _SUFFIX.sub("", period.name)
                shortest = _PEOPLES.sub("", shorter)
                for one in {shorter, shortest} - {period.name}:
                    if len(one) >= 2:
                        short.setdefault(one, set()).update(present or {code})
    found = {name: (frozenset(codes), True) for name, codes in short.items()}
    return found | {name: (frozenset(codes), False) for name, codes in full.items() if len(name) >= 2}


@cache
def _longest() -> int:
    return max(map(len, _lexicon()))


def is_marklike(text: str) -> bool:
    """Whether this shortened name of a division is as often a word mark."""
    return text in _NO_PLACES


def is_far(place: Place) -> bool:
    """Whether a shortened name is that of a county elsewhere: there are thousands, and many a word mark is called like one."""
    return place.is_short and not any(one.startswith(_HOME) or one.endswith("00") for one in place.codes)


def places(text: str) -> tuple[list[Place], str]:
    """The divisions that the text begins with, from the widest, and what is left of it."""
    found: list[Place] = []
    left = text
    while left:
        place = _first(left, found)
        if place is None:
            break
        found.append(place)
        left = left[len(place.text) :]
    return found, left


def _first(text: str, before: Sequence[Place]) -> Place | None:
    lexicon = _lexicon()
    for size in range(min(len(text), _longest()), 1, -1):
        known = lexicon.get(text[:size])
        if known is None:
            continue
        codes, is_short = known
        if before and before[-1].codes:
            codes = frozenset(one for one in codes if any(_lies_in(one, wide) for wide in before[-1].codes))
        if codes:
            return Place(text[:size], codes, is_short)
    if before and (rest := _ZONE.match(text) or _TOWN.match(text)):
        return Place(rest[0], frozenset())
    return None


def _lies_in(code: str, wide: str) -> bool:
    return code != wide and is_within(code, wide)


def only_place(text: str) -> Place | None:
    """The text as a division's name, wherever it stands; None when it is none."""
    known = _lexicon().get(text)
    return Place(text, known[0], known[1]) if known else None


Agreement = Literal["same", "omitted", "shared", "within", "differs"]
"""same: the narrowest divisions are one; omitted: one name has none; shared: one of them is in both, one name goes on to a
narrower one; within: the one lies in the other, and neither names both; differs: also when two towns or villages are named."""


def agreement(one: Sequence[Place], two: Sequence[Place]) -> Agreement:
    """How the divisions of two names stand to each other. Zones count only by what they lie in."""
    ours, theirs = [each for each in one if each.codes], [each for each in two if each.codes]
    towns, others = (
        {each.text for each in some if not each.codes and each.text[-1] in _TOWN_ENDS} for some in (one, two)
    )
    if towns and others and not towns & others:
        return "differs"
    if not ours and not theirs:
        return "same"
    if not ours or not theirs:
        return "omitted"
    if ours[-1].codes & theirs[-1].codes:
        return "same"
    if any(each.codes & other.codes for each in ours for other in theirs):
        return "differs" if len(ours) > 1 and len(theirs) > 1 and not _nested(ours, theirs) else "shared"
    return "within" if _nested(ours, theirs) else "differs"


def _nested(ours: Sequence[Place], theirs: Sequence[Place]) -> bool:
    return any(_lies_in(inner, wide) or _lies_in(wide, inner) for inner in ours[-1].codes for wide in theirs[-1].codes)
