"""Which deeds were recorded last, and which leaf of the log is each?"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connections

from yaomai.errors import NotFoundError
from yaomai.ledger.engine.deed import deed_and_position, reference

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class RecordedDeed:
    """One deed as the record has it, without its bodies: `size` is the number of its records; `leaf_index` None: no leaf yet.

    Who may know the `organisation` is not looked at here: the caller asks the visibility of the kind.
    """

    deed: int
    kind: str
    record_time: datetime
    organisation: int | None
    size: int
    leaf_index: int | None


@dataclass(frozen=True, slots=True)
class DeedPage:
    """Deeds, newest first. `older` and `newer` are where (`before`) the neighbouring pages begin: None for `older` on the
    last page, and for `newer` when that is the page that begins with the newest deed.
    """

    deeds: tuple[RecordedDeed, ...]
    older: int | None
    newer: int | None


def newest(*, before: int | None = None, size: int = PAGE_SIZE, using: str = "default") -> DeedPage:
    """The `size` newest deeds, or those before deed `before` (keyset)."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT d.id, d.kind, d.record_time, d.organisation, d.size, l.leaf_index"
            " FROM ledger_deed d LEFT JOIN ledger_leaf l ON l.deed_id = d.id"
            " WHERE %(before)s::bigint IS NULL OR d.id < %(before)s ORDER BY d.id DESC LIMIT %(limit)s",
            {"before": before, "limit": size + 1},
        )
        found = [RecordedDeed(*row) for row in cursor.fetchall()]
    older = found[size - 1].deed if len(found) > size else None
    return DeedPage(tuple(found[:size]), older, None if before is None else _newer(before, size, using))


def place_of(record: int) -> tuple[datetime, int | None]:
    """When a record was recorded, and the index of its deed's leaf (None: none yet). Raises NotFoundError when there is none."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT d.record_time, l.leaf_index FROM ledger_deed d LEFT JOIN ledger_leaf l ON l.deed_id = d.id WHERE d.id = %s",
            (deed_and_position(record)[0],),
        )
        row = cursor.fetchone()
    if row is None:
        raise NotFoundError(f"there is no record {reference(record)}")
    return row[0], row[1]


def _newer(before: int, size: int, using: str) -> int | None:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT id FROM ledger_deed WHERE id >= %s ORDER BY id LIMIT 1 OFFSET %s", (before, size))
        row = cursor.fetchone()
    return row[0] if row else None
