"""Who holds how much: each effect by example, and the sum that always agrees, held against a plain model of random histories."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yaomai.traceability.engine.lot_account import in_unit
from yaomai.traceability.engine.moves import Amount, Endpoint, Happening, Holder
from yaomai.traceability.engine.stock import stock

LOT, OTHER_LOT, PACK, CASE, PALLET = 1, 2, 11, 21, 22
FARM, MILL, SHOP = 101, 102, 103
START = datetime(2026, 1, 1, tzinfo=UTC)


def event(
    hour, step=None, place=FARM, *, action="OBSERVE", kind="ObjectEvent", kg=None, to=None, organisation=None, **members
):
    """An event at a place (its organisation has the same number, unless another is given), about `kg` of LOT or instances."""
    if kg is not None:
        members["amounts"] = [Amount("quantityList", LOT, Decimal(kg) if kg != "?" else None, "KGM")]
    if to is not None:
        members["destination"] = Endpoint(place=to)
    leaves = step in ("shipping", "retail_selling", "dispensing", "departing")
    return Happening(
        hour, START + timedelta(hours=hour), kind, action, step, members.pop("disposition", None),
        read_point=place, biz_location=None if leaves else place, organisation=organisation or place, **members,
    )  # fmt: skip


def made(kg=100, hour=1):
    return event(hour, "commissioning", action="ADD", kg=kg)


def output(hour, kg):
    amounts = [Amount("outputQuantityList", LOT, Decimal(kg), "KGM")]
    return event(hour, kind="TransformationEvent", action=None, amounts=amounts)


def shown(found, things=(LOT,)):
    """(state, holder's place or the place where it is going, quantity), and the discrepancies (code, record, amount)."""
    rows = {
        (
            row.state,
            row.to.place if row.state == "in_transit" and row.to else row.holder.place,
            f"{row.quantity.normalize():f}",
        )
        for row in found.standings()
        if row.thing in things
    }
    return rows, [(one.code.removeprefix("stock."), one.record, one.amount) for one in found.discrepancies]


LOTS = {
    "made": ([made()], {("held", FARM, "100")}, []),
    "used": ([made(), event(2, "packing", kind="TransformationEvent", action=None, amounts=[Amount("inputQuantityList", LOT, Decimal(40), "KGM")])],
             {("held", FARM, "60"), ("used", FARM, "40")}, []),
    "shipped, not yet received": ([made(), event(2, "shipping", kg=30, to=SHOP)], {("held", FARM, "70"), ("in_transit", SHOP, "30")}, []),
    "shipped and received": ([made(), event(2, "shipping", kg=30, to=SHOP), event(3, "receiving", SHOP, kg=30)],
                             {("held", FARM, "70"), ("held", SHOP, "30")}, []),
    "received in two parts": ([made(), event(2, "shipping", kg=30, to=SHOP), event(3, "receiving", SHOP, kg=10), event(4, "receiving", SHOP, kg=15)],
                              {("held", FARM, "70"), ("held", SHOP, "25"), ("in_transit", SHOP, "5")}, []),
    "events come in any order": ([event(3, "receiving", SHOP, kg=30), event(2, "shipping", kg=30, to=SHOP), made()],
                                 {("held", FARM, "70"), ("held", SHOP, "30")}, []),
    "at the same moment making comes before shipping before receiving": (
        [event(1, "receiving", SHOP, kg=30), event(1, "shipping", kg=30, to=SHOP), made()],
        {("held", FARM, "70"), ("held", SHOP, "30")}, []),
    "arriving and accepting tell the same transfer again": (
        [made(), event(2, "shipping", kg=30, to=SHOP), event(3, "arriving", SHOP, kg=30), event(5, "accepting", SHOP, kg=30)],
        {("held", FARM, "70"), ("held", SHOP, "30")}, []),
    "a truck departs with what was shipped": (
        [made(), event(2, "shipping", kg=30, to=SHOP), event(3, "departing", kg=30)],
        {("held", FARM, "70"), ("in_transit", SHOP, "30")}, []),
    "a shipment taken back": ([made(), event(2, "shipping", kg=30, to=SHOP), event(3, "void_shipping", kg=30)], {("held", FARM, "100")}, []),
    "a transformation's output that is commissioned afterwards was made once": (
        [output(1, 96), event(2, "commissioning", action="ADD", kg=96)], {("held", FARM, "96")}, []),
    "and before, and in parts": (
        [event(1, "commissioning", action="ADD", kg=46), event(1, "commissioning", action="ADD", kg=50), output(2, 96)],
        {("held", FARM, "96")}, []),
    "a commissioning of more than the transformation made": (
        [output(1, 96), event(2, "commissioning", action="ADD", kg=100)], {("held", FARM, "100")}, [("made_again", 2, Decimal(4))]),
    "a lot that is made in parts": ([output(1, 40), output(2, 60)], {("held", FARM, "100")}, []),
    "sold": ([made(), event(2, "retail_selling", kg=30)], {("held", FARM, "70"), ("sold", FARM, "30")}, []),
    "a sale that ends the code is a sale": ([made(), event(2, "dispensing", kg=30, action="DELETE")], {("held", FARM, "70"), ("sold", FARM, "30")}, []),
    "sold by its disposition": ([made(), event(2, "other", kg=30, disposition="retail_sold")], {("held", FARM, "70"), ("sold", FARM, "30")}, []),
    "came back from a buyer": ([made(), event(2, "retail_selling", kg=30), event(3, "receiving", kg=10, disposition="returned")],
                               {("held", FARM, "80"), ("sold", FARM, "20")}, []),
    "destroyed": ([made(), event(2, "destroying", kg=30)], {("held", FARM, "70"), ("destroyed", FARM, "30")}, []),
    "an inspection of a sample moves nothing": ([made(), event(2, "inspecting", MILL, kg=1)], {("held", FARM, "100")}, []),
    "grams of a lot made in kilograms": ([made(), event(2, "retail_selling", amounts=[Amount("quantityList", LOT, Decimal(500), "GRM")])],
                                         {("held", FARM, "99.5"), ("sold", FARM, "0.5")}, []),
    "received, and the event says from whom": ([made(), event(3, "receiving", SHOP, kg=30, source=Endpoint(place=FARM))],
                                               {("held", FARM, "70"), ("held", SHOP, "30")}, []),
    "another place of the same organisation": ([made(), event(3, "retail_selling", SHOP, kg=30, organisation=FARM)],
                                               {("held", FARM, "70"), ("sold", SHOP, "30")}, []),
    # What does not fit
    "sold more than had": ([made(), event(2, "retail_selling", kg=130)], {("sold", FARM, "130")}, [("out_of_nothing", 2, 30)]),
    "used before it was made": ([event(1, "retail_selling", kg=30), made(hour=2)], {("sold", FARM, "30"), ("held", FARM, "100")}, [("out_of_nothing", 1, 30)]),
    "shipped more than had, in two shipments": (
        [made(), event(2, "shipping", kg=80, to=SHOP), event(3, "shipping", kg=50, to=MILL)],
        {("in_transit", SHOP, "80"), ("in_transit", MILL, "50")}, [("out_of_nothing", 3, 30)]),
    "received more than was shipped, which the sender has": (
        [made(), event(2, "shipping", kg=30, to=SHOP), event(3, "receiving", SHOP, kg=40)],
        {("held", FARM, "60"), ("held", SHOP, "40")}, [("moved_unrecorded", 3, 10)]),
    "received more than was ever made": (
        [made(), event(2, "shipping", kg=100, to=SHOP), event(3, "receiving", SHOP, kg=140)],
        {("held", SHOP, "140")}, [("out_of_nothing", 3, 40)]),
    "received and nobody says from whom": ([made(), event(3, "receiving", SHOP, kg=30)], {("held", FARM, "70"), ("held", SHOP, "30")}, [("moved_unrecorded", 3, 30)]),
    "received twice": (
        [made(), event(2, "shipping", kg=100, to=SHOP), event(3, "receiving", SHOP, kg=100), event(4, "receiving", SHOP, kg=100)],
        {("held", SHOP, "200")}, [("out_of_nothing", 4, 100)]),
    "used elsewhere without a shipment": ([made(), event(2, "retail_selling", MILL, kg=30)], {("held", FARM, "70"), ("sold", MILL, "30")}, [("moved_unrecorded", 2, 30)]),
    "sold on arrival without being received": (
        [made(), event(2, "shipping", kg=30, to=SHOP), event(3, "retail_selling", SHOP, kg=30)],
        {("held", FARM, "70"), ("sold", SHOP, "30")}, [("moved_unrecorded", 3, 30)]),
    "no quantity is said": ([made(), event(2, "retail_selling", kg="?")], {("held", FARM, "100")}, [("quantity_missing", 2, None)]),
    "a volume of a lot that was weighed": (
        [made(), event(2, "retail_selling", amounts=[Amount("quantityList", LOT, Decimal(3), "LTR")])],
        {("held", FARM, "100"), ("sold", FARM, "3")}, [("out_of_nothing", 2, 3)]),
}  # fmt: skip


@pytest.mark.parametrize("name", LOTS)
def test_lots(name):
    events, rows, discrepancies = LOTS[name]
    found = stock(events, {LOT})
    assert shown(found) == (rows, discrepancies)
    for account in found.lots[LOT]:
        balance = found.lot_balance(account)
        assert balance.accounted == balance.made + balance.out_of_nothing
        is_measured = not any(code == "quantity_missing" for code, _, _ in discrepancies)
        assert balance.agrees == (balance.out_of_nothing == 0 and is_measured)


def one(hour, step, place=FARM, things=(PACK,), **members):
    return event(hour, step, place, instances={"epcList": list(things)}, **members)


def born(hour=1, things=(PACK,), place=FARM):
    return one(hour, "commissioning", place, things, action="ADD")


def packing(hour, action, children=(PACK,), parent=CASE, place=FARM, step="packing", **members):
    return event(
        hour,
        step,
        place,
        kind="AggregationEvent",
        action=action,
        instances={"childEPCs": list(children)} if children else {},
        parent=parent,
        **members,
    )


SHIP_CASE, RECEIVE_CASE = one(3, "shipping", things=(CASE,), to=SHOP), one(4, "receiving", SHOP, things=(CASE,))

INSTANCES = {
    "made": ([born()], ("held", FARM), None, []),
    "an output": ([event(1, kind="TransformationEvent", action=None, instances={"outputEPCList": [PACK]})], ("held", FARM), None, []),
    "an output that is commissioned is made once": (
        [event(1, kind="TransformationEvent", action=None, instances={"outputEPCList": [PACK]}), born(2)], ("held", FARM), None, []),
    "shipped": ([born(), one(2, "shipping", to=SHOP)], ("in_transit", SHOP), None, []),
    "in a case": ([born(), packing(2, "ADD")], ("held", FARM), CASE, []),
    "shipped in a case": ([born(), packing(2, "ADD"), SHIP_CASE], ("in_transit", SHOP), CASE, []),
    "received in a case": ([born(), packing(2, "ADD"), SHIP_CASE, RECEIVE_CASE], ("held", SHOP), CASE, []),
    "the case goes on after the pack was taken out": (
        [born(), packing(2, "ADD"), packing(3, "DELETE"), one(4, "shipping", things=(CASE,), to=SHOP)], ("held", FARM), None, []),
    "the case is emptied": (
        [born(), packing(2, "ADD"), packing(3, "DELETE", children=()), one(4, "shipping", things=(CASE,), to=SHOP)], ("held", FARM), None, []),
    "on a pallet": (
        [born(), packing(2, "ADD"), packing(2, "ADD", (CASE,), PALLET), one(3, "shipping", things=(PALLET,), to=SHOP)], ("in_transit", SHOP), PALLET, []),
    "a case in itself ends": ([born(), packing(2, "ADD"), packing(2, "ADD", (CASE,), PALLET), packing(2, "ADD", (PALLET,), CASE), SHIP_CASE], ("in_transit", SHOP), PALLET, []),
    "loaded and shipped by one event": ([born(), packing(2, "ADD", step="shipping", to=SHOP)], ("in_transit", SHOP), CASE, []),
    "the code of the case ends, not what is in it": (
        [born(), packing(2, "ADD"), one(3, "decommissioning", things=(CASE,), action="DELETE")], ("held", FARM), CASE, []),
    "a case is destroyed with what is in it": ([born(), packing(2, "ADD"), one(3, "destroying", things=(CASE,))], ("destroyed", FARM), None, []),
    "sold": ([born(), one(2, "retail_selling")], ("sold", FARM), None, []),
    "sold, then its code is ended": ([born(), one(2, "dispensing"), one(3, "decommissioning", action="DELETE")], ("sold", FARM), None, []),
    "came back": ([born(), one(2, "dispensing"), one(3, "receiving", disposition="returned")], ("held", FARM), None, []),
    "came back and was sold again": (
        [born(), one(2, "dispensing"), one(3, "receiving", disposition="returned"), one(4, "dispensing")], ("sold", FARM), None, []),
    "a buyer's pack was destroyed": ([born(), one(2, "dispensing"), one(3, "destroying")], ("destroyed", FARM), None, []),
    "looked at after it was sold": ([born(), one(2, "dispensing"), one(3, "inspecting", MILL)], ("sold", FARM), None, []),
    "seen elsewhere": ([born(), one(2, "storing", FARM + 900, organisation=FARM)], ("held", FARM + 900), None, []),
    # What does not fit
    "never made": ([one(2, "dispensing")], ("sold", FARM), None, [("out_of_nothing", 2)]),
    "sold twice": ([born(), one(2, "dispensing"), one(3, "retail_selling", SHOP)], ("sold", SHOP), None, [("sold_again", 3)]),
    "used after it was sold": (
        [born(), one(2, "dispensing"), event(3, kind="TransformationEvent", action=None, instances={"inputEPCList": [PACK]})], ("used", FARM), None, [("gone_before", 3)]),
    "received after it was destroyed": ([born(), one(2, "destroying"), one(3, "receiving")], ("held", FARM), None, [("gone_before", 3)]),
    "commissioned twice": ([born(), born(2, place=SHOP)], ("held", FARM), None, [("made_again", 2)]),
    "sold where it never came": ([born(), one(2, "dispensing", SHOP)], ("sold", SHOP), None, [("moved_unrecorded", 2)]),
    "received where nobody sent it": ([born(), one(2, "receiving", SHOP)], ("held", SHOP), None, [("moved_unrecorded", 2)]),
}  # fmt: skip


@pytest.mark.parametrize("name", INSTANCES)
def test_instances(name):
    events, (state, place), container, discrepancies = INSTANCES[name]
    found = stock(events, {PACK})
    (row,) = found.standings()
    where = row.to.place if row.to and row.state == "in_transit" else row.holder.place
    assert (row.thing, row.state, where, row.container) == (PACK, state, place, container)
    assert [(one.code.removeprefix("stock."), one.record) for one in found.discrepancies] == discrepancies
    balance = found.instances_balance([PACK, 12345])
    assert balance.accounted == 1 == balance.made + balance.out_of_nothing


def test_an_amount_in_a_container_goes_with_it():
    load = [Amount("childQuantityList", LOT, Decimal(30), "KGM")]
    events = [
        made(),
        packing(2, "ADD", (), amounts=load),
        SHIP_CASE,
        RECEIVE_CASE,
        packing(5, "DELETE", (), place=SHOP, amounts=load),
        one(6, "shipping", SHOP, things=(CASE,), to=FARM),
    ]
    assert shown(stock(events[:3], {LOT})) == ({("held", FARM, "70"), ("in_transit", SHOP, "30")}, [])
    assert shown(stock(events, {LOT})) == ({("held", FARM, "70"), ("held", SHOP, "30")}, [])


def test_packs_of_a_lot_that_get_codes_are_counted_singly():
    lot = event(1, "commissioning", action="ADD", amounts=[Amount("quantityList", LOT, Decimal(100))])
    serialised = event(2, "commissioning", action="ADD", instances={"epcList": [11, 12, 13]}, serialised={LOT: 3})
    found = stock([lot, serialised], {LOT, 11, 12, 13})
    assert shown(found)[0] == {("held", FARM, "97"), ("used", FARM, "3")}
    assert found.instances_balance([11, 12, 13]).held == 3


def test_only_the_things_asked_for_are_counted():
    found = stock([made(), born(), packing(2, "ADD", (PACK, 12)), SHIP_CASE], {12})
    assert [(row.thing, row.state) for row in found.standings()] == [(12, "in_transit")]


@pytest.mark.parametrize(
    ("quantity", "uom", "to", "said"),
    [("1", "KGM", "GRM", "1000"), ("250", "GRM", "KGM", "0.25"), ("2", "DZN", None, "24"), ("3", None, "EA", "3"), ("1", "LBR", "KGM", "0.45359237"),
     ("1", "KGM", "ONZ", None), ("1", "KGM", "LTR", None), ("1", "XYZ", "XYZ", "1"), ("1", "XYZ", "KGM", None), ("-1", "KGM", "GRM", "-1000")],
)  # fmt: skip
def test_units(quantity, uom, to, said):
    assert in_unit(Decimal(quantity), uom, to) == (None if said is None else Decimal(said))


def test_likeness():
    one = Holder(1, 2, 3)
    assert [
        one.likeness(other)
        for other in (Holder(place=2), Holder(party=1), Holder(organisation=3), Holder(9, 8, 7), Holder())
    ] == [3, 2, 1, 0, 0]


@dataclass
class World:
    """A plain model: who has how much of each lot by the true history, and the events that tell it, in the order of their times."""

    events: list[Happening] = field(default_factory=list)
    held: dict[tuple[int, int], int] = field(default_factory=dict)  # (lot, place)
    sent: dict[tuple[int, int, int], int] = field(default_factory=dict)  # (lot, from, to)
    ended: dict[tuple[str, int], int] = field(default_factory=dict)  # (state, lot)
    made: dict[int, int] = field(default_factory=dict)

    def tell(
        self, lot: int, step: str, place: int, amount: int, *, action: str = "OBSERVE", to: int | None = None
    ) -> None:
        said = Amount("quantityList", lot, Decimal(amount) / 10, "KGM")
        self.events.append(event(len(self.events) + 1, step, place, action=action, to=to, amounts=[said]))

    def transform(self, source: int, target: int, place: int, amount: int) -> None:
        said = [
            Amount("inputQuantityList", source, Decimal(amount) / 10, "KGM"),
            Amount("outputQuantityList", target, Decimal(amount) / 10, "KGM"),
        ]
        self.events.append(
            event(len(self.events) + 1, None, place, kind="TransformationEvent", action=None, amounts=said)
        )


ADDED, TRANSFORMED = (1, 2, 3), (31, 32, 33)  # a lot of both kinds would be one making told twice
ACTIONS = ("make", "ship", "receive", "sell", "destroy", "transform")


def act(world: World, draw: Callable[[st.SearchStrategy[int]], int], action: str) -> None:
    """One true act: never more than there is."""
    lot, place = draw(st.sampled_from((*ADDED, *TRANSFORMED))), draw(st.sampled_from((FARM, MILL, SHOP)))
    if action == "make":
        lot = ADDED[lot % 3]
        amount = draw(st.integers(1, 500))
        world.tell(lot, "commissioning", place, amount, action="ADD")
        world.made[lot] = world.made.get(lot, 0) + amount
        world.held[lot, place] = world.held.get((lot, place), 0) + amount
        return
    if action == "receive":
        waiting = sorted(key for key, amount in world.sent.items() if amount)
        if waiting:
            key = waiting[draw(st.integers(0, len(waiting) - 1))]
            amount = draw(st.integers(1, world.sent[key]))
            world.tell(key[0], "receiving", key[2], amount)
            world.sent[key] -= amount
            world.held[key[0], key[2]] = world.held.get((key[0], key[2]), 0) + amount
        return
    there = world.held.get((lot, place), 0)
    if not there:
        return
    amount = draw(st.integers(1, there))
    world.held[lot, place] -= amount
    if action == "ship":
        to = draw(st.sampled_from([one for one in (FARM, MILL, SHOP) if one != place]))
        world.tell(lot, "shipping", place, amount, to=to)
        world.sent[lot, place, to] = world.sent.get((lot, place, to), 0) + amount
    elif action == "transform":
        target = TRANSFORMED[(lot + 1) % 3]
        world.transform(lot, target, place, amount)
        world.ended["used", lot] = world.ended.get(("used", lot), 0) + amount
        world.made[target] = world.made.get(target, 0) + amount
        world.held[target, place] = world.held.get((target, place), 0) + amount
    else:
        world.tell(lot, "retail_selling" if action == "sell" else "destroying", place, amount)
        state = "sold" if action == "sell" else "destroyed"
        world.ended[state, lot] = world.ended.get((state, lot), 0) + amount


@st.composite
def worlds(draw):
    world = World()
    for action in draw(st.lists(st.sampled_from(ACTIONS), max_size=40)):
        act(world, draw, action)
    return world


def sums(found, state):
    """By lot and place: how much is in a state, in tenths."""
    totals: dict[tuple[int, int | None], Decimal] = {}
    for row in found.standings():
        if row.state == state:
            place = row.to.place if state == "in_transit" else row.holder.place
            totals[row.thing, place] = totals.get((row.thing, place), Decimal(0)) + row.quantity * 10
    return {key: amount for key, amount in totals.items() if amount}


@settings(max_examples=150)
@given(worlds(), st.randoms())
def test_a_true_history_is_told_as_it_was(world, random):
    events = list(world.events)
    random.shuffle(events)
    found = stock(events, {*ADDED, *TRANSFORMED})
    assert found.discrepancies == []
    assert sums(found, "held") == {key: amount for key, amount in world.held.items() if amount}
    on_its_way: dict[tuple[int, int], int] = {}
    for (lot, _, to), amount in world.sent.items():
        on_its_way[lot, to] = on_its_way.get((lot, to), 0) + amount
    assert sums(found, "in_transit") == {key: amount for key, amount in on_its_way.items() if amount}
    for lot, accounts in found.lots.items():
        (account,) = accounts
        balance = found.lot_balance(account)
        assert (balance.made * 10, balance.agrees) == (world.made.get(lot, 0), True)
        ended = {state: getattr(balance, state) * 10 for state in ("used", "sold", "destroyed")}
        assert ended == {state: world.ended.get((state, lot), 0) for state in ended}


@settings(max_examples=150)
@given(worlds(), st.data())
def test_what_was_added_falsely_is_exactly_what_is_reported(world, data):
    """Somebody who has some of a lot sells more of it than that, as the last act: that record and that amount, and nothing else."""
    holders = sorted(
        {
            (row.thing, row.holder.place)
            for row in stock(world.events, {*ADDED, *TRANSFORMED}).standings()
            if row.state == "held"
        }
    )
    if not holders:
        return
    lot, place = data.draw(st.sampled_from(holders))
    on_its_way = sum(amount for (one, _, to), amount in world.sent.items() if (one, to) == (lot, place))
    too_much = data.draw(st.integers(1, 300))
    world.tell(lot, "retail_selling", place, world.held[lot, place] + on_its_way + too_much)
    found = stock(world.events, {*ADDED, *TRANSFORMED})
    told = {one.code: (one.record, one.thing, one.amount * 10) for one in found.discrepancies}
    assert told.pop("stock.out_of_nothing") == (len(world.events), lot, too_much)
    assert told == ({"stock.moved_unrecorded": (len(world.events), lot, on_its_way)} if on_its_way else {})
    (account,) = found.lots[lot]
    balance = found.lot_balance(account)
    assert balance.accounted == balance.made + balance.out_of_nothing


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["born", "ship", "receive", "sell", "back", "destroy", "pack", "unpack"]),
            st.integers(11, 13),
            st.sampled_from((FARM, SHOP)),
        ),
        max_size=25,
    )
)
def test_an_instance_is_in_one_state_whatever_is_said_of_it(acts):
    events = []
    for hour, (act_name, thing, place) in enumerate(acts, start=1):
        events.append(
            {
                "born": lambda h, t, p: born(h, (t,), p),
                "ship": lambda h, t, p: one(h, "shipping", p, (t,), to=SHOP),
                "receive": lambda h, t, p: one(h, "receiving", p, (t,)),
                "sell": lambda h, t, p: one(h, "dispensing", p, (t,)),
                "back": lambda h, t, p: one(h, "receiving", p, (t,), disposition="returned"),
                "destroy": lambda h, t, p: one(h, "destroying", p, (t,)),
                "pack": lambda h, t, p: packing(h, "ADD", (t,), place=p),
                "unpack": lambda h, t, p: packing(h, "DELETE", (t,), place=p),
            }[act_name](hour, thing, place)
        )
    found = stock(events, {11, 12, 13})
    named = {thing for _, thing, _ in acts}
    assert sorted(row.thing for row in found.standings()) == sorted(named)
    balance = found.instances_balance(named)
    assert balance.accounted == len(named) == balance.made + balance.out_of_nothing
    missing = {thing for thing in named if "born" not in {name for name, about, _ in acts if about == thing}}
    assert {one.thing for one in found.discrepancies if one.code == "stock.out_of_nothing"} >= missing
