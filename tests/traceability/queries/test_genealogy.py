"""Reach and descendants, held against a plain walk over the events; and what lies behind corrections and what was believed before."""

import itertools
import json
from datetime import UTC, datetime, timedelta
from itertools import groupby

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import chain_oracle
from chain_oracle import Said
from chain_worlds import HOURS, Names, sayings
from make_events import HERB_LOT, PACK, SLICE_LOT, document_bytes, object_event, quantity, transformation_event
from yaomai.ledger.engine.deed import Recorder
from yaomai.registers.queries import names as dictionary
from yaomai.standards.gs1.identifier import identify
from yaomai.traceability.engine.genealogy import distances
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.queries import genealogy
from yaomai.traceability.queries.genealogy import ancestors, descendants, reach

pytestmark = pytest.mark.usefixtures("database")

_worlds = itertools.count(1)
TURN = timedelta(minutes=1)


class Recorded:
    """A world on record, and the numbers of what it names."""

    def __init__(self, said: list[Said], names: Names, begun: datetime) -> None:
        self.names = names
        self.begun = begun
        self.records: dict[int, str] = {}
        for (turn, organisation), together in groupby(said, key=lambda one: (one.turn, one.organisation)):
            sent = list(together)
            captured = capture(
                document_bytes([dict(one.event) for one in sent]),
                recorder=Recorder(organisation=organisation),
                now=self.time_of(turn),
            )
            for one, event in zip(sent, captured.events, strict=True):
                if not one.is_declaration:
                    self.records.setdefault(event.record, one.content)
        uris = [*names.things, *names.bare, *names.transformations]
        spelled = {identify(uri).canonical: uri for uri in uris}
        self.numbers = {spelled[known.canonical]: known.number for known in dictionary.by_canonical(spelled).values()}
        self.words = {number: uri for uri, number in self.numbers.items()}

    def time_of(self, turn: int) -> datetime:
        return self.begun + turn * TURN

    def said(self, nodes) -> set:
        """Nodes as the oracle calls them."""
        return {self._word(node) for node in nodes}

    def said_in_turn(self, link) -> tuple:
        """Start and end of a link as the oracle calls them."""
        return self._word(link.start), self._word(link.end)

    def _word(self, node: int):
        if node < 0:
            return ("step", self.records[-node])
        word = self.words[node]
        return ("step", word) if word in self.names.transformations else word


@st.composite
def worlds(draw, most: int = 12):
    number = next(_worlds)
    names = Names(number)
    return number, names, draw(sayings(names, most=most))


def _begun(number: int, now: datetime) -> datetime:
    return now + number * timedelta(days=1)


def check(world, now, turn: int | None, hour: int | None) -> None:
    """Both ways from everything: the same nodes, the same carriers, and every link between two of them."""
    number, names, said = world
    recorded = Recorded(said, names, _begun(number, now))
    at = None if hour is None else datetime.fromisoformat(f"2026-09-01T{hour:02}:30:00+08:00")
    naive = None if at is None else at.replace(tzinfo=None)
    last = max(one.turn for one in said)
    believed = chain_oracle.believed(said, turn=last if turn is None else min(turn, last), at=naive)
    made = chain_oracle.world(believed)
    asked = {"known_on": None if turn is None else recorded.time_of(min(turn, last)), "at": at}
    for uri, node in recorded.numbers.items():
        if uri in names.transformations or uri in names.bare:
            continue
        found = reach([node], "forward", **asked)
        expected, carriers = chain_oracle.forward(made, uri, at=naive)
        assert recorded.said(found.nodes) == expected, (uri, "forward", believed)
        assert recorded.said(found.carriers) == carriers, (uri, "carriers", believed)
        held = {recorded.numbers[one] for one in made.held_by_start(uri, naive)[1]}
        assert distances({node, *held}, found.links, "forward").keys() == found.nodes  # the links lead to every node
        came = descendants([node], **asked)
        assert (came.things, came.carriers) == (found.things - found.carriers, found.carriers)
        found = reach([node], "back", **asked)
        assert recorded.said(found.nodes) == chain_oracle.back(made, uri, at=naive), (uri, "back", believed)
        assert distances({node}, found.links, "back").keys() == found.nodes
        assert ancestors([node], **asked) == genealogy.Ancestors(found.things, found.steps, is_whole=True)


MOMENTS = st.none() | st.integers(0, 11)
HALF_HOURS = st.none() | st.integers(0, HOURS)
UNHURRIED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=40, suppress_health_check=UNHURRIED)
@given(world=worlds(), turn=MOMENTS, hour=HALF_HOURS)
def test_reach_is_what_a_plain_walk_over_the_events_finds(now, world, turn, hour):
    check(world, now, turn, hour)


@pytest.mark.slow
@settings(max_examples=600, suppress_health_check=UNHURRIED)
@given(world=worlds(most=16), turn=MOMENTS, hour=HALF_HOURS)
def test_reach_is_what_a_plain_walk_finds_in_many_more_and_larger_worlds(now, world, turn, hour):
    check(world, now, turn, hour)


class Renamed:
    """The same world under other names."""

    def __init__(self, names: Names, other: Names) -> None:
        pairs = [
            (names.things, other.things),
            (names.transformations, other.transformations),
            (names.lot_numbers, other.lot_numbers),
        ]
        self._to = {one: two for ones, twos in pairs for one, two in zip(ones, twos, strict=True)}

    def value(self, value):
        """The value with every name in it replaced."""
        if isinstance(value, dict):
            return {name: self.value(one) for name, one in value.items()}
        if isinstance(value, list):
            return [self.value(one) for one in value]
        return self._to.get(value, value) if isinstance(value, str) else value

    def node(self, node):
        """A node as the oracle calls it, in the other world."""
        if isinstance(node, str):
            return self.value(node)
        word, step = node
        return (
            word,
            json.dumps(self.value(json.loads(step)), sort_keys=True) if step.startswith("{") else self.value(step),
        )


def same(recorded: Recorded, other: Recorded, renamed: Renamed, **asked) -> None:
    """Whether reach finds the same in one world, asked so, as in the other without any condition."""
    for uri, node in recorded.numbers.items():
        counterpart = other.numbers.get(renamed.value(uri))
        if uri in recorded.names.transformations or uri in recorded.names.bare:
            continue
        for way in ("forward", "back"):
            found = reach([node], way, **asked)
            expected = reach([counterpart], way) if counterpart else None
            nodes = {renamed.node(one) for one in recorded.said(found.nodes)}
            assert nodes == (other.said(expected.nodes) if expected else {renamed.value(uri)})
            links = {
                (*map(renamed.node, recorded.said_in_turn(link)), link.kind, link.event_time) for link in found.links
            }
            assert links == {
                (*other.said_in_turn(link), link.kind, link.event_time) for link in (expected.links if expected else ())
            }


@settings(max_examples=15, suppress_health_check=UNHURRIED)
@given(world=worlds(), turn=st.integers(0, 11))
def test_what_is_believed_is_as_if_what_was_withdrawn_had_never_been_recorded(now, world, turn):
    """And what was believed then is the world as it was recorded until then."""
    number, names, said = world
    recorded = Recorded(said, names, _begun(number, now))
    last = max(one.turn for one in said)
    turn = min(turn, last)

    number = next(_worlds)
    renamed = Renamed(names, Names(number))
    believed = [Said(0, 4, renamed.value(event)) for event in chain_oracle.believed(said, turn=last)]
    same(recorded, Recorded(believed, Names(number), _begun(number, now)), renamed)

    number = next(_worlds)
    renamed = Renamed(names, Names(number))
    until = [Said(one.turn, one.organisation, renamed.value(one.event)) for one in said if one.turn <= turn]
    then = Recorded(until, Names(number), _begun(number, now))
    same(recorded, then, renamed, known_on=recorded.time_of(turn))


# What the walk is for, as cases that can be read

CRATE, PALLET = "urn:epc:id:sscc:6901234.1000000001", "urn:epc:id:sscc:6901234.1000000002"
OTHER_LOT = "urn:epc:class:lgtin:6901234.000001.LOT-C"
PRODUCT, OTHER_PRODUCT = (f"urn:epc:class:lgtin:6901234.000005.{one}" for one in ("P1", "P2"))


def packing(hour: int, container: str, *things: str, action: str = "ADD"):
    lots = [one for one in things if ":class:" in one]
    return object_event(
        type="AggregationEvent", action=action, parentID=container, eventTime=f"2026-09-01T{hour:02}:00:00Z", bizStep="packing",
        quantityList=None, childQuantityList=[quantity(lot, 1) for lot in lots] or None,
        childEPCs=[one for one in things if one not in lots] or None, disposition=None,
    )  # fmt: skip


def using(hour: int, thing: str, made: str):
    members = (
        {"inputQuantityList": [quantity(thing, 1)]}
        if ":class:" in thing
        else {"inputQuantityList": None, "inputEPCList": [thing]}
    )
    return transformation_event(
        eventTime=f"2026-09-01T{hour:02}:00:00Z", outputQuantityList=[quantity(made, 1)], **members
    )


def reached(code: str, way: str, *given, now, **asked) -> set[str]:
    """What is reached from a thing by these events, of the things that these cases name; the thing itself left out."""
    capture(document_bytes(list(given)), recorder=Recorder(organisation=4), now=now)
    uris = [HERB_LOT, OTHER_LOT, SLICE_LOT, PRODUCT, OTHER_PRODUCT, CRATE, PALLET, PACK]
    known = dictionary.by_canonical(identify(uri).canonical for uri in uris)
    found = reach([known[identify(code).canonical].number], way, **asked).nodes
    return {
        uri for uri in uris if uri != code and (named := known.get(identify(uri).canonical)) and named.number in found
    }


REUSED = (
    packing(1, CRATE, HERB_LOT), using(2, CRATE, PRODUCT), packing(3, CRATE, action="DELETE"),
    packing(4, CRATE, OTHER_LOT), using(5, CRATE, OTHER_PRODUCT),
)  # fmt: skip


def test_a_crate_that_is_used_again_connects_nothing_that_was_in_it_at_different_times(now):
    assert reached(HERB_LOT, "forward", *REUSED, now=now) == {CRATE, PRODUCT}
    assert reached(OTHER_PRODUCT, "back", now=now) == {CRATE, OTHER_LOT}


def test_what_lies_together_in_a_crate_is_not_derived_from_one_another(now):
    assert reached(HERB_LOT, "forward", packing(1, CRATE, HERB_LOT, OTHER_LOT), now=now) == {CRATE}
    assert reached(HERB_LOT, "back", now=now) == set()


def test_a_crate_on_a_pallet_is_used_with_it_while_both_hold(now):
    events = (
        packing(1, PALLET, CRATE), packing(2, CRATE, HERB_LOT), using(3, PALLET, PRODUCT), packing(4, PALLET, CRATE, action="DELETE"),
        using(5, PALLET, OTHER_PRODUCT),
    )  # fmt: skip
    assert reached(HERB_LOT, "forward", *events, now=now) == {CRATE, PALLET, PRODUCT}
    assert reached(OTHER_PRODUCT, "back", now=now) == {PALLET}


def test_a_container_asked_about_stands_for_what_is_in_it_then_or_was_in_it_last(now):
    assert reached(CRATE, "back", *REUSED, now=now) == {OTHER_LOT}
    assert reached(CRATE, "back", now=now, at=datetime(2026, 9, 1, 2, 30, tzinfo=UTC)) == {HERB_LOT}
    emptied = datetime(2026, 9, 1, 3, 30, tzinfo=UTC)
    assert reached(CRATE, "back", now=now, at=emptied) == {HERB_LOT}
    assert reached(CRATE, "forward", now=now, at=emptied) == {HERB_LOT, PRODUCT}


def test_a_pack_reaches_its_lot_only_as_one_of_it(now):
    """What is made of 'some of the lot' may be made of this pack; the lot's other packs are none of its business."""
    lot = identify("urn:epc:class:lgtin:6901234.000003.L9").canonical
    serials = [f"urn:epc:id:sgtin:6901234.000003.{one}" for one in (1, 2)]
    made = [
        transformation_event(
            eventTime=f"2026-09-01T0{one}:00:00Z", inputQuantityList=[quantity(herb, 1)], outputQuantityList=None,
            outputEPCList=[serial], ilmd={"cbvmda:lotNumber": "L9"},
        )
        for one, herb, serial in ((1, HERB_LOT, serials[0]), (2, OTHER_LOT, serials[1]))
    ]  # fmt: skip
    assert reached(HERB_LOT, "forward", *made, using(3, "urn:epc:class:lgtin:6901234.000003.L9", PRODUCT), now=now) == {
        PACK,
        PRODUCT,
    }
    assert reached(PRODUCT, "back", now=now) == {HERB_LOT, OTHER_LOT}
    assert reached(PACK, "back", now=now) == {HERB_LOT}
    known = dictionary.by_canonical([lot])[lot].number
    (herb,) = dictionary.by_canonical([identify(HERB_LOT).canonical]).values()
    assert reach([herb.number], "forward").carriers == {known}
    assert descendants([known]).things > {known}


@pytest.mark.parametrize(("limit", "is_whole"), [(1, False), (4, False), (5, False), (2003, True)])
def test_a_limit_is_kept_and_said(now, limit, is_whole):
    packs = [f"urn:epc:id:sgtin:6901234.000003.{one}" for one in range(2001)]
    made = transformation_event(outputQuantityList=None, outputEPCList=packs)
    capture(document_bytes([made]), recorder=Recorder(organisation=4), now=now)
    herb = dictionary.by_canonical([identify(HERB_LOT).canonical])[identify(HERB_LOT).canonical].number
    found = reach([herb], "forward", limit=limit)
    assert (found.is_whole, len(found.nodes), len(found.links)) == (is_whole, limit, limit - 1)
    came = descendants([herb], limit=limit)
    assert (came.is_whole, len(came.things)) == (is_whole, limit if limit == 1 else limit - 1)


@pytest.mark.parametrize(("limit", "is_whole"), [(1, False), (1201, False), (1202, True)])
def test_what_it_came_from_is_there_uncut_or_said_to_be_cut(now, limit, is_whole):
    lots = [f"urn:epc:class:lgtin:6901234.000001.A{one}" for one in range(1200)]
    blended = transformation_event(inputQuantityList=[quantity(lot, 1) for lot in lots])
    capture(document_bytes([blended]), recorder=Recorder(organisation=4), now=now)
    (slices,) = dictionary.by_canonical([identify(SLICE_LOT).canonical]).values()
    came = ancestors([slices.number], limit=limit)
    assert (came.is_whole, len(came.nodes)) == (is_whole, limit)
    assert not is_whole or (len(came.things), len(came.steps)) == (1201, 1)


def test_a_cycle_ends(now):
    round_and_round = (using(1, HERB_LOT, SLICE_LOT), using(2, SLICE_LOT, PRODUCT), using(3, PRODUCT, HERB_LOT))
    assert reached(HERB_LOT, "forward", *round_and_round, now=now) == {SLICE_LOT, PRODUCT}
    assert reached(HERB_LOT, "back", now=now) == {SLICE_LOT, PRODUCT}


def test_a_walk_leaves_the_callers_transaction_as_it_was(now):
    def settings_now() -> list:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT name, setting FROM pg_settings WHERE name ~ '^(enable_|jit$|work_mem|plan_cache)' ORDER BY name"
            )
            return cursor.fetchall()

    capture(document_bytes([using(1, HERB_LOT, SLICE_LOT)]), recorder=Recorder(organisation=4), now=now)
    before = settings_now()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_hashjoin = off; SET LOCAL work_mem = '5MB'")
        within = settings_now()
        assert within != before
        assert len(reach([1], "forward").nodes) > 1
        assert settings_now() == within
    assert settings_now() == before


def test_the_end_of_a_stay_is_found_however_much_happened_to_the_container_meanwhile(now):
    """A truck is loaded one thing at a time: what left it before the product was made has no part in it, what came then has."""
    others = [
        packing(1, CRATE, f"urn:epc:id:sgtin:6901234.000004.{one}")
        | {"eventTime": f"2026-09-01T02:{one // 60:02}:{one % 60:02}Z"}
        for one in range(genealogy._LATER_MOST + 10)
    ]
    events = (
        packing(1, CRATE, HERB_LOT),
        packing(1, CRATE, OTHER_LOT),
        *others,
        packing(3, CRATE, HERB_LOT, action="DELETE"),
    )
    assert reached(HERB_LOT, "forward", *events, using(4, CRATE, PRODUCT), now=now) == {CRATE}
    assert reached(PRODUCT, "back", now=now) == {CRATE, OTHER_LOT}
