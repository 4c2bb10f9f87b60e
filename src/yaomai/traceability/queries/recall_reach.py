"""What does a recall reach: which goods, how much of each, with whom, in which state, and does the sum agree with what was made?

Nothing of it is stored: it is computed from the events in force, so that events which come later are in it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from django.db import connections

from yaomai.errors import NotAllowedError
from yaomai.people.queries.recorders import OrganisationName, organisation_names
from yaomai.people.viewer import Viewer
from yaomai.registers.queries import names
from yaomai.registers.queries.names import Named
from yaomai.traceability.engine import recall_totals
from yaomai.traceability.engine.moves import Holder
from yaomai.traceability.engine.recall import Scope
from yaomai.traceability.engine.recall_totals import Code, HolderTotal, ProductTotal, code_label
from yaomai.traceability.engine.stock import Discrepancy, Standing, Stock
from yaomai.traceability.queries import recall_scope
from yaomai.traceability.queries.genealogy import descendants
from yaomai.traceability.queries.recalls import Recall, may_see_reach, recall
from yaomai.traceability.queries.stock import stock_of

_CARRIER_SCHEMES = ["sscc", "grai", "grai+serial", "giai"]
"""Logistic units and returnable assets: they carry goods and are none."""


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
        return (not code.is_instance and self.names.get(code.canonical)) or self.names.get(code.product, "")


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
    # A transformationID is in the dictionary, too, and is a step, no thing.
    codes = _codes(walked.things - begin.nodes if scope.kind == "step" else walked.things)
    goods = frozenset(codes)
    stock = stock_of(goods, carriers=walked.carriers | (walked.things - goods), known_on=known_on, at=at)
    rows = recall_totals.listed(stock, codes)
    called = _names(codes.values())
    return Reach(
        recall=found,
        rows=rows,
        things=codes,
        names=called,
        containers=_containers(rows),
        holders=_holders(stock),
        product_totals=recall_totals.product_totals(stock, codes, called),
        holder_totals=recall_totals.holder_totals(stock, codes, called),
        discrepancies=sorted(stock.discrepancies, key=lambda one: (one.record, one.thing)),
        known_on=known_on,
        at=at,
        is_whole=walked.is_whole,
    )


def _codes(numbers: Iterable[int]) -> dict[int, Code]:
    """What the things are called in codes, in the order of these, so that a product's stand together; containers are left out."""
    rows = _ask(
        "SELECT id, canonical, kind = 'instance' FROM registers_identifier"
        " WHERE id = ANY(%(numbers)s::bigint[]) AND scheme <> ALL(%(carriers)s::text[]) ORDER BY canonical",
        {"numbers": list(numbers), "carriers": _CARRIER_SCHEMES},
    )
    return {row[0]: Code(*row) for row in rows}


def _containers(rows: Iterable[Standing]) -> dict[int, str]:
    numbers = list({row.container for row in rows} - {None})
    query = "SELECT id, canonical FROM registers_identifier WHERE id = ANY(%(numbers)s::bigint[])"
    return {number: code_label(canonical) for number, canonical in _ask(query, {"numbers": numbers})}


def _names(codes: Iterable[Code]) -> dict[str, str]:
    """By canonical spelling: how products are called, and lots that have names of their own."""
    wanted = {recall_totals.key_of(code) for code in codes}
    wanted |= {code.canonical for code in codes if not code.is_instance}
    found = names.by_canonical(wanted)
    return {one.canonical: one.name for one in found.values() if one.name}


def _holders(stock: Stock) -> dict[Holder, HolderName]:
    states = {id(state): state for state in stock.states.values()}.values()
    said = {(one.holder, one.to) for one in states} | {(one.holder, one.to) for one in stock.lot_standings()}
    known = {holder for pair in said for holder in pair if holder is not None}
    named = names.by_number({number for one in known for number in (one.party, one.place) if number is not None})
    organisations = organisation_names(one.organisation for one in known)
    return {
        one: HolderName(
            named.get(one.party) if one.party is not None else None,
            named.get(one.place) if one.place is not None else None,
            organisations.get(one.organisation) if one.organisation is not None else None,
        )
        for one in known
    }


def _ask(query: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    connections["default"].ensure_connection()
    raw: psycopg.Connection[tuple[Any, ...]] = connections["default"].connection
    with psycopg.Cursor(raw) as cursor:  # Django's own puts a hundred thousand numbers into the text
        return cursor.execute(query, values, binary=True).fetchall()
