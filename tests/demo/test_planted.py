"""Does the product find what is planted in the demonstration, and nothing else?"""

import pytest
from django.db import connections

from make import NOW
from yaomai.demo import plants
from yaomai.demo.load import load
from yaomai.demo.year import deliveries
from yaomai.errors import InstallationError
from yaomai.people.viewer import Viewer
from yaomai.registers.queries import names
from yaomai.traceability.queries import answers, balance, duplicates, lot_doubts, recalls
from yaomai.traceability.queries.genealogy import reach
from yaomai.web import trace_page

INSPECTOR = Viewer(account=1, organisation=1, roles=frozenset({"inspector"}))


def found() -> set[tuple[str, str, str]]:
    """Kind, thing and party of everything that the product finds, of all verdicts that are faults."""
    page = balance.findings(INSPECTOR)
    again = duplicates.duplicates(INSPECTOR)
    assert page.after is None
    assert again.after is None
    return {
        *(("mass_balance", one.thing.canonical, one.organisation.name) for one in page.findings),
        *(("duplicate", one.thing.canonical, one.sales[-1].organisation.name) for one in again.duplicates),
        *(("recall", one.identifier.canonical, maker(one.identifier.canonical)) for one in recalls.recalls(INSPECTOR)),
        *(("correction", thing, party) for thing, party in corrected()),
    }


def maker(thing: str) -> str:
    """The name of the organisation whose event first names the thing as an output."""
    return ask(
        "SELECT o.name FROM traceability_event_thing t JOIN registers_identifier i ON i.id = t.identifier_id"
        " JOIN traceability_event e ON e.record = t.record JOIN people_organisation o ON o.organisation = e.organisation"
        " WHERE i.canonical = %s AND t.role LIKE 'output%%' ORDER BY t.record LIMIT 1",
        thing,
    )[0][0]


def corrected() -> list[tuple[str, str]]:
    """The things made by events that their recorder declared in error, and the recorder."""
    return ask(
        "SELECT i.canonical, o.name FROM traceability_event e JOIN traceability_event_thing t ON t.record = e.record"
        " JOIN registers_identifier i ON i.id = t.identifier_id JOIN people_organisation o ON o.organisation = e.organisation"
        " WHERE e.declaration_hash <> '' AND t.role LIKE 'output%%'"
    )


def ask(query: str, *values: str) -> list[tuple[str, ...]]:
    with connections["default"].cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


@pytest.mark.parametrize("scale", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_what_is_planted_is_found_and_nothing_else(database, tmp_path, scale):
    load(tmp_path, now=NOW, say=print, scale=scale)
    assert found() == {(plant.kind, plant.thing, plant.party.name) for plant in plants.PLANTS}


def test_the_pack_that_is_shown_has_four_whole_answers_and_the_recall_reaches_the_packs_of_its_batch(
    database, tmp_path
):
    load(tmp_path, now=NOW, say=print, scale=0)
    shown, batch, slices = (
        names.by_canonical([one])[one] for one in (plants.SHOWN_PACK, plants.RECALLED_PACKS, plants.RECALLED_LOT)
    )
    found = answers.answers(INSPECTOR, shown)
    parts = (found.origin, found.whereabouts, found.quality, found.responsibility)
    assert [(part.verdict, part.missing) for part in parts] == [("complete", ())] * 4
    assert recalls.recalls_reaching(reach([shown.number], "back").nodes, thing=shown.number) == []
    for reached in (batch, slices):
        (recall,) = recalls.recalls_reaching(reach([reached.number], "back").nodes, thing=reached.number)
        assert (recall.identifier, recall.reason) == (slices, plants.RECALL_REASON)


@pytest.mark.slow
def test_loading_again_records_nothing_and_loading_goes_on_where_it_broke_off(database, tmp_path):
    class BrokenOffError(Exception):
        pass

    def break_off(line: str) -> None:
        if line.startswith("recall "):
            raise BrokenOffError

    with pytest.raises(BrokenOffError):
        load(tmp_path, now=NOW, say=break_off, scale=0)
    with pytest.raises(InstallationError, match="at scale 0, and scale 1 was asked for"):
        load(tmp_path, now=NOW, say=print, scale=1)
    lines: list[str] = []
    loaded = load(tmp_path, now=NOW, say=lines.append)
    assert not [line for line in lines if "events" in line or "recall" in line]  # it goes on with the registers
    assert loaded.key_file.is_file()
    deeds, lines = ask("SELECT count(*) FROM ledger_deed"), []
    load(tmp_path, now=NOW, say=lines.append)
    assert (lines, ask("SELECT count(*) FROM ledger_deed")) == ([], deeds)


@pytest.mark.slow
def test_loading_that_is_broken_off_among_the_documents_goes_on_with_the_missing_ones(database, tmp_path, monkeypatch):
    documents = deliveries(0)
    monkeypatch.setattr("yaomai.demo.load.deliveries", lambda _: documents[:40] + documents[41:])
    monkeypatch.setattr("yaomai.demo.load._recall", lambda _now, _say: None)
    load(tmp_path, now=NOW, say=print, scale=0)
    monkeypatch.undo()
    lines: list[str] = []
    load(tmp_path, now=NOW, say=lines.append)
    assert lines[0] == f"recording {documents[40].events} events in 1 documents"


@pytest.mark.slow
def test_only_what_came_of_the_planted_step_is_doubted_for_its_balance(database, tmp_path):
    load(tmp_path, now=NOW, say=print, scale=0)
    rows = ask("SELECT from_node FROM traceability_link WHERE kind = 'output' GROUP BY from_node")
    doubted = lot_doubts.out_of_nothing(int(row[0]) for row in rows)
    made = ask(
        "SELECT DISTINCT i.canonical FROM traceability_event_thing t JOIN registers_identifier i ON i.id = t.identifier_id"
        f" WHERE t.role LIKE 'output%%' AND t.record IN ({', '.join(map(str, doubted))})"
    )
    assert [one for (one,) in made] == [plant.thing for plant in plants.PLANTS if plant.kind == "mass_balance"]
    slices = names.by_canonical([made[0][0]])[made[0][0]]
    assert trace_page.read(INSPECTOR, slices).unbalanced == doubted
    shown = names.by_canonical([plants.SHOWN_PACK])[plants.SHOWN_PACK]
    assert trace_page.read(INSPECTOR, shown).unbalanced == ()
