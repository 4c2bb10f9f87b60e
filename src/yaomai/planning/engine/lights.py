"""Which light (进度灯) shows how a target stands: green, yellow, orange, red, or grey where nothing can be said?

This is the light of a plan: red means failing. (The 景气灯 of economic monitoring is another scale, where red means
overheated.) The colour follows from the unrounded pace: 14.6 is 14.6, whatever is printed. Without data the light is grey, never
green. A light changes only after two periods or by more than one band, else it would flicker; of a target whose time is
over it says what happened, at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yaomai.planning.engine.attainment import Attainment

COLOURS = ("green", "yellow", "orange", "red")
GREY = "grey"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which day on these bounds hold, and who says so: paces of at least green, yellow, orange; below is red."""

    since: date
    green: Decimal
    yellow: Decimal
    orange: Decimal
    source: str


THRESHOLDS = (
    # 0.95 and 0.60 are Eurostat's (actual to required growth: significant from 95 %, insufficient below 60 %: Sustainable
    # development in the European Union, method); 0.80 parts its middle class and is the house's own.
    Thresholds(date(2026, 1, 1), Decimal("0.95"), Decimal("0.80"), Decimal("0.60"), "eurostat_and_house"),
)
STEPS = (Decimal(0), Decimal(1), Decimal(2))
"""Where no ratio can be made: short by at most none, one, two usual yearly changes is green, yellow, orange."""


@dataclass(frozen=True, slots=True)
class Light:
    """The light at the end of one period, with what it was computed from. colour: as shown; raw: of this period alone."""

    at: date
    colour: str
    raw: str
    value: Decimal | None
    expected: Decimal | None
    pace: Decimal | None
    thresholds_since: date | None = None
    refs: tuple[str, ...] = ()


def thresholds_of(today: date, declared: Sequence[Thresholds] = THRESHOLDS) -> Thresholds:
    """The newest that began by the day; before the first, the first."""
    return max((one for one in declared if one.since <= today), key=lambda one: one.since, default=declared[0])


def colour_of(attained: Attainment | None, thresholds: Thresholds, *, is_over: bool) -> str:
    """The colour of one period alone. is_over: the target's time is over, so that green means met, and met is green."""
    if attained is None:
        return GREY
    if is_over and attained.is_reached:
        return "green"
    colour = _by_pace(attained, thresholds)
    if not is_over:
        return "green" if colour == GREY and attained.is_reached else colour
    if colour == GREY:
        return "red"  # it was not met, and no ratio says by how little
    return "yellow" if colour == "green" else colour


def _by_pace(attained: Attainment, thresholds: Thresholds) -> str:
    if attained.pace is not None:
        for colour, least in zip(COLOURS, (thresholds.green, thresholds.yellow, thresholds.orange), strict=False):
            if attained.pace >= least:
                return colour
        return "red"
    if attained.steps is not None:
        return next((colour for colour, most in zip(COLOURS, STEPS, strict=False) if attained.steps <= most), "red")
    return GREY


def shown(raw: Sequence[str]) -> list[str]:
    """The colours as shown, of the colours of each period alone, oldest first: with hysteresis.

    One band away from what was shown is shown when the period before was on the same side too; further away at once. Grey is
    shown at once, and so is what follows it.
    """
    seen: list[str] = []
    for number, colour in enumerate(raw):
        before = seen[-1] if seen else GREY
        if GREY in (colour, before) or colour == before:
            seen.append(colour)
            continue
        bands = COLOURS.index(colour) - COLOURS.index(before)
        earlier = raw[number - 1]
        is_second = earlier != GREY and (COLOURS.index(earlier) - COLOURS.index(before)) * bands > 0
        seen.append(colour if abs(bands) > 1 or is_second else before)
    return seen
