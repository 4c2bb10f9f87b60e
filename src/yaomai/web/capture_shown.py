"""How do a capture job and the faults of its document become what the capture page shows?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from yaomai.errors import Finding
from yaomai.standards.epcis.json_place import Place, place_of_malformed, places
from yaomai.traceability.queries.capture_jobs import CaptureJob
from yaomai.web.labels_faults import where_words, words_of

FAULTS_SHOWN = 100
"""So many faults are listed on a page; a document with more has, as a rule, the same one over and over."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: where it is in words, its line and column (None: the text was not at hand), what is wrong, what to do."""

    where: str
    place: Place | None
    what: str
    do: str
    value: str
    detail: str
    code: str
    pointer: str


@dataclass(frozen=True, slots=True)
class Job:
    """A job as a card: its state, how far it is, what became of its events, and its faults."""

    number: str
    state: str
    name: str
    created: datetime
    is_running: bool
    total: int
    done: int
    new: int
    repeated: int
    faulty_words: str
    proceeds: bool
    faults: tuple[Fault, ...]
    faults_total: int
    has_places: bool
    record_href: str

    @property
    def href(self) -> str:
        """The job's own page."""
        return f"/capture-desk/{self.number}"

    @property
    def more(self) -> int:
        """How many faults are not listed."""
        return self.faults_total - len(self.faults)


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that could not be read as a document of events: no job, nothing kept."""

    name: str
    words: str
    faults: tuple[Fault, ...]
    more: int = 0


def faults(findings: Sequence[Finding], data: bytes | None = None) -> tuple[Fault, ...]:
    """The first findings in words; with the text at hand, each with its line."""
    shown = findings[:FAULTS_SHOWN]
    known = places(data, (finding.pointer for finding in shown)) if data else {}
    return tuple(_fault(finding, known.get(finding.pointer), data) for finding in shown)


def _fault(finding: Finding, place: Place | None, data: bytes | None) -> Fault:
    words = words_of(finding)
    if data is not None and finding.code == "json.malformed" and not finding.pointer:
        place = place_of_malformed(data, finding.message)
    return Fault(
        where=where_words(finding.pointer),
        place=place,
        what=words.what,
        do=words.do,
        value=finding.value,
        detail=finding.message if words.what != finding.message else "",
        code=finding.code,
        pointer=finding.pointer,
    )


def job(one: CaptureJob, *, name: str = "", data: bytes | None = None, with_faults: bool = True) -> Job:
    """A job; `name` is its file's, where that is known, `data` the file itself."""
    shown = faults(one.errors, data) if with_faults else ()
    return Job(
        number=str(one.id),
        state=state_of(one),
        name=name,
        created=timezone.localtime(one.created_at),
        is_running=one.is_running,
        total=one.events_total,
        done=one.events_done,
        new=one.events_new,
        repeated=one.events_repeated,
        faulty_words=_faulty(one),
        proceeds=one.error_behaviour == "proceed",
        faults=shown,
        faults_total=one.errors_total,
        has_places=data is not None or not shown,
        record_href=f"/records/{one.deed}.2" if one.deed is not None else "",
    )


def state_of(one: CaptureJob) -> str:
    """The job's state, as the glossary has it."""
    if one.state == "finished":
        return "job_partly" if one.errors_total else "job_finished"
    return f"job_{one.state}"


def _faulty(one: CaptureJob) -> str:
    if not one.errors_total:
        return ""
    return f"{one.errors_total} 处有错"


NOT_JSON = {
    b"PK\x03\x04": "这是 Excel 表格或压缩包，不是 JSON 文件。请用业务系统导出 EPCIS 2.0 的 JSON，或先解压。",
    b"%PDF": "这是 PDF，不是 JSON 文件。请用业务系统导出 EPCIS 2.0 的 JSON。",
    b"\x1f\x8b": "这是 gzip 压缩的文件。请先解压，再送里面的 JSON。",
    b"\x89PNG": "这是图片，不是 JSON 文件。请用业务系统导出 EPCIS 2.0 的 JSON。",
    b"\xff\xd8\xff": "这是图片，不是 JSON 文件。请用业务系统导出 EPCIS 2.0 的 JSON。",
    b"\xd0\xcf\x11\xe0": "这是旧版 Excel 或 Word 文件，不是 JSON 文件。请用业务系统导出 EPCIS 2.0 的 JSON。",
    b"<": "这是 XML 或网页。本平台收 EPCIS 2.0 的 JSON；EPCIS 1.2 的 XML 请先用业务系统转换。",
}


def kind_fault(data: bytes) -> str:
    """What to say of a file that is plainly something else than JSON; empty: it may be JSON."""
    if not data.strip():
        return "文件是空的，里面没有内容。"
    begin = data[:64].lstrip()
    return next((words for sign, words in NOT_JSON.items() if begin.startswith(sign)), "")
