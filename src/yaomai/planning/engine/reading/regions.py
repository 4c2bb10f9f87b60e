"""Of which region does a sentence speak: the plan's own, one that it names, the nation, the world?"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from yaomai.standards import gbt2260

NATION, WORLD = "全国", "国际"

_OWN = re.compile(r"(?:全|我|本)(?P<level>省|市|州|县|区|自治区|旗)(?!级|内外|部|直|际|场|域|块)")
_NATION = re.compile(
    r"我国(?!.{0,2}大)|(?<!作为)全国(?!性|排名|第|前|.{0,2}(?:影响|知名|闻名|最大)|.{0,6}(?:前列|第|首|一流|领先|百强|重点))|国内(?!外|首|唯一|独家|.{0,5}百强|.{0,5}龙头|.{0,5}知名|一流|领先)"
)
_WORLD = re.compile(r"(?:全球|世界|国际)(?=[^，。；]{0,12}(?:市场|规模|销售额|产业|贸易|需求))")
# what is a share, a place in a row or a comparison with a region is not of that region: 占全国60%, 居全国首位, 高于全国
_ONLY_COMPARED = re.compile(
    r"(?:占|在|引进|招引|瞄准|对接|纳入|列入|与|和|仅次于|居|位居|位列|列|位|排名?|高于|低于|超过|好于|领先|超|向|面向|辐射|销往|出口|建成|打造|成为|争创|创建|入选|走向|进入|影响|覆盖|遍及|开拓)[^，。；]{0,3}$"
)
_CLAUSE_HEAD = re.compile(r"(?:^|[，。；：])")
# a zone, or a place that no list has, by its ending: 兰州新区, 高新技术产业开发区
_TITLE_REGION = re.compile(
    r"(?:关于印发|印发|关于)?《?(?!部分|各|有关|相关|本|我|全|自治区|多个|若干)([一-龥]{2,7}?(?:省|自治区|自治州|市|州|县|新区|开发区|区))(?!域|块)"
)
# divisions whose names are, in a plan, nearly always something else
_NO_NAMES = frozenset(
    ("城区", "郊区", "矿区", "东区", "西区", "新区", "市中区", "长春", "安康", "通化", "吉安", "黄山")
)


@dataclass(frozen=True, slots=True)
class Place:
    """A region that a text names at start..end: its full name, and its code of GB/T 2260 ("" for nation and world).

    is_own: by its relation to the plan's region (全省, 我市), not by a name.
    """

    start: int
    end: int
    name: str
    code: str
    is_own: bool = False


@cache
def _names() -> Mapping[str, Mapping[str, str]]:
    """By their first two characters: the full names of divisions in force, and short names of provinces and prefectures.

    A name that several divisions have (城关区, 鼓楼区) is known with all of its codes, parted by blanks.
    """
    found: dict[str, dict[str, str]] = {}
    for code, level in _codes():
        name = gbt2260.name_of(code)
        for one in {name, *(_short(name, level))}:
            if len(one) >= 2 and one not in _NO_NAMES:
                names = found.setdefault(one[:2], {})
                names[one] = f"{names[one]} {code}" if one in names else code
    return found


def _codes() -> Iterator[tuple[str, str]]:
    for two in range(11, 83):
        if gbt2260.exists(f"{two}0000"):
            for code in gbt2260.within(f"{two}0000"):
                yield code, gbt2260.division(code).level


def _short(name: str, level: str) -> Iterator[str]:
    if level == "county":
        return
    for ending in ("壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "特别行政区", "省", "市", "地区", "盟"):
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            yield name.removesuffix(ending)
            return
    if match := re.match(r"(.{2,3}?)(?:[一-龥]{1,3}族)+自治州$", name):
        yield match[1]
        yield match[1] + "州"


def _divisions(text: str, near: str) -> tuple[Place, ...]:
    """The divisions that `text` names, the longest name at each place; of several of one name the one within `near`."""
    names = _names()
    found: list[Place] = []
    at = 0
    while at < len(text) - 1:
        known = names.get(text[at : at + 2])
        best = "" if not known else max((one for one in known if text.startswith(one, at)), key=len, default="")
        if known and best and (code := _nearest(known[best].split(), near)):
            found.append(Place(at, at + len(best), gbt2260.name_of(code), code))
            at += len(best)
        else:
            at += 1
    return tuple(found)


def _nearest(codes: Sequence[str], near: str) -> str:
    if len(codes) == 1:
        return codes[0]
    for length in (4, 2):
        inside = [code for code in codes if near and code[:length] == near[:length]]
        if len(inside) == 1:
            return inside[0]
    provinces = [code for code in codes if code.endswith("0000")]
    return provinces[0] if provinces else ""


def main_region(titles: Sequence[str], text: str) -> str:
    """The full name of the division that a plan is of: its title's; without one, the one that the text speaks of most."""
    for words in titles:
        found = [one for one in _divisions(words, "") if one.code]
        if found:
            last = found[0]
            for one in found[1:]:  # 甘肃省兰州市, 药都（安徽亳州）: the second lies in the first
                if one.start == last.end and one.code.startswith(_stem(last.code)):
                    last = one
            return last.name
    for words in titles:
        if match := _TITLE_REGION.match(words):
            return match[1]
    full: Counter[str] = Counter()
    for one in _divisions(text[:20_000], ""):
        words = text[one.start : one.end]
        full[one.name] += 3 if words == one.name else 1
    own = Counter(match["level"] for match in _OWN.finditer(text))
    if not full:
        return ""
    level = max(own, key=lambda one: own[one]) if own else ""
    weight = {name: count * (2 if level and name.endswith(level) else 1) for name, count in full.items()}
    best = max(weight, key=lambda name: (weight[name], -len(name)))
    often = [one for one, count in own.items() if count == own[level]]
    return best if not level or full[best] > 3 or best.endswith(tuple(often)) else ""


def _stem(code: str) -> str:
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


@lru_cache(maxsize=64)
def code_of(name: str) -> str:
    """The code of a division by its full name, "" when none or several have it."""
    found = gbt2260.find(name) if name else ()
    return found[0].code if len(found) == 1 else ""


@lru_cache(maxsize=256)
def regions_in(text: str, own: str) -> tuple[Place, ...]:
    """The regions that a sentence speaks of (not those it only compares with), in order; `own`: the plan's region."""
    near = code_of(own)
    found = [
        Place(*match.span(), _own_level(own, near, match["level"]), near, is_own=True) for match in _OWN.finditer(text)
    ]
    for pattern, name in ((_NATION, NATION), (_WORLD, WORLD)):
        found += [Place(*match.span(), name, "") for match in pattern.finditer(text)]
    found += _divisions(text, near)
    if near.endswith("00") and not near.endswith("0000"):
        known = {one.start for one in found}
        found += [one for one in _counties_at_head(text, near) if one.start not in known]
    found = [one for one in found if not _ONLY_COMPARED.search(text[max(0, one.start - 8) : one.start])]
    return tuple(_innermost(sorted(found, key=lambda one: one.start)))


def _innermost(found: Sequence[Place]) -> Iterator[Place]:
    """湖北省黄冈市, 甘肃省陇西县 is one place: the second, which lies in the first."""
    outer: Place | None = None
    for one in found:
        is_inside = (
            outer is not None and outer.code and outer.end == one.start and one.code.startswith(_stem(outer.code))
        )
        if outer is not None and not is_inside:
            yield outer
        outer = replace(one, start=outer.start) if outer is not None and is_inside else one
    if outer is not None:
        yield outer


def _counties_at_head(text: str, near: str) -> Iterator[Place]:
    """Counties of the prefecture `near` that begin a clause without 县 (2023年，青石金银花产值…)."""
    short = _short_counties(near)
    for match in _CLAUSE_HEAD.finditer(text):
        for length in (3, 2):
            code = short.get(text[match.end() : match.end() + length])
            if code:
                yield Place(match.end(), match.end() + length, gbt2260.name_of(code), code)
                break


@cache
def _short_counties(near: str) -> Mapping[str, str]:
    counties = [(gbt2260.name_of(code), code) for code, level in _codes() if level == "county" and code[:4] == near[:4]]
    return {name[:-1]: code for name, code in counties if name[-1] in "县市" and len(name) in (3, 4)}


def ending_at(text: str, end: int, own: str) -> Place | None:
    """The division whose name ends at `end` of `text`, whatever it is compared with; None without one."""
    begin = max(0, end - 12)
    found = [one for one in _divisions(text[begin:end], code_of(own)) if begin + one.end == end]
    return Place(begin + found[-1].start, end, found[-1].name, found[-1].code) if found else None


def _own_level(own: str, near: str, level: str) -> str:
    """全省 in a city's plan is the province above it; 全市 in a province's plan is the province still."""
    if not near or own.endswith(level):
        return own
    rank = {"省": 2, "自治区": 2, "市": 4, "州": 4}.get(level, 6)
    have = 2 if near.endswith("0000") else 4 if near.endswith("00") else 6
    if rank >= have or (near[:2] in ("11", "12", "31", "50") and level == "市"):
        return own
    return gbt2260.name_of(near[:rank].ljust(6, "0"))
