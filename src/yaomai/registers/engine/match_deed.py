"""What does a decision about a name say, and under which key is it found again?"""

from dataclasses import dataclass
from typing import Any

import orjson

from yaomai.registers.engine.folding import fold

KIND = "registers.match_decision"
TEXT_CHARACTERS_MAX = 300


@dataclass(frozen=True, slots=True)
class MatchDecision:
    """Of a kind, the name `text` means `entity`; or, `entity` being None, it does not mean `not_entity`; or, that being None, too,
    it means none that is there. A `text` of a number sign and a number stands for that entity itself: `not_entity` is another one.
    """

    kind: str
    text: str
    entity: int | None
    not_entity: int | None


def key_of(text: str) -> str:
    """The text under which decisions about a name are kept: one for all spellings of it."""
    return text if text.startswith("#") and text[1:].isdigit() else fold(text)[:TEXT_CHARACTERS_MAX]


def about(entity: int) -> str:
    """The text that stands for an entity itself."""
    return f"#{entity}"


def body(said: MatchDecision) -> bytes:
    """What is recorded (canonical JSON)."""
    members: dict[str, Any] = {
        "kind": said.kind,
        "text": said.text,
        "entity": said.entity,
        "not_entity": said.not_entity,
    }
    return orjson.dumps(members, option=orjson.OPT_SORT_KEYS)


def from_body(recorded: bytes) -> MatchDecision:
    """The decision that a body says. Raises KeyError or orjson.JSONDecodeError for another body."""
    members = orjson.loads(recorded)
    return MatchDecision(members["kind"], members["text"], members["entity"], members["not_entity"])
