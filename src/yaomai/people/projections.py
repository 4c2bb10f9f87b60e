"""How does each table of people follow from what was recorded?"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from yaomai.ledger.projections import DeedView, Projection, Row, register
from yaomai.people import facts

_Columns = Callable[[DeedView, dict[str, Any]], Row]


def _rebuild(columns: _Columns) -> Callable[[DeedView], Iterable[Row]]:
    """Rows of a deed: the record's id, then what `columns` makes of the body; none for an erased body."""

    def rebuild(deed: DeedView) -> Iterable[Row]:
        for record, body in deed.records:
            if body is not None:
                yield (record, *columns(deed, facts.decoded(body)))

    return rebuild


def _organisation(deed: DeedView, body: dict[str, Any]) -> Row:
    return (deed.id, body["name"], body["kind"], body["invented"], deed.record_time)


def _account(deed: DeedView, body: dict[str, Any]) -> Row:
    return (deed.id, body["login"], body["name"], body["organisation"], deed.record_time)


def _account_end(deed: DeedView, body: dict[str, Any]) -> Row:
    return (body["account"], deed.record_time)


def _roles(deed: DeedView, body: dict[str, Any]) -> Row:
    return (body["account"], " ".join(body["roles"]), deed.record_time)


def _key(deed: DeedView, body: dict[str, Any]) -> Row:
    return (
        deed.id,
        body["organisation"],
        body["name"],
        body["secret_sha256"],
        " ".join(body["scopes"]),
        datetime.fromisoformat(body["expires"]),
        deed.recorder.account,
        deed.record_time,
    )


def _key_end(deed: DeedView, body: dict[str, Any]) -> Row:
    return (body["key"], deed.record_time)


def _projection(kind: str, table: str, columns: str, rows: _Columns, erase: str = "") -> Projection:
    return Projection(
        kind=kind,
        table=table,
        select=f"SELECT {columns} FROM {table} WHERE record BETWEEN %s AND %s",
        rebuild=_rebuild(rows),
        erase=erase,
    )


PROJECTIONS = (
    _projection(
        facts.ORGANISATION,
        "people_organisation",
        "record, organisation, name, kind, invented, record_time",
        _organisation,
        erase="DELETE FROM people_organisation WHERE record = %s",
    ),
    _projection(
        facts.ACCOUNT,
        "people_account",
        "record, account, login, name, organisation, record_time",
        _account,
        # The password goes with the person.
        erase="WITH gone AS (DELETE FROM people_account WHERE record = %s RETURNING account)"
        " DELETE FROM people_credential WHERE account IN (SELECT account FROM gone)",
    ),
    _projection(facts.ACCOUNT_END, "people_account_end", "record, account, record_time", _account_end),
    _projection(facts.ROLES, "people_role_grant", "record, account, roles, record_time", _roles),
    _projection(
        facts.KEY,
        "people_key",
        "record, key, organisation, name, secret_sha256, scopes, expires, made_by, record_time",
        _key,
    ),
    _projection(facts.KEY_END, "people_key_end", "record, key, record_time", _key_end),
)


def register_all() -> None:
    """Declare the projections to the ledger."""
    for projection in PROJECTIONS:
        register(projection)
