"""Does a declared rule hold of an entity on a day, and why?

Three answers: it holds, it does not, or that is not known (a value is missing, or hidden from the asker). A rule whose
other side says nothing (a herb without a least altitude) does not apply, and holds.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final, Literal

from yaomai.people.engine.visibility import is_within
from yaomai.registers.declaration.kind import Property
from yaomai.registers.declaration.rules import Asked, Check, Condition, Of, Related, Rule, Valid
from yaomai.registers.declaration.types import Area, Date, Division, Number, Point, Year
from yaomai.registers.engine.outlines import lies_in
from yaomai.registers.engine.snapshot import Found, Reached, Row, Snapshot, reach

Why = Literal["holds", "fails", "no_value", "no_rule", "not_seen"]
Comparison = Callable[[tuple[object, ...], tuple[object, ...], "Property | None"], "bool | None"]


@dataclass(frozen=True, slots=True)
class Reason:
    """What became of one rule: `left` is what was looked at, `right` what it was compared with."""

    rule: Rule
    why: Why
    left: tuple[Found, ...] = ()
    right: tuple[object, ...] = ()
    right_found: tuple[Found, ...] = ()

    @property
    def holds(self) -> bool | None:
        """True, False, or None: not known."""
        return {"holds": True, "no_rule": True, "fails": False}.get(self.why)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check says of one entity: `state` passed, failed or unknown, with a reason for each rule."""

    check: Check
    row: Row
    state: Literal["passed", "failed", "unknown"]
    reasons: tuple[Reason, ...]


def verdict(check: Check, row: Row, snapshot: Snapshot) -> Verdict | None:
    """What the check says of the entity; None when it is not about this one."""
    if holds_all(check.where, row, snapshot) is not True:
        return None
    reasons = tuple(judge(rule, row, snapshot) for rule in check.require)
    outcome = _all(reason.holds for reason in reasons)
    state: Literal["passed", "failed", "unknown"] = "unknown" if outcome is None else "passed" if outcome else "failed"
    return Verdict(check, row, state, reasons)


def holds_all(rules: Sequence[Rule], row: Row, snapshot: Snapshot, wanted: object = None) -> bool | None:
    """Whether all of these hold; None: none fails, but one is not known."""
    return _all(judge(rule, row, snapshot, wanted).holds for rule in rules)


def _all(answers: Iterator[bool | None]) -> bool | None:
    known = list(answers)
    if False in known:
        return False
    return None if None in known else True


def judge(rule: Rule, row: Row, snapshot: Snapshot, wanted: object = None) -> Reason:
    """What becomes of one rule for one entity; `wanted` is what a search asks for."""
    if isinstance(rule, Valid):
        return _valid(rule, row, snapshot)
    left = _related(rule.path, row, snapshot) if isinstance(rule.path, Related) else reach(snapshot, row, rule.path)
    right, right_found, right_is_seen = _right(rule, row, snapshot, wanted)
    if not left.is_seen or not right_is_seen:
        # What is seen may settle it all the same only where more could not change it; here that is not sought.
        return Reason(rule, "not_seen", left.found, right, right_found)
    return Reason(rule, _compared(rule, left, right), left.found, right, right_found)


def _compared(rule: Condition, left: Reached, right: tuple[object, ...]) -> Why:
    if rule.op in ("known", "not_known"):
        return "holds" if bool(left.found) is (rule.op == "known") else "fails"
    if rule.op in ("at_least", "at_most", "within") and not right:
        return "no_rule"
    if rule.op in ("at_least", "at_most", "within", "is") and not left.found:
        return "no_value" if rule.op != "is" else "fails"
    declared = left.found[0].property if left.found else None
    answer = _COMPARISONS[rule.op](left.values, right, declared)
    return "no_value" if answer is None else "holds" if answer else "fails"


def _right(
    rule: Condition, row: Row, snapshot: Snapshot, wanted: object
) -> tuple[tuple[object, ...], tuple[Found, ...], bool]:
    value = rule.value
    if isinstance(value, Of | Related):
        reached = reach(snapshot, row, value.path) if isinstance(value, Of) else _related(value, row, snapshot)
        # A herb that states no altitude has no rule; one that cannot be seen might.
        return reached.values, reached.found, reached.is_seen
    if value is Asked.DAY:
        return (snapshot.on.isoformat(),), (), True
    if value is Asked.WANTED:
        return (wanted,), (), True
    if isinstance(value, tuple | list | frozenset | set):
        return tuple(value), (), True
    return (() if value is None else (value,)), (), True


def _related(related: Related, row: Row, snapshot: Snapshot) -> Reached:
    """What the rows of another kind hold that name this entity. What may be hidden among them makes the whole not seen."""
    wanted = {}
    for theirs, ours in related.link.items():
        reached = reach(snapshot, row, ours)
        if not reached.found:
            return Reached((), reached.is_seen)
        wanted[theirs] = frozenset(map(_comparable, reached.values))
    touched = {path.partition(".")[0] for path in (*related.link, related.take) if path}
    is_seen = all(snapshot.sees(related.kind, one) for one in touched)
    found: list[Found] = []
    for other in snapshot.of(related.kind).values():
        if not all(
            wanted[path] & frozenset(map(_comparable, reach(snapshot, other, path).values)) for path in related.link
        ):
            continue
        held = holds_all(related.where, other, snapshot)
        if held is None:
            is_seen = False
        if held:
            taken = reach(snapshot, other, related.take)
            found += taken.found
            is_seen = is_seen and taken.is_seen
    return Reached(tuple(found), is_seen)


def _valid(rule: Valid, row: Row, snapshot: Snapshot) -> Reason:
    start, end = reach(snapshot, row, rule.start), reach(snapshot, row, rule.end)
    found = (*start.found, *end.found)
    if not start.is_seen or not end.is_seen:
        return Reason(rule, "not_seen", found)
    on = snapshot.on.isoformat()
    is_in = all(str(one) <= on for one in start.values) and all(str(one) >= on for one in end.values)
    return Reason(rule, "holds" if is_in else "fails", found, (on,))


def _comparable(value: object) -> object:
    """A value as one that can stand in a set."""
    return repr(value) if isinstance(value, dict | list) else value


def _ordered(value: object, declared: Property | None) -> Decimal | date | None:
    """A value as one that can be put in an order: a number, a year or a day. None when it is none of these."""
    kind = declared.type if declared else None
    try:
        if isinstance(kind, Date) or (kind is None and isinstance(value, str) and len(value) == len("2026-11-22")):
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        return Decimal(str(value)) if isinstance(kind, Number | Year) or kind is None else None
    except (ValueError, InvalidOperation):
        return None


def _order(*, least: bool) -> Comparison:
    def compare(left: tuple[object, ...], right: tuple[object, ...], declared: Property | None) -> bool | None:
        lefts, rights = ([_ordered(one, declared) for one in side] for side in (left, right))
        if None in lefts or None in rights:
            return None
        if least:
            return all(one >= other for one in lefts for other in rights)  # type: ignore[operator]  # both of the one type that the property declares
        return all(one <= other for one in lefts for other in rights)  # type: ignore[operator]  # as above

    return compare


def _within(left: tuple[object, ...], right: tuple[object, ...], declared: Property | None) -> bool | None:
    if declared is not None and isinstance(declared.type, Area | Point):
        answers = [[lies_in(one, other) for other in right] for one in left]
        if any(None in each for each in answers):
            return None
        return all(any(each) for each in answers)
    return all(any(is_within(str(one), str(other)) for other in right) for one in left)


def _equal(one: object, others: tuple[object, ...], declared: Property | None) -> bool:
    if declared is not None and isinstance(declared.type, Division | Area | Point):
        return one in others
    if declared is not None and isinstance(declared.type, Number):
        return _ordered(one, declared) in [_ordered(other, declared) for other in others]
    return one in others


_COMPARISONS: Final[dict[str, Comparison]] = {
    "is": lambda left, right, declared: all(_equal(one, right, declared) for one in left),
    "among": lambda left, right, declared: all(_equal(one, right, declared) for one in left),
    "has": lambda left, right, declared: bool(right) and all(_equal(one, left, declared) for one in right),
    "not": lambda left, right, declared: not any(_equal(one, right, declared) for one in left),
    "at_least": _order(least=True),
    "at_most": _order(least=False),
    "within": _within,
}
