"""How do recorded deeds become leaves of the log?

One sequencer per log, under its own database role. Each round takes what is pending, in the order of the deeds,
appends it to the tree and commits; nothing is signed here (see operations/sign.py). A crash before the commit leaves
the deeds pending; a crash after it leaves a tree that is larger than the last checkpoint, which the next signature
covers.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import psycopg
from django.db import connections, transaction

from yaomai.errors import InstallationError, LedgerError
from yaomai.ledger.engine.deed import log_entry
from yaomai.ledger.queries import tree
from yaomai.standards import rfc6962
from yaomai.standards.c2sp import tiles

logger = logging.getLogger(__name__)

ROUND_DEEDS_MAX = 20_000
_SEQUENCER_LOCK = 0x79616F6D6169  # "yaomai": the advisory lock that only one sequencer of a database can hold


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did: how many deeds it appended, and the size of the tree after it."""

    appended: int
    size: int


def sequence(*, limit: int = ROUND_DEEDS_MAX, patience_s: float = 5.0, using: str = "sequencer") -> Round:
    """Append up to `limit` pending deeds to the tree, in one transaction.

    Raises InstallationError when another sequencer is at work on the same database for longer than `patience_s`
    seconds (one that was just killed is gone sooner), LedgerError when the tree is not as its leaves say.
    """
    try:
        return _round(limit, patience_s, using)
    except psycopg.errors.UniqueViolation:
        _drop_what_is_a_leaf(patience_s, using)
        return _round(limit, patience_s, using)


def _round(limit: int, patience_s: float, using: str) -> Round:
    with transaction.atomic(using=using):
        connection = connections[using]
        raw: psycopg.Connection[tuple[object, ...]] = connection.connection
        with raw.cursor() as cursor:
            _be_the_only_one(cursor, patience_s)
            size = tree.size(using)
            taken = cursor.execute(
                "DELETE FROM ledger_pending USING ledger_deed WHERE ledger_deed.id = ledger_pending.deed_id"
                " AND deed_id IN (SELECT deed_id FROM ledger_pending ORDER BY deed_id LIMIT %s)"
                " RETURNING deed_id, kind, size, root",
                (limit,),
            ).fetchall()
            if not taken:
                return Round(0, size)
            taken.sort()
            hashes = [rfc6962.leaf_hash(log_entry(kind, count, root)) for _, kind, count, root in taken]  # type: ignore[arg-type]  # columns of ledger_deed
            _append(cursor, size, hashes, using)
            with cursor.copy("COPY ledger_leaf (leaf_index, deed_id) FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(["int8", "int8"])
                for index, (deed_id, *_) in enumerate(taken, start=size):
                    copy.write_row((index, deed_id))
    return Round(len(taken), size + len(taken))


def _drop_what_is_a_leaf(patience_s: float, using: str) -> None:
    """Whoever may put deeds into the queue could else stop the log for good by putting one in that is a leaf already."""
    with transaction.atomic(using=using):
        raw: psycopg.Connection[tuple[object, ...]] = connections[using].connection
        with raw.cursor() as cursor:
            _be_the_only_one(cursor, patience_s)
            dropped = cursor.execute(
                "DELETE FROM ledger_pending p USING ledger_leaf l WHERE l.deed_id = p.deed_id RETURNING p.deed_id"
            ).fetchall()
    logger.error("not recorded by the application, but put into the queue by hand: deeds that are leaves, %s", dropped)


def _be_the_only_one(cursor: psycopg.Cursor[tuple[object, ...]], patience_s: float) -> None:
    try:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", (f"{int(patience_s * 1000)}ms",))
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", (_SEQUENCER_LOCK,))
    except psycopg.errors.LockNotAvailable as error:
        raise InstallationError(
            "another sequencer is at work on this database; a log has exactly one: stop the other `yaomai serve`"
        ) from error


def _append(cursor: psycopg.Cursor[tuple[object, ...]], size: int, hashes: Sequence[bytes], using: str) -> None:
    edge = tiles.right_edge(size)
    held = tree.read_tiles(edge, using)
    if missing := [tile for tile in edge if tile not in held]:
        raise LedgerError(
            f"the tree has {size} leaves, but its tiles {missing} are not there; nothing is appended: run `yaomai ledger verify`"
        )
    changed = tiles.append(size, hashes, held)
    cursor.execute(
        "INSERT INTO ledger_tile (level, n, hashes)"
        " SELECT * FROM unnest(%s::smallint[], %s::bigint[], %s::bytea[])"
        " ON CONFLICT (level, n) DO UPDATE SET hashes = excluded.hashes",
        ([level for level, _ in changed], [n for _, n in changed], list(changed.values())),
    )
