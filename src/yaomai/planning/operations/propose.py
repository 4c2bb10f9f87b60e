"""How does what the reader read in a document become proposals, about which a person decides?

Proposals are a state: a newer reader replaces them. What a person decided stays, and so does the proposal that it is about."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from yaomai.archive.queries import documents
from yaomai.archive.queries.documents import DocumentView
from yaomai.database.jobs import Progress, nothing_told
from yaomai.errors import Finding, InvalidError
from yaomai.indicators.queries.definitions import definitions
from yaomai.people.locks import lock
from yaomai.people.viewer import Viewer
from yaomai.planning import models
from yaomai.planning.engine import regions
from yaomai.planning.engine.proposal_json import proposals
from yaomai.planning.engine.reading.records import Reading
from yaomai.planning.queries.plan_rights import document_to_decide
from yaomai.planning.queries.proposals import newest_decisions

Read = Callable[[str, str], Reading]
"""A reader: from the text and the title to what was read."""
_STEPS = 100
"""So often, about, it is told how far the reading is."""


def propose(
    viewer: Viewer,
    document: int,
    *,
    read: Read | None = None,
    now: datetime,  # noqa: ARG001 - operations are told when they happen
    progress: Progress = nothing_told,
) -> int:
    """Read the document and keep what was read; returns how many figures. A second reading by the same reader changes nothing.

    Raises InvalidError with the faults of a document that has no text; NotAllowedError; NotFoundError.
    """
    view = document_to_decide(viewer, document)
    text = documents.text(viewer, document)
    if not text.text:
        without = Finding("planning.no_text", "", "the document has no text to read", view.name)
        raise InvalidError([*text.faults, without])
    reading = _read(text.text, view, progress) if read is None else read(text.text, view.title)
    defined = definitions({one.indicator_key for one in reading.quantities}).keys()
    found = list(proposals(reading, lambda words: regions.division_of(words, near=view.division), defined))
    with transaction.atomic():
        lock(f"planning.decide {document}")
        decided = {span for span, one in newest_decisions(document).items() if one.decision != "reopen"}
        before = models.Proposal.objects.filter(document=document)
        kept = {row.id for row in before if row.genre == "quantity" and (row.start, row.end) in decided}
        kept_spans = {(row.start, row.end) for row in before if row.id in kept}
        before.exclude(id__in=kept).delete()
        models.Proposal.objects.bulk_create(
            models.Proposal(document=document, reader=reading.reader, **one._asdict())
            for one in found
            if one.genre != "quantity" or (one.start, one.end) not in kept_spans
        )
    return sum(one.genre == "quantity" for one in found)


def _read(text: str, view: DocumentView, progress: Progress) -> Reading:
    """With what the archive knows of the document: its title, date and region."""
    from yaomai.planning.engine.reading.read import read

    total = len(text)
    return read(
        text,
        title=view.title,
        dated=view.issued_on,
        region=regions.name_of(view.division),
        told=lambda share: progress(int(share * _STEPS) * total // _STEPS, total),
    )
