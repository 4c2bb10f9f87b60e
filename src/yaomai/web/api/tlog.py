"""How does anybody watch the log, and check a receipt, without asking us for more than bytes? (C2SP tlog-tiles)

The log's prefix is `/log/`. Everything here is public and holds no names: entries say only kind, size and root of a
deed. A receipt carries its record's text only for those who may read all of it.
"""

import gzip
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from yaomai.errors import InstallationError, NotFoundError, ProofError
from yaomai.ledger.engine.deed import deed_and_position, parse_reference, reference
from yaomai.ledger.queries import published
from yaomai.ledger.queries.prove import prove
from yaomai.standards.c2sp.proof import FILE_EXTENSION
from yaomai.standards.c2sp.tiles import parse_tile_path
from yaomai.web import installation, receipt_rights
from yaomai.web.access import Request, anyone, open_to
from yaomai.web.api.described import Answer, described
from yaomai.web.pages import errors

TEXT = "text/plain; charset=utf-8"
_FOR_EVER = "public, max-age=31536000, immutable"
_NOT_WANTED = re.compile(r";q=0(\.0*)?$", re.ASCII)


def _answering(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, open to scripts of other sites, with refusals as problem documents."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except (NotFoundError, ProofError) as error:
            response = errors.problem(404, str(error))
        except InstallationError:
            response = errors.problem(404, "this installation has no log yet")
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    return answered


def _same_for_everybody(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """`_answering`, for what says the same to everybody, so that one copy in a cache is good for all."""
    answering = _answering(view)

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = answering(request, *args, **kwargs)
        request.session.accessed = False  # it was looked at for who asks; else Django adds `Vary: Cookie`
        return response

    return answered


@open_to(anyone)
@_same_for_everybody
@described(answers={200: Answer("a signed note", types=(TEXT,))}, refuses=(404,))
def checkpoint(_request: HttpRequest) -> HttpResponse:
    """The newest checkpoint that the policy's witnesses have cosigned, with their cosignatures (a signed note)."""
    newest = published.newest(installation.policy())
    return HttpResponse(newest.note, content_type=TEXT, headers={"Cache-Control": "no-store"})


@open_to(anyone)
@_same_for_everybody
@described(
    answers={200: Answer("the tile's hashes, or the bundle's entries", types=("application/octet-stream",))},
    refuses=(404,),
)
def tile(request: HttpRequest, name: str) -> HttpResponse:
    """A tile of the tree, `<L>/<N>[.p/<W>]`, or a bundle of entries, `entries/<N>[.p/<W>]`.

    404 for one that no published checkpoint covers.
    """
    wanted = parse_tile_path(f"tile/{name}")
    content = published.tile(wanted, installation.policy())
    response = HttpResponse(content, content_type="application/octet-stream", headers={"Cache-Control": _FOR_EVER})
    if wanted.level == "entries":  # hashes do not pack
        patch_vary_headers(response, ["Accept-Encoding"])
        if _takes_gzip(request):
            response.content = gzip.compress(content, mtime=0)
            response.headers["Content-Encoding"] = "gzip"
    return response


@open_to(anyone)
@_same_for_everybody
@described(answers={200: Answer("the policy", types=(TEXT,))}, refuses=(404,))
def policy(_request: HttpRequest) -> HttpResponse:
    """The policy (C2SP tlog-policy): the log's and the witnesses' public keys. With it and a receipt, nothing else is needed."""
    return HttpResponse(installation.policy().format(), content_type=TEXT, headers={"Cache-Control": "no-cache"})


@open_to(anyone)
@_answering
@described(answers={200: Answer("the receipt", types=(TEXT,))}, refuses=(401, 404))
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt (C2SP tlog-proof) of record `<deed>.<position>`; its text is in it for those who may read all of it."""
    record = parse_reference(number)
    disclose = receipt_rights.discloses(cast("Request", request).viewer, record)
    if disclose is None:
        raise NotFoundError(f"there is no record {reference(record)}, or none that you may have the receipt of")
    proof = prove(record, installation.policy(), disclose=disclose)
    deed, position = deed_and_position(record)
    response = HttpResponse(proof.format(), content_type=TEXT)
    response.headers["Content-Disposition"] = f'attachment; filename="{deed}.{position}{FILE_EXTENSION}"'
    response.headers["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Authorization", "Cookie"])
    return response


def _takes_gzip(request: HttpRequest) -> bool:
    """Whether the caller names gzip among the codings it takes (RFC 9110, 12.5.3)."""
    wanted = request.headers.get("Accept-Encoding", "").lower().replace(" ", "").split(",")
    return any(coding == "gzip" or (coding.startswith("gzip;") and not _NOT_WANTED.search(coding)) for coding in wanted)
