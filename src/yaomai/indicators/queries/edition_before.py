"""With which edition is an edition compared: the last one before it that tells of the same series?"""

from typing import Any

from django.db import connection

from yaomai.indicators.engine.values import Audience, EditionView
from yaomai.indicators.queries.editions import edition
from yaomai.indicators.sight import edition_condition
from yaomai.people.viewer import Viewer


def edition_before(viewer: Viewer | Audience, one: EditionView) -> EditionView | None:
    """The edition in force, published last before this one, that has values of a series of it; None when there is none that the
    viewer sees.
    """
    condition, parameters = edition_condition(viewer, "e")
    asked: list[Any] = [one.record, one.published_on, one.record, *parameters]
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH told AS (SELECT DISTINCT series, basis FROM indicators_observation WHERE edition = %s)"
            " SELECT e.record FROM indicators_edition e WHERE (e.published_on, e.record) < (%s, %s)"
            f" AND {condition} AND NOT EXISTS (SELECT FROM indicators_withdrawal w WHERE w.withdrawn = e.record)"
            " AND EXISTS (SELECT FROM indicators_observation o JOIN told USING (series, basis) WHERE o.edition = e.record)"
            " ORDER BY e.published_on DESC, e.record DESC LIMIT 1",
            asked,
        )
        found = cursor.fetchone()
    return None if found is None else edition(viewer, found[0])
