"""Is a value what was promised, given how the promise is worded: 达到, 以上, 超, 左右, 近, 以内, an interval?

| printed | comparator | met when (better is up) | where the rule comes from |
|---|---|---|---|
| 达到, a bare number | = | value ≥ target | who promises to reach a value keeps the promise by passing it |
| 以上, 不低于 | ≥ | value ≥ target | 以上 includes the number itself: 民法典 第一千二百五十九条 |
| 超, 超过, 过 | > | value > target | 超过 does not include the number: ibid. |
| 以内, 不超过 | ≤ | value ≤ target | 以内 includes the number: ibid. |
| 低于, 不满 | < | value < target | 不满 does not include it: ibid. |
| 左右, 约 | ≈ | value ≥ target - a tenth | no law or standard says how far 左右 reaches: ABOUT, the house's own |
| 近, 接近 | <≈ | value ≥ target - a tenth | the same |
| a-b | range | value ≥ a; beyond b is said, and is no failure | where more is better; else a ≤ value ≤ b |

Where less is better the same turned round; where neither is, = and 左右 bind from both sides. Values are compared as they
are, never rounded."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from yaomai.planning.engine.figures import Reason, reason
from yaomai.planning.engine.target_view import Wording


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far 左右 reaches, as a share of the target, from which day on this is the rule, and who says so."""

    since: date
    share: Decimal
    source: str


ABOUT = (Tolerance(date(2026, 1, 1), Decimal("0.1"), "house"),)
"""The newest that began by the day of the verdict holds; before the first, the first."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What must hold: at least `low`, at most `high` (either open), without the bound itself where it is strict."""

    low: Decimal | None
    high: Decimal | None
    is_strict: bool = False

    def holds(self, value: Decimal) -> bool:
        """Whether the value is within."""
        if self.low is not None and (value < self.low or (self.is_strict and value == self.low)):
            return False
        return self.high is None or not (value > self.high or (self.is_strict and value == self.high))

    def decided_by(self, value: Decimal, bound: str) -> bool:
        """Whether it is certain if the true number holds: it is at least `value` (bound `lower`) or at most (`upper`)."""
        below = self.low is not None and (value < self.low or (self.is_strict and value == self.low))
        above = self.high is not None and (value > self.high or (self.is_strict and value == self.high))
        if bound == "lower":
            return above or (self.high is None and not below)
        return below or (self.low is None and not above)

    def gap(self, value: Decimal) -> Decimal:
        """How far the value is from the nearest bound it misses, in units: negative when short, zero within."""
        if self.low is not None and value < self.low:
            return value - self.low
        return self.high - value if self.high is not None and value > self.high else Decimal(0)


def about(today: date) -> Tolerance:
    """How far 左右 reaches by the rule of the day."""
    return max((one for one in ABOUT if one.since <= today), key=lambda one: one.since, default=ABOUT[0])


def oriented(target: Wording) -> Wording:
    """The wording with the direction that its comparator says: 以上 wants more, 以内 wants less, whatever its indicator is like. Of
    ranks a smaller number is the higher place: 第 10 位以上 is 10 or less.
    """
    if target.kind == "rank":
        turned = {"≥": "≤", ">": "<"}.get(target.comparator, target.comparator)
        return replace(target, direction="down", comparator=turned)
    wanted = {"≥": "up", ">": "up", "≤": "down", "<": "down"}.get(target.comparator, target.direction)
    return target if wanted == target.direction else replace(target, direction=wanted)


def bounds_of(target: Wording, today: date) -> Bounds | None:
    """What must hold for the target to be met; None when it promises no number."""
    low = target.low if target.low is not None else target.high
    high = target.high if target.high is not None else target.low
    if low is None or high is None:
        return None
    if target.comparator == "≥":
        return Bounds(low, None)
    if target.comparator == ">":
        return Bounds(low, None, is_strict=True)
    if target.comparator in ("≤", "<"):
        return Bounds(None, high, is_strict=target.comparator == "<")
    if target.comparator in ("≈", "<≈"):
        spread = abs(low) * about(today).share
        low, high = low - spread, high + spread
    if target.direction == "up":
        return Bounds(low, None)
    return Bounds(None, high) if target.direction == "down" else Bounds(low, high)


def aim(target: Wording) -> Decimal | None:
    """The number that the path leads to: the promised one; of an interval the bound that is reached first."""
    return target.high if target.direction == "down" and target.high is not None else target.low


def rule(target: Wording, today: date) -> list[Reason]:
    """What is said about how the wording was judged, where a reader might have judged otherwise."""
    said: list[Reason] = []
    if target.comparator in ("≈", "<≈"):
        tolerance = about(today)
        bounds = bounds_of(target, today)
        said.append(
            reason(
                "about_tolerance",
                percent=tolerance.share * 100,
                since=tolerance.since,
                low=bounds.low if bounds else None,
                high=bounds.high if bounds else None,
            )
        )
    if target.comparator == "range" and target.direction != "none":
        said.append(reason("range_one_sided", low=target.low, high=target.high, direction=target.direction))
    return said
