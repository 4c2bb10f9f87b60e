"""What holds today of one entity and of just those that some rules about it look at?

For whoever asks about one thing of very many, such as a phone that scans a pack: no kind is read as a whole.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import orjson

from yaomai.people.viewer import Viewer
from yaomai.registers import assessments, kinds
from yaomai.registers.declaration.kind import Kind
from yaomai.registers.declaration.rules import Condition, Related, Rule
from yaomai.registers.declaration.types import Ref
from yaomai.registers.engine.snapshot import Row, Snapshot, reach
from yaomai.registers.queries.snapshots import CURRENT, current_rows, unseen
from yaomai.registers.sight import seen_by


def surroundings(viewer: Viewer, kind: str, number: int, rules: Sequence[Rule], *, today: date) -> Snapshot:
    """A snapshot of today that holds the entity (unless the viewer does not see it) and what these rules about it lead to."""
    with seen_by(viewer) as cursor:
        walk = _Walk(viewer, {one.name: one for one in kinds.all_kinds()}, cursor, today)
        walk.fetch("id = ANY(%s)", ([number],))
        for row in list(walk.rows.get(kind, {}).values()):
            walk.along([path for rule in rules for path in _own_paths(kind, rule)], [row])
            for related in _related(rules):
                walk.join(related, row, today)
    return Snapshot(today, walk.declared, walk.rows, unseen(viewer, walk.declared), walk.merged)


def _own_paths(kind: str, rule: Rule) -> Iterable[str]:
    """The paths of a rule that begin at the entity itself."""
    return [path for start, path in assessments.paths(kind, rule) if start == kind and path]


def _related(rules: Sequence[Rule]) -> list[Related]:
    sides = [side for rule in rules if isinstance(rule, Condition) for side in (rule.path, rule.value)]
    return [one for one in sides if isinstance(one, Related)]


@dataclass(slots=True)
class _Walk:
    """The rows found so far, in an open transaction of the viewer's."""

    viewer: Viewer
    declared: Mapping[str, Kind]
    cursor: Any
    today: date
    rows: dict[str, dict[int, Row]] = field(default_factory=dict)
    merged: dict[int, int] = field(default_factory=dict)

    def fetch(self, condition: str, values: Sequence[Any]) -> list[Row]:
        """The rows of which this holds, and those that they are part of now."""
        self.cursor.execute(
            f"{CURRENT} WHERE NOT is_void AND kind = ANY(%s) AND {condition}", (list(self.declared), *values)
        )
        rows, merged = current_rows(self.viewer, self.declared, self.cursor.fetchall(), self.today)
        found = [row for by_number in rows.values() for row in by_number.values()]
        for row in found:
            self.rows.setdefault(row.kind, {})[row.number] = row
        self.merged |= merged
        ends = [end for end in merged.values() if not any(end in by_number for by_number in self.rows.values())]
        return found + (self.fetch("id = ANY(%s)", (ends,)) if ends else [])

    def along(self, paths: Iterable[str], starts: Sequence[Row]) -> None:
        """Fetch what these paths lead through, and what they end in: it has a title."""
        for path in paths:
            rows = list(starts)
            for name in path.split("."):
                numbers = {one for row in rows for one in _numbers(self.declared[row.kind], name, row)}
                rows = self.fetch("id = ANY(%s)", (sorted(numbers),)) if numbers else []

    def join(self, related: Related, row: Row, today: date) -> None:
        """Fetch the rows of another kind that name this entity, and what the conditions on them lead through."""
        held = Snapshot(today, self.declared, self.rows, {}, self.merged)
        wanted: list[dict[str, object]] = [{}]
        for theirs, ours in related.link.items():
            declared = self.declared[related.kind].by_name.get(theirs)
            if declared is None:
                continue  # a longer path: the rows that the others leave are looked at
            values = reach(held, row, ours).values
            wanted = [one | {theirs: [value] if declared.many else value} for one in wanted for value in values]
        # A public page forbids bitmaps, by which alone this index answers (traceability/queries/last_changed.py: unchanging).
        self.cursor.execute("SET LOCAL enable_bitmapscan = on")
        condition = " OR ".join(["current @> %s::jsonb"] * len(wanted)) or "false"
        found = self.fetch(
            f"kind = %s AND ({condition})", (related.kind, *(orjson.dumps(one).decode() for one in wanted))
        )
        further = [
            *related.link,
            related.take,
            *(path for one in related.where for path in _own_paths(related.kind, one)),
        ]
        self.along([path for path in further if path], found)


def _numbers(kind: Kind, name: str, row: Row) -> list[int]:
    declared = kind.by_name.get(name)
    if declared is None or not isinstance(declared.type, Ref):
        return []
    value = row.values.get(name)
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, int)]
