"""What a thing is called: as the organisation says that named it first, and nobody else."""

import pytest

from make_events import FARM, HERB_LOT, document_bytes, object_event
from yaomai.ledger.engine.deed import Recorder
from yaomai.ledger.operations.erase import erase
from yaomai.ledger.operations.record import INSTALLATION
from yaomai.registers.queries import names
from yaomai.standards.gs1.identifier import identify
from yaomai.traceability.operations.capture import capture

pytestmark = pytest.mark.usefixtures("database")
FARMER, RIVAL = Recorder(organisation=4), Recorder(organisation=5)
LOT = identify(HERB_LOT).canonical
PLACE = identify(FARM).canonical


def named(recorder, name, *, day, now):
    """The organisation sends an event about the lot, of this day of September, which gives it this name (None: no name)."""
    ilmd = None if name is None else {"cbvmda:descriptionShort": name}
    context = ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", {"cbvmda": "urn:epcglobal:cbv:mda:"}]
    event = object_event(eventTime=f"2026-09-{day:02}T08:00:00Z", ilmd=ilmd)
    return capture(document_bytes([event], **{"@context": context}), recorder=recorder, now=now).events[0].record


def name_of(spelling):
    return names.by_canonical([spelling])[spelling].name


@pytest.mark.parametrize(
    ("said", "called"),
    [
        ([], ""),
        ([(FARMER, "当归")], "当归"),
        ([(FARMER, "当归"), (FARMER, "岷县当归")], "岷县当归"),
        ([(FARMER, "当归"), (RIVAL, "假药")], "当归"),
        ([(FARMER, "当归"), (RIVAL, "假药"), (FARMER, "岷县当归"), (RIVAL, "假药")], "岷县当归"),
        ([(FARMER, None), (RIVAL, "当归片"), (FARMER, "当归")], "当归片"),
        ([(FARMER, "当归"), (INSTALLATION, "某批")], "当归"),
        ([(INSTALLATION, "某批"), (INSTALLATION, "某某批"), (RIVAL, "假药")], "某某批"),
    ],
    ids=str,
)
def test_whoever_named_it_first_goes_on_naming_it(now, said, called):
    named(FARMER, None, day=1, now=now)
    for day, (recorder, name) in enumerate(said, start=2):
        named(recorder, name, day=day, now=now)
    assert name_of(LOT) == called
    number = names.by_canonical([LOT])[LOT].number
    assert names.by_number([number])[number].name == called


def test_when_the_first_name_is_erased_the_next_organisation_names_it(now):
    record = named(FARMER, "当归", day=1, now=now)
    named(RIVAL, "当归片", day=2, now=now)
    erase([record], reason="a name stood in it", recorder=FARMER, now=now)
    assert name_of(LOT) == "当归片"


def test_a_place_is_named_by_the_header_of_the_first_document_that_names_it(now):
    for recorder, name, day in ((FARMER, "岷县基地", 1), (RIVAL, "别处", 2)):
        attributes = [{"id": "urn:epcglobal:cbv:mda:name", "attribute": name}]
        vocabulary = {"type": "urn:epcglobal:epcis:vtype:Location"}
        vocabulary |= {"vocabularyElementList": [{"id": FARM, "attributes": attributes}]}
        header = {"epcisMasterData": {"vocabularyList": [vocabulary]}}
        event = object_event(eventTime=f"2026-09-0{day}T08:00:00Z")
        capture(document_bytes([event], epcisHeader=header), recorder=recorder, now=now)
    assert name_of(PLACE) == "岷县基地"
