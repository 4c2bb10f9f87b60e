"""Which enterprises, institutes, universities and hospitals does a text name?"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from yaomai.planning.engine.reading.name_starts import anything, clause_start, name_start, without_leading

_ENDINGS = {
    "enterprise": (
        r"股份有限公司|有限责任公司|有限公司|集团公司|(?<!企业)(?<!医药)(?<!大)集团(?!化|企业|公司|[2-9\d]|军|"
        r"采购)|药业|制药厂|制药(?!企业|工业|产业|设备|业|技术|装备|厂)|生物药厂|药厂"
    ),
    "institute": (
        r"研究所|研究院|科学院|农科院|研究中心|创新中心|重点实验室|参考实验室|国家实验室|工程实验室|"
        r"联合实验室|批签发中心|疾控中心|检验院|检验所|药检所|检验检测院|生物所|兽研所|化物所|近物所|"
        r"科技大市场"
    ),
    "university": r"大学(?!生|城|科技|教|附|第|校)|学院(?!派)|医专|大学(?=第|附)",
    "hospital": (
        r"(?:第[一二三四五六七八九十]+|附属)?(?:[一-龥]{2})?(?:人民|中|中西医结合|肿瘤|总|妇幼保健|综合|"
        r"专科)?医院(?!集团)|陆军总院|保健院"
    ),
    "association": r"协会|学会(?![会])|产业联盟|技术创新战略联盟|商会",
}
_ENDING = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _ENDINGS.items()))
_PROPER = re.compile(
    r"中国|中科院|中国科学院|中国农科院|国药|教育部|科技部|农业部|国家(?!级|和|、|与|扶持|支持|重点实验室|"
    r"药)|西北|西南|东北|华东|华中|华南|清华|复旦|中山大学|浙江|"
    r"省(?=人民医院|中医院|疾控|科学院|农科院|药|肿瘤|妇幼|医学|林科|检验)|市(?=第|人民医院|中医院|疾控|"
    r"药检|检验)|同仁堂|康美|广药|华润|上药|复星|石药|以岭|华为|阿里|京东"
)
_NO_FIRM = re.compile(
    r"(?:生物|仿|国内|国际|我国|化学|创新|绿色|中药|动物|人用|兽用|现代|\d亿.*|[一二三四五六七八九十]大)$"
)
_COMMON = re.compile(
    r"(?:中药|中医药?|医药|生物|化学|现代|大型|龙头|骨干|重点|民营|国有|跨国|知名|高等|职业|技术|综合|"
    r"相关|三级|二级|甲等|公立|民办|专科|基层|互联网|方舱|定点|友好|"
    r"企业|行业|产业|制造业|制药|临床|医学|实验|科研|国家级|省级|市级|工程|新药|共同|共建|各|各类|等|所|家|有|的|以上|"
    r"县级?|市|区|乡镇|中西医结合|中西医|陇药|藏医|民族|"
    r"地方|联合|中医|疾病|[\d—\-、和与]|第三方|海外|医科|师范|高职|高校|外资|本土|优秀|大|名|协同|绿色|智能|现代|协和|社会|分|"
    r"康复|骨科|眼科|儿童|妇幼|人民|附属|肿瘤|技术创新|战略|创新|研发|研究|中试|制剂|检验|检测)*"
)
_NAMED_LIST = re.compile(
    r"等(?:一批)?(?:\d+[多余]?[家户个]|[一二三四五六七八九十]+[家户])?(?:本省|省内|本地|区域内|知名|重点|"
    r"骨干|龙头|优势|大型|大中型|现代|规模以上|上市|制药|医药|中药|生物医药|药品|工业|生产|科技|优质|"
    r"一批)*(?:企业|药企|公司|集团)"
)
_ITEM = re.compile(r"[^、，。；：！？\n“”《》（）]{2,24}")
_FIRM = re.compile(r"(?:公司|集团|药业|制药|药厂|研究所|生物|健康|医疗|医药|科技|岐黄|堂|股份)$")
_NO_ITEM = re.compile(
    r"[的了]|企业|产业|领域|产品|技术|加工|种植|销售|服务|认证|市场|建设|发展|方式|模式|重组|兼并|联合|"
    r"政策|资金|平台|合作社|农户|园区|基地|项目|机构|高校|院所|高等|科研"
)


class Organisation(NamedTuple):
    """An organisation at start..end. kind: enterprise, institute, university, hospital, association; rule: why it is a name."""

    start: int
    end: int
    kind: str
    rule: str


def organisations(text: str, is_place: Callable[[int], bool]) -> list[Organisation]:
    """The organisations with a proper name. is_place: whether a place begins at an offset of `text`."""
    found: list[Organisation] = []
    for match in _ENDING.finditer(text):
        one = _at(text, match, is_place, found[-1] if found else None)
        if one is None:
            continue
        if found and (found[-1].start == one.start or one.start < found[-1].end):
            one = one._replace(start=min(one.start, found.pop().start))
        found.append(one)
    known = {one.start for one in found} | {one.end for one in found}
    found += [one for one in _in_lists(text, is_place) if one.start not in known and one.end not in known]
    return sorted(found)


def _at(
    text: str, match: re.Match[str], is_place: Callable[[int], bool], last: Organisation | None
) -> Organisation | None:
    kind, ending, end = str(match.lastgroup), match.start(), match.end()
    if last is not None and last.end == ending:  # 兰州大学 + 第二医院
        return Organisation(last.start, end, kind, last.rule)
    start = name_start(
        text,
        end,
        ending,
        lambda at: (is_place(at) or _PROPER.match(text, at) is not None) and not _is_title(text, at, ending),
    )
    if start is not None:
        return Organisation(start, end, kind, "organisation.place")
    begin = name_start(text, end, ending, anything)
    if begin is None:
        stem_start = without_leading(text, clause_start(text, end), ending)
        if last is not None and stem_start == ending and kind == "hospital" and text[last.end : ending] in ("、", "和"):
            return Organisation(ending, end, kind, "organisation.in_list")
        return None
    stem = text[begin:ending]
    if _COMMON.fullmatch(stem) or len(stem) > 24 or (match.group() == "制药" and _NO_FIRM.search(stem)):
        return None
    if (
        kind == "enterprise"
        and (len(stem) >= 2 if match.group()[-2:] != "公司" else len(stem) >= 3)
        and not _NO_ITEM.search(stem)
    ):
        return Organisation(begin, end, kind, "organisation.form")
    if last is not None and 0 < begin - last.end <= 2 and text[last.end : begin] in ("、", "和", "及", "与", "以及"):
        return Organisation(begin, end, kind, "organisation.in_list")
    return None


def _is_title(text: str, at: int, ending: int) -> bool:
    """Whether it only says what sort of thing is meant: 国家工程技术研究中心 is a title that many have."""
    return text.startswith("国家", at) and _COMMON.fullmatch(text, at + 2, ending) is not None


def _in_lists(text: str, is_place: Callable[[int], bool]) -> Iterator[Organisation]:
    """石药集团、以岭药业、甘肃巨龙等5家企业: what stands before such a word in a list, when one of them is surely a firm."""
    for match in _NAMED_LIST.finditer(text):
        items = list(_items_before(text, match.start()))
        if not any(is_place(start) or _FIRM.search(text[start:end]) for start, end in items):
            continue
        for start, end in items:
            words = text[start:end]
            if 2 <= len(words) <= 20 and not _NO_ITEM.search(words) and not _COMMON.fullmatch(words):
                yield Organisation(start, end, "enterprise", "organisation.in_list")


def _items_before(text: str, end: int) -> Iterator[tuple[int, int]]:
    start = (
        max([text.rfind(stop, max(0, end - 160), end) for stop in "，。；：！？\n（“”》"] + [max(0, end - 160) - 1]) + 1
    )
    for number, match in enumerate(_ITEM.finditer(text, start, end)):
        begin = match.start() if number else _after_verb(text, *match.span())
        joint = re.search(r"和|及|以及|与", text[begin : match.end()])
        if joint is not None and match.end() == end and begin + joint.start() - begin >= 2:
            yield begin, begin + joint.start()
            begin += joint.end()
        if begin < match.end():
            yield begin, match.end()


_VERB = re.compile(
    r"依托|支持|推动|鼓励|引导|培育|引进|发挥|围绕|扶持|拥有|形成|涌现|聚集|带动|集中了|培养|包括|壮大|以"
)


def _after_verb(text: str, start: int, end: int) -> int:
    for match in _VERB.finditer(text, start, end):
        start = match.end()
    return without_leading(text, start, end)
