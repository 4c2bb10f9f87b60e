"""What does a sentence call the thing that a figure counts or measures?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

# what parts clauses; 、 parts only where figures stand on both sides
_EDGE = re.compile(r"[，。；：！？\t\n]")
_TIME = re.compile(
    r"(?:截至|截止|到|至|在|自|从|由)?(?:目前(?:为止)?|现在|(?:(?:19|20)\d\d年(?:年?[底末初]|\d{1,2}月[底末]?)?|今年年?[底末]?|年[底末])(?:[之以]?前(?![一二三四五六七八九十两\d]))?|“?十[一二三四五六]五”?(?:末|期间|时期|以来)?|近[一二三四五\d两]*年来?|去年|[一二三四五两\d]*年内)(?:的)?"
)
_VERB = (
    r"对|凡|再|首次|每年|设立|获批|布局|力争|争取|努力|确保|预计|计划|拟|将|已经|已|达到|实现|完成|获得|共获|获|拥有|现有|现存|共有|共计|共|有|新增|新建|增加(?!值)|形成|建成"
    r"|建设|建立|打造|培育|扶持|引进|组建|创建|认定|集中了?|聚集了?|开展|研究开发|改造升级|筛选|储备"
)
_LEAD = re.compile(
    rf"^(?:其中|并且|并|同时|另外|此外|分别|全年|使|且|又|及|和|与|或|以及|包括|含|即|{_VERB}|累计|总体|通过|占|另|重点|初步|基本|进一步|按照|围绕|成为|加快|大力|积极|着力|推进|推动|提高|提升|支持"
    r"|仅|目前|近年来|除|的|了|、|：|-|—|·|现价|“|”|（[^）]*）|[\d.]+[.、]|[一二三四五六七八九十]+是)+"
)
_TAIL = re.compile(
    r"(?:已经|已|均|都|约|共计|共|合计|达到|达|实现|完成|超过|突破|超|有|拥有|近|接近|不低于|不少于|稳定|保持|控制|维持|力争|提高|提升|增加|增长|扩大|发展|增|升"
    r"|累计|分别|为|是|到|至|在|于|仅|只|仍|处于|处|的|了|将|全部|逐步|年均|平均|每年|：|（|目标|预计|以|按|要|努力|左右|上升|下降|降低|减少|降|“|首次|预期|各|可|由|从)+$"
)
_INNER_VERB = re.compile(
    r"^(?P<subject>.*?)(?:分别)?(?:累计)?(?:拥有|(?P<makes>实现|完成|达到)|现有|已有|共有|集中了|聚集了|形成|开展|实施|安排|设立|(?<!投)入驻|(?<=[县市区州省园地处])(?:建设|建成|打造|新建|培育|引进|设立))(?=.{2,})"
)
_AGAINST = re.compile(
    r"(?:较|比|与)[^，]{0,8}?(?:年(?:底|末)?|上年|去年|年初|同期)(?:同期)?(?:相比)?(?:新增|增加(?!值)|净增|多|增|减少)?|(?:较|比|高于|低于)[^，]{0,8}?平均(?:水平)?(?:高出?|低)?"
)
# a subject that narrows nothing down: whose figures the plan's figures are anyway
_ANYBODY = re.compile(r"企业$|[省市县州区]$|产业$|行业$|工业$|单位$|^$")
_GROWTH_TAIL = re.compile(
    r"(?:(?:五|三|四|两|十|\d)年)?(?:年均|平均|同比|环比|较|比|与|相比|在[^，]*基础上)[^，；。]*$|以$|(?:分别)?(?:增长|增速|增幅|递增|翻|提高|提升|下降|降低|减少)[^，；。]*$"
)
_SHARE = re.compile(
    r"占(?!地|用)(?P<whole>[^，；。占]{0,20}?)(?:的)?(?:比重|比例|份额|比率)?(?:达到|达|约|为|分别为|分别达到?|超过|提高到|近|接近)*$"
)
# where the counted noun after a figure ends
_HARD_EDGE = re.compile(r"[，。；：！？（）\t\n《》]")
_RIGHT_VERB = re.compile(
    r"联合(?!工程|实验|体|研|创)|开展|获得|获|被|通过|进入|入选|列入|纳入|实现|完成|达到|建成|取得|落户|投产|上市|分布|分别|占|为|是|在|已|均|将|参与|提供|从事|销往|出口|总投资|予以|给予|并(?!购)|(?<!规模)以上|左右"
)
_COMPLEMENT = re.compile(
    r"(?:获得|获|通过|进入|入选|列入|纳入|取得|上市|投产|达到|完成)(?:[^，。；、（）]|（[^（）]{1,20}）){1,30}"
)
_NOUN_END = re.compile(
    r"(?:企业|品种|产品|项目|基地|园区|中心|平台|实验室|院校|院所|医院|机构|集团|公司|新药|药|标准|市场|品牌|人才|人员|县|乡镇|合作社|集群|药材|工程|车间|工厂|联盟|团队|专利|商标|认证|奖|规程|体系|品|厂|站|店|区|园|所|家)$"
)
_NOT_NOUN = re.compile(
    r"^(?:增|提高|以上|左右|以内|以下|之|，|和|与|及|增长|速度|速率|幅度|分别|占|列|进入|规模(?!以上|企业|化)|比|较|翻|成|到|至|或|、|（|）|；|。|：|不|建成|且|并|已|将|均|为|是|$)"
)
_MONEY_NOUN = re.compile(
    r"收入|产值|增加值|利润|利税|税收|税金|销售额|交易额|贸易额|进出口额|出口额|投资|资产|规模|经费|资金|投入|总额|营收|市值|价值|费用|营业额|成交额|融资|基金|GDP|贷款|效益|总量|总值|补贴|补助|奖励"
)
_MONEY_PHRASE = re.compile(
    r"(?:主营业务|年?销售|年?营业|产品销售|年?主营|工业(?=总?产值|增加值)|总|年|利润|资产|投资|综合|出口|进出口|交易|贸易)*(?:"
    + _MONEY_NOUN.pattern
    + r")(?:总额|总量|总值)?"
)
# what is measured of the things of a list stands behind the last of them: 天麻、杜仲产量分别达到
_MEASURED = re.compile(
    r"的?(?:年)?(?:总?产量|产值|产能|种植面积|面积|销售|收入|出口|市场|价格|份额|占|比重|增长|规模|数量|达).*$"
)
_ITEM = r"[^，。；：、（）和及与]{1,20}(?:（[^（）]{1,10}）[^，。；：、（）和及与]{0,10})?"
_LIST = re.compile(rf"{_ITEM}(?:(?:、|和|及|与|以及){_ITEM})+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """The indicator in words; head: the noun that is counted, or the measured quantity; start..end: the words in the text.

    is_inherited: the clause names nothing, and what the figure before it measured goes on.
    """

    words: str
    head: str
    start: int
    end: int
    is_inherited: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure stands: start..end of `text` (a sentence); before: where the figure before it ends, or the sentence
    begins; after: where the next begins, or the sentence ends. own: a pattern of the plan's region at the head of a phrase.
    """

    text: str
    start: int
    end: int
    before: int
    after: int


def left_of(place: Place) -> tuple[str, int]:
    """The words of the clause that lead to the figure, and where they begin."""
    text = place.text
    begin = place.before
    for match in _EDGE.finditer(text, place.before, place.start):
        begin = match.end()
    # an opened bracket parts, too; a closed one does not
    opened = text.rfind("（", begin, place.start)
    if opened >= 0 and "）" not in text[opened : place.start]:
        begin = opened + 1
    words = text[begin : place.start]
    stripped = words.lstrip("、）和及与或”")
    return stripped, begin + len(words) - len(stripped)


def right_of(place: Place) -> tuple[str, str]:
    """The noun that follows the figure directly (家 *重点企业*) and what is said of it (通过认证); "" when none does."""
    words = place.text[place.end : place.after]
    words = words.removeprefix("的")
    if _NOT_NOUN.match(words):
        return "", ""
    edge = _HARD_EDGE.search(words)
    segment = (words[: edge.start()] if edge else words).rstrip("、和及与或")
    verb = _RIGHT_VERB.search(segment, 1)
    noun = segment[: verb.start()] if verb else segment
    if (
        "的" in (whole := _clause(words))
        and len(segment) < len(whole)
        and not (_NOUN_END.search(noun.partition("、")[0]))
    ):
        segment = whole
    if "的" in segment and not (_NOUN_END.search(noun.partition("、")[0]) and "的" not in noun):
        last = segment.rpartition("的")[2]
        verb = _RIGHT_VERB.search(last, 1)
        noun = last[: verb.start()] if verb else last
    if "等" in noun[1:]:
        noun = noun.partition("等")[0]
    noun = noun.rstrip("、和及与或的")
    if not 2 <= len(noun) <= 30:
        noun = noun.partition("、")[0]
    if not 2 <= len(noun) <= 30:
        return "", ""
    said = _COMPLEMENT.match(segment, verb.start()) if verb and segment.startswith(noun) else None
    return noun, said.group() if said else ""


def _clause(words: str) -> str:
    """`words` up to where the clause ends, also over brackets and rows of attributes (基础较好、带动力强的)."""
    return re.split(r"[，。；：！？\t\n]", words, maxsplit=1)[0]


def named(words: str) -> str:
    """`words` without time, verbs and particles around the noun phrase."""
    found = _TIME.sub("", _AGAINST.sub("", words))
    while True:
        shorter = _TAIL.sub("", _LEAD.sub("", found))
        if shorter == found:
            break
        found = shorter
    while match := _INNER_VERB.match(found):
        keeps = match["makes"] and not _ANYBODY.search(match["subject"])
        found = (match["subject"] if keeps else "") + _LEAD.sub("", found[match.end() :])
        if keeps:
            break
    if "等" in found[:-1] and not re.search(r"等(?:级|次|学|院)", found):
        after = found.rpartition("等")[2]
        found = after if len(after) >= 2 else found
    return found.strip("、，的和与及”“")


def subject_of(words: str) -> str:
    """Whose figures they are, where the words before a verb say it (规模以上医药制造业 实现 …); "" when they do not."""
    match = _INNER_VERB.match(_TIME.sub("", _AGAINST.sub("", words)))
    return "" if match is None else _LEAD.sub("", match["subject"]).strip("、，的")


def counted(place: Place, is_count: bool) -> Phrase:
    """The phrase of a figure that is a level: of a count by the noun after it or before it, of a measure by that before it."""
    left, begin = left_of(place)
    before = named(left)
    after, said = right_of(place)
    if is_count and after:
        return Phrase(f"{_condition(before)}{after}{said}", after, place.end, place.end + len(after))
    if before:
        return Phrase(before, _head(before), begin, place.start)
    if after:
        return Phrase(after, after, place.end, place.end + len(after))
    return Phrase("", "", place.start, place.start, is_inherited=True)


def _condition(before: str) -> str:
    """Of the words before a counted noun what narrows it down (年销售额1亿元以上的): a condition, not a subject and a verb."""
    match = re.search(r"(?:[^，]*(?:以上|以下|亿元|万元|超亿|过亿)的?)$", before)
    return match.group() if match else ""


def _head(words: str) -> str:
    tail = words.rpartition("的")[2]
    return tail if len(tail) >= 2 else words


def measures_money(words: str) -> bool:
    """Whether `words` say what sort of money is meant (收入, 投资, 利润)."""
    return _MONEY_NOUN.search(words) is not None


def money_noun(words: str) -> str:
    """The last noun of money in `words` with what narrows it down (主营业务收入), "" when there is none."""
    found = _MONEY_PHRASE.findall(words)
    return found[-1] if found else ""


def share(words: str) -> tuple[str, str] | None:
    """(part, whole) of words that lead to a share (A 占 B 的比例), None when they do not."""
    words = re.sub(r"(?:由|从)?的?$", "", _TIME.sub("", words))
    match = _SHARE.search(words)
    if match is None:
        return None
    return named(words[: match.start()]), _TIME.sub("", match["whole"]).strip("的")


def without_growth(words: str) -> str:
    """What grows, without the words that say that it does."""
    return named(_GROWTH_TAIL.sub("", words))


def listed(text: str, count: int) -> tuple[str, ...]:
    """The names of the last list in `text` that has `count` members (当归、党参和黄芪等品种), () when none has.

    For figures that are given 分别: the first is the first name's.
    """
    for match in reversed(list(_LIST.finditer(text))):
        names = re.split(r"、|和|及|与|以及", match.group())
        if not any(_MEASURED.search(name) for name in names[:-1]):
            names[-1] = _MEASURED.sub("", names[-1])
        names = [named(name.partition("等")[0]) for name in names]
        # a list of figures is no list of names
        if len(names) == count and all(names) and not any(re.search(r"\d", name) for name in names):
            return tuple(names)
    return ()


def is_respective(text: str, between: Sequence[str]) -> bool:
    """Whether figures with only `between` between them are given 分别, by the words `text` that lead to the first."""
    return re.search(r"分别[^，。；]{0,14}$", text) is not None and all(
        re.fullmatch(r"[、，和及与]|以及", one) is not None for one in between
    )
