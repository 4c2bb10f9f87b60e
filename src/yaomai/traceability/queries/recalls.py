"""Which recalls are there, and which of them reach a thing?

A recall is a public act: what is recalled, its class, its reason, since when and by which organisation is for everybody. What it
reaches (queries/recall_reach.py) is for inspectors, officials, and the organisation that started it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from yaomai.database import prepared
from yaomai.errors import NotFoundError
from yaomai.people.queries.recorders import OrganisationName, organisation_names
from yaomai.people.viewer import ALL, INSTALLATION_VIEWER, Properties, Rows, Viewer, visible_properties, visible_rows
from yaomai.registers.queries import names
from yaomai.registers.queries.names import Named
from yaomai.traceability.engine.recall import NOTICE_WITHIN, Scope, ScopeKind
from yaomai.traceability.queries import own_word, recall_scope
from yaomai.traceability.queries.in_force import EVENT_IN_FORCE, LINK_IN_FORCE, unknown_from
from yaomai.traceability.queries.recall_scope import MADE, STAY_END

VISIBILITY = "traceability.recall"
REACH_VISIBILITY = "traceability.recall_reach"

# Which of the parties handed over any of the things, or a container while one of them was in it.
_HANDED_OVER = f"""WITH RECURSIVE outside(node, since, until) AS (
    SELECT n, '-infinity'::timestamptz, 'infinity'::timestamptz FROM unnest(%(nodes)s::bigint[]) AS n
    UNION
    SELECT l.to_node, greatest(o.since, l.event_time), least(o.until, coalesce({STAY_END}, 'infinity'))
    FROM outside o JOIN traceability_link l ON l.from_node = o.node
    WHERE l.kind IN ('packed', 'attached') AND l.event_time < o.until AND {LINK_IN_FORCE})
SELECT DISTINCT f.identifier_id FROM outside o JOIN traceability_event_thing t ON t.identifier_id = o.node
JOIN traceability_event e ON e.record = t.record
JOIN traceability_event_reference f ON f.record = t.record AND f.role = 'sourceList'
WHERE f.identifier_id = ANY(%(parties)s::bigint[]) AND e.event_time >= o.since AND e.event_time < o.until AND {EVENT_IN_FORCE}"""


@dataclass(frozen=True, slots=True)
class Recall:
    """One recall. `number` is the id of its deed; what is recalled is `identifier` (lot, place, party), `step` (the record of a
    transformation) or `supplier` (an organisation). `due`: until when everybody who may have the goods must have been told.
    """

    number: int
    record: int
    scope: ScopeKind
    identifier: Named | None
    step: int | None
    supplier_number: int | None
    supplier: OrganisationName | None
    recall_class: int
    reason: str
    started_by: int | None  # the number of the organisation; None: the installation
    organisation: OrganisationName | None
    started: datetime
    ended: datetime | None
    end_record: int | None
    end_reason: str | None
    end_organisation: OrganisationName | None

    @property
    def as_scope(self) -> Scope:
        """What is recalled, as it was asked for."""
        return Scope(
            self.scope, self.identifier.canonical if self.identifier else None, self.step, self.supplier_number
        )

    @property
    def is_open(self) -> bool:
        """Whether it still is under way."""
        return self.ended is None

    @property
    def due(self) -> datetime:
        """Until when the notice must have gone out."""
        return self.started + NOTICE_WITHIN[self.recall_class]


_SELECT = (
    "SELECT r.recall, r.record, r.scope, r.identifier_id, r.step, r.supplier, r.recall_class, r.reason, r.organisation,"
    " r.record_time, x.record_time, x.record, x.reason, x.organisation FROM traceability_recall r"
    " LEFT JOIN traceability_recall_end x ON x.recall = r.recall AND x.record < %(unknown)s"
    " WHERE r.record < %(unknown)s"
)
_REACHING = (
    " AND x.record IS NULL AND CASE r.scope"
    " WHEN 'lot' THEN r.identifier_id = ANY(%(nodes)s::bigint[])"
    " WHEN 'step' THEN -r.step = ANY(%(nodes)s::bigint[]) OR EXISTS (SELECT FROM traceability_event s"
    "  JOIN registers_identifier i ON i.canonical = s.transformation_id"
    "  WHERE s.record = r.step AND i.id = ANY(%(nodes)s::bigint[]))"
    " WHEN 'place' THEN EXISTS (SELECT FROM traceability_event_thing t JOIN traceability_event e ON e.record = t.record"
    f"  WHERE t.identifier_id = ANY(%(nodes)s::bigint[]) AND {MADE} AND r.identifier_id IN (e.read_point_id, e.biz_location_id)"
    f"  AND {EVENT_IN_FORCE})"
    " ELSE r.identifier_id IS NOT NULL"
    "  OR EXISTS (SELECT FROM traceability_event_thing t JOIN traceability_event e ON e.record = t.record"
    f"  WHERE t.identifier_id = ANY(%(nodes)s::bigint[]) AND {EVENT_IN_FORCE} AND e.organisation = r.supplier AND {MADE}) END"
)


def recalls(viewer: Viewer, *, known_on: datetime | None = None, open_only: bool = False) -> list[Recall]:
    """All recalls that the viewer may know of, those under way first, the newest first."""
    rule = visible_rows(viewer, VISIBILITY)
    rest = " AND x.record IS NULL" if open_only else ""
    found = _ask(f"{_SELECT}{rest} ORDER BY x.record IS NOT NULL, r.record DESC", {"unknown": unknown_from(known_on)})
    return [_as_seen(viewer, one) for one in found if rule.rows is Rows.ALL or rule.admits(one.started_by)]


def recall(viewer: Viewer, number: int, *, known_on: datetime | None = None) -> Recall:
    """The recall with this number. Raises NotFoundError when there is none that the viewer may see."""
    found = []
    if 0 < number < 2**43:
        values = {"unknown": unknown_from(known_on), "number": number}
        found = _ask(f"{_SELECT} AND r.recall = %(number)s", values)
    if not found or visible_properties(viewer, VISIBILITY, found[0].started_by) == frozenset():
        raise NotFoundError(f"there is no recall {number}, or none that you may see")
    return _as_seen(viewer, found[0])


def _as_seen(viewer: Viewer, one: Recall) -> Recall:
    """The recall without what the viewer may not see of it, or of its end: the reason, the organisation. An end belongs to whoever
    recorded it.
    """
    of_start = visible_properties(viewer, VISIBILITY, one.started_by)
    of_end = visible_properties(viewer, VISIBILITY, one.end_organisation.organisation if one.end_organisation else None)
    return replace(
        one,
        reason=one.reason if _sees(of_start, "reason") else "",
        organisation=one.organisation if _sees(of_start, "organisation") else None,
        end_reason=one.end_reason if _sees(of_end, "reason") else None,
        end_organisation=one.end_organisation if _sees(of_end, "organisation") else None,
    )


def _sees(properties: Properties, name: str) -> bool:
    return properties is ALL or name in properties


def recalls_reaching(nodes: Iterable[int], *, thing: int, known_on: datetime | None = None) -> list[Recall]:
    """The recalls under way that reach the thing, the gravest first, then the newest.

    `nodes`: the thing and everything that it came from, steps included (`genealogy.reach(…, "back").nodes`). An organisation's own
    recall counts as far as its word carries (queries/own_word.py).
    """
    ancestors = sorted(set(nodes))
    values: dict[str, Any] = {"nodes": ancestors, "unknown": unknown_from(known_on)}
    found = _ask(f"{_SELECT}{_REACHING} ORDER BY r.recall_class, r.record DESC", values)
    # Of parties only now: there are seldom any, and looking through the containers of the things takes another question.
    parties = [one.identifier.number for one in found if one.scope == "party" and one.identifier is not None]
    if parties:
        handed = {row[0] for row in prepared.ask(_HANDED_OVER, values | {"parties": parties})}
        found = [
            one for one in found if one.scope != "party" or one.identifier is None or one.identifier.number in handed
        ]
    own = [one for one in found if own_word.is_own_word(one.as_scope, one.started_by, one.started)]
    if not own:
        return found
    trusted = own_word.own_ancestors(thing, ancestors, known_on=known_on)
    without_reach = {one.number for one in own if not _reaches_by_own_word(one, trusted, known_on)}
    return [one for one in found if one.number not in without_reach]


def _reaches_by_own_word(one: Recall, trusted: frozenset[int], known_on: datetime | None) -> bool:
    """Whether an organisation's own recall begins with one of these: of a place or an organisation, with what it made there."""
    if one.scope in ("place", "party") and one.started_by is not None:
        trusted -= recall_scope.made_by_others(trusted, one.started_by, known_on=known_on)
    values = {"nodes": sorted(trusted), "unknown": unknown_from(known_on), "number": one.number}
    return bool(prepared.ask(f"{_SELECT}{_REACHING} AND r.recall = %(number)s", values))


def may_see_reach(viewer: Viewer, started_by: int | None) -> bool:
    """Whether the viewer may see what a recall that this organisation started reaches. At the command line of the installation,
    whoever asks holds the database anyway.
    """
    return viewer == INSTALLATION_VIEWER or visible_properties(viewer, REACH_VISIBILITY, started_by) != frozenset()


def _ask(query: str, values: Mapping[str, Any]) -> list[Recall]:
    rows: Sequence[tuple[Any, ...]] = prepared.ask(query, values)
    named = names.by_number(row[3] for row in rows if row[3] is not None)
    organisations = organisation_names(number for row in rows for number in (row[5], row[8], row[13]))
    return [
        Recall(
            number=row[0],
            record=row[1],
            scope=row[2],
            identifier=named.get(row[3]),
            step=row[4],
            supplier_number=row[5],
            supplier=organisations.get(row[5]),
            recall_class=row[6],
            reason=row[7],
            started_by=row[8],
            organisation=organisations.get(row[8]),
            started=row[9],
            ended=row[10],
            end_record=row[11],
            end_reason=row[12],
            end_organisation=organisations.get(row[13]),
        )
        for row in rows
    ]
