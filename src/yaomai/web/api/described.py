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


TIME: Schema = {"type": "string", "format": "date-time"}


def reference(name: str) -> Schema:
    """The schema of this name in schemas.py."""
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
    """One answer: what it is, the schema of its JSON or the media types of something else, and the headers that it has; `also`:
    the other media types in which the same can be had.
    """

    description: str
    schema: Schema | None = None
    types: Sequence[str] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    also: Sequence[str] = ()

    def written(self) -> dict[str, Any]:
        """The Response Object."""
        types = self.types or (JSON_TYPES if self.schema is not None else ())
        written: dict[str, Any] = {"description": self.description}
        if types:
            content = {} if self.schema is None else {"schema": self.schema}
            written["content"] = {**dict.fromkeys(types, content), **{kind: {} for kind in self.also}}
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
