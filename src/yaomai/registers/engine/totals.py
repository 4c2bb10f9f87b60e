"""What is a declared total, share or target on a day, of which entities, and how is it parted?

    total      = Σ amount × part      amount: the Number summed, or 1; part: 1, or with `once` the part of the outline that no
                                      entity recorded before covers
    share      = 100 × part ÷ whole   in per cent, rounded half up to one decimal
    attained   = 100 × total ÷ target in per cent, the same way

Amounts are exact decimals. An entity of which a condition is not known is left out, and named. A total in groups by a
property with `many` counts an entity in each of its groups; by any other path the groups add up to the total.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from yaomai.registers.declaration.figures import Share, Target, Total
from yaomai.registers.declaration.types import Number
from yaomai.registers.engine.conditions import holds_all
from yaomai.registers.engine.outlines import uncovered
from yaomai.registers.engine.snapshot import Row, Snapshot, last_property, reach

PER_CENT = "P1"  # UN/ECE Recommendation 20
_SHOWN = Decimal("0.1")
_AMOUNT = Decimal("0.01")  # to which an amount that an overlap reduces is told


@dataclass(frozen=True, slots=True)
class Counted:
    """An entity that counts: its amount, the statement that says so (None: it is counted, not summed), which part of it
    counts."""

    row: Row
    amount: Decimal
    counted: Decimal
    statement: tuple[int, int] | None
    part: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An entity that might count, and why it does not: its amount is not known, or whether it counts."""

    row: Row
    why: Literal["no_amount", "not_known"]


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A total on a day: its value, and what it was reckoned from."""

    total: Total
    value: Decimal
    unit: str
    counted: tuple[Counted, ...]
    left_out: tuple[LeftOut, ...]


def reckon(total: Total, snapshot: Snapshot) -> Reckoned:
    """The total on the snapshot's day."""
    counted: list[Counted] = []
    left_out: list[LeftOut] = []
    for row in sorted(snapshot.of(total.kind).values(), key=lambda one: one.number):
        held = holds_all(total.where, row, snapshot)
        if held is False:
            continue
        amount = Decimal(1) if not total.of else _amount(row.values.get(total.of))
        if held is None or amount is None:
            left_out.append(LeftOut(row, "not_known" if held is None else "no_amount"))
            continue
        counted.append(Counted(row, amount, amount, row.statements.get(total.of)))
    if total.once:
        counted = _once(counted, total.once)
    return Reckoned(total, _sum(counted), unit_of(total, snapshot), tuple(counted), tuple(left_out))


def unit_of(total: Total, snapshot: Snapshot) -> str:
    """The unit of a total: that of the Number summed; a count has none."""
    declared = last_property(snapshot.kinds, total.kind, total.of) if total.of else None
    return declared.type.unit if declared and isinstance(declared.type, Number) else ""


def _amount(value: object) -> Decimal | None:
    return Decimal(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else None


def _once(counted: list[Counted], outline: str) -> list[Counted]:
    parts = uncovered([(one.row.number, one.row.values.get(outline)) for one in counted])
    return [
        Counted(one.row, one.amount, _part(one.amount, parts[one.row.number]), one.statement, parts[one.row.number])
        for one in counted
    ]


def _part(amount: Decimal, part: Decimal) -> Decimal:
    return amount if part == 1 else (amount * part).quantize(_AMOUNT, ROUND_HALF_UP)


def _sum(counted: list[Counted]) -> Decimal:
    return sum((one.counted for one in counted), Decimal(0))


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a total that has this value of a path; `key` "" has none."""

    key: str
    value: Decimal
    counted: tuple[Counted, ...]


def parted(reckoned: Reckoned, path: str, snapshot: Snapshot) -> list[Part]:
    """The total by the values of a path, the greatest first."""
    by_key: dict[str, list[Counted]] = {}
    for one in reckoned.counted:
        keys = {str(value) for value in reach(snapshot, one.row, path).values} or {""}
        for key in keys:
            by_key.setdefault(key, []).append(one)
    parts = [Part(key, _sum(each), tuple(each)) for key, each in by_key.items()]
    return sorted(parts, key=lambda part: (part.key == "", -part.value, part.key))


def only(reckoned: Reckoned, group: Mapping[str, str], snapshot: Snapshot) -> Reckoned:
    """The part of a total that has these values (as keys of `parted`) of these paths."""
    kept = [
        one
        for one in reckoned.counted
        if all(
            key in ({str(value) for value in reach(snapshot, one.row, path).values} or {""})
            for path, key in group.items()
        )
    ]
    return Reckoned(reckoned.total, _sum(kept), reckoned.unit, tuple(kept), reckoned.left_out)


@dataclass(frozen=True, slots=True)
class SharedOut:
    """A share on a day, in per cent; None: the whole is nothing."""

    share: Share
    value: Decimal | None
    part: Reckoned
    whole: Reckoned


def share(declared: Share, part: Reckoned, whole: Reckoned) -> SharedOut:
    """The share on the day of both totals."""
    return SharedOut(declared, per_cent(part.value, whole.value), part, whole)


def per_cent(part: Decimal, whole: Decimal) -> Decimal | None:
    """100 × part ÷ whole, rounded half up to one decimal; None when the whole is nothing."""
    return (100 * part / whole).quantize(_SHOWN, ROUND_HALF_UP) if whole else None


@dataclass(frozen=True, slots=True)
class Held:
    """A target held against what is: `attained` in per cent of it."""

    target: Target
    value: Decimal | None
    wanted: Decimal
    attained: Decimal | None
    unit: str


def held(target: Target, value: Decimal | None, unit: str) -> Held:
    """The target held against a value."""
    wanted = Decimal(target.value)
    attained = None if value is None else per_cent(value, wanted)
    return Held(target, value, wanted, attained, unit)
