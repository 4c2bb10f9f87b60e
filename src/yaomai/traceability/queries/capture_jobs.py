"""What became of a capture job, and which jobs are there?"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections

from yaomai.errors import Finding, NotFoundError
from yaomai.people.viewer import ALL, Viewer, visible_properties
from yaomai.traceability.queries.events import VISIBILITY

Place = tuple[datetime, UUID]
"""Where in the list of jobs, newest first, one stands."""
_COLUMNS = (
    "id, organisation, account, key, created_at, started_at, finished_at, error_behaviour, state,"
    " events_total, events_done, events_new, events_repeated, deed, errors::text, errors_total"
)


@dataclass(frozen=True, slots=True)
class CaptureJob:
    """A document sent to be captured, and what became of it.

    state: `waiting`, `running`, `finished` or `failed` (nothing was recorded). `events_done`: how many have been looked at. When
    it has ended: `events_new` were recorded, by `deed` (None: none was), `events_repeated` were on record before; `errors` says
    what was wrong with others (`errors_total` of them, when they are too many to be kept); pointers lead into the document.
    """

    id: UUID
    organisation: int | None
    account: int | None
    key: int | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    error_behaviour: str
    state: str
    events_total: int
    events_done: int
    events_new: int
    events_repeated: int
    deed: int | None
    errors: Sequence[Finding]
    errors_total: int

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self.state in {"waiting", "running"}

    @property
    def is_success(self) -> bool:
        """Whether nothing was wrong so far."""
        return self.state != "failed" and not self.errors_total


def job(viewer: Viewer, number: UUID) -> CaptureJob:
    """The job. Raises NotFoundError when there is none that the viewer may see."""
    found = _select("WHERE id = %s", (number,))
    if not found or not may_see(viewer, found[0].organisation):
        raise NotFoundError(f"there is no capture job {number}, or none that you may see")
    return found[0]


def jobs(viewer: Viewer, *, size: int, after: Place | None = None) -> tuple[list[CaptureJob], Place | None]:
    """The first `size` jobs that the viewer may see, newest first, or those after a place; and the place of the last if there
    are more.
    """
    conditions, values = ["true"], list[Any]()
    if visible_properties(viewer, VISIBILITY, None) is not ALL:
        if viewer.organisation is None:
            return [], None
        conditions.append("organisation = %s")
        values.append(viewer.organisation)
    if after is not None:
        conditions.append("(created_at, id) < (%s, %s)")
        values += after
    found = _select(f"WHERE {' AND '.join(conditions)} ORDER BY created_at DESC, id DESC LIMIT %s", (*values, size + 1))
    given = found[:size]
    return given, (given[-1].created_at, given[-1].id) if len(found) > size else None


def may_see(viewer: Viewer, organisation: int | None) -> bool:
    """Whether the viewer may see an organisation's capture jobs: its own people and machines, and who may read all its events."""
    if organisation is not None and viewer.organisation == organisation:
        return True
    return visible_properties(viewer, VISIBILITY, organisation) is ALL


def _select(rest: str, values: Sequence[Any]) -> list[CaptureJob]:
    with connections["default"].cursor() as cursor:
        cursor.execute(f"SELECT {_COLUMNS} FROM traceability_capture_job {rest}", values)
        return [_job(*row) for row in cursor.fetchall()]


def _job(*row: Any) -> CaptureJob:
    *kept, errors, total = row
    kept += [tuple(Finding(**one) for one in json.loads(errors)), total]
    return CaptureJob(*kept)
