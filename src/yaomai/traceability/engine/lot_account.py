"""How much of one lot is where, counted in one unit?

Events are booked in their order; what they move beyond what is there is told.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from yaomai.standards.unece import UNITS
from yaomai.traceability.engine import moves
from yaomai.traceability.engine.moves import NOBODY_KNOWN, Effect, Happening, Holder

Bucket = Literal["held", "in_transit", "sold", "destroyed", "used"]
_COUNT = "C62"  # UN/ECE Rec 20 "one": an amount without unit is a count (EPCIS 2.0, 7.3.3.3)
_NONE = Decimal(0)

OUT_OF_NOTHING = "stock.out_of_nothing"
"""More was used, shipped, received, sold or destroyed than the events had made."""
MOVED_UNRECORDED = "stock.moved_unrecorded"
"""It was with somebody else, or on its way, and no event says how it came here."""

MADE_AGAIN = "stock.made_again"
"""Events say twice that this came into being: two of one type of one instance; two types of different amounts of a lot."""


class Misfit(NamedTuple):
    """So much does not fit what was booked before, and why (the code of a discrepancy)."""

    code: str
    amount: Decimal


def in_unit(quantity: Decimal, uom: str | None, to: str | None) -> Decimal | None:
    """The quantity in the unit `to`; None when that cannot be said, or not exactly (an ounce in kilograms can, not the reverse)."""
    if uom == to:
        return quantity
    source, target = UNITS.get(uom or _COUNT), UNITS.get(to or _COUNT)
    if source is None or target is None or source.dimension != target.dimension or source.offset or target.offset:
        return None
    ratio = source.factor / target.factor
    return _exact(Fraction(quantity) * ratio)


def _exact(value: Fraction) -> Decimal | None:
    """The same number as a Decimal; None when it has no finite decimal form."""
    places, rest = 0, value.denominator
    for prime in (2, 5):
        times = 0
        while rest % prime == 0:
            rest, times = rest // prime, times + 1
        places = max(places, times)
    if rest != 1:
        return None
    return Decimal(f"{value.numerator * 10**places // value.denominator}e-{places}")


@dataclass(slots=True)
class Pile:
    """An amount, and the record and time of the event that last added to it."""

    quantity: Decimal
    record: int
    event_time: datetime


@dataclass(slots=True)
class _Shipment:
    sender: Holder
    to: Holder
    pile: Pile


@dataclass(slots=True)
class LotAccount:
    """The account of a lot in the unit `uom`. `nothing`: what events moved that by the events was not there.

    `is_measured`: no event moved some of the lot without saying how much.
    """

    uom: str | None
    made: Decimal = _NONE
    returned: Decimal = _NONE
    nothing: Decimal = _NONE
    is_measured: bool = True
    _told_by: dict[str, Decimal] = field(default_factory=dict)  # by type of event: so much it says was made
    _held: dict[Holder, Pile] = field(default_factory=dict)
    _shipments: list[_Shipment] = field(default_factory=list)
    _sold: dict[Holder, Pile] = field(default_factory=dict)
    _destroyed: dict[Holder, Pile] = field(default_factory=dict)
    _used: dict[Holder, Pile] = field(default_factory=dict)

    def piles(self) -> Iterator[tuple[Bucket, Holder, Holder | None, Pile]]:
        """Everything that there is of the lot: in which state, with whom (or sold, destroyed, used, sent by whom), on its way to
        whom.
        """
        for holder, pile in self._held.items():
            if pile.quantity:
                yield "held", holder, None, pile
        for one in self._shipments:
            yield "in_transit", one.sender, one.to, one.pile
        ended: tuple[tuple[Bucket, dict[Holder, Pile]], ...] = (
            ("sold", self._sold),
            ("destroyed", self._destroyed),
            ("used", self._used),
        )
        for name, bucket in ended:
            for holder, pile in bucket.items():
                if pile.quantity:
                    yield name, holder, None, pile

    def book(self, event: Happening, effect: Effect, amount: Decimal) -> list[Misfit]:
        """Do the effect to `amount` (more than 0) of the lot; returns what does not fit what was booked before."""
        match effect:
            case Effect.MAKE:
                return self._make(event, amount)
            case Effect.RECEIVE:
                return self._receive(event, amount)
            case Effect.ARRIVE:
                return self._arrive(event, amount)
            case Effect.UNSHIP:
                return self._unship(event, amount)
            case Effect.SHIP | Effect.MOVE:
                return self._ship(event, effect, amount)
            case Effect.SELL:
                return self._end(self._sold, event, amount)
            case Effect.DESTROY:
                return self._end(self._destroyed, event, amount)
            case Effect.USE:
                return self._end(self._used, event, amount)
            case Effect.SEE:
                return []

    def serialise(self, event: Happening, amount: Decimal) -> None:
        """So many of the lot are counted singly from now on: as far as the lot was made in amounts, they are used up here."""
        there = min(amount, sum((pile.quantity for pile in self._held.values()), _NONE))
        if there > 0:
            holder = moves.holder_after(event)
            self._take(holder, there)
            self._put(self._used, holder, there, event)

    def _make(self, event: Happening, amount: Decimal) -> list[Misfit]:
        """An ObjectEvent that adds what a transformation made tells the same making again, as far as that goes, and the other way
        round. Where the two say different amounts, the more is made, and the rest is told.
        """
        told = self._told_by.get(event.event_type, _NONE) + amount
        self._told_by[event.event_type] = told
        more = max(told - self.made, _NONE)
        if more:
            self.made += more
            self._put(self._held, moves.holder_after(event), more, event)
        is_retold = len(self._told_by) > 1
        return [Misfit(MADE_AGAIN, more)] if more and is_retold else []

    def _end(self, bucket: dict[Holder, Pile], event: Happening, amount: Decimal) -> list[Misfit]:
        holder = moves.holder_before(event)
        misfits = self._take(holder, amount)
        self._put(bucket, holder, amount, event)
        return misfits

    def _ship(self, event: Happening, effect: Effect, amount: Decimal) -> list[Misfit]:
        sender, to = moves.holder_before(event), moves.addressee(event)
        if effect is Effect.MOVE:  # a truck that departs with what was shipped carries no more than that
            on_its_way = (one.pile.quantity for one in self._shipments if one.sender.likeness(sender))
            amount -= min(amount, sum(on_its_way, _NONE))
        if not amount:
            return []
        misfits = self._take(sender, amount)
        self._shipments.append(_Shipment(sender, to, Pile(amount, event.record, event.event_time)))
        return misfits

    def _unship(self, event: Happening, amount: Decimal) -> list[Misfit]:
        sender = moves.holder_before(event)
        left = self._unload(amount, lambda one: one.sender.likeness(sender), all_of_them=True)
        self._put(self._held, moves.holder_after(event), amount, event)
        return self._nothing(left)

    def _arrive(self, event: Happening, amount: Decimal) -> list[Misfit]:
        """Arriving and accepting tell the same transfer as receiving, before it or after: they bring what is still on its way."""
        here = moves.holder_after(event)
        left = self._unload(amount, lambda one: one.to.likeness(here), all_of_them=True)
        if amount - left:
            self._put(self._held, here, amount - left, event)
        return []

    def _receive(self, event: Happening, amount: Decimal) -> list[Misfit]:
        """From what is on its way here, else from any shipment: sender and receiver need not call the receiver alike. Then what
        came back, from what was sold. More than was shipped can only come from the sender, or from the source that the event
        itself names. Where neither is known, it comes from wherever there is some.
        """
        here = moves.holder_after(event)
        senders = [one.sender for one in self._shipments]
        left = self._unload(amount, lambda one: one.to.likeness(here), all_of_them=True)
        was_shipped = left != amount
        if left and moves.is_return(event):
            rest = _drain(self._alike(self._sold, here, least=0), left)
            self.returned += left - rest
            left = rest
        misfits = []
        if left:
            froms = senders if was_shipped else [Holder(event.source.party, event.source.place)]
            pools = [pile for one in froms for pile in self._alike(self._held, one, least=1)]
            if pools:
                rest = _drain(pools, left)
                if was_shipped and rest != left:
                    misfits.append(Misfit(MOVED_UNRECORDED, left - rest))
            else:
                # An organisation need not ship to itself; from anybody else it does.
                own = _drain([pile for one, pile in self._held.items() if one.likeness(here) == 1], left)
                rest = _drain([pile for one, pile in self._held.items() if one.likeness(here) == 0], own)
                misfits += [Misfit(MOVED_UNRECORDED, own - rest)] if rest != own else []
            misfits += self._nothing(rest)
        self._put(self._held, here, amount, event)
        return misfits

    def _take(self, holder: Holder, amount: Decimal) -> list[Misfit]:
        """From what the holder has, else from what is on its way there. Who ever had some of the lot cannot have had more than
        that; to who never had any it came from somebody by an event that is missing.
        """
        if holder == NOBODY_KNOWN:
            left = _drain(self._held.values(), amount)
            return self._nothing(self._unload(left, lambda _: 1, all_of_them=True))
        keeps_books = any(one.likeness(holder) for one in self._held)
        unrecorded = _drain(self._alike(self._held, holder, least=1), amount)
        left = self._unload(unrecorded, lambda one: one.to.likeness(holder), all_of_them=False)
        if not keeps_books:
            left = self._unload(_drain(self._held.values(), left), lambda _: 1, all_of_them=True)
        misfits = [Misfit(MOVED_UNRECORDED, unrecorded - left)] if unrecorded != left else []
        return misfits + self._nothing(left)

    def _nothing(self, amount: Decimal) -> list[Misfit]:
        if not amount:
            return []
        self.nothing += amount
        return [Misfit(OUT_OF_NOTHING, amount)]

    def _alike(self, bucket: dict[Holder, Pile], holder: Holder, *, least: int) -> list[Pile]:
        """The piles of holders that are as like this one as `least`, the likest first."""
        ranked = sorted(bucket, key=lambda one: -one.likeness(holder))
        return [bucket[one] for one in ranked if one.likeness(holder) >= least]

    def _unload(self, amount: Decimal, likeness: Callable[[_Shipment], int], *, all_of_them: bool) -> Decimal:
        """Take from shipments, the likest first and of these the oldest; returns what they did not have."""
        if not amount or not self._shipments:
            return amount
        ranked = sorted(self._shipments, key=lambda one: -likeness(one))
        left = _drain([one.pile for one in ranked if all_of_them or likeness(one)], amount)
        self._shipments = [one for one in self._shipments if one.pile.quantity]
        return left

    @staticmethod
    def _put(bucket: dict[Holder, Pile], holder: Holder, amount: Decimal, event: Happening) -> None:
        pile = bucket.get(holder)
        if pile is None:
            bucket[holder] = Pile(amount, event.record, event.event_time)
        else:
            pile.quantity += amount
            pile.record, pile.event_time = event.record, event.event_time


def _drain(piles: Iterable[Pile], amount: Decimal) -> Decimal:
    """Take from the piles in their order; returns what they did not have."""
    for pile in piles:
        if not amount:
            break
        taken = min(pile.quantity, amount)
        pile.quantity -= taken
        amount -= taken
    return amount
