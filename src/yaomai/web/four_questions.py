"""How are the four answers (traceability/queries/answers.py) told: to people in four panels, to programs as JSON?"""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from yaomai.ledger.engine.deed import reference
from yaomai.ledger.figure import Figure
from yaomai.standards.gs1.identifier import identify
from yaomai.traceability.engine import answers as engine
from yaomai.traceability.engine.answers import Answerable, Holding, Missing, Root, Said, Withheld
from yaomai.traceability.queries.answers import ANCESTORS_MAX, EVENTS_MAX, READ_MAX, Answers
from yaomai.traceability.queries.whereabouts import DESCENDANTS_MAX
from yaomai.web import glossary, showing
from yaomai.web.labels import day, grouped, unit_word
from yaomai.web.presentation import Answer, Fact, Link
from yaomai.web.recall_sheet import DISCREPANCY_WORDS

_LISTED = 6
"""So many lines a panel has; it says how many more there are."""
_STATES = {"complete": "answered", "incomplete": "partly_answered", "nothing": "unanswered"}
_MISSING = {
    engine.NEVER_MADE: "没有事件说明它是怎样产生的",
    engine.NO_PLACE: "产生它的事件没有写地点",
    engine.NO_PARTY: "产生它的事件没有以机构的名义记录",
    engine.CLASS_ONLY: "投入的原料只写了品种，没有写是哪一批",
    engine.NOTHING_WENT_IN: "没有事件说明这一步投入了什么",
    engine.NO_HOLDER: "没有事件说明在谁手里",
    engine.NOT_RECEIVED: "发货以后没有收货的记录",
    engine.NOT_FOLLOWED: "没有事件说明它在哪里",
    engine.NEVER_INSPECTED: "它和它的原料都没有检验记录",
    engine.NO_RESULT: "检验过，没有写明结果",
    engine.NOBODY_ANSWERS: "这一步没有写由谁负责",
    **DISCREPANCY_WORDS,
}
_SAID = {
    "test_result": "检验报告",
    "certificate": "证书",
    "sensor_alert": "传感器报警",
    "recall": "召回",
}

Code = Literal["provenance_known", "destination_traceable", "quality_checkable", "responsibility_answerable"]


def panels(found: Answers) -> tuple[Answer, ...]:
    """The four answers for people, each with what it rests on and what is missing."""
    return (_origin(found), _whereabouts(found), _quality(found), _responsibility(found))


_TITLES: dict[Code, str] = {
    "provenance_known": "来源",
    "destination_traceable": "去向",
    "quality_checkable": "质量",
    "responsibility_answerable": "责任",
}


_OF_ANCESTORS = f"最多看 {grouped(ANCESTORS_MAX)} 批的 {grouped(EVENTS_MAX)} 个事件"
_LIMITS: dict[Code, str] = {
    "provenance_known": f"{_OF_ANCESTORS}，这以外的没有看。",
    "destination_traceable": f"最多看由它制成的 {grouped(DESCENDANTS_MAX)} 件，这以外的没有看。",
    "quality_checkable": f"{_OF_ANCESTORS}；证书和报警最多看 {grouped(READ_MAX)} 个事件的全文。这以外的没有看。",
    "responsibility_answerable": f"{_OF_ANCESTORS}，这以外的没有看。",
}
"""How much is looked at for each question."""


def _panel(
    found: Answers,
    code: Code,
    answer: engine.Origin | engine.Whereabouts | engine.Quality | engine.Responsibility,
    lines: Sequence[Fact],
    state: str = "",
) -> Answer:
    shown = list(lines[:_LISTED])
    if len(lines) > _LISTED:
        shown.append(Fact(f"等 {len(lines)} 项", Link("看全部经过", "#steps"), "link"))
    if isinstance(answer, engine.Quality | engine.Responsibility) and answer.withheld:
        shown.append(Fact("另有", f"{len(answer.withheld)} 个事件有些内容只对有权的人开放"))
    gaps = [one for one in answer.missing if one.code != engine.CUT]
    if len(gaps) < len(answer.missing):  # a limit of ours is no gap in the record
        shown.append(Fact("没有全看", _LIMITS[code]))
        state = state or ("partly_answered" if gaps else "partly_read")
    return Answer(code, _TITLES[code], state or _STATES[answer.verdict], tuple(shown), _missing(found, gaps))


def _missing(found: Answers, missing: Sequence[Missing]) -> tuple[Link, ...]:
    """What is missing, alike ones told once with how many there are; each leads to where it is missing."""
    alike: dict[str, list[Missing]] = {}
    for one in missing:
        alike.setdefault(one.code, []).append(one)
    return tuple(_missing_link(found, code, ones) for code, ones in alike.items())


def _missing_link(found: Answers, code: str, ones: Sequence[Missing]) -> Link:
    first = ones[0]
    named = found.names.get(first.thing or 0)
    words = _MISSING.get(code, code)
    if len(ones) > 1:
        words = f"{words}（{grouped(len(ones))} 处）"
    record = (
        first.record if first.record is not None else -first.step if first.step is not None and first.step < 0 else None
    )
    href = f"/records/{reference(record)}" if record is not None else showing.thing_link(named).href if named else ""
    is_itself = named is None or named.number == found.thing.number
    link = showing.thing_link(named) if named and not is_itself else None
    return Link(words, href, f"{link.word} {link.note}".strip() if link else "")


def _thing(found: Answers, number: int | None) -> Link | None:
    named = found.names.get(number or 0)
    return showing.thing_link(named) if named else None


def _words(*links: Link | None) -> str:
    return "，".join(link.word for link in links if link)


def _organisation(found: Answers, number: int | None) -> Link | None:
    return showing.organisation_link(found.organisations.get(number or 0))


def _day(one: Root | Said | Answerable | Holding) -> str:
    return day(one.event_time) if one.event_time else ""


# For people


def _origin(found: Answers) -> Answer:
    origin = found.origin
    lines = [
        Fact(
            "采收",
            Link(
                _words(_thing(found, one.place)) or "地点未记录",
                f"/records/{reference(one.record)}",
                _when_by(found, one),
            ),
            "link",
        )
        for one in origin.gathered
    ]
    for root in origin.roots:
        if root.thing != found.thing.number or not lines:
            link = _thing(found, root.thing) or Link(str(root.thing))
            where = "，".join(word for word in (_words(_thing(found, root.place)), _day(root)) if word)
            lines.append(Fact("源头", Link(link.word, link.href, f"{link.note} {where}".strip()), "link"))
    return _panel(found, "provenance_known", origin, lines)


def _when_by(found: Answers, one: Any) -> str:
    by = _organisation(found, one.organisation)
    return " ".join(word for word in (day(one.event_time), by.word if by else "", by.note if by else "") if word)


def _whereabouts(found: Answers) -> Answer:
    lines = [
        Fact(glossary.word(one.state), Figure(one.quantity, one.uom or "", ""), "figure", _holder(found, one))
        for one in found.whereabouts.holdings
    ]
    return _panel(found, "destination_traceable", found.whereabouts, lines)


def _holder(found: Answers, one: Holding) -> str:
    """With whom, and on the way to whom."""
    party = _thing(found, one.party) or _organisation(found, one.organisation)
    holder = _words(_thing(found, one.place), party)
    to = _words(_thing(found, one.to_place), _thing(found, one.to_party))
    return f"{holder or '持有人未记录'}{f' → {to}' if to else ''}"


def _quality(found: Answers) -> Answer:
    quality = found.quality
    lines = [_said(found, one) for one in quality.said]
    return _panel(found, "quality_checkable", quality, lines, "speaks_against" if quality.speaks_against else "")


def _said(found: Answers, one: Said) -> Fact:
    href = f"/recalls/{one.word}" if one.kind == "recall" else f"/records/{reference(one.record)}"
    by = _organisation(found, one.organisation)
    whose = _thing(found, one.thing)
    of = "" if one.thing == found.thing.number or whose is None else f"{whose.word} {whose.note}".strip()
    note = " · ".join(word for word in (of, _day(one), by.word if by else "", by.note if by else "") if word)
    if one.kind == "inspection":
        label, word = (
            glossary.word(one.biz_step or "inspecting"),
            glossary.word(one.word) if one.word else "没有写明结果",
        )
    elif one.kind == "disposition":
        label, word = "状态", glossary.word(one.word)
    else:
        named = found.names.get(one.reference or 0)
        label, word = _SAID[one.kind], identify(named.canonical).label if named else one.word
    return Fact(label, Link(word, href, note), "link")


def _responsibility(found: Answers) -> Answer:
    """Who answers, each with the steps: the organisation that recorded, and parties that the events name."""
    steps: dict[str, dict[str, None]] = {}
    links: dict[str, Link] = {}
    for one in found.responsibility.steps:
        for link in _answering(found, one):
            links.setdefault(link.word, link)
            steps.setdefault(link.word, {})[glossary.word(one.biz_step or "other")] = None
    lines = [party_line(links[party], list(words)) for party, words in steps.items()]
    return _panel(found, "responsibility_answerable", found.responsibility, lines)


def party_line(party: Link, steps: Sequence[str]) -> Fact:
    """A party under its first step; the others stand after its name."""
    others = "、".join(steps[1:5]) + ("等" if len(steps) > 5 else "")
    note = " · ".join(word for word in (party.note, others) if word)
    return Fact(steps[0], Link(party.word, party.href, note), "link")


def _answering(found: Answers, one: Answerable) -> list[Link]:
    parties = [_thing(found, number) for _, number in one.sources] or [_organisation(found, one.organisation)]
    return [link for link in parties if link]


# For programs


def as_json(found: Answers) -> dict[str, Any]:
    """origin, whereabouts, quality, responsibility: each with its verdict (complete, incomplete, nothing), the evidence as record
    references, what is missing, and what is withheld from this caller.
    """
    return {
        "origin": _common(found.origin.verdict, found.origin.missing, found.origin.evidence)
        | {
            "roots": [_each(found, one, "thing", "place") for one in found.origin.roots],
            "gathered": [_each(found, one, "thing", "place") for one in found.origin.gathered],
        },
        "whereabouts": _common(found.whereabouts.verdict, found.whereabouts.missing, found.whereabouts.evidence)
        | {
            "holdings": [
                {
                    "product": one.product,
                    "state": one.state,
                    "quantity": format(one.quantity, "f"),
                    "uom": one.uom,
                    "unit": unit_word(one.uom or ""),
                    "things": one.things,
                    "place": _id(found, one.place),
                    "party": _id(found, one.party),
                    "partyWithheld": one.party_withheld,
                    "organisation": one.organisation,
                    "toPlace": _id(found, one.to_place),
                    "toParty": _id(found, one.to_party),
                    "disposition": one.disposition,
                    "record": reference(one.record),
                    "eventTime": one.event_time,
                }
                for one in found.whereabouts.holdings
            ]
        },
        "quality": _common(found.quality.verdict, found.quality.missing, found.quality.evidence, found.quality.withheld)
        | {
            "speaksAgainst": found.quality.speaks_against,
            "said": [
                _each(found, one, "thing", "place")
                | {"kind": one.kind, "word": one.word, "reference": _id(found, one.reference)}
                for one in found.quality.said
            ],
        },
        "responsibility": _common(
            found.responsibility.verdict,
            found.responsibility.missing,
            found.responsibility.evidence,
            found.responsibility.withheld,
        )
        | {
            "steps": [
                _each(found, one, "place")
                | {
                    "things": list(one.things),
                    "sources": [{"type": kind, "party": _id(found, number)} for kind, number in one.sources],
                    "destinations": [{"type": kind, "party": _id(found, number)} for kind, number in one.destinations],
                }
                for one in found.responsibility.steps
            ]
        },
        "organisations": {str(number): one.name for number, one in found.organisations.items()},
    }


def _common(
    verdict: str, missing: Iterable[Missing], evidence: Iterable[int], withheld: Iterable[Withheld] = ()
) -> dict[str, Any]:
    return {
        "verdict": verdict,
        "evidence": [reference(record) for record in evidence],
        "missing": [
            {
                "code": one.code,
                "node": one.thing if one.thing is not None else one.step,
                "record": None if one.record is None else reference(one.record),
            }
            for one in missing
        ],
        "withheld": [{"record": reference(one.record), "members": list(one.members)} for one in withheld],
    }


def _id(found: Answers, number: int | None) -> str | None:
    named = found.names.get(number or 0)
    return named.canonical if named else None


def _each(found: Answers, one: Any, *members: str) -> dict[str, Any]:
    """What all statements have: record, bizStep, eventTime, organisation; and these members as identifiers."""
    return {
        "record": None if one.record is None else reference(one.record),
        "bizStep": getattr(one, "biz_step", None),
        "eventTime": one.event_time,
        "organisation": one.organisation,
        **{member: _id(found, getattr(one, member)) for member in members},
    }
