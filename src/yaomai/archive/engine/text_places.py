"""What is the text of a document, and on which line and page does a character of it stand?

A place is a character of the text, counted from 0, by Unicode code points; an end is exclusive. Lines and pages count from 1.
"""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from yaomai.archive.engine.text_faults import refusal
from yaomai.errors import Finding, InvalidError

_LINE_END = re.compile("\r\n|\n|\r")


CHARACTERS_MAX = 5_000_000
"""So long may a text be: some two thousand pages of print."""


def too_long(characters: int) -> InvalidError:
    """That a text has more characters than that."""
    words = f"the text has more than {CHARACTERS_MAX:,} characters; a plan is shorter: split it"
    return refusal("too_long", words, value=str(characters))


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The characters of a document as its file has them, with its own line breaks.

    pages: the first character of each page, empty for what has none. lines: of each line, at least one. faults: why the text is
    empty, or what is to be known of a text that is there. reader: which reader read it, with its version.
    """

    text: str
    pages: tuple[int, ...] = ()
    lines: tuple[int, ...] = (0,)
    faults: tuple[Finding, ...] = ()
    reader: str = ""

    @property
    def digest(self) -> bytes:
        """The SHA-256 of all that was read, by which the record of the document holds the reader to its word."""
        faults = [[one.code, one.pointer, one.message, one.value] for one in self.faults]
        return hashlib.sha256(orjson.dumps([self.reader, list(self.pages), faults, self.text])).digest()

    def line_of(self, offset: int) -> int:
        """The line of a character, from 1."""
        return bisect_right(self.lines, max(offset, 0))

    def page_of(self, offset: int) -> int | None:
        """The page of a character, from 1; None when the document has no pages."""
        return page_of(self.pages, offset)


def document_text(text: str, *, reader: str, pages: Sequence[int] = (), faults: Sequence[Finding] = ()) -> DocumentText:
    """The text with its lines. They end with a line feed, a carriage return, or both, as Python reads text files.

    Raises InvalidError when it is too long.
    """
    if len(text) > CHARACTERS_MAX:
        raise too_long(len(text))
    return DocumentText(text, tuple(pages), line_starts(text), tuple(faults), reader)


def line_starts(text: str) -> tuple[int, ...]:
    """The first character of each line; a text that ends with a line break has no empty line after it."""
    starts = [0, *(found.end() for found in _LINE_END.finditer(text))]
    return tuple(starts[:-1] if len(starts) > 1 and starts[-1] == len(text) else starts)


def line_of(text: str, offset: int) -> int:
    """The line of one character of a text, from 1 (for many characters: DocumentText.line_of)."""
    return bisect_right(line_starts(text), max(offset, 0))


def page_of(pages: Sequence[int], offset: int) -> int | None:
    """The page of a character, from 1; None without pages. What stands before the first page is on it."""
    return max(bisect_right(pages, offset), 1) if pages else None
