"""Which places does a text name: divisions of GB/T 2260 by their full or usual short names, and well-known regions?"""

import re
from collections.abc import Iterator, Sequence
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
    城北 沿河 和田 四方 东西 市北 市南 汉中 山南 阿里 集安 万全 三门 上街 中方 中站 乐业 个旧 元宝 共和 兴业 兴国 兴隆
    前锋 南部 南海 友谊 双清 双流 同心 名山 大兴 大关 大观 大新 大田 大英 大城 大悟 天等 天台 天门 太和 始兴 威信 富裕
    工农 市中 平定 平原 平房 平桥 开平 惠民 惠农 方正 无为 无极 新建 新会 新化 新和 新田 新干 新密 新星 新平 新乐 新民
    新河 新源 新北 比如 民和 民丰 民权 江南 江北 河东 江口 江海 海港 港口 清新 灯塔 源城 温泉 牡丹 老城 资源 路桥 运河
    遵化 金安 金东 金沙 钟楼 长寿 长子 长清 长顺 高明 高密 高要 高平 龙江 龙门 龙泉 农安 增城 康保 康平 建安 建华 开化
    宣化 天全 如东 定结 宝清 将乐 小金 改则 故城 满城 点军 石台 积石 竞秀 红安 裕民 西工 西市 通城 通山 道真 镇安 集贤
    革吉 顺平 灵台 莲花 芙蓉 青山 白云 白水 明光 明水 天元 天山 合江 合山 合水 和安 和静 和顺 安多 景东 望都 正阳 永新
    江都 江安 泰和 福海 营山 达川 阳高 高安 高港 零陵 利通 城口 城固 思明 思南
""")
)
_BETWEEN = ("、", "和", "与", "及", "以及")
# a county's short name begins a phrase: 创新平台 does not name 新平, 健康保险 not 康保
_BEFORE_NAME = re.compile(
    r"(?:^|[、，。；：（）“”《》\n\t·—-]|[和与及在以为于由对从到含向将把]|支持|推进|推动|建设|建成|依托|加快|打造|重点|引导|鼓励|培育|规划|改造|提升|强化|发展|"
    r"形成|位于|包括|扶持|完善|加强|扩大|全省|全国|我省|围绕)$"
)


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
    last = 0
    found = list(_names(province).found(text))
    for number, one in enumerate(found):
        words = text[one.start : one.end]
        if words in _ORDINARY and text[last : one.start] not in _BETWEEN and not _begins_list(text, found, number):
            continue
        is_short = one.meaning.startswith("county:") and not one.meaning.endswith(words)
        if is_short and last != one.start and _BEFORE_NAME.search(text, max(0, one.start - 3), one.start) is None:
            continue
        last = one.end
        yield one


def _begins_list(text: str, found: Sequence[Found], number: int) -> bool:
    """Whether the next of a list is a place that cannot be misread."""
    if number + 1 == len(found):
        return False
    one, other = found[number], found[number + 1]
    return text[one.end : other.start] in _BETWEEN and text[other.start : other.end] not in _ORDINARY
