"""How does a recall begin, and how does it end?

Whoever may: an inspector anywhere; a recorder of an organisation, for what that organisation made itself; the installation at the
command line. From the moment at which it is recorded, every page of a thing that it reaches says so, since what it reaches is
computed.
"""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from yaomai.errors import Finding, InvalidError, NotAllowedError
from yaomai.ledger.operations.record import NewDeed, record
from yaomai.people.locks import lock
from yaomai.people.recorder import recorder_of
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer
from yaomai.registers.queries import names
from yaomai.standards.gs1.identifier import identify
from yaomai.traceability.engine import recall as written
from yaomai.traceability.engine.recall import Scope, Written, WrittenEnd
from yaomai.traceability.models import Recall, RecallEnd
from yaomai.traceability.queries import recall_scope, recalls

_SHOWN = 5


def start_recall(viewer: Viewer, scope: Scope, *, recall_class: int, reason: str, now: datetime) -> int:
    """Record a recall; returns its number. The identifier may be in any spelling.

    Raises NotAllowedError when the viewer may not start this recall, InvalidError with everything that is wrong with it.
    """
    must_start(viewer)
    reason = reason.strip()
    if scope.identifier is not None:
        scope = replace(scope, identifier=identify(scope.identifier.strip()).canonical)
    findings = written.findings(scope, recall_class, reason)
    if findings:
        raise InvalidError(findings)
    begin = recall_scope.start(scope)
    if findings := recall_scope.unknown_scope(scope, begin):
        raise InvalidError(findings)
    _must_be_own(viewer, scope, begin)
    with transaction.atomic():
        body = written.body(Written(scope, recall_class, reason))
        recorded = record(NewDeed(written.KIND, recorder_of(viewer), [body]), now=now)
        Recall.objects.create(
            record=recorded.record_ids[0],
            recall=recorded.deed_id,
            scope=scope.kind,
            identifier_id=begin.identifier,
            step=scope.step,
            supplier=scope.supplier,
            recall_class=recall_class,
            reason=reason,
            organisation=viewer.organisation,
            record_time=now,
        )
    return recorded.deed_id


def end_recall(viewer: Viewer, number: int, reason: str, *, now: datetime) -> None:
    """Record that a recall is over. One that is over already is a fault: somebody else's reason stands.

    Raises NotFoundError, NotAllowedError unless the viewer may end it (an inspector; a recorder of the organisation that started
    it; the installation), InvalidError with what is wrong.
    """
    started = recalls.recall(viewer, number)
    must_start(viewer)
    if not _may_everywhere(viewer) and started.started_by != viewer.organisation:
        raise NotAllowedError(f"recall {number} is ended by an inspector, or by the organisation that started it")
    reason = reason.strip()
    if findings := written.reason_findings(reason):
        raise InvalidError(findings)
    with transaction.atomic():
        lock(f"traceability.recall {number}")
        if RecallEnd.objects.filter(recall=number).exists():
            raise InvalidError([Finding("recall.ended_before", "", "this recall is over already", str(number))])
        body = written.end_body(WrittenEnd(number, reason))
        recorded = record(NewDeed(written.KIND_END, recorder_of(viewer), [body]), now=now)
        RecallEnd.objects.create(
            record=recorded.record_ids[0],
            recall=number,
            reason=reason,
            organisation=viewer.organisation,
            record_time=now,
        )


def may_start(viewer: Viewer) -> bool:
    """Whether the viewer may start any recall at all: for pages that offer it."""
    return _may_everywhere(viewer) or ("recorder" in viewer.roles and viewer.organisation is not None)


def must_start(viewer: Viewer) -> None:
    """Raises NotAllowedError for those who may start no recall."""
    if not may_start(viewer):
        raise NotAllowedError(
            "recalls are started by inspectors, and by recorders of an organisation for what it made itself; sign in as one of them"
        )


def _may_everywhere(viewer: Viewer) -> bool:
    return "inspector" in viewer.roles or viewer == INSTALLATION_VIEWER


def _must_be_own(viewer: Viewer, scope: Scope, begin: recall_scope.Start) -> None:
    """Raises NotAllowedError when an organisation's recorder would recall what it did not make."""
    if _may_everywhere(viewer) or viewer.organisation is None:
        return
    if scope.kind == "party" and scope.supplier != viewer.organisation:
        raise NotAllowedError(
            "what a supplier delivered is recalled by an inspector; recall the lots that you made of it"
        )
    if not begin.nodes:
        raise NotAllowedError("your organisation made nothing there; ask an inspector")
    others = recall_scope.made_by_others(begin.nodes, viewer.organisation)
    if others:
        named = names.by_number(one for one in sorted(others)[:_SHOWN] if one > 0)
        shown = ", ".join(one.canonical for one in named.values()) or "that step"
        raise NotAllowedError(
            f"an organisation recalls what it made itself; by the first event on record others made {shown}: ask an inspector"
        )
