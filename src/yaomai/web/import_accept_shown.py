"""Which rows of a preview did a person choose to write, and what exactly will that do?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from yaomai.people.viewer import Viewer
from yaomai.registers.queries import imports
from yaomai.registers.queries.imports import ImportView, RowView
from yaomai.web import import_shown, labels
from yaomai.web.import_rows_shown import ROWS_A_PAGE, RowShown, can_be_partial, rows_shown
from yaomai.web.import_shown import Line

_MARKED_MAX = 200  # so many marked rows are looked at; a page has fewer
_BY_STATE = ("new", "changed")
"""States of which all rows can be written without looking at each."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen. `numbers`: exactly these rows (None: all of `states`); `rows`: how many; `by_state`: of which state."""

    numbers: tuple[int, ...] | None
    states: tuple[str, ...]
    rows: int
    by_state: dict[str, int]
    whole: str = ""
    marked: tuple[int, ...] = ()
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class AcceptPage:
    """What will be written, said in lines, and the form that says it again."""

    path: str
    rows: int
    lines: tuple[Line, ...]
    organisation: str
    rows_href: str
    marked: tuple[int, ...]
    whole: str
    is_partial: bool
    listed: tuple[RowShown, ...]
    more: str


def chosen(viewer: Viewer, one: ImportView, marked: Sequence[str], whole: str, *, is_partial: bool = False) -> Chosen:
    """What a form chose: with `whole` a state, all of that state; else the marked rows; with nothing, all that is new or changed.
    `is_partial`: of the marked rows those that are faulty, without their faulty cells. What cannot be written is not among it.
    """
    numbers = {int(text) for text in marked if text.isascii() and text.isdigit() and len(text) < 10}
    if not marked and not whole and not is_partial:
        by_state = {state: one.counts.get(state, 0) for state in _BY_STATE}
        return Chosen(None, _BY_STATE, sum(by_state.values()), by_state)
    if whole in _BY_STATE:
        count = one.counts.get(whole, 0)
        return Chosen(None, (whole,), count, {whole: count}, whole)
    found: Iterable[RowView]
    if whole:
        found = _rows_of(viewer, one, whole)
    else:
        found = (row for each in sorted(numbers)[:_MARKED_MAX] for row in _row(viewer, one, each))
    kept = [row for row in found if (can_be_partial(one.kind, row) if is_partial else row.is_acceptable)]
    by_state = {}
    for row in kept:
        by_state[row.state] = by_state.get(row.state, 0) + 1
    which = tuple(row.number for row in kept)
    return Chosen(which, (), len(kept), by_state, whole, tuple(sorted(numbers)), is_partial)


def listed(viewer: Viewer, one: ImportView, what: Chosen, after: int) -> tuple[tuple[RowShown, ...], str]:
    """The first rows after one that will be written, each with all that it changes; and the number after which there are more."""
    found: list[RowView] = []
    while len(found) <= ROWS_A_PAGE and (some := imports.rows(viewer, one.number, after=after, accepted=False)):
        after = some[-1].number
        wanted = what.numbers
        found += [
            row
            for row in some
            if (row.number in wanted if wanted is not None else row.is_acceptable and row.state in what.states)
        ]
    more = str(found[ROWS_A_PAGE - 1].number) if len(found) > ROWS_A_PAGE else ""
    return tuple(rows_shown(viewer, one, found[:ROWS_A_PAGE])), more


def _row(viewer: Viewer, one: ImportView, number: int) -> Sequence[RowView]:
    """The row of this number, if there is one."""
    return [row for row in imports.rows(viewer, one.number, after=number - 1, limit=1) if row.number == number]


def _rows_of(viewer: Viewer, one: ImportView, state: str) -> Iterable[RowView]:
    if state == "moved":
        return (row for row in imports.every_row(viewer, one.number, None) if row.moved)
    return imports.every_row(viewer, one.number, state)


def accept_page(viewer: Viewer, one: ImportView, what: Chosen, today: date, after: int = 0) -> AcceptPage:
    """The page on which a person confirms."""
    path = import_shown.path_of(one.number)
    said = {
        "new": ("good", "check", f"新增 {{}} 个{one.kind.label}"),
        "changed": ("info", "entry", f"改动 {{}} 个已有的{one.kind.label}"),
        "conflicting": ("wait", "warning", "有 {} 行与别的机构说法不同：两种说法都留下，按采信规则显示其中一个"),
    }
    if what.is_partial:
        said["faulty"] = ("wait", "warning", "写入 {} 行里读得懂的格；有错的格不写入，都列在下面")
    lines = [
        Line(tone, shape, words.format(labels.grouped(what.by_state[state])) + "。", f"{path}/rows?state={state}")
        for state, (tone, shape, words) in said.items()
        if what.by_state.get(state)
    ]
    left = {
        state: one.counts.get(state, 0) - what.by_state.get(state, 0)
        for state in ("new", "changed", "conflicting", "faulty")
    }
    not_written = "，".join(
        f"{labels.grouped(count)} 行{words}"
        for state, words in (
            ("new", "新增的"),
            ("changed", "有变化的"),
            ("conflicting", "有冲突的"),
            ("faulty", "有错的"),
        )
        if (count := left[state]) > 0
    )
    if not_written:
        lines.append(Line("plain", "dashed", f"不写入：{not_written}。以后还可以回来写。"))
    if one.counts.get("same"):
        lines.append(Line("plain", "dashed", f"{labels.grouped(one.counts['same'])} 行与名录里的相同，不用写。"))
    if one.mapping is not None and one.mapping.valid_to is not None and one.mapping.valid_to <= today:
        until = one.mapping.valid_to.isoformat()
        words = f"您填了这些内容只到 {until} 以前为真：今天的名录里不会显示它们，查过去的某一天才看得到。"
        lines.append(Line("wait", "warning", words, f"{path}/columns", "去改"))
    page, more = listed(viewer, one, what, after) if what.rows else ((), "")
    return AcceptPage(
        path=f"{path}/accept",
        rows=what.rows,
        lines=tuple(lines),
        organisation=viewer.organisation_name,
        rows_href=f"{path}/rows",
        marked=what.marked,
        whole=what.whole,
        is_partial=what.is_partial,
        listed=page,
        more=_query(what, more) if more else "",
    )


def _query(what: Chosen, after: str) -> str:
    """The address of the rows after one, with the same choice."""
    named = [*(("row", str(each)) for each in what.marked), *([("all", what.whole)] if what.whole else [])]
    return "?" + urlencode([*named, *([("partial", "yes")] if what.is_partial else []), ("after", after)])
