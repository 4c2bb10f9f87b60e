"""Is this a unified social credit code (统一社会信用代码), and is its last character right?

GB 32100-2015: eighteen characters of a set of 31 (the digits, and the capitals without I, O, S, V and Z): the registering
authority, the category, six digits of the administrative division, nine characters of the organisation's own code, and a check
character over the seventeen before it. The check character that GB 11714 puts at the end of the organisation's own code is not
looked at here.
"""

import re
from operator import mul

CHARACTERS = (
    "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015, table of characters; the value of each is its place here
)
_VALUES = {character: place for place, character in enumerate(CHARACTERS)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_CODE = re.compile(f"[{CHARACTERS}]{{2}}[0-9]{{6}}[{CHARACTERS}]{{10}}", re.ASCII)


def is_well_formed(code: str) -> bool:
    """Whether `code` has the length, the characters and the six digits that the standard asks for."""
    return _CODE.fullmatch(code) is not None


def check_character(body: str) -> str:
    """The character that follows `body` (seventeen of CHARACTERS): it fills the sum of weighted values up to a multiple of 31.

    GB 32100-2015: the weight of place i, counted from 1, is 3^(i-1) mod 31. Raises ValueError for another length or character.
    """
    if len(body) != len(_WEIGHTS) or not _VALUES.keys() >= set(body):
        raise ValueError(f"a check character follows {len(_WEIGHTS)} characters of {CHARACTERS}, not {body!r}")
    return CHARACTERS[-sum(map(mul, map(_VALUES.__getitem__, body), _WEIGHTS)) % len(CHARACTERS)]


def is_right(code: str) -> bool:
    """Whether `code` is well formed and its last character is the check character of those before it."""
    return is_well_formed(code) and check_character(code[:-1]) == code[-1]
