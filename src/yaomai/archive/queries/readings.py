"""How far is a reading that the worker does: of a file's text, or of what a text says?"""

from dataclasses import dataclass

import msgspec

from yaomai.archive.models import FileReading
from yaomai.errors import Finding


@dataclass(frozen=True, slots=True)
class ReadingView:
    """A reading that is under way, or (`faults`) that failed. total 0: nobody knows yet how much there is."""

    is_working: bool
    done: int
    total: int
    faults: tuple[Finding, ...]


def reading_of(table: type[FileReading], file: int) -> ReadingView | None:
    """The reading of this file, for whoever may have it read; None: nobody waits for one, and none failed."""
    row = table._default_manager.filter(id=file).first()  # noqa: SLF001  # the table's own rows, whichever it is
    if row is None:
        return None
    faults = tuple(msgspec.convert(row.faults, list[Finding]))
    return ReadingView(row.state == "reading", row.done, row.total, faults)
