"""In which forms and versions do we speak with this caller? (EPCIS 2.0, clause 12.4: media types and GS1 headers)"""

import operator
import re
from collections.abc import Mapping
from importlib.metadata import version
from typing import cast

import msgspec
from django.http import HttpRequest, HttpResponse

from yaomai.people.viewer import Viewer
from yaomai.standards.epcis.document import Limits
from yaomai.standards.epcis.epc_format import EPC_FORMATS, EpcFormat, in_format
from yaomai.traceability.engine.query_document import Seen
from yaomai.traceability.engine.seen_event import joined
from yaomai.traceability.operations.capture import ErrorBehaviour
from yaomai.traceability.queries.events import EventView
from yaomai.web.access import DeclaredView, Request, anyone, open_to
from yaomai.web.api.described import Answer, Parameter, described
from yaomai.web.api.problems import EpcisRefusedError, speaks_epcis

MEDIA_TYPES = ("application/json", "application/ld+json")
LIMITS = Limits()
DEFAULT_EPC_FORMAT: EpcFormat = "Always_GS1_Digital_Link"
"""What EPCIS 2.0 has for callers that do not say in which form they want identifiers."""

_MEMBERS: msgspec.json.Decoder[dict[str, msgspec.Raw]] = msgspec.json.Decoder(dict[str, msgspec.Raw])
_BEHAVIOURS: Mapping[str, ErrorBehaviour] = {"rollback": "rollback", "proceed": "proceed"}
_SPOKEN = (2, 0)  # of EPCIS and of CBV
_WHICH = {"Version": operator.eq, "Min": operator.le, "Max": operator.ge}
_VERSION = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4}){0,3}", re.ASCII)
_SPOKEN_HEADERS = {"GS1-EPCIS-Version": "2.0.0", "GS1-CBV-Version": "2.0.0"}
LIMIT_HEADERS = {
    "GS1-EPCIS-Capture-Limit": str(LIMITS.events),
    "GS1-EPCIS-Capture-File-Size-Limit": str(LIMITS.bytes),
}


SPOKEN = dict.fromkeys(_SPOKEN_HEADERS, "which is spoken")
"""The headers that every answer has."""
SPOKEN_PARAMETERS = tuple(
    Parameter(f"GS1-{kind}-{which}", "header", {"enum": ["2.0.0", "2.0"]}, f"the version of {kind} to be spoken")
    for kind in ("EPCIS", "CBV")
    for which in _WHICH
)
EPC_FORMAT_PARAMETER = Parameter(
    "GS1-EPC-Format",
    "header",
    {"enum": list(EPC_FORMATS)},
    f"in which form identifiers are to be given: {DEFAULT_EPC_FORMAT} if that is not said; the two others leave them as they came",
)


def answer_type(request: HttpRequest) -> str:
    """The media type to answer in.

    Raises EpcisRefusedError (406) when the caller takes none of ours, or wants another version or format.
    """
    _check_versions(request)
    found = request.get_preferred_type(MEDIA_TYPES)
    if found is None:
        accepted = request.headers.get("Accept", "")[:100]
        raise EpcisRefusedError(406, f"answers are {' or '.join(MEDIA_TYPES)}; the request accepts {accepted!r}")
    return found


def epc_format(request: HttpRequest) -> EpcFormat:
    """In which form identifiers are to be given. Raises EpcisRefusedError (406) for a form that there is not."""
    wanted = request.headers.get("GS1-EPC-Format", DEFAULT_EPC_FORMAT)
    known = next((one for one in EPC_FORMATS if one == wanted), None)
    if known is None:
        words = f"GS1-EPC-Format is {wanted[:40]!r}; send one of {', '.join(EPC_FORMATS)}"
        raise EpcisRefusedError(406, words, {"GS1-EPC-Format": DEFAULT_EPC_FORMAT})
    return known


def in_epc_format(view: EventView, wanted: EpcFormat) -> Seen:
    """What a viewer sees of an event, its identifiers in this form."""
    if wanted in {"No_Preference", "Never_Translates"}:
        return view.members, view.document_context
    members = _MEMBERS.decode(in_format(joined(view.members), wanted))
    return {name: bytes(text) for name, text in members.items()}, view.document_context


def viewer_of(request: HttpRequest) -> Viewer:
    """Who asks (set by AccessMiddleware)."""
    return cast("Request", request).viewer


def check_body_type(request: HttpRequest) -> None:
    """Raise EpcisRefusedError (415) unless the body is said to be JSON in UTF-8."""
    kind = (request.content_type or "").lower()
    charset = (request.content_params or {}).get("charset", "utf-8").strip('"').lower()
    if kind not in MEDIA_TYPES or charset not in {"utf-8", "utf8"}:
        said = request.META.get("CONTENT_TYPE") or "nothing"
        words = f"the body must be {' or '.join(MEDIA_TYPES)} in UTF-8; its Content-Type says {said[:100]!r}"
        raise EpcisRefusedError(415, words, {"Accept-Post": ", ".join(MEDIA_TYPES)})


def error_behaviour(request: HttpRequest) -> ErrorBehaviour:
    """What is to be done about events with faults. Raises EpcisRefusedError (400) for another word than rollback and proceed."""
    wanted = request.headers.get("GS1-Capture-Error-Behaviour", "rollback")
    known = _BEHAVIOURS.get(wanted)
    if known is not None:
        return known
    raise EpcisRefusedError(400, f"GS1-Capture-Error-Behaviour is {wanted[:40]!r}; send rollback or proceed")


def speaking(response: HttpResponse, wanted: EpcFormat | None = None) -> HttpResponse:
    """The response, saying which versions and which form of identifiers it is in."""
    for name, value in _SPOKEN_HEADERS.items():
        response.headers[name] = value
    if wanted is not None:
        response.headers["GS1-EPC-Format"] = wanted
    return response


def empty(status: int) -> HttpResponse:
    """A response of this status without a body, and so without a type of one."""
    response = HttpResponse(status=status)
    del response.headers["Content-Type"]
    return speaking(response)


def discovery(*allowed: str, captures: bool = False) -> DeclaredView:
    """The view that answers OPTIONS at an address that allows these methods."""
    bounds = {f"GS1-{kind}-{end}": "2.0.0" for kind in ("EPCIS", "CBV") for end in ("Min", "Max")}
    headers: Mapping[str, str] = {
        "Allow": ", ".join(sorted({*allowed, "OPTIONS"} | ({"HEAD"} if "GET" in allowed else set()))),
        **bounds,
        "GS1-EPC-Format": "No_Preference",  # every form can be asked for
        "GS1-Vendor-Version": f"yaomai {version('yaomai')}",
        **({**LIMIT_HEADERS, "GS1-Capture-Error-Behaviour": "all"} if captures else {}),
    }

    @open_to(anyone, methods=("OPTIONS",))
    @speaks_epcis
    @described(
        answers={
            204: Answer("methods, versions and limits, as headers", headers=dict.fromkeys(headers, "what is possible"))
        }
    )
    def discover(_request: HttpRequest, **_arguments: object) -> HttpResponse:
        """Which methods, versions and limits there are at this address (EPCIS 2.0, clause 12.5)."""
        response = empty(204)
        for name, value in headers.items():
            response.headers[name] = value
        return response

    return discover


def _check_versions(request: HttpRequest) -> None:
    for kind in ("EPCIS", "CBV"):
        for which, holds in _WHICH.items():
            name = f"GS1-{kind}-{which}"
            text = request.headers.get(name)
            if text is None:
                continue
            parts = [int(part) for part in text.split(".")] if _VERSION.fullmatch(text) else []
            if not parts or not holds((*parts, 0)[:2], _SPOKEN):
                raise EpcisRefusedError(406, f"{name} is {text[:40]!r}; spoken is {kind} 2.0", _SPOKEN_HEADERS)
