"""What can be said of a thing: from recalls, from its own events, and from the inspections of all that went into it?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from yaomai.ledger.engine.deed import reference
from yaomai.people.queries.recorders import OrganisationName
from yaomai.registers.queries.names import Named
from yaomai.traceability.engine.answers import INSPECTING
from yaomai.traceability.engine.genealogy import ChainLink
from yaomai.traceability.queries import lot_facts
from yaomai.traceability.queries.lot_facts import LotFacts, Said
from yaomai.web import glossary, labels, showing
from yaomai.web.presentation import Link, Verdict

# The dispositions that are themselves an answer to 'what state is it in' (CBV 2.0, 7.2); others say only where in its life it is.
# The gravest comes first: what was recalled stays recalled in this answer, though it was dispensed afterwards.
DECISIVE = ("recalled", "stolen", "destroyed", "non_conformant", "expired", "damaged", "needs_replacement", "dispensed")
HARMFUL_BEFORE = ("recalled", "stolen", "non_conformant", "expired", "damaged")
"""What was said of a thing before it went into another, and stays a doubt about that other one."""
HARMFUL_PART = ("stolen", "destroyed", "damaged")
"""What is worth knowing though it was said of some of the lot only."""
UNBALANCED = "账目有出入：这一步的产出多于投入，待核实"
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Judgement:
    """The one answer with its reasons, and the words about inspections: own ones first. `speaks_against`: one of them, or something
    grave said of what went into it, does.
    """

    verdict: Verdict
    inspected: tuple[Link, ...]
    speaks_against: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What the numbers in facts are called: things and places, and organisations."""

    things: Mapping[int, Named]
    organisations: Mapping[int, OrganisationName]


def judge(
    facts: LotFacts,
    known: Known,
    recalls: Sequence[Link] = (),
    *,
    is_seen_twice: bool = False,
    unbalanced: Sequence[Link] = (),
) -> Judgement:
    """The answer about a thing; `recalls` are the open recalls that reach it, in words; `is_seen_twice`: its code was sold more
    than once, so that nothing said of one pack holds for the pack in hand; `unbalanced`: that steps that it came out of put out
    more than went in.

    No known problem is said only when the thing itself was found conformant, or everything that went into it was: one
    inspected lot among several does not speak for the others. And only of facts that are whole.
    """
    found = _inspections(facts)
    inspected = tuple(_worded(facts, one, known) for one in found)
    doubts = tuple(_worded(facts, one, known) for one in _doubts(facts))
    against = bool(doubts) or any("non_conformant" in (one.disposition, *one.persistent_set) for one in found)
    doubts = (*doubts, *unbalanced)
    if not facts.is_whole:
        doubts = (*doubts, Link("记录太多，只看了一部分", f"/things/{facts.thing.number}"))
    if not facts.own:
        reasons = [Link("没有一个事件记录过它"), *doubts]
        return Judgement(_verdict("cannot_be_judged", recalls, reasons), inspected, against)
    sound = {one.thing for one in found if one.disposition == "conformant"}
    is_sound = bool(facts.itself & sound) or (facts.is_whole and _all_sound(facts, sound))
    in_error = [one for one in facts.own if one.declared_in_error]
    reasons = [*doubts, *inspected[:_SHOWN]]
    if not is_sound:
        reasons.append(Link(_what_is_missing(found, sound)))
    if in_error:
        records = list(dict.fromkeys(one.record for one in in_error))
        reasons.append(Link(f"有 {len(records)} 个事件已更正", f"/records/{reference(records[0])}"))
    newest = next((one for one in facts.own if not one.declared_in_error), None)
    if newest:
        reasons.append(_newest_step(newest, known))
    reasons += _of_a_part(facts)
    said = lot_facts.states(facts, DECISIVE)
    decisive = next((one for one in DECISIVE if one in said), None)
    if is_seen_twice and decisive in (None, "dispensed", "retail_sold"):
        return Judgement(_verdict("code_seen_twice", recalls, reasons), inspected, against)
    if decisive:
        why = Link(f"有事件写明：{glossary.word(decisive)}", f"/records/{reference(said[decisive].record)}")
        return Judgement(_verdict(decisive, recalls, (why, *reasons)), inspected, against)
    state = "no_known_problem" if is_sound and not in_error and not doubts else "cannot_be_judged"
    state = "amounts_disagree" if unbalanced else state
    return Judgement(_verdict(state, recalls, tuple(reasons)), inspected, against)


def unbalanced_steps(facts: LotFacts, records: Sequence[int], *, is_signed_in: bool) -> tuple[Link, ...]:
    """That these steps put out more than went in, in words; who is signed in is led to the balance of the thing."""
    balance = f"/balance?{urlencode({'thing': facts.thing.canonical})}"
    return tuple(
        Link(UNBALANCED, balance if is_signed_in else f"/records/{reference(one)}") for one in records[:_SHOWN]
    )


def _verdict(state: str, recalls: Sequence[Link], reasons: Sequence[Link]) -> Verdict:
    return Verdict("recalled" if recalls else state, (*recalls, *reasons))


def _of_a_part(facts: LotFacts) -> list[Link]:
    """What became of some of the lot, which need not be what is in hand; the newest of each kind."""
    newest: dict[str, Said] = {}
    part = lot_facts.of_a_part(facts)
    for one in facts.own:
        if one in part and one.disposition in HARMFUL_PART:
            newest.setdefault(one.disposition, one)
    return [
        Link(f"同批有一部分：{glossary.word(state)}", f"/records/{reference(one.record)}")
        for state, one in newest.items()
    ]


def _inspections(facts: LotFacts) -> list[Said]:
    return _newest_each(
        one for one in (*facts.own, *facts.upstream) if one.biz_step in INSPECTING and not one.declared_in_error
    )


def _doubts(facts: LotFacts) -> list[Said]:
    grave = [one for one in facts.upstream if grave_word(one) and not one.declared_in_error]
    return _newest_each(grave)[: _SHOWN * 2]


def grave_word(said: Said) -> str:
    """The grave disposition that an event states of a thing; empty when it states none."""
    return next((one for one in HARMFUL_BEFORE if one == said.disposition or one in said.persistent_set), "")


def _newest_each(found: Iterable[Said]) -> list[Said]:
    """The newest of each thing, step and result (they come newest first)."""
    each: dict[tuple[int, str | None, str | None, tuple[str, ...]], Said] = {}
    for one in found:
        each.setdefault((one.thing, one.biz_step, one.disposition, one.persistent_set), one)
    return list(each.values())


def _what_is_missing(found: Sequence[Said], sound: set[int]) -> str:
    if not found:
        return "没有检验记录，质量无法判断"
    return "所用的各批不是全都检验合格，质量无法判断" if sound else "没有检验合格的记录，质量无法判断"


def _all_sound(facts: LotFacts, sound: set[int]) -> bool:
    """Whether on every way back from the thing something was found conformant."""
    made_of = _made_of(facts.back.links)
    frontier, seen = {facts.thing.number}, set(sound)
    while frontier:
        if any(one not in made_of for one in frontier):
            return False
        seen |= frontier
        frontier = {start for one in frontier for start in made_of[one]} - seen
    return True


def _made_of(links: Iterable[ChainLink]) -> Mapping[int, set[int]]:
    made_of: dict[int, set[int]] = {}
    for link in links:
        made_of.setdefault(link.end, set()).add(link.start)
    return made_of


def mentioned(facts: LotFacts) -> set[int]:
    """The things and places whose names the judgement needs."""
    grave = _doubts(facts)
    inspected = _inspections(facts)
    newest = [one for one in facts.own if not one.declared_in_error][:1]
    spoken = [*grave, *inspected, *newest]
    return {facts.thing.number, *(one.thing for one in spoken), *(one.place for one in spoken if one.place is not None)}


def _worded(facts: LotFacts, one: Said, known: Known) -> Link:
    """检验：合格, or of what went into the thing 所用 … 检验：合格; with the name of whoever said so."""
    by = known.organisations.get(one.organisation or 0)
    return Link(
        f"{_whose(facts, one, known)}{_what(one)}",
        f"/records/{reference(one.record)}",
        showing.organisation_words(by),
    )


def _whose(facts: LotFacts, one: Said, known: Known) -> str:
    if one.thing == facts.thing.number:
        return ""
    if one.thing in facts.itself:
        return "本批"
    link = showing.thing_link(known.things[one.thing])
    return f"所用 {link.word} {link.note} ".replace("  ", " ")


def _what(one: Said) -> str:
    step = glossary.word(one.biz_step or "other")
    result = grave_word(one) or one.disposition
    return f"{step}：{glossary.word(result)}" if result else f"{step}，没有写明结果"


def _newest_step(newest: Said, known: Known) -> Link:
    words = [glossary.word(newest.biz_step or "other"), labels.day(newest.event_time)]
    if newest.place is not None:
        words.append(showing.thing_link(known.things[newest.place]).word)
    return Link(f"最近一步：{'，'.join(words)}", f"/records/{reference(newest.record)}")
