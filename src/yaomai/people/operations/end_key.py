"""End a key: from now on it opens nothing."""

from datetime import datetime

from django.db import transaction

from yaomai.people import facts
from yaomai.people.locks import lock
from yaomai.people.models import KeyEnd
from yaomai.people.queries.keys import key_to_end
from yaomai.people.viewer import Viewer


def end_key(viewer: Viewer, key: int, *, now: datetime) -> None:
    """Record the end of the key; nothing happens when it has ended already.

    Raises NotFoundError unless the viewer made the key or administers its organisation.
    """
    key_to_end(viewer, key)
    with transaction.atomic():
        lock(f"people.key_end {key}")
        if not KeyEnd.objects.filter(key=key).exists():
            record_key_end(viewer, key, now)


def record_key_end(viewer: Viewer, key: int, now: datetime) -> None:
    """Record the end of a key, checked and locked already, in the open transaction."""
    fact = facts.record_fact(facts.KEY_END, {"key": key}, viewer, now)
    KeyEnd.objects.create(record=fact.record, key=key, record_time=fact.record_time)
