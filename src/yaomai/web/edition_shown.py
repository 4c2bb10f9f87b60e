"""How do editions, what one says, and what it says otherwise than the last, become what their pages show?"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils import timezone

from yaomai.indicators.engine.edition_diff import Difference
from yaomai.indicators.engine.values import Definition, EditionView, Value
from yaomai.ledger.engine.deed import reference
from yaomai.ledger.figure import Figure
from yaomai.people.queries.recorders import organisation_names
from yaomai.web import labels
from yaomai.web import labels_indicators as words
from yaomai.web.files_shown import file_path
from yaomai.web.indicator_shown import edition_path, series_path, series_words, told
from yaomai.web.presentation import Fact, Link
from yaomai.web.table import Arrangement, Column, Row, Table

A_PAGE = 300
VALUES_A_PAGE = 200
_PLAIN = Arrangement("", descending=False, filters={})
_LIST = (
    Column("title", "标题", "link"),
    Column("publisher", "发布方"),
    Column("published", "发布日期"),
    Column("values", "数"),
    Column("access", "谁看得到"),
    Column("state", "状态", "state"),
    Column("made_up", "提醒", "state"),
)


def state_of(one: EditionView) -> str:
    """The state of an edition as the glossary has it."""
    return "edition_withdrawn" if one.withdrawn else "edition_in_force"


def editions_table(found: Sequence[EditionView], *, is_of_file: bool, older: str) -> Table:
    """Editions as a table. Those that were stated one by one from the same document stand together, unless the table is of one
    file.
    """
    rows: list[Row] = []
    folded: dict[tuple[object, ...], list[EditionView]] = {}
    for one in found:
        key = (one.record,) if is_of_file or one.file is None else (one.file, one.title, one.published_on)
        folded.setdefault(key, []).append(one)
    for group in folded.values():
        first = group[0]
        together = len(group) > 1
        href = f"/indicators/editions?file={first.file}" if together else edition_path(first.record)
        rows.append(
            {
                "title": Link(first.title, href, f"{len(group)} 次写入" if together else ""),
                "publisher": first.publisher,
                "published": first.published_on.isoformat(),
                "values": labels.grouped(sum(one.observations for one in group)),
                "access": words.ACCESSES[first.access],
                "state": "edition_withdrawn" if all(one.withdrawn for one in group) else "edition_in_force",
                "made_up": "invented_data" if first.is_invented else None,
            }
        )
    return Table("editions", "发布过的各版", _LIST, tuple(rows), _PLAIN, older=older, empty="还没有导入过统计。")


def facts(one: EditionView, *, reads_file: bool, file_name: str) -> tuple[Fact, ...]:
    """What an edition is."""
    named = organisation_names([one.organisation]).get(one.organisation or 0)
    return (
        Fact("发布方", one.publisher),
        Fact("发布日期", one.published_on.isoformat()),
        Fact("数", f"{labels.grouped(one.observations)} 个"),
        Fact("谁看得到", words.ACCESSES[one.access]),
        *(
            (Fact("原文件", Link(file_name or reference(one.file), file_path(one.file) if reads_file else ""), "link"),)
            if one.file
            else ()
        ),
        Fact("写入", timezone.localtime(one.record_time), "time", named.name if named else "系统安装者"),
        Fact("记录", Link(reference(one.record), f"/records/{reference(one.record)}"), "link"),
    )


_VALUES = (
    Column("indicator", "指标", "link"),
    Column("region", "地区"),
    Column("span", "哪一期"),
    Column("value", "数", "figure"),
    Column("status", "状态"),
    Column("original", "原文"),
)


def values_table(found: Sequence[Value], known: Mapping[str, Definition], one: EditionView, *, older: str) -> Table:
    """What an edition says, as it was published."""
    caption = "这一版说了什么（按发布的原数，没有更正）"
    rows = tuple(_row(each, known) for each in found)
    return Table("values", caption, told(_VALUES, rows), rows, _PLAIN, total=one.observations, older=older)


def _name(one: Value, known: Mapping[str, Definition]) -> Link:
    definition = known.get(one.series.indicator)
    name = definition.name if definition else one.series.indicator
    if definition is not None and one.basis != definition.basis:
        name = f"{name}（{words.BASES[one.basis]}）"
    return Link(name, series_path(one.series, basis=one.basis))


def _figure(one: Value, known: Mapping[str, Definition], value: Decimal | None = None) -> Figure | None:
    number = one.value if value is None else value
    if number is None:
        return None
    definition = known.get(one.series.indicator)
    unit, counted = (definition.unit, definition.counted) if definition else ("", "")
    scale = words.basis_scale(one.basis, words.scale_of([one.value], unit, counted))
    return words.figure(number, scale, words.ref_of(one) if value is None else "", one.status if value is None else "A")


def _row(one: Value, known: Mapping[str, Definition]) -> Row:
    return {
        "indicator": _name(one, known),
        "region": series_words(one.series),
        "span": words.span_words(one.start, one.end),
        "value": _figure(one, known),
        "status": words.status_words(one.status, one.note) or words.STATUSES["A"],
        "original": one.original,
    }


_CHANGES = (
    Column("indicator", "指标", "link"),
    Column("region", "地区"),
    Column("span", "哪一期"),
    Column("before", "上一版", "figure"),
    Column("value", "这一版", "figure"),
    Column("by", "差"),
)
_SHOWN = 200


def changes_table(found: Difference, known: Mapping[str, Definition]) -> Table:
    """Values that this edition says otherwise than the last, the greatest change first."""
    rows: list[Row] = []
    for one in found.changed[:_SHOWN]:
        row = dict(_row(one.now, known))
        row["before"] = _figure(one.before, known)
        row["by"] = (
            "" if one.per_cent is None else f"{'+' if one.per_cent > 0 else ''}{one.per_cent:.2f}%".replace("-", "−")
        )
        rows.append(row)
    return Table("changes", "改了的数", _CHANGES, tuple(rows), _PLAIN, total=len(found.changed))


def missing_table(found: Difference, known: Mapping[str, Definition]) -> Table:
    """Values of the last edition that this one should have and does not."""
    rows = tuple(_row(one, known) for one in found.missing[:_SHOWN])
    return Table("missing", "上一版有、这一版没有的数", _VALUES, rows, _PLAIN, total=len(found.missing))


def lost_words(found: Difference, known: Mapping[str, Definition]) -> list[str]:
    """Series of the last edition of which this one says nothing."""
    return [
        f"{known[one.indicator].name if one.indicator in known else one.indicator} {series_words(one)}"
        for one in found.lost_series[:40]
    ]
