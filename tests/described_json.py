"""JSON of the site held against what the site's own OpenAPI description says of it."""

from typing import Any

import jsonschema
from django.http import HttpResponse

from yaomai.web.api import openapi


def as_described(response: HttpResponse, path: str) -> Any:
    """The JSON of an answer of GET `path` (as the description writes it), which must be as it is described."""
    document = openapi.document()
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    schema = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    told = response.json()
    held = jsonschema.Draft202012Validator({**schema, "components": document["components"]})
    faults = [f"{error.json_path}: {error.message[:300]}" for error in held.iter_errors(told)]
    assert faults == []
    return told
