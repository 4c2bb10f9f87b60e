"""The description is valid OpenAPI, says what there is, and the answers are as it says: whatever is sent, no fault of ours."""

import json

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)

from askers import machine
from gs1_examples import EXAMPLES, REFUSED
from make_events import document_bytes, object_event, transformation_event
from shared_material import needs_shared
from yaomai.standards.epcis.event_query import parameter_shapes
from yaomai.web import urls_api
from yaomai.web.access import ViewByMethod
from yaomai.web.api import openapi
from yaomai.web.wsgi import application

JSON = {"content_type": "application/json"}
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
OPERATIONS = [
    (path, method.upper())
    for path, operations in openapi.document()["paths"].items()
    for method in operations
    if method != "options"
]


def test_it_is_valid_and_given_to_everybody(anyone, database):
    openapi._bytes.cache_clear()  # tests of registers may have declared kinds of their own meanwhile
    response = anyone.get("/openapi.json")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")
    assert response.json() == json.loads(json.dumps(openapi.document()))
    assert list(OpenAPIV31SpecValidator(response.json()).iter_errors()) == []


def test_it_has_every_address_method_and_parameter():
    paths = openapi.document()["paths"]
    assert len(paths) == len(openapi.addresses()) > len(urls_api.urlpatterns)
    assert set(paths) >= {
        "/trace",
        "/trace/{code}",
        "/things/{number}",
        "/recalls",
        "/recalls/{number}",
        "/balance",
        "/alerts",
    }
    said = {(path.count("{"), method) for path, operations in paths.items() for method in operations}
    assert said >= {(0, "get"), (0, "post"), (0, "options"), (1, "get")}
    for pattern, operations in zip(openapi.addresses(), paths.values(), strict=True):
        views = pattern.callback.views if isinstance(pattern.callback, ViewByMethod) else {"GET": pattern.callback}
        assert {method.upper() for method in operations} == set(views) - {"HEAD"}
        for operation in operations.values():
            assert operation["summary"]
            assert operation["operationId"]
    named = {parameter["name"] for parameter in paths["/events"]["get"]["parameters"]}
    assert named >= {*parameter_shapes(), "perPage", "nextPageToken", "GS1-EPC-Format"}


def test_every_query_parameter_that_is_described_is_answered(owner):
    values = {"list": "ObjectEvent", "time": "2026-09-01T00:00:00Z", "number": "1", "boolean": "true", "count": "5"}
    for name, shape in parameter_shapes().items():
        value = "ADD" if name == "EQ_action" else values.get(shape, shape.partition("|")[0])
        more = "&orderBy=eventTime" if name == "eventCountLimit" else ""
        assert owner.get(f"/events?{name}={value}{more}").status_code == 200, name


@pytest.fixture
def described(cast):
    """The interface as a stranger finds it described, and the headers of somebody who may do everything there."""
    key = cast.key("capture", "query")
    kept = machine(key)
    assert (
        kept.post(
            "/capture", document_bytes([object_event(eventID="urn:uuid:1"), transformation_event()]), **JSON
        ).status_code
        == 202
    )
    return schemathesis.openapi.from_wsgi("/openapi.json", application), {
        "Authorization": f"Bearer {key}",
        "Host": "localhost",
        "Accept": "application/json",  # so that pages which are JSON for programs answer as they do to one
    }


def ask_whatever_is_allowed_and_what_is_not(described, path: str, method: str, examples: int) -> None:
    schema, headers = described
    allowed, not_allowed = (
        schema[path][method].as_strategy(generation_mode=mode) for mode in schemathesis.GenerationMode
    )

    @settings(max_examples=examples, database=None, suppress_health_check=list(HealthCheck))
    @given(allowed | not_allowed)
    def ask(case):
        case.validate_response(case.call(headers=headers), checks=CHECKS)

    ask()


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_whatever_is_sent_is_answered_as_described(described, path, method):
    ask_whatever_is_allowed_and_what_is_not(described, path, method, 6 if method == "POST" else 20)


@pytest.mark.slow
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_whatever_is_sent_is_answered_as_described_at_length(described, path, method):
    ask_whatever_is_allowed_and_what_is_not(described, path, method, 200)


@needs_shared
def test_what_is_described_takes_gs1s_examples():
    described = openapi.document()
    wrong = []
    for file in EXAMPLES:
        document = json.loads(file.read_bytes())
        schema = {"$ref": f"#/components/schemas/{document['type']}", "components": described["components"]}
        if file.name not in REFUSED:
            wrong += [
                (file.name, error.message) for error in jsonschema.Draft202012Validator(schema).iter_errors(document)
            ]
    assert wrong == []
