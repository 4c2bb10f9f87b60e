"""How are the files read that wait for it: their text, and by others what a text says?

As jobs (database/jobs.py). A reading that was done is no more; one that failed says why, and can be begun anew.
"""

from collections.abc import Callable, Sequence

import msgspec

from yaomai.archive.models import FileReading, TextReading
from yaomai.archive.operations.read_text import read_text
from yaomai.database.jobs import Attempt, Kind
from yaomai.errors import Finding
from yaomai.people.queries.on_behalf import on_behalf_of
from yaomai.people.viewer import Viewer

Read = Callable[[Viewer, int, Attempt], object]
"""Reads the file in the name of the viewer who wanted it."""


def kind_of(table: type[FileReading], name: str, code: str, read: Read) -> Kind:
    """The kind of job of this table, which has this name in the database."""

    def perform(attempt: Attempt) -> None:
        number = int(attempt.job)
        wanted = table._default_manager.values_list("wanted", flat=True).get(id=number)  # noqa: SLF001  # whichever it is
        read(on_behalf_of(wanted or {}, attempt.now), number, attempt)
        table._default_manager.filter(id=number).delete()  # noqa: SLF001  # as above

    def give_up(attempt: Attempt, findings: Sequence[Finding], _is_ours: bool) -> None:
        table.rest(int(attempt.job), "failed", attempt.clock(), faults=msgspec.to_builtins(list(findings)))

    return Kind(table=name, states=("reading",), perform=perform, give_up=give_up, code=code)


READING_TEXTS = kind_of(
    TextReading, "archive_reading", "archive.reading", lambda viewer, file, _attempt: read_text(viewer, file)
)
