"""Which instances left the chain to a patient or a buyer more than once?

One pack is dispensed or sold once (CBV 2.0 bizSteps `dispensing`, `retail_selling`). Two such events of one code, both in
force and with no return between them, mean that one of two packs is a counterfeit, that a pack was sold on, or that one
event is wrong. A return is an event in force that names the code with disposition `returned`, at a time from the one sale
to the next. A return that names only the container of the pack does not count: then the second sale is shown, to be explained.

A `dispensing` and a `retail_selling` that one organisation recorded of one code within a day are one sale, told twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connections

from yaomai.errors import Finding, InvalidError
from yaomai.people.queries.recorders import OrganisationName, organisation_names
from yaomai.people.viewer import Rows, Viewer, visible_rows
from yaomai.registers.queries import names
from yaomai.registers.queries.names import Named
from yaomai.traceability.queries.balance import VISIBILITY
from yaomai.traceability.queries.in_force import EVENT_IN_FORCE, LINK_IN_FORCE, unknown_from

LIMIT = 50

_RETURNED = f"""EXISTS (SELECT FROM traceability_event_thing t JOIN traceability_event e ON e.record = t.record
    WHERE t.identifier_id = o.identifier_id AND e.disposition = 'returned'
    AND e.event_time BETWEEN o.sold_before AND o.event_time AND {EVENT_IN_FORCE})"""
# First who was sold twice by any events, in one pass over an index; what is in force is looked at only for these.
_AGAIN = f"""WITH twice AS (SELECT identifier_id FROM traceability_dispensing {{which}} GROUP BY identifier_id HAVING count(*) > 1),
    sales AS (SELECT DISTINCT l.identifier_id, l.record, l.event_time, e.biz_step, e.organisation FROM traceability_dispensing l
        JOIN twice USING (identifier_id) JOIN traceability_event e ON e.record = l.record WHERE {LINK_IN_FORCE}),
    ordered AS (SELECT *, lag(event_time) OVER was AS sold_before, lag(biz_step) OVER was <> biz_step
            AND lag(organisation) OVER was = organisation AND lag(time_of_step) OVER was = time_of_step
            AND lag(event_time) OVER was >= event_time - interval '1 day' AS is_retold
        FROM (SELECT *, row_number() OVER (PARTITION BY identifier_id, organisation, biz_step ORDER BY event_time, record)
            AS time_of_step FROM sales) counted WINDOW was AS (PARTITION BY identifier_id ORDER BY event_time, record)),
    again AS (SELECT identifier_id, max(event_time) AS last, array_agg(record ORDER BY event_time, record) AS records
        FROM ordered o WHERE sold_before IS NOT NULL AND is_retold IS NOT TRUE AND NOT {_RETURNED} GROUP BY identifier_id)
SELECT a.identifier_id, a.last, a.records, (SELECT array_agg(s.record ORDER BY s.event_time, s.record) FROM sales s
    WHERE s.identifier_id = a.identifier_id) FROM again a"""


@dataclass(frozen=True, slots=True)
class Sale:
    """One event by which the code left the chain. `is_again`: it had been sold before, and no event says that it came back."""

    record: int
    event_time: datetime
    biz_step: str | None
    place: Named | None
    organisation: OrganisationName | None
    is_again: bool


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A code that was sold more than once, with all its sales in the order of their times."""

    thing: Named
    sales: Sequence[Sale]

    @property
    def latest(self) -> datetime:
        """When it was last sold although it had been sold."""
        return max(sale.event_time for sale in self.sales if sale.is_again)


@dataclass(frozen=True, slots=True)
class DuplicatePage:
    """Duplicates, the newest first. `after` is what the next page is asked for with; None: there is no more."""

    duplicates: Sequence[Duplicate]
    after: str | None


def duplicates(
    viewer: Viewer, *, known_on: datetime | None = None, limit: int = LIMIT, after: str | None = None
) -> DuplicatePage:
    """The codes sold more than once, as far as the viewer may know of them: all, or those that its organisation sold once.

    Raises InvalidError when `after` is none that a page gave.
    """
    rule = visible_rows(viewer, VISIBILITY)
    if rule.rows is Rows.NONE:
        return DuplicatePage((), None)
    conditions = []
    values: dict[str, Any] = {"unknown": unknown_from(known_on), "limit": limit + 1, "organisation": rule.organisation}
    if after is not None:
        values["last"], values["thing"] = _read_after(after)
        conditions.append("(a.last, a.identifier_id) < (%(last)s, %(thing)s)")
    if rule.rows is Rows.OWN:
        conditions.append(
            "EXISTS (SELECT FROM sales s JOIN traceability_event e ON e.record = s.record"
            " WHERE s.identifier_id = a.identifier_id AND e.organisation = %(organisation)s)"
        )
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    query = f"{_AGAIN.format(which='')}{where} ORDER BY a.last DESC, a.identifier_id DESC LIMIT %(limit)s"
    rows = _ask(query, values)
    more = f"{rows[limit - 1][1].isoformat()}/{rows[limit - 1][0]}" if len(rows) > limit else None
    return DuplicatePage(_shown(rows[:limit]), more)


def sold_again(things: Sequence[int], *, known_on: datetime | None = None) -> list[Duplicate]:
    """Of these instances those that were sold more than once. For everybody: whoever holds such a pack must know."""
    values = {"unknown": unknown_from(known_on), "things": list(things)}
    return _shown(_ask(_AGAIN.format(which="WHERE identifier_id = ANY(%(things)s)"), values))


def _read_after(after: str) -> tuple[datetime, int]:
    moment, _, number = after.rpartition("/")
    try:
        last = datetime.fromisoformat(moment)
        if last.tzinfo is not None and number.isascii() and number.isdigit() and len(number) <= 18:
            return last, int(number)
    except ValueError:
        pass  # said below
    words = "ask for the next page with the value that the page before gave"
    raise InvalidError([Finding("duplicates.after_unreadable", "/after", words, after[:80])])


def _shown(rows: Sequence[tuple[Any, ...]]) -> list[Duplicate]:
    records = [record for row in rows for record in row[3]]
    events = {
        row[0]: row[1:]
        for row in _ask(
            "SELECT record, event_time, biz_step, coalesce(biz_location_id, read_point_id), organisation"
            " FROM traceability_event WHERE record = ANY(%(records)s)",
            {"records": records},
        )
    }
    named = names.by_number({row[0] for row in rows} | {event[2] for event in events.values() if event[2] is not None})
    organisations = organisation_names(event[3] for event in events.values())
    return [
        Duplicate(
            named[number],
            tuple(
                Sale(
                    record,
                    events[record][0],
                    events[record][1],
                    named.get(events[record][2]),
                    organisations.get(events[record][3]),
                    record in again,
                )
                for record in sales
            ),
        )
        for number, _, again, sales in rows
    ]


def _ask(query: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connections["default"].cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())
