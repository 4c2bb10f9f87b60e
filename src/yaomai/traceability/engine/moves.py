"""What does an event do to goods (make, use up, ship, receive, sell, destroy, or only see them), and who has them then?

The words are those of the Core Business Vocabulary 2.0 (7.1 business steps, 7.2 dispositions, 7.4 source and destination types).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import Enum

from msgspec import Struct


class Holder(Struct, frozen=True):
    """Who has goods: a party and a place (numbers of the dictionary) and the organisation that recorded it, as far as each is
    known.
    """

    party: int | None = None
    place: int | None = None
    organisation: int | None = None

    def likeness(self, other: "Holder") -> int:
        """How surely both are the same: 3 the same place, 2 the same party, 1 recorded by the same organisation, 0 nothing in
        common.
        """
        if self.place is not None and self.place == other.place:
            return 3
        if self.party is not None and self.party == other.party:
            return 2
        return int(self.organisation is not None and self.organisation == other.organisation)


NOBODY_KNOWN = Holder()


class Endpoint(Struct, frozen=True):
    """One side of a transfer, from an event's sourceList or destinationList: the numbers of its party and of its place."""

    party: int | None = None
    place: int | None = None


class Amount(Struct, frozen=True):
    """So much of a lot in one list of an event. `quantity` is None when the event does not say how much; without `uom` it is a
    count.
    """

    role: str
    thing: int
    quantity: Decimal | None
    uom: str | None = None


class Happening(Struct, frozen=True):
    """One event in force, as far as it is about the things asked for and the containers that they were in.

    `instances` are numbers by the list that holds them (`epcList`, `childEPCs`, `inputEPCList`, `outputEPCList`); `parent` is the
    parentID; `serialised`: how many of the instances that the event makes are members of which lot (contract: links of kind
    `member`).
    """

    record: int
    event_time: datetime
    event_type: str
    action: str | None = None
    biz_step: str | None = None
    disposition: str | None = None
    read_point: int | None = None
    biz_location: int | None = None
    organisation: int | None = None
    source: Endpoint = Endpoint()
    destination: Endpoint = Endpoint()
    instances: Mapping[str, Sequence[int]] = {}
    amounts: Sequence[Amount] = ()
    parent: int | None = None
    serialised: Mapping[int, int] = {}


class Effect(Enum):
    """What an event does to the things that it names."""

    MAKE = "made"
    USE = "used"
    SHIP = "shipped"
    MOVE = "moved"  # on its way already, or only now
    UNSHIP = "unshipped"
    RECEIVE = "received"
    ARRIVE = "arrived"  # what receiving says, told again
    SELL = "sold"
    DESTROY = "destroyed"
    SEE = "seen"


_SOLD = ("retail_sold", "dispensed")
_GONE = ("destroyed", "disposed")
_BY_STEP = {
    "dispensing": Effect.SELL,
    "retail_selling": Effect.SELL,
    "destroying": Effect.DESTROY,
    "void_shipping": Effect.UNSHIP,
    "receiving": Effect.RECEIVE,
    "accepting": Effect.ARRIVE,
    "arriving": Effect.ARRIVE,
    "shipping": Effect.SHIP,
    "consigning": Effect.SHIP,
    "departing": Effect.MOVE,
    "transporting": Effect.MOVE,
}
# Of events at the same moment, what must have come first for the others to be possible.
_RANK = {
    Effect.MAKE: 0,
    Effect.SHIP: 3,
    Effect.MOVE: 4,
    Effect.RECEIVE: 5,
    Effect.ARRIVE: 6,
    Effect.UNSHIP: 5,
    Effect.SEE: 6,
    Effect.SELL: 7,
    Effect.USE: 7,
    Effect.DESTROY: 8,
}
_TRANSFORMATION_RANK, _PACKING_RANK, _UNPACKING_RANK = 1, 2, 6


def effect_of(event: Happening) -> Effect:
    """What an event does that is no TransformationEvent (of one, inputs are used and outputs made).

    What was sold stays sold when the event also ends its code: DELETE of an ObjectEvent with bizStep dispensing is a sale.
    """
    if event.event_type == "ObjectEvent" and event.action == "ADD":
        return Effect.MAKE
    if event.disposition in _SOLD or _BY_STEP.get(event.biz_step or "") is Effect.SELL:
        return Effect.SELL
    if event.disposition in _GONE or (event.event_type == "ObjectEvent" and event.action == "DELETE"):
        return Effect.DESTROY
    known = _BY_STEP.get(event.biz_step or "")
    if known is None:
        return Effect.MOVE if event.disposition == "in_transit" else Effect.SEE
    return known


def is_return(event: Happening) -> bool:
    """Whether the event says that goods came back (CBV disposition `returned`)."""
    return event.disposition == "returned"


def is_explicit_destruction(event: Happening) -> bool:
    """Whether goods are said to be destroyed, and not only their code ended (an ObjectEvent with DELETE)."""
    return event.disposition in _GONE or event.biz_step == "destroying"


def holder_after(event: Happening) -> Holder:
    """Who has the goods after the event.

    The party: who has them in hand by the destinationList (CBV 7.4.2: possessing_party is the party that has physical possession at
    the end; the caller puts an owning_party there only when no possessing_party is named, since an owner need not hold). The place:
    bizLocation, where the goods are until something else is said (EPCIS 2.0, 7.3.5), before the destination's location, which says
    where a transfer ends, and readPoint, where the event was read, which goods may have left. The organisation: who recorded it.
    """
    place = _first(event.biz_location, event.destination.place, event.read_point)
    return Holder(event.destination.party, place, event.organisation)


def holder_before(event: Happening) -> Holder:
    """Who must have had the goods for the event to be possible: the source; else who is there; else who recorded."""
    if event.source.party is not None or event.source.place is not None:
        return Holder(event.source.party, _first(event.source.place, event.read_point), event.organisation)
    return Holder(None, _first(event.read_point, event.biz_location), event.organisation)


def addressee(event: Happening) -> Holder:
    """To whom a shipment is on its way; nobody known when the event has no destinationList."""
    return Holder(event.destination.party, event.destination.place)


def order(event: Happening) -> tuple[datetime, int, int]:
    """The key by which events are sorted: event time, what must have come first, record."""
    if event.event_type == "TransformationEvent":
        rank = _TRANSFORMATION_RANK
    elif event.event_type in ("AggregationEvent", "AssociationEvent") and event.action in ("ADD", "DELETE"):
        rank = _PACKING_RANK if event.action == "ADD" else _UNPACKING_RANK
    else:
        rank = _RANK[effect_of(event)]
    return event.event_time, rank, event.record


def _first(*numbers: int | None) -> int | None:
    return next((one for one in numbers if one is not None), None)
