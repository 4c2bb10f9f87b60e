"""How do an indicator, its series, its editions and corrections become what their pages show?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from urllib.parse import quote, urlencode

from django.utils import timezone

from yaomai.indicators.engine.breaks import Break
from yaomai.indicators.engine.values import Definition, EditionView, SeriesKey, Value
from yaomai.indicators.operations.follow_declared import CHANGED, FIRST
from yaomai.indicators.queries.corrections import CorrectionView
from yaomai.indicators.queries.series_found import Found
from yaomai.ledger.engine.deed import reference
from yaomai.ledger.figure import Figure
from yaomai.people.queries.recorders import organisation_names
from yaomai.planning.operations.consequences import WHY_ANEW, WHY_FOLLOWS, WHY_GONE
from yaomai.web import labels_indicators as words
from yaomai.web.labels_amounts import threshold_words
from yaomai.web.labels_indicators import Scale
from yaomai.web.presentation import Fact, Link
from yaomai.web.table import Column, Ordered, Row

WHOLE = "全部"
Place = tuple[int, int]
"""A published value by its record and ordinal."""


def path_of(key: str) -> str:
    """The address of an indicator."""
    return f"/indicators/{quote(key)}"


def series_path(series: SeriesKey, **more: str) -> str:
    """The address of an indicator's page that shows one series."""
    asked = {"region": series.region, "segment": series.segment, **more}
    return f"{path_of(series.indicator)}?{urlencode({name: one for name, one in asked.items() if one})}"


def edition_path(number: int) -> str:
    """The address of an edition."""
    return f"/indicators/editions/{reference(number)}"


def edition_cell_path(number: int, place: str) -> str:
    """The address of a cell of the table that an edition was read from."""
    return f"{edition_path(number)}/cell?{urlencode({'place': place})}"


LIST: tuple[Column, ...] = (
    Column("name", "指标", "link", sortable=True, filterable=True),
    Column("scope", "统计范围", filterable=True),
    Column("newest", "最近的数", "figure"),
    Column("span", "哪一期"),
    Column("region", "地区"),
    Column("series", "系列", sortable=True),
    Column("kind", "来历", filterable=True, choices=(("发布", "发布的"), ("计算", "计算的"))),
    Column("made_up", "提醒", "state"),
)
LIST_LAPSED: tuple[Column, ...] = (LIST[0], Column("correction", "更正", "state"), *LIST[1:])
"""The columns where a correction of an indicator has lapsed."""
LIST_EXPORTED: tuple[Column, ...] = (*LIST_LAPSED, Column("status", "状态"))
"""The columns of the export: there a figure has no sign that it is an estimate."""


def list_rows(
    definitions: Mapping[str, Definition],
    found: Mapping[str, Found],
    values: Mapping[SeriesKey, Sequence[Value]],
    lapsed: Collection[str] = (),
) -> list[Row]:
    """The indicators with what is newest of each. `lapsed`: those of which a correction no longer fits what is published."""
    rows: list[Row] = []
    for key, one in definitions.items():
        there = found.get(key)
        newest = newest_of(values.get(there.first, ()), one.basis) if there else None
        scale = scale_for([newest], one) if newest else (0, "")
        rows.append(
            {
                "name": Link(one.name, path_of(key), words.unit_words(one.unit, one.counted)),
                "scope": one.scope,
                "newest": figure_of(newest, scale),
                "status": (words.status_words(newest.status) or words.STATUSES["A"]) if newest else "",
                "span": words.span_words(newest.start, newest.end) if newest else "",
                "region": series_words(there.first) if there else "",
                "series": f"{there.series}" if there else "",
                "correction": "correction_broken" if key in lapsed else None,
                "kind": "计算" if one.formula else "发布",
                "made_up": "invented_data" if newest is not None and newest.is_invented else None,
            }
        )
    return rows


def series_words(series: SeriesKey) -> str:
    """A series in words: its region and its segment."""
    return "·".join(one for one in (words.region_words(series.region), threshold_words(series.segment)) if one)


def newest_of(values: Sequence[Value], basis: str) -> Value | None:
    """The value that stands for a series: of the indicator's own basis a published one before one that is made up, of those the
    latest, of those the longest span.
    """
    known = [one for one in values if one.value is not None]
    own = [one for one in known if one.basis == basis] or known
    return max(own, key=lambda one: (not one.is_invented, one.end, -one.start.toordinal()), default=None)


def scale_for(values: Sequence[Value | None], one: Definition) -> Scale:
    """The unit in which values of one basis are shown."""
    known = [each for each in values if each is not None]
    plain = words.scale_of([each.value for each in known], one.unit, one.counted)
    return words.basis_scale(known[0].basis, plain) if known else plain


def figure_of(value: Value | None, scale: Scale) -> Figure | None:
    """A value as a figure that opens to its origin; None where there is no number."""
    if value is None or value.value is None:
        return None
    return words.figure(value.value, scale, words.ref_of(value), value.status)


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a choice on the page."""

    value: str
    word: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which series, basis and kind of span is shown, and what else could be. others: the series beside the first; beside: all that
    could be.
    """

    series: SeriesKey
    basis: str
    spans: str
    regions: tuple[Choice, ...]
    segments: tuple[Choice, ...]
    bases: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    others: tuple[SeriesKey, ...] = ()
    beside: tuple[Choice, ...] = ()

    @property
    def title(self) -> str:
        """What is shown, in words."""
        return "、".join(series_words(one) for one in (self.series, *self.others))

    @property
    def first(self) -> str:
        """The first series, in words."""
        return series_words(self.series)

    @property
    def query(self) -> str:
        """The query string that asks for this."""
        asked = {"region": self.series.region, "segment": self.series.segment, "basis": self.basis, "spans": self.spans}
        told = [(name, one) for name, one in asked.items() if one]
        return urlencode([*told, *(("also", mark_of(one)) for one in self.others)])


def mark_of(series: SeriesKey) -> str:
    """A series of an indicator as its page's address names it beside the first: region, and segment if it has one."""
    return f"{series.region}~{series.segment}" if series.segment else series.region


def choose(
    asked: Mapping[str, str],
    all_series: Sequence[SeriesKey],
    values: Sequence[Value],
    series: SeriesKey,
    own_basis: str,
    others: Sequence[SeriesKey] = (),
) -> Chosen:
    """What is shown of a series: as asked, else the indicator's own basis and the kind of span of which there is most."""
    bases = sorted({one.basis for one in values}, key=lambda one: (one != own_basis, one))
    basis = asked["basis"] if asked.get("basis") in bases else next(iter(bases), own_basis)
    counts: dict[str, int] = {}
    for one in values:
        if one.basis == basis:
            kind = words.span_kind(one.start, one.end)
            counts[kind] = counts.get(kind, 0) + 1
    kinds = [one for one in words.SPAN_KINDS if one in counts]
    spans = asked.get("spans", "")
    if spans not in kinds:
        spans = max(kinds, key=lambda one: counts[one]) if kinds else "year"
    regions = dict.fromkeys(one.region for one in all_series)
    segments = dict.fromkeys(one.segment for one in all_series if one.region == series.region)
    return Chosen(
        series,
        basis,
        spans,
        tuple(Choice(one, words.region_words(one), one == series.region) for one in regions),
        tuple(Choice(one, threshold_words(one) or WHOLE, one == series.segment) for one in segments),
        tuple(Choice(one, words.BASES[one], one == basis) for one in bases),
        tuple(Choice(one, words.SPAN_KINDS[one], one == spans) for one in kinds),
        tuple(others),
        tuple(Choice(mark_of(one), series_words(one), one in others) for one in all_series if one != series),
    )


def shown_values(values: Sequence[Value], chosen: Chosen) -> list[Value]:
    """The values of the chosen basis and kind of span, in the order of their days."""
    # The year to date ends with the whole year.
    kinds = {"to_date", "year"} if chosen.spans == "to_date" else {chosen.spans}
    found = [one for one in values if one.basis == chosen.basis and words.span_kind(one.start, one.end) in kinds]
    return sorted(found, key=lambda one: (one.end, one.start))


VALUES: tuple[Column, ...] = (
    Column("span", "哪一期", sortable=True, filterable=True),
    Column("series", "地区·分组", sortable=True, filterable=True),
    Column("value", "数", "figure", sortable=True),
    Column("status", "状态与说明", filterable=True),
    Column("original", "原文"),
    Column("break", "能否与前一期比", "link"),
    Column("edition", "出自", "link", filterable=True),
    Column("published", "发布日期", sortable=True),
    Column("corrected", "更正", "link"),
    Column("made_up", "提醒", "state"),
)


def value_rows(
    values: Sequence[Value],
    titles: Mapping[int, EditionView],
    scale: Scale,
    parted: Mapping[Place, Sequence[Break]] = MappingProxyType({}),
) -> list[Row]:
    """Values as rows of a table, the newest first. parted: those that are not comparable with the one before, and why."""
    rows: list[Row] = []
    for one in sorted(values, key=lambda each: (each.end, each.start), reverse=True):
        edition = titles.get(one.edition)
        rows.append(
            {
                "span": Ordered(words.span_words(one.start, one.end), f"{one.end} {one.start}"),
                "series": series_words(one.series),
                "break": _parted(one, parted.get((one.record, one.ordinal), ())),
                "value": figure_of(one, scale),
                "status": words.status_words(one.status, one.note) or words.STATUSES["A"],
                "original": one.original,
                "edition": Link(edition.title if edition else reference(one.edition), edition_path(one.edition)),
                "published": one.published_on.isoformat(),
                "corrected": _corrected(one),
                "made_up": "invented_data" if one.is_invented else None,
            }
        )
    return rows


def _parted(one: Value, broken: Sequence[Break]) -> Link | None:
    if not broken:
        return None
    since = "、".join(dict.fromkeys(words.since_words(each.day) for each in broken))
    return Link(f"不能，{since}口径有变", f"{path_of(one.series.indicator)}#breaks")


def _corrected(one: Value) -> Link | None:
    href = f"{path_of(one.series.indicator)}#corrections"
    if one.corrected is not None:
        return Link(words.ACTIONS[one.corrected.action], href, one.corrected.reason[:60])
    return Link("更正失效", href) if one.doubts else None


REGIONS: tuple[Column, ...] = (
    Column("region", "地区", "link", sortable=True, filterable=True),
    Column("segment", "分组", sortable=True, filterable=True),
    Column("newest", "最近的数", "figure", sortable=True),
    Column("span", "哪一期", sortable=True, filterable=True),
    Column("status", "状态", filterable=True),
    Column("made_up", "提醒", "state"),
)


def region_rows(values: Mapping[SeriesKey, Sequence[Value]], one: Definition, basis: str) -> list[Row]:
    """The series of an indicator, each with its newest value."""
    newest = {
        series: newest_of([each for each in found if each.basis == basis], basis) for series, found in values.items()
    }
    scale = scale_for(list(newest.values()), one)
    rows: list[Row] = []
    for series, value in newest.items():
        rows.append(
            {
                "region": Link(words.region_words(series.region), series_path(series), series.region),
                "segment": threshold_words(series.segment) or WHOLE,
                "newest": figure_of(value, scale),
                "span": Ordered(words.span_words(value.start, value.end), f"{value.end} {value.start}")
                if value
                else None,
                "status": words.status_words(value.status) if value else "",
                "made_up": "invented_data" if value is not None and value.is_invented else None,
            }
        )
    return rows


def definition_facts(one: Definition) -> tuple[Fact, ...]:
    """What an indicator means."""
    return (
        Fact("统计范围", one.scope or None),
        Fact("单位", words.unit_words(one.unit, one.counted)),
        Fact("量的是", words.BASES[one.basis]),
        Fact("方向", words.DIRECTIONS[one.direction]),
        Fact("各地怎样合计", words.AGGREGATIONS[one.aggregation]),
        *((Fact("公式", one.formula, "id"),) if one.formula else ()),
        *((Fact("又称", "、".join(one.other_names)),) if one.other_names else ()),
        Fact("定义出自", one.clause or None),
    )


@dataclass(frozen=True, slots=True)
class Comparable:
    """Another indicator that is taken for this one, or must not be."""

    link: Link
    word: str
    tone: str
    why: str


_COMPARABLE = {"same": ("可以互换", "good"), "caution": ("可以参照，要说明", "wait"), "not": ("不能互相代替", "fault")}


def comparables(one: Definition, definitions: Mapping[str, Definition]) -> tuple[Comparable, ...]:
    """What may and may not be taken for the indicator."""
    return tuple(
        Comparable(Link(definitions[key].name if key in definitions else key, path_of(key)), *_COMPARABLE[how], why)
        for key, how, why in one.comparable
    )


@dataclass(frozen=True, slots=True)
class CorrectionShown:
    """A correction in words. state: correction_holds, correction_broken, edition_withdrawn."""

    title: str
    state: str
    what: str
    expected: str
    now: str
    reason: str
    who: str
    provider: str
    withdraw_href: str
    withdrawn: str
    record: Link
    is_broken: bool


def corrections(found: Sequence[CorrectionView], one: Definition, *, may_withdraw: bool) -> tuple[CorrectionShown, ...]:
    """Corrections, those that no longer fit first."""
    shown = [_correction(each, one, may_withdraw=may_withdraw) for each in found]
    return tuple(sorted(shown, key=lambda each: not each.is_broken))


def _correction(view: CorrectionView, one: Definition, *, may_withdraw: bool) -> CorrectionShown:
    made = view.correction
    is_broken = view.is_in_force and not view.holds
    source = view.source.value if view.source else None
    scale = words.basis_scale(made.basis, words.scale_of([made.expect, source], one.unit, one.counted))

    def said(value: Decimal | None) -> str:
        return "没有数" if value is None else f"{words.scaled(value, scale)} {scale[1]}"

    what = words.ACTIONS[made.action]
    if made.action == "override":
        what = f"改用 {said(made.value)}"
    elif made.action == "scale" and made.value is not None:
        what = f"乘以 {format(made.value.normalize(), 'f')}"
    named = organisation_names([made.organisation]).get(made.organisation or 0)
    gone = view.withdrawn
    state = "correction_holds" if view.holds else "correction_broken" if is_broken else "edition_withdrawn"
    return CorrectionShown(
        title=f"{series_words(made.series)} {words.span_words(made.start, made.end)} {words.BASES[made.basis]}",
        state=state,
        what=what,
        expected=said(made.expect),
        now=said(source) if view.source else "没有发布的数",
        reason=made.reason,
        who=f"{named.name if named else '系统安装者'} {timezone.localtime(made.record_time):%Y-%m-%d}",
        provider="；".join(part for part in (made.provider, words.CORRECTION_STATUSES[made.status]) if part),
        withdraw_href=f"/indicators/corrections/{reference(made.record)}/withdraw"
        if may_withdraw and view.is_in_force
        else "",
        withdrawn=gone.reason if gone else "" if view.is_newest else "后来另有更正",
        record=Link(reference(made.record), f"/records/{reference(made.record)}"),
        is_broken=is_broken,
    )


def lapsed_link(view: CorrectionView, one: Definition) -> Link:
    """A correction that does not apply any more, and what it was written for."""
    shown = _correction(view, one, may_withdraw=False)
    path = f"{path_of(one.key)}#corrections"
    return Link(
        f"更正 {shown.record.word}：{one.name}，{shown.title}", path, f"针对 {shown.expected}，现在发布的是 {shown.now}"
    )


def told(columns: Sequence[Column], rows: Sequence[Row]) -> tuple[Column, ...]:
    """The columns that say something: one that is empty, or says only what is usual, in every row is left out. They sort and filter
    as declared: of a table that does not, the columns are declared so.
    """
    usual = {"", WHOLE, words.STATUSES["A"]}

    def says(value: object) -> bool:
        return value is not None and not (isinstance(value, str) and value in usual)

    return tuple(one for one in columns if any(says(row.get(one.key)) for row in rows))


_SAID_BY_THE_PROGRAM = {
    FIRST: "随程序声明。",
    CHANGED: "程序里的声明变了。",
    WHY_GONE: "认定已收回。",
    WHY_ANEW: "这个数重新认定过。",
    WHY_FOLLOWS: "作为基期的数重新认定过。",
}


def reason_words(reason: str) -> str:
    """Why something was done; what the program itself says, in words for people."""
    return _SAID_BY_THE_PROGRAM.get(reason, reason)
