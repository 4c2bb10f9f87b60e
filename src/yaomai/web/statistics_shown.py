"""How does an import of statistics become what its pages show?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from yaomai.errors import Finding
from yaomai.indicators.engine.indicator_of_head import unit_fits
from yaomai.indicators.engine.table_layout import LEFT_OUT, TableMapping
from yaomai.indicators.engine.table_lexicon import Lexicon
from yaomai.indicators.engine.values import COUNTRY, SeriesKey
from yaomai.indicators.queries.statistics_imports import ImportView
from yaomai.ledger.engine.deed import reference
from yaomai.people.engine.visibility import region_of
from yaomai.people.queries.recorders import account_name, organisation_names
from yaomai.registers.engine.spreadsheet import letters
from yaomai.standards import gbt2260
from yaomai.web import labels, labels_imports
from yaomai.web import labels_indicators as words
from yaomai.web.files_shown import cell_path, file_path
from yaomai.web.import_shown import FaultShown, Head, StepMark
from yaomai.web.indicator_shown import edition_path, path_of, series_path, series_words, told
from yaomai.web.presentation import Fact, Link, Running
from yaomai.web.table import Arrangement, Column, Row, Table

A_PAGE = 20
_WORDS_OF_WORK = {
    "opening": ("正在读文件", "正在读出工作表和表头"),
    "reading": ("正在核对", "正在读出每个数，看它们对不对得上"),
    "accepting": ("正在写入", "正在把整张表写成一版"),
}
_SHOWN = 200
_ASKED_ONCE = {"statistics.mapping_year_missing": "#year", "statistics.mapping_region_missing": "#region-whole"}
"""What is asked of the table as a whole; the finding tells of which columns."""


def import_path(number: int) -> str:
    """The address of an import of statistics."""
    return f"/indicators/imports/{number}"


def state_of(one: ImportView) -> str:
    """The state of an import as the glossary has it."""
    return "statistics_accepted" if one.state == "accepted" else f"import_{one.state}"


def who_words(account: int | None, organisation: int | None) -> str:
    """Who brought it in."""
    named = organisation_names([organisation]).get(organisation or 0)
    person = account_name(account) if account is not None else ""
    return " · ".join(part for part in (person, named.name if named else "") if part) or "系统安装者"


def head(one: ImportView, here: str) -> Head:
    """The head of a page of this import; `here`: columns, values or done."""
    path = import_path(one.number)
    is_read = one.state in {"ready", "accepting", "accepted", "undone"}
    steps = (
        StepMark(
            "对列",
            f"{path}/columns" if one.sheets and one.state in {"mapping", "ready"} else "",
            here == "columns",
            is_read,
        ),
        StepMark("核对", path if is_read else "", here == "values", one.state in {"accepted", "undone"}),
        StepMark("写入", path if one.edition else "", here == "done", one.state == "accepted"),
    )
    return Head(
        kind_label="统计表",
        title="导入统计表",
        file=Link(one.file.name, file_path(one.file.record)),
        sheet=one.mapping.sheet if one.mapping is not None and len(one.sheets) > 1 else "",
        who=who_words(one.account, one.organisation),
        when=timezone.localtime(one.created_at),
        state=state_of(one),
        steps=steps,
    )


def running(one: ImportView) -> Running:
    """What is being done at an import that is at work."""
    title, said = _WORDS_OF_WORK[one.state]
    return Running(title, said, one.rows_done, one.rows_total, import_path(one.number), "行")


_EARLIER = (
    Column("file", "文件", "link"),
    Column("when", "时间", "time"),
    Column("who", "谁"),
    Column("state", "进行到", "state"),
    Column("values", "数"),
    Column("edition", "写成", "link"),
)


def earlier(found: Sequence[ImportView]) -> Table:
    """The imports as a table: of those found one may be more than a page has."""
    page = found[:A_PAGE]
    return Table(
        key="imports",
        caption="导入过的统计表",
        columns=_EARLIER,
        rows=tuple(
            {
                "file": Link(one.file.name, import_path(one.number)),
                "when": timezone.localtime(one.created_at),
                "who": who_words(one.account, one.organisation),
                "state": state_of(one),
                "values": labels.grouped(int(one.preview["values"])) if "values" in one.preview else None,
                "edition": Link("这一版", edition_path(one.edition)) if one.edition else None,
            }
            for one in page
        ),
        arrangement=Arrangement("", descending=False, filters={}),
        older=str(page[-1].number) if len(found) > A_PAGE else "",
        empty="还没有导入过统计表。",
    )


def fault(finding: Finding, one: ImportView | None = None, mapping: TableMapping | None = None) -> FaultShown:
    """A finding in words; one that points at a cell leads there, one of the mapping to its column."""
    said, seen = words.fault_words(finding.code), words.readable(finding.value)
    if one is not None and "!" in finding.pointer:
        return FaultShown(said.what, said.do, seen, finding.pointer, cell_path(one.file.record, finding.pointer))
    if mapping is not None and finding.code in _ASKED_ONCE:
        return FaultShown(said.what, said.do, "", f"{finding.value} 列", _ASKED_ONCE[finding.code])
    if mapping is not None and finding.pointer.startswith("/columns/"):
        number = finding.pointer.split("/")[2]
        if number.isdigit() and int(number) < len(mapping.columns):
            letter = letters(mapping.columns[int(number)].column)
            return FaultShown(said.what, said.do, seen, f"{letter} 列", f"#column-{letter}")
    return FaultShown(said.what, said.do, seen, finding.pointer if "!" in finding.pointer else "")


Grouped = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""The options of a choice: the name of each group with its options."""


def indicator_choices(lexicon: Lexicon, unit: str = "") -> Grouped:
    """The indicators to choose from by their fields; where a unit is stated, first those that it fits."""
    every = sorted(lexicon.known.values(), key=lambda each: each.name)
    fitting = [each for each in every if unit and unit_fits(each, unit)]
    groups: dict[str, list[tuple[str, str]]] = {f"单位是{unit}的": [(each.key, each.name) for each in fitting]}
    groups |= {field: [] for field in (*words.FIELDS.values(), words.OTHER_FIELD)}
    for each in every:
        if each not in fitting:
            groups[words.field_of(each.key)].append((each.key, each.name))
    return tuple((name, tuple(options)) for name, options in groups.items() if options)


@dataclass(frozen=True, slots=True)
class WordAsked:
    """A word of the margin that means nothing yet, and what it may mean."""

    key: str
    word: str
    place: str
    href: str
    options: Grouped


@dataclass(frozen=True, slots=True)
class ValuesPage:
    """What a table says and what it would change, before it is accepted."""

    path: str
    facts: tuple[Fact, ...]
    faults: tuple[FaultShown, ...]
    cautions: tuple[FaultShown, ...]
    more: int
    unknown: tuple[WordAsked, ...]
    changes: Table | None
    values: Table
    left_out: str
    moved: bool


def values_page(one: ImportView, lexicon: Lexicon, division: str) -> ValuesPage:
    """The page of an import that waits for a person."""
    shown = one.preview
    counts = shown.get("counts", {})
    names = [lexicon.known[key].name if key in lexicon.known else key for key in shown.get("indicators", ())]
    start, end = shown.get("start"), shown.get("end")
    facts = (
        Fact("读出", f"{labels.grouped(int(shown.get('values', 0)))} 个数"),
        Fact("指标", "、".join(names) or None),
        Fact("地区", f"{labels.grouped(int(shown.get('regions', 0)))} 个"),
        Fact("期间", words.span_words(date.fromisoformat(start), date.fromisoformat(end)) if start and end else None),
        Fact(
            "与现在的数比",
            f"新增 {labels.grouped(counts.get('new', 0))}，改变 {labels.grouped(counts.get('changed', 0))}，"
            f"相同 {labels.grouped(counts.get('same', 0))}",
        ),
    )
    return ValuesPage(
        path=import_path(one.number),
        facts=facts,
        faults=tuple(fault(each, one) for each in one.faults[:_SHOWN]),
        cautions=tuple(replace(fault(each, one), tone="wait") for each in one.cautions[:_SHOWN]),
        more=int(shown.get("more", 0)) + max(0, len(one.faults) - _SHOWN) + max(0, len(one.cautions) - _SHOWN),
        unknown=tuple(_words_asked(one, lexicon, division)),
        changes=_changes(one, lexicon) if shown.get("changes") else None,
        values=_values(one, lexicon),
        left_out="；".join(
            f"第 {row} 行（{labels_imports.LEFT_OUT.get(code, code)}：{text[:30]}）"
            for row, code, text in shown.get("left_out", [])[:20]
        ),
        moved=bool(shown.get("moved")),
    )


def _words_asked(one: ImportView, lexicon: Lexicon, division: str) -> list[WordAsked]:
    regions = tuple((code, f"{words.region_words(code)}（{code}）") for code in _divisions(division))
    found = []
    for number, (asked, place) in enumerate(one.preview.get("unknown", {}).items()):
        kind, _, word = asked.partition(" ")
        options = (
            ("", ((LEFT_OUT, "不要这些行"),)),
            *((("地区", regions),) if kind == "region" else indicator_choices(lexicon)),
        )
        found.append(WordAsked(str(number), word, place, cell_path(one.file.record, place), options))
    return found[:_SHOWN]


def _divisions(division: str) -> list[str]:
    """The divisions that a word can mean: those of the own province."""
    province = f"{region_of(division)[:2]}0000"
    return [COUNTRY, *gbt2260.within(province)] if gbt2260.exists(province) else [COUNTRY]


def told_words(one: ImportView, asked: Mapping[str, str]) -> dict[str, str]:
    """What a person said that words of the margin mean."""
    return {
        word: meaning
        for number, word in enumerate(one.preview.get("unknown", {}))
        if (meaning := asked.get(f"meaning.{number}", ""))
    }


_VALUES = (
    Column("place", "在哪一格", "link"),
    Column("region", "地区"),
    Column("indicator", "指标", "link"),
    Column("span", "哪一期"),
    Column("original", "原文"),
    Column("value", "读作"),
    Column("status", "状态"),
)
_CHANGES = (
    *_VALUES[:4],
    Column("before", "现在发布的数", "link"),
    Column("value", "这次的数"),
    Column("status", "状态"),
    Column("correction", "现有的更正", "link"),
)


def _values(one: ImportView, lexicon: Lexicon) -> Table:
    shown = one.preview.get("sample", ())
    total = int(one.preview.get("values", 0))
    caption = (
        "读出的数" if total <= len(shown) else f"读出的数（共 {labels.grouped(total)} 个，列出前 {len(shown)} 个）"
    )
    rows = [_row(one, each, lexicon) for each in shown]
    return Table("values", caption, _VALUES, tuple(rows), Arrangement("", descending=False, filters={}))


def _changes(one: ImportView, lexicon: Lexicon) -> Table:
    rows: list[Row] = []
    for *each, before, ref in one.preview["changes"]:
        row = dict(_row(one, each, lexicon))
        row["before"] = Link(_number(before, each, lexicon), f"/figure/observation/{ref}")
        row["correction"] = _correction(one, each, lexicon)
        rows.append(row)
    return Table(
        "changes", "会改变的数", told(_CHANGES, rows), tuple(rows), Arrangement("", descending=False, filters={})
    )


def _correction(one: ImportView, each: Sequence[str], lexicon: Lexicon) -> Link | None:
    """The correction in force of what a value would change, and whether it lapses by it."""
    found = one.preview.get("corrected", {}).get(each[9])
    if found is None:
        return None
    record, action, value, lapses = found
    said = words.ACTIONS[action]
    if action == "override":
        said = f"改用 {_number(value, each, lexicon)}"
    elif action == "scale" and value is not None:
        said = f"乘以 {value}"
    return Link(
        f"更正 {reference(record)}：{said}",
        f"{path_of(each[0])}#corrections",
        "写入后失效" if lapses else "原来就没有生效",
    )


def _row(one: ImportView, each: Sequence[str], lexicon: Lexicon) -> Row:
    key, region, segment, basis, start, end, value, status, original, place, note = each
    known = lexicon.known.get(key)
    name = known.name if known else key
    if basis in ("yoy", "cagr", "index") and known is not None and known.basis != basis:
        name = f"{name}（{words.BASES[basis]}）"
    return {
        "place": Link(place, cell_path(one.file.record, place)),
        "region": series_words(SeriesKey(key, region, segment)),
        "indicator": Link(name, path_of(key)),
        "span": words.span_words(date.fromisoformat(start), date.fromisoformat(end)),
        "original": original,
        "value": _number(value, each, lexicon),
        "status": words.status_words(status, note) or None,
    }


def _number(value: str | None, each: Sequence[str], lexicon: Lexicon) -> str:
    if value is None:
        return "没有数"
    known = lexicon.known.get(each[0])
    number = Decimal(value)
    plain = words.scale_of([number], known.unit if known else "", known.counted if known else "")
    scale = words.basis_scale(each[3], plain)
    return f"{labels.grouped(words.scaled(number, scale))} {scale[1]}".strip()


def done_facts(one: ImportView, when: datetime | None = None) -> tuple[Fact, ...]:
    """What an accepted import has become."""
    shown = one.preview
    marks = shown.get("marks") or {}
    return (
        Fact("标题", marks.get("title") or None),
        Fact("发布方", marks.get("publisher") or None),
        Fact("发布日期", marks.get("published_on") or None),
        Fact("谁看得到", words.ACCESSES.get(marks.get("access", ""), "") or None),
        Fact("数", f"{labels.grouped(int(shown.get('values', 0)))} 个"),
        *((Fact("写入时间", timezone.localtime(when), "time"),) if when else ()),
    )


def first_series(one: ImportView, names: Mapping[str, str]) -> tuple[Link, ...]:
    """Where the first series of each indicator of an import can be seen."""
    found: dict[str, Link] = {}
    for each in one.preview.get("sample", ()):
        found.setdefault(each[0], Link(names.get(each[0], each[0]), series_path(SeriesKey(each[0], each[1], each[2]))))
    return tuple(found.values())[:8]
