"""Whom are the rows of a table about, and what would they change there?

Of what the viewer may not see nothing is told but that a code is taken; who a name means is asked among what the viewer may see.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from yaomai.database.text_array import text_array
from yaomai.people.viewer import Viewer
from yaomai.registers import kinds
from yaomai.registers.declaration.kind import Kind
from yaomai.registers.declaration.types import Code
from yaomai.registers.derivation import ALWAYS, bigints, not_withdrawn, slices
from yaomai.registers.engine.entity_rows import division_of, identity_keys
from yaomai.registers.engine.import_plan import Row, Said, compare, group, named_refs, put_refs
from yaomai.registers.engine.set_aside import NAMED, other_names, restore_name, settle_name
from yaomai.registers.operations.everything import everything
from yaomai.registers.queries.matching import Incoming, Match, match
from yaomai.registers.queries.search import named_all
from yaomai.registers.sight import rights, sights

_AT_ONCE = 10_000
_CANDIDATES_MAX = 8

Progress = Callable[[float], None]
"""Told how far it is, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An entity as rows of a table are held against it."""

    organisation: int | None
    division: str
    title: str
    current: Mapping[str, Any]
    disputed: frozenset[str]


def plan(
    viewer: Viewer,
    kind: Kind,
    rows: Sequence[Row],
    *,
    progress: Progress = lambda _share: None,
    is_again: bool = False,
) -> None:
    """Say of each row whom it is about and what it would change. Cells have been read; what was said of the rows before is gone.

    `is_again`: the rows have been planned; whom names mean has been found then, and only what was found is held against what is
    there by now.
    """
    for row in rows:
        restore_name(kind, row)
    if not is_again:
        for row in rows:
            row.entity, row.reasons = None, [one for one in row.reasons if one[0] == NAMED]
        _find_refs(viewer, kind, rows)
    progress(0.1)
    for row in rows:
        row.title = str(row.values().get(kind.title) or row.title)
    _identify(kind, rows)
    progress(0.2)
    if is_again:
        _match_again(viewer, kind, rows)
    else:
        _match(viewer, kind, rows, lambda share: progress(0.2 + 0.4 * share))
    group(kind, rows)
    there = standing({row.entity for row in rows if row.entity is not None})
    progress(0.7)
    _settle_names(viewer, kind, rows, there)
    _hold_rights(viewer, kind, rows, there)
    said = _said(viewer, kind, rows, there)
    progress(0.8)
    compare(kind, rows, said, organisation=viewer.organisation)
    progress(1.0)


def standing(numbers: Iterable[int]) -> dict[int, Standing]:
    """How these entities stand now."""
    found = {}
    with everything() as cursor:
        for some in slices(sorted(numbers), _AT_ONCE):
            cursor.execute(
                "SELECT id, organisation, division, title, current::text, disputed FROM registers_entity"
                " WHERE id = ANY (%s::bigint[])",
                (bigints(some),),
            )
            for number, organisation, division, title, current, disputed in cursor.fetchall():
                found[number] = Standing(organisation, division, title, orjson.loads(current), frozenset(disputed))
    return found


def _find_refs(viewer: Viewer, kind: Kind, rows: Sequence[Row]) -> None:
    """Put the numbers of entities that cells name: by exactly one name or code of theirs, else by how names are matched."""
    found: dict[tuple[str, str], int | Sequence[str]] = {}
    for name, texts in named_refs(kind, rows).items():
        other = kinds.kind(name)
        exact = named_all(viewer, name, texts)
        for text, numbers in exact.items():
            if len(numbers) == 1:
                found[name, text] = numbers[0]
        rest = [text for text in texts if (name, text) not in found]
        for text, met in zip(
            rest, match(viewer, other, [Incoming(text) for text in rest]) if rest else (), strict=True
        ):
            found[name, text] = (
                met.decided if met.decided is not None else [one.title for one in met.candidates[:_CANDIDATES_MAX]]
            )
    put_refs(kind, rows, found)


def _identify(kind: Kind, rows: Sequence[Row]) -> None:
    """Name the entities whose identities rows state; those that state the identities of two, or one that two have, conflict."""
    stated = [(row, list(identity_keys(kind, row.values()))) for row in rows]
    wanted = sorted({key for _, keys in stated for key in keys})
    by_key: dict[str, list[int]] = {}
    with everything() as cursor:
        for some in slices_of_texts(wanted):
            cursor.execute(
                "SELECT k.key, coalesce(e.merged_into, e.id) FROM registers_identity_key k"
                " JOIN registers_entity e ON e.id = k.entity WHERE k.key = ANY (%s::text[]) AND NOT e.is_void ORDER BY 2",
                (text_array(some),),
            )
            for key, number in cursor.fetchall():
                by_key.setdefault(key, []).append(number)
    for row, keys in stated:
        meant = list(dict.fromkeys(number for key in keys for number in by_key.get(key, ())))
        if meant:
            row.entity = meant[0]
        if len(meant) > 1:
            row.reasons.append(("two_entities", {"entities": meant}))


def slices_of_texts(texts: Sequence[str]) -> Iterable[Sequence[str]]:
    """These texts in pieces."""
    return (texts[start : start + _AT_ONCE] for start in range(0, len(texts), _AT_ONCE))


def _match(viewer: Viewer, kind: Kind, rows: Sequence[Row], progress: Progress) -> None:
    """Name the entities that rows without a known identity mean by their titles, or say who may be meant."""
    of_row: dict[tuple[object, ...], list[Row]] = {}
    asked: list[Incoming] = []
    for row in rows:
        if row.entity is None and row.title:
            title, codes, division, address = _named(kind, row)
            met = of_row.setdefault((title, *sorted(codes.items()), division, address), [])
            if not met:
                asked.append(Incoming(title, codes, division, address))
            met.append(row)
    if not asked:
        return
    found = match(viewer, kind, asked, progress=lambda done, total: progress(done / max(total, 1)))
    for answer, same in zip(found, of_row.values(), strict=True):
        for row in same:
            _answer(row, answer)


def _answer(row: Row, answer: Match) -> None:
    if answer.decided is not None:
        row.entity = answer.decided
        row.reasons.append(("matched", {"entity": answer.decided}))
    elif answer.candidates and not answer.is_none_of_them:
        candidates = [_candidate(each) for each in answer.candidates[:_CANDIDATES_MAX]]
        row.reasons.append(("ambiguous", {"candidates": candidates}))


def _match_again(viewer: Viewer, kind: Kind, rows: Sequence[Row]) -> None:
    """Of rows that were found to mean nobody who is there: whether somebody is called exactly so by now."""
    open_rows = [row for row in rows if row.entity is None and row.title]
    named = named_all(viewer, kind.name, {row.title for row in open_rows}) if open_rows else {}
    for row in open_rows:
        if named[row.title] and not list(identity_keys(kind, row.values())):
            row.reasons.append(("ambiguous", {"candidates": [[one, row.title, 1.0, []] for one in named[row.title]]}))


def _candidate(one: Any) -> list[Any]:
    return [one.entity, one.title, float(one.score), [[each.code, dict(each.detail)] for each in one.reasons]]


def _named(kind: Kind, row: Row) -> tuple[str, dict[str, str], str, str]:
    """Title, codes, division and address of a row."""
    values = row.values()
    codes = {
        one.name: str(values[one.name])
        for one in kind.properties
        if isinstance(one.type, Code) and not one.many and values.get(one.name) is not None
    }
    return row.title, codes, division_of(kind, values), str(values.get("address") or "")


def _settle_names(viewer: Viewer, kind: Kind, rows: Sequence[Row], there: Mapping[int, Standing]) -> None:
    """Whom a row is about is not renamed by the name that told so."""
    seen, may = sights(viewer, kind), rights(viewer, kind)
    known: dict[int, dict[str, list[Any]]] = {}
    for row in rows:
        one = there.get(row.entity) if row.entity is not None else None
        if one is None or row.entity is None or not row.title or row.title == one.title:
            continue
        visible = seen.of(one.organisation, one.division)
        names = known.setdefault(
            row.entity, {name: list(one.current.get(name) or ()) for name in other_names(kind) if name in visible}
        )
        settle_name(kind, row, one.title, names, may.changes(one.organisation, one.division))


def _hold_rights(viewer: Viewer, kind: Kind, rows: Sequence[Row], there: Mapping[int, Standing]) -> None:
    """Rows that the viewer may not keep, and cells that the viewer may not state, are faults. An entity that the viewer does not
    see is only said to be taken.
    """
    seen, may = sights(viewer, kind), rights(viewer, kind)
    for row in rows:
        entity = there.get(row.entity) if row.entity is not None else None
        if entity is not None and not seen.of(entity.organisation, entity.division):
            row.entity = None
            row.reasons = [("identity_taken", {})]
            continue
        where: tuple[int | None, str]
        if entity is not None:
            where = (entity.organisation, entity.division)
        else:  # as operations/state.py places a new one
            division = division_of(kind, row.values())
            where = (None if may.keeps(None, division) else viewer.organisation, division)
            if not may.keeps(*where):
                row.reasons.append(("not_allowed", {"property": ""}))
                continue
        told = {cell.property for cell in row.cells}
        row.reasons += [("not_allowed", {"property": name}) for name in told - may.changes(*where)]


def _said(
    viewer: Viewer, kind: Kind, rows: Sequence[Row], there: Mapping[int, Standing]
) -> dict[tuple[int, str], Sequence[Said]]:
    """What is said of the properties of entities that rows tell of, as far as the viewer sees it. Where all agree on what a row
    says without a period, that is all there is to know.
    """
    found: dict[tuple[int, str], Sequence[Said]] = {}
    needed: dict[int, set[str]] = {}
    seen = sights(viewer, kind)
    for row in rows:
        entity = there.get(row.entity) if row.entity is not None else None
        if entity is None or row.entity is None:
            continue
        visible = seen.of(entity.organisation, entity.division)
        for cell in row.cells:
            if cell.code or cell.property not in visible:
                continue
            is_plain = cell.valid_from is None and cell.valid_to is None and cell.property not in entity.disputed
            if is_plain and cell.value is not None and entity.current.get(cell.property) == cell.value:
                found[row.entity, cell.property] = [Said(cell.value, None, None, entity.organisation, (0, 0))]
            else:
                needed.setdefault(row.entity, set()).add(cell.property)
    names = sorted({name for properties in needed.values() for name in properties})
    with everything() as cursor:
        for some in slices(sorted(needed), _AT_ONCE):
            for number, name, one in _statements(cursor, some, names):
                if name in needed[number]:
                    said = found.setdefault((number, name), [])
                    if isinstance(said, list):
                        said.append(one)
    return found


def _statements(cursor: Any, entities: Sequence[int], names: Sequence[str]) -> Iterable[tuple[int, str, Said]]:
    """What is said of these properties and not withdrawn, also of what was merged into the entities."""
    cursor.execute(
        "SELECT coalesce(e.merged_into, e.id), s.property, s.value::text, s.valid_from, s.valid_to, s.organisation,"
        " s.record, s.ordinal FROM registers_statement s JOIN registers_entity e ON e.id = s.entity"
        " WHERE s.entity IN (SELECT id FROM registers_entity WHERE id = ANY (%(entities)s::bigint[])"
        " OR merged_into = ANY (%(entities)s::bigint[])) AND s.property = ANY (%(names)s::text[])"
        f" AND s.record_time <= %(known)s::timestamptz AND {not_withdrawn('s.record', 's.ordinal')}"
        " ORDER BY s.record, s.ordinal",
        {"entities": bigints(entities), "names": text_array(names), "known": ALWAYS},
    )
    for number, name, value, start, end, organisation, record, ordinal in cursor.fetchall():
        read = None if value is None else orjson.loads(value)
        yield number, name, Said(read, start, end, organisation, (record, ordinal))
