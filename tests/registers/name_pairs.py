"""Pairs of names of organisations, each with whether both mean the same one: what matching is measured by.

Made by a seeded generator, so that a set of any size can be had, and another one by another seed. First organisations are made up
as they are named in the province: firms (place, word mark, trade, legal form), cooperatives of villages and herbs, hospitals,
institutes and authorities, numbered factories, branches. Then one name of each is varied by one of some forty `Variation`s, of two
sorts:

* `same`: what people leave out, change, or mistype while they mean the same: legal form left out or another one; the place left out,
  longer, shorter, in brackets, or by a former name (武都县); full-width characters, spaces, other brackets, traditional characters;
  numerals written otherwise; a character of the same sound or shape for another one, one missing, one doubled, two swapped;
  abbreviations (兰州生物所; the word mark alone; hospitals' 一院); branches written shorter; a remark in brackets; a former name
  that the register knows; a right credit code beside a spoilt name; a code with a slip beside the right name.
* `different`: what looks alike and is not: the same word mark elsewhere, or in another trade; another word mark in the same place
  and trade, one character off (恒康, 恒瑞), of the same sound where both are usual (鑫源, 新源), or longer by one; branch
  and whole; two branches; sister factories (一厂, 二厂); a group and its member; a subsidiary; a cooperative and a firm;
  another village, another herb; hospitals of city and county, and of another kind; the province's and the city's; two firms of one
  name with two right codes; any two.

Variations marked `held_out` were not looked at while rules and threshold were set: the figures of both halves are told apart, and
say how much of the result is fitting. What they cannot say: how often each variation occurs in real files.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from registers.name_stock import (
    ALIKE,
    BRANCH_PLACES,
    CITIES,
    COUNTIES,
    ELSEWHERE,
    FIRST,
    FORMS,
    HERBS,
    HOSPITALS,
    INSTITUTES,
    MEANT,
    RENAMED,
    SECOND,
    TOWNS,
    TRADES,
    TRADITIONAL,
    Organisation,
    credit_code,
    homophone,
    organisation,
    place_of,
    sound_of,
)
from yaomai.standards.gb32100 import CHARACTERS


@dataclass(frozen=True, slots=True)
class Pair:
    """A written name (with a code, if one stands beside it) and an entity of a register (its names, the title first, and code), by
    which variation they came about, and whether they mean the same.
    """

    written: str
    names: tuple[str, ...]
    variation: str
    is_same: bool
    is_held_out: bool
    code: str = ""
    known_code: str = ""


Make = Callable[[random.Random, Organisation], "Pair | str | None"]


@dataclass(frozen=True, slots=True)
class Variation:
    """One way of writing a name otherwise, or of making one that looks alike; `make` gives None where it does not apply."""

    name: str
    make: Make
    is_same: bool
    is_held_out: bool


VARIATIONS: list[Variation] = []


def _variation(*, is_same: bool, is_held_out: bool) -> Callable[[Make], Make]:
    def known(make: Make) -> Make:
        VARIATIONS.append(Variation(make.__name__.strip("_"), make, is_same, is_held_out))
        return make

    return known


_same = _variation(is_same=True, is_held_out=False)
_same_held_out = _variation(is_same=True, is_held_out=True)
_different = _variation(is_same=False, is_held_out=False)
_different_held_out = _variation(is_same=False, is_held_out=True)


def pairs(count: int, seed: int = 1) -> Iterator[Pair]:
    """So many pairs, of all variations in turn, no two alike."""
    chance = random.Random(seed)
    seen: set[tuple[str, ...]] = set()
    made = 0
    while made < count:
        for variation in VARIATIONS:
            pair = _pair(chance, variation)
            key = (pair.written, *pair.names, pair.code)
            if key not in seen and made < count:
                seen.add(key)
                made += 1
                yield pair


def _pair(chance: random.Random, variation: Variation) -> Pair:
    while True:
        one = organisation(chance)
        other = variation.make(chance, one)
        if isinstance(other, Pair):
            return replace(
                other, variation=variation.name, is_same=variation.is_same, is_held_out=variation.is_held_out
            )
        if other is not None and other != one.name:
            return Pair(other, (one.name,), variation.name, variation.is_same, variation.is_held_out)


def _is_firm(one: Organisation) -> bool:
    return one.sort == "firm"


@_same
def _form_left_out(chance, one):
    return one.name.removesuffix(one.form) if _is_firm(one) or one.sort == "cooperative" else None


@_same
def _limited_otherwise(chance, one):
    swapped = {"有限公司": "有限责任公司", "有限责任公司": "有限公司"}
    return one.name.replace(one.form, swapped[one.form]) if _is_firm(one) and one.form in swapped else None


@_same_held_out
def _became_shares(chance, one):
    return one.name.replace(one.form, "股份有限公司") if _is_firm(one) and one.form != "股份有限公司" else None


@_same_held_out
def _only_company(chance, one):
    return one.name.replace(one.form, "公司") if _is_firm(one) else None


@_same
def _place_left_out(chance, one):
    return one.name.removeprefix(one.place) if _is_firm(one) else None


@_same
def _place_and_form_left_out(chance, one):
    return f"{one.mark}{one.trade}" if _is_firm(one) else None


@_same
def _place_longer(chance, one):
    return f"甘肃省{one.name}" if one.place in (*COUNTIES, *CITIES) else None


@_same_held_out
def _place_shorter(chance, one):
    short = one.place[:-1]
    return short + one.name.removeprefix(one.place) if one.place in (*COUNTIES, *CITIES) and len(short) > 1 else None


@_same
def _place_renamed(chance, one):
    old, new = chance.choice(RENAMED)
    if not (_is_firm(one) or one.sort == "cooperative"):
        return None
    return Pair(replace(one, place=old).name, (replace(one, place=new).name,), "", True, False)


@_same
def _place_in_brackets(chance, one):
    return f"{one.mark}（{one.place}）{one.trade}{one.form}" if _is_firm(one) else None


@_same_held_out
def _place_in_brackets_at_the_end(chance, one):
    return f"{one.mark}{one.trade}（{one.place}）{one.form}" if _is_firm(one) else None


@_same
def _spaced(chance, one):
    at = chance.randrange(1, len(one.name))
    return f"　{one.name[:at]} {one.name[at:]}．"


@_same_held_out
def _traditional(chance, one):
    return "".join(TRADITIONAL.get(each, each) for each in one.name)


@_same
def _remark(chance, one):
    return one.name + chance.choice(("（本部）", "(原名不详)", "（筹）", "（简称" + (one.mark or "本所") + "）"))


@_same
def _samesound_of(chance, one):
    return _misspelt(chance, one, homophone)


@_same_held_out
def _same_shape(chance, one):
    return _misspelt(chance, one, lambda _, each: ALIKE.get(each))


@_same
def _missing(chance, one):
    name = one.name
    start = len(one.place) + len(one.mark)
    if len(name) - start < 4 or one.sort in ("branch", "factory", "cooperative"):
        return None
    at = chance.randrange(start, len(name))
    return name[:at] + name[at + 1 :] if name[at] not in "一二三四" else None


@_same_held_out
def _doubled(chance, one):
    at = chance.randrange(len(one.name))
    return one.name[:at] + one.name[at] + one.name[at:] if one.name[at] not in "一二三四" else None


@_same_held_out
def _swapped(chance, one):
    name = one.name
    at = chance.randrange(len(one.place + one.mark), len(name) - 1) if len(name) > len(one.place + one.mark) + 1 else 0
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :] if at and name[at] != name[at + 1] else None


@_same
def _mark_alone(chance, one):
    return one.mark if _is_firm(one) else None


@_same
def _place_and_mark(chance, one):
    return f"{one.place}{one.mark}" if _is_firm(one) else None


@_same
def _institute_abbreviated(chance, one):
    short = {"研究所": "所", "研究院": "院", "检验所": "所"}
    for long, head in short.items():
        if (
            one.sort == "institute"
            and "中医药" not in one.trade
            and one.trade.endswith(long)
            and len(one.trade) > len(long) + 1
        ):
            return one.place.removesuffix("省").removesuffix("市") + one.trade[:2] + head
    return None


@_same_held_out
def _hospital_abbreviated(chance, one):
    if one.sort != "hospital" or "第" not in one.trade:
        return None
    return one.place + one.trade.replace("第", "").replace("人民医院", "院")


@_same
def _numerals_otherwise(chance, one):
    if one.sort not in ("hospital", "factory"):
        return None
    for han, digit in zip("一二三四", "1234", strict=True):
        if han in one.trade:
            written = one.name.replace(f"第{han}", han) if f"第{han}" in one.name else one.name.replace(han, f"第{han}")
            return chance.choice((written, one.name.replace(han, digit)))
    return None


@_same
def _branch_shorter(chance, one):
    return one.name.replace(one.form, "") if one.sort == "branch" else None


@_same_held_out
def _branch_in_brackets(chance, one):
    return one.name.replace(one.branch, f"（{one.branch}）") if one.sort == "branch" else None


@_same
def _former_name(chance, one):
    if not _is_firm(one):
        return None
    former = organisation(chance)
    return Pair(former.name, (one.name, former.name), "", True, False)


@_same_held_out
def _former_name_varied(chance, one):
    former = organisation(chance)
    if not (_is_firm(one) and _is_firm(former)):
        return None
    return Pair(former.name.removesuffix(former.form), (one.name, former.name), "", True, False)


@_same
def _right_code(chance, one):
    code = credit_code(chance)
    return Pair(f"{one.mark}{one.trade}分部", (one.name,), "", True, False, code, code) if _is_firm(one) else None


@_same_held_out
def _code_with_a_slip(chance, one):
    code = credit_code(chance)
    at = chance.randrange(8, 17)
    slip = code[:at] + chance.choice([each for each in CHARACTERS if each != code[at]]) + code[at + 1 :]
    return Pair(one.name, (one.name,), "", True, False, slip, code)


@_same_held_out
def _two_at_once(chance, one):
    if not _is_firm(one) or one.place in ELSEWHERE:
        return None
    typed = _misspelt(chance, one, homophone)
    return typed and typed.removesuffix(one.form).removesuffix("股份").strip()


@_different
def _other_place(chance, one):
    if not one.mark:
        return None
    other = replace(one, place=place_of(chance)).name
    return other if other[:2] != one.name[:2] and other != one.name and "甘肃" not in other + one.name else None


@_different
def _other_mark(chance, one):
    other = chance.choice(FIRST) + chance.choice(SECOND)
    return replace(one, mark=other).name if _is_firm(one) and not set(other) & set(one.mark) else None


@_different
def _one_character_that_matters(chance, one):
    if not one.mark:
        return None
    at = chance.randrange(len(one.mark))
    other = chance.choice(FIRST if at == 0 else SECOND)
    if sound_of(other) == sound_of(one.mark[at]):
        return None
    return replace(one, mark=one.mark[:at] + other + one.mark[at + 1 :]).name


@_different
def _same_sound_both_usual(chance, one):
    ours, theirs = chance.choice(MEANT)
    return (
        Pair(replace(one, mark=ours).name, (replace(one, mark=theirs).name,), "", False, False)
        if _is_firm(one)
        else None
    )


@_different_held_out
def _longer_mark(chance, one):
    return (
        replace(one, mark=one.mark + chance.choice("达康源通生")).name if _is_firm(one) and len(one.mark) == 2 else None
    )


@_different
def _other_trade(chance, one):
    other = chance.choice(TRADES)
    return replace(one, trade=other).name if _is_firm(one) and other != one.trade else None


@_different_held_out
def _subsidiary(chance, one):
    return (
        replace(one, trade=one.trade + chance.choice(("科技", "销售", "贸易", "物流"))).name if _is_firm(one) else None
    )


@_different
def _branch_of_it(chance, one):
    return f"{one.name}{chance.choice(BRANCH_PLACES)}分公司" if _is_firm(one) else None


@_different_held_out
def _other_unit_of_it(chance, one):
    return (
        f"{one.name}{chance.choice(('第一', '第二', '岷县', '陇西'))}{chance.choice(('分厂', '门市部', '生产基地', '办事处'))}"
        if _is_firm(one)
        else None
    )


@_different
def _other_branch(chance, one):
    other = chance.choice(BRANCH_PLACES)
    return replace(one, branch=f"{other}分公司").name if one.sort == "branch" else None


@_different
def _sister_factory(chance, one):
    if one.sort != "factory":
        return None
    number = one.trade[-2]
    return replace(one, trade=one.trade.replace(number, chance.choice("一二三四五六".replace(number, "")))).name


@_different
def _group(chance, one):
    return replace(one, form="集团有限公司").name if _is_firm(one) else None


@_different_held_out
def _group_in_brackets(chance, one):
    return f"{one.place}{one.mark}（集团）{one.form}" if _is_firm(one) else None


@_different
def _cooperative_and_firm(chance, one):
    return replace(one, form=chance.choice(FORMS)).name if one.sort == "cooperative" else None


@_different_held_out
def _other_town(chance, one):
    return replace(one, town=chance.choice(TOWNS)).name if one.town else None


@_different
def _other_herb(chance, one):
    for herb in HERBS:
        if herb in one.trade:
            return replace(
                one, trade=one.trade.replace(herb, chance.choice([each for each in HERBS if each != herb]))
            ).name
    return None


@_different
def _other_hospital(chance, one):
    if one.sort != "hospital":
        return None
    return replace(one, trade=chance.choice([each for each in HOSPITALS if each != one.trade])).name


@_different
def _hospital_elsewhere(chance, one):
    return replace(one, place=chance.choice((*COUNTIES, *CITIES))).name if one.sort == "hospital" else None


@_different_held_out
def _other_institute(chance, one):
    return replace(one, trade=chance.choice(INSTITUTES)).name if one.sort == "institute" else None


@_different
def _province_and_city(chance, one):
    if not _is_firm(one) or one.place.rstrip("市") not in {each.rstrip("市") for each in CITIES}:
        return None
    return replace(one, place="甘肃").name


@_different
def _two_right_codes(chance, one):
    return (
        Pair(one.name, (one.name,), "", False, False, credit_code(chance), credit_code(chance))
        if _is_firm(one)
        else None
    )


@_different_held_out
def _abbreviation_of_another(chance, one):
    return f"{one.place}{one.trade}" if _is_firm(one) else None


@_different
def _any_other(chance, one):
    return organisation(chance).name


def _misspelt(
    chance: random.Random, one: Organisation, other: Callable[[random.Random, str], str | None]
) -> str | None:
    """The name with one character of word mark or trade replaced; numbers are left alone."""
    if one.sort in ("branch", "hospital", "factory"):
        return None
    start = len(one.place) + len(one.town)
    end = start + len(one.mark) + len(one.trade)
    at = chance.randrange(start, end)
    new = other(chance, one.name[at])
    return one.name[:at] + new + one.name[at + 1 :] if new else None
