"""What does each figure of a text say: of what, where, when, for which purpose, and by which words is that known?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

from yaomai.planning.engine.reading import duplicates, indicator_keys, phrases, regions, years
from yaomai.planning.engine.reading.horizon import Horizon
from yaomai.planning.engine.reading.kinds import Judged, Surroundings, judged
from yaomai.planning.engine.reading.periods import Time, times
from yaomai.planning.engine.reading.plain import Plain, Sentence
from yaomai.planning.engine.reading.records import Because, Mention, Quantity, Threshold
from yaomai.planning.engine.reading.sections import Section, section_of

_CLAUSE = re.compile(r"[，。；：！？\t]")
_OWN_REGION = re.compile(r"^(?:全|我|本)(?:省|市|州|县|区)")
_WHEN_BUILT = re.compile(r"(?:项目)?(?:全部)?(?:建成|投产|达产|竣工)(?:投产|达产)?后(?:预计)?")
_ALLUDES = re.compile(r"(?:这|上述|以上|前述|该|其他)$")
_INSTITUTIONS = re.compile(r"实验室|工程(?:技术)?(?:研究)?中心|技术中心|院校|院所|医院|高校|大学|研究所|研究中心")
_MEASURES = ("CNY", "mu", "t", "ratio", "rank", "percentage_point")


@dataclass
class _Carried:
    """What goes on from one figure of a sentence to the next: what is measured."""

    sentence: int = -1
    level: str = ""
    level_unit: str = ""
    head: str = ""
    key: str = ""
    grows: bool = False
    has_condition: bool = False
    levels: list[str] = field(default_factory=list)
    share: tuple[str, str] | None = None


@dataclass
class _Row:
    """Figures given 分别: where each begins, and whose they are once that was looked for."""

    starts: tuple[int, ...]
    of_list: tuple[str, ...] | None = None

    @property
    def start(self) -> int:
        return self.starts[0]

    @property
    def count(self) -> int:
        return len(self.starts)

    def number(self, start: int) -> int:
        return self.starts.index(start)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A figure in its sentence: offsets in the plain text, and the words around it."""

    mention: Mention
    sentence: Sentence
    start: int
    end: int
    place: phrases.Place
    clause_start: int
    found: tuple[Time, ...]
    section: Section
    row: _Row | None

    @property
    def clause(self) -> str:
        return self.sentence.text[self.clause_start : self.place.start]


@dataclass(frozen=True, slots=True)
class _Measured:
    """What is measured, in words: the indicator, its key, its scope, and the words at start..end of the plain text."""

    indicator: str
    key: str
    head: str
    scope: str
    start: int
    end: int
    rule: str
    level: str = ""


def quantities(plain: Plain, mentions: Sequence[Mention], horizon: Horizon) -> tuple[Quantity, ...]:
    """The quantity statement of each of `mentions`, in the order of the text; repeated ones are marked."""
    carried = _Carried()
    inherited = _InheritedYears(plain)
    found = []
    for seen in _seen(plain, mentions):
        if carried.sentence != seen.sentence.start:
            carried = _Carried(seen.sentence.start)
        found.append(_quantity(plain, seen, horizon, carried, inherited))
    return duplicates.marked(found)


def _seen(plain: Plain, mentions: Sequence[Mention]) -> Iterator[_Seen]:
    placed = sorted(((plain.at(one.start), plain.at(one.end), one) for one in mentions), key=lambda it: it[:2])
    for _, group in groupby(placed, key=lambda it: plain.sentence_at(it[0]).start):
        figures = [(start, max(end, start + 1), mention) for start, end, mention in group]
        yield from _in_sentence(plain.sentence_at(figures[0][0]), figures)


def _in_sentence(sentence: Sentence, figures: Sequence[tuple[int, int, Mention]]) -> Iterator[_Seen]:
    text, offset = sentence.text, sentence.start
    found = times(text)
    section = section_of(sentence.headings)
    spans = [(start - offset, min(end - offset, len(text))) for start, end, _ in figures]
    rows = _rows(text, spans)
    for number, (start, end, mention) in enumerate(figures):
        begin, stop = spans[number]
        before = max((to for _, to in spans[:number] if to <= begin), default=0)
        after = next((from_ for from_, _ in spans[number + 1 :] if from_ >= stop), len(text))
        place = phrases.Place(text, begin, stop, before, after)
        clause_start = max((match.end() for match in _CLAUSE.finditer(text, 0, begin)), default=0)
        yield _Seen(mention, sentence, start, end, place, clause_start, found, section, rows.get(begin))


def _rows(text: str, spans: Sequence[tuple[int, int]]) -> dict[int, _Row]:
    """The rows of figures that are given 分别, by where each of their figures begins."""
    rows: dict[int, _Row] = {}
    if "分别" not in text:
        return rows
    for first, (begin, _) in enumerate(spans):
        if begin in rows or not phrases.is_respective(text[:begin], ()):
            continue
        last = first
        while last + 1 < len(spans) and phrases.is_respective(
            text[:begin], (text[spans[last][1] : spans[last + 1][0]],)
        ):
            last += 1
        if last > first:
            row = _Row(tuple(start for start, _ in spans[first : last + 1]))
            rows |= dict.fromkeys(row.starts, row)
    return rows


class _InheritedYears:
    """The year that the sentences before one, in the same paragraph, were last of."""

    def __init__(self, plain: Plain) -> None:
        self._plain = plain
        self._numbers = {sentence.start: number for number, sentence in enumerate(plain.sentences)}

    def before(self, sentence: Sentence) -> years.Governing | None:
        """The last year at which something is (到2025年, 截至2020年底) of an earlier sentence of the same paragraph."""
        number = self._numbers[sentence.start] - 1
        sentences = self._plain.sentences
        while number >= 0 and sentences[number].paragraph == sentence.paragraph:
            found = [one for one in times(sentences[number].text) if one.role != "base" and one.bracket is None]
            if found:
                return years.Governing(found[-1], sentences[number].start, is_inherited=True)
            number -= 1
        return None


def _quantity(plain: Plain, seen: _Seen, horizon: Horizon, carried: _Carried, inherited: _InheritedYears) -> Quantity:
    sentence, mention, place = seen.sentence, seen.mention, seen.place
    time = years.governing(seen.found, place.start, place.end)
    governed = years.Governing(time, sentence.start) if time is not None else inherited.before(sentence)
    judgement = judged(_surroundings(seen, horizon, governed, carried))
    region, region_because = _region(plain, seen, horizon)
    is_foreign = region in (regions.NATION, regions.WORLD)
    if governed is not None and governed.is_inherited and _is_stale(governed, judgement, horizon):
        governed = None
    asked = years.Asked(
        judgement.kind,
        judgement.is_future,
        judgement.is_rate and judgement.kind == "growth",
        seen.clause,
        sentence.text[: place.start],
        governed,
        years.base_before(seen.found, place.start, seen.clause_start),
        region == regions.WORLD,
    )
    dated = years.dated(asked, horizon)
    measured = _measured(seen, judgement, dated, carried, horizon)
    _carry(carried, seen, judgement, measured)
    salience, salience_rule = _salience(seen, judgement, measured)
    because = {
        "kind": Because(*plain.raw(sentence.start + seen.clause_start, seen.start), judgement.rule),
        "year": Because(*(plain.raw(dated.start, dated.end) if dated.end else (0, 0)), dated.rule),
        "indicator": Because(*plain.raw(measured.start, measured.end), measured.rule),
        "region": region_because,
        "salience": Because(mention.start, mention.end, salience_rule),
    }
    begin, stop = _evidence(seen)
    return Quantity(
        mention=mention,
        line_start=sentence.line_start,
        line_end=sentence.line_end,
        sentence=sentence.text,
        evidence=sentence.text[begin:stop],
        indicator=measured.indicator,
        indicator_key=measured.key,
        kind=judgement.kind,
        status=judgement.status,
        year=dated.year,
        year_source=dated.source,
        period=dated.period,
        base_year=dated.base_year,
        region=region,
        scope=measured.scope,
        salience=salience,
        confidence=_confidence(dated, measured, is_foreign),
        note=_note(sentence.text),
        because=because,
    )


def _surroundings(seen: _Seen, horizon: Horizon, governed: years.Governing | None, carried: _Carried) -> Surroundings:
    text, place = seen.sentence.text, seen.place
    stop = next((match.start() for match in re.finditer(r"[。；]", text[place.end :])), len(text) - place.end)
    return Surroundings(
        before=text[: place.start],
        clause=text[max(seen.clause_start, place.before) : place.start],
        after=text[place.end : place.end + stop],
        words=text[place.start : place.end],
        unit=seen.mention.normalized_unit,
        is_past_year=None if governed is None else horizon.is_past(governed.time.last),
        year_is_inherited=governed is not None and governed.is_inherited,
        section=seen.section,
        has_threshold=seen.mention.threshold is not None,
        grows=carried.grows and place.before > 0,
    )


def _is_stale(governed: years.Governing, judgement: Judged, horizon: Horizon) -> bool:
    """Whether the year of an earlier sentence cannot be that of this figure: a past year of a target, a coming one of a fact."""
    past = horizon.is_past(governed.time.last)
    return past is not None and past == judgement.is_future


def _region(plain: Plain, seen: _Seen, horizon: Horizon) -> tuple[str, Because]:
    text, place = seen.sentence.text, seen.place
    found = regions.regions_before(text[: place.start], horizon.region)
    own = regions.code_of(horizon.region)
    since = max((match.end() for match in re.finditer(r"[。；]", text[: place.start])), default=0)
    for one in reversed([region for region in found if region.start >= since]):
        raw = plain.raw(seen.sentence.start + one.start, seen.sentence.start + one.end)
        if not one.code or one.is_own or _governs(text, one):
            below = own and one.code != own and one.code.startswith(own.rstrip("0"))
            return f"{horizon.region}{one.name}" if below else one.name, Because(*raw, "region of the sentence")
    return horizon.region, Because(0, 0, "the plan's region")


def _governs(text: str, one: regions.Place) -> bool:
    """Whether a division stands as the place that is spoken of: at the head of a clause, after 在, or with its time."""
    before, after = text[: one.start], text[one.end : one.end + 2]
    if after[:1] in "、和及等":
        return False
    if not (before == "" or re.search(r"[，。；：]$|[在]$|年(?:底|末)?$|其中$", before)):
        return False
    return re.match(r"[中药产生现拥已有种面实全规企，当党黄甘]|$", after) is not None


def _measured(seen: _Seen, judgement: Judged, dated: years.Dated, carried: _Carried, horizon: Horizon) -> _Measured:
    unit = seen.mention.normalized_unit
    left, begin = phrases.left_of(seen.place)
    start = seen.sentence.start + begin
    of_list = _respective(seen, carried)
    if judgement.is_rate:
        return _growing(left, start, seen, dated, carried, horizon, of_list)
    if unit == "ratio":
        return _share(left, start, seen, carried, of_list)
    if unit == "country_or_region":
        what = re.sub(r"已?(?:远销|畅销|出口|销往|进入|覆盖|辐射).*$", "", phrases.named(left)) or _subject(seen)
        words = f"{what}出口国家和地区数"
        return _Measured(
            words, indicator_keys.key_of(words, unit), what, what, start, seen.start, "exported goods", what
        )
    return _level(start, seen, carried, horizon, of_list)


def _respective(seen: _Seen, carried: _Carried) -> str:
    """Of figures given 分别 the name, or what the figures before measure, that is this one's; "" without such a list."""
    if seen.row is None:
        return ""
    lead = seen.sentence.text[: seen.row.start]
    if seen.row.of_list is None:
        names = phrases.listed(lead, seen.row.count)
        levels = carried.levels[-seen.row.count :]
        seen.row.of_list = names or (tuple(levels) if len(levels) == seen.row.count else ())
    return seen.row.of_list[seen.row.number(seen.place.start)] if seen.row.of_list else ""


def _subject(seen: _Seen) -> str:
    """What the sentence begins with: its subject, when the clause of the figure has none of its own."""
    first = re.split(r"[，。；：]|以其|凭借|已|在", seen.sentence.text, maxsplit=1)[0]
    return phrases.named(first)[:30]


def _share(left: str, start: int, seen: _Seen, carried: _Carried, of_list: str) -> _Measured:
    after, _ = phrases.right_of(seen.place)
    parts = phrases.share(left)
    if parts is not None:
        part, whole = parts
        if of_list:
            part = f"{of_list}{part}"
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
        elif after and part:
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
    return _Measured(words, key, part, part, start, seen.start, rule, words)


def _growing(
    left: str, start: int, seen: _Seen, dated: years.Dated, carried: _Carried, horizon: Horizon, of_list: str
) -> _Measured:
    what = of_list or phrases.without_growth(left)
    rule = "what grows, by its place in the list" if of_list else "what grows, in its clause"
    if not what or re.fullmatch(r"[“”、，.\d]*", what):
        what, rule = carried.level, "what the figure before it measures"
    sentence = seen.sentence.text[: seen.place.start]
    is_compound = bool(re.search(r"年均|年平均|年递增|复合", seen.clause)) or (carried.grows and "年均" in sentence)
    falls = re.search(r"下降|降低|减少|压减", seen.clause) is not None
    by_year = dated.base_year is not None and dated.base_year + 1 == dated.year
    suffix = "年均增速" if is_compound else "降幅" if falls else "同比增速" if by_year else "增幅"
    if falls:
        key = indicator_keys.key_of(f"{what}{suffix}", "ratio")
    elif what == carried.level and carried.key:
        key = f"{carried.key}.{'cagr' if is_compound else 'yoy'}"
    else:
        key = indicator_keys.growth_key(what, is_compound)
    return _Measured(f"{what}{suffix}", key, what, _industry(what, horizon), start, seen.start, rule, what)


def _level(start: int, seen: _Seen, carried: _Carried, horizon: Horizon, of_list: str) -> _Measured:
    unit, threshold = seen.mention.normalized_unit, seen.mention.threshold
    is_count = unit not in _MEASURES and "/" not in unit
    phrase = phrases.counted(seen.place, is_count)
    words, rule = phrase.words, "noun at the figure"
    start, end = seen.sentence.start + phrase.start, seen.sentence.start + phrase.end
    if of_list:
        words, rule = (
            f"{of_list}{words}" if not words.startswith(of_list) else words,
            "place in the list, and noun at the figure",
        )
    elif unit == "CNY" and not phrases.measures_money(words):
        words, rule = _money(words, seen, carried)
    elif unit == "mu" and words and not re.search(r"面积|种植|规模|亩", words):
        words += "面积"
    elif "/" in unit and (after := phrases.right_of(seen.place)[0]):
        words, rule = f"{after}能力", "noun after the figure"
    head = phrase.head
    if is_count and threshold is not None:
        head = _counted_noun(phrase, carried, threshold)
        words, rule = f"{_condition(threshold)}{head}", "condition, and the noun that is counted"
    elif phrase.is_inherited and not words:
        words, rule = carried.level, "what the figure before it measures"
    if unit == "CNY" and (match := _WHEN_BUILT.search(seen.sentence.text[: seen.place.start])):
        words = f"{match.group()}{words.partition('后预计')[2] or words}"
    words = _OWN_REGION.sub("", words).removeprefix(horizon.region)
    key = indicator_keys.key_of(words if threshold is None else f"{threshold.indicator}{words}", unit)
    if is_count and words and not words.endswith(("数", "量", "率", "次", "人员", "规模")):
        words += "数"
    scope = _OWN_REGION.sub("", head) if is_count else _industry(words, horizon)
    return _Measured(words, key, head, scope, start, max(start, end), rule, words.removesuffix("数"))


def _money(words: str, seen: _Seen, carried: _Carried) -> tuple[str, str]:
    """What a sum of money is, when the words before it name only a field: what the sum before it is, or the noun after it."""
    noun = phrases.money_noun(carried.level) if carried.level_unit == "CNY" else ""
    after, _ = phrases.right_of(seen.place)
    if noun and words:
        return f"{words}{noun}", "part of what the figure before it measures"
    if after:
        return after if phrases.measures_money(after) else f"{after}规模", "noun after the figure"
    return (words or carried.level), "words at the figure"


def _counted_noun(phrase: phrases.Phrase, carried: _Carried, threshold: Threshold) -> str:
    """The noun that a count under a condition counts: after the condition, else that of the count before it."""
    after = re.split(r"以上|以下|亿元?|万元|左右|[\d.]+[个家户种]|的", phrase.head)[-1]
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


def _industry(words: str, horizon: Horizon) -> str:
    """The population that a sum is of: what narrows it down, else the plan's industry."""
    narrowed = words.removesuffix(phrases.money_noun(words)) if words else ""
    return narrowed.strip("的") or horizon.subject


def _carry(carried: _Carried, seen: _Seen, judgement: Judged, measured: _Measured) -> None:
    carried.grows = judgement.is_rate
    # a part in brackets is not what goes on after them
    if not judgement.is_rate and measured.level and not _is_in_brackets(seen):
        carried.level, carried.key = measured.level, measured.key
        carried.level_unit = seen.mention.normalized_unit
        carried.head, carried.has_condition = measured.head, seen.mention.threshold is not None
        carried.levels.append(measured.level)


def _is_in_brackets(seen: _Seen) -> bool:
    before = seen.sentence.text[: seen.place.start]
    return before.count("（") > before.count("）")


def _salience(seen: _Seen, judgement: Judged, measured: _Measured) -> tuple[str, str]:
    own = seen.mention.salience
    if own != "core":
        return own, "what the figure is by itself"
    if _ALLUDES.search(seen.sentence.text[max(0, seen.place.start - 3) : seen.place.start]):
        return "incidental", "it alludes to what was counted before"
    if seen.mention.normalized_unit == "rank":
        return "secondary", "a place in a row"
    if judgement.kind == "fact" and _INSTITUTIONS.search(measured.head) and seen.mention.threshold is None:
        return "secondary", "institutions that are there"
    return "core", "a statement about the industry"


def _evidence(seen: _Seen) -> tuple[int, int]:
    """The part of the sentence between full stops and semicolons that holds the figure."""
    text, place = seen.sentence.text, seen.place
    begin = max((match.end() for match in re.finditer(r"[。；]", text[: place.start])), default=0)
    stop = next((place.end + match.start() for match in re.finditer(r"[。；]", text[place.end :])), len(text))
    return begin, stop


def _confidence(dated: years.Dated, measured: _Measured, is_foreign: bool) -> str:
    if not measured.indicator:
        return "low"
    return "medium" if dated.source == years.CONTEXT or not measured.key or is_foreign else "high"


def _note(sentence: str) -> str:
    found = re.search(r"预期性|约束性", sentence)
    return "" if found is None else f"{found.group()}指标"
