"""What is read from the text of a plan, field by field, each with the words that it came from?

Offsets are code points of the document's text as it was kept (`archive.Text.text`), end exclusive; lines count from
1. Whatever a rule concludes it explains: `because` maps a field to the words and the rule that gave it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Because:
    """Why a field has its value: the characters start..end of the text (0, 0: no words, a rule alone), and the rule's name."""

    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """The inner condition of a thresholded count (enterprises *of over 5 billion*): value or low..high, printed and normalised."""

    indicator: str
    comparator: str
    unit: str
    normalized_unit: str
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    normalized_value: Decimal | None = None
    normalized_low: Decimal | None = None
    normalized_high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A figure where it stands: what it says by itself, before its sentence is understood.

    start, end: of the figure as printed with its comparator and unit words (`约１７２亿元`, `80%以上`, `50余家`).
    value or low..high: in the printed unit `unit`; both none when vague or a structure. comparator: = ≥ > ≤ < ≈ <≈
    range vague structure. hedges: 力争, 约, 左右, 余, 近, 超 …, in the order of the text. is_increment: 新增, 增加
    … rather than a stock. salience: core, structural, incidental.
    """

    start: int
    end: int
    words: str
    unit: str
    normalized_unit: str
    comparator: str
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    normalized_value: Decimal | None = None
    normalized_low: Decimal | None = None
    normalized_high: Decimal | None = None
    hedges: tuple[str, ...] = ()
    is_increment: bool = False
    threshold: Threshold | None = None
    salience: str = "core"
    because: Mapping[str, Because] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity statement: a figure and what its sentence says that it is. Fields as in a reading's JSON lines.

    kind: fact, target, growth, criterion. status: actual, target, forecast, criterion. year_source: sentence, plan_horizon,
    context_or_assumed. duplicate_of: the start of the mention that says the same earlier.
    """

    mention: Mention
    line_start: int
    line_end: int
    sentence: str
    evidence: str
    indicator: str
    indicator_key: str
    kind: str
    status: str
    year: int | None
    year_source: str | None
    period: str | None
    base_year: int | None
    region: str
    scope: str
    salience: str
    duplicate_of: int | None = None
    confidence: str = "high"
    note: str = ""
    because: Mapping[str, Because] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done, and by whom, where the text names it: characters start..end; heading: under which it stands."""

    start: int
    end: int
    words: str
    heading: str
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    because: Mapping[str, Because] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Named:
    """A name in the text. genre: project, organisation, product, place. kind: what sort of it (herb, medicine,
    park, county, department, enterprise, …). name: in its usual spelling (板兰根 → 板蓝根).
    """

    start: int
    end: int
    words: str
    genre: str
    kind: str
    name: str
    because: Mapping[str, Because] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read of one text, by which version of the reader, in the order of the text."""

    reader: str
    quantities: tuple[Quantity, ...]
    tasks: tuple[Task, ...] = ()
    named: tuple[Named, ...] = ()
