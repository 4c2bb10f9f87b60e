"""What is each column of a statistics table: region, indicator, span, or values of what, when, in which unit?

All forms of tables are one: a value has an indicator, a region, a segment, a basis, a span and a unit, and each is said by the head
of its column, by the margin of its row, above the table, or by the person who brings it. So long tables (region, indicator, span,
value), indicators as columns, months as columns and regions as columns are mapped by the same words. What is proposed is confirmed
by a person once, and kept by the form's signature, in which years and months are put aside: next month's table is known again.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from yaomai.errors import Finding, InvalidError
from yaomai.indicators.engine.indicator_of_head import indicator_of
from yaomai.indicators.engine.table_lexicon import Lexicon
from yaomai.indicators.engine.table_totals import part_only
from yaomai.indicators.engine.table_words import (
    Heading,
    form,
    is_unit,
    plain_words,
    read_heading,
    unit_said,
    without_order,
)
from yaomai.registers.engine.sheet_outline import Head, SheetOutline, fold, outline
from yaomai.registers.engine.spreadsheet import Sheet, letters, shown

ROLES = ("", "region", "indicator", "segment", "span", "year", "month", "basis", "unit", "status", "note", "value")
"""What a column can be; empty: it is left out."""
_HEADS: dict[str, tuple[str, ...]] = {
    "region": (
        *("地区", "市州", "市县", "县区", "县市区", "区县", "区域", "行政区划", "行政区", "地市", "省份", "市", "县", "州市"),
        *("区划代码", "region"),
    ),
    "indicator": ("指标", "指标名称", "项目", "统计指标", "指标项"),
    "span": ("时间", "期间", "统计期", "报告期", "时期", "年月", "统计时间", "期别", "span", "period"),
    "year": ("年份", "年度", "年", "year"),
    "month": ("月份", "月", "month"),
    "basis": ("统计口径", "数据类型", "值类型", "口径", "basis"),
    "unit": ("单位", "计量单位", "unit"),
    "segment": ("分组", "类别", "品种", "分类", "行业", "药材", "segment"),
    "status": ("状态", "数据状态", "标志"),
    "note": ("备注", "说明", "注"),
    "value": ("数值", "值", "数据", "指标值", "绝对量", "绝对数", "实际", "实际数", "完成数", "合计数", "value"),
}  # fmt: skip
_ROLE_OF = {fold(word): role for role, words in _HEADS.items() for word in words}
_ORDINAL = frozenset({"序号", "编号", "行次", "代码", "no"})
_LOOKED_AT = 200
_WORDS_MAX = 2_000
_LETTERS_MAX = 20
LEFT_OUT = "-"
"""What a word of the margin stands for that a person leaves out."""


@dataclass(frozen=True, slots=True)
class ColumnRole:
    """What a column (from 0) is. Of values: the indicator's key, region, basis, unit and span as far as its head (or a person) says
    them. cumulative: the year to date, a month alone, or as the table says (None).
    """

    column: int
    head: str
    role: str = ""
    indicator: str = ""
    region: str = ""
    segment: str = ""
    basis: str = ""
    unit: str = ""
    year: int | None = None
    first: int | None = None
    last: int | None = None
    cumulative: bool | None = None
    years_before: int = 0


@dataclass(frozen=True, slots=True)
class TableMapping:
    """How a table is read. Rows of its head from 1. indicator … last: what holds where head and margin say nothing. cumulative:
    months are the year to date. joint_february: what stands under February alone is of January and February. words: what texts of
    the margin mean, as a person said: `region 兰州新区` to a code, `indicator 产值` to a key, or LEFT_OUT.
    """

    sheet: str
    first_head: int
    last_head: int
    columns: tuple[ColumnRole, ...]
    title: str = ""
    indicator: str = ""
    region: str = ""
    segment: str = ""
    basis: str = ""
    unit: str = ""
    year: int | None = None
    first: int | None = None
    last: int | None = None
    cumulative: bool = False
    joint_february: bool = False
    words: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The mapping as members of JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, members: Mapping[str, Any]) -> "TableMapping":
        """The mapping of these members. Raises KeyError or TypeError when they are none."""
        return cls(**{**members, "columns": tuple(ColumnRole(**one) for one in members["columns"])})

    def having(self, role: str) -> tuple[ColumnRole, ...]:
        """The columns of a role."""
        return tuple(one for one in self.columns if one.role == role)

    @property
    def signature(self) -> str:
        """By which the same form is known again in another month: a hash of the title and the heads without years and months."""
        forms = list(dict.fromkeys(form(one.head) for one in self.columns))
        said = json.dumps([form(self.title), forms], ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()


def outlined(sheet: Sheet, lexicon: Lexicon, head: tuple[int, int] | None = None) -> SheetOutline:
    """Where the table is. `head`: the rows of its head as a person says (first and last, from 1)."""
    return outline(sheet, lambda text: _is_head(text, lexicon), head=head)


def _is_head(text: str, lexicon: Lexicon) -> bool:
    said = read_heading(text)
    if fold(text) in _ROLE_OF or fold(said.base) in _ROLE_OF:
        return True
    if not said.base:
        return said.says_span or bool(said.basis) or said.years_before > 0
    return bool(lexicon.indicator(said.base))


def title_of(sheet: Sheet, seen: SheetOutline) -> str:
    """What stands above the table."""
    above = (shown(one).strip() for row in sheet.rows[: max(seen.first_head - 1, 0)] for one in row if one is not None)
    return " ".join(dict.fromkeys(one for one in above if one))[:500]


def propose(
    sheet: Sheet, seen: SheetOutline, lexicon: Lexicon, saved: Mapping[str, TableMapping], *, region: str = ""
) -> TableMapping:
    """How the table is probably read. `saved`: what was confirmed before, by signature; `region`: where the person works."""
    title = title_of(sheet, seen)
    above = read_heading(title)
    columns = tuple(_columns(sheet, seen, lexicon))
    said = plain_words(title)
    mapping = TableMapping(
        sheet.name,
        seen.first_head,
        seen.last_head,
        columns,
        title=title,
        region=lexicon.region_in(title) or region,
        basis="yoy" if above.basis == "yoy" else "",
        year=above.year,
        first=above.first,
        last=above.last,
        cumulative="累计" in said or _is_to_date(above),
    )
    before = saved.get(mapping.signature)
    if before is not None:
        return _as_before(mapping, before)
    columns = tuple(_by_title(columns, title, lexicon))
    mapping = replace(mapping, indicator="" if _says_indicator(columns) else lexicon.indicator_in(title))
    mapping = replace(mapping, columns=tuple(_without_part_sum(_inherited(columns, mapping), mapping, lexicon)))
    units = unit_said(title) or tuple(one for one in (seen.unit_above, above.unit) if is_unit(one))
    money = [one for one in units if one not in ("%", "％")]
    mapping = replace(mapping, unit=(money or list(units) or [""])[0])
    if mapping.cumulative and _has_months_beside_span(sheet, mapping):
        mapping = replace(mapping, cumulative=False)
    return replace(mapping, joint_february=_has_lone_february(sheet, mapping))


def _is_to_date(above: Heading) -> bool:
    return above.first == 1 and (above.last or 0) > 1


def _says_indicator(columns: Sequence[ColumnRole]) -> bool:
    return any(one.role == "indicator" or one.indicator for one in columns)


def _columns(sheet: Sheet, seen: SheetOutline, lexicon: Lexicon) -> Iterator[ColumnRole]:
    for head in seen.heads:
        yield _column(sheet, seen, head, lexicon)


def _column(sheet: Sheet, seen: SheetOutline, head: Head, lexicon: Lexicon) -> ColumnRole:
    said = read_heading(head.text)
    folded = fold(said.base)
    plain = ColumnRole(head.column, head.text, unit=said.unit or (head.unit if is_unit(head.unit) else ""))
    value = replace(
        plain,
        role="value",
        basis="yoy" if said.basis == "yoy" else "",
        year=said.year,
        first=said.first,
        last=said.last,
        cumulative=said.cumulative,
        years_before=said.years_before,
    )
    if said.basis == "none" or folded in _ORDINAL or fold(head.text) in _ORDINAL:
        return replace(plain, unit="")
    role = _ROLE_OF.get(folded) or _ROLE_OF.get(fold(head.text))
    if role and role != "value" and not (role == "unit" and not _are_units(head.samples)):
        return replace(plain, role=role, unit="")
    if key := lexicon.indicator(head.base) or lexicon.indicator(plain_words(head.text)):
        # 工业增加值增速: a growth that is an indicator of its own.
        return replace(value, indicator=key, basis="" if lexicon.known[key].basis == "yoy" else value.basis)
    if role == "value" or not said.base:
        return value if role == "value" or said.says_span or said.basis or said.years_before else plain
    if key := lexicon.indicator(said.base):
        return replace(value, indicator=key)
    if code := lexicon.region(said.base, near=""):
        return replace(value, region=code)
    texts = _below(sheet, seen, head.column)
    numbers = sum(1 for one in texts if _is_number(one))
    if texts and 2 * numbers > len(texts):
        return value
    return replace(plain, role=_of_margin(texts, lexicon), unit="")


def _below(sheet: Sheet, seen: SheetOutline, column: int) -> list[object]:
    rows = range(seen.last_head, min(len(sheet.rows), seen.last_head + _LOOKED_AT))
    found = (sheet.value(row, column) for row in rows)
    return [one for one in found if one is not None and str(one).strip()]


def _is_number(value: object) -> bool:
    if isinstance(value, int | float):
        return True
    text = plain_words(str(value)).replace(",", "").rstrip("%*#")
    return text.replace(".", "", 1).removeprefix("-").isdigit()


def _of_margin(texts: Sequence[object], lexicon: Lexicon) -> str:
    """What most of the texts of a column are: regions, indicators, spans; empty: none of these."""
    words = [without_order(str(one)) for one in texts]
    found = {
        "region": sum(1 for one in words if lexicon.region(one, near="") or lexicon.is_whole(one)),
        "indicator": sum(1 for one in words if lexicon.indicator(read_heading(one).base)),
        "span": sum(1 for one in words if not read_heading(one).base and read_heading(one).says_span),
    }
    role = max(found, key=lambda one: found[one])
    return role if words and 2 * found[role] >= len(words) else ""


def _are_units(samples: Sequence[str]) -> bool:
    return not samples or any(is_unit(plain_words(one)) for one in samples)


def _inherited(columns: Sequence[ColumnRole], mapping: TableMapping) -> tuple[ColumnRole, ...]:
    """A growth beside a value is of the same, as far as its own head does not say of what: 营业收入 | 同比增长."""
    found: list[ColumnRole] = []
    left: ColumnRole | None = None
    margin = {one.role for one in columns}
    for one in columns:
        here = one
        if one.role == "value" and left is not None and (one.basis == "yoy" or one.years_before):
            if not one.indicator and not mapping.indicator and "indicator" not in margin:
                here = replace(here, indicator=left.indicator)
            if not one.region and left.region and "region" not in margin:
                here = replace(here, region=left.region)
            if one.last is None and one.cumulative is None:
                here = replace(
                    here, year=one.year or left.year, first=left.first, last=left.last, cumulative=left.cumulative
                )
        if here.role == "value" and here.basis != "yoy" and not here.years_before:
            left = here
        found.append(here)
    return tuple(found)


def _by_title(columns: Sequence[ColumnRole], title: str, lexicon: Lexicon) -> Iterator[ColumnRole]:
    """Columns of values with the indicator that the title and the unit make clear, where neither head nor margin names one."""
    is_named = any(one.role == "indicator" for one in columns)
    for one in columns:
        if is_named or one.role != "value" or one.indicator or one.region:
            yield one
        else:
            unit = "" if one.basis else one.unit
            yield replace(one, indicator=indicator_of(read_heading(one.head).base, unit, title, lexicon))


def _without_part_sum(columns: Sequence[ColumnRole], mapping: TableMapping, lexicon: Lexicon) -> Iterator[ColumnRole]:
    """Where the columns are regions, but not all of the whole, the one that only sums them up is left out."""
    regions = {lexicon.today(one.region) for one in columns if one.role == "value" and one.region}
    is_part = part_only(mapping.region, regions) is not None and not any(one.role == "region" for one in columns)
    for one in columns:
        leaves_out = is_part and one.role == "value" and only_sums(one, lexicon)
        yield replace(one, role="", unit="") if leaves_out else one


def only_sums(one: ColumnRole, lexicon: Lexicon) -> bool:
    """Whether a column's head says only that it is a sum, and nobody said of which region."""
    return not one.region and lexicon.is_sum(read_heading(one.head).base)


def _has_months_beside_span(sheet: Sheet, mapping: TableMapping) -> bool:
    """Whether a month stands beside the year to date that ends with it (1月 … 6月, 1—6月): then months are months alone, whatever
    the title is of.
    """
    told = [read_heading(one.head) for one in mapping.having("value") if not one.years_before]
    for column in mapping.having("span"):
        rows = range(mapping.last_head, min(len(sheet.rows), mapping.last_head + _LOOKED_AT))
        told += [read_heading(shown(sheet.value(row, column.column)).strip()) for row in rows]
    plain = [one for one in told if not one.basis and one.last is not None]
    months = {(one.year, one.last) for one in plain if one.first == one.last and one.cumulative is not True}
    return any((one.year, one.last) in months for one in plain if one.first == 1 and one.last != 1)


def _has_lone_february(sheet: Sheet, mapping: TableMapping) -> bool:
    """Whether February stands without January (which is published of the two together only)."""
    if mapping.cumulative:
        return False
    heads = {one.last for one in mapping.having("value") if one.first == one.last and one.cumulative is not True}
    if 2 in heads:
        return 1 not in heads
    months: set[int | None] = set()
    for column in (*mapping.having("span"), *mapping.having("month")):
        for row in range(mapping.last_head, min(len(sheet.rows), mapping.last_head + _LOOKED_AT)):
            text = shown(sheet.value(row, column.column)).strip()
            said = read_heading(f"{text}月" if column.role == "month" and text.isdigit() else text)
            months.add(said.last if said.first == said.last else None)
    return 2 in months and 1 not in months


def _as_before(mapping: TableMapping, before: TableMapping) -> TableMapping:
    """What was confirmed of the same form, with the spans that this table says itself."""
    kept = {form(one.head): one for one in before.columns}
    same_heads = {one.head: one for one in before.columns}
    columns = []
    for one in mapping.columns:
        old = same_heads.get(one.head) or kept.get(form(one.head))
        if old is None:
            columns.append(one)
            continue
        # What a person said against the head of old is said of this one, too; a span is this table's own.
        columns.append(
            replace(
                old,
                column=one.column,
                head=one.head,
                year=one.year if one.year is not None else None,
                first=one.first if one.last is not None else old.first if not read_heading(old.head).last else None,
                last=one.last if one.last is not None else old.last if not read_heading(old.head).last else None,
            )
        )
    whole = replace(
        before,
        sheet=mapping.sheet,
        first_head=mapping.first_head,
        last_head=mapping.last_head,
        columns=tuple(columns),
        title=mapping.title,
        year=mapping.year,
        first=mapping.first,
        last=mapping.last,
    )
    return replace(whole, columns=_inherited(whole.columns, whole))


def checked(mapping: TableMapping, seen: SheetOutline, lexicon: Lexicon) -> None:
    """Raises InvalidError with all that is wrong with a mapping; pointers lead into its JSON."""
    findings = [*_wrong_columns(mapping, seen, lexicon), *_unsaid(mapping), *_wrong_whole(mapping, lexicon)]
    if not mapping.having("value"):
        words = "say of one column at least that it holds values"
        findings.append(Finding("statistics.mapping_no_values", "/columns", words))
    for role in ("region", "indicator", "segment", "span", "year", "month", "basis", "unit", "status"):
        if len(mapping.having(role)) > 1:
            heads = "、".join(one.head for one in mapping.having(role))
            words = f"two columns are said to hold the {role}; leave one out"
            findings.append(Finding("statistics.mapping_role_twice", "/columns", words, heads[:120]))
    if findings:
        raise InvalidError(findings)


def _wrong_columns(mapping: TableMapping, seen: SheetOutline, lexicon: Lexicon) -> Iterator[Finding]:
    there = {head.column for head in seen.heads}
    says = {one.role for one in mapping.columns}
    for number, one in enumerate(mapping.columns):
        where = f"/columns/{number}"
        if one.column not in there or one.role not in ROLES:
            words = "there is no such column below the head; look at the sheet again"
            yield Finding("statistics.mapping_column", where, words, str(one.column))
        if one.role != "value":
            continue
        key = one.indicator or mapping.indicator
        if not key and "indicator" not in says:
            words = "say which indicator it is, or leave the column out"
            yield Finding("statistics.mapping_indicator_missing", f"{where}/indicator", words, one.head[:80])
        elif key and key not in lexicon.known:
            words = "no indicator has this key"
            yield Finding("statistics.mapping_indicator", f"{where}/indicator", words, key[:80])
        elif key and "unit" not in says and not _has_unit(one, mapping, lexicon, key):
            words = "the table does not say in which unit the values are: say it"
            yield Finding("statistics.mapping_unit_missing", f"{where}/unit", words, one.head[:80])
        if one.unit and not is_unit(plain_words(one.unit)):
            words = "numbers cannot be converted from this unit"
            yield Finding("statistics.mapping_unit", f"{where}/unit", words, one.unit[:40])


def _unsaid(mapping: TableMapping) -> Iterator[Finding]:
    """What neither margin nor table says of several columns is told once, with their letters."""
    says, values = {one.role for one in mapping.columns}, mapping.having("value")
    regionless = [one for one in values if not one.region] if "region" not in says and not mapping.region else []
    if regionless:
        words = "the table does not say of which region the values are: say it"
        yield Finding("statistics.mapping_region_missing", "/region", words, _letters(regionless))
    dated = {"span", "year", "month"} & says or mapping.year is not None
    yearless = [] if dated else [one for one in values if not one.year]
    if yearless:
        words = "the table does not say of which year the values are: say it"
        yield Finding("statistics.mapping_year_missing", "/year", words, _letters(yearless))


def _letters(columns: Sequence[ColumnRole]) -> str:
    told = "、".join(letters(one.column) for one in columns[:_LETTERS_MAX])
    return f"{told}…" if len(columns) > _LETTERS_MAX else told


def _has_unit(one: ColumnRole, mapping: TableMapping, lexicon: Lexicon, key: str) -> bool:
    """Whether it is known in which unit the values of a column are: growth and counts need not say it."""
    basis = one.basis or mapping.basis
    unit = "P1" if basis in ("yoy", "cagr") else lexicon.known[key].unit
    return unit in ("", "P1") or bool(one.unit or mapping.unit)


def _wrong_whole(mapping: TableMapping, lexicon: Lexicon) -> Iterator[Finding]:
    if mapping.region and not lexicon.is_region(mapping.region):
        yield Finding("statistics.mapping_region", "/region", "there is no such division", mapping.region[:40])
    if mapping.unit and not is_unit(plain_words(mapping.unit)):
        words = "numbers cannot be converted from this unit"
        yield Finding("statistics.mapping_unit", "/unit", words, mapping.unit[:40])
    if len(mapping.words) > _WORDS_MAX:
        yield Finding("statistics.mapping_words", "/words", f"at most {_WORDS_MAX} words are kept of one form")
    for word, meaning in mapping.words.items():
        kind, _, _text = word.partition(" ")
        is_known = meaning == LEFT_OUT or (
            lexicon.is_region(meaning)
            if kind == "region"
            else meaning in lexicon.known
            if kind == "indicator"
            else False
        )
        if not is_known:
            words = "a word of the margin stands for a division, an indicator, or is left out"
            yield Finding("statistics.mapping_word", f"/words/{word[:60]}", words, meaning[:40])
