"""How does each table of people follow from what was recorded?"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from yaomai.ledger.projections import DeedView, Projection, Row, register
from yaomai.people import facts
from yaomai.people.engine import held_roles

_Columns = Callable[[DeedView, dict[str, Any]], Row]


def _rebuild(columns: _Columns) -> Callable[[DeedView], Iterable[Row]]:
    """Rows of a deed: the record's id, then what `columns` makes of the body; none for an erased body."""

    def rebuild(deed: DeedView) -> Iterable[Row]:
        for record, body in deed.records:
            if body is not None:
                yield (record, *columns(deed, facts.decoded(body)))

    return rebuild


def _organisation(deed: DeedView, body: dict[str, Any]) -> Row:
    parent, division = body.get("parent"), body.get("division", "")
    return (deed.id, body["name"], body["kind"], body["invented"], parent, division, deed.record_time)


def _organisation_state(deed: DeedView, body: dict[str, Any]) -> Row:
    named = (body["organisation"], body["name"], body["kind"], body["parent"], body["division"])
    return (*named, deed.record_time)


def _organisation_end(deed: DeedView, body: dict[str, Any]) -> Row:
    return (body["organisation"], body["reason"], body["successor"], deed.record_time)


def _account(deed: DeedView, body: dict[str, Any]) -> Row:
    return (deed.id, body["login"], body["name"], body["organisation"], deed.record_time)


def _account_end(deed: DeedView, body: dict[str, Any]) -> Row:
    left_on = body.get("left_on")
    day = date.fromisoformat(left_on) if left_on else None
    return (body["account"], day, body.get("reason", ""), body.get("successor"), deed.record_time)


def _roles(deed: DeedView, body: dict[str, Any]) -> Row:
    return (body["account"], " ".join(body["roles"]), held_roles.written(body.get("terms", {})), deed.record_time)


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


def _totp(deed: DeedView, body: dict[str, Any]) -> Row:
    return (body["account"], body["on"], body["reason"], deed.record_time)


def _invitation(deed: DeedView, body: dict[str, Any]) -> Row:
    return (
        deed.id,
        body["organisation"],
        body["note"],
        " ".join(body["roles"]),
        held_roles.written(body["terms"]),
        body["secret_sha256"],
        datetime.fromisoformat(body["expires"]),
        deed.recorder.account,
        deed.record_time,
    )


def _invitation_end(deed: DeedView, body: dict[str, Any]) -> Row:
    return (body["invitation"], body["account"], deed.record_time)


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
        "record, organisation, name, kind, invented, parent, division, record_time",
        _organisation,
        erase="DELETE FROM people_organisation WHERE record = %s",
    ),
    _projection(
        facts.ORGANISATION_STATE,
        "people_organisation_state",
        "record, organisation, name, kind, parent, division, record_time",
        _organisation_state,
        erase="DELETE FROM people_organisation_state WHERE record = %s",
    ),
    _projection(
        facts.ORGANISATION_END,
        "people_organisation_end",
        "record, organisation, reason, successor, record_time",
        _organisation_end,
    ),
    _projection(
        facts.ACCOUNT,
        "people_account",
        "record, account, login, name, organisation, record_time",
        _account,
        # The password goes with the person, and what stands beside it.
        erase="WITH gone AS (DELETE FROM people_account WHERE record = %s RETURNING account),"
        " secret AS (DELETE FROM people_totp_secret WHERE account IN (SELECT account FROM gone)),"
        " codes AS (DELETE FROM people_recovery_code WHERE account IN (SELECT account FROM gone))"
        " DELETE FROM people_credential WHERE account IN (SELECT account FROM gone)",
    ),
    _projection(
        facts.ACCOUNT_END,
        "people_account_end",
        "record, account, left_on, reason, successor, record_time",
        _account_end,
    ),
    _projection(facts.ROLES, "people_role_grant", "record, account, roles, terms, record_time", _roles),
    _projection(
        facts.KEY,
        "people_key",
        "record, key, organisation, name, secret_sha256, scopes, expires, made_by, record_time",
        _key,
    ),
    _projection(facts.KEY_END, "people_key_end", "record, key, record_time", _key_end),
    _projection(facts.TOTP, "people_totp", "record, account, is_on, reason, record_time", _totp),
    _projection(
        facts.INVITATION,
        "people_invitation",
        "record, invitation, organisation, note, roles, terms, secret_sha256, expires, made_by, record_time",
        _invitation,
        erase="DELETE FROM people_invitation WHERE record = %s",
    ),
    _projection(
        facts.INVITATION_END, "people_invitation_end", "record, invitation, account, record_time", _invitation_end
    ),
)


def register_all() -> None:
    """Declare the projections to the ledger."""
    for projection in PROJECTIONS:
        register(projection)
