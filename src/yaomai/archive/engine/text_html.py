"""What does a web page say: the words that a browser would show, block by block?

Scripts, styles, forms and what is hidden are left out, and so are a page's menus and foot when something else is left. A block is a
line, a row of a table too (its cells parted by tabs).
"""

import re
from collections import Counter

from yaomai.archive.engine.html_tags import Tag, pieces
from yaomai.archive.engine.text_faults import refusal
from yaomai.archive.engine.text_places import DocumentText, document_text
from yaomai.archive.engine.text_plain import decode

READER = "html/1"
BYTES_MAX = 8 * 2**20
"""So large may a web page be; pictures are no part of it."""
_HEAD = 4096
_CHARSET = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})""", re.IGNORECASE)
_SILENT = frozenset(
    {
        *(
            "script",
            "style",
            "noscript",
            "template",
            "title",
            "iframe",
            "object",
            "embed",
            "svg",
            "canvas",
            "audio",
            "video",
        ),
        *("map", "select", "textarea", "button", "datalist", "option", "frameset", "noframes", "applet"),
    }
)
_FURNITURE = frozenset({"nav", "footer", "aside", "menu", "dialog"})
_BLOCKS = frozenset(
    {
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "caption",
            "center",
            "dd",
            "details",
            "dialog",
            "dir",
            "div",
        ),
        *(
            "dl",
            "dt",
            "fieldset",
            "figcaption",
            "figure",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
        ),
        *(
            "hr",
            "html",
            "legend",
            "li",
            "main",
            "menu",
            "nav",
            "ol",
            "p",
            "pre",
            "section",
            "summary",
            "table",
            "tbody",
        ),
        *("tfoot", "thead", "tr", "ul"),
    }
)
_VOID = frozenset(
    {
        *(
            "area",
            "base",
            "br",
            "col",
            "embed",
            "hr",
            "img",
            "input",
            "link",
            "meta",
            "param",
            "source",
            "track",
            "wbr",
        ),
    }
)
_CLOSES_ITSELF = {
    "p": frozenset({"p"}),
    "li": frozenset({"li"}),
    "td": frozenset({"td", "th"}),
    "th": frozenset({"td", "th"}),
}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f"
_BLANK_IN_CHINESE = re.compile(f"(?<=[{_WIDE}]) (?=[{_WIDE}])")
_EMPTY_LINES = re.compile(r"\n{3,}")


def read_html(data: bytes) -> DocumentText:
    """The text of a web page. Raises InvalidError when none can be read."""
    if len(data) > BYTES_MAX:
        words = f"a web page has at most {BYTES_MAX // 2**20} MiB; save its text as TXT and send that"
        raise refusal("too_large", words, value=str(len(data)))
    declared = _CHARSET.search(data[:_HEAD])
    source, faults = decode(data, declared[1].decode() if declared else "")
    text = _words(source, _SILENT | _FURNITURE) or _words(source, _SILENT)
    if not text:
        raise refusal("empty", "the page shows no words (perhaps a program writes them); copy its text into a TXT file")
    return document_text(text, reader=READER, faults=faults)


def looks_like_html(data: bytes) -> bool:
    """Whether the bytes begin as a web page does."""
    head = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return head.startswith(
        (b"<!doctype html", b"<html", b"<head", b"<body", b"<!--", b"<meta", b"<div", b"<p>", b"<table")
    )


def _words(source: str, silent: frozenset[str]) -> str:
    shown = _Shown(silent)
    for piece in pieces(source):
        if isinstance(piece, str):
            shown.words(piece)
        elif piece.is_end:
            shown.end(piece.name)
        else:
            shown.start(piece)
    text = "\n".join(line.lstrip(" ").rstrip(" \t") for line in "".join(shown.pieces).split("\n"))
    return _EMPTY_LINES.sub("\n\n", text).strip("\n \t")


class _Shown:
    """Gathers what is shown. Unclosed elements end with the one around them."""

    def __init__(self, silent: frozenset[str]) -> None:
        self.pieces: list[str] = []
        self._silent = silent
        self._open: list[tuple[str, bool]] = []  # the elements that are open, and whether each is shown
        self._counts: Counter[str] = Counter()
        self._is_fresh = True  # nothing stands on the line yet

    def start(self, tag: Tag) -> None:
        """An element begins."""
        if self._open and self._open[-1][0] in _CLOSES_ITSELF.get(tag.name, ()):
            self.end(self._open[-1][0])
        self._break(tag.name)
        if tag.name in {"td", "th"} and self._is_shown and not self._is_fresh:
            self.pieces.append("\t")
        if tag.name in _VOID:
            return
        style = tag.attributes.get("style", "")
        is_hidden = tag.name in self._silent or "hidden" in tag.attributes or bool(_HIDDEN.search(style))
        self._open.append((tag.name, self._is_shown and not is_hidden))
        self._counts[tag.name] += 1

    def end(self, name: str) -> None:
        """An element ends, and with it what was left open in it; an end without a beginning is nothing."""
        if not self._counts[name]:
            return
        while self._open:
            closed, _ = self._open.pop()
            self._counts[closed] -= 1
            if closed == name:
                break
        self._break(name)

    def words(self, data: str) -> None:
        """Words, with the blanks of the source."""
        if not self._is_shown:
            return
        if self._counts["pre"]:
            self.pieces.append(data)
            self._is_fresh = data.endswith("\n")
            return
        words = _BLANK_IN_CHINESE.sub("", _BLANKS.sub(" ", data))
        if self._is_fresh or self.pieces[-1][-1:] in {" ", "\t"}:
            words = words.removeprefix(" ")
        if words:
            self.pieces.append(words)
            self._is_fresh = False

    @property
    def _is_shown(self) -> bool:
        return not self._open or self._open[-1][1]

    def _break(self, name: str) -> None:
        """A new line where one is due."""
        if self._is_shown and (name == "br" or (name in _BLOCKS and not self._is_fresh)):
            self.pieces.append("\n")
            self._is_fresh = True
