"""Starting and ending recalls: who may, what is refused, what is on record afterwards, and which things they reach."""

from dataclasses import dataclass

import pytest

from cast import Cast
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
from yaomai.errors import InvalidError, NotAllowedError, NotFoundError
from yaomai.ledger.engine.deed import Recorder
from yaomai.ledger.models import Deed
from yaomai.people import viewer as viewer_module
from yaomai.people.engine.visibility import Grant, Group, Rows, Visibility
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER, Viewer
from yaomai.registers.queries import names
from yaomai.standards.gs1.identifier import identify
from yaomai.traceability.engine.recall import Scope
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.operations.recall import end_recall, may_start, start_recall
from yaomai.traceability.queries.genealogy import reach as walk
from yaomai.traceability.queries.recall_reach import reach, reach_of_scope
from yaomai.traceability.queries.recalls import recall, recalls, recalls_reaching

OTHER_LOT = "urn:epc:class:lgtin:6901234.000001.LOT-Z"
SUPPLIER = "urn:epc:id:pgln:6901234.00055"


@dataclass
class World(Cast):
    """The cast, and the record of the factory's transformation."""

    step: int = 0


@pytest.fixture
def world(log_setup, now):
    """A farm's lot is delivered by its party and becomes slices and a pack in a factory; another lot has nothing to do with it."""
    cast = World(now)
    for name in ("farm", "factory", "shop"):
        cast.organisation(name)
    delivered = object_event(
        action="OBSERVE", bizStep="receiving", eventTime="2026-09-02T18:00:00+08:00", readPoint={"id": FACTORY}, bizLocation={"id": FACTORY},
        sourceList=[{"type": "owning_party", "source": SUPPLIER}],
    )  # fmt: skip
    other = object_event(quantityList=[quantity(OTHER_LOT, 7)], readPoint={"id": FACTORY}, bizLocation={"id": FACTORY})
    for name, events in (
        ("farm", [object_event()]),
        ("factory", [delivered, transformation_event(outputEPCList=[PACK]), other]),
    ):
        captured = capture(document_bytes(events), recorder=Recorder(organisation=cast.organisation(name)), now=now)
    cast.step = captured.events[1].record
    return cast


def person(world, organisation, *roles):
    return Viewer(
        account=900 + world.organisation(organisation),
        organisation=world.organisation(organisation),
        roles=frozenset(roles),
    )


def reaching(uri, **more):
    canonical = identify(uri).canonical
    number = names.by_canonical([canonical])[canonical].number
    return recalls_reaching(walk([number], "back").nodes, thing=number, **more)


def start(viewer, scope, now, **more):
    return start_recall(viewer, scope, **{"recall_class": 2, "reason": "农药残留", "now": now} | more)


@pytest.mark.parametrize(
    ("scope", "reached"),
    [
        (lambda _: Scope("lot", HERB_LOT), {HERB_LOT, SLICE_LOT, PACK}),
        (
            lambda _: Scope("lot", "https://example.com/01/06901234000016/10/LOT-A"),
            {HERB_LOT, SLICE_LOT, PACK},
        ),  # another spelling
        (lambda _: Scope("lot", SLICE_LOT), {SLICE_LOT}),
        (lambda _: Scope("lot", PACK), {PACK}),
        (lambda _: Scope("place", FARM), {HERB_LOT, SLICE_LOT, PACK}),
        (lambda _: Scope("place", FACTORY), {SLICE_LOT, PACK, OTHER_LOT}),
        (lambda _: Scope("party", SUPPLIER), {HERB_LOT, SLICE_LOT, PACK}),
        (lambda world: Scope("party", supplier=world.organisation("factory")), {SLICE_LOT, PACK, OTHER_LOT}),
        (lambda world: Scope("step", step=world.step), {SLICE_LOT, PACK}),
    ],
)
def test_scopes_and_that_things_know_the_recalls_that_reach_them(world, now, scope, reached):
    number = start(INSTALLATION_VIEWER, scope(world), now)
    wanted = {identify(uri).canonical for uri in reached}
    assert {code.canonical for code in reach(INSTALLATION_VIEWER, number).things.values()} == wanted
    for uri in (HERB_LOT, SLICE_LOT, PACK, OTHER_LOT):
        assert [one.number for one in reaching(uri)] == ([number] if uri in reached else []), uri
    later = now.replace(hour=now.hour + 1)
    end_recall(INSTALLATION_VIEWER, number, "收回完毕", now=later)
    assert reaching(PACK) == []
    assert len(reaching(PACK, known_on=now)) == (PACK in reached)


def test_a_step_of_several_events_is_recalled_as_one(log_setup, now):
    parts = {"transformationID": "urn:example:step", "eventTime": "2026-09-03T00:00:00Z"}
    events = [
        object_event(),
        transformation_event(outputQuantityList=None, **parts),
        transformation_event(inputQuantityList=None, **parts),
    ]
    records = [one.record for one in capture(document_bytes(events), recorder=Recorder(), now=now).events]
    number = start(INSTALLATION_VIEWER, Scope("step", step=records[1]), now)
    assert {code.canonical for code in reach(INSTALLATION_VIEWER, number).things.values()} == {
        identify(SLICE_LOT).canonical
    }
    assert [one.number for one in reaching(SLICE_LOT)] == [number]


def test_what_a_supplier_delivered_in_a_case_is_what_was_in_it_then(log_setup, now):
    case, packs = "urn:epc:id:sscc:6901234.0000000001", [f"{PACK}{n}" for n in range(3)]

    def packing(hour, action, pack):
        return {
            "type": "AggregationEvent", "eventTime": f"2026-09-03T{hour:02d}:00:00Z", "eventTimeZoneOffset": "+00:00", "action": action,
            "parentID": case, "childEPCs": [pack], "bizStep": "packing", "readPoint": {"id": FACTORY},
        }  # fmt: skip

    born = object_event(quantityList=None, epcList=packs)
    delivered = object_event(
        action="OBSERVE", bizStep="receiving", eventTime="2026-09-03T04:00:00Z", quantityList=None, epcList=[case],
        sourceList=[{"type": "possessing_party", "source": SUPPLIER}],
    )  # fmt: skip
    events = [
        born,
        packing(1, "ADD", packs[0]),
        packing(2, "DELETE", packs[0]),
        packing(3, "ADD", packs[1]),
        delivered,
        packing(5, "DELETE", packs[1]),
        packing(6, "ADD", packs[2]),
    ]
    capture(document_bytes(events), recorder=Recorder(), now=now)
    number = start(INSTALLATION_VIEWER, Scope("party", SUPPLIER), now)
    assert {code.canonical for code in reach(INSTALLATION_VIEWER, number).things.values()} == {
        identify(packs[1]).canonical
    }
    assert [bool(reaching(pack)) for pack in packs] == [False, True, False]


def test_what_comes_later_is_in_it_and_what_was_wrong_is_not(world, now):
    number = start(INSTALLATION_VIEWER, Scope("lot", HERB_LOT), now)
    later = now.replace(hour=now.hour + 1)
    late = transformation_event(
        eventTime="2026-09-04T00:00:00Z",
        inputQuantityList=[quantity(SLICE_LOT, 5)],
        outputQuantityList=[quantity(OTHER_LOT + "2", 5)],
    )
    recorder = Recorder(organisation=world.organisation("factory"))
    capture(document_bytes([late]), recorder=recorder, now=later)
    assert len(reach(INSTALLATION_VIEWER, number).things) == 4
    assert len(reach(INSTALLATION_VIEWER, number, known_on=now).things) == 3
    declared = late | {"errorDeclaration": {"declarationTime": "2026-09-05T00:00:00Z", "reason": "did_not_occur"}}
    capture(document_bytes([declared]), recorder=recorder, now=later.replace(hour=later.hour + 1))
    assert len(reach(INSTALLATION_VIEWER, number).things) == 3
    assert len(reach(INSTALLATION_VIEWER, number, known_on=later).things) == 4


@pytest.mark.parametrize(
    ("who", "roles", "scope", "may"),
    [
        ("shop", ("inspector",), Scope("lot", HERB_LOT), True),
        ("farm", ("recorder",), Scope("lot", HERB_LOT), True),
        ("farm", ("recorder",), Scope("place", FARM), True),
        ("factory", ("recorder",), Scope("lot", SLICE_LOT), True),
        ("factory", ("recorder",), "step", True),
        ("factory", ("recorder",), "own", True),
        ("factory", ("recorder",), Scope("lot", HERB_LOT), False),  # the farm made it
        ("factory", ("recorder",), Scope("place", FARM), False),
        ("factory", ("recorder",), Scope("party", SUPPLIER), False),
        ("shop", ("recorder",), Scope("lot", PACK), False),
        ("shop", ("recorder",), "step", False),
        ("shop", ("recorder",), "own", False),  # the factory's products
        ("farm", (), Scope("lot", HERB_LOT), False),
        ("farm", ("official", "auditor", "administrator", "organisation_administrator"), Scope("lot", HERB_LOT), False),
    ],
)
def test_who_may_start(world, now, who, roles, scope, may):
    if isinstance(scope, str):
        scope = (
            Scope("step", step=world.step)
            if scope == "step"
            else Scope("party", supplier=world.organisation("factory"))
        )
    viewer = person(world, who, *roles)
    before = Deed.objects.count()
    if may:
        number = start(viewer, scope, now)
        assert recall(ANYONE, number).started_by == world.organisation(who)
        assert Deed.objects.get(id=number).account == viewer.account
    else:
        with pytest.raises(NotAllowedError):
            start(viewer, scope, now)
        assert Deed.objects.count() == before


def test_nobody_recalls_anothers_lot_by_claiming_to_have_made_it_earlier(world, now):
    claim = object_event(eventTime="2020-01-01T00:00:00Z")
    capture(document_bytes([claim]), recorder=Recorder(organisation=world.organisation("shop")), now=now)
    with pytest.raises(NotAllowedError, match="by the first event on record others made"):
        start(person(world, "shop", "recorder"), Scope("lot", HERB_LOT), now)


def test_machines_and_strangers_start_nothing(world, now):
    machine = Viewer(key=1, organisation=world.organisation("farm"), scopes=frozenset({"capture", "query"}))
    for viewer in (ANYONE, machine):
        assert not may_start(viewer)
        with pytest.raises(NotAllowedError, match="started by inspectors"):
            start(viewer, Scope("lot", HERB_LOT), now)


@pytest.mark.parametrize(
    ("scope", "more", "codes"),
    [
        (Scope("lot", HERB_LOT), {"recall_class": 4}, {"recall.class_unknown"}),
        (Scope("lot", HERB_LOT), {"reason": "  "}, {"recall.reason_length"}),
        (Scope("lot", HERB_LOT), {"reason": "x" * 501}, {"recall.reason_length"}),
        (Scope("lot", HERB_LOT), {"reason": "a\0b"}, {"recall.reason_unreadable"}),
        (Scope("lot"), {"recall_class": 0, "reason": ""}, {"recall.class_unknown", "recall.reason_length", "recall.scope_incomplete"}),
        (Scope("lot", HERB_LOT, step=7), {}, {"recall.scope_incomplete"}),
        (Scope("step", HERB_LOT), {}, {"recall.scope_incomplete"}),
        (Scope("seed", HERB_LOT), {}, {"recall.scope_unknown"}),
        (Scope("lot", "https://id.gs1.org/01/06901234000016/10/NOBODY"), {}, {"recall.identifier_unknown"}),
        (Scope("lot", "a\0b"), {}, {"recall.identifier_unknown"}),
        (Scope("lot", FARM), {}, {"recall.no_lot"}),
        (Scope("step", step=99 << 20 | 1), {}, {"recall.step_unknown"}),
        (Scope("party", supplier=4711), {}, {"recall.supplier_unknown"}),
    ],
)  # fmt: skip
def test_what_is_refused_is_said_and_leaves_nothing(world, now, scope, more, codes):
    before = Deed.objects.count()
    with pytest.raises(InvalidError) as refused:
        start(INSTALLATION_VIEWER, scope, now, **more)
    assert {one.code for one in refused.value.findings} == codes
    assert Deed.objects.count() == before


def test_ending(world, now):
    by_inspector = start(person(world, "shop", "inspector"), Scope("lot", HERB_LOT), now)
    by_factory = start(person(world, "factory", "recorder"), Scope("lot", SLICE_LOT), now, recall_class=1)
    factory, farm = person(world, "factory", "recorder"), person(world, "farm", "recorder")
    assert [one.number for one in reaching(SLICE_LOT)] == [
        by_factory,
        by_inspector,
    ]  # the gravest first
    for viewer, number in ((factory, by_inspector), (farm, by_factory), (ANYONE, by_factory)):
        with pytest.raises(NotAllowedError):
            end_recall(viewer, number, "over", now=now)
    with pytest.raises(InvalidError, match="1 to 500 characters"):
        end_recall(factory, by_factory, " ", now=now)
    end_recall(factory, by_factory, "over", now=now)
    with pytest.raises(InvalidError, match="over already"):
        end_recall(factory, by_factory, "over", now=now)
    with pytest.raises(NotFoundError, match="there is no recall 12345"):
        end_recall(factory, 12345, "over", now=now)
    assert [(one.number, one.is_open) for one in recalls(ANYONE)] == [(by_inspector, True), (by_factory, False)]
    ended = recall(ANYONE, by_factory)
    assert (ended.end_reason, ended.end_organisation.name, ended.ended) == ("over", "factory", now)
    assert [one.number for one in recalls(ANYONE, open_only=True)] == [by_inspector]


def test_everybody_knows_of_a_recall_and_who_has_the_goods_is_for_few(world, now):
    number = start(person(world, "factory", "recorder"), Scope("lot", SLICE_LOT), now)
    seen = recall(ANYONE, number)
    assert (seen.scope, seen.identifier.canonical, seen.recall_class, seen.reason) == (
        "lot",
        identify(SLICE_LOT).canonical,
        2,
        "农药残留",
    )
    assert (seen.due - seen.started).days == 3
    for viewer in (ANYONE, person(world, "farm", "recorder"), person(world, "shop")):
        with pytest.raises(NotAllowedError):
            reach(viewer, number)
    for viewer in (
        person(world, "factory"),
        person(world, "shop", "inspector"),
        person(world, "shop", "official"),
        INSTALLATION_VIEWER,
    ):
        assert len(reach(viewer, number).things) == 1
    assert reach_of_scope(person(world, "factory", "recorder"), Scope("lot", SLICE_LOT)).rows
    for viewer in (person(world, "farm", "recorder"), ANYONE):
        with pytest.raises(NotAllowedError):
            reach_of_scope(viewer, Scope("lot", SLICE_LOT))
    for wrong in (0, -1, 2**70):
        with pytest.raises(NotFoundError):
            recall(ANYONE, wrong)


def test_the_reason_and_the_organisation_of_a_recall_and_its_end_are_for_whom_the_declaration_says(
    world, now, monkeypatch
):
    number = start(person(world, "farm", "recorder"), Scope("lot", HERB_LOT), now)
    end_recall(person(world, "shop", "inspector"), number, "收回完毕", now=now)
    few = Visibility(
        "traceability.recall", (Grant(Group.PUBLIC, Rows.ALL, frozenset({"scope"})), Grant(Group.MEMBERS, Rows.OWN))
    )
    monkeypatch.setitem(viewer_module._BY_KIND, "traceability.recall", few)
    farm, shop = person(world, "farm"), person(world, "shop")
    for viewer, start_is_seen, end_is_seen in ((ANYONE, False, False), (farm, True, False), (shop, False, True)):
        for one in (recall(viewer, number), *recalls(viewer)):
            assert (one.reason == "农药残留", one.organisation is not None) == (start_is_seen,) * 2
            assert (one.end_reason == "收回完毕", one.end_organisation is not None) == (end_is_seen,) * 2
