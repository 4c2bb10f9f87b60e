"""The catalogue: all that the plans ask for, with its clauses; states that follow from declarations and proofs; nothing copied."""

import ast
import re
from pathlib import Path

import pytest

from shared_material import SHARED, needs_shared
from yaomai.registers import kinds
from yaomai.registers.declaration import System
from yaomai.systems import all_systems, catalogue
from yaomai.systems.catalogue import Clause, Standing

ROOT = Path(__file__).parents[2]
ASKED = catalogue.systems()
SIZES = {"A": 15, "B": 7, "C": 9, "D": 16, "E": 12, "F": 18, "G": 6, "H": 12, "I": 13, "J": 3, "K": 15, "P": 1}
TEST = "tests/systems/test_x.py::test_y"
OTHER = "tests/systems/test_x.py::test_z"
STATES = [
    # tests that the declaration names, what it lacks, the outcomes on record for this declaration (None: for another), the state
    ((TEST,), "", {TEST: "passed"}, "working"),
    ((TEST,), "分级还没有。", {TEST: "passed"}, "partial"),
    ((TEST, OTHER), "", {TEST: "passed", OTHER: "failed"}, "failing"),
    ((TEST, OTHER), "分级还没有。", {TEST: "skipped", OTHER: "failed"}, "failing"),
    ((TEST, OTHER), "", {TEST: "passed"}, "unproven"),
    ((TEST,), "", {TEST: "skipped"}, "unproven"),
    ((TEST,), "", {}, "unproven"),
    ((TEST,), "", None, "unproven"),
    ((), "", {}, "unproven"),
    ((), "", {OTHER: "passed"}, "unproven"),
]


def test_there_are_127_systems_in_12_groups():
    assert len(ASKED) == 127
    assert {
        group.letter: sum(one.group == group.letter for one in ASKED.values()) for group in catalogue.groups()
    } == SIZES
    assert list(ASKED) == sorted(ASKED)


def test_each_says_what_it_is_for_for_whom_and_who_asks_for_it():
    for one in ASKED.values():
        assert one.purpose.endswith("。"), one.id
        assert one.purpose.count("。") == 1, one.id
        assert one.users, one.id
        assert one.clauses, one.id
        assert set(one.documents) <= catalogue.documents().keys(), one.id
        where = [*one.clauses, *(at for _, at in one.facts)]
        assert all(re.fullmatch(r"\d+(–\d+)?", at.lines) for at in where), one.id


@pytest.mark.parametrize(("proven_by", "gap", "outcomes", "state"), STATES)
def test_the_state_follows_from_the_declaration_and_the_outcomes(monkeypatch, proven_by, gap, outcomes, state):
    declared = System(id="D10", proven_by=proven_by, gap=gap)
    report = {} if outcomes is None else {"declaration": "now", "outcomes": outcomes}
    monkeypatch.setattr(catalogue, "digest", lambda _: "now")
    found = catalogue._standing(ASKED["D10"], declared, report)
    assert found.state == state
    assert [one.test for one in found.proofs] == list(proven_by)


def test_what_was_proven_of_another_declaration_is_not_proven(monkeypatch):
    monkeypatch.setattr(catalogue, "digest", lambda _: "now")
    report = {"declaration": "before", "outcomes": {TEST: "passed"}, "since": "2026-11-22"}
    found = catalogue._standing(ASKED["D10"], System(id="D10", proven_by=(TEST,)), report)
    assert (found.state, found.since) == ("unproven", "")


def test_what_is_not_declared_is_unbuilt():
    assert catalogue._standing(ASKED["D10"], None, {"outcomes": {TEST: "passed"}}) == Standing(ASKED["D10"], "unbuilt")


def test_a_declaration_is_known_by_its_file():
    system = next(one for one in all_systems() if one.id == "D10")
    assert re.fullmatch("[0-9a-f]{16}", catalogue.digest(system))
    assert len({catalogue.digest(one) for one in all_systems()}) == len(all_systems())


def test_every_declared_system_is_in_the_catalogue_once_and_uses_kinds_that_are_declared():
    declared = [one.id for one in all_systems()]
    assert sorted(set(declared)) == sorted(declared)
    assert set(declared) <= ASKED.keys()
    known = {one.name for one in kinds.all_kinds()}
    assert {one.id: set(one.uses) - known for one in all_systems() if set(one.uses) - known} == {}


def test_a_declared_system_that_the_plans_do_not_ask_for_is_named(monkeypatch):
    monkeypatch.setattr(catalogue, "all_systems", lambda: (System(id="Z99"),))
    with pytest.raises(ValueError, match="Z99"):
        catalogue.standings()


@pytest.mark.parametrize("system", all_systems(), ids=lambda one: one.id)
def test_the_tests_that_a_declaration_names_are_there(system):
    missing = []
    for test in system.proven_by:
        file, _, name = test.partition("::")
        defined = ast.parse((ROOT / file).read_text()).body if (ROOT / file).is_file() else []
        if not any(isinstance(one, ast.FunctionDef) and one.name == name for one in defined):
            missing.append(test)
    assert missing == []


@needs_shared
def test_it_is_the_list_that_was_drawn_from_the_plans():
    text = (SHARED / "reference" / "systems.md").read_text()
    rows = re.findall(r"^\| ([A-KP]\d\d) \| (.+?) \| (.+?) \| ([\d ]+) \| ([EMI]) \| ([FP]) \|$", text, re.MULTILINE)
    assert [(one.id, one.name, one.english, sorted(one.documents), one.grade, one.build) for one in ASKED.values()] == [
        (number, name, english, documents.split(), grade, build)
        for number, name, english, documents, grade, build in rows
    ]
    for part in re.split(r"^### ", text, flags=re.MULTILINE)[1:]:
        clauses = re.findall(r"^- (00[0-4]) L([\d–]+): 「", part, re.MULTILINE)
        assert ASKED[part[:3]].clauses == tuple(dict.fromkeys(Clause(*one) for one in clauses)), part[:3]


@needs_shared
def test_no_sentence_of_the_plans_is_copied():
    said = "".join(re.findall("「(.+?)」", (SHARED / "reference" / "systems.md").read_text()))
    copied = {
        one.id: one.purpose[at : at + 13]
        for one in ASKED.values()
        for at in range(len(one.purpose) - 12)
        if one.purpose[at : at + 13] in said
    }
    assert copied == {}


@pytest.mark.parametrize("file", sorted(ROOT.glob("src/yaomai/systems/*_*.py")), ids=lambda file: file.stem)
def test_a_system_is_one_short_file(file):
    """As ruff formats it; the import contract in pyproject.toml sees to what it imports."""
    assert file.read_text().count("\n") <= 120
