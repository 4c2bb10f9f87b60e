"""How much of a target is attained, is it on pace, and what is needed a year from now on?

Two numbers are always told apart: completion (how much of the promise) and pace (against what was expected by now). Neither is
capped at 100 %. A ratio that says nothing is refused with its reason, and the gap in units stands in its place."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from yaomai.planning.engine.criterion import Bounds
from yaomai.planning.engine.figures import Reason
from yaomai.planning.engine.paths import DIGITS, position
from yaomai.planning.engine.target_view import LINEAR, Path, Wording


@dataclass(frozen=True, slots=True)
class Standing:
    """What a kind's formula is given. value: the figure, at the end of the day `at`. bounds: what must hold at the end.

    aim: the number that the path leads to by the end of `year`. base: (year, value at its end). path: how. share: of a value that
    had flowed since 1 January only, the share of the year that is usually there by then (paths.seasonal_share). changes:
    yearly changes of the past, for promises of which no ratio can be made.
    """

    target: Wording
    bounds: Bounds
    value: Decimal
    at: date
    aim: Decimal
    year: int
    base: tuple[int, Decimal] | None = None
    path: Path = LINEAR
    share: Decimal | None = None
    changes: tuple[Decimal, ...] = ()

    @property
    def sign(self) -> int:
        """+1 where more is better, -1 where less is."""
        return -1 if self.target.direction == "down" else 1

    @property
    def years_left(self) -> Decimal:
        """From the day of the figure to the end of the target's year."""
        return max(Decimal(0), Decimal(self.year) - position(self.at))


@dataclass(frozen=True, slots=True)
class Required:
    """What is needed a year from the figure on: so many units, at such a rate (a fraction; none where no rate leads there)."""

    years: Decimal
    amount: Decimal
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class Attainment:
    """Where a target stands. Fractions, 1 for all of it; in units: gap (negative: short of it), expected, required.

    completion: of the promise; progress: of the way from the baseline; pace: of the way that was expected by now. None where
    a ratio would say nothing: `reasons` say why. `steps`: for promises without ratios, how many usual yearly changes the value
    is short of what was expected.
    """

    is_reached: bool
    gap: Decimal
    completion: Decimal | None = None
    progress: Decimal | None = None
    pace: Decimal | None = None
    expected: Decimal | None = None
    required: Required | None = None
    steps: Decimal | None = None
    reasons: tuple[Reason, ...] = ()


def divided(part: Decimal, whole: Decimal) -> Decimal:
    """The quotient to 40 digits."""
    with localcontext(prec=DIGITS):
        return part / whole


def held(value: Decimal, against: Decimal, sign: int) -> Decimal | None:
    """How a value stands to one that is to be kept: 1 at it, more when better. None where `against` is not positive."""
    if against <= 0:
        return None
    if sign > 0:
        return divided(value, against)
    return divided(against, value) if value > against else 2 - divided(value, against)


def pace_of(standing: Standing, expected: Decimal | None) -> Decimal | None:
    """How far the value came of the way that was expected; how it stands to what was expected where nothing was to change."""
    if expected is None:
        return None
    if standing.base is not None:
        way = standing.sign * (expected - standing.base[1])
        if way > 0:
            return divided(standing.sign * (standing.value - standing.base[1]), way)
    return held(standing.value, expected, standing.sign)


def required(standing: Standing, aim: Decimal) -> Required | None:
    """What is needed a year to get from the value to `aim`; None when no time is left or it is there."""
    left = standing.years_left
    if left == 0 or standing.sign * (aim - standing.value) <= 0:
        return None
    with localcontext(prec=DIGITS):
        rate = None
        if aim > 0 and standing.value > 0:
            rate = ((aim / standing.value).ln() / left).exp() - 1
        return Required(left, (aim - standing.value) / left, rate)
