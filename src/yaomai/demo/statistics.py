"""What do the made-up monthly statistics say? Sample enterprises that do not exist, month by month, as an office would send them.

Each table is a workbook that is brought in by the import like any other; each figure is marked as made up. The last one revises the
one before: two cities and one month of the province say otherwise.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from yaomai.archive.operations.keep_file import keep_file
from yaomai.demo.chance import Chance
from yaomai.errors import YaomaiError
from yaomai.indicators.engine.table_layout import TableMapping
from yaomai.indicators.models import StatisticsImport
from yaomai.indicators.operations.accept_import import Marks, accept_import
from yaomai.indicators.operations.begin_import import begin_import
from yaomai.indicators.operations.map_import import map_import
from yaomai.people.viewer import Viewer
from yaomai.standards.spreadsheetml import Sheet, workbook

PUBLISHER = "演示机构（虚构）"
TITLE = "样本企业营业收入（虚构）"
SEED = 20260101
CITIES = {
    # city: a usual month, in 万元
    "兰州市": 42_000, "嘉峪关市": 900, "金昌市": 1_100, "白银市": 5_200, "天水市": 9_800, "武威市": 6_300, "张掖市": 4_700,
    "平凉市": 3_900, "酒泉市": 5_600, "庆阳市": 3_100, "定西市": 31_000, "陇南市": 11_500, "临夏回族自治州": 2_400,
    "甘南藏族自治州": 3_300,
}  # fmt: skip
SHARES = (70, 64, 96, 98, 101, 104, 100, 102, 107, 109, 113, 136)
"""How much of a usual month each month sells, in per cent: little around the Spring Festival, much at the end of the year."""
GROWTH = {2024: Decimal("1.00"), 2025: Decimal("1.08"), 2026: Decimal("1.13")}


@dataclass(frozen=True, slots=True)
class Issue:
    """One table as it was published: of which year, up to which month, when; whether it revises the months before."""

    year: int
    until: int
    published_on: date
    is_revision: bool = False

    @property
    def name(self) -> str:
        """Of the edition."""
        return f"{TITLE}{self.year}年1—{self.until}月{'（修订）' if self.is_revision else ''}"


ISSUES = (
    Issue(2024, 12, date(2025, 2, 20)),
    Issue(2025, 12, date(2026, 2, 20)),
    Issue(2026, 9, date(2026, 10, 20)),
    Issue(2026, 10, date(2026, 11, 18), is_revision=True),
)


def load_statistics(official: Viewer, *, now: datetime, say: Callable[[str], None]) -> None:
    """Bring in each table that was not brought in yet."""
    brought = sum(_bring_in(official, issue, now) for issue in ISSUES)
    if brought:
        say(f"brought in {brought} tables of made-up monthly statistics")


def _bring_in(official: Viewer, issue: Issue, now: datetime) -> bool:
    heads = [("地区", 16), *((f"{issue.year}年{span}累计", 14) for span in _spans(issue.until))]
    rows = [("样本企业营业收入", *("" for _ in heads[1:])), ("单位：万元", *("" for _ in heads[1:]))]
    rows += [tuple(head for head, _ in heads), *_rows(issue)]
    sheet = Sheet("表一", [(TITLE, 16), *(("", 14) for _ in heads[1:])], rows)
    kept = keep_file(official, f"{issue.name}.xlsx", workbook([sheet]), now=now)
    if StatisticsImport.objects.filter(file=kept.record).exists():
        return False
    number = begin_import(official, kept.record, now=now)
    map_import(official, number, _mapping(number), now=now)
    accept_import(
        official,
        number,
        Marks(issue.name, PUBLISHER, issue.published_on, "public", is_invented=True),
        looked=True,
        now=now,
    )
    if (state := StatisticsImport.objects.get(id=number)).state != "accepted":
        raise YaomaiError(f"import {number} of the made-up statistics is {state.state}: {state.faults}")
    return True


def _mapping(number: int) -> TableMapping:
    mapping = StatisticsImport.objects.get(id=number).mapping
    if mapping is None:
        raise YaomaiError(f"nothing was proposed for import {number} of the made-up statistics")
    return TableMapping.from_json(mapping)


def _spans(until: int) -> Iterator[str]:
    """The year to date by month; January is never published alone."""
    yield from (f"1—{month}月" for month in range(2, until + 1))


def _rows(issue: Issue) -> Iterator[tuple[str, ...]]:
    cities = {city: _to_date(city, usual, issue) for city, usual in CITIES.items()}
    yield ("甘肃省", *(str(sum(month)) for month in zip(*cities.values(), strict=True)))
    for city, values in cities.items():
        yield (city, *map(str, values))


def _to_date(city: str, usual: int, issue: Issue) -> list[int]:
    """What the city's sample sold from January to each month from February on, in 万元."""
    chance = Chance(SEED, f"{city}/{issue.year}")
    months = [
        int(usual * GROWTH[issue.year] * SHARES[month] * (97 + chance.between(0, 6)) / 10_000) for month in range(12)
    ]
    if issue.is_revision and city in ("兰州市", "定西市"):
        months[6] -= months[6] // 25
    return [sum(months[: month + 1]) for month in range(1, issue.until)]
