"""What was written from this file, and from this place in it, and who may read all that is in it?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from yaomai.archive.queries.files import KeptFile
from yaomai.errors import NotFoundError
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer
from yaomai.registers import kinds
from yaomai.registers.declaration.kind import Kind
from yaomai.registers.import_models import Import
from yaomai.registers.queries import imports
from yaomai.registers.queries.entities import StatementView, statement
from yaomai.registers.queries.imports import ImportView
from yaomai.registers.sight import seen_by, sights

_OF_A_PLACE_MAX = 50


@dataclass(frozen=True, slots=True)
class RestingDeed:
    """A deed of which statements come from a file: how many of them, of how many entities, the viewer sees."""

    deed: int
    record_time: datetime
    entities: int
    statements: int


def reads_whole(viewer: Viewer, file: KeptFile) -> bool:
    """Whether the viewer may read all that is in a file: one's own organisation's; another's only where of every kind that it was
    read for all properties of that organisation's rows are seen. What is in a file was sorted out by nobody, so that who is kept
    from one property is kept from the file.
    """
    if viewer == INSTALLATION_VIEWER:
        return True
    if file.organisation is not None and file.organisation == viewer.organisation:
        return True
    names = set(Import.objects.filter(file=file.record).values_list("kind", flat=True))
    return bool(names) and all(_sees_all(viewer, kinds.kind(name), file.organisation) for name in names)


def _sees_all(viewer: Viewer, kind: Kind, organisation: int | None) -> bool:
    return sights(viewer, kind).of(organisation, "") >= kind.by_name.keys()


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
