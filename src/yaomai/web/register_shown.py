"""How does the value of a property become words, a plain text, or a part of a page?

One place for lists, entity pages, forms, origins and exports, so that a value reads the same everywhere. Values are canonical
JSON (`registers/declaration/types.py`); numbers of entities (Ref) get their titles from the mapping that the caller asked for,
as far as the viewer may see them.
"""

import html
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import chain
from urllib.parse import quote

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from yaomai.errors import NotFoundError
from yaomai.registers.declaration import (
    Area,
    Choice,
    Code,
    Date,
    Division,
    Flag,
    Kind,
    Number,
    Point,
    Property,
    PropertyType,
    Ref,
    Text,
    Year,
)
from yaomai.standards import gbt2260, gbt4754
from yaomai.web import icons, labels

Titles = Mapping[int, str]
"""Titles of entities by number; one that the viewer may not see is absent."""

_CODE_WORDS = {
    "uscc": "18 位，照营业执照",
    "drug_approval": "如 国药准字Z62020123",
    "gtin": "条码下方的 14 位、13 位或 8 位数字",
    "gln": "13 位数字",
    "industry": "行业的代码或名称，如 2730",
}


def several(one: Property, value: object) -> list[object]:
    """The value as a list: of its values, where there may be many, else of the one; empty for none."""
    if value is None:
        return []
    return list(value) if one.many and isinstance(value, list) else [value]


def referred(pairs: Iterable[tuple[Property, object]]) -> set[int]:
    """The numbers of entities that these values refer to: to be asked for their titles."""
    return set(
        chain.from_iterable(
            (number for number in several(one, value) if isinstance(number, int))
            for one, value in pairs
            if isinstance(one.type, Ref)
        )
    )


def words(kind: PropertyType, value: object, titles: Titles) -> str:
    """One value in words, without its unit."""
    match kind:
        case Number():
            return _grouped(value)
        case Choice(options):
            return options.get(str(value), str(value))
        case Flag():
            return "是" if value else "否"
        case Division():
            return division_word(str(value))
        case Code("industry"):
            return industry_words(str(value))
        case Ref():
            return titles.get(value, "（不公开）") if isinstance(value, int) else str(value)
        case Year():
            return f"{value} 年"
        case Point():
            return _point(value)
        case Area():
            return f"边界（{_corners(value)} 个点）"
    return str(value)


def text(one: Property, value: object, titles: Titles) -> str:
    """A whole value in words, with its unit: for sentences, and wherever markup cannot stand."""
    if value is None:
        return "没有"
    unit = unit_of(one)
    return "、".join(f"{words(one.type, each, titles)}{f' {unit}' if unit else ''}" for each in several(one, value))


def unit_of(one: Property) -> str:
    """The word of a number's unit; empty where it has none."""
    if not isinstance(one.type, Number) or not one.type.unit:
        return ""
    return labels.unit_word(one.type.unit)


def head(one: Property) -> str:
    """The head of a property's column: its label, with the unit."""
    unit = unit_of(one)
    return f"{one.label}（{unit}）" if unit else one.label


def markup(one: Property, value: object, titles: Titles) -> SafeString:
    """A whole value as HTML: codes in their own type, references as links, several values parted."""
    if value is None:
        return SafeString('<span class="quiet">没有</span>')
    return SafeString(
        '<span class="value-gap">、</span>'.join(_marked(one, each, titles) for each in several(one, value))
    )


def _marked(one: Property, value: object, titles: Titles) -> str:
    shown = escape(words(one.type, value, titles))
    match one.type:
        case Number():
            return f'<data value="{escape(str(value))}">{shown}</data>{_unit(one)}'
        case Code("industry"):
            code, _, name = words(one.type, value, titles).partition(" ")
            return f'{escape(name or code)} <span class="id quiet">{escape(code if name else "")}</span>'
        case Code():
            return f'<span class="id">{shown}</span>'
        case Ref(kind) if isinstance(value, int) and value in titles:
            return f'<a href="/registers/{kind}/{value}">{shown}</a>'
        case Text(lines=True):
            return "<br>".join(escape(line) for line in str(value).splitlines())
    return shown


def _unit(one: Property) -> str:
    unit = unit_of(one)
    return f'<span class="unit">{escape(unit)}</span>' if unit else ""


def cell(one: Property, value: object, titles: Titles, *, href: str, period: str = "") -> str:
    """A cell of the list as HTML: the value, which opens its origin, and the year of which it is said."""
    # Put together here, not by a template: a list is made of hundreds of these.
    shown = "、".join(_narrow(one, each, titles) for each in several(one, value)) if value is not None else "没有"
    code = " id" if _is_code(one.type) else ""
    return (
        f'<a class="cell-origin{code}" href="{href}" data-sheet>{html.escape(shown)}'
        f'{_period(period)}<span class="unseen">，看出处</span></a>'
    )


def validity_words(since: date | None, until: date | None) -> str:
    """From when until when it holds; empty: always. A whole year is called by its number."""
    if (
        since
        and until
        and since.year < 9999
        and until == since.replace(year=since.year + 1)
        and (since.month, since.day) == (1, 1)
    ):
        return f"{since.year} 年"
    if since and until:
        return f"{since.isoformat()} 起，到 {until.isoformat()} 前"
    if since:
        return f"{since.isoformat()} 起"
    return f"到 {until.isoformat()} 前" if until else ""


def _period(words: str) -> str:
    return f'<span class="note">{html.escape(words)}</span>' if words else ""


ABSENT = '<span class="quiet" aria-label="没有记录">—</span>'
"""A cell of which nothing is said."""


def _bare(one: Property, shown: str) -> str:
    """In a narrow cell an industry is its name: the code stands at the origin."""
    if isinstance(one.type, Code) and one.type.scheme == "industry":
        return shown.partition(" ")[2] or shown
    return shown


def _narrow(one: Property, value: object, titles: Titles) -> str:
    """A value for a narrow cell: of a division its own name, without those above it."""
    if isinstance(one.type, Division) and gbt2260.exists(str(value)):
        return gbt2260.name_of(str(value))
    return _bare(one, words(one.type, value, titles))


def _is_code(kind: PropertyType) -> bool:
    return isinstance(kind, Code) and kind.scheme != "industry"


def disputed_mark() -> SafeString:
    """The mark of a property of which sources say different things."""
    return _DISPUTED


_DISPUTED = format_html(' <span class="disputed">{}说法不一</span>', icons.drawn("warning"))


def address_of(statement: Sequence[int]) -> str:
    """The address of a statement's origin."""
    record, ordinal = statement
    return f"/statements/{record}.{ordinal}"


def alignment(one: Property) -> str:
    """The class of a column: numbers stand right, dates and codes do not break."""
    match one.type:
        case Number():
            return "figure"
        case Date() | Year():
            return "time"
        case Code():
            return "code"
    return "text"


def type_words(one: Property) -> str:
    """How a value is written, in a short phrase for forms and templates."""
    match one.type:
        case Text(lines=True):
            said = "文字，可以有几行"
        case Text(longest=longest):
            said = f"文字，最多 {longest} 字"
        case Code(scheme):
            said = _CODE_WORDS[scheme]
        case Division():
            said = "行政区划代码，或县、市的名称"
        case Number(is_whole=is_whole):
            unit = unit_of(one)
            said = f"{'整数' if is_whole else '数'}{f'，单位{unit}' if unit else ''}{_bounds(one.type)}"
        case Date():
            said = "日期，如 2026-03-01"
        case Year():
            said = "年份，如 1998"
        case Choice():
            said = "从所列的词里选"
        case Flag():
            said = "是 或 否"
        case Ref(kind):
            said = f"{_label_of(kind)}的名称、曾用名或代码"
        case Point():
            said = "经度, 纬度，如 104.03, 34.44"
        case _:
            said = "GeoJSON 多边形"
    return f"{said}；可以有几个，用分号隔开" if one.many else said


def _label_of(kind: str) -> str:
    from yaomai.registers import kinds  # declared when the program runs

    return next((one.label for one in kinds.all_kinds() if one.name == kind), kind)


def _bounds(kind: Number) -> str:
    least = "" if kind.least is None else f"，不小于 {kind.least}"
    return least if kind.most is None else f"{least}，不大于 {kind.most}"


def groups(kind: Kind, seen: Collection[str]) -> list[tuple[str, str, list[Property]]]:
    """The properties that are seen, in groups (key, heading, properties), as a person looks for them, none empty."""
    naming = {kind.title, *kind.other_names, *(name for names in kind.identity for name in names)}
    parts: dict[str, list[Property]] = {"naming": [], "place": [], "facts": [], "internal": []}
    for one in kind.properties:
        if one.name not in seen:
            continue
        if one.seen_by:
            parts["internal"].append(one)
        elif one.name in naming or (isinstance(one.type, Code) and one.type.scheme != "industry"):
            parts["naming"].append(one)
        elif one.name in {kind.place, "address"} or isinstance(one.type, Division | Point | Area):
            parts["place"].append(one)
        else:
            parts["facts"].append(one)
    headings = {"naming": "名称与编码", "place": "所在", "facts": "情况", "internal": "不公开的"}
    return [(key, headings[key], found) for key, found in parts.items() if found]


def _grouped(value: object) -> str:
    try:
        return labels.grouped(Decimal(str(value)))
    except InvalidOperation:
        return str(value)


def division_word(code: str) -> str:
    """621126 → 甘肃省定西市岷县; a code that is none is shown as it is."""
    return gbt2260.path(code) if gbt2260.exists(code) else code


def industry_words(code: str) -> str:
    """2730 → 2730 中药饮片加工; a code that has no name here is shown as it is."""
    try:
        return f"{code} {gbt4754.industry(code)}"
    except NotFoundError:
        return code


def _point(value: object) -> str:
    if isinstance(value, list) and len(value) == 2:
        return f"东经 {value[0]}°，北纬 {value[1]}°"
    return str(value)


def _corners(value: object) -> int:
    """How many points an outline has."""
    if isinstance(value, Mapping):
        return _corners(value.get("coordinates", []))
    if isinstance(value, list):
        is_point = len(value) >= 2 and not isinstance(value[0], list)
        return 1 if is_point else sum(_corners(each) for each in value)
    return 0


def kind_path(kind: Kind | str) -> str:
    """The address of a register."""
    return f"/registers/{quote(kind if isinstance(kind, str) else kind.name)}"
