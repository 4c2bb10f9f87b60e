"""How does a document of the library become what its page and the list of the library show?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils import timezone

from yaomai.archive.document_projections import OFFICIAL_VISIBILITY
from yaomai.archive.models import Document
from yaomai.archive.operations.keep_document import may_keep
from yaomai.archive.queries import documents
from yaomai.archive.queries.documents import DocumentView
from yaomai.errors import Finding
from yaomai.ledger.engine.deed import reference
from yaomai.people.queries.recorders import account_name, organisation_names
from yaomai.people.viewer import ALL, INSTALLATION_VIEWER, Viewer, visible_properties
from yaomai.web import glossary, labels, labels_documents, plan_additions
from yaomai.web.files_shown import size_words
from yaomai.web.import_shown import FaultShown
from yaomai.web.plan_additions import Addition
from yaomai.web.presentation import Fact, Link
from yaomai.web.table import Arrangement, Column, Row, Table

COLUMNS = (
    Column("title", "文件", "link", sortable=True, filterable=True),
    Column("issuer", "发文机关", sortable=True, filterable=True),
    Column("issued", "日期", sortable=True),
    Column(
        "status",
        "状态",
        "state",
        filterable=True,
        choices=tuple((code, labels_documents.STATUSES[name]) for name, code in labels_documents.STATES.items()),
    ),
    Column("years", "规划年份", sortable=True, filterable=True),
    Column("region", "地区", sortable=True, filterable=True),
    Column("version", "版本", "link"),
    Column("read", "已判读"),
    Column(
        "access",
        "公开范围",
        filterable=True,
        choices=tuple((word, word) for word in labels_documents.ACCESSES.values()),
    ),
)


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a plan: the one that is looked at has no address."""

    document: Link
    issued: str
    state: str


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """The front page of a document."""

    title: str
    state: str
    number: str
    faults: tuple[FaultShown, ...]
    has_text: bool
    facts: tuple[Fact, ...]
    file_facts: tuple[Fact, ...]
    text_path: str
    file_path: str
    record_path: str
    describe_path: str  # empty for whoever may not
    additions: tuple[Addition, ...]
    comparisons: tuple[Link, ...]
    versions: tuple[Version, ...]
    history: Table | None


def plan_path(file: int) -> str:
    """The address of a document."""
    return f"/plans/{reference(file)}"


def text_path(file: int, start: int, end: int) -> str:
    """The address of words in a document."""
    return f"{plan_path(file)}/text?at={start}-{end}"


def day(one: DocumentView) -> str | None:
    """The day on which it was issued."""
    return one.issued_on.isoformat() if one.issued_on else None


def rows(found: Sequence[DocumentView], read: Mapping[int, str]) -> list[Row]:
    """The library, a line each. `read`: how far each document's reading is."""
    later = {one.follows: one for one in found if one.follows is not None}
    there = {one.file for one in found}
    return [_row(one, later.get(one.file), read, there) for one in found]


def _row(one: DocumentView, later: DocumentView | None, read: Mapping[int, str], there: Collection[int]) -> Row:
    version = Link("有更新的版本", plan_path(later.file)) if later else None
    if version is None and one.follows in there and one.follows is not None:
        version = Link("取代上一版", plan_path(one.follows))
    return {
        "title": Link(one.title, plan_path(one.file), "" if one.characters else "没有读出文字"),
        "issuer": one.issuer or None,
        "issued": day(one),
        "status": labels_documents.STATES[one.status],
        "years": labels_documents.years(one.year_from, one.year_until) or None,
        "region": labels_documents.region(one.division) or None,
        "version": version,
        "read": read.get(one.file),
        "access": labels_documents.ACCESSES[one.access],
    }


def faults(findings: Sequence[Finding]) -> tuple[FaultShown, ...]:
    """What is wrong, in words: where, and what can be done."""
    shown = []
    for one in findings:
        words = labels_documents.words_of(one)
        shown.append(FaultShown(words.what, words.do))
    return tuple(shown)


def page(viewer: Viewer, one: DocumentView) -> DocumentPage:
    """Everything that the front page of a document shows."""
    path = plan_path(one.file)
    found = documents.documents(viewer)
    chain = versions(found, one)
    return DocumentPage(
        title=one.title,
        state=labels_documents.STATES[one.status],
        number=one.number,
        faults=faults(one.faults),
        has_text=bool(one.characters),
        facts=_facts(one),
        file_facts=_file_facts(viewer, one),
        text_path=f"{path}/text",
        file_path=f"{path}/file",
        record_path=f"/records/{reference(one.record)}",
        describe_path=f"{path}/describe" if may_keep(viewer, one.division) else "",
        additions=plan_additions.additions(viewer, one),
        comparisons=plan_additions.comparisons(one),
        versions=tuple(_version(each, one) for each in chain) if len(chain) > 1 else (),
        history=_history(viewer, one),
    )


def versions(found: Sequence[DocumentView], one: DocumentView) -> list[DocumentView]:
    """All versions of a document that are among those found, the oldest first; branches of one version beside each other."""
    by_file = {each.file: each for each in found}
    first, seen = one, {one.file}
    while first.follows in by_file and first.follows not in seen:
        seen.add(first.follows)
        first = by_file[first.follows]
    chain, at = [first], 0
    while at < len(chain):
        known = {each.file for each in chain}
        chain += [each for each in found if each.follows == chain[at].file and each.file not in known]
        at += 1
    return chain


def _version(one: DocumentView, here: DocumentView) -> Version:
    href = "" if one.file == here.file else plan_path(one.file)
    return Version(
        Link(one.title, href, "本页" if not href else ""), day(one) or "", labels_documents.STATES[one.status]
    )


def _facts(one: DocumentView) -> tuple[Fact, ...]:
    return (
        Fact("发文机关", one.issuer or None),
        Fact("日期", day(one)),
        Fact("状态", labels_documents.STATES[one.status], "state"),
        Fact("地区", labels_documents.region(one.division) or None),
        Fact("规划年份", labels_documents.years(one.year_from, one.year_until) or None),
        Fact("来源", Link(one.origin, one.origin), "link")
        if is_address(one.origin)
        else Fact("来源", one.origin or None),
        Fact("公开范围", labels_documents.ACCESSES[one.access]),
        Fact("读出的文字", _read(one) or None),
    )


def is_address(origin: str) -> bool:
    """Whether where a document was got from is an address of the web, and nothing else, so that it can be a link."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and " " not in origin


def _read(one: DocumentView) -> str:
    if not one.characters:
        return ""
    pages = f"，{labels.grouped(one.pages)} 页" if one.pages else ""
    kind = labels_documents.reader(one.reader)
    return f"{labels.grouped(one.characters)} 个字符{pages}" + (f"（{kind}）" if kind else "")


def _file_facts(viewer: Viewer, one: DocumentView) -> tuple[Fact, ...]:
    named = organisation_names([one.organisation]).get(one.organisation or 0)
    lines = [
        Fact("文件名", one.name),
        Fact("大小", size_words(one.size)),
        Fact("SHA-256", one.sha256, "id"),
        Fact("存档时间", timezone.localtime(one.kept_at), "time"),
        Fact(glossary.word("answerable_party"), named.name if named else "系统安装者"),
    ]
    if one.account and sees_who(viewer, one.organisation):
        lines.append(Fact(glossary.word("recorder"), account_name(one.account) or None))
    return tuple(lines)


def sees_who(viewer: Viewer, organisation: int | None) -> bool:
    """Whether the viewer may know which person described a document of this organisation."""
    if viewer == INSTALLATION_VIEWER:
        return True
    return visible_properties(viewer, OFFICIAL_VISIBILITY, organisation) is ALL


_HISTORY = (
    Column("when", "时间", "link"),
    Column("title", "标题"),
    Column("status", "状态", "state"),
    Column("issued", "日期"),
    Column("years", "规划年份"),
    Column("access", "公开范围"),
)


def _history(viewer: Viewer, one: DocumentView) -> Table | None:
    """Every description that there was, for who may keep it; none when there was only one."""
    if not sees_who(viewer, one.organisation):
        return None
    said = documents.history(viewer, one.file)
    if len(said) < 2:
        return None
    return Table(
        key="history",
        caption="说明改过几次",
        columns=_HISTORY,
        rows=tuple(map(_said, said)),
        arrangement=Arrangement("", descending=False, filters={}),
    )


def _said(row: Document) -> Row:
    when = timezone.localtime(row.record_time).strftime("%Y-%m-%d %H:%M:%S")
    return {
        "when": Link(when, f"/records/{reference(row.record)}"),
        "title": row.title,
        "status": labels_documents.STATES[row.status],
        "issued": row.issued_on.isoformat() if row.issued_on else None,
        "years": labels_documents.years(row.year_from, row.year_until) or None,
        "access": labels_documents.ACCESSES[row.access],
    }
