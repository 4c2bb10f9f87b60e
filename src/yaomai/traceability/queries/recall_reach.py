"""What does a recall reach: which goods, how much of each, with whom, in which state, and does the sum agree with what was made?

Nothing of it is stored: it is computed from the events in force, so that events which come later are in it.

Who sees only the recalls of its own organisation sees of goods that others recorded what everybody does: places, and who recorded
it; the parties in their source and destination lists are withheld, row by row (as in queries/whereabouts.py). And an
organisation's own recall reaches others' goods only as far as its word carries (queries/own_word.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from django.db import connections

from yaomai.errors import NotAllowedError
from yaomai.people.queries.recorders import OrganisationName, organisation_names
from yaomai.people.viewer import ALL, INSTALLATION_VIEWER, Rows, Viewer, visible_properties, visible_rows
from yaomai.registers.queries import names
from yaomai.registers.queries.names import Named
from yaomai.traceability.engine import recall_totals
from yaomai.traceability.engine.moves import Holder
from yaomai.traceability.engine.recall import Scope
from yaomai.traceability.engine.recall_totals import Code, HolderTotal, Masks, ProductTotal, Said, code_label
from yaomai.traceability.engine.stock import Discrepancy, Standing, Stock, Unmeasured
from yaomai.traceability.queries import own_word, recall_scope
from yaomai.traceability.queries.genealogy import descendants
from yaomai.traceability.queries.recalls import REACH_VISIBILITY, Recall, may_see_reach, recall
from yaomai.traceability.queries.stock import stock_of
from yaomai.traceability.queries.trace import VISIBILITY as EVENT_VISIBILITY

_CARRIER_SCHEMES = ["sscc", "grai", "grai+serial", "giai"]
"""Logistic units and returnable assets: they carry goods and are none."""


@dataclass(frozen=True, slots=True)
class HolderName:
    """Who holds: the party and the place as they are called, the organisation that recorded; each as far as it is known."""

    party: Named | None
    place: Named | None
    organisation: OrganisationName | None
    is_withheld: bool = False  # there is a party, or a place, that this viewer may not know

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

    `agrees`: for each product, what was made is what is held, in transit, sold, destroyed and used up, and no event leaves open how
    much it moved; where not, the `discrepancies` say by which records. `is_whole`: nothing was left out for being too much.
    """

    recall: Recall | None
    rows: Sequence[Standing | Unmeasured]
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
    own = found.started_by if own_word.is_own_word(found.as_scope, found.started_by, found.started) else None
    return _reach(found.as_scope, found, Bounds(viewer, own, known_on, at))


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
    return _reach(scope, None, Bounds(viewer, None if _sees_all(viewer) else viewer.organisation, known_on, at))


@dataclass(frozen=True, slots=True)
class Bounds:
    """For whom it is computed, by which organisation's own word alone (None: by all that is on record), as known and until when."""

    viewer: Viewer
    own: int | None
    known_on: datetime | None
    at: datetime | None


def _sees_all(viewer: Viewer) -> bool:
    return viewer == INSTALLATION_VIEWER or visible_rows(viewer, REACH_VISIBILITY).rows is Rows.ALL


def _reach(scope: Scope, found: Recall | None, bounds: Bounds) -> Reach:
    known_on, at = bounds.known_on, bounds.at
    begin = recall_scope.start(scope, known_on=known_on, at=at)
    if bounds.own is None:
        walked = descendants(begin.nodes, known_on=known_on, at=at)
    else:
        walked = own_word.own_descendants(begin.nodes, bounds.own, known_on=known_on, at=at)
    # A transformationID is in the dictionary, too, and is a step, no thing.
    codes = _codes(walked.things - begin.nodes if scope.kind == "step" else walked.things)
    goods = frozenset(codes)
    stock = stock_of(goods, carriers=walked.carriers | (walked.things - goods), known_on=known_on, at=at)
    masks = None if _sees_all(bounds.viewer) else _masks(bounds.viewer, stock)
    rows = recall_totals.listed(stock, codes, masks)
    called = _names(codes.values())
    return Reach(
        recall=found,
        rows=rows,
        things=codes,
        names=called,
        containers=_containers(rows),
        holders=_holders(stock, masks),
        product_totals=recall_totals.product_totals(stock, codes, called),
        holder_totals=recall_totals.holder_totals(stock, codes, called, masks),
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


def _containers(rows: Iterable[Standing | Unmeasured]) -> dict[int, str]:
    numbers = list({row.container for row in rows} - {None})
    query = "SELECT id, canonical FROM registers_identifier WHERE id = ANY(%(numbers)s::bigint[])"
    return {number: code_label(canonical) for number, canonical in _ask(query, {"numbers": numbers})}


def _names(codes: Iterable[Code]) -> dict[str, str]:
    """By canonical spelling: how products are called, and lots that have names of their own."""
    wanted = {recall_totals.key_of(code) for code in codes}
    wanted |= {code.canonical for code in codes if not code.is_instance}
    found = names.by_canonical(wanted)
    return {one.canonical: one.name for one in found.values() if one.name}


def _said(stock: Stock) -> set[Said]:
    """Who has the goods, or will, and by which record."""
    states = {id(state): state for state in stock.states.values()}.values()
    said = {(one.holder, one.to, one.record) for one in states}
    said |= {(one.holder, one.to, one.record) for one in stock.unmeasured.values()}
    return said | {(one.holder, one.to, one.record) for one in stock.lot_standings()}


def _masks(viewer: Viewer, stock: Stock) -> Masks:
    """What of that the viewer may know: a party only of events whose lists it may see, a place also if the event is at it."""
    said = _said(stock)
    events = {
        record: (organisation, frozenset(places))
        for record, organisation, *places in _ask(
            "SELECT record, organisation, read_point_id, biz_location_id FROM traceability_event"
            " WHERE record = ANY(%(records)s::bigint[])",
            {"records": list({record for _, _, record in said})},
        )
    }
    sees: dict[int | None, bool] = {}
    masks: dict[Said, tuple[Holder, Holder | None]] = {}
    for one in said:
        holder, to, record = one
        organisation, places = events.get(record, (None, frozenset()))
        if organisation not in sees:
            may = visible_properties(viewer, EVENT_VISIBILITY, organisation)
            sees[organisation] = may is ALL or {"sourceList", "destinationList"} <= may
        if not sees[organisation]:
            masks[one] = (_masked(holder, places), None if to is None else _masked(to, places))
    return masks


def _masked(holder: Holder, places: frozenset[int | None]) -> Holder:
    place = holder.place if holder.place in places else None
    is_whole = holder.party is None and place == holder.place
    return holder if is_whole else Holder(recall_totals.WITHHELD, place, holder.organisation)


def _holders(stock: Stock, masks: Masks | None) -> dict[Holder, HolderName]:
    said = {(masks or {}).get(one, one[:2]) for one in _said(stock)}
    known = {holder for pair in said for holder in pair if holder is not None}
    named = names.by_number({number for one in known for number in (one.party, one.place) if number is not None})
    organisations = organisation_names(one.organisation for one in known)
    return {
        one: HolderName(
            named.get(one.party) if one.party is not None else None,
            named.get(one.place) if one.place is not None else None,
            organisations.get(one.organisation) if one.organisation is not None else None,
            is_withheld=one.party == recall_totals.WITHHELD,
        )
        for one in known
    }


def _ask(query: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    connections["default"].ensure_connection()
    raw: psycopg.Connection[tuple[Any, ...]] = connections["default"].connection
    with psycopg.Cursor(raw) as cursor:  # Django's own puts a hundred thousand numbers into the text
        return cursor.execute(query, values, binary=True).fetchall()
