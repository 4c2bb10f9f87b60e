"""What does an edition say otherwise than the one before it: which values changed, are missing, are new?

Each import is held against the last (OWID's `upgrade_change` and `upgrade_missing`): a revision is seen when it comes, not when
somebody wonders about it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from yaomai.indicators.engine.rounding import decimal_of
from yaomai.indicators.engine.spans import Span
from yaomai.indicators.engine.values import SeriesKey, Value


@dataclass(frozen=True, slots=True)
class Changed:
    """A value that both say, differently. by: the difference; per_cent: of the older one (None from nothing, or where one of
    the two is missing).
    """

    before: Value
    now: Value
    by: Decimal | None
    per_cent: Decimal | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What a newer edition says otherwise than an older one. unchanged: how many values both say alike. missing: values of the
    older one that the newer, although it tells of the series before and after, or tells of its neighbours, does not have.
    lost_series: series of the older that the newer has nothing of.
    """

    changed: tuple[Changed, ...]
    missing: tuple[Value, ...]
    new: tuple[Value, ...]
    unchanged: int
    lost_series: tuple[SeriesKey, ...]


_Place = tuple[SeriesKey, str, Span]


def difference(before: Iterable[Value], now: Iterable[Value]) -> Difference:
    """The newer edition held against the older. Changes come the greatest first (in per cent of the older value)."""
    old, new = _placed(before), _placed(now)
    changed = [_changed(old[place], one) for place, one in new.items() if place in old and _differs(old[place], one)]
    changed.sort(key=lambda one: (one.per_cent is not None, -abs(one.per_cent or Decimal(0))))
    told: dict[tuple[SeriesKey, str], list[Span]] = {}
    for series, basis, span in new:
        told.setdefault((series, basis), []).append(span)
    missing = [
        one
        for (series, basis, span), one in old.items()
        if (series, basis, span) not in new and _is_within(span, told.get((series, basis), ()))
    ]
    both = len(old.keys() & new.keys())
    lost = sorted({place[0] for place in old} - {place[0] for place in new})
    return Difference(
        tuple(changed),
        tuple(missing),
        tuple(one for place, one in new.items() if place not in old),
        both - len(changed),
        tuple(lost),
    )


def _placed(values: Iterable[Value]) -> dict[_Place, Value]:
    return {(one.series, one.basis, Span(one.start, one.end)): one for one in values}


def _differs(old: Value, new: Value) -> bool:
    return old.value != new.value


def _changed(old: Value, new: Value) -> Changed:
    if old.value is None or new.value is None:
        return Changed(old, new, None, None)
    by = Fraction(new.value) - Fraction(old.value)
    part = decimal_of(100 * by / abs(Fraction(old.value))) if old.value else None
    return Changed(old, new, decimal_of(by), part)


def _is_within(span: Span, told: Sequence[Span]) -> bool:
    """Whether a newer edition tells of the days before and after, so that the span would have been expected."""
    return bool(told) and min(one.start for one in told) <= span.start and span.end <= max(one.end for one in told)
