"""Do the figures of the three plans come in, from their texts and without them, and does each stand where it is said to stand?"""

import re

import pytest
from django.utils import timezone

from shared_material import SHARED
from yaomai.archive.queries import documents
from yaomai.demo import plans
from yaomai.indicators.models import Observation
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER
from yaomai.planning.models import Decision, Target

WITHOUT = plans.BESIDE / "nowhere"
NOW = timezone.now()


@pytest.fixture(params=["extract", "texts"])
def beside(request, database):
    """Where the texts of the plans are looked for."""
    if request.param == "extract":
        return WITHOUT
    if SHARED is None:
        pytest.skip("no ../shared beside this checkout: official vectors not run")
    return SHARED / "plans"


def test_each_figure_stands_where_it_is_said_to_stand_and_is_a_fact_or_a_target(beside):
    said: list[str] = []
    plans.load_plans(INSTALLATION_VIEWER, now=NOW, say=said.append, beside=beside)
    assert len(said) == 3
    rows = list(Decision.objects.exclude(decision="reopen"))
    assert len(rows) == len(plans.figures())
    texts = {one.file: documents.text(ANYONE, one.file).text for one in documents.documents(ANYONE)}
    for row in rows:
        assert re.sub(r"\s", "", texts[row.document][row.start : row.end]) == row.fields["words"]
    genres = [one.decided.status for one in plans.figures()]
    assert Observation.objects.count() == genres.count("actual")
    assert Target.objects.count() == genres.count("target")
    again: list[str] = []
    plans.load_plans(INSTALLATION_VIEWER, now=NOW, say=again.append, beside=beside)
    assert again == []
