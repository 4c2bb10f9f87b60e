"""Which cells of a table are figures, of which row and column, in which unit?

Rows of tabs (from HTML, DOCX, PDF) under a head with years; rows without a head that print a unit before their numbers; and
tables that were flattened to one cell a line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from yaomai.planning.engine.reading.comparators import COMPARATORS
from yaomai.planning.engine.reading.figure import Figure
from yaomai.planning.engine.reading.numbers import ARABIC, arabic
from yaomai.planning.engine.reading.plain import Plain, Sentence
from yaomai.planning.engine.reading.units_read import PER_UNIT, UNIT, Unit, unit_of

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """Characters start..end of `Plain.text` and what they are."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class TableFigure:
    """A figure of a table, with the cells that name its row, its column (None: a table without a head) and its unit."""

    figure: Figure
    row: Cell
    column: Cell | None
    unit: Cell | None


_UNIT_CELL = re.compile(rf"（?(?P<magnitude>万亿|[十百千]?[万亿]|[千百])?(?P<unit>{UNIT})?(?P<per>{PER_UNIT})?）?")
_UNIT_IN_WORDS = re.compile(
    rf"[（/](?:单位：?)?(?P<magnitude>万亿|[十百千]?[万亿]|[千百])?(?P<unit>{UNIT})?(?P<per>{PER_UNIT})?(?:）|$)"
)
_VALUE = re.compile(
    rf"[\[〔【（]?(?P<before>≥|>=|>|≤|<=|<|≈|约|超过|超|突破|不低于|不少于|不超过|不高于|达到|达|近|大于|小于)?(?P<low>{ARABIC})(?P<few>余|多)?"
    rf"(?:[-~—至](?P<high>{ARABIC}))?(?P<after>以上|以下|以内|左右)?[\]〕】）]?"
)
_HEAD_VALUE = re.compile(r"(?:19|20)\d\d|现状|目标|规划值|基期|基数|实际|完成值|年均|增速|增长|累计|期末|预期值")
_HEAD_LABEL = re.compile(r"指标|名称|项目|类别|内容|品种|领域|单位|序号|属性")
_HEAD_UNIT = re.compile(r"(?:计量)?单位")
_NAMES_THE_ROW = re.compile(r"(?:主要|具体|发展)?指标(?:名称)?|(?:项目|园区|基地|企业|品种|药材)?名称|项目|品种")
_NO_VALUE = re.compile(r"序号|编号|属性|备注|责任|牵头|电话|页|类型|性质|数据来源")
_NUMERIC = re.compile(r"[\d.,%\[\]〔〕≥≤<>~-]+")
_LONGEST_CELL = 24


def tables(plain: Plain) -> dict[int, tuple[TableFigure, ...]]:
    """The figures of the rows of tables, by the start of their sentence; sentences of no table are not in it."""
    found: dict[int, tuple[TableFigure, ...]] = {}
    head: list[Cell] | None = None
    for number, sentence in enumerate(plain.sentences):
        if not sentence.is_row:
            if head is not None and len(sentence.text) > _LONGEST_CELL:
                head = None
            continue
        cells = _cells(sentence)
        if _is_head(cells):
            head = cells
            found[sentence.start] = ()
            continue
        if number and not plain.sentences[number - 1].is_row and head is None:
            head = None
        row = _row(cells, head)
        if row is not None:
            found[sentence.start] = row
    found |= _one_cell_a_line(plain.sentences)
    return found


def _cells(sentence: Sentence) -> list[Cell]:
    cells: list[Cell] = []
    at = sentence.start
    for words in sentence.text.split("\t"):
        cells.append(Cell(at, at + len(words), words))
        at += len(words) + 1
    return cells


def _is_head(cells: Sequence[Cell]) -> bool:
    """Whether a row is the head of a table: it names columns, two at least, and holds no value."""
    named = sum(1 for cell in cells if len(cell.words) <= _LONGEST_CELL and _HEAD_LABEL.search(cell.words))
    values = sum(1 for cell in cells if _is_value_column(cell))
    plain_numbers = sum(
        1 for cell in cells if _VALUE.fullmatch(cell.words) and not re.fullmatch(r"(?:19|20)\d\d", cell.words)
    )
    return plain_numbers == 0 and ((named >= 1 and values >= 1) or named >= 2)


def _is_value_column(cell: Cell) -> bool:
    if len(cell.words) > _LONGEST_CELL:
        return False
    return _HEAD_VALUE.search(cell.words) is not None or _unit_in_words(cell) is not None


def _row(cells: Sequence[Cell], head: Sequence[Cell] | None) -> tuple[TableFigure, ...] | None:
    if head is None:
        return _row_without_head(cells)
    # cells merged over rows are missing at the left: columns are counted from the right
    columns: dict[int, Cell] = {}
    for place in range(1, min(len(cells), len(head)) + 1):
        columns[len(cells) - place] = head[-place]
    unit = next(
        (cells[at] for at, cell in columns.items() if _HEAD_UNIT.fullmatch(cell.words) and _unit(cells[at])), None
    )
    label = _label(cells, columns)
    if label is None:
        return None
    figures = []
    for at in sorted(columns):
        column = columns[at]
        if cells[at] is label or cells[at] is unit or _NO_VALUE.search(column.words):
            continue
        figure = _value(
            cells[at], _unit_in_words(column) or (_unit(unit) if unit is not None else None) or _unit_in_words(label)
        )
        if figure is not None:
            figures.append(TableFigure(figure, label, column, unit))
    return tuple(figures)


def _label(cells: Sequence[Cell], columns: dict[int, Cell]) -> Cell | None:
    """The cell that names the row: by its column, else the last cell of words before the unit or the first value."""
    label = None
    for at, cell in enumerate(cells):
        column = columns.get(at)
        if (
            column is not None
            and _NAMES_THE_ROW.fullmatch(column.words)
            and cell.words
            and not _VALUE.fullmatch(cell.words)
        ):
            return cell
    for at, cell in enumerate(cells):
        column = columns.get(at)
        if _VALUE.fullmatch(cell.words) or (
            column is not None and (_HEAD_UNIT.fullmatch(column.words) or _HEAD_VALUE.search(column.words))
        ):
            if label is not None:
                return label
            continue
        if cell.words and not _NUMERIC.fullmatch(cell.words):
            label = cell
    return label


def _row_without_head(cells: Sequence[Cell]) -> tuple[TableFigure, ...] | None:
    """A row that prints label, unit, numbers."""
    for at in range(1, len(cells) - 1):
        unit = _unit(cells[at])
        if unit is None or not _VALUE.fullmatch(cells[at + 1].words) or _VALUE.fullmatch(cells[at - 1].words):
            continue
        figures = [(cell, _value(cell, unit)) for cell in cells[at + 1 :]]
        return tuple(TableFigure(figure, cells[at - 1], None, cells[at]) for _, figure in figures if figure is not None)
    return None


def _unit(cell: Cell | None) -> Unit | None:
    """The unit that is all of a cell."""
    if cell is None or not 0 < len(cell.words) <= 12:
        return None
    match = _UNIT_CELL.fullmatch(cell.words)
    return _of(match)


def _unit_in_words(cell: Cell) -> Unit | None:
    """The unit in brackets behind the words of a cell: 种植面积（万亩）."""
    last = None
    for match in _UNIT_IN_WORDS.finditer(cell.words):
        last = _of(match) or last
    return last


def _of(match: "re.Match[str] | None") -> Unit | None:
    if match is None or not (match["magnitude"] or match["unit"]):
        return None
    return unit_of(match["magnitude"] or "", match["unit"] or "", match["per"] or "")


def _value(cell: Cell, unit: Unit | None) -> Figure | None:
    """The number that is all of a cell, in `unit`; None when it is none, or has no unit."""
    match = _VALUE.fullmatch(cell.words)
    if match is None and cell.words.endswith("%"):
        match = _VALUE.fullmatch(cell.words[:-1])
        unit = unit_of("", "%")
    if match is None or unit is None:
        return None
    low, high = arabic(match["low"]), arabic(match["high"] or match["low"])
    if low is None or high is None:
        return None
    start = cell.start + match.start("before" if match["before"] else "low")
    end = cell.start + len(cell.words.rstrip("]〕】）"))
    figure = Figure(
        start,
        end,
        cell.start + match.start("low"),
        end,
        low,
        high,
        unit,
        unit.printed,
        "arabic",
        rule="table_cell",
    )
    before, after = COMPARATORS.get(match["before"] or "", ""), COMPARATORS.get(match["after"] or "", "")
    figure.comparator = "range" if low != high else before or after or (">" if match["few"] else "=")
    return figure


def _one_cell_a_line(sentences: Sequence[Sentence]) -> dict[int, tuple[TableFigure, ...]]:
    """Label, unit and numbers, each on a line of its own."""
    found: dict[int, tuple[TableFigure, ...]] = {}
    head: list[Cell] = []
    at = 0
    while at < len(sentences):
        sentence = sentences[at]
        if sentence.is_row or len(sentence.text) > _LONGEST_CELL:
            at += 1
            continue
        cell = Cell(sentence.start, sentence.end, sentence.text)
        if _HEAD_LABEL.fullmatch(cell.words) or _HEAD_UNIT.fullmatch(cell.words):
            heads = list(_head_lines(sentences, at))
            if len(heads) > 1:
                head = [one for one in heads if _HEAD_VALUE.search(one.words)]
                at += len(heads)
                continue
        unit = _unit(cell) if at else None
        if unit is None or len(sentences[at - 1].text) > 40 or _VALUE.fullmatch(sentences[at - 1].text):
            at += 1
            continue
        label = Cell(sentences[at - 1].start, sentences[at - 1].end, sentences[at - 1].text)
        following = at + 1
        while following < len(sentences) and _VALUE.fullmatch(sentences[following].text) and following - at <= 8:
            one = sentences[following]
            figure = _value(Cell(one.start, one.end, one.text), unit)
            column = head[following - at - 1] if following - at <= len(head) else None
            if figure is not None:
                found[one.start] = (TableFigure(figure, label, column, cell),)
            following += 1
        if following > at + 1:
            found[sentence.start] = ()
        at = following
    return found


def _head_lines(sentences: Sequence[Sentence], at: int) -> Iterator[Cell]:
    """The cells of a head that is printed one cell a line from `at` on."""
    for sentence in sentences[at : at + 12]:
        words = sentence.text
        if (
            sentence.is_row
            or len(words) > _LONGEST_CELL
            or not (_HEAD_LABEL.search(words) or _HEAD_VALUE.search(words))
        ):
            return
        yield Cell(sentence.start, sentence.end, words)
