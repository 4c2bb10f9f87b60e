"""Are events cut into documents in each party's rhythm, and named as its programs do?"""

from datetime import date

import orjson
import pytest

from yaomai.demo.clock import BEIJING, at
from yaomai.demo.journal import Journal, area, event, mass
from yaomai.demo.province import GUIYUAN, PROCESSOR, WHOLESALERS, Party
from yaomai.demo.size import size

MONTHLY = Party("某药房", "distributor", 1299, "兰州", rooms=("店堂",))


def seen(party: Party, *days: tuple[int, int, int]) -> list[list[dict]]:
    """The events of each document that a party sends of one event on each of these days."""
    journal = Journal()
    for day in days:
        moment = at(date(*day), 9)
        journal.write(
            party, event("ObjectEvent", moment, "holding", None, party.place(1), action="OBSERVE", epcList=[])
        )
    return [orjson.loads(one.data)["epcisBody"]["eventList"] for one in journal.deliveries()]


@pytest.mark.parametrize(
    ("party", "days", "sizes"),
    [
        (MONTHLY, [(2025, 3, 1), (2025, 3, 31), (2025, 4, 1)], [2, 1]),
        (PROCESSOR, [(2025, 12, 29), (2026, 1, 1), (2026, 1, 5)], [2, 1]),  # a week over the turn of the year
        (GUIYUAN.party, [(2025, 1, 1), (2025, 3, 31), (2025, 4, 1), (2026, 1, 1)], [2, 1, 1]),
    ],
)
def test_a_document_holds_a_week_a_month_or_a_quarter(party, days, sizes):
    assert [len(events) for events in seen(party, *days)] == sizes


def test_some_programs_name_events_and_some_write_urns():
    assert "eventID" not in seen(MONTHLY, (2025, 3, 1))[0][0]
    assert seen(PROCESSOR, (2025, 3, 1))[0][0]["eventID"].startswith("urn:uuid:")
    assert seen(WHOLESALERS[1], (2025, 3, 1))[0][0]["readPoint"]["id"].startswith("urn:epc:id:sgln:")


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (mass("lot", 3120500), b'"quantity":3120.5,"uom":"KGM"'),
        (mass("lot", 3120500, "TNE"), b'"quantity":3.1205,"uom":"TNE"'),
        (mass("lot", 75, "GRM"), b'"quantity":75,"uom":"GRM"'),
        (mass("lot", 42000), b'"quantity":42.0,"uom":"KGM"'),
        (area("crop", 580), b'"quantity":0.0580,"uom":"HAR"'),
    ],
)
def test_amounts_are_written_exactly(said, text):
    assert text in orjson.dumps(said)


def test_only_the_first_document_of_a_party_names_its_places():
    journal = Journal()
    journal.name(MONTHLY, MONTHLY, MONTHLY.place(1))
    for month in (3, 4):
        moment = at(date(2025, month, 1), 9)
        journal.write(
            MONTHLY, event("ObjectEvent", moment, "holding", None, MONTHLY.place(1), action="OBSERVE", epcList=[])
        )
    first, second = (orjson.loads(one.data) for one in journal.deliveries())
    kinds = [one["type"] for one in first["epcisHeader"]["epcisMasterData"]["vocabularyList"]]
    assert kinds == ["urn:epcglobal:epcis:vtype:SourceDest", "urn:epcglobal:epcis:vtype:Location"]
    assert "epcisHeader" not in second
    assert journal.deliveries()[0].moment.tzinfo == BEIJING


def test_a_larger_scale_has_more_of_everything_that_grows():
    small, large = size(1), size(3)
    assert (large.plots, large.batches, large.prescriptions) == (
        3 * small.plots,
        3 * small.batches,
        3 * small.prescriptions,
    )
