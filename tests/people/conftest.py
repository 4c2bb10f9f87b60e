"""The cast, for tests about people."""

import pytest

from cast import Cast, cheapen_passwords


@pytest.fixture
def cast(database, now, monkeypatch):
    """Organisations, accounts and keys on demand."""
    cheapen_passwords(monkeypatch)
    return Cast(now)
