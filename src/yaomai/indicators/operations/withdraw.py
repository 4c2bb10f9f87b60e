"""How is an edition, a correction or a declared break taken back? It stays on record, and nothing follows from it any more."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from yaomai.errors import ConflictError, InvalidError, NotFoundError
from yaomai.indicators import models
from yaomai.indicators.engine import bodies
from yaomai.indicators.engine.checks import reason_findings
from yaomai.indicators.engine.values import COUNTRY, Withdrawal
from yaomai.indicators.queries.breaks import declared_break
from yaomai.indicators.sight import must_state, seen_corrections, seen_editions
from yaomai.ledger.operations.record import NewDeed, record
from yaomai.people.locks import lock
from yaomai.people.recorder import recorder_of
from yaomai.people.viewer import Viewer


def withdraw(viewer: Viewer, number: int, reason: str, *, now: datetime) -> Withdrawal:
    """Take back the edition, the correction or the declared break with this number.

    Raises NotFoundError when the viewer sees none, NotAllowedError unless the viewer answers for all its regions, InvalidError
    without a reason, ConflictError when it is withdrawn already.
    """
    for region in _regions(viewer, number):
        must_state(viewer, region)
    if findings := list(reason_findings(reason)):
        raise InvalidError(findings)
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
