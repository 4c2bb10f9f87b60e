"""Which tags and which words does the source of a web page have, in their order?

One pass from front to back, in time that grows with the length of the source whatever is in it, as the tokenizer of the HTML
standard (13.2.5) splits it, as far as text needs that.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape

_NAME = re.compile(r"[A-Za-z][^\s/>]*")
_BLANKS = re.compile(r"[\s/]*")
_ATTRIBUTE = re.compile(r"[^\s=>/][^\s=>/]*")
_EQUALS = re.compile(r"\s*=\s*")
_UNQUOTED = re.compile(r"[^\s>]*")
_RAW = {
    name: re.compile(f"</{name}(?=[\\s/>])", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
}
"""Elements in which nothing is a tag but their own end."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag, its name in small letters; `attributes` of a start tag, the first of each name."""

    name: str
    is_end: bool
    attributes: Mapping[str, str]


def pieces(source: str) -> Iterator[Tag | str]:
    """The tags and, between them, the words (with their characters for character references)."""
    at, words_from = 0, 0
    while (at := source.find("<", at)) >= 0:
        after = source[at + 1 : at + 2]
        if not (after in {"!", "?", "/"} or (after.isascii() and after.isalpha())):
            at += 1  # a sign, such as in 1<2
            continue
        if words_from < at:
            yield unescape(source[words_from:at])
        tag, at = _tag(source, at)
        if tag is not None:
            yield tag
            if not tag.is_end and (end := _RAW.get(tag.name)):
                found = end.search(source, at)
                at = found.start() if found else len(source)
        words_from = at
    if words_from < len(source):
        yield unescape(source[words_from:])


def _tag(source: str, at: int) -> tuple[Tag | None, int]:
    """The tag that begins there, or None for what only looks like one, and where it ends."""
    if source.startswith("<!--", at):
        return None, _after(source, "-->", at + 4)
    is_end = source[at + 1] == "/"
    name = _NAME.match(source, at + 2 if is_end else at + 1)
    if name is None:
        return None, _after(source, ">", at + 2)
    if is_end:
        return Tag(name[0].lower(), True, {}), _after(source, ">", name.end())
    attributes, end = _attributes(source, name.end())
    return Tag(name[0].lower(), False, attributes), end


def _attributes(source: str, at: int) -> tuple[dict[str, str], int]:
    """What stands in a start tag after its name, and where the tag ends; one that is never closed swallows the rest."""
    found: dict[str, str] = {}
    while True:
        blanks = _BLANKS.match(source, at)
        at = blanks.end() if blanks else at
        if at >= len(source):
            return found, at
        if source[at] == ">":
            return found, at + 1
        name = _ATTRIBUTE.match(source, at)
        if name is None:  # a sign of equality without a name
            at += 1
            continue
        at, value = name.end(), ""
        if equals := _EQUALS.match(source, at):
            value, at = _value(source, equals.end())
        found.setdefault(name[0].lower(), unescape(value))


def _value(source: str, at: int) -> tuple[str, int]:
    quote = source[at : at + 1]
    if quote and quote in "\"'":
        end = source.find(quote, at + 1)
        return (source[at + 1 : end], end + 1) if end >= 0 else ("", len(source))
    plain = _UNQUOTED.match(source, at)
    return (plain[0], plain.end()) if plain else ("", at)


def _after(source: str, mark: str, at: int) -> int:
    found = source.find(mark, at)
    return found + len(mark) if found >= 0 else len(source)
