"""How does an official say that from a day on series are not comparable with before?

What is published stays as it is; no growth is reckoned, nothing is chained and no way is judged over the day. A declaration can
be taken back (operations/withdraw.py).
"""

from datetime import datetime

from django.db import transaction

from yaomai.archive.queries import documents
from yaomai.errors import Finding, InvalidError, NotFoundError
from yaomai.indicators import models
from yaomai.indicators.engine import bodies
from yaomai.indicators.engine.checks import break_findings
from yaomai.indicators.engine.values import DeclaredBreak, NewBreak
from yaomai.indicators.queries.definitions import must_find
from yaomai.indicators.sight import must_define, must_state
from yaomai.ledger.operations.record import NewDeed, record
from yaomai.people.locks import lock
from yaomai.people.recorder import recorder_of
from yaomai.people.viewer import Viewer


def declare_break(viewer: Viewer, new: NewBreak, *, now: datetime) -> DeclaredBreak:
    """Record that series break on a day; of every region officials of the province say so, of one region who answers for it.

    Raises NotFoundError for an indicator that nobody defined, NotAllowedError, InvalidError with all that is wrong, also when the
    same stands already.
    """
    must_find(new.indicator)
    if new.region is None:
        must_define(viewer)
    else:
        must_state(viewer, new.region)
    findings = list(break_findings(new))
    if new.document is not None and not _is_document(viewer, new.document):
        findings.append(Finding("indicators.file_unknown", "/document", "no such document", str(new.document)))
    with transaction.atomic():
        lock(f"indicators.break {new.indicator}")
        if not findings and _stands(new):
            words = "the same break of the same series is declared already"
            findings.append(Finding("indicators.break_declared_already", "/day", words, new.day.isoformat()))
        if findings:
            raise InvalidError(findings)
        deed = NewDeed(bodies.BREAK, recorder_of(viewer), [bodies.break_body(new)])
        made = DeclaredBreak(
            record=record(deed, now=now).record_ids[0],
            indicator=new.indicator,
            region=new.region,
            segment=new.segment,
            day=new.day,
            reason=new.reason,
            document=new.document,
            organisation=viewer.organisation,
            account=viewer.account,
            record_time=now,
        )
        models.Break.objects.create(**made._asdict())
    return made


def _is_document(viewer: Viewer, file: int) -> bool:
    try:
        documents.document(viewer, file)
    except NotFoundError:
        return False
    return True


def _stands(new: NewBreak) -> bool:
    """Whether a break of just these series and this day is in force."""
    alike = models.Break.objects.filter(
        indicator=new.indicator, region=new.region, segment=new.segment, day=new.day
    ).exclude(record__in=models.Withdrawal.objects.values("withdrawn"))
    return alike.exists()
