"""For tests of the site: the cast on the clock of the machine, which the site goes by, at a site whose log is set up."""

import pytest
from django.utils import timezone

from cast import Cast, cheapen_passwords
from yaomai import settings
from yaomai.web import installation


@pytest.fixture
def cast(database, log_setup, monkeypatch):
    """Organisations, accounts and keys on demand; keys are good now. The log has keys and a policy, as after `yaomai migrate`."""
    cheapen_passwords(monkeypatch)
    monkeypatch.setattr(settings, "POLICY_FILE", log_setup.policy_file)
    monkeypatch.setattr(installation, "log_setup", lambda: log_setup)
    return Cast(timezone.now())
