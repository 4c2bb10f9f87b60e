"""The trace page by any spelling of a code, as of a day of the past, and for programs."""

import re

import pytest

from askers import browser, signed_in
from described_json import as_described
from make_events import FARM, HERB_LOT, SLICE_LOT, document_bytes, object_event, quantity, transformation_event
from yaomai.ledger.engine.deed import Recorder
from yaomai.ledger.operations.record import INSTALLATION
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.traceability.engine import answers, lot_account, stock
from yaomai.traceability.engine.recall import Scope
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.operations.recall import start_recall
from yaomai.traceability.queries import trace
from yaomai.traceability.queries.trace import find_thing
from yaomai.web import four_questions

JSON = {"Accept": "application/json"}


@pytest.fixture
def chain(cast, now):
    """Herbs become slices; gives the numbers of both."""
    capture(document_bytes([object_event(), transformation_event()]), recorder=INSTALLATION, now=now)
    return find_thing(HERB_LOT).number, find_thing(SLICE_LOT).number


@pytest.mark.parametrize(
    "spelling",
    [
        "urn:epc:class:lgtin:6901234.000002.LOT-B",
        "https%3A%2F%2Fid.gs1.org%2F01%2F06901234000023%2F10%2FLOT-B",
        "https://example.com/gtin/06901234000023/lot/LOT-B",
        "(01)06901234000023(10)LOT-B",
        "010690123400002310LOT-B",
        "01/06901234000023/10/LOT-B",
    ],
)
def test_any_spelling_of_a_code_leads_to_its_trace(chain, spelling):
    for address in (f"/trace/{spelling}", f"/trace?id={spelling}"):
        page = browser().get(address)
        assert page.status_code == 200
        assert "(01)06901234000023 (10)LOT-B" in page.content.decode()


def test_people_with_an_unknown_code_are_helped_on_and_programs_told(chain):
    assert browser().get("/trace/LOT-X")["Location"] == "/search?q=LOT-X"
    told = browser().get("/trace/LOT-X", headers=JSON)
    assert (told.status_code, told["Content-Type"]) == (404, "application/problem+json")
    told = browser().get("/trace/LOT-X?format=json")
    assert (told.status_code, told["Content-Type"]) == (404, "application/problem+json")
    assert browser().get("/trace").status_code == 404


def test_a_program_gets_things_steps_links_and_events(chain):
    herbs, slices = chain
    told = as_described(browser().get("/trace/urn:epc:class:lgtin:6901234.000002.LOT-B?format=json"), "/trace/{code}")
    assert told["thing"] == {
        "node": slices, "id": "https://id.gs1.org/01/06901234000023/10/LOT-B", "scheme": "gtin+lot", "name": None,
    }  # fmt: skip
    assert (told["isWhole"], told["knownOn"], told["at"], told["recalls"]) == (True, None, None, [])
    assert {one["node"] for one in told["nodes"]} == {herbs, slices}
    (step,) = told["steps"]
    assert (step["bizStep"], step["eventTime"]) == ("creating_class_instance", "2026-09-03T14:30:00+08:00")
    assert {(one["from"], one["to"], one["kind"]) for one in told["links"]} == {
        (herbs, step["node"], "input"),
        (step["node"], slices, "output"),
    }
    (event,) = told["events"]
    assert event["record"] == step["records"][0]
    assert {(one["node"], one["role"], one["quantity"], one["uom"]) for one in event["things"]} == {
        (herbs, "inputQuantityList", "120.5", "KGM"),
        (slices, "outputQuantityList", "96.25", "KGM"),
    }
    assert "answers" not in told


def test_a_program_gets_the_four_answers_when_it_asks_for_them(chain):
    asked = browser().get(f"/things/{chain[1]}?format=json&answers=yes")
    answers = as_described(asked, "/things/{number}")["answers"]
    assert {name: answers[name]["verdict"] for name in ("origin", "quality")} == {
        "origin": "incomplete",
        "quality": "nothing",
    }
    assert [one["code"] for one in answers["quality"]["missing"]] == ["quality.never_inspected"]
    assert answers["whereabouts"]["holdings"][0]["quantity"] == "96.25"
    assert browser().get(f"/things/{find_thing(FARM).number}?format=json&answers=yes").json().get("answers") is None


def test_the_four_questions_say_what_is_missing_in_plain_words(chain):
    page = browser().get(f"/things/{chain[1]}").content.decode()
    for title in ("来源可知", "去向可追", "质量可查", "责任可究"):
        assert title in page
    assert "它和它的原料都没有检验记录" in page
    assert "这一步没有写由谁负责" in page


def test_what_happened_later_and_what_was_recorded_later_is_not_shown_of_a_day_before(chain, now):
    _, slices = chain
    late = object_event(
        action="OBSERVE", bizStep="inspecting", disposition="conformant", quantityList=[quantity(SLICE_LOT, 0.5)],
        eventTime="2026-09-05T08:00:00.000+08:00",
    )  # fmt: skip
    capture(document_bytes([late]), recorder=INSTALLATION, now=now.replace(day=25))

    def steps(query=""):
        told = browser().get(f"/things/{slices}?format=json{query}").json()
        return [one["bizStep"] for one in told["events"]]

    assert steps() == ["inspecting", "creating_class_instance"]
    assert steps("&at=2026-09-04") == ["creating_class_instance"]
    assert steps("&at=2026-09-05") == ["inspecting", "creating_class_instance"]
    assert steps("&known_on=2026-11-24") == ["creating_class_instance"]
    assert steps("&known_on=2026-11-25T23:00:00%2B08:00") == ["inspecting", "creating_class_instance"]
    page = browser().get(f"/things/{slices}?known_on=2026-11-24").content.decode()
    assert "只按" in page
    assert 'value="2026-11-24"' in page


@pytest.mark.parametrize(
    "query", ["at=yesterday", "known_on=2026-13-01", "at=2026-09-05T08:00:00", "at=0001-01-01T00:00:00Z"]
)
def test_a_day_that_cannot_be_read_is_said(chain, query):
    answer = browser().get(f"/things/{chain[0]}?{query}", headers=JSON)
    assert answer.status_code == 400
    assert answer.json()["findings"][0]["pointer"] == f"/{query.partition('=')[0]}"
    assert browser().get(f"/things/{chain[0]}?{query}").status_code == 400


def test_a_corrected_event_names_what_replaces_it_to_those_who_may_read_the_declaration(cast, now):
    maker = cast.person("maker", "recorder", of="陇西一厂")
    wrong = transformation_event(eventID="urn:uuid:00000000-0000-4000-8000-000000000001")
    right = transformation_event(
        eventID="urn:uuid:00000000-0000-4000-8000-000000000002", inputQuantityList=[quantity(HERB_LOT, 99.0)]
    )
    declaration = {
        "declarationTime": "2026-09-05T08:00:00.000+08:00",
        "reason": "incorrect_data",
        "correctiveEventIDs": [right["eventID"]],
    }
    events = [wrong, right, wrong | {"errorDeclaration": declaration}]
    captured = capture(document_bytes(events), recorder=Recorder(maker.organisation, maker.account, None), now=now)
    corrective = captured.events[1].record
    slices = find_thing(SLICE_LOT).number
    page = browser().get(f"/things/{slices}").content.decode()
    assert "已更正" in page
    assert "改为" not in page
    own = signed_in(cast.account("other", "recorder", of="陇西一厂")).get(f"/things/{slices}").content.decode()
    assert "改为" in own
    assert f'href="/records/{corrective >> 20}.{corrective & (2**20 - 1)}"' in own


def test_programs_are_told_of_recalls_of_any_ancestor(cast, now, monkeypatch):
    """Also of those that the genealogy shown does not hold, which is said not to be whole."""
    lots = [f"urn:epc:class:lgtin:6901234.000001.L{one:02}" for one in range(30)]
    blended = transformation_event(inputQuantityList=[quantity(lot, 1) for lot in lots])
    capture(document_bytes([blended]), recorder=INSTALLATION, now=now)
    for lot in (lots[0], lots[-1]):
        scope = Scope("lot", identifier=find_thing(lot).canonical)
        start_recall(INSTALLATION_VIEWER, scope, recall_class=1, reason="oil", now=now)
    slices = find_thing(SLICE_LOT).number
    for most in (3000, 20):
        monkeypatch.setitem(trace.trace.__kwdefaults__, "nodes_max", most)
        told = as_described(browser().get(f"/things/{slices}", headers=JSON), "/things/{number}")
        assert (told["isWhole"], len(told["recalls"])) == (most == 3000, 2)


def test_what_is_missing_and_what_contradicts_has_words(cast, now):
    """Every code has its own; and more is sold than there was: an inspector reads that in words, the public nothing of it."""
    codes = {value for module in (answers, lot_account, stock) for value in vars(module).values() if _is_code(value)}
    assert len(codes) > 15
    assert codes - {answers.CUT} == four_questions._MISSING.keys(), "our own limit is nothing that is missing"
    sold = object_event(
        action="OBSERVE", eventTime="2026-09-09T08:00:00Z", bizStep="retail_selling", disposition="retail_sold",
        quantityList=[quantity(HERB_LOT, 900)],
    )  # fmt: skip
    capture(document_bytes([object_event(), sold]), recorder=INSTALLATION, now=now)
    herb, words = find_thing(HERB_LOT).number, four_questions._MISSING["stock.out_of_nothing"]
    page = signed_in(cast.account("officer", "inspector", of="药监局")).get(f"/things/{herb}").content.decode()
    assert words in page
    assert "stock." not in page
    assert words not in browser().get(f"/things/{herb}").content.decode()


def _is_code(value: object) -> bool:
    return (
        isinstance(value, str)
        and re.fullmatch(r"(origin|whereabouts|quality|responsibility|answers|stock)\.[a-z_]+", value) is not None
    )


def test_a_group_that_is_not_there_leads_back_to_the_trace(chain):
    assert browser().get(f"/things/{chain[1]}?group=77")["Location"] == f"/things/{chain[1]}"
