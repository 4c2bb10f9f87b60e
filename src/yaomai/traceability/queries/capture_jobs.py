"""What became of a capture job?"""

from dataclasses import dataclass
from datetime import datetime

from yaomai.errors import NotFoundError
from yaomai.ledger.engine.deed import record_id
from yaomai.ledger.queries import records
from yaomai.people.viewer import ALL, Viewer, visible_properties
from yaomai.traceability.engine.kept_document import KIND
from yaomai.traceability.queries.events import VISIBILITY


@dataclass(frozen=True, slots=True)
class CaptureJob:
    """A finished capture: whose it was, and when. Capture is one transaction, so that it began and ended at one recorded time."""

    organisation: int | None
    time: datetime


def of_deed(viewer: Viewer, deed: int) -> CaptureJob:
    """The job that recorded this deed. Raises NotFoundError when there is none that the viewer may see."""
    first = record_id(deed, 1)
    kept = records.read([first]).get(first)
    if kept is None or kept.kind != KIND or not may_see(viewer, kept.recorder.organisation):
        raise NotFoundError(f"there is no capture job {deed}, or none that you may see")
    return CaptureJob(kept.recorder.organisation, kept.record_time)


def may_see(viewer: Viewer, organisation: int | None) -> bool:
    """Whether the viewer may see an organisation's capture jobs: its own people and machines, and who may read all its
    events.
    """
    if organisation is not None and viewer.organisation == organisation:
        return True
    return visible_properties(viewer, VISIBILITY, organisation) is ALL
