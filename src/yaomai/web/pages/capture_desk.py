"""How does a person hand in files of events, and what became of each?"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yaomai.errors import Finding, InvalidError, NotFoundError
from yaomai.people.recorder import recorder_of
from yaomai.traceability.operations.capture import ErrorBehaviour
from yaomai.traceability.operations.capture_jobs import submit
from yaomai.traceability.queries import capture_jobs
from yaomai.traceability.queries.capture_jobs import CaptureJob
from yaomai.web import capture_shown, labels
from yaomai.web.access import Request, open_to, role
from yaomai.web.capture_shown import Job, Refused
from yaomai.web.presentation import Link
from yaomai.web.table import Arrangement, Column, Table
from yaomai.web.uploads import ALL_BYTES_MAX, FILE_BYTES_MAX, oversized_of

FILES_MAX = 20
_JOBS_A_PAGE = 20
_BEHAVIOURS: tuple[tuple[ErrorBehaviour, str, str], ...] = (
    ("rollback", "有一处错，整份都不记", "改好后整份重送。适合要么全有、要么全无的文件，例如一张发货单。"),
    ("proceed", "没有错的先记，有错的留下", "没有错的事件立即入账，有错的逐条列出，改好后只送这几条。"),
)
_COLUMNS = (
    Column("created", "送来的时间", "link"),
    Column("state", "结果", "state"),
    Column("events", "事件"),
    Column("new", "新记录"),
    Column("repeated", "已在记录中"),
    Column("errors", "错处"),
)


@open_to(role("recorder"), methods=("GET", "POST"))
def capture_desk(request: Request) -> HttpResponse:
    """The form, and the organisation's jobs. A POST hands in files; its answer says of each what became of it, and where its
    faults are.
    """
    behaviour: ErrorBehaviour = "proceed" if request.POST.get("behaviour") == "proceed" else "rollback"
    results: list[Job | Refused] = []
    fault = ""
    if request.method == "POST":
        files = request.FILES.getlist("files")
        oversized = oversized_of(request)
        fault = _fault(files, oversized)
        if not fault:
            results = [_too_large(name) for name in oversized]
            results += [_handed_in(request, one, behaviour) for one in files]
    context = {
        "results": results,
        "fault": fault,
        "behaviour": behaviour,
        "behaviours": _BEHAVIOURS,
        "most_mb": FILE_BYTES_MAX // 2**20,
        "most_files": FILES_MAX,
        "organisation": request.viewer.organisation_name,
    }
    status = 400 if fault else 200
    context["table"] = _table(request)
    if request.headers.get("HX-Request") == "true":
        return render(request, "capture/results.html", context | {"is_part": True})
    return render(request, "capture/desk.html", context, status=status)


def _fault(files: "list[UploadedFile[Any]]", oversized: list[str]) -> str:
    if not files and not oversized:
        return "没有选文件。请选一个或几个 EPCIS 文件。"
    if len(files) > FILES_MAX:
        return f"一次最多 {FILES_MAX} 个文件，这里有 {len(files)} 个；请分几次送。"
    return ""


def _too_large(name: str) -> Refused:
    most, all_most = FILE_BYTES_MAX // 2**20, ALL_BYTES_MAX // 2**20
    return Refused(name, f"文件太大：一个文件最多 {most} MB，一次最多共 {all_most} MB。请把事件分成几个文件再送。", ())


def _handed_in(request: Request, file: "UploadedFile[Any]", behaviour: ErrorBehaviour) -> Job | Refused:
    """What became of one file."""
    name, data = file.name or "", file.read()
    if words := capture_shown.kind_fault(data):
        return Refused(name, words, ())
    try:
        number = submit(data, recorder=recorder_of(request.viewer), now=timezone.now(), error_behaviour=behaviour)
    except InvalidError as error:
        return Refused(
            name,
            "这不是一份可以读的 EPCIS 文件，没有记录任何内容。",
            capture_shown.faults(error.findings, data),
            max(0, len(error.findings) - capture_shown.FAULTS_SHOWN),
        )
    one = capture_jobs.job(request.viewer, number)
    return capture_shown.job(one, name=name, data=None if one.is_running else data)


def _table(request: Request) -> Table:
    after = _after(request.GET.get("after", ""))
    found, end = capture_jobs.jobs(request.viewer, size=_JOBS_A_PAGE, after=after)
    return Table(
        key="jobs",
        caption="本机构送来的文件",
        columns=_COLUMNS,
        rows=tuple(
            {
                "created": Link(
                    timezone.localtime(one.created_at).strftime("%Y-%m-%d %H:%M:%S"), f"/capture-desk/{one.id}"
                ),
                "state": capture_shown.state_of(one),
                "events": labels.grouped(one.events_total),
                "new": labels.grouped(one.events_new),
                "repeated": labels.grouped(one.events_repeated) if one.events_repeated else None,
                "errors": labels.grouped(one.errors_total) if one.errors_total else None,
            }
            for one in found
        ),
        arrangement=Arrangement("", descending=False, filters={}),
        older=f"{end[0].isoformat()}/{end[1]}" if end else "",
        empty="还没有送过文件。机器用密钥送来的，也列在这里。",
    )


def _after(text: str) -> capture_jobs.Place | None:
    """The place in the list that an address names. Raises InvalidError for what no page could have named."""
    if not text:
        return None
    created, _, number = text.partition("/")
    try:
        place = (datetime.fromisoformat(created), UUID(number))
    except ValueError:
        place = None
    if place is None or place[0].tzinfo is None:
        raise InvalidError([Finding("table.after", "/after", "页的起点不对；请从第一页翻起", text[:80])])
    return place


@open_to(role("recorder"), methods=("GET", "POST"))
def capture_desk_job(request: Request, job: str) -> HttpResponse:
    """One job: how far it is; when it has ended, what became of it. A POST with the same file shows each fault in its line;
    nothing of that file is kept.
    """
    one = _job(request, job)
    data, fault, name = None, "", ""
    if request.method == "POST":
        file = request.FILES.get("files")
        fault = "" if file else "没有选文件，或文件太大。"
        if file:
            name, data = file.name or "", file.read()
            fault = _another(one, data)
            data = None if fault else data
    shown = capture_shown.job(one, name=name, data=data)
    if request.headers.get("HX-Request") == "true":
        return render(request, "capture/job_card.html", {"job": shown})
    return render(request, "capture/job.html", {"job": shown, "fault": fault}, status=400 if fault else 200)


def _another(one: CaptureJob, data: bytes) -> str:
    """What to say when the file plainly is not the job's: none of the faults is where the job found it."""
    shown = capture_shown.faults(one.errors, data)
    return "" if any(fault.place for fault in shown) else "这个文件里找不到这些位置：它不是原来的那一个，或已经改过。"


def _job(request: Request, text: str) -> CaptureJob:
    try:
        number = UUID(text)
    except ValueError:
        raise NotFoundError(f"there is no capture job {text[:80]}, or none that you may see") from None
    return capture_jobs.job(request.viewer, number)
