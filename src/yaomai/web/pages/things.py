"""What is this thing that somebody has in hand? The public page behind a GS1 Digital Link.

For anybody who is not signed in a rendered page is kept and handed out again as long as nothing was recorded that could change it
(page_cache.py); what depends on who asks, or on the log's newest head, is not on it.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import cast
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import escape

from yaomai.errors import NotFoundError
from yaomai.people.viewer import ANYONE
from yaomai.registers.queries import names
from yaomai.standards.gs1.identifier import identify
from yaomai.traceability.queries import last_changed
from yaomai.traceability.queries.trace import find_thing
from yaomai.web import installation, lot_page
from yaomai.web.access import Request, anyone, open_to
from yaomai.web.page_cache import Kept, PageCache
from yaomai.web.pages.errors import wants_problem
from yaomai.web.pages.home import fault_words
from yaomai.web.presentation import LotPage
from yaomai.web.templatetags.yaomai import qr_drawing

PAGES = PageCache()
_NODES_KEPT_MOST = 20_000
"""The page of what was made of more is made anew each time: asking for its mark would take as long."""
_DAY_S = 86_400


@open_to(anyone)
def lot(request: HttpRequest, number: int) -> HttpResponse:
    """The public page of a thing that has no GS1 Digital Link."""
    found = names.by_number([number]).get(number)
    if found is None:
        raise NotFoundError(f"nothing in the dictionary has the number {number}")
    return _public_page(request, found.canonical)


@open_to(anyone)
def digital_link(request: HttpRequest, path: str) -> HttpResponse:
    """The public page behind a GS1 Digital Link on this site: what a phone's camera opens."""
    scanned = identify(f"https://id.gs1.org/{path}")
    try:
        return _public_page(request, scanned.canonical)
    except NotFoundError:
        if wants_problem(request):
            raise
        context = {
            "code": scanned.label.removeprefix("https://id.gs1.org"),
            "typed": "".join(value for _, value in scanned.parts[-1:]),
            "fault": fault_words(scanned.fault),
        }
        return render(request, "unknown_code.html", context, status=404)


def _public_page(request: HttpRequest, canonical: str) -> HttpResponse:
    """The page of the thing with this canonical spelling: the kept one if it is still right. A place has no such page: what
    happened there is on its own.
    """
    viewer = cast("Request", request).viewer
    is_anybody = viewer == ANYONE
    kept = PAGES.get(canonical) if is_anybody else None
    if kept is not None and last_changed.mark(kept.nodes, kept.onward) == kept.mark:
        return _answer(request, kept.body, kept.etag)
    with last_changed.unchanging(along_indexes=True):
        found = find_thing(canonical)
        if found.kind == "place":
            return HttpResponseRedirect(f"/things/{found.number}")
        made = lot_page.lot_page(found, now=timezone.now(), is_signed_in=viewer.is_signed_in)
        mark = last_changed.mark(made.nodes, made.onward)
    if not is_anybody:
        return render(request, "lot.html", {"page": made.page})
    body = _for_anybody(request, made.page)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if made.is_lasting and len(made.nodes) <= _NODES_KEPT_MOST:
        PAGES.put(canonical, Kept(body, etag, tuple(sorted(made.nodes)), tuple(sorted(made.onward)), mark))
    return _answer(request, body, etag)


_TITLE, _MAIN = "\x01", "\x02"
"""Where title and matter go in what stands around them; control characters, which nothing that is shown has."""


@dataclass
class _Around:
    """What stands around the page of any thing for anybody, rendered once a process: before, between and after its two parts."""

    parts: tuple[str, str, str] | None = None

    def of(self, request: HttpRequest) -> tuple[str, str, str]:
        if self.parts is None:
            whole = render_to_string("lot.html", {"title_mark": _TITLE, "main_mark": _MAIN}, request=request)
            before, _, rest = whole.partition(_TITLE)
            between, _, after = rest.partition(_MAIN)
            self.parts = before, between, after
        return self.parts


_around = _Around()


def _for_anybody(request: HttpRequest, page: LotPage) -> bytes:
    """The same as `lot.html` for somebody who is not signed in."""
    before, between, after = _around.of(request)
    title = escape(f"{page.name} {page.code_word} {page.lot}")
    return "".join((before, title, between, render_to_string("parts/lot_main.html", {"page": page}), after)).encode()


def _answer(request: HttpRequest, body: bytes, etag: str) -> HttpResponse:
    """The page, or that what the browser has is still right; a browser asks each time, so that a recall is seen at once."""
    known = request.headers.get("If-None-Match", "")
    is_known = etag in (one.strip().removeprefix("W/") for one in known.split(","))
    response = HttpResponseNotModified() if is_known else HttpResponse(body)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept, Cookie"
    return response


@open_to(anyone)
def qr_code(_request: HttpRequest, path: str) -> HttpResponse:
    """The QR code of a public page of this site, as a drawing of its own that browsers keep; of no other address."""
    link = identify(f"https://id.gs1.org/{path}")
    is_ours = link.parts and link.fault is None
    if not is_ours and not re.fullmatch(r"things/[0-9]{1,19}/lot", path):
        raise NotFoundError(f"no public page is at /{path[:100]}")
    drawing = qr_drawing(installation.public_url(f"/{quote(path, safe='/%')}"))
    response = HttpResponse(drawing, content_type="image/svg+xml")
    response.headers["Cache-Control"] = f"public, max-age={_DAY_S}, immutable"
    return response
