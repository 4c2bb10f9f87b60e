"""Accept an import: what its table says becomes one edition, or nothing of it does; and undo that."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
import orjson
from django.db import transaction
from django.utils import timezone

from yaomai.database.jobs import Progress, nothing_told
from yaomai.errors import Finding, InvalidError
from yaomai.indicators.engine.checks import edition_findings
from yaomai.indicators.engine.table_layout import TableMapping
from yaomai.indicators.engine.values import NewEdition
from yaomai.indicators.models import StatisticsImport
from yaomai.indicators.operations.import_work import in_whose_name, to_go_on_with
from yaomai.indicators.operations.read_import import ImportReading, preview, read_import
from yaomai.indicators.operations.state_edition import state_edition
from yaomai.indicators.operations.withdraw import take_back
from yaomai.people.queries.on_behalf import by
from yaomai.people.viewer import Viewer
from yaomai.registers.operations.begin_import import fail

AT_ONCE_VALUES = 5_000
"""More values are written by the worker."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What a table does not say of itself: title and publisher, the day of publication, who may see it, whether it is made up."""

    title: str
    publisher: str
    published_on: date
    access: str
    is_invented: bool

    def as_json(self) -> dict[str, Any]:
        """As members of JSON."""
        return {**msgspec.to_builtins(self), "published_on": self.published_on.isoformat()}

    @classmethod
    def from_json(cls, members: dict[str, Any]) -> "Marks":
        """Of such members."""
        return cls(**{**members, "published_on": date.fromisoformat(members["published_on"])})


def accept_import(viewer: Viewer, number: int, marks: Marks, *, looked: bool, now: datetime) -> None:
    """Record what the table says as one edition: at once, or `accepting` by the worker. It is read again and held against what
    stands now; where that is no longer as it was shown, nothing is written and it is shown anew. `looked`: a person has looked at
    the cautions.

    Raises NotFoundError, NotAllowedError, InvalidError with all that stands against it.
    """
    with transaction.atomic():
        one = to_go_on_with(viewer, number, ("ready",))
        if findings := list(_against(one, marks, looked=looked, now=now)):
            raise InvalidError(findings)
        shown = {**(one.preview or {}), "marks": marks.as_json()}
        StatisticsImport.leave_to_the_worker(number, "accepting", one.total, preview=shown, wanted=by(viewer))
        if int(shown.get("values", 0)) <= AT_ONCE_VALUES:
            one.refresh_from_db()
            write_import(viewer, one, now=now)


def _against(one: StatisticsImport, marks: Marks, *, looked: bool, now: datetime) -> Iterator[Finding]:
    shown = one.preview or {}
    if one.faults:
        words = "the table has faults, and a table is accepted whole or not at all: put them right first"
        yield Finding("statistics.faults_left", "", words, str(len(one.faults)))
    if shown.get("cautions") and not looked:
        words = "say that you have looked at what does not fit together"
        yield Finding("statistics.cautions_unseen", "/looked", words, str(len(shown["cautions"])))
    for finding in edition_findings(_edition(one, marks, ()), ()):
        if finding.code != "indicators.edition_empty":
            yield finding
    if marks.published_on > timezone.localdate(now):
        words = "the day of publication lies ahead"
        yield Finding("statistics.published_ahead", "/published_on", words, marks.published_on.isoformat())
    elif shown.get("end") and marks.published_on.isoformat() < str(shown["end"]) and not _has_forecasts(shown):
        words = f"it was published before the last of its spans ended ({shown['end']}); look at the day and the spans"
        yield Finding("statistics.published_before_end", "/published_on", words, marks.published_on.isoformat())


def _has_forecasts(shown: dict[str, Any]) -> bool:
    """Whether values are estimated or forecast, so that a span may end after the publication."""
    return any(one[7] in ("E", "F") for one in shown.get("sample", ()))


def _edition(one: StatisticsImport, marks: Marks, observations: Any) -> NewEdition:
    return NewEdition(
        marks.title,
        marks.publisher,
        marks.published_on,
        observations,
        access=marks.access,
        is_invented=marks.is_invented,
        file=one.file,
    )


def write_wanted(one: StatisticsImport, *, now: datetime, progress: Progress) -> None:
    """What the worker does with an import that is `accepting`."""
    write_import(in_whose_name(one, now), one, now=now, progress=progress)


def write_import(viewer: Viewer, one: StatisticsImport, *, now: datetime, progress: Progress = nothing_told) -> None:
    """Read the table again and record it, if it still says, over what stands now, what was shown."""
    shown = one.preview or {}
    try:
        read = read_import(viewer, one, TableMapping.from_json(one.mapping or {}), progress)
    except InvalidError as error:
        fail(one, error.findings, now)
        return
    if read.faults or read.digest != shown.get("digest"):
        _show_anew(one, read, now)
        return
    made = state_edition(viewer, _edition(one, Marks.from_json(shown["marks"]), read.observations), now=now)
    StatisticsImport.rest(one.id, "accepted", now, edition=made.record, done=one.total)


def _show_anew(one: StatisticsImport, read: ImportReading, now: datetime) -> None:
    """What stands, or how tables are read, has changed since it was shown: a person looks again."""
    words = "what stands for these spans has changed since this was shown; nothing was written; look again"
    shown = preview(read) | {"moved": words, "marks": (one.preview or {}).get("marks")}
    StatisticsImport.rest(
        one.id,
        "ready",
        now,
        preview=orjson.loads(orjson.dumps(shown)),
        faults=msgspec.to_builtins(list(read.faults)),
    )


def undo_import(viewer: Viewer, number: int, reason: str, *, now: datetime) -> None:
    """Take back the edition that an import became: it stays on record, and nothing follows from it any more.

    Raises NotFoundError, NotAllowedError, InvalidError (no reason; not accepted), ConflictError when the edition is withdrawn.
    """
    with transaction.atomic():
        one = to_go_on_with(viewer, number, ("accepted",))
        assert one.edition is not None  # noqa: S101  # an accepted import has one
        take_back(viewer, one.edition, reason, now=now)
        StatisticsImport.rest(one.id, "undone", now)
