"""Do the entities exist that statements refer to?"""

from collections.abc import Mapping, Sequence

from yaomai.errors import Finding
from yaomai.people.viewer import Viewer
from yaomai.registers.declaration.kind import Kind
from yaomai.registers.declaration.types import Ref
from yaomai.registers.derivation import bigints
from yaomai.registers.engine.told import Told
from yaomai.registers.operations.lock import Cursor
from yaomai.registers.sight import sights


def check(
    cursor: Cursor, viewer: Viewer, told: Sequence[Told], declared: Mapping[str, Kind], faults: list[Finding]
) -> None:
    """Add what is wrong with the references; one to an entity that the viewer does not see is one to nothing."""
    named = [
        (f"/{position}/{saying.property}", of.kind, number)
        for position, one in enumerate(told)
        for saying in one.says
        if isinstance(of := declared[one.kind].by_name[saying.property].type, Ref) and saying.value is not None
        for number in (saying.value if isinstance(saying.value, list) else [saying.value])
    ]
    if not named:
        return
    rows = cursor.execute(
        "SELECT id, kind, organisation, division FROM registers_entity WHERE id = ANY (%s::bigint[])",
        (bigints({number for _, _, number in named}),),
    ).fetchall()
    there = {number: (kind, organisation, division) for number, kind, organisation, division in rows}
    seen = {name: sights(viewer, declared[name]) for name in {kind for _, kind, _ in named}}
    for pointer, kind, number in named:
        found = there.get(number)
        if found is None or found[0] != kind or not seen[kind].of(found[1], found[2]):
            faults.append(Finding("registers.ref_unknown", pointer, f"there is no {kind} {number}", str(number)))
