"""Which unit do the words after a number print, and how much is one of it in the normalised unit of readings?

Normalised units: CNY USD EUR HKD mu m2 t m m3 W kWh tce ratio, and of counts: enterprise institution person household bed
country_or_region rank count. A unit per unit is written with a slash: t/d, CNY/mu."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from yaomai.planning.engine.reading.numbers import MAGNITUDES
from yaomai.planning.engine.reading.unit_words import MEASURE_WORDS, MEASURES, NOT_BEFORE, ONE, PER

_COUNTS = frozenset(MEASURE_WORDS)


def _alternatives(words: set[str]) -> str:
    return "|".join(_pattern(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _pattern(word: str) -> str:
    latin = r"(?![A-Za-z])" if word[-1].isascii() and word[-1].isalpha() else ""
    return re.escape(word) + latin + (f"(?!{NOT_BEFORE[word]})" if word in NOT_BEFORE else "")


UNIT = _alternatives(set(MEASURES) | _COUNTS)
PER_UNIT = rf"(?:/|每)(?:{_alternatives(set(PER))})"


@dataclass(frozen=True, slots=True)
class Unit:
    """One `printed` unit is `factor` of `normalized`. sort: money area mass ratio length person household duration count other."""

    printed: str
    factor: Decimal
    normalized: str
    sort: str


_SORTS = {
    "CNY": "money",
    "USD": "money",
    "EUR": "money",
    "HKD": "money",
    "mu": "area",
    "m2": "area",
    "t": "mass",
    "ratio": "ratio",
    "m": "length",
    "person": "person",
    "household": "count",
    "enterprise": "count",
    "institution": "count",
    "country_or_region": "count",
    "count": "count",
    "city": "count",
    "county": "count",
    "bed": "count",
    "d": "duration",
}


@lru_cache(maxsize=4096)
def unit_of(magnitude: str, word: str, per: str = "") -> Unit:
    """The unit printed as magnitude + word + per (万, 吨, /日). A bare 亿 or 万亿 is money; a bare 万 counts."""
    scale = MAGNITUDES.get(magnitude, ONE)
    factor, normalized = MEASURES.get(word or ("元" if "亿" in magnitude else ""), (ONE, "count"))
    sort = _SORTS.get(normalized, "other")
    if per:
        normalized, sort = f"{normalized}/{PER.get(per.lstrip('/每'), per)}", "rate"
    return Unit(magnitude + word + per, scale * factor, normalized, sort)


_INSTITUTION = re.compile(
    r"实验室|研究中心|技术中心|工程中心|医院|院校|高校|高等|大学|学院|学校|院所|研究院|研究所|科研机构|医疗机构|卫生机构|检测机构|诊所|产业化基地|检验机构|工作站|流动站|临床医学"
)
_ENTERPRISE = re.compile(r"企业|公司|集团|厂|药店|门店|商户|经营户|主体")
_HOUSEHOLD = re.compile(r"农户|药农|贫困|人家|种植户|养殖户|农民|群众|家庭|大户|人口")


_COUNTY = re.compile(r"[^，。；、：（的]{0,10}?县(?![级域乡镇城内外处])")
_OF_COUNTIES = re.compile(
    r"(?<![全我本该各])县(?:（[^（）]{1,4}）|[市区])?(?P<among>中)?(?:数量?)?(?:共?有|达到?|为)?$"
)
_ENTERPRISES = re.compile(r"[^，。；、：（的]{0,6}(?:龙头|链主|骨干|规上|重点|加工|上市)企业(?=[，。；、（和]|$)")


def _counts_counties(before: str, after: str) -> bool:
    """的县区12个, 41个县（市）中有19个建立了…: what is counted are counties."""
    found = _OF_COUNTIES.search(before)
    return found is not None and (found["among"] is not None or re.match(r"$|[，。；、（和]", after) is not None)


def bare_money(magnitude: str) -> Unit:
    """万 where money is spoken of: yuan, though 元 is not printed."""
    return Unit(magnitude, MAGNITUDES.get(magnitude, ONE), "CNY", "money")


def counted_in(word: str, before: str, after: str) -> str:
    """What the measure word counts: enterprise, institution, household, person, count. before, after: words of its clause."""
    if word in ("家", "户"):
        nearest = re.split(r"[、和及与]", after)[0][:24]
        nearest = nearest.replace("企业技术中心", "技术中心")
        if _INSTITUTION.search(nearest) and not _ENTERPRISE.search(nearest):
            return "institution"
        if word == "户" and _HOUSEHOLD.search(before[-10:] + nearest[:8]):
            return "household"
        if _INSTITUTION.search(before[-10:]) and not _ENTERPRISE.search(before[-10:] + nearest):
            return "institution"
        return "enterprise"
    if word in ("个", "所"):
        # what stands after the measure word is counted; a list gives it only before (国家重点实验室4个)
        if word == "个" and (_COUNTY.match(after) or _counts_counties(before, after)):
            return "county"
        if word == "个" and _ENTERPRISES.match(after):
            return "enterprise"
        noun = re.match(r"[^，。；、：（]*", after)
        words = noun.group() if noun is not None and noun.group() else before[-14:]
        return "institution" if word == "所" or _INSTITUTION.search(words) else "count"
    return "person" if word == "位" and re.match(r"专家|院士|人才|大师|医师|传承人", after) else "count"
