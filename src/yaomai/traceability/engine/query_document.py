"""How is the answer to a query written as an EPCISQueryDocument? (EPCIS 2.0, clause 10 and GS1's JSON schema)"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from yaomai.traceability.engine.seen_event import GS1_CONTEXT, written_time

Seen = tuple[Mapping[str, bytes], Any]
"""An event's members as JSON text, and the value of the `@context` that binds them."""


def query_document(events: Sequence[Seen], *, query: str, now: datetime) -> bytes:
    """The document with these events, made at `now` as the answer to the query of that name.

    The events' one context is the document's. Where they came with different ones, each event carries its own.
    """
    contexts = [context for _, context in events]
    shared = contexts[0] if contexts else GS1_CONTEXT
    if all(context == shared for context in contexts):
        items = [_raw(members) for members, _ in events]
    else:
        shared = GS1_CONTEXT
        items = [_raw({**members, "@context": _whole_context(members, context)}) for members, context in events]
    return msgspec.json.encode(
        {
            "@context": shared,
            "type": "EPCISQueryDocument",
            "schemaVersion": "2.0",
            "creationDate": written_time(now),
            "epcisBody": {"queryResults": {"queryName": query, "resultsBody": {"eventList": items}}},
        }
    )


def _raw(members: Mapping[str, bytes]) -> dict[str, msgspec.Raw]:
    return {name: msgspec.Raw(text) for name, text in members.items()}


def _whole_context(members: Mapping[str, bytes], outer: Any) -> bytes:
    """What the document's context and the event's own say together, each item once."""
    own = msgspec.json.decode(members["@context"]) if "@context" in members else []
    items = _listed(outer)
    return msgspec.json.encode([*items, *(item for item in _listed(own) if item not in items)])


def _listed(context: Any) -> list[Any]:
    return context if isinstance(context, list) else [context]
