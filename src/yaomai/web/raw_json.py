"""How is a JSON body shown as it was received: same names, same order, same digits, only the white space is ours?

Works on tokens, not on parsed values: a number keeps its decimals, a repeated name stays visible. Text that is not
JSON is shown line by line as it is.
"""

import re
from typing import NamedTuple

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

DEPTH_MAX = 12

_TOKEN = re.compile(r'\s*(?:("(?:[^"\\]|\\.)*")|([{}\[\],:])|([^\s{}\[\],:"]+))\s*')


class Line(NamedTuple):
    """One line as shown: how deep it stands, and its markup."""

    depth: int
    markup: SafeString


def lines(text: str) -> list[Line]:
    """The lines of the JSON text, its names, strings and other values marked by classes; all content escaped."""
    tokens = _tokens(text)
    if tokens is None:
        return [Line(0, escape(line)) for line in text.splitlines()]
    out: list[Line] = []
    depth, pieces = 0, ""
    for at, (string, mark, other) in enumerate(tokens):
        following = tokens[at + 1][1] if at + 1 < len(tokens) else ""
        if mark in ("}", "]"):
            if pieces:
                out.append(_line(depth, pieces))
            depth, pieces = depth - 1, mark
            if tokens[at - 1][1] in ("{", "["):  # an empty object or list stays on one line
                pieces = out.pop().markup + mark
        elif string:
            pieces += format_html('<span class="raw-{}">{}</span>', "name" if following == ":" else "text", string)
        elif other:
            pieces += format_html('<span class="raw-value">{}</span>', other)
        else:
            pieces += ": " if mark == ":" else mark
        if mark in ("{", "[", ","):
            out.append(_line(depth, pieces))
            depth, pieces = depth + (mark != ","), ""
    if pieces:
        out.append(_line(depth, pieces))
    return out


def _tokens(text: str) -> list[tuple[str, str, str]] | None:
    tokens, at = [], 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            return None
        string, mark, other = found.groups(default="")
        tokens.append((string, mark, other))
        at = found.end()
    return tokens if tokens and tokens[0][1] in ("{", "[") else None


def _line(depth: int, pieces: str) -> Line:
    return Line(max(0, min(depth, DEPTH_MAX)), mark_safe(pieces))  # noqa: S308 - every piece was escaped when it was made
