"""What does each figure of a text say: of what, where, when, for which purpose, and by which words is that known?"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from yaomai.planning.engine.reading import duplicates, phrases, regions, years
from yaomai.planning.engine.reading.horizon import Horizon
from yaomai.planning.engine.reading.kinds import Judged, Surroundings, judged
from yaomai.planning.engine.reading.measured import Carried, Measured, Row, Seen, carry, tabled, what_is_measured
from yaomai.planning.engine.reading.periods import times
from yaomai.planning.engine.reading.plain import Plain, Sentence
from yaomai.planning.engine.reading.records import Because, Mention, Quantity
from yaomai.planning.engine.reading.sections import names_document, section_of
from yaomai.planning.engine.reading.tables import TableFigure, tables

_LONGEST = 2_000  # characters of a sentence that is read as one
_MOST = 40  # and figures: to understand one, all that stands before it in its sentence is looked through
_HEADING = 60  # characters of a heading; a longer one is a sentence
_CLAUSE = re.compile(r"[，。；：！？\t]")
# a paragraph that begins with what there is goes on from no aim
_REPORTS = re.compile(r"(?<![没还未])有$|[达为居]$|面积$|收入达$|(?:面积|产量|产值|收入|资源|品种)(?:超过)?$")
_AS_IT_IS = re.compile(r"现有|目前|如今|拥有|共有|已有")
# a paragraph that goes on with what the one before it told, in the same year
_AND = re.compile(r"(?:与此)?同时|此外|另外")
# 榆林市子洲县，延安市黄龙县，… 等12个县: a list
_NEXT_PLACE = re.compile(r"，[一-龥]{2,4}[省市州盟县]")
_COMPANY = re.compile(r"(?:公司|集团|药厂|厂|医院|研究院|研究所|合作社)$")
_ALLUDES = re.compile(r"(?:这|上述|以上|前述|该|其他)$")
_INSTITUTIONS = re.compile(r"实验室|工程(?:技术)?(?:研究)?中心|技术中心|院校|院所|医院|高校|大学|研究所|研究中心")


def quantities(
    plain: Plain, mentions: Sequence[Mention], horizon: Horizon, told: Callable[[float], None] = lambda _share: None
) -> tuple[Quantity, ...]:
    """The quantity statement of each of `mentions`, in the order of the text; repeated ones are marked. told: which share of the
    text is done.
    """
    carried = Carried()
    inherited = _InheritedYears(plain, horizon)
    cells = {cell.figure.start: cell for row in tables(plain).values() for cell in row}
    found = []
    whose = []
    for seen in _seen(plain, mentions):
        if carried.sentence != seen.sentence.start:
            # 其中：化学药200亿元: parts of what the sentence before measured
            goes_on = seen.sentence.text.startswith("其中") and carried.levels
            # without headings a paragraph goes on from the one before it
            goes = carried.paragraph == seen.sentence.paragraph or (
                not seen.section and not _REPORTS.search(seen.clause)
            )
            was = carried.is_future if goes else None
            carried = Carried(
                seen.sentence.start,
                carried.levels[0] if goes_on else "",
                carried.first_unit if goes_on else "",
                paragraph=seen.sentence.paragraph,
                was_future=was,
            )
        told(seen.start / len(plain.text))
        found.append(_quantity(plain, seen, horizon, (carried, inherited, cells.get(seen.start))))
        whose.append(next((one for one in reversed(seen.sentence.headings[-1:]) if _COMPANY.search(one)), ""))
    return duplicates.marked(found, whose)


def _seen(plain: Plain, mentions: Sequence[Mention]) -> Iterator[Seen]:
    placed = sorted(((plain.at(one.start), plain.at(one.end), one) for one in mentions), key=lambda it: it[:2])
    title = _title(plain)
    for _, group in groupby(placed, key=lambda it: plain.sentence_at(it[0]).start):
        figures = [(start, max(end, start + 1), mention) for start, end, mention in group]
        sentence = plain.sentence_at(figures[0][0])
        if title and sentence.headings[:1] == (title,):
            sentence = replace(sentence, headings=sentence.headings[1:])
        yield from _in_sentence(sentence, figures)


def _title(plain: Plain) -> str:
    """The text's first line when it is a heading that names a place or a plan: a title, no section of the text; "" otherwise."""
    first = plain.sentences[0] if plain.sentences else None
    if first is None or not first.is_heading:
        return ""
    words = first.text.rstrip("。：")
    return words if names_document(words) or regions.regions_in(first.text, "") else ""


def _in_sentence(sentence: Sentence, figures: Sequence[tuple[int, int, Mention]]) -> Iterator[Seen]:
    for piece, part in _pieces(sentence, figures):
        yield from _in_piece(piece, part)


def _pieces(
    sentence: Sentence, figures: Sequence[tuple[int, int, Mention]]
) -> Iterator[tuple[Sentence, Sequence[tuple[int, int, Mention]]]]:
    """A sentence with its figures; one that is longer than anybody writes, or holds more figures, in pieces from figure to
    figure, so that time stays in proportion."""
    if len(sentence.text) <= _LONGEST and len(figures) <= _MOST:
        yield sentence, figures
        return
    first, begin = 0, sentence.start
    while first < len(figures):
        until = first + 1
        while until < len(figures) and until - first < _MOST and figures[until][1] - begin <= _LONGEST:
            until += 1
        last = max(stop for _, stop, _ in figures[first:until])
        end = sentence.end if until == len(figures) else max(last, figures[until][0])
        words = sentence.text[begin - sentence.start : end - sentence.start]
        yield replace(sentence, start=begin, end=end, text=words), figures[first:until]
        first, begin = until, last


def _in_piece(sentence: Sentence, figures: Sequence[tuple[int, int, Mention]]) -> Iterator[Seen]:
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
        yield Seen(mention, sentence, start, end, place, clause_start, found, section, rows.get(begin))


def _rows(text: str, spans: Sequence[tuple[int, int]]) -> dict[int, Row]:
    """The rows of figures that are given 分别, by where each of their figures begins."""
    rows: dict[int, Row] = {}
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
            row = Row(tuple(start for start, _ in spans[first : last + 1]))
            rows |= dict.fromkeys(row.starts, row)
    return rows | _like_rows(text, spans, rows)


def _like_rows(text: str, spans: Sequence[tuple[int, int]], rows: dict[int, Row]) -> dict[int, Row]:
    """Rows of as many figures as one given 分别 had, after it: 分别增长62%、88%，年均增长10%和13%."""
    counts = {row.count for row in rows.values()}
    found: dict[int, Row] = {}
    run: list[int] = []
    for number, (start, stop) in enumerate(spans):
        run.append(start)
        following = spans[number + 1][0] if number + 1 < len(spans) else len(text)
        if re.fullmatch(r"[、和及与]|以及", text[stop:following]):
            continue
        if len(run) in counts and not rows.keys() & set(run) and run[0] > min(rows):
            row = Row(tuple(run))
            found |= dict.fromkeys(run, row)
        run = []
    return found


class _InheritedYears:
    """The year that the sentences before one, in the same paragraph, were last of."""

    def __init__(self, plain: Plain, horizon: Horizon) -> None:
        self.sentences = plain.sentences
        self.written = horizon.written
        self.numbers = {sentence.start: number for number, sentence in enumerate(plain.sentences)}
        self._known: dict[int, years.Governing | None] = {}
        self._recent: list[int | None] = []
        self._headings = {one.text.strip("。：: "): one.start for one in plain.sentences if one.is_heading}

    def heading(self, sentence: Sentence) -> years.Governing | None:
        """The year that the innermost heading with a year names (近期目标（2021—2023年）)."""
        for words in reversed(sentence.headings):
            found = [time for time in times(words) if time.role in ("at", "span") and time.bracket is None]
            if found and len(words) < _HEADING and words.strip("。：: ") in self._headings:
                return years.Governing(found[-1], self._headings[words.strip("。：: ")], is_inherited=True)
        return None

    def recent(self, sentence: Sentence, horizon: Horizon) -> int | None:
        """The last year, over when the plan was written, at which something was in a sentence before; none of goals and tasks."""
        if not self._recent:
            last: int | None = None
            for one in self.sentences:
                self._recent.append(last)
                if section_of(one.headings) in ("state", "outlook", ""):
                    found = [
                        time.last
                        for time in times(one.text)
                        if time.role == "at" and not time.is_until and not time.is_founding
                    ]
                    last = next((year for year in reversed(found) if horizon.is_past(year)), last)
        number = self.numbers.get(sentence.start)
        return None if number is None else self._recent[number]

    def _goes_on(self, number: int) -> bool:
        """Whether the sentence of this number goes on with the one before it: in its paragraph, or with 同时."""
        one, earlier = self.sentences[number], self.sentences[number - 1]
        return one.paragraph == earlier.paragraph or (not earlier.is_heading and _AND.match(one.text) is not None)

    def before(self, sentence: Sentence) -> years.Governing | None:
        """The last year at which something is (到2025年, 截至2020年底, 今年) of an earlier sentence of the same paragraph."""
        number = self.numbers.get(sentence.start)
        if number is None:  # a piece of an overlong sentence
            return None
        first = number
        while first > 0 and first not in self._known and self._goes_on(first):
            first -= 1
        self._known.setdefault(first, None)
        for one in range(first, number):
            earlier = self.sentences[one]
            found = [
                time
                for time in times(earlier.text)
                if time.role == "at" and time.bracket is None and not time.is_founding
                # 提升至2025年的40%: the year of that figure alone
                if not re.match(r"的[约近超]?\d", earlier.text[time.end : time.end + 3])
            ]
            last = found[-1] if found else None
            word = years.by_writing(earlier.text, self.written)
            if word is not None and (last is None or last.end <= word.start):
                self._known[one + 1] = years.Governing(word, earlier.start, is_inherited=True, by_writing=True)
            elif last is not None:
                self._known[one + 1] = years.Governing(last, earlier.start, is_inherited=True)
            else:
                self._known[one + 1] = self._known[one]
        return self._known[number]


def _quantity(
    plain: Plain, seen: Seen, horizon: Horizon, context: tuple[Carried, _InheritedYears, TableFigure | None]
) -> Quantity:
    sentence = seen.sentence
    carried, inherited, cell = context
    if cell is not None:
        judgement, dated, measured = tabled(cell, seen, horizon)
        region, region_because = horizon.region, Because(0, 0, "the plan's region")
    else:
        region, region_because = _region(plain, seen, horizon)
        judgement, dated = _judged_and_dated(seen, horizon, carried, inherited, region)
        measured = what_is_measured(seen, judgement, dated, carried, horizon)
        carry(carried, seen, judgement, measured)
    salience, salience_rule = _salience(seen, judgement, measured)
    begin, stop = _evidence(seen)
    evidence = plain.raw(sentence.start + begin, sentence.start + stop)
    because = {
        "kind": Because(*plain.raw(sentence.start + seen.clause_start, seen.start), judgement.rule),
        "year": Because(*(plain.raw(dated.start, dated.end) if dated.end else (0, 0)), dated.rule),
        "indicator": Because(*plain.raw(measured.start, measured.end), measured.rule),
        "region": region_because,
        "salience": Because(seen.mention.start, seen.mention.end, salience_rule),
        "evidence": Because(*evidence, "between full stops and semicolons"),
    }
    return Quantity(
        mention=seen.mention,
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
        confidence=_confidence(dated, measured, is_foreign=region in (regions.NATION, regions.WORLD)),
        note=_note(sentence.text),
        because=because,
    )


def _judged_and_dated(
    seen: Seen, horizon: Horizon, carried: Carried, inherited: _InheritedYears, region: str
) -> tuple[Judged, years.Dated]:
    sentence, place = seen.sentence, seen.place
    time = years.governing(seen.found, place.start, place.end, place.before)
    if time is not None and time.is_founding and _AS_IT_IS.search(seen.clause):
        time = None  # 成立于2002年，现有员工311人
    governed = (
        years.Governing(time, sentence.start)
        if time is not None
        else inherited.before(sentence) or inherited.heading(sentence)
    )
    judgement = judged(_surroundings(seen, horizon, governed, carried))
    is_later = time is None and judgement.is_future and judgement.kind != "criterion" and "每年" not in seen.clause
    if judgement.rule == "where a change starts" and (time is None or time.role != "from"):
        governed, is_later = None, False
    later = None if not is_later else years.governing_after(seen.found, place.end)
    if later is not None:
        governed = years.Governing(later, sentence.start)
    if governed is not None and governed.is_inherited and _is_stale(governed, judgement, horizon, region):
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
        inherited.recent(sentence, horizon),
        sentence.start,
    )
    return judgement, years.dated(asked, horizon)


def _surroundings(seen: Seen, horizon: Horizon, governed: years.Governing | None, carried: Carried) -> Surroundings:
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
        is_plan=horizon.last is not None,
        is_until=governed is not None and not governed.is_inherited and governed.time.is_until,
        goes_on=carried.is_future,
        goes_on_from=carried.was_future,
        is_before_plan=governed is not None and governed.time.last <= (horizon.written or 0),
    )


def _is_stale(governed: years.Governing, judgement: Judged, horizon: Horizon, region: str) -> bool:
    """Whether the year of an earlier sentence cannot be this figure's: a past year of a target, a coming one of a fact."""
    past = horizon.is_past(governed.time.last)
    return region == regions.WORLD or (past is not None and past == judgement.is_future)


def _region(plain: Plain, seen: Seen, horizon: Horizon) -> tuple[str, Because]:
    text, place = seen.sentence.text, seen.place
    found = [one for one in regions.regions_in(text, horizon.region) if one.end <= place.start]
    own = regions.code_of(horizon.region)
    opens = text[place.start - 1 : place.start] == "（"
    beside = regions.ending_at(text, place.start - 1, horizon.region) if opens else None
    if beside is not None and text[place.end : place.end + 1] == "）":
        # 泰州（625亿元）
        raw = plain.raw(seen.sentence.start + beside.start, seen.sentence.start + beside.end)
        return beside.name, Because(*raw, "region before the brackets")
    since = max((match.end() for match in re.finditer(r"[。；]", text[: place.start])), default=0)
    for one in reversed([region for region in found if region.start >= since]):
        raw = plain.raw(seen.sentence.start + one.start, seen.sentence.start + one.end)
        if not one.code or one.is_own or _governs(text, one):
            below = own and one.code != own and one.code.startswith(own.rstrip("0"))
            of_city = below and own.endswith("00") and not own.endswith("0000") and not regions.code_of(one.name)
            return f"{horizon.region}{one.name}" if of_city else one.name, Because(*raw, "region of the sentence")
    return horizon.region, Because(0, 0, "the plan's region")


def _governs(text: str, one: regions.Place) -> bool:
    """Whether a division stands as the place that is spoken of: at the head of a clause, after 在, or with its time."""
    before, after = text[max(0, one.start - 4) : one.start], text[one.end : one.end + 2]
    if after[:1] in "、和及等" or _NEXT_PLACE.match(text, one.end):
        return False
    is_full = text[one.start : one.end].endswith(one.name)
    is_county = one.code != "" and not one.code.endswith("00")
    if is_county and re.search(r"(?:^|[。；：，]|在)$", before) and "、" not in text[one.end : one.end + 8]:
        return True
    if is_full and re.search(r"(?:^|[。；：]|在)$", before) and "、" not in text[one.end : one.end + 8]:
        return True
    if not (before == "" or re.search(r"[，。；：]$|[在]$|年(?:底|末)?$|其中$", before)):
        return False
    return re.match(r"[中药产生现拥已有种面实全规企，建打培引新发]|$", after) is not None


def _salience(seen: Seen, judgement: Judged, measured: Measured) -> tuple[str, str]:
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


def _evidence(seen: Seen) -> tuple[int, int]:
    """The part of the sentence between full stops and semicolons that holds the figure."""
    text, place = seen.sentence.text, seen.place
    begin = max((match.end() for match in re.finditer(r"[。；]", text[: place.start])), default=0)
    stop = next((place.end + match.start() for match in re.finditer(r"[。；]", text[place.end :])), len(text))
    return begin, stop


def _confidence(dated: years.Dated, measured: Measured, is_foreign: bool) -> str:
    if not measured.indicator:
        return "low"
    return "medium" if dated.source == years.CONTEXT or not measured.key or is_foreign else "high"


def _note(sentence: str) -> str:
    found = re.search(r"预期性|约束性", sentence)
    return "" if found is None else f"{found.group()}指标"
