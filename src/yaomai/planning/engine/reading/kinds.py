"""Is a figure a fact, a target, a rate of change or a criterion, and is it what was, what shall be, or what is expected?"""

import re
from dataclasses import dataclass

from yaomai.planning.engine.reading.sections import Section

_PAST = re.compile(
    r"已经|(?<!而)已(?!上市|投资|有[^，]{0,3}基础上)|目前|现有|现存|现已|截至|截止|近年来|以来|(?<![年期间])累计|先后|达到了|取得了|建成了|完成了|形成了|实现了|拥有|共有|仅有|只有|仅(?=\d|[一二三四五六七八九十])|占全国|位居|居全国|历年|常年|上年|去年|聚集了|今年"
)
# of these a whole sentence is of the past; 现有 is a word of its clause only
_OVER = re.compile(r"已经|(?<!而)已(?!上市|投资|有)|目前|截至|截止|近年来|达到了|取得了|建成了|完成了")
# and these also among goals
_HERE = re.compile(r"现有|现存|目前|已经|(?<!而)已[达有建形实完]|截至|截止")
_FUTURE = re.compile(
    r"力争|争取|提出，|提出到|稳定在|保持在|努力|确保|计划(?!生育|[”》])|拟(?!定)|预期|预计|有望|目标|(?:要|将)(?=[建培打引达实形完扶新支突创发认]|以(?!往|前|来))|将[^，。；]{0,12}(?:建成|达到|实现|形成|突破|超过)|将(?:重点|着力|继续|进一步|加快|全力|大力|陆续|全面|稳定|达|推|支持|集聚)|再(?:建|培育|新增|打造)|每年(?:新增|培育|建设|引进|筛选|支持|安排|组织|完成|认定|扶持|遴选)"
)
_ORDER = re.compile(
    r"^(?:[“”\"（）()\d.、一二三四五六七八九十]|是|全面|大力|着力|积极|重点|加快|加强|逐步|持续|深入|进一步|有序|统筹|支持|鼓励|引导|推动|推进|依托|围绕|以|在|对|通过)*?"
    r"(?:建设|打造|培育|发展|扶持|引进|新建|建成|形成|实现|推进|支持|创建|筛选|开展|建立|完善|组建|布局|实施|扩大|提升|提高|开发|研发|争创|培养|选育|储备|改造|谋划|遴选|认定|制定|制修订|修订|落实|安排|设立|招引|构建|达到|力争|完成|新增|做大|做强|加快|推动)"
)
_REPORTED = re.compile(
    r"同比|(?:比|较)(?:上年|去年|上一年)|上年同期|今年以来|上半年|一季度|前三季度|(?:1|一)(?:-|—|至)\d{1,2}月|去年底|上年末"
    r"|(?:居|列|位)全[国省市]第[一二三四五六七八九十\d]+位?"
)
_REPORTED_AFTER = re.compile(
    r"^[^，。；]{0,4}，?(?:同比|比上年|较上年|比去年|较去年|(?:位)?(?:居|列)全[国省市]第[一二三四五六七八九十\d]+位?)"
)
_REPORTED_LATER = re.compile(r"同比|(?:比|较)(?:上年|去年|上一年)|上年同期")
_TO = re.compile(r"^[^。；]{0,12}?(?:提高|增加|增长|提升|上升|扩大|下降|降低|减少|发展|增|升|降|减)(?:到|至|为)")
_DOES = re.compile(
    r"(?:重点|着力|再|新)?(?:建设|打造|培育|引进|新建|新增|建成|创建|扶持|发展|选择|遴选|投资|实施|争创|组建|培养)(?!了|过)[^，。；]*$"
)
# what is there is to be improved: so many of it are an aim
_ON_WHAT_IS_THERE = re.compile(r"(?:升级|改造|提升|改建|扩建|整合|扶持|支持|推动|鼓励|完善|盘活)[^，。；]{0,6}现有")
# verbs that nobody reports with: what a clause that begins with one says is to be done
_IMPERATIVE = re.compile(
    r"^(?:[“”\"（）()\d.、一二三四五六七八九十]|是|要|全面|大力|着力|积极|重点|加快|加强|逐步|持续|深入|进一步|有序|统筹|再)*"
    r"(?:建设|打造|培育|扶持|引进|新建|支持|创建|筛选|推进|组建|布局|实施|争创|培养|谋划|遴选|招引|构建|做大|做强|选择|鼓励|推动|力争|巩固|新?发展(?!的|中|迅速|较快|良好|态势|势头|情况|成效|到|至|为))(?!了|过)"
)
_FORECAST = re.compile(r"预计|预测|有望|预期(?!性|指标|目标)|可实现|可新增|可带动|可达")
_WHEN_BUILT = re.compile(r"(?:建成|投产|达产|竣工|运营|完成)后")
_GROWS = re.compile(
    r"(?:增长率?|增速|增幅|增加(?!值)|递增|上升|涨幅|提升|提高|扩大|升高|翻|增收|同比|环比|下降|降低|减少|降幅|压减|缩减|压缩|下滑|减)"
    r"(?P<to>到|至|为)?[^，。；到至]{0,8}$"
)
_RATE_NAMED = re.compile(
    r"(?:增长率|增速|增幅|涨幅|降幅|年均|平均增长|年均增长|递增|同比|环比|增长速度|复合)[^，。；]{0,14}$"
)
_FALLS = re.compile(r"(?:下降|降低|减少|降幅|压减|缩减|压缩|下滑)[^，。；]{0,8}$")
_RATE_AFTER = re.compile(r"^[^，。；]{0,4}(?:的)?(?:年均|平均)?(?:增长率|增长|增速|增幅|速度(?!快)|速率|幅度)")
_REWARD = re.compile(
    r"(?:奖励|补助|补贴|资助|奖补|贴息|扶持|支持|给予|补偿|资金|按|最高|不超过|限额|额度)[^，。；]{0,16}$"
)
_REWARD_SENTENCE = re.compile(
    r"给予[^。]{0,40}(?:奖励|补助|补贴|资助|奖补|支持|贴息)|一次性(?:奖励|补助|给予)|奖补|予以(?:奖励|补助|资助)"
)
_RATE_OF_GRANT = re.compile(
    r"(?:每[亩户人家个吨株]|一次性|最高|按照?|标准)[^，。；]{0,12}(?:奖励|补助|补贴|资助|奖补|贴息|补偿)[^，。；]{0,6}$"
    r"|(?:奖励|补助|补贴|资助|奖补|贴息|补偿)[^，。；]{0,4}(?:每[亩户人家个吨株]|最高)[^，。；]{0,6}$"
    r"|(?:^|[，。；])对[^，。；]*(?:奖励|补助|补贴|资助)$"
)
_TAXED = re.compile(r"[^，。；]{0,6}(?:征收|缴纳|计提|扣除|税率)")
_FOR_WHOM = re.compile(r"(?:^|[^应面针相])(?:对(?!接|外|口|标)|凡)[^，。；]*$")
_THEN_GRANTED = re.compile(r"^[^。；]*?，[^。；]*(?:给予|予以|奖励|奖补|补助|补贴)")
_WHOSE = re.compile(
    r"^[^，。；]{0,14}?的[^，。；]{0,16}?(?:企业|主体|单位|机构|公司|合作社|大户|基地|农户|个人|团队|品种|药品|产品|项目|园区|县|平台|者)"
)
_REWARD_AFTER = re.compile(r"^[^，。；]{0,8}(?:奖励|补助|补贴|资助|奖补|贴息|扶持资金)")
_SELECTS = re.compile(
    r"对|凡|将|列入|纳入|认定|遴选|入库|评为|优先|享受|给予|予以|奖励|申报|准入|条件|一批|若干|鼓励|谋划|招引|引进|少数|部分"
)
_SELECTED = re.compile(
    r"^[^，。；]{0,6}?的[^，。；]{0,20}?(?:企业|品种|产品|项目|单位|机构|公司|合作社|大户|基地|农户|个人|团队|品种|药品|园区|县|平台)"
)
_A_NUMBER_OF = re.compile(r"(?:一批|若干)[^，。；]{0,20}$")
_LISTED = re.compile(r"列入|纳入|认定为|评为|给予|予以奖励")
_WHOEVER = re.compile(r"(?:对|凡|将|符合|达到)[^。；]*$")
# 形成产值100亿元的产业集群 is an aim, no condition
_CLUSTER = re.compile(r"集群|产业(?!化)|增长极")
_RATIO_UNITS = ("ratio", "percentage_point", "times", "multiple", "doubling")


@dataclass(frozen=True, slots=True)
class Judged:
    """kind and status of a figure, with the rule that decided; is_future: it is of what is to come; is_rate: it says how
    much something changes (a reduction that is aimed at is a target, and a rate)."""

    kind: str
    status: str
    rule: str
    is_future: bool
    is_rate: bool = False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a figure stands among. before, after: its sentence up to it, and from it on; clause: since the last ， or ；;
    words, unit: as printed, and normalised; is_past_year: of the year that governs it, None without one; section:
    what its heading says; has_threshold: it counts things under a condition; grows: the figure before it in a row
    with 、 was a rate of change; is_before_plan: its year was not over, or no later, when the plan was written;
    is_plan: whether the text plans for any year; is_until: the year that governs it is one until which (到2025年);
    goes_on: whether the figure before it in the sentence is of what is to come (None: there is none); goes_on_from:
    the same of the last figure of the paragraph before the sentence.
    """

    before: str
    clause: str
    after: str
    words: str
    unit: str
    is_past_year: bool | None
    year_is_inherited: bool
    section: Section
    has_threshold: bool
    grows: bool = False
    is_before_plan: bool = False
    is_until: bool = False
    is_plan: bool = True
    goes_on: bool | None = None
    goes_on_from: bool | None = None


def judged(one: Surroundings) -> Judged:
    """The kind and status of a figure in its surroundings."""
    criterion = _criterion(one)
    if criterion:
        return Judged("criterion", "criterion", criterion, is_future=True)
    is_future, rule = _tense(one)
    is_forecast = _FORECAST.search(re.split(r"[。；]", one.before)[-1]) is not None
    status = "forecast" if is_forecast else "target" if is_future else "actual"
    if is_rate(one):
        if is_future and _FALLS.search(one.clause):
            return Judged("target", status, f"{rule}; a reduction that is aimed at", is_future, is_rate=True)
        return Judged("growth", status, f"{rule}; rate of change", is_future, is_rate=True)
    if is_forecast and (one.section == "state" or one.is_before_plan) and not _WHEN_BUILT.search(one.before):
        # what was expected of the year of writing is how things stand, not what is aimed at
        return Judged("fact", status, rule, is_future)
    return Judged("target" if is_future else "fact", status, rule, is_future)


def is_rate(one: Surroundings) -> bool:
    """Whether the figure says how much something changes, not how much there is."""
    if "番" in one.words or ("倍" in one.words and re.search(r"[是为增提达较比翻长][^，。；]*$", one.clause)):
        return True
    if one.unit not in _RATIO_UNITS and "%" not in one.words and "倍" not in one.words:
        return False
    if _RATE_NAMED.search(one.clause) and not re.search(r"占[^，。；]*$", one.clause):
        return True
    found = _GROWS.search(one.clause)
    if found and found["to"] is None and not re.search(r"占[^，。；]*$", found.group()):
        return True
    if _RATE_AFTER.match(one.after) or re.match(r"(?:增长|提高|下降|增幅|递增)", one.words):
        return True
    return one.grows and not one.clause.strip("、和及与，分别")


def _criterion(one: Surroundings) -> str:
    sentence = one.before + one.words + one.after
    is_amount = one.unit in ("CNY", "ratio") or "/" in one.unit
    granted = _REWARD.search(one.clause) or _REWARD_AFTER.match(one.after)
    if is_amount and granted and _REWARD_SENTENCE.search(sentence):
        return "amount of a grant"
    if one.unit == "CNY" and _RATE_OF_GRANT.search(one.clause):
        return "amount of a grant"
    if one.unit == "ratio" and _TAXED.match(one.after):
        return "rate of a tax"
    if one.has_threshold:
        return ""
    for_whom = _FOR_WHOM.search(one.clause) or _THEN_GRANTED.search(one.after)
    if one.unit in ("CNY", "ratio", "mu", "t", "person") and for_whom and _WHOSE.match(one.after):
        return "condition of what is selected"
    if (
        one.unit in ("CNY", "mu", "t")
        and _A_NUMBER_OF.search(one.clause)
        and re.match(r"[^，。；]{0,40}?的", one.after)
    ):
        return "condition of what is selected"
    is_condition = one.unit in ("CNY", "ratio", "mu", "t", "person")
    is_modifier = _SELECTED.match(one.after) is not None and not _CLUSTER.search(one.after[:12])
    if is_condition and is_modifier and _SELECTS.search(one.before[-60:]):
        return "condition of what is selected"
    if (
        is_condition
        and _LISTED.search(one.after)
        and _WHOEVER.search(one.before)
        and re.match(r"[^。；]{0,12}的", one.after)
    ):
        return "condition of what is selected"
    return ""


def _tense(one: Surroundings) -> tuple[bool, str]:
    """Whether the figure is of what is to come, and by which rule: the first that says anything, from the nearest words out."""
    clause = re.split(r"[。；]", one.before)[-1]
    near = one.clause
    reported = _REPORTED.search(clause) is not None or _REPORTED_AFTER.match(one.after) is not None
    reported = reported or (_REPORTED_LATER.search(one.after) is not None and not _FUTURE.search(one.after))
    if _starts_a_change(one):
        return False, "where a change starts"
    if one.is_past_year is not None and not one.year_is_inherited:
        if one.is_until and _FUTURE.search(clause):
            return True, "until a year, and word of intention"
        if not one.is_past_year and reported and not one.is_until and not _FUTURE.search(clause):
            return False, "growth over the year before is reported"
        return not one.is_past_year, "year of the sentence"
    for rule, says in (
        ("until a year", True if one.is_until else None),
        ("word of intention", True if _FUTURE.search(near) else None),
        ("word of an order", True if _ON_WHAT_IS_THERE.search(near) else None),
        ("word of the past", False if (_HERE if one.section == "goal" else _PAST).search(near) else None),
        ("growth over the year before is reported", False if reported and not _FUTURE.search(clause) else None),
        ("word of intention", True if one.section == "outlook" and _FUTURE.search(clause) else None),
        ("section on how things stand", False if one.section in ("state", "outlook") else None),
        ("as the figure before it", False if one.section == "goal" and one.goes_on is False else None),
        ("section of goals", True if one.section == "goal" else None),
        ("word of intention", True if _FUTURE.search(clause) else None),
        ("word of an order", True if one.section in ("task", "measure") and _ORDER.search(near) else None),
        ("word of the past", _says_past(one, clause)),
        ("year of the paragraph", None if one.is_past_year is None else not one.is_past_year),
        ("section of tasks", True if one.section in ("task", "measure") else None),
        ("as the figure before it", one.goes_on),
        ("word of an order", True if (one.is_plan and _DOES.search(near)) or _IMPERATIVE.search(clause) else None),
        ("as the sentence before", one.goes_on_from),
    ):
        if says is not None:
            return says, rule
    return False, "nothing says that it is to come"


def _says_past(one: Surroundings, clause: str) -> bool | None:
    words = _OVER if one.section in ("task", "measure") else _PAST
    return False if words.search(clause) else None


def _starts_a_change(one: Surroundings) -> bool:
    """Whether the figure is where a change starts (由1.8%提高到2.6%)."""
    return re.search(r"(?:由|从)[^，。；]{0,12}$", one.clause) is not None and _TO.match(one.after) is not None
