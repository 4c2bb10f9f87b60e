"""What does the record hold under these numbers: the bodies, and who recorded them when?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connections

from yaomai.ledger.engine.deed import Recorder, reference


@dataclass(frozen=True, slots=True)
class KeptRecord:
    """One record and what its deed says of it. `body` is None when it was erased."""

    record: int
    deed: int
    kind: str
    recorder: Recorder
    record_time: datetime
    body: bytes | None

    @property
    def reference(self) -> str:
        """The record's number as people write it."""
        return reference(self.record)

    @property
    def erased(self) -> bool:
        """Whether the body was erased."""
        return self.body is None


def mentioning(records: Collection[int], words: Collection[bytes], using: str = "default") -> frozenset[int]:
    """Which of these records have a body in which any of these words stands, byte for byte."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT r.id FROM ledger_record r WHERE r.id = ANY(%s::bigint[])"
            " AND EXISTS (SELECT FROM unnest(%s::bytea[]) AS said(word) WHERE position(said.word IN r.body) > 0)",
            (list(records), list(words)),
        )
        return frozenset(number for (number,) in cursor.fetchall())


def read(records: Collection[int], using: str = "default") -> Mapping[int, KeptRecord]:
    """These records, in one query; those that are not there are left out.

    Nobody's right to see them is looked at here: the caller holds the body against `yaomai.people.viewer`.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT r.id, d.id, d.kind, d.organisation, d.account, d.key, d.record_time, r.body"
            " FROM ledger_record r JOIN ledger_deed d ON d.id = r.id >> 20 WHERE r.id = ANY(%s)",
            (list(records),),
        )
        return {
            record: KeptRecord(
                record,
                deed,
                kind,
                Recorder(organisation, account, key),
                record_time,
                None if body is None else bytes(body),
            )
            for record, deed, kind, organisation, account, key, record_time, body in cursor.fetchall()
        }
