"""How does a person decide which statement holds where sources disagree?"""

from datetime import datetime

from yaomai.errors import Finding, InvalidError, NotAllowedError, NotFoundError
from yaomai.people.viewer import Viewer
from yaomai.registers import kinds
from yaomai.registers.derivation import not_withdrawn
from yaomai.registers.engine.resolve import Place
from yaomai.registers.facts import CHOICE, reason_of, record_fact
from yaomai.registers.operations.everything import everything
from yaomai.registers.operations.identities import refusing_clashes
from yaomai.registers.operations.lock import lock_entities, share_kinds
from yaomai.registers.operations.refresh import refresh
from yaomai.registers.sight import may_decide, sight


def choose(
    viewer: Viewer,
    entity: int,
    property: str,  # noqa: A002  # the word of the registers
    statement: Place,
    *,
    reason: str,
    now: datetime,
) -> int:
    """Record that of a property this statement (record, ordinal) holds, as long as it counts; returns the record of the choice.

    Raises NotFoundError for an entity that the viewer does not see, NotAllowedError unless the viewer has a role that keeps the
    kind, InvalidError for a statement that is not one about this property of this entity, or is withdrawn, or that gives it the
    identity of another.
    """
    reason = reason_of(reason)
    with everything() as cursor:
        found = cursor.execute(
            "SELECT kind FROM registers_entity WHERE id = %s::bigint", (entity if 0 < entity < 2**63 else 0,)
        ).fetchone()
        if found is None:
            raise NotFoundError(f"there is no entity {entity}, or none that you may see")
        share_kinds(cursor, [found[0]])
        rows = lock_entities(cursor, [entity])
        row = rows[rows[entity][4] or entity]
        kind = kinds.kind(row[1])
        seen = sight(viewer, kind, row[2], row[3])
        if not seen:
            raise NotFoundError(f"there is no entity {entity}, or none that you may see")
        if not may_decide(viewer, kind, row[2], row[3]) or property not in seen & kind.by_name.keys():
            raise NotAllowedError(f"what holds of a {kind.name} is decided by the roles that keep the kind")
        about = cursor.execute(
            "SELECT s.entity FROM registers_statement s JOIN registers_entity e ON e.id = s.entity"
            " WHERE s.record = %(record)s::bigint AND s.ordinal = %(ordinal)s::int AND s.property = %(property)s"
            f" AND coalesce(e.merged_into, e.id) = %(end)s AND {not_withdrawn('s.record', 's.ordinal')}",
            {
                "record": statement[0],
                "ordinal": statement[1],
                "property": property,
                "end": row[0],
                "known": "infinity",
            },
        ).fetchone()
        if about is None:
            words = "this is no statement about this property of this entity, or it is withdrawn"
            shown = f"{statement[0]}.{statement[1]}"
            raise InvalidError([Finding("registers.choice_of_another", "/statement", words, shown)])
        members = {"entity": row[0], "property": property, "statement": list(statement), "reason": reason}
        record = record_fact(CHOICE, members, viewer, now)
        cursor.execute(
            "INSERT INTO registers_choice (record, entity, property, statement_record, statement_ordinal, reason, record_time)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            (record, row[0], property, *statement, reason, now),
        )
        with refusing_clashes(cursor, viewer, [row[0]]):
            refresh(cursor, [row[0]], now)
    return record
