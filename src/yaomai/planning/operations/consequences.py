"""What follows from decisions: which observations are stated or withdrawn, which targets are worded or withdrawn?

In the open transaction of `decide`, which has made sure who may and what holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from yaomai.archive.queries.documents import DocumentView
from yaomai.errors import ConflictError, Finding, InvalidError
from yaomai.indicators.engine.values import Definition, NewEdition, NewObservation
from yaomai.indicators.operations.state_edition import state_edition
from yaomai.indicators.operations.withdraw import take_back
from yaomai.indicators.queries.definitions import definitions
from yaomai.indicators.sight import may_state
from yaomai.people.viewer import Viewer
from yaomai.planning import models
from yaomai.planning.engine import regions, target_deed
from yaomai.planning.engine.fields import Decided
from yaomai.planning.engine.target_of import (
    Baseline,
    Horizon,
    Measured,
    Stated,
    baseline_of,
    findings,
    number_findings,
    observation_of,
    target_of,
)
from yaomai.planning.operations.word_targets import word_targets
from yaomai.planning.queries.proposals import DecisionView, Span, newest_decisions, reader_of
from yaomai.planning.queries.targets import wordings

Held = tuple[Span, Decided | None, str]
"""A span, what holds of it from now on (None: nothing), and why."""


@dataclass(frozen=True, slots=True)
class Consequences:
    """By span: the edition that a fact was stated as, the target that was worded. reader: whose proposals were decided on."""

    reader: str
    editions: Mapping[Span, int]
    targets: Mapping[Span, int]


def consequences_of(
    viewer: Viewer, document: DocumentView, held: Sequence[Held], before: Mapping[Span, DecisionView], *, now: datetime
) -> Consequences:
    """State, withdraw and word what follows. Raises InvalidError with all that is wrong, NotAllowedError."""
    named = {one.indicator_key for _, one, _ in held if one is not None and one.indicator_key}
    measured = {key: _measured(one) for key, one in definitions(named).items()}
    _check(viewer, document, held, measured, before)
    for span, decided, _ in held:
        if (earlier := before.get(span)) is not None and earlier.edition is not None:
            # The reason of the decision is for offices; that an edition was withdrawn is said to everybody.
            _withdraw(viewer, earlier.edition, WHY_ANEW if decided else WHY_GONE, now)
    editions = {}
    for span, decided, _ in held:
        stated = _stated(decided, measured)
        if stated is not None and decided is not None:
            editions[span] = state_edition(viewer, _edition(document, span, decided, stated), now=now).record
    made = _targets(viewer, document, held, before, measured, now)
    return Consequences(reader_of(document.file), editions, made)


def _withdraw(viewer: Viewer, edition: int, why: str, now: datetime) -> None:
    try:
        take_back(viewer, edition, why, now=now)
    except ConflictError:
        return  # the edition itself was withdrawn before: nothing follows from it any more, and that reason stays


def _measured(one: Definition) -> Measured:
    return Measured(one.key, one.name, one.unit, one.basis, one.direction)


def _stated(decided: Decided | None, measured: Mapping[str, Measured]) -> Stated | None:
    if decided is None or decided.indicator_key not in measured:
        return None
    return observation_of(decided, measured[decided.indicator_key])


def _check(
    viewer: Viewer,
    document: DocumentView,
    held: Sequence[Held],
    measured: Mapping[str, Measured],
    before: Mapping[Span, DecisionView],
) -> None:
    found = []
    for position, (span, decided, _) in enumerate(held):
        found += _not_theirs(viewer, before.get(span), f"/{position}/decision")
        if decided is None:
            continue
        # What reckons with numbers comes after they are known to be reckoned with exactly.
        wrong = number_findings(decided) or findings(decided, measured.get(decided.indicator_key))
        found += [replace(one, pointer=f"/{position}/decided{one.pointer}") for one in wrong]
        if wrong:
            continue
        is_stated = _stated(decided, measured) is not None
        if decided.division and (is_stated or decided.is_promise) and not may_state(viewer, decided.division):
            found.append(_region_not_yours(f"/{position}/decided/region", decided.division))
        if document.issued_on is None and is_stated:
            words = "say on which day the document was issued: what it states is as of that day"
            found.append(Finding("planning.document_undated", f"/{position}/document", words, document.title[:80]))
    if found:
        raise InvalidError(found)


def _not_theirs(viewer: Viewer, earlier: DecisionView | None, where: str) -> list[Finding]:
    """What followed of a region that is not the viewer's: it is not theirs to take back."""
    if earlier is None or earlier.decided is None or (earlier.edition is None and earlier.target is None):
        return []
    division = earlier.decided.division
    return [_region_not_yours(where, division)] if division and not may_state(viewer, division) else []


def _region_not_yours(where: str, division: str) -> Finding:
    words = "what is promised and what was of a region is decided by officials who answer for that region"
    return Finding("planning.region_not_yours", where, words, regions.name_of(division))


def _edition(document: DocumentView, span: Span, decided: Decided, stated: Stated) -> NewEdition:
    if document.issued_on is None:  # `_check` has refused it
        raise ValueError(f"document {document.number} has no day of issue")
    observation = NewObservation(
        *(stated.indicator, stated.region, stated.segment, stated.basis, stated.start, stated.end, stated.value),
        *(stated.status, decided.words, f"{span[0]}-{span[1]}", stated.note),
    )
    return NewEdition(
        title=document.title,
        publisher=document.issuer or document.title,
        published_on=document.issued_on,
        observations=[observation],
        access=document.access,
        file=document.file,
    )


def _targets(
    viewer: Viewer,
    document: DocumentView,
    held: Sequence[Held],
    before: Mapping[Span, DecisionView],
    measured: Mapping[str, Measured],
    now: datetime,
) -> dict[Span, int]:
    """Word the targets that hold now; withdraw those that no longer do. A figure that once was a target stays that target.
    Targets whose baseline was a fact that is decided anew get the baseline that follows now.
    """
    known = {
        (row.start, row.end): row.target
        for row in models.Target.objects.filter(document=document.file, start__in=[span[0] for span, _, _ in held])
    }
    horizon = Horizon(document.year_from, document.year_until)
    facts = baselines(document.file, held, measured)
    current = wordings([known[span] for span, _, _ in held if span in known])
    said, spans = [], []
    for span, decided, reason in held:
        number = known.get(span)
        if decided is not None and decided.is_promise:
            wording = target_of(decided, measured.get(decided.indicator_key), horizon, facts)
            said.append(target_deed.Said(number, document.file, *span, wording, reason))
            spans.append(span)
        elif number is not None and (earlier := current[number]).state == "in_force":
            gone = replace(earlier, state="withdrawn")
            said.append(target_deed.Said(number, document.file, *span, gone, reason or WHY_GONE))
            spans.append(span)
    was_fact = [one.decided for one in before.values() if one.decided is not None and one.decided.is_observed]
    followers = _followers(document.file, held, measured, horizon, facts) if was_fact else []
    made = word_targets(viewer, [*said, *followers], now=now)[: len(said)] if said or followers else []
    promised = {span for span, decided, _ in held if decided is not None and decided.is_promise}
    return {span: number for span, number in zip(spans, made, strict=True) if span in promised}


WHY_GONE = "the decision was taken back"
WHY_ANEW = "the fact was decided anew"
WHY_FOLLOWS = "the fact that was its baseline was decided anew"
"""What the program says itself of what follows from a decision; its words for people: web/labels_planning.py."""


def _followers(
    document: int, held: Sequence[Held], measured: Mapping[str, Measured], horizon: Horizon, facts: Sequence[Baseline]
) -> list[target_deed.Said]:
    """Targets in force, not among `held`, whose baseline was a fact until now and is another one (or none) by `facts`. A baseline
    that a person worded stays.
    """
    spans, facts_before = {span for span, _, _ in held}, baselines(document, [], measured)
    promised = {
        one.target: (span, one.decided)
        for span, one in newest_decisions(document).items()
        if span not in spans and one.target is not None and one.decided is not None
    }
    found = []
    for number, wording in wordings(list(promised)).items():
        span, decided = promised[number]
        was, then = baseline_of(decided, horizon, facts_before), baseline_of(decided, horizon, facts)
        if wording.state != "in_force" or was is None or was == then:
            continue
        if (wording.baseline, wording.baseline_year) == (was.value, was.year):
            value, year = (then.value, then.year) if then else (None, decided.base_year)
            anew = replace(wording, baseline=value, baseline_year=year)
            found.append(target_deed.Said(number, document, *span, anew, WHY_FOLLOWS))
    return found


def baselines(document: int, held: Sequence[Held], measured: Mapping[str, Measured]) -> list[Baseline]:
    """The facts that persons decided in a document, those of this very call included."""
    now = {span: decided for span, decided, _ in held}
    rows = [one.decided for span, one in newest_decisions(document).items() if span not in now and one.decided]
    facts = [one for one in (*rows, *now.values()) if one is not None and one.is_observed]
    further = definitions({one.indicator_key for one in facts} - measured.keys())
    all_measured = {**measured, **{key: _measured(one) for key, one in further.items()}}
    stated = [_stated(one, all_measured) for one in facts]
    return [Baseline(one.indicator, one.region, one.segment, one.end.year, one.value) for one in stated if one]
