"""How is a captured document kept, so that each event stands alone and the whole can be given back byte for byte?

A deed of kind `epcis.events` has as its first body the envelope; the other bodies are the bytes of the document's events,
in its order. In the envelope a NUL stands where a new event stood, and 0x01 where one stood that was on record before (a
repeat): so the deed itself says which of its records are repeats, and no event is in two records unnoticed.
"""

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from yaomai.standards.epcis.context import NO_CONTEXT, Context, read_context
from yaomai.standards.epcis.document import CUT, CUTS, MARKED_CUT, Document, without_events

KIND = "epcis.events"
# Reads what was captured to the same values as json_text.read_value, which capture used, several times as fast; it does not
# notice what is unfit for a record: that was refused when it was captured.
_MEMBERS = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal)


def bodies(document: Document, news: Mapping[int, bool]) -> list[bytes]:
    """The bodies of the deed: the envelope, then the events at these positions, whose value says whether they are new or repeats.

    Events at other positions were refused and are left out, each with the comma before it: the document that is kept is the one
    that was accepted, otherwise as it came.
    """
    first, *pieces = document.envelope.split(CUT)
    kept = [first]
    for count, (position, is_new) in enumerate(news.items()):
        if count:
            kept.append(pieces[position - 1])
        kept.append(CUT if is_new else MARKED_CUT)
    return [b"".join([*kept, pieces[-1] if pieces else b""]), *(document.events[position].raw for position in news)]


def repeats(envelope: bytes) -> list[bool]:
    """Of each event of the kept envelope, whether it was on record before."""
    return [mark == MARKED_CUT for mark in CUTS.findall(envelope)]


def envelope_frame(envelope: bytes) -> dict[str, Any]:
    """The members of the document that the kept envelope is of, with null where its events stood; {} for a bare event."""
    frame = json.loads(without_events(envelope))
    return frame if isinstance(frame, dict) else {}


def frame_context(frame: dict[str, Any]) -> Context:
    """The context that a document gives to its events."""
    return read_context(frame["@context"]) if "@context" in frame else NO_CONTEXT


def event_fields(raw: bytes) -> dict[str, Any]:
    """The members of a kept event. Raises ValueError when the bytes are no longer an event."""
    try:
        return _MEMBERS.decode(raw)
    except (ValueError, InvalidOperation, RecursionError) as error:
        raise ValueError(f"the body is not an event: {error}") from error
