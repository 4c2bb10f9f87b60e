"""Which events does a program get that asks by query parameters? (EPCIS 2.0, 8.2.7 and 12.6: GET /events)"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from yaomai.errors import InvalidError
from yaomai.standards.epcis.context import Context
from yaomai.standards.epcis.event_query import COUNT_MAX, EventQuery, parameter_shapes, read_event_query
from yaomai.standards.epcis.event_query_names import UnansweredError
from yaomai.traceability.engine.query_document import query_document
from yaomai.traceability.queries import event_query
from yaomai.traceability.queries.event_query import Position, TooComplexError, TooLargeError
from yaomai.traceability.queries.events import VISIBILITY
from yaomai.web.access import anyone, open_to
from yaomai.web.api import page_token
from yaomai.web.api.described import TIME, Answer, Parameter, Schema, described, reference
from yaomai.web.api.negotiation import (
    EPC_FORMAT_PARAMETER,
    SPOKEN,
    SPOKEN_PARAMETERS,
    answer_type,
    epc_format,
    in_epc_format,
    speaking,
    viewer_of,
)
from yaomai.web.api.page_token import asked, bound_to, next_link, per_page, read_token, write_token
from yaomai.web.api.problems import epcis_problem, findings_of, speaks_epcis

_SHAPES: Mapping[str, tuple[Schema, str]] = {
    "list": (
        {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1},
        "one of these values; any spelling",
    ),
    "time": (TIME, "GE: from this moment on; LT: before it"),
    "number": ({"type": "number"}, "how an element of a quantity list compares with this number"),
    "boolean": ({"type": "boolean"}, "true: declarations of error only; false changes nothing"),
    "count": ({"type": "integer", "minimum": 1, "maximum": COUNT_MAX}, "how many events: the first ones, or at most"),
}
PARAMETERS = tuple(
    Parameter(name, "query", *_SHAPES.get(shape, ({"enum": shape.split("|")}, "the order of the events")))
    for name, shape in parameter_shapes().items()
)


@open_to(anyone, reveals=(VISIBILITY,))
@speaks_epcis
@described(
    parameters=(EPC_FORMAT_PARAMETER, *SPOKEN_PARAMETERS, *page_token.PARAMETERS, *PARAMETERS),
    answers={200: Answer("one page of the events", reference("Answer"), headers={**page_token.NEXT, **SPOKEN})},
    refuses=(400, 401, 406, 413, 501),
)
def query_events(request: HttpRequest) -> HttpResponse:
    """GET /events: an EPCISQueryDocument with one page of the events that answer the query, as far as the caller may see them.

    Further pages are at the address in `Link: <…>; rel="next"`; the last has none. Without `orderBy` what was recorded last comes
    first.
    """
    kind, wanted = answer_type(request), epc_format(request)
    try:
        query = read_event_query(asked(request), _prefixes(request))
        bound = bound_to(_question(query), viewer_of(request))
        found = event_query.page(
            viewer_of(request), query, size=per_page(request), after=_position(read_token(request, bound))
        )
    except InvalidError as error:
        return _refused(error)
    except UnansweredError as error:
        return epcis_problem(501, str(error), parameters=list(error.names))
    except TooLargeError as error:
        return epcis_problem(413, str(error), exception="QueryTooLargeException")
    except TooComplexError as error:
        return epcis_problem(413, str(error), exception="QueryTooComplexException")
    document = query_document(
        [in_epc_format(one, wanted) for one in found.events], query="SimpleEventQuery", now=timezone.now()
    )
    response = speaking(HttpResponse(document, content_type=kind), wanted)
    response.headers["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Accept", "Authorization", "Cookie", "GS1-EPC-Format", "GS1-Extensions"])
    if found.end is not None:
        response.headers["Link"] = next_link(request, write_token(bound, _place(found.end)))
    return response


def _refused(error: InvalidError) -> HttpResponse:
    first = error.findings[0]
    more = f", and {len(error.findings) - 1} more faults" if len(error.findings) > 1 else ""
    detail = f"the query cannot be answered: {first.message}{more}"
    return epcis_problem(400, detail, exception="QueryParameterException", **findings_of(error.findings))


def _prefixes(request: HttpRequest) -> Context:
    """The prefixes of the header GS1-Extensions: `name=namespace`, divided by commas."""
    pairs = [one.strip().partition("=") for one in request.headers.get("GS1-Extensions", "").split(",")]
    return Context({name: namespace for name, equals, namespace in pairs if name and equals and namespace})


def _question(query: EventQuery) -> str:
    """The query in one spelling: in which order its parameters came plays no part."""
    conditions = "\n".join(sorted(map(repr, query.conditions)))
    return f"{conditions}\n{query.order} {query.descending} {query.count_limit} {query.count_max}"


def _place(end: Position) -> dict[str, Any]:
    key = end.key.isoformat() if end.key else None
    return {"key": key, "record": end.record, "newest": end.newest, "given": end.given}


def _position(place: dict[str, Any] | None) -> Position | None:
    if place is None:
        return None
    key = datetime.fromisoformat(place["key"]) if place["key"] else None
    return Position(key, place["record"], place["newest"], place["given"])
