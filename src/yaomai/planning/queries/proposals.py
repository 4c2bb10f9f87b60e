"""What was read in a document, and what became of each piece? For whoever may see the document."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection

from yaomai.archive.queries import documents
from yaomai.people.viewer import Viewer
from yaomai.planning import models
from yaomai.planning.engine.decision_deed import KEEPING
from yaomai.planning.engine.fields import Decided, from_json
from yaomai.planning.engine.figure_in_words import says_the_same
from yaomai.planning.projections import DECISION
from yaomai.planning.queries.plan_rights import seen_of

QUIET = frozenset({"structural", "incidental", "duplicate"})
"""What was read and says nothing that is to be decided, as a rule: names such as 1+1+N, what is said in passing or again."""
STATES = ("proposed", "confirmed", "corrected", "added", "rejected", "split")
_STATE_OF = {"confirm": "confirmed", "correct": "corrected", "add": "added", "reject": "rejected", "split": "split"}
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision on record; `decided` is what then held. edition: what it stated; target: whose wording it made."""

    record: int
    document: int
    start: int
    end: int
    decision: str
    decided: Decided | None
    reader: str
    reason: str
    edition: int | None
    target: int | None
    organisation: int | None
    account: int | None
    record_time: datetime


@dataclass(frozen=True, slots=True)
class Piece:
    """A figure of a document: what the reader proposes (None: a person added it), the newest decision about it (None: nobody
    decided), its state. because: why each field was read, {field: (start, end, rule)}. salience: core, secondary,
    structural, incidental, duplicate. line: of its first character, from 1.
    """

    start: int
    end: int
    line: int
    state: str
    proposed: Decided | None
    decision: DecisionView | None
    because: Mapping[str, tuple[int, int, str]]
    salience: str
    confidence: str
    note: str

    @property
    def decided(self) -> Decided:
        """What holds, or is proposed to hold."""
        if self.decision is not None and self.decision.decided is not None:
            return self.decision.decided
        if self.proposed is not None:
            return self.proposed
        raise ValueError(f"the figure {self.start}-{self.end} was neither proposed nor decided")

    @property
    def is_open(self) -> bool:
        """Whether somebody is still to decide."""
        return self.state == "proposed"

    @property
    def holds(self) -> bool:
        """Whether a person said that it says this."""
        return self.state in ("confirmed", "corrected", "added")


@dataclass(frozen=True, slots=True)
class Other:
    """What was read beside figures: a task, or the name of a project, organisation, product or place. fields: as
    engine/proposal_json.py writes them.
    """

    genre: str
    start: int
    end: int
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Progress:
    """Of one document: so many figures were read or added, so many of them are decided, hold, are rejected. What says nothing
    (QUIET) counts only when somebody decided about it.
    """

    figures: int = 0
    decided: int = 0
    holding: int = 0
    rejected: int = 0


def pieces(viewer: Viewer, document: int) -> list[Piece]:
    """Every figure of a document, in the order of the text. Raises NotFoundError when the viewer may not see the document."""
    documents.document(viewer, document)
    return [_as_seen(viewer, one) for one in pieces_of(document)]


def piece(viewer: Viewer, document: int, span: Span) -> Piece | None:
    """The figure at exactly these characters; None when there is none. Raises NotFoundError as `pieces`."""
    documents.document(viewer, document)
    found = next(iter(pieces_of(document, [span])), None)
    return None if found is None else _as_seen(viewer, found)


def _as_seen(viewer: Viewer, one: Piece) -> Piece:
    """The figure; of who decided about it, and why, what the declaration opens to the viewer."""
    if one.decision is None:
        return one
    sees = seen_of(viewer, DECISION, one.decision.organisation)
    known = replace(
        one.decision,
        reason=one.decision.reason if sees("reason") else "",
        organisation=one.decision.organisation if sees("organisation") else None,
        account=one.decision.account if sees("account") else None,
    )
    return replace(one, decision=known)


def pieces_of(document: int, spans: Sequence[Span] | None = None) -> list[Piece]:
    """The same for operations: whoever asks has made sure that the document may be read. `spans`: only these."""
    rows = models.Proposal.objects.filter(document=document, genre="quantity")
    if spans is not None:
        rows = rows.filter(start__in=[start for start, _ in spans])
    proposed = {(row.start, row.end): row for row in rows}
    decided = newest_decisions(document, spans)
    wanted = proposed.keys() | decided.keys()
    if spans is not None:
        wanted &= set(spans)
    found = [_piece(span, proposed.get(span), decided.get(span)) for span in sorted(wanted)]
    return [one for one in found if one is not None]


def _piece(span: Span, row: models.Proposal | None, decision: DecisionView | None) -> Piece | None:
    proposed = from_json(row.fields["decided"]) if row else None
    state = _state(proposed, decision)
    if row is None and (decision is None or (decision.decided is None and state == "proposed")):
        return None  # an added figure that was taken back
    said: Mapping[str, Any] = row.fields if row else {}
    if row is None and decision is not None and decision.decided is None:
        return None  # rejected or split, and the reader does not propose it any more
    return Piece(
        start=span[0],
        end=span[1],
        line=said.get("line_start", 0),
        state=state,
        proposed=proposed,
        decision=decision,
        because={name: (why[0], why[1], why[2]) for name, why in said.get("because", {}).items()},
        salience=said.get("salience", "core"),
        confidence=said.get("confidence", "high"),
        note=said.get("note", ""),
    )


def _state(proposed: Decided | None, decision: DecisionView | None) -> str:
    """The state of a figure. Whoever only names the indicator, region or segment of what was read right corrects nothing of it."""
    if decision is None or decision.decision == "reopen":
        return "proposed"
    is_agreed = proposed is not None and decision.decided is not None and says_the_same(proposed, decision.decided)
    return "confirmed" if decision.decision == "correct" and is_agreed else _STATE_OF[decision.decision]


def newest_decisions(document: int, spans: Sequence[Span] | None = None) -> dict[Span, DecisionView]:
    """The newest decision about each figure of a document that anybody decided about."""
    rows = models.Decision.objects.filter(document=document)
    if spans is not None:
        rows = rows.filter(start__in=[start for start, _ in spans])
    newest = rows.order_by("start", "end", "-record").distinct("start", "end")
    return {(row.start, row.end): decision_view(row) for row in newest}


def decision_view(row: models.Decision) -> DecisionView:
    """What a row says."""
    return DecisionView(
        record=row.record,
        document=row.document,
        start=row.start,
        end=row.end,
        decision=row.decision,
        decided=from_json(row.fields) if row.decision in KEEPING else None,
        reader=row.reader,
        reason=row.reason,
        edition=row.edition,
        target=row.target,
        organisation=row.organisation,
        account=row.account,
        record_time=row.record_time,
    )


def others(viewer: Viewer, document: int, genres: Iterable[str]) -> list[Other]:
    """Tasks and names of a document, in the order of the text. Raises NotFoundError when the viewer may not see it."""
    documents.document(viewer, document)
    rows = models.Proposal.objects.filter(document=document, genre__in=list(genres)).order_by("start", "end")
    return [Other(row.genre, row.start, row.end, row.fields) for row in rows]


def reader_of(document: int) -> str:
    """The version of the reader whose proposals there are; empty when nothing was read."""
    return str(models.Proposal.objects.filter(document=document).values_list("reader", flat=True).first() or "")


_PROGRESS = """
WITH newest AS (
  SELECT DISTINCT ON (document, start, "end") document, start, "end", decision
  FROM planning_decision WHERE document = ANY(%s) ORDER BY document, start, "end", record DESC
), figures AS (
  SELECT coalesce(p.document, n.document) AS document, p.document IS NOT NULL AS is_proposed,
         coalesce(p.salience, '') IN ('structural', 'incidental', 'duplicate') AS is_quiet,
         coalesce(n.decision, 'reopen') AS decision
  FROM (SELECT document, start, "end", fields ->> 'salience' AS salience FROM planning_proposal
        WHERE genre = 'quantity' AND document = ANY(%s)) p
  FULL JOIN newest n USING (document, start, "end")
)
SELECT document, count(*), count(*) FILTER (WHERE decision <> 'reopen'),
       count(*) FILTER (WHERE decision IN ('confirm', 'correct', 'add')), count(*) FILTER (WHERE decision = 'reject')
FROM figures
WHERE (is_proposed AND (NOT is_quiet OR decision <> 'reopen')) OR decision IN ('confirm', 'correct', 'add')
GROUP BY document
"""


def progress(viewer: Viewer, files: Iterable[int]) -> dict[int, Progress]:
    """How far the reading of each document is; documents that the viewer may not see, or that nobody read, are left out."""
    seen = {one.file for one in documents.documents(viewer)}
    wanted = [file for file in files if file in seen]
    with connection.cursor() as cursor:
        cursor.execute(_PROGRESS, (wanted, wanted))
        return {row[0]: Progress(*row[1:]) for row in cursor.fetchall()}
