"""The cast, for tests about people."""

import pytest

from cast import Cast


@pytest.fixture
def cast(database, now):
    """Organisations, accounts and keys on demand."""
    return Cast(now)
