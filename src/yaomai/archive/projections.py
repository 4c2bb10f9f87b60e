"""How does the table of files follow from what was recorded?"""

import hashlib
from collections.abc import Iterator

from yaomai.archive.engine.kept_file import KIND, from_body
from yaomai.ledger.projections import DeedView, Projection, Row, register


def _rows(deed: DeedView) -> Iterator[Row]:
    for record, body in deed.records:
        if body is not None:
            file = from_body(body)
            digest = hashlib.sha256(file.data).digest()
            who = deed.recorder
            yield (
                *(record, who.organisation, who.account, file.name, file.media_type, len(file.data), digest),
                deed.record_time,
            )


register(
    Projection(
        kind=KIND,
        table="archive_file",
        select=(
            "SELECT record, organisation, account, name, media_type, size, sha256, record_time FROM archive_file"
            " WHERE record BETWEEN %s AND %s ORDER BY record"
        ),
        rebuild=_rows,
        erase="DELETE FROM archive_file WHERE record = %s",
    )
)
