"""What does a program get whose EPCIS request cannot be served?

Problem documents (RFC 9457) whose type is the exception of EPCIS 2.0 (GS1's `REST Bindings/openapi.json`), with all
findings.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import wraps
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse

from yaomai.errors import Finding, InvalidError, NotAllowedError, NotFoundError, RefusedError
from yaomai.traceability.operations.capture import BusyError
from yaomai.web.pages import errors

EXCEPTIONS: Mapping[int, str] = {
    400: "ValidationException",
    401: "SecurityException",
    403: "SecurityException",
    404: "NoSuchResourceException",
    406: "NotAcceptableException",
    409: "ResourceAlreadyExistsException",
    413: "CaptureLimitExceededException",
    414: "URITooLongException",
    415: "UnsupportedMediaTypeException",
    500: "ImplementationException",
    501: "ImplementationException",
    503: "ImplementationException",
}
RETRY_AFTER_S = 60
FINDINGS_MAX = 10_000
"""More findings than this are counted and not listed: an answer must stay one that can be read."""
_TOO_MUCH = frozenset({"epcis.document_too_large", "epcis.too_many_events"})


class EpcisRefusedError(RefusedError):
    """The request is refused with this status; `headers` say what would be accepted."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        self.status = status
        self.headers = dict(headers or {})
        super().__init__(detail)


def epcis_problem(status: int, detail: str, *, exception: str | None = None, **members: object) -> HttpResponse:
    """A problem document whose type is the EPCIS exception: that named, or the status'; about:blank where EPCIS has none."""
    name = exception or EXCEPTIONS.get(status)
    kind = {} if name is None else {"type": f"epcisException:{name}"}
    return errors.problem(status, detail, **kind, **members)


def speaks_epcis(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, with everything that it refuses answered by a problem document of EPCIS."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except EpcisRefusedError as error:
            response = epcis_problem(error.status, str(error))
            for name, value in error.headers.items():
                response.headers[name] = value
            return response
        except InvalidError as error:
            return _invalid(error.findings)
        except NotFoundError as error:
            return epcis_problem(404, str(error))
        except NotAllowedError as error:
            return epcis_problem(403, str(error))
        except BusyError as error:
            response = epcis_problem(503, str(error))
            response.headers["Retry-After"] = str(RETRY_AFTER_S)
            return response

    return answered


def _invalid(findings: Sequence[Finding]) -> HttpResponse:
    status = 413 if any(finding.code in _TOO_MUCH for finding in findings) else 400
    first = findings[0]
    more = f", and {len(findings) - 1} more faults" if len(findings) > 1 else ""
    return epcis_problem(
        status,
        f"nothing was recorded: {first.pointer or 'the document'}: {first.message}{more}",
        **findings_of(findings),
    )


def findings_of(findings: Sequence[Finding]) -> dict[str, Any]:
    """The members of a problem document that list what was found."""
    return {
        "findings": [asdict(finding) for finding in findings[:FINDINGS_MAX]],
        "findings_total": len(findings),
    }


class EpcisProblemsMiddleware:
    """Names the EPCIS exception in problem documents that others answer below EPCIS addresses: refused keys, server errors."""

    ADDRESSES = ("/capture", "/events")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.headers.get("Content-Type") == errors.PROBLEM and self.speaks_at(request.path):
            document = orjson.loads(response.content)
            name = EXCEPTIONS.get(response.status_code)
            if name is not None and document["type"] == "about:blank":
                response.content = orjson.dumps({**document, "type": f"epcisException:{name}"})
        return response

    @classmethod
    def speaks_at(cls, path: str) -> bool:
        """Whether an address is one of EPCIS."""
        return any(path == address or path.startswith(f"{address}/") for address in cls.ADDRESSES)
