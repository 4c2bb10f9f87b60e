"""What does the text layer of a PDF say, page by page?

Lines are broken as the page breaks them. Pictures are not read: a scanned document has no text layer, and that is said.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # it brings no types
from pypdfium2 import raw

from yaomai.archive.engine.text_faults import refusal, text_fault
from yaomai.archive.engine.text_places import CHARACTERS_MAX, DocumentText, document_text, too_long
from yaomai.errors import Finding

READER = f"pdf/1 pdfium/{pdfium.PDFIUM_INFO.build}"
PAGES_MAX = 3_000
_SPARSE = 10  # a page with fewer characters than that and a picture on it is a picture with a page number
_NAMED_MAX = 8
_DAMAGED = "the PDF is damaged; get it anew, or print it to a new PDF and send that"
_SCANNED = "recognise its text (OCR) and send the result, or get the document as text from whoever issued it"
_one_at_a_time = threading.Lock()
"""PDFium is not made for several threads."""


def read_pdf(data: bytes) -> DocumentText:
    """The text of a PDF. Raises InvalidError when none can be read."""
    with _one_at_a_time:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            if error.err_code == raw.FPDF_ERR_PASSWORD:
                words = "the PDF is protected by a password; save it without one (print it to a new PDF) and send that"
                raise refusal("protected", words) from None
            raise refusal("damaged", _DAMAGED, value=str(error)) from None
        try:
            found = _pages(document)
        finally:
            document.close()
    return found.text()


@dataclass(slots=True)
class _Found:
    """What was found on the pages so far."""

    pieces: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)
    damaged: list[int] = field(default_factory=list)
    length: int = 0

    def add(self, words: str) -> None:
        """The words of the next page."""
        self.starts.append(self.length)
        self.pieces.append(words)
        self.length += len(words)

    def text(self) -> DocumentText:
        """All pages together. Raises InvalidError when none has words."""
        text = "".join(self.pieces)
        if not text.strip():
            if self.damaged and not self.pictures:
                raise refusal("damaged", _DAMAGED, at=f"/pages/{self.damaged[0]}")
            words = f"none of the {len(self.starts)} pages has a text layer (scanned pictures?); {_SCANNED}"
            raise refusal("no_text_layer", words, value=str(len(self.starts)))
        return document_text(text, reader=READER, pages=self.starts, faults=self._faults())

    def _faults(self) -> list[Finding]:
        found = []
        if self.damaged:
            words = f"{_named(self.damaged)} cannot be read; what stands there is missing from the text: {_DAMAGED}"
            found.append(
                text_fault("page_damaged", words, at=f"/pages/{self.damaged[0]}", value=_numbers(self.damaged))
            )
        if self.pictures:
            words = f"{_named(self.pictures)} hold pictures without text; what stands there is missing from the text: {_SCANNED}"
            found.append(
                text_fault("page_without_text", words, at=f"/pages/{self.pictures[0]}", value=_numbers(self.pictures))
            )
        return found


def _pages(document: pdfium.PdfDocument) -> _Found:
    """The words of every page. Raises InvalidError for too many of them, or of words."""
    count = len(document)
    if not count:
        raise refusal("damaged", _DAMAGED, value="0 pages")
    if count > PAGES_MAX:
        words = f"a document has at most {PAGES_MAX:,} pages; split it"
        raise refusal("too_long", words, value=str(count))
    found = _Found()
    for number in range(1, count + 1):
        try:
            words, has_picture = _page(document, number - 1)
        except pdfium.PdfiumError:
            found.damaged.append(number)
            words, has_picture = "\n", False
        if has_picture and len(words.strip()) < _SPARSE:
            found.pictures.append(number)
        found.add(words)
        if found.length > CHARACTERS_MAX:
            raise too_long(found.length)
    return found


def _page(document: pdfium.PdfDocument, index: int) -> tuple[str, bool]:
    """The words of a page, ending with a line feed, and whether pictures are on it."""
    page = document[index]
    try:
        layer = page.get_textpage()
        try:
            words = layer.get_text_range() if layer.count_chars() else ""
        finally:
            layer.close()
        has_picture = False
        if len(words.strip()) < _SPARSE:
            has_picture = any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))
    finally:
        page.close()
    # U+FFFE: PDFium's own sign for a hyphen at which a word is broken; NUL: a glyph that stands for nothing.
    words = words.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-").replace("\x00", "\ufffd")
    return (words if words.endswith("\n") else words + "\n"), has_picture


def _numbers(pages: Sequence[int]) -> str:
    """3, 4, 5 …: as many as can be said in a line."""
    return ", ".join(map(str, pages[:_NAMED_MAX])) + (" …" if len(pages) > _NAMED_MAX else "")


def _named(pages: Sequence[int]) -> str:
    return f"page {pages[0]}" if len(pages) == 1 else f"pages {_numbers(pages)} ({len(pages)} in all)"
