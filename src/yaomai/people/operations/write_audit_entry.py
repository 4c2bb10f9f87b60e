"""Write an audit entry: who did what, and how it ended."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from yaomai.people.models import AuditEntry
from yaomai.people.viewer import Viewer

Outcome = Literal["done", "refused", "invalid", "failed"]
_PATH_LENGTH_MOST = 2000


@dataclass(frozen=True, slots=True)
class Call:
    """What was called: the name of the URL or command, how, from where; `status` is HTTP's, None for a
    command; `kinds` of record it showed, `deed` the first that it recorded.
    """

    action: str
    outcome: Outcome
    status: int | None = None
    method: str = ""
    path: str = ""
    address: str = ""
    kinds: Collection[str] = ()
    deed: int | None = None


def write_audit_entry(viewer: Viewer, call: Call, *, now: datetime) -> None:
    """Append the entry; in the open transaction if there is one, else by itself."""
    AuditEntry.objects.create(
        time=now,
        account=viewer.account,
        key=viewer.key,
        organisation=viewer.organisation,
        action=call.action,
        outcome=call.outcome,
        status=call.status,
        method=call.method,
        # PostgreSQL's text holds no NUL; a path with one is worth an entry all the same.
        path=call.path.replace("\0", "\N{SYMBOL FOR NULL}")[:_PATH_LENGTH_MOST],
        address=call.address,
        kinds=" ".join(sorted(set(call.kinds))),
        deed=call.deed,
    )
