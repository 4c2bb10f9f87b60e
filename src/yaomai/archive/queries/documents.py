"""Which documents are there, what is known of each, and what does its text say at a place?

Whoever may see a document may read its text: a public one anybody, an official one officials, inspectors, auditors and
administrators of the installation, and the organisation that handed it in.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from django.db import connection

from yaomai.archive.document_projections import OFFICIAL_VISIBILITY, VISIBILITY
from yaomai.archive.engine.description import Description
from yaomai.archive.engine.passage import Passage, passage
from yaomai.archive.engine.text_places import DocumentText, document_text
from yaomai.archive.models import Document, Text
from yaomai.archive.queries import files
from yaomai.errors import Finding, NotFoundError
from yaomai.ledger.engine.deed import reference
from yaomai.people.viewer import ALL, INSTALLATION_VIEWER, Viewer, visible_properties

_NEWEST = (
    "SELECT DISTINCT ON (d.file) d.record, d.file, d.title, d.issuer, d.issued_on, d.status, d.origin, d.division,"
    " d.year_from, d.year_until, d.follows, d.access, d.organisation, d.account, d.record_time,"
    " f.name, f.media_type, f.size, encode(f.sha256, 'hex'), f.record_time, f.organisation,"
    " t.reader, t.characters, jsonb_array_length(t.pages), t.faults::text"
    " FROM archive_document d JOIN archive_file f ON f.record = d.file JOIN archive_text t ON t.file = d.file"
)


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document as it is described now. `file` is its number; `record` that of the description that holds, by `organisation`
    and `account` at `record_time`. Other members as in engine/description.py. Of its file: `name`, `media_type`, `size` in bytes,
    `sha256` in hexadecimal, `kept_at`, whose (`sender`). Of its text: `reader`, so many `characters` and `pages` (0: it has none),
    `faults`.
    """

    record: int
    file: int
    title: str
    issuer: str
    issued_on: date | None
    status: str
    origin: str
    division: str
    year_from: int | None
    year_until: int | None
    follows: int | None
    access: str
    organisation: int | None
    account: int | None
    record_time: datetime
    name: str
    media_type: str
    size: int
    sha256: str
    kept_at: datetime
    sender: int | None
    reader: str
    characters: int
    pages: int
    faults: tuple[Finding, ...]

    @property
    def described(self) -> Description:
        """What is said of it."""
        return Description(
            *(self.title, self.issuer, self.issued_on, self.status, self.origin, self.division),
            *(self.year_from, self.year_until, self.follows, self.access),
        )

    @property
    def number(self) -> str:
        """Its number as addresses have it."""
        return reference(self.file)


def documents(viewer: Viewer) -> list[DocumentView]:
    """All documents that the viewer may see, newest first: by the day on which they were issued, those without one last."""
    found = [one for one in _views(_NEWEST + " ORDER BY d.file, d.record DESC") if may_see(viewer, one)]
    return sorted(found, key=lambda one: (one.issued_on or date.min, one.file), reverse=True)


def named(viewer: Viewer, text: str, limit: int) -> list[DocumentView]:
    """The documents in whose title these words stand (case aside), of those that the viewer may see, newest first."""
    wanted = text.casefold()
    return [one for one in documents(viewer) if wanted in one.title.casefold()][:limit]


def document(viewer: Viewer, file: int) -> DocumentView:
    """The document of this file. Raises NotFoundError when there is none that the viewer may see, or when it was erased."""
    found = next(iter(_views(_NEWEST + " WHERE d.file = %s ORDER BY d.file, d.record DESC", (file,))), None)
    if found is None or not may_see(viewer, found):
        raise NotFoundError(f"there is no document {reference(file)}, or none that you may see")
    return found


def may_see(viewer: Viewer, one: DocumentView) -> bool:
    """Whether the viewer may see the document and read its text."""
    if one.access == "public" or viewer == INSTALLATION_VIEWER:
        return True
    return any(
        visible_properties(viewer, OFFICIAL_VISIBILITY, organisation) is ALL
        for organisation in (one.organisation, one.sender)
    )


def shows(one: DocumentView) -> str:
    """The kind of record that is shown with this document (`people/viewer.py`)."""
    return VISIBILITY if one.access == "public" else OFFICIAL_VISIBILITY


def text(viewer: Viewer, file: int) -> DocumentText:
    """The text of a document. Raises NotFoundError as `document` does."""
    document(viewer, file)
    return text_of(file)


def text_of(file: int) -> DocumentText:
    """The text of a file, for operations: whoever asks has made sure that it may be read."""
    kept = Text.objects.get(file=file)
    faults = tuple(Finding(*one) for one in kept.faults)
    return document_text(kept.text, reader=kept.reader, pages=kept.pages, faults=faults)


def context(viewer: Viewer, file: int, start: int, end: int) -> Passage:
    """The words start..end of a document in their sentence, and what stands around that.

    Raises NotFoundError as `document` does, InvalidError when the text has no such characters.
    """
    return passage(text(viewer, file), start, end)


def contents(viewer: Viewer, file: int) -> bytes:
    """The bytes of a document's file, as it was sent, for whoever may see the document. Raises NotFoundError."""
    document(viewer, file)
    return files.contents(INSTALLATION_VIEWER, file)


def history(viewer: Viewer, file: int) -> list[Document]:
    """Every description of the document, newest first. Raises NotFoundError as `document` does."""
    document(viewer, file)
    return list(Document.objects.filter(file=file).order_by("-record"))


def same_bytes(sha256: bytes) -> DocumentView | None:
    """The document whose file has these bytes, for operations: who asks may be one who may not see it."""
    query = _NEWEST + " WHERE f.sha256 = %s ORDER BY d.file, d.record DESC"
    return next(iter(_views(query, (sha256,))), None)


def _views(query: str, values: tuple[int | bytes, ...] = ()) -> Iterable[DocumentView]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        for row in cursor.fetchall():
            facts: list[Any] = [*row[:-1], tuple(Finding(*one) for one in orjson.loads(row[-1]))]
            yield DocumentView(*facts)
