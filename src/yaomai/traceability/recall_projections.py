"""How do the tables of recalls follow from what was recorded?"""

from collections.abc import Iterator

from yaomai.ledger.projections import DeedView, Projection, Row, register
from yaomai.traceability.engine import recall


def _recall_rows(deed: DeedView) -> Iterator[Row]:
    for record, body in deed.records:
        if body is not None:
            said = recall.read(body)
            scope = said.scope
            yield (
                *(record, deed.id, scope.kind, scope.identifier, scope.step, scope.supplier),
                *(said.recall_class, said.reason, deed.recorder.organisation, deed.record_time),
            )


def _end_rows(deed: DeedView) -> Iterator[Row]:
    for record, body in deed.records:
        if body is not None:
            said = recall.read_end(body)
            yield (record, said.recall, said.reason, deed.recorder.organisation, deed.record_time)


# Without `erase`: a recall is a public act, which is ended and not erased.
register(
    Projection(
        kind=recall.KIND,
        table="traceability_recall",
        select=(
            "SELECT r.record, recall, r.scope, canonical, step, supplier, recall_class, reason, organisation, record_time"
            " FROM traceability_recall r LEFT JOIN registers_identifier i ON i.id = r.identifier_id"
            " WHERE r.record BETWEEN %s AND %s"
        ),
        rebuild=_recall_rows,
    )
)
register(
    Projection(
        kind=recall.KIND_END,
        table="traceability_recall_end",
        select=(
            "SELECT record, recall, reason, organisation, record_time FROM traceability_recall_end"
            " WHERE record BETWEEN %s AND %s"
        ),
        rebuild=_end_rows,
    )
)
