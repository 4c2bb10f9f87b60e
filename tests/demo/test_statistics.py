"""Do the made-up statistics come in as an office's would, each figure marked as made up?"""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from cast import cheapen_passwords
from yaomai.demo import load as demo
from yaomai.demo.people import OFFICIAL, signed_in_as
from yaomai.demo.statistics import ISSUES, load_statistics
from yaomai.indicators.operations.follow_declared import follow_declared
from yaomai.indicators.queries.series import series_values
from yaomai.people.viewer import ANYONE

NOW = timezone.now()


@pytest.fixture
def official(database, monkeypatch):
    """The official of the province."""
    cheapen_passwords(monkeypatch)
    demo._parties(NOW, print)
    follow_declared(now=NOW)
    return signed_in_as(OFFICIAL, now=NOW)


def test_every_table_becomes_an_edition_and_the_revision_holds(official):
    said: list[str] = []
    load_statistics(official, now=NOW, say=said.append)
    load_statistics(official, now=NOW, say=said.append)
    assert len(said) == 1
    wanted = ("sample.revenue", "620000", "")
    found = {(one.start, one.end): one for one in series_values(ANYONE, [wanted])[wanted]}
    assert len(found) == 11 + 11 + 9
    assert all(one.is_invented for one in found.values())
    july = found[date(2026, 1, 1), date(2026, 7, 31)]
    assert (july.published_on, july.value % Decimal(10_000)) == (ISSUES[-1].published_on, 0)
