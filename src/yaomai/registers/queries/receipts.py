"""Who may have the receipt of what was recorded in a register, and with its text in it?

A receipt says who recorded: that is for the recorder's own people, inspectors and officials. Its text is only for who sees
everything that it tells of an entity.
"""

from collections.abc import Collection

from yaomai.ledger.engine.deed import record_id
from yaomai.ledger.queries import records
from yaomai.people.viewer import Viewer
from yaomai.registers import facts, kinds
from yaomai.registers.declaration.kind import Kind
from yaomai.registers.derivation import bigints
from yaomai.registers.engine.told import read_body
from yaomai.registers.facts import VISIBILITY
from yaomai.registers.sight import seen_by, sights

__all__ = ["DEED_KINDS", "VISIBILITY", "discloses"]

DEED_KINDS = (
    facts.STATEMENTS,
    facts.WITHDRAWAL,
    facts.CHOICE,
    facts.PREFERENCE,
    facts.MERGE,
    facts.MATCH_DECISION,
)


def discloses(viewer: Viewer, record: int) -> bool | None:
    """Whether the receipt that the viewer may have of such a record carries its text; None when the viewer does not see the
    entities that it is about, and so may have none.
    """
    kept = records.read([record]).get(record)
    if kept is None:
        return None
    if kept.body is None:
        return True  # it was erased: there is no text
    if kept.kind == facts.STATEMENTS:
        told = read_body(record, kept.body, kept.recorder.organisation)
        about, said = [told.entity], {one.property for one, _ in told.said}
    else:
        body = facts.decoded(kept.body)
        about = [body[name] for name in ("entity", "not_entity", "gone", "into") if body.get(name) is not None]
        said = {body["property"]} if kept.kind == facts.CHOICE else set()
        if kept.kind == facts.WITHDRAWAL:  # its reason tells of what is withdrawn
            return discloses(viewer, body["record"] or record_id(body["deed"], 1))
        if kept.kind == facts.MATCH_DECISION:
            said = {kinds.kind(body["kind"]).title}  # the name that was decided about
        if not about:
            return _of_a_kind(viewer, kinds.kind(body["kind"]), kept.recorder.organisation, said)
    with seen_by(viewer) as cursor:
        cursor.execute(
            "SELECT kind, organisation, division FROM registers_entity_seen WHERE id = ANY (%s::bigint[])",
            (bigints(about),),
        )
        rows = cursor.fetchall()
    if len(rows) < len(set(about)):
        return None
    return all(said <= sights(viewer, kinds.kind(kind)).of(*place) for kind, *place in rows)


def _of_a_kind(viewer: Viewer, kind: Kind, organisation: int | None, said: Collection[str]) -> bool | None:
    """The same of what is about no entity but a kind: as rows of whoever recorded it are seen."""
    seen = sights(viewer, kind)
    return seen.of(organisation, "").issuperset(said) if seen.ever else None
