"""How much of a sum over the plan's years, or of a small count, is attained?

Cumulative: completion sum(A) / T; pace against the path from nothing at the end of the year before the plan. What happened before
the plan's first year is not carried over. Count: A / T in whole things; 4 of 5 can be hopeless or certain, so a pace of few
things is said to be rough (a probability needs the pipeline, which is not here)."""

from dataclasses import replace
from decimal import Decimal

from yaomai.planning.engine.attainment import Attainment, Standing, divided, pace_of, required
from yaomai.planning.engine.attainment_level import gap, no_ratio, steps
from yaomai.planning.engine.figures import Reason, reason
from yaomai.planning.engine.paths import Way, expected

FEW = Decimal(20)
"""Of so few things, one more or less changes the picture."""


def cumulative(standing: Standing) -> Attainment:
    """Attainment of a sum: `value` is the sum since the plan began, `base` (the year before it, 0)."""
    attained = counted(standing)
    return replace(attained, progress=None)


def counted(standing: Standing) -> Attainment:
    """Attainment of a number of things, or of a sum, that grows from the baseline."""
    value, aim = standing.value, standing.aim
    due = expected(Way(standing.base, (standing.year, aim), standing.path), standing.at)
    if aim <= 0:
        refused = no_ratio(standing) or reason("ratio_refused_target", target=aim)
        return Attainment(
            standing.bounds.holds(value), gap(standing), expected=due, steps=steps(standing, due), reasons=(refused,)
        )
    progress = None
    if standing.base is not None and standing.sign * (aim - standing.base[1]) > 0:
        progress = divided(standing.sign * (value - standing.base[1]), standing.sign * (aim - standing.base[1]))
    return Attainment(
        is_reached=standing.bounds.holds(value),
        gap=gap(standing),
        completion=divided(value, aim) if standing.sign > 0 else progress,
        progress=progress,
        pace=pace_of(standing, due),
        expected=due,
        required=required(standing, aim),
        reasons=_few(standing),
    )


def _few(standing: Standing) -> tuple[Reason, ...]:
    is_few = standing.target.unit == "" and standing.aim <= FEW and standing.years_left > 0
    return (reason("count_pace_rough", target=standing.aim),) if is_few else ()
