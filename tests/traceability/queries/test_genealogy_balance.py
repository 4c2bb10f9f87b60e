"""The balance over a genealogy: each step judged, the roots summed up to here."""

from decimal import Decimal

from make_events import HERB_LOT, PACK, SLICE_LOT, document_bytes, object_event, quantity, transformation_event
from yaomai.ledger.engine.deed import Recorder
from yaomai.ledger.operations.record import INSTALLATION
from yaomai.people.viewer import ANYONE, Viewer
from yaomai.registers.queries import names
from yaomai.standards.gs1.identifier import identify
from yaomai.traceability.engine.mass_balance import EXTENSION_NAMESPACE
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.queries.genealogy_balance import genealogy_balance

INSPECTOR = Viewer(account=1, roles=frozenset({"inspector"}))
DRIED = "urn:epc:class:lgtin:6901234.000004.DRY"


def named(uri):
    canonical = identify(uri).canonical
    return names.by_canonical([canonical])[canonical]


def test_from_fresh_roots_to_packs(log_setup, now):
    told = {f"{EXTENSION_NAMESPACE}process": "drying"}
    net = {"cbvmda:netWeight": {"value": "0.25", "unitCode": "KGM"}}
    parts = {"transformationID": "urn:example:slicing", f"{EXTENSION_NAMESPACE}maxLoss": 0.1}
    events = [
        object_event(quantityList=[quantity(HERB_LOT, 300)]),
        transformation_event(eventTime="2026-09-03T00:00:00Z", inputQuantityList=[quantity(HERB_LOT, 300)], outputQuantityList=[quantity(DRIED, 100)], **told),
        transformation_event(eventTime="2026-09-04T00:00:00Z", inputQuantityList=[quantity(DRIED, 50)], outputQuantityList=None, **parts),
        transformation_event(eventTime="2026-09-05T00:00:00Z", inputQuantityList=None, outputQuantityList=[quantity(SLICE_LOT, 60)], **parts),
        transformation_event(eventTime="2026-09-06T00:00:00Z", inputQuantityList=[quantity(SLICE_LOT, 1)], outputQuantityList=None, outputEPCList=[f"{PACK}{n}" for n in range(4)], ilmd=net, **told),
    ]  # fmt: skip
    records = [one.record for one in capture(document_bytes(events), recorder=INSTALLATION, now=now).events]
    found = genealogy_balance(INSPECTOR, named(f"{PACK}0"))
    assert [(line.records, line.judgement.verdict) for line in found.steps] == [
        ((records[1],), "balanced"),
        ((records[2], records[3]), "out_of_nothing"),
        ((records[4],), "balanced"),
    ]
    assert [line.judgement.excess for line in found.faults] == [10]
    # a quarter of 1 kg of slices, of which 60 kg came of 50 kg dried, of which 100 kg came of 300 kg
    assert {found.names[one].canonical: mass for one, mass in found.shares.roots.items()} == {
        identify(HERB_LOT).canonical: Decimal("0.625")
    }
    assert (found.shares.amount, found.shares.loss) == (Decimal("0.25"), Decimal("0.6"))
    assert len(genealogy_balance(INSPECTOR, named(SLICE_LOT), known_on=now.replace(year=2025)).steps) == 0
    assert genealogy_balance(INSPECTOR, named(HERB_LOT)).shares is None


def test_only_the_steps_that_an_organisation_recorded_itself_are_judged_for_it(log_setup, now):
    events = [
        [transformation_event(outputQuantityList=[quantity(DRIED, 100)])],
        [transformation_event(eventTime="2026-09-04T00:00:00Z", inputQuantityList=[quantity(DRIED, 50)])],
    ]
    for organisation, told in enumerate(events, 7):
        capture(document_bytes(told), recorder=Recorder(organisation=organisation), now=now)
    own = genealogy_balance(Viewer(account=1, organisation=8), named(SLICE_LOT))
    assert ([line.event_time.day for line in own.steps], own.withheld, own.shares) == ([4], 1, None)
    nobodys = genealogy_balance(ANYONE, named(SLICE_LOT))
    assert (nobodys.steps, nobodys.withheld) == ([], 2)
    all_of_them = genealogy_balance(INSPECTOR, named(SLICE_LOT))
    assert (len(all_of_them.steps), all_of_them.withheld) == (2, 0)
