"""How are the tables of events made anew from the record?

For a migration that gives them columns or tables which the rows of old events need, too. They are projections: everything in them
follows from the bodies. The dictionary of identifiers stays, so that numbers keep their meaning; names are made anew with them.
"""

from collections.abc import Iterator

from django.db import connections, transaction

from yaomai.ledger.engine.deed import RECORDS_PER_DEED, Recorder, record_id
from yaomai.ledger.projections import DeedView, of_kind
from yaomai.traceability.engine.kept_document import KIND
from yaomai.traceability.operations.write_events import write_events, write_repeats
from yaomai.traceability.projections import deed_events, deed_header_names


def rebuild_events(*, using: str = "owner") -> int:
    """Empty all tables of events and fill them from the bodies on record; returns the number of deeds. One transaction.

    `using` is a connection that may delete: the owner's. Raises ValueError when a body can no longer be read.
    """
    deeds = 0
    with transaction.atomic(using=using):
        with connections[using].cursor() as cursor:
            for projection in of_kind(KIND):
                cursor.execute(
                    f"DELETE FROM {projection.table} WHERE record >> 20 IN (SELECT id FROM ledger_deed WHERE kind = %s)",
                    (KIND,),
                )
        for deed in _deeds(using):
            write_events(dict(deed_events(deed)), deed.recorder.organisation, deed_header_names(deed), using=using)
            write_repeats(dict(deed_events(deed, repeated=True)), deed.recorder.organisation, using=using)
            deeds += 1
    return deeds


def _deeds(using: str) -> Iterator[DeedView]:
    """The deeds of events in their order, one after the other, without what was erased."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT id, organisation, account, key, record_time FROM ledger_deed WHERE kind = %s ORDER BY id", (KIND,)
        )
        for number, organisation, account, key, record_time in cursor.fetchall():
            cursor.execute(
                "SELECT id, body FROM ledger_record WHERE id BETWEEN %s AND %s AND body IS NOT NULL ORDER BY id",
                (record_id(number, 1), record_id(number, RECORDS_PER_DEED)),
            )
            records = [(record, bytes(body)) for record, body in cursor.fetchall()]
            yield DeedView(number, KIND, Recorder(organisation, account, key), record_time, records)
