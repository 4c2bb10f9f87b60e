"""How do the parts of a milestone, and what was said of them, become what the page of a target shows?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yaomai.ledger.engine.deed import reference
from yaomai.ledger.figure import Figure
from yaomai.people.queries.recorders import organisation_names
from yaomai.people.viewer import Viewer
from yaomai.planning.engine.attainment_bound import ACCEPTED
from yaomai.planning.engine.evidence_deed import NOTHING_KNOWN, WITHDRAWN, EvidenceView
from yaomai.planning.engine.target_view import TargetView
from yaomai.planning.queries.evidence import evidence
from yaomai.web import labels_planning as words
from yaomai.web import target_shown as shown
from yaomai.web.presentation import Link


@dataclass(frozen=True, slots=True)
class PartShown:
    """A part as it stands: how far, on which day, its weight, the document that proves it, and where to say it anew."""

    name: str
    progress: str
    tone: str
    weight: Figure
    day: date
    due: date | None
    document: Link | None
    note: str
    change: str


def parts_of(viewer: Viewer, one: TargetView) -> dict[str, object]:
    """What the page of a target shows of the parts of a milestone."""
    known = evidence(viewer, [one.target]).get(one.target, NOTHING_KNOWN)
    return {
        "parts": [_part(each, one) for each in known.parts],
        "parts_closed": known.closed,
        "parts_said": _history(known.history),
        "is_milestone": one.now.kind == "milestone",
    }


def _part(each: EvidenceView, one: TargetView) -> PartShown:
    said = each.said
    tone = {"none": "plain", "begun": "wait", "delivered": "wait"}.get(said.progress, "good")
    return PartShown(
        said.part,
        words.PROGRESSES[said.progress],
        "wait" if said.progress == ACCEPTED and not each.title else tone,
        shown.weight(said.weight, f"evidence/{each.record}"),
        said.day,
        said.due,
        document_of(each),
        said.note,
        f"{shown.path_of(one.target)}/evidence?of={reference(each.record)}",
    )


def document_of(each: EvidenceView) -> Link | None:
    """The document that proves it; None when it has none, or none that the viewer sees."""
    if each.said.document is None or not each.title:
        return None
    return Link(each.title, f"/plans/{reference(each.said.document)}")


def _history(history: Sequence[EvidenceView]) -> list[dict[str, object]]:
    names = organisation_names([each.organisation for each in history])
    return [
        {
            "name": each.said.part,
            "said": "撤回" if each.said.state == WITHDRAWN else words.PROGRESSES[each.said.progress],
            "day": each.said.day,
            "document": document_of(each),
            "reason": each.said.reason,
            "who": names[each.organisation].name if each.organisation in names else "",
            "when": each.record_time,
            "record": Link(reference(each.record), f"/records/{reference(each.record)}"),
        }
        for each in history
    ]
