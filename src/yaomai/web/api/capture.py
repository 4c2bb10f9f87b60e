"""How do programs send documents of events to be captured, and ask what became of them? (EPCIS 2.0, 12.6.1 and 12.6.2)

What keeps a document from being read as one (it is no JSON, too large, of an unknown kind) is refused at once: 400 or 413, with
all findings. Else the answer is 202 and the address of a job; what is wrong with events stands there, as problem documents whose
pointers lead into the document. `GS1-Capture-Error-Behaviour` says what a fault does: `rollback`, nothing of the document is
recorded; `proceed`, all but the events with faults.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from yaomai.errors import Finding, InvalidError, NotFoundError
from yaomai.people.recorder import recorder_of
from yaomai.standards.epcis.fields import DOCUMENTS
from yaomai.standards.epcis.json_text import escaped
from yaomai.traceability.engine.document_outline import Outline, outline
from yaomai.traceability.engine.seen_event import written_time
from yaomai.traceability.operations.capture_jobs import submit
from yaomai.traceability.queries import capture_jobs
from yaomai.traceability.queries.capture_jobs import CaptureJob, Place
from yaomai.web.access import by_method, key, open_to, signed_in
from yaomai.web.api import negotiation, page_token
from yaomai.web.api.body import read_body
from yaomai.web.api.described import Answer, Parameter, described, reference
from yaomai.web.api.negotiation import (
    LIMIT_HEADERS,
    SPOKEN,
    SPOKEN_PARAMETERS,
    answer_type,
    discovery,
    empty,
    error_behaviour,
    speaking,
    viewer_of,
)
from yaomai.web.api.page_token import bound_to, next_link, per_page, read_token, write_token
from yaomai.web.api.problems import EXCEPTIONS, epcis_problem, findings_of, speaks_epcis

_PARAMETERS = frozenset(parameter.name for parameter in page_token.PARAMETERS)
_BEHAVIOUR = Parameter(
    "GS1-Capture-Error-Behaviour",
    "header",
    {"enum": ["rollback", "proceed"]},
    "what the faults of one event do: nothing of the document is recorded (so if it is not said), or all but such events",
)


@open_to(key("capture"), methods=("POST",))
@speaks_epcis
@described(
    parameters=(*SPOKEN_PARAMETERS, _BEHAVIOUR),
    body={"oneOf": [reference("EPCISDocument"), reference("EPCISQueryDocument")]},
    answers={202: Answer("taken; the job", headers={"Location": "the address of the job", **SPOKEN})},
    refuses=(400, 401, 403, 406, 411, 413, 415),
)
def _capture_document(request: HttpRequest) -> HttpResponse:
    """POST /capture: capture an EPCISDocument or EPCISQueryDocument; 202 with the address of the job."""
    answer_type(request)
    behaviour = error_behaviour(request)
    data, seen = read_document_body(request, is_bare=False)
    job = submit(
        data,
        recorder=recorder_of(viewer_of(request)),
        now=timezone.now(),
        limits=negotiation.LIMITS,
        error_behaviour=behaviour,
        seen=seen,
    )
    response = empty(202)
    response.headers["Location"] = f"/capture/{job}"
    response.headers["GS1-Capture-Error-Behaviour"] = behaviour
    return response


@open_to(signed_in, key("capture", "query"))
@speaks_epcis
@described(
    parameters=(*SPOKEN_PARAMETERS, *page_token.PARAMETERS),
    answers={
        200: Answer(
            "one page of jobs",
            {"type": "array", "items": reference("CaptureJob")},
            headers={**page_token.NEXT, **SPOKEN},
        )
    },
    refuses=(400, 401, 403, 406),
)
def _list_jobs(request: HttpRequest) -> HttpResponse:
    """GET /capture: the capture jobs that the caller may see, newest first; further pages at `Link: <…>; rel="next"`."""
    kind = answer_type(request)
    viewer = viewer_of(request)
    try:
        _check_parameters(request)
        bound = bound_to("/capture", viewer)
        jobs, end = capture_jobs.jobs(viewer, size=per_page(request), after=_place(read_token(request, bound)))
    except InvalidError as error:
        return epcis_problem(
            400, error.findings[0].message, exception="QueryParameterException", **findings_of(error.findings)
        )
    response = _private(speaking(HttpResponse(msgspec.json.encode([_said(job) for job in jobs]), content_type=kind)))
    if end is not None:
        token = write_token(bound, {"created": end[0].isoformat(), "id": str(end[1])})
        response.headers["Link"] = next_link(request, token)
    return response


@open_to(signed_in, key("capture", "query"))
@speaks_epcis
@described(
    parameters=SPOKEN_PARAMETERS,
    answers={200: Answer("the job", reference("CaptureJob"), headers=SPOKEN)},
    refuses=(401, 403, 404, 406),
)
def _read_job(request: HttpRequest, capture_id: str) -> HttpResponse:
    """GET /capture/{captureID}: what became of the job, or how far it is."""
    kind = answer_type(request)
    try:
        number = UUID(capture_id)
    except ValueError:
        number = None
    if number is None or str(number) != capture_id:
        raise NotFoundError(f"there is no capture job {capture_id[:80]}, or none that you may see")
    job = capture_jobs.job(viewer_of(request), number)
    return _private(speaking(HttpResponse(msgspec.json.encode(_said(job)), content_type=kind)))


capture_documents = by_method(GET=_list_jobs, POST=_capture_document, OPTIONS=discovery("GET", "POST", captures=True))
capture_job = by_method(GET=_read_job, OPTIONS=discovery("GET"))


def read_document_body(request: HttpRequest, *, is_bare: bool) -> tuple[bytes, Outline]:
    """The request's body and its outline; InvalidError when it is a document where one event belongs, or the other way round."""
    negotiation.check_body_type(request)
    data = read_body(request, negotiation.LIMITS.bytes, LIMIT_HEADERS)
    seen = outline(data)
    if seen.kind is not None and is_bare is seen.is_document:
        words = (
            f"POST /events takes one event; send an {seen.kind} to /capture"
            if is_bare
            else f"POST /capture takes {' or '.join(DOCUMENTS)}; send a single event to /events"
        )
        raise InvalidError([Finding("epcis.document_elsewhere", "/type", words, seen.kind[:80])])
    return data, seen


def _check_parameters(request: HttpRequest) -> None:
    unknown = [name for name in request.GET if name not in _PARAMETERS]
    if unknown:
        raise InvalidError(
            [
                Finding("epcis.query_parameter_unknown", f"/{escaped(name)}", f"{name[:80]} is no parameter here")
                for name in unknown
            ]
        )


def _said(job: CaptureJob) -> dict[str, Any]:
    """The job in EPCIS' words, and in ours how many events there are, have been looked at, were new, and were on record before."""
    said: dict[str, Any] = {
        "captureID": str(job.id),
        "createdAt": written_time(job.created_at),
        "running": job.is_running,
        "success": job.is_success,
        "captureErrorBehaviour": job.error_behaviour,
        "errors": [_problem(finding) for finding in job.errors],
        "errorsTotal": job.errors_total,
        "eventsTotal": job.events_total,
        "eventsDone": job.events_done,
    }
    if job.finished_at is not None:
        said |= {
            "finishedAt": written_time(job.finished_at),
            "eventsRecorded": job.events_new,
            "eventsRepeated": job.events_repeated,
        }
    return said


def _problem(finding: Finding) -> dict[str, Any]:
    """A fault as a problem document (RFC 9457); `pointer` leads to it in the document that was sent."""
    status = 409 if finding.code == "epcis.event_id_taken" else 500 if finding.code == "epcis.capture_broken" else 400
    return {
        "type": f"epcisException:{EXCEPTIONS[status]}",
        "title": "The event is not as EPCIS has it" if status == 400 else "The event was not recorded",
        "status": status,
        "detail": finding.message,
        "pointer": finding.pointer,
        "code": finding.code,
        "value": finding.value,
    }


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Accept", "Authorization", "Cookie"])
    return response


def _place(place: dict[str, Any] | None) -> Place | None:
    return None if place is None else (datetime.fromisoformat(place["created"]), UUID(place["id"]))
