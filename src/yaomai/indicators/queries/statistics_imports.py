"""Which imports of statistics are there, and how does one stand?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from yaomai.archive.queries.files import KeptFile, file, may_see
from yaomai.errors import Finding, NotFoundError
from yaomai.indicators.engine.table_layout import TableMapping
from yaomai.indicators.models import WORKING, StatisticsImport
from yaomai.indicators.queries.series_found import files_seen
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer
from yaomai.registers.engine.sheet_outline import SheetOutline
from yaomai.registers.queries.file_rights import read_for


@dataclass(frozen=True, slots=True)
class ImportView:
    """An import as a viewer sees it. preview: operations/read_import.py. edition: what it became."""

    number: int
    file: KeptFile
    organisation: int | None
    account: int | None
    created_at: datetime
    state: str
    sheets: tuple[SheetOutline, ...]
    notes: tuple[str, ...]
    mapping_from: str
    mapping: TableMapping | None
    preview: Mapping[str, Any]
    faults: tuple[Finding, ...]
    cautions: tuple[Finding, ...]
    edition: int | None
    rows_total: int
    rows_done: int

    @property
    def is_working(self) -> bool:
        """Whether the worker has something to do with it."""
        return self.state in WORKING


def statistics_import(viewer: Viewer, number: int) -> ImportView:
    """The import. Raises NotFoundError when there is none that the viewer may see, or its file was erased."""
    found = StatisticsImport.objects.filter(id=number).first()
    if found is None or not may_see(viewer, found.organisation):
        raise NotFoundError(f"there is no import of statistics {number}, or none that you may see")
    return _view(viewer, found)


def statistics_imports(viewer: Viewer, *, before: int | None = None, limit: int = 20) -> Sequence[ImportView]:
    """The imports that the viewer sees, the newest first."""
    rows = StatisticsImport.objects.order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    found: list[ImportView] = []
    for row in rows.iterator(chunk_size=100):
        if may_see(viewer, row.organisation):
            try:
                found.append(_view(viewer, row))
            except NotFoundError:
                continue  # its file was erased
        if len(found) == limit:
            break
    return found


def was_brought_in(file: int) -> bool:
    """Whether a file came as a table of statistics."""
    return StatisticsImport.objects.filter(file=file).exists()


def file_of_seen_edition(viewer: Viewer, record: int) -> KeptFile | None:
    """The file of this record for an auditor, if it came as a table of statistics, for nobody's register, and the auditor sees an
    edition that was stated from it: who is to audit a figure may read where it came from. None for others.
    """
    if "auditor" not in viewer.roles or not was_brought_in(record) or read_for(record):
        return None
    return file(INSTALLATION_VIEWER, record) if record in files_seen(viewer, [record]) else None


def import_of(edition: int) -> int | None:
    """The number of the import that became this edition."""
    return StatisticsImport.objects.filter(edition=edition).values_list("id", flat=True).first()


def _view(viewer: Viewer, row: StatisticsImport) -> ImportView:
    shown = row.preview or {}
    return ImportView(
        number=row.id,
        file=file(viewer, row.file),
        organisation=row.organisation,
        account=row.account,
        created_at=row.created_at,
        state=row.state,
        sheets=tuple(msgspec.convert(row.outline.get("sheets", []), list[SheetOutline])),
        notes=tuple(row.outline.get("notes", ())),
        mapping_from=row.outline.get("mapping_from", ""),
        mapping=TableMapping.from_json(row.mapping) if row.mapping else None,
        preview=shown,
        faults=tuple(msgspec.convert(row.faults, list[Finding])),
        cautions=tuple(Finding(*one) for one in shown.get("cautions", ())),
        edition=row.edition,
        rows_total=row.total,
        rows_done=row.done,
    )
