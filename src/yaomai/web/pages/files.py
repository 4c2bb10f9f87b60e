"""What is this archived file, what rests on it, and what stands in this cell of it?"""

from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render

from yaomai.archive.queries import files
from yaomai.archive.queries.files import KeptFile
from yaomai.errors import NotFoundError, ProofError
from yaomai.indicators.queries.statistics_imports import file_of_seen_edition, was_brought_in
from yaomai.ledger.engine.deed import parse_reference
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.registers.queries.file_rights import read_for, reads_whole
from yaomai.web import files_shown
from yaomai.web.access import Request, open_to, signed_in

_NONE = "there is no file {}, or none that you may see"
_DOWNLOADED_AS = "application/octet-stream"
"""Whatever somebody sent is only ever saved, never opened by the browser in our name."""


@open_to(signed_in, reveals=("archive.file",))
def file(request: Request, record: str) -> HttpResponse:
    """The page of a file: what it is, who sent it, what was written from it."""
    kept = _whole(request, record)
    return render(request, "files/file.html", {"page": files_shown.file_page(request.viewer, kept)})


@open_to(signed_in, reveals=("archive.file",), audited=True)
def file_download(request: Request, record: str) -> HttpResponse:
    """The file as it was sent, to be saved."""
    kept = _whole(request, record)  # the rights have been asked there
    response = HttpResponse(files.contents(INSTALLATION_VIEWER, kept.record), content_type=_DOWNLOADED_AS)
    response.headers["Content-Disposition"] = attachment(kept.name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@open_to(signed_in, reveals=("archive.file",))
def file_cell(request: Request, record: str, sheet: str, cell: str) -> HttpResponse:
    """A cell where it stands: its neighbours, the heads above it, and what was written from it. Who may not read the file sees
    what was written from this cell, as far as that is seen in the register.
    """
    number = _number(record)
    try:
        kept = _whole(request, record)
    except NotFoundError:
        page = files_shown.hidden_cell_page(request.viewer, number, sheet, cell)
        for kind in read_for(number):
            request.reveals(kind.visibility)
    else:
        page = files_shown.cell_page(request.viewer, kept, sheet, cell)
    return render(request, "files/cell.html", {"page": page})


def attachment(name: str) -> str:
    """The value of Content-Disposition for a file of this name, whatever is in the name (RFC 6266, RFC 8187)."""
    plain = "".join(one if one.isascii() and (one.isalnum() or one in "._-") else "_" for one in name)
    return f"attachment; filename=\"{plain.lstrip('.') or 'file'}\"; filename*=UTF-8''{quote(name, safe='')}"


def _whole(request: Request, written: str) -> KeptFile:
    """The file, for who may read all of it; of each kind that it was read for it shows records. Raises NotFoundError for others."""
    number = _number(written)
    if audited := file_of_seen_edition(request.viewer, number):
        return audited
    kept = files.file(request.viewer, number)
    # A table of statistics is for all who may see files of its organisation: it is nobody's register.
    is_statistics = not read_for(kept.record) and was_brought_in(kept.record)
    if not is_statistics and not reads_whole(request.viewer, kept):
        raise NotFoundError(_NONE.format(written[:40]))
    for kind in read_for(kept.record):
        request.reveals(kind.visibility)
    return kept


def _number(written: str) -> int:
    """The record whose number is in the address, as people write it (12.1) or as one number."""
    try:
        if written.isascii() and written.isdigit() and len(written) < 19:
            return int(written)
        return parse_reference(written)
    except ProofError:
        raise NotFoundError(_NONE.format(written[:40])) from None
