"""An organisation's own recall reaches others' goods only by the word of those who made them, and shows whom only they may tell."""

import pytest

from cast import Cast
from make_events import FACTORY, HERB_LOT, SLICE_LOT, document_bytes, object_event, quantity, transformation_event
from yaomai.ledger.engine.deed import Recorder
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer
from yaomai.registers.queries import names
from yaomai.standards.gs1.identifier import identify
from yaomai.traceability.engine.recall import Scope
from yaomai.traceability.engine.recall_totals import WITHHELD
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.operations.recall import start_recall
from yaomai.traceability.queries.genealogy import reach as walk
from yaomai.traceability.queries.recall_reach import reach, reach_of_scope
from yaomai.traceability.queries.recalls import recalls_reaching

MINE = "urn:epc:class:lgtin:6907777.000001.X"
CUSTOMER = "urn:epc:id:pgln:6901234.55555"
CRATE = "urn:epc:id:grai:6901234.00001.K1"
STEP = "urn:example:mixing-7"


@pytest.fixture
def cast(log_setup, now):
    """`other` makes slices of herbs that came in a crate, in a step that has an id; 40 kg are on their way to a customer."""
    found = Cast(now)
    for name in ("mine", "other", "office"):
        found.organisation(name)
    record(found, "other", [
        object_event(),
        packing([], [quantity(HERB_LOT, 120.5)]),
        transformation_event(transformationID=STEP, inputEPCList=[CRATE]),
        object_event(
            action="OBSERVE", bizStep="shipping", disposition="in_transit", quantityList=[quantity(SLICE_LOT, 40)],
            eventTime="2026-09-05T08:00:00+08:00", readPoint={"id": FACTORY}, bizLocation=None,
            sourceList=[{"type": "possessing_party", "source": "urn:epc:id:pgln:6901234.00001"}],
            destinationList=[{"type": "possessing_party", "destination": CUSTOMER}],
        ),
    ])  # fmt: skip
    record(found, "mine", [object_event(quantityList=[quantity(MINE, 10)], eventTime="2026-09-01T09:00:00+08:00")])
    return found


def packing(epcs, amounts):
    return {
        "type": "AggregationEvent", "eventTime": "2026-09-02T08:00:00+08:00", "eventTimeZoneOffset": "+08:00", "action": "ADD",
        "parentID": CRATE, "childEPCs": epcs, "childQuantityList": amounts, "bizStep": "packing",
    }  # fmt: skip


def record(cast, name, events):
    capture(document_bytes(events), recorder=Recorder(organisation=cast.organisations[name]), now=cast.now)


def person(cast, name, *roles):
    return Viewer(account=900, organisation=cast.organisations[name], roles=frozenset(roles))


def labels(found):
    return {code.canonical for code in found.things.values()}


def is_shown(uri):
    (named,) = names.by_canonical([identify(uri).canonical]).values()
    return bool(recalls_reaching(walk([named.number], "back").nodes, thing=named.number))


CLAIMS = {
    "a step that makes another's lot": [
        transformation_event(inputQuantityList=[quantity(MINE, 1)], outputQuantityList=[quantity(SLICE_LOT, 0.001)])
    ],
    "an input to another's step": [
        transformation_event(inputQuantityList=[quantity(MINE, 1)], outputQuantityList=None, transformationID=STEP)
    ],
    "a packing into another's container": [packing([], [quantity(MINE, 1)])],
}


@pytest.mark.parametrize("claim", CLAIMS)
def test_what_one_organisation_claims_of_anothers_goods_is_no_way_to_them(cast, now, claim):
    record(cast, "mine", CLAIMS[claim])
    scope, slices = Scope("lot", MINE), identify(SLICE_LOT).canonical
    mine, inspector = person(cast, "mine", "recorder"), person(cast, "office", "inspector")
    assert slices in labels(reach_of_scope(inspector, scope))
    assert labels(reach_of_scope(mine, scope)) == {identify(MINE).canonical}
    number = start_recall(mine, scope, recall_class=1, reason="x", now=now)
    assert labels(reach(mine, number)) == labels(reach(inspector, number)) == {identify(MINE).canonical}
    assert (is_shown(MINE), is_shown(SLICE_LOT)) == (True, False)
    withdrawn = object_event(quantityList=[quantity(MINE, 10)], eventTime="2026-09-01T09:00:00+08:00")
    withdrawn["errorDeclaration"] = {"declarationTime": "2026-09-05T00:00:00Z", "reason": "did_not_occur"}
    cast.now = now.replace(hour=now.hour + 1)
    record(cast, "mine", [withdrawn])  # so that it seems to be somebody else's recall
    assert not is_shown(SLICE_LOT)
    start_recall(inspector, scope, recall_class=1, reason="x", now=cast.now)
    assert (is_shown(MINE), is_shown(SLICE_LOT)) == (True, True)


def test_a_place_and_an_organisation_stand_for_what_it_made_itself(cast, now):
    place = {"id": "urn:epc:id:sgln:6907777.00001.0"}
    record(cast, "mine", [object_event(quantityList=[quantity(MINE + "2", 1)], readPoint=place, bizLocation=place)])
    mine = person(cast, "mine", "recorder")
    for scope in (Scope("place", place["id"]), Scope("party", supplier=cast.organisations["mine"])):
        start_recall(mine, scope, recall_class=2, reason="x", now=now)
    cast.now = now.replace(hour=now.hour + 1)
    record(cast, "mine", [object_event(quantityList=[quantity(SLICE_LOT, 1)], readPoint=place, bizLocation=place)])
    assert (is_shown(MINE + "2"), is_shown(MINE), is_shown(SLICE_LOT)) == (True, True, False)


def test_who_corrects_an_event_stays_the_maker(cast, now):
    record(cast, "mine", [object_event(quantityList=[quantity(SLICE_LOT, 1)])])
    made = transformation_event(transformationID=STEP, inputEPCList=[CRATE])
    wrong = made | {"errorDeclaration": {"declarationTime": "2026-09-05T00:00:00Z", "reason": "incorrect_data"}}
    record(cast, "other", [wrong, made | {"outputQuantityList": [quantity(SLICE_LOT, 96)]}])
    assert reach_of_scope(person(cast, "other"), Scope("lot", SLICE_LOT)).rows


def test_what_who_made_the_goods_says_of_them_is_a_way(cast, now):
    mine, other = person(cast, "mine", "recorder"), [quantity(MINE.replace("X", "Y"), 1)]
    record(cast, "other", [transformation_event(inputQuantityList=[quantity(MINE, 1)], outputQuantityList=other)])
    number = start_recall(mine, Scope("lot", MINE), recall_class=1, reason="x", now=now)
    assert len(reach(mine, number).things) == 2
    assert is_shown(MINE.replace("X", "Y"))


def test_parties_of_which_others_tell_are_withheld_row_by_row(cast, now):
    shipped = object_event(
        action="OBSERVE", bizStep="shipping", disposition="in_transit", quantityList=[quantity(MINE, 4)],
        eventTime="2026-09-05T08:00:00+08:00", destinationList=[{"type": "possessing_party", "destination": CUSTOMER}],
    )  # fmt: skip
    record(cast, "mine", [shipped])
    resold = shipped | {"quantityList": [quantity(MINE, 3)], "eventTime": "2026-09-06T08:00:00+08:00"}
    resold["sourceList"] = [{"type": "possessing_party", "source": CUSTOMER}]
    resold["destinationList"] = [{"type": "possessing_party", "destination": CUSTOMER[:-1] + "6"}]
    resold["readPoint"] = resold["bizLocation"] = {"id": FACTORY}
    record(cast, "other", [resold])
    for viewer, parties in (
        (person(cast, "mine", "recorder"), {(None, CUSTOMER), (WITHHELD, WITHHELD), (None, None)}),
        (INSTALLATION_VIEWER, {(None, CUSTOMER), (CUSTOMER, CUSTOMER[:-1] + "6"), (None, None)}),
    ):
        found = reach_of_scope(viewer, Scope("lot", MINE))
        seen = {(row.holder.party, row.to.party if row.to else None) for row in found.rows}
        numbers = {uri: names.by_canonical([identify(uri).canonical])[identify(uri).canonical].number
                   for pair in parties for uri in pair if isinstance(uri, str)}  # fmt: skip
        assert seen == {tuple(numbers.get(uri, uri) for uri in pair) for pair in parties}
        assert found.agrees
        totals = {one.holder.party for one in found.holder_totals}
        assert (WITHHELD in totals) == (viewer != INSTALLATION_VIEWER)
        assert all(one.holder in found.holders for one in found.holder_totals)
