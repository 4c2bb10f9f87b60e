"""What does a program have to know about an address of the interface? Said beside the view, in the words of OpenAPI 3.1.

    @open_to(anyone)
    @speaks_epcis
    @described(query=(PER_PAGE_PARAMETER,), answers={200: Answer("the job", CAPTURE_JOB)}, refuses=(404,))
    def view(request): …

Summary and description are the view's docstring; who may ask is its `open_to`. `/openapi.json` is made of these and of nothing else
(openapi.py).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from yaomai.web.api.problems import EXCEPTIONS

Schema = Mapping[str, Any]
"""A JSON Schema (draft 2020-12), as OpenAPI 3.1 takes it."""

JSON_TYPES = ("application/json", "application/ld+json")
_View = TypeVar("_View", bound=Callable[..., Any])


def reference(name: str) -> Schema:
    """The schema of this name in SCHEMAS."""
    return {"$ref": f"#/components/schemas/{name}"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a query, a header or the address; `schema` of its value. Lists are divided by `|`."""

    name: str
    where: str  # query, header, path
    schema: Schema
    description: str

    def written(self) -> dict[str, Any]:
        """The Parameter Object."""
        written: dict[str, Any] = {
            "name": self.name,
            "in": self.where,
            "schema": self.schema,
            "description": self.description,
        }
        if self.where == "path":
            written["required"] = True
        if self.schema.get("type") == "array":
            written |= {"style": "pipeDelimited", "explode": False}
        return written


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: what it is, the schema of its JSON or the media types of something else, and the headers that it has."""

    description: str
    schema: Schema | None = None
    types: Sequence[str] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def written(self) -> dict[str, Any]:
        """The Response Object."""
        types = self.types or (JSON_TYPES if self.schema is not None else ())
        written: dict[str, Any] = {"description": self.description}
        if types:
            content = {} if self.schema is None else {"schema": self.schema}
            written["content"] = dict.fromkeys(types, content)
        if self.headers:
            written["headers"] = {
                name: {"description": words, "schema": {"type": "string"}} for name, words in self.headers.items()
            }
        return written


@dataclass(frozen=True, slots=True)
class Description:
    """What a view declares about itself. `body`: the schema of the JSON that it takes; `refuses`: the statuses of its problem
    documents.
    """

    answers: Mapping[int, Answer]
    parameters: Sequence[Parameter] = ()
    body: Schema | None = None
    refuses: Sequence[int] = ()

    def written(self) -> dict[str, Any]:
        """The parts of the Operation Object that are declared here."""
        written: dict[str, Any] = {
            "responses": {
                **{str(status): answer.written() for status, answer in self.answers.items()},
                **{str(status): _problem(status).written() for status in self.refuses},
            }
        }
        if self.parameters:
            written["parameters"] = [parameter.written() for parameter in self.parameters]
        if self.body is not None:
            written["requestBody"] = {"required": True, "content": {kind: {"schema": self.body} for kind in JSON_TYPES}}
        return written


def described(
    *,
    answers: Mapping[int, Answer],
    parameters: Sequence[Parameter] = (),
    body: Schema | None = None,
    refuses: Sequence[int] = (),
) -> Callable[[_View], _View]:
    """Declare what the view takes and answers; the innermost decorator."""
    description = Description(answers, parameters, body, refuses)

    def declare(view: _View) -> _View:
        view.description = description  # type: ignore[attr-defined]  # read by description_of; wrappers carry it on
        return view

    return declare


def description_of(view: object) -> Description | None:
    """What the view declares; None for one that declares nothing."""
    found = getattr(view, "description", None)
    return found if isinstance(found, Description) else None


def _problem(status: int) -> Answer:
    name = EXCEPTIONS.get(status, "")
    words = f"refused ({name})" if name else "refused"
    return Answer(f"{words}: a problem document (RFC 9457)", reference("Problem"), ("application/problem+json",))


TIME: Schema = {"type": "string", "format": "date-time"}
_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
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
_EVENT: Schema = {
    "type": "object",
    "description": "an EPCIS event; GS1's EPCIS-JSON-Schema.json has all its members",
    "required": ["type", "eventTime", "eventTimeZoneOffset"],
    "properties": {
        "type": {
            "enum": ["ObjectEvent", "AggregationEvent", "TransactionEvent", "TransformationEvent", "AssociationEvent"]
        },
        "eventTime": TIME,
        "eventTimeZoneOffset": {"type": "string", "pattern": r"^[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00)$"},
        "eventID": _TEXT,
        "recordTime": TIME,
    },
}
_CONTEXT: Schema = {"description": "JSON-LD contexts; none is ever fetched", "type": ["string", "array", "object"]}


def _document(kind: str, body: Schema) -> Schema:
    return {
        "type": "object",
        "required": ["@context", "type", "schemaVersion", "creationDate", "epcisBody"],
        "properties": {
            "@context": _CONTEXT,
            "type": {"const": kind},
            "schemaVersion": {"type": "string", "pattern": r"^\d+(\.\d+)*$"},
            "creationDate": TIME,
            "epcisBody": body,
        },
    }


_EVENT_LIST: Schema = {
    "type": "object",
    "required": ["eventList"],
    "properties": {"eventList": {"type": "array", "items": reference("Event")}},
}
SCHEMAS: Mapping[str, Schema] = {
    "Event": _EVENT,
    "EPCISDocument": _document("EPCISDocument", _EVENT_LIST),
    "EPCISQueryDocument": _document(
        "EPCISQueryDocument",
        {
            "type": "object",
            "required": ["queryResults"],
            "properties": {
                "queryResults": {
                    "type": "object",
                    "required": ["queryName", "resultsBody"],
                    "properties": {"queryName": _TEXT, "resultsBody": _EVENT_LIST},
                }
            },
        },
    ),
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
