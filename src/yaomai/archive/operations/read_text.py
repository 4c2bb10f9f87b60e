"""Read the text of a file, once: at once when that is soon done, else by the worker (do_reading_jobs.py)."""

from dataclasses import astuple
from datetime import datetime

from django.db import transaction

from yaomai.archive.engine.text_places import DocumentText
from yaomai.archive.models import Text, TextReading
from yaomai.archive.queries import documents, files
from yaomai.archive.reading_apart import Bounds, read_apart
from yaomai.people.queries.on_behalf import by
from yaomai.people.viewer import Viewer

AT_ONCE_BYTES = 1_000_000
"""A file of more bytes is read by the worker."""
AT_ONCE = Bounds(seconds=2)
"""A file that takes more is read by the worker: of a PDF the size tells nothing."""


def text_soon(viewer: Viewer, file: int, *, now: datetime) -> DocumentText | None:
    """The text of the file, if it has been read or can be read at once; None: the worker reads it, or failed to.

    Raises NotFoundError when the viewer may not see the file.
    """
    kept = files.file(viewer, file)
    if Text.objects.filter(file=file).exists():
        return documents.text_of(file)
    if TextReading.objects.filter(id=file).exists():
        return None
    if kept.size <= AT_ONCE_BYTES:
        found = read_apart(files.contents(viewer, file), kept.media_type, kept.name, AT_ONCE)
        if not any(one.code == "archive.text_too_complex" for one in found.faults):
            return found
    begin_text(viewer, file, now=now)
    return None


def begin_text(viewer: Viewer, file: int, *, now: datetime) -> None:
    """Have the worker read the text of the file, also after it failed to. Raises NotFoundError when the viewer may not see it."""
    files.file(viewer, file)
    with transaction.atomic():
        TextReading.begin(file, 0, by(viewer), now)


def read_text(viewer: Viewer, file: int) -> None:
    """Read the text of the file, and keep it: places in it are counted on from now on."""
    kept = files.file(viewer, file)
    if not Text.objects.filter(file=file).exists():
        keep_text(file, read_apart(files.contents(viewer, file), kept.media_type, kept.name))


def keep_text(file: int, read: DocumentText) -> None:
    """Keep what was read of the file, unless somebody else did meanwhile: what was kept first stays."""
    Text.objects.get_or_create(
        file=file,
        defaults={
            "reader": read.reader,
            "text": read.text,
            "characters": len(read.text),
            "pages": list(read.pages),
            "faults": [list(astuple(one)) for one in read.faults],
        },
    )
