"""Which places does a text name: divisions of GB/T 2260 by their full or usual short names, and well-known regions?"""

import re
from collections.abc import Iterator
from functools import cache

from yaomai.planning.engine.reading.regions import code_of, main_region
from yaomai.planning.engine.reading.word_list import Found, WordList, words_of
from yaomai.standards import gbt2260

_REGIONS = words_of("""
    陇东南 河西走廊 河西 陇东 陇中 兰白 兰西 关中 陕南 陕北 长三角 珠三角 京津冀 粤港澳大湾区 环渤海 成渝 皖北 皖南 大别山
    苏南 苏北 鲁西 秦巴山区 武陵山区 青藏高原 黄土高原 云贵高原 长白山 大兴安岭 小兴安岭 西北 西南 东北 华东 华北 华中
    华南 攀西 川西 滇西 黔东南
""")
# shorter names within them are no places: 黄河南岸 is not 河南, 朝阳产业 is not 朝阳
_NOT_PLACES = words_of("""
    黄河 长江 淮河 汉江 丹江 珠江 渭河 洮河 中山大学 朝阳产业 朝阳行业 长治久安 和平共处 东方红 社会 中心城区 主城区
    市辖区 城市 都市 省市 东西部 西北角 东北虎 向东 向西 新疆域 山东侧 江西岸 湖南岸 北京时间 平安 东方 三明治 大同小异
    上海证券 深圳证券 上海证交所 深圳证交所 普洱茶 蒙古黄芪 四川省 藏药 长城 城中区 城区 郊区 矿区 东区 西区 南区 北区
    市中区 新区 海区
""")
# short names of counties and prefectures that are ordinary words, too: taken only in a list of places
_ORDINARY = frozenset(
    words_of("""
    朝阳 长治 大同 安康 东方 三明 平安 和平 安定 安宁 清水 高台 康乐 和政 永定 长安 平川 河口 新华 新城 城关 中山 东营
    海东 海西 海北 海南 黄南 吉安 江山 集美 建设 解放 复兴 光明 友好 团结 文明 民族 红旗 前进 向阳 兴安 东风 新兴 富民
    富源 开放 振兴 中原 南山 西山 东山 北山 金山 宝山 白山 黄山 泰山 衡山 华山 阳光 永清 大安 太平 中和 中江 灵山 天心
    雨花 开福 长乐 永乐 安乐 东乡 西乡 南乡 清河 大名 大方 大理 大足 大通 大化 互助 会同 通道 信宜 仁和 化德 承德 保德
    德化 德兴 进贤 遂平 成安 永安 安居 安化 从化 通化 敦化 隆化 兴化 互动 高新 开发 合作 西和 正定 正安 城中 城东 城西
    城北 沿河 和田 四方 东西 市北 市南 汉中 山南 阿里 集安
""")
)
_IN_LIST_BEFORE = "、"
_IN_LIST_AFTER = re.compile(r"、|等(?:地|县|区|市|州|\d|[一二三四五六七八九十])")


@cache
def _names(province: str) -> WordList:
    """Full names everywhere; short names of provinces and prefectures, and of the counties of `province` (a code or "")."""
    words: dict[str, str] = {name: f"region:{name}" for name in _REGIONS}
    for two in range(11, 83):
        top = f"{two}0000"
        for code in gbt2260.within(top) if gbt2260.exists(top) else ():
            one = gbt2260.division(code)
            meaning = f"{one.level}:{one.name}"
            words[one.name] = meaning
            if one.level != "county" or (province and code.startswith(province[:2])):
                short = _short(one.name)
                if short:
                    words.setdefault(short, meaning)
                if short and one.name.endswith("自治州"):
                    words.setdefault(f"{short}州", meaning)
    words |= dict.fromkeys(_NOT_PLACES, "")
    words["四川省"] = "province:四川省"
    return WordList(words)


_SUFFIX = re.compile(
    r"(?:维吾尔自治区|壮族自治区|回族自治区|自治区|特别行政区|(?:[一-龥]{1,3}族)*(?:自治州|自治县|自治旗)|地区|林区|省|市|县|区|盟|旗)$"
)


def _short(name: str) -> str:
    if match := re.match(r"(.{2,3}?)(?:[一-龥]{1,3}族|蒙古|哈萨克|柯尔克孜|傣族)+自治[州县]$", name):
        return match[1]
    short = _SUFFIX.sub("", name)
    return short if len(short) > 1 and short != name else ""


def province_of(text: str) -> str:
    """The code of the province that the text is most about, "" when none tells."""
    code = code_of(main_region((text[:120].split("\n", 1)[0],), text[:20_000]))
    return f"{code[:2]}0000" if code else ""


def places(text: str, province: str) -> Iterator[Found]:
    """The places that `text` names; meaning: `county:岷县`, `region:河西走廊` …, with the full name.

    province: the code of the one whose counties are known by their short names, too; "" for none.
    """
    for one in _names(province).found(text):
        words = text[one.start : one.end]
        if words in _ORDINARY and not _stands_in_list(text, one):
            continue
        yield one


def _stands_in_list(text: str, one: Found) -> bool:
    return text[one.start - 1 : one.start] in _IN_LIST_BEFORE and _IN_LIST_AFTER.match(text, one.end) is not None
