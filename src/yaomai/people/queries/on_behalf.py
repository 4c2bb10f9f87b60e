"""In whose name does the worker do what somebody asked for, and do they still have the rights for it?"""

from collections.abc import Mapping
from datetime import datetime

from yaomai.errors import NotAllowedError
from yaomai.people.queries.identity import by_account, by_key
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer


def by(viewer: Viewer) -> dict[str, int | None]:
    """Who wants something done, as a job keeps it (database/job_row.py: `wanted`)."""
    return {"account": viewer.account, "key": viewer.key}


def on_behalf_of(wanted: Mapping[str, int | None], now: datetime) -> Viewer:
    """Who wanted it, with the rights of this moment. Raises NotAllowedError when that account or key has ended."""
    if (account := wanted.get("account")) is not None:
        person = by_account(account, now=now)
        if person is None:
            raise NotAllowedError("the account that wanted this has ended")
        return person.viewer
    if (number := wanted.get("key")) is not None:
        key = by_key(number, now=now)
        if key is None or key.is_ended or key.is_held or key.expires <= now:
            raise NotAllowedError("the key that wanted this has ended, or who made it may no longer make such keys")
        return key.viewer
    return INSTALLATION_VIEWER
