"""How are the columns of a statistics table asked of a person, and how does the form become a mapping?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from yaomai.errors import Finding
from yaomai.indicators.engine.table_layout import LEFT_OUT, ROLES, ColumnRole, TableMapping
from yaomai.indicators.engine.table_lexicon import Lexicon
from yaomai.indicators.engine.table_words import FIRST_YEAR, LAST_YEAR
from yaomai.indicators.queries.statistics_imports import ImportView
from yaomai.registers.engine.sheet_outline import SheetOutline
from yaomai.registers.engine.spreadsheet import letters
from yaomai.web import labels, labels_imports
from yaomai.web import labels_indicators as words
from yaomai.web.import_shown import FaultShown
from yaomai.web.indicator_shown import Choice
from yaomai.web.statistics_shown import Grouped, import_path, indicator_choices


@dataclass(frozen=True, slots=True)
class ColumnShown:
    """One column as it is offered. `more_open`: what stands in the fold is needed."""

    key: str
    letter: str
    head: str
    examples: tuple[str, ...]
    role: str
    indicator: str
    indicators: Grouped
    said: str
    unit: str
    region: str
    segment: str
    basis: str
    year: str
    first: str
    last: str
    cumulative: str
    before: str
    more_open: bool


@dataclass(frozen=True, slots=True)
class ColumnsPage:
    """What a person is asked of a table before it is read."""

    path: str
    sheets: tuple[Choice, ...]
    sheet: str
    first_head: int
    last_head: int
    last_row: int
    columns: tuple[ColumnShown, ...]
    whole: Mapping[str, str]
    roles: tuple[tuple[str, str], ...]
    indicators: Grouped
    bases: tuple[tuple[str, str], ...]
    months: tuple[tuple[str, str], ...]
    notes: tuple[FaultShown, ...]
    faults: tuple[FaultShown, ...]
    told: tuple[tuple[str, str], ...]
    is_known: bool


def columns_page(
    one: ImportView, sheet: SheetOutline, mapping: TableMapping, lexicon: Lexicon, faults: Sequence[FaultShown] = ()
) -> ColumnsPage:
    """The form of a table's columns."""
    samples = {each.column: each.samples for each in sheet.heads}
    whole = {
        "title": mapping.title,
        "indicator": mapping.indicator,
        "region": region_text(mapping.region),
        "segment": mapping.segment,
        "unit": mapping.unit,
        "basis": mapping.basis,
        "year": _text(mapping.year),
        "first": _text(mapping.first),
        "last": _text(mapping.last),
        "cumulative": "yes" if mapping.cumulative else "",
        "february": "yes" if mapping.joint_february else "",
    }
    return ColumnsPage(
        path=f"{import_path(one.number)}/columns",
        sheets=tuple(Choice(each.name, _sheet_words(each), each.name == sheet.name) for each in one.sheets),
        sheet=sheet.name,
        first_head=mapping.first_head,
        last_head=mapping.last_head,
        last_row=sheet.rows,
        columns=tuple(_column(each, samples.get(each.column, ()), lexicon, mapping.unit) for each in mapping.columns),
        whole=whole,
        roles=tuple(words.ROLES.items()),
        indicators=indicator_choices(lexicon, mapping.unit),
        bases=tuple(words.COLUMN_BASES.items()),
        months=tuple(words.MONTHS_ARE.items()),
        notes=tuple(_notes(one, sheet)),
        faults=tuple(faults),
        told=tuple((word.partition(" ")[2], _meaning(meaning, lexicon)) for word, meaning in mapping.words.items()),
        is_known=one.mapping_from == "saved",
    )


def _meaning(meaning: str, lexicon: Lexicon) -> str:
    if meaning == LEFT_OUT:
        return "不要"
    return lexicon.known[meaning].name if meaning in lexicon.known else words.region_words(meaning)


def _sheet_words(sheet: SheetOutline) -> str:
    return f"{sheet.name}（{labels.grouped(sheet.rows)} 行{'，隐藏' if sheet.is_hidden else ''}）"


def _notes(one: ImportView, sheet: SheetOutline) -> list[FaultShown]:
    found = [FaultShown("文件名的后缀与内容不符，按内容读了。", tone="info")] if "wrong_extension" in one.notes else []
    known: dict[str, FaultShown] = {}
    for note in sheet.notes:
        if said := labels_imports.SHEET_NOTES.get(note.code):
            known.setdefault(note.code, FaultShown(f"{said[0]}（{note.place}）", said[1], tone="info"))
    return [*found, *known.values()]


def _column(one: ColumnRole, samples: tuple[str, ...], lexicon: Lexicon, unit: str) -> ColumnShown:
    said = [
        "累计" if one.cumulative else "单月" if one.cumulative is False else "",
        f"{one.year}年" if one.year else "",
        f"{one.first}—{one.last}月" if one.last and one.first != one.last else f"{one.last}月" if one.last else "",
        words.COLUMN_BASES.get(one.basis, "") if one.basis else "",
        "上年同期" if one.years_before else "",
        words.region_words(one.region) if one.region else "",
    ]
    return ColumnShown(
        key=str(one.column),
        letter=letters(one.column),
        head=one.head,
        examples=samples,
        role=one.role,
        indicator=one.indicator if one.indicator in lexicon.known else "",
        indicators=indicator_choices(lexicon, "" if one.basis else one.unit or unit),
        said="，".join(part for part in said if part),
        unit=one.unit,
        region=region_text(one.region),
        segment=one.segment,
        basis=one.basis,
        year=_text(one.year),
        first=_text(one.first),
        last=_text(one.last),
        cumulative={True: "yes", False: "no", None: ""}[one.cumulative],
        before=_text(one.years_before or None),
        more_open=False,
    )


def region_text(code: str) -> str:
    """A region as a form shows it: code and name."""
    return f"{code} {words.region_words(code)}" if code else ""


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said of the columns, and what of it cannot be."""

    mapping: TableMapping
    faults: tuple[Finding, ...]


def answer(offered: TableMapping, asked: Mapping[str, str], lexicon: Lexicon, near: str) -> Said:
    """The mapping that a form says, over what was offered."""
    faults: list[Finding] = []

    def number(name: str, where: str, least: int, most: int) -> int | None:
        text = asked.get(name, "").strip()
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 5 and least <= int(text) <= most):
            faults.append(
                Finding("statistics.mapping_year", where, "a year has four digits, months are 1 to 12", text[:20])
            )
            return None
        return int(text)

    def region(name: str, where: str) -> str:
        text = asked.get(name, "").strip()
        code = lexicon.region(text, near=near) if text else ""
        if text and not code:
            faults.append(Finding("statistics.mapping_region", where, "there is no such division", text[:40]))
        return code

    columns = []
    for position, one in enumerate(offered.columns):
        key, where = str(one.column), f"/columns/{position}"
        role = asked.get(f"role.{key}", one.role)
        said = replace(one, role=role if role in ROLES else "")
        if role == "value":
            months = asked.get(f"months.{key}", "")
            first, last = number(f"first.{key}", where, 1, 12), number(f"last.{key}", where, 1, 12)
            said = replace(
                said,
                indicator=asked.get(f"indicator.{key}", ""),
                unit=asked.get(f"unit.{key}", "").strip()[:12],
                basis=basis if (basis := asked.get(f"basis.{key}", "")) in words.COLUMN_BASES else "",
                region=region(f"region.{key}", where),
                segment=asked.get(f"segment.{key}", "").strip()[:100],
                year=number(f"year.{key}", where, FIRST_YEAR, LAST_YEAR),
                first=first or last,
                last=last,
                cumulative={"yes": True, "no": False}.get(months),
            )
            if first and last and first > last:
                faults.append(
                    Finding("statistics.mapping_year", where, "the first month is after the last", f"{first} – {last}")
                )
        columns.append(said)
    first, last = number("first", "/first", 1, 12), number("last", "/last", 1, 12)
    basis = asked.get("basis", "")
    mapping = replace(
        offered,
        columns=tuple(columns),
        indicator=asked.get("indicator", ""),
        region=region("region", "/region"),
        segment=asked.get("segment", "").strip()[:100],
        unit=asked.get("unit", "").strip()[:12],
        basis=basis if basis in words.COLUMN_BASES else "",
        year=number("year", "/year", FIRST_YEAR, LAST_YEAR),
        first=first or last,
        last=last,
        cumulative=asked.get("cumulative") == "yes",
        joint_february=asked.get("february") == "yes",
    )
    return Said(mapping, tuple(faults))
