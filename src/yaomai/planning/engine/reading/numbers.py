"""Which number do digits or Chinese numerals say: 1,200.5, 两, 十五, 三百二十, 十几, 数百?"""

import re
from decimal import Decimal

ARABIC = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
NUMERALS = "一二两三四五六七八九十百千"
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_PLACES = {"十": 10, "百": 100, "千": 1000}
# 万 and 亿 and what stands before them when no number does: 千亿, 百万.
MAGNITUDES: dict[str, Decimal] = {
    "万亿": Decimal(10) ** 12,
    "千亿": Decimal(10) ** 11,
    "百亿": Decimal(10) ** 10,
    "十亿": Decimal(10) ** 9,
    "亿": Decimal(10) ** 8,
    "千万": Decimal(10) ** 7,
    "百万": Decimal(10) ** 6,
    "十万": Decimal(10) ** 5,
    "万": Decimal(10) ** 4,
    "千": Decimal(10) ** 3,
    "百": Decimal(10) ** 2,
    "十": Decimal(10),
    "": Decimal(1),
}
LONGEST = 18
# A number of more digits counts nothing in an industry.
_TWO_IN_A_ROW = re.compile(r"([一二两三四五六七八])([二三四五六七八九])(十|百|千)?")


def arabic(words: str) -> Decimal | None:
    """The number that `words` (`ARABIC`) print; None when it is longer than anything counted."""
    if len(words) > LONGEST:
        return None
    return Decimal(words.replace(",", ""))


def chinese(words: str) -> Decimal | None:
    """The number below 10 000 that Chinese numerals say (十五, 三百二十, 一千零五, 三点五); None when they say none (一二三)."""
    whole, _, fraction = words.partition("点")
    total = _whole(whole)
    if total is None or not fraction:
        return total
    if any(one not in _DIGITS for one in fraction):
        return None
    return total + Decimal("0." + "".join(str(_DIGITS[one]) for one in fraction))


def _whole(words: str) -> Decimal | None:
    total, digit, last_place = 0, -1, 10000
    for one in words:
        if one in _DIGITS:
            if digit > 0:
                return None
            digit = _DIGITS[one]
            continue
        place = _PLACES.get(one)
        if place is None or place >= last_place or (digit < 0 and total > 0):
            return None
        total += (digit if digit >= 0 else 1) * place
        digit, last_place = -1, place
    if digit >= 0:
        total += digit
    return Decimal(total) if words else None


def neighbours(words: str) -> tuple[Decimal, Decimal] | None:
    """两三 → 2, 3; 三四十 → 30, 40: two digits in a row that follow each other; None when it is something else."""
    found = _TWO_IN_A_ROW.fullmatch(words)
    if found is None:
        return None
    low, high = _DIGITS[found[1]], _DIGITS[found[2]]
    if high != low + 1 and (low, high) != (3, 5):
        return None
    place = _PLACES.get(found[3] or "", 1)
    return Decimal(low * place), Decimal(high * place)
