"""Which text do the bytes of a plain text file stand for?

UTF-8 with or without a mark, UTF-16 with or without one, and GB 18030 (which GBK and GB 2312 are parts of), in this order.
Bytes that decode as GB 18030 can still be something else, such as Big5: so what comes out is held against what Chinese looks like.
"""

import codecs
import re

from yaomai.archive.engine.text_faults import refusal, text_fault
from yaomai.archive.engine.text_places import DocumentText, document_text, line_of
from yaomai.errors import Finding

READER = "txt/1"
_BROKEN_SHARE_MAX = 0.01
_SAMPLE = 20_000
_UNREADABLE = "this is no text; save the document as TXT (UTF-8), HTML, DOCX or PDF and send that"
_CURE = "save the file anew as UTF-8 (in an editor: save as, encoding UTF-8) and send that"
_REPLACEMENT = "\ufffd"
_MOJIBAKE = re.compile("锟斤拷|烫烫烫|屯屯屯|ï»¿|Ã[\x80-\xbf]|(?:[åæçèé][\x80-\xbf¼½¾ŒœŠšŸŽž]{2}){3}")
_COMMON_SHARE_MIN = 0.6
_FIRST_COMMON, _LAST_COMMON = (
    0xB0,
    0xD7,
)  # GB 2312-80, section 4: the rows 16 to 55 of level 1, the 3755 common characters
_FIRST_SIGN, _LAST_SIGN = 0xA1, 0xA9  # rows 1 to 9: punctuation, digits, letters


def read_plain(data: bytes) -> DocumentText:
    """The text of a plain text file, exactly as it decodes. Raises InvalidError when it is none."""
    text, faults = decode(data)
    pages = form_feeds(text)
    return document_text(text, reader=READER, pages=pages, faults=faults)


def form_feeds(text: str) -> tuple[int, ...]:
    """The pages that form feeds begin; empty without any."""
    breaks = [at + 1 for at, letter in enumerate(text) if letter == "\f"] if "\f" in text else []
    return (0, *(at for at in breaks if at < len(text))) if breaks else ()


def decode(data: bytes, declared: str = "") -> tuple[str, list[Finding]]:
    """The characters, and what is to be known of them. `declared`: the encoding that the file itself names (HTML).

    Raises InvalidError when the bytes stand for no text in any encoding known here, or for none at all.
    """
    text, faults = _decoded(data, declared)
    if not text.strip("\ufeff\u200b\u3000 \t\r\n\f\v\x00"):
        raise refusal("empty", "the file holds no words, only blanks; look whether the right file was chosen")
    if "\x00" in text:
        raise refusal("unreadable", _UNREADABLE, value="NUL")
    return text, faults


def _decoded(data: bytes, declared: str) -> tuple[str, list[Finding]]:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return _leniently(data[len(mark) :], encoding)
    if b"\x00" in data:
        return _utf16_without_mark(data), []
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return text, _garbled(text)
    if declared and (found := _as_declared(data, declared)):
        return found, _garbled(found)
    return _not_utf8(data)


def _as_declared(data: bytes, declared: str) -> str:
    """The text in the encoding that the file names for itself; empty when that is none, or not its encoding."""
    try:
        name = codecs.lookup(declared.strip()).name
        return data.decode("gb18030" if name in {"gb2312", "gbk"} else name)
    except (LookupError, ValueError):  # ValueError: among others UnicodeDecodeError
        return ""


def _not_utf8(data: bytes) -> tuple[str, list[Finding]]:
    """GB 18030, or UTF-8 with broken bytes."""
    lenient, faults = _leniently(data, "utf-8")
    is_nearly_utf8 = lenient.count(_REPLACEMENT) <= _BROKEN_SHARE_MAX * len(lenient)
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        if is_nearly_utf8:
            return lenient, faults
        national, faults = _leniently(data, "gb18030")
        if national.count(_REPLACEMENT) <= _BROKEN_SHARE_MAX * len(national) and is_likely_chinese(national):
            return national, faults
    else:
        if is_likely_chinese(text):
            return text, []
        if is_nearly_utf8:
            return lenient, faults
    words = "the characters of this file are in no encoding that can be recognised (UTF-8, UTF-16, GB 18030); "
    raise refusal("encoding", words + _CURE, value=_first_line(data))


def _first_line(data: bytes) -> str:
    return next((line for line in data.splitlines() if line.strip()), b"")[:40].hex(" ")


def _leniently(data: bytes, encoding: str) -> tuple[str, list[Finding]]:
    """The text with U+FFFD for each broken byte sequence, and where they are."""
    text = data.decode(encoding, "replace")
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        first = len(data[: error.start].decode(encoding, "replace"))
        line = line_of(text, first)
        words = f"bytes that are no {encoding} stand in line {line} and perhaps further on; the figures there may be wrong: {_CURE}"
        return text, [text_fault("broken_bytes", words, at=f"/lines/{line}", value=data[error.start :][:8].hex(" "))]
    return text, _garbled(text)


def _utf16_without_mark(data: bytes) -> str:
    """UTF-16 of which the mark was lost. Raises InvalidError when the bytes are no such text."""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and (is_likely_chinese(text) or text.isascii()):
            return text
    raise refusal("unreadable", _UNREADABLE, value=data[:16].hex(" "))


def _garbled(text: str) -> list[Finding]:
    """Whether the text was read in a wrong encoding before it was saved: then its characters are gone, whatever one does."""
    found = re.search(_REPLACEMENT, text) or _MOJIBAKE.search(text)
    if found is None:
        return []
    line = line_of(text, found.start())
    words = f"line {line} was garbled before the file was saved (read in a wrong encoding); get the document anew from its issuer"
    return [text_fault("garbled", words, at=f"/lines/{line}", value=found[0])]


def is_likely_chinese(text: str) -> bool:
    """Whether most of what is not ASCII are common Chinese characters and signs, unlike text in a wrong encoding."""
    sample = [letter for letter in text[:_SAMPLE] if not letter.isascii()]
    if not sample:
        return True
    return sum(map(_is_common, sample)) >= _COMMON_SHARE_MIN * len(sample)


def _is_common(letter: str) -> bool:
    try:
        first = letter.encode("gb2312")[0]
    except UnicodeEncodeError:
        return letter in "“”‘’—…·«»〔〕"
    return _FIRST_COMMON <= first <= _LAST_COMMON or _FIRST_SIGN <= first <= _LAST_SIGN
