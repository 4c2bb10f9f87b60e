"""What does a target's figure attain, from which baseline, and how did that go period by period?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from yaomai.planning.engine.attainment import Attainment, Standing
from yaomai.planning.engine.attainment_bound import ranged, ranked
from yaomai.planning.engine.attainment_growth import multiple
from yaomai.planning.engine.attainment_level import level, ratio
from yaomai.planning.engine.attainment_sum import counted, cumulative
from yaomai.planning.engine.chosen import Candidates, Compared, baseline_figure, judging, used
from yaomai.planning.engine.comparability import between, break_between, threshold_raised
from yaomai.planning.engine.criterion import Bounds, aim, bounds_of
from yaomai.planning.engine.figures import Figures, Observed, Reason, Used, reason
from yaomai.planning.engine.paths import Way, expected, seasonal_share
from yaomai.planning.engine.target_view import TargetView, Wording

FORMULAS: Mapping[str, Callable[[Standing], Attainment]] = {
    "level": level,
    "ratio": ratio,
    "count": counted,
    "cumulative": cumulative,
    "range": ranged,
    "rank": ranked,
    "multiple": multiple,
}


@dataclass(frozen=True, slots=True)
class Period:
    """One period on the way: the value at its end and what it attains."""

    at: date
    value: Decimal
    attained: Attainment
    ref: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found out. attained and actual are None when there is nothing to judge by. cautions make the whole a caution."""

    attained: Attainment | None
    actual: Compared | None
    value: Decimal | None = None
    periods: tuple[Period, ...] = ()
    cautions: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()
    used: tuple[Used, ...] = ()
    way: tuple[tuple[int, Decimal], ...] = ()
    base_comparability: str = "same"


@dataclass(frozen=True, slots=True)
class Base:
    """The baseline as found: (year, value) or none, the figure it comes from, why it may not be used, and what is to be said."""

    point: tuple[int, Decimal] | None
    figure: Compared | None = None
    cautions: tuple[Reason, ...] = ()


def judge_levels(target: TargetView, found: Candidates, figures: Figures, today: date) -> Judged:
    """All kinds but growth: a value, or a sum of values, against the path and the promise."""
    wording = target.now
    year, promised = wording.year, aim(wording)
    if year is None or promised is None:
        return Judged(None, None)
    is_over = today > date(year, 12, 31)
    actual = _actual(found, year, bounds_of(wording, today), is_over=is_over)
    parts = _part_of_year(wording, found, actual, is_over=is_over)
    if actual is None:
        said = [reason("only_part_of_year", end=found.parts_of_years[-1].figure.end)] if found.parts_of_years else []
        return Judged(None, None, cautions=tuple(said))
    base = _from_nothing(wording, find_base(wording, found, figures, actual), figures, actual)
    if wording.kind == "multiple" and (promised <= 0 or base.point is None or base.point[1] <= 0):
        refused = reason("multiple_refused", baseline=base.point[1] if base.point else None, times=promised)
        return Judged(None, None, cautions=(*base.cautions, refused), used=(used(actual, figures, "refused"),))
    amounts, doubts = _amounts(wording, found, figures, actual, base)
    if actual.figure.end not in amounts:
        return Judged(None, None, cautions=(*base.cautions, *doubts), used=(used(actual, figures, "refused"),))
    if any(one.code == "years_missing" for one in doubts):
        # A part that is itself only `at most so many` and years that are missing together bound nothing.
        bound = "neither" if actual.comparison.bound == "upper" else "lower"
        actual = replace(actual, comparison=replace(actual.comparison, bound=bound))
    point = (base.point[0], Decimal(0)) if base.point and _is_sum(wording) else base.point
    on_way = amounts if _is_sum(wording) else _as_real(amounts, found, actual)
    standing = _standing(wording, today, promised, on_way, point)
    if standing is None:
        return Judged(None, None)
    formula = FORMULAS[wording.kind]
    periods = [
        Period(at, value, formula(replace(standing, value=value, at=at)), ref)
        for at, (value, ref) in sorted(on_way.items())
        if at <= actual.figure.end and (point is None or at.year > point[0])
    ]
    value = amounts[actual.figure.end][0]
    attained = formula(replace(standing, value=value, at=actual.figure.end))
    notes: list[Reason] = []
    if parts is not None:
        attained, periods, notes = _with_part(standing, attained, periods, parts)
    if not is_over and wording.path.shape != "declared" and attained.expected is not None:
        notes.append(reason("path_assumed", shape=wording.path.shape))
    return Judged(
        attained,
        actual,
        value,
        tuple(periods),
        (*_years(actual, year, is_over=is_over), *base.cautions, *doubts),
        tuple(notes),
        _used(actual, base, figures, found, wording),
        _way(wording, point, year, promised),
        "caution" if base.cautions else "same",
    )


def _actual(found: Candidates, year: int, bounds: Bounds | None, *, is_over: bool) -> Compared | None:
    """The figure to judge by; one that only bounds the number where there is no better one."""
    end = date(year, 12, 31)
    whole = judging(found.levels, year, is_over=is_over)
    if whole is not None and (not is_over or whole.figure.end >= end):
        return whole
    bounding = _deciding(judging(found.bounding, year, is_over=is_over), found, bounds)
    if bounding is not None and (not is_over or bounding.figure.end >= end or whole is None):
        return bounding
    return whole


def _deciding(one: Compared | None, found: Candidates, bounds: Bounds | None) -> Compared | None:
    """Of the counts of one day that bound the number, the one that decides: at least so many, and that is enough (or too many);
    at most so many, and that is too few (or few enough). Else the largest lower bound.
    """
    if one is None or bounds is None:
        return one
    alike = [each for each in found.bounding if each.figure.end == one.figure.end and each.figure.value is not None]

    def order(each: Compared) -> tuple[bool, bool, Decimal]:
        value = each.figure.value or Decimal(0)
        is_lower = each.comparison.bound == "lower"
        return not bounds.decided_by(value, each.comparison.bound), not is_lower, -value if is_lower else value

    return min(alike, key=order, default=one)


def find_base(wording: Wording, found: Candidates, figures: Figures, actual: Compared) -> Base:
    """The baseline that the figure may be held together with."""
    figure = baseline_figure(found.levels, wording)
    if wording.baseline is not None and wording.baseline_year is not None:
        point = (wording.baseline_year, wording.baseline)
    elif figure is not None and figure.figure.value is not None:
        point = (figure.figure.end.year, figure.figure.value)
    else:
        return Base(None)
    cautions: list[Reason] = []
    if figure is not None and figure.figure.is_invented and wording.baseline is None:
        cautions.append(reason("figure_invented", years=point[0]))
    if actual.figure.end.year <= point[0]:
        return Base(point, figure, tuple(cautions))
    if figure is None:
        measure = figures.measure(actual.figure.indicator)
        cautions += threshold_raised(actual.figure.scope or measure.scope, point[0], actual.figure.end.year)
    if figure is not None and figure.figure is not actual.figure:
        relation = between(figure.figure, actual.figure, figures)
        cautions += relation.reasons
        if relation.comparability == "not":
            return Base(None, figure, tuple(cautions))
    since = date(point[0], 12, 31)
    broken = break_between((one.figure for one in found.levels), since, actual.figure.end)
    if broken is not None:
        return Base(None, figure, (*cautions, broken))
    return Base(point, figure, tuple(cautions))


def _from_nothing(wording: Wording, base: Base, figures: Figures, actual: Compared) -> Base:
    """A sum of yearly amounts begins at nothing with the plan's first year: it needs no figure of the year before."""
    year = wording.baseline_year or (wording.year_from - 1 if wording.year_from else None)
    is_known = base.point is not None or base.figure is not None or base.cautions
    if is_known or year is None or not _is_sum(wording) or figures.measure(actual.figure.indicator).basis == "level":
        return base
    return Base((year, Decimal(0)))


def _amounts(
    wording: Wording, found: Candidates, figures: Figures, actual: Compared, base: Base
) -> tuple[dict[date, tuple[Decimal, str]], list[Reason]]:
    """What is held against the promise at the end of each period: the value, the sum, or the increase since the baseline."""
    rows = [one.figure for one in (*found.levels, actual) if one.figure.value is not None]
    values = {one.end: (one.value, one.ref) for one in rows if one.value is not None}
    if not _is_sum(wording) or actual.figure.indicator.endswith(".increment"):
        return values, []
    basis = figures.measure(actual.figure.indicator).basis
    if basis == "level" and not wording.is_increment:
        return values, []
    if base.point is None:
        return {}, [reason("stock_for_increment" if basis == "level" else "sum_without_start", name=wording.name)]
    if basis == "level":
        start = base.point[1]
        return {end: (value - start, ref) for end, (value, ref) in values.items()}, [
            reason("increment_from_stocks", baseline=start, year=base.point[0])
        ]
    return _summed(rows, base.point[0], actual.figure.end)


def _as_real(
    amounts: Mapping[date, tuple[Decimal, str]], found: Candidates, actual: Compared
) -> Mapping[date, tuple[Decimal, str]]:
    """Beside a real figure made-up ones say nothing of the way to it: they would change its light."""
    if actual.figure.is_invented:
        return amounts
    invented = {one.figure.ref for one in found.levels if one.figure.is_invented}
    return {end: (value, ref) for end, (value, ref) in amounts.items() if ref not in invented}


def _summed(rows: Sequence[Observed], before: int, until: date) -> tuple[dict[date, tuple[Decimal, str]], list[Reason]]:
    """Yearly amounts added up from the year after `before`; the years that are missing are said."""
    by_year = {one.end.year: one for one in rows if one.is_year and before < one.end.year <= until.year}
    total, sums = Decimal(0), {}
    for year in sorted(by_year):
        one = by_year[year]
        total += one.value or 0
        sums[one.end] = (total, one.ref)
    missing = [str(year) for year in range(before + 1, until.year + 1) if year not in by_year]
    said = [reason("years_missing", years="、".join(missing))] if missing else []
    invented = [str(year) for year, one in sorted(by_year.items()) if one.is_invented]
    if invented:
        said.append(reason("figure_invented", years="、".join(invented)))
    return sums, said


def _is_sum(wording: Wording) -> bool:
    return wording.kind == "cumulative" or wording.is_increment


def _standing(
    wording: Wording,
    today: date,
    promised: Decimal,
    amounts: Mapping[date, tuple[Decimal, str]],
    point: tuple[int, Decimal] | None,
) -> Standing | None:
    bounds = bounds_of(wording, today)
    if bounds is None or wording.year is None:
        return None
    yearly = [value for end, (value, _) in sorted(amounts.items()) if (end.month, end.day) == (12, 31)]
    return Standing(
        wording,
        bounds,
        Decimal(0),
        today,
        promised,
        wording.year,
        point,
        wording.path,
        changes=tuple(later - earlier for earlier, later in pairwise(yearly)),
    )


@dataclass(frozen=True, slots=True)
class Part:
    """The newest part of a year: its figure, the share of a year that is usually there by then, the mean of which years."""

    figure: Observed
    share: Decimal | None
    years: Sequence[int]


def _part_of_year(wording: Wording, found: Candidates, actual: Compared | None, *, is_over: bool) -> Part | None:
    """The newest year-to-date figure, when it is newer than the newest whole year and the target runs; made-up ones only where
    the whole year is made up too.
    """
    if is_over or wording.kind != "level" or not found.parts_of_years:
        return None
    is_made_up = actual is not None and actual.figure.is_invented
    flowed = [one.figure for one in found.parts_of_years if is_made_up or not one.figure.is_invented]
    if not flowed:
        return None
    newest = flowed[-1]
    if actual is not None and newest.end <= actual.figure.end:
        return None
    until = (newest.end.month, newest.end.day)
    parts = {
        one.end.year: one.value
        for one in flowed
        if _same_day((one.end.month, one.end.day), until) and one.value is not None
    }
    years = {
        one.figure.end.year: one.figure.value
        for one in found.levels
        if one.figure.value is not None and (is_made_up or not one.figure.is_invented)
    }
    share = seasonal_share(years, parts, newest.end.year)
    return Part(newest, share[0] if share else None, share[1] if share else ())


def _same_day(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two month ends are the same; the 28th and 29th of February are."""
    return one == other or (one[0] == other[0] == 2 and min(one[1], other[1]) >= 28)


def _with_part(
    standing: Standing, attained: Attainment, periods: list[Period], part: Part
) -> tuple[Attainment, list[Period], list[Reason]]:
    """The pace by the newest part of a year; completion stays that of the newest whole year."""
    value = part.figure.value
    if value is None:
        return attained, periods, []
    if part.share is None:
        return attained, periods, [reason("no_seasonal_share", end=part.figure.end, value=value)]
    year_end = date(part.figure.end.year, 12, 31)
    # The year's own expectation stands at its end; the share says how much of it is usually there by the day of the figure.
    in_year = level(replace(standing, value=value, at=year_end, share=part.share))
    said = reason(
        "pace_from_part_of_year",
        end=part.figure.end,
        value=value,
        percent=round(part.share * 100, 2),
        years="、".join(str(year) for year in part.years),
    )
    periods = [*periods, Period(part.figure.end, value, in_year, part.figure.ref)]
    return replace(attained, pace=in_year.pace, expected=in_year.expected), periods, [said]


def _years(actual: Compared, year: int, *, is_over: bool) -> list[Reason]:
    if not is_over or actual.figure.end.year == year:
        return []
    code = "year_later" if actual.figure.end.year > year else "year_earlier"
    return [reason(code, target=year, figure=actual.figure.end.year)]


def _used(actual: Compared, base: Base, figures: Figures, found: Candidates, wording: Wording) -> tuple[Used, ...]:
    told = [used(actual, figures, "actual")]
    if base.figure is not None and base.figure.figure is not actual.figure:
        told.append(used(base.figure, figures, "baseline" if base.point else "refused"))
    if wording.kind == "cumulative" and base.point is not None:
        told += [
            used(one, figures, "part")
            for one in found.levels
            if base.point[0] < one.figure.end.year < actual.figure.end.year
        ]
    told += [
        used(one, figures, "beside")
        for one in found.bounding
        if one.figure.end == actual.figure.end and one.figure is not actual.figure
    ]
    return tuple(told)


def _way(
    wording: Wording, point: tuple[int, Decimal] | None, year: int, promised: Decimal
) -> tuple[tuple[int, Decimal], ...]:
    goal = promised * point[1] if wording.kind == "multiple" and point is not None else promised
    way = Way(point, (year, goal), wording.path)
    first = point[0] if point is not None else min((at for at, _ in wording.path.points), default=year)
    points = [(at, expected(way, date(at, 12, 31))) for at in range(first, year + 1)]
    return tuple((at, value) for at, value in points if value is not None)
