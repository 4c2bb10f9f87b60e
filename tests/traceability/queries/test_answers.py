"""The four questions, each with its evidence and with what is missing: a chain from seed to pack, and what is left out of it in turn."""

from datetime import UTC, datetime, timedelta

import pytest

from make_events import (
    FACTORY,
    FARM,
    HERB_LOT,
    PACK,
    SLICE_LOT,
    document_bytes,
    object_event,
    quantity,
    transformation_event,
)
from yaomai.errors import NotFoundError
from yaomai.ledger.engine.deed import Recorder
from yaomai.ledger.operations.record import INSTALLATION
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER, Viewer
from yaomai.registers.queries import names
from yaomai.standards.gs1.identifier import identify
from yaomai.traceability.engine import answers as engine
from yaomai.traceability.engine import stock
from yaomai.traceability.engine.recall import Scope
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.operations.recall import start_recall
from yaomai.traceability.queries import answers as queries
from yaomai.traceability.queries import trace
from yaomai.traceability.queries.answers import answers
from yaomai.web import four_questions

pytestmark = pytest.mark.usefixtures("database")

GROWER, MAKER = Recorder(organisation=4), Recorder(organisation=5)
INSPECTOR = Viewer(account=1, organisation=9, roles=frozenset({"inspector"}))
OTHER_LOT = "urn:epc:class:lgtin:6901234.000001.LOT-C"
BARE = "urn:epc:idpat:sgtin:6901234.000004.*"
BUYER = "urn:epc:id:pgln:6901234.00009"
TEST_RESULT = "urn:epcglobal:cbv:bt:6901234000010:T-1"
FAULTY = "urn:epc:id:sgtin:6901234.000003.2"

PACKED = transformation_event(
    eventTime="2026-09-05T08:00:00.000+08:00",
    inputQuantityList=[quantity(SLICE_LOT, 96.25)],
    outputQuantityList=None,
    outputEPCList=[PACK, FAULTY],
)


def at_day(day: int, **members):
    return object_event(action="OBSERVE", eventTime=f"2026-09-{day:02}T08:00:00.000+08:00", **members)


INSPECTED = at_day(
    4, bizStep="inspecting", disposition="conformant", quantityList=[quantity(SLICE_LOT, 0.5)],
    bizTransactionList=[{"type": "testres", "bizTransaction": TEST_RESULT}],
)  # fmt: skip


def captured(*given, now, recorder=GROWER):
    return [event.record for event in capture(document_bytes(list(given)), recorder=recorder, now=now).events]


def number(code: str) -> int:
    return trace.find_thing(code).number


def of(code: str, viewer: Viewer = ANYONE, **asked):
    return answers(viewer, trace.find_thing(code), **asked)


def codes(answer) -> set[str]:
    return {missing.code for missing in answer.missing}


def test_a_whole_chain_has_four_complete_answers_with_their_records(now):
    begun, sliced, inspected, packed = captured(object_event(), transformation_event(), INSPECTED, PACKED, now=now)
    found = of(PACK)
    assert [one.verdict for one in (found.origin, found.whereabouts, found.quality, found.responsibility)] == [
        "complete"
    ] * 4
    assert found.origin.evidence == (begun,)
    assert (found.origin.roots[0].thing, found.names[found.origin.roots[0].place].canonical) == (
        number(HERB_LOT),
        identify(FARM).canonical,
    )
    assert found.whereabouts.evidence == (packed,)
    assert found.quality.evidence == (inspected,)
    assert found.responsibility.evidence == (begun, sliced, inspected, packed)
    assert not found.quality.speaks_against


@pytest.mark.parametrize(
    ("events", "missing", "verdict"),
    [
        ([transformation_event(), PACKED], {engine.NEVER_MADE}, "incomplete"),
        ([PACKED], {engine.NEVER_MADE}, "incomplete"),
        ([object_event(), transformation_event(inputQuantityList=[quantity(HERB_LOT, 1), quantity(BARE, 5)]), PACKED],
         {engine.CLASS_ONLY}, "incomplete"),
        ([transformation_event(inputQuantityList=[quantity(BARE, 5)]), PACKED], {engine.CLASS_ONLY}, "incomplete"),
        ([object_event(readPoint=None, bizLocation=None), transformation_event(), PACKED], {engine.NO_PLACE}, "incomplete"),
        # what came out is said, what went in is not
        ([transformation_event(inputQuantityList=None, transformationID="urn:example:t1"), PACKED], {engine.NOTHING_WENT_IN}, "incomplete"),
        ([at_day(6, quantityList=None, epcList=[PACK], bizStep="shipping")], {engine.NEVER_MADE}, "nothing"),
        ([object_event(), transformation_event(), PACKED], set(), "complete"),
    ],
)  # fmt: skip
def test_what_is_missing_of_the_origin_is_named(now, events, missing, verdict):
    captured(*events, now=now)
    assert (codes(of(PACK).origin), of(PACK).origin.verdict) == (missing, verdict)


def test_an_origin_that_nobody_answers_for_is_named_but_not_when_it_is_only_withheld(now):
    captured(object_event(), now=now, recorder=INSTALLATION)
    captured(transformation_event(), PACKED, now=now)
    assert codes(of(PACK).origin) == {engine.NO_PARTY}
    assert codes(of(PACK).responsibility) == {engine.NOBODY_ANSWERS}
    party = {"sourceList": [{"type": "owning_party", "source": BUYER}]}
    captured(object_event(quantityList=[quantity(OTHER_LOT, 1)], **party), now=now, recorder=INSTALLATION)
    public, inspector = of(OTHER_LOT).responsibility, of(OTHER_LOT, INSPECTOR).responsibility
    assert (public.verdict, [one.members for one in public.withheld]) == ("complete", [("sourceList",)])
    assert [one.sources for one in public.steps] == [()]
    assert inspector.withheld == ()
    assert [one.sources for one in inspector.steps] == [(("owning_party", number(BUYER)),)]


def test_plots_are_where_herbs_were_gathered_not_where_they_were_brought(now):
    (record,) = captured(object_event(bizStep="collecting", bizLocation={"id": FACTORY}), now=now)
    (gathered,) = of(HERB_LOT).origin.gathered
    assert (gathered.record, gathered.place) == (record, number(FARM))


@pytest.mark.parametrize(
    ("events", "missing", "verdict"),
    [
        ([], {engine.NEVER_INSPECTED}, "nothing"),
        ([INSPECTED], set(), "complete"),  # the slices are what went on, so they speak for the herbs
        ([at_day(2, bizStep="inspecting", disposition="conformant")], set(), "complete"),
        ([at_day(2, bizStep="inspecting", disposition="in_progress")], {engine.NO_RESULT}, "incomplete"),
        # one of two lots was inspected
        ([object_event(quantityList=[quantity(OTHER_LOT, 1)]), at_day(2, bizStep="inspecting", disposition="conformant"),
          transformation_event(inputQuantityList=[quantity(OTHER_LOT, 1)])], {engine.NEVER_INSPECTED}, "incomplete"),
    ],
)  # fmt: skip
def test_what_no_inspection_covers_is_named(now, events, missing, verdict):
    captured(object_event(), transformation_event(), PACKED, *events, now=now)
    quality = of(PACK).quality
    assert (codes(quality), quality.verdict) == (missing, verdict)
    if events and engine.NEVER_INSPECTED in missing:
        assert {one.thing for one in quality.missing} == {number(OTHER_LOT)}


def test_test_results_certificates_and_alarms_are_for_those_who_may_see_them(now):
    alarm = {"sensorReport": [{"type": "Temperature", "value": 31, "uom": "CEL", "exception": "ALARM_CONDITION"}]}
    (alarmed,) = captured(
        at_day(3, bizStep="storing", sensorElementList=[alarm], certificationInfo="https://example.com/c/1"), now=now
    )
    (inspected,) = captured(INSPECTED, transformation_event(), now=now)[:1]
    seen = of(SLICE_LOT, INSPECTOR).quality
    assert {(one.kind, one.word, one.record) for one in seen.said if one.kind != "inspection"} == {
        ("test_result", "testres", inspected),
        ("certificate", "https://example.com/c/1", alarmed),
        ("sensor_alert", "ALARM_CONDITION", alarmed),
    }
    assert (seen.withheld, seen.speaks_against) == ((), True)
    public = of(SLICE_LOT).quality
    assert {one.kind for one in public.said} == {"inspection"}
    assert {(one.record, one.members) for one in public.withheld} == {
        (inspected, ("bizTransactionList",)), (alarmed, ("certificationInfo", "sensorElementList")),
    }  # fmt: skip
    assert of(SLICE_LOT, Viewer(account=1, organisation=GROWER.organisation)).quality.withheld == ()


TEMPERATURE = {"type": "Temperature", "value": 5.0, "uom": "CEL"}
HIDDEN = {
    "a sensor that reports no alarm, and one": (
        {"bizStep": "storing", "sensorElementList": [{"sensorReport": [TEMPERATURE]}]},
        {
            "bizStep": "storing",
            "sensorElementList": [{"sensorReport": [TEMPERATURE | {"exception": "ALARM_CONDITION"}]}],
        },
    ),
    "an order, and a test result": (
        {"bizStep": "inspecting", "bizTransactionList": [{"type": "po", "bizTransaction": TEST_RESULT}]},
        {"bizStep": "inspecting", "bizTransactionList": [{"type": "testres", "bizTransaction": TEST_RESULT}]},
    ),
    "a delivery note, and a test result": (
        {"bizStep": "shipping", "bizTransactionList": [{"type": "desadv", "bizTransaction": TEST_RESULT}]},
        {"bizStep": "shipping", "bizTransactionList": [{"type": "testres", "bizTransaction": TEST_RESULT}]},
    ),
    "no certificate, and one": (
        {"bizStep": "inspecting", "certificationInfo": []},
        {"bizStep": "inspecting", "certificationInfo": ["https://example.com/c/1"]},
    ),
    "whence by place, and by party": (
        {"bizStep": "shipping", "sourceList": [{"type": "location", "source": FARM}]},
        {"bizStep": "shipping", "sourceList": [{"type": "owning_party", "source": BUYER}]},
    ),
    "whither by place, and by party": (
        {"bizStep": "receiving", "destinationList": [{"type": "location", "destination": FACTORY}]},
        {"bizStep": "receiving", "destinationList": [{"type": "possessing_party", "destination": BUYER}]},
    ),
}


@pytest.mark.parametrize("pair", HIDDEN.values(), ids=HIDDEN)
def test_what_is_withheld_does_not_tell_what_it_is(now, pair):
    """The same answers to the public, whatever stands in a member that it may not see; inspectors are told apart what it is."""

    def told(code, viewer):
        found = of(code, viewer)
        each = (found.origin, found.whereabouts, found.quality, found.responsibility)
        return [
            *((one.verdict, [missing.code for missing in one.missing], len(one.evidence)) for one in each),
            *(
                (one.state, one.party_withheld, one.party is None, one.to_party is None)
                for one in found.whereabouts.holdings
            ),
            *((one.kind, one.word) for one in found.quality.said),
            *([one.members for one in answer.withheld] for answer in (found.quality, found.responsibility)),
            [[kind for kind, _ in (*one.sources, *one.destinations)] for one in found.responsibility.steps],
        ]

    for lot, members in zip((HERB_LOT, OTHER_LOT), pair, strict=True):
        more = at_day(4, quantityList=[quantity(lot, 1)], **members)
        captured(object_event(quantityList=[quantity(lot, 500)]), more, now=now, recorder=INSTALLATION)
    assert told(HERB_LOT, ANYONE) == told(OTHER_LOT, ANYONE)
    assert told(HERB_LOT, INSPECTOR) != told(OTHER_LOT, INSPECTOR)
    found = of(HERB_LOT)
    hidden = [one.members for one in (*found.quality.withheld, *found.responsibility.withheld)]
    assert len(hidden) == ("desadv" not in str(pair[0]))  # of shipments nobody expects test results


def test_what_was_said_against_an_ancestor_is_said_of_what_was_made_of_it(now):
    (record,) = captured(at_day(2, bizStep="holding", disposition="recalled"), transformation_event(), now=now)[:1]
    (said,) = of(SLICE_LOT).quality.said
    assert (said.kind, said.word, said.thing, said.record) == ("disposition", "recalled", number(HERB_LOT), record)
    assert of(SLICE_LOT).quality.speaks_against


@pytest.mark.parametrize(
    ("word", "of_the_slices", "of_the_herbs"),
    [
        ("recalled", True, True),
        ("non_conformant", True, True),
        ("expired", True, True),
        ("damaged", False, True),
        ("destroyed", False, True),
        ("dispensed", False, False),
        ("in_progress", False, False),
    ],
)
def test_what_speaks_against_a_lot_and_against_what_was_made_of_it(now, word, of_the_slices, of_the_herbs):
    """The rest of a lot that is damaged or destroyed is not in what was made of it; what is doubtful of the whole lot is."""
    captured(object_event(), transformation_event(), at_day(4, bizStep="holding", disposition=word), now=now)
    assert (of(SLICE_LOT).quality.speaks_against, of(HERB_LOT).quality.speaks_against) == (of_the_slices, of_the_herbs)
    assert bool(of(SLICE_LOT).quality.said) == (of_the_slices or word == "damaged")


def test_no_recall_goes_unmentioned_because_there_are_many_ancestors(now, monkeypatch):
    """Blended from more lots than are looked at: the recall of any of them reaches the blend, and no answer is said to be complete."""
    monkeypatch.setattr(queries, "ANCESTORS_MAX", 50)
    lots = [f"urn:epc:class:lgtin:6901234.000001.L{one:02}" for one in range(60)]
    for lot in lots:
        captured(object_event(quantityList=[quantity(lot, 1)]), now=now)
    captured(transformation_event(inputQuantityList=[quantity(lot, 1) for lot in lots]), INSPECTED, now=now)
    for lot in (lots[0], lots[-1]):
        scope = Scope("lot", identifier=identify(lot).canonical)
        start_recall(INSTALLATION_VIEWER, scope, recall_class=1, reason="oil", now=now)
    found = of(SLICE_LOT)
    assert [one.kind for one in found.quality.said].count("recall") == 2
    assert found.quality.speaks_against
    for answer in (found.origin, found.quality, found.responsibility):
        assert (answer.verdict, engine.CUT in codes(answer)) == ("incomplete", True)


def test_only_events_that_name_certificates_or_sensors_are_read_whole(now, monkeypatch):
    """However many other events there are, nothing that bears on the quality is left out, and nothing is said to be."""
    monkeypatch.setattr(queries, "READ_MAX", 1)
    certified = at_day(3, bizStep="storing", certificationInfo="https://example.org/certificates/1")
    captured(object_event(), transformation_event(), certified, INSPECTED, PACKED, now=now)
    assert codes(of(PACK).quality) == set()
    said = of(PACK, INSPECTOR).quality.said
    assert [one.word for one in said if one.kind == "certificate"] == ["https://example.org/certificates/1"]


def test_what_was_not_read_is_said_to_be_cut(now, monkeypatch):
    certified = [at_day(day, certificationInfo=f"https://example.org/certificates/{day}") for day in (2, 3)]
    captured(object_event(), *certified, transformation_event(), INSPECTED, now=now)
    assert codes(of(SLICE_LOT).quality) == set()
    monkeypatch.setattr(queries, "READ_MAX", 1)
    assert (codes(of(SLICE_LOT).quality), of(SLICE_LOT).quality.verdict) == ({engine.CUT}, "incomplete")
    panel = four_questions.panels(of(SLICE_LOT))[2]
    assert (panel.state, panel.missing, panel.facts[-1].label) == ("partly_read", (), "没有全看")
    monkeypatch.setattr(queries, "EVENTS_MAX", 2)
    assert {one.verdict for one in (of(SLICE_LOT).origin, of(SLICE_LOT).responsibility)} == {"incomplete"}


def test_whereabouts_name_holders_shipments_and_what_nobody_received(now):
    captured(object_event(), transformation_event(), PACKED, now=now)
    sold = at_day(8, quantityList=None, epcList=[PACK], bizStep="retail_selling", disposition="retail_sold")
    shipped = at_day(7, quantityList=None, epcList=[FAULTY], bizStep="shipping", disposition="in_transit", bizLocation=None,
                     destinationList=[{"type": "possessing_party", "destination": BUYER}])  # fmt: skip
    sold_record, shipped_record = captured(sold, shipped, now=now, recorder=MAKER)
    found = of(SLICE_LOT, INSPECTOR)
    states = {(one.state, one.things, str(one.quantity), one.disposition) for one in found.whereabouts.holdings}
    assert ("sold", 1, "1", "retail_sold") in states
    assert ("in_transit", 1, "1", "in_transit") in states
    (transit,) = [one for one in found.whereabouts.holdings if one.state == "in_transit"]
    assert (transit.to_party, transit.party_withheld) == (number(BUYER), False)
    assert {(one.code, one.record) for one in found.whereabouts.missing} >= {(engine.NOT_RECEIVED, shipped_record)}
    assert sold_record in found.whereabouts.evidence
    (transit,) = [one for one in of(SLICE_LOT).whereabouts.holdings if one.state == "in_transit"]
    assert (transit.to_party, transit.party, transit.party_withheld) == (None, None, True)
    assert identify(BUYER).canonical not in {one.canonical for one in of(SLICE_LOT).names.values()}


def test_what_contradicts_is_named_in_the_whereabouts(now):
    """More is sold than was ever made: the sum cannot agree, and the record that says so is named, to those who may know of such."""
    sold = at_day(9, quantityList=[quantity(HERB_LOT, 500)], bizStep="retail_selling", disposition="retail_sold")
    (_, record) = captured(object_event(), sold, now=now)
    for viewer in (INSPECTOR, Viewer(account=1, organisation=GROWER.organisation), INSTALLATION_VIEWER):
        found = of(HERB_LOT, viewer).whereabouts
        assert (stock.OUT_OF_NOTHING, record) in {(one.code, one.record) for one in found.missing}
        assert found.verdict == "incomplete"
    for viewer in (ANYONE, Viewer(account=1, organisation=MAKER.organisation)):
        assert of(HERB_LOT, viewer).whereabouts.missing == ()


def test_a_case_is_no_goods_but_what_is_in_it_is(now):
    case = "urn:epc:id:sscc:6901234.1000000001"
    packing = object_event(
        type="AggregationEvent", parentID=case, childEPCs=[PACK, FAULTY], quantityList=None, bizStep="packing",
        eventTime="2026-09-06T08:00:00.000+08:00",
    )  # fmt: skip
    captured(object_event(), transformation_event(), PACKED, packing, now=now)
    (holding,) = of(case).whereabouts.holdings
    assert (holding.things, holding.state, holding.product) == (2, "held", "https://id.gs1.org/01/06901234000030")
    assert of(case).origin.verdict == "complete"
    assert {root.thing for root in of(case).origin.roots} == {number(HERB_LOT)}


def test_answers_are_as_was_known_and_as_the_world_was(now):
    captured(object_event(), transformation_event(), now=now)
    captured(INSPECTED, now=now + timedelta(hours=1))
    assert of(SLICE_LOT).quality.verdict == "complete"
    assert of(SLICE_LOT, known_on=now).quality.verdict == "nothing"
    assert of(SLICE_LOT, at=datetime(2026, 9, 3, 12, tzinfo=UTC)).quality.verdict == "nothing"


def test_a_thing_in_the_dictionary_that_no_event_names_has_no_answers_but_is_no_error(now):
    captured(transformation_event(), now=now)
    place = names.by_canonical([identify(FACTORY).canonical])
    (factory,) = place.values()
    found = answers(ANYONE, factory)
    assert {found.origin.verdict, found.quality.verdict, found.responsibility.verdict} == {"nothing"}


def test_the_names_of_all_numbers_are_there(now):
    captured(object_event(), transformation_event(), INSPECTED, PACKED, now=now)
    found = of(PACK, INSPECTOR)
    used = {one.thing for one in (*found.origin.roots, *found.quality.said)} | {
        t for s in found.responsibility.steps for t in s.things
    }
    assert used <= found.names.keys()
    with pytest.raises(NotFoundError, match="no event names"):
        trace.find_thing("urn:epc:id:sgtin:6901234.000003.999")
