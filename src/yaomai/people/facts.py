"""How is a fact about people written as the body of a record, and read again?

Bodies are canonical JSON: members sorted, no spaces. One fact is one deed of one record; the number of an
organisation, account or key is the id of the deed that founded, opened or issued it, so that it follows from
the record and can be repeated elsewhere without repeating a name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from yaomai.ledger.operations.record import NewDeed, record
from yaomai.people.recorder import recorder_of
from yaomai.people.viewer import Viewer

ORGANISATION = "people.organisation"
ORGANISATION_STATE = "people.organisation_state"
ORGANISATION_END = "people.organisation_end"
ACCOUNT = "people.account"
ACCOUNT_END = "people.account_end"
ROLES = "people.roles"
KEY = "people.key"
KEY_END = "people.key_end"
TOTP = "people.totp"
INVITATION = "people.invitation"
INVITATION_END = "people.invitation_end"


@dataclass(frozen=True, slots=True)
class Fact:
    """A recorded fact: the deed's id, which is the number of what it founds, and the id of its one record."""

    number: int
    record: int
    record_time: datetime


def record_fact(kind: str, body: Mapping[str, object], viewer: Viewer, now: datetime) -> Fact:
    """Record one fact of `kind` as this viewer's deed, in the open transaction."""
    recorded = record(NewDeed(kind, recorder_of(viewer), [encoded(body)]), now=now)
    return Fact(recorded.deed_id, recorded.record_ids[0], now)


def encoded(body: Mapping[str, object]) -> bytes:
    """The bytes of a body."""
    return orjson.dumps(body, option=orjson.OPT_SORT_KEYS)


def decoded(body: bytes) -> dict[str, Any]:
    """The members of a body. Raises TypeError when the bytes are no JSON object, orjson.JSONDecodeError when
    no JSON.
    """
    members = orjson.loads(body)
    if not isinstance(members, dict):
        raise TypeError(f"a fact about people is a JSON object, not {type(members).__name__}")
    return members
