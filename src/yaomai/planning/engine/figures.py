"""What does a verdict rest on: which figures, what they measure, and in which words are its reasons kept?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from yaomai.planning.engine.evidence_deed import NOTHING_KNOWN, Known

ENDINGS_OF_GROWTH = (".cagr", ".yoy", ".growth")
"""Endings of the keys of indicators that say how fast another one grows: `industry.revenue.cagr` of `industry.revenue`."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: its code and the values that its sentence (web/labels_planning) names: exact numbers, dates as ISO 8601."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)


def reason(code: str, **values: object) -> Reason:
    """A reason of values as they are: numbers in plain notation, dates as ISO 8601."""
    return Reason(code, {name: as_text(value) for name, value in values.items()})


def as_text(value: object) -> str:
    """A value as text: `1.2E+2` is `120`."""
    if isinstance(value, Decimal):
        text = format(value, "f")
        return (text.rstrip("0").rstrip(".") or "0") if "." in text else text
    return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Measure:
    """What an indicator measures: the fields of its definition that say whether two numbers may be compared.

    comparable: (key of another indicator, same|caution|not, the words that are said about it). basis: flow, level, yoy,
    cagr, index.
    """

    key: str
    name: str
    unit: str = ""
    scope: str = ""
    basis: str = "flow"
    counted: str = ""
    direction: str = "up"
    comparable: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Broken:
    """That from a day on a series is declared not to be comparable with before, and why."""

    day: date
    why: str


@dataclass(frozen=True, slots=True)
class Observed:
    """A figure: published, or reckoned by the formula of its indicator. start, end: first and last day of its span. status: SDMX
    CL_OBS_STATUS. ref: what explains it.

    name, scope: as printed where it was published, empty when only its indicator is known. is_corrected: by a declared
    correction; is_doubted: one was declared of it that no longer fits, and is not applied. breaks: those of its series.
    reckoned_from: the names of what it was reckoned from; empty when it was published.
    """

    indicator: str
    region: str
    segment: str
    basis: str
    start: date
    end: date
    value: Decimal | None
    ref: str
    status: str = "A"
    name: str = ""
    scope: str = ""
    edition: str = ""
    published_on: date | None = None
    is_invented: bool = False
    is_corrected: bool = False
    is_doubted: bool = False
    breaks: tuple[Broken, ...] = ()
    reckoned_from: str = ""

    @property
    def is_year(self) -> bool:
        """Whether its span is one whole calendar year."""
        return (self.start.month, self.start.day, self.end.month, self.end.day) == (1, 1, 12, 31) and (
            self.start.year == self.end.year
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures that somebody might hold against a target (near ones too: a refusal is to be said), and what they measure; of a
    milestone the evidence of its parts.
    """

    observed: tuple[Observed, ...] = ()
    measures: Mapping[str, Measure] = field(default_factory=dict)
    evidence: Known = NOTHING_KNOWN

    def measure(self, key: str) -> Measure:
        """What the indicator measures; only its key when nothing is known of it."""
        return self.measures.get(key) or Measure(key, key)


@dataclass(frozen=True, slots=True)
class Used:
    """A figure that a verdict names. role: actual, baseline, part (added up), beside (said, not judged by), refused.

    comparability: same, caution, not, and why.
    """

    role: str
    ref: str
    indicator: str
    name: str
    unit: str
    region: str
    segment: str
    basis: str
    start: date
    end: date
    value: Decimal | None
    status: str = "A"
    edition: str = ""
    published_on: date | None = None
    is_invented: bool = False
    comparability: str = "same"
    reasons: tuple[Reason, ...] = ()


def growing(indicator: str) -> str:
    """The indicator whose growth this one is; itself when it is none."""
    for ending in ENDINGS_OF_GROWTH:
        if indicator.endswith(ending):
            return indicator.removesuffix(ending)
    return indicator
