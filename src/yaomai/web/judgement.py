"""What can be said of a thing: from its own events, and from the inspections of all that went into it?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from yaomai.ledger.engine.deed import reference
from yaomai.people.queries.recorders import organisation_names
from yaomai.traceability.queries import inspections
from yaomai.traceability.queries import trace as traces
from yaomai.traceability.queries.inspections import Statement
from yaomai.traceability.queries.trace import Trace
from yaomai.web import glossary, showing
from yaomai.web.presentation import Link, Verdict

# The dispositions that are themselves an answer to 'what state is it in' (CBV 2.0, 7.2); others say only where in its life it is.
# The gravest comes first: what was recalled stays recalled in this answer, though it was dispensed afterwards.
_DECISIVE = ("recalled", "destroyed", "non_conformant", "expired", "damaged", "needs_replacement", "dispensed")
_HARMFUL_BEFORE = ("recalled", "non_conformant", "expired", "damaged")
"""What was said of a thing before it went into another, and stays a doubt about that other one."""
_UPSTREAM_MAX = traces.NODES_MAX * 3 // 4 - 1
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Judgement:
    """The one answer with its reasons, and the words about inspections: own ones first."""

    verdict: Verdict
    inspected: tuple[Link, ...]


def judge(trace: Trace) -> Judgement:
    """The answer about the thing of a trace.

    No known problem is said only when the thing itself was found conformant, or everything that went into it was: one
    inspected lot among several does not speak for the others.
    """
    own = trace.thing.number
    upstream = reach(trace, backwards=True)
    found = [one for one in inspections.inspections({own, *upstream}) if not one.declared_in_error]
    found.sort(key=lambda one: one.thing != own)  # its own first; else the newest first
    inspected = _worded(trace, found)
    doubts = _worded(trace, inspections.said(upstream, _HARMFUL_BEFORE))
    if not trace.steps:
        return Judgement(Verdict("cannot_be_judged", (Link("没有一个事件记录过它"), *doubts)), inspected)
    in_error = [step for step in trace.steps if step.declared_in_error]
    reasons = [*doubts, *inspected[:_SHOWN]]
    sound = {one.thing for one in found if one.disposition == "conformant"}
    is_sound = own in sound or (len(upstream) < _UPSTREAM_MAX and _all_sound(trace, sound))
    if not is_sound:
        reasons.append(Link(_what_is_missing(found, sound)))
    if in_error:
        reasons.append(Link(f"有 {len(in_error)} 个事件已声明有误", f"/records/{reference(in_error[0].record)}"))
    reasons.append(_newest_step(trace))
    said = traces.newest_said(trace.thing, _DECISIVE)  # of all events, not only of those that are listed
    decisive = next((one for one in _DECISIVE if one in said), None)
    if decisive:
        why = Link(f"有事件写明：{glossary.word(decisive)}", f"/records/{reference(said[decisive])}")
        return Judgement(Verdict(decisive, (why, *reasons)), inspected)
    state = "no_known_problem" if is_sound and not in_error and not doubts else "cannot_be_judged"
    return Judgement(Verdict(state, tuple(reasons)), inspected)


def _what_is_missing(found: Sequence[Statement], sound: set[int]) -> str:
    if not found:
        return "没有检验记录，质量无法判断"
    return "所用的各批不是全都检验合格，质量无法判断" if sound else "没有检验合格的记录，质量无法判断"


def _all_sound(trace: Trace, sound: set[int]) -> bool:
    """Whether on every way back from the thing something was found conformant."""
    made_of: dict[int, set[int]] = {}
    for link in trace.links:
        made_of.setdefault(link.end, set()).add(link.start)
    frontier, seen = {trace.thing.number}, set(sound)
    while frontier:
        if any(one not in made_of for one in frontier):
            return False
        seen |= frontier
        frontier = {start for one in frontier for start in made_of[one]} - seen
    return True


def _worded(trace: Trace, found: Sequence[Statement]) -> tuple[Link, ...]:
    """检验：合格, or of what went into the thing 所用 … 检验：合格; with the name of whoever said so."""
    known = organisation_names(one.organisation for one in found)
    return tuple(
        Link(
            f"{_whose(trace, one)}{_what(one)}",
            f"/records/{reference(one.record)}",
            showing.organisation_words(known.get(one.organisation or 0)),
        )
        for one in found
    )


def _whose(trace: Trace, one: Statement) -> str:
    if one.thing == trace.thing.number:
        return ""
    link = showing.thing_link(trace.nodes[one.thing])
    return f"所用 {link.word} {link.note} ".replace("  ", " ")


def _what(one: Statement) -> str:
    step = glossary.word(one.biz_step or "other")
    return f"{step}：{glossary.word(one.disposition)}" if one.disposition else f"{step}，没有写明结果"


def _newest_step(trace: Trace) -> Link:
    newest = trace.steps[0]
    words = [glossary.word(newest.biz_step or "other"), newest.event_time.strftime("%Y-%m-%d")]
    if newest.place:
        words.append(showing.thing_link(newest.place).word)
    return Link(f"最近一步：{'，'.join(words)}", f"/records/{reference(newest.record)}")


def reach(trace: Trace, *, backwards: bool) -> set[int]:
    """Everything before (or after) the thing in its genealogy, the thing itself left out."""
    reached: set[int] = set()
    frontier: Iterable[int] = {trace.thing.number}
    while frontier:
        following = {
            (link.start if backwards else link.end)
            for link in trace.links
            if (link.end if backwards else link.start) in frontier
        }
        frontier = following - reached - {trace.thing.number}
        reached |= frontier
    return reached
