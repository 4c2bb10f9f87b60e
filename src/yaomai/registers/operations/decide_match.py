"""How is it kept that a person decided whom a written name means, or that two entities are two?

Later matches go by it (queries/matching.py). It is undone by withdrawing its record (operations/withdraw.py).
"""

from datetime import datetime

from django.db import transaction

from yaomai.errors import ConflictError, Finding, InvalidError, NotAllowedError
from yaomai.ledger.engine.deed import reference
from yaomai.ledger.operations.record import NewDeed, record
from yaomai.people.locks import lock
from yaomai.people.recorder import recorder_of
from yaomai.people.viewer import Viewer
from yaomai.registers import kinds
from yaomai.registers.declaration.kind import Kind
from yaomai.registers.derivation import bigints
from yaomai.registers.engine.match_deed import KIND, TEXT_CHARACTERS_MAX, MatchDecision, about, body, key_of
from yaomai.registers.models import MatchDecision as Row
from yaomai.registers.queries.match_decisions import newest
from yaomai.registers.sight import keeps_own, may_keep, seen_by


def may_decide(viewer: Viewer, kind: Kind) -> bool:
    """Whether the viewer may decide about names of a kind: who keeps entities of it, all or the own organisation's."""
    return may_keep(viewer, kind, None, viewer.division) or ("own" in kind.kept_by and keeps_own(viewer))


def decide(
    viewer: Viewer,
    kind: str,
    text: str,
    entity: int | None,
    *,
    not_entity: int | None = None,
    expected: int | None,
    now: datetime,
) -> int:
    """Record that `text` means `entity`; or, when that is None, that it does not mean `not_entity`; or, when that is None too, that
    it means none that is there. Returns the record.

    expected: the record of the newest decision about the text that the viewer has seen (`match_decisions.newest`; None: there was
    none). Raises ConflictError when there is another one by now, InvalidError with all that is wrong, NotAllowedError,
    NotFoundError for no such kind.
    """
    declared = kinds.kind(kind)
    if not may_decide(viewer, declared):
        raise NotAllowedError(f"who keeps the register {kind} decides whom names mean in it")
    said = MatchDecision(kind, " ".join(text.split()), entity, not_entity)
    key = key_of(said.text)
    findings = _findings(viewer, declared, said, key)
    if findings:
        raise InvalidError(findings)
    with transaction.atomic():
        lock(f"registers.match_decision {kind} {key}")
        before = newest(viewer, kind, said.text)
        seen = before.record if before else None
        if seen != expected:
            whose = f"record {reference(before.record)}" if before else "no decision any more"
            raise ConflictError(f"about {said.text[:80]!r} there is {whose} by now; look at it, then decide again")
        recorded = record(NewDeed(KIND, recorder_of(viewer), [body(said)]), now=now)
        Row.objects.create(
            record=recorded.record_ids[0],
            kind=kind,
            text=key,
            entity=entity,
            not_entity=not_entity,
            organisation=viewer.organisation,
            record_time=now,
        )
    return recorded.record_ids[0]


def tell_apart(viewer: Viewer, kind: str, one: int, two: int, *, expected: int | None, now: datetime) -> int:
    """Record that two entities are two, however alike they are; `expected` as in `decide`. Returns the record."""
    first, second = sorted((one, two))
    return decide(viewer, kind, about(first), None, not_entity=second, expected=expected, now=now)


def _findings(viewer: Viewer, kind: Kind, said: MatchDecision, key: str) -> list[Finding]:
    findings = []
    if not key or len(said.text) > TEXT_CHARACTERS_MAX:
        message = f"a name has 1 to {TEXT_CHARACTERS_MAX} characters, one of them a letter or a digit"
        findings.append(Finding("registers.name_length", "/text", message, said.text[:80]))
    if said.entity is not None and said.not_entity is not None:
        message = "a name means an entity, or it does not mean another: one of the two is decided at a time"
        findings.append(Finding("registers.decision_twofold", "/not_entity", message, str(said.not_entity)))
    named = {"/entity": said.entity, "/not_entity": said.not_entity}
    if said.text.startswith("#"):
        named["/text"] = int(key[1:]) if key[1:].isdigit() and len(key) < 20 else 0
    there = _there(viewer, kind, [number for number in named.values() if number])
    for pointer, number in named.items():
        if number is not None and number not in there:
            message = f"there is no {kind.name} of this number that you may see"
            findings.append(Finding("registers.entity_unknown", pointer, message, str(number)))
    return findings


def _there(viewer: Viewer, kind: Kind, numbers: list[int]) -> set[int]:
    with seen_by(viewer) as cursor:
        cursor.execute(
            "SELECT id FROM registers_entity_seen WHERE id = ANY(%s::bigint[]) AND kind = %s",
            (bigints(numbers), kind.name),
        )
        return {number for (number,) in cursor.fetchall()}
