"""Which of many known words stand in a text, the longest at each place?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple


def words_of(text: str) -> Sequence[str]:
    """The words of a list that is written with blanks and line breaks between them."""
    return text.split()


class Found(NamedTuple):
    """A known word at start..end of the text, and what the list says that it means."""

    start: int
    end: int
    meaning: str


class WordList:
    """Known words of two characters or more, each with what it means; words that mean "" only keep shorter ones away."""

    def __init__(self, words: Mapping[str, str]) -> None:
        heads: dict[str, list[str]] = {}
        for word in words:
            if len(word) > 1:
                heads.setdefault(word[:2], []).append(word)
        self._heads = {head: sorted(found, key=len, reverse=True) for head, found in heads.items()}
        self._meanings = words

    def found(self, text: str) -> Iterator[Found]:
        """The words in `text`, from its start, none within another."""
        heads = self._heads
        at, last = 0, len(text) - 1
        while at < last:
            words = heads.get(text[at : at + 2])
            word = next((one for one in words if text.startswith(one, at)), "") if words else ""
            if word:
                if meaning := self._meanings[word]:
                    yield Found(at, at + len(word), meaning)
                at += len(word)
            else:
                at += 1
