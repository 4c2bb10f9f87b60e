"""Under which headings does a paragraph stand, and which of its words are a heading?"""

import re

_CHINESE = "一二三四五六七八九十"
_LEVELS = (
    (1, re.compile(rf"第[{_CHINESE}百\d]{{1,4}}[章篇]|第[{_CHINESE}]{{1,3}}部分|附件")),
    (2, re.compile(rf"第[{_CHINESE}百\d]{{1,4}}节")),
    (3, re.compile(rf"[{_CHINESE}]{{1,3}}[、．.]")),
    (4, re.compile(rf"（[{_CHINESE}]{{1,3}}）")),
    (5, re.compile(r"\d{1,2}(?:[.、](?!\d)|(?:\.\d{1,2}){1,3} )|专栏|专题|附表|表\d")),
    (6, re.compile(r"（\d{1,2}）|\d{1,2}）|[①-⑳]|—{2,}|-{2,}")),
)
_LONGEST = 34
_UNMARKED = 7
_STOP = re.compile(r"[。：！？]")
_STATES = re.compile(r"，.*\d|\d(?:[\d.]*)(?:%|[万亿]?[元亩吨]|[万亿])")
_SENTENCE_STOP = frozenset("。！？；，：")


def _level(words: str) -> int:
    for level, pattern in _LEVELS:
        if pattern.match(words):
            return level
    return 0


def run_in_heading(words: str) -> int:
    """How many characters of the paragraph `words` are its heading: a short marked line, or up to the first stop; 0: none."""
    level = _level(words)
    stop = _STOP.search(words, 0, _LONGEST)
    if stop is not None and level:
        # 2.实现产值500亿元，年均增长15%。 states, it names nothing
        return 0 if _STATES.search(words, 0, stop.end()) else stop.end()
    if len(words) <= _LONGEST and words[-1] not in _SENTENCE_STOP and (level or _is_title(words)):
        return len(words)
    return 0


def _is_title(words: str) -> bool:
    return (
        len(words) <= 16
        and "，" not in words
        and "。" not in words
        and words[0] != "（"
        and not words[-1].isdigit()
        and words[-1] not in "日月％%"
    )


class Outline:
    """The headings above the paragraph that is being read."""

    def __init__(self) -> None:
        self._open: list[tuple[int, str]] = []

    @property
    def path(self) -> tuple[str, ...]:
        """The headings, outermost first."""
        return tuple(title for _, title in self._open)

    def enter(self, words: str, head: int) -> tuple[str, ...]:
        """The path for the paragraph `words`, whose first `head` characters are a heading."""
        level = _level(words)
        if not head:
            if level:
                self._close(level)
            return self.path
        self._close(level or _UNMARKED)
        self._open.append((level or _UNMARKED, words[:head].rstrip("。：")))
        return self.path

    def _close(self, level: int) -> None:
        while self._open and self._open[-1][0] >= level:
            self._open.pop()
