"""How does a person bring a spreadsheet into a register: file, columns, differences, writing, undoing?"""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from yaomai.archive.engine.kept_file import FILE_BYTES_MAX
from yaomai.archive.operations.keep_file import keep_file
from yaomai.errors import ConflictError, InvalidError, NotAllowedError, NotFoundError
from yaomai.people.viewer import Viewer
from yaomai.registers import kinds, sight
from yaomai.registers.declaration import Kind
from yaomai.registers.engine.column_mapping import ColumnMapping, guess
from yaomai.registers.engine.sheet_outline import SheetOutline
from yaomai.registers.operations.accept_import import accept_import, undo_import
from yaomai.registers.operations.begin_import import begin_import, outline_again
from yaomai.registers.operations.decide_match import decide
from yaomai.registers.operations.decide_row import accept_without_faulty, name_row, reread_rows
from yaomai.registers.operations.map_columns import map_columns
from yaomai.registers.queries import imports
from yaomai.registers.queries.file_rights import read_for, reads_whole
from yaomai.registers.queries.imports import ImportView
from yaomai.standards.spreadsheetml import Sheet, workbook
from yaomai.web import (
    import_accept_shown,
    import_columns_shown,
    import_faulty_sheet,
    import_rows_shown,
    import_shown,
    labels_statements,
)
from yaomai.web.access import Request, open_to, signed_in
from yaomai.web.import_shown import FaultShown
from yaomai.web.pages.files import attachment
from yaomai.web.table import keyset_mark
from yaomai.web.uploads import oversized_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_MB = FILE_BYTES_MAX // 2**20
_AGAIN_MAX = 5_000
_WIDTH = 18  # of a column of the workbook of faulty rows, in characters


@open_to(signed_in, methods=("GET", "POST"))
def register_import(request: Request, kind: str) -> HttpResponse:
    """Choose a file; the earlier imports of this kind. A POST archives the file and begins the import; nothing of it is written
    into the register.
    """
    declared = _kept_kind(request, kind)
    fault: FaultShown | None = None
    if request.method == "POST":
        begun = _begun(request, declared)
        if isinstance(begun, int):
            return _go(request, import_shown.path_of(begun))
        fault = begun
        if request.headers.get("HX-Request") == "true":
            return render(request, "registers/import_fault.html", {"fault": fault})
    found = imports.imports(
        request.viewer, declared.name, limit=import_shown.EARLIER_A_PAGE + 1, before=keyset_mark(request.GET)
    )
    context = {
        "kind": declared,
        "path": request.path,
        "most_mb": _MOST_MB,
        "fault": fault,
        "table": import_shown.earlier(found, [one for one in found if reads_whole(request.viewer, one.file)]),
    }
    return render(request, "registers/import_new.html", context, status=400 if fault else 200)


def _kept_kind(request: Request, name: str) -> Kind:
    """The kind, if the viewer sees it and may keep entities of it."""
    declared = kinds.kind(name)
    if not sight.sights(request.viewer, declared).ever:
        raise NotFoundError(f"no kind is called {name[:80]!r}, or none that you may see")
    if not sight.ever_keeps(request.viewer, declared):
        raise NotAllowedError(f"{declared.name} is not kept by your roles; you may look at it, not import into it")
    request.reveals(declared.visibility)
    return declared


def _seen(request: Request, number: int) -> ImportView:
    """The import, for who may read all of its file; its rows are counted as far as they are not written yet. Raises NotFoundError
    for others.
    """
    one = imports.an_import(request.viewer, number)
    if not reads_whole(request.viewer, one.file):
        raise NotFoundError(f"there is no import {number}, or none that you may see")
    for kind in read_for(one.file.record):  # the whole file is shown, whatever else it was read for
        request.reveals(kind.visibility)
    left = imports.left_rows(request.viewer, number)
    return replace(one, counts={**left, "accepted": one.counts.get("accepted", 0)})


def _may_write(viewer: Viewer, one: ImportView) -> bool:
    """Whether the viewer may go on with this import: it is the own organisation's, and the viewer keeps its kind."""
    return viewer.organisation == one.organisation and sight.ever_keeps(viewer, one.kind)


def _begun(request: Request, kind: Kind) -> int | FaultShown:
    """The number of the import that the file that was sent has become, or what is wrong with the file."""
    file: UploadedFile[Any] | None = request.FILES.get("file")
    if file is None:
        if oversized_of(request):
            return FaultShown("文件太大。", f"一个文件最多 {_MOST_MB} MB。请删去图片和用不着的工作表，或分成几个文件。")
        return FaultShown("没有选文件。", "请选一个 Excel 或 CSV 文件。")
    now = timezone.now()
    try:
        kept = keep_file(request.viewer, file.name or "", file.read(), now=now)
        return begin_import(request.viewer, kind.name, kept.record, now=now)
    except InvalidError as error:
        return import_shown.fault(error.findings[0])


def _go(request: Request, path: str) -> HttpResponse:
    """On to another page, also when only a part of this one was asked for."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponseClientRedirect(path)
    return HttpResponseRedirect(path)


@open_to(signed_in)
def register_import_page(request: Request, number: int) -> HttpResponse:
    """Where the import stands: what is at work says how far it is; what waits for a person goes on where the person is needed."""
    one = _seen(request, number)
    path = import_shown.path_of(number)
    if one.is_working:
        here = {"opening": "columns", "reading": "rows"}.get(one.state, "done")
        context: dict[str, object] = {"running": import_shown.running(one)}
        if request.headers.get("HX-Request") == "true":
            return render(request, "parts/running.html", context)
        return render(request, "registers/import_running.html", context | {"head": import_shown.head(one, here)})
    if request.headers.get("HX-Request") == "true":
        return HttpResponseClientRedirect(path)
    if one.state == "mapping":
        return redirect(f"{path}/columns")
    if one.state == "ready" and not one.acceptances:
        return redirect(f"{path}/rows")
    context = {
        "head": import_shown.head(one, "done"),
        "page": _done(request, one),
        "faults": import_shown.faults(one.faults, one) if one.state == "failed" else (),
        "busy": "busy" in request.GET,
    }
    return render(request, "registers/import_done.html", context)


def _done(request: Request, one: ImportView) -> import_shown.DonePage:
    return import_shown.done_page(one, may_write=_may_write(request.viewer, one))


@open_to(signed_in, methods=("GET", "POST"))
def register_import_columns(request: Request, number: int) -> HttpResponse:
    """What is each column? A POST says it, and has every row compared with what is in the register."""
    one = _at_rest(request, number)
    path = import_shown.path_of(number)
    if one is None or one.state == "failed" or one.acceptances:
        return redirect(path)
    asked = request.POST if request.method == "POST" else request.GET
    sheet = import_columns_shown.sheet_of(one, asked.get("sheet", ""))
    if sheet is None:
        return redirect(path)
    may_change = frozenset(
        each.name
        for each in one.kind.properties
        if sight.may_change(request.viewer, one.kind, each.name, request.viewer.organisation, request.viewer.division)
    )
    said = None
    if request.method == "POST" and "reread" in request.POST:
        fault = _outlined_again(request, number, sheet.name)
        if fault is None:
            return redirect(f"{path}/columns?{urlencode({'sheet': sheet.name})}")
        said = import_columns_shown.refused(_offered(one, sheet), (fault,))
    elif request.method == "POST":
        said = import_columns_shown.answer(one.kind, sheet, request.POST)
        if not said.faults:
            try:
                map_columns(request.viewer, number, said.mapping, now=timezone.now())
            except InvalidError as error:
                said = import_columns_shown.refused(said.mapping, import_shown.faults(error.findings))
            else:
                return redirect(path)
    page = import_columns_shown.columns_page(one, sheet, _offered(one, sheet), may_change, said)
    context = {"head": import_shown.head(one, "columns"), "page": page, "may_write": _may_write(request.viewer, one)}
    return render(request, "registers/import_columns.html", context, status=400 if said else 200)


def _offered(one: ImportView, sheet: SheetOutline) -> ColumnMapping:
    """What the columns of this sheet are, as it is offered: what is kept of this sheet, else a guess."""
    if one.mapping is not None and one.mapping.sheet == sheet.name:
        return one.mapping
    return guess(one.kind, sheet)


def _outlined_again(request: Request, number: int, sheet: str) -> FaultShown | None:
    """Read the heads again from the rows that a person names. None: done."""
    rows = [request.POST.get(name, "") for name in ("head_from", "head_to")]
    if not all(text.isascii() and text.isdigit() and len(text) < 8 for text in rows):
        return FaultShown("表头的行号要写数字。", "", "、".join(rows)[:40])
    try:
        outline_again(request.viewer, number, sheet, (int(rows[0]), int(rows[1])), now=timezone.now())
    except InvalidError as error:
        return import_shown.fault(error.findings[0])
    return None


def _at_rest(request: Request, number: int) -> ImportView | None:
    """The import, if nothing is being done at it now."""
    one = _seen(request, number)
    return None if one.is_working else one


def _ready(request: Request, number: int) -> ImportView | None:
    """The import, if its rows have been compared."""
    one = _at_rest(request, number)
    return one if one is not None and one.state == "ready" else None


@open_to(signed_in, methods=("GET", "POST"))
def register_import_rows(request: Request, number: int) -> HttpResponse:
    """What each row brings, by state, page by page. A POST decides whom a row is about, or looks at rows again."""
    one = _ready(request, number)
    if one is None:
        return redirect(import_shown.path_of(number))
    states = (*import_shown.ROW_STATES, "moved", "accepted")
    asked = request.POST if request.method == "POST" else request.GET
    state = asked.get("state", "")
    if state not in states:
        state = next((each for each in import_shown.ROW_STATES if one.counts.get(each)), "new")
    after = keyset_mark(asked) or 0
    note = None
    if request.method == "POST":
        deed = _looked_again if "again" in request.POST else _named if "name" in request.POST else _decided
        note = deed(request, one)
        if note is None:
            back = f"{import_shown.path_of(number)}/rows?state={state}"
            return redirect(f"{back}&after={after}" if after else back)
    is_moved, is_written = state == "moved", state == "accepted"
    found = imports.rows(
        request.viewer,
        number,
        state=None if is_moved or is_written else state,
        moved=True if is_moved else None,
        accepted=is_written,
        after=after,
        limit=import_rows_shown.ROWS_A_PAGE + 1,
    )
    page = import_rows_shown.rows_page(
        request.viewer, one, state, after, found, may_write=_may_write(request.viewer, one)
    )
    context = {"head": import_shown.head(one, "rows"), "page": page, "note": note}
    return render(request, "registers/import_rows.html", context, status=409 if note else 200)


def _looked_again(request: Request, one: ImportView) -> FaultShown | None:
    """Compare once more the rows whose entities somebody changed since."""
    moved = [row.number for row in imports.rows(request.viewer, one.number, moved=True, limit=_AGAIN_MAX)]
    reread_rows(request.viewer, one.number, moved, now=timezone.now())
    return None


def _named(request: Request, one: ImportView) -> FaultShown | None:
    """Keep what becomes of a row's name, as a person said."""
    text = request.POST["name"]
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return FaultShown("没有说是哪一行。", "请按那一行里的“就这样”。")
    row = imports.row(request.viewer, one.number, int(text))
    try:
        name_row(request.viewer, one.number, row.number, request.POST.get(f"as.{text}", ""), now=timezone.now())
    except InvalidError:
        return FaultShown(f"第 {row.sheet_row} 行的名字不能这样用。", "请从列表里选一种。")
    return None


def _decided(request: Request, one: ImportView) -> FaultShown | None:
    """Keep whom a row is about, as a person decided. None: done; else what stands against it."""
    text = request.POST.get("decide", "")
    chosen = request.POST.get(f"entity.{text}", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return FaultShown("没有说是哪一行。", "请按那一行里的“认定”。")
    row = imports.row(request.viewer, one.number, int(text))
    if chosen != "new" and not (chosen.isascii() and chosen.isdigit() and len(chosen) < 19):
        return FaultShown(f"第 {row.sheet_row} 行还没有选。", "请选一个候选，或选“都不是，这是新的”。")
    seen = request.POST.get(f"expected.{text}", "")
    now = timezone.now()
    try:
        decide(
            request.viewer,
            one.kind.name,
            row.title,
            None if chosen == "new" else int(chosen),
            expected=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 19 else None,
            now=now,
        )
    except ConflictError:
        reread_rows(request.viewer, one.number, [row.number], now=now)
        return FaultShown(
            f"“{row.title}”刚才已有别人认定过。", "您的没有记下。下面是按那人的认定重新核对的；不同意，请再认定一次。"
        )
    reread_rows(request.viewer, one.number, [row.number], now=now)
    return None


@open_to(signed_in, methods=("GET", "POST"))
def register_import_accept(request: Request, number: int) -> HttpResponse:
    """What exactly will be written; a POST writes it."""
    one = _ready(request, number)
    path = import_shown.path_of(number)
    if one is None:
        return redirect(f"{path}?busy=1" if request.method == "POST" else path)
    if not _may_write(request.viewer, one):
        raise NotAllowedError(f"{one.kind.name} is not kept by your roles; you may look at this import, not write it")
    asked = request.POST if request.method == "POST" else request.GET
    chosen = import_accept_shown.chosen(
        request.viewer, one, asked.getlist("row"), asked.get("all", ""), is_partial="partial" in asked
    )
    if request.method == "POST" and chosen.rows:
        try:
            if chosen.is_partial:
                accept_without_faulty(request.viewer, number, chosen.numbers or (), now=timezone.now())
            else:
                accept_import(request.viewer, number, chosen.numbers, chosen.states, now=timezone.now())
        except InvalidError:  # somebody was quicker: the page shows how it stands now
            return redirect(f"{path}?busy=1")
        return redirect(path)
    page = import_accept_shown.accept_page(request.viewer, one, chosen, timezone.localdate(), keyset_mark(asked) or 0)
    context = {"head": import_shown.head(one, "done"), "page": page}
    return render(request, "registers/import_accept.html", context, status=400 if request.method == "POST" else 200)


class UndoForm(forms.Form):
    """Why what an import wrote is taken back."""

    reason = forms.CharField(
        label="理由",
        max_length=500,
        help_text="写给以后来查的人：哪里不对，是谁发现的。",
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "请写明理由。"},
    )


@open_to(signed_in, methods=("GET", "POST"))
def register_import_undo(request: Request, number: int, deed: int) -> HttpResponse:
    """What undoing an acceptance takes back; a POST with the reason does it."""
    one = _ready(request, number)
    path = import_shown.path_of(number)
    if one is None:
        return redirect(f"{path}?busy=1" if request.method == "POST" else path)
    acceptance = next((each for each in one.acceptances if each.deed == deed), None)
    if acceptance is None:
        raise NotFoundError(f"the import {number} wrote nothing as deed {deed}")
    if acceptance.undone_by is not None:
        return redirect(path)
    if not _may_write(request.viewer, one):
        raise NotAllowedError(f"{one.kind.name} is not kept by your roles; you may look at this import, not undo it")
    form = UndoForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            undo_import(request.viewer, number, deed, form.cleaned_data["reason"], now=timezone.now())
        except InvalidError as error:
            if any(each.code == "registers.identity_clash" for each in error.findings):
                raise labels_statements.in_words(error) from error
            # somebody was quicker: the page shows how it stands now
            return redirect(f"{path}?busy=1")
        return redirect(path)
    page = import_shown.undo_page(one, acceptance, imports.built_on(request.viewer, number, deed))
    context = {"head": import_shown.head(one, "done"), "page": page, "form": form}
    return render(request, "registers/import_undo.html", context, status=400 if form.errors else 200)


@open_to(signed_in)
def register_import_faulty(request: Request, number: int) -> HttpResponse:
    """The rows that cannot be written, as a workbook to be put right: as they stood, with what is wrong beside them."""
    one = _seen(request, number)
    lines = import_faulty_sheet.faulty_lines(request.viewer, one)
    heads = next(lines)
    sheet = Sheet("有错的行", tuple((str(head), _WIDTH) for head in heads), lines)
    response = HttpResponse(workbook([sheet]), content_type=XLSX)
    response.headers["Content-Disposition"] = attachment(
        f"{one.file.name.rpartition('.')[0] or one.file.name}-有错的行.xlsx"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
