"""Where does a name begin whose end is known: after which words that lead to it, at which place or proper word?"""

import re
from collections.abc import Callable

# a name does not reach over these
_STOPS = re.compile(r"[、，。；：！？\n\t“”‘’《》「」（）()\[\]→]")
_LONGEST = 36

# words of government prose that lead to a name and are no part of it; stripped from the left, again and again
_LEADING = re.compile(
    r"(?:重点|发挥好|加快|加强|加大|大力|积极|全力|着力|持续|有序|稳步|协调|集中|统筹|继续|进一步|努力|力争|争取|"
    r"尽快|抓紧|充分|主要|全面|率先|努力|"
    r"推进|推动|支持|依托|依靠|鼓励|引导|促进|强化|深化|提升|巩固|做大|做强|做优|扶持|培育|发展|建设|建成|"
    r"建立|新建|改建|扩建|筹建|组建|共建|打造|创建|实施|"
    r"启动|谋划|布局|引进|招引|引入|吸引|承接|生产|研发|研制|开发|研究|开展|完善|整合|联合|利用|借助|借鉴|"
    r"借力|发挥|围绕|聚焦|立足|瞄准|扩大|保障|"
    r"增加|新增|形成|成为|拥有|现有|已有|具有|包括|包含|涵盖|例如|比如|如(?!意)|含|即|等|以及|以(?!岭)|由|"
    r"在|和(?!田|平|政|县|静|硕|布克|林格尔)|与|及|或|对|向|把|将|被|从|到|至|为|是|的|有|又|其中|"
    r"目前|同时|全省|全市|全县|全国|我省|我市|我县|省内|市内|境内|本地|省级|市级|聚集了|集中了|聚集|集中|"
    r"建有|设立|位于|地处|特别是|尤其是|通过|纳入|列入|入选|"
    r"\d+(?:[-~]\d+)?(?:[.、．](?!\d)|[个家户种类项所条]|万亩|亩)|[一二三四五六七八九十]+[、个家是大]|"
    r"（[一二三四五六七八九十\d]+）|一批|若干|多个|多家|一个|[-—]+)"
)
# and these inside what stands before an ending cut it: what comes before is another phrase
_CUTS = re.compile(
    r"建设(?!工程|集团|有限|投资)|建成|打造|形成|创建|依托|推进|推动|支持|鼓励|引导|的|为(?!民)|将|由|"
    r"通过|以及|落户|入驻|进驻|纳入|列入|布局|选址|获得|拥有|培育|"
    r"承担|参与|共建|集中了|聚集了|取得了?|分别|被|了|是|曾|面临|着|也|国内|之一|成立|设立|引进|新建|扩建|改建|开展|实施|加快|向|对|至|等"
)
_JOINS = re.compile(r"以及|和(?!政县|田|平区|县|林格尔|硕|静|布克)|与|及")


def clause_start(text: str, end: int) -> int:
    """Where the run of characters begins that ends at `end` and holds no punctuation."""
    start = max(0, end - _LONGEST)
    last = start
    for match in _STOPS.finditer(text, start, end):
        last = match.end()
    return last


def without_leading(text: str, start: int, end: int) -> int:
    """The start without the words that lead to a name; it stays before `end`."""
    while start < end and (match := _LEADING.match(text, start, end)) is not None:
        start = match.end()
    return start


def anything(_: int) -> bool:
    """Any word is proper."""
    return True


def name_start(text: str, end: int, ending: int, is_proper: Callable[[int], bool], verb: int = 0) -> int | None:
    """Where the name that ends at `end` begins, whose last `end - ending` characters say what it is; None: no proper name.

    is_proper: whether a proper name can begin at an offset (a place stands there, or another proper word). verb: how
    many characters of a verb that is not known may lead to it (改造渭源…市场).
    """
    start = clause_start(text, end)
    for match in _CUTS.finditer(text, start, ending):
        start = match.end()
    start = without_leading(text, start, ending)
    starts = [start, *(without_leading(text, match.end(), ending) for match in _JOINS.finditer(text, start, ending))]
    for one in reversed(starts):
        if one < ending and is_proper(one):
            return one
    return next((one for one in range(start + 1, min(start + 1 + verb, ending)) if is_proper(one)), None)
