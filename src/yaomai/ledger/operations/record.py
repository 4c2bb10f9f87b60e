"""How does something get onto the record?

Everything that is to be kept is recorded here, inside the caller's transaction: when that transaction has committed,
the deeds are on disk and queued for the log; when it has not, nothing of them is there.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

import psycopg
from django.db import connections

from yaomai.errors import Finding, InvalidError, YaomaiError
from yaomai.ledger.engine.deed import (
    INSTALLATION,
    RECORDS_PER_DEED,
    SALT_SIZE,
    Header,
    Recorder,
    record_id,
    salted_hash,
    tree_root,
)

__all__ = ["INSTALLATION", "NewDeed", "Recorded", "Recorder", "noting", "record", "record_all"]

BODY_BYTES_MAX = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class NewDeed:
    """What is to be recorded: the kind (such as `epcis.events`), who records it, and one body or more."""

    kind: str
    recorder: Recorder
    bodies: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the record calls it: the deed's id, and the ids of its records in the order of the bodies."""

    deed_id: int
    record_ids: Sequence[int]


def record(deed: NewDeed, *, now: datetime, using: str = "default") -> Recorded:
    """Record one deed at `now`. See `record_all`."""
    return record_all([deed], now=now, using=using)[0]


def record_all(deeds: Sequence[NewDeed], *, now: datetime, using: str = "default") -> list[Recorded]:
    """Record deeds at `now`, in the open transaction of the connection `using`; their order here is their order in the log.

    Raises InvalidError when a deed has no body, too many, or one that is too large; YaomaiError outside a transaction, where a
    crash could leave half a deed behind.
    """
    connection = connections[using]
    if not connection.in_atomic_block:
        raise YaomaiError("record() was called outside a transaction; wrap the whole operation in transaction.atomic()")
    _check(deeds)
    connection.ensure_connection()
    raw: psycopg.Connection[tuple[object, ...]] = connection.connection
    with raw.cursor() as cursor:
        ids = [
            int(row[0])  # type: ignore[call-overload]  # nextval is a bigint
            for row in cursor.execute(
                "SELECT nextval('ledger_deed_id_seq') FROM generate_series(1, %s)", (len(deeds),)
            ).fetchall()
        ]
        sealed = [_seal(deed, deed_id, now) for deed_id, deed in zip(ids, deeds, strict=True)]
        with cursor.copy(
            "COPY ledger_deed (id, kind, organisation, account, key, record_time, size, salt, root, record_hashes)"
            " FROM STDIN (FORMAT BINARY)"
        ) as copy:
            copy.set_types(["int8", "text", "int8", "int8", "int8", "timestamptz", "int4", "bytea", "bytea", "bytea"])
            for one in sealed:
                copy.write_row(one.row)
        with cursor.copy("COPY ledger_record (id, salt, body) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(["int8", "bytea", "bytea"])
            for one in sealed:
                for identity, salt, body in zip(one.recorded.record_ids, one.salts, one.bodies, strict=True):
                    copy.write_row((identity, salt, body))
        cursor.execute("INSERT INTO ledger_pending (deed_id) SELECT unnest(%s::bigint[])", (ids,))
    if (noted := _noted.get()) is not None:
        noted.extend(ids)
    return [one.recorded for one in sealed]


_noted: ContextVar[list[int] | None] = ContextVar("deeds that are recorded while they are noted", default=None)


@contextmanager
def noting() -> Iterator[list[int]]:
    """Within this block the list holds the deeds that the same flow of work records, also those of a transaction that is rolled
    back: for whoever writes down what a call did.
    """
    deeds: list[int] = []
    token = _noted.set(deeds)
    try:
        yield deeds
    finally:
        _noted.reset(token)


@dataclass(frozen=True, slots=True)
class _Sealed:
    recorded: Recorded
    row: tuple[object, ...]
    salts: list[bytes]
    bodies: Sequence[bytes]


def _seal(deed: NewDeed, deed_id: int, now: datetime) -> _Sealed:
    """Salt and hash a deed: everything about it that goes into the tables."""
    size = len(deed.bodies)
    random = os.urandom(SALT_SIZE * (size + 1))
    salt, *salts = (random[i : i + SALT_SIZE] for i in range(0, len(random), SALT_SIZE))
    hashes = [salted_hash(own, body) for own, body in zip(salts, deed.bodies, strict=True)]
    header = Header(deed_id, deed.kind, deed.recorder, now, size)
    root = tree_root(salted_hash(salt, header.to_bytes()), hashes)
    who = deed.recorder
    first = record_id(deed_id, 1)
    return _Sealed(
        recorded=Recorded(deed_id, range(first, first + size)),
        row=(
            deed_id,
            deed.kind,
            who.organisation,
            who.account,
            who.key,
            now,
            size,
            salt,
            root,
            b"".join(hashes),
        ),
        salts=salts,
        bodies=deed.bodies,
    )


def _check(deeds: Sequence[NewDeed]) -> None:
    findings = []
    for number, deed in enumerate(deeds):
        where = f"/{number}"
        if not deed.bodies:
            findings.append(Finding("ledger.deed_empty", where, "a deed holds at least one body"))
        if len(deed.bodies) > RECORDS_PER_DEED:
            findings.append(
                Finding(
                    "ledger.deed_too_large",
                    where,
                    f"a deed holds at most {RECORDS_PER_DEED} bodies; record it as several deeds",
                    str(len(deed.bodies)),
                )
            )
        if "\n" in deed.kind or not deed.kind:
            findings.append(Finding("ledger.kind_unusable", where, "a kind is one line of text", deed.kind))
        findings.extend(
            Finding(
                "ledger.body_too_large",
                f"{where}/{position}",
                f"a body has at most {BODY_BYTES_MAX} bytes",
                str(len(body)),
            )
            for position, body in enumerate(deed.bodies)
            if len(body) > BODY_BYTES_MAX
        )
    if findings:
        raise InvalidError(findings)
