"""How does the table of match decisions follow from what was recorded?"""

from collections.abc import Iterator

from yaomai.ledger.projections import DeedView, Projection, Row, register
from yaomai.registers.engine.match_deed import KIND, from_body, key_of


def _rows(deed: DeedView) -> Iterator[Row]:
    for record, body in deed.records:
        if body is not None:
            said = from_body(body)
            yield (
                *(record, said.kind, key_of(said.text), said.entity, said.not_entity),
                *(deed.recorder.organisation, deed.record_time),
            )


register(
    Projection(
        kind=KIND,
        table="registers_match_decision",
        select=(
            "SELECT record, kind, text, entity, not_entity, organisation, record_time FROM registers_match_decision"
            " WHERE record BETWEEN %s AND %s ORDER BY record"
        ),
        rebuild=_rows,
        # The text can be a person's name with the number of their card.
        erase="DELETE FROM registers_match_decision WHERE record = %s",
    )
)
