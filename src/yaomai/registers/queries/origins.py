"""What was written from this file, and from this place in it?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from yaomai.errors import NotFoundError
from yaomai.people.viewer import Viewer
from yaomai.registers.import_models import Import
from yaomai.registers.queries import imports
from yaomai.registers.queries.entities import StatementView, statement
from yaomai.registers.queries.imports import ImportView
from yaomai.registers.sight import seen_by

_OF_A_PLACE_MAX = 50


@dataclass(frozen=True, slots=True)
class RestingDeed:
    """A deed of which statements come from a file: how many of them, of how many entities, the viewer sees."""

    deed: int
    record_time: datetime
    entities: int
    statements: int


def deeds_on(viewer: Viewer, file: int) -> list[RestingDeed]:
    """The deeds that rest on the file of this record, the newest first, as far as the viewer sees what they say."""
    with seen_by(viewer) as cursor:
        cursor.execute(
            "SELECT record >> 20, min(record_time), count(DISTINCT entity), count(*) FROM registers_statement_seen"
            " WHERE origin_record = %s AND origin = 'cell' GROUP BY 1 ORDER BY 1 DESC",
            (file,),
        )
        return [RestingDeed(*row) for row in cursor.fetchall()]


def of_place(viewer: Viewer, file: int, place: str) -> Sequence[StatementView]:
    """The statements that come from a place ("基地!C5") of the file, the newest first, as far as the viewer sees them."""
    if "\x00" in place:  # PostgreSQL's text holds no NUL
        return []
    with seen_by(viewer) as cursor:
        cursor.execute(
            "SELECT record, ordinal FROM registers_statement_seen WHERE origin_record = %s AND origin = 'cell'"
            " AND origin_place = %s ORDER BY record DESC, ordinal LIMIT %s",
            (file, place, _OF_A_PLACE_MAX),
        )
        found = cursor.fetchall()
    shown = []
    for record, ordinal in found:
        try:
            shown.append(statement(viewer, record, ordinal))
        except NotFoundError:  # the viewer sees the row, but not this property of it
            continue
    return shown


def imports_of(viewer: Viewer, file: int) -> list[ImportView]:
    """The imports of a file that the viewer may see, the newest first."""
    shown = []
    for number in Import.objects.filter(file=file).order_by("-id").values_list("id", flat=True)[:_OF_A_PLACE_MAX]:
        try:
            shown.append(imports.an_import(viewer, number))
        except NotFoundError:
            continue
    return shown
