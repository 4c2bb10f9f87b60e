"""With which edition is an edition compared: the last one before it of the same table that tells of the same series?

A plan tells of the same series as a yearly table and is no earlier edition of it.
"""

from typing import Any

from django.db import connection

from yaomai.indicators.engine.table_layout import TableMapping
from yaomai.indicators.engine.table_words import read_heading
from yaomai.indicators.engine.values import Audience, EditionView
from yaomai.indicators.models import StatisticsImport
from yaomai.indicators.queries.editions import edition
from yaomai.indicators.sight import edition_condition
from yaomai.people.viewer import Viewer
from yaomai.registers.engine.sheet_outline import fold

_LOOKED_AT = 200


def edition_before(viewer: Viewer | Audience, one: EditionView) -> EditionView | None:
    """The edition in force, published last before this one, that has values of a series of it and is of the same table: read from a
    form with the same signature, or of the same publisher and, years and months aside, of the same title. None when there is none
    that the viewer sees.
    """
    condition, parameters = edition_condition(viewer, "e")
    asked: list[Any] = [one.record, one.published_on, one.record, *parameters, _LOOKED_AT]
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH told AS (SELECT DISTINCT series, basis FROM indicators_observation WHERE edition = %s)"
            " SELECT e.record, e.publisher, e.title FROM indicators_edition e WHERE (e.published_on, e.record) < (%s, %s)"
            f" AND {condition} AND NOT EXISTS (SELECT FROM indicators_withdrawal w WHERE w.withdrawn = e.record)"
            " AND EXISTS (SELECT FROM indicators_observation o JOIN told USING (series, basis) WHERE o.edition = e.record)"
            " ORDER BY e.published_on DESC, e.record DESC LIMIT %s",
            asked,
        )
        found = cursor.fetchall()
    signatures = _signatures([one.record, *(row[0] for row in found)])
    own, source = signatures.get(one.record), (one.publisher, _untimed(one.title))
    for record, publisher, title in found:
        if (publisher, _untimed(title)) == source or (own is not None and signatures.get(record) == own):
            return edition(viewer, record)
    return None


def _untimed(title: str) -> str:
    """A title without the year and the months that it names."""
    return fold(read_heading(title).base)


def _signatures(editions: list[int]) -> dict[int, str]:
    """By which the forms are known that these editions were read from."""
    rows = StatisticsImport.objects.filter(edition__in=editions).values_list("edition", "mapping")
    return {number: TableMapping.from_json(mapping).signature for number, mapping in rows if number and mapping}
