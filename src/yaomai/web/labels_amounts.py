"""How are exact amounts, and the thresholds of what is counted, told to people?"""

from decimal import Decimal

from yaomai.planning.engine.counted_over import Interval, interval_of
from yaomai.web import labels
from yaomai.web.labels_indicators import scale_of, scaled


def amount(text: str, unit: str, counted: str) -> str:
    """An exact number with its unit, as people read it: 176.23 亿元, 8.88%, 34 家."""
    if not is_number(text):
        return text
    value = Decimal(text)
    if unit == "P1":
        return f" {labels.grouped(_short(value))}%"
    scale = scale_of([value], unit, counted)
    return f" {labels.grouped(_short(scaled(value, scale)))} {scale[1] if unit or counted else '个'}"


def is_number(text: str) -> bool:
    """Whether a text is a number as the program writes them: digits, a point, a minus before them."""
    body = text.removeprefix("-")
    return body.replace(".", "", 1).isdigit() and body.isascii()


def _short(value: Decimal) -> Decimal:
    """For reading: two decimals, or as many more as it takes to be within a two-thousandth and not to look like a round number."""
    for places in range(2, 9):
        rounded = round(value, places)
        is_near = abs(rounded - value) * 2000 <= abs(value)
        if rounded == value or (is_near and rounded != rounded.to_integral_value()):
            break
    text = format(rounded, "f")
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def threshold_words(segment: str) -> str:
    """The segment of a thresholded count in words: 10 亿元及以上, 超过 1 亿元, 5 亿元到 10 亿元; other segments as they are."""
    words, found = interval_of(segment)
    if found is None:
        return segment
    said = _about(segment, found) or _interval_words(found)
    return f"{words}（{said}）" if words else said


def _about(segment: str, found: Interval) -> str:
    if "≈" not in segment or found.low is None or found.high is None:
        return ""
    return f"{amount(format((found.low + found.high) / 2, 'f'), 'CNY', '').strip()}左右"


def _interval_words(found: Interval) -> str:
    low, high = (
        None if one is None else amount(format(one, "f"), "CNY", "").strip() for one in (found.low, found.high)
    )
    if low is None:
        return f"不超过 {high}"
    if high is None:
        return f"超过 {low}" if found.is_strict else f"{low}及以上"
    return f"{low}到 {high}"
