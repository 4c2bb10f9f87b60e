"""How does a person bring a table of statistics in: file, columns, what it says and does not fit, one edition, undoing?"""

from collections.abc import Sequence
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
from yaomai.errors import ConflictError, Finding, InvalidError, NotAllowedError
from yaomai.indicators.engine.values import EditionView
from yaomai.indicators.operations.accept_import import Marks, accept_import, undo_import
from yaomai.indicators.operations.begin_import import begin_import, look_again
from yaomai.indicators.operations.import_work import lexicon, may_import
from yaomai.indicators.operations.map_import import map_import
from yaomai.indicators.queries.corrections import lapsed_by
from yaomai.indicators.queries.definitions import definitions
from yaomai.indicators.queries.editions import edition
from yaomai.indicators.queries.statistics_imports import ImportView, statistics_import, statistics_imports
from yaomai.people.viewer import Viewer
from yaomai.web import labels_indicators as words
from yaomai.web import statistics_columns_shown as columns_shown
from yaomai.web import statistics_shown as shown
from yaomai.web.access import Request, View, ViewByMethod, by_method, open_to, role
from yaomai.web.import_shown import FaultShown
from yaomai.web.indicator_shown import edition_path, lapsed_link
from yaomai.web.presentation import Link
from yaomai.web.table import keyset_mark
from yaomai.web.uploads import oversized_of

_MOST_MB = FILE_BYTES_MAX // 2**20


def _list_page(request: Request) -> HttpResponse:
    """Choose a file; the earlier imports. A POST archives the file and begins the import; nothing is written as statistics."""
    fault: FaultShown | None = None
    may = may_import(request.viewer)
    if request.method == "POST":
        begun = (
            _begun(request) if may else FaultShown("您的机构不负责任何地区。", "统计表由负责一个地区的主管部门导入。")
        )
        if isinstance(begun, int):
            return _go(request, shown.import_path(begun))
        fault = begun
        if request.headers.get("HX-Request") == "true":
            return render(request, "registers/import_fault.html", {"fault": fault})
    found = statistics_imports(request.viewer, before=keyset_mark(request.GET), limit=shown.A_PAGE + 1)
    context = {"path": request.path, "most_mb": _MOST_MB, "fault": fault, "table": shown.earlier(found), "may": may}
    return render(request, "indicators/import_new.html", context, status=400 if fault else 200)


def _begun(request: Request) -> int | FaultShown:
    """The number of the import that the file that was sent has become, or what is wrong with the file."""
    file: UploadedFile[Any] | None = request.FILES.get("file")
    if file is None:
        if oversized_of(request):
            return FaultShown("文件太大。", f"一个文件最多 {_MOST_MB} MB。请删去图片和用不着的工作表，或分成几个文件。")
        return FaultShown("没有选文件。", "请选一个 Excel 或 CSV 文件。")
    now = timezone.now()
    try:
        kept = keep_file(request.viewer, file.name or "", file.read(), now=now)
        return begin_import(request.viewer, kept.record, now=now)
    except InvalidError as error:
        return shown.fault(error.findings[0])


def _go(request: Request, path: str) -> HttpResponse:
    """On to another page, also when only a part of this one was asked for."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponseClientRedirect(path)
    return HttpResponseRedirect(path)


def _may_write(viewer: Viewer, one: ImportView) -> bool:
    """Whether the viewer may go on with this import."""
    return viewer.organisation == one.organisation and may_import(viewer)


class MarksForm(forms.Form):
    """What a table does not say of itself."""

    title = forms.CharField(
        label="标题",
        max_length=300,
        help_text="发布时的标题。",
        error_messages={"required": "请写发布时的标题。"},
    )
    publisher = forms.CharField(
        label="发布方",
        max_length=300,
        help_text="哪个机关发布的。",
        error_messages={"required": "请写是哪个机关发布的。"},
    )
    published_on = forms.DateField(
        label="发布日期",
        widget=forms.DateInput({"type": "date"}),
        error_messages={"required": "请写发布日期。", "invalid": "请写成 2026-11-22 这样。"},
    )
    access = forms.ChoiceField(
        label="谁看得到",
        choices=tuple(words.ACCESSES.items()),
        widget=forms.RadioSelect,
        help_text="公开的任何人都看得到；限主管部门的，只有主管部门、检查员和审计员看得到。",
        error_messages={"required": "请选谁看得到。"},
    )
    is_invented = forms.ChoiceField(
        label="是不是演示数据",
        choices=(("no", "不是，是真的发布过的数"), ("yes", "是，为演示编造的")),
        widget=forms.RadioSelect,
        help_text="演示数据在每一处都会标出来。",
        error_messages={"required": "请说明是不是演示数据。"},
    )

    def marks(self) -> Marks:
        """The marks that were said."""
        said = self.cleaned_data
        return Marks(
            said["title"].strip(),
            said["publisher"].strip(),
            said["published_on"],
            said["access"],
            said["is_invented"] == "yes",
        )


def _whole_page(request: Request, number: int) -> HttpResponse:
    """Where an import stands. What waits for a person is shown with all that does not fit; a POST says what words mean,
    or accepts the table.
    """
    one = statistics_import(request.viewer, number)
    path = shown.import_path(number)
    if one.is_working:
        return _running(request, one)
    if request.headers.get("HX-Request") == "true":
        return HttpResponseClientRedirect(path)
    if one.state == "mapping":
        return redirect(f"{path}/columns")
    if one.state == "ready":
        return _ready(request, one)
    return _done(request, one)


def _running(request: Request, one: ImportView) -> HttpResponse:
    context: dict[str, object] = {"running": shown.running(one)}
    if request.headers.get("HX-Request") == "true":
        return render(request, "parts/running.html", context)
    here = {"opening": "columns", "reading": "values"}.get(one.state, "done")
    return render(request, "registers/import_running.html", context | {"head": shown.head(one, here)})


def _ready(request: Request, one: ImportView) -> HttpResponse:
    may_write = _may_write(request.viewer, one)
    form = MarksForm(initial=_proposed(one, request.viewer))
    refused: tuple[FaultShown, ...] = ()
    if request.method == "POST":
        if not may_write:
            raise NotAllowedError("this import is another organisation's; you may look at it, not go on with it")
        if "words" in request.POST:
            return _words_told(request, one)
        form = MarksForm(request.POST)
        refused = _accepted(request, one, form)
        if not refused and not form.errors:
            return redirect(shown.import_path(one.number))
    page = shown.values_page(one, lexicon(), request.viewer.division)
    context = {
        "head": shown.head(one, "values"),
        "page": page,
        "form": form,
        "refused": refused,
        "may_write": may_write,
        "may_accept": may_write and not one.faults,
    }
    return render(request, "indicators/import_values.html", context, status=400 if request.method == "POST" else 200)


def _proposed(one: ImportView, viewer: Viewer) -> dict[str, object]:
    """What the form of the marks begins with: what was said before, the title above the table, the own organisation."""
    said = dict(one.preview.get("marks") or {})
    if said:
        return {**said, "is_invented": "yes" if said.get("is_invented") else "no"}
    title = one.mapping.title.split("单位")[0].strip() if one.mapping else ""
    return {"title": title[:300], "publisher": viewer.organisation_name}


def _accepted(request: Request, one: ImportView, form: MarksForm) -> tuple[FaultShown, ...]:
    """Accept the table; what stands against it. Nothing: it was accepted, or the form says what is missing."""
    if not form.is_valid():
        return ()
    try:
        accept_import(request.viewer, one.number, form.marks(), looked="looked" in request.POST, now=timezone.now())
    except InvalidError as error:
        return tuple(shown.fault(each, one) for each in error.findings)
    return ()


def _words_told(request: Request, one: ImportView) -> HttpResponse:
    """Keep what words of the margin mean, and read the table again."""
    told = shown.told_words(one, request.POST)
    if one.mapping is not None and told:
        mapping = replace(one.mapping, words={**one.mapping.words, **told})
        try:
            map_import(request.viewer, one.number, mapping, now=timezone.now())
        except InvalidError:  # somebody was quicker, or a choice was no choice of ours: the page shows how it stands
            return redirect(f"{shown.import_path(one.number)}?busy=1")
    return redirect(shown.import_path(one.number))


def _done(request: Request, one: ImportView) -> HttpResponse:
    made = edition(request.viewer, one.edition) if one.edition else None
    context = {
        "head": shown.head(one, "done"),
        "faults": tuple(shown.fault(each, one) for each in one.faults) if one.state == "failed" else (),
        "edition": made,
        "edition_href": edition_path(made.record) if made else "",
        "facts": shown.done_facts(one, made.record_time if made else None),
        "lapsed": _lapsed(request.viewer, one, made) if made and not made.withdrawn else (),
        "links": shown.first_series(one, {each.key: each.name for each in lexicon().known.values()}),
        "undo_href": f"{shown.import_path(one.number)}/undo"
        if one.state == "accepted" and _may_write(request.viewer, one)
        else "",
        "busy": "busy" in request.GET,
    }
    return render(request, "indicators/import_done.html", context)


def _lapsed(viewer: Viewer, one: ImportView, made: EditionView) -> list[Link]:
    """The corrections that do not apply any more since this edition."""
    known = definitions(one.preview.get("indicators", ()))
    found = lapsed_by(viewer, known, made.record)
    return [lapsed_link(each, known[each.correction.series.indicator]) for each in found]


def _columns_page(request: Request, number: int) -> HttpResponse:
    """How is the table read? A POST says it, and has the table read and checked."""
    one = statistics_import(request.viewer, number)
    path = shown.import_path(number)
    if one.state not in {"mapping", "ready"} or one.mapping is None:
        return redirect(path)
    if request.method == "POST" and not _may_write(request.viewer, one):
        raise NotAllowedError("this import is another organisation's; you may look at it, not go on with it")
    known, mapping = lexicon(), one.mapping
    faults: tuple[FaultShown, ...] = ()
    if request.method == "POST" and "reread" in request.POST:
        faults = _looked_again(request, one)
        if not faults:
            return redirect(f"{path}/columns")
    elif request.method == "POST":
        if (request.POST.get("first_head"), request.POST.get("last_head"), request.POST.get("sheet")) != (
            str(mapping.first_head),
            str(mapping.last_head),
            mapping.sheet,
        ):
            return redirect(f"{path}/columns?{urlencode({'busy': 1})}")
        said = columns_shown.answer(mapping, request.POST, known, request.viewer.division)
        mapping = said.mapping
        faults = tuple(shown.fault(each, None, mapping) for each in said.faults)
        if not faults:
            try:
                map_import(request.viewer, number, mapping, now=timezone.now())
            except InvalidError as error:
                faults = tuple(shown.fault(each, None, mapping) for each in error.findings)
            else:
                return redirect(path)
    sheet = next(each for each in one.sheets if each.name == mapping.sheet)
    context = {
        "head": shown.head(one, "columns"),
        "page": columns_shown.columns_page(one, sheet, mapping, known, faults),
        "may_write": _may_write(request.viewer, one),
        "busy": "busy" in request.GET,
    }
    return render(request, "indicators/import_columns.html", context, status=400 if faults else 200)


def _looked_again(request: Request, one: ImportView) -> tuple[FaultShown, ...]:
    """Look at another sheet, or at the head in other rows."""
    rows = [request.POST.get(name, "").strip() for name in ("head_from", "head_to")]
    head = None
    if any(rows) and request.POST.get("sheet") == (one.mapping.sheet if one.mapping else ""):
        if not all(text.isascii() and text.isdigit() and len(text) < 8 for text in rows):
            return (FaultShown("表头的行号要写数字。", "", "、".join(rows)[:40]),)
        head = (int(rows[0]), int(rows[1]))
    try:
        look_again(request.viewer, one.number, request.POST.get("sheet", ""), head, now=timezone.now())
    except InvalidError as error:
        return tuple(shown.fault(each) for each in error.findings)
    return ()


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(
        label="理由",
        max_length=500,
        help_text="写给以后来查的人：哪里不对，是谁发现的。",
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "请写明理由。"},
    )

    def refuse(self, findings: Sequence[Finding]) -> None:
        """Say what an operation found: beside the reason what is wrong with that, the rest above the form."""
        for one in findings:
            told = words.fault_words(one.code)
            self.add_error("reason" if one.pointer == "/reason" else None, f"{told.what}{told.do}")


def _undo_page(request: Request, number: int) -> HttpResponse:
    """What undoing an import takes back; a POST with the reason does it."""
    one = statistics_import(request.viewer, number)
    path = shown.import_path(number)
    if one.state != "accepted" or one.edition is None:
        return redirect(path)
    if not _may_write(request.viewer, one):
        raise NotAllowedError("this import is another organisation's; you may look at it, not undo it")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            undo_import(request.viewer, number, form.cleaned_data["reason"], now=timezone.now())
        except ConflictError:  # somebody was quicker: the page shows how it stands now
            return redirect(f"{path}?busy=1")
        except InvalidError as error:
            form.refuse(error.findings)
        else:
            return redirect(path)
    context = {
        "head": shown.head(one, "done"),
        "form": form,
        "path": f"{path}/undo",
        "back": path,
        "edition": edition(request.viewer, one.edition),
    }
    return render(request, "indicators/import_undo.html", context, status=400 if form.errors else 200)


def _addressed(view: View) -> ViewByMethod:
    """The view for those who read imports, and its POST for those who bring statistics in."""
    return by_method(
        GET=open_to(role("official", "inspector"), reveals=("archive.file",))(view),
        POST=open_to(role("official"), methods=("POST",), reveals=("archive.file",))(view),
    )


statistics_list = _addressed(_list_page)
statistics_page = _addressed(_whole_page)
statistics_columns = _addressed(_columns_page)
statistics_undo = _addressed(_undo_page)
