"""Which events does this EPCIS document hold, byte for byte, and what is left when they are taken out?

EPCIS 2.0, JSON binding: EPCISDocument and EPCISQueryDocument in JSON, and one bare event as `POST /events`
takes it. Events are kept as the bytes that came; `envelope` is the rest, with one NUL where each event stood, so that
`splice(envelope, raws)` is the document again. For a bare event the envelope is that NUL and the white space around.
Whoever keeps an envelope may mark some of its events with 0x01 in place of NUL; no JSON text contains either.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from yaomai.errors import Finding, InvalidError
from yaomai.standards.epcis import json_text
from yaomai.standards.epcis.context import NO_CONTEXT, Context, read_context
from yaomai.standards.epcis.fields import DOCUMENTS, EVENT_LIST_PATHS
from yaomai.standards.epcis.validation import check_document, shown

CUT = b"\x00"
MARKED_CUT = b"\x01"
CUTS = re.compile(rb"[\x00\x01]")

_SPACE = re.compile(rb"[ \t\n\r]*")
_COMMA = re.compile(rb"[ \t\n\r]*,?[ \t\n\r]*")
_MEMBER_NAME = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"[ \t\n\r]*:[ \t\n\r]*', re.DOTALL)
_OBJECT: msgspec.json.Decoder[dict[str, msgspec.Raw]] = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ARRAY: msgspec.json.Decoder[list[msgspec.Raw]] = msgspec.json.Decoder(list[msgspec.Raw])


@dataclass(frozen=True, slots=True)
class Limits:
    """What a document may be at most: bytes, events, levels of nesting (of one event, and of the frame)."""

    bytes: int = 64 * 1024 * 1024
    events: int = 100_000
    depth: int = 64


class EventText(msgspec.Struct, frozen=True):
    """One event as it came: its bytes, where it stands (JSON pointer), its members, the context that binds it."""

    raw: bytes
    pointer: str
    fields: dict[str, Any]
    context: Context


@dataclass(frozen=True, slots=True)
class Document:
    """A document whose frame is valid; the events in it are read as JSON but not yet checked.

    kind: `EPCISDocument`, `EPCISQueryDocument` or `event` (a bare one). frame: the document's members with
    an empty eventList; the event's members if it is bare. notes: what a reader should know and what refuses
    nothing. faults: by position in the document, what keeps an event from being read at all, where it was asked to read the rest;
    `events` has in its place one without members.
    """

    kind: str
    events: tuple[EventText, ...]
    envelope: bytes
    context: Context
    frame: dict[str, Any]
    notes: tuple[Finding, ...]
    faults: Mapping[int, Sequence[Finding]] = field(default_factory=dict)


def splice(envelope: bytes, raws: Iterable[bytes]) -> bytes:
    """The document again: `raws` are its events in order. ValueError when their number is not the envelope's."""
    pieces = CUTS.split(envelope)
    parts = [pieces[0]]
    for piece, raw in zip(pieces[1:], raws, strict=True):
        parts += (raw, piece)
    return b"".join(parts)


def without_events(envelope: bytes) -> bytes:
    """The document as JSON with null where each event stood."""
    return CUTS.sub(b"null", envelope)


def read_document(data: bytes, limits: Limits = Limits(), *, partly: bool = False) -> Document:
    """Take `data` apart. InvalidError lists everything that keeps it from being read, in the frame and in any event.

    The members of events are not judged here: `check` does that for each. `partly`: an event that cannot be read is no reason to
    refuse the others; what is wrong with it stands in the document's `faults`. A bare event is read wholly or not at all.
    """
    if len(data) > limits.bytes:
        message = f"the document has {len(data)} bytes, more than {limits.bytes}; divide it"
        raise InvalidError([Finding("epcis.document_too_large", "", message)])
    fault = json_text.encoding_fault(data)
    if fault is not None:
        raise InvalidError([fault])
    try:
        kind, spans = _spans(data)
    except RecursionError:
        raise InvalidError([json_text.too_deep("", limits.depth)]) from None
    except (msgspec.MsgspecError, UnicodeDecodeError, _NotSliceableError) as error:
        raise InvalidError(_diagnosis(data, error, limits)) from None
    if len(spans) > limits.events:
        message = f"the document has {len(spans)} events, more than {limits.events}; divide it"
        raise InvalidError([Finding("epcis.too_many_events", "", message)])
    return _read(data, kind, spans, limits, partly=partly and kind != "event")


def _read(data: bytes, kind: str, spans: list[tuple[int, int]], limits: Limits, *, partly: bool) -> Document:
    findings: list[Finding] = []
    unread: dict[int, Sequence[Finding]] = {}
    reader = json_text.Reader(limits.depth)
    if kind == "event":
        frame: dict[str, Any] = {}
        context = NO_CONTEXT
        step = ""
    else:
        frame, in_frame = _frame(data, spans, reader)
        findings += in_frame
        context = read_context(frame["@context"]) if "@context" in frame else NO_CONTEXT
        step = "/" + "/".join(EVENT_LIST_PATHS[kind]) + "/"
    events: list[EventText] = []
    fit = json_text.fit_value(b"[" + data[spans[0][0] : spans[-1][1]] + b"]") if spans else json_text.UNKNOWN
    for i, (start, end) in enumerate(spans):
        raw = data[start:end]
        pointer = f"{step}{i}" if step else ""
        faults: Sequence[Finding] = ()
        if fit is json_text.UNKNOWN or json_text.deeper_than(raw, limits.depth):
            fields, faults = reader.read(raw, pointer)
        else:
            fields = fit[i]
        if not isinstance(fields, dict):
            faults = faults or [Finding("epcis.event_invalid", pointer, "an event is an object", shown(fields))]
            fields = {}
        if faults:
            unread[i] = faults
        events.append(EventText(raw, pointer, fields, context.extended(fields.get("@context"))))
    if not partly:
        findings += [one for faults in unread.values() for one in faults]
    if kind == "event" and events and not unread:
        frame, context = events[0].fields, events[0].context
        if "@context" not in frame:
            findings.append(Finding("epcis.context_missing", "", "a single event names its @context"))
    if findings:
        raise InvalidError(findings)
    return Document(kind, tuple(events), _envelope(data, spans), context, frame, _notes(context, events), unread)


def _frame(data: bytes, spans: list[tuple[int, int]], reader: json_text.Reader) -> tuple[dict[str, Any], list[Finding]]:
    """The document's members without its events, and the faults in them."""
    if spans:
        data = data[: spans[0][0]] + data[spans[-1][1] :]
    frame, findings = reader.read(data, "")
    if not isinstance(frame, dict):
        return {}, findings
    return frame, findings or check_document(frame)


def _notes(context: Context, events: Sequence[EventText]) -> tuple[Finding, ...]:
    contexts = {id(one): one for one in (context, *(event.context for event in events))}
    unknown = dict.fromkeys(address for one in contexts.values() for address in one.unknown)
    return tuple(
        Finding(
            "epcis.context_unknown",
            "/@context",
            "is not known here and was not fetched; its names stay as written",
            address,
        )
        for address in unknown
    )


def _envelope(data: bytes, spans: list[tuple[int, int]]) -> bytes:
    pieces, position = [], 0
    for start, end in spans:
        pieces.append(data[position:start])
        position = end
    return CUT.join([*pieces, data[position:]])


# --- where the events stand
# ----------------------------------------------------------------------------------------


class _NotSliceableError(ValueError):
    """The members found are not, one after the other, what stands in the text (one is there twice), or are missing."""


def _spans(data: bytes) -> tuple[str, list[tuple[int, int]]]:
    """The kind of the document and where each event begins and ends."""
    start = _end_of_space(data, 0)
    members = _members(data, start, _OBJECT.decode(data))
    kind = msgspec.json.decode(members["type"][1]) if "type" in members else None
    if not isinstance(kind, str) or kind not in DOCUMENTS:
        return "event", [(start, len(data.rstrip(b" \t\n\r")))]
    path = EVENT_LIST_PATHS[kind]
    for name in path[:-1]:
        if name not in members:
            raise _NotSliceableError(name)
        start, raw = members[name]
        members = _members(data, start, _OBJECT.decode(raw))
    if path[-1] not in members:
        raise _NotSliceableError(path[-1])
    start, raw = members[path[-1]]
    return kind, _items(data, start, _ARRAY.decode(raw))


def _members(data: bytes, start: int, members: dict[str, msgspec.Raw]) -> dict[str, tuple[int, msgspec.Raw]]:
    """Where the value of each member begins, in an object that begins at `start`."""
    found: dict[str, tuple[int, msgspec.Raw]] = {}
    position = _end_of_space(data, start + 1)
    for name, value in members.items():
        match = _MEMBER_NAME.match(data, position)
        raw = bytes(value)
        if match is None or not data.startswith(raw, match.end()):
            raise _NotSliceableError(name)
        found[name] = (match.end(), value)
        position = _after_comma(data, match.end() + len(raw))
    if data[position : position + 1] != b"}":
        raise _NotSliceableError
    return found


def _items(data: bytes, start: int, items: list[msgspec.Raw]) -> list[tuple[int, int]]:
    """Where each item of an array begins and ends; the array begins at `start`."""
    spans: list[tuple[int, int]] = []
    position = _end_of_space(data, start + 1)
    for item in items:
        raw = bytes(item)
        if not data.startswith(raw, position):
            raise _NotSliceableError
        end = position + len(raw)
        spans.append((position, end))
        position = _after_comma(data, end)
    return spans


def _end_of_space(data: bytes, position: int) -> int:
    match = _SPACE.match(data, position)
    return match.end() if match else position


def _after_comma(data: bytes, position: int) -> int:
    match = _COMMA.match(data, position)
    return match.end() if match else position


def _diagnosis(data: bytes, error: Exception, limits: Limits) -> list[Finding]:
    """Why the document could not be taken apart, from reading the whole of it."""
    value, findings = json_text.read_value(data, "", depth=limits.depth)
    if isinstance(value, dict) and value.get("type") in tuple(DOCUMENTS):
        seen = {finding.pointer for finding in findings}
        findings += [finding for finding in check_document(value) if finding.pointer not in seen]
    elif not findings and not isinstance(value, dict):
        return [Finding("json.not_an_object", "", "an EPCIS document is a JSON object", shown(value))]
    return findings or [Finding("json.malformed", "", f"the document cannot be read: {error}")]
