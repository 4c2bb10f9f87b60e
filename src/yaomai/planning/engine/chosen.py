"""Which of the figures that may be held against a target is the one to judge by, and what is the baseline?

Made-up figures stand behind real ones, reckoned ones behind published ones, figures with a caution behind those without, and of two
alike the one published last. For a target whose time is over the figure of its year counts; else the first one after it; else the
last one before, which cannot say what became of it. For one that runs, the newest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from yaomai.planning.engine.comparability import CLASSES, Comparison, compare, is_rate_itself
from yaomai.planning.engine.figures import ENDINGS_OF_GROWTH, Figures, Measure, Observed, Reason, Used, growing, reason
from yaomai.planning.engine.target_view import Wording

GROWTHS = ("yoy", "cagr")


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure and how it stands to the target."""

    figure: Observed
    comparison: Comparison

    @property
    def is_usable(self) -> bool:
        """Whether it may be held against the target at all."""
        return self.comparison.comparability != "not"


@dataclass(frozen=True, slots=True)
class Candidates:
    """The figures of a target by what can be done with them, each in the order of their ends."""

    levels: tuple[Compared, ...]
    bounding: tuple[Compared, ...]
    parts_of_years: tuple[Compared, ...]
    rates: tuple[Compared, ...]
    refused: tuple[Compared, ...]


def candidates(target: Wording, figures: Figures, today: date) -> Candidates:
    """The figures that were there by the day, compared with the target."""
    # What is said of a figure depends on its series and on how sure it is, not on its value or span.
    standing: dict[tuple[object, ...], Comparison] = {}
    compared = []
    for one in figures.observed:
        if one.end <= today and (target.kind == "growth" or one.basis not in GROWTHS or is_rate_itself(target, one)):
            series = (one.indicator, one.region, one.segment, one.basis, one.name, one.scope)
            sure = (one.status, one.value is None, one.is_invented, one.is_corrected, one.is_doubted)
            kind = (*series, *sure, one.reckoned_from)
            if kind not in standing:
                standing[kind] = compare(target, one, figures)
            compared.append(Compared(one, _unless_empty(target, one, standing[kind])))
    usable = [one for one in compared if one.is_usable]
    amounts = [one for one in usable if one.figure.basis not in GROWTHS or is_rate_itself(target, one.figure)]
    whole = [
        one
        for one in amounts
        if one.figure.basis == "level" or one.figure.is_year or _is_rate_of_years(target, one.figure)
    ]
    kept = {id(one) for one in whole}
    strays = [
        Compared(one.figure, Comparison("not", (_span_differs(target, one.figure),)))
        for one in amounts
        if id(one) not in kept and not _is_to_date(one.figure)
    ]
    refused = _one_of_each([*(_spanned(target, one) for one in compared if not one.is_usable), *strays], target.year)
    return Candidates(
        levels=_best([one for one in whole if not one.comparison.bound]),
        bounding=tuple(sorted((one for one in whole if one.comparison.bound), key=lambda one: one.figure.end)),
        parts_of_years=_best([one for one in amounts if _is_to_date(one.figure)]),
        rates=_best([one for one in usable if one.figure.basis in GROWTHS], by_start=True),
        refused=tuple(refused),
    )


def _spanned(target: Wording, one: Compared) -> Compared:
    """What is refused and is of several years together: that is said first."""
    if one.figure.basis != "flow" or one.figure.start.year == one.figure.end.year:
        return one
    return Compared(one.figure, Comparison("not", (_span_differs(target, one.figure), *one.comparison.reasons)))


def _unless_empty(target: Wording, figure: Observed, found: Comparison) -> Comparison:
    """A count of none at a higher threshold says nothing of a lower one: at least none there always are."""
    if found.bound != "lower" or figure.value is None or figure.value > 0:
        return found
    return Comparison("not", (reason("threshold_differs", target=target.segment, figure=figure.segment),))


def _one_of_each(compared: Iterable[Compared], year: int | None) -> list[Compared]:
    """Of each series and basis that of the target's year, which somebody would take, else the newest, in the order of their ends:
    the others are refused for the same reason.
    """

    def order(one: Compared) -> tuple[date, date, str]:
        return one.figure.end, one.figure.start, one.figure.ref

    kept: dict[tuple[str, str, str, str], Compared] = {}
    for one in sorted(compared, key=lambda each: (each.figure.end.year == year, *order(each))):
        kept[one.figure.indicator, one.figure.region, one.figure.segment, one.figure.basis] = one
    return sorted(kept.values(), key=order)


def near_indicators(target: Wording, measures: Iterable[Measure]) -> set[str]:
    """The keys of the indicators whose figures somebody might hold against the target: its own, what grows or how fast, and those
    that either definition names as comparable or not.
    """
    own = {target.indicator, growing(target.indicator)}
    near = {other for one in measures if one.key in own for other, _, _ in one.comparable}
    near |= {one.key for one in measures for other, _, _ in one.comparable if other in own}
    roots = {growing(key) for key in (*own, *near) if key}
    return roots | {f"{key}{ending}" for key in roots for ending in ENDINGS_OF_GROWTH}


def near_regions(region: str) -> set[str]:
    """The region and those it lies in, the country too: their figures are the ones that are taken for its own."""
    return {region, region[:4] + "00", region[:2] + "0000", "000000"} if region else set()


def _is_rate_of_years(target: Wording, figure: Observed) -> bool:
    """Whether it is the promised rate, of a year (to date), or (compound) of several years: a month's is no year's."""
    if not is_rate_itself(target, figure) or (figure.start.month, figure.start.day) != (1, 1):
        return False
    return figure.basis == "cagr" or figure.start.year == figure.end.year


def _span_differs(target: Wording, figure: Observed) -> Reason:
    if figure.basis in GROWTHS:
        return reason("rate_of_part_of_year", start=figure.start, end=figure.end)
    return reason(
        "span_differs",
        start=figure.start,
        end=figure.end,
        year_from=target.year_from,
        year=target.year,
        value=figure.value,
    )


def _is_to_date(figure: Observed) -> bool:
    return (
        figure.basis == "flow"
        and (figure.start.month, figure.start.day) == (1, 1)
        and figure.start.year == figure.end.year
        and not figure.is_year
    )


def _best(compared: Iterable[Compared], *, by_start: bool = False) -> tuple[Compared, ...]:
    """One of each end (and start): real before made up, the least cautioned, the newest."""
    kept: dict[tuple[date, date, str], Compared] = {}
    for one in compared:
        key = (one.figure.end, one.figure.start, one.figure.basis) if by_start else (one.figure.end, one.figure.end, "")
        if key not in kept or _order(one) < _order(kept[key]):
            kept[key] = one
    return tuple(sorted(kept.values(), key=lambda one: (one.figure.end, one.figure.start)))


def _order(one: Compared) -> tuple[bool, bool, int, int, str]:
    published = one.figure.published_on or date.min
    return (
        one.figure.is_invented,
        bool(one.figure.reckoned_from),
        CLASSES.index(one.comparison.comparability),
        -published.toordinal(),
        one.figure.ref,
    )


def judging(compared: Sequence[Compared], year: int, *, is_over: bool) -> Compared | None:
    """The one to judge by, of figures in the order of their ends."""
    end = date(year, 12, 31)
    if not is_over:
        return compared[-1] if compared else None
    exact = [one for one in compared if one.figure.end == end]
    later = [one for one in compared if one.figure.end > end]
    if exact:
        return exact[0]
    if later:
        return later[0]
    return compared[-1] if compared else None


def baseline_figure(compared: Sequence[Compared], target: Wording) -> Compared | None:
    """The figure of the baseline's year: as the wording names it, else of the year before the plan begins."""
    year = target.baseline_year
    if year is None and target.year_from is not None:
        year = target.year_from - 1
    if year is None:
        return None
    return next((one for one in compared if one.figure.end == date(year, 12, 31)), None)


def used(one: Compared, figures: Figures, role: str) -> Used:
    """A figure as a verdict names it."""
    figure = one.figure
    measure = figures.measure(figure.indicator)
    return Used(
        role,
        figure.ref,
        figure.indicator,
        figure.name or measure.name,
        "P1" if figure.basis in GROWTHS else measure.unit,
        figure.region,
        figure.segment,
        figure.basis,
        figure.start,
        figure.end,
        figure.value,
        figure.status,
        figure.edition,
        figure.published_on,
        figure.is_invented,
        one.comparison.comparability,
        one.comparison.reasons,
    )
