"""Of what is the name of an organisation made up: where, its word mark, its trade, its legal form, and of which part of it is it?

兰州佛慈制药股份有限公司陇西分公司 = 兰州 (place) + 佛慈 (word mark, 字号) + 制药 (trade) + 股份有限公司 (legal form) + 陇西分公司
(branch): 企业名称登记管理规定 (国务院令第734号, 2020), articles 6 to 13.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from yaomai.registers.engine.folding import fold
from yaomai.registers.engine.name_places import Place, is_far, is_marklike, only_place, places
from yaomai.registers.engine.name_words import (
    BRANCH_BASES,
    BRANCH_WORDS,
    GROUP,
    HEADS,
    LEGAL_FORMS,
    NUMERAL,
    NUMERALS,
    TRADE_LONGEST,
    TRADES,
)

_BRACKETS = re.compile(r"[(\[【〔〈《{]([^()\[\]【】〔〕〈〉《》{}]*)[)\]】〕〉》}]")
_FORMER = re.compile("^(?:原名?|曾用名|又名|简称|以下简称|筹建?|本部|总部)")
_FORMS = sorted(LEGAL_FORMS, key=len, reverse=True)
_BRANCHES = sorted(BRANCH_WORDS, key=len, reverse=True)
_SPOILT_LENGTH = 4
_LONG_FORMS = [one for one in _FORMS if len(one) >= _SPOILT_LENGTH]
_FORM_ENDS = frozenset("公司限作社合")
_MARK_MOST = 6
_ALIASES = {"中医院": "中医医院", "妇幼院": "妇幼保健院", "疾控中心": "疾病预防控制中心"}
_PEOPLES_HOSPITAL = frozenset(("院", "医院"))


@dataclass(frozen=True, slots=True)
class Anatomy:
    """The parts of a name, folded. `form`: the class of its legal form (empty: it has none). `head`: what an institution calls
    itself at the end (研究所). `core`: word mark and trade, head included, as they stand. `branch`: what tells a branch
    from the whole (empty: it is the whole). `numerals`: those that tell namesakes apart (第一, 二厂).
    """

    text: str
    places: tuple[Place, ...]
    mark: str
    trade: str
    head: str
    form: str
    branch: str
    is_branch: bool
    is_group: bool
    numerals: tuple[str, ...]

    @property
    def core(self) -> str:
        """Word mark and trade."""
        return self.mark + self.trade


@lru_cache(maxsize=300_000)
def anatomy(name: str) -> Anatomy:
    """The parts of a name; of what is no organisation's name, all of it is the word mark or the trade."""
    bare, found, is_group, form = _without_brackets(unicodedata.normalize("NFKC", name))
    text = fold(bare)
    whole, branch, is_branch = _branch(text)
    stem, own_form = _form(whole)
    numerals, stem = _numerals(stem)
    if GROUP in stem[2:]:
        at = stem.index(GROUP, 2)
        stem, is_group = stem[:at] + stem[at + len(GROUP) :], True
    stem, trailing = _trailing_place(stem, own_form or form)
    found += trailing
    leading, rest = places(stem)
    if leading and leading[-1].is_short and not _goes_on(rest, leading):
        rest = leading[-1].text + rest
        leading = leading[:-1]
    mark, trade = _mark_and_trade(rest, bool(leading) or bool(found))
    if not mark:
        trade = "人民医院" if numerals and trade in _PEOPLES_HOSPITAL else _ALIASES.get(trade, trade)
    head = next((one for one in HEADS if trade.endswith(one)), "")
    branch_numerals, branch = _numerals(branch)
    return Anatomy(
        text=fold(name),
        places=(*leading, *(one for one in found if one.text not in {each.text for each in leading})),
        mark=mark,
        trade=trade,
        head=head,
        form=own_form or form,
        branch=branch,
        is_branch=is_branch,
        is_group=is_group,
        numerals=(*numerals, *(f"/{one}" for one in branch_numerals)),
    )


def _without_brackets(text: str) -> tuple[str, list[Place], bool, str]:
    """The text without what stands in brackets, as far as that is understood: divisions, 集团, a legal form, an aside."""
    found: list[Place] = []
    is_group, form = False, ""

    def understood(match: re.Match[str]) -> str:
        nonlocal is_group, form
        inner = fold(match[1])
        if place := only_place(inner):
            found.append(place)
        elif inner == GROUP:
            is_group = True
        elif inner in LEGAL_FORMS:
            form = LEGAL_FORMS[inner]
        elif not _FORMER.match(inner):
            return inner
        return ""

    return _BRACKETS.sub(understood, text), found, is_group, form


def _branch(text: str) -> tuple[str, str, bool]:
    """The name of the whole, and what tells the branch from it."""
    base = None
    for base in BRANCH_BASES.finditer(text, 3):
        rest = text[base.end() :]
        if rest and any(rest.endswith(one) for one in _BRANCHES) and (base[0] not in "厂院所" or "分" in rest):
            return text[: base.end()], rest, True
    word = next((one for one in _BRANCHES if text.endswith(one) and one != "店" and one[0] in "分支"), "")
    if not word or len(text) <= len(word) + 2:
        return text, "", False
    head = text[: -len(word)]
    for size in range(min(6, len(head) - 2), 1, -1):
        if only_place(head[-size:]):
            return head[:-size], head[-size:] + word, True
    return head, word, True


def _form(text: str) -> tuple[str, str]:
    """What is left without the legal form, also without one in which a single character is missing, doubled or misplaced."""
    for one in _FORMS:
        if len(one) < _SPOILT_LENGTH and (spoilt := _spoilt_form(text)):
            return spoilt
        if text.endswith(one) and len(text) > len(one) + 1:
            return text[: -len(one)], LEGAL_FORMS[one]
    return text, ""


def _spoilt_form(text: str) -> tuple[str, str] | None:
    if text[-1:] not in _FORM_ENDS:
        return None
    for one in _LONG_FORMS:
        for size in (len(one), len(one) + 1, len(one) - 1):
            tail = text[-size:]
            if len(text) > size + 1 and tail[0] == one[0] and OSA.distance(tail, one, score_cutoff=1) <= 1:
                return text[:-size], LEGAL_FORMS[one]
    return None


def _trailing_place(stem: str, form: str) -> tuple[str, list[Place]]:
    """国药控股甘肃有限公司: a division right before the legal form."""
    if form:
        for size in range(min(6, len(stem) - 3), 1, -1):
            if (place := only_place(stem[-size:])) and not is_marklike(place.text):
                return stem[:-size], [place]
    return stem, []


def _numerals(text: str) -> tuple[list[str], str]:
    """The numerals that count something, as digits, and the text without them."""
    found: list[str] = []

    def taken(match: re.Match[str]) -> str:
        found.append(_digits(match[1] or match[2]))
        return ""

    return found, NUMERAL.sub(taken, text) if text else text


def _digits(numeral: str) -> str:
    if numeral.isdigit() and numeral.isascii():
        return numeral.lstrip("0") or "0"
    if "十" in numeral:
        tens, _, ones = numeral.partition("十")
        return (tens.translate(NUMERALS) or "1") + (ones.translate(NUMERALS) or "0")
    return numeral.translate(NUMERALS)


def _goes_on(rest: str, leading: Sequence[Place]) -> bool:
    """Whether a name whose shortened division is taken off still has a word mark, or is an institution's."""
    mark, trade = _mark_and_trade(rest, has_place=True)
    if len(mark) >= (2 if is_far(leading[-1]) and len(leading) == 1 else 1):
        return True
    return bool(trade) and not mark and not is_marklike(leading[-1].text) and _institution(trade)


def _mark_and_trade(rest: str, has_place: bool) -> tuple[str, str]:
    """Where the trade begins: at the first word of a trade after a word mark of at least two characters."""
    if _trade_at(rest, 0) and not (len(rest) > 3 and _trade_at(rest, 2) and not has_place and not _institution(rest)):
        return "", rest
    for at in (2, 1, *range(3, min(len(rest), _MARK_MOST))):
        if _trade_at(rest, at):
            return rest[:at], rest[at:]
    if rest in HEADS:
        return "", rest
    for head in HEADS:
        if rest.endswith(head) and len(rest) >= len(head) + 2:
            return rest[: -len(head)], head
    return rest, ""


def _institution(rest: str) -> bool:
    return any(rest.endswith(one) for one in HEADS)


def _trade_at(text: str, at: int) -> str:
    """The longest word of a trade that stands at this place; empty when none does."""
    for size in range(min(TRADE_LONGEST, len(text) - at), 1, -1):
        if text[at : at + size] in TRADES:
            return text[at : at + size]
    return ""
