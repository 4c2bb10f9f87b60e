"""How does an official say how far a part of a milestone is, by which document?

What is said of a part later replaces what was said before, which stays readable. Taking it back is saying it anew, withdrawn, with
a reason."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from yaomai.archive.queries import documents
from yaomai.errors import ConflictError, Finding, InvalidError, NotFoundError
from yaomai.indicators.sight import may_state
from yaomai.ledger.engine.deed import reference
from yaomai.ledger.operations.record import NewDeed, record
from yaomai.people.locks import lock
from yaomai.people.recorder import recorder_of
from yaomai.people.viewer import Viewer
from yaomai.planning import models
from yaomai.planning.engine import evidence_deed, kept, regions
from yaomai.planning.engine.attainment_bound import ACCEPTED, PROGRESSES
from yaomai.planning.engine.evidence_deed import STATES, WITHDRAWN, Evidence
from yaomai.planning.engine.fields import YEAR_LEAST, YEAR_MOST
from yaomai.planning.projections import EVIDENCE_COLUMNS, evidence_row
from yaomai.planning.queries.plan_rights import document_to_decide
from yaomai.planning.queries.targets import target
from yaomai.registers.engine.resolve import today

PART_MOST = 200
NOTE_MOST = 500


def state_evidence(viewer: Viewer, new: Evidence, *, expected: int | None, now: datetime) -> int:
    """Record what is said of a part; returns the record. expected: what was said last of the target (its record) that the person
    has seen; None: nothing.

    Raises ConflictError when somebody said something of the target meanwhile; InvalidError with all that is wrong (pointers
    `/<member>`); NotAllowedError; NotFoundError.
    """
    one = target(viewer, new.target)
    document_to_decide(viewer, one.document)
    new = replace(new, part=new.part.strip(), note=new.note.strip(), reason=new.reason.strip())
    with transaction.atomic():
        lock(f"planning.decide {one.document}")
        one = target(viewer, new.target)
        said = list(models.Evidence.objects.filter(target=new.target).order_by("record"))
        last = said[-1].record if said else None
        if last != expected:
            words = f"something was said of target {reference(new.target)} meanwhile, by record {reference(last or 0)}"
            raise ConflictError(f"{words}; look at it, then say what holds")
        findings = _kept_findings(new) or [
            *_target_findings(viewer, one.now.kind, one.now.region, is_in_force=one.is_in_force),
            *_findings(new, now),
            *_document_findings(viewer, new),
            *_anew_findings(new, next((row for row in reversed(said) if row.part == new.part), None)),
        ]
        if findings:
            raise InvalidError(findings)
        who = recorder_of(viewer)
        number = record(NewDeed(evidence_deed.KIND, who, [evidence_deed.body(new)]), now=now).record_ids[0]
        models.Evidence.objects.create(
            record=number,
            **dict(zip(EVIDENCE_COLUMNS, evidence_row(new), strict=True)),
            organisation=who.organisation,
            account=who.account,
            record_time=now,
        )
    return number


def _kept_findings(new: Evidence) -> list[Finding]:
    texts = {"/part": new.part, "/note": new.note, "/reason": new.reason}
    return kept.text_findings(texts) + kept.number_findings([("/weight", new.weight)])


def _target_findings(viewer: Viewer, kind: str, region: str, *, is_in_force: bool) -> list[Finding]:
    found = []
    if kind != "milestone":
        words = "only a milestone is judged by evidence of its parts; other targets by figures"
        found.append(Finding("planning.no_milestone", "", words, kind))
    if not is_in_force:
        found.append(Finding("planning.target_withdrawn", "", "the target is withdrawn"))
    if region and not may_state(viewer, region):
        words = "what was promised of a region is proven by officials who answer for that region"
        found.append(Finding("planning.region_not_yours", "", words, regions.name_of(region)))
    return found


def _findings(new: Evidence, now: datetime) -> list[Finding]:
    found = []
    if not 0 < len(new.part) <= PART_MOST:
        words = f"what is to be delivered, in 1 to {PART_MOST} characters"
        found.append(Finding("planning.part", "/part", words, new.part[:80]))
    for name, word, known in (("progress", new.progress, PROGRESSES), ("state", new.state, STATES)):
        if word not in known:
            found.append(Finding(f"planning.{name}", f"/{name}", f"one of {', '.join(known)}", word[:80]))
    if new.weight <= 0:
        found.append(Finding("planning.weight", "/weight", "a weight is more than nothing", str(new.weight)[:80]))
    if new.day > today(now):
        words = "how far it is on a day that has not come is not known"
        found.append(Finding("planning.day_to_come", "/day", words, new.day.isoformat()))
    for name, day in (("day", new.day), ("due", new.due)):
        if day is not None and not YEAR_LEAST <= day.year <= YEAR_MOST:
            words = f"a day of the years {YEAR_LEAST} to {YEAR_MOST}"
            found.append(Finding("planning.day", f"/{name}", words, day.isoformat()))
    for name, text in (("note", new.note), ("reason", new.reason)):
        if len(text) > NOTE_MOST:
            found.append(Finding("planning.too_long_text", f"/{name}", f"at most {NOTE_MOST} characters", text[:80]))
    return found


def _document_findings(viewer: Viewer, new: Evidence) -> list[Finding]:
    if new.document is None:
        if new.progress == ACCEPTED and new.state != WITHDRAWN:
            words = "what is accepted is proven by a document of the archive: name its number"
            return [Finding("planning.evidence_missing", "/document", words)]
        return []
    try:
        documents.document(viewer, new.document)
    except NotFoundError:
        words = "there is no such document in the archive, or none that you may see"
        return [Finding("planning.evidence_unknown", "/document", words, reference(new.document))]
    return []


def _anew_findings(new: Evidence, before: models.Evidence | None) -> list[Finding]:
    """What was said is said anew with a reason, and not the same again; what was never said is not taken back."""
    if before is None or before.state == WITHDRAWN:
        if new.state == WITHDRAWN:
            words = "nothing that holds was said of this part"
            return [Finding("planning.part_unknown", "/part", words, new.part[:80])]
        return []
    found = []
    if not new.reason:
        words = "say why it is said anew: what was said before stays beside it"
        found.append(Finding("planning.reason_missing", "/reason", words))
    same = evidence_row(replace(new, reason=""))
    if same == evidence_row(Evidence(**{name: getattr(before, name) for name in EVIDENCE_COLUMNS} | {"reason": ""})):
        found.append(Finding("planning.evidence_unchanged", "", "that was said already"))
    return found
