"""How do machines capture EPCIS events here, and read one again? (EPCIS 2.0, clause 12: the REST bindings)

In this version a capture is done within its request: a document with faults is refused at once with 400 and all its
findings, and the job that a 202 names has finished. Documents are recorded wholly or not at all
(`GS1-Capture-Error-Behaviour: rollback`).
"""

from datetime import datetime
from typing import Any
from urllib.parse import quote, unquote

import msgspec
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.dateparse import parse_datetime

from yaomai.errors import Finding, InvalidError, NotFoundError
from yaomai.people.recorder import recorder_of
from yaomai.people.viewer import Viewer
from yaomai.standards.epcis.fields import DOCUMENTS
from yaomai.traceability.engine.query_document import query_document
from yaomai.traceability.engine.seen_event import joined, written_time
from yaomai.traceability.operations.capture import EVENT_ID_CHARACTERS_MAX, Captured, capture
from yaomai.traceability.queries import capture_jobs, events
from yaomai.traceability.queries.capture_jobs import CaptureJob
from yaomai.traceability.queries.events import EventView
from yaomai.web.access import anyone, by_method, key, open_to, signed_in
from yaomai.web.api.body import read_body
from yaomai.web.api.event_query import query_events
from yaomai.web.api.negotiation import (
    LIMIT_HEADERS,
    LIMITS,
    answer_type,
    check_body_type,
    check_error_behaviour,
    discovery,
    empty,
    speaking,
    viewer_of,
)
from yaomai.web.api.problems import EpcisRefusedError, epcis_problem, speaks_epcis

RECEIPT_RELATION = "https://c2sp.org/tlog-proof"
_REPEATED = "repeated."
_REPEATED_SALT = "yaomai.web.api.epcis: a capture that recorded nothing new"
_TAKEN = "epcis.event_id_taken"


@open_to(key("capture"), methods=("POST",))
@speaks_epcis
def _capture_document(request: HttpRequest) -> HttpResponse:
    """POST /capture: record an EPCISDocument or EPCISQueryDocument; 202 with the address of the finished job."""
    answer_type(request)
    check_error_behaviour(request)
    data = _document(request, is_bare=False)
    now = timezone.now()
    captured = _captured(viewer_of(request), data, now)
    response = empty(202)
    response.headers["Location"] = f"/capture/{_capture_id(captured, viewer_of(request), now)}"
    response.headers["GS1-Capture-Error-Behaviour"] = "rollback"
    return response


@open_to(key("capture"), methods=("POST",), reveals=(events.VISIBILITY,))
@speaks_epcis
def _capture_event(request: HttpRequest) -> HttpResponse:
    """POST /events: record one event; 201 with its address and what it now says, or 200 when it was on record already.

    409 when its eventID names another event.
    """
    kind = answer_type(request)
    data = _document(request, is_bare=True)
    try:
        (one,) = _captured(viewer_of(request), data, timezone.now()).events
    except InvalidError as error:
        if all(finding.code == _TAKEN for finding in error.findings):
            return epcis_problem(409, error.findings[0].message, findings=[_as_dict(f) for f in error.findings])
        raise
    view = events.by_record(viewer_of(request), one.record)
    response = HttpResponse(joined(view.members), status=200 if one.repeated else 201, content_type=kind)
    response.headers["Location"] = f"/events/{quote(one.event_id, safe='')}"
    return _linked(speaking(response), [view])


@open_to(anyone, reveals=(events.VISIBILITY,))
@speaks_epcis
def _read_event(request: HttpRequest, event_id: str) -> HttpResponse:
    """GET /events/{eventID}: an EPCISQueryDocument with the event and the declarations that it is in error.

    It holds what the caller may see: everything for the recorder's own organisation, the public members for everybody.
    """
    kind = answer_type(request)
    found = events.events_with_id(viewer_of(request), _event_id(request, event_id))
    document = query_document(
        [(one.members, one.document_context) for one in found], query="SimpleEventQuery", now=timezone.now()
    )
    response = speaking(HttpResponse(document, content_type=kind))
    response.headers["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Accept", "Authorization", "Cookie"])
    return _linked(response, found)


@open_to(signed_in, key("capture", "query"))
@speaks_epcis
def _read_capture_job(request: HttpRequest, capture_id: str) -> HttpResponse:
    """GET /capture/{captureID}: the job. It has finished, and it was successful: else the document would have been refused."""
    kind = answer_type(request)
    job = _job(viewer_of(request), capture_id)
    said = {
        "captureID": capture_id,
        "createdAt": written_time(job.time),
        "finishedAt": written_time(job.time),
        "running": False,
        "success": True,
        "captureErrorBehaviour": "rollback",
        "errors": [],
    }
    return speaking(HttpResponse(msgspec.json.encode(said), content_type=kind))


capture_documents = by_method(POST=_capture_document, OPTIONS=discovery("POST", captures=True))
capture_job = by_method(GET=_read_capture_job, OPTIONS=discovery("GET"))
events_at_large = by_method(GET=query_events, POST=_capture_event, OPTIONS=discovery("GET", "POST"))
event = by_method(GET=_read_event, OPTIONS=discovery("GET"))


def _document(request: HttpRequest, *, is_bare: bool) -> bytes:
    """The request's body; InvalidError when it is a document where one event belongs, or the other way round."""
    check_body_type(request)
    data = read_body(request, LIMITS.bytes, LIMIT_HEADERS)
    kind = _kind(data)
    if kind is not None and is_bare is (kind in DOCUMENTS):
        words = (
            f"POST /events takes one event; send an {kind} to /capture"
            if is_bare
            else f"POST /capture takes {' or '.join(DOCUMENTS)}; send a single event to /events"
        )
        raise InvalidError([Finding("epcis.document_elsewhere", "/type", words, kind[:80])])
    return data


class _Typed(msgspec.Struct):
    type: Any = None


def _kind(data: bytes) -> str | None:
    """The document's member `type`, when it can be read; what is wrong with one that cannot is said by `capture`."""
    try:
        kind = msgspec.json.decode(data, type=_Typed).type
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return kind if isinstance(kind, str) else None


def _captured(viewer: Viewer, data: bytes, now: datetime) -> Captured:
    return capture(data, recorder=recorder_of(viewer), now=now, limits=LIMITS)


def _capture_id(captured: Captured, viewer: Viewer, now: datetime) -> str:
    """The deed; for a document that recorded nothing new, whose capture it was and when, signed: such a job is kept nowhere."""
    if captured.deed is not None:
        return str(captured.deed)
    said = {"organisation": viewer.organisation, "time": now.isoformat()}
    return _REPEATED + signing.dumps(said, salt=_REPEATED_SALT)


def _job(viewer: Viewer, capture_id: str) -> CaptureJob:
    if capture_id.isascii() and capture_id.isdigit() and len(capture_id) < 13:
        return capture_jobs.of_deed(viewer, int(capture_id))
    if capture_id.startswith(_REPEATED):
        try:
            said = signing.loads(capture_id.removeprefix(_REPEATED), salt=_REPEATED_SALT)
        except signing.BadSignature:
            said = None
        time = said and parse_datetime(said["time"])
        if said and time and capture_jobs.may_see(viewer, said["organisation"]):
            return CaptureJob(said["organisation"], time)
    raise NotFoundError(f"there is no capture job {capture_id[:80]}, or none that you may see")


def _event_id(request: HttpRequest, path: str) -> str:
    """The eventID in an address. A question mark in it (`…?ver=CBV2.0`) may have been sent as it is: this address has no query."""
    rest = request.META.get("QUERY_STRING", "")
    named = f"{path}?{unquote(rest)}" if rest else path
    if len(named) > EVENT_ID_CHARACTERS_MAX:
        raise EpcisRefusedError(
            414, f"the eventID has {len(named)} characters; none on record has more than {EVENT_ID_CHARACTERS_MAX}"
        )
    return named


def _linked(response: HttpResponse, found: list[EventView]) -> HttpResponse:
    """The response with the address of each record's receipt (RFC 8288)."""
    response.headers["Link"] = ", ".join(f'</log/receipt/{one.reference}>; rel="{RECEIPT_RELATION}"' for one in found)
    return response


def _as_dict(finding: Finding) -> dict[str, str]:
    return {"code": finding.code, "pointer": finding.pointer, "message": finding.message, "value": finding.value}
