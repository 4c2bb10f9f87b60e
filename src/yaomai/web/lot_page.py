"""What does somebody read who has a pack in hand: what is it, is it good, what to do, where from, who answers, how to check it?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from yaomai.errors import NotFoundError
from yaomai.people.queries.recorders import organisation_names
from yaomai.people.viewer import ANYONE
from yaomai.registers.queries import names
from yaomai.registers.queries.names import Named
from yaomai.standards.gs1.identifier import identify
from yaomai.traceability.engine.genealogy import sources
from yaomai.traceability.queries import duplicates, lot_doubts
from yaomai.traceability.queries import lot_facts as facts_of
from yaomai.traceability.queries.duplicates import Duplicate
from yaomai.traceability.queries.lot_facts import LotFacts, Said
from yaomai.traceability.queries.recalls import Recall
from yaomai.web import four_questions, glossary, installation, judgement, labels, showing
from yaomai.web.judgement import Judgement, Known
from yaomai.web.presentation import Answer, Fact, Link, LotPage
from yaomai.web.product_checks import product_checks

_LISTED = 4
"""So many things of a kind stand on the page of a lot; it says how many there are, and leads to all."""
_SOLD_ONCE = ("gtin+serial", "gtin+controlled serial", "itip+serial", "cn.drug_trace_code")
_COUNTED = 1_000
"""What was made of it is counted so far."""

ADVICE = {
    "recalled": (
        "不要再用，也不要转给别人。",
        "留好包装和购买凭据，退回购买的药店或医院；退不了的，交给药品监督管理部门。",
        "已经用过并感到不适的，带上包装去看医生。",
    ),
    "non_conformant": ("不要使用。", "留好包装，向购买的药店或医院说明，要求退换。"),
    "expired": ("不要使用。", "交到药店的过期药品回收点，不要随生活垃圾丢弃。"),
    "damaged": ("不要使用。", "向购买的药店或医院说明，要求退换。"),
    "destroyed": ("它已登记为销毁，不该还在流通：不要使用。", "留好包装，向药品监督管理部门反映（12315）。"),
    "stolen": ("它已登记为被盗：不要使用。", "留好包装，向药品监督管理部门反映（12315）。"),
    "code_seen_twice": (
        "先不要使用：您手里的可能是仿冒品。",
        "留好包装和购买凭据，请购买的药店核对进货记录。",
        "核对不清的，向药品监督管理部门反映（12315）。",
    ),
    "needs_replacement": ("先不要使用，等待更换。",),
}
"""By verdict: what whoever holds it should do now."""


@dataclass(frozen=True, slots=True)
class Made:
    """A page, and the things and steps that it was made of: what is said of any of these may change it; of `onward` also what
    they lead to.
    """

    page: LotPage
    nodes: frozenset[int]
    onward: frozenset[int]
    is_lasting: (
        bool  # its proof says the same for good, and `nodes` are all; else it changes with what is not among them
    )


def lot_page(found: Named, *, now: datetime, is_signed_in: bool = False) -> Made:
    """The public page of a thing, for anybody or with links for who is signed in. Raises NotFoundError when no event names it."""
    facts = facts_of.lot_facts(found)
    if not facts.own:
        raise NotFoundError(f"no event names {found.canonical}")
    made = next((one for one in reversed(facts.own) if one.is_made and not one.declared_in_error), None)
    began = made or facts.own[-1]
    origins = sorted(sources(facts.ancestors, facts.back.links))
    products = facts_of.became(found.number, most=_COUNTED + 1)
    reaching = lot_doubts.reaching(facts)
    records = lot_doubts.out_of_nothing(facts.back.steps)
    known = _known(facts, [*origins[:_LISTED], *products[:_LISTED]])
    twice = _sold_again(found)
    judged = judgement.judge(
        facts,
        known,
        [recall_words(one, found) for one in reaching.recalls],
        is_seen_twice=bool(twice),
        unbalanced=judgement.unbalanced_steps(facts, records, is_signed_in=is_signed_in),
    )
    link, product = showing.thing_link(found), _product(found)
    proof, is_lasting = showing.lasting_proof(began.record)
    page = LotPage(
        name=link.word if found.name else product.name if product else f"{showing.kind_word(found.scheme)} {link.word}",
        code_word=showing.code_word(found.scheme),
        lot=link.note or showing.short_code(identify(found.canonical)),
        identifier=showing.label(found),
        digital_link=installation.public_url(showing.public_path(found)),
        qr_href=f"/qr{showing.public_path(found)}",
        verdict=judged.verdict,
        alerts=tuple(_seen_twice(one) for one in twice),
        advice=ADVICE.get(judged.verdict.state, ()),
        answers=(
            _from(facts, made, origins, known),
            _to(facts, products, known),
            _quality(facts, judged),
            _responsible(facts, known),
        ),
        proof=proof,
        trace_href=f"/things/{found.number}",
        checks=product_checks(ANYONE, found.canonical, now),
    )
    nodes = reaching.nodes | reaching.containers | facts.itself | known.things.keys() | set(products[:_LISTED])
    nodes |= {product.number} if product else set()
    # Steps of several events put out more later, which counts in their balance.
    onward = frozenset({found.number, *(step for step in facts.back.steps if step > 0)})
    return Made(page, frozenset(nodes), onward, is_lasting and reaching.is_whole)


def _sold_again(found: Named, *, known_on: datetime | None = None, at: datetime | None = None) -> Sequence[Duplicate]:
    """The sales of a code that is on one pack only, if they are several until a moment."""
    twice = duplicates.sold_again([found.number], known_on=known_on) if found.scheme in _SOLD_ONCE else ()
    if at is None:
        return twice
    return [one for one in twice if sum(sale.event_time <= at for sale in one.sales) > 1]


def is_seen_twice(found: Named, *, known_on: datetime | None = None, at: datetime | None = None) -> bool:
    """Whether the code was sold more than once though it is on one pack only."""
    return bool(_sold_again(found, known_on=known_on, at=at))


def _known(facts: LotFacts, others: Sequence[int]) -> Known:
    """The names of everything that is spoken of, and of the product of the thing."""
    spoken = judgement.mentioned(facts) | set(others)
    spoken |= {one.place for one in _gathered(facts) if one.place is not None}
    spoken |= {one.place for one in facts.upstream if one.is_made and one.thing in others and one.place is not None}
    spoken |= {one.place for one in facts.own[-1:] + facts.own[:1] if one.place is not None}
    spoken |= {one.place for one in facts.own if one.is_made and one.place is not None}
    recorders = {one.organisation for one in (*facts.own, *facts.upstream)}
    return Known(names.by_number(spoken), organisation_names(recorders))


def _product(found: Named) -> Named | None:
    """The product whose lot or item it is, for one that has no name of its own."""
    key = identify(found.canonical).parts[:1]
    if found.name or not key or key[0][0] != "01":
        return None
    canonical = f"https://id.gs1.org/01/{key[0][1]}"
    named = names.by_canonical([canonical]).get(canonical)
    return named if named and named.name else None


def recall_words(recall: Recall, found: Named) -> Link:
    """An open recall that reaches a thing, in a sentence that leads to it."""
    what = "召回" if recall.identifier and recall.identifier.number == found.number else "所用的原料或同批已被召回"
    by = showing.organisation_words(recall.organisation)
    words = f"{labels.day(recall.started)} 起{what}（{_CLASSES[recall.recall_class]}）：{recall.reason}"
    return Link(words, f"/recalls/{recall.number}", by)


_CLASSES = {1: "一级召回", 2: "二级召回", 3: "三级召回"}


def _seen_twice(found: Duplicate) -> Link:
    """That a code which is on one pack only was sold more than once: when and where."""
    sales = "；".join(
        f"{labels.day(sale.event_time)} {showing.thing_link(sale.place).word if sale.place else '地点未记录'}"
        for sale in found.sales[:_LISTED]
    )
    words = f"这个编码只应在一盒上，却卖出过 {len(found.sales)} 次：{sales}。"
    return Link(words, f"/things/{found.thing.number}#steps")


def _gathered(facts: LotFacts) -> list[Said]:
    """Where the thing or an ancestor was gathered: the newest event of each place."""
    found: dict[int, Said] = {}
    for one in (*facts.own, *facts.upstream):
        if one.biz_step == "collecting" and one.place is not None and not one.declared_in_error:
            found.setdefault(one.place, one)
    return list(found.values())


def _when(one: Said, known: Known) -> Fact:
    place = known.things.get(one.place or 0)
    word = glossary.word(one.biz_step or "other")
    return Fact(word, one.event_time, "time", showing.thing_link(place).word if place else "")


def _from(facts: LotFacts, made: Said | None, origins: Sequence[int], known: Known) -> Answer:
    """来源: what it was made of, back to the things that were made of nothing, and where those came from the ground."""
    lines = [_when(made, known)] if made else []
    gathered = [one for one in _gathered(facts) if made is None or one.record != made.record]
    lines += [_when(one, known) for one in gathered[:_LISTED]]
    began = {one.thing: one for one in facts.upstream if one.is_made and not one.declared_in_error}
    for number in origins[:_LISTED]:
        place = known.things.get(began[number].place or 0) if number in began else None
        where = showing.thing_link(place).word if place else ""
        lines.append(Fact("源头", showing.thing_link(known.things[number]), "link", where))
    lines += _cut(facts, max(len(origins), len(gathered)), whole=facts.is_whole)
    if not (facts.is_whole and facts.has_all_events):
        lines.append(Fact("没有全部列出", Link("看全部经过", f"/things/{facts.thing.number}"), "link"))
    missing = []
    if made is None:
        missing.append(Link("没有记录说明它是怎样产生的。"))
    if not origins and not gathered:
        missing.append(Link("没有记录说明它由什么制成。"))
    return _answer("provenance_known", "来源", lines, missing, is_whole=facts.is_whole)


def _cut(facts: LotFacts, count: int, *, whole: bool) -> list[Fact]:
    """Says that a list was cut, and leads to the whole of it."""
    if count <= _LISTED:
        return []
    many = f"等 {count} 个" if whole else f"等 {count} 个以上"
    return [Fact(many, Link("看全部经过", f"/things/{facts.thing.number}"), "link")]


def _to(facts: LotFacts, products: Sequence[int], known: Known) -> Answer:
    """去向: what it went into, and where it was last."""
    lines = [Fact("制成", showing.thing_link(known.things[one]), "link") for one in products[:_LISTED]]
    lines += _cut(facts, min(len(products), _COUNTED), whole=len(products) <= _COUNTED)
    newest = next((one for one in facts.own if not one.declared_in_error), None)
    place = known.things.get(newest.place or 0) if newest else None
    if newest and place:
        where = Link(showing.thing_link(place).word, f"/things/{place.number}", labels.day(newest.event_time))
        lines.append(Fact("最近所在", where, "link"))
    if newest and newest.disposition:
        lines.append(Fact("状态", newest.disposition, "state"))
    return _answer("destination_traceable", "去向", lines, [] if lines else [Link("没有记录说明它去了哪里。")])


def _quality(facts: LotFacts, judged: Judgement) -> Answer:
    lines = [Fact("检验", one, "link") for one in judged.inspected[:_LISTED]]
    missing = [] if lines else [Link("这一批和所用的各批都没有检验记录。质量无法判断，不等于不合格。")]
    answer = _answer("quality_checkable", "质量", lines, missing, is_whole=facts.is_whole)
    is_against = judged.speaks_against or judged.verdict.state in judgement.HARMFUL_BEFORE
    return replace(answer, state="speaks_against") if is_against else answer


def _responsible(facts: LotFacts, known: Known) -> Answer:
    """责任: who recorded the events of the thing itself, each with the steps."""
    by_party: dict[int, list[str]] = {}
    nobody = False
    for one in reversed(facts.own):
        if one.organisation in known.organisations:
            words = by_party.setdefault(one.organisation or 0, [])
            word = glossary.word(one.biz_step or "other")
            if word not in words:
                words.append(word)
        else:
            nobody = True
    lines = [
        four_questions.party_line(Link(name.name, "", "虚构" if name.invented else ""), words)
        for party, words in by_party.items()
        for name in [known.organisations[party]]
    ]
    missing = [Link("有的步骤不是以机构的名义记录的。" if lines else "记录人没有以机构的名义记录。")] if nobody else []
    return _answer("responsibility_answerable", "责任", lines, missing)


def _answer(code: str, title: str, lines: Sequence[Fact], missing: Sequence[Link], *, is_whole: bool = True) -> Answer:
    """`is_whole`: all that bears on it was read; a limit of ours is no gap in the record."""
    state = "unanswered" if not lines else "partly_answered" if missing else "answered" if is_whole else "partly_read"
    return Answer(code, title, state, tuple(lines), tuple(missing))  # type: ignore[arg-type]  # codes of the glossary
