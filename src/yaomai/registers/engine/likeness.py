"""Do two names mean the same organisation, how sure is that, and for which reasons?

Names are compared part by part (`names.py`): what tells organisations apart (word mark, trade, number, division, branch, group)
outweighs what writers leave out or change (province before city, legal form, brackets, spaces, a slip of the pen). The score is
no probability: it orders what is offered to a person, and above `CERTAIN` nobody is asked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA, Levenshtein

from yaomai.registers.engine.name_places import agreement
from yaomai.registers.engine.name_words import ALIKE, COMPANY_FORMS, MARK_CHARACTERS, TRADE_LONGEST, TRADES
from yaomai.registers.engine.names import Anatomy, anatomy
from yaomai.registers.engine.pinyin import syllables

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


_SAME, _LIKELY, _UNLIKELY, _OTHER = 0.97, 0.9, 0.6, 0.3


def likeness(one: str, two: str) -> Likeness:
    """How alike two names of organisations are."""
    return compare(anatomy(one), anatomy(two))


def compare(one: Anatomy, two: Anatomy) -> Likeness:
    """The same, of names that were taken apart before."""
    if one.text == two.text:
        return Likeness(1.0, (Reason("same_text"),))
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
        if _same_head(short, full) and _subsequence(short.trade, full.trade) and short.trade[0] == full.trade[0]:
            return _LIKELY + 0.02, found
        return None
    if full.mark or short.mark or not full.head:
        return _joined(short, full, found)
    is_likely = short.trade[0] == full.trade[0] and short.trade[-1] == full.trade[-1] and len(short.trade) >= 2
    if is_likely and _subsequence(short.trade, full.trade):
        return _LIKELY + 0.02, found
    return None


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
    for kind, old, new, at in edits:
        mark = max(len(one.mark), 0)
        weight, code = _slip(kind, old, new, is_in_mark=at < mark, one=one, two=two)
        cost += weight
        reasons.append(Reason(code, {"one": old, "two": new}, supports=weight < 0.1))
    return _SAME - 0.01 - cost, reasons


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


_MATTERS = 0.4


def _slip(kind: str, old: str, new: str, *, is_in_mark: bool, one: Anatomy, two: Anatomy) -> tuple[float, str]:
    """What a single difference costs, and what it is called."""
    if kind == "swap":
        return (0.14 if is_in_mark else 0.07), "swapped"
    if kind == "replace" and len(old) == len(new) == 1:
        is_alike = sounds_alike(old, new) or looks_alike(old, new)
        if is_in_mark:
            both_meant = old in MARK_CHARACTERS and new in MARK_CHARACTERS
            return (0.05 if not both_meant else 0.15, "slip") if is_alike else (_MATTERS, "mark_differs")
        if is_alike:
            return (0.05 if not (_is_trade(one.trade) and _is_trade(two.trade)) else _MATTERS), "slip"
        return (0.09 if not _is_trade(one.trade) or not _is_trade(two.trade) else _MATTERS), "trade_differs"
    if is_in_mark:
        return _MATTERS, "mark_differs"
    if _is_trade(one.trade) and _is_trade(two.trade):
        return _MATTERS, "trade_differs"
    return 0.06, "character_missing"


def sounds_alike(one: str, two: str) -> bool:
    """Whether two characters are read alike, tones left aside."""
    return syllables(one) == syllables(two)


def looks_alike(one: str, two: str) -> bool:
    """Whether two characters are taken for each other by the eye."""
    return any(one in each and two in each for each in ALIKE)


def _is_trade(text: str) -> bool:
    """Whether the whole text is made of words of trades."""
    reached = {0}
    for at in range(len(text)):
        if at in reached:
            reached |= {at + size for size in range(2, TRADE_LONGEST + 1) if text[at : at + size] in TRADES}
    return len(text) in reached
