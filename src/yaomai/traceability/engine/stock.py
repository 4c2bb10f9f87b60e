"""Who holds how much of what, by the events in force of a set of things, and where do the events contradict each other?

A lot (a class) is counted in amounts, unit by unit; an instance is one thing in one state. For each of them

    used + held + in transit + sold + destroyed = made + out of nothing

where `out of nothing` is the sum of the discrepancies of that code: what the events use, ship, sell … beyond what they made.
Nothing is forced to fit: whatever contradicts an earlier event is a `Discrepancy` with the record that says so.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from yaomai.traceability.engine import moves
from yaomai.traceability.engine.containers import Containers, Load
from yaomai.traceability.engine.lot_account import MADE_AGAIN, MOVED_UNRECORDED, OUT_OF_NOTHING, LotAccount, in_unit
from yaomai.traceability.engine.moves import NOBODY_KNOWN, Effect, Happening, Holder

StateName = Literal["held", "in_transit", "sold", "destroyed", "used"]
STATES: tuple[StateName, ...] = ("held", "in_transit", "sold", "destroyed", "used")
GONE = frozenset({"sold", "destroyed", "used"})

GONE_BEFORE = "stock.gone_before"
"""It had been used up, sold or destroyed."""
SOLD_AGAIN = "stock.sold_again"
"""It had been sold, and no event says that it came back."""
QUANTITY_MISSING = "stock.quantity_missing"
"""The event does not say how much of the lot, or in a unit that cannot be brought to the lot's."""

_ONE = Decimal(1)
_NONE = Decimal(0)


class Discrepancy(Struct, frozen=True):
    """What a record says that does not fit what was said before: of which thing, how much (None: not said), doing what."""

    code: str
    record: int
    thing: int
    amount: Decimal | None
    uom: str | None
    effect: str


class Standing(Struct, frozen=True, gc=False):
    """So much of a thing is in one state with one holder. `holder` has it, or sold, destroyed or sent it; `to`: where it is on
    its way to.

    `record` and `event_time` are of the event that last put some of it there; `container`: the outermost container that an
    instance is in.
    """

    thing: int
    state: StateName
    holder: Holder
    to: Holder | None
    quantity: Decimal
    uom: str | None
    container: int | None
    record: int
    event_time: datetime


class Unmeasured(Struct, frozen=True, gc=False):
    """Some of a lot is, or was, in one state with one holder, and no event says how much; otherwise as `Standing`."""

    thing: int
    state: StateName
    holder: Holder
    to: Holder | None
    record: int
    event_time: datetime
    quantity: None = None
    uom: None = None
    container: None = None


class Balance(Struct, frozen=True):
    """How much of a thing, or of several, was made and where it is. `returned` came back after a sale and is counted where it is
    now. `is_measured`: every event says how much.
    """

    uom: str | None
    made: Decimal = _NONE
    used: Decimal = _NONE
    held: Decimal = _NONE
    in_transit: Decimal = _NONE
    sold: Decimal = _NONE
    destroyed: Decimal = _NONE
    returned: Decimal = _NONE
    out_of_nothing: Decimal = _NONE
    is_measured: bool = True

    @property
    def accounted(self) -> Decimal:
        """Everything that was made, as far as it is known where it is."""
        return self.used + self.held + self.in_transit + self.sold + self.destroyed

    @property
    def agrees(self) -> bool:
        """Whether what was made is exactly what is accounted for, of all that was moved."""
        return self.is_measured and self.made == self.accounted


class State(Struct, frozen=True, gc=False):
    """Where an instance is; shared by all instances that an event put there."""

    name: StateName
    holder: Holder
    to: Holder | None
    record: int
    event_time: datetime


@dataclass(slots=True)
class Stock:
    """What the events say of the things. Instances: `states`, and of them which were `made` and how often `returned`; lots:
    `lots`, and what of them no event measured.
    """

    states: dict[int, State] = field(default_factory=dict)
    made: dict[int, tuple[int, str]] = field(
        default_factory=dict
    )  # instance → record and type of the event that made it
    returned: dict[int, int] = field(default_factory=dict)
    lots: dict[int, list[LotAccount]] = field(default_factory=dict)
    unmeasured: dict[tuple[int, StateName, Holder, Holder | None], Unmeasured] = field(default_factory=dict)
    discrepancies: list[Discrepancy] = field(default_factory=list)
    containers: Containers = field(default_factory=Containers)

    def standings(self) -> Iterator[Standing]:
        """Every thing, by state and holder: first the lots, then the instances, in the order in which events first named them."""
        yield from self.lot_standings()
        inside = self.containers.outermost()
        for thing, state in self.states.items():
            yield self.standing(thing, state, inside.get(thing))

    def lot_standings(self) -> Iterator[Standing]:
        """The same of the lots alone."""
        for lot, accounts in self.lots.items():
            for account in accounts:
                for name, holder, to, pile in account.piles():
                    yield Standing(
                        lot, name, holder, to, pile.quantity, account.uom, None, pile.record, pile.event_time
                    )

    @staticmethod
    def standing(thing: int, state: State, container: int | None) -> Standing:
        """How one instance stands."""
        return Standing(
            thing, state.name, state.holder, state.to, _ONE, None, container, state.record, state.event_time
        )

    def lot_balance(self, account: LotAccount) -> Balance:
        """The balance of one lot in one unit."""
        sums: dict[str, Any] = dict.fromkeys(STATES, _NONE)
        for name, _, _, pile in account.piles():
            sums[name] += pile.quantity
        amounts = Balance(account.uom, account.made, returned=account.returned, out_of_nothing=account.nothing, **sums)
        return amounts if account.is_measured else replace(amounts, is_measured=False)

    def instances_balance(self, instances: Iterable[int]) -> Balance:
        """The balance of these instances together."""
        known = [one for one in instances if one in self.states]
        counts = Counter(self.states[one].name for one in known)
        made = sum(one in self.made for one in known)
        returned = sum(self.returned.get(one, 0) for one in known) if self.returned else 0
        sums: dict[str, Any] = {name: Decimal(counts[name]) for name in STATES}
        return Balance(
            None, Decimal(made), returned=Decimal(returned), out_of_nothing=Decimal(len(known) - made), **sums
        )


def stock(happenings: Iterable[Happening], things: Collection[int]) -> Stock:
    """Fold the events, in any order, over the things; other things that the events name are not counted.

    The events must be those in force, each once. A thing that no event names is not in the result.
    """
    books = _Books(things if isinstance(things, (set, frozenset)) else frozenset(things))
    for event in sorted(happenings, key=moves.order):
        if event.event_type == "TransformationEvent":
            books.transform(event)
        elif event.event_type in ("AggregationEvent", "AssociationEvent"):
            books.pack(event)
        else:
            books.handle(event, moves.effect_of(event), ("epcList", "quantityList"))
    for lot, *_ in books.stock.unmeasured:
        for account in books.stock.lots[lot]:
            account.is_measured = False
    return books.stock


@dataclass(slots=True)
class _Books:
    things: Collection[int]
    stock: Stock = field(default_factory=Stock)

    def transform(self, event: Happening) -> None:
        self.handle(event, Effect.USE, ("inputEPCList", "inputQuantityList"))
        self.handle(event, Effect.MAKE, ("outputEPCList", "outputQuantityList"))

    def pack(self, event: Happening) -> None:
        """Children go into the parent, or out of it; and the event's step is done to them: one event may load a pallet and ship
        it.
        """
        inside, effect = self.stock.containers, moves.effect_of(event)
        children, loads = event.instances.get("childEPCs", ()), self._loads(event)
        roles = ("childEPCs", "childQuantityList")
        everything = not children and not event.amounts
        if event.parent is not None and event.action == "DELETE" and not everything:
            inside.unpack(event.parent, children, loads, everything=False)
        self.handle(event, effect, roles)
        if event.parent is not None and event.action == "DELETE" and everything:
            inside.unpack(event.parent, (), (), everything=True)
        if event.parent is not None and event.action == "ADD":
            inside.pack(event.parent, children, loads)
            for one in event.amounts if effect is Effect.SEE else ():
                if (
                    one.thing in self.things and one.quantity is None
                ):  # where the container goes, some of the lot goes, too
                    self._unmeasured(event, effect, one.thing, None, one.uom)

    def _loads(self, event: Happening) -> list[Load]:
        """The amounts of an event in the units of their lots' accounts, as far as they are stated."""
        loads: list[Load] = []
        for one in event.amounts:
            if one.thing in self.things and one.quantity is not None:
                account = self._account(one.thing, one.uom)
                amount = in_unit(one.quantity, one.uom, account.uom)
                if amount is not None and amount > 0:
                    loads.append((one.thing, account.uom, amount))
        return loads

    def handle(self, event: Happening, effect: Effect, roles: tuple[str, str]) -> None:
        """Do the effect to what the event names in these lists, and to what is in the containers among them."""
        named = list(event.instances.get(roles[0], ()))
        if event.parent is not None and effect is not Effect.SEE:
            named.append(event.parent)
        only_the_code = effect is Effect.DESTROY and not moves.is_explicit_destruction(event)
        goods = [one for one in named if one in self.things]
        loads: list[Load] = []
        if effect is not Effect.MAKE and not only_the_code:  # a carrier's code may end while goods are in it
            inner, loads = self.stock.containers.contents(named)
            goods += [one for one in inner if one in self.things]
            loads = [] if event.amounts and event.parent is not None else loads  # the event itself says which amounts
        goods = list(dict.fromkeys(goods)) if len(named) > 1 or loads else goods
        if goods:
            self._instances(event, effect, goods)
        for one in event.amounts:
            if one.role == roles[1] and one.thing in self.things:
                self._amount(event, effect, one.thing, one.quantity, one.uom)
        for thing, uom, quantity in loads:
            self._amount(event, effect, thing, quantity, uom)
        if effect is Effect.MAKE:
            self._serialise(event)

    # Instances

    def _instances(self, event: Happening, effect: Effect, goods: Sequence[int]) -> None:
        states = self.stock.states
        after = _state_after(event, effect)
        # Thousands of things share a state: where nothing is wrong with any of these, all change at once.
        befores = {id(one): one for one in map(states.get, goods)}.values()
        if all(_is_plain(event, effect, before) for before in befores):
            states.update(dict.fromkeys(goods, after))
        else:
            for one in goods:
                self._instance(event, effect, one, after)
        if after.name in GONE:
            self.stock.containers.take_out(goods)
        if effect is Effect.MAKE:
            making, made = (event.record, event.event_type), self.stock.made
            made.update((one, making) for one in goods if one not in made)

    def _instance(self, event: Happening, effect: Effect, one: int, after: State) -> None:
        """Do the effect to one thing of which it must be looked at where it was."""
        states = self.stock.states
        before = states.get(one)
        if effect is Effect.MAKE:
            self._make_one(event, one, before, after)
            return
        if before is None:
            self._discrepancy(OUT_OF_NOTHING, event, one, _ONE, None, effect)
        elif before.name in GONE:
            if not self._again(event, effect, one, before):
                return
        elif effect in _LOOKS_WHERE and not _fits(event, effect, before):
            self._discrepancy(MOVED_UNRECORDED, event, one, _ONE, None, effect)
        elif (effect is Effect.MOVE and before.name == "in_transit") or (
            effect is Effect.SEE and not _says_where(event)
        ):
            return
        elif effect is Effect.UNSHIP and before.name == "in_transit":
            after = State("held", before.holder, None, event.record, event.event_time)
        states[one] = after

    def _make_one(self, event: Happening, one: int, before: State | None, after: State) -> None:
        known = self.stock.made.get(one)
        if known is not None and known[1] == event.event_type:
            # An output that is commissioned afterwards is the same coming into being, told twice.
            self._discrepancy(MADE_AGAIN, event, one, _ONE, None, Effect.MAKE)
        if before is None:
            self.stock.states[one] = after

    def _again(self, event: Happening, effect: Effect, one: int, before: State) -> bool:
        """Whether the event changes where a thing is that was used, sold or destroyed before; what does not fit is noted."""
        if effect is Effect.SEE:
            return False
        if effect is Effect.DESTROY and not moves.is_explicit_destruction(event):
            return False  # the code of what is gone is ended
        if before.name == "sold":
            if moves.is_return(event) and effect in _RETURNS:
                self.stock.returned[one] = self.stock.returned.get(one, 0) + 1
                return True
            if effect is Effect.DESTROY:
                return True  # a buyer's pack that was taken back and destroyed
            self._discrepancy(SOLD_AGAIN if effect is Effect.SELL else GONE_BEFORE, event, one, _ONE, None, effect)
            return True
        if not (before.name == "destroyed" and effect is Effect.DESTROY):
            self._discrepancy(GONE_BEFORE, event, one, _ONE, None, effect)
        return True

    # Lots

    def _account(self, lot: int, uom: str | None) -> LotAccount:
        """The lot's account in a unit into which `uom` can be converted; a new one in this unit if there is none."""
        accounts = self.stock.lots.setdefault(lot, [])
        for account in accounts:
            if in_unit(_ONE, uom, account.uom) is not None:
                return account
        accounts.append(LotAccount(uom))
        return accounts[-1]

    def _amount(self, event: Happening, effect: Effect, lot: int, quantity: Decimal | None, uom: str | None) -> None:
        if effect is Effect.SEE:
            return  # a look at some of a lot, or a sample of it, says nothing of where the rest is
        if quantity is None:
            self._unmeasured(event, effect, lot, quantity, uom)
            return
        account = self._account(lot, uom)
        amount = in_unit(quantity, uom, account.uom)
        if amount is None or amount < 0:
            self._unmeasured(event, effect, lot, quantity, uom)
            return
        if amount == 0:
            return
        for code, much in account.book(event, effect, amount):
            self._discrepancy(code, event, lot, much, account.uom, effect)

    def _unmeasured(
        self, event: Happening, effect: Effect, lot: int, quantity: Decimal | None, uom: str | None
    ) -> None:
        """Some of the lot is here now, and nobody knows how much: it is told with whom, and nothing is booked."""
        if not self.stock.lots.get(lot):
            self._account(lot, uom)
        after = _state_after(event, effect)
        self.stock.unmeasured[lot, after.name, after.holder, after.to] = Unmeasured(
            lot, after.name, after.holder, after.to, event.record, event.event_time
        )
        self._discrepancy(QUANTITY_MISSING, event, lot, quantity, uom, effect)

    def _serialise(self, event: Happening) -> None:
        """Packs of a lot that get serial numbers of their own (an ObjectEvent that commissions them) are from now on counted
        singly.

        A transformation that makes instances says itself what went into them.
        """
        if event.event_type != "ObjectEvent":
            return
        for lot, count in event.serialised.items():
            for account in self.stock.lots.get(lot, ()):
                amount = in_unit(Decimal(count), None, account.uom)
                if amount is not None:
                    account.serialise(event, amount)

    def _discrepancy(
        self, code: str, event: Happening, thing: int, amount: Decimal | None, uom: str | None, effect: Effect
    ) -> None:
        self.stock.discrepancies.append(Discrepancy(code, event.record, thing, amount, uom, effect.value))


_RETURNS = (Effect.RECEIVE, Effect.ARRIVE, Effect.SHIP, Effect.MOVE)
_LOOKS_WHERE = frozenset({Effect.USE, Effect.SELL, Effect.SHIP, Effect.RECEIVE})


def _is_plain(event: Happening, effect: Effect, before: State | None) -> bool:
    """Whether nothing stands in the way of the effect for a thing that was so before: no discrepancy, and no exception."""
    if before is None or effect is Effect.MAKE:
        return before is None and effect is Effect.MAKE
    if before.name in GONE or effect is Effect.UNSHIP:
        return False
    if effect in _LOOKS_WHERE:
        return _fits(event, effect, before)
    if effect is Effect.MOVE:
        return before.name != "in_transit"
    return effect is not Effect.SEE or _says_where(event)


def _state_after(event: Happening, effect: Effect) -> State:
    at = (event.record, event.event_time)
    match effect:
        case Effect.USE:
            return State("used", moves.holder_after(event), None, *at)
        case Effect.SELL:
            return State("sold", moves.holder_before(event), None, *at)
        case Effect.DESTROY:
            return State("destroyed", moves.holder_before(event), None, *at)
        case Effect.SHIP | Effect.MOVE:
            return State("in_transit", moves.holder_before(event), moves.addressee(event), *at)
        case _:
            return State("held", moves.holder_after(event), None, *at)


def _fits(event: Happening, effect: Effect, before: State) -> bool:
    """Whether a thing can be where the event needs it to be."""
    if effect is Effect.RECEIVE:
        if before.name == "in_transit":
            return True
        here = moves.holder_after(event).likeness(before.holder) > 0
        return here or moves.holder_before(event).likeness(before.holder) >= 2
    if before.name == "in_transit":
        return False
    needed = moves.holder_before(event)
    return NOBODY_KNOWN in (needed, before.holder) or needed.likeness(before.holder) > 0


def _says_where(event: Happening) -> bool:
    return event.biz_location is not None or event.read_point is not None
