"""What does the trace page of a thing show: the answer, the genealogy, each step, the places, the quantities?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from yaomai.people.queries.recorders import organisation_names
from yaomai.people.viewer import Viewer
from yaomai.registers.queries import names
from yaomai.registers.queries.names import Named
from yaomai.traceability.queries import answers as answers_of
from yaomai.traceability.queries import corrections, last_changed, lot_doubts
from yaomai.traceability.queries import lot_facts as facts_of
from yaomai.traceability.queries import trace as traces
from yaomai.traceability.queries.answers import Answers
from yaomai.traceability.queries.lot_facts import LotFacts
from yaomai.traceability.queries.recalls import Recall
from yaomai.traceability.queries.trace import Step, Trace
from yaomai.web import four_questions, glossary, judgement, labels, lot_page, showing
from yaomai.web.graph import Picture
from yaomai.web.judgement import Known
from yaomai.web.presentation import Amount, Fact, Link, Moments, TracePage
from yaomai.web.presentation import Step as ShownStep
from yaomai.web.table import Arrangement, Column, Table

STEPS_SHOWN = 20
_QUANTITIES_SHOWN = 12
_ANSWERED_AT_ONCE = 300
NOW = Moments()
_PLACE_COLUMNS = (
    Column("place", "地点", "link"),
    Column("first", "第一次", "time"),
    Column("last", "最近一次", "time"),
    Column("steps", "做了什么"),
)


@dataclass(frozen=True, slots=True)
class Read:
    """What the record says of a thing, as of `when`; `facts` None: of a place, of which nothing is judged. `is_seen_twice`: its
    code was sold more than once; `unbalanced`: records of steps that put out more than went in, which it came out of.
    """

    trace: Trace
    facts: LotFacts | None
    recalls: Sequence[Recall]
    answers: Answers | None
    when: Moments
    is_seen_twice: bool
    unbalanced: Sequence[int]


def read(viewer: Viewer, found: Named, when: Moments = NOW, *, with_answers: bool | None = None) -> Read:
    """What the page is made of. The four answers about a thing of which very much came take their time: by default (None) they are
    given when the genealogy is small.
    """
    with last_changed.unchanging():
        trace = traces.trace(viewer, found, known_on=when.known_on, at=when.at)
        if found.kind == "place":
            return Read(trace, None, (), None, when, is_seen_twice=False, unbalanced=())
        facts = facts_of.lot_facts(found, known_on=when.known_on, at=when.at)
        recalls = lot_doubts.reaching(facts, known_on=when.known_on, at=when.at).recalls
        is_seen_twice = lot_page.is_seen_twice(found, known_on=when.known_on, at=when.at)
        unbalanced = lot_doubts.out_of_nothing(facts.back.steps, known_on=when.known_on, at=when.at)
        is_wanted = len(trace.nodes) <= _ANSWERED_AT_ONCE if with_answers is None else with_answers
        answers = answers_of.answers(viewer, found, known_on=when.known_on, at=when.at) if is_wanted else None
    return Read(trace, facts, recalls, answers, when, is_seen_twice=is_seen_twice, unbalanced=unbalanced)


def grave(read_: Read) -> Mapping[int, str]:
    """Which things of the genealogy are marked in its drawing, and by which state."""
    if read_.facts is None:
        return {}
    said = {one.thing: judgement.grave_word(one) for one in reversed(read_.facts.upstream) if not one.declared_in_error}
    said |= {one.identifier.number: "recalled" for one in read_.recalls if one.identifier and one.scope == "lot"}
    return {number: state for number, state in said.items() if state}


def page(
    viewer: Viewer, read_: Read, picture: Picture, *, start: int = 0, path: str = "", asked: str = ""
) -> TracePage:
    """The page, with the steps from `start` on. `path` is where it stands, `asked` the moments in its query string."""
    trace, facts = read_.trace, read_.facts
    found = trace.thing
    link = showing.thing_link(found)
    made = _made(trace)
    shown = trace.steps[start : start + STEPS_SHOWN]
    corrected = [step.record for step in shown if step.declared_in_error]
    return TracePage(
        kind=showing.kind_word(found.scheme),
        name=link.word,
        identifier=showing.label(found),
        digital_link=found.canonical if found.canonical.startswith("https://id.gs1.org") else "",
        verdict=_judged(viewer, facts, read_).verdict if facts else None,
        picture=picture,
        answers=four_questions.panels(read_.answers) if read_.answers else (),
        answers_href=""
        if read_.answers or facts is None
        else f"{path}?{'&'.join(filter(None, (asked, 'part=answers')))}",
        steps=_steps(viewer, shown, corrected, read_.when, found.number),
        places=_places(trace.steps) if facts else None,
        quantities=_few(_quantities(trace)),
        lead=made[0].figure if made else None,
        lead_label=made[1] if made else "",
        lot_href="" if facts is None or not trace.steps else showing.public_path(found),
        path=path,
        moments=read_.when,
        newer_href=_steps_from(path, asked, start - STEPS_SHOWN) if start else "",
        older_href=_steps_from(path, asked, start + STEPS_SHOWN) if len(trace.steps) > start + STEPS_SHOWN else "",
        is_whole=trace.is_whole,
        entry=showing.entry_link(found),
    )


def _steps_from(path: str, asked: str, start: int) -> str:
    query = "&".join(part for part in (asked, urlencode({"after": start}) if start > 0 else "") if part)
    return f"{path}?{query}#steps" if query else f"{path}#steps"


def _judged(viewer: Viewer, facts: LotFacts, read_: Read) -> judgement.Judgement:
    recorders = {one.organisation for one in (*facts.own, *facts.upstream)}
    known = Known(names.by_number(judgement.mentioned(facts)), organisation_names(recorders))
    return judgement.judge(
        facts,
        known,
        [lot_page.recall_words(one, facts.thing) for one in read_.recalls],
        is_seen_twice=read_.is_seen_twice,
        unbalanced=judgement.unbalanced_steps(facts, read_.unbalanced, is_signed_in=viewer.is_signed_in),
    )


def _steps(
    viewer: Viewer, shown: Sequence[Step], corrected: Sequence[int], when: Moments, thing: int
) -> tuple[ShownStep, ...]:
    replaced = corrections.replacements(viewer, corrected, known_on=when.known_on)
    return showing.steps(shown, replaced, thing=thing)


def _places(steps: Sequence[Step]) -> Table | None:
    """Where it was: each place once, with its first and last time and what was done there, the last place first."""
    visits: dict[int, list[Step]] = {}
    for step in steps:
        if step.place is not None and not step.declared_in_error:
            visits.setdefault(step.place.number, []).append(step)
    rows = []
    for there in visits.values():
        words = dict.fromkeys(glossary.word(step.biz_step or "other") for step in reversed(there))
        place = there[0].place
        link = showing.thing_link(place) if place else None
        rows.append(
            {"place": link, "first": there[-1].event_time, "last": there[0].event_time, "steps": "、".join(words)}
        )
    if not rows:
        return None
    return Table("places", "到过的地点", _PLACE_COLUMNS, tuple(rows), Arrangement("last", True, {}), total=len(rows))


def _made(trace: Trace) -> tuple[Amount, str] | None:
    """How much of the thing came into being, and by which word: the first event that made it and says a quantity."""
    for step in reversed(trace.steps):
        for part in step.after() if not step.declared_in_error else ():
            is_made = step.event_type == "TransformationEvent" or step.action == "ADD"
            if part.thing.number == trace.thing.number and part.quantity is not None and is_made:
                return showing.amount(step.record, part), glossary.word(step.biz_step or "commissioning")
    return None


def _few(quantities: tuple[Fact, ...]) -> tuple[Fact, ...]:
    if len(quantities) <= _QUANTITIES_SHOWN:
        return quantities
    rest = Fact(f"等 {len(quantities)} 项", Link("其余的见各步", "#steps"), "link")
    return (*quantities[:_QUANTITIES_SHOWN], rest)


def _quantities(trace: Trace) -> tuple[Fact, ...]:
    """Each quantity of the thing that an event in force states, with the step that states it."""
    facts = []
    for step in reversed(trace.steps):
        for part in step.parts if not step.declared_in_error else ():
            if part.thing.number == trace.thing.number and part.quantity is not None:
                side = "投入" if part in step.before() else ""
                word = glossary.word(step.biz_step or "other")
                day = labels.day(step.event_time)
                facts.append(Fact(f"{word}{side}", showing.amount(step.record, part).figure, "figure", day))
    return tuple(facts)
