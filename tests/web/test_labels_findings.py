"""Whatever documents, statistics and plans find wrong has Chinese words for the person who reads it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import yaomai
from yaomai.archive.engine import document_text
from yaomai.errors import Finding
from yaomai.indicators.engine.corrections import CHANGED, VANISHED
from yaomai.registers.engine.read_fault import FAULTS
from yaomai.web.labels_findings import told

ROOMS = ("archive", "indicators", "planning")
VALUES = sorted(code.partition(".")[2] for code in FAULTS if code.startswith("registers.value_"))
MAKERS = {
    "Finding": "",
    "text_fault": "archive.text_",
    "refusal": "archive.text_",
    "fault": "statistics.",
    "caution": "statistics.",
}
"""What makes a finding of its first argument, and what it puts before that."""
PUT_IN = {
    # put together when it runs: where, and what it can be then
    ("planning.…", "fields.py"): ["planning.kind", "planning.status", "planning.comparator"],
    ("planning.…", "set_target.py"): [
        f"planning.{one}" for one in ("kind", "direction", "comparator", "path", "state")
    ],
    ("planning.…", "state_evidence.py"): ["planning.progress", "planning.state"],
    ("archive.text_… what", "document_text.py"): [f"archive.text_{what}" for _, what, _ in document_text._OTHERS],
    ("archive.text_… what", "text_faults.py"): [],
    ("archive.text_…", "text_faults.py"): [],
    ("statistics.…", "table_read.py"): [],
    ("… CHANGED", "corrections.py"): [CHANGED],
    ("… VANISHED", "corrections.py"): [VANISHED],
    ("statistics.… fault.code.rpartition('.')[2]", "table_read.py"): [f"statistics.{one}" for one in VALUES],
}
COPIED = {"… *one"}
"""Findings that are read again from where they are kept."""
OF_COMMANDS = {"jsonl.py"}
"""What the command `yaomai plan score` finds wrong with a file is told to whoever types it."""


def codes() -> Iterator[tuple[str, str]]:
    """Every code of a finding that stands in these rooms, and where; `…` stands for what is put in when it runs."""
    for room in ROOMS:
        for file in (Path(yaomai.__file__).parent / room).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
                if name in MAKERS and node.args:
                    yield from ((MAKERS[name] + code, file.name) for code in _written(node.args[0]))


def _written(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.IfExp):
        return [*_written(node.body), *_written(node.orelse)]
    if isinstance(node, ast.JoinedStr):
        return ["".join(str(one.value) if isinstance(one, ast.Constant) else "…" for one in node.values)]
    return [f"… {ast.unparse(node)}"]


def has_words(code: str) -> bool:
    """Whether a person is told this in Chinese."""
    said = told(Finding(code, "", "in English"))
    return said != "in English" and code.rpartition(".")[2] not in said


def test_every_finding_has_words():
    found = set(codes())
    assert len(found) > 150
    wanted, unexplained = set(), set()
    for code, file in found:
        if file in OF_COMMANDS or code in COPIED:
            continue
        if "…" in code:
            wanted |= set(PUT_IN.get((code, file), ()))
            unexplained |= set() if (code, file) in PUT_IN else {(code, file)}
        else:
            wanted.add(code)
    assert unexplained == set()
    without = sorted(code for code in wanted if not has_words(code))
    assert without == [], "\n".join(without)


@pytest.mark.parametrize(
    "code", ["planning.no_such", "archive.no_such", "indicators.no_such", "statistics.value_no_such"]
)
def test_a_code_without_words_would_be_noticed(code):
    assert not has_words(code)
