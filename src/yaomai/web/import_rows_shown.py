"""How does a row of a preview become what the page of differences shows: whom it is about, what it changes, what is wrong?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from yaomai.people.queries.recorders import organisation_names
from yaomai.people.viewer import Viewer
from yaomai.registers.declaration import Kind
from yaomai.registers.engine.set_aside import (
    AS_TITLE,
    NAME_ONLY,
    NAMED,
    NOT_AT_ALL,
    OTHER_NAME,
    must_be_right,
    other_names,
)
from yaomai.registers.queries import entities, match_decisions
from yaomai.registers.queries.imports import CellView, ImportView, Reason, RowView
from yaomai.web import glossary, import_shown, labels, labels_imports, labels_matching, register_shown
from yaomai.web.files_shown import cell_path
from yaomai.web.import_shown import FaultShown
from yaomai.web.presentation import Link
from yaomai.web.register_shown import Titles

ROWS_A_PAGE = 50
_LEFT_OUT_MAX = 8
_ROW_FAULTS = frozenset(
    {"required", "not_allowed", "identity_taken", "refused", "ambiguous", "two_entities", "rows_contradict"}
)
_CELLS_OF_NEW = 6
"""So many values of a new entity are listed; the others open."""
MAY_BE_WRITTEN = frozenset({"new", "changed", "conflicting"})
_TONES = {
    **dict.fromkeys(("ambiguous", "two_entities", "rows_contradict", "other_source"), "wait"),
    **dict.fromkeys(("repeats_row",), "plain"),
}
_EMPTY = {
    "new": ("没有新增的行", "表里的都已经在名录里，或还有错、有冲突。"),
    "changed": ("没有有变化的行", "名录里已有的条目，表里没有说出不同的内容。"),
    "conflicting": ("没有有冲突的行", "每一行是谁都认得准，前后说法也一致。"),
    "faulty": ("没有有错的行", "每一格都读得懂。"),
    "same": ("没有相同的行", "每一行都带来新的内容，或还有错、有冲突。"),
    "accepted": ("没有已写入的行", "写入的都已撤销，或还没有写入过。"),
    "moved": ("没有要重新核对的行", "比对以后没有人动过这些条目。"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One property of a row: what it is now (`has_old`), what the file says, in which cell, and what is to be known of that."""

    label: str
    new: str
    old: str = ""
    has_old: bool = False
    place: str = ""
    href: str = ""
    note: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class NameUse:
    """What can become of the name in a row, and whether it is so now."""

    value: str
    word: str
    is_now: bool


@dataclass(frozen=True, slots=True)
class CandidateShown:
    """One entity that a row may be about: its number, title, page, and the reasons."""

    value: str
    word: str
    href: str
    why: str


@dataclass(frozen=True, slots=True)
class RowShown:
    """One row. `key`: how the form names it; `number`: the row in the sheet; `entity`: whom it is about."""

    key: int
    number: int
    href: str
    entity: Link
    why: str
    changes: tuple[Change, ...]
    more: tuple[Change, ...]
    faults: tuple[FaultShown, ...]
    candidates: tuple[CandidateShown, ...]
    is_acceptable: bool
    is_written: bool
    expected: str = ""
    left_out: tuple[FaultShown, ...] = ()
    can_be_partial: bool = False
    name_uses: tuple[NameUse, ...] = ()

    @property
    def has_old(self) -> bool:
        """Whether something that is there becomes something else."""
        return any(one.has_old for one in self.changes)


@dataclass(frozen=True, slots=True)
class RowsPage:
    """One page of the rows of one state."""

    state: str
    state_word: str
    tabs: tuple[Link, ...]
    here: str
    meaning: str
    kind_label: str
    subject_word: str
    matter_word: str
    rows: tuple[RowShown, ...]
    may_choose: bool
    is_partial: bool
    open: int
    after: str
    newer: str
    older: str
    pager_words: str
    empty_title: str
    empty_words: str
    path: str
    accept_path: str
    decide_path: str
    faulty_href: str
    columns_href: str
    done_href: str
    may_write: bool
    may_choose_all: bool
    all_open: int
    left_out: str


def rows_page(
    viewer: Viewer, one: ImportView, state: str, after: int, found: Sequence[RowView], *, may_write: bool
) -> RowsPage:
    """A page of rows of this state; `found` may be one longer than a page."""
    path = import_shown.path_of(one.number)
    shown = found[:ROWS_A_PAGE]
    may_choose = may_write and state in MAY_BE_WRITTEN and any(each.is_acceptable for each in shown)
    may_choose_partial = may_write and state == "faulty" and any(can_be_partial(one.kind, each) for each in shown)
    title, words = _EMPTY.get(state, ("没有这样的行", ""))
    return RowsPage(
        state=state,
        state_word=_word(state),
        tabs=_tabs(one, path),
        here=f"{path}/rows?state={state}",
        meaning=_meaning(state),
        kind_label=one.kind.label,
        subject_word=f"哪个{one.kind.label}",
        matter_word={"faulty": "哪里有错", "same": "内容"}.get(state, "带来什么"),
        rows=tuple(rows_shown(viewer, one, shown)),
        may_choose=may_choose or may_choose_partial,
        is_partial=may_choose_partial,
        open=one.counts.get(state, 0),
        after=str(after) if after else "",
        newer=f"{path}/rows?state={state}" if after else "",
        older=f"{path}/rows?state={state}&after={shown[-1].number}" if len(found) > ROWS_A_PAGE else "",
        pager_words=f"第 {shown[0].sheet_row} 行到第 {shown[-1].sheet_row} 行" if shown else "",
        empty_title=title,
        empty_words=words,
        path=f"{path}/rows",
        accept_path=f"{path}/accept",
        decide_path=f"{path}/rows" if may_write else "",
        faulty_href=f"{path}/faulty.xlsx" if one.counts.get("faulty") or one.counts.get("conflicting") else "",
        columns_href=f"{path}/columns" if may_write and not one.acceptances else "",
        done_href=path if one.acceptances else "",
        may_write=may_write,
        may_choose_all=may_choose and state in {"new", "changed"},
        all_open=one.counts.get("new", 0) + one.counts.get("changed", 0),
        left_out=_left_out(one),
    )


def rows_shown(viewer: Viewer, one: ImportView, rows: Sequence[RowView]) -> list[RowShown]:
    """These rows in words."""
    titles = entities.titles(viewer, _referred(rows))
    decided = _decided(viewer, one, rows)
    names = {
        number: each.name
        for number, each in organisation_names(cell.old_organisation for row in rows for cell in row.cells).items()
    }
    return [row_shown(one, each, titles, names, decided.get(each.number, "")) for each in rows]


def _decided(viewer: Viewer, one: ImportView, rows: Sequence[RowView]) -> dict[int, str]:
    """By row: the record of the newest decision about its name, where a person is asked to decide."""
    asked = {row.number: row.title for row in rows if any(reason.code == "ambiguous" for reason in row.reasons)}
    about = match_decisions.about_texts(viewer, one.kind.name, asked.values())
    return {
        number: str(max(each.record for each in known))
        for number, title in asked.items()
        if (known := about.get(match_decisions.key_of(title)))
    }


def _word(state: str) -> str:
    return {"moved": "要重新核对", "accepted": "已写入"}.get(state) or glossary.word(f"row_{state}")


def _meaning(state: str) -> str:
    if state == "accepted":
        return "这些行已经写进名录。"
    if state == "moved":
        return "您看过以后，有人改了这些条目。请重新核对，看清楚再写入。"
    term = glossary.term(f"row_{state}")
    return term.meaning if term else ""


def _tabs(one: ImportView, path: str) -> tuple[Link, ...]:
    states = [*import_shown.ROW_STATES, *(each for each in ("moved", "accepted") if one.counts.get(each))]
    return tuple(
        Link(_word(state), f"{path}/rows?state={state}", labels.grouped(one.counts.get(state, 0))) for state in states
    )


def _left_out(one: ImportView) -> str:
    """Which rows below the head were not taken for data, and for what they were taken."""
    shown = [
        f"第 {each.row} 行（{labels_imports.LEFT_OUT.get(each.code, each.code)}）"
        for each in one.left_out[:_LEFT_OUT_MAX]
    ]
    more = len(one.left_out) - len(shown)
    return "、".join(shown) + (f" 等 {labels.grouped(len(one.left_out))} 行" if more > 0 else "")


def _referred(rows: Iterable[RowView]) -> set[int]:
    """The entities whose titles these rows need: whom they are about, and what their values refer to."""
    listed = list(rows)
    about = {row.entity for row in listed if row.entity is not None}
    cells = [(cell.property, value) for row in listed for cell in row.cells for value in (cell.value, cell.old)]
    return about | register_shown.referred(cells)


def row_shown(one: ImportView, row: RowView, titles: Titles, names: Mapping[int, str], expected: str = "") -> RowShown:
    """One row in words. `names`: of organisations that said what is there now; `expected`: the record of what was decided last
    about the name.
    """
    record = one.file.record
    sheet = one.mapping.sheet if one.mapping is not None else ""
    told = [
        cell
        for cell in row.cells
        if cell.status in {"new", "changed", "conflicting"}
        and (row.entity is not None or cell.property.name != one.kind.title)  # the title stands beside it
    ]
    changes = [_change(cell, record, titles, names) for cell in told]
    is_new = row.state == "new"
    first = changes[:_CELLS_OF_NEW] if is_new else changes
    ambiguous = next((reason for reason in row.reasons if reason.code == "ambiguous"), None)
    return RowShown(
        key=row.number,
        number=row.sheet_row,
        href=cell_path(record, f"{sheet}!A{row.sheet_row}"),
        entity=_entity(one.kind, row, titles),
        why=_why(row),
        changes=tuple(first),
        more=tuple(changes[len(first) :]),
        faults=(*cell_faults(row, record), *_row_faults(one, row)),
        candidates=_candidates(one.kind, ambiguous),
        expected=expected,
        is_acceptable=row.is_acceptable,
        is_written=row.deed is not None,
        left_out=tuple(cell_faults(row, record, "left_out")),
        can_be_partial=can_be_partial(one.kind, row),
        name_uses=_name_uses(one.kind, row),
    )


def can_be_partial(kind: Kind, row: RowView) -> bool:
    """Whether only cells that can be left out keep the row from being written."""
    faulty = [cell for cell in row.cells if cell.status == "faulty"]
    rest = any(cell.status in {"new", "changed", "conflicting"} for cell in row.cells)
    right = not any(must_be_right(kind, cell.property.name) for cell in faulty)
    whole = not any(reason.code in _ROW_FAULTS for reason in row.reasons)
    return row.state == "faulty" and row.deed is None and bool(faulty) and rest and right and whole


def _name_uses(kind: Kind, row: RowView) -> tuple[NameUse, ...]:
    """What a person may make of a name that is not the title of whom the row is about."""
    if row.entity is None or row.deed is not None:
        return ()
    for cell in row.cells:
        is_title = cell.property.name == kind.title and not cell.code
        if OTHER_NAME in cell.notes:
            now = cell.property.name
        elif NAME_ONLY in cell.notes:
            now = NOT_AT_ALL
        elif is_title and cell.status in {"changed", "conflicting"} and cell.old != cell.value:
            now = AS_TITLE
        else:
            continue
        words = {
            **{name: f"加进{kind.by_name[name].label}" for name in other_names(kind)},
            NOT_AT_ALL: "只用来认，不写入",
            AS_TITLE: f"改为现在的{kind.by_name[kind.title].label}",
        }
        return tuple(NameUse(value, word, value == now) for value, word in words.items())
    return ()


def _when(cell: CellView) -> str:
    """For which time a cell speaks: a year, or from a day and before a day."""
    start, end = cell.valid_from, cell.valid_to
    if start and end and (start.month, start.day) == (1, 1) and end == start.replace(year=start.year + 1):
        return f"{start.year} 年"
    return "，".join([*([f"{start} 起"] if start else []), *([f"{end} 以前"] if end else [])])


def _entity(kind: Kind, row: RowView, titles: Titles) -> Link:
    if row.entity is None:
        return Link(row.title)
    return Link(titles.get(row.entity, row.title), f"/registers/{kind.name}/{row.entity}")


def _why(row: RowView) -> str:
    """How the entity was found, and that it is written otherwise in the sheet."""
    if row.deed is not None:
        return ""
    if row.entity is None:
        return {"new": "名录里还没有", "conflicting": "还认不准是哪一个"}.get(row.state, "")
    if any(reason.code == "matched" for reason in row.reasons):
        return f"由名称认出：表里写作“{row.title}”"
    return "由编码认出"


def _change(cell: CellView, record: int, titles: Titles, names: Mapping[int, str]) -> Change:
    has_old = cell.status in {"changed", "conflicting"} and cell.old is not None and cell.old != cell.value
    notes = [labels_imports.note_words(code) for code in cell.notes]
    if has_old and cell.status == "conflicting" and cell.old_organisation is not None:
        notes.insert(0, f"{names.get(cell.old_organisation, '别的机构')}说的是前一个")
    return Change(
        label=cell.property.label,
        new=register_shown.text(cell.property, cell.value, titles),
        old=register_shown.text(cell.property, cell.old, titles) if has_old else "",
        has_old=has_old,
        place=cell_of(cell.place),
        href=cell_path(record, cell.place) if cell.place else "",
        note="；".join(note for note in notes if note),
        when=_when(cell),
    )


def cell_of(place: str) -> str:
    """基地!C5 → C5: on a page of one sheet its name need not be said each time."""
    return place.rpartition("!")[2]


def with_label(label: str, what: str) -> str:
    """What is wrong, of which property: said once where the words say it themselves."""
    return what if what.startswith(label) else f"{label}：{what}"


def cell_faults(row: RowView, record: int, status: str = "faulty") -> list[FaultShown]:
    """What is wrong with cells of a row that have this status."""
    return [
        FaultShown(
            what=with_label(cell.property.label, labels_imports.words_of(cell.code, cell.hint).what),
            do=labels_imports.words_of(cell.code, cell.hint).do,
            value=cell.seen,
            place=cell_of(cell.place),
            href=cell_path(record, cell.place) if cell.place else "",
        )
        for cell in row.cells
        if cell.status == status
    ]


def _row_faults(one: ImportView, row: RowView) -> list[FaultShown]:
    shown = []
    for reason in row.reasons:
        if reason.code in {"matched", NAMED}:  # said beside the name
            continue
        words = labels_imports.reason_words(reason.code, reason.detail, one.kind)
        where = str(reason.detail.get("place", ""))
        href = cell_path(one.file.record, where)
        tone = _TONES.get(reason.code, "fault")
        shown.append(FaultShown(words.what, words.do, "", cell_of(where) if href else "", href, tone))
    return shown


def _candidates(kind: Kind, reason: Reason | None) -> tuple[CandidateShown, ...]:
    """The entities among which a person decides: [number, title, score, reason codes…] each."""
    given = reason.detail.get("candidates") if reason is not None else None
    if not isinstance(given, list):
        return ()
    shown = []
    for number, title, score, why in given:
        reasons = [labels_imports.match_words(code, detail) for code, detail in why]
        words = "，".join([labels_matching.certainty(score), *reasons])
        shown.append(CandidateShown(str(number), str(title), f"/registers/{kind.name}/{number}", words))
    return tuple(shown)
