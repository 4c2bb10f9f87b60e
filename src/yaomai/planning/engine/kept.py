"""Which numbers and texts can stand in a record and in its table, the same in both?"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from yaomai.errors import Finding

DIGITS_MOST = 24
"""So many digits has a number at most, and so many before its decimal point."""
PLACES_MOST = 12
"""So many digits the tables keep after the decimal point."""


def fits(value: Decimal, *, places: int | None = PLACES_MOST) -> bool:
    """Whether a number is kept as it is. places: digits after the decimal point at most; None: as many as it has digits."""
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        return False
    written = "".join(map(str, digits)).lstrip("0")
    significant = written.rstrip("0")
    exponent += len(written) - len(significant)
    if not significant:
        return True
    has_places = places is None or -exponent <= places
    return len(significant) <= DIGITS_MOST and len(significant) + exponent <= DIGITS_MOST and has_places


def number_finding(pointer: str, value: Decimal) -> Finding:
    """That a number is none that `fits`."""
    words = f"a number of at most {DIGITS_MOST} digits, {PLACES_MOST} of them after the decimal point in the indicator's unit"
    return Finding("planning.number_long", pointer, words, str(value)[:80])


def number_findings(numbers: Iterable[tuple[str, Decimal | None]]) -> list[Finding]:
    """Which of these numbers, by pointer, cannot be kept."""
    return [number_finding(where, one) for where, one in numbers if one is not None and not fits(one)]


def text_findings(texts: Mapping[str, str]) -> list[Finding]:
    """Which of these texts, by pointer, have a character that no table keeps: NUL, or half of a surrogate pair."""
    words = "a character that cannot be kept stands in it; leave it out"
    return [
        Finding("planning.character", where, words, ascii(text)[:80])
        for where, text in texts.items()
        if any(one == "\0" or "\ud800" <= one <= "\udfff" for one in text)
    ]
