"""What does the page show on which a person says what each column is, and how is the answer read?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from yaomai.errors import NotFoundError
from yaomai.registers.declaration import Choice, Flag, Kind, Number, Property
from yaomai.registers.engine.column_mapping import ColumnMapping, ColumnUse, is_sure, unit_fits
from yaomai.registers.engine.sheet_outline import Head, SheetOutline
from yaomai.registers.queries.imports import ImportView
from yaomai.web import import_shown, labels, labels_imports, register_shown
from yaomai.web.import_shown import FaultShown

_YEARS = range(1900, 2101)
_CONSTANT_MAX = 2000


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a list."""

    value: str
    word: str


@dataclass(frozen=True, slots=True)
class ColumnShown:
    """One column of the sheet. `needs_more`: whether a unit, or the year of which it tells, belongs to what was chosen; both can
    always be said, since another property may be chosen.
    """

    key: int
    letter: str
    head: str
    examples: tuple[str, ...]
    property: str
    unit: str
    year: str
    needs_more: bool
    why: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class ConstantShown:
    """A property that no column brings: what stands for it in every row."""

    name: str
    label: str
    unit_word: str
    value: str
    is_required: bool
    options: tuple[Option, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Something to be known of the sheet."""

    tone: str
    what: str
    do: str = ""


@dataclass(frozen=True, slots=True)
class ColumnsPage:
    """Everything that the page of columns shows."""

    path: str
    sheets: tuple[Option, ...]
    sheet: str
    head_words: str
    first_head: int
    last_head: int
    last_row: int
    columns: tuple[ColumnShown, ...]
    columns_note: str
    properties: tuple[Option, ...]
    constants: tuple[ConstantShown, ...]
    more_constants: int
    has_constants: bool
    valid_from: str
    valid_to: str
    notes: tuple[Note, ...]
    faults: tuple[FaultShown, ...]
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person said: the mapping as far as it can be read, what was typed, and what is wrong with it, by field."""

    mapping: ColumnMapping
    valid_from: str
    valid_to: str
    years: Mapping[int, str]
    faults: Mapping[str, FaultShown]


def sheet_of(one: ImportView, wanted: str) -> SheetOutline | None:
    """The outline of the sheet that is asked for; else of the one that the mapping is of, else the first with something in it.

    Raises NotFoundError when the file has no such sheet.
    """
    by_name = {sheet.name: sheet for sheet in one.sheets}
    if wanted:
        if wanted not in by_name:
            raise NotFoundError(f"the file has no sheet {wanted[:80]!r}; it has {', '.join(by_name)}")
        return by_name[wanted]
    if one.mapping is not None and one.mapping.sheet in by_name:
        return by_name[one.mapping.sheet]
    return next((sheet for sheet in one.sheets if sheet.heads), one.sheets[0] if one.sheets else None)


def answer(kind: Kind, sheet: SheetOutline, sent: Mapping[str, str]) -> Answer:
    """The mapping that a form says. Every fault is named, beside its field."""
    faults: dict[str, FaultShown] = {}
    valid_from, valid_to = _period(sent, faults)
    uses = []
    years: dict[int, str] = {}
    for head in sheet.heads:
        name = sent.get(f"column.{head.column}", "")
        unit = sent.get(f"unit.{head.column}", "").strip() if name else ""
        years[head.column] = sent.get(f"year.{head.column}", "").strip()
        field = f"column-{head.letter}"
        if name and name not in kind.by_name:
            faults[field] = FaultShown("没有这一项。", "请从列表里选。", name[:80], f"{head.letter} 列", f"#{field}")
            name = ""
        of = kind.by_name.get(name)
        is_counted = of is not None and isinstance(of.type, Number) and not of.type.unit
        if of is not None and (not isinstance(of.type, Number) or (is_counted and unit == head.unit)):
            unit = ""  # what is counted may say so in its head: 职工人数（人）
        if of is not None and of.yearly and not years[head.column] and sent.get(f"was.{head.column}", name) != name:
            years[head.column] = str(head.year or sheet.year_above or "")
        if of is not None and unit and not unit_fits(of, unit):
            own = register_shown.unit_of(of)
            do = f"这一项以{own}计，请写能折算成{own}的单位。" if own else "这一项不带单位。"
            faults[field] = FaultShown(f"“{of.label}”不能用这个单位。", do, unit[:40], f"{head.letter} 列", f"#{field}")
        begin, end = _year(years[head.column] if name else "", field, head.letter, faults)
        uses.append(ColumnUse(head.column, head.text, name, unit, begin, end))
    constants = {
        one.name: text
        for one in kind.properties
        if (text := sent.get(f"constant.{one.name}", "").strip()[:_CONSTANT_MAX])
        and not any(use.property == one.name for use in uses)
    }
    _twice(kind, sheet, uses, faults)
    mapping = ColumnMapping(sheet.name, sheet.first_head, sheet.last_head, tuple(uses), constants, valid_from, valid_to)
    return Answer(mapping, sent.get("valid_from", ""), sent.get("valid_to", ""), years, faults)


def refused(mapping: ColumnMapping, faults: Sequence[FaultShown]) -> Answer:
    """A mapping that was sent, and what stands against it as a whole."""
    by_number = {str(number): fault for number, fault in enumerate(faults)}
    return Answer(mapping, _day(mapping.valid_from), _day(mapping.valid_to), {}, by_number)


def _period(sent: Mapping[str, str], faults: dict[str, FaultShown]) -> tuple[date | None, date | None]:
    days: dict[str, date | None] = {}
    for name, where in (("valid_from", "从哪天起"), ("valid_to", "到哪天以前")):
        text = sent.get(name, "").strip()
        try:
            days[name] = date.fromisoformat(text) if text else None
        except ValueError:
            days[name] = None
            faults[name] = FaultShown("这不是一个日子。", "请写成 2026-01-01 的样子。", text[:40], where, f"#{name}")
    begin, end = days["valid_from"], days["valid_to"]
    if begin is not None and end is not None and end <= begin:
        faults["valid_to"] = FaultShown(
            "结束不晚于开始。", "请改其中一个。", end.isoformat(), "到哪天以前", "#valid_to"
        )
    return begin, end


def _year(text: str, field: str, letter: str, faults: dict[str, FaultShown]) -> tuple[date | None, date | None]:
    if not text:
        return None, None
    if not (text.isascii() and text.isdigit() and int(text) in _YEARS):
        faults[field] = FaultShown("这不是一个年份。", "请写成 2024 的样子。", text[:40], f"{letter} 列", f"#{field}")
        return None, None
    return date(int(text), 1, 1), date(int(text) + 1, 1, 1)


def _twice(kind: Kind, sheet: SheetOutline, uses: Sequence[ColumnUse], faults: dict[str, FaultShown]) -> None:
    """Two columns that say the same property of the same time contradict each other, unless it may have several values."""
    letters = {head.column: head.letter for head in sheet.heads}
    first: dict[tuple[str, date | None], str] = {}
    for use in uses:
        if not use.property or kind.by_name[use.property].many:
            continue
        letter = letters[use.column]
        before = first.setdefault((use.property, use.valid_from), letter)
        if before != letter:
            label = kind.by_name[use.property].label
            do = "一项只能有一列；两列说的是不同年份的，写上年份。"
            fault = FaultShown(f"{before} 列已经是“{label}”。", do, "", f"{letter} 列", f"#column-{letter}")
            faults.setdefault(f"column-{letter}", fault)


def columns_page(
    one: ImportView, sheet: SheetOutline, mapping: ColumnMapping, may_change: frozenset[str], said: Answer | None = None
) -> ColumnsPage:
    """The page for this sheet. `mapping`: what is offered; `said`: what was sent, when that had faults."""
    mapping = said.mapping if said else mapping
    uses = {use.column: use for use in mapping.columns}
    faults = dict(said.faults) if said else {}
    taken = {use.property for use in mapping.columns if use.property}
    constants = tuple(
        _constant(each, mapping.constants.get(each.name, ""))
        for each in one.kind.properties
        if each.name not in taken and each.name in may_change
    )
    return ColumnsPage(
        path=f"{import_shown.path_of(one.number)}/columns",
        sheets=tuple(Option(each.name, _sheet_words(each)) for each in one.sheets),
        sheet=sheet.name,
        head_words=_head_words(sheet),
        first_head=sheet.first_head,
        last_head=sheet.last_head,
        last_row=sheet.rows,
        columns=tuple(
            _column(one, head, uses.get(head.column), said.years if said else {}, faults.get(f"column-{head.letter}"))
            for head in sheet.heads
        ),
        columns_note=f"第 {sheet.last_head + 1} 行起是内容。不要的列选“不导入”。" if sheet.heads else "",
        properties=tuple(
            Option(each.name, _property_words(each)) for each in one.kind.properties if each.name in may_change
        ),
        constants=constants,
        more_constants=sum(not each.is_required for each in constants),
        has_constants=any(each.value for each in constants),
        valid_from=said.valid_from if said else _day(mapping.valid_from),
        valid_to=said.valid_to if said else _day(mapping.valid_to),
        notes=tuple(_notes(one, sheet)),
        faults=tuple(faults.values()),
        is_confirmed=one.mapping_from == "confirmed",
    )


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


def _sheet_words(sheet: SheetOutline) -> str:
    hidden = "，在原表里隐藏" if sheet.is_hidden else ""
    return f"{sheet.name}（{labels.grouped(sheet.rows)} 行{hidden}）"


def _head_words(sheet: SheetOutline) -> str:
    if not sheet.heads:
        return ""
    if sheet.first_head == sheet.last_head:
        return f"第 {sheet.first_head} 行"
    return f"第 {sheet.first_head} 到第 {sheet.last_head} 行"


def _property_words(one: Property) -> str:
    required = "（新增时必有）" if one.required else ""
    return f"{register_shown.head(one)}{required}"


def _column(
    one: ImportView, head: Head, use: ColumnUse | None, years: Mapping[int, str], fault: FaultShown | None
) -> ColumnShown:
    name = use.property if use else ""
    of = one.kind.by_name.get(name)
    unit = use.unit if use and use.property else head.unit
    year = years.get(head.column) or (str(use.valid_from.year) if use and use.valid_from else "")
    is_number = of is not None and isinstance(of.type, Number)
    return ColumnShown(
        key=head.column,
        letter=head.letter,
        head=head.text,
        examples=tuple(dict.fromkeys(head.samples))[:3],
        property=name,
        unit=unit,
        year=year,
        needs_more=bool(year) or (of is not None and (is_number or of.yearly)),
        why="；".join(one for one in (_doubt(one, head, use, of), _column_why(of, unit)) if one),
        fault=f"{fault.what}{fault.do}" if fault else "",
    )


def _doubt(one: ImportView, head: Head, use: ColumnUse | None, of: Property | None) -> str:
    """That a guess goes by likeness only."""
    is_guess = one.mapping_from == "guessed" and use is not None and of is not None and one.mapping is not None
    if not is_guess or of is None or use not in (one.mapping.columns if one.mapping else ()) or is_sure(of, head):
        return ""
    return "请核对：表头只是相近"


def _column_why(of: Property | None, unit: str) -> str:
    """What will be done with the numbers of a column that states another unit than the property's."""
    own = register_shown.unit_of(of) if of is not None else ""
    if of is None or not unit or not own or unit == own:
        return ""
    return f"按{unit}读，折算成{own}"


def _constant(one: Property, value: str) -> ConstantShown:
    options: tuple[Option, ...] = ()
    if isinstance(one.type, Choice) and not one.many:
        options = tuple(Option(code, word) for code, word in one.type.options.items())
    elif isinstance(one.type, Flag):
        options = (Option("是", "是"), Option("否", "否"))
    return ConstantShown(one.name, one.label, register_shown.unit_of(one), value, one.required, options)


def _notes(one: ImportView, sheet: SheetOutline) -> list[Note]:
    notes = []
    if one.mapping_from == "saved" and one.mapping is not None and one.mapping.sheet == sheet.name:
        notes.append(Note("good", "照上次的对法对好了列", "这些表头您的机构以前对过。请看一眼，有变化就改。"))
    if sheet.year_above and one.mapping_from == "guessed":
        what = f"表的上方写着 {sheet.year_above} 年"
        of_year = [use.property for use in one.mapping.columns if use.valid_from] if one.mapping is not None else []
        labelled = "、".join(f"“{one.kind.by_name[name].label}”" for name in dict.fromkeys(of_year))
        do = f"按年说的 {labelled} 已当作那一年的，其余的不限年份；不对的，请改那一列旁边的年份。" if labelled else ""
        notes.append(Note("info", what, do or "没有一列是按年说的，都不限年份；是那一年的，请在那一列旁边写上年份。"))
    if sheet.is_hidden:
        notes.append(Note("wait", "这张工作表在原文件里是隐藏的", "确实要导入它，再往下走。"))
    by_code: dict[str, list[str]] = {}
    for note in sheet.notes:
        named = f"“{note.text}”" if note.code == "duplicate_head" else ""
        by_code.setdefault(note.code, []).append(_where(note.place.rpartition("!")[2]) + named)
    for code, places in by_code.items():
        if code in labels_imports.SHEET_NOTES:
            what, do = labels_imports.SHEET_NOTES[code]
            notes.append(Note("info", what, f"{_some(places)}。{do}"))
    return notes


def _where(place: str) -> str:
    """6 → 第 6 行, C → C 列; a cell is called as it is."""
    if place.isdigit():
        return f"第 {place} 行"
    return f"{place} 列" if place.isalpha() else place


def _some(places: Sequence[str], most: int = 6) -> str:
    listed = "、".join(places[:most])
    return f"{listed} 等 {len(places)} 处" if len(places) > most else listed
