"""How is a file written as the body of a record, and read again?

The body is one line of canonical JSON, `{"media_type":…,"name":…}`, a line feed, and then the file, byte for byte. One record: who
erases it erases the name with the bytes.
"""

from dataclasses import dataclass

import orjson

KIND = "archive.file"
FILE_BYTES_MAX = 60 * 1024 * 1024
"""So large a file may be: a record's body holds 64 MiB."""
NAME_MAX = 255

_MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv",
    "txt": "text/plain",
    "pdf": "application/pdf",
    "html": "text/html",
    "htm": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True, slots=True)
class Received:
    """A file as its body says it: its name, without a folder; its media type (IANA); its bytes."""

    name: str
    media_type: str
    data: bytes


def received(name: str, data: bytes) -> Received:
    """A file as somebody sends it. Of the name the last part counts, without control characters; the media type follows from how
    it ends, and is never taken from the sender.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    clean = "".join(letter for letter in last if letter.isprintable()).strip()[-NAME_MAX:]
    return Received(clean, _MEDIA_TYPES.get(clean.rpartition(".")[2].lower(), "application/octet-stream"), data)


def to_body(file: Received) -> bytes:
    """The body of the record."""
    head = orjson.dumps({"media_type": file.media_type, "name": file.name}, option=orjson.OPT_SORT_KEYS)
    return b"%b\n%b" % (head, file.data)


def from_body(body: bytes) -> Received:
    """The file of a body. Raises orjson.JSONDecodeError or KeyError when it is none."""
    head, _, data = body.partition(b"\n")
    said = orjson.loads(head)
    return Received(said["name"], said["media_type"], data)
