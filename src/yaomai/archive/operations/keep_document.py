"""Keep a file as a document: byte for byte, with its text as it was read, and with what it is."""

import hashlib
from datetime import datetime

from django.db import transaction

from yaomai.archive.document_projections import COLUMNS, document_row
from yaomai.archive.engine.description import KIND, Described, Description, faults, tidied, to_body
from yaomai.archive.engine.kept_file import FILE_BYTES_MAX, received
from yaomai.archive.engine.text_places import DocumentText
from yaomai.archive.models import Document, File, Text
from yaomai.archive.operations.keep_file import keep_file
from yaomai.archive.operations.read_text import keep_text
from yaomai.archive.queries import documents
from yaomai.archive.queries.documents import DocumentView
from yaomai.archive.reading_apart import read_apart
from yaomai.errors import ConflictError, Finding, InvalidError, NotAllowedError, NotFoundError
from yaomai.ledger.engine.deed import reference
from yaomai.ledger.operations.record import NewDeed, record
from yaomai.people.engine.visibility import lies_in, region_of
from yaomai.people.locks import lock
from yaomai.people.recorder import recorder_of
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer


def keep_document(viewer: Viewer, name: str, data: bytes, described: Description, *, now: datetime) -> DocumentView:
    """Archive the file, read its text, and put on record what it is; one transaction.

    A file whose bytes are a document already stays that document, whoever sent it and whatever is said now: the answer is the
    document as it stands (its `record_time` is not `now`), and nothing is recorded; describe_document amends it. A file of which no
    text can be read is kept, and its `faults` say why.
    Raises InvalidError with everything that is wrong with file and description; NotAllowedError for whoever is no official
    of the region; NotFoundError when that document is one that the viewer may not see.
    """
    said = tidied(described)
    must_keep(viewer, said.division)
    findings = [*_file_faults(name, data), *faults(said), *_follows_faults(viewer, said, None)]
    if findings:
        raise InvalidError(findings)
    digest = hashlib.sha256(data).digest()
    known = documents.same_bytes(digest)
    is_read = (
        known is not None or Text.objects.filter(file__in=File.objects.filter(sha256=digest).values("record")).exists()
    )
    read = None if is_read else _read(name, data)
    with transaction.atomic():
        lock(f"{KIND} {digest.hex()}")
        known = known or documents.same_bytes(digest)
        if known is not None:
            return documents.document(viewer, known.file)
        kept = keep_file(viewer, name, data, now=now)
        # It may be kept already: the worker read it, or every description of it was erased.
        if not Text.objects.filter(file=kept.record).exists():
            keep_text(kept.record, read or _read(name, data))
        _say(viewer, Described(kept.record, said, documents.text_of(kept.record).digest), now)
    return documents.document(viewer, kept.record)


def describe_document(
    viewer: Viewer, file: int, described: Description, *, now: datetime, expected: int | None = None
) -> DocumentView:
    """Say anew what a document is; the older descriptions stay on record. Nothing changes when it says the same.

    `expected`: the record of the description that the person has seen. Raises ConflictError when another holds meanwhile;
    InvalidError with all that is wrong; NotAllowedError for whoever is no official of its region, the old and the new one;
    NotFoundError.
    """
    said = tidied(described)
    with transaction.atomic():
        lock(f"{KIND} {file}")
        before = documents.document(viewer, file)
        must_keep(viewer, before.division)
        must_keep(viewer, said.division)
        if findings := [*faults(said), *_follows_faults(viewer, said, file)]:
            raise InvalidError(findings)
        if expected is not None and expected != before.record:
            raise ConflictError(
                f"document {before.number} was described anew meanwhile, by record {reference(before.record)}"
            )
        if said != before.described:
            reading = bytes(Document.objects.get(record=before.record).reading)
            _say(viewer, Described(file, said, reading), now)
    return documents.document(viewer, file)


def may_keep(viewer: Viewer, division: str) -> bool:
    """Whether the viewer may hand in and describe documents about this region: officials whose own region holds it (those of the
    province also what is about no region), and the installation itself.
    """
    if viewer == INSTALLATION_VIEWER:
        return True
    return "official" in viewer.roles and lies_in(division, region_of(viewer.division))


def must_keep(viewer: Viewer, division: str) -> None:
    """Raises NotAllowedError unless the viewer may keep documents about this region."""
    if not may_keep(viewer, division):
        about = f"the region {division}" if division else "no single region"
        raise NotAllowedError(f"documents about {about} are kept by officials of that region, or of one that holds it")


def _file_faults(name: str, data: bytes) -> list[Finding]:
    """What keep_file refuses, told together with what is wrong with the description."""
    found = []
    if not data:
        found.append(Finding("archive.file_empty", "/file", "the file is empty; send one that has something in it"))
    if len(data) > FILE_BYTES_MAX:
        words = f"a file has at most {FILE_BYTES_MAX // 2**20} MiB; leave out pictures, or split it"
        found.append(Finding("archive.file_too_large", "/file", words, str(len(data))))
    if not received(name, b"").name:
        found.append(Finding("archive.file_without_name", "/name", "the file has no name", name[:80]))
    return found


def _follows_faults(viewer: Viewer, said: Description, file: int | None) -> list[Finding]:
    """Whether the version before is a document that the viewer sees, and no later version of this one."""
    seen = {file}
    before = said.follows
    while before is not None:
        if before in seen:
            message = "the version before follows this one itself; look which is older"
            return [Finding("archive.document_follows_itself", "/follows", message, reference(before))]
        seen.add(before)
        try:
            older = documents.document(viewer if before == said.follows else INSTALLATION_VIEWER, before)
        except NotFoundError:
            if before != said.follows:
                return []  # an older version was erased
            message = "there is no such document, or none that you may see"
            return [Finding("archive.document_follows_unknown", "/follows", message, reference(before))]
        before = older.follows
    return []


def _read(name: str, data: bytes) -> DocumentText:
    file = received(name, data)
    return read_apart(data, file.media_type, file.name)


def _say(viewer: Viewer, said: Described, now: datetime) -> None:
    who = recorder_of(viewer)
    recorded = record(NewDeed(KIND, who, [to_body(said)]), now=now)
    row = (recorded.record_ids[0], *document_row(said), who.organisation, who.account, now)
    Document.objects.create(**dict(zip(COLUMNS, row, strict=True)))
