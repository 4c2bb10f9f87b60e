"""Which rules say what source counts first, now and before, and who made them?"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from yaomai.registers.withdrawn import withdrawn_at


@dataclass(frozen=True, slots=True)
class PreferenceView:
    """One rule: for `property` of the kind (empty: all of them) the classes of source in this order. `withdrawn`: when it ended by
    being withdrawn; None while it was not.
    """

    record: int
    property: str
    sources: tuple[str, ...]
    reason: str
    record_time: datetime
    organisation: int | None
    account: int | None
    withdrawn: datetime | None


def preferences(kind: str) -> list[PreferenceView]:
    """All rules of a kind, newest first; of each property the newest not withdrawn holds. Rules are no secret."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.record, p.property, p.sources, p.reason, p.record_time, d.organisation, d.account,"
            f" {withdrawn_at('p.record')} FROM registers_preference p JOIN ledger_deed d ON d.id = p.record >> 20"
            " WHERE p.kind = %s ORDER BY p.record DESC",
            (kind,),
        )
        return [PreferenceView(row[0], row[1], tuple(row[2].split()), *row[3:]) for row in cursor.fetchall()]
