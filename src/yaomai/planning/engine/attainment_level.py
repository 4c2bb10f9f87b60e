"""How much of a promised level or ratio is attained?

Level, more is better: completion A / T, for readers; progress (A - B) / (T - B), which shows when B was nearly T already.
Level, less is better: both are (B - A) / (B - T), never T / A, which explodes near 0.
Ratio: as a level, but in percentage points: no percent of a percent; completion only as progress.
Zero, negative or sign-changing targets: the gap in units; ratios are refused. Pace: A against the path."""

from decimal import Decimal, localcontext

from yaomai.planning.engine.attainment import Attainment, Standing, divided, pace_of, required
from yaomai.planning.engine.figures import Reason, reason
from yaomai.planning.engine.paths import DIGITS, Way, expected


def level(standing: Standing) -> Attainment:
    """Attainment of a level."""
    return _attained(standing, is_ratio=False)


def ratio(standing: Standing) -> Attainment:
    """Attainment of a ratio, gap in percentage points."""
    return _attained(standing, is_ratio=True)


def _attained(standing: Standing, *, is_ratio: bool) -> Attainment:
    value, aim, base = standing.value, standing.aim, standing.base
    way = Way(base, (standing.year, aim), standing.path)
    due = expected(way, standing.at)
    if due is not None and standing.share is not None:
        due = _partly(due, standing.share)
    refused = no_ratio(standing)
    common = {"is_reached": standing.bounds.holds(value), "gap": gap(standing)}
    if refused is not None:
        return Attainment(
            **common,  # type: ignore[arg-type]  # a bool and a Decimal by name
            expected=due,
            required=required(standing, aim),
            steps=steps(standing, due),
            reasons=(refused,),
        )
    progress = None
    said: list[Reason] = []
    if base is not None and standing.share is None:
        travel = standing.sign * (aim - base[1])
        if travel > 0:
            progress = divided(standing.sign * (value - base[1]), travel)
        else:
            said.append(reason("baseline_beyond_target", baseline=base[1], target=aim))
    completion = progress if is_ratio or standing.sign < 0 else divided(value, aim)
    if completion is None and base is None:
        said.append(reason("ratio_gap_only" if is_ratio else "decrease_without_baseline"))
    if standing.share is not None:
        completion = None
    return Attainment(
        **common,  # type: ignore[arg-type]  # a bool and a Decimal by name
        completion=completion,
        progress=progress,
        pace=pace_in_year(standing, due) if standing.share is not None else pace_of(standing, due),
        expected=due,
        required=required(standing, aim) if standing.share is None else None,
        reasons=tuple(said),
    )


def no_ratio(standing: Standing) -> Reason | None:
    """Why no ratio can be made of this promise; None when one can."""
    base = standing.base
    if standing.aim <= 0:
        return reason("ratio_refused_target", target=standing.aim)
    if base is not None and base[1] <= 0:
        return reason("ratio_refused_baseline", baseline=base[1], target=standing.aim)
    return None


def gap(standing: Standing) -> Decimal:
    """What is missing to the promise, in units: negative when short; beyond it, by how much it was passed."""
    missing = standing.bounds.gap(standing.value)
    return (
        missing
        if missing < 0 or standing.target.direction == "none"
        else standing.sign * (standing.value - standing.aim)
    )


def pace_in_year(standing: Standing, due: Decimal | None) -> Decimal | None:
    """Of a part of a year: how what has flowed stands to what usually would have by then, were the year on the path."""
    return None if due is None or due <= 0 else divided(standing.value, due)


def steps(standing: Standing, due: Decimal | None) -> Decimal | None:
    """How many usual yearly changes (their standard deviation about zero) the value is short of what was expected; ≤ 0: none."""
    if due is None or len(standing.changes) < 2:
        return None
    with localcontext(prec=DIGITS):
        usual = (sum((change * change for change in standing.changes), Decimal(0)) / len(standing.changes)).sqrt()
        return None if usual == 0 else standing.sign * (due - standing.value) / usual


def _partly(due: Decimal, share: Decimal) -> Decimal:
    with localcontext(prec=DIGITS):
        return due * share
