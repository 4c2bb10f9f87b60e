"""Where does the next page begin, said in a token that only we can have written?

Nothing is kept for it: the token holds the place where the page before ended. It is signed, and good only for the question and the
viewer that it was made for, so that nobody reads on in another's answer.
"""

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.http import HttpRequest

from yaomai.errors import Finding, InvalidError
from yaomai.people.viewer import Viewer
from yaomai.web.api.described import Parameter

PER_PAGE = 30
PER_PAGE_MAX = 1_000
"""More are not given on one page, whatever `perPage` says."""
_SALT = "yaomai.web.api.page_token"
_PAGING = frozenset({"perPage", "nextPageToken"})


PARAMETERS = (
    Parameter(
        "perPage",
        "query",
        {"type": "integer", "minimum": 1},
        f"how many on a page; {PER_PAGE} if not said, {PER_PAGE_MAX} at most",
    ),
    Parameter("nextPageToken", "query", {"type": "string"}, "where the page begins: from the Link of the page before"),
)
NEXT = {"Link": 'the address of the next page, rel="next"; the last page has none'}


def bound_to(question: str, viewer: Viewer) -> str:
    """What a token is bound to: the question in one spelling, and all that decides what the viewer sees."""
    who = f"{viewer.organisation} {sorted(viewer.roles)} {sorted(viewer.scopes)} {viewer.is_signed_in}"
    return hashlib.sha256(f"{who}\n{question}".encode()).hexdigest()[:32]


def write_token(bound: str, place: Mapping[str, Any]) -> str:
    """The token for the page that begins after `place` (JSON values)."""
    return signing.dumps({"bound": bound, **place}, salt=_SALT)


def read_token(request: HttpRequest, bound: str) -> dict[str, Any] | None:
    """The place in the request's token; None when it has none. Raises InvalidError for one not made by us for this question."""
    text = request.GET.get("nextPageToken")
    if text is None:
        return None
    try:
        place: dict[str, Any] = signing.loads(text, salt=_SALT)
    except signing.BadSignature:
        place = {}
    if place.get("bound") != bound:
        words = "the token does not belong to this question and this caller; ask again without it, or follow the Link as it is"
        raise InvalidError([Finding("epcis.page_token_foreign", "/nextPageToken", words, text[:80])])
    return place


def per_page(request: HttpRequest) -> int:
    """How many are wanted on a page. Raises InvalidError for what is no number from 1."""
    text = request.GET.get("perPage", str(PER_PAGE))
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0):
        raise InvalidError([Finding("epcis.per_page_malformed", "/perPage", "is a number from 1", text[:40])])
    return min(int(text), PER_PAGE_MAX)


def next_link(request: HttpRequest, token: str) -> str:
    """The Link header (RFC 8288) to the next page: the same question with this token."""
    kept = [(name, value) for name, values in request.GET.lists() for value in values if name != "nextPageToken"]
    return f'<{request.path}?{urlencode([*kept, ("nextPageToken", token)])}>; rel="next"'


def asked(request: HttpRequest) -> dict[str, list[str]]:
    """The question's own parameters."""
    return {name: list(map(str, values)) for name, values in request.GET.lists() if name not in _PAGING}
