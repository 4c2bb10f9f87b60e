"""Which schemas do the declarations of the interface refer to?

Those of events and documents are written from the tables that validation reads (standards/epcis/fields.py), so that what is
described is what is checked. An event that is given may hold fewer members than one that is taken: the viewer decides what is
seen.
"""

from collections.abc import Mapping
from typing import Any

from yaomai.standards.epcis.fields import DOCUMENTS, EVENT_LIST_PATHS, EVENTS, Group, Kind, Listed, OneOrMore
from yaomai.standards.epcis.vocabulary import Vocabulary
from yaomai.web.api.described import TIME, Schema, reference

_TEXT: Schema = {"type": "string"}
_URI: Schema = {"type": "string", "format": "uri"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_SCALARS: Mapping[str, Schema] = {
    "time": TIME,
    "offset": {"type": "string", "pattern": r"^[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00)$"},
    "uri": _URI,
    "identifier": _URI,
    "action": {"enum": ["ADD", "OBSERVE", "DELETE"]},
    "decimal": {"type": "number"},
    "quantity": {"type": "number"},
    "unit": {"type": "string", "pattern": "^[A-Z0-9]{2,3}$"},
    "string": _TEXT,
    "boolean": {"type": "boolean"},
    "hex": {"type": "string", "pattern": "^[A-Fa-f0-9]+$"},
    "version": {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)*$"},
    "context": {"description": "JSON-LD contexts; none is ever fetched", "type": ["string", "array", "object"]},
    "attribute": {},
    "anything": {},
    "event type": _TEXT,
}
_EXTENSION_NAMES = "^[A-Za-z][^:]*:.+$"  # URIs and prefixed names


def _schema(kind: Kind) -> Schema:
    """The JSON Schema of a kind of value."""
    if isinstance(kind, Vocabulary):
        return {"anyOf": [{"enum": sorted(kind.words)}, _URI]}
    if isinstance(kind, Listed):
        unique = {"uniqueItems": True} if kind.unique else {}
        return {"type": "array", "items": _schema(kind.item), "minItems": kind.at_least, **unique}
    if isinstance(kind, OneOrMore):
        return {"anyOf": [_schema(kind.item), {"type": "array", "items": _schema(kind.item)}]}
    if isinstance(kind, Group):
        return _object({name: _schema(member) for name, member in kind.members.items()}, kind.required, kind.extension)
    return _SCALARS[kind]


def _object(members: Mapping[str, Schema], required: tuple[str, ...], extension: str) -> Schema:
    schema: dict[str, Any] = {"type": "object", "properties": dict(members)}
    if required:
        schema["required"] = list(required)
    if extension == "uri":
        schema["patternProperties"] = {_EXTENSION_NAMES: {}}
    if extension != "any":
        schema["additionalProperties"] = False
    return schema


def _event(name: str, table: Group, required: tuple[str, ...]) -> Schema:
    members = {member: _schema(kind) for member, kind in table.members.items()} | {"type": {"const": name}}
    return _object(members, required, table.extension)


def _document(name: str, event: str) -> Schema:
    """The document of this type with a list of these events."""

    def written(kind: Group, path: tuple[str, ...]) -> Schema:
        members = {member: _schema(one) for member, one in kind.members.items()}
        first, *rest = path
        inner = kind.members[first]
        members[first] = (
            written(inner, tuple(rest))
            if isinstance(inner, Group)
            else {"type": "array", "items": {"oneOf": [reference(f"{kind}{event}") for kind in EVENTS]}}
        )
        return _object(
            members | ({"type": {"const": name}} if kind is DOCUMENTS[name] else {}), kind.required, kind.extension
        )

    return written(DOCUMENTS[name], EVENT_LIST_PATHS[name])


def one_of_the_events(event: str) -> Schema:
    """An event of any type: one that is `Taken`, or one that is `Given`."""
    return {"oneOf": [reference(f"{name}{event}") for name in EVENTS]}


_FINDING: Schema = {
    "type": "object",
    "required": ["code", "pointer", "message", "value"],
    "properties": {
        "code": {"type": "string", "description": "which fault it is; does not change"},
        "pointer": {"type": "string", "description": "where it is: a JSON pointer (RFC 6901)"},
        "message": {"type": "string", "description": "what is wrong, and what to do"},
        "value": {"type": "string", "description": "what was seen"},
    },
}
SCHEMAS: Mapping[str, Schema] = {
    **{f"{name}Taken": _event(name, table, table.required) for name, table in EVENTS.items()},
    **{f"{name}Given": _event(name, table, ("type", "eventID", "recordTime")) for name, table in EVENTS.items()},
    **{name: _document(name, "Taken") for name in DOCUMENTS},
    "Answer": _document("EPCISQueryDocument", "Given"),
    "CaptureJob": {
        "type": "object",
        "required": [
            *("captureID", "createdAt", "running", "success", "captureErrorBehaviour", "errors"),
            *("errorsTotal", "eventsTotal", "eventsDone"),
        ],
        "properties": {
            "captureID": {"type": "string", "format": "uuid"},
            "createdAt": TIME,
            "finishedAt": TIME,
            "running": {"type": "boolean"},
            "success": {"type": "boolean", "description": "false as soon as there is an error"},
            "captureErrorBehaviour": {"enum": ["rollback", "proceed"]},
            "errors": {"type": "array", "items": reference("EventProblem")},
            "errorsTotal": {**_COUNT, "description": "how many errors there are, of which the first are listed"},
            "eventsTotal": {**_COUNT, "description": "how many events the document has"},
            "eventsDone": {**_COUNT, "description": "how many have been looked at"},
            "eventsRecorded": {**_COUNT, "description": "how many are on record by this job"},
            "eventsRepeated": {**_COUNT, "description": "how many were on record before, which is no fault"},
        },
    },
    "Problem": {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string", "description": "epcisException:…, or about:blank"},
            "title": _TEXT,
            "status": {"type": "integer"},
            "detail": {"type": "string", "description": "what happened, where, and what to do"},
            "findings": {"type": "array", "items": _FINDING},
            "findings_total": _COUNT,
        },
    },
    "EventProblem": {
        "type": "object",
        "required": ["type", "title", "status", "detail", "pointer", "code", "value"],
        "properties": {
            "type": _TEXT,
            "title": _TEXT,
            "status": {"type": "integer"},
            "detail": _TEXT,
            "pointer": {"type": "string", "description": "where in the document that was sent: a JSON pointer"},
            "code": _TEXT,
            "value": _TEXT,
        },
    },
}
"""The components that declarations refer to."""
