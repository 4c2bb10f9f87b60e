"""How is a verdict kept in a table, and read back the same? As JSON: exact numbers and days as text."""

from typing import Any

import msgspec

from yaomai.planning.engine.verdict import Verdict

VERSION = "verdict/4"
"""Changes whenever the same inputs would give another verdict, so that all are reckoned anew."""


def to_json(verdict: Verdict) -> dict[str, Any]:
    """The verdict as JSON objects."""
    made: dict[str, Any] = msgspec.to_builtins(verdict)
    return made


def from_json(kept: Any) -> Verdict:
    """The verdict again. Raises msgspec.ValidationError when it is no verdict of this version."""
    return msgspec.convert(kept, Verdict, strict=False)
