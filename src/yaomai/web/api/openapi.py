"""How is the whole interface described to a program? `GET /openapi.json` (OpenAPI 3.1): made of what stands beside the views."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import version
from typing import Any, cast

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver

from yaomai.web.access import Access, DeclaredView, ViewByMethod, anyone, open_to
from yaomai.web.api.chain_schemas import CHAIN_SCHEMAS
from yaomai.web.api.described import Answer, Parameter, described, description_of
from yaomai.web.api.register_schemas import register_components
from yaomai.web.api.schemas import SCHEMAS

_ARGUMENT = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
_METHODS = ("GET", "POST", "PATCH", "OPTIONS")  # HEAD is GET without a body, and says nothing more
_INTRODUCTION = (
    "The interfaces that programs speak to. Events go in and out as GS1 EPCIS 2.0 defines it (capture jobs, event queries);"
    " traces, recalls, mass balance and alerts are the pages that people open, as JSON for whoever accepts it;"
    " `/api/registers` holds what is said of parties, places and things: lists, entities, and stating something of them;"
    " `/log/` is the public log over everything recorded (C2SP tlog-tiles), with which any receipt can be checked without asking"
    " us. What a caller may not see is left out of answers; refusals are problem documents (RFC 9457)."
)


@open_to(anyone)
@described(answers={200: Answer("the description", {"type": "object"}, ("application/json",))})
def openapi(_request: HttpRequest) -> HttpResponse:
    """This description."""
    return HttpResponse(_bytes(), content_type="application/json", headers={"Cache-Control": "no-cache"})


@cache
def _bytes() -> bytes:
    return orjson.dumps(document())


def document() -> dict[str, Any]:
    """The description of every address of `urls_api`, and of every page that declares JSON. Raises TypeError for an address of
    `urls_api` that declares nothing.
    """
    paths: dict[str, dict[str, Any]] = {}
    for pattern in addresses():
        paths[_address(pattern)] = dict(_operations(pattern))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Yaomai 药脉",
            "version": version("yaomai"),
            "description": _INTRODUCTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": {**SCHEMAS, **CHAIN_SCHEMAS, **register_components()},
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer", "description": "a key of an organisation: yk_…"},
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "sessionid",
                    "description": "signed in as a person",
                },
            },
        },
    }


def addresses() -> list[URLPattern]:
    """Every address that is described: those of `urls_api`, then the pages."""
    from yaomai.web import urls, urls_api  # this page is one of their addresses

    pages = [pattern for pattern in _flat(urls.urlpatterns) if description_of(pattern.callback) is not None]
    return [*urls_api.urlpatterns, *(one for one in pages if one not in urls_api.urlpatterns)]


def _flat(patterns: Sequence[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _flat(one.url_patterns)
        else:
            yield one


def _address(pattern: URLPattern) -> str:
    return "/" + _ARGUMENT.sub(r"{\g<name>}", str(pattern.pattern))


def _operations(pattern: URLPattern) -> Iterator[tuple[str, dict[str, Any]]]:
    callback = cast("DeclaredView | ViewByMethod", pattern.callback)  # tests/web/test_access.py sees to it that all are
    views = callback.views if isinstance(callback, ViewByMethod) else dict.fromkeys(callback.access.methods, callback)
    arguments = [
        Parameter(
            found["name"],
            "path",
            {"type": "integer", "minimum": 1}
            if found["kind"] in ("int", "number")
            else {"type": "string", "minLength": 1},
            "as it stands in addresses that were given before",
        )
        for found in _ARGUMENT.finditer(str(pattern.pattern))
    ]
    for method in _METHODS:
        view = views.get(method)
        if view is not None:
            yield method.lower(), _operation(f"{method.lower()}_{pattern.name}", view, arguments)


def _operation(name: str, view: DeclaredView, arguments: list[Parameter]) -> dict[str, Any]:
    description = description_of(view)
    if description is None:
        raise TypeError(f"{view} is an address of the interface and declares nothing of itself: use @described")
    words = (view.__doc__ or "").strip()
    summary = words.partition("\n")[0]
    written = description.written()
    own = written.pop("parameters", [])
    declared = {parameter["name"] for parameter in own if parameter["in"] == "path"}
    parameters = [one.written() for one in arguments if one.name not in declared] + own
    return {
        "operationId": name,
        "summary": summary,
        "description": " ".join(words.split()),
        **({"parameters": parameters} if parameters else {}),
        "security": _security(view.access),
        **written,
    }


def _security(access: Access) -> list[dict[str, list[str]]]:
    """Who may ask, as alternatives; {}: whoever asks."""
    kinds = [audience.kind for audience in access.audiences]
    found: list[dict[str, list[str]]] = []
    if "anyone" in kinds:
        return [{}, {"key": []}, {"session": []}]
    if "key" in kinds:
        found.append({"key": sorted({name for one in access.audiences if one.kind == "key" for name in one.names})})
    if {"signed_in", "role"} & set(kinds):
        found.append({"session": []})
    return found
