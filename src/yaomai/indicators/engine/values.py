"""What is a value of a series, a definition, an edition, a correction: the words that engines and queries share?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, NamedTuple

from yaomai.errors import Finding

STATUSES = ("A", "B", "D", "E", "F", "I", "M", "P")
"""SDMX CL_OBS_STATUS: normal, break, definition differs, estimated, forecast, imputed, missing, provisional."""
BASES = ("flow", "level", "yoy", "cagr", "index")
"""What the value is over its span: amount within it; state at its end; growth against the same span a year before; growth a
year over it; index."""
DIRECTIONS = ("up", "down", "none")
AGGREGATIONS = ("sum", "mean", "last", "none")
ACCESSES = ("public", "official")
ACTIONS = ("drop", "override", "scale", "flag")
CORRECTION_STATUSES = ("open", "reported", "acknowledged", "fixed_upstream")
CLASSES = ("same", "caution", "not")
"""How far one indicator can stand for another: the same; with a caution that is said; not."""
COUNTRY = "000000"
"""Stands for the whole country where a region is asked for: GB/T 2260 has no code of it."""

Audience = Literal["public", "official"]
"""For whom something is reckoned: from what anybody may see, or from everything."""


class SeriesKey(NamedTuple):
    """Which series: the key of an indicator, a region (GB/T 2260, or COUNTRY), a segment (empty: all of it)."""

    indicator: str
    region: str
    segment: str = ""


class Correction(NamedTuple):
    """A declared correction of a published value (OWID `*.corrections.yml`). value: the right value (override), the factor
    (scale), else None. expect: the published value that it was written for; None: published as missing.
    """

    record: int
    series: SeriesKey
    basis: str
    start: date
    end: date
    action: str
    value: Decimal | None
    expect: Decimal | None
    reason: str
    provider: str
    status: str
    access: str
    organisation: int | None
    account: int | None
    record_time: datetime


class DeclaredBreak(NamedTuple):
    """A declaration that from a day on series are not comparable with before, and why. region, segment: of which series of the
    indicator; None: of every region, every segment (an empty segment: the whole alone). document: the archive's file that
    says so.
    """

    record: int
    indicator: str
    region: str | None
    segment: str | None
    day: date
    reason: str
    document: int | None
    organisation: int | None
    account: int | None
    record_time: datetime

    def concerns(self, series: SeriesKey) -> bool:
        """Whether it speaks of a series."""
        return (
            self.indicator == series.indicator
            and self.region in (None, series.region)
            and self.segment in (None, series.segment)
        )


class Value(NamedTuple):
    """The value of a series over a span (start..end, both inclusive), as published in an edition and corrected. value: in the unit
    of the definition; None: published as missing. original: as printed. corrected: what was done to it. doubts: what speaks
    against it, such as a correction that no longer fits. breaks: what is declared in force of its series, the earliest first.
    """

    series: SeriesKey
    basis: str
    start: date
    end: date
    value: Decimal | None
    status: str
    original: str
    edition: int
    published_on: date
    is_invented: bool
    record: int
    ordinal: int
    corrected: Correction | None = None
    note: str = ""
    doubts: tuple[Finding, ...] = ()
    breaks: tuple[DeclaredBreak, ...] = ()


Figures = Mapping[SeriesKey, Sequence[Value]]
"""Values by series, those of a series in the order of their spans."""


@dataclass(frozen=True, slots=True)
class Definition:
    """One wording of an indicator (the columns of models.Definition)."""

    record: int
    key: str
    name: str
    unit: str
    counted: str
    scope: str
    basis: str
    direction: str
    aggregation: str
    formula: str
    clause: str
    comparable: tuple[tuple[str, str, str], ...]
    other_names: tuple[str, ...]
    reason: str
    organisation: int | None
    record_time: datetime


@dataclass(frozen=True, slots=True)
class NewDefinition:
    """What a definition says, before it is on record."""

    key: str
    name: str
    unit: str = ""
    counted: str = ""
    scope: str = ""
    basis: str = "flow"
    direction: str = "up"
    aggregation: str = "sum"
    formula: str = ""
    clause: str = ""
    comparable: tuple[tuple[str, str, str], ...] = ()
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewObservation:
    """One published value, before it is on record (columns of models.Observation)."""

    indicator: str
    region: str
    segment: str
    basis: str
    start: date
    end: date
    value: Decimal | None
    status: str = "A"
    original: str = ""
    place: str = ""
    note: str = ""

    @property
    def series(self) -> SeriesKey:
        """Of which series it is."""
        return SeriesKey(self.indicator, self.region, self.segment)


@dataclass(frozen=True, slots=True)
class NewEdition:
    """What somebody published, before it is on record (columns of models.Edition)."""

    title: str
    publisher: str
    published_on: date
    observations: Sequence[NewObservation]
    access: str = "official"
    is_invented: bool = False
    file: int | None = None


@dataclass(frozen=True, slots=True)
class NewCorrection:
    """A correction, before it is on record."""

    series: SeriesKey
    basis: str
    start: date
    end: date
    action: str
    expect: Decimal | None
    reason: str
    value: Decimal | None = None
    provider: str = ""
    status: str = "open"


@dataclass(frozen=True, slots=True)
class NewBreak:
    """A declared break, before it is on record."""

    indicator: str
    day: date
    reason: str
    region: str | None = None
    segment: str | None = None
    document: int | None = None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """That an edition, a correction or a declared break was taken back: by which record, why, by whom, when."""

    record: int
    reason: str
    organisation: int | None
    account: int | None
    record_time: datetime


@dataclass(frozen=True, slots=True)
class EditionView:
    """An edition as a viewer sees it. observations: how many it has."""

    record: int
    title: str
    publisher: str
    published_on: date
    access: str
    is_invented: bool
    file: int | None
    observations: int
    organisation: int | None
    account: int | None
    record_time: datetime
    withdrawn: Withdrawal | None = None
