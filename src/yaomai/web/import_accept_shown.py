"""Which rows of a preview did a person choose to write, and what exactly will that do?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from yaomai.people.viewer import Viewer
from yaomai.registers.queries import imports
from yaomai.registers.queries.imports import ImportView, RowView
from yaomai.web import import_shown, labels
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
    all_but: str = ""
    marked: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class AcceptPage:
    """What will be written, said in lines, and the form that says it again."""

    path: str
    rows: int
    lines: tuple[Line, ...]
    organisation: str
    rows_href: str
    marked: tuple[int, ...]
    all_but: str


def chosen(viewer: Viewer, one: ImportView, marked: Sequence[str], all_but: str) -> Chosen:
    """What a form chose: the marked rows; with `all_but` a state, all of that state but those; with nothing, all that is new or
    changed. What cannot be written is not among it.
    """
    numbers = {int(text) for text in marked if text.isascii() and text.isdigit() and len(text) < 10}
    if not marked and not all_but:
        by_state = {state: one.counts.get(state, 0) for state in _BY_STATE}
        return Chosen(None, _BY_STATE, sum(by_state.values()), by_state)
    if all_but in _BY_STATE and not numbers:
        count = one.counts.get(all_but, 0)
        return Chosen(None, (all_but,), count, {all_but: count}, all_but)
    if all_but:
        found: Iterable[RowView] = _rows_of(viewer, one, all_but)
        kept = [row for row in found if row.is_acceptable and row.number not in numbers]
    else:
        kept = [row for each in sorted(numbers)[:_MARKED_MAX] for row in _row(viewer, one, each) if row.is_acceptable]
    by_state = {}
    for row in kept:
        by_state[row.state] = by_state.get(row.state, 0) + 1
    return Chosen(tuple(row.number for row in kept), (), len(kept), by_state, all_but, tuple(sorted(numbers)))


def _row(viewer: Viewer, one: ImportView, number: int) -> Sequence[RowView]:
    """The row of this number, if there is one."""
    return [row for row in imports.rows(viewer, one.number, after=number - 1, limit=1) if row.number == number]


def _rows_of(viewer: Viewer, one: ImportView, state: str) -> Iterable[RowView]:
    if state == "moved":
        return (row for row in imports.every_row(viewer, one.number, None) if row.moved)
    return imports.every_row(viewer, one.number, state)


def accept_page(viewer: Viewer, one: ImportView, what: Chosen, today: date) -> AcceptPage:
    """The page on which a person confirms."""
    path = import_shown.path_of(one.number)
    said = {
        "new": ("good", "check", f"新增 {{}} 个{one.kind.label}"),
        "changed": ("info", "entry", f"改动 {{}} 个已有的{one.kind.label}"),
        "conflicting": ("wait", "warning", "有 {} 行与别的机构说法不同：两种说法都留下，按采信规则显示其中一个"),
    }
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
    return AcceptPage(
        path=f"{path}/accept",
        rows=what.rows,
        lines=tuple(lines),
        organisation=viewer.organisation_name,
        rows_href=f"{path}/rows",
        marked=what.marked,
        all_but=what.all_but,
    )
