"""How do an archived file and the surroundings of one of its cells become what their pages show?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from django.utils import timezone

from yaomai.archive.queries.files import KeptFile
from yaomai.errors import NotFoundError
from yaomai.ledger.engine.deed import record_id, reference
from yaomai.people.queries.recorders import account_name, organisation_names
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer
from yaomai.registers import kinds
from yaomai.registers.queries import entities, imports, origins
from yaomai.registers.queries.entities import StatementView
from yaomai.registers.queries.imports import CellContext, ContextRow
from yaomai.web import glossary, labels, labels_imports, labels_statements, register_shown
from yaomai.web.presentation import Fact, Link
from yaomai.web.table import Arrangement, Column, Table

_KIB = 1024
_CELL = re.compile("[A-Z]{1,3}[1-9][0-9]{0,6}")
_DEEDS = (
    Column("deed", "账目", "link"),
    Column("when", "时间", "time"),
    Column("entities", "条目"),
    Column("statements", "内容"),
)


@dataclass(frozen=True, slots=True)
class FilePage:
    """An archived file: what it is, and the deeds that rest on it."""

    name: str
    facts: tuple[Fact, ...]
    download: str
    record_href: str
    imports: tuple[Link, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class CellShown:
    """One cell of the window; `href`: the same page about that cell."""

    text: str
    is_here: bool
    href: str
    note: str
    span: int = 1  # so many columns, where cells beside each other are merged
    is_filled: bool = False  # merged with the one above it


@dataclass(frozen=True, slots=True)
class RowOfCells:
    """One row of the window; `gap`: that rows between this one and the one above are left out."""

    number: int
    is_head: bool
    is_here: bool
    is_hidden: bool
    gap: str
    cells: tuple[CellShown, ...]


@dataclass(frozen=True, slots=True)
class StatementShown:
    """What was written from the cell: of whom, which property, which value, and how it stands now."""

    entity: Link
    label: str
    value: str
    href: str
    note: str


@dataclass(frozen=True, slots=True)
class CellPage:
    """A cell where it stands."""

    place: str
    sheet: str
    file: Link
    facts: tuple[Fact, ...]
    notes: tuple[str, ...]
    letters: tuple[str, ...]
    letter: str
    rows: tuple[RowOfCells, ...]
    label: str
    statements: tuple[StatementShown, ...]


def file_path(record: int) -> str:
    """The address of a file."""
    return f"/files/{reference(record)}"


def cell_path(record: int, place: str) -> str:
    """The address of a cell: of the file, and "基地!C5". Empty for what is no cell (a value that was stated for all rows), and for
    a sheet whose name no address can hold.
    """
    sheet, _, cell = place.rpartition("!")
    if not sheet.strip(".") or not _CELL.fullmatch(cell):
        return ""
    return f"{file_path(record)}/{quote(sheet, safe='')}/{cell}"


def size_words(size: int) -> str:
    """So many bytes, as people say it, and exactly."""
    exact = f"{labels.grouped(size)} 字节"
    if size < _KIB:
        return exact
    kib = size / _KIB
    return f"{kib:.0f} KB（{exact}）" if kib < _KIB else f"{kib / _KIB:.1f} MB（{exact}）"


def file_page(viewer: Viewer, kept: KeptFile) -> FilePage:
    """Everything that the page of a file shows."""
    path = file_path(kept.record)
    rests = origins.deeds_on(viewer, kept.record)
    named = organisation_names([kept.organisation]).get(kept.organisation or 0)
    return FilePage(
        name=kept.name,
        facts=(
            Fact("名称", kept.name),
            Fact("大小", size_words(kept.size)),
            Fact("SHA-256", kept.sha256, "id"),
            Fact(glossary.word("answerable_party"), named.name if named else "系统安装者"),
            Fact(glossary.word("recorder"), (account_name(kept.account) if kept.account else "") or None),
            Fact("存档时间", timezone.localtime(kept.record_time), "time"),
        ),
        download=f"{path}/download",
        record_href=f"/records/{reference(kept.record)}",
        imports=tuple(_imports(viewer, kept)),
        table=Table(
            key="deeds",
            caption="出自它的账目",
            columns=_DEEDS,
            rows=tuple(
                {
                    "deed": Link(f"第 {one.deed} 笔", f"/records/{reference(record_id(one.deed, 1))}"),
                    "when": timezone.localtime(one.record_time),
                    "entities": f"{labels.grouped(one.entities)} 个",
                    "statements": f"{labels.grouped(one.statements)} 项",
                }
                for one in rests
            ),
            arrangement=Arrangement("", descending=False, filters={}),
            empty="还没有从这个文件写入过什么，或写入的内容不对您开放。",
        ),
    )


def _imports(viewer: Viewer, kept: KeptFile) -> list[Link]:
    return [
        Link(
            f"导入{one.kind.label}",
            f"/imports/{one.number}",
            timezone.localtime(one.created_at).strftime("%Y-%m-%d %H:%M"),
        )
        for one in origins.imports_of(viewer, kept.record)
    ]


def cell_page(viewer: Viewer, kept: KeptFile, sheet: str, cell: str) -> CellPage:
    """Everything that the page of a cell shows, for who may read the whole file: that has been asked. Raises NotFoundError for no
    such sheet or cell.
    """
    around = imports.cell_context(INSTALLATION_VIEWER, kept.record, sheet, cell)
    asked = next((each for row in (*around.heads, *around.rows) for each in row.cells if each.is_asked), None)
    if asked is None:
        raise NotFoundError(f"the sheet {sheet[:80]!r} has no cell {cell[:20]!r}")
    letter = around.cell.rstrip("0123456789")
    place = f"{around.sheet}!{around.cell}"
    heads = _heads_above(around, letter)
    return CellPage(
        place=f"{around.sheet} {around.cell}",
        sheet=around.sheet,
        file=Link(kept.name, file_path(kept.record)),
        facts=(
            Fact("写的是", asked.text or "（空）"),
            *((Fact("表头", heads),) if heads else ()),
            Fact("文件", Link(kept.name, file_path(kept.record)), "link"),
        ),
        notes=tuple(labels_imports.note_sentence(code) for code in asked.notes),
        letters=around.columns,
        letter=letter,
        rows=tuple(_rows(kept.record, around)),
        label=f"{around.sheet}，{around.cell} 及其周围",
        statements=tuple(_statements(viewer, kept.record, place)),
    )


def hidden_cell_page(viewer: Viewer, record: int, sheet: str, cell: str) -> CellPage:
    """A cell of a file that the viewer may not read: what was written from it and is seen in the register, nothing around it.

    Raises NotFoundError when the viewer sees nothing that was written from it.
    """
    statements = _statements(viewer, record, f"{sheet}!{cell}") if cell_path(record, f"{sheet}!{cell}") else []
    if not statements:
        raise NotFoundError(f"there is no file {reference(record)}, or none that you may see")
    return CellPage(
        place=f"{sheet} {cell}",
        sheet=sheet,
        file=Link(""),
        facts=(Fact("存档的记录", Link(reference(record), f"/records/{reference(record)}"), "link"),),
        notes=(),
        letters=(),
        letter="",
        rows=(),
        label="",
        statements=tuple(statements),
    )


def _heads_above(around: CellContext, letter: str) -> str:
    """What the head rows say of this column, from top to bottom, each text once."""
    texts = [cell.text for row in around.heads for cell in row.cells if cell.address.rstrip("0123456789") == letter]
    return " › ".join(dict.fromkeys(text for text in texts if text))


def _rows(record: int, around: CellContext) -> list[RowOfCells]:
    heads = {row.number for row in around.heads}
    shown: dict[int, ContextRow] = {row.number: row for row in (*around.heads, *around.rows)}
    rows, before = [], 0
    for number in sorted(shown):
        row = shown[number]
        left_out = number - before - 1
        rows.append(
            RowOfCells(
                number=number,
                is_head=number in heads,
                is_here=any(cell.is_asked for cell in row.cells),
                is_hidden=row.is_hidden,
                gap=f"略去 {labels.grouped(left_out)} 行" if left_out and (before or heads) else "",
                cells=tuple(_cells(record, around.sheet, row)),
            )
        )
        before = number
    return rows


def _cells(record: int, sheet: str, row: ContextRow) -> list[CellShown]:
    """The cells of a row; merged ones beside each other are one."""
    shown: list[CellShown] = []
    for cell in row.cells:
        is_filled = "merged" in cell.notes
        if is_filled and shown and shown[-1].text == cell.text:
            before = shown[-1]
            is_here = before.is_here or cell.is_asked
            shown[-1] = replace(before, span=before.span + 1, is_here=is_here, href="" if is_here else before.href)
            continue
        note = "、".join(labels_imports.note_words(code) for code in cell.notes)
        href = cell_path(record, f"{sheet}!{cell.address}") if cell.text and not cell.is_asked else ""
        shown.append(CellShown(cell.text, cell.is_asked, href, note, is_filled=is_filled))
    return shown


def _statements(viewer: Viewer, record: int, place: str) -> list[StatementShown]:
    found: Sequence[StatementView] = origins.of_place(viewer, record, place)
    titles = entities.titles(viewer, {one.entity for one in found})
    shown = []
    for one in found:
        kind = kinds.kind(one.kind)
        of = kind.by_name[one.property]
        word, _, _ = labels_statements.STATUSES.get(one.status, (one.status, "", ""))
        refs = entities.titles(viewer, register_shown.referred([(of, one.value)]))
        shown.append(
            StatementShown(
                entity=Link(titles.get(one.entity, kind.label), f"/registers/{kind.name}/{one.entity}"),
                label=of.label,
                value=register_shown.text(of, one.value, refs),
                href=register_shown.address_of((one.record, one.ordinal)),
                note=word,
            )
        )
    return shown
