"""Which herbs and medicines does a text name? Herbs by their name in the pharmacopoeia, medicines by their dosage form."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from yaomai.planning.engine.reading.name_starts import clause_start, without_leading
from yaomai.planning.engine.reading.word_list import WordList, words_of
from yaomai.standards import pharmacopoeia_herbs


class Product(NamedTuple):
    """A herb or a medicine at start..end; name: its usual one; rule: which found it."""

    start: int
    end: int
    kind: str
    name: str
    rule: str


# how plans print a herb whose name in the pharmacopoeia is another
_VARIANTS = {
    "板兰根": "板蓝根",
    "黄耆": "黄芪",
    "北芪": "黄芪",
    "枸杞": "枸杞子",
    "白条党参": "党参",
    "纹党参": "党参",
    "纹党": "党参",
    "潞党参": "党参",
    "岷归": "当归",
    "岷当归": "当归",
    "云当归": "当归",
    "药用大黄": "大黄",
    "款冬": "款冬花",
    "冬花": "款冬花",
    "牛蒡": "牛蒡子",
    "大力子": "牛蒡子",
    "贝母": "川贝母",
    "川贝": "川贝母",
    "浙贝": "浙贝母",
    "平贝": "平贝母",
    "二花": "金银花",
    "双花": "金银花",
    "生地": "地黄",
    "苁蓉": "肉苁蓉",
    "大云": "肉苁蓉",
    "杏仁": "苦杏仁",
    "五加": "刺五加",
    "滇重楼": "重楼",
    "七叶一枝花": "重楼",
    "滇黄精": "黄精",
    "云茯苓": "茯苓",
    "云木香": "木香",
    "川丹参": "丹参",
    "滇龙胆": "龙胆",
    "关防风": "防风",
    "北五味子": "五味子",
    "南苍术": "苍术",
    "白芨": "白及",
    "枣仁": "酸枣仁",
    "菊": "菊花",
    "亳菊": "菊花",
    "杭白菊": "菊花",
    "薏仁": "薏苡仁",
    "元胡": "延胡索",
    "八角": "八角茴香",
    "茱萸子": "吴茱萸",
    "黄栀子": "栀子",
    "枣皮": "山茱萸",
}
# herbs of the pharmacopoeia, of the provinces' standards or of trade that the table of the standard does not hold
_OTHERS = words_of("""
    延胡索 砂仁 草果 八角茴香 肉桂 沉香 罗汉果 刺五加 刺梨 灯盏花 灯盏细辛 麝香 僵蚕 川明参 艾纳香 头花蓼 枳壳 枳实 陈皮
    佛手 莪术 郁金 鸡血藤 绞股蓝 红景天 藏红花 雪莲花 雪莲 鹿茸 蛤蟆油 西青果 诃子 巴戟天 化橘红 广陈皮 广佛手 肿节风
    草珊瑚 血竭 余甘子 沙棘果 红豆杉 桑黄 羊肚菌 芡实 莲子 覆盆子 铁线莲 香橼 乌药 白前 徐长卿 蔓荆子 芦荟 石菖蒲 博落回
    龙脑 龙脑樟 溪黄草 金线莲 金线兰 千年健 鸡骨草 赤芝 蜂胶 天山雪莲
""")
# the name is no herb where one of these characters follows: 防风险, 人参与
_NOT_BEFORE = {
    "人参": "与加考保观赛展会照股军选",
    "防风": "险沙林固浪化",
    "百合": "网大",
    "远志": "向气",
    "生地": "区方点产震",
    "大云": "计数平",
    "独活": "动跃",
    "八角": "形亭笼",
    "白果": "树镇",
    "贝母": "婴",
    "五加": "一二",
    "二花": "一",
    "山药": "厂业",
    "红花": "岗",
    "昆布": "什",
    "菊": "",
}
# nor where one of these stands before it: 几百部, 医生地位
_NOT_AFTER = {
    "百部": "数几一二三四五六七八九十0123456789",
    "生地": "先学医人卫新民滋产发",
    "人参": "工个人本每",
    "三七": "十第百逢",
    "五加": "十第",
    "大云": "强",
    "知母": "不",
    "防风": "预",
    "白及": "兰黑蛋",
    "独活": "单",
    "杏仁": "苦",
}

_BRACKETED = re.compile(r"([一-龥])（([一-龥])）([一-龥]{1,3})")


@cache
def _herbs() -> WordList:
    words = {name: name for name in (*pharmacopoeia_herbs.herbs(), *_OTHERS)}
    words |= {printed: name for printed, name in _VARIANTS.items() if len(printed) > 1}
    # longer words that hold a herb's name and are none
    words |= dict.fromkeys(
        ("当归城", "人参果", "枸杞之乡", "三七开", "三七分", "天冬氨酸", "天门冬氨酸", "红花草", "黄连素"), ""
    )
    words["麻黄素"] = words["麻黄碱"] = words["甘草酸"] = words["青蒿素"] = words["杜仲胶"] = words["红花籽油"] = ""
    return WordList(words)


@cache
def _herb_names() -> dict[str, str]:
    return {name: name for name in (*pharmacopoeia_herbs.herbs(), *_OTHERS)} | _VARIANTS


def herbs(text: str) -> Iterator[Product]:
    """The herbs that `text` names; 黄（红）芪 are two, the second from its bracket on."""
    for match in _BRACKETED.finditer(text):
        yield from _two_in_one(match)
    for one in _herbs().found(text):
        words = text[one.start : one.end]
        if text[one.end : one.end + 1] in _NOT_BEFORE.get(words, "") and one.end < len(text):
            continue
        if one.start and text[one.start - 1] in _NOT_AFTER.get(words, ""):
            continue
        rule = "herb.name" if words == one.meaning else "herb.variant"
        yield Product(one.start, one.end, "herb", one.meaning, rule)


def _two_in_one(match: re.Match[str]) -> Iterator[Product]:
    known = _herb_names()
    first, second, rest = match.groups()
    for length in range(len(rest), 0, -1):
        one, other = known.get(first + rest[:length]), known.get(second + rest[:length])
        if one and other:
            end = match.start(3) + length
            yield Product(match.start(), end, "herb", one, "herb.bracketed")
            yield Product(match.start() + 1, end, "herb", other, "herb.bracketed")
            return


_FORMS = (
    r"浓缩丸|滴丸|蜜丸|水丸|(?<![弹药肉])丸(?!剂)|软胶囊|胶囊(?!剂)|口服液|合剂|注射液|"
    r"注射剂(?=[、，。；])|粉针|(?<!饮)(?<!配方)颗粒(?!剂|物|度|归)|"
    r"分散片|缓释片|含片|泡腾片|(?<![饮芯切名图照影卡叶连大一鸦胶晶])片(?![区段剂面式仔材刻林]|状|生产|加工|式|炮制)|"
    r"膏药|贴膏|软膏|乳膏|煎膏|(?<![药石牙])膏(?!方|药|体)|消痛贴|(?<![补津粘张体服])贴(?![膏近合息补现])|糖浆|"
    r"止咳露|(?<![披透显流暴表揭])露(?!天|出)|酊|(?<![分扩集零疏发解失松驱闲])散(?![热步发布落户装养户])|"
    r"喷雾剂|气雾剂|凝胶|滴眼液|滴鼻液|洗液|栓(?!塞|剂)|冲剂|(?:灭活|减毒活|活|结合)?疫苗(?!库|储|接种)|(?:结合|灭活|活)苗|肉毒毒素|类毒素"
)
_ENDING = re.compile(rf"(?:{_FORMS})")
_ALSO = re.compile(r"（([^（）]{1,6})）")
_FORM_WORDS = re.compile(r"(?:[、，/和]?(?:滴丸|丸|胶囊|片|颗粒|口服液|膏|散|注射液|糖浆))+$")
_GENERIC = re.compile(
    r"(?:新型|中药|中成药|化学药?|生物|现代|传统|人用|兽用|动物|预防|治疗|治疗性|国家|免疫|规划|用|高端|"
    r"重点|优势|特色|大品种|多联|多价|联合|基因|工程|重组|重大|"
    r"疾病|传染病|配方|小包装|精制|超微|品种|产品|系列|口服|固体|制剂|剂型|片剂|类|型|药|西药|各种|其他|"
    r"新冠|灭活|减毒|活|性|缓释|控释|软|硬|肠溶|复方|经典|"
    r"防控|重要|疫病|季节性|常规|相关|自主|国产|进口|创新|合格|无|药用|空心|明胶|植物|淀粉|等|以|的|和|为|重大传染病)*"
)
_LIST = re.compile(r"[^、，。；：！？\n“”《》]{2,24}")


def medicines(text: str) -> Iterator[Product]:
    """The medicines that `text` names: by the dosage form at the end, and what stands with such in one list."""
    found = list(_by_form(text))
    yield from found
    yield from _in_lists(text, found)


def _by_form(text: str) -> Iterator[Product]:
    last = 0
    for match in _ENDING.finditer(text):
        end = match.end()
        start = max(clause_start(text, end), last)
        start = without_leading(text, start, match.start())
        while (
            joint := re.search(
                r"(?:以及|扶持|加强|培育|发展|推进|新建|扩建|生产|研发|开发|拥有|类中药|类新药|创新药|药业|制药|集团|公司|研究所|包括|品种有|有(?!机|限|效)|品种为|(?<!型)[和与及])",
                text[start : match.start()],
            )
        ) is not None:
            start = without_leading(text, start + joint.end(), match.start())
        name = text[start:end]
        stem = text[start : match.start()]
        if len(stem) < 1 or len(name) < 3 or _GENERIC.fullmatch(stem) or _is_prose(stem):
            continue
        last = end
        also = _ALSO.match(text, end)
        if also is not None and _FORM_WORDS.fullmatch(also[1]):
            yield Product(start, end, "medicine", name, "medicine.form")
            for form in re.split(r"[、，/和]", also[1]):
                yield Product(start, also.end(), "medicine", f"{stem}{form}", "medicine.form_bracketed")
            last = also.end()
            continue
        yield Product(start, end, "medicine", name, "medicine.form")


_PROSE = re.compile(
    r"[的了等将使并其]|鼓励|企业|产业|研究|技术|质量|工艺|项目|市场|规模|全省|能力|水平|服务|建设|提升|"
    r"生产|标准|基地|资金|平台|机构|领域|体系|产地|应急|需求|品种|剂型"
)


def _is_prose(stem: str) -> bool:
    return len(stem) > 22 or _PROSE.search(stem) is not None


def _in_lists(text: str, found: Sequence[Product]) -> Iterator[Product]:
    """What stands between medicines in one list is one: …滴丸、甘帝欣、…胶囊. At least two of the list have a dosage form."""
    spans = sorted({(one.start, one.end) for one in found})
    done = -1
    for _, end in spans:
        if end <= done:
            continue
        items: list[tuple[int, int]] = []
        done = end
        while text.startswith("、", done) and (match := _LIST.match(text, done + 1)) is not None:
            items.append(match.span())
            done = match.end()
        others = [span for span in items if not _holds_one(spans, *span)]
        if len(others) == len(items):
            continue
        for begin, item_end in others:
            stop = _without_tail(text, begin, item_end)
            words = text[begin:stop]
            if 2 <= len(words) <= 14 and words[-1] not in "型类" and not _PROSE.search(words):
                yield Product(begin, stop, "medicine", words, "medicine.in_list")


def _holds_one(spans: Sequence[tuple[int, int]], begin: int, stop: int) -> bool:
    """Whether one of `spans` (sorted) begins within begin..stop or reaches into it."""
    at = bisect_left(spans, (begin, 0))
    return (at < len(spans) and spans[at][0] < stop) or (at > 0 and spans[at - 1][1] > begin)


_TAIL = re.compile(r"等.*$|系列产品.*$")


def _without_tail(text: str, begin: int, stop: int) -> int:
    match = _TAIL.search(text[begin:stop])
    return begin + match.start() if match else stop
