"""Which rows has a text file of values parted by commas, semicolons or tabs (RFC 4180 and what offices make of it)?"""

import csv
from collections.abc import Iterator
from io import StringIO

from yaomai.archive.engine.text_plain import is_likely_chinese
from yaomai.errors import Finding, InvalidError
from yaomai.registers.engine.formula_guard import unguarded
from yaomai.registers.engine.sheet_facts import Room, file_fault

_MARKS = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"mime-version", b"{\\rtf", b"%pdf")
_SAMPLE_LINES = 20


def looks_like_text(data: bytes) -> bool:
    """Whether these bytes can be text at all."""
    return b"\x00" not in data[:4096] or data[:2] in {b"\xff\xfe", b"\xfe\xff"}


def rows(data: bytes, room: Room) -> Iterator[list[str]]:
    """The rows: UTF-8 (with or without a mark), UTF-16 with one, or GB 18030; without apostrophes that only kept a text from being
    a formula. Raises InvalidError.
    """
    if data.lstrip(b"\xef\xbb\xbf \r\n\t")[:13].lower().startswith(_MARKS):
        words = "this is a web page or a document, whatever its name says; open it, save it as .xlsx and send that"
        raise file_fault("unreadable", words)
    text = _text(data)
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        for row in reader:
            room.take_cells(max(len(row), 1), "")
            yield [unguarded(cell) for cell in row]
    except csv.Error as error:
        line = reader.line_num
        words = f"line {line} cannot be read as values parted by a comma, semicolon or tab ({error}): look at its quotation marks"
        raise InvalidError([Finding("registers.file_quotation", f"CSV!A{line}", words)]) from None


def _text(data: bytes) -> str:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
        if b"\x00" in data:
            raise file_fault("unreadable", "this is no text and no spreadsheet; save the table as .xlsx and send that")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        # What decodes as GB 18030 can still be something else, such as Big5: then it is no Chinese.
        if encoding != "gb18030" or is_likely_chinese(text):
            return text
    words = "the text is neither UTF-8 nor GB 18030, perhaps Big5; open it with its encoding, save it as .xlsx and send that"
    raise file_fault("encoding", words)


def _delimiter(text: str) -> str:
    """The one of comma, semicolon and tab that parts most; those within quotation marks do not count."""
    counts = dict.fromkeys(",;\t", 0)
    quoted, lines = False, 0
    for letter in text[:100_000]:
        if letter == '"':
            quoted = not quoted
        elif letter == "\n" and not quoted:
            lines += 1
            if lines == _SAMPLE_LINES:
                break
        elif letter in counts and not quoted:
            counts[letter] += 1
    return max(counts, key=lambda one: counts[one])
