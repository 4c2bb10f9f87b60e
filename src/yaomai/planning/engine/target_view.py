"""What is promised: a target as it stands, and how it was worded before?

Values are in the unit of the target's indicator (UN/ECE Rec. 20, "CNY", "MU"; "P1": percents as printed; empty: a count)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

SHAPES = ("linear", "compound", "declared")
"""How a path runs from the baseline to the target: equal steps a year; equal rates a year; by the declared points."""
STATES = ("in_force", "withdrawn")


@dataclass(frozen=True, slots=True)
class Path:
    """What is expected on the way. points: (year, value at its end), only of a declared path, in the order of the years."""

    shape: str = "linear"
    points: tuple[tuple[int, Decimal], ...] = ()


LINEAR = Path()


@dataclass(frozen=True, slots=True)
class InnerThreshold:
    """What each thing that is counted must reach (enterprises *of over 5 billion*): of the indicator, low..high in its unit.

    indicator: its name as read. Equal bounds unless the comparator is `range`; one may be none (open).
    """

    indicator: str
    comparator: str
    unit: str
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording of a target, as it was said. Fields as in the table planning_target.

    kind: level, growth (percent a year over the plan's years), cumulative, range, ratio, count, rank, multiple (of
    the baseline: 2 for 翻一番), milestone. direction: up, down, none: which way is better. comparator: = ≥ > ≤ < ≈
    <≈ range. low, high: equal unless a range; none when no number was promised. is_increment: the value is what is
    to be added since the baseline. year: by the end of which; year_from: the first year of the plan. baseline: in the
    unit of the indicator, with the year at whose end it stood. binding: 约束性; none when the text does not say.
    original: the figure as printed.
    """

    name: str
    indicator: str
    region: str
    kind: str
    unit: str
    direction: str = "up"
    comparator: str = "="
    low: Decimal | None = None
    high: Decimal | None = None
    segment: str = ""
    field: str = ""
    hedges: tuple[str, ...] = ()
    is_increment: bool = False
    year: int | None = None
    year_from: int | None = None
    baseline: Decimal | None = None
    baseline_year: int | None = None
    path: Path = LINEAR
    binding: bool | None = None
    threshold: InnerThreshold | None = None
    original: str = ""
    state: str = "in_force"


@dataclass(frozen=True, slots=True)
class Said:
    """A wording on record: when, by whom (numbers of account and organisation; none: the installation), and why it was changed."""

    record: int
    wording: Wording
    reason: str
    account: int | None
    organisation: int | None
    record_time: datetime


@dataclass(frozen=True, slots=True)
class TargetView:
    """A target. target: its number, the record of its first wording. document, start, end: the clause, characters of the text.

    now: what holds. history: all wordings, the oldest first, the one that holds included. document_access: public or
    official. counted: the measure word of its indicator (家), empty where a unit says it.
    """

    target: int
    document: int
    start: int
    end: int
    now: Wording
    history: tuple[Said, ...] = ()
    document_title: str = ""
    document_access: str = "public"
    counted: str = ""

    @property
    def record(self) -> int:
        """The record of the wording that holds; the target's own when no history is known."""
        return self.history[-1].record if self.history else self.target

    @property
    def is_in_force(self) -> bool:
        """Whether it was not withdrawn."""
        return self.now.state == "in_force"
