"""What comes out of a formula: a number with every input, or what is missing; and what formulas are reckoned from.

A result is called by a reference, by which pages open it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from yaomai.indicators.engine.formula import Source
from yaomai.indicators.engine.rounding import decimal_of
from yaomai.indicators.engine.spans import Span, read
from yaomai.indicators.engine.values import Definition, SeriesKey, Value


@dataclass(frozen=True, slots=True)
class Asked:
    """For which region, segment and span."""

    region: str
    segment: str
    span: Span


@dataclass(frozen=True, slots=True)
class Missing:
    """Why something is not known: a code, and what it speaks of."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What another room answers to a formula. value: None when it is not known, then `missing` is the code of why. ref: what
    explains it (`/figure/<ref>`; empty: nothing does). is_whole: the viewer sees all that it is made of. of: name, value and
    ref of what it is made of.
    """

    value: Decimal | None
    ref: str = ""
    missing: str = ""
    is_whole: bool = True
    of: tuple[tuple[str, Decimal, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A result. how: number, published, difference, sum (of spans), derived, source, part (of a source's), an operator, or a
    function of the formula. name: the part of the formula that it is the result of. unit: of a series, a source or a
    function; empty where numbers were joined. observed: the value that it is; ref: what explains it elsewhere.
    cautions: codes of what the reader must be told. low, high: between these it lies, where its inputs are rounded so coarsely
    that it matters.
    """

    how: str
    name: str
    asked: Asked
    exact: Fraction | None
    unit: str = ""
    inputs: "tuple[Reckoned, ...]" = ()
    observed: Value | None = None
    ref: str = ""
    missing: tuple[Missing, ...] = ()
    cautions: tuple[str, ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def value(self) -> Decimal | None:
        """The result as a decimal; None: not known."""
        return None if self.exact is None else decimal_of(self.exact)

    def observations(self) -> Iterator[Value]:
        """Every published value that it was reckoned from, each once for each place."""
        if self.observed is not None:
            yield self.observed
        for one in self.inputs:
            yield from one.observations()

    @property
    def is_invented(self) -> bool:
        """Whether anything in it was made up for a demonstration."""
        return any(one.is_invented for one in self.observations())

    def all_cautions(self) -> tuple[str, ...]:
        """The cautions of it and of all its inputs, each once."""
        found = dict.fromkeys(self.cautions)
        for one in self.inputs:
            found |= dict.fromkeys(one.all_cautions())
        return tuple(found)


@dataclass(frozen=True, slots=True)
class World:
    """What formulas are reckoned from: definitions by key, the values of a series, what other rooms answer."""

    definitions: Mapping[str, Definition]
    values: Callable[[SeriesKey], Sequence[Value]]
    source: Callable[[Source, Asked], Answer]
    unit_of_source: Callable[[Source], str | None]


def reference(key: str, asked: Asked) -> str:
    """What `/figure/<ref>` explains of a derived value."""
    segment = asked.segment.replace("%", "%25").replace("/", "%2F") or "-"
    return f"derived/{key}/{asked.region}/{segment}/{asked.span}"


def read_reference(rest: str) -> tuple[str, Asked]:
    """The indicator and what is asked of it, from what follows `derived/`. Raises ValueError for what says none."""
    key, region, segment, span = rest.split("/")
    return key, Asked(region, "" if segment == "-" else segment.replace("%2F", "/").replace("%25", "%"), read(span))
