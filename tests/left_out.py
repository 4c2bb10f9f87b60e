"""Which tests were not run, and why? A pytest plugin (`-p left_out`) that says so at the end.

With YAOMAI_TEST_ALL=1 nothing may be left out because something is missing: such a skip is a failure. One absence can be
allowed by name: YAOMAI_SHARED=none says that the material beside the checkout is not there.
"""

import os
from collections import Counter
from collections.abc import Generator, Sequence
from typing import Any

import pytest

_ALL = os.environ.get("YAOMAI_TEST_ALL") == "1"
_ALLOWED = "no ../shared" if os.environ.get("YAOMAI_SHARED") == "none" else None
_KEY = "left_out"

_deselected: dict[str, str] = {}  # test → why


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    """Remember what -m (or -k, or another plugin) took out."""
    for item in items:
        slow = item.get_closest_marker("slow") is not None and "not slow" in item.config.option.markexpr
        _deselected[item.nodeid] = "slow: run by `make test-all`" if slow else "not asked for"


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of pytest-xdist tells the controller."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[_KEY] = dict(_deselected)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """The controller of pytest-xdist listens."""
    _deselected.update(getattr(node, "workeroutput", {}).get(_KEY, {}))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where everything is demanded, a skipped test has failed."""
    report = yield
    if _must_not_be_skipped(report):
        report.outcome = "failed"
        report.longrepr = f"left out, but YAOMAI_TEST_ALL demands everything: {_reason(report)}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a module that skips itself."""
    report = yield
    if _must_not_be_skipped(report):
        report.outcome = "failed"
        report.longrepr = f"left out, but YAOMAI_TEST_ALL demands everything: {_reason(report)}"
    return report


def _must_not_be_skipped(report: Any) -> bool:
    if not _ALL or report.outcome != "skipped" or hasattr(report, "wasxfail"):
        return False
    return _ALLOWED is None or not _reason(report).startswith(_ALLOWED)


def _reason(report: Any) -> str:
    """Why a report says it was skipped."""
    words = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return words.removeprefix("Skipped: ")


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any) -> None:
    """List what was left out, by reason."""
    reasons = Counter(_reason(report) for report in terminalreporter.stats.get("skipped", []))
    reasons.update(_deselected.values())
    if not reasons:
        return
    terminalreporter.write_line("")
    terminalreporter.write_line("left out:")
    for reason, count in reasons.most_common():
        terminalreporter.write_line(f"  {count:5}  {reason}")
