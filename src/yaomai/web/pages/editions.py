"""Which editions of statistics were published, what does one say, and what otherwise than the last?"""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from yaomai.archive.queries import documents
from yaomai.archive.queries.files import file, may_see
from yaomai.errors import ConflictError, InvalidError, NotAllowedError, NotFoundError, ProofError
from yaomai.indicators.engine.edition_diff import difference
from yaomai.indicators.engine.values import EditionView
from yaomai.indicators.operations.import_work import may_import
from yaomai.indicators.operations.withdraw import withdraw
from yaomai.indicators.queries.definitions import definitions
from yaomai.indicators.queries.edition_before import edition_before
from yaomai.indicators.queries.edition_cell import edition_cell
from yaomai.indicators.queries.editions import edition, editions, observations_in
from yaomai.indicators.queries.statistics_imports import file_of_seen_edition, import_of
from yaomai.ledger.engine.deed import parse_reference, reference
from yaomai.people.viewer import Viewer
from yaomai.web import edition_shown as shown
from yaomai.web.access import Request, View, ViewByMethod, anyone, by_method, open_to, role
from yaomai.web.files_shown import cell_path
from yaomai.web.indicator_shown import edition_path, reason_words
from yaomai.web.pages.statistics import ReasonForm
from yaomai.web.statistics_shown import import_path
from yaomai.web.table import keyset_mark

_COMPARED_MAX = 200_000
"""Editions with more values are not compared on a page."""


def number_of(written: str) -> int:
    """The record whose number is in the address, as people write it (12.1). Raises NotFoundError."""
    try:
        return parse_reference(written)
    except ProofError:
        raise NotFoundError(f"nothing has the number {written[:40]}") from None


@open_to(anyone)
def edition_list(request: Request) -> HttpResponse:
    """The editions that the viewer sees, the newest first."""
    after = keyset_mark(request.GET) or 0
    asked = request.GET.get("file", "")
    of_file = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
    found = editions(request.viewer, file=of_file, limit=shown.A_PAGE + 1, offset=after)
    older = str(after + shown.A_PAGE) if len(found) > shown.A_PAGE else ""
    table = shown.editions_table(found[: shown.A_PAGE], is_of_file=of_file is not None, older=older)
    may = request.viewer.is_signed_in and may_import(request.viewer)
    context = {"table": table, "may_import": may, "is_of_file": of_file is not None}
    return render(request, "indicators/editions.html", context)


@open_to(anyone)
def edition_page(request: Request, record: str) -> HttpResponse:
    """What an edition said, and what otherwise than the last before it."""
    one = edition(request.viewer, number_of(record))
    after = keyset_mark(request.GET) or 0
    known = definitions()
    values = observations_in(request.viewer, one.record, limit=shown.VALUES_A_PAGE + 1, offset=after)
    older = str(after + shown.VALUES_A_PAGE) if len(values) > shown.VALUES_A_PAGE else ""
    before = edition_before(request.viewer, one)
    compared = None
    if before is not None and one.observations + before.observations <= _COMPARED_MAX:
        compared = difference(
            observations_in(request.viewer, before.record), observations_in(request.viewer, one.record)
        )
    name, reads = _file_of(request.viewer, one)
    context = {
        "one": one,
        "state": shown.state_of(one),
        "withdrawn_why": reason_words(one.withdrawn.reason) if one.withdrawn else "",
        "facts": shown.facts(one, reads_file=reads, file_name=name),
        "table": shown.values_table(values[: shown.VALUES_A_PAGE], known, one, older=older),
        "before": before,
        "before_href": edition_path(before.record) if before else "",
        "compared": compared,
        "changes": shown.changes_table(compared, known) if compared and compared.changed else None,
        "missing": shown.missing_table(compared, known) if compared and compared.missing else None,
        "lost": shown.lost_words(compared, known) if compared else (),
        "withdraw_href": _withdraw_path(request.viewer, one),
        "import_href": _import_path(request.viewer, one),
    }
    return render(request, "indicators/edition.html", context)


@open_to(anyone)
def edition_cell_page(request: Request, record: str) -> HttpResponse:
    """A value where it stands in the table that the edition was read from, for whoever sees the edition."""
    place = request.GET.get("place", "")[:300]
    cell = edition_cell(request.viewer, number_of(record), place)
    _, reads = _file_of(request.viewer, cell.edition)
    context = {
        "cell": cell,
        "place": place,
        "edition_href": edition_path(cell.edition.record),
        "file_href": cell_path(cell.edition.file, place) if reads and cell.edition.file else "",
    }
    return render(request, "indicators/edition_cell.html", context)


def _file_of(viewer: Viewer, one: EditionView) -> tuple[str, bool]:
    """What the file of an edition is called, and whether the viewer may read it; its name is for those who may."""
    if one.file is None:
        return "", False
    if audited := file_of_seen_edition(viewer, one.file):
        return audited.name, True
    try:
        return file(viewer, one.file).name, True
    except NotFoundError:
        return "", False


def _import_path(viewer: Viewer, one: EditionView) -> str:
    """Where the import is that became the edition, for those who may see it."""
    number = import_of(one.record)
    return import_path(number) if number and viewer.is_signed_in and may_see(viewer, one.organisation) else ""


def _withdraw_path(viewer: Viewer, one: EditionView) -> str:
    """Where the viewer can take an edition back: what came of an import there, what was read in a document by its decision."""
    if one.withdrawn or not viewer.is_signed_in or not may_import(viewer) or viewer.organisation != one.organisation:
        return ""
    if number := import_of(one.record):
        return f"{import_path(number)}/undo"
    return "" if one.file is not None and _is_document(viewer, one.file) else f"{edition_path(one.record)}/withdraw"


def _is_document(viewer: Viewer, record: int) -> bool:
    """Whether a file is a planning text: its facts are taken back where they were decided."""
    try:
        documents.document(viewer, record)
    except NotFoundError:
        return False
    return True


def _withdraw_page(request: Request, record: str) -> HttpResponse:
    """What withdrawing an edition does; a POST with the reason does it."""
    one = edition(request.viewer, number_of(record))
    path = edition_path(one.record)
    if one.withdrawn:
        return redirect(path)
    wanted = _withdraw_path(request.viewer, one)
    if wanted != f"{path}/withdraw":
        if wanted:
            return redirect(wanted)
        raise NotAllowedError("an edition is withdrawn by officials of the organisation that stated it")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw(request.viewer, one.record, form.cleaned_data["reason"], now=timezone.now())
        except ConflictError:  # somebody was quicker: the page shows how it stands now
            return redirect(path)
        except InvalidError as error:
            form.refuse(error.findings)
        else:
            return redirect(path)
    context = {"one": one, "form": form, "path": f"{path}/withdraw", "back": path, "number": reference(one.record)}
    return render(request, "indicators/edition_withdraw.html", context, status=400 if form.errors else 200)


def officials_change(view: View) -> ViewByMethod:
    """A view that officials alone use, to look and to send."""
    return by_method(GET=open_to(role("official"))(view), POST=open_to(role("official"), methods=("POST",))(view))


edition_withdraw = officials_change(_withdraw_page)
