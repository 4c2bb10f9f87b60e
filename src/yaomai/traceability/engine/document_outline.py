"""What kind of document is this, and how many events has it, as far as a quick look tells?

The look goes over the bytes once and makes nothing of the events: about a millisecond a megabyte. What is wrong with a document is
said by `read_document`.
"""

from dataclasses import dataclass
from typing import Any

import msgspec

from yaomai.errors import Finding
from yaomai.standards.epcis.fields import DOCUMENTS


class _EventList(msgspec.Struct, rename="camel"):
    event_list: list[msgspec.Raw] | None = None


class _Results(msgspec.Struct, rename="camel"):
    results_body: _EventList | None = None


class _Body(msgspec.Struct, rename="camel"):
    event_list: list[msgspec.Raw] | None = None
    query_results: _Results | None = None


class _Outline(msgspec.Struct, rename="camel"):
    type: Any = None
    epcis_body: _Body | None = None


class _Typed(msgspec.Struct):
    type: Any = None


_DECODER = msgspec.json.Decoder(_Outline)
_TYPE_DECODER = msgspec.json.Decoder(_Typed)


@dataclass(frozen=True, slots=True)
class Outline:
    """`kind`: what the member `type` says, None when it says nothing; `events`: how many there are, None when that cannot be
    told.
    """

    kind: str | None
    events: int | None

    @property
    def is_document(self) -> bool:
        """Whether it says that it is a document of events."""
        return self.kind in DOCUMENTS


UNREADABLE = Outline(None, None)


def outline(data: bytes) -> Outline:
    """What a quick look tells of these bytes."""
    try:
        found = _DECODER.decode(data)
    except msgspec.ValidationError:  # JSON, and not what a document is
        return _kind_only(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return UNREADABLE
    kind = found.type if isinstance(found.type, str) else None
    body = found.epcis_body
    results = body.query_results.results_body if body and body.query_results else None
    holder = results or body
    listed = holder.event_list if holder else None
    return Outline(kind, None if listed is None else len(listed))


def _kind_only(data: bytes) -> Outline:
    try:
        kind = _TYPE_DECODER.decode(data).type
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return UNREADABLE
    return Outline(kind if isinstance(kind, str) else None, None)


def is_of_an_event(finding: Finding) -> bool:
    """Whether the fault lies in one event of a document, and not in the document around the events."""
    return "/eventList/" in finding.pointer
