"""What does the tree of organisations look like?"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from yaomai.people.queries.organisations_now import ORGANISATIONS_NOW


@dataclass(frozen=True, slots=True)
class Branch:
    """An organisation of the tree with those under it, as everybody may know it. `ended`: it was dissolved."""

    organisation: int
    name: str
    kind: str
    invented: bool
    division: str
    ended: datetime | None
    below: "tuple[Branch, ...]" = ()

    @property
    def size(self) -> int:
        """How many organisations it has, itself included."""
        return 1 + sum(branch.size for branch in self.below)

    @property
    def is_all_invented(self) -> bool:
        """Whether it and all under it are made up."""
        return self.invented and all(branch.is_all_invented for branch in self.below)


def organisation_tree(*, with_ended: bool = False) -> tuple[Branch, ...]:
    """All organisations, those under nobody first; beside each other by division, then in the order in which they were founded.

    One that was dissolved is left out unless `with_ended`, or when others are under it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT organisation, name, kind, invented, division, ended, parent FROM {ORGANISATIONS_NOW} o"
            " ORDER BY CASE kind WHEN 'authority' THEN 0 WHEN 'operator' THEN 2 ELSE 1 END,"
            " division = '', division, organisation"
        )
        rows = cursor.fetchall()
    under: dict[int | None, list[tuple[int, str, str, bool, str, datetime | None]]] = {}
    there = {row[0] for row in rows}
    for *row, parent in rows:
        # One whose parent's record was erased stands at the top.
        under.setdefault(parent if parent in there else None, []).append(tuple(row))

    def branches(parent: int | None) -> tuple[Branch, ...]:
        made = (Branch(*row, branches(row[0])) for row in under.get(parent, ()))
        return tuple(one for one in made if with_ended or one.ended is None or one.below)

    return branches(None)
