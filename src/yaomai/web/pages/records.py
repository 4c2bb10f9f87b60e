"""What does one record say, who recorded it, and what proves it? The event page, the page of any other record, the certificate."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from yaomai.errors import NotFoundError, ProofError
from yaomai.ledger.engine import receipt as receipts
from yaomai.ledger.engine.deed import Recorder, deed_and_position, parse_reference
from yaomai.ledger.queries.prove import Standing, prove, standing
from yaomai.people.queries.recorders import account_name, key_name, organisation_names
from yaomai.people.viewer import Viewer
from yaomai.registers.facts import STATEMENTS
from yaomai.registers.queries import deeds, names
from yaomai.registers.queries.deeds import Change
from yaomai.standards.epcis.event import Event
from yaomai.standards.gs1.identifier import identify
from yaomai.traceability.engine.kept_document import KIND as EPCIS_EVENTS
from yaomai.traceability.queries import events, trace
from yaomai.traceability.queries.events import EventView
from yaomai.web import glossary, installation, labels, receipt_rights, register_deed, showing
from yaomai.web.access import Request, anyone, open_to
from yaomai.web.presentation import Amount, EventPage, Fact, Link, ReceiptPage, RecordPage

_EVENT_TYPES = {
    "ObjectEvent": "object_event",
    "AggregationEvent": "aggregation_event",
    "TransactionEvent": "transaction_event",
    "TransformationEvent": "transformation_event",
    "AssociationEvent": "association_event",
}
ROLE_WORDS = {
    "epcList": "货物",
    "quantityList": "货物",
    "parentID": "容器",
    "childEPCs": "内装",
    "childQuantityList": "内装",
    "inputEPCList": "投入",
    "inputQuantityList": "投入",
    "outputEPCList": "产出",
    "outputQuantityList": "产出",
}
_QR_CHARACTERS_MAX = 2900
"""A longer text would need a code that a phone reads badly (version 40 holds 4,296 characters at the lowest correction)."""


def _identity(number: str) -> int:
    try:
        return parse_reference(number)
    except ProofError as error:
        raise NotFoundError(str(error)) from error


@open_to(anyone)
def record(request: HttpRequest, number: str) -> HttpResponse:
    """The page of a record: an event with all that it says, or any other record with its proof."""
    identity = _identity(number)
    viewer = cast("Request", request).viewer
    where = standing(identity, installation.policy())
    if where.kind == EPCIS_EVENTS and deed_and_position(identity)[1] > 1:
        view = events.by_record(viewer, identity)
        if view.record != identity:  # sent again: the event has one page, that of its first record
            return HttpResponseRedirect(f"/records/{view.reference}")
        return render(request, "event.html", {"page": event_page(view, where)})
    found = deeds.changes(viewer, identity) if where.kind == STATEMENTS else []
    for visibility in {one.kind.visibility for one in found}:
        cast("Request", request).reveals(visibility)
    return render(request, "record.html", {"page": _record_page(viewer, where, found)})


def event_page(view: EventView, where: Standing) -> EventPage:
    """Everything that the page of an event shows to the viewer for whom it was read."""
    step = next(iter(trace.steps_of([view.record])), None)
    event = view.event
    return EventPage(
        kind=_EVENT_TYPES.get(event.event_type, event.event_type) if event else "event",
        biz_step=(event.biz_step or "other") if event else "erased",
        event_id=view.event_id or view.reference,
        time=step.event_time if step else view.record_time,
        what=_what(step) if step else (),
        when=_when(view, step),
        where=_where(event) if event else (),
        why=_why(event) if event else (),
        how=_how(event) if event else (),
        recorded_by=_recorded_by(view),
        proof=showing.proof(where, view.raw),
        raw=view.raw.decode() if view.raw is not None else "",
        raw_href="",
    )


def _what(step: trace.Step) -> tuple[Fact, ...]:
    by_role: dict[str, list[Amount]] = {}
    for part in step.parts:
        by_role.setdefault(ROLE_WORDS[part.role], []).append(showing.amount(step.record, part))
    facts = [Fact(role, tuple(amounts), "amounts") for role, amounts in by_role.items()]
    if step.left_out:
        facts.append(Fact("未列出", f"另有 {step.left_out} 件；完整内容见原文。"))
    return tuple(facts)


def _when(view: EventView, step: trace.Step | None) -> tuple[Fact, ...]:
    facts = [Fact(glossary.word("event_time"), step.event_time, "time")] if step else []
    return (*facts, Fact(glossary.word("record_time"), timezone.localtime(view.record_time), "time"))


def _where(event: Event) -> tuple[Fact, ...]:
    known = names.by_canonical(uri for uri in (event.read_point, event.biz_location) if uri)
    return tuple(
        Fact(glossary.word(code), showing.thing_link(known[uri]) if uri in known else None, "link")
        for code, uri in (("read_point", event.read_point), ("biz_location", event.biz_location))
    )


def _why(event: Event) -> tuple[Fact, ...]:
    facts = [
        Fact(
            glossary.word("biz_step"),
            glossary.word(event.biz_step) if event.biz_step else None,
            note=event.biz_step or "",
        ),
        Fact(glossary.word("disposition"), event.disposition, "state")
        if event.disposition
        else Fact(glossary.word("disposition"), None),
    ]
    facts += [
        Fact(glossary.word("biz_transaction"), one.identifier, "id", one.type or "") for one in event.biz_transactions
    ]
    if event.error_declaration:
        facts.append(Fact("声明有误", event.error_declaration.reason or "没有写明原因"))
    return tuple(facts)


def _how(event: Event) -> tuple[Fact, ...]:
    if not event.sensor_elements:
        return (Fact(glossary.word("sensor_reporting"), None),)
    reports = [report for element in event.sensor_elements for report in element.get("sensorReport", ())]
    return tuple(
        Fact(str(r.get("type", "")), f"{r.get('value', r.get('stringValue', ''))} {r.get('uom', '')}".strip())
        for r in reports[:20]
    )


def _recorded_by(view: EventView) -> tuple[Fact, ...]:
    facts = [_answerable_party(view.organisation)]
    facts.extend(_recorder(Recorder(view.organisation, view.account, view.key)))
    facts.append(Fact("记录号", view.reference, "id"))
    if view.declared_in_error:
        facts.append(Fact("更正", "这个事件已另有记录声明有误"))
    return tuple(facts)


def _answerable_party(organisation: int | None) -> Fact:
    party = showing.organisation_link(organisation_names([organisation]).get(organisation or 0))
    word = glossary.word("answerable_party")
    return Fact(word, party, "link") if party else Fact(word, "系统安装者")


def _record_page(viewer: Viewer, where: Standing, found: Sequence[Change]) -> RecordPage:
    """The page of what is no event: to those who may not see the record it says neither who recorded it nor offers a receipt; who
    audits is told the person, too.
    """
    audits = deeds.audits(viewer, where.recorder.organisation)
    may_have = receipt_rights.may_have(viewer, where.kind, where.recorder.organisation)
    facts = [
        Fact("种类", labels.deed_kind_word(where.kind)),
        Fact(glossary.word("record_time"), timezone.localtime(where.record_time), "time"),
    ]
    proof = showing.proof(where, None)
    if may_have or audits:
        facts.append(_answerable_party(where.recorder.organisation))
    if audits:
        facts.extend(_recorder(where.recorder))
    if not may_have:
        proof = replace(proof, receipt_href="", certificate_href="")
    return RecordPage(
        kind=labels.deed_kind_word(where.kind),
        reference=where.reference,
        facts=tuple(facts),
        proof=proof,
        changes=register_deed.change_lines(viewer, found),
    )


def _recorder(recorder: Recorder) -> tuple[Fact, ...]:
    """The person, or the key."""
    if recorder.key is not None:
        return (Fact(glossary.word("recorder"), f"密钥「{key_name(recorder.key)}」"),)
    if recorder.account is not None:
        return (Fact(glossary.word("recorder"), account_name(recorder.account) or "姓名已擦除"),)
    return ()


@open_to(anyone)
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt as a certificate on paper, with the code that holds the whole receipt where it fits."""
    identity = _identity(number)
    viewer = cast("Request", request).viewer
    where = standing(identity, installation.policy())
    disclose = receipt_rights.discloses(viewer, identity)
    if disclose is None:
        raise NotFoundError(f"there is no record {where.reference}, or none that you may have the receipt of")
    body = None
    facts: list[Fact] = [Fact("记录号", where.reference, "id"), Fact("种类", labels.deed_kind_word(where.kind))]
    if where.kind == EPCIS_EVENTS and deed_and_position(identity)[1] > 1:
        view = events.by_record(viewer, identity)
        if view.record != identity:
            return HttpResponseRedirect(f"/records/{view.reference}/receipt")
        body = view.raw
        step = next(iter(trace.steps_of([identity])), None)
        facts = _certified(view, step) if step else facts
    receipt = prove(identity, installation.policy(), disclose=disclose)
    page = ReceiptPage(
        title="入账凭证",
        facts=tuple(facts),
        proof=showing.proof(where, body),
        page_url=installation.public_url(f"/records/{where.reference}"),
        issued_at=timezone.localtime(),
        back=Link("回到记录", f"/records/{where.reference}"),
        log_key=" ".join(str(log.key) for log in installation.policy().logs),
        receipt_text=_for_code(receipt),
        receipt_discloses=isinstance(receipt.record, receipts.Disclosed),
    )
    return render(request, "receipt.html", {"page": page})


def _for_code(receipt: receipts.Receipt) -> str:
    """The receipt as the text of a code; without the content where that would make the code too large to read; else nothing."""
    text = receipts.to_text(receipt.format())
    return text if len(text) <= _QR_CHARACTERS_MAX else ""


def _certified(view: EventView, step: trace.Step) -> list[Fact]:
    made = step.after() or step.before()
    return [
        Fact("货物", showing.thing_link(made[0].thing).word if made else "—"),
        Fact("编码", identify(made[0].thing.canonical).label if made else "—", "id"),
        Fact(glossary.word("biz_step"), glossary.word(step.biz_step or "other")),
        Fact(glossary.word("event_time"), step.event_time, "time"),
        _answerable_party(view.organisation),
        Fact("记录号", view.reference, "id"),
    ]
