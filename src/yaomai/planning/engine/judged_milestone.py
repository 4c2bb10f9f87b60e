"""Is a deliverable there: which of its parts are accepted, by which documents, and which were to be by now?

Only what was accepted with a document counts (attainment_bound.milestone). The pace is that of the parts that are due: time alone
does not say how much should be there. What who asks may not see decides nothing: neither that it is there nor that it is not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from yaomai.planning.engine.attainment import Attainment, divided
from yaomai.planning.engine.attainment_bound import ACCEPTED, Deliverable, milestone
from yaomai.planning.engine.evidence_deed import EvidenceView, Known
from yaomai.planning.engine.figures import Reason, Used, reason
from yaomai.planning.engine.target_view import Wording


@dataclass(frozen=True, slots=True)
class Delivered:
    """What was found out. attained: None when nothing can be said; then `missing` say what would be needed. comparability: caution
    where something was accepted late or without a document.
    """

    attained: Attainment | None
    comparability: str = "same"
    reasons: tuple[Reason, ...] = ()
    missing: tuple[Reason, ...] = ()
    used: tuple[Used, ...] = ()


def judge_milestone(wording: Wording, known: Known, today: date, *, is_over: bool) -> Delivered:
    """What the parts as known attain."""
    parts = known.parts
    attained = milestone([_deliverable(one) for one in parts])
    proven = [one for one in parts if _is_proven(one)]
    unproven = [one for one in parts if not _is_proven(one)]
    used = tuple(_used(one, wording) for one in parts if one.title)
    closed = [reason("milestone_closed", count=known.closed)] if known.closed else []
    if attained is None:
        said = [*closed, *([] if closed and not parts else [reason("milestone_no_evidence", name=wording.name)])]
        return Delivered(None, "not", tuple(said), (_needs(wording, unproven),), used)
    late = [one for one in proven if wording.year is not None and one.said.day > date(wording.year, 12, 31)]
    end = max((one.said.day for one in late), default=None)
    cautions = [reason("milestone_accepted_late", names=_names(late), end=end)] if late else []
    comparability = "caution" if late or attained.reasons else "same"
    told = [_result(proven, unproven), *closed, *cautions, *attained.reasons]
    found = Delivered(attained, comparability, tuple(told), (), used)
    if attained.is_reached and not closed:
        return replace(found, attained=replace(attained, pace=Decimal(1)))
    if is_over:
        return _over(found, wording, unproven, known)
    return _running(found, wording, parts, known, today)


def _over(found: Delivered, wording: Wording, unproven: Sequence[EvidenceView], known: Known) -> Delivered:
    """One part that was not accepted at the end is enough; what was said before the end does not say what became of it."""
    end = date(wording.year or 1, 12, 31)
    if any(one.said.day >= end for one in unproven):
        attained = found.attained
        if attained is not None:
            attained = replace(attained, pace=None if known.closed else attained.completion)
            attained = replace(attained, completion=None) if known.closed else attained
        return replace(found, attained=attained)
    said = found.reasons
    if unproven:
        last = max(one.said.day for one in unproven)
        said = (*said, reason("milestone_said_before", names=_names(unproven), at=last, year=wording.year))
    return replace(found, attained=None, comparability="not", reasons=said, missing=(_needs(wording, unproven),))


def _running(found: Delivered, wording: Wording, parts: Sequence[EvidenceView], known: Known, today: date) -> Delivered:
    """By the parts that are due."""
    if known.closed:
        return replace(found, attained=None, comparability="not", missing=(_needs(wording, ()),))
    dated = [one for one in parts if one.said.due is not None]
    if not dated or found.attained is None:
        said = reason("milestone_no_due", name=wording.name)
        return replace(found, reasons=(*found.reasons, said), missing=(said,))
    due = [one for one in dated if one.said.due is not None and one.said.due <= today]
    weight = sum((one.said.weight for one in due), Decimal(0))
    accepted = sum((one.said.weight for one in due if _is_proven(one)), Decimal(0))
    if not due:
        after = min(one.said.due for one in dated if one.said.due is not None)
        said = reason("milestone_none_due", at=after)
    else:
        said = reason("milestone_due", due=len(due), accepted=sum(_is_proven(one) for one in due))
    pace = divided(accepted, weight) if weight else Decimal(1)
    return replace(found, attained=replace(found.attained, pace=pace), reasons=(*found.reasons, said))


def _is_proven(one: EvidenceView) -> bool:
    return one.said.progress == ACCEPTED and bool(one.title)


def _deliverable(one: EvidenceView) -> Deliverable:
    return Deliverable(one.said.part, one.said.progress, one.said.weight, one.title)


def _names(parts: Sequence[EvidenceView]) -> str:
    return "、".join(one.said.part for one in parts)


def _result(proven: Sequence[EvidenceView], unproven: Sequence[EvidenceView]) -> Reason:
    if not unproven:
        return reason("milestone_all_accepted", count=len(proven), names=_names(proven))
    return reason(
        "milestone_some_accepted", accepted=len(proven), count=len(proven) + len(unproven), names=_names(unproven)
    )


def _needs(wording: Wording, unproven: Sequence[EvidenceView]) -> Reason:
    return reason("milestone_needs", name=_names(unproven) or wording.name, year=wording.year)


def _used(one: EvidenceView, wording: Wording) -> Used:
    is_proven = _is_proven(one)
    return Used(
        "part" if is_proven else "beside",
        f"evidence/{one.record}",
        wording.indicator,
        one.said.part,
        "",
        wording.region,
        "",
        "level",
        one.said.day,
        one.said.day,
        one.said.weight,
        edition=one.title,
    )
