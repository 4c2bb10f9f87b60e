"""Where does an import stand, and what would each of its rows change?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
import orjson
from django.db import connection

from yaomai.archive.queries.files import KeptFile, file, may_see
from yaomai.errors import Finding, NotFoundError
from yaomai.people.viewer import Viewer
from yaomai.registers import kinds
from yaomai.registers.declaration.kind import Kind, Property
from yaomai.registers.engine.column_mapping import ColumnMapping
from yaomai.registers.engine.import_faults import cure
from yaomai.registers.engine.import_plan import Cell, is_acceptable
from yaomai.registers.engine.sheet_outline import SheetOutline
from yaomai.registers.engine.spreadsheet import place
from yaomai.registers.import_models import WORKING, Import, ImportAcceptance
from yaomai.registers.queries.cell_context import CellContext, ContextCell, ContextRow, cell_context
from yaomai.registers.sight import seen_by, sights
from yaomai.registers.withdrawn import not_withdrawn

__all__ = [
    "Acceptance",
    "BuiltOn",
    "CellContext",
    "CellView",
    "ContextCell",
    "ContextRow",
    "ImportView",
    "LeftOut",
    "Reason",
    "RowView",
    "an_import",
    "built_on",
    "cell_context",
    "every_row",
    "imports",
    "left_rows",
    "row",
    "rows",
]

_PAGE = 1_000


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row below the head that is no data: the row in the sheet, its text, and why: total, note, section, head_again or
    column_numbers.
    """

    row: int
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Rows that were accepted as one deed; by which record they were withdrawn."""

    deed: int
    rows: int
    entities: int
    account: int | None
    accepted_at: datetime
    undone_by: int | None
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class ImportView:
    """An import: where it stands (import_models.py), what its sheets look like, what its columns are (a guess, `guessed` or
    `saved`, until a person has `confirmed` it), and how many rows are in which state; `accepted` and `moved` of them.
    """

    number: int
    kind: Kind
    file: KeptFile
    organisation: int | None
    account: int | None
    created_at: datetime
    state: str
    sheets: tuple[SheetOutline, ...]
    mapping: ColumnMapping | None
    mapping_from: str
    faults: tuple[Finding, ...]
    counts: Mapping[str, int]
    left_out: tuple[LeftOut, ...]
    file_notes: tuple[str, ...]
    rows_total: int
    rows_done: int
    started_at: datetime | None
    finished_at: datetime | None
    acceptances: tuple[Acceptance, ...]

    @property
    def is_working(self) -> bool:
        """Whether the worker has something to do with it."""
        return self.state in WORKING


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row is in its state: a code and details of it (engine/import_plan.py)."""

    code: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell of a row: where it stands (`基地!C5`), the text there, its value, what it would change."""

    place: str
    property: Property
    seen: str
    value: Any
    unit: str
    valid_from: date | None
    valid_to: date | None
    status: str
    old: Any
    old_organisation: int | None
    code: str
    hint: str
    cure: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of the preview; `deed`: by which it was accepted, `moved`: when it was to be it was no longer as shown before."""

    number: int
    sheet_row: int
    state: str
    title: str
    entity: int | None
    leader: int
    cells: tuple[CellView, ...]
    reasons: tuple[Reason, ...]
    deed: int | None
    moved: bool
    is_acceptable: bool


@dataclass(frozen=True, slots=True)
class BuiltOn:
    """What others have built since on entities that a deed made: statements about them, choices of its statements, merges, and
    statements of other entities that name them.
    """

    statements: int
    choices: int
    merges: int
    refs: int


def an_import(viewer: Viewer, number: int) -> ImportView:
    """The import. Raises NotFoundError when there is none that the viewer may see."""
    found = Import.objects.filter(id=number).first()
    if found is None or not may_see(viewer, found.organisation):
        raise NotFoundError(f"there is no import {number}, or none that you may see")
    return _views(viewer, [found])[0]


def imports(viewer: Viewer, kind: str | None = None, *, limit: int = 50, before: int | None = None) -> list[ImportView]:
    """The imports that the viewer may see, the newest first; those before a number."""
    found = Import.objects.order_by("-id")
    if kind is not None:
        found = found.filter(kind=kind)
    if before is not None:
        found = found.filter(id__lt=before)
    if not may_see(viewer, None):
        if viewer.organisation is None or not may_see(viewer, viewer.organisation):
            return []
        found = found.filter(organisation=viewer.organisation)
    return _views(viewer, list(found[:limit]))


def _views(viewer: Viewer, found: Sequence[Import]) -> list[ImportView]:
    accepted: dict[int, list[Acceptance]] = {}
    for one in ImportAcceptance.objects.filter(import_id__in=[each.id for each in found]).order_by("deed"):
        accepted.setdefault(one.import_id, []).append(
            Acceptance(
                *(one.deed, one.rows, one.entities, one.account, one.accepted_at),
                *(one.undone_by, one.undone_at),
            )
        )
    return [_view(viewer, one, tuple(accepted.get(one.id, ()))) for one in found]


def _view(viewer: Viewer, one: Import, acceptances: tuple[Acceptance, ...]) -> ImportView:
    outline = one.outline
    return ImportView(
        number=one.id,
        kind=kinds.kind(one.kind),
        file=file(viewer, one.file),
        organisation=one.organisation,
        account=one.account,
        created_at=one.created_at,
        state=one.state,
        sheets=msgspec.convert(outline.get("sheets", ()), tuple[SheetOutline, ...]),
        mapping=ColumnMapping.from_json(one.mapping) if one.mapping else None,
        mapping_from=outline.get("mapping_from", ""),
        faults=tuple(Finding(**each) for each in one.faults),
        counts=one.counts,
        left_out=tuple(LeftOut(*each) for each in outline.get("left_out", ())),
        file_notes=tuple(outline.get("notes", ())),
        rows_total=one.total,
        rows_done=one.done,
        started_at=one.started_at,
        finished_at=one.finished_at,
        acceptances=acceptances,
    )


_ROW = "number, sheet_row, state, entity, leader, title, cells::text, reasons::text, deed, moved"


def rows(
    viewer: Viewer,
    number: int,
    *,
    state: str | None = None,
    after: int = 0,
    limit: int = 100,
    moved: bool | None = None,
    accepted: bool | None = None,
) -> list[RowView]:
    """The first `limit` rows of the preview after a row's number, of one state, or those that `moved`, or those that have been
    `accepted` or not. Raises NotFoundError.
    """
    one = an_import(viewer, number)
    return _rows(viewer, one, state, after, limit, moved, accepted)


def row(viewer: Viewer, number: int, row_number: int) -> RowView:
    """One row. Raises NotFoundError."""
    found = rows(viewer, number, after=row_number - 1, limit=1)
    if not found or found[0].number != row_number:
        raise NotFoundError(f"the import {number} has no row {row_number}")
    return found[0]


def left_rows(viewer: Viewer, number: int) -> dict[str, int]:
    """How many rows of each state have not been accepted yet; `moved` of them. Raises NotFoundError."""
    one = an_import(viewer, number)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state, count(*), count(*) FILTER (WHERE moved) FROM registers_import_row"
            " WHERE import_id = %s AND deed IS NULL GROUP BY state",
            (one.number,),
        )
        found = cursor.fetchall()
    return {state: rows for state, rows, _ in found} | {"moved": sum(moved for _, _, moved in found)}


def every_row(viewer: Viewer, number: int, state: str | None) -> Iterator[RowView]:
    """All rows of a state, in the order of the file. Raises NotFoundError."""
    one = an_import(viewer, number)
    after = 0
    while found := _rows(viewer, one, state, after, _PAGE):
        yield from found
        after = found[-1].number


def _rows(
    viewer: Viewer,
    one: ImportView,
    state: str | None,
    after: int,
    limit: int,
    moved: bool | None = None,
    accepted: bool | None = None,
) -> list[RowView]:
    conditions, values = ["import_id = %s", "number > %s"], list[Any]([one.number, after])
    if state is not None:
        conditions.append("state = %s")
        values.append(state)
    if moved is not None:
        conditions.append("moved = %s")
        values.append(moved)
    if accepted is not None:
        conditions.append("deed IS NOT NULL" if accepted else "deed IS NULL")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_ROW} FROM registers_import_row WHERE {' AND '.join(conditions)} ORDER BY number LIMIT %s",
            (*values, limit),
        )
        found = cursor.fetchall()
    return _row_views(viewer, one, found)


def _row_views(viewer: Viewer, one: ImportView, found: Sequence[Sequence[Any]]) -> list[RowView]:
    seen = _seen_of(viewer, one.kind, {each[3] for each in found if each[3] is not None})
    sheet = one.mapping.sheet if one.mapping else ""
    views = []
    for number, sheet_row, state, entity, leader, title, cells, reasons, deed, moved in found:
        visible = seen.get(entity, frozenset())
        said = [(code, _placed(sheet, detail)) for code, detail in orjson.loads(reasons)]
        views.append(
            RowView(
                number=number,
                sheet_row=sheet_row,
                state=state,
                title=title,
                entity=entity if visible else None,
                leader=leader,
                cells=tuple(_cell(one.kind, sheet, sheet_row, each, visible) for each in orjson.loads(cells)),
                reasons=tuple(Reason(*each) for each in said),
                deed=deed,
                moved=moved,
                is_acceptable=deed is None and is_acceptable(state, [code for code, _ in said]),
            )
        )
    return views


def _placed(sheet: str, detail: Mapping[str, Any]) -> Mapping[str, Any]:
    """The details with the place of another row's cell, as a text."""
    if "row" not in detail or detail.get("column", -1) < 0:
        return detail
    return {**detail, "place": place(sheet, detail["row"] - 1, detail["column"])}


def _cell(kind: Kind, sheet: str, sheet_row: int, kept: Mapping[str, Any], visible: frozenset[str]) -> CellView:
    cell = Cell.from_json(kept)
    is_seen = cell.property in visible
    return CellView(
        place=place(sheet, sheet_row - 1, cell.column) if cell.column >= 0 else "",
        property=kind.by_name[cell.property],
        seen=cell.seen,
        value=cell.value,
        unit=cell.unit,
        valid_from=cell.valid_from,
        valid_to=cell.valid_to,
        status=cell.status,
        old=cell.old if is_seen else None,
        old_organisation=cell.old_organisation if is_seen else None,
        code=cell.code,
        hint=cell.hint,
        cure=cure(cell.code) if cell.code else "",
        notes=cell.notes,
    )


def _seen_of(viewer: Viewer, kind: Kind, entities: set[int]) -> dict[int, frozenset[str]]:
    """The properties that the viewer sees of each of these entities; those not seen at all are absent."""
    if not entities:
        return {}
    found = sights(viewer, kind)
    with seen_by(viewer) as cursor:
        cursor.execute(
            "SELECT id, organisation, division FROM registers_entity_seen WHERE id = ANY(%s)", (sorted(entities),)
        )
        return {number: found.of(organisation, division) for number, organisation, division in cursor.fetchall()}


def built_on(viewer: Viewer, number: int, deed: int) -> BuiltOn:
    """What would stand on nothing when this acceptance is undone, as far as the viewer sees it. Raises NotFoundError."""
    one = an_import(viewer, number)
    if deed not in {each.deed for each in one.acceptances}:
        raise NotFoundError(f"the import {number} wrote nothing as deed {deed}")
    first, last = deed << 20, (deed + 1 << 20) - 1
    refs = [(each.name, p.name) for each in kinds.all_kinds() for p in each.properties if _names(p, one.kind)]
    with seen_by(viewer) as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM registers_statement_seen s WHERE s.entity BETWEEN %(first)s AND %(last)s"
            f" AND s.record NOT BETWEEN %(first)s AND %(last)s AND {not_withdrawn('s.record', 's.ordinal')}),"
            " (SELECT count(*) FROM registers_choice c WHERE c.statement_record BETWEEN %(first)s AND %(last)s"
            f" AND {not_withdrawn('c.record')}),"
            " (SELECT count(*) FROM registers_merge m WHERE (m.gone BETWEEN %(first)s AND %(last)s"
            f" OR m.into BETWEEN %(first)s AND %(last)s) AND {not_withdrawn('m.record')})",
            {"first": first, "last": last},
        )
        statements, choices, merges = cursor.fetchone()
        named = 0
        for kind, name in refs:
            cursor.execute(
                "SELECT count(*) FROM registers_entity_seen e WHERE e.kind = %s AND e.id NOT BETWEEN %s AND %s AND EXISTS"
                " (SELECT FROM jsonb_path_query(e.current -> %s, 'lax $[*]') one WHERE (one #>> '{}')::bigint BETWEEN %s AND %s)",
                (kind, first, last, name, first, last),
            )
            named += cursor.fetchone()[0]
    return BuiltOn(statements, choices, merges, named)


def _names(each: Property, kind: Kind) -> bool:
    """Whether values of a property are entities of the kind."""
    return getattr(each.type, "kind", "") == kind.name
