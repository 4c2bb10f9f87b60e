"""For tests of the site: the cast on the clock of the machine, which the site goes by."""

import pytest
from django.utils import timezone

from cast import Cast
from yaomai import settings
from yaomai.web import installation


@pytest.fixture
def cast(database):
    """Organisations, accounts and keys on demand; keys are good now."""
    return Cast(timezone.now())


@pytest.fixture
def site(cast, log_setup, monkeypatch):
    """The cast, at a site whose log has keys and a policy, as after `yaomai migrate`."""
    monkeypatch.setattr(settings, "POLICY_FILE", log_setup.policy_file)
    monkeypatch.setattr(installation, "log_setup", lambda: log_setup)
    return cast
