"""Is what was not run listed with its reason, and refused where everything is demanded?"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

_TESTS = """
import pytest

def test_runs():
    pass

@pytest.mark.slow
def test_long():
    pass

def test_lacks():
    pytest.skip("no Chromium on this machine")

@pytest.mark.skipif(True, reason="no ../shared beside this checkout: official vectors not run")
def test_vectors():
    pass
"""


def _run(place: Path, *words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    (place / "test_some.py").write_text(_TESTS)
    (place / "pytest.ini").write_text("[pytest]\nmarkers = slow\n")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("YAOMAI_", "PYTEST_"))}
    kept["PYTHONPATH"] = str(Path(__file__).parent)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "left_out", "-p", "no:cacheprovider", *words]
    return subprocess.run(command, cwd=place, env={**kept, **environment}, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("processes", ["0", pytest.param("2", marks=pytest.mark.slow)])
def test_what_was_left_out_is_listed(tmp_path: Path, processes: str) -> None:
    answer = _run(tmp_path, "-m", "not slow", "-n", processes)
    assert answer.returncode == 0, answer.stdout
    listed = answer.stdout.partition("left out:\n")[2].splitlines()[:3]
    assert sorted(line.split(maxsplit=1)[1] for line in listed) == [
        "no ../shared beside this checkout: official vectors not run",
        "no Chromium on this machine",
        "slow: run by `make test-all`",
    ]


@pytest.mark.parametrize(
    ("environment", "counted"),
    [
        ({"YAOMAI_TEST_ALL": "1"}, "1 failed, 2 passed, 1 error"),
        ({"YAOMAI_TEST_ALL": "1", "YAOMAI_SHARED": "none"}, "1 failed, 2 passed, 1 skipped"),
    ],
    ids=["everything", "all but the shared material"],
)
def test_nothing_may_be_left_out_where_everything_is_demanded(
    tmp_path: Path, environment: dict[str, str], counted: str
) -> None:
    answer = _run(tmp_path, **environment)
    assert answer.returncode == 1
    assert counted in answer.stdout
    assert "YAOMAI_TEST_ALL demands everything: no Chromium on this machine" in answer.stdout
