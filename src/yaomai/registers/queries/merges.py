"""Which entities were merged into this one, and which decisions were made about it, by whom and why?

The caller has looked whether the viewer may see the entity (`queries/entities.py`).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from yaomai.registers.withdrawn import withdrawn_at


@dataclass(frozen=True, slots=True)
class MergeView:
    """That `gone` was made part of `into`; `withdrawn`: when that was undone, None while it holds."""

    record: int
    gone: int
    into: int
    reason: str
    record_time: datetime
    organisation: int | None
    withdrawn: datetime | None


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """That of a property a statement was chosen; `withdrawn`: when that was undone, None while it holds."""

    record: int
    property: str
    statement: tuple[int, int]
    reason: str
    record_time: datetime
    organisation: int | None
    withdrawn: datetime | None


def merges(number: int) -> list[MergeView]:
    """The merges in which the entity took part, newest first, those included that were undone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT one.record, one.gone, one.into, one.reason, one.record_time, d.organisation,"
            f" {withdrawn_at('one.record')} FROM registers_merge one JOIN ledger_deed d ON d.id = one.record >> 20"
            " WHERE %(number)s IN (one.gone, one.into) ORDER BY one.record DESC",
            {"number": number},
        )
        return [MergeView(*row) for row in cursor.fetchall()]


def choices(number: int) -> list[ChoiceView]:
    """The decisions about the entity's properties, newest first, those included that were undone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT one.record, one.property, one.statement_record, one.statement_ordinal, one.reason, one.record_time,"
            f" d.organisation, {withdrawn_at('one.record')} FROM registers_choice one"
            " JOIN ledger_deed d ON d.id = one.record >> 20"
            " WHERE one.entity = %(number)s ORDER BY one.record DESC",
            {"number": number},
        )
        return [ChoiceView(row[0], row[1], (row[2], row[3]), *row[4:]) for row in cursor.fetchall()]
