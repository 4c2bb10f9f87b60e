"""How is what a person decided about a figure of a text written as the body of a record, and read again?

Canonical JSON: members sorted, no spaces."""

from dataclasses import dataclass
from typing import Any

import orjson

KIND = "planning.decide"
DECISIONS = ("confirm", "correct", "reject", "split", "add", "reopen")
KEEPING = frozenset({"confirm", "correct", "add"})
"""Decisions after which the quantity holds."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about the characters start..end of a document's text. fields: `fields.to_json`, empty where
    nothing holds. reader: whose proposal it was. edition: the observation that the fact was stated as; target: the
    target whose wording it is; none when it is neither.
    """

    document: int
    start: int
    end: int
    decision: str
    fields: dict[str, Any]
    reader: str = ""
    reason: str = ""
    edition: int | None = None
    target: int | None = None


_MEMBERS = ("document", "start", "end", "decision", "fields", "reader", "reason", "edition", "target")


def body(said: Decision) -> bytes:
    """The body of a decision."""
    return orjson.dumps({name: getattr(said, name) for name in _MEMBERS}, option=orjson.OPT_SORT_KEYS)


def read(data: bytes) -> Decision:
    """The decision that a body says. Raises KeyError or ValueError for what is none."""
    said: dict[str, Any] = orjson.loads(data)
    return Decision(*(said[name] for name in _MEMBERS))
