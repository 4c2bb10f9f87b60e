"""What do the registers learn from the master data that came with events?

A document says what a product, a place or a party is called; that becomes statements of the document's sender, with the place in
the document as their origin. Whoever else says otherwise stays heard: documents count after authorities and after the row's keeper.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson

from yaomai.database.text_array import text_array
from yaomai.errors import Finding, InvalidError, NotAllowedError
from yaomai.people.viewer import Viewer
from yaomai.registers import kinds
from yaomai.registers.declaration.kind import EpcisVocabulary, Kind, Property
from yaomai.registers.derivation import ALWAYS, bigints, not_withdrawn
from yaomai.registers.engine.entity_rows import identity_keys
from yaomai.registers.engine.reading import ReadFault, is_blank, read
from yaomai.registers.operations.everything import everything
from yaomai.registers.operations.identities import division_of
from yaomai.registers.operations.lock import Cursor
from yaomai.registers.operations.state import Origin, Saying, Told, state
from yaomai.registers.sight import may_change

_ATTEMPTS = 3
_UNREAD = "registers.master_data_unread"
_NOT_TAKEN = "registers.master_data_not_taken"


@dataclass(frozen=True, slots=True)
class MasterData:
    """What a document says of one product, place or party: its keys (`gtin`, `gln`, `extension`), and attributes of the CBV as
    (name, value, JSON pointer); `pointer` is where it stands.
    """

    about: EpcisVocabulary
    keys: Mapping[str, str]
    attributes: Sequence[tuple[str, Any, str]]
    pointer: str


def keep_master_data(viewer: Viewer, told: Iterable[MasterData], *, record: int, now: datetime) -> list[Finding]:
    """State what is new in it, in the open transaction, as said in the document whose record this is. Returns what could not be
    taken, and why: that refuses nothing.
    """
    notes: list[Finding] = []
    read_ = [one for each in told for one in _read(each, notes)]
    told_not: dict[tuple[str, str], Finding] = {}
    for attempt in range(_ATTEMPTS):
        with everything() as cursor:
            news = _allowed(cursor, viewer, _news(cursor, viewer, read_), told_not)
        if not news:
            break
        try:
            state(viewer, news, origin=Origin("document", record), now=now)
            break
        except InvalidError as error:
            # Somebody founded one of these between our look and ours: now it is seen.
            is_crossed = all(one.code == "registers.identity_taken" for one in error.findings)
            if not is_crossed or attempt == _ATTEMPTS - 1:
                notes += [Finding(one.code, "", one.message, one.value) for one in error.findings]
                break
        except NotAllowedError as error:  # what nobody looked for before, such as a right that ended meanwhile
            notes.append(Finding(_NOT_TAKEN, "", f"this is taken into no register: {error}"))
            break
    return notes + list(told_not.values())


def _allowed(
    cursor: Cursor, viewer: Viewer, news: Sequence[Told], told_not: dict[tuple[str, str], Finding]
) -> list[Told]:
    """What of it the sender may state (sight.py); `told_not` gets a note for each property of a place in the document that is left
    out.
    """
    kept_by = {
        number: (organisation, division)
        for number, organisation, division in cursor.execute(
            "SELECT e.id, e.organisation, e.division FROM registers_entity e WHERE e.id = ANY (%s::bigint[])",
            (bigints(one.entity for one in news if one.entity is not None),),
        ).fetchall()
    }
    left = []
    for one in news:
        kind = kinds.kind(one.kind)
        new = (
            None,
            division_of(kind, {each.property: each.value for each in one.says}),
        )  # nobody keeps it yet (state.py)
        organisation, division = new if one.entity is None else kept_by.get(one.entity, new)
        says = []
        for each in one.says:
            is_guarded = bool(kind.by_name[each.property].changed_by)
            if not is_guarded or may_change(viewer, kind, each.property, organisation, division):
                says.append(each)
                continue
            words = f"this is taken into no register: who sent it may not state {each.property} of the kind {kind.name}"
            told_not[each.place, each.property] = Finding(_NOT_TAKEN, each.place, words)
        required = kind.required if one.entity is None else ()
        if says and {each.property for each in says}.issuperset(required):
            left.append(replace(one, says=tuple(says)))
    return left


@dataclass(frozen=True, slots=True)
class _Read:
    """Master data as statements about an entity that is found by its identity."""

    kind: Kind
    key: str
    says: tuple[Saying, ...]
    pointer: str


def _read(told: MasterData, notes: list[Finding]) -> Iterable[_Read]:
    """For each kind that is made of such master data: what it says in the kind's properties."""
    for kind in kinds.all_kinds():
        if kind.epcis != told.about:
            continue
        says: dict[str, Saying] = {}
        for one in kind.properties:
            if one.epcis in told.keys:
                says[one.name] = Saying(one.name, told.keys[one.epcis], place=told.pointer)
        keys = list(identity_keys(kind, {name: one.value for name, one in says.items()}))
        if not keys:
            continue
        for name, value, pointer in told.attributes:
            for one in kind.properties:
                if name and one.epcis == name and one.name not in says:
                    says |= _said(one, value, pointer, notes)
        yield _Read(kind, keys[0], tuple(says.values()), told.pointer)


def _said(one: Property, value: Any, pointer: str, notes: list[Finding]) -> dict[str, Saying]:
    if isinstance(value, dict | list) or is_blank(value):
        return {}
    try:
        found = read(one.type, value, many=one.many)
    except ReadFault as fault:
        words = f"this is taken into no register: {fault.what}; {fault.cure}"
        notes.append(Finding(_UNREAD, pointer, words, fault.value))
        return {}
    return {one.name: Saying(one.name, found.value, found.unit, place=pointer)}


def _news(cursor: Cursor, viewer: Viewer, told: Sequence[_Read]) -> list[Told]:
    """What has not been said already by this sender's documents; each entity is told of once."""
    holders = dict(
        cursor.execute(
            "SELECT k.key, coalesce(e.merged_into, e.id) FROM registers_identity_key k"
            " JOIN registers_entity e ON e.id = k.entity WHERE k.key = ANY (%s::text[]) ORDER BY e.id DESC",
            (text_array(sorted({one.key for one in told})),),
        ).fetchall()
    )
    said = _said_before(cursor, viewer, set(holders.values()))
    news: dict[str, Told] = {}
    for one in told:
        entity = holders.get(one.key)
        if entity is None:
            says = one.says
            if not {each.property for each in says}.issuperset(one.kind.required):
                continue  # a code without a name is no entry of a register yet
        else:
            says = tuple(s for s in one.says if said.get((entity, s.property), (None,)) != (s.value,))
        if says:
            before = news.get(one.key)
            merged = {s.property: s for s in (*(before.says if before else ()), *says)}
            news[one.key] = Told(one.kind.name, entity, tuple(merged.values()))
    return list(news.values())


def _said_before(cursor: Cursor, viewer: Viewer, entities: set[int]) -> dict[tuple[int, str], tuple[Any]]:
    """What this sender's documents said of these last, by entity and property."""
    rows = cursor.execute(
        "SELECT DISTINCT ON (s.entity, s.property) s.entity, s.property, s.value::text FROM registers_statement s"
        " WHERE s.entity = ANY (%(entities)s::bigint[]) AND s.origin = 'document'"
        " AND s.organisation IS NOT DISTINCT FROM %(organisation)s::bigint"
        f" AND {not_withdrawn('s.record', 's.ordinal')}"
        " ORDER BY s.entity, s.property, s.record DESC, s.ordinal DESC",
        {"entities": bigints(entities), "organisation": viewer.organisation, "known": ALWAYS},
    ).fetchall()
    return {(entity, name): (None if value is None else orjson.loads(value),) for entity, name, value in rows}
