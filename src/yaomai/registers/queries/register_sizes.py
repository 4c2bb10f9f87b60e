"""How many entities of each register does the viewer see, and when was one of them changed last?"""

from dataclasses import dataclass
from datetime import datetime

from yaomai.people.viewer import Viewer
from yaomai.registers import kinds
from yaomai.registers.declaration.kind import Kind
from yaomai.registers.sight import seen_by


@dataclass(frozen=True, slots=True)
class Size:
    """A register with at least one entity."""

    kind: Kind
    entities: int
    changed: datetime


def counts(viewer: Viewer) -> dict[str, int]:
    """How many entities of each kind the viewer sees, as lists count them, by an index alone; kinds with none are left out."""
    with seen_by(viewer) as cursor:
        cursor.execute("SELECT kind, count(*) FROM registers_listed_seen GROUP BY kind")
        return dict(cursor.fetchall())


def sizes(viewer: Viewer) -> list[Size]:
    """Of each declared kind of which the viewer sees an entity, in the order of declaration."""
    with seen_by(viewer) as cursor:
        cursor.execute(
            "SELECT kind, count(*), max(record_time) FROM registers_entity_seen"
            " WHERE merged_into IS NULL AND NOT is_void GROUP BY kind"
        )
        found = {kind: (count, changed) for kind, count, changed in cursor.fetchall()}
    return [Size(kind, *found[kind.name]) for kind in kinds.all_kinds() if kind.name in found]
