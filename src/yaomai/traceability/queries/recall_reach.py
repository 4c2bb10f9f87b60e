"""What does a recall reach: which goods, how much of each, with whom, in which state, and does the sum agree with what was made?

Nothing of it is stored: it is computed from the events in force, so that events which come later are in it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from urllib.parse import unquote

from django.db import connections

from yaomai.errors import NotAllowedError
from yaomai.people.queries.recorders import OrganisationName, organisation_names
from yaomai.people.viewer import Viewer
from yaomai.registers.queries import names
from yaomai.registers.queries.names import Named
from yaomai.traceability.engine.moves import Holder
from yaomai.traceability.engine.recall import Scope
from yaomai.traceability.engine.stock import Balance, Discrepancy, Standing, Stock
from yaomai.traceability.queries import recall_scope
from yaomai.traceability.queries.genealogy import descendants
from yaomai.traceability.queries.recalls import Recall, may_see_reach, recall
from yaomai.traceability.queries.stock import stock_of

_GS1 = "https://id.gs1.org/"
_CARRIER_SCHEMES = frozenset({"sscc", "grai", "grai+serial", "giai"})
"""Logistic units and returnable assets: they carry goods and are none."""


@dataclass(frozen=True, slots=True)
class Code:
    """A thing as it is listed: its number, its canonical spelling, its label such as `(01)0952…(10)A1`, the canonical spelling of
    its product (empty: none), and whether it is one instance.
    """

    number: int
    canonical: str
    label: str
    product: str
    is_instance: bool


@dataclass(frozen=True, slots=True)
class HolderName:
    """Who holds: the party and the place as they are called, the organisation that recorded; each as far as it is known."""

    party: Named | None
    place: Named | None
    organisation: OrganisationName | None

    @property
    def shown(self) -> str:
        """One name: the party's, else the place's, else the recording organisation's; a code where there is no name; ""
        if nobody.
        """
        for one in (self.party, self.place):
            if one is not None:
                return one.name or one.canonical
        return self.organisation.name if self.organisation else ""


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
    """What one holder has of one product: in hand, on its way to the holder, sold by it, destroyed by it, used up by it."""

    holder: Holder
    product: str
    name: str
    uom: str | None
    held: Decimal
    arriving: Decimal
    sold: Decimal
    destroyed: Decimal
    used: Decimal


@dataclass(frozen=True, slots=True)
class Reach:
    """Everything that a scope reaches. `rows` are by product, code, state; `things`, `containers` (labels) and `holders`
    say what their numbers mean.

    `agrees`: for each product, what was made is what is held, in transit, sold, destroyed and used up; where not, the
    `discrepancies` say by which records. `is_whole`: nothing was left out for being too much.
    """

    recall: Recall | None
    rows: Sequence[Standing]
    things: Mapping[int, Code]
    names: Mapping[str, str]
    containers: Mapping[int, str]
    holders: Mapping[Holder, HolderName]
    product_totals: Sequence[ProductTotal]
    holder_totals: Sequence[HolderTotal]
    discrepancies: Sequence[Discrepancy]
    known_on: datetime | None
    at: datetime | None
    is_whole: bool

    @property
    def agrees(self) -> bool:
        """Whether the sums of all products agree."""
        return all(total.balance.agrees for total in self.product_totals)

    def name_of(self, thing: int) -> str:
        """What a thing of the rows is called: its own name, else its product's, else ""."""
        code = self.things[thing]
        return self.names.get(code.canonical) or self.names.get(code.product, "")


def reach(viewer: Viewer, number: int, *, known_on: datetime | None = None, at: datetime | None = None) -> Reach:
    """What the recall with this number reaches. Raises NotFoundError, or NotAllowedError for those who may not see it."""
    found = recall(viewer, number)
    if not may_see_reach(viewer, found.started_by):
        raise NotAllowedError(
            "what a recall reaches is shown to inspectors, officials and the organisation that started it; sign in as one of them"
        )
    return _reach(scope_of(found), found, known_on, at)


def reach_of_scope(
    viewer: Viewer, scope: Scope, *, known_on: datetime | None = None, at: datetime | None = None
) -> Reach:
    """What a recall of this scope would reach: before it is started, or without one. For whom `reach` is.

    Raises NotAllowedError; for an organisation, when it did not make all of it itself.
    """
    begin = recall_scope.start(scope)
    own = viewer.organisation is not None and bool(begin.nodes) and viewer.is_signed_in
    own = own and not recall_scope.made_by_others(begin.nodes, viewer.organisation or 0)
    if not may_see_reach(viewer, viewer.organisation if own else None):
        raise NotAllowedError(
            "where goods are is shown to inspectors and officials, and to an organisation for what it made itself"
        )
    return _reach(scope, None, known_on, at)


def scope_of(one: Recall) -> Scope:
    """The scope of a recall that is on record."""
    return Scope(
        one.scope,
        one.identifier.canonical if one.identifier else None,
        one.step,
        one.supplier_number,
    )


def _reach(scope: Scope, found: Recall | None, known_on: datetime | None, at: datetime | None) -> Reach:
    begin = recall_scope.start(scope, known_on=known_on, at=at)
    walked = descendants(begin.nodes, known_on=known_on, at=at)
    codes = _codes(walked.things)
    goods = frozenset(codes)
    stock = stock_of(goods, carriers=walked.carriers | (walked.things - goods), known_on=known_on, at=at)
    rows = sorted(stock.standings(), key=lambda row: (codes[row.thing].product, codes[row.thing].canonical, row.state))
    called = _names(codes.values())
    return Reach(
        recall=found,
        rows=rows,
        things=codes,
        names=called,
        containers=_containers(rows),
        holders=_holders(rows),
        product_totals=_product_totals(stock, codes, called),
        holder_totals=_holder_totals(rows, codes, called),
        discrepancies=sorted(stock.discrepancies, key=lambda one: (one.record, one.thing)),
        known_on=known_on,
        at=at,
        is_whole=walked.is_whole,
    )


def _codes(numbers: Iterable[int]) -> dict[int, Code]:
    """What the things are called in codes; containers are left out."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT id, canonical, scheme, kind FROM registers_identifier WHERE id = ANY(%s)", (list(numbers),)
        )
        rows = cursor.fetchall()
    return {
        number: Code(number, canonical, _label(canonical), _product(canonical), kind == "instance")
        for number, canonical, scheme, kind in rows
        if scheme not in _CARRIER_SCHEMES
    }


def _containers(rows: Iterable[Standing]) -> dict[int, str]:
    numbers = {row.container for row in rows if row.container is not None}
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT id, canonical FROM registers_identifier WHERE id = ANY(%s)", (list(numbers),))
        return {number: _label(canonical) for number, canonical in cursor.fetchall()}


def _label(canonical: str) -> str:
    """`(01)…(21)…` of a Digital Link, as `identify` labels it; every other code as it is."""
    if not canonical.startswith(_GS1):
        return canonical.removeprefix("urn:yaomai:cn-drug-trace-code:")
    parts = canonical[len(_GS1) :].split("/")
    text = " ".join(f"({ai}){value}" for ai, value in zip(parts[::2], parts[1::2], strict=False))
    return unquote(text) if "%" in text else text


def _product(canonical: str) -> str:
    if canonical.startswith(f"{_GS1}01/"):
        return canonical[: len(_GS1) + 3 + 14]
    return ""


def _names(codes: Iterable[Code]) -> dict[str, str]:
    """By canonical spelling: how products are called, and lots that have names of their own."""
    wanted: set[str] = set()
    for code in codes:
        wanted.add(code.product if code.is_instance and code.product else code.canonical)
        wanted.add(code.product)
    found = names.by_canonical(wanted - {""})
    return {one.canonical: one.name for one in found.values() if one.name}


def _holders(rows: Iterable[Standing]) -> dict[Holder, HolderName]:
    holders = {holder for row in rows for holder in (row.holder, row.to) if holder is not None}
    numbers = {number for one in holders for number in (one.party, one.place) if number is not None}
    named = names.by_number(numbers)
    organisations = organisation_names(one.organisation for one in holders)
    return {
        one: HolderName(
            named.get(one.party) if one.party is not None else None,
            named.get(one.place) if one.place is not None else None,
            organisations.get(one.organisation) if one.organisation is not None else None,
        )
        for one in holders
    }


def _product_totals(stock: Stock, codes: Mapping[int, Code], called: Mapping[str, str]) -> list[ProductTotal]:
    """One balance a product and unit; what has no product is totalled under its own code."""
    instances: dict[str, list[int]] = {}
    for one in stock.states:
        code = codes[one]
        instances.setdefault(code.product or code.canonical, []).append(one)
    sums = {(key, ""): [stock.instances_balance(members)] for key, members in instances.items()}
    lots: dict[tuple[str, str], int] = {}
    for lot, accounts in stock.lots.items():
        for account in accounts:
            key = (codes[lot].product or codes[lot].canonical, account.uom or "")
            sums.setdefault(key, []).append(stock.lot_balance(account))
            lots[key] = lots.get(key, 0) + 1
    return [
        ProductTotal(
            key[0],
            called.get(key[0], ""),
            _sum(balances),
            lots.get(key, 0),
            len(instances.get(key[0], ())) if not key[1] else 0,
        )
        for key, balances in sorted(sums.items())
    ]


def _sum(balances: Sequence[Balance]) -> Balance:
    first, *rest = balances
    for one in rest:
        first = Balance(
            first.uom,
            *(
                getattr(first, name) + getattr(one, name)
                for name in ("made", "used", "held", "in_transit", "sold", "destroyed", "returned", "out_of_nothing")
            ),
        )
    return first


def _holder_totals(rows: Iterable[Standing], codes: Mapping[int, Code], called: Mapping[str, str]) -> list[HolderTotal]:
    """One line a holder, product and unit; goods on their way count with whom they are on their way to, if that is known."""
    places = ("held", "arriving", "sold", "destroyed", "used")
    sums: dict[tuple[Holder, str, str | None], dict[str, Decimal]] = {}
    for row in rows:
        code = codes[row.thing]
        is_known = row.to is not None and row.to != Holder()
        holder = row.to if row.state == "in_transit" and is_known and row.to is not None else row.holder
        line = sums.setdefault((holder, code.product or code.canonical, row.uom), dict.fromkeys(places, Decimal(0)))
        line["arriving" if row.state == "in_transit" else row.state] += row.quantity
    return [
        HolderTotal(holder, product, called.get(product, ""), uom, **line)
        for (holder, product, uom), line in sorted(
            sums.items(), key=lambda one: (-one[1]["held"] - one[1]["arriving"], one[0][1], one[0][2] or "")
        )
    ]
