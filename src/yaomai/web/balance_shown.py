"""How do findings of the mass balance become what their pages show?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone

from yaomai.ledger.engine.deed import reference
from yaomai.ledger.figure import Figure
from yaomai.people.queries.recorders import organisation_names
from yaomai.registers.queries.names import Named
from yaomai.standards.unece import UNITS
from yaomai.traceability.engine.mass_balance import WEIGHING_TOLERANCE, Judgement
from yaomai.traceability.queries import trace
from yaomai.traceability.queries.balance import BalanceFinding
from yaomai.traceability.queries.genealogy_balance import GenealogyBalance
from yaomai.traceability.queries.trace import Part, Step
from yaomai.web import glossary, showing
from yaomai.web.labels import grouped, unit_word
from yaomai.web.presentation import Link
from yaomai.web.recall_shown import plain, sum_words
from yaomai.web.table import Column, Row

REASONS = {
    "part_of_a_step": "这一步分几个事件记录，单独看其中一个不能核算。",
    "nothing_in_or_out": "事件没有写投入，或没有写产出。",
    "inputs_not_comparable": "投入里有不能折算成重量的：按面积或按件记录，或没有写数量。",
    "outputs_not_comparable": "产出里有不能折算成重量的：按件记录而没有写净重，或没有写数量。",
    "no_greatest_loss": "做这一步的机构没有声明最大损耗，平台对这种加工也没有一般上限。",
}
_PARTS_SHOWN = 12
_PLACES = 3

CSV_COLUMNS = (
    Column("verdict", "结论", "state"),
    Column("thing", "对象"),
    Column("code", "编码"),
    Column("process", "加工"),
    Column("input", "投入", "figure"),
    Column("output", "产出", "figure"),
    Column("amount", "多出或损耗", "figure"),
    Column("loss", "损耗率（%）"),
    Column("allowed", "允许损耗（%）"),
    Column("words", "说明"),
    Column("place", "地点"),
    Column("by", "责任方"),
    Column("time", "事件时间"),
    Column("records", "记录"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One input or output of a step: the thing, its quantity as recorded, and what that is in the unit of the comparison."""

    thing: Link
    figure: Figure | None
    is_item: bool
    converted: Figure | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding as a card: what is the matter, in words; who, where, when; and the step opened."""

    key: str
    verdict: str
    thing: Link | None
    code: str
    process: str
    words: str
    place: Link | None
    by: Link | None
    time: datetime
    amount: Figure | None
    records: tuple[Link, ...]
    inputs: tuple[Line, ...]
    outputs: tuple[Line, ...]
    left_out: int
    judgement: Judgement | None
    input: Figure | None
    output: Figure | None
    tolerance: str
    is_lot: bool


def place_link(place: Named | None) -> Link | None:
    """A place by its name alone."""
    return replace(showing.thing_link(place), note="") if place else None


def findings(found: Sequence[BalanceFinding]) -> tuple[Finding, ...]:
    """The findings of a page; the steps of all of them are read at once."""
    steps = {step.record: step for step in trace.steps_of([record for one in found for record in one.records])}
    return tuple(_finding(one, steps) for one in found)


PROCESSES = {
    "sowing": "播种",
    "harvesting": "采收",
    "drying": "干燥",
    "sorting": "拣选",
    "cleaning": "净制",
    "slicing": "切制",
    "mixing": "混合",
    "extraction": "提取",
    "granulation": "制粒",
    "packing": "包装",
}
"""Processes that events state (yaomai:process), as they are called here; another stands as it was stated."""


@dataclass(frozen=True, slots=True)
class Root:
    """So much of a root stands behind a thing."""

    thing: Link
    figure: Figure


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind a thing: its amount, its roots, and in words how much was lost on the way."""

    amount: Figure
    roots: tuple[Root, ...]
    words: str


def steps_of(balance: GenealogyBalance) -> tuple[Finding, ...]:
    """Every step that a thing came through, the newest first, each judged."""
    events = {
        step.record: step for step in trace.steps_of([record for line in balance.steps for record in line.records])
    }
    organisations = organisation_names(step.organisation for step in events.values())
    shown = []
    for line in reversed(balance.steps):
        own = [events[record] for record in line.records if record in events]
        last = own[-1] if own else None
        made = last.after() if last else ()
        judged = line.judgement
        found = BalanceFinding(
            about="step",
            verdict=judged.verdict,
            reason=judged.reason,
            records=line.records,
            thing=made[0].thing if made else None,
            event_time=line.event_time,
            place=last.place if last else None,
            organisation=organisations.get(last.organisation or 0) if last else None,
            amount=judged.excess or max(judged.input - judged.output, Decimal(0)),
            uom=judged.uom,
            judgement=judged,
            balance=None,
        )
        one = _finding(found, events)
        process = PROCESSES.get(line.process, line.process) if line.process else one.process
        shown.append(replace(one, process=process))
    return tuple(shown)


def behind(balance: GenealogyBalance) -> Behind | None:
    """What stands behind the thing; None when that cannot be reckoned."""
    shares = balance.shares
    if shares is None:
        return None
    roots = sorted(shares.roots.items(), key=lambda one: -one[1])
    total = sum(shares.roots.values(), Decimal(0))
    lost = "没有经过可以折算的加工"
    if shares.loss is not None:
        gained = f"比源头还多 {percent(-shares.loss)}，多出的没有来历"
        lost = gained if shares.loss < 0 else f"一路损耗 {percent(shares.loss)}"
    amount, of = grouped(shown_amount(shares.amount)), grouped(shown_amount(total))
    return Behind(
        Figure(shown_amount(shares.amount), "KGM", ""),
        tuple(
            Root(showing.thing_link(balance.names[number]), Figure(shown_amount(mass), "KGM", ""))
            for number, mass in roots[:_PARTS_SHOWN]
            if number in balance.names
        ),
        f"这里的 {amount} 千克，折算回去是源头的 {of} 千克，{lost}。",
    )


def _finding(one: BalanceFinding, steps: dict[int, Step]) -> Finding:
    own = [steps[record] for record in one.records if record in steps]
    judged = one.judgement
    uom = (judged.uom if judged else one.uom) or ""
    inputs = [_line(step, part, uom) for step in own for part in step.before()] if judged else []
    outputs = [_line(step, part, uom) for step in own for part in step.after()] if judged else []
    return Finding(
        key=f"{one.about}-{reference(one.record)}",
        verdict=one.verdict,
        thing=showing.thing_link(one.thing) if one.thing else None,
        code=showing.label(one.thing) if one.thing else "",
        process="，".join(dict.fromkeys(glossary.word(step.biz_step or "other") for step in own)),
        words=words(one),
        place=place_link(one.place),
        by=showing.organisation_link(one.organisation),
        time=timezone.localtime(one.event_time),
        amount=Figure(shown_amount(one.amount), uom, "") if one.amount else None,
        records=tuple(Link(reference(record), f"/records/{reference(record)}") for record in one.records),
        inputs=tuple(inputs[:_PARTS_SHOWN]),
        outputs=tuple(outputs[:_PARTS_SHOWN]),
        left_out=max(0, len(inputs) - _PARTS_SHOWN)
        + max(0, len(outputs) - _PARTS_SHOWN)
        + sum(s.left_out for s in own),
        judgement=judged,
        input=Figure(shown_amount(judged.input), uom, "") if judged else None,
        output=Figure(shown_amount(judged.output), uom, "") if judged else None,
        tolerance=tolerance_words(judged) if judged else "",
        is_lot=one.about == "lot",
    )


def _line(step: Step, part: Part, uom: str) -> Line:
    amount = showing.amount(step.record, part)
    return Line(amount.thing, amount.figure, amount.is_item, _converted(part, uom))


def _converted(part: Part, uom: str) -> Figure | None:
    """The quantity in the unit of the comparison, where its own is another of the same dimension."""
    own, wanted = UNITS.get(part.uom or ""), UNITS.get(uom)
    if (
        part.quantity is None
        or own is None
        or wanted is None
        or own.dimension != wanted.dimension
        or own.code == wanted.code
    ):
        return None
    exact = Fraction(part.quantity) * own.factor / wanted.factor
    return Figure(shown_amount(Decimal(exact.numerator) / Decimal(exact.denominator)), uom, "")


def shown_amount(amount: Decimal) -> Decimal:
    """An amount that was calculated: to the gram, without zeros at its end."""
    return plain(round(amount, _PLACES))


def percent(fraction: Decimal) -> str:
    """0.302 → 30.2%."""
    shown = format((fraction * 100).quantize(Decimal("0.01")).normalize(), "f")
    return f"{shown}%"


def words(one: BalanceFinding) -> str:
    """What a finding says, as a sentence or two."""
    if one.balance is not None:
        unit = unit_word(one.uom or "")
        return f"去向比来历多 {grouped(shown_amount(one.amount))} {unit}。{sum_words(one.balance, see='')}"
    judged = one.judgement
    if judged is None:
        return REASONS.get(one.reason, one.reason)
    unit = unit_word(judged.uom)
    sides = f"投入 {grouped(shown_amount(judged.input))} {unit}，产出 {grouped(shown_amount(judged.output))} {unit}"
    if one.verdict == "out_of_nothing":
        excess = grouped(shown_amount(judged.excess))
        return f"{sides}，多出 {excess} {unit}，超过称量误差（投入的 {percent(WEIGHING_TOLERANCE)}）。"
    if one.verdict == "not_judged":
        return REASONS.get(one.reason, one.reason)
    loss = f"损耗 {percent(judged.loss)}" if judged.loss is not None else "损耗不能计算"
    allowed = f"，允许 {percent(judged.allowed)}" if judged.allowed is not None else ""
    return f"{sides}，{loss}{allowed}。"


def tolerance_words(judged: Judgement) -> str:
    """The greatest loss that a step was held against, and where it is stated."""
    if judged.allowed is None:
        return "没有声明，平台也没有一般上限"
    where = (
        "做这一步的机构在事件里声明（yaomai:maxLoss）"
        if judged.is_stated
        else "平台对这种加工的一般上限，事件里没有声明"
    )
    return f"{percent(judged.allowed)}，另加称量误差 {percent(WEIGHING_TOLERANCE)}；{where}"


def finding_rows(found: Iterable[Finding]) -> list[Row]:
    """The findings as rows of a file."""
    return [
        {
            "verdict": one.verdict,
            "thing": one.thing.word if one.thing else "",
            "code": one.code,
            "process": one.process,
            "input": one.input,
            "output": one.output,
            "amount": one.amount,
            "loss": _percent_cell(one.judgement.loss) if one.judgement else "",
            "allowed": _percent_cell(one.judgement.allowed) if one.judgement else "",
            "words": one.words,
            "place": one.place.word if one.place else "",
            "by": one.by.word if one.by else "",
            "time": one.time.isoformat(),
            "records": " ".join(link.word for link in one.records),
        }
        for one in found
    ]


def _percent_cell(fraction: Decimal | None) -> str:
    return "" if fraction is None else percent(fraction).removesuffix("%")


def finding_json(one: BalanceFinding) -> dict[str, object]:
    """A finding for programs; quantities are exact decimals in strings."""
    judged = one.judgement
    told: dict[str, object] = {
        "about": one.about,
        "verdict": one.verdict,
        "reason": one.reason,
        "thing": one.thing.canonical if one.thing else None,
        "amount": format(one.amount, "f"),
        "uom": one.uom,
        "place": one.place.canonical if one.place else None,
        "organisation": one.organisation.name if one.organisation else None,
        "eventTime": one.event_time,
        "records": [reference(record) for record in one.records],
    }
    if judged is not None:
        told |= {
            "input": format(judged.input, "f"),
            "output": format(judged.output, "f"),
            "loss": None if judged.loss is None else format(judged.loss, "f"),
            "allowedLoss": None if judged.allowed is None else format(judged.allowed, "f"),
            "allowedLossIsStated": judged.is_stated,
        }
    if one.balance is not None:
        told["balance"] = {
            name: format(getattr(one.balance, name), "f")
            for name in ("made", "used", "held", "in_transit", "sold", "destroyed", "returned", "out_of_nothing")
        }
    return told


def genealogy_json(balance: GenealogyBalance) -> dict[str, object]:
    """The balance over a genealogy, for programs."""
    shares = balance.shares
    return {
        "thing": balance.thing.canonical,
        "complete": balance.is_whole,
        "withheld": balance.withheld,
        "steps": [
            {
                "records": [reference(record) for record in line.records],
                "eventTime": line.event_time,
                "process": line.process,
                "verdict": line.judgement.verdict,
                "reason": line.judgement.reason,
                "input": format(line.judgement.input, "f"),
                "output": format(line.judgement.output, "f"),
                "uom": line.judgement.uom,
                "loss": None if line.judgement.loss is None else format(line.judgement.loss, "f"),
            }
            for line in balance.steps
        ],
        "amount": format(shares.amount, "f") if shares else None,
        "roots": {balance.names[one].canonical: format(mass, "f") for one, mass in shares.roots.items()}
        if shares
        else {},
    }
