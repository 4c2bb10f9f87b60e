"""The master data of a captured document stand in the registers, with the document as their origin; nobody renames another's rows."""

import json
from datetime import timedelta

import pytest

from cast import Cast
from make_events import document, object_event
from yaomai.errors import NotAllowedError
from yaomai.ledger.engine.deed import Recorder
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER
from yaomai.registers import kinds
from yaomai.registers.declaration import Grant, Group, Kind, Property, Rows, Text
from yaomai.registers.operations.master_data import MasterData, keep_master_data
from yaomai.registers.operations.state import Origin, Saying, Told, state
from yaomai.registers.operations.withdraw import withdraw
from yaomai.registers.queries.entities import entity, history
from yaomai.registers.queries.lists import Listing, page
from yaomai.registers.queries.names import by_canonical
from yaomai.standards.gs1.identifier import identify
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.queries.last_changed import mark

PRODUCT, PARTY, PLACE = (
    "https://id.gs1.org/01/06901234000016",
    "https://id.gs1.org/417/6901234000016",
    "urn:epc:id:sgln:6901234.00002.0",
)


@pytest.fixture
def cast(database, now) -> Cast:
    return Cast(now)


def told_of(*told: tuple[str, dict[str, object]]) -> bytes:
    """A document with one event, and master data of these."""
    listed = [
        {"id": key, "attributes": [{"id": f"cbvmda:{one}", "attribute": said} for one, said in attributes.items()]}
        for key, attributes in told
    ]
    vocabulary = {"type": "urn:epcglobal:epcis:vtype:EPCClass", "vocabularyElementList": listed}
    whole = document([object_event(**{"example:n": json.dumps(told, ensure_ascii=False)})])
    whole["epcisHeader"] = {"epcisMasterData": {"vocabularyList": [vocabulary]}}
    return json.dumps(whole, ensure_ascii=False).encode()


def only(kind: str):
    rows = page(INSTALLATION_VIEWER, Listing(kind)).rows
    assert len(rows) == 1, [row.title for row in rows]
    return entity(INSTALLATION_VIEWER, rows[0].number)


def test_products_parties_and_places_are_told_of(cast, now):
    maker = Recorder(organisation=cast.organisation("陇西一厂"))
    said = told_of(
        (PRODUCT, {"descriptionShort": "当归片", "own": "x"}), (PARTY, {"name": "陇西一厂"}), (PLACE, {"name": "东库", "streetAddressOne": "一号路"})
    )  # fmt: skip
    captured = capture(said, recorder=maker, now=now)
    assert captured.notes == ()
    product, party, place = only("product"), only("enterprise"), only("place")
    assert {name: cell.value for name, cell in product.cells.items()} == {"name": "当归片", "gtin": "06901234000016"}
    assert {name: cell.value for name, cell in party.cells.items()} == {"name": "陇西一厂", "gln": "6901234000016"}
    assert {name: cell.value for name, cell in place.cells.items()} == {
        "name": "东库", "gln": "6901234000023", "extension": "0", "address": "一号路",
    }  # fmt: skip
    (named,) = history(INSTALLATION_VIEWER, product.number, "name")
    envelope = captured.deed << 20 | 1
    assert (named.origin, named.origin_record, named.source) == ("document", envelope, "document")
    assert (product.organisation, party.organisation, place.organisation) == (None, None, None)  # nobody keeps them yet
    assert named.origin_place == (
        "/epcisHeader/epcisMasterData/vocabularyList/0/vocabularyElementList/0/attributes/0/attribute"
    )
    assert entity(ANYONE, product.number).title == "当归片"


def test_the_same_again_says_nothing_and_a_new_name_corrects(cast, now):
    maker = Recorder(organisation=cast.organisation("陇西一厂"))
    for day, name in enumerate(("当归片", "当归片", "当归薄片")):
        more = told_of((PRODUCT, {"descriptionShort": name, "netContentDescription": str(day)}))
        capture(more, recorder=maker, now=now + timedelta(days=day))
    product = only("product")
    assert product.title == "当归薄片"
    assert [one.value for one in history(INSTALLATION_VIEWER, product.number, "name")] == ["当归薄片", "当归片"]
    assert not product.cells["name"].is_disputed


def test_a_later_document_of_another_renames_nothing(cast, now):
    maker, other = (Recorder(organisation=cast.organisation(name)) for name in ("陇西一厂", "别家"))
    capture(told_of((PRODUCT, {"descriptionShort": "当归片"})), recorder=maker, now=now)
    capture(told_of((PRODUCT, {"descriptionShort": "假冒片"})), recorder=other, now=now + timedelta(days=1))
    product = only("product")
    assert (product.title, product.cells["name"].is_disputed) == ("当归片", True)
    (fake, own) = history(INSTALLATION_VIEWER, product.number, "name")
    assert (fake.status, fake.reason, own.status, own.reason) == ("not_preferred", "first", "in_force", "first")
    capture(told_of((PRODUCT, {"descriptionShort": "当归薄片"})), recorder=maker, now=now + timedelta(days=2))
    assert only("product").title == "当归薄片"
    cast.organisation("省药监局", kind="authority")
    official = cast.person("official", "official", of="省药监局")
    told = Told("product", product.number, (Saying("name", "当归饮片"),))
    state(official, [told], origin=Origin("form"), now=now + timedelta(days=3))
    assert only("product").title == "当归饮片"


def test_who_was_first_keeps_no_row_and_an_authority_gives_it_to_the_maker(cast, now):
    squatter, maker = (cast.organisation(name) for name in ("抢注公司", "陇西一厂"))
    capture(told_of((PRODUCT, {"descriptionShort": "假冒片"})), recorder=Recorder(organisation=squatter), now=now)
    product = only("product")
    assert product.organisation is None
    member = cast.person("squatter", "recorder", of="抢注公司")
    with pytest.raises(NotAllowedError):
        state(member, [Told("product", product.number, (Saying("name", "假的"),))], origin=Origin("form"), now=now)
    cast.organisation("省药监局", kind="authority")
    official = cast.person("official", "official", of="省药监局")
    later = now + timedelta(days=1)
    state(official, [Told("product", product.number, (), organisation=maker)], origin=Origin("form"), now=later)
    capture(told_of((PRODUCT, {"descriptionShort": "当归片"})), recorder=Recorder(organisation=maker), now=later)
    again = told_of((PRODUCT, {"descriptionShort": "还是假冒片"}))
    capture(again, recorder=Recorder(organisation=squatter), now=now + timedelta(days=2))
    product = only("product")
    assert (product.title, product.organisation) == ("当归片", maker)


def test_what_no_register_can_take_is_said_and_refuses_nothing(cast, now):
    maker = Recorder(organisation=cast.organisation("陇西一厂"))
    captured = capture(
        told_of((PRODUCT, {"descriptionShort": "片\u0007剂"}), (PARTY, {}), ("urn:uuid:1", {"name": "无名"})),
        recorder=maker,
        now=now,
    )
    assert captured.deed is not None
    assert [(one.code, one.pointer.rpartition("/vocabularyElementList/")[2]) for one in captured.notes] == [
        ("registers.master_data_unread", "0/attributes/0/attribute")
    ]
    assert page(INSTALLATION_VIEWER, Listing("product")).rows == ()  # a code alone is no entry


def test_pages_of_the_chain_call_them_what_the_registers_do(cast, now):
    maker = Recorder(organisation=cast.organisation("陇西一厂"))
    room = "urn:epc:id:sgln:6901234.00002.a%2Fb"
    said = told_of((PRODUCT, {"descriptionShort": "当归片"}), (PARTY, {"name": "陇西一厂"}), (PLACE, {"name": "东库"}), (room, {"name": "东库三号"}))  # fmt: skip
    capture(said, recorder=maker, now=now)
    spelt = {identify(one).canonical: word for one, word in ((PRODUCT, "当归片"), (PARTY, "陇西一厂"), (PLACE, "东库"), (room, "东库三号"))}  # fmt: skip
    found = by_canonical(spelt)
    assert {uri: one.name for uri, one in found.items()} == spelt
    kind, product = found[PRODUCT].entry
    assert (kind, entity(ANYONE, product).title) == ("product", "当归片")
    before = mark([found[PRODUCT].number])
    cast.organisation("省药监局", kind="authority")
    official = cast.person("official", "official", of="省药监局")
    told = Told("product", product, (Saying("name", "当归饮片"),))
    state(official, [told], origin=Origin("form"), now=now + timedelta(days=1))
    assert by_canonical([PRODUCT])[PRODUCT].name == "当归饮片"
    assert mark([found[PRODUCT].number]) != before  # a page that was kept is made anew


def graded() -> Kind:
    """Products with a grade that only officials state, though documents name it."""
    return Kind(
        name="test_graded",
        label="分级",
        properties=(
            Property(name="name", label="名称", type=Text(), required=True, epcis="descriptionShort"),
            Property(name="gtin", label="码", type=Text(), epcis="gtin"),
            Property(name="grade", label="级", type=Text(), epcis="grade", changed_by=("official",)),
        ),
        identity=(("gtin",),),
        seen_by=(Grant(Group.PUBLIC, Rows.ALL),),
        kept_by=("official", "own"),
        epcis="EPCClass",
    )


def data(name: str) -> MasterData:
    attributes = [("descriptionShort", name, "/a"), ("grade", "一级", "/b")]
    return MasterData("EPCClass", {"gtin": "06901234000016"}, attributes, "/p")


def test_what_the_sender_may_not_state_is_left_out_and_told(cast, now):
    sender = cast.person("sender", "recorder", of="路人公司")
    with kinds.declared(graded()):
        for _ in range(2):
            notes = keep_master_data(sender, [data("黄芪")], record=1 << 20 | 1, now=now)
            assert [(one.code, one.pointer) for one in notes] == [("registers.master_data_not_taken", "/b")]
            found = only("test_graded")
            assert {name: cell.value for name, cell in found.cells.items()} == {
                "name": "黄芪",
                "gtin": "06901234000016",
            }


def test_what_was_withdrawn_as_a_whole_may_be_said_again(cast, now):
    sender = cast.person("sender", "recorder", of="路人公司")
    with kinds.declared(graded()):
        keep_master_data(sender, [data("黄芪")], record=1 << 20 | 1, now=now)
        number = only("test_graded").number
        (said,) = history(INSTALLATION_VIEWER, number, "name")
        withdraw(sender, deed=said.record >> 20, reason="错", now=now)
        keep_master_data(sender, [data("黄芪")], record=1 << 20 | 2, now=now)
        assert only("test_graded").cells["name"].value == "黄芪"
