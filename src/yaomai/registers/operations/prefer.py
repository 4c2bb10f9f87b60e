"""How is it decided which class of source counts first where sources disagree?"""

from collections.abc import Sequence
from datetime import datetime

from yaomai.errors import Finding, InvalidError, NotAllowedError
from yaomai.people.viewer import Viewer
from yaomai.registers import kinds
from yaomai.registers.declaration.kind import Kind
from yaomai.registers.engine.resolve import SOURCES
from yaomai.registers.facts import PREFERENCE, reason_of, record_fact
from yaomai.registers.operations.everything import everything
from yaomai.registers.operations.lock import Cursor, hold_kinds, lock_entities
from yaomai.registers.operations.refresh import refresh
from yaomai.registers.sight import may_decide


def prefer(
    viewer: Viewer,
    kind: str,
    property: str,  # noqa: A002  # the word of the registers
    sources: Sequence[str],
    *,
    reason: str,
    now: datetime,
) -> int:
    """Record which classes of source count first for a property of a kind ("": for all that have no order of their own); those
    not named come after them. Returns the record, by which it can be withdrawn.

    Raises NotAllowedError unless the viewer may, NotFoundError for an unknown kind, InvalidError.
    """
    declared = kinds.kind(kind)
    if not may_prefer(viewer, declared):
        raise NotAllowedError("the order of sources is set by administrators and by who may keep every row of the kind")
    reason = reason_of(reason)
    findings = []
    if property and property not in declared.by_name:
        words = f"the kind {kind} has no property {property[:80]!r}; it has {', '.join(declared.by_name)}"
        findings.append(Finding("registers.property_unknown", "/property", words, property[:80]))
    if not sources or len(set(sources)) < len(sources) or not set(sources) <= set(SOURCES):
        words = f"name some of these classes of source, each once, the first counts first: {', '.join(SOURCES)}"
        findings.append(Finding("registers.sources_unusable", "/sources", words, ", ".join(sources)[:120]))
    if findings:
        raise InvalidError(findings)
    with everything() as cursor:
        hold_kinds(cursor, [kind])
        members = {"kind": kind, "property": property, "sources": list(sources), "reason": reason}
        record = record_fact(PREFERENCE, members, viewer, now)
        cursor.execute(
            "INSERT INTO registers_preference (record, kind, property, sources, reason, record_time)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            (record, kind, property, " ".join(sources), reason, now),
        )
        refresh(cursor, affected(cursor, kind, property), now)
    return record


def may_prefer(viewer: Viewer, kind: Kind) -> bool:
    """Whether the viewer may set the order of sources, which is one for all rows: administrators, and whoever may decide about
    every row of the kind, whoever keeps it and wherever it lies.
    """
    return "administrator" in viewer.roles or may_decide(viewer, kind, None)


def affected(cursor: Cursor, kind: str, name: str) -> set[int]:
    """The entities of which several speak about a property (of any, if "" is asked for), locked: only there an order matters."""
    rows = cursor.execute(
        "SELECT coalesce(e.merged_into, e.id) FROM registers_statement s JOIN registers_entity e ON e.id = s.entity"
        " WHERE s.kind = %(kind)s AND (%(name)s::text = '' OR s.property = %(name)s::text)"
        " GROUP BY 1, s.property HAVING count(DISTINCT (s.organisation, s.source)) > 1",
        {"kind": kind, "name": name},
    ).fetchall()
    numbers = {row[0] for row in rows}
    lock_entities(cursor, numbers)
    return numbers
