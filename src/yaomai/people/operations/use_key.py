"""Use a key: which viewer is the machine that sent it?"""

from datetime import datetime, timedelta

from django.db import connection

from yaomai.people.engine import keys
from yaomai.people.queries.identity import by_key
from yaomai.people.refusals import KeyRefusedError
from yaomai.people.viewer import Viewer

_LAST_USE_EVERY = timedelta(minutes=1)


def use_key(text: str, *, now: datetime) -> Viewer:
    """The viewer that the key stands for, with the key's scopes; notes the use, at most once a minute.

    Raises KeyRefusedError for a key that is miscopied, not known, ended, expired or held. Whether its scopes
    suffice is for the caller.
    """
    parsed = keys.parse(text)
    if parsed is None:
        raise KeyRefusedError("people.key_malformed")
    found = by_key(parsed.number, now=now)
    if found is None or not keys.matches(parsed.secret, found.secret_sha256):
        raise KeyRefusedError("people.key_unknown")
    if found.is_ended:
        raise KeyRefusedError("people.key_ended", key=parsed.number)
    if found.expires <= now:
        raise KeyRefusedError("people.key_expired", key=parsed.number)
    if found.is_held:
        raise KeyRefusedError("people.key_held", key=parsed.number)
    if found.last_use is None or found.last_use <= now - _LAST_USE_EVERY:
        _note_use(parsed.number, now)
    return found.viewer


def _note_use(key: int, now: datetime) -> None:
    """The condition is repeated in the statement: of many requests at once, one writes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_key_use AS known (key, last_use) VALUES (%s, %s)"
            " ON CONFLICT (key) DO UPDATE SET last_use = excluded.last_use"
            " WHERE known.last_use <= excluded.last_use - interval '1 minute'",
            (key, now),
        )
