"""The report of proofs: what ended how, for which declaration, since when; what proves nothing is left out."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import proofs
from yaomai.systems import all_systems, catalogue

D10 = next(one for one in all_systems() if one.id == "D10")
NOW = catalogue.digest(D10)
FIRST, SECOND = D10.proven_by[:2]
PASSED = {FIRST: "passed", SECOND: "passed"}


@pytest.fixture(autouse=True)
def at_a_known_moment(monkeypatch):
    monkeypatch.setattr(proofs, "_today", lambda: "2026-11-22")
    monkeypatch.setattr(proofs, "_commit", lambda: "0123456789ab")


def entry(**changes):
    return {"declaration": NOW, "outcomes": PASSED, "since": "2026-11-01", "commit": "ba9876543210", **changes}


CASES = [
    # on record, what ran, what is on record then
    ({}, {}, None),
    ({}, PASSED, entry(since="2026-11-22", commit="0123456789ab")),
    (entry(), {}, entry()),  # nothing of it ran
    (entry(), PASSED, entry()),  # as before: since when stays
    (entry(), {FIRST: "passed"}, entry()),  # a part of it ran, and ended as before
    (
        entry(),
        {FIRST: "failed"},
        entry(outcomes={FIRST: "failed", SECOND: "passed"}, since="2026-11-22", commit="0123456789ab"),
    ),
    # an entry of another declaration proves nothing of this one
    (
        entry(declaration="before"),
        {FIRST: "passed"},
        entry(outcomes={FIRST: "passed"}, since="2026-11-22", commit="0123456789ab"),
    ),
    # a test that the declaration no longer names is forgotten
    (
        entry(outcomes={**PASSED, "tests/x.py::test_gone": "failed"}),
        PASSED,
        entry(since="2026-11-22", commit="0123456789ab"),
    ),
]


@pytest.mark.parametrize(("before", "ran", "after"), CASES)
def test_what_is_on_record_after_a_run(before, ran, after):
    assert proofs.report_of({"D10": before} if before else {}, ran).get("D10") == after


def test_a_system_that_is_no_longer_declared_is_forgotten():
    assert proofs.report_of({"Z99": entry()}, {}) == {}


_TESTS = """
import pytest

@pytest.mark.parametrize("case", [1, 2, pytest.param(3, marks=pytest.mark.slow)])
def test_cases(case):
    assert case != 2

@pytest.mark.parametrize("case", [1, pytest.param(3, marks=pytest.mark.slow)])
def test_with_a_case_left_out(case):
    pass

def test_alone():
    pass

def test_skipped():
    pytest.skip("not here")

@pytest.fixture
def broken():
    raise RuntimeError("no")

def test_whose_fixture_breaks(broken):
    pass
"""
_PLUGIN = """
import proofs

proofs.report_of = lambda before, outcomes: {"D10": dict(sorted(outcomes.items()))}
proofs.REPORT = proofs.Path("report.json")
"""


@pytest.mark.parametrize("workers", ["0", "2"])
def test_the_worst_of_the_cases_counts_and_a_test_with_a_case_left_out_proves_nothing(tmp_path, workers):
    (tmp_path / "test_some.py").write_text(_TESTS)
    (tmp_path / "into_a_file.py").write_text(_PLUGIN)
    (tmp_path / "report.json").write_text("{}")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = slow\n")
    paths = os.pathsep.join((str(tmp_path), str(Path(proofs.__file__).parent), str(proofs.ROOT / "src")))
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        workers,
        "-m",
        "not slow",
        "-p",
        "into_a_file",
        "-p",
        "proofs",
    ]
    subprocess.run(command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, check=False)
    written = proofs.json.loads((tmp_path / "report.json").read_text())
    assert {test.partition("::")[2]: one for test, one in written["D10"].items()} == {
        "test_alone": "passed",
        "test_skipped": "skipped",
        "test_whose_fixture_breaks": "failed",
    }
