"""Do two names mean the same organisation, how sure is that, and for which reasons?

Names are compared part by part (`names.py`): what tells organisations apart (word mark, trade, number, division, branch, group)
outweighs what writers leave out or change (province before city, legal form, brackets, spaces, a slip of the pen). The score is
no probability: it orders what is offered to a person, and above `CERTAIN` nobody is asked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA, Levenshtein

from yaomai.registers.engine.name_places import agreement
from yaomai.registers.engine.name_words import (
    ALIKE,
    COMPANY_FORMS,
    INSTITUTION_HEADS,
    MARK_CHARACTERS,
    TRADE_LONGEST,
    TRADES,
)
from yaomai.registers.engine.names import Anatomy, anatomy
from yaomai.registers.engine.pinyin import syllables

_MATTERS = 0.4
_SLIP_LENGTH = 6
CERTAIN = 0.85
"""From this score on two names are taken for one organisation, if no other name scores nearly as well."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two names are or are not taken for one: a code (`web/labels_matching.py` has its words), what it is about, and on
    which side it weighs.
    """

    code: str
    detail: Mapping[str, str] = field(default_factory=dict)
    supports: bool = True


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two names are, from 0 to 1, and why."""

    score: float
    reasons: tuple[Reason, ...]


_ABBREVIATED_LENGTH = 5
_SAME, _LIKELY, _UNLIKELY, _OTHER = 0.97, 0.9, 0.6, 0.3


def likeness(one: str, two: str) -> Likeness:
    """How alike two names of organisations are."""
    return compare(anatomy(one), anatomy(two))


def compare(one: Anatomy, two: Anatomy) -> Likeness:
    """The same, of names that were taken apart before."""
    if one.text == two.text:
        return Likeness(1.0, (Reason("same_text"),))
    if (slipped := _of_one_slip(one, two)) is not None:
        return slipped
    against = _against(one, two)
    score, reasons = _cores(one, two)
    where = agreement(one.places, two.places)
    place_cost, place_reason = _place(one, two, where)
    form_cost, form_reason = _form(one, two)
    reasons = [*reasons, *(each for each in (place_reason, form_reason) if each)]
    score -= place_cost + form_cost
    if against:
        score = min(score, _UNLIKELY)
    return Likeness(round(max(0.0, score), 3), (*reasons, *against))


_COUNTING = frozenset("0123456789零〇一二三四五六七八九十百第")


def _of_one_slip(one: Anatomy, two: Anatomy) -> Likeness | None:
    """Names that are one but for a doubled character or two swapped neighbours, whatever part of the name that is in."""
    shorter, longer = (one, two) if len(one.text) <= len(two.text) else (two, one)
    short, full = shorter.text, longer.text
    at = next(
        (place for place, (ours, theirs) in enumerate(zip(short, full, strict=False)) if ours != theirs), len(short)
    )
    if len(full) == len(short) + 1:
        if (
            len(short) < _SLIP_LENGTH
            or full[at] != full[at - 1]
            or short[at:] != full[at + 1 :]
            or full[at] in _COUNTING
        ):
            return None
        is_meant = full[at] in MARK_CHARACTERS and full[at - 1 : at + 1] in longer.core[: len(longer.mark) + 1]
        return Likeness(0.8 if is_meant else 0.93, (Reason("doubled", {"one": full[at]}),))
    if len(full) == len(short) and at + 1 < len(full) and full[at + 2 :] == short[at + 2 :]:
        is_swap = full[at] == short[at + 1] and full[at + 1] == short[at]
        if is_swap and len(full) >= _SLIP_LENGTH and not {full[at], full[at + 1]} & _COUNTING:
            where = one.text.find(one.mark) if one.mark else len(one.text)
            is_in_mark = where <= at < where + min(len(one.mark), len(two.mark)) - 1
            return Likeness(0.8 if is_in_mark else 0.92, (Reason("swapped", {"one": short[at : at + 2]}),))
    return None


def _against(one: Anatomy, two: Anatomy) -> list[Reason]:
    """What tells two organisations apart whatever else is alike."""
    found = []
    if one.is_branch != two.is_branch:
        found.append(Reason("branch_of", {"branch": (one.branch or two.branch)}, supports=False))
    elif one.is_branch and _branch_label(one) != _branch_label(two):
        found.append(Reason("other_branch", {"one": one.branch, "two": two.branch}, supports=False))
    if one.is_group != two.is_group:
        found.append(Reason("group_and_member", supports=False))
    if one.numerals != two.numerals:
        found.append(
            Reason("other_number", {"one": " ".join(one.numerals), "two": " ".join(two.numerals)}, supports=False)
        )
    return found


def _branch_label(name: Anatomy) -> str:
    return "".join(each for each in name.branch if each not in "省市县区")


def _place(one: Anatomy, two: Anatomy, where: str) -> tuple[float, Reason | None]:
    detail = {"one": "".join(each.text for each in one.places), "two": "".join(each.text for each in two.places)}
    has_mark = bool(one.mark and two.mark)
    if where == "same":
        return 0.0, Reason("place_renamed", detail) if _renamed(one, two) else None
    if where == "omitted":
        return (
            (0.04, Reason("place_omitted", detail))
            if has_mark
            else (0.4, Reason("place_decides", detail, supports=False))
        )
    if where == "shared":
        return (
            (0.05, Reason("place_narrower", detail))
            if has_mark
            else (0.35, Reason("place_decides", detail, supports=False))
        )
    if where == "within":
        return (0.17 if has_mark else 0.4), Reason("place_within", detail, supports=False)
    return 0.5, Reason("place_differs", detail, supports=False)


def _renamed(one: Anatomy, two: Anatomy) -> bool:
    ours, theirs = [[each.text for each in name.places if each.codes and not each.is_short] for name in (one, two)]
    return bool(ours and theirs) and ours[-1] != theirs[-1]


def _form(one: Anatomy, two: Anatomy) -> tuple[float, Reason | None]:
    if one.form == two.form:
        return 0.0, None
    detail = {"one": one.form, "two": two.form}
    if not one.form or not two.form:
        return 0.02, Reason("form_omitted", detail)
    if {one.form, two.form} <= COMPANY_FORMS:
        return 0.03, Reason("form_changed", detail)
    return 0.35, Reason("form_differs", detail, supports=False)


def _cores(one: Anatomy, two: Anatomy) -> tuple[float, list[Reason]]:
    """How alike word mark and trade are."""
    if one.core == two.core:
        return (_SAME, [Reason("same_core")]) if one.core else (_OTHER, [])
    if (short_form := _abbreviation(one, two)) is not None:
        return short_form
    if one.mark and two.mark and one.mark + one.trade != two.mark + two.trade and _swapped(one, two):
        return _SAME - 0.04, [Reason("order_differs")]
    slips = _slips(one, two)
    if slips is not None:
        return slips
    return _difference(one, two)


def _difference(one: Anatomy, two: Anatomy) -> tuple[float, list[Reason]]:
    reasons = []
    score = _OTHER
    if one.mark != two.mark:
        reasons.append(Reason("mark_differs", {"one": one.mark, "two": two.mark}, supports=False))
    elif one.mark:
        score = _UNLIKELY + 0.1
        reasons.append(Reason("same_mark", {"mark": one.mark}))
    if one.trade != two.trade:
        reasons.append(Reason("trade_differs", {"one": one.trade, "two": two.trade}, supports=False))
    return score, reasons


def _abbreviation(one: Anatomy, two: Anatomy) -> tuple[float, list[Reason]] | None:
    """One of them without legal form and shorter: is it made of parts of the other, in their order?"""
    short, full = (one, two) if len(one.core) < len(two.core) else (two, one)
    if short.form or not short.core or len(short.core) == len(full.core):
        return None
    found = [Reason("abbreviation", {"short": short.text, "full": full.text})]
    if full.mark and short.mark == full.mark:
        if not short.trade:
            return _LIKELY + 0.03, found
        begins_alike = short.trade[0] == full.trade[0] or short.trade == short.head
        if _same_head(short, full) and _subsequence(short.trade, full.trade) and begins_alike:
            return _LIKELY + 0.02, found
        return None
    is_short = full.head in INSTITUTION_HEADS and 3 <= len(short.core) <= _ABBREVIATED_LENGTH
    if (
        is_short
        and short.core[0] == full.core[0]
        and short.core[-1] == full.core[-1]
        and _subsequence(short.core, full.core)
    ):
        return _LIKELY + 0.01, found
    return _joined(short, full, found)


def _joined(short: Anatomy, full: Anatomy, found: list[Reason]) -> tuple[float, list[Reason]] | None:
    """佛慈药 of 佛慈制药, where the short name could not be taken apart: all of the word mark, then some of the trade."""
    if len(full.mark) < 2 or not short.core.startswith(full.mark) or short.head != full.head:
        return None
    rest = short.core[len(full.mark) :]
    return (_LIKELY, found) if rest and full.trade[:1] and _subsequence(rest, full.trade) else None


def _same_head(short: Anatomy, full: Anatomy) -> bool:
    return short.head == full.head or (bool(short.head) and bool(full.head) and _subsequence(short.head, full.head))


def _subsequence(part: str, whole: str) -> bool:
    left = iter(whole)
    return all(each in left for each in part)


def _swapped(one: Anatomy, two: Anatomy) -> bool:
    """Whether both are made of the same word mark and the same words of a trade in another order."""
    return one.mark == two.mark and sorted(one.trade) == sorted(two.trade) and one.trade != two.trade


def _slips(one: Anatomy, two: Anatomy) -> tuple[float, list[Reason]] | None:
    """Whether they differ by what somebody slips into who means the same; None: by more."""
    ours, theirs = one.core, two.core
    shorter = min(len(ours), len(theirs))
    if shorter < 3 or OSA.distance(ours, theirs, score_cutoff=2) > (2 if shorter >= 8 else 1):
        return None
    cost, reasons = 0.0, []
    edits = _edits(ours, theirs)
    mark = min((len(each.mark) for each in (one, two) if each.mark), default=0)
    are_trades = _is_trade(ours[mark:]) and _is_trade(theirs[mark:])
    for kind, old, new, at in edits:
        is_in_mark = at < mark or _lengthens(kind, at == mark, one, two)
        weight, code = _slip(kind, old, new, is_in_mark=is_in_mark, are_trades=are_trades)
        cost += weight
        reasons.append(Reason(code, {"one": old, "two": new}, supports=weight < 0.1))
    return _SAME - 0.01 - cost, reasons


def _lengthens(kind: str, is_border: bool, one: Anatomy, two: Anatomy) -> bool:
    """Whether what is added between word mark and trade is rather part of a longer word mark (恒康达医药, 恒康医药)."""
    return kind in ("insert", "delete") and is_border and _is_trade(min(one.trade, two.trade, key=len))


def _edits(ours: str, theirs: str) -> Iterable[tuple[str, str, str, int]]:
    """What was replaced, left out, added or swapped: kind, old, new, and where in `ours`."""
    if len(ours) == len(theirs):
        differing = [at for at, (old, new) in enumerate(zip(ours, theirs, strict=True)) if old != new]
        if len(differing) == 2 and differing[1] == differing[0] + 1:
            at = differing[0]
            if ours[at] == theirs[at + 1] and ours[at + 1] == theirs[at]:
                return [("swap", ours[at : at + 2], theirs[at : at + 2], at)]
        return [("replace", ours[at], theirs[at], at) for at in differing]
    return [
        (each.tag, ours[each.src_start : each.src_end], theirs[each.dest_start : each.dest_end], each.src_start)
        for each in Levenshtein.opcodes(ours, theirs)
        if each.tag != "equal"
    ]


def _slip(kind: str, old: str, new: str, *, is_in_mark: bool, are_trades: bool) -> tuple[float, str]:
    """What a single difference costs, and what it is called. `are_trades`: both trades are made of words that are known, so
    that what stands otherwise is meant otherwise.
    """
    if kind == "swap":
        return (0.14 if is_in_mark else 0.07), "swapped"
    is_alike = kind == "replace" and len(old) == len(new) == 1 and (sounds_alike(old, new) or looks_alike(old, new))
    if is_in_mark:
        both_meant = old in MARK_CHARACTERS and new in MARK_CHARACTERS
        return (0.15 if both_meant else 0.05, "slip") if is_alike else (_MATTERS, "mark_differs")
    if are_trades:
        return _MATTERS, "trade_differs"
    if is_alike:
        return 0.05, "slip"
    return (0.09, "trade_differs") if kind == "replace" else (0.06, "character_missing")


def sounds_alike(one: str, two: str) -> bool:
    """Whether two characters are read alike, tones left aside."""
    return syllables(one) == syllables(two)


def looks_alike(one: str, two: str) -> bool:
    """Whether two characters are taken for each other by the eye."""
    return any(one in each and two in each for each in ALIKE)


def _is_trade(text: str) -> bool:
    """Whether the whole text is made of words of trades."""
    reached = {0} if text else set()
    for at in range(len(text)):
        if at in reached:
            reached |= {at + size for size in range(2, TRADE_LONGEST + 1) if text[at : at + size] in TRADES}
    return len(text) in reached
