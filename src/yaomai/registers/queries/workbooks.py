"""What stands in an archived spreadsheet?"""

import threading
from collections import OrderedDict
from collections.abc import Callable

from yaomai.archive.queries.files import KeptFile, contents, file
from yaomai.errors import Finding, InvalidError
from yaomai.people.viewer import Viewer
from yaomai.registers.engine.sheet_facts import Room
from yaomai.registers.engine.spreadsheet import Sheet, Workbook, read_workbook

_CELLS_REMEMBERED = 1_000_000


class _Remembered:
    """A few workbooks that were read last, up to _CELLS_REMEMBERED cells; reading one takes seconds, and people look at several
    cells of one.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._books: OrderedDict[str, tuple[int, Workbook]] = OrderedDict()
        self._read_now: dict[str, threading.Lock] = {}

    def get_or_read(self, which: str, read: Callable[[], Workbook]) -> Workbook:
        """The workbook; who asks for one that is being read waits for it, and does not read it again."""
        with self._lock:
            being_read = self._read_now.setdefault(which, threading.Lock())
        with being_read:
            try:
                book = self.get(which)
                if book is None:
                    book = read()
                    self.keep(which, book)
            finally:
                with self._lock:
                    if self._read_now.get(which) is being_read:
                        del self._read_now[which]
        return book

    def get(self, which: str) -> Workbook | None:
        with self._lock:
            if which not in self._books:
                return None
            self._books.move_to_end(which)
            return self._books[which][1]

    def keep(self, which: str, book: Workbook) -> None:
        cells = sum(len(row) for sheet in book.sheets for row in sheet.rows)
        if cells > _CELLS_REMEMBERED:
            return
        with self._lock:
            self._books[which] = (cells, book)
            while sum(size for size, _ in self._books.values()) > _CELLS_REMEMBERED:
                self._books.popitem(last=False)


_remembered = _Remembered()


def workbook(viewer: Viewer, kept: KeptFile, room: Room | None = None) -> Workbook:
    """The file as read; nobody changes it, it may be another's, too. Raises InvalidError when it cannot be read or there is no room
    for it (None: for the largest file that is read at all), NotFoundError when the viewer may not see it.
    """
    file(viewer, kept.record)
    which = f"{kept.sha256}.{kept.name.rpartition('.')[2].lower()}"  # the end of the name is held against what is in the file
    return _remembered.get_or_read(which, lambda: read_workbook(contents(viewer, kept.record), kept.name, room))


def sheet_of(viewer: Viewer, record: int, name: str) -> Sheet:
    """A sheet of the archived file. Raises InvalidError when there is none of this name, or the file cannot be read."""
    book = workbook(viewer, file(viewer, record))
    found = next((sheet for sheet in book.sheets if sheet.name == name), None)
    if found is None:
        words = f"the file has no such sheet; it has {', '.join(sheet.name for sheet in book.sheets)[:200]}"
        raise InvalidError([Finding("registers.mapping_sheet", "/sheet", words, name[:80])])
    return found
