"""D07: every name of a taxon leads to it; what is endangered is not harvested wild; entries have criteria and evidence."""

import pytest

from yaomai.errors import InvalidError
from yaomai.people.viewer import ANYONE
from yaomai.registers.queries import checks
from yaomai.registers.queries.search import search


@pytest.fixture
def taxon(registers):
    names = {
        "name": "头花蓼",
        "latin": "Polygonum capitatum Buch.-Ham. ex D. Don",
        "ethnic_names": ["Dlob dongd xok", "梭洛底"],
    }
    registers.add("ethnic_medicine", name="天麻", latin="Gastrodia elata Bl.", source="药典")
    return registers.add(
        "ethnic_medicine", **names, other_names=["石莽草"], people="苗族", wild="endangered", source="示范志书"
    )


@pytest.mark.parametrize("text", ["头花蓼", "Polygonum capitatum", "梭洛底", "Dlob dongd xok", "石莽草", "touhualiao"])
def test_each_name_gives_the_same_taxon(taxon, text):
    assert [hit.number for hit in search(ANYONE, text, kinds=["ethnic_medicine"])] == [taxon]


def listing(registers, taxon, **more):
    told = {
        "number": "ML-1",
        "medicine": taxon,
        "list": "endangered",
        "start": "2025-01-01",
        "criterion": "第 3 条",
        "evidence": "普查",
    }
    return registers.add("ethnic_listing", **(told | more))


@pytest.mark.parametrize(
    ("more", "states"),
    [({}, ["passed"]), ({"wild_harvest": False}, ["passed"]), ({"wild_harvest": True}, ["failed"]),
     ({"wild_harvest": True, "end": "2025-12-31"}, []), ({"start": "2027-01-01", "wild_harvest": True}, [])],
)  # fmt: skip
def test_an_endangered_one_is_not_harvested_wild(registers, taxon, now, more, states):
    number = listing(registers, taxon, **more)
    _, found = checks.checks_of_entity(ANYONE, "ethnic_listing", number, on=now.date(), now=now)
    assert [one.state for one in found] == states


@pytest.mark.parametrize("missing", ["criterion", "evidence", "start"])
def test_an_entry_says_why(registers, taxon, missing):
    with pytest.raises(InvalidError):
        listing(registers, taxon, **{missing: None})
