"""Whoever cannot be served gets a page or a problem document, never silence and never a 500 for bad input."""

import json

import pytest
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory

from yaomai.errors import Finding, InvalidError, NotAllowedError, NotFoundError, RefusedError
from yaomai.web import headers
from yaomai.web.pages import errors

REFUSALS = [
    (NotFoundError("no lot X"), 404),
    (NotAllowedError("only auditors"), 403),
    (InvalidError([Finding("a.b", "/eventTime", "is in the future", "2099"), Finding("a.c", "/x", "is missing")]), 400),
    (RefusedError("the key has ended"), 409),
]


@pytest.mark.parametrize(("refusal", "status"), REFUSALS)
def test_refusal_for_a_program(refusal: RefusedError, status: int) -> None:
    response = errors.refused(RequestFactory().get("/x", headers={"Accept": "application/json"}), refusal)
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    document = json.loads(response.content)
    assert document["status"] == status
    assert document["type"] == "about:blank"
    assert str(refusal) in document["detail"]
    assert len(document.get("findings", [])) == (2 if status == 400 else 0)


@pytest.mark.parametrize(("refusal", "status"), REFUSALS)
def test_refusal_for_a_person(refusal: RefusedError, status: int) -> None:
    response = errors.refused(RequestFactory().get("/x", headers={"Accept": "text/html"}), refusal)
    page = response.content.decode()
    assert response.status_code == status
    assert "<h1>" in page
    if isinstance(refusal, InvalidError):
        assert all(finding.pointer in page for finding in refusal.findings)


@pytest.mark.parametrize(
    ("path", "accept", "is_program"),
    [
        ("/x", "text/html,application/xhtml+xml,*/*;q=0.8", False),
        ("/x", "application/problem+json", True),
        ("/x", "application/ld+json", True),
        ("/x", "*/*", False),
        ("/x", "", False),
        ("/api/x", "text/html", True),
        ("/capture", "", True),
    ],
)
def test_who_is_a_program(path: str, accept: str, is_program: bool) -> None:
    assert errors.wants_problem(RequestFactory().get(path, headers={"Accept": accept})) is is_program


def test_fault_page_needs_neither_viewer_nor_database() -> None:
    response = errors.server_error(RequestFactory().get("/x"))
    assert response.status_code == 500
    assert "系统出了故障" in response.content.decode()


def test_forms_from_elsewhere_and_unreadable_requests_have_pages() -> None:
    request = RequestFactory().get("/x")
    assert errors.csrf_failure(request, "no cookie").status_code == 403
    assert errors.bad_request(request, ValueError("x")).status_code == 400
    assert errors.page_not_found(request, Http404("x")).status_code == 404


def test_a_path_is_shown_escaped() -> None:
    response = Client(SERVER_NAME="localhost").get("/<script>")
    assert response.status_code == 404
    assert b"<script>" not in response.content.replace(b"<script src", b"")


def test_every_answer_carries_the_policy() -> None:
    response = Client(SERVER_NAME="localhost").get("/there-is-no-such-page")
    for name, value in headers.HEADERS.items():
        assert response[name] == value
    assert "unsafe" not in headers.CONTENT_SECURITY_POLICY


def test_a_view_may_set_a_header_itself() -> None:
    own = headers.SecurityHeadersMiddleware(lambda _: HttpResponse(headers={"Content-Security-Policy": "sandbox"}))
    assert own(RequestFactory().get("/"))["Content-Security-Policy"] == "sandbox"
