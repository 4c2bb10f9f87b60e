"""What is said of the parts of a milestone, each with the document that proves it; how is it written as the body of a record?

Canonical JSON: members sorted, no spaces; decimals as text, days as ISO 8601."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson

from yaomai.planning.engine.target_deed import text

KIND = "planning.evidence"
WITHDRAWN = "withdrawn"
STATES = ("in_force", WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an official says of a part of a milestone. progress: attainment_bound.PROGRESSES, on the day. due: by when it is to be
    accepted; none: by the end of the target's year. document: the archive's file that proves it. reason: why it is said anew.
    """

    target: int
    part: str
    progress: str
    weight: Decimal
    day: date
    due: date | None = None
    document: int | None = None
    note: str = ""
    reason: str = ""
    state: str = "in_force"


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """It as it is on record, as a viewer sees it. title: of its document; empty when it has none, or none that the viewer sees. Who
    said it (numbers; none: the installation, or it is not for the viewer).
    """

    record: int
    said: Evidence
    title: str
    account: int | None
    organisation: int | None
    record_time: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a milestone to who asks. parts: of each part in force what was said last. history: everything said, the
    newest first. closed: so many parts in force whose evidence is not for who asks.
    """

    parts: tuple[EvidenceView, ...] = ()
    history: tuple[EvidenceView, ...] = field(default=(), repr=False)
    closed: int = 0


NOTHING_KNOWN = Known()

_PLAIN = ("target", "part", "progress", "document", "note", "reason", "state")


def body(said: Evidence) -> bytes:
    """The body of a statement."""
    member = {
        "weight": text(said.weight),
        "day": said.day.isoformat(),
        "due": None if said.due is None else said.due.isoformat(),
        **{name: getattr(said, name) for name in _PLAIN},
    }
    return orjson.dumps(member, option=orjson.OPT_SORT_KEYS)


def read(data: bytes) -> Evidence:
    """The statement that a body says. Raises KeyError or ValueError for what is none."""
    said: dict[str, Any] = orjson.loads(data)
    return Evidence(
        **{name: said[name] for name in _PLAIN},
        weight=Decimal(said["weight"]),
        day=date.fromisoformat(said["day"]),
        due=None if said["due"] is None else date.fromisoformat(said["due"]),
    )
