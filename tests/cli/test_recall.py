"""The command `yaomai recall ID`: what it lists and writes, how it starts and ends recalls, and how it ends itself."""

import csv
import json
import zipfile
from contextlib import nullcontext

import pytest
from click.testing import CliRunner

from make_events import FACTORY, FARM, HERB_LOT, SLICE_LOT, document_bytes, object_event, transformation_event
from yaomai.cli import main, recall
from yaomai.ledger.engine.deed import reference
from yaomai.ledger.operations.record import INSTALLATION
from yaomai.people.models import AuditEntry
from yaomai.people.viewer import ANYONE
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.queries.recalls import recalls


@pytest.fixture
def chain(database, now):
    """120.5 kg at the farm, all of it used for 96.25 kg of slices at the factory. The records."""
    captured = capture(document_bytes([object_event(), transformation_event()]), recorder=INSTALLATION, now=now)
    return [one.record for one in captured.events]


@pytest.fixture
def run(chain, monkeypatch):
    """Run `yaomai recall …` on that chain; the result has exit_code, stdout, stderr."""
    monkeypatch.setattr(recall, "connected", nullcontext)
    return lambda *words: CliRunner().invoke(main, ["recall", *words])


def test_what_would_be_reached_is_listed_and_nothing_is_recorded(run):
    told = run(HERB_LOT)
    assert told.exit_code == 0, told.output
    lines = told.stdout.splitlines()
    assert "  https://id.gs1.org/01/06901234000016: 120.5 = 120.5 + 0 + 0 + 0 + 0 KGM" in lines
    assert "  https://id.gs1.org/01/06901234000023: 96.25 = 0 + 96.25 + 0 + 0 + 0 KGM" in lines
    assert recalls(ANYONE) == []


@pytest.mark.parametrize(
    ("words", "lots"),
    [
        ([HERB_LOT], 2),
        ([SLICE_LOT], 1),
        (["https://id.gs1.org/01/06901234000023/10/LOT-B"], 1),
        ([FARM], 2),  # a place by its code
        ([FACTORY, "--kind", "place"], 1),
        ([FARM, "--kind", "party"], 0),  # nothing names it as a source
        (["STEP"], 1),
        (["STEP", "--kind", "step"], 1),
    ],
)
def test_scopes(run, chain, words, lots):
    told = run(*[reference(chain[1]) if word == "STEP" else word for word in words], "--json")
    assert told.exit_code == 0, told.output
    assert len(json.loads(told.stdout)["products"]) == lots


def test_spreadsheet_and_csv(run, tmp_path):
    sheet, table = tmp_path / "reached.xlsx", tmp_path / "reached.csv"
    told = run(HERB_LOT, "--xlsx", str(sheet), "--csv", str(table))
    assert told.exit_code == 0, told.output
    with zipfile.ZipFile(sheet) as package:
        assert "明细" in package.read("xl/workbook.xml").decode()
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert [row[1] for row in rows] == ["编码", "(01)06901234000016 (10)LOT-A", "(01)06901234000023 (10)LOT-B"]


def test_a_recall_is_started_and_ended_and_both_are_on_the_audit_trail(run):
    started = run(HERB_LOT, "--start", "--class", "1", "--reason", "农药残留超标")
    assert started.exit_code == 0, started.output
    (found,) = recalls(ANYONE)
    assert f"started recall {found.number}" in started.stderr
    assert (found.recall_class, found.reason, found.started_by, found.is_open) == (1, "农药残留超标", None, True)
    ended = run(str(found.number), "--end", "--reason", "全部收回")
    assert ended.exit_code == 0, ended.output
    assert recalls(ANYONE)[0].end_reason == "全部收回"
    assert run(str(found.number), "--end", "--reason", "again").exit_code == 1
    assert [(entry.action, entry.outcome) for entry in AuditEntry.objects.order_by("id")] == [
        ("recall --start", "done"),
        ("recall --end", "done"),
        ("recall --end", "invalid"),
    ]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nonsense", "--start", "--class", "1", "--reason", "x"], 1, "no event names this"),
        (["999.1", "--start", "--class", "1", "--reason", "x"], 1, "no transformation is on record"),
        (
            ["https://id.gs1.org/01/06901234000016", "--start", "--class", "1", "--reason", "x"],
            1,
            "no event names this",
        ),
        ([FARM, "--kind", "lot", "--start", "--class", "1", "--reason", "x"], 1, "no lot but a place"),
        (["nobody", "--kind", "organisation"], 1, "nobody"),
        (["x", "--kind", "step"], 1, "no record number"),
        (["7", "--end", "--reason", "x"], 1, "there is no recall 7"),
        ([HERB_LOT, "--start", "--reason", "x"], 2, "needs --class and --reason"),
        ([HERB_LOT, "--start", "--class", "4", "--reason", "x"], 2, "4 is not in the range"),
        ([HERB_LOT, "--class", "1"], 2, "--class goes with --start"),
        ([HERB_LOT, "--reason", "x"], 2, "--reason goes with"),
        ([HERB_LOT, "--start", "--end"], 2, "exclude each other"),
        (["x", "--end", "--reason", "x"], 2, "no number of a recall"),
        ([HERB_LOT, "--start", "--class", "1", "--reason", "x" * 501], 1, "1 to 500 characters"),
    ],
)
def test_what_is_refused(run, words, code, said):
    told = run(*words)
    assert told.exit_code == code, told.output
    assert said in told.output
    assert recalls(ANYONE) == []


def test_what_nobody_knows_is_said(run):
    told = run("https://id.gs1.org/01/06901234000016/10/UNKNOWN")
    assert told.exit_code == 1
    assert "no event names this" in told.stderr


def test_a_party_that_delivered_nothing_reaches_nothing(run):
    told = run(FARM, "--kind", "party")
    assert (told.exit_code, told.stdout) == (0, "nothing is reached\n")
