"""When does the log's key sign a tree head, and when does it refuse to?

A signature is a promise that everything signed before is still there. So before each one the tree is held against the
last head that was signed (kept beside the key, outside the database); after a restore, when no such head is there,
the witnesses are asked instead.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from yaomai.errors import LedgerError
from yaomai.ledger.keyring import Keyring
from yaomai.ledger.models import Checkpoint as CheckpointRow
from yaomai.ledger.queries import tree
from yaomai.standards.c2sp import checkpoint
from yaomai.standards.c2sp.checkpoint import Checkpoint

WHAT_TO_DO = (
    "Nothing is signed until somebody has looked. Recording goes on and nothing recorded is lost. What to do: "
    "(1) restore a backup that reaches at least that size (`yaomai restore`); "
    "(2) if there is none, this log has ended: keep this database for reading, tell the witnesses, and begin a new log "
    "with another YAOMAI_LOG_ORIGIN and YAOMAI_HOME"
)


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint that was just signed."""

    checkpoint: Checkpoint
    note: bytes


def sign(keyring: Keyring, *, now: datetime, using: str = "sequencer") -> Signed | None:
    """Sign the tree as it is now, when it has grown since the last checkpoint; None when it has not.

    Raises LedgerError when the tree does not continue what was signed before.
    A crash after `keep_head` and before the commit leaves a head that the tree still continues: the next round signs anew.
    """
    with transaction.atomic(using=using):
        size = tree.size(using)
        latest = CheckpointRow.objects.using(using).order_by("-size").first()
        if latest is not None and latest.size == size:
            return None
        if size == 0:
            return None
        check_continues(keyring, size, using=using)
        head = Checkpoint(keyring.origin, size, tree.root_at(size, using))
        note = checkpoint.sign(head, keyring.signing_keys()).format()
        keyring.keep_head(note)
        CheckpointRow.objects.using(using).create(size=size, root=head.root, note=note.decode(), signed_at=now)
    return Signed(head, note)


def check_continues(keyring: Keyring, size: int, *, using: str) -> None:
    """Raise LedgerError unless the tree of `size` leaves continues the last head that was signed."""
    head = keyring.head()
    if head is None:
        raise LedgerError(
            f"nobody vouches that this database is the newest: {keyring.directory / 'head'} is not there."
            " After a restore the witnesses are asked first; see `yaomai ledger confirm`"
        )
    if head.origin != keyring.origin:
        raise LedgerError(f"the last head is of the log {head.origin!r}, not {keyring.origin!r}. {WHAT_TO_DO}")
    if head.size > size:
        raise LedgerError(
            f"the database holds {size} leaves, but {head.size} were signed: it was set back. {WHAT_TO_DO}"
        )
    root = tree.root_at(head.size, using)
    if root != head.root:
        raise LedgerError(
            f"the first {head.size} leaves are not those that were signed (root {root.hex()}, signed {head.root.hex()}):"
            f" the history was altered; `yaomai ledger verify` names the records. {WHAT_TO_DO}"
        )
