"""Keep a file that somebody sent, byte for byte."""

import hashlib
from datetime import datetime

from django.db import transaction

from yaomai.archive.engine.kept_file import FILE_BYTES_MAX, KIND, received, to_body
from yaomai.archive.models import File
from yaomai.archive.queries.files import KeptFile, kept_file
from yaomai.errors import Finding, InvalidError, NotAllowedError
from yaomai.ledger.operations.record import NewDeed, record
from yaomai.people.locks import lock
from yaomai.people.recorder import recorder_of
from yaomai.people.viewer import Viewer


def keep_file(viewer: Viewer, name: str, data: bytes, *, now: datetime) -> KeptFile:
    """Record the file. The same bytes that the same organisation sent before are not kept twice: the record that they have is
    the answer.

    Raises InvalidError for a file that is empty or larger than FILE_BYTES_MAX, or without a name; NotAllowedError when nobody
    is signed in.
    """
    if viewer.account is None and viewer.organisation is None and not viewer.roles:
        raise NotAllowedError("files are kept for who signs in; sign in first")
    file = received(name, data)
    findings = []
    if not data:
        findings.append(Finding("archive.file_empty", "/file", "the file is empty; send one that has something in it"))
    if len(data) > FILE_BYTES_MAX:
        most = FILE_BYTES_MAX // 2**20
        words = f"a file has at most {most} MiB; split it, or leave out pictures and sheets that are not needed"
        findings.append(Finding("archive.file_too_large", "/file", words, str(len(data))))
    if not file.name:
        findings.append(Finding("archive.file_without_name", "/name", "the file has no name", name[:80]))
    if findings:
        raise InvalidError(findings)
    digest = hashlib.sha256(data).digest()
    with transaction.atomic():
        lock(f"{KIND} {viewer.organisation} {digest.hex()}")
        before = File.objects.filter(sha256=digest, organisation=viewer.organisation).order_by("record").first()
        if before is not None:
            return kept_file(before)
        who = recorder_of(viewer)
        recorded = record(NewDeed(KIND, who, [to_body(file)]), now=now)
        kept = File.objects.create(
            record=recorded.record_ids[0],
            organisation=who.organisation,
            account=who.account,
            name=file.name,
            media_type=file.media_type,
            size=len(data),
            sha256=digest,
            record_time=now,
        )
    return kept_file(kept)
