"""How do an import, its steps, and what came of it become what the pages of the import show?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from django.utils import timezone

from yaomai.errors import Finding
from yaomai.ledger.engine.deed import record_id, reference
from yaomai.people.queries.recorders import account_name, organisation_names
from yaomai.registers.queries.imports import Acceptance, BuiltOn, ImportView
from yaomai.web import glossary, labels, labels_imports
from yaomai.web.files_shown import cell_path, file_path
from yaomai.web.presentation import Link, Running
from yaomai.web.table import Arrangement, Column, Table

ROW_STATES = ("new", "changed", "conflicting", "faulty", "same")
"""In the order in which a person looks at them."""
_WORDS_OF_WORK = {
    "opening": ("正在读文件", "正在读出工作表和表头"),
    "reading": ("正在比对", "正在把每一行与名录里已有的相比"),
    "accepting": ("正在写入", "正在把选定的行写进名录"),
    "undoing": ("正在撤销", "正在撤回写进去的内容"),
}


@dataclass(frozen=True, slots=True)
class StepMark:
    """One of the three steps: its word, where it is (empty: not yet), whether it is the one shown, whether it is over."""

    word: str
    href: str
    is_here: bool
    is_done: bool


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above each page of an import. `state`: glossary code."""

    kind_label: str
    title: str
    file: Link
    sheet: str
    who: str
    when: datetime
    state: str
    steps: tuple[StepMark, ...]


@dataclass(frozen=True, slots=True)
class FaultShown:
    """One fault in words: where (a link into the sheet, if it is at a cell), what is wrong, what to do, the value seen."""

    what: str
    do: str = ""
    value: str = ""
    place: str = ""
    href: str = ""
    tone: str = "fault"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that will be or was done, with its tone and shape, and where to see it."""

    tone: str
    shape: str
    words: str
    href: str = ""
    link: str = "看这些行"


@dataclass(frozen=True, slots=True)
class AcceptanceShown:
    """One acceptance: when, by whom, how much; its record; where to undo it, or how it was undone."""

    when: datetime
    who: str
    words: str
    record: Link
    rows_href: str = ""
    undo_href: str = ""
    undone: str = ""
    undone_record: Link | None = None


@dataclass(frozen=True, slots=True)
class DonePage:
    """What came of an import so far. `lines`: what is still open."""

    kind_label: str
    acceptances: tuple[AcceptanceShown, ...]
    lines: tuple[Line, ...]
    list_href: str
    again_href: str
    may_write: bool


@dataclass(frozen=True, slots=True)
class UndoPage:
    """What undoing one acceptance would do."""

    path: str
    back: str
    rows: int
    follows: tuple[str, ...]


def path_of(number: int) -> str:
    """The address of an import."""
    return f"/imports/{number}"


def head(one: ImportView, here: str) -> Head:
    """The head of a page of this import; `here`: columns, rows or done."""
    path = path_of(one.number)
    is_mapped = one.state not in {"opening", "mapping", "failed"} and one.mapping is not None
    is_read = is_mapped and one.state != "reading"
    is_written = any(each.undone_by is None for each in one.acceptances)
    steps = (
        StepMark("对列", f"{path}/columns" if one.sheets else "", here == "columns", is_mapped),
        StepMark("看差别", f"{path}/rows" if is_read else "", here == "rows", bool(one.acceptances)),
        StepMark("写入", path if one.acceptances else "", here == "done", is_written),
    )
    return Head(
        kind_label=one.kind.label,
        title=f"导入{one.kind.label}",
        file=Link(one.file.name, file_path(one.file.record)),
        sheet=one.mapping.sheet if one.mapping is not None and len(one.sheets) > 1 else "",
        who=_who(one.account, one.organisation),
        when=timezone.localtime(one.created_at),
        state=state_of(one),
        steps=steps,
    )


def state_of(one: ImportView) -> str:
    """The state of an import as the glossary has it: what rests after an acceptance is called by what came of it."""
    if one.state == "ready" and one.acceptances:
        return "import_accepted" if any(each.undone_by is None for each in one.acceptances) else "import_undone"
    return f"import_{one.state}"


def running(one: ImportView) -> Running:
    """What is being done at an import that is at work."""
    title, words = _WORDS_OF_WORK[one.state]
    return Running(title, words, one.rows_done, one.rows_total, path_of(one.number), "行")


def fault(finding: Finding, one: ImportView | None = None) -> FaultShown:
    """A finding of an import in words; one that points at a cell leads there."""
    words = labels_imports.words_of(finding.code)
    sheet, bang, cell = finding.pointer.rpartition("!")
    href = cell_path(one.file.record, finding.pointer) if one is not None and bang and sheet and cell else ""
    return FaultShown(words.what, words.do, finding.value, finding.pointer if href else "", href)


def faults(findings: Sequence[Finding], one: ImportView | None = None) -> tuple[FaultShown, ...]:
    """Several findings in words."""
    return tuple(fault(each, one) for each in findings)


_EARLIER = (
    Column("file", "文件", "link"),
    Column("when", "时间", "time"),
    Column("who", "谁"),
    Column("state", "进行到", "state"),
    Column("rows", "各种行"),
    Column("written", "写入"),
)
EARLIER_A_PAGE = 20


def earlier(found: Sequence[ImportView], seen: Sequence[ImportView]) -> Table:
    """The imports of a kind as a table: of those found (which may be one more than a page has) those that are seen."""
    page = found[:EARLIER_A_PAGE]
    shown = [one for one in page if one in seen]
    return Table(
        key="imports",
        caption="导入过的文件",
        columns=_EARLIER,
        rows=tuple(
            {
                "file": Link(one.file.name, path_of(one.number)),
                "when": timezone.localtime(one.created_at),
                "who": _who(one.account, one.organisation),
                "state": state_of(one),
                "rows": counted(one) or None,
                "written": _written(one.acceptances) or None,
            }
            for one in shown
        ),
        arrangement=Arrangement("", descending=False, filters={}),
        older=str(page[-1].number) if len(found) > EARLIER_A_PAGE else "",
        empty="还没有导入过文件。",
    )


def counted(one: ImportView) -> str:
    """The rows of an import by state, in words."""
    return "，".join(
        f"{glossary.word(f'row_{state}')} {labels.grouped(one.counts[state])}"
        for state in ROW_STATES
        if one.counts.get(state)
    )


def _written(acceptances: Sequence[Acceptance]) -> str:
    kept = sum(one.rows for one in acceptances if one.undone_by is None)
    undone = sum(one.rows for one in acceptances if one.undone_by is not None)
    parts = [f"{labels.grouped(kept)} 行" if kept else "", f"{labels.grouped(undone)} 行已撤销" if undone else ""]
    return "，".join(part for part in parts if part)


def _who(account: int | None, organisation: int | None) -> str:
    named = organisation_names([organisation]).get(organisation or 0)
    person = account_name(account) if account is not None else ""
    return " · ".join(part for part in (person, named.name if named else "") if part) or "系统安装者"


def done_page(one: ImportView, *, may_write: bool) -> DonePage:
    """What came of an import, the newest acceptance first, and what is left to decide."""
    path = path_of(one.number)
    return DonePage(
        kind_label=one.kind.label,
        acceptances=tuple(_acceptance(each, path, may_write=may_write) for each in reversed(one.acceptances)),
        lines=tuple(left_lines(one)),
        list_href=f"/registers/{quote(one.kind.name)}",
        again_href=f"/registers/{quote(one.kind.name)}/import" if may_write else "",
        may_write=may_write,
    )


def left_lines(one: ImportView) -> list[Line]:
    """What of the file is not in the register, and where to go on with it."""
    path = path_of(one.number)
    left = {
        "moved": ("wait", "warning", "行在比对以后被别人改动过，没有写入；请重新核对"),
        "new": ("info", "info", "行新增的还没有写入"),
        "changed": ("info", "info", "行有变化的还没有写入"),
        "conflicting": ("wait", "warning", "行有冲突，要人来判断"),
        "faulty": ("fault", "cross", "行有错，没有写入；可以下载出来改好再导入"),
        "same": ("plain", "dashed", "行与名录里的相同，不用写"),
    }
    return [
        Line(tone, shape, f"{labels.grouped(one.counts[code])} {words}。", f"{path}/rows?state={code}")
        for code, (tone, shape, words) in left.items()
        if one.counts.get(code)
    ]


def _acceptance(one: Acceptance, path: str, *, may_write: bool) -> AcceptanceShown:
    undone = ""
    record = None
    if one.undone_by is not None:
        undone = (
            f"{timezone.localtime(one.undone_at).strftime('%Y-%m-%d %H:%M')} 已经撤销。"
            if one.undone_at
            else "已经撤销。"
        )
        record = Link(reference(one.undone_by), f"/records/{reference(one.undone_by)}")
    first = reference(record_id(one.deed, 1))
    return AcceptanceShown(
        when=timezone.localtime(one.accepted_at),
        who=account_name(one.account) if one.account is not None else "",
        words=f"写入 {labels.grouped(one.rows)} 行，涉及 {labels.grouped(one.entities)} 个条目。",
        record=Link(f"第 {one.deed} 笔账目", f"/records/{first}"),
        rows_href=f"{path}/rows?state=accepted" if one.undone_by is None else "",
        undo_href=f"{path}/undo/{one.deed}" if may_write and one.undone_by is None else "",
        undone=undone,
        undone_record=record,
    )


def undo_page(one: ImportView, acceptance: Acceptance, built_on: BuiltOn) -> UndoPage:
    """What undoing an acceptance would do, in sentences."""
    path = path_of(one.number)
    follows = [
        "这次写入的内容全部撤回，不再算数；它们仍留在账本里，看得到写过什么、为什么撤回。",
        "原来已有的内容恢复为写入以前的样子；别人另写的内容不受影响。",
        "只由这次导入才有的条目，不再列在名录里。",
    ]
    after = {
        "别人后来对这次新增的条目又写了 {} 项内容；它们留下，条目也就留在名录里。": built_on.statements,
        "有 {} 次人工采信选的是这次写入的说法；撤销以后改由采信规则决定。": built_on.choices,
        "有 {} 次合并牵涉到这次新增的条目；撤销以后请去核对。": built_on.merges,
        "有 {} 个别的条目提到这次新增的条目；撤销以后它们指向一个空的条目。": built_on.refs,
    }
    follows += [words.format(labels.grouped(count)) for words, count in after.items() if count]
    return UndoPage(path=f"{path}/undo/{acceptance.deed}", back=path, rows=acceptance.rows, follows=tuple(follows))
