"""What do three public plans say, and what was promised in them? Their figures come in through the same operations as any office's.

The figures (`plan_figures.txt`) are those of the plans. Their sentences are not part of the program: where the plans' texts lie
beside the checkout (`../shared/plans`), they are archived and read; where not, what is archived is an extract, a list of the
figures with the lines of the text in which they stand.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib import resources
from pathlib import Path

from yaomai.archive.engine.description import Description
from yaomai.archive.operations.keep_document import keep_document
from yaomai.archive.queries import documents
from yaomai.indicators.operations.follow_declared import follow_declared
from yaomai.people.viewer import Viewer
from yaomai.planning.engine.fields import Decided, Figure
from yaomai.planning.engine.figure_in_words import contradicts_words
from yaomai.planning.operations.decide import NewDecision, decide
from yaomai.planning.operations.propose import propose
from yaomai.planning.queries.proposals import newest_decisions, pieces_of
from yaomai.systems import all_systems

BESIDE = Path(__file__).resolve().parents[3].parent / "shared" / "plans"
"""Where the texts of the plans lie, if they are there."""
REGIONS = {"620000": "甘肃省", "620100": "兰州市"}
NORMAL = {"CNY": "CNY", "MU": "mu", "TNE": "t", "P1": "ratio"}


@dataclass(frozen=True, slots=True)
class Plan:
    """One of the plans: how the table of figures calls it, the file of its text, and what it is."""

    key: str
    file: str
    described: Description


def _plan(key: str, title: str, issuer: str, issued_on: date, division: str, year: int) -> Plan:
    described = Description(
        title=title,
        issuer=issuer,
        issued_on=issued_on,
        status="approved",
        origin=ORIGIN if key != UNDATED else f"{ORIGIN}；发布日期不详，按规划第一年的年底计",
        division=division,
        year_from=year,
        year_until=year + 4,
        follows=None,
        access="public",
    )
    return Plan(key, FILES[key], described)


ORIGIN = "政府公开文件"
ELSEWHERE = "数不在标记的字里，由整句话说明"
UNDATED = "lanzhou-2011"
FILES = {
    "lanzhou-2011": "lanzhou-2011-12th-fyp.txt",
    "gansu-2016": "gansu-2016-13th-fyp.txt",
    "gansu-2022": "gansu-2022-14th-fyp.txt",
}
PLANS = (
    _plan(UNDATED, "兰州市“十二五”生物医药产业发展规划", "兰州市人民政府", date(2011, 12, 31), "620100", 2011),
    _plan("gansu-2016", "甘肃省“十三五”陇药产业发展规划", "甘肃省人民政府办公厅", date(2016, 9, 5), "620000", 2016),
    _plan("gansu-2022", "甘肃省“十四五”生物医药产业发展规划", "甘肃省人民政府", date(2022, 7, 15), "620000", 2021),
)


@dataclass(frozen=True, slots=True)
class Stated:
    """One figure of a plan: its line and the how-manieth of the same words there; what it is."""

    plan: str
    line: int
    nth: int
    words: str
    decided: Decided


@cache
def figures() -> Sequence[Stated]:
    """All figures of `plan_figures.txt`."""
    text = resources.files(__package__).joinpath("plan_figures.txt").read_text(encoding="utf-8")
    return tuple(_stated(line.split(" | ")) for line in text.splitlines() if line and not line.startswith("#"))


def _stated(cells: Sequence[str]) -> Stated:
    plan, line, nth, words, indicator, segment, division, genre, year_from, year, comparator, *rest = cells
    low, high, hedges, increment, name = (one.strip() for one in rest)
    promises, is_growth = genre != "fact", indicator.endswith((".cagr", ".yoy"))
    is_span = bool(year_from.strip()) and not promises and not is_growth  # an amount of several years together
    decided = Decided(
        words=words,
        figure=_figure(_unit_of(indicator), Decimal(low), Decimal(high)),
        indicator=name,
        kind="growth" if is_growth else genre,
        comparator=comparator,
        indicator_key=indicator,
        status="target" if promises else "actual",
        hedges=tuple(hedges.split("、")) if hedges else (),
        is_increment=bool(increment),
        year=None if is_span else int(year),
        base_year=int(year_from) - 1 if year_from.strip() and not is_span and promises != is_growth else None,
        period=f"{year_from}-{year}" if is_span else "",
        division=division,
        region=REGIONS[division],
        segment=segment.strip(),
    )
    return Stated(plan, int(line), int(nth), words, decided)


def _unit_of(indicator: str) -> str:
    return next(one.unit for system in all_systems() for one in system.indicators if one.key == indicator)


def _figure(unit: str, low: Decimal, high: Decimal) -> Figure:
    """In the units of readings: ratios are shares of one."""
    if unit == "P1":
        low, high = low / 100, high / 100
    normal = NORMAL.get(unit, "count")
    if low == high:
        return Figure(normal, normal, value=low, normalized_value=low)
    return Figure(normal, normal, low=low, high=high, normalized_low=low, normalized_high=high)


def load_plans(official: Viewer, *, now: datetime, say: Callable[[str], None], beside: Path = BESIDE) -> None:
    """Archive the three plans, have them read where their texts are there, and decide about their figures as `official`.

    What was begun and broken off is finished: a plan with decisions is left as it is.
    """
    follow_declared(now=now)
    for plan in PLANS:
        stated = [one for one in figures() if one.plan == plan.key]
        original = beside / plan.file
        is_original = original.is_file()
        data = original.read_bytes() if is_original else extract(plan, stated)
        name = plan.file if is_original else plan.file.replace(".txt", "-摘录.txt")
        document = keep_document(official, name, data, plan.described, now=now)
        if newest_decisions(document.file):
            continue
        if is_original:
            propose(official, document.file, now=now)
        text = documents.text(official, document.file).text
        decide(official, document.file, _decisions(document.file, text, stated, is_original=is_original), now=now)
        say(f"{plan.described.title}: {len(stated)} figures decided{'' if is_original else ' (of an extract)'}")


def extract(plan: Plan, stated: Sequence[Stated]) -> bytes:
    """A list of the figures with the lines of the plan's text in which they stand: what is archived without that text."""
    heads = (plan.described.title, "数据摘录：原文没有随程序提供，这里只有数字和它们在原文中的行号。", "")
    rows = [
        f"原文第 {one.line} 行\t{one.decided.indicator}\t{one.decided.year or one.decided.period} 年\t{one.words}"
        for one in stated
    ]
    return "\n".join((*heads, *rows, "")).encode()


def _decisions(document: int, text: str, stated: Sequence[Stated], *, is_original: bool) -> list[NewDecision]:
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    wanted = []
    for position, one in enumerate(stated):
        start = starts[one.line - 1] if is_original else starts[3 + position]
        wanted.append((_place(text, one, start, one.nth if is_original else None), one))
    there = {(one.start, one.end) for one in pieces_of(document, [span for span, _ in wanted])}
    return [
        NewDecision(
            *span,
            "correct" if span in there else "add",
            decided=one.decided,
            reason=ELSEWHERE if contradicts_words(one.words, one.decided) else "",
        )
        for span, one in wanted
    ]


def _place(text: str, one: Stated, start: int, nth: int | None) -> tuple[int, int]:
    """Where the words stand from `start` on; line breaks of the print may stand within them. nth None: the last in the line."""
    words = re.compile(r"\s*".join(map(re.escape, one.words)))
    end = None if nth is not None else text.index("\n", start)
    found = list(words.finditer(text, start, *(() if end is None else (end,))))
    place = found[(nth or 0) - 1]
    return place.start(), place.end()
