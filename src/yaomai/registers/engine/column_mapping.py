"""What is each column of a table: which property, in which unit, true when?

A person says it; what is proposed follows from what the same organisation said of the same heads before, and else from labels,
declared heads and likeness.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from rapidfuzz import fuzz

from yaomai.errors import Finding, InvalidError
from yaomai.registers.declaration.kind import Kind, Property
from yaomai.registers.declaration.types import Division, Number
from yaomai.registers.engine.reading import ReadFault, is_blank, read
from yaomai.registers.engine.sheet_outline import Head, SheetOutline, fold

FAULTS_HEAD = "哪里有错"
"""The head of the column that is no content: it was written beside rows that could not be read."""
_LIKE_ENOUGH = 0.8
_LIKENESS_OF_A_PART = 0.85
_LIKENESS_OF_ORDER = 0.9
_OF_DIVISION = re.compile(
    r"(?:地址|单位|企业|基地)?(?:所在|所属)(?:的)?(?:行政区划|行政区|地区|市州|州市|市县|县市区|县市|区县|县区|省市县|省市|县|市|区)"
)
"""What a head calls the division in which something is, whatever the property is labelled."""
_LIKENESS_OF_TYPE = 0.9
_SUFFIXES = ("情况", "信息", "数量", "选填", "必填", "数", "时间", "日期")
"""What is written behind a head without making it another."""


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """What a column (from 0) is: `property` (empty: it is left out), the unit that its numbers are in (empty: the property's own),
    and when its values are true (from a day until before another; None: as the whole file says).
    """

    column: int
    head: str
    property: str = ""
    unit: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What a sheet's columns are. `first_head` and `last_head`: rows of its head, from 1. `constants`: property to what all rows
    say of it though the file does not, as somebody would write it. `valid_from` and `valid_to`: when the file's values are true.
    """

    sheet: str
    first_head: int
    last_head: int
    columns: tuple[ColumnUse, ...]
    constants: Mapping[str, str] = field(default_factory=dict)
    valid_from: date | None = None
    valid_to: date | None = None

    def as_json(self) -> dict[str, Any]:
        """The mapping as members of JSON; days as text."""
        members = asdict(self)
        for one in (members, *members["columns"]):
            for name in ("valid_from", "valid_to"):
                one[name] = one[name] and one[name].isoformat()
        return members

    @classmethod
    def from_json(cls, members: Mapping[str, Any]) -> "ColumnMapping":
        """The mapping of these members. Raises KeyError, TypeError or ValueError when they are none."""
        columns = tuple(ColumnUse(**{**one, **_days(one)}) for one in members["columns"])
        return cls(**{**members, **_days(members), "columns": columns})

    @property
    def heads(self) -> list[str]:
        """The heads, by which it is found again."""
        return [one.head for one in self.columns]


def _days(members: Mapping[str, Any]) -> dict[str, date | None]:
    return {name: members[name] and date.fromisoformat(members[name]) for name in ("valid_from", "valid_to")}


def known_head(kind: Kind, text: str) -> bool:
    """Whether a text is the label or another declared head of a property of the kind."""
    folded = fold(text)
    return any(folded in names for _, names in _names(kind))


def guess(kind: Kind, seen: SheetOutline, before: Sequence[ColumnMapping] = ()) -> ColumnMapping:
    """What the columns of this sheet are, probably. `before`: what was said of other files, the newest first."""
    plain = ColumnMapping(
        seen.name, seen.first_head, seen.last_head, tuple(ColumnUse(h.column, h.text) for h in seen.heads)
    )
    same = next((one for one in before if one.heads == plain.heads), None)
    if same is not None:
        # What was said of the days of another file is not taken over: this one tells of its own.
        uses = tuple(
            _of_its_year(kind, replace(old, column=head.column), head.year, seen.year_above)
            for old, head in zip(same.columns, seen.heads, strict=True)
        )
        return replace(plain, columns=uses, constants=same.constants)
    told = {fold(use.head): use for one in reversed(before) for use in one.columns}
    taken: set[tuple[str, int | None]] = set()
    chosen: dict[int, ColumnUse] = {}
    for likeness, head, each in sorted(_candidates(kind, seen.heads, told), key=lambda one: (-one[0], one[1].column)):
        if head.column in chosen or likeness < _LIKE_ENOUGH or (each.name, head.year) in taken:
            continue
        taken.add((each.name, head.year))
        chosen[head.column] = _use(each, head, seen.unit_above)
    known = {one.name for one in kind.properties}
    for head in seen.heads:
        kept = told.get(fold(head.text))
        if kept is not None and (not kept.property or kept.property in known):
            chosen[head.column] = replace(kept, column=head.column, head=head.text)
    years = {head.column: head.year for head in seen.heads}
    return replace(
        plain,
        columns=tuple(
            _of_its_year(kind, chosen.get(one.column, one), years[one.column], seen.year_above) for one in plain.columns
        ),
    )


def _of_its_year(kind: Kind, use: ColumnUse, own: int | None, above: int | None) -> ColumnUse:
    """A column that is told year by year is of the year in its head, else of the one above the table. All else holds beyond it:
    whoever knows better says so.
    """
    each = kind.by_name.get(use.property)
    year = own or above
    if year is None or each is None or not each.yearly:
        return replace(use, valid_from=None, valid_to=None)
    return replace(use, valid_from=date(year, 1, 1), valid_to=date(year + 1, 1, 1))


def _names(kind: Kind) -> Iterator[tuple[Property, list[str]]]:
    for one in kind.properties:
        yield one, [fold(name) for name in (one.label, *one.heads, one.name) if fold(name)]


def _candidates(
    kind: Kind, heads: Sequence[Head], told: Mapping[str, ColumnUse]
) -> Iterator[tuple[float, Head, Property]]:
    divisions = [each.name for each in kind.properties if isinstance(each.type, Division)]
    place = divisions[0] if len(divisions) == 1 else ""
    for head in heads:
        if fold(head.text) in told or head.text == FAULTS_HEAD:
            continue
        texts = {fold(head.base), fold(head.text), fold(head.base.split(" ")[-1]), fold(head.base.split(" ")[0])} - {""}
        for each, names in _names(kind):
            likeness = max((_likeness(text, name) for text in texts for name in names), default=0.0)
            if fold(head.base) not in names and likeness == 1.0:
                likeness = 0.95  # a part of the head only
            if each.name == place and _OF_DIVISION.fullmatch(fold(head.base)):
                likeness = max(likeness, _LIKENESS_OF_TYPE)
            yield likeness, head, each


def is_sure(each: Property, head: Head) -> bool:
    """Whether a head is what the property is called, so that nobody need look whether it was guessed right."""
    names = {fold(name) for name in (each.label, *each.heads, each.name)}
    return not names.isdisjoint({fold(head.base), fold(head.text), fold(head.base.split(" ")[-1])})


def _stem(text: str) -> str:
    for more in _SUFFIXES:
        if text.endswith(more) and len(text) >= len(more) + 2:
            return text.removesuffix(more)
    return text


def _likeness(text: str, name: str) -> float:
    if text == name:
        return 1.0
    if len(text) >= 3 and sorted(text) == sorted(name):  # 收入主营业务
        return _LIKENESS_OF_ORDER
    if len(_stem(text)) >= 2 and _stem(text) == _stem(name):  # 从业人数量, 经营者情况
        return _LIKENESS_OF_ORDER
    if len(name) >= 2 and len(text) >= 2 and (text.startswith(name) or text.endswith(name) or name.endswith(text)):
        return _LIKENESS_OF_A_PART
    return fuzz.ratio(text, name) / 100 if min(len(text), len(name)) >= 3 else 0.0


def _use(each: Property, head: Head, unit_above: str) -> ColumnUse:
    unit = next((one for one in (head.unit, unit_above) if unit_fits(each, one)), "")
    return ColumnUse(head.column, head.text, each.name, unit)


def unit_fits(each: Property, unit: str) -> bool:
    """Whether numbers of this unit can be read as values of the property."""
    if not unit or not isinstance(each.type, Number):
        return False
    try:
        read(replace(each.type, least=None, most=None, is_whole=False), "0", unit=unit)
    except ReadFault:
        return False
    return True


def checked(kind: Kind, mapping: ColumnMapping, seen: SheetOutline) -> SheetOutline:
    """The sheet, if the mapping can be used for it. Raises InvalidError with all that is wrong with the mapping; pointers lead into
    its JSON.
    """
    findings = []
    columns = {head.column for head in seen.heads}
    for number, use in enumerate(mapping.columns):
        where = f"/columns/{number}"
        each = kind.by_name.get(use.property)
        if use.column not in columns:
            words = "there is no such column below the head; look at the sheet again"
            findings.append(Finding("registers.mapping_column", where, words, str(use.column)))
        if use.property and each is None:
            words = f"a {kind.name} has no such property; it has {', '.join(kind.by_name)}"
            findings.append(Finding("registers.mapping_property", f"{where}/property", words, use.property))
        if each is not None and use.unit and not unit_fits(each, use.unit):
            words = f"{each.name} has no numbers of this unit; state another, or none"
            findings.append(Finding("registers.mapping_unit", f"{where}/unit", words, use.unit))
        findings += _wrong_period(use.valid_from, use.valid_to, where)
    findings += _wrong_period(mapping.valid_from, mapping.valid_to, "")
    for name, text in mapping.constants.items():
        if name not in kind.by_name or is_blank(text):
            words = "a value for all rows is of a property of the kind, and not empty"
            findings.append(Finding("registers.mapping_constant", f"/constants/{name}", words, text[:80]))
    if not any(use.property for use in mapping.columns):
        findings.append(
            Finding("registers.mapping_empty", "/columns", "say of one column at least which property it is")
        )
    if findings:
        raise InvalidError(findings)
    return seen


def _wrong_period(start: date | None, end: date | None, where: str) -> list[Finding]:
    if start is None or end is None or start < end:
        return []
    words = "the day on which it begins to be true lies before the one from which it is true no longer"
    return [Finding("registers.mapping_period", f"{where}/valid_to", words, f"{start} – {end}")]
