"""What does a promised growth a year attain: by published rates, by their chain, or by two levels?

In this order: a published compound rate over just the promised years; published yearly rates, chained (official growth is on a
comparable base); two levels, with the caution that the ratio of published levels is not official growth (monitoring practice:
samples enter and leave, prices move); a published compound rate over other years, with a caution. Levels are not spliced over a
break and not taken from two populations."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, localcontext

from yaomai.planning.engine.attainment import Attainment, Standing
from yaomai.planning.engine.attainment_growth import Grown, compound_rate, first_year, growth, published
from yaomai.planning.engine.chosen import Candidates, Compared, judging, used
from yaomai.planning.engine.comparability import DEFLATED, nature, worst
from yaomai.planning.engine.criterion import aim, bounds_of
from yaomai.planning.engine.figures import Figures, Reason, Used, reason
from yaomai.planning.engine.judged import Base, Judged, Period, find_base
from yaomai.planning.engine.paths import DIGITS, position
from yaomai.planning.engine.target_view import TargetView, Wording

RATE_MAX = Decimal(10) ** 12
"""Percent a year. Levels that would have grown faster are of different units, or misprinted: no rate is made of them."""
IMPLIED_MAX = Decimal(10) ** 27
"""A level beyond what a table can hold is not said."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A growth target with what is needed to judge it."""

    wording: Wording
    standing: Standing
    first: int
    year: int
    is_over: bool


def judge_growth(target: TargetView, found: Candidates, figures: Figures, today: date) -> Judged:
    """A growth a year against the published rates or the levels."""
    wording = target.now
    year, promised, bounds = wording.year, aim(wording), bounds_of(wording, today)
    if year is None or promised is None or bounds is None:
        return Judged(None, None)
    standing = Standing(wording, bounds, Decimal(0), today, promised, year, path=wording.path)
    asked = Asked(wording, standing, first_year(wording), year, today > date(year, 12, 31))
    if year < asked.first:
        return Judged(None, None, cautions=(reason("growth_without_years", base_year=asked.first - 1, aim_year=year),))
    ways = (_exact, _chained, _levels, _other_years)
    refusals: list[Reason] = []
    for way in ways:
        judged = way(asked, found, figures)
        if judged is None:
            continue
        if judged.attained is not None:
            return _with_beside(judged, asked, found, figures)
        refusals += judged.cautions
    return Judged(None, None, cautions=tuple(refusals))


def _published(asked: Asked, one: Compared, figures: Figures, cautions: Sequence[Reason]) -> Judged:
    value = one.figure.value
    if value is None:
        return Judged(None, None, cautions=one.comparison.reasons)
    years = Decimal(one.figure.end.year - one.figure.start.year + 1)
    attained = published(asked.wording, asked.standing.bounds, Grown(value, years), asked.standing)
    period = Period(one.figure.end, value, attained, one.figure.ref)
    return Judged(
        attained,
        one,
        value,
        (period,),
        tuple(cautions),
        used=(used(one, figures, "actual"),),
    )


def _exact(asked: Asked, found: Candidates, figures: Figures) -> Judged | None:
    for one in found.rates:
        span = (one.figure.start.year, one.figure.end)
        if one.figure.basis == "cagr" and span == (asked.first, date(asked.year, 12, 31)):
            return _published(asked, one, figures, ())
    return None


def _chained(asked: Asked, found: Candidates, figures: Figures) -> Judged | None:
    """Yearly rates from the first year on, without a gap; all of them when the target's time is over."""
    yearly = {one.figure.end.year: one for one in found.rates if one.figure.basis == "yoy" and one.figure.is_year}
    chain: list[Compared] = []
    product = Decimal(1)
    periods: list[Period] = []
    attained: Attainment | None = None
    rate = Decimal(0)
    for year in range(asked.first, asked.year + 1):
        one = yearly.get(year)
        if one is None or one.figure.value is None or one.figure.value <= -100:
            break
        chain.append(one)
        with localcontext(prec=DIGITS):
            product *= 1 + one.figure.value / 100
        rate = compound_rate(Decimal(1), product, Decimal(len(chain)))
        attained = published(asked.wording, asked.standing.bounds, Grown(rate, Decimal(len(chain))), asked.standing)
        periods.append(Period(one.figure.end, rate, attained, one.figure.ref))
    newest = found.levels[-1].figure.end if found.levels else date.min
    if attained is None or (asked.is_over and len(chain) < asked.year - asked.first + 1):
        return None
    if not asked.is_over and chain[-1].figure.end < newest:
        return None
    made_up = "、".join(str(one.figure.end.year) for one in chain if one.figure.is_invented)
    invented = [reason("figure_invented", years=made_up)] if made_up else []
    said = reason("growth_chained", years="、".join(str(one.figure.end.year) for one in chain))
    return Judged(
        attained,
        chain[-1],
        rate,
        tuple(periods),
        tuple(invented),
        notes=(said,),
        used=tuple(used(one, figures, "part") for one in chain),
        base_comparability=worst(one.comparison.comparability for one in chain),
    )


def _levels(asked: Asked, found: Candidates, figures: Figures) -> Judged | None:
    """Two levels: the baseline's year and the year to judge by."""
    before = asked.first - 1
    later = [one for one in found.levels if one.figure.end.year > before]
    actual = judging(later, asked.year, is_over=asked.is_over)
    if actual is None:
        return None
    wording = asked.wording
    if (
        wording.baseline_year is not None and wording.baseline_year != before
    ):  # pragma: no cover - first_year follows it
        return None
    base = find_base(replace(wording, baseline_year=before), found, figures, actual)
    if base.point is None or actual.figure.value is None:
        said = base.cautions or (reason("growth_without_baseline", year=before),)
        return Judged(None, None, cautions=said)
    standing = replace(asked.standing, base=base.point)
    periods = [
        Period(
            one.figure.end,
            one.figure.value,
            growth(replace(standing, value=one.figure.value, at=one.figure.end)),
            one.figure.ref,
        )
        for one in later
        if one.figure.end <= actual.figure.end and one.figure.value is not None
    ]
    attained = growth(replace(standing, value=actual.figure.value, at=actual.figure.end))
    if any(one.code == "growth_refused_levels" for one in attained.reasons):
        return Judged(None, None, cautions=attained.reasons)
    rate = compound_rate(base.point[1], actual.figure.value, position(actual.figure.end) - base.point[0])
    if rate > RATE_MAX:
        told = {"first": base.point[1], "first_year": base.point[0], "last_year": actual.figure.end.year}
        unit = figures.measure(actual.figure.indicator).unit
        said = (reason("growth_extreme", **told, last=actual.figure.value, level_unit=unit),)
        return Judged(None, None, cautions=said, used=_level_used(actual, base, figures))
    return Judged(
        attained,
        actual,
        rate,
        tuple(periods),
        _level_cautions(asked, actual, base),
        (_made_of(base, actual, rate, figures),),
        _level_used(actual, base, figures),
        _way(base.point, asked),
        "caution",
    )


def _level_cautions(asked: Asked, actual: Compared, base: Base) -> tuple[Reason, ...]:
    said = [*base.cautions, reason("growth_from_levels")]
    if nature(asked.wording.indicator) in DEFLATED:
        said.append(reason("prices_differ", name=asked.wording.name))
    if asked.is_over and actual.figure.end.year != asked.year:
        code = "year_later" if actual.figure.end.year > asked.year else "year_earlier"
        said.insert(0, reason(code, target=asked.year, figure=actual.figure.end.year))
    return tuple(said)


def _made_of(base: Base, actual: Compared, rate: Decimal, figures: Figures) -> Reason:
    first = base.point or (0, Decimal(0))
    return reason(
        "growth_made_of",
        first=first[1],
        first_year=first[0],
        last=actual.figure.value,
        last_year=actual.figure.end.year,
        years=actual.figure.end.year - first[0],
        rate=round(rate, 2),
        level_unit=figures.measure(actual.figure.indicator).unit,
    )


def _level_used(actual: Compared, base: Base, figures: Figures) -> tuple[Used, ...]:
    told = [used(actual, figures, "actual")]
    if base.figure is not None:
        told.append(used(base.figure, figures, "baseline"))
    return tuple(told)


def _way(point: tuple[int, Decimal], asked: Asked) -> tuple[tuple[int, Decimal], ...]:
    """The levels that the promised growth would lead to."""
    with localcontext(prec=DIGITS):
        factor = 1 + asked.standing.aim / 100
        if factor <= 0:
            return ()
        return tuple((year, point[1] * factor ** (year - point[0])) for year in range(point[0], asked.year + 1))


def _other_years(asked: Asked, found: Candidates, figures: Figures) -> Judged | None:
    """A compound rate over other years than promised: the newest."""
    other = [one for one in found.rates if one.figure.basis == "cagr" and one.figure.value is not None]
    end = date(asked.year, 12, 31)
    fit = [one for one in other if not asked.is_over or one.figure.end >= end]
    if not fit:
        return None
    one = fit[0] if asked.is_over else fit[-1]
    said = reason(
        "window_differs",
        first=asked.first,
        last=asked.year,
        figure_first=one.figure.start.year,
        figure_last=one.figure.end.year,
    )
    return _published(asked, one, figures, (said,))


def _is_about(asked: Asked, one: Compared) -> bool:
    """Whether at least half of the rate's years are promised ones."""
    first, last = one.figure.start.year, one.figure.end.year
    return 2 * (min(last, asked.year) - max(first, asked.first) + 1) >= last - first + 1


def _with_beside(judged: Judged, asked: Asked, found: Candidates, figures: Figures) -> Judged:
    """Published compound rates over other years, shown beside what was computed, with the level that they imply."""
    named = {one.ref for one in judged.used}
    beside = [
        one
        for one in found.rates
        if one.figure.basis == "cagr" and one.figure.ref not in named and _is_about(asked, one)
    ]
    notes = [*judged.notes]
    for one in beside:
        level = next((each.figure for each in found.levels if each.figure.end == one.figure.end), None)
        if level is None or level.value is None or one.figure.value is None or one.figure.value <= -100:
            continue
        years = one.figure.end.year - one.figure.start.year + 1
        with localcontext(prec=DIGITS):
            implied = level.value / (1 + one.figure.value / 100) ** years
        if abs(implied) >= IMPLIED_MAX:
            continue
        notes.append(
            reason(
                "published_beside",
                rate=one.figure.value,
                first=one.figure.start.year,
                last=one.figure.end.year,
                implied=round(implied, 0),
                implied_year=one.figure.start.year - 1,
                level_unit=figures.measure(level.indicator).unit,
            )
        )
    return replace(judged, notes=tuple(notes), used=(*judged.used, *(used(one, figures, "beside") for one in beside)))
