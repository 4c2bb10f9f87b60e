"""How is an edition, a correction or a declared break taken back? It stays on record, and nothing follows from it any more."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from yaomai.archive.models import Document
from yaomai.errors import ConflictError, Finding, InvalidError, NotAllowedError, NotFoundError
from yaomai.indicators import models
from yaomai.indicators.engine import bodies
from yaomai.indicators.engine.checks import reason_findings
from yaomai.indicators.engine.values import COUNTRY, Withdrawal
from yaomai.indicators.queries.breaks import declared_break
from yaomai.indicators.sight import must_state, seen_corrections, seen_editions
from yaomai.ledger.operations.record import NewDeed, record
from yaomai.people.locks import lock
from yaomai.people.recorder import recorder_of
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer


def withdraw(viewer: Viewer, number: int, reason: str, *, now: datetime) -> Withdrawal:
    """Take back the edition, the correction or the declared break with this number.

    Raises NotFoundError when the viewer sees none; NotAllowedError unless the viewer answers for all its regions, and for an
    edition that another organisation stated; InvalidError without a reason, and for an edition that came of an import or of a
    decision about a document, which are taken back themselves; ConflictError when it is withdrawn already.
    """
    if findings := [*_taken_back_elsewhere(viewer, number), *reason_findings(reason)]:
        raise InvalidError(findings)
    return take_back(viewer, number, reason, now=now)


def _taken_back_elsewhere(viewer: Viewer, number: int) -> Iterator[Finding]:
    """Why this edition is not taken back by itself. Raises NotAllowedError when another organisation stated it."""
    one = models.Edition.objects.filter(seen_editions(viewer), record=number).first()
    if one is None:
        return
    if viewer != INSTALLATION_VIEWER and one.organisation != viewer.organisation:
        raise NotAllowedError("an edition is withdrawn by officials of the organisation that stated it")
    if models.StatisticsImport.objects.filter(edition=number, state="accepted").exists():
        yield Finding("indicators.withdraw_imported", "", "it came of an import: undo that", str(number))
    elif one.file is not None and Document.objects.filter(file=one.file).exists():
        words = "it was read in a document: take back the decision about it"
        yield Finding("indicators.withdraw_decided", "", words, str(number))


def take_back(viewer: Viewer, number: int, reason: str, *, now: datetime) -> Withdrawal:
    """The same for operations that take back what an edition came of, and have made sure that the viewer may."""
    for region in _regions(viewer, number):
        must_state(viewer, region)
    if wrong := list(reason_findings(reason)):
        raise InvalidError(wrong)
    with transaction.atomic():
        lock(f"indicators.withdraw {number}")
        if before := models.Withdrawal.objects.filter(withdrawn=number).first():
            raise ConflictError(f"{number} was withdrawn already: {before.reason}")
        deed = NewDeed(bodies.WITHDRAW, recorder_of(viewer), [bodies.withdrawal_body(number, reason)])
        made = models.Withdrawal.objects.create(
            record=record(deed, now=now).record_ids[0],
            withdrawn=number,
            reason=reason,
            organisation=viewer.organisation,
            account=viewer.account,
            record_time=now,
        )
    return Withdrawal(made.record, reason, viewer.organisation, viewer.account, now)


def _regions(viewer: Viewer, number: int) -> list[str]:
    """The regions that it speaks of; who takes back a break of every region answers for the province. Raises NotFoundError."""
    if models.Break.objects.filter(record=number).exists():
        return [declared_break(viewer, number).declared.region or COUNTRY]
    if models.Edition.objects.filter(seen_editions(viewer), record=number).exists():
        spoken = Q(id__in=models.Observation.objects.filter(edition=number).values("series"))
    elif models.Correction.objects.filter(seen_corrections(viewer), record=number).exists():
        spoken = Q(id__in=models.Correction.objects.filter(record=number).values("series"))
    else:
        raise NotFoundError(f"no edition, correction or break has the number {number}")
    found = models.Series.objects.filter(spoken).order_by("region").values_list("region", flat=True)
    return list(found.distinct())
