"""How do programs send a single event, and read one again? (EPCIS 2.0, 12.6.3 to 12.6.5: /events and /events/{eventID})"""

from datetime import datetime
from urllib.parse import quote, unquote

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from yaomai.errors import Finding, InvalidError, NotFoundError
from yaomai.people.recorder import recorder_of
from yaomai.people.viewer import Viewer
from yaomai.traceability.engine.query_document import query_document
from yaomai.traceability.engine.seen_event import joined
from yaomai.traceability.operations.capture import EVENT_ID_CHARACTERS_MAX, Captured, capture
from yaomai.traceability.operations.known_events import bounded_waits
from yaomai.traceability.queries import events
from yaomai.traceability.queries.events import EventView
from yaomai.web.access import anyone, by_method, key, open_to
from yaomai.web.api import negotiation
from yaomai.web.api.capture import read_document_body
from yaomai.web.api.described import Answer, described, reference
from yaomai.web.api.event_query import query_events
from yaomai.web.api.negotiation import (
    EPC_FORMAT_PARAMETER,
    SPOKEN,
    SPOKEN_PARAMETERS,
    answer_type,
    discovery,
    epc_format,
    in_epc_format,
    speaking,
    viewer_of,
)
from yaomai.web.api.problems import EpcisRefusedError, epcis_problem, speaks_epcis
from yaomai.web.api.schemas import one_of_the_events

RECEIPT_RELATION = "https://c2sp.org/tlog-proof"
_TAKEN = "epcis.event_id_taken"


@open_to(key("capture"), methods=("POST",), reveals=(events.VISIBILITY,))
@speaks_epcis
@described(
    parameters=(EPC_FORMAT_PARAMETER, *SPOKEN_PARAMETERS),
    body=one_of_the_events("Taken"),
    answers={
        status: Answer(
            words,
            one_of_the_events("Given"),
            headers={"Location": "the event's address", "Link": "its receipt", **SPOKEN},
        )
        for status, words in ((201, "recorded"), (200, "on record already"))
    },
    refuses=(400, 401, 403, 406, 409, 411, 413, 415, 503),
)
def _capture_event(request: HttpRequest) -> HttpResponse:
    """POST /events: record one event; 201 with its address and what it now says, or 200 when it was on record already.

    409 when its eventID names another event; 503 when others are recording the same one, or a name, for longer than anybody waits.
    """
    kind, wanted = answer_type(request), epc_format(request)
    data, _ = read_document_body(request, is_bare=True)
    try:
        (one,) = _captured(viewer_of(request), data, timezone.now()).events
    except InvalidError as error:
        if all(finding.code == _TAKEN for finding in error.findings):
            return epcis_problem(409, error.findings[0].message, findings=[_as_dict(f) for f in error.findings])
        raise
    view = events.by_record(viewer_of(request), one.record)
    said = joined(in_epc_format(view, wanted)[0])
    response = HttpResponse(said, status=200 if one.repeated else 201, content_type=kind)
    response.headers["Location"] = f"/events/{quote(one.event_id, safe='')}"
    return _linked(speaking(response, wanted), [view])


@open_to(anyone, reveals=(events.VISIBILITY,))
@speaks_epcis
@described(
    parameters=(EPC_FORMAT_PARAMETER, *SPOKEN_PARAMETERS),
    answers={200: Answer("the event", reference("Answer"), headers={"Link": "its receipts", **SPOKEN})},
    refuses=(401, 404, 406, 414),
)
def _read_event(request: HttpRequest, event_id: str) -> HttpResponse:
    """GET /events/{eventID}: an EPCISQueryDocument with the event and the declarations that it is in error.

    It holds what the caller may see: everything for the recorder's own organisation, the public members for everybody. An event
    that its organisation has declared in error is not there for those who may not read the declaration.
    """
    kind, wanted = answer_type(request), epc_format(request)
    found = _as_it_stands(events.events_with_id(viewer_of(request), _event_id(request, event_id)))
    document = query_document(
        [in_epc_format(one, wanted) for one in found], query="SimpleEventQuery", now=timezone.now()
    )
    response = speaking(HttpResponse(document, content_type=kind), wanted)
    response.headers["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Accept", "Authorization", "Cookie", "GS1-EPC-Format"])
    return _linked(response, found)


events_at_large = by_method(GET=query_events, POST=_capture_event, OPTIONS=discovery("GET", "POST"))
event = by_method(GET=_read_event, OPTIONS=discovery("GET"))


def _captured(viewer: Viewer, data: bytes, now: datetime) -> Captured:
    with bounded_waits():
        return capture(data, recorder=recorder_of(viewer), now=now, limits=negotiation.LIMITS)


def _event_id(request: HttpRequest, path: str) -> str:
    """The eventID in an address. A question mark in it (`…?ver=CBV2.0`) may have been sent as it is: this address has no query."""
    rest = request.META.get("QUERY_STRING", "")
    named = f"{path}?{unquote(rest)}" if rest else path
    if len(named) > EVENT_ID_CHARACTERS_MAX:
        raise EpcisRefusedError(
            414, f"the eventID has {len(named)} characters; none on record has more than {EVENT_ID_CHARACTERS_MAX}"
        )
    return named


def _as_it_stands(found: list[EventView]) -> list[EventView]:
    """The event with its declarations, left out what would look as if it had happened because the declaration is withheld.

    Raises NotFoundError when nothing is left; /events does not give it, either.
    """
    is_told = any(one.declares_error and "errorDeclaration" in one.fields for one in found)
    left = [one for one in found if one.wholly_visible or is_told or not (one.declared_in_error or one.declares_error)]
    if not left:
        raise NotFoundError("there is no such event, or none that you may see")
    return left


def _linked(response: HttpResponse, found: list[EventView]) -> HttpResponse:
    """The response with the address of each record's receipt (RFC 8288)."""
    response.headers["Link"] = ", ".join(f'</log/receipt/{one.reference}>; rel="{RECEIPT_RELATION}"' for one in found)
    return response


def _as_dict(finding: Finding) -> dict[str, str]:
    return {"code": finding.code, "pointer": finding.pointer, "message": finding.message, "value": finding.value}
