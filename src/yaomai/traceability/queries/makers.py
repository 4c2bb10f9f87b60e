"""Which organisation recorded that a thing came into being?"""

from collections.abc import Iterable

from django.db import connections

IS_MADE = (
    "(t.role IN ('outputEPCList', 'outputQuantityList')"
    " OR t.role IN ('epcList', 'quantityList') AND e.event_type = 'ObjectEvent' AND e.action = 'ADD')"
)
"""Of a row `t` of traceability_event_thing and its event `e`: whether the thing came into being with it."""


def makers(numbers: Iterable[int]) -> dict[int, int]:
    """The organisation (number) of the earliest event that brought each of these things into being, by the thing's number.

    That is an output of a transformation, or what an ObjectEvent of action ADD names (EPCIS 2.0, 7.4.1 and 7.4.6). A thing of
    which no event says it, or whose event the installation itself recorded, is left out.
    """
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (t.identifier_id) t.identifier_id, e.organisation"
            " FROM traceability_event_thing t JOIN traceability_event e ON e.record = t.record"
            " WHERE t.identifier_id = ANY(%s) AND e.declaration_hash = ''"
            f" AND {IS_MADE}"
            " ORDER BY t.identifier_id, e.event_time, t.record",
            (sorted(set(numbers)),),
        )
        return {number: organisation for number, organisation in cursor.fetchall() if organisation is not None}
