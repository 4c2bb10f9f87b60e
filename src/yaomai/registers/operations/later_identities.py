"""Who will have an identity from a later day on, by what is said by now?

Today's identities are rows (`registers_identity_key`); those of days that have not come are looked for among what is said of them.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from yaomai.database.text_array import text_array
from yaomai.registers.engine.told import Saying
from yaomai.registers.operations.lock import Cursor

_BETWEEN = "\x1f"


def later_claims(cursor: Cursor, keys: Collection[str], day: date) -> dict[str, list[tuple[int, date]]]:
    """Of identities: the entities of which a part of it is said from a day after `day` on, and that day, the earliest first.
    Whether they have the identity then has still to be derived.
    """
    by_part: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    for key in keys:
        kind, *rest = key.split(_BETWEEN)
        half = len(rest) // 2
        for name, value in zip(rest[:half], rest[half:], strict=True):
            by_part[kind, name, value].add(key)
    kinds, names, values = (sorted({part[at] for part in by_part}) for at in range(3))
    rows = cursor.execute(
        "SELECT s.kind, s.property, part.value, coalesce(e.merged_into, e.id), s.valid_from"
        " FROM registers_statement s JOIN registers_entity e ON e.id = s.entity, jsonb_array_elements_text("
        "CASE left(s.value, 1) WHEN '[' THEN s.value::jsonb ELSE jsonb_build_array(s.value::jsonb) END) part(value)"
        " WHERE s.kind = ANY (%s::text[]) AND s.property = ANY (%s::text[]) AND s.valid_from > %s"
        " AND part.value = ANY (%s::text[]) ORDER BY s.valid_from, s.record",
        (text_array(kinds), text_array(names), day, text_array(values)),
    ).fetchall()
    found: defaultdict[str, list[tuple[int, date]]] = defaultdict(list)
    for kind, name, value, entity, since in rows:
        for key in by_part.get((kind, name, value), ()):
            found[key].append((entity, since))
    return found


def still_said(says: Sequence[Saying], key: str, then: date, later: date) -> bool:
    """Whether what is told, and gives this identity on the day `then`, says the same of the `later` day."""
    rest = key.split(_BETWEEN)[1:]
    naming = [one for one in says if one.property in rest[: len(rest) // 2]]
    return all(_said(naming, one.property, then) == _said(naming, one.property, later) for one in naming)


def _said(says: Sequence[Saying], name: str, day: date) -> tuple[object, ...]:
    """What the last of these says of a property on a day; empty: nothing."""
    found = [
        (one.value,)
        for one in says
        if one.property == name
        and (one.valid_from is None or one.valid_from <= day)
        and (one.valid_to is None or day < one.valid_to)
    ]
    return found[-1] if found else ()
