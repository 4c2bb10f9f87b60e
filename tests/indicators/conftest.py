"""Who states, and who asks."""

from datetime import datetime

import pytest

from cast import Cast, cheapen_passwords
from make_statistics import Statistics


@pytest.fixture
def cast(database: object, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Organisations, accounts and keys on demand."""
    cheapen_passwords(monkeypatch)
    return Cast(now)


@pytest.fixture
def statistics(database: object, now: datetime) -> Statistics:
    """An office that defines and publishes."""
    return Statistics(now)
