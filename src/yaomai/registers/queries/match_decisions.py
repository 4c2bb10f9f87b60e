"""What was decided about names, and does it still hold?

A decision counts for the organisation whose people made it; one by an authority, or by the installation itself, for everybody. Of
several about one name the newest that is not withdrawn holds, one's own before others'.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from yaomai.database.text_array import text_array
from yaomai.people.queries.organisations_now import ORGANISATIONS_NOW
from yaomai.people.viewer import Viewer
from yaomai.registers.engine.match_deed import about, key_of
from yaomai.registers.withdrawn import not_withdrawn


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision: its record, the key of the text, whom it means, or does not mean, whose word it is, and when it was made.

    `is_own`: of the viewer's organisation.
    """

    record: int
    text: str
    entity: int | None
    not_entity: int | None
    organisation: int | None
    record_time: datetime
    is_own: bool


_IN_FORCE = (
    "SELECT d.record, d.text, d.entity, d.not_entity, d.organisation, d.record_time,"
    " d.organisation IS NOT DISTINCT FROM %s::bigint"
    f" FROM registers_match_decision d WHERE d.kind = %s AND {not_withdrawn('d.record')}"
    " AND (d.organisation IS NULL OR d.organisation IS NOT DISTINCT FROM %s::bigint OR EXISTS (SELECT FROM"
    f" {ORGANISATIONS_NOW} o WHERE o.organisation = d.organisation AND o.kind IN ('authority', 'operator')))"
)


def about_texts(viewer: Viewer, kind: str, texts: Iterable[str]) -> dict[str, list[Decided]]:
    """The decisions in force about names, by key (`key_of`), the one that counts first."""
    keys = sorted({key_of(one) for one in texts} - {""})
    found: dict[str, list[Decided]] = {}
    if keys:
        values = (viewer.organisation, kind, viewer.organisation, text_array(keys))
        with connection.cursor() as cursor:
            cursor.execute(f"{_IN_FORCE} AND d.text = ANY(%s::text[]) ORDER BY 7 DESC, d.record DESC", values)
            for row in cursor.fetchall():
                found.setdefault(row[1], []).append(Decided(*row))
    return found


def newest(viewer: Viewer, kind: str, text: str) -> Decided | None:
    """The newest decision in force about a name, whoever's."""
    return max(about_texts(viewer, kind, [text]).get(key_of(text), ()), key=lambda one: one.record, default=None)


def told_apart(viewer: Viewer, kind: str) -> dict[tuple[int, int], Decided]:
    """The pairs of entities of which somebody decided that they are two, smaller number first."""
    values = (viewer.organisation, kind, viewer.organisation)
    with connection.cursor() as cursor:
        cursor.execute(f"{_IN_FORCE} AND d.text LIKE '#%%' AND d.not_entity IS NOT NULL ORDER BY d.record", values)
        decided = [Decided(*row) for row in cursor.fetchall()]
    return {_pair(int(one.text[1:]), one.not_entity or 0): one for one in decided}


def of_kind(viewer: Viewer, kind: str, limit: int = 100) -> list[Decided]:
    """The newest decisions in force about names and entities of a kind."""
    values = (viewer.organisation, kind, viewer.organisation, limit)
    with connection.cursor() as cursor:
        cursor.execute(f"{_IN_FORCE} ORDER BY d.record DESC LIMIT %s", values)
        return [Decided(*row) for row in cursor.fetchall()]


def _pair(one: int, two: int) -> tuple[int, int]:
    return (one, two) if one < two else (two, one)


__all__ = ["Decided", "about", "about_texts", "key_of", "newest", "of_kind", "told_apart"]
