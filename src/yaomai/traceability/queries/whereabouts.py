"""Who has a thing now, and everything that came of it: how much, in which state, as far as this viewer may know?"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from yaomai.database import prepared
from yaomai.people.viewer import ALL, INSTALLATION_VIEWER, Properties, Viewer, visible_properties
from yaomai.registers.queries.names import Named
from yaomai.standards.gs1.identifier import identify
from yaomai.traceability.engine import answers as engine
from yaomai.traceability.engine.answers import Holding, Missing, Whereabouts
from yaomai.traceability.engine.moves import NOBODY_KNOWN
from yaomai.traceability.engine.stock import Discrepancy, Standing, StateName
from yaomai.traceability.queries.balance import VISIBILITY as FINDING_VISIBILITY
from yaomai.traceability.queries.genealogy import descendants
from yaomai.traceability.queries.in_force import unknown_from
from yaomai.traceability.queries.stock import stock_of
from yaomai.traceability.queries.trace import VISIBILITY

DESCENDANTS_MAX = 20_000
CONTRADICTIONS_MAX = 100
_CARRIERS = frozenset({"sscc", "grai", "grai+serial", "giai"})


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, as was known on which moment, of events until which moment (None: no bound)."""

    viewer: Viewer
    known_on: datetime | None
    at: datetime | None
    _of: dict[int | None, Properties] = field(
        default_factory=dict
    )  # what may be seen, by who recorded: asked thousands of times

    @property
    def bounds(self) -> dict[str, Any]:
        """The parameters of queries that keep to both moments."""
        return {"unknown": unknown_from(self.known_on), "at": "infinity" if self.at is None else self.at}

    def sees(self, member: str, organisation: int | None) -> bool:
        """Whether the viewer may see this member of an event that the organisation recorded."""
        properties = self._of.get(organisation)
        if properties is None:
            properties = self._of[organisation] = visible_properties(self.viewer, VISIBILITY, organisation)
        return properties is ALL or member in properties

    def sees_finding(self, organisation: int | None) -> bool:
        """Whether the viewer may know what does not fit in what the organisation recorded; whoever is at the command line of the
        installation holds the database anyway.
        """
        return self.viewer == INSTALLATION_VIEWER or bool(
            visible_properties(self.viewer, FINDING_VISIBILITY, organisation)
        )


def whereabouts_of(asked: Asked, thing: Named) -> Whereabouts:
    """The second question's answer: holders of the thing and of everything that came of it, alike ones told as one."""
    came = descendants([thing.number], known_on=asked.known_on, at=asked.at, limit=DESCENDANTS_MAX)
    codes = _codes(came.things)
    goods = {number for number, (_, is_goods) in codes.items() if is_goods} or set(came.things)
    stock = stock_of(goods, carriers=came.carriers | came.things, known_on=asked.known_on, at=asked.at)
    standings = list(stock.standings())
    said = _placing({one.record for one in standings})
    groups: dict[_Group, list[Standing]] = {}
    for one in standings:
        group = _group(asked, codes[one.thing][0], one, said.get(one.record, _ERASED))
        groups.setdefault(group, []).append(one)
    holdings = [_holding(group, found) for group, found in groups.items()]
    order = ("held", "in_transit", "sold", "destroyed", "used")
    holdings.sort(key=lambda one: (order.index(one.state), -one.event_time.timestamp(), one.product, one.record))
    contradicted = _contradicted(asked, stock.discrepancies)
    placed = {one.thing for one in standings} | set(stock.lots)
    unfollowed = goods - placed - bare_classes(goods)
    return engine.whereabouts(holdings, contradicted, sorted(unfollowed)[:CONTRADICTIONS_MAX], is_whole=came.is_whole)


def _contradicted(asked: Asked, found: Sequence[Discrepancy]) -> list[Missing]:
    """Where events contradict each other, for those who may know of such findings about the organisation that recorded it: some
    rest on members of events that others may not see.
    """
    owners = owners_of({one.record for one in found}) if found else {}
    seen = (one for one in found if asked.sees_finding(owners.get(one.record)))
    return [Missing(one.code, one.thing, one.record) for one in islice(seen, CONTRADICTIONS_MAX)]


def owners_of(found: Iterable[int]) -> dict[int, int | None]:
    """Who recorded these events, whether the viewer may know it or not: what may be seen depends on it."""
    wanted = "SELECT record, organisation FROM traceability_event WHERE record = ANY(%s::bigint[])"
    return {row[0]: row[1] for row in prepared.ask(wanted, (sorted(found),))}


@dataclass(frozen=True, slots=True)
class _Placing:
    """What the event that put a thing where it is says of that, and who recorded it."""

    disposition: str | None
    places: frozenset[int | None]
    organisation: int | None


_ERASED = _Placing(None, frozenset(), None)
"""Of an event that was erased while we asked."""


@dataclass(frozen=True, slots=True)
class _Group:
    """What standings have in common that are told as one, as far as the viewer may see it."""

    product: str
    state: StateName
    uom: str | None
    disposition: str | None
    place: int | None
    party: int | None
    party_withheld: bool
    organisation: int | None
    to_place: int | None
    to_party: int | None


def _group(asked: Asked, product: str, one: Standing, placing: _Placing) -> _Group:
    """Parties, and places of source and destination lists, are for those who may see these lists of the event."""
    sees = asked.sees("destinationList", placing.organisation) and asked.sees("sourceList", placing.organisation)
    holder, to = one.holder, one.to or NOBODY_KNOWN
    return _Group(
        product=product,
        state=one.state,
        uom=one.uom,
        disposition=placing.disposition,
        place=holder.place if sees or holder.place in placing.places else None,
        party=holder.party if sees else None,
        party_withheld=not sees,
        organisation=holder.organisation if asked.sees("recordingOrganisation", holder.organisation) else None,
        to_place=to.place if sees else None,
        to_party=to.party if sees else None,
    )


def _holding(group: _Group, found: Sequence[Standing]) -> Holding:
    newest = max(found, key=lambda one: (one.event_time, one.record))
    return Holding(
        product=group.product,
        state=group.state,
        place=group.place,
        party=group.party,
        party_withheld=group.party_withheld,
        organisation=group.organisation,
        to_place=group.to_place,
        to_party=group.to_party,
        disposition=group.disposition,
        quantity=sum((one.quantity for one in found), Decimal(0)),
        uom=group.uom,
        things=len({one.thing for one in found}),
        thing=min(one.thing for one in found),
        record=newest.record,
        event_time=newest.event_time,
    )


def _codes(things: Collection[int]) -> dict[int, tuple[str, bool]]:
    """Of each thing its product (the canonical spelling of its class, else its own), and whether it is goods and no carrier."""
    rows = prepared.ask(
        "SELECT id, canonical, scheme FROM registers_identifier WHERE id = ANY(%s::bigint[])", (sorted(things),)
    )
    return {number: (_product(canonical, scheme), scheme not in _CARRIERS) for number, canonical, scheme in rows}


def _product(canonical: str, scheme: str) -> str:
    if not scheme.startswith("gtin+"):
        return canonical
    return f"https://id.gs1.org/01/{dict(identify(canonical).parts)['01']}"


def _placing(found: Collection[int]) -> dict[int, _Placing]:
    rows = prepared.ask(
        "SELECT record, disposition, read_point_id, biz_location_id, organisation FROM traceability_event"
        " WHERE record = ANY(%s::bigint[])",
        (sorted(found),),
    )
    return {row[0]: _Placing(row[1], frozenset(row[2:4]), row[4]) for row in rows}


def bare_classes(things: Collection[int]) -> set[int]:
    """Those of the things that are classes without a lot."""
    rows = prepared.ask(
        "SELECT id FROM registers_identifier WHERE id = ANY(%s::bigint[]) AND kind = 'class' AND right(scheme, 4) <> '+lot'",
        (sorted(things),),
    )
    return {row[0] for row in rows}
