"""What do the goods that a recall reaches add up to: for each product, and for each holder of it? Pure.

Of a hundred thousand instances many share one state (the event that put them there), so sums are counted state by state.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import unquote

from msgspec import Struct
from msgspec.structs import replace

from yaomai.traceability.engine.moves import NOBODY_KNOWN, Holder
from yaomai.traceability.engine.stock import Balance, Standing, State, Stock, Unmeasured

_GS1 = "https://id.gs1.org/"
_GTIN = f"{_GS1}01/"
_OWN_PREFIX = "urn:yaomai:cn-drug-trace-code:"
_NONE = Decimal(0)
WITHHELD = -1
"""Stands for a party, or a place, that is known and that this viewer may not know; numbers of the dictionary are positive."""

Said = tuple[Holder, Holder | None, int]
"""A holder, the addressee of goods on their way, and the record that says so."""
Masks = Mapping[Said, tuple[Holder, Holder | None]]
"""As what a viewer sees holder and addressee of what others recorded; what is not in it is seen as it is."""


class Code(Struct, frozen=True, gc=False):
    """A thing as it is listed: its number, its canonical spelling, and whether it is one instance."""

    number: int
    canonical: str
    is_instance: bool

    @property
    def product(self) -> str:
        """The canonical spelling of its product, a GTIN; empty for a thing that has none."""
        return self.canonical[: len(_GTIN) + 14] if self.canonical.startswith(_GTIN) else ""

    @property
    def label(self) -> str:
        """Short, for people, such as `(01)0952… (10)A1`."""
        return code_label(self.canonical)


@dataclass(frozen=True, slots=True)
class ProductTotal:
    """The balance of all reached lots and instances of one product in one unit; `lots` and `instances` say of how many."""

    product: str
    name: str
    balance: Balance
    lots: int
    instances: int


@dataclass(frozen=True, slots=True)
class HolderTotal:
    """What one holder has of one product: in hand, on its way to the holder, sold by it, destroyed by it, used up by it.

    `is_measured`: none of it, or of what it had, was moved without an amount.
    """

    holder: Holder
    product: str
    name: str
    uom: str | None
    held: Decimal
    arriving: Decimal
    sold: Decimal
    destroyed: Decimal
    used: Decimal
    is_measured: bool = True


def code_label(canonical: str) -> str:
    """`(01)…(21)…` of a canonical Digital Link, as `identify` labels it; every other code as it is."""
    if not canonical.startswith(_GS1):
        return canonical.removeprefix(_OWN_PREFIX)
    parts = canonical[len(_GS1) :].split("/")
    if len(parts) == 4:
        text = f"({parts[0]}){parts[1]} ({parts[2]}){parts[3]}"
    else:
        text = " ".join(f"({ai}){value}" for ai, value in zip(parts[::2], parts[1::2], strict=False))
    return unquote(text) if "%" in text else text


def listed(stock: Stock, codes: Iterable[int], masks: Masks | None = None) -> list[Standing | Unmeasured]:
    """The standings of the things in the order of `codes`; of a lot in the order in which events first named its holders, and last
    where there is some of which no event says how much.
    """
    lots: dict[int, list[Standing | Unmeasured]] = {}
    for row in stock.lot_standings():
        lots.setdefault(row.thing, []).append(row)
    for one in stock.unmeasured.values():
        lots.setdefault(one.thing, []).append(one)
    inside = stock.containers.outermost()
    rows: list[Standing | Unmeasured] = []
    for number in codes:
        state = stock.states.get(number)
        if state is not None:
            rows.append(stock.standing(number, state, inside.get(number)))
        if number in lots:
            rows += lots[number]
    return [_masked(row, masks) for row in rows] if masks else rows


def _masked(row: Standing | Unmeasured, masks: Masks) -> Standing | Unmeasured:
    seen = masks.get((row.holder, row.to, row.record))
    return row if seen is None else replace(row, holder=seen[0], to=seen[1])


def product_totals(stock: Stock, codes: Mapping[int, Code], called: Mapping[str, str]) -> list[ProductTotal]:
    """One balance a product and unit; what has no product is totalled under its own code."""
    instances: dict[str, list[int]] = {}
    for one in stock.states:
        instances.setdefault(key_of(codes[one]), []).append(one)
    sums = {(key, ""): [stock.instances_balance(members)] for key, members in instances.items()}
    lots: Counter[tuple[str, str]] = Counter()
    for lot, accounts in stock.lots.items():
        for account in accounts:
            key = (key_of(codes[lot]), account.uom or "")
            sums.setdefault(key, []).append(stock.lot_balance(account))
            lots[key] += 1
    return [
        ProductTotal(
            product=product,
            name=called.get(product, ""),
            balance=_sum(balances),
            lots=lots[product, uom],
            instances=0 if uom else len(instances.get(product, ())),
        )
        for (product, uom), balances in sorted(sums.items())
    ]


def holder_totals(
    stock: Stock, codes: Mapping[int, Code], called: Mapping[str, str], masks: Masks | None = None
) -> list[HolderTotal]:
    """One line a holder, product and unit, those who have most first. Goods on their way count with whom they are on their way to,
    if that is known.
    """
    places = ("held", "arriving", "sold", "destroyed", "used")
    sums: dict[tuple[Holder, str, str | None], dict[str, Decimal]] = {}

    def add(state: str, holder: Holder, to: Holder | None, product: str, uom: str | None, amount: Decimal) -> None:
        line = sums.setdefault((who_has(state, holder, to), product, uom), dict.fromkeys(places, _NONE))
        line["arriving" if state == "in_transit" else state] += amount

    seen_as = masks or {}
    for row in stock.lot_standings():
        holder, to = seen_as.get((row.holder, row.to, row.record), (row.holder, row.to))
        add(row.state, holder, to, key_of(codes[row.thing]), row.uom, row.quantity)
    open_lines: set[tuple[Holder, str, str | None]] = set()
    for one in stock.unmeasured.values():
        holder, to = seen_as.get((one.holder, one.to, one.record), (one.holder, one.to))
        product, uom = key_of(codes[one.thing]), stock.lots[one.thing][0].uom
        add(one.state, holder, to, product, uom, _NONE)
        open_lines.add((who_has(one.state, holder, to), product, uom))
    states: dict[int, State] = {}
    counts: Counter[tuple[int, str]] = Counter()
    for number, state in stock.states.items():
        states[id(state)] = state
        counts[id(state), key_of(codes[number])] += 1
    for (which, product), count in counts.items():
        state = states[which]
        holder, to = seen_as.get((state.holder, state.to, state.record), (state.holder, state.to))
        add(state.name, holder, to, product, None, Decimal(count))
    ranked = sorted(sums.items(), key=lambda one: (-one[1]["held"] - one[1]["arriving"], one[0][1], one[0][2] or ""))
    return [
        HolderTotal(
            holder=holder,
            product=product,
            name=called.get(product, ""),
            uom=uom,
            held=line["held"],
            arriving=line["arriving"],
            sold=line["sold"],
            destroyed=line["destroyed"],
            used=line["used"],
            is_measured=(holder, product, uom) not in open_lines,
        )
        for (holder, product, uom), line in ranked
    ]


def who_has(state: str, holder: Holder, to: Holder | None) -> Holder:
    """With whom goods count: on their way with the addressee, if one is known, else with the sender."""
    return to if state == "in_transit" and to is not None and to != NOBODY_KNOWN else holder


def key_of(code: Code) -> str:
    """Under which code a thing is totalled: its product's, else its own."""
    return code.product or code.canonical


def _sum(balances: Sequence[Balance]) -> Balance:
    members = ("made", "used", "held", "in_transit", "sold", "destroyed", "returned", "out_of_nothing")
    sums = {name: sum((getattr(one, name) for one in balances), _NONE) for name in members}
    return Balance(balances[0].uom, **sums, is_measured=all(one.is_measured for one in balances))
