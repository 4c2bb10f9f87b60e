"""How is a target worded anew, or withdrawn?  The old wording stays on record, with its value, and so does the reason.

A mid-term adjustment, a declared path, a baseline that was found later: each is a new wording of the same target."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from yaomai.errors import ConflictError, Finding, InvalidError
from yaomai.indicators.queries.definitions import definition
from yaomai.indicators.sight import may_state
from yaomai.ledger.engine.deed import reference
from yaomai.people.locks import lock
from yaomai.people.viewer import Viewer
from yaomai.planning.engine import kept, regions
from yaomai.planning.engine.fields import COMPARATORS, NUMBERLESS, TEXT_MOST, WORDS_MOST, YEAR_LEAST, YEAR_MOST
from yaomai.planning.engine.target_deed import Said
from yaomai.planning.engine.target_view import SHAPES, Path, TargetView, Wording
from yaomai.planning.models import KINDS
from yaomai.planning.operations.word_targets import word_targets
from yaomai.planning.queries.plan_rights import document_to_decide
from yaomai.planning.queries.targets import target

REASON_MOST = 500
NAME_MOST = 200


@dataclass(frozen=True, slots=True)
class NewWording:
    """What is said of a target from now on. expected: the record of the wording that the person has seen. reason: why."""

    wording: Wording
    reason: str
    expected: int


def set_target(viewer: Viewer, number: int, new: NewWording, *, now: datetime) -> TargetView:
    """Word the target anew; returns it.

    Raises ConflictError when somebody worded it meanwhile; InvalidError with all that is wrong (pointers `/<member>`), also
    when nothing changed or no reason is given; NotAllowedError; NotFoundError.
    """
    return _worded(viewer, number, new, now)


def withdraw_target(viewer: Viewer, number: int, reason: str, *, expected: int, now: datetime) -> TargetView:
    """Take the target out of force; it stays readable. Raises as set_target does."""
    before = target(viewer, number)
    return _worded(viewer, number, NewWording(replace(before.now, state="withdrawn"), reason, expected), now)


def _worded(viewer: Viewer, number: int, new: NewWording, now: datetime) -> TargetView:
    document = target(viewer, number).document
    document_to_decide(viewer, document)
    with transaction.atomic():
        lock(f"planning.decide {document}")
        before = target(viewer, number)
        if before.record != new.expected:
            words = f"target {reference(number)} was worded anew meanwhile, by record {reference(before.record)}"
            raise ConflictError(f"{words}; look at it, then say what holds")
        if findings := _kept_findings(new) or [*_findings(new.wording), *_reason_findings(before, new)]:
            raise InvalidError(findings)
        for region in sorted({before.now.region, new.wording.region} - {""}):
            if not may_state(viewer, region):
                words = "what is promised of a region is worded, and withdrawn, by officials who answer for that region"
                raise InvalidError([Finding("planning.region_not_yours", "/region", words, regions.name_of(region))])
        said = Said(number, before.document, before.start, before.end, new.wording, new.reason.strip())
        word_targets(viewer, [said], now=now)
    return target(viewer, number)


def _kept_findings(new: NewWording) -> list[Finding]:
    """What cannot be kept as it is: before anything is compared or looked up with it."""
    now = new.wording
    inner = now.threshold
    texts = {name: getattr(now, name) for name in _TEXTS}
    texts |= {"hedges": "、".join(now.hedges), "threshold": f"{inner.indicator}{inner.unit}" if inner else ""}
    found = kept.text_findings({f"/{name}": one for name, one in {**texts, "reason": new.reason}.items()})
    for name, one in texts.items():
        most = WORDS_MOST if name in ("original", "threshold", "segment", "hedges") else TEXT_MOST
        if name != "name" and len(one) > most:
            found.append(Finding("planning.too_long", f"/{name}", f"at most {most} characters", one[:80]))
    numbers = [("/low", now.low), ("/high", now.high), ("/baseline", now.baseline)]
    numbers += [("/threshold", one) for one in ((inner.low, inner.high) if inner else ())]
    numbers += [("/path/points", one) for _, one in now.path.points]
    return found + kept.number_findings(numbers)


_TEXTS = ("name", "indicator", "region", "segment", "field", "kind", "unit", "direction", "comparator", "original")


def _reason_findings(before: TargetView, new: NewWording) -> list[Finding]:
    found = []
    if not 0 < len(new.reason.strip()) <= REASON_MOST:
        words = f"say why, in at most {REASON_MOST} characters: the old wording stays beside the new one"
        found.append(Finding("planning.reason_missing", "/reason", words, new.reason[:80]))
    if new.wording == before.now:
        found.append(Finding("planning.target_unchanged", "", "the target says this already"))
    return found


def _findings(new: Wording) -> list[Finding]:
    found = _word_findings(new) + _number_findings(new) + _year_findings(new)
    if not 0 < len(new.name.strip()) <= NAME_MOST:
        found.append(Finding("planning.name", "/name", f"1 to {NAME_MOST} characters", new.name[:80]))
    if new.region and new.region != regions.COUNTRY and regions.name_of(new.region) == new.region:
        found.append(Finding("planning.region_unknown", "/region", "no division has this code", new.region[:80]))
    if new.indicator:
        known = definition(new.indicator)
        if known is None:
            words = "no indicator has this key; choose one that is defined"
            found.append(Finding("planning.indicator_unknown", "/indicator", words, new.indicator[:80]))
        elif known.unit != new.unit and new.kind not in ("growth", "multiple", "rank", "milestone"):
            words = f"the indicator is measured in {known.unit or 'counts'}"
            found.append(Finding("planning.unit_differs", "/unit", words, new.unit[:80]))
    return found


def _word_findings(new: Wording) -> list[Finding]:
    said = {
        "kind": (new.kind, KINDS),
        "direction": (new.direction, ("up", "down", "none")),
        "comparator": (new.comparator, COMPARATORS),
        "path": (new.path.shape, SHAPES),
        "state": (new.state, ("in_force", "withdrawn")),
    }
    return [
        Finding(f"planning.{name}", f"/{name}", f"one of {', '.join(known)}", word[:80])
        for name, (word, known) in said.items()
        if word not in known
    ]


def _number_findings(new: Wording) -> list[Finding]:
    found: list[Finding] = []
    has_number = new.low is not None or new.high is not None
    if new.kind == "milestone" or new.comparator in NUMBERLESS:
        return found
    if not has_number:
        found.append(Finding("planning.value_missing", "/low", "a number is needed"))
    elif new.comparator == "range" and (new.low is None or new.high is None):
        found.append(Finding("planning.range_open", "/high", "a range has a lower and an upper number"))
    elif new.low is not None and new.high is not None and new.low > new.high:
        found.append(Finding("planning.range_turned", "/low", "the lower is above the upper", str(new.low)))
    return found


def _year_findings(new: Wording) -> list[Finding]:
    years = {"year": new.year, "year_from": new.year_from, "baseline_year": new.baseline_year}
    found = [
        Finding("planning.year", f"/{name}", f"a year from {YEAR_LEAST} to {YEAR_MOST}", str(year))
        for name, year in years.items()
        if year is not None and not YEAR_LEAST <= year <= YEAR_MOST
    ]
    return found + _path_findings(new.path, new.year)


def _path_findings(path: Path, year: int | None) -> list[Finding]:
    if path.shape != "declared":
        return [Finding("planning.path_points", "/path", "only a declared path has points")] if path.points else []
    years = [one for one, _ in path.points]
    if not years or years != sorted(set(years)):
        return [
            Finding(
                "planning.path_points", "/path", "a declared path has points, one a year, in their order", str(years)
            )
        ]
    if year is not None and years[-1] > year:
        return [Finding("planning.path_points", "/path", f"the path ends in {year}", str(years[-1]))]
    return []
