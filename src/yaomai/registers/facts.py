"""How are decisions about the registers written as bodies of records, and read again?

Bodies are canonical JSON: members sorted, no spaces. What is said of entities is written by `engine/told.py`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from yaomai.errors import Finding, InvalidError
from yaomai.ledger.operations.record import NewDeed, record
from yaomai.people.engine.visibility import Grant, Group, Rows, Visibility
from yaomai.people.recorder import recorder_of
from yaomai.people.viewer import Viewer, declare

STATEMENTS = "registers.statements"
WITHDRAWAL = "registers.withdrawal"
CHOICE = "registers.choice"
PREFERENCE = "registers.preference"
MERGE = "registers.merge"
MATCH_DECISION = "registers.match_decision"

REASON_CHARACTERS_MAX = 1_000

VISIBILITY = "registers.deed"
declare(
    Visibility(
        VISIBILITY,
        (Grant(Group.MEMBERS, Rows.OWN), Grant("inspector", Rows.ALL), Grant("official", Rows.ALL)),
    )
)
# Who recorded something in a register, on receipts: not for the public.


def record_fact(kind: str, body: Mapping[str, object], viewer: Viewer, now: datetime) -> int:
    """Record one decision as this viewer's deed, in the open transaction; returns its record."""
    recorded = record(NewDeed(kind, recorder_of(viewer), [encoded(body)]), now=now)
    return int(recorded.record_ids[0])


def encoded(body: Mapping[str, object]) -> bytes:
    """The bytes of a body."""
    return orjson.dumps(body, option=orjson.OPT_SORT_KEYS)


def decoded(body: bytes) -> dict[str, Any]:
    """The members of a body. Raises TypeError when the bytes are no JSON object, orjson.JSONDecodeError when no JSON."""
    members = orjson.loads(body)
    if not isinstance(members, dict):
        raise TypeError(f"a decision is a JSON object, not {type(members).__name__}")
    return members


def reason_of(text: str) -> str:
    """The reason without space at its ends. Raises InvalidError for none, and for one that is too long or no plain text."""
    reason = " ".join(text.split())
    if not reason:
        raise InvalidError([Finding("registers.reason_missing", "/reason", "say why, for those who read it later")])
    if len(reason) > REASON_CHARACTERS_MAX or not reason.isprintable():
        words = f"a reason is plain text of at most {REASON_CHARACTERS_MAX} characters"
        raise InvalidError([Finding("registers.reason_unusable", "/reason", words, f"{len(reason)} characters")])
    return reason
