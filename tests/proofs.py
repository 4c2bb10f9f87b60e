"""How did the tests end that the declarations of systems name? A pytest plugin (`-p proofs`) that writes it down.

It writes src/yaomai/systems/catalogue/proofs.json: for each system that was tested, the digest of its declaration, the outcome of
each test that it names (of one with parameters: of all its cases), the day since which these ended so, and the commit then. A
system of which no test has run keeps its entry.
"""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
REPORT = ROOT / "src" / "yaomai" / "systems" / "catalogue" / "proofs.json"
_WORST = ("failed", "skipped", "passed")

_KEY = "cases_left_out"

_outcomes: dict[str, str] = {}  # test, without its parameters → the worst of its outcomes
_incomplete: set[str] = set()  # tests of which a case was taken out: what is left of them proves nothing


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    """Remember of which tests -m or -k took out a case."""
    _incomplete.update(item.nodeid.partition("[")[0] for item in items)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """The controller of pytest-xdist hears it from its workers."""
    _incomplete.update(getattr(node, "workeroutput", {}).get(_KEY, ()))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember how each test ended; setting up and tearing down count when they fail. The controller of pytest-xdist hears all."""
    if report.when != "call" and report.passed:
        return
    test = report.nodeid.partition("[")[0]
    _outcomes[test] = min(_outcomes.get(test, "passed"), report.outcome, key=_WORST.index)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the report, once, when all is done."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[_KEY] = sorted(_incomplete)
        return
    before = json.loads(REPORT.read_text())
    after = report_of(before, {test: one for test, one in _outcomes.items() if test not in _incomplete})
    if after != before:
        REPORT.write_text(json.dumps(after, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            reporter.ensure_newline()
            reporter.write_line(f"wrote {REPORT.relative_to(ROOT)}: `make docs` writes docs/systems.md anew")


def report_of(before: Mapping[str, dict[str, object]], outcomes: Mapping[str, str]) -> dict[str, dict[str, object]]:
    """The report after a run with these outcomes; what has not changed keeps its day and its commit."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yaomai.settings")
    from yaomai.systems import all_systems
    from yaomai.systems.catalogue import digest

    after = {}
    for system in all_systems():
        old = before.get(system.id)
        run = {test: outcomes[test] for test in system.proven_by if test in outcomes}
        if not run:
            if old:
                after[system.id] = old
            continue
        declaration = digest(system)
        kept = old["outcomes"] if old and old["declaration"] == declaration else {}
        assert isinstance(kept, dict)
        ended = {test: one for test, one in {**kept, **run}.items() if test in system.proven_by}
        is_same = old is not None and old["declaration"] == declaration and old["outcomes"] == ended
        after[system.id] = (
            dict(old)
            if is_same and old is not None
            else {"declaration": declaration, "outcomes": ended, "since": _today(), "commit": _commit()}
        )
    return after


def _today() -> str:
    return datetime.now(UTC).date().isoformat()  # noqa: TID251 -- the report says when it was written


def _commit() -> str:
    """The commit that is checked out; empty outside of a checkout."""
    asked = subprocess.run(
        ["git", "rev-parse", "--short=12", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return asked.stdout.strip()
