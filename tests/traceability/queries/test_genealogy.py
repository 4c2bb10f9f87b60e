"""Reach and descendants, held against a plain walk over the events; and what lies behind corrections and what was believed before."""

import itertools
from datetime import datetime, timedelta
from itertools import groupby

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import chain_oracle
from chain_oracle import Said
from chain_worlds import HOURS, Names, sayings
from make_events import document_bytes
from yaomai.ledger.engine.deed import Recorder
from yaomai.registers.queries import names as dictionary
from yaomai.standards.gs1.identifier import identify
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.queries.genealogy import descendants, reach

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
        assert {end for link in found.links for end in (link.start, link.end)} <= found.nodes
        came = descendants([node], **asked)
        assert (came.things, came.carriers) == (found.things - found.carriers, found.carriers)
        found = reach([node], "back", **asked)
        assert recorded.said(found.nodes) == chain_oracle.back(made, uri, at=naive), (uri, "back", believed)


MOMENTS = st.none() | st.integers(0, 11)
HALF_HOURS = st.none() | st.integers(0, HOURS)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(world=worlds(), turn=MOMENTS, hour=HALF_HOURS)
def test_reach_is_what_a_plain_walk_over_the_events_finds(now, world, turn, hour):
    check(world, now, turn, hour)
