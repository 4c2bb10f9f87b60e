"""Is a value within the promised interval, at the promised rank, a deliverable accepted?

Range [L, U]: in or out, and the distance to the nearest bound as a share of the width; 110 % of a range is nonsense. Where more
is better (2-3 products), L is to be reached, and more than U is said and is no failure.
Rank: as written, by places; no percentages of places. Milestone: parts that are none, begun, delivered or accepted, each with
a weight; only what was accepted with a document counts, and without evidence there is no percentage."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from yaomai.planning.engine.attainment import Attainment, Standing, divided, pace_of, required
from yaomai.planning.engine.attainment_level import gap
from yaomai.planning.engine.figures import reason
from yaomai.planning.engine.paths import Way, expected

ACCEPTED = "accepted"
PROGRESSES = ("none", "begun", "delivered", ACCEPTED)


@dataclass(frozen=True, slots=True)
class Deliverable:
    """A part of a milestone: how far it is (PROGRESSES), its weight, and the document of its acceptance."""

    name: str
    progress: str
    weight: Decimal = Decimal(1)
    evidence: str = ""


def ranged(standing: Standing) -> Attainment:
    """Attainment of an interval."""
    low, high = standing.target.low, standing.target.high
    is_reached = standing.bounds.holds(standing.value)
    if standing.target.direction != "none":
        return _to_interval(standing, is_reached=is_reached)
    missing = standing.bounds.gap(standing.value)
    width = (high - low) if low is not None and high is not None else Decimal(0)
    pace = Decimal(1) if is_reached else None
    if not is_reached and width > 0:
        pace = 1 + divided(missing, width)
    return Attainment(is_reached, missing, pace=pace, reasons=(reason("range_no_percentage"),))


def _to_interval(standing: Standing, *, is_reached: bool) -> Attainment:
    """More is better (or less): the nearer bound is to be reached."""
    far = standing.target.high if standing.sign > 0 else standing.target.low
    aim = standing.aim
    due = expected(Way(standing.base, (standing.year, aim), standing.path), standing.at)
    said = [reason("range_no_percentage")] if is_reached else []
    if far is not None and standing.sign * (standing.value - far) > 0:
        said.append(reason("beyond_range", value=standing.value, bound=far))
    completion = None
    if not is_reached and standing.sign > 0 and aim > 0:
        completion = divided(standing.value, aim)
    return Attainment(
        is_reached,
        gap(standing) if not is_reached else Decimal(0),
        completion=completion,
        pace=pace_of(standing, due),
        expected=due,
        required=required(standing, aim),
        reasons=tuple(said),
    )


def ranked(standing: Standing) -> Attainment:
    """Attainment of a rank: 1 is best."""
    due = expected(Way(standing.base, (standing.year, standing.aim), standing.path), standing.at)
    return Attainment(
        standing.bounds.holds(standing.value),
        standing.aim - standing.value,
        pace=pace_of(standing, due),
        expected=due,
        reasons=(reason("rank_no_percentage"),),
    )


def milestone(parts: Sequence[Deliverable]) -> Attainment | None:
    """Attainment of a deliverable; None without any evidence: then nothing can be said."""
    if not any(part.evidence for part in parts):
        return None
    total = sum((part.weight for part in parts), Decimal(0))
    accepted = sum((part.weight for part in parts if part.progress == ACCEPTED and part.evidence), Decimal(0))
    unproven = [part.name for part in parts if part.progress == ACCEPTED and not part.evidence]
    said = [reason("milestone_unproven", names="、".join(unproven))] if unproven else []
    completion = divided(accepted, total) if total else None
    return Attainment(total > 0 and accepted == total, accepted - total, completion=completion, reasons=tuple(said))
