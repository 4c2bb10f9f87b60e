"""What would a table change: which rows are new, changed, the same, conflicting, faulty, and in which cells?

`group` finds rows of the file that are about the same; `compare` holds each row against what is there. What the cells say
(sheet_rows.py) and what is there (which entity a row means, what was said of it) is handed in. `Row.as_columns` is what the preview
keeps.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import orjson

from yaomai.registers.declaration.kind import Kind
from yaomai.registers.declaration.types import Division, Ref
from yaomai.registers.engine.entity_rows import identity_keys
from yaomai.registers.engine.folding import fold
from yaomai.registers.engine.reading import ReadFault, read
from yaomai.registers.engine.set_aside import LEFT_OUT, NAMED, is_aside, settle_status
from yaomai.registers.engine.spreadsheet import letters

STATES = ("new", "changed", "same", "conflicting", "faulty")
REF_UNKNOWN = "registers.cell_ref_unknown"
REF_AMBIGUOUS = "registers.cell_ref_ambiguous"
TWO_COLUMNS = "registers.cell_two_columns"
SEEN_MAX = 300
_COMPARED_MAX = 100
"""With so many rows about the same entity each further one is compared: what contradicts another contradicts one of them."""
_REASONS_MAX = 8
_FAULTS = frozenset({"required", "not_allowed", "identity_taken"})
_UNDECIDED = frozenset({"ambiguous", "two_entities", "rows_contradict"})
_NOT_KEPT = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, *range(0xD800, 0xE000)), 0xFFFD)

Reason = tuple[str, dict[str, Any]]
"""Why a row is what it is: a code, and its details."""


@dataclass(slots=True)
class Cell:
    """One cell of a row of the file (`column` from 0; -1: a value that was stated for all rows).

    `seen`: as text; `value` and `unit`: canonical (declaration/types.py); `code` and `hint`: of the fault that keeps it from being
    read; `notes`: computed, hidden_row, hidden_column, merged, and those of set_aside.py. `status`: new, changed, same,
    conflicting, faulty, left_out; `old`: what is there now, as said by `old_organisation`.
    """

    column: int
    property: str
    seen: str
    value: Any = None
    unit: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    code: str = ""
    hint: str = ""
    notes: tuple[str, ...] = ()
    status: str = "new"
    old: Any = None
    old_organisation: int | None = None

    def overlaps(self, start: date | None, end: date | None) -> bool:
        """Whether it is about a day of this period, too."""
        return (self.valid_to is None or start is None or start < self.valid_to) and (
            end is None or self.valid_from is None or self.valid_from < end
        )

    def ask_again(self, kind: Kind) -> None:
        """Let the entities that it names be found again."""
        each = kind.by_name[self.property]
        if isinstance(each.type, Ref) and (self.code in {REF_UNKNOWN, REF_AMBIGUOUS} or self.value is not None):
            try:
                self.value, self.code, self.hint = read(each.type, self.seen, many=each.many).value, "", ""
            except ReadFault as fault:
                self.value, self.code = None, fault.code
        self.status, self.old, self.old_organisation = "new", None, None
        if self.code == TWO_COLUMNS:
            self.code = ""

    def as_json(self) -> dict[str, Any]:
        """What the preview keeps of it: members that say nothing are left out."""
        kept: dict[str, Any] = {"c": self.column, "p": self.property, "s": self.status}
        if self.value is not None:
            kept["v"] = self.value
        if self.seen != self.value:
            kept["t"] = self.seen
        more = (
            *(("u", self.unit), ("f", self.valid_from), ("b", self.valid_to), ("e", self.code), ("h", self.hint)),
            *(("n", self.notes), ("w", self.old_organisation)),
        )
        kept.update([one for one in more if one[1]])
        if self.status in {"changed", "conflicting"}:
            kept["o"] = self.old
        return kept

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Cell":
        """The cell that was kept so."""
        get = kept.get
        value = get("v")
        found = cls(kept["c"], kept["p"], kept["t"] if "t" in kept else value if isinstance(value, str) else "", value)
        found.status = kept["s"]
        if len(kept) > 3 + ("v" in kept) + ("t" in kept):
            start, end = get("f"), get("b")
            found.unit, found.code, found.hint, found.notes = (
                get("u", ""),
                get("e", ""),
                get("h", ""),
                tuple(get("n", ())),
            )
            found.valid_from = date.fromisoformat(start) if start else None
            found.valid_to = date.fromisoformat(end) if end else None
            found.old, found.old_organisation = get("o"), get("w")
        return found


@dataclass(slots=True)
class Row:
    """One row of the file: `number` from 1 in its order, `sheet_row` as the spreadsheet counts it; `leader`: the number of the
    first row that is about the same entity; `entity`: that entity, if it is there. `seen`: the outcome that a person was shown.
    """

    number: int
    sheet_row: int
    cells: list[Cell] = field(default_factory=list)
    state: str = ""
    entity: int | None = None
    leader: int = 0
    title: str = ""
    reasons: list[Reason] = field(default_factory=list)
    seen: tuple[object, ...] = ()

    @classmethod
    def from_kept(cls, kept: Sequence[Any]) -> "Row":
        """The row of what `as_columns` gave, to be looked at again: its cells as read, and whom its name was found to mean."""
        number, sheet_row, state, entity, _leader, title, cells, reasons = kept
        found = cls(number, sheet_row, [Cell.from_json(one) for one in orjson.loads(cells)], leader=number, title=title)
        found.state, found.entity = state, entity
        found.seen = found.outcome
        found.state = ""
        if reasons != "[]":
            found.reasons = [(code, detail) for code, detail in orjson.loads(reasons) if code in {"matched", NAMED}]
        if not any(code == "matched" for code, _ in found.reasons):
            found.entity = None
        return found

    @property
    def outcome(self) -> tuple[object, ...]:
        """What a person has seen of it, and goes by when accepting it: whom it is about, and what becomes of which cell."""
        return (
            self.state,
            self.entity,
            [(cell.status, cell.old, cell.old_organisation, cell.code) for cell in self.cells],
        )

    def values(self) -> dict[str, Any]:
        """Property to value, of the cells that could be read; of several of one property the first."""
        found: dict[str, Any] = {}
        for cell in self.cells:
            if not cell.code and cell.value is not None:
                found.setdefault(cell.property, cell.value)
        return found

    def as_columns(self) -> tuple[int, int, str, int | None, int, str, str, str]:
        """Number, sheet row, state, entity, leader, title, and cells and reasons as JSON text."""
        cells = orjson.dumps([cell.as_json() for cell in self.cells]).decode()
        reasons = orjson.dumps(self.reasons).decode()
        return (self.number, self.sheet_row, self.state, self.entity, self.leader, self.title, cells, reasons)

    @property
    def is_acceptable(self) -> bool:
        """Whether a person may accept it: nothing must be decided or mended first."""
        return is_acceptable(self.state, [code for code, _ in self.reasons])


def is_acceptable(state: str, reasons: Sequence[str]) -> bool:
    """Whether rows of this state, for these reasons, may be accepted: also those where another source says otherwise, since both
    statements then stand.
    """
    return state in {"new", "changed"} or (state == "conflicting" and _UNDECIDED.isdisjoint(reasons))


class Said(NamedTuple):
    """What somebody said of a property and nobody withdrew; `at` orders: the later counts."""

    value: Any
    valid_from: date | None
    valid_to: date | None
    organisation: int | None
    at: tuple[int, int]

    def covers(self, cell: Cell) -> bool:
        """Whether it is said of all days that the cell is about."""
        begins = self.valid_from is None or (cell.valid_from is not None and self.valid_from <= cell.valid_from)
        return begins and (self.valid_to is None or (cell.valid_to is not None and cell.valid_to <= self.valid_to))


def kept_text(text: str) -> str:
    """The text as the preview can keep it: bounded, and without what PostgreSQL cannot hold."""
    return (text if text.isprintable() else text.translate(_NOT_KEPT))[:SEEN_MAX]


def named_refs(kind: Kind, rows: Iterable[Row]) -> dict[str, dict[str, None]]:
    """By kind: the texts by which cells name entities of it, each once."""
    wanted: dict[str, dict[str, None]] = defaultdict(dict)
    for row in rows:
        for cell in row.cells:
            type_ = kind.by_name[cell.property].type
            if isinstance(type_, Ref) and not cell.code and cell.value is not None:
                for text in cell.value if isinstance(cell.value, list) else [cell.value]:
                    wanted[type_.kind][str(text)] = None
    return wanted


def put_refs(kind: Kind, rows: Iterable[Row], found: Mapping[tuple[str, str], int | Sequence[str]]) -> None:
    """Put numbers for the names of entities. `found`: by kind and text the entity, or the titles of those that may be meant (none:
    nobody knows such a one); those cells are faulty.
    """
    for row in rows:
        for cell in row.cells:
            type_ = kind.by_name[cell.property].type
            if not isinstance(type_, Ref) or cell.code or cell.value is None:
                continue
            numbers = []
            for text in cell.value if isinstance(cell.value, list) else [cell.value]:
                meant = found.get((type_.kind, str(text)), ())
                if isinstance(meant, int):
                    numbers.append(meant)
                else:
                    cell.code = REF_AMBIGUOUS if meant else REF_UNKNOWN
                    cell.hint = kept_text(" / ".join(meant) if meant else str(text))
            if cell.code:
                cell.value = None
            else:
                cell.value = numbers if isinstance(cell.value, list) else numbers[0]


def group(kind: Kind, rows: Sequence[Row]) -> None:
    """Name each row's leader: the first row that states the same identity, means the same entity, or, where neither states an
    identity, has the same title in the same division.
    """
    leaders: dict[object, int] = {}
    parent = {row.number: row.number for row in rows}

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = number = parent[parent[number]]
        return number

    divisions = [one.name for one in kind.properties if isinstance(one.type, Division)]
    for row in rows:
        values = row.values()
        row.title = str(values.get(kind.title) or "")
        keys: list[object] = list(identity_keys(kind, values))
        if row.entity is not None:
            keys.append(row.entity)
        if not keys and row.title:
            keys.append((fold(row.title), *(values.get(name) for name in divisions)))
        for key in keys:
            first = root(leaders.setdefault(key, row.number))
            own = root(row.number)
            parent[max(first, own)] = min(first, own)
    for row in rows:
        row.leader = root(row.number)


def compare(
    kind: Kind,
    rows: Sequence[Row],
    said: Mapping[tuple[int, str], Sequence[Said]],
    *,
    organisation: int | None,
) -> None:
    """Say of each row and cell what it would change. Reasons that are there already (ambiguous, not_allowed, …) count.

    `said`: by entity and property what is said and not withdrawn; `organisation`: for whom the rows would speak.
    """
    by_leader: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_leader[row.leader].append(row)
    for members in by_leader.values():
        entity = next((row.entity for row in members if row.entity is not None), None)
        for row in members:
            row.entity = row.entity if row.entity is not None else entity
            for cell in row.cells:
                _compare_cell(
                    cell, said.get((row.entity, cell.property), ()) if row.entity is not None else (), organisation
                )
                settle_status(cell)
        _contradictions(members)
        _required(kind, members)
        for row in members:
            row.state = _state(row)


def _compare_cell(cell: Cell, said: Sequence[Said], organisation: int | None) -> None:
    if cell.code:
        return
    if not said:
        cell.status = "new"
        return
    there = [one for one in said if cell.overlaps(one.valid_from, one.valid_to)]
    if len(there) > 1:
        there.sort(key=lambda one: one.at)
    own = [one for one in there if one.organisation == organisation]
    if own:
        latest = own[-1]
        is_same = latest.value == cell.value and latest.covers(cell)
        cell.status = "same" if is_same else "changed" if latest.value != cell.value else "new"
        cell.old = latest.value
        return
    newest = {one.organisation: one for one in there}
    if not newest:
        cell.status = "new"
    elif any(one.value == cell.value and one.covers(cell) for one in newest.values()):
        cell.status = "same"
    else:
        other = max(newest.values(), key=lambda one: one.at)
        cell.status = "new" if other.value == cell.value else "conflicting"
        cell.old, cell.old_organisation = other.value, other.organisation


def _contradictions(members: Sequence[Row]) -> None:
    """Rows about the same that say different things are in conflict; one that only repeats another says nothing new."""
    if len(members) == 1 and len({cell.property for cell in members[0].cells}) == len(members[0].cells):
        return
    told: dict[str, list[tuple[Row, Cell]]] = defaultdict(list)
    for row in members:
        adds = False
        for cell in row.cells:
            if is_aside(cell):
                adds = adds or (not cell.code and cell.status != "same")
                continue
            for other_row, other in told[cell.property]:
                if not other.overlaps(cell.valid_from, cell.valid_to):
                    continue
                if other.value == cell.value:
                    if cell.status != "same" and (other.valid_from, other.valid_to) == (cell.valid_from, cell.valid_to):
                        cell.status = "same"
                elif other_row is row:
                    for one in (cell, other):
                        one.status, one.code = "faulty", TWO_COLUMNS
                else:
                    _in_conflict(row, cell, other_row, other)
            adds = adds or cell.status not in {"same", "faulty"}
            if len(told[cell.property]) < _COMPARED_MAX:
                told[cell.property].append((row, cell))
        if row is not members[0] and not adds and not any(cell.code for cell in row.cells):
            row.reasons.append(("repeats_row", {"row": members[0].sheet_row}))


def _in_conflict(row: Row, cell: Cell, other_row: Row, other: Cell) -> None:
    for one, its, against, theirs in ((row, cell, other_row, other), (other_row, other, row, cell)):
        if its.status != "faulty":
            its.status = "conflicting"
        detail = {"property": its.property, "row": against.sheet_row, "column": theirs.column, "value": theirs.seen}
        if len(one.reasons) < _REASONS_MAX and ("rows_contradict", detail) not in one.reasons:
            one.reasons.append(("rows_contradict", detail))


def _required(kind: Kind, members: Sequence[Row]) -> None:
    """A new entity has all that is required; the rows of one together."""
    if members[0].entity is not None:
        return
    told = {cell.property for row in members for cell in row.cells if cell.value is not None or cell.code}
    members[0].reasons += [("required", {"property": name}) for name in kind.required if name not in told]


def _state(row: Row) -> str:
    codes = {code for code, _ in row.reasons}
    statuses = {cell.status for cell in row.cells}
    if "faulty" in statuses or codes & _FAULTS:
        return "faulty"
    if codes & _UNDECIDED:
        return "conflicting"
    if "conflicting" in statuses:
        row.reasons.append(("other_source", {}))
        return "conflicting"
    if not statuses - {"same", LEFT_OUT}:
        return "same"
    return "new" if row.entity is None else "changed"


def places_of(sheet: str, row: Row) -> list[str]:
    """Where each cell of the row is: "基地!C5"; for a value that was stated for all rows, the row."""
    before, after = f"{sheet}!", str(row.sheet_row)
    return [before + (letters(cell.column) if cell.column >= 0 else "") + after for cell in row.cells]
