"""How do targets and verdicts become what the board, a target's page and the comparison of two plans show?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from yaomai.indicators.engine.table_lexicon import region_name
from yaomai.ledger.engine.deed import reference
from yaomai.ledger.figure import Figure
from yaomai.planning.engine.figures import Reason, Used, as_text
from yaomai.planning.engine.target_view import TargetView, Wording
from yaomai.planning.engine.verdict import Verdict
from yaomai.planning.queries.verdicts import Row as BoardRow
from yaomai.web import glossary
from yaomai.web import labels_planning as words
from yaomai.web.chart import Chart, Line, Point, chart
from yaomai.web.labels_amounts import threshold_words
from yaomai.web.labels_indicators import figure as shown_figure
from yaomai.web.labels_indicators import scale_of, scaled, span_words, status_words
from yaomai.web.presentation import Fact, Link, Tally
from yaomai.web.table import Column, Row

STATES = tuple(f"target_{one}" for one in ("met", "on_track", "at_risk", "off_track", "missed", "cannot_judge"))
FIELDS: Mapping[str, str] = {
    "industry": "产业规模",
    "enterprise": "企业",
    "product": "品种",
    "herb": "药材种植",
    "market": "市场",
    "park": "园区",
    "base": "基地",
    "rd": "研发",
    "innovation": "创新平台",
    "project": "项目",
    "investment": "招商引资",
    "cluster": "产业集群",
    "platform": "成果孵化",
    "techtransfer": "成果转化",
    "brand": "品牌",
    "standard": "标准",
    "cooperative": "合作社",
    "env": "环境",
}
"""Words of fields: the first parts of the keys of indicators."""
OTHER = "其他"


def path_of(target: int) -> str:
    """The address of a target."""
    return f"/targets/{reference(target)}"


def passage_path(document: int, start: int, end: int) -> str:
    """The address of a passage of a plan."""
    return f"/plans/{reference(document)}/text?at={start}-{end}"


def state_code(state: str) -> str:
    """The code of a verdict's state in the glossary."""
    return f"target_{state}" if state else "target_unjudged"


def promised(now: Wording, counted: str) -> str:
    """What is promised, as people read it."""
    if now.low is None and now.high is None:
        return now.original
    low = "" if now.low is None else format(now.low, "f")
    high = "" if now.high is None else format(now.high, "f")
    measure = {"multiple": "倍", "rank": "位"}.get(now.kind, counted)
    said = words.promised(low or high, high, now.comparator, unit_of(now), measure).strip()
    return f"新增 {said}" if now.is_increment else said


def unit_of(now: Wording) -> str:
    """The unit in which values of the target are told: multiples have none."""
    return "" if now.kind in ("multiple", "rank") else now.unit


def percent(share: Decimal | None, ref: str) -> Figure | None:
    """A share as percents with one decimal; the exact one is behind the figure."""
    return None if share is None else Figure(round(share * 100, 1), "P1", ref)


def weight(value: Decimal, ref: str) -> Figure:
    """The weight of a part of a milestone."""
    return Figure(Decimal(as_text(value)), "份", ref)


def verdict_ref(target: int, quantity: str) -> str:
    """The reference of a quantity of a target's verdict."""
    return f"verdict/{reference(target)}/{quantity}"


def tallies(states: Sequence[str]) -> tuple[Tally, ...]:
    """How many targets are of each state; those met, missed and not to be judged are told even when there is none."""
    always = ("target_met", "target_missed", "target_cannot_judge")
    counted = {code: sum(one == code for one in states) for code in (*STATES, "target_unjudged")}
    return tuple(
        Tally(glossary.word(code), count, f"/targets?state={code}", "个", code)
        for code, count in counted.items()
        if states and (count or code in always)
    )


def columns(rows: Sequence[Row]) -> tuple[Column, ...]:
    """The columns of the board; plans, regions and fields to choose from are those that are there."""

    def there(key: str) -> tuple[tuple[str, str], ...]:
        found = dict.fromkeys(str(row[key]) for row in rows if row[key])
        return tuple((one, one) for one in found)

    return (
        Column("name", "目标", "link", sortable=True, filterable=True),
        Column("state", "判断", "state", filterable=True, choices=tuple((one, glossary.word(one)) for one in STATES)),
        Column("promised", "承诺"),
        Column("year", "到哪年", sortable=True, filterable=True, choices=tuple(sorted(there("year")))),
        Column("value", "最近可比的数", "figure"),
        Column("value_year", "哪年的"),
        Column("completion", "完成度", "figure", sortable=True),
        Column("light", "进度灯", filterable=True, choices=tuple((one, one) for one in words.LIGHTS.values())),
        Column("plan", "规划", sortable=True, filterable=True, choices=there("plan")),
        Column("region", "地区", filterable=True, choices=there("region")),
        Column("field", "领域", filterable=True, choices=there("field")),
    )


def board_row(one: BoardRow) -> Row:
    """A row of the board's table."""
    target, now = one.target, one.target.now
    value = None
    if one.value is not None:
        value = _amount(one.value, now, target.counted, verdict_ref(target.target, "value"))
    return {
        "number": target.target,
        "document": target.document,
        "name": Link(now.name, path_of(target.target)),
        "state": state_code(one.state),
        "promised": promised(now, target.counted),
        "year": "" if now.year is None else str(now.year),
        "value": value,
        "value_year": "" if one.value_year is None or value is None else str(one.value_year),
        "completion": percent(one.completion, verdict_ref(target.target, "completion")),
        "light": words.LIGHTS[one.light] if one.state else "",
        "plan": target.document_title,
        "region": region_name(now.region) if now.region else "",
        "field": FIELDS.get(now.field, OTHER),
    }


@dataclass(frozen=True, slots=True)
class UsedShown:
    """A figure that a verdict names: how it was used, what it is, where it was published, why only with caution or not at all."""

    role: str
    name: str
    figure: Figure | None
    span: str
    edition: str
    notes: tuple[str, ...]
    tone: str
    word: str
    is_invented: bool


_TONES = {"same": "good", "caution": "wait", "not": "fault"}


def used_shown(found: Verdict, *, refused: bool) -> tuple[UsedShown, ...]:
    """The figures that were used, or those that were refused; by what was looked at and decided nothing, nothing was judged."""
    is_open = found.state == "cannot_judge"
    return tuple(
        _used(one, "beside" if is_open and one.role == "actual" else one.role)
        for one in found.used
        if (one.role == "refused") is refused
    )


def ground(found: Verdict) -> str:
    """On what sort of figures the verdict rests, as people read it; empty where nothing is said of it."""
    if found.state == "cannot_judge":
        return words.NO_GROUND
    said = words.COMPARABILITY.get(found.comparability, "")
    return f"所用的数：{said}" if said else ""


def _used(one: Used, role: str) -> UsedShown:
    notes = [words.sentence(each, one.unit) for each in one.reasons]
    status = status_words(one.status)
    figure = None
    if one.value is not None:
        figure = shown_figure(one.value, scale_of([one.value], one.unit), one.ref, one.status)
    place = "·".join(each for each in (region_name(one.region), threshold_words(one.segment)) if each)
    return UsedShown(
        role=words.ROLES.get(role, role),
        name=f"{one.name}（{place}）" if place else one.name,
        figure=figure,
        span=span_words(one.start, one.end),
        edition="，".join(each for each in (one.edition, _day(one.published_on)) if each),
        notes=tuple(notes) if one.status == "A" else (*notes, f"数据状态：{status}。"),
        tone="wait" if role == "beside" else _TONES.get(one.comparability, "plain"),
        word=words.BESIDE if role == "beside" else words.COMPARABILITY.get(one.comparability, ""),
        is_invented=one.is_invented,
    )


def _day(on: date | None) -> str:
    return "" if on is None else f"{on:%Y-%m-%d} 公布"


def sentences(reasons: Sequence[Reason], target: TargetView) -> tuple[str, ...]:
    """Reasons as sentences, each once."""
    now = target.now
    return tuple(dict.fromkeys(words.sentence(one, unit_of(now), target.counted) for one in reasons))


def numbers(target: TargetView, found: Verdict) -> tuple[Fact, ...]:
    """The numbers of a verdict, each of which opens to how it was reckoned; what says nothing is left out."""
    now, number = target.now, target.target
    amounts = (("value", "实际", found.value), ("expected", "这时应有", found.expected), ("gap", "相差", found.gap))
    lines = [
        Fact(label, _amount(value, now, target.counted, verdict_ref(number, name)), "figure")
        for name, label, value in amounts
        if value is not None
    ]
    if found.value is not None and any(one.role == "actual" and one.status == "E" for one in found.used):
        rough = replace(_amount(found.value, now, target.counted, verdict_ref(number, "value")), is_about=True)
        lines[0] = Fact("实际", rough, "figure")
    shares = (
        ("completion", "完成度", found.completion, "实际是目标的多少"),
        ("progress", "从基期走完", found.progress, "从基期到目标的全程，走了多少"),
        ("pace", "进度", found.pace, "与这时应当走到的相比"),
    )
    lines += [
        Fact(label, percent(value, verdict_ref(number, name)), "figure", note)
        for name, label, value, note in shares
        if value is not None
    ]
    if found.required is not None and not found.is_over:
        ref = verdict_ref(number, "required")
        lines.append(Fact("今后每年还要", _amount(found.required.amount, now, target.counted, ref), "figure"))
        if found.required.rate is not None:
            lines.append(
                Fact("今后每年要增长", percent(found.required.rate, verdict_ref(number, "required_rate")), "figure")
            )
    return tuple(lines)


def _amount(value: Decimal, now: Wording, counted: str, ref: str) -> Figure:
    scale = scale_of([value], unit_of(now), counted)
    return Figure(scaled(round(scaled(value, scale), 2), (0, "")), scale[1], ref)


def baseline(target: TargetView, unit: str) -> Figure | None:
    """The value that the target starts from, as its wording says it. unit: of what grows, where the target is a growth."""
    value = target.now.baseline
    if value is None:
        return None
    return shown_figure(value, scale_of([value], unit, target.counted), verdict_ref(target.target, "baseline"))


def level_unit(target: TargetView, found: Verdict) -> str:
    """The unit of the values on the way: of a growth that was reckoned from levels, the unit of the levels."""
    if target.now.kind != "growth":
        return unit_of(target.now)
    return next((one.unit for one in found.used if one.role == "actual"), target.now.unit)


_BREAKS = frozenset({"break_between", "break_declared"})
"""Reasons that name a day over which nothing is compared."""
_OTHER_INDICATOR, _OTHER_NAME = "指标不同", "名称不同"


def drawn(target: TargetView, found: Verdict | None) -> Chart | None:
    """The way from the baseline to the target, and the values on it; None when there is nothing to draw."""
    if found is None or target.now.year is None:
        return None
    now, unit = target.now, level_unit(target, found)
    actual = {one.at: (one.value, next(iter(one.refs), "")) for one in found.history if one.value is not None}
    for one in found.used:
        if one.role == "baseline" and one.value is not None and one.unit == unit:
            actual.setdefault(one.end, (one.value, one.ref))
    marks = [(date(year, 12, 31), value) for year, value in found.way]
    parted = [date.fromisoformat(one.values["at"]) for one in found.reasons if one.code in _BREAKS]
    if not actual or (len(actual) < 2 and len(marks) < 2):
        return None
    differs = _differing({at: ref for at, (_, ref) in actual.items()}, found)
    scale = scale_of([*(value for value, _ in actual.values()), *(value for _, value in marks)], unit, target.counted)
    points = [
        Point(
            label=str(at.year),
            on=at,
            value=scaled(value, scale),
            href=f"/figure/{ref}" if ref else "",
            words=f"{at.year} 年 {scaled(value, scale)} {scale[1]}",
            is_break=any(before < day <= at for day in parted),
            differs=differs.get(at, ""),
        )
        for before, (at, (value, ref)) in zip([date.max, *sorted(actual)], sorted(actual.items()), strict=False)
    ]
    way = tuple((on, scaled(round(scaled(value, scale), 2), (0, ""))) for on, value in marks)
    lines = [Line("目标路径", way, f"{way[-1][0].year}")] if len(way) > 1 else []
    is_invented = any(one.is_invented for one in found.used if one.role != "refused")
    return chart(
        points,
        title=f"{now.name}：路径与实际" if now.kind == "growth" else now.name,
        unit=scale[1] or "个",
        lines=lines,
        is_invented=is_invented,
    )


def _differing(drawn_of: Mapping[date, str], found: Verdict) -> dict[date, str]:
    """Which values (day: reference) are not of the same thing as the one before: of another indicator, or, where something is said
    against holding them against each other, under another printed name. What is not known to differ does not.
    """
    known = {one.ref: one for one in found.used if one.role != "refused"}
    differing: dict[date, str] = {}
    before: Used | None = None
    for at, ref in sorted(drawn_of.items()):
        one = known.get(ref)
        if one is None:
            continue
        if before is not None and one.indicator != before.indicator:
            differing[at] = _OTHER_INDICATOR
        elif before is not None and one.name != before.name and "caution" in (one.comparability, before.comparability):
            differing[at] = _OTHER_NAME
        before = one
    return differing
