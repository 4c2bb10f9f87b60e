"""`yaomai ledger check`: what a stranger is told who holds a receipt, and perhaps nothing else."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from make import recorded, sequenced
from yaomai import settings
from yaomai.cli import main
from yaomai.ledger.queries.prove import prove


@pytest.fixture
def receipt(log_setup, now, tmp_path) -> Path:
    (deed,) = recorded([b"17 kg"], now=now)
    sequenced(log_setup, now)
    file = tmp_path / "receipt.tlog-proof"
    file.write_bytes(prove(deed.record_ids[0], log_setup.policy(), disclose=True).format())
    return file


def run(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["ledger", "check", *map(str, words)])
    return done.exit_code, done.output


def test_a_true_receipt_is_proved_and_shows_its_content(receipt, log_setup):
    code, said = run(receipt, "--policy", log_setup.policy_file)
    assert code == 0, said
    assert "PROVED: record" in said
    assert "17 kg" in said


@pytest.mark.parametrize("at", [30, 200, -20])
def test_a_changed_receipt_is_called_altered_or_damaged(receipt, log_setup, at):
    data = bytearray(receipt.read_bytes())
    data[at] ^= 1
    receipt.write_bytes(data)
    code, said = run(receipt, "--policy", log_setup.policy_file)
    assert code == 1
    assert "NOT PROVED: the receipt was altered or damaged" in said
    assert "Traceback" not in said


def test_without_a_policy_the_stranger_is_told_where_to_get_one(receipt, monkeypatch, tmp_path):
    monkeypatch.setattr(settings, "POLICY_FILE", tmp_path / "there-is-none.txt")
    code, said = run(receipt)
    assert code == 1
    assert "--policy" in said
    assert "/log/policy" in said
