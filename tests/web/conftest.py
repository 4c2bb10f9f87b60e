"""For tests of the site: the cast on the clock of the machine, which the site goes by."""

import pytest
from django.utils import timezone

from cast import Cast


@pytest.fixture
def cast(database):
    """Organisations, accounts and keys on demand; keys are good now."""
    return Cast(timezone.now())
