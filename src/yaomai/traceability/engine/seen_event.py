"""What does a kept event say to somebody who may read these of its members?

Members are handed on as the text that came, so that numbers keep their digits and nothing is rewritten.
`recordTime` is ours (EPCIS 2.0, 7.4.1: the capturing application's own is not heeded), and an event that came
without `eventID` has been called by its hash.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from yaomai.people.engine.visibility import ALL, Properties
from yaomai.standards.epcis.context import NO_CONTEXT, Context, read_context
from yaomai.standards.epcis.document import without_events
from yaomai.traceability.engine.kept_document import event_fields

GS1_CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"

_RAW_MEMBERS: msgspec.json.Decoder[dict[str, msgspec.Raw]] = msgspec.json.Decoder(dict[str, msgspec.Raw])
_PLACES = ("readPoint", "bizLocation")
_PREFIX = re.compile(r'"([A-Za-z0-9._-]+):(?!//)')


@dataclass(frozen=True, slots=True)
class SeenEvent:
    """The members that are seen: `members` as JSON text, `fields` as values (numbers exact).

    `context` is what binds prefixed names in them; `document_context` is the same as the JSON value of an `@context`.
    """

    members: Mapping[str, bytes]
    fields: Mapping[str, Any]
    context: Context
    document_context: Any


def seen_event(
    raw: bytes, document_context: Any, *, properties: Properties, event_id: str, record_time: datetime
) -> SeenEvent:
    """The event `raw` out of a document with this `@context` (`context_around`), as far as `properties` go.

    Whoever may not see everything sees of a place its id only, and of the prefixes those that stand in what is
    seen: members that other parties added are nobody's but the recorder's. Raises ValueError when the bytes are
    no longer an event.
    """
    own = event_fields(raw)
    texts = {name: bytes(text) for name, text in _RAW_MEMBERS.decode(raw).items()}
    texts |= {"eventID": msgspec.json.encode(event_id), "recordTime": msgspec.json.encode(written_time(record_time))}
    base = read_context(document_context) if document_context is not None else NO_CONTEXT
    context = base.extended(own.get("@context"))
    if properties is ALL:
        shown = own.get("@context") if document_context is None else document_context
        seen = texts
    else:
        seen = {name: _plain(name, text) for name, text in texts.items() if name in properties}
        shown = _context_of(seen, context)
    fields = event_fields(joined(seen))
    return SeenEvent(seen, fields, context, GS1_CONTEXT if shown is None else shown)


def joined(members: Mapping[str, bytes]) -> bytes:
    """The members as one JSON object."""
    return msgspec.json.encode({name: msgspec.Raw(text) for name, text in members.items()})


def written_time(moment: datetime) -> str:
    """A moment as EPCIS writes it, in UTC, to the microsecond."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def context_around(envelope: bytes | None) -> Any:
    """The `@context` of the document whose kept `envelope` this is: None for a single event, whose context is its own, and for
    an envelope that was erased, and its prefixes with it.
    """
    if envelope is None:
        return None
    frame = without_events(envelope)
    if not frame.lstrip().startswith(b"{"):  # a bare event: nothing stands around it
        return None
    context = _RAW_MEMBERS.decode(frame).get("@context")
    return None if context is None else json.loads(bytes(context))


def _plain(name: str, text: bytes) -> bytes:
    """A member as the standard defines it: a place without what other parties added to it."""
    if name not in _PLACES:
        return text
    return joined({inner: bytes(value) for inner, value in _RAW_MEMBERS.decode(text).items() if inner == "id"})


def _unescaped(text: bytes) -> str:
    """The JSON text with its letters written as they are, whatever escapes stood for them."""
    return json.dumps(json.loads(text, parse_float=str, parse_int=str), ensure_ascii=False)


def _context_of(members: Mapping[str, bytes], context: Context) -> Any:
    """GS1's context, and the declared prefixes that occur in these members."""
    used = {prefix for text in members.values() for prefix in _PREFIX.findall(_unescaped(text))}
    prefixes = {prefix: context.prefixes[prefix] for prefix in sorted(used & context.prefixes.keys())}
    return [GS1_CONTEXT, prefixes] if prefixes else GS1_CONTEXT
