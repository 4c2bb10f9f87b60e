"""How much of a promised growth a year, or of a multiple of the baseline, is attained?

Growth g over N years from B: completion ln(A / B) / (N ln(1 + g)); pace: the compound rate to date against g; needed from now:
(B (1 + g)^N / A)^(1 / (N - n)) - 1. The mean of yearly rates is not the compound rate and is not made here. Refused where
a logarithm has no meaning: B or A not positive, g not positive, no year to grow in (then only the gap in percentage points).
Multiple m: A / B ≥ m as written; completion A / (m B); pace along the path from B to m B."""

from dataclasses import dataclass
from decimal import Decimal, localcontext

from yaomai.planning.engine.attainment import Attainment, Required, Standing, divided, held
from yaomai.planning.engine.attainment_level import level
from yaomai.planning.engine.criterion import Bounds
from yaomai.planning.engine.figures import reason
from yaomai.planning.engine.paths import DIGITS, position
from yaomai.planning.engine.target_view import Wording


@dataclass(frozen=True, slots=True)
class Grown:
    """How fast something grew: rate a year in percent over so many years; a chain of levels where they are known."""

    rate: Decimal
    years: Decimal


def compound_rate(first: Decimal, last: Decimal, years: Decimal) -> Decimal:
    """The rate a year, in percent, that leads from `first` to `last`; both must be positive, and `years` too."""
    with localcontext(prec=DIGITS):
        return (((last / first).ln() / years).exp() - 1) * 100


def growth(standing: Standing) -> Attainment:
    """Attainment of a growth, from levels: `value` is the level now, `base` the level at the start, `aim` the percent a year."""
    if standing.base is None:
        raise ValueError("growth is judged from a baseline: give one, or a published rate")
    years, first = position(standing.at) - standing.base[0], standing.base[1]
    if first <= 0 or standing.value <= 0 or years <= 0:
        said = reason("growth_refused_levels", first=first, last=standing.value)
        return Attainment(is_reached=False, gap=Decimal(0), reasons=(said,))
    rate = compound_rate(first, standing.value, years)
    with localcontext(prec=DIGITS):
        # At the bound itself the level decides, exactly: the rate has gone through a logarithm.
        at_bound = years == years.to_integral_value() and standing.value == first * (1 + standing.aim / 100) ** int(
            years
        )
    return published(standing.target, standing.bounds, Grown(standing.aim if at_bound else rate, years), standing)


def published(target: Wording, bounds: Bounds, grown: Grown, standing: Standing) -> Attainment:
    """Attainment of a growth by a rate a year over some years (in percent, as published or chained)."""
    aim, whole = standing.aim, standing.year - first_year(target) + 1
    missing = bounds.gap(grown.rate)
    gap = missing if missing < 0 else standing.sign * (grown.rate - aim)
    if aim <= 0 or grown.rate <= -100 or whole <= 0:
        said = reason("growth_refused_rate", rate=aim)
        return Attainment(is_reached=bounds.holds(grown.rate), gap=gap, reasons=(said,))
    with localcontext(prec=DIGITS):
        made = grown.years * (1 + grown.rate / 100).ln()
        promised = whole * (1 + aim / 100).ln()
        left = whole - grown.years
        needed = None
        if left > 0:
            needed = Required(left, ((promised - made) / left).exp() * 100 - 100, ((promised - made) / left).exp() - 1)
    return Attainment(
        is_reached=bounds.holds(grown.rate),
        gap=gap,
        completion=divided(made, promised),
        pace=held(grown.rate, aim, standing.sign),
        expected=aim,
        required=needed,
    )


def first_year(target: Wording) -> int:
    """The first year in which it is to grow: after the baseline's year, else the plan's first, else the target's own."""
    if target.baseline_year is not None:
        return target.baseline_year + 1
    if target.year_from is not None:
        return target.year_from
    return target.year or 0


def multiple(standing: Standing) -> Attainment:
    """Attainment of a multiple: `aim` times the baseline."""
    base = standing.base
    if base is None or base[1] <= 0 or standing.aim <= 0:
        said = reason("multiple_refused", baseline=base[1] if base else None, times=standing.aim)
        return Attainment(is_reached=False, gap=Decimal(0), reasons=(said,))
    times = standing.aim
    with localcontext(prec=DIGITS):
        aim = times * base[1]
        low = None if standing.bounds.low is None else standing.bounds.low * base[1]
        high = None if standing.bounds.high is None else standing.bounds.high * base[1]
    in_units = Standing(
        standing.target,
        Bounds(low, high, standing.bounds.is_strict),
        standing.value,
        standing.at,
        aim,
        standing.year,
        base,
        standing.path,
    )
    return level(in_units)
