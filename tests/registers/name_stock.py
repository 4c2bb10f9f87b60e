"""Of which words are organisations of the province made up for the labelled pairs (name_pairs.py)?"""

import random
from dataclasses import dataclass, replace

from pypinyin import Style, lazy_pinyin

from yaomai.standards.gb32100 import CHARACTERS, check_character


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


COUNTIES = _words(
    """
陇西县 岷县 渭源县 漳县 临洮县 通渭县 安定区 麦积区 秦州区 甘谷县 武山县 清水县 民乐县 山丹县 凉州区
民勤县 古浪县 瓜州县 会宁县 靖远县 崆峒区 华亭市 西峰区 环县 武都区 文县 宕昌县 成县 徽县 西和县 礼县
永靖县 舟曲县 七里河区 西固区 榆中县 永登县 皋兰县
"""
)
CITIES = _words(
    """
兰州市 定西市 天水市 张掖市 武威市 酒泉市 白银市 平凉市 庆阳市 陇南市 金昌市 嘉峪关市
"""
)
ELSEWHERE = _words(
    """
西安市 成都市 北京市 上海市 青海省 宁夏 四川省 陕西省 西宁市 银川市 亳州市 安国市
"""
)
RENAMED = (
    ("武都县", "陇南市武都区"), ("天水市北道区", "天水市麦积区"), ("天水市秦城区", "天水市秦州区"), ("安西县", "瓜州县"), ("定西地区", "定西市"),
    ("张掖地区", "张掖市"), ("武威地区", "武威市"), ("平凉地区", "平凉市"), ("庆阳地区", "庆阳市"), ("陇南地区", "陇南市"), ("酒泉地区", "酒泉市"),
    ("定西县", "定西市安定区"), ("华亭县", "华亭市"), ("西峰市", "庆阳市西峰区"), ("张掖市甘州区", "甘州区"),
)  # fmt: skip
TOWNS = _words(
    """
首阳镇 文峰镇 菜子镇 福星镇 云田镇 清源镇 会川镇 五竹镇 梅川镇 西寨镇 十里镇 中寨镇 三岔镇 新寺镇
哈达铺镇 理川镇
"""
)
FIRST = "恒瑞康德天安正佛奇陇岐仁济福同永普益祥和元众惠华金盛润泰景鸿瀚凯科博诚嘉佳亿百千万中远方达弘汇聚融伟"
SECOND = "康慈瑞德源安和正方盛草堂林泰达通丰兴隆华祥顺信诚仁生泽民益元昌茂本春恒宇航凯发利远业邦宝"
TRADES = _words(
    """
制药 药业 生物科技 中药材 中药饮片 医药 医疗器械 农业科技 生物制药 药材 商贸 医药连锁 物流 中医药科技
保健食品 健康产业 生物工程 中药材种植 饮片 大药房 药物研究 食品 农牧 种业 包装材料 医药科技 医药物流
生态农业 贸易 实业 中药科技 藏药 化工 检测技术
"""
)
FORMS = ("有限公司", "有限责任公司", "股份有限公司")
HERBS = _words(
    """
当归 黄芪 党参 甘草 大黄 柴胡 板蓝根 枸杞 款冬花 秦艽 羌活 防风 黄芩 半夏
"""
)
INSTITUTES = _words(
    """
生物制品研究所 药品检验研究院 中药现代制药工程研究院 农业技术推广中心 中药材产业发展中心 食品药品检验所
疾病预防控制中心 药物研究所 畜牧兽医研究所 中医药研究院 旱地农业研究所 市场监督管理局 药品不良反应监测中心
科学技术情报研究所 农业科学研究院 特种药源种植场
"""
)
HOSPITALS = _words(
    """
人民医院 中医医院 妇幼保健院 中西医结合医院 第二人民医院 第一人民医院 第三人民医院 精神病医院
"""
)
BRANCH_PLACES = _words(
    """
陇西 岷县 渭源 天水 武威 酒泉 定西 临洮 平凉 西安 成都
"""
)
TRADITIONAL = dict(
    zip(
        "兰州药业国医疗华东陇龙兴产农发贸丰庆宁县乡镇区区专养万",
        "蘭州藥業國醫療華東隴龍興產農發貿豐慶寧縣鄉鎮區區專養萬",
        strict=True,
    )
)
ALIKE = dict(
    zip(
        "康慈源恒瑞德佛兰州陇祥泰隆药制材科技生益岷洮渭归苓",
        "庚滋原桓端得拂三洲拢样秦降约治村料枝主溢珉姚谓旧芩",
        strict=True,
    )
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


def organisation(chance: random.Random) -> Organisation:
    """An organisation that nobody else is called."""
    sort = chance.choices(
        ("firm", "cooperative", "institute", "hospital", "factory", "branch"), (56, 12, 10, 7, 5, 10)
    )[0]
    place = place_of(chance)
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
    return Organisation(
        "factory", place, chance.choice(("", mark)), f"{chance.choice(('制药', '中药材', '饮片'))}{number}厂"
    )


def place_of(chance: random.Random) -> str:
    county, city = chance.choice(COUNTIES), chance.choice(CITIES)
    whole = chance.choice((county, city, city, "甘肃省", chance.choice(ELSEWHERE)))
    if whole[:-1] in ("岷", "漳", "环", "文", "成", "徽", "礼"):
        return whole
    return whole[:-1] if chance.random() < 0.6 and len(whole) > 2 else whole


def sound_of(character: str) -> str:
    """How a character is read, without tone."""
    return lazy_pinyin(character, style=Style.NORMAL)[0]


_COMMON = [bytes((high, low)).decode("gb2312") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFF)]
_BY_SOUND: dict[str, list[str]] = {}
for _each in _COMMON:
    _BY_SOUND.setdefault(sound_of(_each), []).append(_each)


def homophone(chance: random.Random, character: str) -> str | None:
    """Another character that is read alike, tones left aside; None: there is none."""
    others = [each for each in _BY_SOUND.get(sound_of(character), ()) if each != character]
    return chance.choice(others) if others else None


def credit_code(chance: random.Random) -> str:
    """A credit code whose check character is right."""
    body = "91620" + "".join(chance.choices("0123456789", k=3)) + "MA" + "".join(chance.choices(CHARACTERS, k=7))
    return body + check_character(body)
