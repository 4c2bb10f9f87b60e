"""What does a figure measure or count, in the words of its sentence, and which indicator is that?"""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from yaomai.planning.engine.reading import columns, indicator_keys, phrases, years
from yaomai.planning.engine.reading.horizon import Horizon
from yaomai.planning.engine.reading.kinds import Judged
from yaomai.planning.engine.reading.periods import Time
from yaomai.planning.engine.reading.plain import Sentence
from yaomai.planning.engine.reading.records import Mention, Threshold
from yaomai.planning.engine.reading.sections import Section
from yaomai.planning.engine.reading.tables import TableFigure

_OWN_REGION = re.compile(r"^(?:全|我|本)(?:省|市|州|县|区)")
_WHEN_BUILT = re.compile(r"(?:项目)?(?:全部)?(?:建成|投产|达产|竣工)(?:投产|达产)?后(?:预计)?")
_RANK = re.compile(r"^(?:国家级?|省级|市级|省部级|县级)(?:以上)?")
_RANK_ONLY = re.compile(r"(?:国家级?|省级|市级|省部级|县级)(?:以上)?")
# 营业收入90亿元（种植30亿元，工业60亿元）
_OF_INDUSTRY = ("industry.main_revenue", "industry.revenue", "industry.sales_revenue")
_PARTS_OF_CHAIN = re.compile(r"（[^（）]*(?:种植|养殖|农业|流通|商业|服务|旅游)[^（）]*\d[^（）]*）")
_FIRMS = re.compile(r"企业|公司|集团|药厂|医院|机构")
_FIRMS_AFTER = re.compile(r"[^，。；的]*的([^，。；的]*?(?:企业|公司|集团))(?=[和与及、])")
# 16家企业联合科研机构开展…: those that do it, not all there are
_SOME_FIRMS = re.compile(r"(?:企业|公司|集团)[^，。；]{0,12}?(?:联合|开展|实施|承担|参与|获|通过|入选|进入)")
# 种植面积50万亩、产值9亿元: the output value is the crop's
_BARE = re.compile(r"(?:总|年)?(?:产量|产值)")
_CROP = re.compile(
    r"^(?!种植|栽培|面积|认证|建设|基地)[^的、，]{1,8}?(?=(?:标准化|规范化|人工)?(?:种植|栽培|收获|总?面积|产量))"
)
_COUNTED = frozenset(("count", "enterprise", "institution", "person", "household", "country_or_region", "bed"))


@dataclass
class Carried:
    """What goes on from one figure of a sentence to the next: what is measured."""

    sentence: int = -1
    level: str = ""
    level_unit: str = ""
    head: str = ""
    key: str = ""
    grows: bool = False
    has_condition: bool = False
    levels: list[str] = field(default_factory=list)
    first_unit: str = ""
    subject: str = ""
    crop: str = ""
    paragraph: int = -1
    is_future: bool | None = None
    was_future: bool | None = None
    share: tuple[str, str] | None = None


@dataclass
class Row:
    """Figures given 分别: where each begins, and whose they are once that was looked for."""

    starts: tuple[int, ...]
    of_list: tuple[str, ...] | None = None
    tail: str | None = None

    @property
    def start(self) -> int:
        return self.starts[0]

    @property
    def count(self) -> int:
        return len(self.starts)

    def tail_of(self, words: str) -> str:
        """What is measured of each of the list, behind its last name (产量); of the first figure's words, for all."""
        if self.tail is None:
            last = self.of_list[-1] if self.of_list else ""
            self.tail = words.rpartition(last)[2] if last and last in words else "" if "、" in words else words
        return self.tail

    def number(self, start: int) -> int:
        return self.starts.index(start)


@dataclass(frozen=True, slots=True)
class Seen:
    """A figure in its sentence: offsets in the plain text, and the words around it."""

    mention: Mention
    sentence: Sentence
    start: int
    end: int
    place: phrases.Place
    clause_start: int
    found: tuple[Time, ...]
    section: Section
    row: Row | None

    @property
    def clause(self) -> str:
        return self.sentence.text[self.clause_start : self.place.start]


@dataclass(frozen=True, slots=True)
class Measured:
    """What is measured, in words: the indicator, its key, its scope, and the words at start..end of the plain text."""

    indicator: str
    key: str
    head: str
    scope: str
    start: int
    end: int
    rule: str
    level: str = ""


def what_is_measured(seen: Seen, judgement: Judged, dated: years.Dated, carried: Carried, horizon: Horizon) -> Measured:
    """What the figure measures or counts, by the words around it and by what the figures before it in the sentence did."""
    unit = seen.mention.normalized_unit
    left, begin = phrases.left_of(seen.place)
    start = seen.sentence.start + begin
    of_list = _respective(seen, carried, is_rate=judgement.is_rate)
    carried.subject = _OWN_REGION.sub("", phrases.subject_of(left)) or carried.subject
    if judgement.is_rate:
        return _growing(left, start, seen, dated, carried, horizon, of_list)
    if unit == "ratio":
        return _share(left, start, seen, carried, of_list)
    if unit == "country_or_region":
        what = re.sub(r"已?(?:远销|畅销|出口|销往|进入|覆盖|辐射).*$", "", phrases.named(left)) or _subject(seen)
        words = f"{what}出口国家和地区数"
        return Measured(
            words, indicator_keys.key_of(words, unit), what, what, start, seen.start, "exported goods", what
        )
    return _level(start, seen, carried, horizon, of_list)


def tabled(cell: TableFigure, seen: Seen, horizon: Horizon) -> tuple[Judged, years.Dated, Measured]:
    """What the figure in a cell of a table is, when, and of what."""
    name = columns.row_name(cell.row.words)
    head = columns.column(cell.column.words if cell.column is not None else "", horizon)
    unit = seen.mention.normalized_unit
    is_rate = unit == "ratio" and (head.is_growth or re.search(r"增长|增速|增幅", name) is not None)
    kind = "growth" if is_rate else "target" if head.is_future else "fact"
    year: int | None
    if head.time is not None:
        year, source = head.time.last, years.SENTENCE
    else:
        year, source = (horizon.last, years.HORIZON) if head.is_future else (horizon.base, years.CONTEXT)
    dated = years.Dated(
        year,
        source if year is not None else None,
        horizon.period if is_rate else None,
        horizon.first - 1 if is_rate and horizon.first is not None else None,
        0 if cell.column is None else cell.column.start,
        0 if cell.column is None else cell.column.end,
        "head of the column",
    )
    key = indicator_keys.growth_key(name, "cagr") if is_rate else indicator_keys.key_of(name, unit)
    words = f"{name}年均增速" if is_rate and "增" not in name else name
    measured = Measured(words, key, name, name, cell.row.start, cell.row.end, "name of the row", name)
    judgement = Judged(kind, "target" if head.is_future else "actual", "head of the column", head.is_future, is_rate)
    return judgement, dated, measured


def _respective(seen: Seen, carried: Carried, *, is_rate: bool) -> str:
    """Of figures given 分别 the name, or what the figures before measure, that is this one's; "" without such a list."""
    if seen.row is None:
        return ""
    lead = seen.sentence.text[: seen.row.start]
    if seen.row.of_list is None:
        names = phrases.listed(lead, seen.row.count)
        levels = carried.levels[-seen.row.count :]
        measured = tuple(levels) if len(levels) == seen.row.count else ()
        # what grows was measured just before; what is measured anew has its names in a list
        seen.row.of_list = (measured or names) if is_rate else (names or measured)
    return seen.row.of_list[seen.row.number(seen.place.start)] if seen.row.of_list else ""


def _subject(seen: Seen) -> str:
    """What the sentence begins with: its subject, when the clause of the figure has none of its own."""
    first = re.split(r"[，。；：]|以其|凭借|已|在", seen.sentence.text, maxsplit=1)[0]
    return phrases.named(first)[:30]


def _share(left: str, start: int, seen: Seen, carried: Carried, of_list: str) -> Measured:
    after, _ = phrases.right_of(seen.place)
    parts = phrases.share(left)
    if parts is not None:
        part, whole = parts
        if of_list and seen.row is not None and seen.row.of_list:
            part = f"{of_list}{part.rpartition(seen.row.of_list[-1])[2]}"
        part = part or carried.level
        # 占全国60%的市场份额: what the share is of stands after the figure
        whole += after.removesuffix("份额") if re.search(r"份额|市场|产量|产能|总量", after) else ""
        words, rule = f"{part}占{whole}比重" if whole else f"{part}占比", "share of a whole"
        carried.share = (part.removeprefix(of_list), whole)
    elif of_list and carried.share is not None:
        part = f"{of_list}{carried.share[0]}"
        words, rule = f"{part}占{carried.share[1]}比重", "share of a whole, of a list"
    else:
        part = phrases.named(left)
        if re.search(r"[率比重例度]$", part):
            words, rule = part, "rate in its clause"
        elif after and carried.share is not None and re.search(r"[和、及与]$", left):
            # 七成的资产和六成产值: what stands between belongs to the figure before
            words, rule = f"{after}占{carried.share[1]}比重", "part after the figure"
        elif after and part:
            carried.share = (after, part)
            words, rule = (
                f"{after}占{part}比重"
                if seen.sentence.text[seen.place.end :].startswith("的")
                else f"{part}{after}比重",
                "part after the figure",
            )
        else:
            words, rule = part or (f"{after}比重" if after else carried.level), "words at the figure"
        part = part or after
    key = indicator_keys.key_of(f"{words}{after}", seen.mention.normalized_unit)
    return Measured(words, key, part, part, start, seen.start, rule, words)


def _growing(
    left: str, start: int, seen: Seen, dated: years.Dated, carried: Carried, horizon: Horizon, of_list: str
) -> Measured:
    what = of_list or _OWN_REGION.sub("", phrases.without_growth(left))
    rule = "what grows, by its place in the list" if of_list else "what grows, in its clause"
    if not what or re.fullmatch(r"[“”、，.\d]*", what):
        what, rule = carried.level, "what the figure before it measures"
    sentence = seen.sentence.text[: seen.place.start]
    is_compound = bool(re.search(r"年均|年平均|年递增|复合", seen.clause)) or (
        carried.grows and not seen.clause.strip("、和及与，") and "年均" in sentence
    )
    falls = re.search(r"下降|降低|减少|压减", seen.clause) is not None
    by_year = dated.base_year is not None and dated.base_year + 1 == dated.year
    basis = "cagr" if is_compound else "yoy" if by_year else "growth"
    suffix = "年均增速" if is_compound else "降幅" if falls else "同比增速" if by_year else "增幅"
    if falls:
        key = indicator_keys.key_of(f"{what}{suffix}", "ratio")
    elif what == carried.level and carried.key:
        key = f"{carried.key}.{basis}"
    else:
        key = indicator_keys.growth_key(what, basis)
    return Measured(
        f"{what}{suffix}", key, what, _industry(what, carried.subject, horizon), start, seen.start, rule, what
    )


def _level(start: int, seen: Seen, carried: Carried, horizon: Horizon, of_list: str) -> Measured:
    unit, threshold = seen.mention.normalized_unit, seen.mention.threshold
    is_count = unit in _COUNTED
    phrase = phrases.counted(seen.place, is_count)
    after_it = seen.sentence.text[seen.place.end :]
    words, rule = phrase.words, "noun at the figure"
    start, end = seen.sentence.start + phrase.start, seen.sentence.start + phrase.end
    if is_count and carried.head and (rank := _RANK_ONLY.fullmatch(words)):
        words = f"{rank.group()}{_RANK.sub('', carried.head)}"
        phrase = phrases.Phrase(words, words, phrase.start, phrase.end)
    if of_list and seen.row is not None:
        words, rule = f"{of_list}{seen.row.tail_of(words)}", "place in the list, and noun at the figure"
    elif unit == "CNY" and (not phrases.measures_money(words) or words.endswith("规模")):
        words, rule = _money(words, seen, carried)
    elif unit == "mu" and words and not re.search(r"面积|种植|规模|亩", words):
        words += "面积"
    elif "/" in unit and (after := phrases.right_of(seen.place)[0]):
        words, rule = f"{after}能力", "noun after the figure"
    head = phrase.head
    if is_count and threshold is not None:
        head = _counted_noun(phrase, carried, threshold)
        if unit == "enterprise" and not _FIRMS.search(head) and (firms := _FIRMS_AFTER.match(after_it)):
            head = firms[1]  # 缺乏50亿元以上的企业和10亿元以上的品种: each has its own noun
        words, rule = f"{_condition(threshold)}{head}", "condition, and the noun that is counted"
    elif phrase.is_inherited and not words:
        words, rule = carried.level, "what the figure before it measures"
    if unit == "CNY" and (match := _WHEN_BUILT.search(seen.sentence.text[: seen.place.start])):
        words = f"{match.group()}{_WHEN_BUILT.sub('', words).removeprefix('后')}"
    if (own := _OWN_REGION.match(words)) is not None:
        words = phrases.named(words[own.end() :]) or words[own.end() :]
    words = words.removeprefix(horizon.region)
    if _BARE.fullmatch(words) and (crop := _CROP.match(carried.crop)):
        words, rule = f"{crop.group()}{words}", "of the crop that the figure before it measures"
    key = indicator_keys.key_of(words if threshold is None else f"{threshold.indicator}{words}", unit)
    if key in _OF_INDUSTRY and _PARTS_OF_CHAIN.match(after_it):
        key, rule = "industry.chain_revenue", "a sum of parts that are not all industry"
    elif is_count:
        key = (
            ""
            if key == "enterprise.count" and _SOME_FIRMS.match(after_it)
            else indicator_keys.by_deed(key, seen.clause)
        )
    elif key == "project.investment" and carried.key == "rd.projects.count":
        key = "rd.investment"
    if is_count and words and not words.endswith(("数", "量", "率", "次", "人员", "规模")):
        words += "数"
    scope = _OWN_REGION.sub("", head) if is_count else _industry(words, carried.subject, horizon)
    return Measured(words, key, head, scope, start, max(start, end), rule, words.removesuffix("数"))


def _money(words: str, seen: Seen, carried: Carried) -> tuple[str, str]:
    """What a sum of money is, when the words before it name only a field: what the sum before it is, or the noun after it."""
    noun = phrases.money_noun(carried.level) if carried.level_unit == "CNY" else ""
    after, _ = phrases.right_of(seen.place)
    if after and re.search(r"基金|资金池", after) and words:
        return f"{after}{words}", "noun after the figure"
    if after and re.fullmatch(r"(?:的)?(?:支持|奖励|补助|资助|补贴|奖补|扶持)", after):
        return f"{words}{after}", "noun after the figure"
    if words.endswith("规模"):
        return words, "words at the figure"
    if noun and words:
        return f"{words}{noun}", "part of what the figure before it measures"
    if after:
        return after if phrases.measures_money(after) else f"{after}规模", "noun after the figure"
    return (words or carried.level), "words at the figure"


def _counted_noun(phrase: phrases.Phrase, carried: Carried, threshold: Threshold) -> str:
    """The noun that a count under a condition counts: after the condition, else that of the count before it."""
    after = re.split(r"以上|以下|亿元?|万元|左右|[\d.]+[个家户种]|的", phrase.head)[-1]
    after = re.sub(r"^[十百千万]*(?:万|亿|亩)(?:元)?级?|^级", "", after)
    after = re.sub(r"年?(?:主营业务|销售|营业|主营)(?:收入|额).*$", "", after)
    if re.search(r"[一-龥]{2}", after) and not re.match(r"年?(?:销售|主营|营业)", after):
        return after
    return (
        carried.head if carried.head and carried.has_condition else "品种" if "品种" in threshold.indicator else "企业"
    )


def _condition(threshold: Threshold) -> str:
    """A condition in one form: 年销售收入10-20亿元, 主营业务收入50亿元以上."""
    what = re.sub(r"^(?:企业|单品种?|产品|品种)(?=.)", "", threshold.indicator)
    if threshold.low is not None and threshold.high is not None:
        unit, low, high = threshold.unit, threshold.low, threshold.high
        if unit == "万元" and high >= 10_000 and high % 10_000 == 0:
            return f"{what}{_digits(low)}万元-{_digits(high / 10_000)}亿元"
        return f"{what}{_digits(low)}-{_digits(high)}{unit}"
    value = "" if threshold.value is None else _digits(threshold.value)
    ending = {"≥": "以上", ">": "以上", "≤": "以下", "<": "以下", "≈": "左右"}.get(threshold.comparator, "")
    return f"{what}{value}{threshold.unit}{ending}"


def _digits(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _industry(words: str, subject: str, horizon: Horizon) -> str:
    """The population that a sum is of: what narrows it down, else whose figures they are, else the plan's industry."""
    narrowed = words.removesuffix(phrases.money_noun(words)) if words else ""
    return narrowed.strip("的") or subject or horizon.subject


def carry(carried: Carried, seen: Seen, judgement: Judged, measured: Measured) -> None:
    """Keep in `carried` what the next figure of the sentence may go on with."""
    carried.grows = judgement.is_rate
    # 纳入“六大产业提质倍增计划”: what only names something is neither past nor to come
    if judgement.kind != "criterion" and seen.mention.salience == "core" and judgement.rule != "where a change starts":
        carried.is_future = judgement.is_future
    if judgement.is_rate and measured.rule == "what grows, in its clause" and measured.level:
        carried.level, carried.level_unit = measured.level, ""
        carried.key = measured.key.rpartition(".")[0] if measured.key.endswith((".yoy", ".cagr", ".growth")) else ""
    # a part in brackets is not what goes on after them
    if not judgement.is_rate and measured.level and not _is_in_brackets(seen):
        carried.level, carried.key = measured.level, measured.key
        carried.level_unit = seen.mention.normalized_unit
        carried.head, carried.has_condition = measured.head, seen.mention.threshold is not None
        carried.crop = measured.level if seen.mention.normalized_unit in ("mu", "t") else carried.crop
        carried.first_unit = carried.first_unit or carried.level_unit
        carried.levels.append(measured.level)


def _is_in_brackets(seen: Seen) -> bool:
    before = seen.sentence.text[: seen.place.start]
    return before.count("（") > before.count("）")
