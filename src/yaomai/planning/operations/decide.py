"""How does a person decide what figures of a plan say?  Confirm, correct, reject, split, add, reopen; each decision is on record.

A fact that is confirmed and names an indicator states an observation; a target that is confirmed becomes a target; both in the same
transaction, and both are taken back when the decision is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from yaomai.archive.queries import documents
from yaomai.archive.queries.documents import DocumentView
from yaomai.errors import ConflictError, Finding, InvalidError
from yaomai.ledger.engine.deed import reference
from yaomai.ledger.operations.record import NewDeed, record
from yaomai.people.locks import lock
from yaomai.people.recorder import recorder_of
from yaomai.people.viewer import Viewer
from yaomai.planning import models
from yaomai.planning.engine import decision_deed, kept
from yaomai.planning.engine.decision_deed import DECISIONS, KEEPING
from yaomai.planning.engine.fields import WORDS_MOST, Decided, decided_findings, to_json
from yaomai.planning.engine.figure_in_words import contradicts_words
from yaomai.planning.operations.consequences import Consequences, consequences_of
from yaomai.planning.projections import DECISION_COLUMNS, decision_row
from yaomai.planning.queries.plan_rights import document_to_decide
from yaomai.planning.queries.proposals import DecisionView, Piece, Span, newest_decisions, pieces_of

REASON_MOST = 500
AT_ONCE_MOST = 1000
_OPEN, _LIVE, _GONE = "open", "live", "gone"
_ALLOWED = {
    # decision: in which states of a figure it can be made
    "confirm": (_OPEN,),
    "correct": (_OPEN, _LIVE),
    "reject": (_OPEN, _LIVE),
    "split": (_OPEN, _LIVE),
    "reopen": (_LIVE, _GONE),
}


@dataclass(frozen=True, slots=True)
class NewDecision:
    """What is decided about the characters start..end. decided: the quantity that holds, for `correct` and `add`. expected: the
    record of the newest decision about them that the person has seen, None when there was none.
    """

    start: int
    end: int
    decision: str
    expected: int | None = None
    decided: Decided | None = None
    reason: str = ""


def decide(viewer: Viewer, document: int, new: Sequence[NewDecision], *, now: datetime) -> list[int]:
    """Record decisions about figures of a document, all or none; returns their records, in the order given.

    A split comes with the parts it is split into, as `add`. Raises ConflictError when somebody decided about one of
    them meanwhile; InvalidError with all that is wrong (pointers `/<position>/<member>`); NotAllowedError; NotFoundError.
    """
    view = document_to_decide(viewer, document)
    if not 0 < len(new) <= AT_ONCE_MOST:
        raise InvalidError([Finding("planning.decisions", "", f"1 to {AT_ONCE_MOST} decisions", str(len(new)))])
    with transaction.atomic():
        lock(f"planning.decide {document}")
        spans = [(one.start, one.end) for one in new]
        newest = newest_decisions(document, spans)
        _must_have_seen(new, newest)
        there = {(one.start, one.end): one for one in pieces_of(document, spans)}
        findings = _findings(new, there, newest, documents.text(viewer, document).text)
        if findings:
            raise InvalidError(findings)
        made = consequences_of(
            viewer, view, [_held(one, there.get((one.start, one.end))) for one in new], newest, now=now
        )
        return _kept(viewer, view, new, there, made, now)


def _must_have_seen(new: Sequence[NewDecision], newest: dict[Span, DecisionView]) -> None:
    for one in new:
        before = newest.get((one.start, one.end))
        if (before.record if before else None) != one.expected:
            whose = f"record {reference(before.record)} ({before.decision})" if before else "no decision"
            raise ConflictError(
                f"about the characters {one.start}-{one.end} there is {whose} by now; look at it, then decide again"
            )


def _held(new: NewDecision, piece: Piece | None) -> tuple[Span, Decided | None, str]:
    """What holds of a span after the decision, and why it is said: the words for whoever reads the history of a target."""
    decided = new.decided
    if new.decision == "confirm" and piece is not None:
        decided = piece.proposed
    return (new.start, new.end), decided if new.decision in KEEPING else None, new.reason.strip()


def _state(piece: Piece | None, before: DecisionView | None) -> str:
    if before is not None and before.decision in KEEPING:
        return _LIVE
    if before is not None and before.decision in ("reject", "split"):
        return _GONE
    return _OPEN if piece is not None else ""


def _findings(
    new: Sequence[NewDecision], there: dict[Span, Piece], newest: dict[Span, DecisionView], text: str
) -> list[Finding]:
    findings: list[Finding] = []
    seen: set[Span] = set()
    for position, one in enumerate(new):
        span, where = (one.start, one.end), f"/{position}"
        said = f"{one.start}-{one.end}"
        if span in seen:
            findings.append(Finding("planning.decided_twice", where, "one decision about each figure at a time", said))
        seen.add(span)
        if one.decision not in DECISIONS:
            words = f"one of {', '.join(DECISIONS)}"
            findings.append(Finding("planning.decision", f"{where}/decision", words, one.decision[:80]))
            continue
        if not 0 <= one.start < one.end <= len(text):
            words = f"the text has the characters 0 to {len(text)}"
            findings.append(Finding("planning.span", f"{where}/start", words, said))
            continue
        findings += _findings_of(one, where, _state(there.get(span), newest.get(span)), there.get(span))
        findings += _number_findings(one, where, there.get(span), text[one.start : one.end])
    return findings + _split_findings(new)


def _findings_of(one: NewDecision, where: str, state: str, piece: Piece | None) -> list[Finding]:
    findings = []
    said = f"{one.start}-{one.end}"
    if one.decision == "add":
        if state == _LIVE or (state == _OPEN and piece is not None):
            words = "there is a figure at exactly these characters; correct that one"
            findings.append(Finding("planning.span_taken", f"{where}/start", words, said))
    elif state not in _ALLOWED[one.decision] or (
        one.decision == "confirm" and (piece is None or piece.proposed is None)
    ):
        words = {
            "": "there is no figure at these characters; add one",
            _OPEN: "nobody decided about this figure yet",
            _LIVE: "this figure was confirmed; reopen or correct it",
            _GONE: "this figure was rejected or split; reopen it first",
        }[state]
        findings.append(Finding("planning.decision_state", f"{where}/decision", words, one.decision))
    if one.decision in ("correct", "add") and one.decided is None:
        findings.append(Finding("planning.fields_missing", f"{where}/decided", "say what the figure says", said))
    if one.decision == "add" and one.end - one.start > WORDS_MOST:
        words = f"the words of a figure are at most {WORDS_MOST} characters"
        findings.append(Finding("planning.words_long", f"{where}/start", words, said))
    elif one.decided is not None:
        findings += [replace(each, pointer=f"{where}/decided{each.pointer}") for each in decided_findings(one.decided)]
    findings += kept.text_findings({f"{where}/reason": one.reason})
    if len(one.reason) > REASON_MOST:
        words = f"at most {REASON_MOST} characters"
        findings.append(Finding("planning.reason_length", f"{where}/reason", words, one.reason[:80]))
    if state == _LIVE and one.decision in ("correct", "reject", "split", "reopen") and not one.reason.strip():
        words = "somebody may rely on what was confirmed: say why it is changed"
        findings.append(Finding("planning.reason_missing", f"{where}/reason", words))
    return findings


def _number_findings(one: NewDecision, where: str, piece: Piece | None, words: str) -> list[Finding]:
    """A number that is not in the marked words needs a reason; not when the reader, who saw the whole sentence, read it, too."""
    decided = one.decided if one.decision in ("correct", "add") else None
    if decided is None or one.reason.strip() or not contradicts_words(words, decided):
        return []
    if piece is not None and piece.proposed is not None and piece.proposed.figure.bounds == decided.figure.bounds:
        return []
    member = "low" if decided.comparator == "range" else "value"
    message = "this number is not in the marked words; check it, or give a reason"
    return [Finding("planning.contradicts_words", f"{where}/decided/{member}", message, words[:80])]


def _split_findings(new: Sequence[NewDecision]) -> list[Finding]:
    """A split figure falls into two parts or more, which overlap it."""
    findings = []
    for position, one in enumerate(new):
        if one.decision != "split":
            continue
        parts = [each for each in new if each.decision == "add" and each.start < one.end and one.start < each.end]
        if len(parts) < 2:
            words = "a figure is split into two parts or more, each with its own characters"
            findings.append(Finding("planning.split_parts", f"/{position}/decision", words, str(len(parts))))
    return findings


def _kept(
    viewer: Viewer,
    view: DocumentView,
    new: Sequence[NewDecision],
    there: dict[Span, Piece],
    made: Consequences,
    now: datetime,
) -> list[int]:
    said = []
    for one in new:
        span, decided, reason = _held(one, there.get((one.start, one.end)))
        said.append(
            decision_deed.Decision(
                document=view.file,
                start=one.start,
                end=one.end,
                decision=one.decision,
                fields=to_json(decided) if decided is not None else {},
                reader=made.reader if span in there and there[span].proposed is not None else "",
                reason=reason,
                edition=made.editions.get(span),
                target=made.targets.get(span),
            )
        )
    who = recorder_of(viewer)
    recorded = record(NewDeed(decision_deed.KIND, who, [decision_deed.body(one) for one in said]), now=now)
    models.Decision.objects.bulk_create(
        models.Decision(
            record=number,
            **dict(zip(DECISION_COLUMNS, decision_row(one), strict=True)),
            organisation=who.organisation,
            account=who.account,
            record_time=now,
        )
        for number, one in zip(recorded.record_ids, said, strict=True)
    )
    return list(recorded.record_ids)
