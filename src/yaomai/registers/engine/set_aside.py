"""What of a row is not taken as it stands: a name that only told whom it is about, a faulty cell that a person leaves out?

A name by which an entity was recognised does not rename it: it becomes another name of the entity, or is left out. A person may say
otherwise, row by row; that is kept as a reason of the row (`NAMED`).
"""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from yaomai.registers.declaration.kind import Kind
from yaomai.registers.declaration.types import Text
from yaomai.registers.engine.folding import fold

if TYPE_CHECKING:
    from yaomai.registers.engine.import_plan import Cell, Row

NAMED = "named"
"""The reason that keeps what a person said of the name: {"as": AS_TITLE, NOT_AT_ALL or a property}."""
AS_TITLE = "title"
NOT_AT_ALL = "none"

OTHER_NAME = "other_name"
"""Note of a cell: the title in it is added to the other names."""
NAME_ONLY = "name_only"
"""Note of a cell: the title in it only told whom the row is about."""
LEFT_OUT = "left_out"
"""Note and status of a cell that cannot be read and that a person left out."""
_OF_NAMES = frozenset({OTHER_NAME, NAME_ONLY})


def other_names(kind: Kind) -> list[str]:
    """The properties to which a name can be added, the one that is taken first in front."""
    listed = [kind.by_name[name] for name in reversed(kind.other_names)]
    return [one.name for one in listed if one.many and isinstance(one.type, Text)]


def restore_name(kind: Kind, row: "Row") -> None:
    """Put the title back where it was read, to be looked at again."""
    for cell in row.cells:
        if OTHER_NAME in cell.notes:
            cell.property, cell.value = kind.title, cell.value[-1]
        if not _OF_NAMES.isdisjoint(cell.notes):
            cell.notes = tuple(note for note in cell.notes if note not in _OF_NAMES)


def settle_name(kind: Kind, row: "Row", title: str, known: dict[str, list[Any]], taken: Collection[str]) -> None:
    """Say what becomes of the row's title, which is not that of the entity it is about. `known`: the other names of the entity by
    property; what is added is added there, too. `taken`: the properties that whoever imports may state.
    """
    chosen = next((str(detail["as"]) for code, detail in row.reasons if code == NAMED), "")
    if not chosen and not any(code == "matched" for code, _ in row.reasons):
        chosen = AS_TITLE  # the code told whom it is about, so the name is said of it
    for cell in row.cells:
        if cell.property != kind.title or cell.code or not isinstance(cell.value, str) or cell.value == title:
            continue
        use = chosen or _proposed(kind, cell.value, title, known.keys() & taken)
        if use == AS_TITLE:
            continue
        names = known.setdefault(use, [])
        everywhere = {fold(str(name)) for each in known.values() for name in each}
        if use == NOT_AT_ALL or use not in taken or fold(cell.value) in everywhere:
            cell.notes = (*cell.notes, NAME_ONLY)
            continue
        names.append(cell.value)
        cell.property, cell.value, cell.notes = use, list(names), (*cell.notes, OTHER_NAME)


def _proposed(kind: Kind, name: str, title: str, taken: Collection[str]) -> str:
    if fold(name) == fold(title):
        return NOT_AT_ALL
    return next((one for one in other_names(kind) if one in taken), NOT_AT_ALL)


def settle_status(cell: "Cell") -> None:
    """What a cell that is not taken as it stands changes: another name is added, whoever said the others."""
    if cell.code:
        cell.status = LEFT_OUT if LEFT_OUT in cell.notes else "faulty"
    elif NAME_ONLY in cell.notes:
        cell.status, cell.old, cell.old_organisation = "same", None, None
    elif OTHER_NAME in cell.notes and cell.status == "conflicting":
        cell.status = "changed"


def is_aside(cell: "Cell") -> bool:
    """Whether another row cannot contradict it: it cannot be read, or it only names."""
    return bool(cell.code) or not _OF_NAMES.isdisjoint(cell.notes)


def must_be_right(kind: Kind, property_name: str) -> bool:
    """Whether a row cannot be written while this property of it cannot be read: it is required, or tells who it is."""
    return kind.by_name[property_name].required or any(property_name in names for names in kind.identity)


def leave_out_faulty(kind: Kind, row: "Row") -> bool:
    """Leave the faulty cells out, where all of them can be left out. Whether there was something to leave out."""
    faulty = [cell for cell in row.cells if cell.status == "faulty"]
    if not faulty or any(must_be_right(kind, cell.property) for cell in faulty):
        return False
    for cell in faulty:
        cell.notes = (*cell.notes, LEFT_OUT)
    return True
