"""The command `yaomai trace ID`: what it prints, for people and machines, and how it ends."""

import json
from contextlib import nullcontext

import pytest
from click.testing import CliRunner

from make_events import FARM, HERB_LOT, PACK, SLICE_LOT, document_bytes, object_event, quantity, transformation_event
from yaomai.cli import main, trace
from yaomai.ledger.operations.record import INSTALLATION
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.queries.trace import find_thing

PACKED = transformation_event(
    eventTime="2026-09-05T08:00:00.000+08:00",
    inputQuantityList=[quantity(SLICE_LOT, 96.25)],
    outputQuantityList=None,
    outputEPCList=[PACK],
)


@pytest.fixture
def run(database, monkeypatch, now):
    """Run `yaomai trace …` on a chain of three; the result has exit_code, stdout, stderr."""
    monkeypatch.setattr(trace, "connected", nullcontext)
    capture(document_bytes([object_event(), transformation_event(), PACKED]), recorder=INSTALLATION, now=now)
    return lambda *words: CliRunner().invoke(main, ["trace", *words])


def test_a_thing_is_told_with_its_tree_and_the_four_answers(run):
    told = run(SLICE_LOT)
    assert told.exit_code == 0, told.output
    lines = told.stdout.splitlines()
    assert lines[0] == "(01)06901234000023 (10)LOT-B"
    assert "came from: 1 things by 1 steps" in lines
    assert "led to: 1 things by 1 steps" in lines
    assert [line for line in lines if line.startswith("    input")] == [
        "    input      2026-09-03  (01)06901234000016 (10)LOT-A"
    ]
    assert {line for line in lines if line.partition(":")[0] in ("origin", "whereabouts", "quality", "responsibility")} == {
        "origin: incomplete", "whereabouts: complete", "quality: nothing", "responsibility: incomplete",
    }  # fmt: skip
    assert "  missing: origin.no_party  (01)06901234000016 (10)LOT-A  record 1.2" in lines


def test_one_way_only_and_until_a_moment(run):
    back = run(SLICE_LOT, "--back").stdout
    assert "came from" in back
    assert "led to" not in back
    assert "led to: 0 things by 0 steps" in run(SLICE_LOT, "--forward", "--at", "2026-09-04T00:00:00+08:00").stdout
    assert "came from: 0 things by 0 steps" in run(SLICE_LOT, "--back", "--known-on", "2026-01-01T00:00:00Z").stdout


def test_a_machine_gets_everything_as_json(run):
    told = json.loads(run(PACK, "--json").stdout)
    slices, herb = (find_thing(lot) for lot in (SLICE_LOT, HERB_LOT))
    assert set(told["genealogy"]["back"]["things"]) == {told["thing"], slices.number, herb.number}
    assert told["names"][str(herb.number)]["code"] == herb.canonical
    assert told["origin"]["roots"][0]["thing"] == herb.number
    assert told["origin"]["roots"][0]["place"] == find_thing(FARM).number
    assert {told[question]["verdict"] for question in ("origin", "whereabouts")} == {"incomplete", "complete"}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["urn:epc:id:sgtin:6901234.000003.999"], 1, "no event names https://id.gs1.org/01/06901234000030/21/999"),
        ([SLICE_LOT, "--at", "yesterday"], 2, "'yesterday' is no moment with an offset"),
        ([SLICE_LOT, "--at", "2026-09-01T08:00:00"], 2, "is no moment with an offset"),
        ([], 2, "Missing argument 'ID'"),
        (["\x00"], 1, "no event names"),
    ],
)
def test_what_cannot_be_answered_is_said_with_an_exit_code(run, words, code, said):
    told = run(*words)
    assert (told.exit_code, said in told.stderr) == (code, True), told.stderr
