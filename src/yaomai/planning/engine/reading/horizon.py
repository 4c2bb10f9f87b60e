"""Which years is a plan for, when was it written, of which region and which industry does it speak?"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from yaomai.planning.engine.reading.periods import plan_years, times, year_of
from yaomai.planning.engine.reading.plain import Plain
from yaomai.planning.engine.reading.records import Because
from yaomai.planning.engine.reading.regions import main_region
from yaomai.planning.engine.reading.sections import section_of

_FIRST = 1_500  # so many characters at the beginning are title, address and introduction
_LAST = 400  # and so many at the end may hold the date
_SAID_TO_BE_OVER = re.compile(
    r"同比|(?:比|较)(?:上年|去年)|上年同期|截至|截止|已[达有建形实完]|累计|完成了|实现了|达到了|共有|拥有|位居|居全"
)
_EXPECTED = re.compile(r"预计|预测|据测算")
_STAGE = 7  # years that lie between the stages of one plan, at most
_USUAL = 5  # years that a plan is for whose beginning is not told
_LONGEST = 15  # years that a plan is for
_FIRST_HALF = 6  # in these months what is told without a year is of the year before
GIVEN = "date of the document"
"""The rule of a year that follows from the date that is known of a document, not from its text."""
_TITLE = re.compile(r"《([^《》]{4,60}(?:规划|方案|计划|意见|行动|措施|纲要))》")
_TITLE_LINE = re.compile(
    r"^[^。，；：]{4,60}(?:规划|方案|计划|意见|行动|措施|纲要|要点|情况|报告|分解表|任务清单|责任清单|任务分工)(?:（[^）]*）)?(?:的通知)?$"
)
_TERM = re.compile(
    r"(?:规划|计划|实施|方案|本规划)(?:的)?(?:期限?|年限|时限|周期)(?:为|是|:|：|自)?[^。；，]{0,8}?"
    r"((?:19|20)\d\d)年?(?:-+|~|—+|至|到)((?:19|20)\d\d)"
)
_YEARLY = re.compile(
    r"(20\d\d)年(?:度)?(?!-|—|至|到)[^，。；\d]{0,16}(?:重点任务|工作方案|工作要点|要点|工作计划|重点工作|任务清单|任务分工|工作安排)"
)
_SO_MANY = re.compile(r"([二三四五])年(?:行动|计划|发展|倍增|攻坚)")
_RANGE = re.compile(r"((?:19|20)\d\d)年?(?:-+|~|—+|至|到)((?:19|20)\d\d)年?")
_ISSUED = re.compile(
    r"(20\d\d|19\d\d|二[〇零○O][〇零○O一二三四五六七八九]{2})年[一二三四五六七八九十\d]{1,3}月[一二三四五六七八九十\d]{1,3}日"
)
# 发布时间：2022-02-28, 2024-04-26 14:37 来源：…: as pages on the web print it
_PUBLISHED = re.compile(
    r"(?:发布|发文|印发|成文|来源|时间|日期)[^\n\d]{0,12}((?:19|20)\d\d)[-年./]\d{1,2}[-月./]\d{1,2}"
    r"|(?:^|\n|[（(])((?:19|20)\d\d)[-./]\d{1,2}[-./]\d{1,2}"
)
_PROMISED = re.compile(r"[^。；]{0,40}?(?:将[^，。；]{0,4}[达实建形突完新发培]|力争|争取|计划|预计|要达|有望|拟)")
_NUMBERED = re.compile(r"[〔\[（]((?:19|20)\d\d)[〕\]）]\d{1,4}号")
_BASED_ON = re.compile(r"(?:根据|按照|落实|依据|贯彻|衔接|结合|、)$")
_SENT_OUT = re.compile(r"(?:已|印发|印送|发给|》|，?请|，?现)")
_UNTIL = re.compile(r"(?:(?<![达直增加升降减展长高大])到|(?<![截增升降减展长高大年底末])至|力争)((?:19|20)\d\d)年")
_SUBJECT = re.compile(
    r"(?:[”\"]|规划|促进|推进|支持|推动|加快|关于|省|市|州|县|区)?([^“”\"《》（）省市州县区\d]{2,14}?(?:产业|工业|行业|事业|经济|中药材|中医药|医药|农业))"
    r"(?:高质量|创新|振兴|转型|集群)?(?:发展|振兴|提升|建设|三年|五年)?(?:专项|行动|实施|总体|中长期)?(?:规划|方案|计划|意见|纲要|行动)"
)


@dataclass(frozen=True, slots=True)
class Horizon:
    """The plan's own years and place; None or "" what the text does not tell.

    first..last: the years planned for. base: the last year of which it reports. issued: the year of its date. region:
    the full name of the division (甘肃省, 甘肃省兰州市 is written 兰州市). subject: its industry.
    """

    first: int | None = None
    last: int | None = None
    issued: int | None = None
    base: int | None = None
    region: str = ""
    subject: str = ""
    because: Mapping[str, Because] = field(default_factory=dict)

    @property
    def period(self) -> str | None:
        """first-last, as gold writes it; None without both."""
        return None if self.first is None or self.last is None else f"{self.first}-{self.last}"

    @property
    def written(self) -> int | None:
        """The year in which the plan was written, as far as it can be told."""
        return self.issued if self.issued is not None else None if self.base is None else self.base + 1

    def is_past(self, year: int) -> bool | None:
        """Whether `year` was over when the plan was written; None when that cannot be told."""
        if self.base is not None and year <= self.base:
            return True
        if self.issued is not None:
            return False if year > self.issued else None
        if self.base is not None:
            return False
        if self.first is not None:
            return year < self.first
        return False if self.last is not None and year >= self.last else None


def horizon_of(plain: Plain, title: str = "", *, dated: date | None = None, region: str = "") -> Horizon:
    """The plan's years, region and industry from `title`, the first lines, its sections and its end.

    dated, region: what is known of the document without its text; they hold against what the text says.
    """
    head = plain.text[:_FIRST]
    titles = [title, *_titles(head)]
    because: dict[str, Because] = {}
    if dated is not None:
        issued: int | None = dated.year
        because["issued"] = Because(0, 0, GIVEN)
    else:
        issued = _issued(plain, head, because)
    first, last = _years(plain, titles, head, because)
    base = _base(plain, issued, first, last, because)
    if base is None and issued is not None:
        base = issued if dated is not None and dated.month > _FIRST_HALF else issued - 1
        because["base"] = because["issued"]
    if last is None and issued is not None:
        last = _latest_until(plain, issued)
    if first is None and last is not None and base is not None and 1 <= last - base <= _LONGEST:
        first = base + 1
    if last is None:
        last = _latest_promised(plain, base)
    region = region or main_region(titles, plain.text)
    return Horizon(first, last, issued, base, region, _subject([*titles, head], plain.text), because)


def _titles(head: str) -> Iterator[str]:
    lines = head.split("\n")
    for number, line in enumerate(lines[:12]):
        if _TITLE_LINE.match(line.strip()) and not line.startswith("根据"):
            before = (
                lines[number - 1] if number and len(lines[number - 1]) < 40 and "。" not in lines[number - 1] else ""
            )
            yield before + line
    # a title that the letter before the plan names is the plan's; those that it is based on are not
    for match in _TITLE.finditer(head):
        before, after = head[max(0, match.start() - 4) : match.start()], head[match.end() : match.end() + 4]
        if not _BASED_ON.search(before) and _SENT_OUT.match(after):
            yield match[1]


def _issued(plain: Plain, head: str, because: dict[str, Because]) -> int | None:
    for text, offset in ((head, 0), (plain.text[-_LAST:], max(0, len(plain.text) - _LAST))):
        for rule, pattern in (
            ("date of the text", _ISSUED),
            ("date of the page", _PUBLISHED),
            ("number of the document", _NUMBERED),
        ):
            # 国发〔2010〕32号 in the introduction is a document that this one is based on, not its own number
            found = pattern.search(
                text if rule != "number of the document" else "\n".join(text.split("\n")[:4]) if not offset else ""
            )
            if found and not (rule == "number of the document" and "根据" in text[: found.start()]):
                because["issued"] = Because(*plain.raw(offset + found.start(), offset + found.end()), rule)
                return year_of(next(one for one in found.groups() if one))
    dates = list(_ISSUED.finditer(plain.text))
    if dates:
        newest = max(dates, key=lambda one: year_of(one[1]))
        because["issued"] = Because(*plain.raw(*newest.span()), "newest date in the text")
        return year_of(newest[1])
    return None


def _years(plain: Plain, titles: list[str], head: str, because: dict[str, Because]) -> tuple[int | None, int | None]:
    if match := _TERM.search(plain.text):
        because["horizon"] = Because(*plain.raw(*match.span()), "term of the plan")
        return int(match[1]), int(match[2])
    for words in titles:
        if match := _YEARLY.search(words):
            because["horizon"] = Because(0, 0, "the year of a yearly document")
            return int(match[1]), int(match[1])
    for words in titles:
        if match := _RANGE.search(words):
            because["horizon"] = Because(0, 0, "years in the title")
            return int(match[1]), int(match[2])
    for words in titles:
        if years := plan_years(words):
            because["horizon"] = Because(0, 0, "five-year plan in the title")
            return years
    for words in titles:
        if (match := _SO_MANY.search(words)) and (
            untils := Counter(int(one[1]) for one in _UNTIL.finditer(plain.text))
        ):
            because["horizon"] = Because(0, 0, "so many years in the title, and the year that the text names most")
            last = _named_most(untils)
            return last - "一二三四五".index(match[1]), last
    goals = "\n".join(one.text for one in plain.sentences if section_of(one.headings) == "goal")
    untils = Counter(int(match[1]) for match in _UNTIL.finditer(goals or plain.text))
    named = Counter(
        years
        for one in plain.sentences
        if section_of(one.headings) not in ("state", "outlook")
        if (years := plan_years(one.text))
    )
    if named and (not untils or any(first <= year <= last for year in untils for first, last in named)):
        years = max(named, key=lambda one: (named[one], one))
        because["horizon"] = Because(0, 0, "five-year plan that the text names most")
        return years
    if untils:
        last = _named_most(untils)
        because["horizon"] = Because(0, 0, "year that the goals name most")
        return None, last
    if years := plan_years(head):
        because["horizon"] = Because(0, 0, "five-year plan in the first lines")
        return years
    return None, None


def _latest_until(plain: Plain, issued: int) -> int | None:
    found = Counter(int(match[1]) for match in _UNTIL.finditer(plain.text) if int(match[1]) >= issued)
    return _named_most(found) if found else None


def _latest_promised(plain: Plain, base: int | None) -> int | None:
    """The last year of which the text says that something will be (2025年，产值将达600亿元)."""
    found = [
        one.last
        for sentence in plain.sentences
        for one in times(sentence.text)
        if one.role in ("at", "span") and not one.is_founding and _PROMISED.match(sentence.text, one.end)
    ]
    return max((year for year in found if base is None or year > base), default=None)


def _named_most(found: Counter[int]) -> int:
    """The year that is named most; of equals the latest that is no vision of a time far off."""
    most = max(found.values())
    often = sorted(year for year, count in found.items() if count == most)
    return max(year for year in often if year - often[0] <= _STAGE)


def _base(
    plain: Plain, issued: int | None, first: int | None, last: int | None, because: dict[str, Because]
) -> int | None:
    """The last year of which the plan reports: in its sections on how things stand, else wherever it says what was.

    Without such a year the one before the plan; None when only its date could tell.
    """
    limit = min((year for year in (issued, last) if year is not None), default=None)
    # what lies in the plan's own years was not over, unless the plan was written later, or says so
    over = limit if first is None or (issued is not None and issued >= first) else first - 1
    found: Counter[int] = Counter()
    where: dict[int, tuple[int, int]] = {}
    for sentence in plain.sentences:
        section = section_of(sentence.headings)
        reported = _SAID_TO_BE_OVER.search(sentence.text) is not None
        is_told = section in ("state", "outlook") or reported
        if not is_told or _EXPECTED.search(sentence.text):
            continue
        for one in times(sentence.text):
            until = limit if reported else over
            # the current five-year plan's end is no year that was reported on
            is_plan = one.role == "span" and first is not None and one.last >= first and one.last == last
            if one.is_founding or _PROMISED.match(sentence.text, one.end):
                continue
            if one.role in ("at", "span") and not one.is_until and not is_plan and (until is None or one.last <= until):
                found[one.last] += 1
                where.setdefault(one.last, (sentence.start + one.start, sentence.start + one.end))
    if found:
        often = [year for year, count in found.items() if count > 1]
        # a year named once at the end (the current one) does not outweigh the year that the survey is of
        base = max(often) if often and max(found) - max(often) <= 1 else max(found)
        because["base"] = Because(*plain.raw(*where[base]), "last year reported on")
        named = _last_named(plain, last, issued) if first is None else None
        return base if named is None else max(base, named)
    if first is None and (named := _last_named(plain, last, issued)) is not None:
        because["base"] = Because(0, 0, "last year named that is no target's")
        return named
    if first is not None:
        because["base"] = Because(0, 0, "year before the plan")
        return first - 1
    if issued is not None or last is None:
        return None
    # before the first stage that the text names
    stages = [int(match[1]) for match in _UNTIL.finditer(plain.text) if int(match[1]) <= last]
    return min([last - _USUAL, *(year - 1 for year in stages)])


def _last_named(plain: Plain, last: int | None, issued: int | None) -> int | None:
    """The last year that the text names as when something was, also as what growth is measured against."""
    limit = min((year for year in (last, issued) if year is not None), default=9999)
    years = [
        one.last
        for sentence in plain.sentences
        for one in times(sentence.text)
        if (one.role in ("base", "from") or not _EXPECTED.search(sentence.text))
        if not one.is_until and not one.is_founding and one.last < limit
        if not _PROMISED.match(sentence.text, one.end)
        and not re.match(r"\d{1,2}月\d", sentence.text[one.end : one.end + 4])
    ]
    return max(years, default=None)


def _subject(places: list[str], text: str) -> str:
    for words in places:
        if match := _SUBJECT.search(words):
            return match[1].strip("的和与")
    found = Counter(re.findall(r"(?:生物医药|中医药|中药材|陇药|大健康|医药健康|医疗器械|药)产业", text))
    return found.most_common(1)[0][0] if found else ""
