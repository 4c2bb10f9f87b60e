"""How is personal data taken off the record, so that everybody can see that it was?

An erasure is itself a deed. Body and salt of the erased record go, its hash stays, so the tree still verifies and nobody can guess
what the hash was of. The rows that repeat the body elsewhere go with it. It runs under its own database role: the application
cannot erase, and a trigger lets nothing be blanked that no erasure names.
"""

from collections.abc import Sequence
from datetime import datetime

import orjson
from django.db import connections, transaction

from yaomai.errors import Finding, InvalidError, NotFoundError
from yaomai.ledger.engine.deed import Recorder, deed_and_position, record_id, reference
from yaomai.ledger.models import Deed, Erasure, Record
from yaomai.ledger.operations.record import NewDeed, Recorded, record
from yaomai.ledger.projections import DeedView, Erasing, Projection, Row, erasure_rule, of_kind, register

KIND = "ledger.erasure"


def erase(records: Sequence[int], *, reason: str, recorder: Recorder, now: datetime, using: str = "eraser") -> Recorded:
    """Erase the bodies of these records for `reason`, as one deed; returns that deed.

    Raises NotFoundError for a record that is not there, InvalidError without a reason, for the same record twice, or
    for a record that is itself an erasure, that must not go without others
    (projections.register_erasure_rule), or of a kind whose tables cannot forget it (Projection.erase).
    """
    _check(records, reason)
    with transaction.atomic(using=using):
        deeds = _erasable(records, using)
        bodies = [orjson.dumps({"record": one, "reason": reason}, option=orjson.OPT_SORT_KEYS) for one in records]
        recorded = record(NewDeed(KIND, recorder, bodies), now=now, using=using)
        Erasure.objects.using(using).bulk_create(
            Erasure(record=own, erased_record=one, reason=reason)
            for own, one in zip(recorded.record_ids, records, strict=True)
        )
        with connections[using].cursor() as cursor:
            for one in records:
                for projection in of_kind(deeds[deed_and_position(one)[0]].kind):
                    if projection.erase:
                        cursor.execute(projection.erase, (one,))
            cursor.execute("UPDATE ledger_record SET salt = NULL, body = NULL WHERE id = ANY(%s)", (list(records),))
    return recorded


def _erasable(records: Sequence[int], using: str) -> dict[int, Deed]:
    """The deeds of these records, which are locked. Raises as `erase` says when one of them may not be erased."""
    touched = {deed_and_position(one)[0] for one in records}
    deeds = {deed.id: deed for deed in Deed.objects.using(using).filter(id__in=touched)}
    held = {row.id: row.body is None for row in Record.objects.using(using).filter(id__in=records).select_for_update()}
    findings = []
    for one in records:
        deed = deeds.get(deed_and_position(one)[0])
        if deed is None or one not in held:
            raise NotFoundError(f"there is no record {reference(one)}; nothing was erased")
        if deed.kind == KIND or held[one]:
            what = "is itself an erasure" if deed.kind == KIND else "has been erased already"
            findings.append(Finding("ledger.not_erasable", "", f"record {reference(one)} {what}", reference(one)))
    for deed in deeds.values():
        first, last = record_id(deed.id, 1), record_id(deed.id, deed.size)
        before = Erasure.objects.using(using).filter(erased_record__range=(first, last))
        erased = {*before.values_list("erased_record", flat=True), *(one for one in records if first <= one <= last)}
        kept = [projection.table for projection in of_kind(deed.kind) if not projection.erase]
        if kept and deed.kind != KIND:
            words = f"records of kind {deed.kind} are not erased: {', '.join(kept)} goes by them"
            findings.append(Finding("ledger.not_erasable", "", words, f"deed {deed.id}"))
        findings += [
            Finding("ledger.not_erasable_alone", "", words, f"deed {deed.id}")
            for words in erasure_rule(deed.kind)(Erasing(deed.size, sorted(erased), records, using))
        ]
    if findings:
        raise InvalidError(findings)
    return deeds


def _check(records: Sequence[int], reason: str) -> None:
    findings = []
    if not reason.strip():
        findings.append(
            Finding("ledger.erasure_without_reason", "/reason", "say why it is erased, and on what legal basis")
        )
    if not records or len(set(records)) != len(records):
        findings.append(
            Finding("ledger.erasure_of_what", "/records", "name each record to erase once", str(list(records)))
        )
    if findings:
        raise InvalidError(findings)


def _rebuild(deed: DeedView) -> list[Row]:
    rows: list[Row] = []
    for own, body in deed.records:
        said = orjson.loads(body or b"{}")
        rows.append((own, said.get("record"), said.get("reason")))
    return rows


register(
    Projection(
        kind=KIND,
        table="ledger_erasure",
        select="SELECT record, erased_record, reason FROM ledger_erasure WHERE record BETWEEN %s AND %s",
        rebuild=_rebuild,
    )
)
