"""Which files that a browser sends are taken, and how much of them?

Django reads a form with its files before anybody asked who sends it (to compare the form's token). So files are taken only where a
page takes files, and no more than their limits is ever written down; the rest is read and thrown away, so that the page can say so.
"""

import re
from typing import Any

from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler

from yaomai.standards.epcis.document import Limits

FILE_BYTES_MAX = Limits().bytes
ALL_BYTES_MAX = 2 * FILE_BYTES_MAX
TAKING_FILES = re.compile(r"/capture-desk(/.*)?|/registers/[^/]+/import|/indicators/imports|/plans/new")


class BoundedUpload(TemporaryFileUploadHandler):
    """Files of one form, each written to a temporary file that is gone with the request.

    `request.oversized` names those that were left out: too large, or too much together with those before.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._file_bytes = 0
        self._all_bytes = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins. Where no page takes files it is skipped."""
        if self.request is None or not TAKING_FILES.fullmatch(self.request.path):
            raise SkipFile
        self._file_bytes = 0
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """A piece of the file; beyond the limits the whole file is skipped."""
        self._file_bytes += len(raw_data)
        self._all_bytes += len(raw_data)
        if self._file_bytes > FILE_BYTES_MAX or self._all_bytes > ALL_BYTES_MAX:
            self._all_bytes -= self._file_bytes
            oversized_of(self.request).append(self.file_name or "")
            raise SkipFile
        super().receive_data_chunk(raw_data, start)
        return None


def oversized_of(request: Any) -> list[str]:
    """The names of the files of this request that were too large to be taken."""
    if not hasattr(request, "oversized"):
        request.oversized = []
    names: list[str] = request.oversized
    return names
