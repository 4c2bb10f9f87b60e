"""Where are the figures of a plan, and what does each say by itself: value, unit, comparator, hedges, condition?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from yaomai.planning.engine.reading.figure import Figure
from yaomai.planning.engine.reading.figures import figures_of
from yaomai.planning.engine.reading.no_quantity import settle_salience
from yaomai.planning.engine.reading.numberless import LACKING, Said, said_in_words
from yaomai.planning.engine.reading.plain import Plain, Sentence
from yaomai.planning.engine.reading.records import Because, Mention, Threshold
from yaomai.planning.engine.reading.tables import TableFigure, tables
from yaomai.planning.engine.reading.thresholds import Counted, attach, indicator_before, threshold_of
from yaomai.planning.engine.reading.units_read import counted_in

_HOPES = re.compile(r"力争|争取|预计|预期(?!寿命|性|值)|有望|计划|努力")
_KEPT_HOPES = frozenset(("力争", "争取", "预计", "预期", "有望"))
_REACHED = re.compile(r"达到?[^，。；]{0,8}$")
_TITLE = re.compile(r"[^，。；：]{4,40}(?:规划|方案|计划|意见|纲要|行动|措施)(?:（[^）]*）)?")
_MORE = re.compile(
    r"(?:新增|新建|净增|再增|新培育|新认定|新引进|新发展|新开工|增加(?!到|至|值)|扩建|新获|新申报|新创建)[^，。；]{0,16}$"
)


def mentions(plain: Plain) -> tuple[Mention, ...]:
    """The figures of `plain`, in the order of the text, offsets of the raw text.

    None overlaps another, but words that lack two things (缺乏50亿元以上的企业和10亿元以上的品种) are two mentions of one span.
    """
    found: list[Mention] = []
    rows = tables(plain)
    for sentence in plain.sentences:
        of_table = rows.get(sentence.start)
        found += _Sentence(plain, sentence).mentions(of_table) if of_table is None or of_table else ()
    return tuple(found)


class _Sentence:
    """One sentence while it is read."""

    def __init__(self, plain: Plain, sentence: Sentence) -> None:
        self.plain, self.text = plain, plain.text
        self.start, self.end = sentence.start, sentence.end
        self.is_heading = sentence.is_heading or _TITLE.fullmatch(sentence.text.strip()) is not None
        self.last_indicator: tuple[int, int] | None = None

    def mentions(self, of_table: Sequence[TableFigure] | None) -> list[Mention]:
        """Its figures, in order. of_table: those of its cells, when it is a row of a table."""
        found = self._stated()
        if not of_table:
            return found
        # cells of words may state figures, too
        cells = [self._of_table(one) for one in of_table]
        read = [(cell.start, cell.end) for cell in cells]
        read += [(why.start, why.end) for cell in cells if (why := cell.because.get("threshold")) is not None]
        found = [one for one in found if not any(start < one.end and one.start < end for start, end in read)]
        return sorted(found + cells, key=lambda one: one.start)

    def _stated(self) -> list[Mention]:
        said = list(_first_of_each(said_in_words(self.text, self.start, self.end)))
        figures = [
            figure
            for figure in figures_of(self.text, self.start, self.end)
            # 千亿产业培育行动方案: a title names, it counts nothing
            if not (self.is_heading and figure.script != "arabic" and figure.unit.sort == "money")
            and settle_salience(self.text, self.start, self.end, figure)
            and not any(one.start < figure.end and figure.start < one.end for one in said)
        ]
        counted = attach(self.text, self.end, figures)
        lacked = list(self._lacked(counted))
        taken = {id(one) for one, _ in lacked}
        rows = [(one.start, self._said(one)) for one in said]
        rows += [(one.figure.start, self._counted(one)) for one in counted if id(one) not in taken]
        rows += [(at, self._lack(at, one)) for one, at in lacked]
        rows.sort(key=lambda row: row[0])
        return [mention for _, mention in rows]

    def _lacked(self, counted: list[Counted]) -> Iterator[tuple[Counted, int]]:
        """Conditions of what there is none of, each with the offset of the word in its clause that says so."""
        words = [match.span() for match in LACKING.finditer(self.text, self.start, self.end)]
        for one in counted if words else ():
            figure = one.figure
            clause = max(self.text.rfind(mark, self.start, figure.start) for mark in "，。；")
            said = [start for start, end in words if clause < start and end <= figure.start]
            if said and one.condition is None and _is_condition(figure):
                yield one, said[-1]

    def _lack(self, at: int, one: Counted) -> Mention:
        match = LACKING.match(self.text, at)
        stop = match.end() if match is not None else at + 1
        noun = self.text[one.figure.end : one.figure.end + 20]
        word = "家" if re.search(r"企业|公司|集团|医院|机构", re.split(r"[，。；]|和|与", noun)[0]) else "个"
        begin, end = self.plain.raw(at, stop)
        condition = self._threshold(one.figure)
        because = {
            "value": Because(begin, end, "lacking"),
            "threshold": Because(*self.plain.raw(one.figure.start, one.figure.end), "condition"),
        }
        return Mention(
            begin,
            end,
            self.plain.printed(at, stop),
            word,
            "enterprise" if word == "家" else "count",
            "=",
            Decimal(0),
            normalized_value=Decimal(0),
            threshold=condition,
            because=because,
        )

    def _threshold(self, condition: Figure) -> Threshold:
        where = indicator_before(self.text, self.start, condition)
        if where is not None:
            self.last_indicator = where
        words = self.text[slice(*self.last_indicator)] if self.last_indicator is not None else ""
        lead = self.text[max(self.start, condition.start - 10) : condition.start]
        is_reached = _REACHED.search(lead) is not None
        return threshold_of(condition, words, is_reached)

    def _counted(self, one: Counted) -> Mention:
        figure, unit = one.figure, one.figure.unit
        begin, end = self.plain.raw(figure.start, figure.end)
        because = {"value": Because(*self.plain.raw(figure.bare_start, figure.bare_end), figure.rule)}
        because["comparator"] = Because(begin, end, "words_beside")
        normalized = unit.normalized
        if (unit.printed == figure.word and figure.word in ("家", "户", "个", "所", "位")) or figure.word in (
            "家",
            "户",
        ):
            normalized = self._counted_thing(figure)
        threshold = None
        if one.condition is not None:
            threshold = self._threshold(one.condition)
            because["threshold"] = Because(*self.plain.raw(one.condition.start, one.condition.end), "condition")
        hedges = self._hopes(figure.start) + tuple(figure.hedges)
        is_range = figure.low != figure.high
        value = None if is_range else figure.low
        low, high = (figure.low, figure.high) if is_range else (None, None)
        return Mention(
            begin,
            end,
            self.plain.printed(figure.start, figure.end),
            "个" if figure.word == "大" else unit.printed,
            normalized,
            figure.comparator,
            value,
            low,
            high,
            _times(value, unit.factor),
            _times(low, unit.factor),
            _times(high, unit.factor),
            hedges,
            _MORE.search(self.text[max(self.start, figure.start - 24) : figure.start]) is not None,
            threshold,
            figure.salience,
            because,
        )

    def _of_table(self, one: TableFigure) -> Mention:
        """A figure of a table: its row and column stand in `because`."""
        mention = self._counted(Counted(one.figure))
        because = dict(mention.because) | {"row": Because(*self.plain.raw(one.row.start, one.row.end), "row_of_table")}
        if one.column is not None:
            because["column"] = Because(*self.plain.raw(one.column.start, one.column.end), "column_of_table")
        if one.unit is not None:
            because["unit"] = Because(*self.plain.raw(one.unit.start, one.unit.end), "unit_of_row")
        threshold = None
        condition = self._condition_of_row(one)
        if condition is not None:
            threshold = self._threshold(condition)
            because["threshold"] = Because(*self.plain.raw(condition.start, condition.end), "condition_of_row")
        is_more = _MORE.search(one.row.words) is not None
        return replace(mention, because=because, is_increment=is_more, threshold=threshold)

    def _condition_of_row(self, one: TableFigure) -> Figure | None:
        """营业收入10亿元以上企业数（户）: the condition in the words of the row, when the figure is a count."""
        if one.figure.unit.sort != "count":
            return None
        named = figures_of(self.text, one.row.start, one.row.end)
        return next((figure for figure in named if _is_condition(figure) and figure.unit.sort != "count"), None)

    def _counted_thing(self, figure: Figure) -> str:
        before = re.split(r"[，。；、：]", self.text[max(self.start, figure.start - 20) : figure.start])[-1]
        after = re.split(r"[，。；：]", self.text[figure.end : min(self.end, figure.end + 40)])[0]
        return counted_in(figure.word, before, after)

    def _hopes(self, at: int) -> tuple[str, ...]:
        """力争, 预计 … that stand earlier in the same part of the sentence (up to ；)."""
        begin = max(self.start, self.text.rfind("；", self.start, at) + 1, at - 160)
        found = [match.group() for match in _HOPES.finditer(self.text, begin, at)]
        return (found[-1],) if found and found[-1] in _KEPT_HOPES else ()

    def _said(self, one: Said) -> Mention:
        begin, end = self.plain.raw(one.start, one.end)
        return Mention(
            begin,
            end,
            self.plain.printed(one.start, one.end),
            one.unit.printed,
            one.unit.normalized,
            one.comparator,
            one.value,
            normalized_value=one.normalized,
            hedges=self._hopes(one.start) + one.hedges,
            salience=one.salience,
            because={"value": Because(begin, end, one.rule)},
        )


def _is_condition(figure: Figure) -> bool:
    """Whether a figure could say of which size the thing is that there is none of."""
    bounded = figure.comparator in ("≥", ">", "range") or figure.is_level or figure.is_numberless
    return bounded and figure.unit.sort in ("money", "area", "person", "count")


def _first_of_each(said: Iterator[Said]) -> Iterator[Said]:
    """Of figures in words that overlap, the one that starts first, then the longest."""
    reached = 0
    for one in sorted(said, key=lambda it: (it.start, -it.end)):
        if one.start >= reached:
            yield one
            reached = one.end


def _times(value: Decimal | None, factor: Decimal) -> Decimal | None:
    return None if value is None else value * factor
