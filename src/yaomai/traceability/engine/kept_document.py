"""How is a captured document kept, so that each event stands alone and the whole can be given back byte for byte?

A deed of kind `epcis.events` has as its first body the envelope: the document with one NUL where each newly recorded
event stood; the other bodies are those events' bytes. Events that were on record before stay in the envelope.
"""

import json
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from yaomai.standards.epcis.context import NO_CONTEXT, Context, read_context
from yaomai.standards.epcis.document import CUT, Document

KIND = "epcis.events"
# Reads what was captured to the same values as json_text.read_value, which capture used, several times as fast; it does not
# notice what is unfit for a record: that was refused when it was captured.
_MEMBERS = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal)


def bodies(document: Document, new: Sequence[bool]) -> list[bytes]:
    """The bodies of the deed: the envelope, then the events for which `new` is true."""
    pieces = document.envelope.split(CUT)
    kept = [pieces[0]]
    for event, is_new, piece in zip(document.events, new, pieces[1:], strict=True):
        if is_new:
            kept.append(piece)
        else:
            kept[-1] += event.raw + piece
    return [CUT.join(kept), *(event.raw for event, is_new in zip(document.events, new, strict=True) if is_new)]


def envelope_frame(envelope: bytes) -> dict[str, Any]:
    """The members of the document that the kept envelope is of, with null where its events stood; {} for a bare event."""
    frame = json.loads(envelope.replace(CUT, b"null"))
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
