"""Does a declared correction still fit what is published, and what does it make of a value?

Each correction says which published value it was written for (`expect`). When the source says another value, or none any more,
the correction does not apply, and that is a finding: somebody must look (the practice of OWID's `*.corrections.yml`).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from yaomai.errors import Finding
from yaomai.indicators.engine.values import Correction, NewCorrection, Value

Span = tuple[str, date, date]
"""basis, start, end."""

CHANGED = "indicators.correction_source_changed"
VANISHED = "indicators.correction_source_vanished"


def newest(corrections: Iterable[Correction], withdrawn: Iterable[int]) -> list[Correction]:
    """Of each series, basis and span the newest correction, where that one is not withdrawn."""
    last: dict[tuple[object, ...], Correction] = {}
    for one in sorted(corrections, key=lambda each: each.record):
        last[(one.series, one.basis, one.start, one.end)] = one
    gone = set(withdrawn)
    return [one for one in last.values() if one.record not in gone]


def apply(values: Sequence[Value], corrections: Sequence[Correction]) -> tuple[tuple[Value, ...], tuple[Finding, ...]]:
    """The published values of one series (one a basis and span), corrected; and which corrections no longer fit.

    drop: the value is left out. override: its number is `correction.value`. scale: times that. flag: it stays, with the
    correction beside it. A value whose correction no longer fits stays as published, with the finding among its doubts.
    """
    if not corrections:
        return tuple(values), ()
    by_span: Mapping[Span, Correction] = {(one.basis, one.start, one.end): one for one in corrections}
    made: list[Value] = []
    findings: list[Finding] = []
    met: set[Span] = set()
    for value in values:
        span = (value.basis, value.start, value.end)
        one = by_span.get(span)
        if one is None:
            made.append(value)
            continue
        met.add(span)
        if not fits(one.expect, value.value):
            finding = _changed(one, value)
            findings.append(finding)
            made.append(value._replace(doubts=(*value.doubts, finding)))
        elif one.action != "drop":
            made.append(value._replace(value=_corrected(one, value.value), corrected=one))
    findings += [_vanished(one) for span, one in by_span.items() if span not in met]
    return tuple(made), tuple(findings)


def fits(expected: Decimal | None, published: Decimal | None) -> bool:
    """Whether the source says what a correction expects; None: that the value is missing."""
    return expected == published if expected is not None and published is not None else expected is published


def _corrected(one: Correction, published: Decimal | None) -> Decimal | None:
    if one.action == "override":
        return one.value
    if one.action == "scale" and one.value is not None and published is not None:
        return published * one.value
    return published


def pointer(one: Correction | NewCorrection | Value) -> str:
    """Where a value is: indicator, region, segment, basis and span."""
    series = one.series
    return f"/{series.indicator}/{series.region}/{series.segment}/{one.basis}/{one.start}..{one.end}"


def written(number: Decimal | None) -> str:
    """A published value, as findings say it."""
    return "none" if number is None else format(number, "f")


def _changed(one: Correction, value: Value) -> Finding:
    words = (
        f"the correction {one.record} was written for the published value {written(one.expect)}; edition {value.edition} says"
        f" {written(value.value)}: it is not applied. Look at the source, then withdraw it or write it anew"
    )
    return Finding(CHANGED, pointer(one), words, written(value.value))


def _vanished(one: Correction) -> Finding:
    words = (
        f"the correction {one.record} was written for the published value {written(one.expect)}; no edition in force has a value"
        " of this span any more. Withdraw it, or find out why"
    )
    return Finding(VANISHED, pointer(one), words, written(one.expect))
