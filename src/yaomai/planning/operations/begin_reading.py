"""Have a document read: at once when it is short, else by the worker."""

import re
from datetime import datetime

from django.db import transaction

from yaomai.archive.operations.do_reading_jobs import kind_of
from yaomai.archive.queries import documents
from yaomai.database.jobs import Attempt
from yaomai.people.locks import lock
from yaomai.people.queries.on_behalf import by
from yaomai.people.viewer import Viewer
from yaomai.planning.models import PlanReading
from yaomai.planning.operations.propose import propose
from yaomai.planning.queries.plan_rights import document_to_decide

AT_ONCE_CHARACTERS = 100_000
AT_ONCE_FIGURES = 1_000
"""A text with more characters or more runs of digits is read by the worker: of figures a page takes as long as of words a book."""
_FIGURE = re.compile(r"[0-9０-９]+")


def begin_reading(viewer: Viewer, document: int, *, now: datetime) -> None:
    """Read the document, or have the worker read it; whoever asks meanwhile joins that reading.

    Raises InvalidError with the faults of a document that has no text; NotAllowedError; NotFoundError.
    """
    document_to_decide(viewer, document)
    text = documents.text(viewer, document).text
    with transaction.atomic():
        lock(f"planning.reading {document}")
        if not _is_short(text):
            PlanReading.begin(document, len(text), by(viewer), now)
        elif not PlanReading.objects.filter(id=document, state="reading").exists():
            propose(viewer, document, now=now)
            PlanReading.objects.filter(id=document).delete()


def _is_short(text: str) -> bool:
    if len(text) > AT_ONCE_CHARACTERS:
        return False
    return sum(1 for _ in _FIGURE.finditer(text)) <= AT_ONCE_FIGURES


def _read(viewer: Viewer, document: int, attempt: Attempt) -> None:
    propose(viewer, document, now=attempt.now, progress=attempt.progress)


READING_PLANS = kind_of(PlanReading, "planning_reading", "planning.reading", _read)
