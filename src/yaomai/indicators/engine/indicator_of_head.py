"""Which indicator does a head mean that only the title and the unit make clear: 产量（万吨） under 甘肃省中药材生产情况?

The name of the indicator ends with the head, what it says before that stands in the title, and the unit is one of its own.
"""

from functools import lru_cache

from yaomai.indicators.engine.table_lexicon import KnownIndicator, Lexicon
from yaomai.indicators.engine.table_words import plain_words
from yaomai.registers.declaration.types import Number
from yaomai.registers.engine.read_fault import ReadFault
from yaomai.registers.engine.reading_numbers import read_number
from yaomai.registers.engine.sheet_outline import fold


def indicator_of(base: str, unit: str, title: str, lexicon: Lexicon) -> str:
    """The key of the one indicator that the head `base` means below this title; empty: none, or several. unit: as written, empty
    where the head does not say it.
    """
    head, above = fold(base), fold(title)
    if len(head) < 2:
        return ""
    found: dict[str, int] = {}
    for one in lexicon.known.values():
        if one.basis in ("yoy", "cagr") or (unit and not unit_fits(one, unit)):
            continue
        for name in {fold(each) for each in (one.name, *one.other_names)}:
            before = name.removesuffix(head)
            if before != name and len(before) > 1 and before in above:
                found[one.key] = max(found.get(one.key, 0), len(before))
    longest = [key for key, length in found.items() if length == max(found.values())]
    return longest[0] if len(longest) == 1 else ""


def unit_fits(one: KnownIndicator, unit: str) -> bool:
    """Whether numbers of this unit, as written in a table, can be values of the indicator."""
    words = plain_words(unit)
    if not one.unit and one.counted:
        return words.removeprefix("万") == one.counted
    return _converts(one.unit, words)


@lru_cache(maxsize=1024)
def _converts(to_unit: str, unit: str) -> bool:
    try:
        read_number(Number(to_unit), "1", unit)
    except ReadFault:
        return False
    return True
