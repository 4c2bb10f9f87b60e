"""Which file is that, and what is in it?"""

from dataclasses import dataclass
from datetime import datetime

from yaomai.archive.engine.kept_file import from_body
from yaomai.archive.models import File
from yaomai.errors import NotFoundError
from yaomai.ledger.engine.deed import reference
from yaomai.ledger.queries import records
from yaomai.people.viewer import ALL, INSTALLATION_VIEWER, Viewer, visible_properties

VISIBILITY = "archive.file"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file on record. `organisation` and `account`: whose; `sha256` in hexadecimal; `size` in bytes."""

    record: int
    name: str
    media_type: str
    size: int
    sha256: str
    organisation: int | None
    account: int | None
    record_time: datetime


def file(viewer: Viewer, record: int) -> KeptFile:
    """The file of this record. Raises NotFoundError when there is none that the viewer may see, or when it was erased."""
    found = File.objects.filter(record=record).first()
    if found is None or not may_see(viewer, found.organisation):
        raise NotFoundError(f"there is no file {reference(record)}, or none that you may see")
    return kept_file(found)


def contents(viewer: Viewer, record: int) -> bytes:
    """The bytes of the file. Raises NotFoundError as `file` does."""
    kept = file(viewer, record)
    body = records.read([kept.record])[kept.record].body
    if body is None:
        raise NotFoundError(f"there is no file {reference(record)}, or none that you may see")
    return from_body(body).data


def may_see(viewer: Viewer, organisation: int | None) -> bool:
    """Whether the viewer may see files of this organisation."""
    return viewer == INSTALLATION_VIEWER or visible_properties(viewer, VISIBILITY, organisation) is ALL


def kept_file(row: File) -> KeptFile:
    """The file that a row of the table tells of."""
    return KeptFile(
        *(row.record, row.name, row.media_type, row.size, bytes(row.sha256).hex()),
        *(row.organisation, row.account, row.record_time),
    )
