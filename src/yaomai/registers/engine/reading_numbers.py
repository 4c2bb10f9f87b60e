"""Which number stands in a cell, and how much is it in the unit of the property?

A figure that is hedged (约3.5万亩, 3万多亩, 100余家, ≥5) is refused: nobody could answer for the number that would be recorded.
So is one with the mark of a footnote beside it (12.3①): what the footnote says is not known, and ① made plain would be a digit.
"""

import re
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from yaomai.registers.declaration.types import Number
from yaomai.registers.engine.read_fault import ReadFault
from yaomai.registers.engine.reading_words import clean, exact, plain
from yaomai.standards import unece

MU = "MU"
# 亩, a fifteenth of a hectare (国务院 1984, 关于在我国统一实行法定计量单位的命令: land is told in 公顷; 亩 goes on in use).
# Rec 20 has no code.
LONGEST = 40
# How many characters a number may have: nothing in the trade is counted to more.
_EXACT = Context(prec=4 * LONGEST)
_AREA = {MU: Fraction(10000, 15)}  # in square metres
_WORDS: dict[str, tuple[str, str]] = {
    # word (half-width, small letters): how many of which unit
    **dict.fromkeys(("元", "人民币", "圆", "cny", "rmb", "¥", "￥"), ("1", "CNY")),
    **dict.fromkeys(("美元", "usd", "$"), ("1", "USD")),
    **dict.fromkeys(("欧元", "eur"), ("1", "EUR")),
    **dict.fromkeys(("亩", "市亩", "mu"), ("1", MU)),
    **dict.fromkeys(("公顷", "hm2", "ha", "hectare"), ("1", "HAR")),
    **dict.fromkeys(("平方公里", "平方千米", "km2", "km²"), ("1", "KMK")),
    **dict.fromkeys(("平方米", "平米", "㎡", "m2", "m²"), ("1", "MTK")),
    **dict.fromkeys(("吨", "公吨", "t"), ("1", "TNE")),
    **dict.fromkeys(("千克", "公斤", "kg"), ("1", "KGM")),
    **dict.fromkeys(("斤", "市斤"), ("0.5", "KGM")),
    **dict.fromkeys(("两", "市两"), ("0.05", "KGM")),
    **dict.fromkeys(("担", "市担"), ("50", "KGM")),
    **dict.fromkeys(("公担",), ("100", "KGM")),
    **dict.fromkeys(("克", "g"), ("1", "GRM")),
    **dict.fromkeys(("毫克", "mg"), ("1", "MGM")),
    **dict.fromkeys(("升", "l"), ("1", "LTR")),
    **dict.fromkeys(("毫升", "ml"), ("1", "MLT")),
    **dict.fromkeys(("立方米", "方", "m3", "m³"), ("1", "MTQ")),
    **dict.fromkeys(("米", "m"), ("1", "MTR")),
    **dict.fromkeys(("厘米", "cm"), ("1", "CMT")),
    **dict.fromkeys(("毫米", "mm"), ("1", "MMT")),
    **dict.fromkeys(("千米", "公里", "km"), ("1", "KMT")),
    **dict.fromkeys(("里", "华里"), ("500", "MTR")),
    **dict.fromkeys(("%", "百分点"), ("1", "P1")),
    **dict.fromkeys(("‰",), ("1", "NX")),
    **dict.fromkeys(("ppm",), ("1", "59")),
    **dict.fromkeys(("℃", "°c", "摄氏度", "度"), ("1", "CEL")),
    **dict.fromkeys(("年",), ("1", "ANN")),
    **dict.fromkeys(("个月", "月"), ("1", "MON")),
    **dict.fromkeys(("天", "日"), ("1", "DAY")),
    **dict.fromkeys(("小时", "时", "h"), ("1", "HUR")),
    **dict.fromkeys(("分钟", "分", "min"), ("1", "MIN")),
    **dict.fromkeys(("秒", "s"), ("1", "SEC")),
    **dict.fromkeys(("kw", "千瓦"), ("1", "KWT")),
    **dict.fromkeys(("kwh", "kw·h", "千瓦时", "度电"), ("1", "KWH")),
    **dict.fromkeys(
        (*"人名位个家户件株头只支条批次项种所座处张片粒丸包袋盒瓶箱套台辆间例篇", "人次", "户次"),
        ("1", ""),
    ),
}
_COUNTED = frozenset(("", "C62", "EA", "H87"))
_MULTIPLIERS = {
    "": 1,
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "十亿": 10**9,
    "百亿": 10**10,
    "千亿": 10**11,
    "万亿": 10**12,
}
_MULTIPLIER = re.compile(r"(万亿|[十百千]?亿|[十百千]?万|[十百千](?![克米瓦]))?(.*)", re.DOTALL)
_NUMBER = re.compile(r"([+\-−–]?)([0-9][0-9, '’]*(?:\.[0-9]+)?|\.[0-9]+)(.*)", re.DOTALL)
_PLAIN = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?", re.ASCII)
_GROUPED = re.compile(r"[0-9]{1,3}(?:([, '’])[0-9]{3}(?:\1[0-9]{3})*)")
_SIGN_BEFORE = re.compile(r"^(?:人民币|cny|rmb|[¥￥$])\s*(?=[0-9+\-−.])", re.IGNORECASE)
_HEDGE = re.compile(
    r"约|近(?=[0-9])|超|逾|不足|不到|至少|最多|左右|上下|以上|以下|以内|余|多(?!聚)|几|大概|估计|预计|将近|大于|小于|[~≈≥≤<>±]|\+$"
)
_FOOTNOTE_MARK = re.compile(
    r"[①-⒛⓪-⓿❶-➓㉑-㉟㊱-㊿]|(?<=[\d.])[⁰¹²³⁴-⁹₀-₉]"  # km² and m³ have a letter before
)
_RANGE = re.compile(r"[0-9][^0-9]*(?:-|—|–|至|到|~|〜|～)\s*[0-9]")
_NUMERAL = re.compile(r"^[一二三四五六七八九十百千万亿〇零两半壹贰叁肆伍陆柒捌玖拾佰仟]+")


class Read(NamedTuple):
    """What was read: the value as canonical JSON (declaration/types.py), and of a number its unit."""

    value: object
    unit: str = ""


class _Unit(NamedTuple):
    multiplier: int
    factor: Fraction
    code: str


def read_number(type_: Number, raw: object, unit: str) -> Read:
    """The exact decimal in the type's unit, as text without exponent or trailing zeros. `unit`: what the column's head states.

    Raises ReadFault.
    """
    number, stated, seen = _parts(raw)
    if type_.unit in ("P1", "NX") and isinstance(raw, float) and 0 < abs(raw) <= 1:
        raise ReadFault("registers.value_percent_or_fraction", seen)
    if stated or unit.strip():
        factor = _factor(stated, unit, type_.unit)
        if isinstance(factor, str):
            hint = {_TWICE: f"{unit} / {stated}", _UNKNOWN: stated or unit}.get(factor, type_.unit)
            raise ReadFault(factor, seen, hint)
        number = _times(number, factor, type_, seen)
    return Read(_bounded(type_, number, seen), type_.unit)


_UNKNOWN, _OTHER, _TWICE = (
    "registers.value_unit_unknown",
    "registers.value_unit_of_another_kind",
    "registers.value_unit_twice",
)


@lru_cache(maxsize=1024)  # a column has one head, and few units in its cells
def _factor(stated: str, head: str, to: str) -> Fraction | str:
    """By how much a number is multiplied that stands in a cell with the unit `stated` below the unit `head` (either may be
    empty); or the code of the fault.
    """
    above, own = _unit(head) if head.strip() else None, _unit(stated) if stated else None
    if (head.strip() and above is None) or (stated and own is None):
        return _UNKNOWN
    is_bare = stated in _MULTIPLIERS  # 3.5万, of whatever the head or the property says
    if above and own and own != above:
        if above.multiplier != 1 or (own.code == "" and not is_bare):
            # 万亩 above and 亩 in the cell may be meant either way
            return _TWICE
        own = _Unit(own.multiplier, above.factor, above.code) if is_bare else own
    elif own and is_bare and not above:
        own = _Unit(own.multiplier, Fraction(1), to)
    unit = own or above
    if unit is None:
        return Fraction(1)
    scale = _scale(unit.code, to)
    return _OTHER if scale is None else unit.multiplier * unit.factor * scale


def _times(number: Decimal, factor: Fraction, type_: Number, seen: str) -> Decimal:
    if factor == 1:
        return number
    if factor.denominator == 1:
        return _EXACT.multiply(number, Decimal(factor.numerator))
    result = Fraction(number) * factor
    places = _places(result.denominator)
    if places is None:
        raise ReadFault("registers.value_unit_not_exact", seen, type_.unit)
    scaled = result.numerator * 10**places // result.denominator
    return Decimal((int(scaled < 0), tuple(map(int, str(abs(scaled)))), -places))


def canonical(number: Decimal) -> str:
    """The one spelling of equal decimals: no exponent, no zeros at the end, no minus before zero."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def knows_unit(words: str) -> bool:
    """Whether `words` (of a column's head, such as 万亩) state a unit that numbers can be converted from."""
    return _unit(words) is not None


def unit_codes() -> frozenset[str]:
    """The units in which a property of type Number can be declared: those that have words."""
    return _COUNTED | {code for _, code in _WORDS.values()}


def _parts(raw: object) -> tuple[Decimal, str, str]:
    """The number, the words of a unit beside it, and what was seen."""
    if isinstance(raw, bool):
        raise ReadFault("registers.value_not_a_number", raw)
    if isinstance(raw, int | Decimal):
        number = Decimal(raw)
        if not number.is_finite() or number.adjusted() > LONGEST:
            raise ReadFault("registers.value_not_a_number", f"{number:.6g}")
        return number, "", str(raw)
    if isinstance(raw, float):
        return exact(raw), "", format(raw, ".15g")
    seen = clean(raw)
    if _PLAIN.fullmatch(seen):  # nearly every cell
        return Decimal(seen), "", seen
    if _FOOTNOTE_MARK.search(seen):
        raise ReadFault("registers.value_hedged", seen)
    text = _SIGN_BEFORE.sub("", plain(seen))
    _refuse_what_nobody_answers_for(text, seen)
    found = _NUMBER.fullmatch(text)
    if found is None:
        numeral = _NUMERAL.match(text)
        raise ReadFault("registers.value_numeral" if numeral else "registers.value_not_a_number", seen)
    sign, body, rest = found.group(1), found.group(2).rstrip(), found.group(3).strip()
    if re.match(r"e[+-]?[0-9]", rest, re.IGNORECASE):
        raise ReadFault("registers.value_rounded_display", seen)
    whole, point, fraction = body.partition(".")
    if not whole.isdigit() and whole:
        if not _GROUPED.fullmatch(whole):
            raise ReadFault("registers.value_thousands", seen)
        whole = re.sub(r"[, '’]", "", whole)
    if len(body) > LONGEST or any(one.isdigit() for one in rest.removesuffix("2").removesuffix("3")):
        raise ReadFault("registers.value_not_a_number", seen)
    return Decimal(f"{'-' if sign and sign in '-−–' else ''}{whole or '0'}{point}{fraction}"), rest, seen


def _refuse_what_nobody_answers_for(text: str, seen: str) -> None:
    if _RANGE.search(text):
        raise ReadFault("registers.value_range", seen)
    if _HEDGE.search(text):
        raise ReadFault("registers.value_hedged", seen)


def _unit(words: str) -> _Unit | None:
    """What a unit is that is written as 万元, 公斤, （单位：亩）, KGM; None if it is not known, as a rate (吨/年) is not."""
    text = plain(words).strip("()[]【】 :：").removeprefix("单位:").removeprefix("单位").strip()
    if text.upper() in unece.UNITS or text in ("CNY", MU):
        return _Unit(1, Fraction(1), text.upper())
    if text in _MULTIPLIERS:
        return _Unit(_MULTIPLIERS[text], Fraction(1), "")
    found = _MULTIPLIER.fullmatch(text)
    multiplier, word = (found.group(1) or "", found.group(2).strip()) if found else ("", text)
    if word.lower() not in _WORDS:
        return None
    factor, code = _WORDS[word.lower()]
    return _Unit(_MULTIPLIERS[multiplier], Fraction(factor), code)


def _scale(from_: str, to: str) -> Fraction | None:
    """How many of `to` one of `from_` is; None when they measure different things."""
    if from_ == to or (from_ in _COUNTED and to in _COUNTED):
        return Fraction(1)
    first, second = _dimension(from_), _dimension(to)
    if first is None or second is None or first[0] != second[0]:
        return None
    return first[1] / second[1]


def _dimension(code: str) -> tuple[str, Fraction] | None:
    if code in _AREA:
        return "area", _AREA[code]
    unit = unece.UNITS.get(code)
    return None if unit is None or unit.offset else (unit.dimension, unit.factor)


def _places(denominator: int) -> int | None:
    """How many decimals a fraction of this denominator has; None when there is no end."""
    counts = []
    for prime in (2, 5):
        count = 0
        while denominator % prime == 0:
            denominator //= prime
            count += 1
        counts.append(count)
    return max(counts) if denominator == 1 else None


def _bounded(type_: Number, value: Decimal, seen: str) -> str:
    if type_.least is not None and value < type_.least:
        raise ReadFault("registers.value_too_small", seen, canonical(Decimal(type_.least)))
    if type_.most is not None and value > type_.most:
        raise ReadFault("registers.value_too_large", seen, canonical(Decimal(type_.most)))
    text = canonical(value)
    if type_.is_whole and "." in text:
        raise ReadFault("registers.value_not_whole", seen)
    return text
