"""Which tree heads has the log signed, and which of them have enough witnesses seen?"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connections

from yaomai.ledger.models import Checkpoint as CheckpointRow
from yaomai.ledger.models import Cosignature
from yaomai.standards.c2sp.policy import Policy

_SIZE_MAX = 2**63 - 1
_SIZES_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Cosigned:
    """That a witness cosigned, by its key name, and when its cosignature came in."""

    witness: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class PublishedCheckpoint:
    """A checkpoint with the cosignatures it has, in the order in which they came; `note` is the whole signed note."""

    size: int
    root: bytes
    note: bytes
    signed_at: datetime
    cosigned: tuple[Cosigned, ...]

    @property
    def witnesses(self) -> tuple[str, ...]:
        """The key names of the witnesses that cosigned."""
        return tuple(one.witness for one in self.cosigned)

    @property
    def witnessed_at(self) -> datetime | None:
        """When the last cosignature came in; None without any."""
        return max((one.received_at for one in self.cosigned), default=None)


def newest(using: str = "default") -> PublishedCheckpoint | None:
    """The newest checkpoint that was signed, witnessed or not."""
    row = CheckpointRow.objects.using(using).order_by("-size").first()
    return _published(row, using) if row else None


def newest_witnessed(policy: Policy, *, at_least: int = 0, using: str = "default") -> PublishedCheckpoint | None:
    """The newest checkpoint of at least that size whose cosignatures reach the policy's quorum.

    While witnesses are silent the log goes on being signed, several times a second: checkpoints that cannot reach the quorum are
    not even looked at.
    """
    signed = CheckpointRow.objects.using(using).filter(size__gte=at_least).order_by("-size")
    if not policy.reaches_quorum([]):
        size = _newest_size_of_quorum(policy, at_least, using)
        signed = signed.none() if size is None else signed.filter(size=size)
    row = signed.first()
    return _published(row, using) if row else None


def _newest_size_of_quorum(policy: Policy, at_least: int, using: str) -> int | None:
    names = {witness.key.name: witness.name for witness in policy.witnesses}
    below = _SIZE_MAX
    with connections[using].cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT size, array_agg(witness) FROM ledger_cosignature WHERE size >= %s AND size < %s AND witness = ANY(%s)"
                " GROUP BY size HAVING count(*) >= %s ORDER BY size DESC LIMIT %s",
                (at_least, below, list(names), policy.least_witnesses(), _SIZES_AT_ONCE),
            )
            found = cursor.fetchall()
            for size, witnesses in found:
                if policy.reaches_quorum(names[key] for key in witnesses):
                    return int(size)
            if len(found) < _SIZES_AT_ONCE:
                return None
            below = found[-1][0]


def _published(row: CheckpointRow, using: str) -> PublishedCheckpoint:
    cosignatures = list(Cosignature.objects.using(using).filter(checkpoint=row).order_by("id"))
    return PublishedCheckpoint(
        size=row.size,
        root=bytes(row.root),
        note=(row.note + "".join(c.line if c.line.endswith("\n") else f"{c.line}\n" for c in cosignatures)).encode(),
        signed_at=row.signed_at,
        cosigned=tuple(Cosigned(c.witness, c.received_at) for c in cosignatures),
    )


@dataclass(frozen=True, slots=True)
class LogState:
    """How far the log is: deeds waiting to become leaves, leaves, and the sizes that were signed and witnessed."""

    pending: int
    leaves: int
    signed: PublishedCheckpoint | None
    witnessed: PublishedCheckpoint | None


def state(policy: Policy, using: str = "default") -> LogState:
    """How far the log is now."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM ledger_pending), (SELECT coalesce(max(leaf_index) + 1, 0) FROM ledger_leaf)"
        )
        pending, leaves = cursor.fetchone()
    return LogState(pending, leaves, newest(using), newest_witnessed(policy, using=using))
