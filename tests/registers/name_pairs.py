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

from pypinyin import Style, lazy_pinyin

from yaomai.standards.gb32100 import CHARACTERS, check_character

COUNTIES = (
    "陇西县 岷县 渭源县 漳县 临洮县 通渭县 安定区 麦积区 秦州区 甘谷县 武山县 清水县 民乐县 山丹县 凉州区 民勤县 古浪县 瓜州县 会宁县 靖远县 崆峒区 华亭市 西峰区"
    " 环县 武都区 文县 宕昌县 成县 徽县 西和县 礼县 永靖县 舟曲县 七里河区 西固区 榆中县 永登县 皋兰县"
).split()
CITIES = "兰州市 定西市 天水市 张掖市 武威市 酒泉市 白银市 平凉市 庆阳市 陇南市 金昌市 嘉峪关市".split()
ELSEWHERE = "西安市 成都市 北京市 上海市 青海省 宁夏 四川省 陕西省 西宁市 银川市 亳州市 安国市".split()
RENAMED = (
    ("武都县", "陇南市武都区"), ("天水市北道区", "天水市麦积区"), ("天水市秦城区", "天水市秦州区"), ("安西县", "瓜州县"), ("定西地区", "定西市"),
    ("张掖地区", "张掖市"), ("武威地区", "武威市"), ("平凉地区", "平凉市"), ("庆阳地区", "庆阳市"), ("陇南地区", "陇南市"), ("酒泉地区", "酒泉市"),
    ("定西县", "定西市安定区"), ("华亭县", "华亭市"), ("西峰市", "庆阳市西峰区"), ("张掖市甘州区", "甘州区"),
)  # fmt: skip
TOWNS = "首阳镇 文峰镇 菜子镇 福星镇 云田镇 清源镇 会川镇 五竹镇 梅川镇 西寨镇 十里镇 中寨镇 三岔镇 新寺镇 哈达铺镇 理川镇".split()
FIRST = "恒瑞康德天安正佛奇陇岐仁济福同永普益祥和元众惠华金盛润泰景鸿瀚凯科博诚嘉佳亿百千万中远方达弘汇聚融伟"
SECOND = "康慈瑞德源安和正方盛草堂林泰达通丰兴隆华祥顺信诚仁生泽民益元昌茂本春恒宇航凯发利远业邦宝"
TRADES = (
    "制药 药业 生物科技 中药材 中药饮片 医药 医疗器械 农业科技 生物制药 药材 商贸 医药连锁 物流 中医药科技 保健食品 健康产业 生物工程 中药材种植 饮片 大药房 药物研究 食品"
    " 农牧 种业 包装材料 医药科技 医药物流 生态农业 贸易 实业 中药科技 藏药 化工 检测技术"
).split()
FORMS = ("有限公司", "有限责任公司", "股份有限公司")
HERBS = "当归 黄芪 党参 甘草 大黄 柴胡 板蓝根 枸杞 款冬花 秦艽 羌活 防风 黄芩 半夏".split()
INSTITUTES = (
    "生物制品研究所 药品检验研究院 中药现代制药工程研究院 农业技术推广中心 中药材产业发展中心 食品药品检验所 疾病预防控制中心 药物研究所 畜牧兽医研究所 中医药研究院 旱地农业研究所"
    " 市场监督管理局 药品不良反应监测中心 科学技术情报研究所 农业科学研究院 特种药源种植场"
).split()
HOSPITALS = "人民医院 中医医院 妇幼保健院 中西医结合医院 第二人民医院 第一人民医院 第三人民医院 精神病医院".split()
BRANCH_PLACES = "陇西 岷县 渭源 天水 武威 酒泉 定西 临洮 平凉 西安 成都".split()
TRADITIONAL = dict(zip("兰州药业国医疗华东陇龙兴产农发贸丰庆宁县乡镇区区专养万", "蘭州藥業國醫療華東隴龍興產農發貿豐慶寧縣鄉鎮區區專養萬", strict=True))
ALIKE = dict(
    zip("康慈源恒瑞德佛兰州陇祥泰隆药制材科技生益岷洮渭归苓", "庚滋原桓端得拂三洲拢样秦降约治村料枝主溢珉姚谓旧芩", strict=True)
)
MEANT = (  # word marks of one sound of which each is usual
    ("鑫源", "新源"), ("宏达", "鸿达"), ("恒丰", "恒峰"), ("嘉和", "佳和"), ("福康", "富康"), ("金泰", "锦泰"), ("盛源", "晟源"), ("华兴", "华星"),
    ("德康", "得康"), ("益民", "怡民"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation that was made up, by the parts of its name. `sort`: firm, cooperative, institute, hospital, factory or branch."""

    sort: str
    place: str
    mark: str = ""
    trade: str = ""
    form: str = ""
    town: str = ""
    branch: str = ""

    @property
    def name(self) -> str:
        """Its whole name."""
        return f"{self.place}{self.town}{self.mark}{self.trade}{self.form}{self.branch}"


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


def _same(make: Make) -> Make:
    VARIATIONS.append(Variation(make.__name__.strip("_"), make, is_same=True, is_held_out=False))
    return make


def _same_held_out(make: Make) -> Make:
    VARIATIONS.append(Variation(make.__name__.strip("_"), make, is_same=True, is_held_out=True))
    return make


def _different(make: Make) -> Make:
    VARIATIONS.append(Variation(make.__name__.strip("_"), make, is_same=False, is_held_out=False))
    return make


def _different_held_out(make: Make) -> Make:
    VARIATIONS.append(Variation(make.__name__.strip("_"), make, is_same=False, is_held_out=True))
    return make


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
            return replace(other, variation=variation.name, is_same=variation.is_same, is_held_out=variation.is_held_out)
        if other is not None and other != one.name:
            return Pair(other, (one.name,), variation.name, variation.is_same, variation.is_held_out)


def organisation(chance: random.Random) -> Organisation:
    """An organisation that nobody else is called."""
    sort = chance.choices(("firm", "cooperative", "institute", "hospital", "factory", "branch"), (56, 12, 10, 7, 5, 10))[0]
    place = _place(chance)
    mark = chance.choice(FIRST) + chance.choice(SECOND) + (chance.choice(SECOND) if chance.random() < 0.2 else "")
    if sort in ("firm", "branch"):
        firm = Organisation(sort, place, mark, chance.choice(TRADES), chance.choices(FORMS, (6, 3, 2))[0])
        branch = f"{chance.choice(BRANCH_PLACES)}分公司" if sort == "branch" else ""
        return replace(firm, branch=branch)
    if sort == "cooperative":
        county = chance.choice(COUNTIES)
        town = chance.choice(TOWNS) if chance.random() < 0.4 else ""
        trade = chance.choice(("中药材种植", f"{chance.choice(HERBS)}种植", "中药材", "种植养殖", "中药材种植加工"))
        return Organisation(sort, county, mark, trade, chance.choice(("农民专业合作社", "专业合作社")), town)
    if sort == "institute":
        return Organisation(sort, chance.choice(("甘肃省", *CITIES)), "", chance.choice(INSTITUTES))
    if sort == "hospital":
        return Organisation(sort, chance.choice((*COUNTIES, *CITIES)), "", chance.choice(HOSPITALS))
    number = chance.choice("一二三四")
    return Organisation("factory", place, chance.choice(("", mark)), f"{chance.choice(('制药', '中药材', '饮片'))}{number}厂")


def _place(chance: random.Random) -> str:
    county, city = chance.choice(COUNTIES), chance.choice(CITIES)
    whole = chance.choice((county, city, city, "甘肃省", chance.choice(ELSEWHERE)))
    if whole[:-1] in ("岷", "漳", "环", "文", "成", "徽", "礼"):
        return whole
    return whole[:-1] if chance.random() < 0.6 and len(whole) > 2 else whole


def _is_firm(one: Organisation) -> bool:
    return one.sort == "firm"


# --- the same ---------------------------------------------------------------------------------------------------------


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
    return f" {one.name[:at]} {one.name[at:]}"


@_same
def _full_width(chance, one):
    return "".join(chr(ord(each) + 0xFEE0) if each.isascii() else each for each in f"GE{one.name}") if False else f"　{one.name}．"


@_same_held_out
def _traditional(chance, one):
    return "".join(TRADITIONAL.get(each, each) for each in one.name)


@_same
def _remark(chance, one):
    return one.name + chance.choice(("（本部）", "(原名不详)", "（筹）", "（简称" + (one.mark or "本所") + "）"))


@_same
def _same_sound(chance, one):
    return _misspelt(chance, one, _homophone)


@_same_held_out
def _same_shape(chance, one):
    return _misspelt(chance, one, lambda chance, each: ALIKE.get(each))


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
        if one.sort == "institute" and "中医药" not in one.trade and one.trade.endswith(long) and len(one.trade) > len(long) + 1:
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
    code = _code(chance)
    return Pair(f"{one.mark}{one.trade}分部", (one.name,), "", True, False, code, code) if _is_firm(one) else None


@_same_held_out
def _code_with_a_slip(chance, one):
    code = _code(chance)
    at = chance.randrange(8, 17)
    slip = code[:at] + chance.choice([each for each in CHARACTERS if each != code[at]]) + code[at + 1 :]
    return Pair(one.name, (one.name,), "", True, False, slip, code)


@_same_held_out
def _two_at_once(chance, one):
    if not _is_firm(one) or one.place in ELSEWHERE:
        return None
    typed = _misspelt(chance, one, _homophone)
    return typed and typed.removesuffix(one.form).removesuffix("股份").strip()


# --- different --------------------------------------------------------------------------------------------------------


@_different
def _other_place(chance, one):
    if not one.mark:
        return None
    other = replace(one, place=_place(chance)).name
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
    if _sound(other) == _sound(one.mark[at]):
        return None
    return replace(one, mark=one.mark[:at] + other + one.mark[at + 1 :]).name


@_different
def _same_sound_both_usual(chance, one):
    ours, theirs = chance.choice(MEANT)
    return Pair(replace(one, mark=ours).name, (replace(one, mark=theirs).name,), "", False, False) if _is_firm(one) else None


@_different_held_out
def _longer_mark(chance, one):
    return replace(one, mark=one.mark + chance.choice("达康源通生")).name if _is_firm(one) and len(one.mark) == 2 else None


@_different
def _other_trade(chance, one):
    other = chance.choice(TRADES)
    return replace(one, trade=other).name if _is_firm(one) and other != one.trade else None


@_different_held_out
def _subsidiary(chance, one):
    return replace(one, trade=one.trade + chance.choice(("科技", "销售", "贸易", "物流"))).name if _is_firm(one) else None


@_different
def _branch_of_it(chance, one):
    return f"{one.name}{chance.choice(BRANCH_PLACES)}分公司" if _is_firm(one) else None


@_different_held_out
def _other_unit_of_it(chance, one):
    return f"{one.name}{chance.choice(('第一', '第二', '岷县', '陇西'))}{chance.choice(('分厂', '门市部', '生产基地', '办事处'))}" if _is_firm(one) else None


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
            return replace(one, trade=one.trade.replace(herb, chance.choice([each for each in HERBS if each != herb]))).name
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
    return Pair(one.name, (one.name,), "", False, False, _code(chance), _code(chance)) if _is_firm(one) else None


@_different_held_out
def _abbreviation_of_another(chance, one):
    return f"{one.place}{one.trade}" if _is_firm(one) else None


@_different
def _any_other(chance, one):
    return organisation(chance).name


# --- how characters are taken for each other --------------------------------------------------------------------------


def _sound(character: str) -> str:
    return lazy_pinyin(character, style=Style.NORMAL)[0]


_COMMON = [bytes((high, low)).decode("gb2312") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFF)]
_BY_SOUND: dict[str, list[str]] = {}
for _each in _COMMON:
    _BY_SOUND.setdefault(_sound(_each), []).append(_each)


def _homophone(chance: random.Random, character: str) -> str | None:
    others = [each for each in _BY_SOUND.get(_sound(character), ()) if each != character]
    return chance.choice(others) if others else None


def _misspelt(chance: random.Random, one: Organisation, other: Callable[[random.Random, str], str | None]) -> str | None:
    """The name with one character of word mark or trade replaced; numbers are left alone."""
    if one.sort in ("branch", "hospital", "factory"):
        return None
    start = len(one.place) + len(one.town)
    end = start + len(one.mark) + len(one.trade)
    at = chance.randrange(start, end)
    new = other(chance, one.name[at])
    return one.name[:at] + new + one.name[at + 1 :] if new else None


def _code(chance: random.Random) -> str:
    body = "91620" + "".join(chance.choices("0123456789", k=3)) + "MA" + "".join(chance.choices(CHARACTERS, k=7))
    return body + check_character(body)
