"""Is the last digit of a GS1 key right?

GS1 General Specifications, clause 7.9.1: from the right, the digits before the check digit are weighted 3,
1, 3, 1 …; the check digit fills their sum up to a multiple of ten. One rule serves every fixed-length
numeric key.
"""

from functools import lru_cache


@lru_cache(maxsize=4096)  # many serial numbers and lots, few goods
def check_digit(body: str) -> str:
    """The digit that follows `body` (ASCII digits, without their check digit)."""
    total = 3 * sum(map(int, body[::-2])) + sum(map(int, body[-2::-2]))
    return str(-total % 10)


def is_right(digits: str) -> bool:
    """Whether the last of `digits` (ASCII digits, two or more) is the check digit of those before it."""
    return check_digit(digits[:-1]) == digits[-1]
