"""In which sentence do these characters of a document stand, and what stands around it?"""

import re
from dataclasses import dataclass

from yaomai.archive.engine.text_places import DocumentText
from yaomai.errors import Finding, InvalidError

REACH = 600
"""So far, in characters, the ends of a sentence are looked for; so much is shown around it at most."""
_BREAK = "(?:\r\n|\n|\r)"
_NUMBER = "[一二三四五六七八九十]{1,3}"
_HEADING = f"[ \\t\u3000]*(?:第[一二三四五六七八九十0-9]{{1,3}}[章节编]|{_NUMBER}、|[（(]{_NUMBER}[）)])"
_ENDS = re.compile(
    "[。！？!?]+[”’」』）)]*"
    "|(?<![0-9０-９.])\\.(?![0-9０-９A-Za-z.])[”’」』）)]*"  # some printers set a full stop for 。
    f"|{_BREAK}[ \t\u3000]*(?=[\r\n])"  # an empty line
    f"|{_BREAK}(?=[\u3000]{{2}}|[ ]{{4}}|\t)"  # an indented one
    f"|^{_HEADING}[^。！？!?；;，,：:.\r\n]{{0,22}}{_BREAK}"  # a heading by itself
    f"|{_BREAK}(?={_HEADING})"
    "|\f",
    re.MULTILINE,
)
_BREAKS = re.compile("[\r\n\f]+")
_BLANKS = " \t\r\n\f\u3000"


@dataclass(frozen=True, slots=True)
class Passage:
    """The words start..end of a text: `before` and `after` complete their sentence, `lead` and `trail` stand around it. Line breaks
    are the file's. `line`, `line_end`: of the first and the last of the words; `page`: of the first, None without pages.
    """

    start: int
    end: int
    lead: str
    before: str
    words: str
    after: str
    trail: str
    line: int
    line_end: int
    page: int | None

    @property
    def sentence(self) -> str:
        """The whole sentence (or sentences, where the words reach over several), on one line."""
        return one_line(self.before + self.words + self.after)


def passage(read: DocumentText, start: int, end: int) -> Passage:
    """The words in their surroundings. Raises InvalidError when the text has no such characters."""
    text = read.text
    if not 0 <= start < end <= len(text):
        message = (
            f"the text has {len(text)} characters, from 0 to {len(text)}; the place must lie within and not be empty"
        )
        raise InvalidError([Finding("archive.place_outside", "/at", message, f"{start}-{end}"[:80])])
    first, last = _sentence(text, start, end)
    around = max(first - REACH, 0), min(last + REACH, len(text))
    return Passage(
        start=start,
        end=end,
        lead=text[around[0] : first],
        before=text[first:start],
        words=text[start:end],
        after=text[end:last],
        trail=text[last : around[1]],
        line=read.line_of(start),
        line_end=read.line_of(end - 1),
        page=read.page_of(start),
    )


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence of these characters begins and ends."""
    low = max(start - REACH, 0)
    first = low
    for found in _ENDS.finditer(text, low, min(start + 1, len(text))):
        if found.end() <= start:
            first = found.end()
    while first < start and text[first] in _BLANKS:
        first += 1
    ended = _ENDS.search(text, max(end - 1, start), min(end + REACH, len(text)))
    last = max(ended.end(), end) if ended else min(end + REACH, len(text))
    while last > end and text[last - 1] in _BLANKS:
        last -= 1
    return first, last


def one_line(text: str) -> str:
    """The text without its line breaks: where they part Latin words a blank takes their place, between Chinese ones nothing."""
    return unbroken(text).strip(_BLANKS)


def unbroken(text: str) -> str:
    """The same for a piece of a line: blanks at its ends stay."""
    first, *others = _BREAKS.split(text)
    joined = [first]
    for other in others:
        before, after = joined[-1].rstrip(_BLANKS), other.lstrip(_BLANKS)
        joined[-1] = before
        joined.append(f" {after}" if _are_words(before[-1:], after[:1]) else after)
    return "".join(joined)


def _are_words(before: str, after: str) -> bool:
    """Whether a line break between these characters parts two words; a number is rather broken by it."""
    both = before + after
    return bool(before and after) and both.isascii() and both.isalnum() and not both.isdigit()
