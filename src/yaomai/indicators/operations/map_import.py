"""Say how the table of an import is read: it is read, and what it would change is shown."""

from datetime import datetime

import msgspec
import orjson
from django.db import transaction

from yaomai.database.jobs import Progress, nothing_told
from yaomai.errors import InvalidError
from yaomai.indicators.engine.table_layout import TableMapping, checked
from yaomai.indicators.models import Mapping as SavedMapping
from yaomai.indicators.models import StatisticsImport
from yaomai.indicators.operations.begin_import import outline_in
from yaomai.indicators.operations.import_work import in_whose_name, lexicon, to_go_on_with
from yaomai.indicators.operations.read_import import preview, read_import
from yaomai.people.queries.on_behalf import by
from yaomai.people.viewer import Viewer
from yaomai.registers.operations.begin_import import fail

AT_ONCE_CELLS = 20_000
"""A table of more cells is read by the worker."""


def map_import(viewer: Viewer, number: int, mapping: TableMapping, *, now: datetime) -> None:
    """Keep how the table is read, also for the next table of this form, and read it: at once, or `reading` by the worker.

    Raises NotFoundError, NotAllowedError, InvalidError with all that is wrong with the mapping.
    """
    with transaction.atomic():
        one = to_go_on_with(viewer, number, ("mapping", "ready"))
        seen = outline_in(one, mapping)
        checked(mapping, seen, lexicon())
        SavedMapping.objects.update_or_create(
            organisation=viewer.organisation,
            signature=mapping.signature,
            defaults={"name": mapping.title[:200], "mapping": mapping.as_json(), "used_at": now},
        )
        StatisticsImport.leave_to_the_worker(
            one.id,
            "reading",
            seen.rows,
            mapping=mapping.as_json(),
            outline={**one.outline, "mapping_from": "confirmed"},
            preview=None,
            wanted=by(viewer),
            faults=[],
        )
        if seen.rows * seen.columns <= AT_ONCE_CELLS:
            one.refresh_from_db()
            preview_import(viewer, one, now=now)


def read_wanted(one: StatisticsImport, *, now: datetime, progress: Progress) -> None:
    """What the worker does with an import that is `reading`."""
    preview_import(in_whose_name(one, now), one, now=now, progress=progress)


def preview_import(viewer: Viewer, one: StatisticsImport, *, now: datetime, progress: Progress = nothing_told) -> None:
    """Read the mapped table and keep what it would change; nothing of it is written."""
    try:
        read = read_import(viewer, one, TableMapping.from_json(one.mapping or {}), progress)
    except InvalidError as error:
        fail(one, error.findings, now)
        return
    rows = read.reading.rows
    StatisticsImport.rest(
        one.id,
        "ready",
        now,
        preview=orjson.loads(orjson.dumps(preview(read))),
        faults=msgspec.to_builtins(list(read.faults)),
        total=rows,
        done=rows,
    )
