"""How long does a page of a list of 100,000 entities take, and how long do deeds of 50,000?"""

import random
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.utils import timezone
from installation import installation
from measuring import Extent, Result, main, percentile, say

from yaomai.people.operations.found_organisation import found_organisation
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer
from yaomai.registers import kinds
from yaomai.registers.declaration import (
    Choice,
    Date,
    Division,
    Flag,
    Grant,
    Group,
    Kind,
    Number,
    Property,
    Rows,
    Text,
    Year,
)
from yaomai.registers.operations.refresh import refresh_declared
from yaomai.registers.operations.state import Origin, Saying, Told, state
from yaomai.registers.operations.withdraw import withdraw
from yaomai.registers.queries.lists import Filter, Listing, page

ENTITIES = 100_000
STATED = 50_000
ORGANISATIONS = 40
_DIVISIONS = (
    "620102",
    "620402",
    "621102",
    "621121",
    "621122",
    "621123",
    "621124",
    "621125",
    "621126",
    "621202",
    "621221",
    "621222",
)
_FORMS = {"company": "公司", "branch": "分支机构", "cooperative": "合作社", "institution": "事业单位"}
_TITLES = {"specialised": "专精特新", "champion": "单项冠军", "gazelle": "瞪羚", "leading": "龙头"}
_SYLLABLES = "陇岷渭定安兰州天水康泰和瑞华仁德济世保元广福恒源盛昌隆药材黄芪当归党参甘草大黄柴胡"

KIND = Kind(
    name="bench_firm",
    label="企业",
    properties=(
        Property(name="name", label="名称", type=Text(), required=True),
        Property(name="code", label="编号", type=Text()),
        Property(name="former", label="曾用名", type=Text(), many=True),
        Property(name="division", label="所在地", type=Division()),
        Property(name="address", label="地址", type=Text()),
        Property(name="form", label="类型", type=Choice(_FORMS)),
        Property(name="titles", label="称号", type=Choice(_TITLES), many=True),
        Property(name="founded", label="成立", type=Date()),
        Property(name="year", label="年份", type=Year()),
        Property(name="revenue", label="收入", type=Number(unit="CNY"), seen_by=("official", "own")),
        Property(name="employees", label="人数", type=Number(is_whole=True)),
        Property(name="area", label="面积", type=Number(unit="MU")),
        Property(name="exports", label="出口", type=Flag()),
        Property(name="contact", label="联系人", type=Text(), seen_by=("official", "own")),
        Property(name="remark", label="备注", type=Text()),
    ),
    identity=(("code",),),
    other_names=("former",),
    columns=("code", "division", "form", "founded", "revenue", "employees"),
    place="division",
    seen_by=(
        Grant(Group.PUBLIC, Rows.ALL, frozenset({"name", "code", "division", "form", "titles", "founded"})),
        Grant(Group.MEMBERS, Rows.OWN),
        Grant("official", Rows.ALL),
    ),
    kept_by=("official", "own"),
)


def measure(extent: Extent) -> list[Result]:
    """Lists as three viewers ask for them; deeds of many entities."""
    source = random.Random(20261122)  # noqa: S311  # not a secret: repeatable
    with kinds.declared(KIND), installation() as there:
        refresh_declared(timezone.now(), say)
        total, many = extent.of(ENTITIES), extent.of(STATED)
        numbers = [found_organisation(INSTALLATION_VIEWER, f"Bench {n}", "grower", now=timezone.now(), invented=True)
                   for n in range(ORGANISATIONS)]  # fmt: skip
        stating, withdrawing = _deeds(many, numbers, source, extent.runs)
        while total > 0:
            _state(min(total, STATED), numbers, source, total)
            total -= STATED
        for table in ("registers_listed", "registers_entity", "registers_term", "registers_statement"):
            there.administrator(f"VACUUM ANALYZE {table}")
        viewers = {
            "an official": Viewer(account=1, organisation=numbers[0], roles=frozenset({"official"})),
            "a firm's recorder": Viewer(account=2, organisation=numbers[1], roles=frozenset({"recorder"})),
            "anyone": Viewer(),
        }
        times = [_pages(viewers, source, extent) for _ in range(extent.runs)]
    how = (
        f"{extent.of(ENTITIES):,} entities × {len(KIND.properties)} properties; pages of 50 with none to three filters, by a random"
        " property up or down, first or second page, with the total; as an official, a firm and anyone in turns, as the"
        " application's role under row-level security; p95 of a run"
    )
    of_many = f"{many:,} entities × 12 properties in one deed, durable, with the current view and terms"
    return [
        Result("page of a list", how, "ms", [percentile(one, 95) * 1000 for one in times], 100.0, more_is_better=False),
        Result("stating many entities", of_many, "s", stating, 25.0, more_is_better=False),
        Result("withdrawing their deed", of_many, "s", withdrawing, 15.0, more_is_better=False),
    ]


def _told(count: int, organisations: Sequence[int], source: random.Random, first: int) -> Iterator[Told]:
    for number in range(first, first + count):
        name = "".join(source.choices(_SYLLABLES, k=source.randint(4, 7)))
        says = {
            "name": f"{name}{source.choice(('有限公司', '股份有限公司', '农民专业合作社', '药业'))}",
            "code": f"B{number:07d}",
            "division": source.choice(_DIVISIONS),
            "address": f"{name[:2]}路 {number % 900} 号",
            "form": source.choice(list(_FORMS)),
            "titles": source.sample(list(_TITLES), k=source.randint(1, 2)),
            "founded": (date(1990, 1, 1) + timedelta(days=source.randint(0, 12_000))).isoformat(),
            "year": source.randint(1990, 2025),
            "revenue": str(source.randint(1, 10**9)),
            "employees": str(source.randint(1, 5_000)),
            "exports": source.random() < 0.2,
            "contact": "".join(source.choices("王李张刘陈杨黄赵", k=2)),
        }
        yield Told(
            KIND.name,
            None,
            tuple(Saying(name, value, place=f"Sheet1!A{number}") for name, value in says.items()),
            source.choice(organisations),
        )


def _state(count: int, organisations: Sequence[int], source: random.Random, first: int) -> int:
    told = list(_told(count, organisations, source, first * 10))
    begun = time.perf_counter()
    stated = state(INSTALLATION_VIEWER, told, origin=Origin("cell", 1), now=timezone.now())
    say(f"stated {count:,} entities in {time.perf_counter() - begun:.1f} s")
    return stated.deed


def _deeds(
    many: int, organisations: Sequence[int], source: random.Random, runs: int
) -> tuple[list[float], list[float]]:
    """Seconds of stating so many entities, and of withdrawing them."""
    stating, withdrawing = [], []
    for run in range(runs):
        told = list(_told(many, organisations, source, 10**8 + run * many))
        begun = time.perf_counter()
        deed = state(INSTALLATION_VIEWER, told, origin=Origin("cell", 1), now=timezone.now()).deed
        stating.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        withdraw(INSTALLATION_VIEWER, deed=deed, reason="measured", now=timezone.now())
        withdrawing.append(time.perf_counter() - begun)
        say(f"stated {many:,} in {stating[-1]:.1f} s, withdrawn in {withdrawing[-1]:.1f} s")
    return stating, withdrawing


def _pages(viewers: dict[str, Viewer], source: random.Random, extent: Extent) -> list[float]:
    """Seconds of each page that was asked for in one run."""
    times: list[float] = []
    begun = time.perf_counter()
    while time.perf_counter() - begun < extent.run_s or len(times) < 3:
        for viewer in viewers.values():
            listing = Listing(
                KIND.name,
                tuple(source.sample(_filters(source), k=source.randint(0, 3))),
                sort=source.choice(list(KIND.by_name)),
                descending=source.random() < 0.5,
            )
            started = time.perf_counter()
            found = page(viewer, listing)
            times.append(time.perf_counter() - started)
            if found.older:
                listing = Listing(KIND.name, listing.filters, listing.sort, listing.descending, found.older)
                started = time.perf_counter()
                page(viewer, listing)
                times.append(time.perf_counter() - started)
    say(f"{len(times)} pages, p50 {percentile(times, 50) * 1000:.0f} ms, p95 {percentile(times, 95) * 1000:.0f} ms")
    return times


def _filters(source: random.Random) -> list[Filter]:
    return [
        Filter("division", "below", source.choice(("620000", "621100", "621202"))),
        Filter("form", "is", source.choice(list(_FORMS))),
        Filter("titles", "is", source.choice(list(_TITLES))),
        Filter("revenue", "from", str(source.randint(1, 10**9))),
        Filter("employees", "to", str(source.randint(1, 5_000))),
        Filter("founded", "from", f"{source.randint(1990, 2020)}-05-01"),
        Filter("name", "has", source.choice(_SYLLABLES)),
        Filter("remark", "empty"),
        Filter("exports", "is", "是"),
    ]


if __name__ == "__main__":
    main(measure)
