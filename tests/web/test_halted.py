"""When the log signs nothing, everybody who looks is told, and what comes in is kept."""

import pytest

from yaomai.cli import examination
from yaomai.ledger.setup import LogSetup
from yaomai.web import frame, installation


@pytest.fixture
def halted(log_setup: LogSetup, monkeypatch: pytest.MonkeyPatch) -> LogSetup:
    log_setup.halt("the database was set back")
    monkeypatch.setattr(installation, "log_setup", lambda: log_setup)
    monkeypatch.setattr(installation, "policy", log_setup.policy)
    return log_setup


def test_the_frame_knows_that_the_log_is_halted(halted, now):
    from make import recorded, sequenced

    recorded([b"one"], now=now)
    sequenced(halted, now)
    assert frame.log_state().is_halted
    halted.go_on()
    assert not frame.log_state().is_halted


def test_doctor_says_so_as_a_fault(halted, monkeypatch):
    monkeypatch.setattr("yaomai.cli.serving.log_setup", lambda: halted)
    looked_at = examination.Installation(
        halted.policy_file.parent, "", "log.example/test", "127.0.0.1:8000", halted.policy_file
    )
    found = list(examination.log(looked_at))
    assert any("the log is halted: the database was set back" in one.sentence for one in found)
