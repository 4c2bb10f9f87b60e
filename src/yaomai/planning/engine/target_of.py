"""Which target does a decided quantity promise, and which observation does a decided fact state?

The nine kinds follow from what is printed, by the rules of `kind_of`, the first that applies. Nothing is guessed: what the
words do not say (a baseline, whether it is binding) stays open, or comes from facts that were decided in the same document."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yaomai.errors import Finding
from yaomai.planning.engine import kept, units
from yaomai.planning.engine.counted_over import segment_of
from yaomai.planning.engine.fields import NUMBERLESS, Decided, Figure, Inner
from yaomai.planning.engine.target_view import InnerThreshold, Path, Wording

COUNT_MOST = 1000
"""Counts of up to so many things are judged one by one; of more, like amounts."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What the definition of an indicator says: unit (UN/ECE Rec. 20, "CNY", "MU", "P1"; empty: counted), basis (flow, level,
    yoy, cagr, index), direction (up, down, none).
    """

    key: str
    name: str
    unit: str
    basis: str
    direction: str


@dataclass(frozen=True, slots=True)
class Horizon:
    """The years that a plan plans, first and last; none when it does not say."""

    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Baseline:
    """A fact that was decided: the value of an indicator (in its unit) at the end of, or in, a year."""

    indicator: str
    division: str
    segment: str
    year: int
    value: Decimal


_DOUBLINGS = re.compile(r"翻(?P<count>[一二两三四五]|[1-5])?番")
_COUNT_OF = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
_ON_TOP = re.compile(r"(?:增长|增加|提高|扩大)了?\D{0,3}$")
_CUMULATIVE = ("累计", "合计投资", "五年间", "期间共")
_FALLING = ("降幅", "降低率", "下降率", "下降幅度", "减少率")
_UNITLESS = frozenset({"multiple", "rank", "milestone"})
_BINDING, _EXPECTED = "约束性", "预期性"


def kind_of(decided: Decided) -> str:
    """Which of the nine kinds: milestone (a task, no number), multiple (翻番, 倍), growth, rank (位, 强), cumulative (新增, 累计),
    range, ratio, count, level; the first that applies.
    """
    unit = decided.figure.normalized_unit
    low, high = decided.figure.bounds
    if decided.kind == "task":
        return "milestone"
    if _DOUBLINGS.search(decided.words):
        return "multiple"
    if decided.comparator in NUMBERLESS or (low is None and high is None):
        return "milestone"
    if units.is_multiple(decided.figure.unit):
        return "multiple"
    if decided.kind == "growth":
        return "growth"
    if unit == units.RANK:
        return "rank"
    if decided.is_increment or any(word in decided.period + decided.indicator for word in _CUMULATIVE):
        return "cumulative"
    if decided.comparator == "range":
        return "range"
    if unit == "ratio":
        return "ratio"
    if unit in units.COUNTED and high is not None and high <= COUNT_MOST:
        return "count"
    return "level"


def direction_of(decided: Decided, kind: str, measured: Measured | None) -> str:
    """Which way is better: a rank falls; `≤` and `<` bound from above; the definition says it; a bound from below, and what the
    indicator calls a reduction (降幅), rise; else up.
    """
    if kind == "rank" or (decided.comparator in ("≤", "<") and decided.kind != "growth"):
        return "down"
    if any(word in decided.indicator for word in _FALLING):
        return "up"
    if measured is not None and (measured.direction != "none" or decided.comparator not in ("≥", ">")):
        return measured.direction
    return "up"


def binding_of(words: str) -> bool | None:
    """Whether the words of a passage (the sentence, its headings, its table) call its targets 约束性; None when they say neither
    or both.
    """
    is_binding, is_expected = _BINDING in words, _EXPECTED in words
    return None if is_binding == is_expected else is_binding


def multiple_of(decided: Decided) -> Decimal | None:
    """How many times the baseline is promised: 翻一番 2, 翻两番 4, 达到…的 3 倍 3, 增长 1 倍 2. None when no number says so."""
    if found := _DOUBLINGS.search(decided.words):
        count = found["count"] or "一"
        return Decimal(2) ** (int(count) if count.isdigit() else _COUNT_OF[count])
    value = decided.figure.normalized_value
    if value is None:
        return None
    if decided.figure.unit.strip().endswith("番"):
        return Decimal(2) ** int(value) if value == value.to_integral_value() and value < 10 else None
    before = decided.words.split(format(units.plain(value), "f"))[0]
    return value + 1 if decided.is_increment or _ON_TOP.search(before) else value


def target_of(
    decided: Decided,
    measured: Measured | None,
    horizon: Horizon,
    baselines: Iterable[Baseline] = (),
    *,
    field: str = "",
) -> Wording:
    """The target that the quantity promises. `measured`: the definition of its indicator, None when none is named.

    The path is compound for growth, linear for others. The baseline is the newest decided fact about the same
    indicator, region and segment before the plan's years (of the base year, when the text names one).
    """
    kind = kind_of(decided)
    low, high = _bounds(decided, kind)
    year = decided.year or horizon.last
    base = baseline_of(decided, horizon, baselines)
    return Wording(
        name=decided.indicator,
        indicator=decided.indicator_key,
        region=decided.division,
        kind=kind,
        unit="" if kind in _UNITLESS else units.unit_of(decided.figure.normalized_unit) or "",
        direction=direction_of(decided, kind, measured),
        comparator=decided.comparator,
        low=low,
        high=high,
        segment=segment(decided),
        field=field or decided.indicator_key.partition(".")[0],
        hedges=decided.hedges,
        is_increment=decided.is_increment,
        year=year,
        year_from=horizon.first,
        baseline=base.value if base else None,
        baseline_year=base.year if base else decided.base_year,
        path=Path("compound" if kind == "growth" else "linear"),
        binding=decided.binding,
        threshold=None if decided.threshold is None else _inner(decided.threshold),
        original=decided.words,
    )


def _bounds(decided: Decided, kind: str) -> tuple[Decimal | None, Decimal | None]:
    if kind == "milestone":
        return None, None
    if kind == "multiple":
        times = multiple_of(decided)
        return times, times
    return _in_unit(decided.figure)


def _in_unit(figure: Figure) -> tuple[Decimal | None, Decimal | None]:
    """Low and high in the unit of indicators; as they are in a unit in which no indicator is measured."""
    low, high = (
        None if bound is None else (units.to_indicator(bound, figure.normalized_unit) or (units.plain(bound), ""))[0]
        for bound in figure.bounds
    )
    return low, high


def segment(decided: Decided) -> str:
    """The segment of the series that the quantity is about: what was entered, and the inner threshold of a count."""
    if decided.threshold is None or decided.threshold.figure.bounds == (None, None):
        return decided.segment
    return "·".join(one for one in (decided.segment, segment_of(_inner(decided.threshold))) if one)


def _inner(inner: Inner) -> InnerThreshold:
    low, high = _in_unit(inner.figure)
    unit = units.unit_of(inner.figure.normalized_unit) or inner.figure.unit
    return InnerThreshold(inner.indicator, inner.comparator, unit, low, high)


_GROWTH_OF = re.compile(r"\.(?:cagr|yoy)$")


def baseline_of(decided: Decided, horizon: Horizon, facts: Iterable[Baseline]) -> Baseline | None:
    """The newest fact before the plan (of the base year, when there is one); for a growth, of what is to grow."""
    key = _GROWTH_OF.sub("", decided.indicator_key)
    year = decided.year or horizon.last
    before = horizon.first or year
    if not key or before is None:
        return None
    fit = [
        one
        for one in facts
        if (one.indicator, one.division, one.segment) == (key, decided.division, segment(decided))
        and (one.year == decided.base_year if decided.base_year else one.year < before or one.year < (year or before))
    ]
    earlier = [one for one in fit if one.year < before] or fit
    return max(earlier, key=lambda one: one.year, default=None)


@dataclass(frozen=True, slots=True)
class Stated:
    """An observation that a fact states: the value in the unit of the indicator over start..end (both included), as which basis;
    status A (as printed), E (the text says about, over, under). note: the phrase of the text, so that a verdict can say
    when names differ.
    """

    indicator: str
    region: str
    segment: str
    basis: str
    start: date
    end: date
    value: Decimal
    status: str
    note: str


def observation_of(decided: Decided, measured: Measured) -> Stated | None:
    """What a decided fact says of its indicator: None for a range, for no number, without year or region, in another unit. An
    amount of several years together (2013-2021, and no single year) is of all of them.
    """
    value, years = decided.figure.normalized_value, _years(decided, measured)
    if not decided.is_observed or value is None or years is None or not decided.division or not decided.indicator_key:
        return None
    found = units.to_indicator(value, decided.figure.normalized_unit)
    if found is None or found[1] != measured.unit:
        return None
    return Stated(
        decided.indicator_key,
        decided.division,
        segment(decided),
        measured.basis,
        date(years[0], 1, 1),
        date(years[1], 12, 31),
        found[0],
        "A" if decided.comparator == "=" else "E",
        decided.indicator,
    )


_SPAN = re.compile(r"((?:19|20)\d\d)年?[-–—至]((?:19|20)\d\d)年?")


def _years(decided: Decided, measured: Measured) -> tuple[int, int] | None:
    """The first and the last year that a fact is about; None when it does not say."""
    year, base = decided.year, decided.base_year
    if year is None:
        span = _SPAN.fullmatch(decided.period) if measured.basis == "flow" else None
        return (int(span[1]), int(span[2])) if span and span[1] <= span[2] else None
    return (base + 1 if measured.basis == "cagr" and base is not None and base < year else year, year)


def number_findings(decided: Decided) -> list[Finding]:
    """Which numbers are too long to be kept exactly, as printed or in the unit of indicators; pointers as in `fields.from_form`."""
    inner = decided.threshold.figure if decided.threshold is not None else Figure()
    return _figure_findings(decided.figure, "/") + _figure_findings(inner, "/threshold_")


def _figure_findings(figure: Figure, prefix: str) -> list[Finding]:
    found = []
    for name in ("value", "low", "high"):
        printed, normal = getattr(figure, name), getattr(figure, f"normalized_{name}")
        for number in (printed, normal):
            if number is not None and not kept.fits(number, places=None):
                found.append(kept.number_finding(prefix + name, number))
                break
        else:
            in_unit = (
                None if normal is None else (units.to_indicator(normal, figure.normalized_unit) or (normal, ""))[0]
            )
            found += kept.number_findings([(prefix + name, in_unit)])
    return found


def findings(decided: Decided, measured: Measured | None) -> list[Finding]:
    """What does not fit between a quantity and the indicator that it names: the key is unknown, or the units differ."""
    if not decided.indicator_key:
        return []
    if measured is None:
        message = "no indicator has this key; choose one that is defined, or leave it empty"
        return [Finding("planning.indicator_unknown", "/indicator_key", message, decided.indicator_key[:80])]
    unit = units.unit_of(decided.figure.normalized_unit)
    kind = kind_of(decided)
    if kind in ("milestone", "multiple", "rank") or unit == measured.unit:
        return []
    if kind == "growth" and unit == "P1":  # the growth of an amount may be promised by naming the amount
        return []
    message = f"the indicator {measured.key} is measured in {measured.unit or 'counts'}, the figure in {unit or 'none'}"
    return [Finding("planning.unit_differs", "/indicator_key", message, decided.figure.unit[:80])]
