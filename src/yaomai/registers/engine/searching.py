"""What does somebody look for who types this, which grams must a term have to be it, and how good an answer is a term?

The text is cut at spaces into **words**; a term answers when all of them are in it. A word is meant as it is written, or, where it
is of letters, as the reading of characters: whole ("lanzhou"), begun ("lanzh"), by initials ("lz"), or mixed ("lanzsw").
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise

from yaomai.registers.engine.folding import fold, is_han
from yaomai.registers.engine.pinyin import all_syllables, syllables
from yaomai.registers.engine.terms import LEGAL_FORM_GRAMS

WORDS_MOST = 6
LETTERS_MOST = 40
_READINGS_MOST = 6
_TRIGRAM = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """One condition on the grams of a term: it has all of `grams`, or, if `is_any`, one of them."""

    grams: tuple[str, ...]
    is_any: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a word that is Chinese characters throughout, or none at all. `wanted`: any of these conditions (empty: the
    grams say nothing about it).
    """

    text: str
    is_han: bool
    wanted: tuple[Wanted, ...]

    @property
    def is_read(self) -> bool:
        """Whether it may be a reading: letters throughout."""
        return not self.is_han and self.text.isascii() and self.text.isalpha()


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: the words, folded, and their parts; `whole` is the text without its spaces."""

    whole: str
    words: tuple[tuple[Part, ...], ...]

    @property
    def parts(self) -> Iterator[Part]:
        """All parts of all words."""
        return (part for word in self.words for part in word)

    @property
    def is_code(self) -> bool:
        """Whether only a code can be meant, or part of one: there is a digit and no Chinese character."""
        return any(one.isdigit() for one in self.whole) and not any(map(is_han, self.whole))


def sought(text: str) -> Sought:
    """What the text asks for; without words when there is no letter or digit in it."""
    words = [folded for one in text.split() if (folded := fold(one))][:WORDS_MOST]
    return Sought("".join(words), tuple(tuple(_parts(word[:200])) for word in words))


def _parts(word: str) -> Iterator[Part]:
    for han, characters in groupby(word, is_han):
        run = "".join(characters)
        yield Part(run, han, _han_wanted(run) if han else _other_wanted(run))


def _han_wanted(run: str) -> tuple[Wanted, ...]:
    grams = [run] if len(run) == 1 else ["".join(two) for two in pairwise(run)]
    needed = tuple(one for one in dict.fromkeys(grams) if one not in LEGAL_FORM_GRAMS)
    return (Wanted(needed),) if needed else ()


def _other_wanted(run: str) -> tuple[Wanted, ...]:
    grams = [run] if len(run) < _TRIGRAM else [run[at : at + _TRIGRAM] for at in range(len(run) - 2)]
    written = Wanted(tuple(dict.fromkeys(grams)))
    if not (run.isascii() and run.isalpha()):
        return (written,)
    return (written, *dict.fromkeys(_read_wanted(pieces) for pieces in _readings(run[:LETTERS_MOST])))


def _read_wanted(pieces: tuple[str, ...]) -> Wanted:
    if len(pieces) == 1:
        return Wanted(tuple(sorted(f"{one}-" for one in all_syllables() if one.startswith(pieces[0]))), is_any=True)
    whole = all_syllables()
    ended = len(pieces) - (0 if _is_ended(pieces[-1]) else 1)
    grams = [f"{one}-{two}" for one, two in pairwise(pieces[:ended]) if one in whole and two in whole]
    initials = "".join(one[0] for one in pieces)
    size = min(len(initials), _TRIGRAM)
    grams += ["'" + initials[at : at + size] for at in range(len(initials) - size + 1)]
    return Wanted(tuple(dict.fromkeys(grams)))


@lru_cache(maxsize=1_000)
def _is_ended(piece: str) -> bool:
    """Whether these letters are a whole syllable and cannot be the beginning of a longer one."""
    return [one for one in all_syllables() if one.startswith(piece)] == [piece]


@lru_cache(maxsize=2_000)
def _readings(letters: str) -> tuple[tuple[str, ...], ...]:
    """The most likely ways to cut letters into whole syllables, beginnings of syllables and initials, the likeliest first."""
    begun = _beginnings()
    whole = all_syllables()
    ways: list[list[tuple[int, tuple[str, ...]]]] = [[(0, ())]]
    for end in range(1, len(letters) + 1):
        here: list[tuple[int, tuple[str, ...]]] = []
        for start in range(max(0, end - 6), end):
            piece = letters[start:end]
            if piece not in begun:
                continue
            cost = 10 if piece in whole or end == len(letters) else 13 if piece in _INITIALS else 19
            here += [(so_far + cost, (*pieces, piece)) for so_far, pieces in ways[start]]
        ways.append(sorted(here)[:_READINGS_MOST])
    found = [pieces for _, pieces in ways[-1]]
    if len(letters) <= 12 and all(one in _INITIALS or one in "aeo" for one in letters):
        found.append(tuple(letters))
    return tuple(dict.fromkeys(found))


_INITIALS = frozenset((*"bpmfdtnlgkhjqxrzcsyw", "zh", "ch", "sh"))


@lru_cache(maxsize=1)
def _beginnings() -> frozenset[str]:
    return frozenset(one[:end] for one in all_syllables() for end in range(1, len(one) + 1))


@dataclass(frozen=True, slots=True)
class Answer:
    """That a term answers: how well (the smaller the better) and where, as half-open ranges of its folded text."""

    quality: int
    where: tuple[tuple[int, int], ...]


EXACT, PREFIX, READ_PREFIX, CONTAINS, INITIALS_PREFIX, READ, SCATTERED = range(7)


def answers(asked: Sought, term: str) -> Answer | None:
    """Whether and how well this folded text answers; None: not at all."""
    if term == asked.whole:
        return Answer(EXACT, ((0, len(term)),))
    if len(asked.words) == 1 and (at := term.find(asked.whole)) >= 0:
        return Answer(CONTAINS if at else PREFIX, ((at, at + len(asked.whole)),))
    found: list[tuple[int, tuple[int, int]]] = []
    spoken: Sequence[str] | None = None
    for part in asked.parts:
        at = term.find(part.text)
        if at >= 0:
            found.append((CONTAINS if at else PREFIX, (at, at + len(part.text))))
            continue
        if not part.is_read:
            return None
        spoken = syllables(term) if spoken is None else spoken
        read = _read(part.text, spoken)
        if read is None:
            return None
        found.append(read)
    if len(found) == 1:
        return Answer(found[0][0], (found[0][1],))
    return Answer(SCATTERED if found[0][1][0] else CONTAINS, tuple(sorted(where for _, where in found)))


def _read(letters: str, spoken: Sequence[str]) -> tuple[int, tuple[int, int]] | None:
    """Where letters are read in syllables: whole ones are better than begun ones, the first place is better than later ones."""
    best: tuple[int, tuple[int, int]] | None = None
    for start, syllable in enumerate(spoken):
        if not syllable.startswith(letters[0]):
            continue
        reached = {0: True}  # how many letters are used up, and whether every syllable until the last was whole
        for end in range(start, len(spoken)):
            reached = _step(letters, spoken[end], reached)
            if not reached:
                break
            if len(letters) in reached:
                is_whole = reached[len(letters)]
                quality = (READ_PREFIX if is_whole else INITIALS_PREFIX) if start == 0 else READ
                if best is None or quality < best[0]:
                    best = quality, (start, end + 1)
                break
    return best


def _step(letters: str, syllable: str, reached: dict[int, bool]) -> dict[int, bool]:
    after: dict[int, bool] = {}
    for used, was_whole in reached.items():
        for size in range(1, len(syllable) + 1):
            if letters[used : used + size] != syllable[:size]:
                break
            ended = used + size
            after[ended] = after.get(ended, False) or (was_whole and (size == len(syllable) or ended == len(letters)))
    return after
