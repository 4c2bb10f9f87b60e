"""By which words is an entity found, by which pieces of them are they looked up, and in which order do names stand?

A term is kept folded (`folding.py`), with its **grams**, of which there are four kinds: one and two neighbouring Chinese
characters ("兰", "兰州"); three neighbouring letters or digits, and one or two that begin a run of them ("916"); the readings of
one and two neighbouring characters ("lan-", "lan-zhou"); the initials of two and three ("'lz", "'lzs"). The legal form at the
end of a name ("有限公司") has none: it stands on nine names of ten, so nobody finds anything by it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from yaomai.registers.declaration.kind import Kind, Property
from yaomai.registers.declaration.types import Choice
from yaomai.registers.engine.folding import fold, is_han
from yaomai.registers.engine.pinyin import syllables

TERM_LENGTH_MOST = 200
_SORT_KEY_CHARACTERS = 40

LEGAL_FORM = re.compile("(?<=..)(?:股份有限公司|有限责任公司|有限公司|股份公司|责任公司)$")
LEGAL_FORM_GRAMS = frozenset(
    {"股份", "份有", "有限", "限责", "责任", "任公", "限公", "公司", "份公", *"股份有限责任公司"}
)
"""What a term may hold without having it among its grams: whoever looks for it must not ask for it."""

_RUNS = re.compile("[㐀-鿿〇\U00020000-\U0003ffff]+|[^㐀-鿿〇\U00020000-\U0003ffff]+")


def terms_of(kind: Kind, current: Mapping[str, object]) -> list[tuple[str, str, list[str]]]:
    """The terms of an entity whose current properties (canonical JSON) are these: property, folded text, grams.

    The title comes first, then other names, identities and whatever else is declared to be searched. A text stands once,
    as the first property that has it.
    """
    found: dict[str, tuple[str, str, list[str]]] = {}
    for one in kind.searched:
        for text in texts_of(one, current.get(one.name)):
            folded = fold(text)[:TERM_LENGTH_MOST]
            if folded and folded not in found:
                found[folded] = (one.name, folded, grams(folded))
    return list(found.values())


def texts_of(searched: Property, value: object) -> Iterator[str]:
    """The texts of a property's value as people read them; of a value that is no text, none."""
    values = value if isinstance(value, list) else [value]
    for one in values:
        if isinstance(one, str) and one:
            yield searched.type.options.get(one, one) if isinstance(searched.type, Choice) else one


def grams(text: str) -> list[str]:
    """The grams of a text, sorted, each once."""
    folded = fold(text)[:TERM_LENGTH_MOST]
    core = LEGAL_FORM.sub("", folded)
    found: set[str] = set()
    for run in _RUNS.findall(core):
        found.update(_han_grams(run) if is_han(run[0]) else _alphanumeric_grams(run))
    if len(core) < len(folded):  # the border between the name proper and its legal form
        found.add(folded[len(core) - 1 : len(core) + 1])
    return sorted(found)


def _han_grams(run: str) -> Iterable[str]:
    spoken = syllables(run)
    initials = "".join([one[0] for one in spoken])
    return [
        *run,
        *_neighbouring(run, 2),
        *[f"{each}-" for each in spoken],
        *[f"{first}-{second}" for first, second in pairwise(spoken)],
        *[f"'{some}" for some in (*_neighbouring(initials, 2), *_neighbouring(initials, 3))],
    ]


def _alphanumeric_grams(run: str) -> Iterable[str]:
    return (run[0], run[:2], *_neighbouring(run, 3))


def _neighbouring(run: str, many: int) -> list[str]:
    """All so many characters that stand one after the other."""
    return [run[at : at + many] for at in range(len(run) - many + 1)]


def sort_key(text: str) -> str:
    """Where a text stands in a list: by the reading of each character, the same characters together; numbers by their size.

    To be compared code point by code point. Of long texts only the beginning counts.
    """
    folded = fold(text)[:_SORT_KEY_CHARACTERS]
    spoken = syllables(folded)
    parts = [one if one == character else one + character for character, one in zip(folded, spoken, strict=True)]
    return _NUMBER.sub(lambda digits: _by_size(digits[0]), "".join(parts))


_NUMBER = re.compile("[0-9]+")


def _by_size(digits: str) -> str:
    plain = digits.lstrip("0") or "0"
    return f"{len(plain):02d}{plain}"
