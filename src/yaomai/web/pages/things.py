"""What is this thing, where did it come from, and what became of it? The search, the trace page, and the public page of a lot."""

from collections.abc import Sequence
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from yaomai.errors import NotFoundError, ProofError
from yaomai.ledger.engine.deed import deed_and_position, parse_reference
from yaomai.ledger.models import Deed
from yaomai.ledger.queries.prove import standing
from yaomai.people.queries.recorders import OrganisationName, organisation_names
from yaomai.people.viewer import Viewer
from yaomai.registers.queries import names
from yaomai.registers.queries.names import Named
from yaomai.standards.gs1.identifier import identify
from yaomai.traceability.queries import inspections
from yaomai.traceability.queries import trace as traces
from yaomai.traceability.queries.trace import Step, Trace
from yaomai.web import glossary, installation, showing
from yaomai.web.access import Request, anyone, open_to
from yaomai.web.graph import Edge, Node, Picture, layout
from yaomai.web.judgement import judge, reach
from yaomai.web.pages.errors import wants_problem
from yaomai.web.presentation import Amount, Answer, Fact, Link, LotPage, TracePage

_LISTED = 4
"""So many things of a kind stand on the page of a lot; it says how many there are, and leads to all."""


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
    return _public_page(request, _by_number(number))


@open_to(anyone)
def digital_link(request: HttpRequest, path: str) -> HttpResponse:
    """The public page behind a GS1 Digital Link on this site: what a phone's camera opens."""
    scanned = identify(f"https://id.gs1.org/{path}")
    try:
        return _public_page(request, traces.find_thing(scanned.canonical))
    except NotFoundError:
        if wants_problem(request):
            raise
        context = {
            "code": scanned.label.removeprefix("https://id.gs1.org"),
            "typed": "".join(value for _, value in scanned.parts[-1:]),
            "fault": _FAULTS.get(scanned.fault.code, _MALFORMED) if scanned.fault else "",
        }
        return render(request, "unknown_code.html", context, status=404)


_FAULTS = {"gs1.check_digit_wrong": "这个编码的校验位不对：其中至少有一位数字印错、抄错或读错了。"}
_MALFORMED = "这个编码的写法不合 GS1 的规则：位数不对，或有不该出现的字符。"


def _public_page(request: HttpRequest, found: Named) -> HttpResponse:
    """A place has no such page: what happened there is on its own."""
    if found.kind == "place":
        return HttpResponseRedirect(f"/things/{found.number}")
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
    is_place = found.kind == "place"
    return TracePage(
        kind=showing.kind_word(found.scheme),
        name=link.word,
        identifier=showing.label(found),
        digital_link=found.canonical if found.canonical.startswith("https://id.gs1.org") else "",
        verdict=None if is_place else judge(trace).verdict,
        picture=_picture(trace),
        steps=steps,
        quantities=_quantities(trace),
        path=f"/things/{found.number}",
        lead=made[0].figure if made else None,
        lead_label=made[1] if made else "",
        lot_href="" if is_place or not steps else showing.public_path(found),
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


def _answerable(steps: Sequence[Step]) -> list[tuple[OrganisationName, str]]:
    """Who recorded the thing's events, each with the steps."""
    known = organisation_names(step.organisation for step in steps)
    by_party: dict[int, list[str]] = {}
    for step in reversed(steps):
        if step.organisation is not None:
            words = by_party.setdefault(step.organisation, [])
            word = glossary.word(step.biz_step or "other")
            if word not in words:
                words.append(word)
    return [(known[party], "、".join(words)) for party, words in by_party.items() if party in known]


def lot_page(viewer: Viewer, found: Named) -> LotPage:
    """What somebody with a phone and a pack in hand is shown."""
    trace = traces.trace(viewer, found)
    if not trace.steps:
        raise NotFoundError(f"no event names {found.canonical}")
    link = showing.thing_link(found)
    made = next((s for s in reversed(trace.steps) if _makes(s, found.number)), trace.steps[-1])
    judged = judge(trace)
    return LotPage(
        name=link.word,
        code_word=showing.code_word(found.scheme),
        lot=link.note or showing.short_code(identify(found.canonical)),
        identifier=showing.label(found),
        digital_link=installation.public_url(showing.public_path(found)),
        verdict=judged.verdict,
        answers=(_from(trace, made), _to(trace), _quality(judged.inspected), _responsible(trace)),
        proof=showing.proof(standing(made.record, installation.policy()), None),
        trace_href=f"/things/{found.number}",
    )


def _makes(step: Step, number: int) -> bool:
    return any(part.thing.number == number for part in step.after()) and (
        step.event_type == "TransformationEvent" or step.action == "ADD"
    )


def _from(trace: Trace, made: Step) -> Answer:
    """来源: what it was made of, back to the things that were made of nothing, and where those came from the ground."""
    made_of = {link.end for link in trace.links}
    upstream = reach(trace, backwards=True)
    origins = sorted(upstream - made_of)
    facts = [
        Fact(glossary.word(made.biz_step or "other"), made.event_time, "time", made.place.name if made.place else "")
    ]
    gathered = inspections.gathered({trace.thing.number, *upstream})
    places = [one for one in gathered if one.place and one.record != made.record]
    facts += [
        Fact(glossary.word(one.biz_step or "other"), one.event_time, "time", showing.thing_link(one.place).word)
        for one in places[:_LISTED]
        if one.place
    ]
    began = {one.thing: one for one in inspections.began(origins[:_LISTED])}
    for number in origins[:_LISTED]:
        link = showing.thing_link(trace.nodes[number])
        place = began[number].place if number in began else None
        facts.append(Fact("源头", link, "link", showing.thing_link(place).word if place else ""))
    facts += _cut(trace, max(len(origins), len(places)))
    missing = "" if origins else "没有记录说明它由什么制成。"
    if not trace.is_whole:
        missing = "经过很长，这里没有全部列出；请看全部经过。"
    return _answer("provenance_known", "来源", facts, missing)


def _cut(trace: Trace, count: int) -> list[Fact]:
    """Says that a list was cut, and leads to the whole of it."""
    if count <= _LISTED:
        return []
    many = f"等 {count} 个" if trace.is_whole else f"等 {count} 个以上"
    return [Fact(many, Link("看全部经过", f"/things/{trace.thing.number}"), "link")]


def _to(trace: Trace) -> Answer:
    """去向: what it went into, and where it was last."""
    downstream = [trace.nodes[number] for number in sorted(reach(trace, backwards=False))]
    newest = trace.steps[0]
    facts = [Fact("制成", showing.thing_link(one), "link") for one in downstream[:_LISTED]]
    facts += _cut(trace, len(downstream))
    if newest.place:
        facts.append(
            Fact("最近所在", Link(showing.thing_link(newest.place).word, f"/things/{newest.place.number}"), "link")
        )
    return _answer("destination_traceable", "去向", facts, "" if facts else "没有记录说明它去了哪里。")


def _quality(inspected: Sequence[Link]) -> Answer:
    facts = tuple(Fact("检验", one, "link") for one in inspected[:_LISTED])
    missing = "这一批和所用的各批都没有检验记录。质量无法判断，不等于不合格。"
    return _answer("quality_checkable", "质量", facts, "" if facts else missing)


def _responsible(trace: Trace) -> Answer:
    facts = tuple(Fact(steps, showing.organisation_link(name), "link") for name, steps in _answerable(trace.steps))
    return _answer("responsibility_answerable", "责任", facts, "" if facts else "记录人没有以机构的名义记录。")


def _answer(code: str, title: str, facts: Sequence[Fact], missing: str) -> Answer:
    state = "unanswered" if not facts else "partly_answered" if missing else "answered"
    return Answer(code, title, state, tuple(facts), (Link(missing),) if missing else ())  # type: ignore[arg-type]
