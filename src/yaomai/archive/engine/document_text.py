"""What does the file of a document say, as text with exact places?

TXT, HTML, DOCX and PDF with a text layer. What a file is, is found out from its bytes first; its name only tells a web page without
a head from plain text. Whatever cannot be read is said in words, as the text's faults, never by an exception.
"""

from yaomai.archive.engine.text_docx import read_docx
from yaomai.archive.engine.text_faults import refusal, text_fault
from yaomai.archive.engine.text_html import looks_like_html, read_html
from yaomai.archive.engine.text_pdf import read_pdf
from yaomai.archive.engine.text_places import CHARACTERS_MAX, DocumentText, document_text, line_of, line_starts, page_of
from yaomai.archive.engine.text_plain import read_plain
from yaomai.errors import Finding, InvalidError

BYTES_MAX = 60 * 2**20
"""So large may a file be, as the archive keeps them (`kept_file.FILE_BYTES_MAX`)."""
_HTML = "text/html"
_HEAD = 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # [MS-CFB] 2.2: Office before 2007, and encrypted files of later ones
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # [MS-OFFCRYPTO] 2.3.4.4
_OTHERS: tuple[tuple[bytes, str, str], ...] = (
    (b"{\\rtf", "format", "this is an RTF file; open it in Word or WPS, save it as .docx and send that"),
    (
        b"MIME-Version:",
        "format",
        "this is a saved web archive (.mht); save the page as .html or its text as .txt and send that",
    ),
    (b"\x89PNG", "no_text_layer", "this is a picture; recognise its text (OCR) and send that"),
    (b"\xff\xd8\xff", "no_text_layer", "this is a picture; recognise its text (OCR) and send that"),
    (b"II*\x00", "no_text_layer", "this is a picture; recognise its text (OCR) and send that"),
    (b"MM\x00*", "no_text_layer", "this is a picture; recognise its text (OCR) and send that"),
    (b"GIF8", "no_text_layer", "this is a picture; recognise its text (OCR) and send that"),
    (b"Rar!", "format", "this is a packed file; unpack it and send the document in it"),
    (b"7z\xbc\xaf", "format", "this is a packed file; unpack it and send the document in it"),
    (b"\x1f\x8b", "format", "this is a packed file; unpack it and send the document in it"),
)


def read_document(data: bytes, media_type: str, name: str) -> DocumentText:
    """The text of a file. `media_type` and `name` are what the file is said to be; its bytes count more.

    The text of a TXT file is exactly what its bytes decode to (without a byte order mark), so that places are code points of it.
    """
    try:
        return _read(data, media_type, name.lower())
    except InvalidError as error:
        return document_text("", reader="none", faults=error.findings)


def is_pdf(data: bytes) -> bool:
    """Whether the bytes are a PDF, as its readers take one (ISO 32000-1, Annex H, 3.4.1: its mark stands in the first 1024)."""
    return b"%PDF-" in data[:_HEAD]


def size_faults(size: int) -> list[Finding]:
    """What is wrong with a file of so many bytes, before it is read; nothing when it may be read."""
    if size > BYTES_MAX:
        words = f"a document has at most {BYTES_MAX // 2**20} MiB, this one {size // 2**20}; leave out pictures, or split it"
        return [text_fault("too_large", words, value=str(size))]
    return []


def _read(data: bytes, media_type: str, name: str) -> DocumentText:
    if faults := size_faults(len(data)):
        raise InvalidError(faults)
    if not data:
        raise refusal("empty", "the file is empty; look whether the right one was chosen")
    if is_pdf(data):
        return read_pdf(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return read_docx(data)
    if data.startswith(_OLE):
        if _ENCRYPTED in data[: 1 << 20] or _ENCRYPTED in data[-(1 << 20) :]:
            raise refusal("protected", "the file is protected by a password; save it without one and send that")
        if name.endswith((".xls", ".et")):
            raise refusal(
                "spreadsheet", "this is a spreadsheet; save it as .xlsx and import it as statistics or into a register"
            )
        raise refusal(
            "format", "this is a file of an old Word or WPS (.doc, .wps); save it as .docx or PDF and send that"
        )
    for begin, what, words in _OTHERS:
        if data.startswith(begin):
            raise refusal(what, words, value=data[:8].hex(" "))
    if name.endswith(".pdf"):
        raise refusal("damaged", "this is no PDF, whatever its name says; get it anew", value=data[:8].hex(" "))
    if looks_like_html(data) or media_type == _HTML:
        return read_html(data)
    return read_plain(data)


__all__ = [
    "BYTES_MAX",
    "CHARACTERS_MAX",
    "DocumentText",
    "document_text",
    "is_pdf",
    "line_of",
    "line_starts",
    "page_of",
    "read_document",
    "size_faults",
]
