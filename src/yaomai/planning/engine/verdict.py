"""Is what was promised true: by which figures, with which caution, and if it cannot be judged, what is missing?

States: met, missed (the target's time is over); on_track, at_risk, off_track (it runs; by the light); cannot_judge. Whoever has no
figure that may be compared gets `cannot_judge` and a grey light, never `met`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from yaomai.planning.engine.attainment import Attainment, Required
from yaomai.planning.engine.chosen import GROWTHS, Candidates, Compared, candidates, used
from yaomai.planning.engine.comparability import between, break_between, may_add, worst
from yaomai.planning.engine.criterion import aim, bounds_of, oriented, rule
from yaomai.planning.engine.figures import Figures, Observed, Reason, Used, as_text, growing, reason
from yaomai.planning.engine.judged import Judged, judge_levels
from yaomai.planning.engine.judged_growth import judge_growth
from yaomai.planning.engine.judged_milestone import judge_milestone
from yaomai.planning.engine.lights import GREY, Light, colour_of, shown, thresholds_of
from yaomai.planning.engine.target_view import TargetView, Wording

STATES = ("met", "on_track", "at_risk", "off_track", "missed", "cannot_judge")
_BY_LIGHT = {"green": "on_track", "yellow": "at_risk", "orange": "at_risk", "red": "off_track", GREY: "cannot_judge"}
REFUSED_SHOWN_MAX = 12
REFUSED_SAID_MAX = 4
LATER_DIFFERS = Decimal("0.2")
"""A figure after the judged one that is worse by a fifth, the width of the orange band and more than that of the yellow one, is
said: it would not come of a usual year, and one of the two may be of another scope or misprinted."""
_LEVEL_KINDS = frozenset({"level", "ratio", "count", "range"})
OLD_DAYS = 731
"""A running target's newest figure is called old after two years."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said of a target on the day `as_of`. Fractions: completion, progress, pace; in units: value, gap, expected.

    missing: what would be needed to judge. history: the light of each period with its inputs. way: (year, value) of the path
    from the baseline to the target, for drawing.
    """

    as_of: date
    state: str
    light: str
    comparability: str
    is_over: bool
    completion: Decimal | None = None
    progress: Decimal | None = None
    pace: Decimal | None = None
    gap: Decimal | None = None
    value: Decimal | None = None
    value_at: date | None = None
    expected: Decimal | None = None
    required: Required | None = None
    reasons: tuple[Reason, ...] = ()
    missing: tuple[Reason, ...] = ()
    used: tuple[Used, ...] = ()
    history: tuple[Light, ...] = ()
    way: tuple[tuple[int, Decimal], ...] = ()


def verdict(target: TargetView, figures: Figures, today: date) -> Verdict:
    """The verdict of the wording that holds, by the figures that were there on the day."""
    wording = oriented(target.now)
    target = replace(target, now=wording)
    is_over = wording.year is not None and today > date(wording.year, 12, 31)
    unable = _unable(wording, target)
    if unable is not None:
        return Verdict(today, "cannot_judge", GREY, "not", is_over, reasons=(unable,), missing=(unable,))
    if wording.kind == "milestone":
        return _delivered(wording, figures, today, is_over=is_over)
    found = candidates(wording, figures, today)
    judged = (judge_growth if wording.kind == "growth" else judge_levels)(target, found, figures, today)
    if judged.attained is None:
        return _not_judged(wording, figures, found, judged, today, is_over=is_over)
    return _judged(wording, figures, found, judged, today, is_over=is_over)


def not_reckoned(target: TargetView, today: date) -> Verdict:
    """The verdict of a target whose figures no arithmetic could deal with (ArithmeticError): it cannot be judged, and says so."""
    said = reason("not_reckoned")
    is_over = target.now.year is not None and today > date(target.now.year, 12, 31)
    return Verdict(today, "cannot_judge", GREY, "not", is_over, reasons=(said,), missing=(said,))


def _unable(wording: Wording, target: TargetView) -> Reason | None:
    """Why nothing can be said whatever the figures are."""
    if not target.is_in_force:
        return reason("target_withdrawn")
    if wording.kind == "milestone":
        return None
    if aim(wording) is None:
        return reason("no_number", original=wording.original)
    if wording.year is None:
        return reason("no_year")
    return None if wording.indicator else reason("no_indicator", name=wording.name)


def _delivered(wording: Wording, figures: Figures, today: date, *, is_over: bool) -> Verdict:
    """The verdict of a milestone, by the evidence of its parts."""
    found = judge_milestone(wording, figures.evidence, today, is_over=is_over)
    attained = found.attained
    light = colour_of(attained, thresholds_of(today), is_over=is_over)
    state = _BY_LIGHT[light]
    if is_over and attained is not None:
        state = "met" if attained.is_reached else "missed"
    said = found.reasons
    if wording.binding and state == "missed":
        said = (*said, reason("binding_not_met"))
    return Verdict(
        today,
        state,
        light,
        found.comparability,
        is_over,
        completion=attained.completion if attained else None,
        pace=attained.pace if attained and not is_over else None,
        reasons=_once(said),
        missing=found.missing,
        used=found.used,
    )


def _judged(
    wording: Wording, figures: Figures, found: Candidates, judged: Judged, today: date, *, is_over: bool
) -> Verdict:
    attained = judged.attained
    actual = judged.actual
    if attained is None or actual is None or wording.year is None:  # pragma: no cover - `_not_judged` is for these
        raise ValueError("nothing was judged")
    history = _history(judged, today, wording.year)
    undecided = _undecided(wording, judged, attained, found, today, is_over=is_over)
    if undecided is not None:
        return _open(wording, figures, found, judged, undecided, today, is_over=is_over)
    is_final = is_over and actual.figure.end >= date(wording.year, 12, 31)
    light = history[-1].colour if history else GREY
    if is_final:
        light = colour_of(attained, thresholds_of(today), is_over=True)
    state = _BY_LIGHT[light]
    if is_over:
        state = "met" if attained.is_reached else "missed"
    missing = [] if light != GREY else [needs_path(wording, figures)]
    against = _later_against(wording, found, judged, figures) if state == "met" else None
    said = [
        *_result(wording, actual, attained, judged.value, is_over=is_over),
        *([_differing(wording, actual, against)] if against else []),
        *([reason("no_path")] if missing else []),
        *judged.cautions,
        *actual.comparison.reasons,
        *rule(wording, today),
        *attained.reasons,
        *judged.notes,
        *_old(actual, today, is_over=is_over),
    ]
    comparability = "caution" if judged.cautions else actual.comparison.comparability
    comparability = worst((comparability, actual.comparison.comparability, judged.base_comparability))
    return Verdict(
        today,
        state,
        light,
        comparability,
        is_over,
        attained.completion,
        attained.progress,
        attained.pace,
        attained.gap,
        judged.value,
        actual.figure.end,
        attained.expected,
        attained.required,
        _once(said),
        tuple(missing),
        (*judged.used, *([used(against, figures, "beside")] if against else []), *_refused(found, figures)),
        history,
        judged.way,
    )


def _later_against(wording: Wording, found: Candidates, judged: Judged, figures: Figures) -> Compared | None:
    """The first figure of the same thing after the judged one that is worse than it by LATER_DIFFERS; None when there is none."""
    actual = judged.actual
    if actual is None or wording.kind not in _LEVEL_KINDS or wording.is_increment or actual.comparison.bound:
        return None
    if wording.direction not in ("up", "down") or actual.figure.value is None or actual.figure.value <= 0:
        return None
    worse = 1 - LATER_DIFFERS if wording.direction == "up" else 1 + LATER_DIFFERS
    for one in found.levels:
        if one.figure.end <= actual.figure.end or one.figure.value is None:
            continue
        if one.figure.is_invented and not actual.figure.is_invented:
            continue
        if between(actual.figure, one.figure, figures).comparability == "not":
            continue
        if break_between((each.figure for each in found.levels), actual.figure.end, one.figure.end):
            continue
        limit = actual.figure.value * worse
        if one.figure.value <= limit if wording.direction == "up" else one.figure.value >= limit:
            return one
    return None


def _differing(wording: Wording, actual: Compared, later: Compared) -> Reason:
    """How a later figure differs from the judged one: in percent of it, and in its unit (of percents: percentage points)."""
    first, second = actual.figure.value or Decimal(1), later.figure.value or Decimal(0)
    return reason(
        "later_figure_differs",
        later_year=later.figure.end.year,
        later_value=second,
        judged_year=actual.figure.end.year,
        judged_value=first,
        percent=round(abs(second - first) / first * 100),
        points=abs(second - first),
        direction=wording.direction,
    )


def _open(
    wording: Wording,
    figures: Figures,
    found: Candidates,
    judged: Judged,
    undecided: Reason,
    today: date,
    *,
    is_over: bool,
) -> Verdict:
    """There is a figure, but it does not decide. One that only bounds the promised number is not its value."""
    is_bound = judged.actual is not None and bool(judged.actual.comparison.bound)
    said = [undecided]
    if undecided.code == "only_bounded" and judged.actual is not None:
        said += [*judged.cautions, *judged.actual.comparison.reasons]
    end = date(wording.year or today.year, 12, 31)
    said += _why_refused(wording, [one for one in found.refused if one.figure.end >= end], figures)
    if undecided.code != "only_bounded":
        said += _sum_refused(wording, figures, found)
        said += _whole_short(wording, found, figures, today)
    return Verdict(
        today,
        "cannot_judge",
        GREY,
        "caution" if undecided.code == "only_bounded" else "not",
        is_over,
        value=None if is_bound else judged.value,
        value_at=judged.actual.figure.end if judged.actual and not is_bound else None,
        reasons=_once(said),
        missing=(needs(wording, figures),),
        used=(*judged.used, *_refused(found, figures)),
        history=_history(judged, today, wording.year or today.year),
        way=judged.way,
    )


def _not_judged(
    wording: Wording, figures: Figures, found: Candidates, judged: Judged, today: date, *, is_over: bool
) -> Verdict:
    said = [*judged.cautions, *judged.notes]
    if not found.refused and not judged.cautions:
        said.append(reason("no_figure", name=figures.measure(wording.indicator).name, region=wording.region))
    elif found.refused:
        said.append(reason("none_comparable", count=len(found.refused)))
        said += _why_refused(wording, found.refused, figures)
        said += _sum_refused(wording, figures, found)
        said += _whole_short(wording, found, figures, today)
    lacks_base = any(one.code == "multiple_refused" for one in judged.cautions)
    return Verdict(
        today,
        "cannot_judge",
        GREY,
        "not",
        is_over,
        reasons=_once(said),
        missing=(needs_path(wording, figures) if lacks_base else needs(wording, figures),),
        used=(*judged.used, *_refused(found, figures)),
        way=judged.way,
    )


def needs(wording: Wording, figures: Figures) -> Reason:
    """Which figure would settle it."""
    measure = figures.measure(wording.indicator)
    return reason(
        "needs_figure",
        name=measure.name,
        indicator=wording.indicator,
        region=wording.region,
        segment=wording.segment,
        year=wording.year,
        scope=measure.scope,
    )


def needs_path(wording: Wording, figures: Figures) -> Reason:
    """What would say how much should be there by now."""
    year = wording.baseline_year or (wording.year_from or wording.year or 1) - 1
    return reason("needs_baseline", name=figures.measure(wording.indicator).name, region=wording.region, year=year)


def _result(
    wording: Wording, actual: Compared, attained: Attainment, value: Decimal | None, *, is_over: bool
) -> list[Reason]:
    """The first sentence: what was promised, what is, when."""
    figure_year = actual.figure.end.year
    values = {
        "value": value,
        "target": aim(wording),
        "target_to": wording.high if wording.comparator == "range" else None,
        "unit": wording.unit,
        "figure_year": figure_year,
        "target_year": wording.year,
        "comparator": wording.comparator,
    }
    if not is_over:
        code = "reached_early" if attained.is_reached else "running"
        return [reason(code, **values, expected=attained.expected, end=actual.figure.end)]
    if figure_year == wording.year:
        said = [reason("reached" if attained.is_reached else "not_reached", **values)]
    else:
        said = [reason("reached_by_later" if attained.is_reached else "not_reached_even_later", **values)]
    if wording.binding and not attained.is_reached:
        said.append(reason("binding_not_met"))
    return said


def _undecided(
    wording: Wording, judged: Judged, attained: Attainment, found: Candidates, today: date, *, is_over: bool
) -> Reason | None:
    """Why the figure at hand does not decide: it is from before the end, or only bounds the number."""
    if judged.actual is None:
        return None
    bound, figure = judged.actual.comparison.bound, judged.actual.figure
    if is_over and wording.year is not None and figure.end < date(wording.year, 12, 31):
        told = {"year": wording.year, "last": _when(figure), "unit": wording.unit}
        if not bound:
            return reason("no_figure_of_year", **told, value=figure.value)
        return reason("no_figure_of_year", **told, **_bounds_then(judged.actual, judged.value, found))
    if not bound or _is_decided(wording, judged, attained, today):
        return None
    return reason("only_bounded", year=figure.end.year, **_bounds_then(judged.actual, judged.value, found))


def _when(figure: Observed) -> date | int:
    """When a figure was so: at the end of a span; of an amount of a whole year, the year."""
    return figure.end.year if figure.basis == "flow" and figure.is_year else figure.end


def _bounds_then(actual: Compared, value: Decimal | None, found: Candidates) -> Mapping[str, Decimal | None]:
    """Between which numbers the true one was, by all figures of that day."""
    alike = [one for one in found.bounding if one.figure.end == actual.figure.end and one.figure.value is not None]
    by_side = {
        side: [one.figure.value for one in alike if one.comparison.bound == side and one.figure.value is not None]
        for side in ("lower", "upper")
    }
    bound = actual.comparison.bound
    return {
        "lower": max(by_side["lower"], default=value if bound == "lower" else None),
        "upper": min(by_side["upper"], default=value if bound == "upper" else None),
    }


def _is_decided(wording: Wording, judged: Judged, attained: Attainment, today: date) -> bool:
    """Whether a number that only bounds the true one says for certain if the promise is kept: at least so many never shows that
    there are few enough.
    """
    bounds, bound = bounds_of(wording, today), judged.actual.comparison.bound if judged.actual else ""
    if bounds is None or judged.value is None or bound not in ("lower", "upper"):
        return False
    if wording.kind == "multiple":  # its bounds are multiples, its value is in units
        is_open = bounds.high is None if bound == "lower" else bounds.low is None
        return attained.is_reached if is_open else not attained.is_reached and None in (bounds.low, bounds.high)
    return bounds.decided_by(judged.value, bound)


def _history(judged: Judged, today: date, year: int) -> tuple[Light, ...]:
    """The light of each period, by the thresholds of its time; of the newest by those of today."""
    end = date(year, 12, 31)
    rules = [thresholds_of(one.at) for one in judged.periods[:-1]] + [thresholds_of(today)]
    raw = [
        colour_of(one.attained, rule_then, is_over=one.at >= end)
        for one, rule_then in zip(judged.periods, rules, strict=False)
    ]
    return tuple(
        Light(one.at, colour, alone, one.value, one.attained.expected, one.attained.pace, then.since, (one.ref,))
        for one, then, alone, colour in zip(judged.periods, rules, raw, shown(raw), strict=False)
    )


def _refused(found: Candidates, figures: Figures) -> list[Used]:
    """The newest figures that somebody might have used, and why they were not."""
    return [used(one, figures, "refused") for one in found.refused[-REFUSED_SHOWN_MAX:]]


def _why_refused(wording: Wording, refused: Sequence[Compared], figures: Figures) -> list[Reason]:
    """Why the nearest of them were refused, each with the figure that it is said of: its first reason, the others stand with it."""
    own = (wording.indicator, growing(wording.indicator))
    year = wording.year or 0

    def order(one: Compared) -> tuple[bool, int, str]:
        return one.figure.indicator not in own, abs(one.figure.end.year - year), one.figure.ref

    said = []
    for one in sorted(refused, key=order)[:REFUSED_SAID_MAX]:
        measure = figures.measure(one.figure.indicator)
        unit = "P1" if one.figure.basis in GROWTHS else measure.unit
        of = {"of": one.figure.name or measure.name, "of_value": as_text(one.figure.value), "of_unit": unit}
        of |= {"of_year": str(one.figure.end.year), "of_ref": one.figure.ref, "of_counted": measure.counted}
        said += [Reason(each.code, {**each.values, **of}) for each in one.comparison.reasons[:1]]
    return said


def _sum_refused(wording: Wording, figures: Figures, found: Candidates) -> list[Reason]:
    """Whoever misses a figure of the whole adds up what is there: said, when that makes no sense."""
    unit = figures.measure(wording.indicator).unit
    near = [
        one.figure
        for one in found.refused
        if one.figure.value is not None
        and one.figure.basis not in ("yoy", "cagr", "index")
        and one.figure.region == wording.region
        and figures.measure(one.figure.indicator).unit == unit != ""
        and wording.year is not None
        and one.figure.end.year >= wording.year
    ]
    latest = max((one.end for one in near), default=None)
    alike = [one for one in near if one.end == latest]
    if len(alike) < 2 or (sum_of := may_add(alike, figures)).comparability != "not":
        return []
    told = "、".join(figures.measure(one.indicator).name for one in alike)
    values = " ".join(as_text(one.value) for one in alike)
    return [reason("sum_refused", names=told, values=values, unit=unit), *sum_of.reasons]


def _whole_short(wording: Wording, found: Candidates, figures: Figures, today: date) -> list[Reason]:
    """Of the target's year, figures of a region around it that are less than what was promised for the part alone: they say that
    it was missed if both count the same population, which is not certain; so they are a hint, and no verdict.
    """
    bounds = bounds_of(wording, today)
    if wording.kind not in ("level", "count", "range") or bounds is None or bounds.low is None:
        return []
    said = []
    for one in found.refused:
        figure, measure = one.figure, figures.measure(one.figure.indicator)
        is_amount = figure.basis in ("flow", "level") and measure.unit != "P1"
        is_whole = [each.code for each in one.comparison.reasons] == ["province_for_city"]
        if not is_amount or not is_whole or figure.value is None or not (figure.is_year or figure.basis == "level"):
            continue
        if figure.end.year == wording.year and figure.value < bounds.low:
            told = {"whole": figure.region, "name": figure.name or measure.name, "whole_year": figure.end.year}
            said.append(reason("whole_short", **told, value=figure.value, target=bounds.low, region=wording.region))
    return said


def _old(actual: Compared, today: date, *, is_over: bool) -> list[Reason]:
    is_old = not is_over and (today - actual.figure.end).days > OLD_DAYS
    return [reason("figure_old", end=actual.figure.end)] if is_old else []


def _once(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    return tuple({(one.code, tuple(sorted(one.values.items()))): one for one in reasons}.values())
