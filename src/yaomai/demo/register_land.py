"""What stands in the made-up workbooks about land: bases, what counties plant, and what two sources say of one base?

Totals of 2015 are those of the plan (000 L12): 4,030,000 亩 planted, 1,000,000 of them by standards.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from yaomai.demo.chance import Chance
from yaomai.demo.herb_counties import COUNTIES, HUATING, SEED
from yaomai.demo.herbs import GANSU_ZONES
from yaomai.demo.province import GUIYUAN
from yaomai.demo.register_tables import Many, Table, made_up_enterprises

YEARS = tuple(range(2015, 2027))
STANDARDISED_2015, PLANTED_2015 = 1_000_000, 4_030_000  # 亩
_GROWTH = (100, 112, 125, 138, 153, 168, 178, 187, 195, 201, 206, 210)  # per cent of 2015, by year


@dataclass(frozen=True, slots=True)
class Base:
    """A made-up base: where, of what, how large in 2015 (亩), where in its county it lies."""

    name: str
    county: str
    herb: str
    standard: str
    area_2015: int
    place: int


@cache
def bases(count: int) -> tuple[Base, ...]:
    """The bases; those by a standard have together the area of the plan."""
    chance = Chance(SEED, "bases")
    pairs = [(code, herb) for code, (_, _, _, herbs) in COUNTIES.items() for herb in herbs]
    drawn, places = [], dict.fromkeys(COUNTIES, 0)
    for at in range(count):
        county, herb = pairs[at % len(pairs)]
        standard = chance.pick(("标准化", "标准化", "GAP", "绿色", "有机")) if at % 12 != 11 else ""
        drawn.append((county, herb, standard, chance.between(20, 200), places[county]))
        places[county] += 1
    whole = sum(weight for _, _, standard, weight, _ in drawn if standard)
    sized = [STANDARDISED_2015 * weight // whole for _, _, _, weight, _ in drawn]
    first = next(at for at, one in enumerate(drawn) if one[2])
    sized[first] += STANDARDISED_2015 - sum(size for size, one in zip(sized, drawn, strict=True) if one[2])
    return tuple(
        Base(f"{COUNTIES[county][0]}{herb}示范基地{place + 1}号", county, herb, standard, size, place)
        for (county, herb, standard, _, place), size in zip(drawn, sized, strict=True)
    )


def _outline(county: str, place: int, shift: int = 0) -> str:
    """A field of some hectares as WKT: on a grid of its county, so that no two overlap unless one is shifted onto another."""
    _, longitude, latitude, _ = COUNTIES[county]
    west = longitude * 1000 + 3000 * (place % 5) - 7500 + shift
    south = latitude * 1000 + 3000 * (place // 5) - 7500
    corners = ((0, 0), (2000, 0), (2300, 1500), (1200, 2200), (0, 2000), (0, 0))
    points = ", ".join(f"{(west + x) / 100000:.5f} {(south + y) / 100000:.5f}" for x, y in corners)
    return f"POLYGON(({points}))"


_LOW = ("1780", "1850", "1920")


_BASE_HEADS = (
    "基地名称",
    "登记号",
    "行政区划",
    "药材",
    "经营者",
    "规程",
    "证书号",
    "发证日期",
    "证书有效期至",
    "海拔（米）",
    "边界",
    *(f"{year}年面积（亩）" for year in YEARS),
)


_GROWING = ("0171", "2730", "2740")
"""Industries of those that grow herbs: growers, and makers of slices and of medicines that have land of their own."""


def growers_by_county(size: Many) -> dict[str, list[str]]:
    """The made-up enterprises that can operate a base, by county."""
    found: dict[str, list[str]] = {}
    for name, county, industry, _ in made_up_enterprises(size.enterprises):
        if industry in _GROWING:
            found.setdefault(county, []).append(name)
    return found


def _operators(growers: Mapping[str, list[str]], county: str) -> list[str]:
    """Who can operate a base of this county; where it has nobody, those of all counties that can."""
    return growers.get(HUATING.get(county, county)) or [name for names in growers.values() for name in names]


def _bases(size: Many) -> Table:
    """The office's file of bases."""
    rows = (*_first_bases(size), *_late_bases(size))
    return Table("标准化种植基地登记.xlsx", "base", _BASE_HEADS, rows, "基地")


def _first_bases(size: Many) -> list[tuple[str, ...]]:
    """Planted: three bases too low, some certificates that ended."""
    chance = Chance(SEED, "base details")
    growers = growers_by_county(size)
    low = iter(_LOW)
    rows: list[tuple[str, ...]] = []
    for at, one in enumerate(bases(size.bases)):
        least = int(GANSU_ZONES[one.herb][0] or 1100)
        altitude = str(least + chance.between(40, 600))
        if one.herb == "当归" and at > 3:
            altitude = next(low, altitude)
        until = "2026-06-30" if chance.one_in(9) else f"{chance.between(2027, 2029)}-06-30"
        certified = (f"SFGAP-{at + 1:04}", "2022-07-01", until) if one.standard == "GAP" else ("", "", "")
        areas = tuple(str(one.area_2015 * growth // 100) for growth in _GROWTH)
        rows.append(
            (
                one.name,
                f"SFJD-{at + 1:04}",
                HUATING.get(one.county, one.county),
                one.herb,
                chance.pick(_operators(growers, one.county)),
                one.standard,
                *certified,
                altitude,
                _outline(one.county, one.place),
                *areas,
            )
        )
    return rows


def _late_bases(size: Many) -> list[tuple[str, ...]]:
    """Registered later, with land since 2024 only: three drawn over the land of others, one out of its zone."""
    chance = Chance(SEED, "late bases")
    growers = growers_by_county(size)
    none = ("",) * (len(YEARS) - 3)
    rows: list[tuple[str, ...]] = []
    for at, one in enumerate(bases(size.bases)[:3]):
        rows.append(
            (
                f"{COUNTIES[one.county][0]}{one.herb}示范补报基地{at + 1}号",
                f"SFJD-9{at + 1:03}",
                one.county,
                one.herb,
                chance.pick(_operators(growers, one.county)),
                "标准化",
                "",
                "",
                "",
                "2400",
                _outline(one.county, one.place, 1000),
                *none,
                "600",
                "620",
                "640",
            )
        )
    rows.append(
        (
            "皋兰县当归示范试种基地",
            "SFJD-9101",
            "620122",
            "当归",
            chance.pick(_operators(growers, "620122")),
            "标准化",
            "",
            "",
            "",
            "2050",
            "",
            *none,
            "80",
            "80",
            "80",
        )
    )
    return rows


def _plantings(count: int) -> Table:
    """What each county plants of each herb: in 2015 together what the plan says, always more than its bases."""
    by_pair: dict[tuple[str, str], int] = {}
    for one in bases(count):
        by_pair[one.county, one.herb] = by_pair.get((one.county, one.herb), 0) + one.area_2015
    whole = sum(by_pair.values())
    sized = {pair: PLANTED_2015 * area // whole for pair, area in by_pair.items()}
    sized[next(iter(sized))] += PLANTED_2015 - sum(sized.values())
    growth = (100, 103, 107, 111, 114, 117, 119, 120, 122, 124, 126, 128)
    rows = tuple(
        (
            f"{COUNTIES[county][0]}{herb}",
            HUATING.get(county, county),
            herb,
            *(str(area * rate // 100) for rate in growth),
        )
        for (county, herb), area in sized.items()
    )
    heads = ("名称", "县区", "药材", *(f"{year}年种植面积（亩）" for year in YEARS))
    return Table("各县中药材种植面积.xlsx", "planting", heads, rows, "种植面积")


def land(size: Many) -> list[Table]:
    """The workbooks about land."""
    return [_plantings(size.bases), _bases(size)]


_OWN_HEADS = ("基地名称", "登记号", "行政区划", "药材", "经营者", "规程", "海拔（米）", "2026年面积（亩）")


def cooperative_table() -> Table:
    """What the cooperative says of a base of its own: less land, and higher, than the office's file says of the same number."""
    row = (
        f"{GUIYUAN.party.name}当归自报基地",
        "SFJD-8001",
        "621126",
        "当归",
        GUIYUAN.party.name,
        "标准化",
        "2380",
        "310",
    )
    return Table("归源合作社自报基地.xlsx", "base", _OWN_HEADS, (row,), "自报")


def contradicting_table() -> Table:
    """What the county's office says of the cooperative's base: another altitude, more land."""
    row = (
        f"{GUIYUAN.party.name}当归自报基地",
        "SFJD-8001",
        "621126",
        "当归",
        GUIYUAN.party.name,
        "标准化",
        "2210",
        "360",
    )
    return Table("岷县核实基地.xlsx", "base", _OWN_HEADS, (row,), "核实")


def waiting_table() -> Table:
    """A file that waits for somebody to decide: rows that can be taken, and rows with the faults of real ones."""
    rows = (
        ("渭源县党参示范新报基地", "SFJD-7001", "621123", "党参", GUIYUAN.party.name, "标准化", "2260", "150"),
        ("宕昌县黄芪示范新报基地", "SFJD-7002", "宕昌", "黄芪", "", "标准化", "2300", "约200"),
        ("某县甘草示范新报基地", "SFJD-7003", "629999", "甘草", "", "标准化", "1400", "90"),
        ("岷县当归示范新报基地", "SFJD-7004", "621126", "当规", "", "有机食品", "2500", "２１０"),
        ("岷县当归示范无号基地", "", "621126", "当归", "", "标准化", "#REF!", "75"),
    )
    return Table("补报基地（待核）.xlsx", "base", _OWN_HEADS, rows, "补报")
