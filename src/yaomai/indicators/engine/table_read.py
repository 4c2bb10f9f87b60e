"""What does a statistics table say: which values of which series and spans, each from its cell, and what could not be read?

Nothing is guessed that the mapping does not say. A cell that cannot be read, a word of the margin that is not known, is a fault
with its place; a table with faults is not accepted. What is only odd (a hidden row, a code of old) is a caution.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from yaomai.errors import Finding
from yaomai.indicators.engine.cell_value import read_cell_value
from yaomai.indicators.engine.table_layout import LEFT_OUT, ColumnRole, TableMapping, only_sums
from yaomai.indicators.engine.table_lexicon import KnownIndicator, Lexicon, region_name
from yaomai.indicators.engine.table_totals import PartsNamed, part_only
from yaomai.indicators.engine.table_words import Heading, is_unit, plain_words, read_heading, span, without_order
from yaomai.indicators.engine.values import NewObservation
from yaomai.registers.engine.read_fault import ReadFault
from yaomai.registers.engine.reading_words import is_blank
from yaomai.registers.engine.sheet_facts import cell_key
from yaomai.registers.engine.sheet_outline import SheetOutline, parted, table
from yaomai.registers.engine.spreadsheet import Sheet, Value, place, shown

FINDINGS_MAX = 500
"""So many findings of one table are told one by one."""
_ORIGINAL_MAX = 120
_BARE = re.compile(r"[-+]?[\d,.]+")  # a number without a unit beside it
_FORBIDDEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])


@dataclass(frozen=True, slots=True)
class ReadValue:
    """One value as read. step: of how much its last printed digit is one, in the definition's unit (0: missing)."""

    said: NewObservation
    step: Decimal
    row: int
    column: int


@dataclass(slots=True)
class TableReading:
    """What was read of a table. faults keep it from being accepted; cautions are to be looked at. unknown: words of the margin that
    mean nothing yet (`region 兰州新区`), with the first place. more: so many findings were left out.
    """

    values: list[ReadValue] = field(default_factory=list)
    faults: list[Finding] = field(default_factory=list)
    cautions: list[Finding] = field(default_factory=list)
    unknown: dict[str, str] = field(default_factory=dict)
    left_out: list[tuple[int, str, str]] = field(default_factory=list)
    rows: int = 0
    more: int = 0

    def fault(self, code: str, where: str, words: str, value: str = "") -> None:
        """Note a fault."""
        self._note(self.faults, Finding(f"statistics.{code}", where, words, value[:_ORIGINAL_MAX]))

    def caution(self, code: str, where: str, words: str, value: str = "") -> None:
        """Note a caution."""
        self._note(self.cautions, Finding(f"statistics.{code}", where, words, value[:_ORIGINAL_MAX]))

    def _note(self, found: list[Finding], finding: Finding) -> None:
        if len(found) < FINDINGS_MAX:
            found.append(finding)
        else:
            self.more += 1


_NOTHING = Heading("")


@dataclass(frozen=True, slots=True)
class _Margin:
    """What the margin of a row says."""

    indicator: str = ""
    region: str = ""
    segment: str = ""
    when: Heading = _NOTHING
    basis: str = ""
    unit: str = ""
    status: str = ""
    note: str = ""


def read_table(
    sheet: Sheet,
    seen: SheetOutline,
    mapping: TableMapping,
    lexicon: Lexicon,
    progress: Callable[[int], None] = lambda _done: None,
) -> TableReading:
    """Read the table below its head. The mapping has been checked (table_layout.checked)."""
    return _Reader(sheet, seen, mapping, lexicon).read(progress)


class _Reader:
    def __init__(self, sheet: Sheet, seen: SheetOutline, mapping: TableMapping, lexicon: Lexicon) -> None:
        self._sheet, self._facts, self._mapping, self._lexicon = sheet, sheet.facts, mapping, lexicon
        self._seen = seen
        self._roles: Mapping[str, ColumnRole] = {
            one.role: one for one in reversed(mapping.columns) if one.role not in ("", "value")
        }
        self._values = mapping.having("value")
        self._found = TableReading()
        self._old: set[str] = set()
        self._part_only: PartsNamed | None = None

    def read(self, progress: Callable[[int], None]) -> TableReading:
        data = self._rows()
        self._found.rows = len(data)
        self._part_only = part_only(self._mapping.region, self._regions_named(data))
        for done, row in enumerate(data):
            if done % 500 == 0:
                progress(done)
            margin = self._margin(row)
            if margin is not None:
                for column in self._values:
                    self._cell(row, column, margin)
        self._whole_sheet(data)
        return self._found

    def _rows(self) -> list[int]:
        """Rows of data: totals are data in statistics, where the margin knows them."""
        found = table(self._sheet, self._seen)
        totals = {row for row, code, _ in found.left_out if code == "total"} if self._roles else set()
        self._found.left_out = [one for one in found.left_out if one[0] not in totals]
        return sorted({*found.data, *totals})

    def _margin(self, row: int) -> _Margin | None:
        """What the margin says; None: the row is left out, or its margin cannot be read (which is told)."""
        texts = {role: self._text(row, one) for role, one in self._roles.items()}
        if not self._has_values(row):
            return None  # a row without values only orders the others
        indicator: str | None = ""
        region: str | None = ""
        named = _NOTHING
        if "indicator" in texts:
            indicator, named = self._indicator(row, texts["indicator"])
        if "region" in texts:
            region = self._region(row, texts["region"])
        if LEFT_OUT in (indicator, region):
            return None
        when = self._when(row, texts, named)
        unit = texts.get("unit", "") or named.unit
        if unit and not is_unit(plain_words(unit)):
            self._found.fault("unit_unknown", self._place(row, "unit"), "the unit is not known", unit)
            return None
        if indicator is None or region is None or when is None:
            return None  # which has been told
        basis = read_heading(texts.get("basis", ""))
        if basis.cumulative is not None and when.cumulative is None:
            when = replace(when, cumulative=basis.cumulative)
        return _Margin(
            indicator,
            region,
            texts.get("segment", "")[:_ORIGINAL_MAX],
            when,
            "yoy" if "yoy" in (basis.basis, when.basis, named.basis) else "",
            unit,
            texts.get("status", ""),
            texts.get("note", "")[:500],
        )

    def _has_values(self, row: int) -> bool:
        return any(not is_blank(self._sheet.value(row, one.column)) or self._error(row, one) for one in self._values)

    def _regions_named(self, data: list[int]) -> set[str]:
        """The divisions of today of which rows or columns have values."""
        named = {self._lexicon.today(one.region) for one in self._values if one.region}
        if (column := self._roles.get("region")) is not None:
            said, near = self._mapping.words, self._mapping.region
            for text in {self._text(row, column) for row in data if self._has_values(row)}:
                code = said.get(f"region {text}") or self._lexicon.region(without_order(text), near=near)
                if code and code != LEFT_OUT:
                    named.add(self._lexicon.today(code))
        return named

    def _text(self, row: int, one: ColumnRole) -> str:
        return shown(self._sheet.value(row, one.column)).strip().translate(_FORBIDDEN)

    def _error(self, row: int, one: ColumnRole) -> str:
        return self._facts.errors.get(cell_key(row, one.column), "")

    def _place(self, row: int, role: str) -> str:
        return place(self._sheet.name, row, self._roles[role].column)

    def _indicator(self, row: int, text: str) -> tuple[str | None, Heading]:
        """The indicator that a row names, and what else its words say (its unit, a span, that it is a growth)."""
        words = without_order(text)
        said, meant = read_heading(words), self._mapping.words.get(f"indicator {text}")
        if meant:
            return meant, replace(said, base="", basis="" if self._is_growth(meant) else said.basis)
        for candidate in (words, parted(words)[0]):  # 工业增加值增速（%） may be an indicator of its own
            if key := self._lexicon.indicator(candidate):
                return key, Heading("", unit=said.unit)
        if key := self._lexicon.indicator(said.base):
            return key, replace(said, base="")
        where = self._place(row, "indicator")
        if not text:
            self._found.fault("indicator_empty", where, "the row does not say of which indicator its values are")
        else:
            self._found.unknown.setdefault(f"indicator {text}", where)
            self._found.fault("indicator_unknown", where, "no indicator is called so; say which it is", text)
        return None, said

    def _is_growth(self, key: str) -> bool:
        known = self._lexicon.known.get(key)
        return known is not None and known.basis == "yoy"

    def _region(self, row: int, text: str) -> str | None:
        said = self._mapping.words.get(f"region {text}")
        if said == LEFT_OUT:
            return LEFT_OUT
        whole, where = self._mapping.region, self._place(row, "region")
        words = without_order(text)
        code = said or self._lexicon.region(words, near=whole)
        if self._lexicon.is_sum(words) and self._part_only is not None:
            if not code:
                told = "the sum of a part of the regions is not the value of the whole; say of which region it is, or leave it out"
                self._found.unknown.setdefault(f"region {text}", where)
                self._found.fault("total_of_part", where, told, self._part_only.words(text))
                return None
            told = "a sum over a part of the regions is taken for a region, as a person said"
            self._found.caution(
                "total_of_part_taken", where, told, f"{self._part_only.words(text)} → {region_name(code)}"
            )
        if not code and self._lexicon.is_whole(words):
            code = whole
        if not code:
            if not text:
                self._found.fault("region_empty", where, "the row does not say of which region its values are")
            else:
                self._found.unknown.setdefault(f"region {text}", where)
                self._found.fault(
                    "region_unknown", where, "this is no division; say which it is, or leave it out", text
                )
            return None
        today = self._lexicon.today(code)
        if today != code and code not in self._old:
            self._old.add(code)
            words = f"the division is called {today} today; its values are kept under that code"
            self._found.caution("region_of_old", where, words, f"{text} → {today}")
        return today

    def _when(self, row: int, texts: Mapping[str, str], named: Heading) -> Heading | None:
        """The span that the margin says; what it does not say is empty. `named`: what the words of the indicator say beside it."""
        said = _NOTHING
        for role in ("span", "year", "month"):
            text = texts.get(role, "")
            if not text:
                continue
            read = read_heading(f"{text}月" if role == "month" and text.isdigit() else text)
            if read.base or not (read.says_span or read.basis):
                words = "this is no year, month or span; write it as 2024, 5月 or 2024年1-5月"
                self._found.fault("span_unreadable", self._place(row, role), words, text)
                return None
            said = _joined(said, read)
        return _joined(said, named)

    def _cell(self, row: int, column: ColumnRole, margin: _Margin) -> None:
        raw = self._sheet.value(row, column.column)
        where = place(self._sheet.name, row, column.column)
        key = cell_key(row, column.column)
        if (error := self._facts.errors.get(key)) is not None:
            if error == "=":
                self._found.fault(
                    "cell_not_computed", where, "nobody has computed this formula; open the file and save it", error
                )
            else:
                self._found.fault(
                    "cell_error", where, "the cell holds a spreadsheet's error; put the formula right", error
                )
            return
        if is_blank(raw):
            self._found.caution("cell_empty", where, "the cell is empty; nothing is kept of it")
            return
        if key in self._sheet.filled:
            words = "the value stands in a merged cell, so it is not known to which row it belongs; unmerge it"
            self._found.fault("value_merged", where, words, shown(raw))
            return
        known = self._known(row, column, margin, where)
        when = self._span(column, margin, where) if known is not None else None
        if known is not None and when is not None:
            self._value(row, column, margin, known, when, raw)

    def _known(self, row: int, column: ColumnRole, margin: _Margin, where: str) -> KnownIndicator | None:
        key = column.indicator or margin.indicator or self._mapping.indicator
        known = self._lexicon.known.get(key)
        if known is None:
            self._found.fault(
                "indicator_unknown", where, "no indicator is named for this value", key or f"row {row + 1}"
            )
        return known

    def _span(self, column: ColumnRole, margin: _Margin, where: str) -> tuple[date, date] | None:
        """First and last day: the head of the column says more than the row, the row more than the table."""
        row, whole = margin.when, self._mapping
        year = column.year or row.year or whole.year
        first: int | None
        last: int | None
        if column.last is not None:
            first, last = column.first, column.last
        elif row.last is not None:
            first, last = row.first, row.last
        else:
            first, last = whole.first, whole.last
            if row.year is not None and whole.year != row.year and whole.last is not None and "span" in self._roles:
                first = last = None  # a year of the margin is a whole year, whatever month the title is of
        said = next((one for one in (column.cumulative, row.cumulative) if one is not None), None)
        to_date = said if said is not None else (whole.cumulative and first == last)
        if year is None:
            self._found.fault(
                "span_unknown", where, "it is not known of which year this value is; say it for the table"
            )
            return None
        if first == last == 2 and not to_date and self._mapping.joint_february:
            first = 1
        try:
            return span(year - column.years_before, first, last, to_date=to_date and last is not None)
        except ValueError as error:
            self._found.fault("span_unreadable", where, str(error), str(year))
            return None

    def _value(
        self, row: int, column: ColumnRole, margin: _Margin, known: KnownIndicator, when: tuple[date, date], raw: Value
    ) -> None:
        where = place(self._sheet.name, row, column.column)
        basis = column.basis or margin.basis or self._mapping.basis or known.basis
        to_unit = "P1" if basis in ("yoy", "cagr") else known.unit
        unit = self._unit(column, margin, to_unit)
        if to_unit and not unit and _BARE.fullmatch(plain_words(shown(raw))):
            self._found.fault(
                "unit_missing",
                where,
                "nothing says in which unit this is; say it for the column or the table",
                shown(raw),
            )
            return
        try:
            read = read_cell_value(
                raw,
                to_unit=to_unit,
                unit=unit,
                is_percent=cell_key(row, column.column) in self._facts.percent,
                is_growth=basis in ("yoy", "cagr"),
            )
        except ReadFault as fault:
            words = f"this cannot be read as a number ({fault.code.rpartition('.')[2]}); {fault.hint}".rstrip("; ")
            self._found.fault(fault.code.rpartition(".")[2], where, words, shown(raw))
            return
        status, note = read.status, read.note
        if margin.status:
            status, note = _said_status(margin.status, status, note)
        if read.value is None:
            status = "M"  # whatever the column says: there is no value
        self._found.values.append(
            ReadValue(
                NewObservation(
                    known.key,
                    column.region or margin.region or self._lexicon.today(self._mapping.region),
                    column.segment or margin.segment or self._mapping.segment,
                    basis,
                    *when,
                    read.value,
                    status,
                    _original(raw, is_percent=cell_key(row, column.column) in self._facts.percent),
                    where,
                    " ".join(one for one in (note, margin.note) if one),
                ),
                read.step,
                row,
                column.column,
            )
        )

    def _unit(self, column: ColumnRole, margin: _Margin, to_unit: str) -> str:
        """The unit of a value: of its row, its head, the table; the table's only where it can be of this indicator."""
        if to_unit == "P1":
            return next(
                (one for one in (margin.unit, column.unit) if plain_words(one) in ("%", "百分点", "‰", "±%")), "%"
            )
        if margin.unit or column.unit:
            return plain_words(margin.unit or column.unit)
        # 单位：万元 above a table is not of the column that counts enterprises.
        return plain_words(self._mapping.unit) if self._mapping.unit and to_unit else ""

    def _column_sums(self, part: PartsNamed) -> None:
        """Of each column that only sums up a part of the regions: whether it is taken or left out."""
        for one in self._mapping.columns:
            if not only_sums(one, self._lexicon):
                continue
            where = place(self._sheet.name, max(self._mapping.last_head - 1, 0), one.column)
            told, words = part.words(one.head), "the columns are of a part of the regions; their sum is"
            if one.role == "value":
                self._found.caution("total_of_part_taken", where, f"{words} taken, as a person said", told)
            else:
                self._found.caution("total_left_out", where, f"{words} left out", told)

    def _whole_sheet(self, data: list[int]) -> None:
        """What is odd about the sheet as a whole."""
        if self._part_only is not None and "region" not in self._roles:
            self._column_sums(self._part_only)
        hidden = [row for row in data if row in self._facts.hidden_rows]
        if hidden:
            where = f"{self._sheet.name}!{hidden[0] + 1}"
            self._found.caution("hidden_rows", where, "rows are hidden in the file; they were read", str(len(hidden)))
        covered = [one for one in self._mapping.columns if one.role and one.column in self._facts.hidden_columns]
        for one in covered:
            self._found.caution(
                "hidden_column", place(self._sheet.name, 0, one.column), "a hidden column was read", one.head
            )
        if self._sheet.is_hidden:
            self._found.caution("hidden_sheet", self._sheet.name, "the sheet is hidden in the file")
        computed = sum(1 for one in self._found.values if cell_key(one.row, one.column) in self._facts.computed)
        if computed:
            self._found.caution(
                "computed",
                self._sheet.name,
                "values come of formulas; kept is what the file last showed",
                str(computed),
            )
        if self._mapping.joint_february and any(
            one.said.start.month == 1 and one.said.end.month == 2 for one in self._found.values
        ):
            self._found.caution(
                "february_joint", self._sheet.name, "February stands without January: read as the two together"
            )


def _joined(said: Heading, more: Heading) -> Heading:
    return replace(
        said,
        year=said.year if said.year is not None else more.year,
        first=said.first if said.last is not None else more.first,
        last=said.last if said.last is not None else more.last,
        cumulative=said.cumulative if said.cumulative is not None else more.cumulative,
        basis=said.basis or more.basis,
    )


def _said_status(words: str, status: str, note: str) -> tuple[str, str]:
    """The status that a column of its own says: a code of SDMX, or in words."""
    code = words.strip().upper()
    if code in {"A", "B", "D", "E", "F", "I", "M", "P"}:
        return code, note
    try:
        read = read_cell_value(f"1({words})", to_unit="", unit="")
    except ReadFault:
        return status, " ".join(one for one in (note, words) if one)
    return read.status, " ".join(one for one in (note, read.note) if one)


def _original(raw: Value, *, is_percent: bool) -> str:
    if is_percent and isinstance(raw, int | float):
        return f"{raw * 100:.13g}%"
    return shown(raw).strip().translate(_FORBIDDEN)[:_ORIGINAL_MAX]


def steps_by_column(values: list[ReadValue]) -> Iterator[ReadValue]:
    """The values, with the finest step of their column and series' unit: a spreadsheet drops the zeros at a number's end."""
    finest: dict[tuple[int, str, str], Decimal] = {}
    for one in values:
        if one.step:
            key = (one.column, one.said.indicator, one.said.basis)
            finest[key] = min(finest.get(key, one.step), one.step)
    for one in values:
        yield replace(one, step=finest.get((one.column, one.said.indicator, one.said.basis), one.step))
