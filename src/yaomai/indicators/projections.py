"""How do the tables of indicators follow from what was recorded?

Series are numbers of a dictionary; the rows are compared by what the dictionary says, so that a changed spelling is noticed.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from yaomai.database.fields import canonical_json
from yaomai.indicators.engine import bodies
from yaomai.ledger.projections import DeedView, Projection, Row, register


def _definitions(deed: DeedView) -> Iterator[Row]:
    for record, body in deed.records:
        if body is not None:
            said = bodies.decoded(body)
            texts = (
                "key",
                "name",
                "unit",
                "counted",
                "scope",
                "basis",
                "direction",
                "aggregation",
                "formula",
                "clause",
            )
            yield (
                record,
                *(said[one] for one in texts),
                canonical_json(said["comparable"]),
                canonical_json(said["other_names"]),
                said["reason"],
                deed.recorder.organisation,
                deed.record_time,
            )


def _editions(deed: DeedView) -> Iterator[Row]:
    (record, body), *_ = deed.records
    if body is not None:
        said = bodies.decoded(body)
        yield (
            record,
            said["title"],
            said["publisher"],
            date.fromisoformat(said["published_on"]),
            said["access"],
            said["is_invented"],
            said["file"],
            said["observations"],
            deed.recorder.organisation,
            deed.recorder.account,
            deed.record_time,
        )


def _observations(deed: DeedView) -> Iterator[Row]:
    (edition, _), *rest = deed.records
    for record, body in rest:
        if body is not None:
            for ordinal, one in enumerate(bodies.read_observations(body), start=1):
                yield (
                    *(record, ordinal, edition, *one.series, one.basis, one.start, one.end),
                    *(one.value, one.status, one.original, one.place, one.note),
                )


def _corrections(deed: DeedView) -> Iterator[Row]:
    for record, body in deed.records:
        if body is not None:
            said = bodies.decoded(body)
            yield (
                record,
                *(said["indicator"], said["region"], said["segment"], said["basis"]),
                *(date.fromisoformat(said["start"]), date.fromisoformat(said["end"]), said["action"]),
                *(bodies.read_number(said["value"]), bodies.read_number(said["expect"])),
                *(said["reason"], said["provider"], said["status"], said["access"]),
                *(deed.recorder.organisation, deed.recorder.account, deed.record_time),
            )


def _breaks(deed: DeedView) -> Iterator[Row]:
    for record, body in deed.records:
        if body is not None:
            said, who = bodies.decoded(body), deed.recorder
            yield (
                *(record, said["indicator"], said["region"], said["segment"], date.fromisoformat(said["day"])),
                *(said["reason"], said["document"], who.organisation, who.account, deed.record_time),
            )


def _withdrawals(deed: DeedView) -> Iterator[Row]:
    for record, body in deed.records:
        if body is not None:
            said = bodies.decoded(body)
            who = deed.recorder
            yield (record, said["withdrawn"], said["reason"], who.organisation, who.account, deed.record_time)


# Without `erase`: statistics and what officials decide of them name no persons.
PROJECTIONS: Iterable[Projection] = (
    Projection(
        kind=bodies.DEFINE,
        table="indicators_definition",
        select=(
            "SELECT record, key, name, unit, counted, scope, basis, direction, aggregation, formula, clause, comparable,"
            " other_names, reason, organisation, record_time FROM indicators_definition"
            " WHERE record BETWEEN %s AND %s ORDER BY record"
        ),
        rebuild=_definitions,
    ),
    Projection(
        kind=bodies.EDITION,
        table="indicators_edition",
        select=(
            "SELECT record, title, publisher, published_on, access, is_invented, file, observations, organisation, account,"
            " record_time FROM indicators_edition WHERE record BETWEEN %s AND %s ORDER BY record"
        ),
        rebuild=_editions,
    ),
    Projection(
        kind=bodies.EDITION,
        table="indicators_observation",
        select=(
            'SELECT o.record, o.ordinal, o.edition, s.indicator, s.region, s.segment, o.basis, o.start, o."end", o.value,'
            " o.status, o.original, o.place, o.note FROM indicators_observation o LEFT JOIN indicators_series s ON s.id = o.series"
            " WHERE o.record BETWEEN %s AND %s ORDER BY o.record, o.ordinal"
        ),
        rebuild=_observations,
    ),
    Projection(
        kind=bodies.CORRECT,
        table="indicators_correction",
        select=(
            'SELECT c.record, s.indicator, s.region, s.segment, c.basis, c.start, c."end", c.action, c.value, c.expect, c.reason,'
            " c.provider, c.status, c.access, c.organisation, c.account, c.record_time FROM indicators_correction c"
            " LEFT JOIN indicators_series s ON s.id = c.series WHERE c.record BETWEEN %s AND %s ORDER BY c.record"
        ),
        rebuild=_corrections,
    ),
    Projection(
        kind=bodies.BREAK,
        table="indicators_break",
        select=(
            "SELECT record, indicator, region, segment, day, reason, document, organisation, account, record_time"
            " FROM indicators_break WHERE record BETWEEN %s AND %s ORDER BY record"
        ),
        rebuild=_breaks,
    ),
    Projection(
        kind=bodies.WITHDRAW,
        table="indicators_withdrawal",
        select=(
            "SELECT record, withdrawn, reason, organisation, account, record_time FROM indicators_withdrawal"
            " WHERE record BETWEEN %s AND %s ORDER BY record"
        ),
        rebuild=_withdrawals,
    ),
)


def register_all() -> None:
    """Register every projection of this room."""
    for projection in PROJECTIONS:
        register(projection)
