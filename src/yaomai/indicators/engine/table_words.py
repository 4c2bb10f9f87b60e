"""What do the words in the heads, titles and margins of a statistics table say: which span, which basis, which unit?

Chinese tables tell the span in many ways (1—5月, 2024年上半年, 202405, 前三季度), and beside it whether it is a month alone or
the year to date (当月, 累计), a growth (同比增长) or the figure of a year before (上年同期). What is left is the name of what is
measured.
"""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from yaomai.registers.engine.reading_numbers import knows_unit
from yaomai.registers.engine.sheet_outline import fold

FIRST_YEAR, LAST_YEAR = 1949, 2099
_DASHES = str.maketrans(dict.fromkeys("—–−‐‑－~～〜", "-"))
_UNTIL = re.compile(r"(?<=[\d月一二三四五六七八九十])[至到](?=[\d一二三四五六七八九十])")
_DIGITS = {one: number for number, one in enumerate("一二三四五六七八九十", 1)} | {"十一": 11, "十二": 12}
_NUMERAL_MONTH = re.compile(r"(十[一二]?|[一二三四五六七八九])(?=(?:-(?:十[一二]?|[一二三四五六七八九]))?月)")
_NUMERAL_QUARTER = re.compile(r"第?([一二三四])季度?")
_YEAR_RANGE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[年./-]?(0[1-9]|1[0-2]|[1-9](?!\d))月?-\1[年./-]?(0[1-9]|1[0-2]|[1-9])(?!\d)月?份?"
)
_YEAR_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-./]?(0[1-9]|1[0-2])(?!\d|月)(?:[-./]\d{1,2}(?!\d|月))?")
_YEAR_LOOSE_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-./]([1-9])(?!\d|月)(?:[-./]\d{1,2}(?!\d|月))?(?!-)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:年度|年(?![末底])|(?!\d))")
_RANGE = re.compile(r"(?<!\d)(\d{1,2})月?-(\d{1,2})月[份末底]?")
_MONTH = re.compile(r"(?<!\d)(\d{1,2})月[份末底]?")
_QUARTER = re.compile(r"(?<![a-z])q([1-4])|(?<!\d)第?([1-4])季度?")
_PARTS = (
    (re.compile(r"前[3三]季度?|[1一]-[3三]季度?"), 1, 9),
    (re.compile(r"上半年"), 1, 6),
    (re.compile(r"下半年"), 7, 12),
    (re.compile(r"全年|年末数?|年底数?"), 1, 12),
)
_GROWTH = re.compile(
    r"(?:[比较](?:上|去)年(?:同期|同月)?)?(?:累计)?(?:同比)?±?(?:增长速度|增长率|增长|增速|增幅|增减率)(?:±)?"
    r"|[比较](?:上|去)年(?:同期|同月)?(?:±|\+-|增减)%?|同比(?:±|\+-)?"
)
_AGAINST_MONTH_BEFORE = re.compile(r"环比|比上月|较上月")
_AMOUNT_OF_GROWTH = re.compile(r"增减额|增加额|增长额|增减量|净增|新增")
_YEAR_BEFORE = re.compile(r"(?:上|去)年(?:同期|同月)?数?|同期数")
_TO_DATE = re.compile(r"本年累计|累计完成|本月止累计|年初至(?:今|本月)?|自年初累计|累计数?|至本月")
_ALONE = re.compile(r"本月(?:完成|实际|数)?|当月(?:完成|数)?|单月|分月|本期(?:数)?")
_BRACKETS = re.compile(r"[(\[【]\s*([^()\[\]【】]{0,14})\s*[)\]】]")
_AT_MIDNIGHT = re.compile(r"(?<=\d)[ T]00:00(?::00)?$")  # a day as a spreadsheet holds it
_UNIT_SAID = re.compile(r"(?:计量)?单位[:：]\s*([^,，;；、\s)]{1,8}(?:[、,，][^,，;；\s)]{1,8})*)")
_ORDER = re.compile(
    r"^(?:其中[:：]?|#|[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十\d]+\)|\d{1,2}[、.)](?!\d))+"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a text says beside the name of what is measured (`base`). unit: as written. first, last: months. cumulative: the year to
    date (True), a month alone (False), not said (None). basis: yoy, empty, or `none` for what is no statistic that is kept
    (growth against the month before, amounts of growth). years_before: 1 for the figure of the year before.
    """

    base: str
    unit: str = ""
    year: int | None = None
    first: int | None = None
    last: int | None = None
    cumulative: bool | None = None
    basis: str = ""
    years_before: int = 0

    @property
    def says_span(self) -> bool:
        """Whether it says when."""
        return self.year is not None or self.last is not None or self.cumulative is not None


def plain_words(text: str) -> str:
    """Half-width, one kind of dash, without spaces."""
    return _UNTIL.sub("-", "".join(unicodedata.normalize("NFKC", text).casefold().translate(_DASHES).split()))


@lru_cache(maxsize=4096)  # heads and margins repeat themselves
def read_heading(text: str) -> Heading:
    """What a head, a cell of the margin or a title says."""
    words = plain_words(_AT_MIDNIGHT.sub("", text))
    unit, words = _unit_in_brackets(words)
    basis, before = "", 0
    if _AGAINST_MONTH_BEFORE.search(words) or (_AMOUNT_OF_GROWTH.search(words) and "同比" in words):
        basis = "none"
    if found := _GROWTH.search(words):
        basis, words = basis or "yoy", words[: found.start()] + words[found.end() :]
        unit = unit or ("%" if "%" in words else "")
        words = words.replace("%", "").replace("±", "")
    elif found := _YEAR_BEFORE.search(words):
        before, words = 1, words[: found.start()] + words[found.end() :]
    cumulative: bool | None = None
    for pattern, is_to_date in ((_TO_DATE, True), (_ALONE, False)):
        if pattern.search(words):
            cumulative = is_to_date if cumulative is None else cumulative
            words = pattern.sub("", words)
    year, first, last, words = _span(words)
    if first is not None and last is not None and first == 1 and last > 1:
        cumulative = True
    base = words.strip("-_:,，。、·()[]【】 ")
    return Heading(base, unit, year, first, last, cumulative, basis, before)


def _unit_in_brackets(words: str) -> tuple[str, str]:
    """The unit in brackets, and the text without it; other brackets stay without their signs."""
    unit = ""
    for found in _BRACKETS.finditer(words):
        inside = found[1].removeprefix("计量").removeprefix("单位:").removeprefix("单位")
        if inside and is_unit(inside):
            unit = inside
            words = words.replace(found[0], "", 1)
    if not unit and (parted := re.fullmatch(r"(.*?)[/／,]([^/／,]{1,5})", words)) and is_unit(parted[2]):
        return parted[2], parted[1]
    return unit, words


@lru_cache(maxsize=1024)
def is_unit(words: str) -> bool:
    """Whether numbers can be converted from what `words` call a unit (万元, %, 百分点)."""
    return bool(words) and (words in {"±%", "+-%"} or knows_unit(words))


def _span(words: str) -> tuple[int | None, int | None, int | None, str]:
    """Year, first and last month as far as they are said, and the text without them."""
    words = _NUMERAL_MONTH.sub(lambda one: str(_DIGITS[one[1]]), words)
    words = _numeral_range(words)
    words = _NUMERAL_QUARTER.sub(lambda one: f"{_DIGITS[one[1]]}季度", words)
    if (found := _YEAR_RANGE.search(words)) and int(found[2]) <= int(found[3]):
        return int(found[1]), int(found[2]), int(found[3]), words[: found.start()] + words[found.end() :]
    for pattern in (_YEAR_MONTH, _YEAR_LOOSE_MONTH):
        if found := pattern.search(words):
            month = int(found[2])
            return int(found[1]), month, month, words[: found.start()] + words[found.end() :]
    year = None
    if found := _YEAR.search(words):
        year, words = int(found[1]), words[: found.start()] + words[found.end() :]
    for pattern, first, last in _PARTS:
        if found := pattern.search(words):
            return year, first, last, words[: found.start()] + words[found.end() :]
    if (found := _RANGE.search(words)) and 1 <= int(found[1]) <= int(found[2]) <= 12:
        return year, int(found[1]), int(found[2]), words[: found.start()] + words[found.end() :]
    if (found := _MONTH.search(words)) and 1 <= int(found[1]) <= 12:
        return year, int(found[1]), int(found[1]), words[: found.start()] + words[found.end() :]
    if found := _QUARTER.search(words):
        quarter = int(found[1] or found[2])
        return year, 3 * quarter - 2, 3 * quarter, words[: found.start()] + words[found.end() :]
    return year, None, None, words


def _numeral_range(words: str) -> str:
    """1-五月 → 1-5月: what stands after the dash, too."""
    return re.sub(r"(?<=-)(十[一二]?|[一二三四五六七八九])(?=月)", lambda one: str(_DIGITS[one[1]]), words)


def unit_said(text: str) -> tuple[str, ...]:
    """The units that are stated above a table (单位：万元、%), as written."""
    found = _UNIT_SAID.search(unicodedata.normalize("NFKC", text))
    return tuple(one for one in re.split(r"[、,，]", found[1]) if is_unit(one)) if found else ()


def without_order(text: str) -> str:
    """A text of the margin without what only orders it: 其中：, #, 一、, 1."""
    words = unicodedata.normalize("NFKC", text).strip()
    return _ORDER.sub("", words).strip(" 　:：") or words


def span(year: int, first: int | None, last: int | None, *, to_date: bool) -> tuple[date, date]:
    """First and last day of these months of the year; no months: the year. `to_date`: from its first day on. Raises ValueError."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"the year {year} is none of {FIRST_YEAR} to {LAST_YEAR}")
    last = last or 12
    first = 1 if to_date else (first or 1)
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def form(text: str) -> str:
    """A head as it comes again in the table of another month: folded, years and months put aside."""
    said = read_heading(text)
    folded = fold(said.base)
    kind = ("年" if said.year else "") + ("月" if said.last else "")
    mark = {True: "累", False: "当", None: ""}[said.cumulative]
    return f"{folded}|{said.unit}|{kind}{mark}{said.basis}{'前' * said.years_before}"
