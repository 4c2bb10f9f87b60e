"""How do recalls, and what they reach, become what the pages of the recall desk show?"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode

from django.utils import timezone

from yaomai.ledger.engine.deed import reference
from yaomai.ledger.figure import Figure
from yaomai.registers.queries.names import Named
from yaomai.standards.gs1.identifier import identify
from yaomai.traceability.engine.moves import Holder
from yaomai.traceability.engine.recall_totals import HolderTotal, who_has
from yaomai.traceability.engine.stock import Balance, Standing, Unmeasured
from yaomai.traceability.queries.recall_reach import HolderName, Reach
from yaomai.traceability.queries.recalls import Recall
from yaomai.web import glossary, showing
from yaomai.web.labels import grouped, unit_word
from yaomai.web.presentation import Fact, Link
from yaomai.web.recall_sheet import DISCREPANCY_WORDS
from yaomai.web.table import Column, Row

SCOPES = {
    "lot": ("一批", "这一批（或这一件），以及由它制成的一切"),
    "place": ("产地", "在这个地块、车间或仓库采收、制成的一切"),
    "party": ("供应方", "这个机构提供的一切"),
    "step": ("一次加工", "这一次加工得到的一切"),
}
"""What can be recalled: its word, and what that takes in."""

FAULTS = {
    "recall.identifier_unknown": "没有一个事件提到过这个编码，请核对有没有抄错。",
    "recall.no_lot": "这不是一批货：它是一个品种、一个地点或一个机构。请写批的编码，或者换一种召回范围。",
    "recall.step_unknown": "这个记录号不是一次加工（转化事件）。记录号在事件页面上，例如 12.3。",
    "recall.supplier_unknown": "没有事件说这个机构制成过什么。",
    "recall.scope_unknown": "请选择召回范围。",
    "recall.scope_incomplete": "请写明召回什么。",
    "recall.class_unknown": "请选择召回级别。",
    "recall.reason_length": "请写明原因，最多 500 个字。",
    "recall.reason_unreadable": "原因里有不能保存的字符，请重新输入。",
    "recall.ended_before": "这次召回已经由别人结束，请刷新页面看理由。",
}

RECALL_COLUMNS = (
    Column("what", "召回对象", "link", filterable=True),
    Column(
        "state",
        "状态",
        "state",
        sortable=True,
        filterable=True,
        choices=(("recall_open", "召回中"), ("recall_ended", "已结束")),
    ),
    Column(
        "recall_class",
        "级别",
        sortable=True,
        filterable=True,
        choices=tuple((word, word) for word in ("一级", "二级", "三级")),
    ),
    Column("scope", "范围"),
    Column("reason", "原因", filterable=True),
    Column("by", "启动机构", filterable=True, sortable=True),
    Column("started", "启动", "time", sortable=True),
    Column("ended", "结束", "time", sortable=True),
)

HOLDER_COLUMNS = (
    Column("holder", "持有者", "link", filterable=True, sortable=True),
    Column("product", "品种", filterable=True, sortable=True),
    Column("held", "在手", "figure", sortable=True),
    Column("arriving", "在途（发往）", "figure", sortable=True),
    Column("sold", "已售", "figure", sortable=True),
    Column("destroyed", "已销毁", "figure", sortable=True),
    Column("used", "已用去", "figure", sortable=True),
    Column("contact", "联系机构", "link", filterable=True),
    Column("notice", "通知单", "link"),
)

HOLDER_CSV_COLUMNS = (HOLDER_COLUMNS[0], Column("place", "地点"), *HOLDER_COLUMNS[1:-1])
"""In a file the place stands beside the holder; there is nothing to be printed from it."""

ITEM_COLUMNS = (
    Column("code", "编码", "link", filterable=True),
    Column("product", "品种"),
    Column(
        "state",
        "去向",
        "state",
        filterable=True,
        choices=tuple((code, glossary.word(code)) for code in ("held", "in_transit", "sold", "destroyed", "used")),
    ),
    Column("quantity", "数量", "figure"),
    Column("holder", "持有者", filterable=True),
    Column("to", "发往"),
    Column("event", "最近的事件", "link"),
    Column("time", "事件时间", "time"),
)


def class_word(recall_class: int) -> str:
    """1 → 一级."""
    return glossary.word(f"recall_class_{recall_class}")


def label_of(canonical: str) -> str:
    """A canonical spelling as it is printed, such as `(01)06901234…`."""
    return identify(canonical).label


def subject(one: Recall) -> Link:
    """What is recalled, as a word that leads to its page."""
    if one.identifier is not None:
        return showing.thing_link(one.identifier)
    if one.step is not None:
        return Link("一次加工", f"/records/{reference(one.step)}", reference(one.step))
    return Link(
        one.supplier.name if one.supplier else "一个机构", "", "虚构" if one.supplier and one.supplier.invented else ""
    )


def called(named: Named) -> str:
    """A thing, place or party in a sentence: its name and its short code."""
    link = showing.thing_link(named)
    return " ".join(filter(None, (link.word, link.note)))


def scope_link(kind: str, named: Named) -> Link:
    """To what recalling this would reach."""
    asked = urlencode({"kind": kind, "thing": named.canonical})
    return Link(called(named), f"/recalls/new?{asked}", f"{showing.kind_word(named.scheme)} · {showing.label(named)}")


def recall_rows(found: Iterable[Recall]) -> list[Row]:
    """The rows of the list of recalls."""
    return [
        {
            "number": one.number,
            "what": Link(" ".join(filter(None, (subject(one).word, subject(one).note))), f"/recalls/{one.number}"),
            "state": "recall_open" if one.is_open else "recall_ended",
            "recall_class": class_word(one.recall_class),
            "scope": SCOPES[one.scope][0],
            "reason": one.reason,
            "by": showing.organisation_words(one.organisation),
            "started": timezone.localtime(one.started),
            "ended": timezone.localtime(one.ended) if one.ended else None,
        }
        for one in found
    ]


def recall_facts(one: Recall) -> tuple[Fact, ...]:
    """What is known of a recall itself: that is for everybody."""
    facts = [
        Fact("召回对象", subject(one), "link", SCOPES[one.scope][1]),
        Fact("级别", class_word(one.recall_class), note=class_meaning(one.recall_class)),
        Fact("原因", one.reason),
        Fact("启动机构", showing.organisation_words(one.organisation)),
        Fact("启动", timezone.localtime(one.started), "time"),
        Fact("通知期限", timezone.localtime(one.due), "time"),
        Fact("记录", Link(reference(one.record), f"/records/{reference(one.record)}"), "link", "收据和证明在记录页面"),
    ]
    if one.ended and one.end_record:
        facts += [
            Fact("结束", timezone.localtime(one.ended), "time", showing.organisation_words(one.end_organisation)),
            Fact("结束的理由", one.end_reason or "正文已擦除，或不公开"),
            Fact("结束的记录", Link(reference(one.end_record), f"/records/{reference(one.end_record)}"), "link"),
        ]
    return tuple(facts)


def class_meaning(recall_class: int) -> str:
    """What a class of recall means."""
    known = glossary.term(f"recall_class_{recall_class}")
    return known.meaning if known else ""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a sum: which state, how much, and where its piece of the bar begins and how wide it is (of 100)."""

    state: str
    figure: Figure
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Sum:
    """The balance of one product in one unit: what was made, its parts, and in words whether they agree."""

    name: str
    code: str
    lots: int
    items: int
    made: Figure
    parts: tuple[Part, ...]
    words: str
    agrees: bool
    returned: Figure | None


_PARTS = ("held", "in_transit", "sold", "destroyed", "used")


def sums(reach: Reach) -> tuple[Sum, ...]:
    """The sums of what is reached: one a product and unit."""
    found = []
    for one in reach.product_totals:
        balance, unit = one.balance, one.balance.uom or ""
        amounts = [(state, getattr(balance, state)) for state in _PARTS]
        whole = max(balance.accounted, balance.made) or Decimal(1)
        parts, x = [], 0.0
        for state, amount in amounts:
            width = float(amount / whole * 100)
            parts.append(Part(state, Figure(plain(amount), unit, ""), x, width))
            x += width
        code = reach.names.get(one.product, "") and one.product
        found.append(
            Sum(
                name=one.name or label_of(one.product),
                code=label_of(code) if code else "",
                lots=one.lots,
                items=one.instances if one.lots else 0,
                made=Figure(plain(balance.made), unit, ""),
                parts=tuple(parts),
                words=sum_words(balance),
                agrees=balance.agrees,
                returned=Figure(balance.returned, unit, "") if balance.returned else None,
            )
        )
    return tuple(found)


def sum_words(balance: Balance, *, see: str = "：见“记录之间的矛盾”") -> str:
    """The check of a sum as a sentence: 在手 35 + 已售 5 = 40，与生成的 40 千克相符。 `see`: where to look if they do not agree."""
    unit = unit_word(balance.uom or "")
    amounts = [(glossary.word(state), getattr(balance, state)) for state in _PARTS]
    said = [f"{word} {grouped(plain(amount))}" for word, amount in amounts if amount]
    left = " + ".join(said) or "没有去向"
    total = f"{left} = {grouped(plain(balance.accounted))}" if len(said) > 1 else left
    made = f"生成的 {grouped(plain(balance.made))} {unit}"
    if balance.agrees:
        return f"{total}，与{made}相符。"
    if not balance.is_measured:
        return f"有的记录没有写数量，核对不了。写了数量的：生成 {grouped(plain(balance.made))} {unit}，{total}{see}。"
    more = balance.accounted - balance.made
    return f"{total}，比{made}{'多' if more > 0 else '少'} {grouped(plain(abs(more)))} {unit}{see}。"


def plain(amount: Decimal) -> Decimal:
    """A sum without the zeros at its end: they come from adding amounts that were recorded with different precision."""
    shown = amount.normalize()
    return shown.quantize(Decimal(1)) if shown == shown.to_integral_value() else shown


def holder_key(holder: Holder) -> str:
    """A holder as it stands in an address: the numbers of party, place and organisation."""
    return ".".join(str(one) if one is not None else "" for one in (holder.party, holder.place, holder.organisation))


def holders_of(reach: Reach, key: str) -> frozenset[Holder]:
    """The holder that an address names, and all at the same place or of the same party; none that the recall does not reach."""
    found = next((one for one in reach.holders if holder_key(one) == key), None)
    if found is None:
        return frozenset()
    same = {one for one in reach.holders if (one.party, one.place) == (found.party, found.place)}
    return frozenset(same) if found.party is not None or found.place is not None else frozenset({found})


NOBODY = "不知道在谁手里"
WITHHELD = "在别的机构，不公开是谁"
"""Where another organisation's event says with whom: for the authorities, and for that organisation."""


def holder_word(named: HolderName | None) -> str:
    """What a holder is called; a place is called by its name or short code."""
    if named is None:
        return NOBODY
    for one in (named.party, named.place):
        if one is not None:
            return one.name or showing.thing_link(one).word
    if named.organisation:
        return showing.organisation_words(named.organisation)
    return WITHHELD if named.is_withheld else NOBODY


UNMEASURED = "（数量未记）"
"""After the name of goods of which an event does not say how much."""
_AMOUNTS = ("held", "arriving", "sold", "destroyed", "used")


def _merged(totals: Iterable[HolderTotal]) -> list[HolderTotal]:
    """One line for what lies at one place or with one party, whoever recorded it: goods on their way are not recorded there yet."""
    lines: dict[tuple[object, ...], HolderTotal] = {}
    for one in totals:
        who = one.holder
        known = who.organisation if who.party is None and who.place is None else None
        key = (who.party, who.place, known, one.product, one.uom)
        before = lines.get(key)
        if before is None:
            lines[key] = one
            continue
        sums = {name: getattr(before, name) + getattr(one, name) for name in _AMOUNTS}
        known_one = before if before.holder.organisation is not None else one
        lines[key] = replace(known_one, **sums, is_measured=before.is_measured and one.is_measured)
    return list(lines.values())


def holder_rows(reach: Reach, *, base: str = "", only: Collection[Holder] | None = None) -> list[Row]:
    """The rows of the table of holders; `base` is the address of the recall, for the notice to each; `only`: of these holders."""
    rows: list[Row] = []
    for one in _merged(one for one in reach.holder_totals if only is None or one.holder in only):
        named = reach.holders.get(one.holder)
        word, place = holder_word(named), showing.thing_link(named.place).word if named and named.place else ""
        has_goods = bool(base and (one.held or one.arriving or one.sold or not one.is_measured))
        href = f"{base}/notice?{urlencode({'holder': holder_key(one.holder)})}"
        row: dict[str, object] = {
            "holder": Link(word, "", place if place != word else ""),
            "place": place,
            "product": (one.name or label_of(one.product)) + ("" if one.is_measured else UNMEASURED),
            "contact": showing.organisation_link(named.organisation) if named else None,
            "notice": Link("打印", href) if has_goods else None,
        }
        for name in _AMOUNTS:
            amount = getattr(one, name)
            row[name] = Figure(plain(amount), one.uom or "", "") if amount else None
        rows.append(row)
    return rows


def item_rows(reach: Reach, standings: Iterable[Standing | Unmeasured]) -> list[Row]:
    """The rows of the table of lots and items."""
    return [
        {
            "code": Link(reach.things[row.thing].label, f"/things/{row.thing}"),
            "product": reach.name_of(row.thing) + ("" if row.quantity is not None else UNMEASURED),
            "state": row.state,
            "quantity": None if row.quantity is None else Figure(row.quantity, row.uom or "", ""),
            "holder": holder_word(reach.holders.get(row.holder)),
            "to": holder_word(reach.holders.get(row.to)) if row.to is not None else "",
            "event": Link(reference(row.record), f"/records/{reference(row.record)}"),
            "time": timezone.localtime(row.event_time),
        }
        for row in standings
    ]


def chosen_items(reach: Reach, filters: dict[str, str]) -> Sequence[Standing | Unmeasured]:
    """The rows that pass the filters, in their order; each holder's name is looked at once, however many rows it has."""
    rows: Sequence[Standing | Unmeasured] = reach.rows
    if state := filters.get("state"):
        rows = [row for row in rows if row.state == state]
    if wanted := filters.get("holder", "").casefold():
        named = {one for one, name in reach.holders.items() if wanted in holder_word(name).casefold()}
        rows = [row for row in rows if who_has(row.state, row.holder, row.to) in named or row.holder in named]
    if wanted := filters.get("code", "").casefold():
        rows = [row for row in rows if wanted in reach.things[row.thing].label.casefold()]
    return rows


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What does not agree: which thing, what is the matter, how much, and the record that says so."""

    thing: Link
    words: str
    figure: Figure | None
    record: Link


def contradictions(reach: Reach, *, most: int) -> tuple[Contradiction, ...]:
    """The first `most` of the discrepancies."""
    return tuple(
        Contradiction(
            Link(
                reach.name_of(one.thing) or reach.things[one.thing].label,
                f"/things/{one.thing}",
                reach.things[one.thing].label,
            ),
            DISCREPANCY_WORDS.get(one.code, one.code),
            Figure(one.amount, one.uom or "", "") if one.amount is not None else None,
            Link(reference(one.record), f"/records/{reference(one.record)}"),
        )
        for one in reach.discrepancies[:most]
    )


def as_json(one: Recall) -> dict[str, object]:
    """A recall for programs: what is for everybody."""
    return {
        "recall": one.number,
        "record": reference(one.record),
        "scope": {
            "kind": one.scope,
            "identifier": one.identifier.canonical if one.identifier else None,
            "step": reference(one.step) if one.step else None,
            "supplier": one.supplier.name if one.supplier else None,
        },
        "class": one.recall_class,
        "reason": one.reason,
        "startedBy": one.organisation.name if one.organisation else None,
        "started": one.started,
        "noticeDue": one.due,
        "ended": one.ended,
        "endReason": one.end_reason,
    }


def reach_as_json(reach: Reach) -> dict[str, object]:
    """What is reached, for programs: quantities as exact decimals in strings."""
    return {
        "complete": reach.is_whole,
        "agrees": reach.agrees,
        "products": [
            {
                "product": one.product,
                "name": one.name,
                "uom": one.balance.uom,
                "lots": one.lots,
                "items": one.instances,
                **{
                    name: _exact(getattr(one.balance, name)) for name in ("made", *_PARTS, "returned", "out_of_nothing")
                },
                "measured": one.balance.is_measured,
                "agrees": one.balance.agrees,
            }
            for one in reach.product_totals
        ],
        "holders": [
            {
                **_holder_json(reach, one.holder),
                "product": one.product,
                "uom": one.uom,
                **{name: _exact(getattr(one, name)) for name in ("held", "arriving", "sold", "destroyed", "used")},
                "measured": one.is_measured,
            }
            for one in reach.holder_totals
        ],
        "items": [
            {
                "thing": reach.things[row.thing].canonical,
                "state": row.state,
                "quantity": None if row.quantity is None else _exact(row.quantity),
                "uom": row.uom,
                **_holder_json(reach, row.holder),
                "record": reference(row.record),
                "eventTime": row.event_time,
            }
            for row in reach.rows
        ],
        "discrepancies": [
            {
                "code": one.code,
                "thing": reach.things[one.thing].canonical,
                "quantity": None if one.amount is None else _exact(one.amount),
                "uom": one.uom,
                "record": reference(one.record),
            }
            for one in reach.discrepancies
        ],
    }


def _exact(amount: Decimal) -> str:
    return format(amount, "f")


def _holder_json(reach: Reach, holder: Holder | None) -> dict[str, object]:
    named = reach.holders.get(holder) if holder is not None else None
    return {
        "party": named.party.canonical if named and named.party else None,
        "place": named.place.canonical if named and named.place else None,
        "organisation": named.organisation.name if named and named.organisation else None,
        "withheld": bool(named and named.is_withheld),
    }


def time_words(moment: datetime) -> str:
    """A time in a sentence, as people here say it."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")
