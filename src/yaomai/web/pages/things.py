"""What is this thing, where did it come from, and what became of it? The search, the trace page, and the public page of a lot."""

from collections.abc import Sequence
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from yaomai.errors import NotFoundError, ProofError
from yaomai.ledger.engine.deed import deed_and_position, parse_reference, reference
from yaomai.ledger.models import Deed
from yaomai.ledger.queries.prove import standing
from yaomai.people.queries.recorders import organisation_names
from yaomai.people.viewer import Viewer
from yaomai.registers.queries import names
from yaomai.registers.queries.names import Named
from yaomai.standards.gs1.identifier import identify
from yaomai.traceability.queries import trace as traces
from yaomai.traceability.queries.trace import Step, Trace
from yaomai.web import glossary, installation, showing
from yaomai.web.access import Request, anyone, open_to
from yaomai.web.graph import Edge, Node, Picture, layout
from yaomai.web.presentation import Amount, Block, Fact, Link, LotPage, TracePage, Verdict

# The dispositions that are themselves an answer to 'what state is it in' (CBV 2.0, 7.2); others say only where in its life it is.
# The gravest comes first: what was recalled stays recalled in this answer, though it was dispensed afterwards.
_DECISIVE = ("recalled", "destroyed", "non_conformant", "expired", "damaged", "needs_replacement", "dispensed")


@open_to(anyone)
def search(request: HttpRequest) -> HttpResponse:
    """One box for any code: exactly one answer opens at once; else what may have been meant."""
    text = request.GET.get("q", "").strip()
    if not text:
        return HttpResponseRedirect("/")
    record = _record(text)
    if record:
        return HttpResponseRedirect(f"/records/{text}")
    found = names.find(text) if "\x00" not in text else []
    if len(found) == 1:
        return HttpResponseRedirect(f"/things/{found[0].number}")
    links = [(showing.thing_link(one), showing.kind_word(one.scheme), showing.label(one)) for one in found]
    return render(request, "search.html", {"text": text, "found": links}, status=200 if found else 404)


def _record(text: str) -> bool:
    """Whether the text is the number of a record that is there."""
    try:
        deed, position = deed_and_position(parse_reference(text))
    except ProofError:
        return False
    return Deed.objects.filter(pk=deed, size__gte=position).exists()


@open_to(anyone)
def thing(request: HttpRequest, number: int) -> HttpResponse:
    """The trace page of an identifier."""
    found = _by_number(number)
    return render(request, "trace.html", {"page": trace_page(cast("Request", request).viewer, found)})


@open_to(anyone)
def lot(request: HttpRequest, number: int) -> HttpResponse:
    """The public page of a thing that has no GS1 Digital Link."""
    return render(request, "lot.html", {"page": lot_page(cast("Request", request).viewer, _by_number(number))})


@open_to(anyone)
def digital_link(request: HttpRequest, path: str) -> HttpResponse:
    """The public page behind a GS1 Digital Link on this site: what a phone's camera opens."""
    found = traces.find_thing(f"https://id.gs1.org/{path}")
    return render(request, "lot.html", {"page": lot_page(cast("Request", request).viewer, found)})


def _by_number(number: int) -> Named:
    found = names.by_number([number]).get(number)
    if found is None:
        raise NotFoundError(f"nothing in the dictionary has the number {number}")
    return found


def trace_page(viewer: Viewer, found: Named) -> TracePage:
    """Everything that the trace page of a thing shows to this viewer."""
    trace = traces.trace(viewer, found)
    steps = showing.steps(trace.steps)
    link = showing.thing_link(found)
    made = _made(trace)
    return TracePage(
        kind=showing.kind_word(found.scheme),
        name=link.word,
        identifier=showing.label(found),
        digital_link=found.canonical if found.canonical.startswith("https://id.gs1.org") else "",
        verdict=_verdict(trace),
        picture=_picture(trace),
        steps=steps,
        quantities=_quantities(trace),
        answerable=_answerable(trace.steps),
        lead=made[0].figure if made else None,
        lead_label=made[1] if made else "",
        lot_href=showing.public_path(found),
        is_whole=trace.is_whole,
    )


def _picture(trace: Trace) -> Picture:
    nodes = [
        Node(
            key=str(number),
            label=showing.thing_link(named).word,
            detail=showing.thing_link(named).note,
            kind=showing.kind_word(named.scheme),
            href=f"/things/{number}",
            is_here=number == trace.thing.number,
        )
        for number, named in sorted(trace.nodes.items())
    ]
    edges = [
        Edge(str(link.start), str(link.end), glossary.word(link.biz_step) if link.biz_step else "")
        for link in trace.links
    ]
    return layout(nodes, edges)


def _made(trace: Trace) -> tuple[Amount, str] | None:
    """How much of the thing came into being, and by which word: the first event that made it and says a quantity."""
    for step in reversed(trace.steps):
        for part in step.after():
            is_made = step.event_type == "TransformationEvent" or step.action == "ADD"
            if part.thing.number == trace.thing.number and part.quantity is not None and is_made:
                return showing.amount(step.record, part), glossary.word(step.biz_step or "commissioning")
    return None


def _quantities(trace: Trace) -> tuple[Fact, ...]:
    """Each quantity of the thing that an event states, with the step that states it."""
    facts = []
    for step in reversed(trace.steps):
        for part in step.parts:
            if part.thing.number == trace.thing.number and part.quantity is not None:
                side = "投入" if part in step.before() else ""
                word = glossary.word(step.biz_step or "other")
                facts.append(Fact(f"{word}{side}", showing.amount(step.record, part).figure, "figure"))
    return tuple(facts)


def _answerable(steps: Sequence[Step]) -> tuple[Link, ...]:
    """Who recorded the thing's events, each with the steps."""
    known = organisation_names(step.organisation for step in steps)
    by_party: dict[int, list[str]] = {}
    for step in reversed(steps):
        if step.organisation is not None:
            words = by_party.setdefault(step.organisation, [])
            word = glossary.word(step.biz_step or "other")
            if word not in words:
                words.append(word)
    return tuple(Link(known[party].name, "", "、".join(words)) for party, words in by_party.items() if party in known)


def _verdict(trace: Trace) -> Verdict:
    """What can be said of the thing from its own events; what cannot is said too."""
    if not trace.steps:
        return Verdict("cannot_be_judged", (Link("没有一个事件记录过它"),))
    newest = trace.steps[0]
    reasons = [
        Link(
            f"最近的状态：{glossary.word(newest.disposition)}" if newest.disposition else "最近的事件没有写明状态",
            f"/records/{reference(newest.record)}",
        )
    ]
    in_error = [step for step in trace.steps if step.declared_in_error]
    if in_error:
        reasons.append(Link(f"有 {len(in_error)} 个事件已声明有误", f"/records/{reference(in_error[0].record)}"))
    inspected = [step for step in trace.steps if step.biz_step in {"inspecting", "sampling", "accepting"}]
    reasons.append(
        Link("有检验记录", f"/records/{reference(inspected[0].record)}")
        if inspected
        else Link("没有检验记录，质量无法判断")
    )
    said = traces.newest_said(trace.thing, _DECISIVE)  # of all events, not only of those that are listed
    decisive = next((one for one in _DECISIVE if one in said), None)
    if decisive:
        why = Link(f"有事件写明：{glossary.word(decisive)}", f"/records/{reference(said[decisive])}")
        return Verdict(decisive, (why, *reasons))
    return Verdict("no_known_problem" if inspected and not in_error else "cannot_be_judged", tuple(reasons))


def lot_page(viewer: Viewer, found: Named) -> LotPage:
    """What somebody with a phone and a pack in hand is shown."""
    trace = traces.trace(viewer, found)
    if not trace.steps:
        raise NotFoundError(f"no event names {found.canonical}")
    link = showing.thing_link(found)
    made = next((s for s in reversed(trace.steps) if _makes(s, found.number)), trace.steps[-1])
    return LotPage(
        name=link.word,
        lot=link.note or showing.short_code(identify(found.canonical)),
        identifier=showing.label(found),
        digital_link=installation.public_url(showing.public_path(found)),
        verdict=_verdict(trace),
        blocks=(_from(trace, made), _to(trace), _quality(trace), _responsible(trace)),
        proof=showing.proof(standing(made.record, installation.policy()), None),
        trace_href=f"/things/{found.number}",
    )


def _makes(step: Step, number: int) -> bool:
    return any(part.thing.number == number for part in step.after()) and (
        step.event_type == "TransformationEvent" or step.action == "ADD"
    )


def _from(trace: Trace, made: Step) -> Block:
    """来源: what it was made of, back to the things that were made of nothing."""
    made_of = {link.end for link in trace.links}
    upstream = _reach(trace, backwards=True)
    origins = [trace.nodes[number] for number in sorted(upstream - made_of)]
    facts = [
        Fact(glossary.word(made.biz_step or "other"), made.event_time, "time", made.place.name if made.place else "")
    ]
    facts += [Fact("源头", showing.thing_link(one), "link") for one in origins[:4]]
    missing = "" if origins else "没有记录说明它由什么制成。"
    if not trace.is_whole:
        missing = "经过很长，这里没有全部列出；请看全部经过。"
    return Block("provenance_known", "来源", tuple(facts), missing)


def _to(trace: Trace) -> Block:
    """去向: what it went into, and where it was last."""
    downstream = [trace.nodes[number] for number in sorted(_reach(trace, backwards=False))]
    newest = trace.steps[0]
    facts = [Fact("制成", showing.thing_link(one), "link") for one in downstream[:4]]
    if newest.place:
        facts.append(Fact("最近所在", showing.thing_link(newest.place), "link"))
    return Block("destination_traceable", "去向", tuple(facts), "" if facts else "没有记录说明它去了哪里。")


def _quality(trace: Trace) -> Block:
    inspected = [s for s in trace.steps if s.biz_step in {"inspecting", "sampling", "accepting"}]
    facts = tuple(
        Fact(
            glossary.word(s.biz_step or ""),
            Link(glossary.word(s.disposition or "unknown"), f"/records/{reference(s.record)}"),
            "link",
        )
        for s in inspected[:3]
    )
    return Block(
        "quality_checkable", "质量", facts, "" if facts else "这一批没有检验记录。质量无法判断，不等于不合格。"
    )


def _responsible(trace: Trace) -> Block:
    facts = tuple(Fact(link.note, link.word) for link in _answerable(trace.steps))
    return Block("responsibility_answerable", "责任", facts, "" if facts else "记录人没有以机构的名义记录。")


def _reach(trace: Trace, *, backwards: bool) -> set[int]:
    """Everything before (or after) the thing in its genealogy, the thing itself left out."""
    reached: set[int] = set()
    frontier = {trace.thing.number}
    while frontier:
        following = {
            (link.start if backwards else link.end)
            for link in trace.links
            if (link.end if backwards else link.start) in frontier
        }
        frontier = following - reached - {trace.thing.number}
        reached |= frontier
    return reached
