"""Which plans and other documents are in the library, what does one say, and how does one come in?"""

from datetime import date
from typing import Any
from unicodedata import normalize

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from yaomai.archive.engine.description import FIRST_YEAR, LAST_YEAR, TITLE_MAX, WORDS_MAX, Description
from yaomai.archive.engine.description_guess import Guess, guess
from yaomai.archive.engine.document_text import DocumentText
from yaomai.archive.engine.kept_file import FILE_BYTES_MAX
from yaomai.archive.models import TextReading
from yaomai.archive.operations.keep_document import describe_document, keep_document, may_keep
from yaomai.archive.operations.keep_file import keep_file
from yaomai.archive.operations.read_text import begin_text, text_soon
from yaomai.archive.queries import documents, files
from yaomai.archive.queries.documents import DocumentView
from yaomai.archive.queries.files import KeptFile
from yaomai.archive.queries.readings import reading_of
from yaomai.errors import ConflictError, Finding, InvalidError, NotAllowedError, NotFoundError, ProofError
from yaomai.ledger.engine.deed import parse_reference, reference
from yaomai.registers.queries.file_rights import reads_whole
from yaomai.standards import gbt2260
from yaomai.web import document_text_shown, documents_shown, labels_documents, plan_additions, readings_shown
from yaomai.web.access import Request, anyone, open_to, role
from yaomai.web.import_shown import FaultShown
from yaomai.web.pages.files import attachment
from yaomai.web.plan_pairs import pairs
from yaomai.web.table import Table, arrange, as_csv, read
from yaomai.web.uploads import oversized_of

_MOST_MB = FILE_BYTES_MAX // 2**20
_SAVED_AS = "application/octet-stream"
"""Whatever somebody sent is only ever saved, never opened by the browser in our name."""
_YEAR = {"required": False, "min_value": FIRST_YEAR, "max_value": LAST_YEAR}


class DescriptionForm(forms.Form):
    """What a document is; filled in with what its text tells, confirmed by a person."""

    title = forms.CharField(label="标题", max_length=TITLE_MAX, error_messages={"required": "请写文件的全称。"})
    issuer = forms.CharField(
        label="发文机关", required=False, max_length=TITLE_MAX, help_text="批准的机关；草案写起草的机关。"
    )
    issued_on = forms.DateField(
        label="日期",
        required=False,
        help_text="印发或公布的日子。没有日期的文件，其中的数字不能作为已发布的数据。",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "请写成 2022-07-15 这样。"},
    )
    status = forms.ChoiceField(
        label="状态",
        choices=tuple(labels_documents.STATUSES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "请选一个。", "invalid_choice": "请从列表里选。"},
    )
    division = forms.CharField(
        label="地区",
        required=False,
        max_length=60,
        help_text="六位代码或名称，例如 620000 或 甘肃省；不属于哪一处的，空着。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    year_from = forms.IntegerField(label="规划第一年", **_YEAR)  # type: ignore[arg-type]  # keywords of three types
    year_until = forms.IntegerField(label="规划最后一年", **_YEAR)  # type: ignore[arg-type]  # keywords of three types
    origin = forms.CharField(
        label="来源", required=False, max_length=WORDS_MAX, help_text="从哪里得到：网址，或谁交来的纸质件、电子件。"
    )
    follows = forms.ChoiceField(label="上一版", required=False, help_text="这份文件取代哪一份。")
    access = forms.ChoiceField(label="公开范围", required=False, choices=tuple(labels_documents.ACCESS_CHOICES.items()))
    expected = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, known: list[DocumentView], **initial: object) -> None:
        super().__init__(data, initial=initial)
        choices = [("", "没有"), *((one.number, _named(one)) for one in known)]
        self.fields["follows"].choices = choices  # type: ignore[attr-defined]  # a choice

    def clean_division(self) -> str:
        """The code that was written, or that of the one division with this name."""
        written: str = normalize("NFKC", self.cleaned_data["division"]).strip()
        if not written or gbt2260.exists(written):
            return written
        found = () if written.isdigit() else gbt2260.find(written)
        if not found:
            raise forms.ValidationError("没有这个行政区划，请核对，或填六位代码。")
        if len(found) > 1:
            several = "、".join(f"{one.code} {gbt2260.path(one.code)}" for one in found[:6])
            raise forms.ValidationError(f"叫这个名字的不止一处，请填代码：{several}。")
        return found[0].code

    def described(self) -> Description:
        """What the form says, once it is valid."""
        said = self.cleaned_data
        return Description(
            **{name: said[name] for name in ("title", "issuer", "issued_on", "status", "origin", "division", "access")},
            year_from=said["year_from"],
            year_until=said["year_until"],
            follows=parse_reference(said["follows"]) if said["follows"] else None,
        )

    def refuse(self, findings: tuple[Finding, ...]) -> None:
        """Put what an operation found beside the fields that it is about."""
        for one in findings:
            words = labels_documents.words_of(one)
            name = one.pointer.strip("/")
            self.add_error(name if name in self.fields else None, f"{words.what}{words.do}")


def _named(one: DocumentView) -> str:
    return "，".join(filter(None, (one.title, one.issuer, documents_shown.day(one))))


@open_to(anyone)
def plans(request: Request) -> HttpResponse:
    """The library; with format=csv the same as a file."""
    found = documents.documents(request.viewer)
    for one in found:
        request.reveals(documents.shows(one))
    columns = documents_shown.COLUMNS
    arrangement = read(request.GET, columns, "-issued")
    lines = documents_shown.rows(found, plan_additions.counts(request.viewer, [one.file for one in found]))
    rows = arrange(lines, columns, arrangement)
    if request.GET.get("format") == "csv":
        headers = {"Content-Disposition": 'attachment; filename="plans.csv"'}
        return HttpResponse(as_csv(rows, columns), content_type="text/csv; charset=utf-8", headers=headers)
    table = Table(
        key="plans",
        caption="规划和其他文件",
        columns=columns,
        rows=tuple(rows),
        arrangement=arrangement,
        total=len(rows),
        export_path="/plans?format=csv",
        empty="还没有文件。主管部门把规划的原文放进来，就能读出其中的数字和目标。",
    )
    context = {"table": table, "may_add": _is_official(request), "pairs": pairs(request.viewer, found)}
    return render(request, "documents/plans.html", context)


def _is_official(request: Request) -> bool:
    return "official" in request.viewer.roles


@open_to(anyone)
def plan(request: Request, number: str) -> HttpResponse:
    """The front page of a document: what it is, what was read from it, its versions."""
    one = _seen(request, number)
    return render(request, "documents/plan.html", {"page": documents_shown.page(request.viewer, one)})


@open_to(anyone)
def plan_text(request: Request, number: str) -> HttpResponse:
    """The text, part by part; with `at=start-end` those characters in their sentence, marked where they stand."""
    one = _seen(request, number)
    read_text = documents.text(request.viewer, one.file)
    asked = {name: request.GET[name] for name in ("at", "part", "line", "page") if name in request.GET}
    spans = plan_additions.spans(request.viewer, one)
    page = document_text_shown.text_page(one, read_text, asked, spans)
    return render(request, "documents/text.html", {"page": page})


@open_to(anyone)
def plan_file(request: Request, number: str) -> HttpResponse:
    """The file of a document as it was sent, to be saved."""
    one = _seen(request, number)
    response = HttpResponse(documents.contents(request.viewer, one.file), content_type=_SAVED_AS)
    response.headers["Content-Disposition"] = attachment(one.name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@open_to(role("official"), methods=("GET", "POST"), reveals=("archive.file",))
def plan_new(request: Request) -> HttpResponse:
    """Choose a file. A POST archives it and leads on to what it is; one that is a document already is shown as that."""
    fault: FaultShown | None = None
    if request.method == "POST":
        taken = _taken(request)
        if isinstance(taken, str):
            return HttpResponseRedirect(taken)
        fault = taken
    context = {"most_mb": _MOST_MB, "fault": fault}
    return render(request, "documents/new.html", context, status=400 if fault else 200)


def _taken(request: Request) -> str | FaultShown:
    """Where to go on with the file that was sent, or what is wrong with it."""
    file: UploadedFile[Any] | None = request.FILES.get("file")
    if file is None:
        if oversized_of(request):
            return FaultShown("文件太大。", f"一个文件最多 {_MOST_MB} MB。请删去图片，或分成几个文件。")
        return FaultShown("没有选文件。", "请选一个 PDF、Word、网页或纯文本文件。")
    try:
        kept = keep_file(request.viewer, file.name or "", file.read(), now=timezone.now())
    except InvalidError as error:
        return documents_shown.faults(error.findings)[0]
    known = documents.same_bytes(bytes.fromhex(kept.sha256))
    if known is not None and documents.may_see(request.viewer, known):
        return f"{documents_shown.plan_path(known.file)}?known=1"
    return f"/plans/new/{reference(kept.record)}"


@open_to(role("official"), methods=("GET", "POST"), reveals=("archive.file",))
def plan_new_described(request: Request, file: str) -> HttpResponse:
    """Say what the file is, that was sent; filled in with what its text tells. A POST puts it into the library."""
    kept = _own_file(request, file)
    if request.method == "POST" and "reread" in request.POST:
        begin_text(request.viewer, kept.record, now=timezone.now())
        return HttpResponseRedirect(request.path)
    is_described = request.method == "POST"
    if is_described and reading_of(TextReading, kept.record) is not None:
        return _not_read(request, kept)
    known = documents.documents(request.viewer)
    if is_described:
        data = files.contents(request.viewer, kept.record)
        form = DescriptionForm(request.POST, known=known)
        found = text_soon(request.viewer, kept.record, now=timezone.now())
        if found is not None and not _may_be_kept(found):
            return _describe(request, form, kept, (found, guess(found.text, kept.name)), status=400)
        if form.is_valid():
            now = timezone.now()
            try:
                one = keep_document(request.viewer, kept.name, data, form.described(), now=now)
            except InvalidError as error:
                form.refuse(error.findings)
            except NotAllowedError:
                form.add_error("division", _NOT_YOURS)
            else:
                known_before = "" if one.record_time == now else "?known=1"  # somebody sent it meanwhile
                return HttpResponseRedirect(documents_shown.plan_path(one.file) + known_before)
        return _describe(request, form, kept, None, status=400)
    found = text_soon(request.viewer, kept.record, now=timezone.now())
    if found is None:
        return _not_read(request, kept)
    if (leads_on := readings_shown.leads_on(request, request.path)) is not None:
        return leads_on
    told = guess(found.text, kept.name)
    return _describe(request, DescriptionForm(known=known, **_initial(told.described)), kept, (found, told))


def _may_be_kept(found: DocumentText) -> bool:
    """Whether the file is one for the library: its text was read, or people can read it (a scan, an old or a protected file)."""
    return bool(found.text) or not any(one.code in _NO_DOCUMENT for one in found.faults)


_NO_DOCUMENT = frozenset(f"archive.text_{what}" for what in ("spreadsheet", "unreadable", "damaged", "empty"))
"""What is said of files that are no documents, whoever opens them."""


def _not_read(request: Request, kept: KeptFile) -> HttpResponse:
    """How far the worker is with the text of the file; or why there is none, to have it read again."""
    reading = reading_of(TextReading, kept.record)
    if reading is None:  # it was read meanwhile
        return HttpResponseRedirect(request.path)
    if reading.is_working:
        return readings_shown.text_running(request, kept, reading, request.path)
    if (leads_on := readings_shown.leads_on(request, request.path)) is not None:
        return leads_on
    context = {"kept": kept, "faults": documents_shown.faults(reading.faults), "action": request.path}
    return render(request, "documents/not_read.html", context)


_NOT_YOURS = "这个地区的文件由那里的或上级的主管部门收录；不属于哪一处的，由省级主管部门收录。"
_CHANGED = "别人刚刚改过这份文件的说明；下面是您填的，请打开它的页面看看现在怎么写，再决定。"


def _describe(
    request: Request,
    form: DescriptionForm,
    kept: KeptFile,
    told: tuple[DocumentText, Guess] | None,
    *,
    status: int = 200,
) -> HttpResponse:
    found = told[0] if told else None
    context = {
        "form": form,
        "action": request.path,
        "name": kept.name,
        "faults": documents_shown.faults(found.faults) if found else (),
        "may_keep": found is None or _may_be_kept(found),
        "is_spreadsheet": found is not None and any(one.code == "archive.text_spreadsheet" for one in found.faults),
        "characters": len(found.text) if found else 0,
        "pages": len(found.pages) if found else 0,
        "beginning": found.text[:_BEGINNING].strip() if found else "",
        "because": tuple(told[1].because.values()) if told else (),
        "is_new": True,
    }
    return render(request, "documents/describe.html", context, status=status)


_BEGINNING = 600


def _initial(said: Description) -> dict[str, object]:
    """A description as the form is filled with it."""
    division = gbt2260.name_of(said.division) if said.division and gbt2260.exists(said.division) else said.division
    if division != said.division and len(gbt2260.find(division)) != 1:
        division = said.division
    return {
        **{name: getattr(said, name) for name in ("title", "issuer", "status", "origin", "year_from", "year_until")},
        "issued_on": said.issued_on.isoformat() if isinstance(said.issued_on, date) else None,
        "division": division,
        "follows": reference(said.follows) if said.follows is not None else "",
        "access": said.access,
    }


@open_to(role("official"), methods=("GET", "POST"))
def plan_describe(request: Request, number: str) -> HttpResponse:
    """Say anew what a document is; what was said before stays on record."""
    one = _seen(request, number)
    if not may_keep(request.viewer, one.division):
        raise NotAllowedError(
            "documents about this region are described by officials of that region, or of one that holds it"
        )
    known = [each for each in documents.documents(request.viewer) if each.file != one.file]
    form = DescriptionForm(known=known, **_initial(one.described), expected=reference(one.record))
    if request.method == "POST":
        form = DescriptionForm(request.POST, known=known)
        if form.is_valid() and _amended(request, form, one):
            return HttpResponseRedirect(documents_shown.plan_path(one.file))
    context = {
        "form": form,
        "action": request.path,
        "name": one.name,
        "document": one,
        "is_new": False,
        "may_keep": True,
    }
    return render(request, "documents/describe.html", context, status=400 if form.errors else 200)


def _amended(request: Request, form: DescriptionForm, one: DocumentView) -> bool:
    """Whether the description was accepted; why not stands in the form."""
    try:
        expected = parse_reference(form.cleaned_data["expected"]) if form.cleaned_data["expected"] else None
        describe_document(request.viewer, one.file, form.described(), now=timezone.now(), expected=expected)
    except InvalidError as error:
        form.refuse(error.findings)
    except NotAllowedError:
        form.add_error("division", _NOT_YOURS)
    except (ConflictError, ProofError):
        form.add_error(None, _CHANGED)
    else:
        return True
    return False


def _seen(request: Request, written: str) -> DocumentView:
    """The document whose number is in the address (12.1, or as one number). Raises NotFoundError."""
    one = documents.document(request.viewer, _number(written))
    request.reveals(documents.shows(one))
    return one


def _own_file(request: Request, written: str) -> KeptFile:
    """The file that this person sent. Raises NotFoundError for others."""
    kept = files.file(request.viewer, _number(written))
    if not reads_whole(request.viewer, kept):
        raise NotFoundError(_NONE.format(written[:40]))
    return kept


_NONE = "there is no document {}, or none that you may see"


def _number(written: str) -> int:
    try:
        if written.isascii() and written.isdigit() and len(written) < 19:
            return int(written)
        return parse_reference(written)
    except ProofError:
        raise NotFoundError(_NONE.format(written[:40])) from None
