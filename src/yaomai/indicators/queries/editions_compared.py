"""What does an edition say otherwise than the one before it?"""

from collections.abc import Sequence

from django.db import connection

from yaomai.indicators.engine.edition_diff import Difference, difference
from yaomai.indicators.engine.values import Audience, EditionView
from yaomai.indicators.queries.editions import edition, observations_in
from yaomai.indicators.sight import edition_condition
from yaomai.people.viewer import Viewer

_BEFORE = (
    "SELECT e.record FROM indicators_edition e WHERE e.publisher = %s AND (e.published_on, e.record) < (%s, %s) AND {condition}"
    " AND NOT EXISTS (SELECT FROM indicators_withdrawal w WHERE w.withdrawn = e.record)"
    " AND EXISTS (SELECT FROM indicators_observation o WHERE o.edition = e.record AND o.series IN"
    " (SELECT n.series FROM indicators_observation n WHERE n.edition = %s))"
    " ORDER BY e.published_on DESC, e.record DESC LIMIT %s"
)


def before(viewer: Viewer | Audience, number: int, *, limit: int = 10) -> Sequence[EditionView]:
    """The editions in force of the same publisher before this one that share a series with it, the newest first. Raises
    NotFoundError.
    """
    shown = edition(viewer, number)
    condition, parameters = edition_condition(viewer, "e")
    with connection.cursor() as cursor:
        cursor.execute(
            _BEFORE.format(condition=condition),
            (shown.publisher, shown.published_on, number, *parameters, number, limit),
        )
        records = [row[0] for row in cursor.fetchall()]
    return [edition(viewer, one) for one in records]


def compare(viewer: Viewer | Audience, older: int, newer: int) -> Difference:
    """What the newer says otherwise than the older. Raises NotFoundError."""
    return difference(observations_in(viewer, older), observations_in(viewer, newer))
