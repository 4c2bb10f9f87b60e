"""At which line and column of a JSON text does what a JSON pointer (RFC 6901) names begin, and what stands there?

For people who have the text before them in an editor. The text is walked once; what no pointer leads into is skipped.
"""

import json
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import cast

_SPACE = re.compile(rb"[ \t\n\r]*")
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_PLAIN = re.compile(rb"[^\s,\]}]*")
_NESTING = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_LINE_AND_COLUMN = re.compile(r"not JSON at line (\d+), column (\d+)")
BEFORE_MAX, SEEN_MAX, AFTER_MAX = 60, 120, 40
"""So many characters of the line are shown before what is meant, of it, and after it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Line and column, both counted from 1, the column in characters; and the line's words: before, what is meant, after."""

    line: int
    column: int
    before: str
    seen: str
    after: str


@dataclass(slots=True)
class _Wanted:
    """The pointers that begin with the same steps: the whole one that ends here, and how the others go on."""

    ends: list[str] = field(default_factory=list)
    steps: "dict[str, _Wanted]" = field(default_factory=dict)

    def all(self) -> list[str]:
        """The pointers that end here or below."""
        return self.ends + [pointer for step in self.steps.values() for pointer in step.all()]


def places(data: bytes, pointers: Iterable[str]) -> dict[str, Place]:
    """The place of each pointer in `data` (UTF-8); of one that leads to nothing, the place of the last thing on its way.

    A member's place is where its name begins. A text that is no JSON is followed as far as it can be. The whole document
    (pointer "") has no place.
    """
    root = _Wanted()
    for pointer in dict.fromkeys(pointers):
        at = root
        for step in pointer.split("/")[1:]:
            at = at.steps.setdefault(step.replace("~1", "/").replace("~0", "~"), _Wanted())
        at.ends.append(pointer)
    root.ends.clear()
    walk = _Walk(data)
    with suppress(_BrokenOffError):  # what was found before the text ceased to be JSON stands
        walk.value(_end(_SPACE, data, 0), root)
    return _places(data, walk.found)


def place_of_malformed(data: bytes, message: str) -> Place | None:
    """The place that a finding `json.malformed` names in its words."""
    named = _LINE_AND_COLUMN.match(message)
    if named is None:
        return None
    line, column = int(named[1]), int(named[2])
    lines = data.decode("utf-8", "replace").split("\n")
    if line > len(lines):
        return None
    text = lines[line - 1].rstrip("\r")
    return Place(line, column, *_around(text, column - 1, column))


class _BrokenOffError(ValueError):
    """The text is no JSON from here on."""


class _Walk:
    """A walk through a text; `found` says of each pointer where it begins, and where its value begins and ends."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.found: dict[str, tuple[int, int]] = {}

    def value(self, at: int, wanted: _Wanted | None) -> int:
        """Where the value that begins at `at` ends; notes what is wanted in it. Recursion goes no deeper than the pointers."""
        first = self._data[at : at + 1]
        if wanted is None or not wanted.steps:
            return self._skipped(at)
        if first == b"{":
            return self._object(at + 1, wanted)
        if first == b"[":
            return self._array(at + 1, wanted)
        return self._skipped(at)

    def _object(self, at: int, wanted: _Wanted) -> int:
        data = self._data
        at = _end(_SPACE, data, at)
        while data[at : at + 1] == b'"':
            name_ends = _end(_STRING, data, at)
            step = wanted.steps.get(_unescaped(data[at + 1 : name_ends - 1]))
            value_at = _end(_SPACE, data, name_ends)
            if data[value_at : value_at + 1] != b":":
                raise _BrokenOffError
            value_at = _end(_SPACE, data, value_at + 1)
            if step is not None:
                self._note(step, at, value_at)
            at = self._next(self.value(value_at, step))
        return self._closed(at, b"}")

    def _array(self, at: int, wanted: _Wanted) -> int:
        data, number = self._data, 0
        at = _end(_SPACE, data, at)
        while data[at : at + 1] not in (b"]", b""):
            step = wanted.steps.get(str(number))
            if step is not None:
                self._note(step, at, at)
            at = self._next(self.value(at, step))
            number += 1
        return self._closed(at, b"]")

    def _note(self, step: _Wanted, at: int, value_at: int) -> None:
        """All that lie below are here until they are found themselves; of members that come twice, the last."""
        first = self._data[value_at : value_at + 1]
        ends = value_at + 1 if first in (b"{", b"[") else self._skipped(value_at)
        for pointer in step.all():
            self.found[pointer] = (at, ends)

    def _next(self, at: int) -> int:
        at = _end(_SPACE, self._data, at)
        return _end(_SPACE, self._data, at + 1) if self._data[at : at + 1] == b"," else at

    def _closed(self, at: int, sign: bytes) -> int:
        if self._data[at : at + 1] != sign:
            raise _BrokenOffError
        return at + 1

    def _skipped(self, at: int) -> int:
        data = self._data
        first = data[at : at + 1]
        if first == b'"':
            return _end(_STRING, data, at)
        if first not in (b"{", b"["):
            return _end(_PLAIN, data, at)
        depth = 0
        for match in _NESTING.finditer(data, at):
            token = match[0]
            if token in (b"{", b"["):
                depth += 1
            elif token in (b"}", b"]"):
                depth -= 1
                if depth == 0:
                    return match.end()
        raise _BrokenOffError


def _end(pattern: re.Pattern[bytes], data: bytes, at: int) -> int:
    match = pattern.match(data, at)
    if match is None or (match.end() == at and pattern is not _SPACE):
        raise _BrokenOffError
    return match.end()


def _unescaped(name: bytes) -> str:
    if b"\\" in name:
        with suppress(ValueError):  # one that is escaped wrongly is called as it is written
            return cast("str", json.loads(b'"' + name + b'"'))
    return name.decode("utf-8", "replace")


def _places(data: bytes, found: dict[str, tuple[int, int]]) -> dict[str, Place]:
    """Lines are counted once, in the order of the text."""
    placed: dict[str, Place] = {}
    line, counted, line_starts, column = 1, 0, 0, 1
    for pointer, (at, ends) in sorted(found.items(), key=lambda one: one[1]):
        line += data.count(b"\n", counted, at)
        newline = data.rfind(b"\n", counted, at)
        if newline >= 0:
            line_starts, column, counted = newline + 1, 1, newline + 1
        column += len(data[counted:at].decode("utf-8", "replace"))
        counted = at
        # A line may be the whole document: only what can be shown of it is decoded.
        start = max(line_starts, at - 4 * BEFORE_MAX)
        before = data[start:at].decode("utf-8", "replace")
        stop = data.find(b"\n", at)
        line_ends = len(data) if stop < 0 else stop
        shown = data[at : min(line_ends, at + 4 * (SEEN_MAX + AFTER_MAX))].decode("utf-8", "replace").rstrip("\r")
        seen = len(data[at : min(ends, line_ends)].decode("utf-8", "replace").rstrip("\r"))
        placed[pointer] = Place(
            line, column, *_around(before + shown, len(before), len(before) + seen, cut=start > line_starts)
        )
    return placed


def _around(text: str, begins: int, ends: int, *, cut: bool = False) -> tuple[str, str, str]:
    """The three parts of a line, each cut with an ellipsis where it is long; white space at the line's begin goes."""
    before = text[:begins] if cut else text[:begins].lstrip()
    seen = text[begins:ends]
    after = text[ends:] if len(seen) <= SEEN_MAX else ""
    if cut or len(before) > BEFORE_MAX:
        before = "…" + before[-BEFORE_MAX:]
    if len(seen) > SEEN_MAX:
        seen = seen[:SEEN_MAX] + "…"
    if len(after) > AFTER_MAX:
        after = after[:AFTER_MAX] + "…"
    return before, seen, after
