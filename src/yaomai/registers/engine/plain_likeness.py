"""How alike are two names that are no organisations': of herbs, medicines, brands, places, or of people?

Of such names one character more or another one mostly means something else (党参, 丹参; 黄芪, 炙黄芪): what is not the same
but for its spelling is offered to a person, never decided.
"""

import re

from rapidfuzz.distance import OSA

from yaomai.registers.engine.folding import is_han
from yaomai.registers.engine.likeness import Likeness, Reason, looks_alike, sounds_alike

_AUTHORITY = 0.9
_BINOMIAL = re.compile("^[a-z]+$")
_SLIP_LENGTH = 8


def compare_plain(one: str, two: str) -> Likeness:
    """Two folded names of things."""
    if one == two:
        return Likeness(1.0, (Reason("same_text"),))
    short, full = sorted((one, two), key=len)
    if _BINOMIAL.match(short) and len(short) >= _SLIP_LENGTH:
        if full.startswith(short) and len(full) > len(short):
            return Likeness(_AUTHORITY - 0.1, (Reason("beginning", {"short": short, "full": full}),))
        if OSA.distance(short, full, score_cutoff=1) <= 1:
            return Likeness(0.8, (Reason("slip", {"one": one, "two": two}),))
    if sorted(filter(str.isdigit, one)) != sorted(filter(str.isdigit, two)):
        return Likeness(0.4, (Reason("other_number", {"one": one, "two": two}, supports=False),))
    if len(one) == len(two) and len(one) >= 2:
        differing = [(old, new) for old, new in zip(one, two, strict=True) if old != new]
        if len(differing) == 1 and is_han(differing[0][0]):
            old, new = differing[0]
            if sounds_alike(old, new) or looks_alike(old, new):
                return Likeness(0.75, (Reason("slip", {"one": old, "two": new}),))
    if len(short) >= 2 and short in full:
        return Likeness(0.6, (Reason("part_of", {"short": short, "full": full}, supports=False),))
    return Likeness(0.0, ())


def compare_people(one: str, two: str) -> Likeness:
    """Two folded names of people: many bear the same, so that a name alone decides nothing."""
    if one == two:
        return Likeness(0.8, (Reason("namesake"),))
    return Likeness(0.0, ())
