"""Whom does somebody mean who writes these names; which entities may be one and the same?

Only what the viewer may see is matched with. A few names are looked up by their terms in the database; of many, all entities of the
kind are read and held in memory while they are matched (`engine/matching.py`).
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from yaomai.database.text_array import text_array
from yaomai.ledger.engine.deed import reference
from yaomai.people.viewer import Viewer
from yaomai.registers import kinds
from yaomai.registers.declaration.kind import Kind
from yaomai.registers.declaration.types import Code, Text
from yaomai.registers.derivation import bigints
from yaomai.registers.engine.folding import fold
from yaomai.registers.engine.likeness import Reason
from yaomai.registers.engine.matching import Candidate, Incoming, Known, Match, Register, what_of
from yaomai.registers.engine.names import anatomy
from yaomai.registers.engine.reading import ReadFault, read
from yaomai.registers.engine.terms import TERM_LENGTH_MOST, grams
from yaomai.registers.queries.match_decisions import Decided, about_texts, key_of, told_apart
from yaomai.registers.sight import Sight, seen_by, sights

__all__ = ["Candidate", "Incoming", "Likely", "Match", "Reason", "duplicates", "match"]

Progress = Callable[[int, int], None]
_FEW = 20
_TERMS_A_NAME = 300
_REPORTED_EVERY = 500
_SMALL = 3_000
_PORTION = 100
_PLANNED = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin")


def match(
    viewer: Viewer, kind: Kind | str, incoming: Sequence[Incoming], progress: Progress | None = None
) -> list[Match]:
    """Whom each of these names means, in their order: decided by a code whose check is right, by what a person decided
    before, or by a name that is certain. `progress` is told how many of how many are done.
    """
    declared = kinds.kind(kind) if isinstance(kind, str) else kind
    with seen_by(viewer) as cursor:
        known = _some(cursor, viewer, declared, incoming) if len(incoming) <= _FEW else _every(cursor, viewer, declared)
    register = Register(known, what_of(declared))
    decided = about_texts(viewer, declared.name, (one.text for one in incoming))
    successor = _successors(viewer, declared, decided)
    found: list[Match] = []
    for asked in incoming:
        right, faulty = _codes(declared, asked.codes)
        answer = register.match(replace(asked, codes=right), faulty=faulty)
        found.append(_as_decided(answer, decided.get(key_of(asked.text), ()), successor))
        if progress is not None and len(found) % _REPORTED_EVERY == 0:
            progress(len(found), len(incoming))
    if progress is not None:
        progress(len(incoming), len(incoming))
    return found


def _codes(kind: Kind, codes: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The codes that identify entities of the kind, in their canonical spelling; and the properties of those that have a fault."""
    right, faulty = {}, []
    for name in _identifying(kind):
        if not (value := codes.get(name, "")):
            continue
        declared = kind.by_name[name].type
        try:
            right[name] = str(read(declared, value).value) if isinstance(declared, Code) else value
        except ReadFault:
            right[name] = value
            faulty.append(name)
    return right, tuple(faulty)


def _identifying(kind: Kind) -> list[str]:
    """The properties each of which alone says which entity is meant."""
    return [
        names[0] for names in kind.identity if len(names) == 1 and isinstance(kind.by_name[names[0]].type, Code | Text)
    ]


def _as_decided(answer: Match, decided: Sequence[Decided], successor: Mapping[int, tuple[int, str]]) -> Match:
    """The answer, with what persons decided about the name: the decision that counts first says whom it means."""
    if answer.decided is not None and answer.candidates[0].reasons[:1] == (Reason("same_code"),):
        return answer
    refused = {successor[n][0] for one in decided if (n := one.not_entity) is not None and n in successor}
    candidates = tuple(one for one in answer.candidates if one.entity not in refused)
    meant = next((one for one in decided if one.not_entity is None), None)
    if meant is None:
        certain = answer.decided if answer.decided not in refused else None
        return Match(certain, candidates)
    detail = {"record": reference(meant.record)}
    if meant.entity is None:
        reason = Reason("decided_none", detail, supports=False)
        return Match(None, tuple(replace(one, reasons=(reason, *one.reasons)) for one in candidates))
    if meant.entity not in successor:
        return Match(None, candidates)
    number, title = successor[meant.entity]
    rest = tuple(one for one in candidates if one.entity != number)
    return Match(number, (Candidate(number, title, 1.0, (Reason("decided_before", detail),)), *rest))


def _successors(viewer: Viewer, kind: Kind, decided: Mapping[str, Sequence[Decided]]) -> dict[int, tuple[int, str]]:
    """Of the entities that decisions name and the viewer sees: the number and title of what they are now."""
    wanted = {n for each in decided.values() for one in each for n in (one.entity, one.not_entity) if n is not None}
    if not wanted:
        return {}
    with seen_by(viewer) as cursor:
        cursor.execute(
            "SELECT e.id, r.id, r.title, r.organisation, r.division FROM registers_entity_seen e"
            " JOIN registers_entity_seen r ON r.id = coalesce(e.merged_into, e.id)"
            " WHERE e.id = ANY(%s::bigint[]) AND e.kind = %s AND NOT r.is_void",
            (bigints(sorted(wanted)), kind.name),
        )
        rows = cursor.fetchall()
    sight = sights(viewer, kind)
    return {
        number: (now, title if kind.title in sight.of(organisation, division) else "")
        for number, now, title, organisation, division in rows
    }


def _every(cursor: Any, viewer: Viewer, kind: Kind, after: int = 0, limit: int | None = None) -> list[Known]:
    """The entities of a kind, by number."""
    columns, names = _columns(kind)
    cursor.execute(
        f"SELECT {columns} FROM registers_entity_seen e WHERE e.kind = %s AND e.id > %s AND e.merged_into IS NULL"
        " AND NOT e.is_void ORDER BY e.id LIMIT %s",
        (kind.name, after, limit),
    )
    return _known(cursor.fetchall(), sights(viewer, kind), kind, names)


def _some(cursor: Any, viewer: Viewer, kind: Kind, incoming: Sequence[Incoming]) -> list[Known]:
    """Those that may be meant by a few names: with a term that has most of a name's grams, or the code."""
    numbers: set[int] = set()
    cursor.execute("; ".join(f"SET LOCAL {one} = off" for one in _PLANNED))
    for asked in incoming:
        texts = sorted({fold(one)[:TERM_LENGTH_MOST] for one in (asked.text, *asked.codes.values())} - {""})
        query = "SELECT entity FROM registers_term_seen WHERE kind = %s AND text = ANY(%s::text[])"
        cursor.execute(query, (kind.name, text_array(texts)))
        numbers.update(number for (number,) in cursor.fetchall())
        for wanted in _looked_up(asked.text, what_of(kind)):
            cursor.execute(
                f"SELECT entity FROM registers_term_seen WHERE kind = %s AND grams @> %s::text[] LIMIT {_TERMS_A_NAME}",
                (kind.name, text_array(wanted)),
            )
            numbers.update(number for (number,) in cursor.fetchall())
    cursor.execute("; ".join(f"SET LOCAL {one} TO DEFAULT" for one in _PLANNED))
    columns, names = _columns(kind)
    cursor.execute(
        f"SELECT {columns} FROM registers_entity_seen e WHERE e.id = ANY(%s::bigint[]) AND e.merged_into IS NULL"
        " AND NOT e.is_void ORDER BY e.id",
        (bigints(sorted(numbers)),),
    )
    return _known(cursor.fetchall(), sights(viewer, kind), kind, names)


def _looked_up(text: str, what: str) -> list[list[str]]:
    """Sets of grams; a term that has all of one set is worth a look: the characters of the word mark, their readings, each two
    neighbours of the word mark or the trade.
    """
    parts = anatomy(text) if what == "organisation" else None
    core = (parts.mark or parts.core) if parts else fold(text)
    every = grams(core)
    han = [one for one in every if len(one) == 2 and one[0] != "'" and not one.isascii()]
    read_ = [one for one in every if "-" in one and not one.endswith("-")]
    found = [each for each in (han, read_) if each] or ([every] if every else [])
    if len(core) > 2:
        found += [[one] for one in (*han[:8], *read_[:8])]
    if parts and not parts.mark and parts.places:
        found.append([parts.places[-1].text[:2], core[:2]])
    return found


def _columns(kind: Kind) -> tuple[str, list[str]]:
    """What is read of an entity: a list for SQL, and the properties that stand in it after the first three columns."""
    wanted = dict.fromkeys((kind.title, *kind.other_names, *_identifying(kind)))
    wanted.update({name: None for name in ("address",) if name in kind.by_name})
    names = [name for name in wanted if isinstance(kind.by_name[name].type, Code | Text)]
    return ", ".join(("e.id", "e.organisation", "e.division", *(f"e.current -> '{name}'" for name in names))), names


def _known(rows: Sequence[Any], sight: Sight, kind: Kind, names: Sequence[str]) -> list[Known]:
    found = []
    identifying = set(_identifying(kind))
    seen_of: dict[tuple[int | None, str], frozenset[str]] = {}
    for number, organisation, division, *values in rows:
        where = (organisation, division)
        if where not in seen_of:
            seen_of[where] = sight.of(*where)
        seen = seen_of[where]
        texts: list[str] = []
        codes: dict[str, str] = {}
        address = ""
        for name, value in zip(names, values, strict=True):
            if value is None or name not in seen:
                continue
            read_ = json.loads(value) if isinstance(value, str) else value
            if name in identifying:
                codes[name] = str(read_)
            elif name == "address":
                address = str(read_)
            else:
                texts += read_ if isinstance(read_, list) else [read_]
        if texts or codes:
            place = division if kind.place in seen else ""
            found.append(Known(number, tuple(texts) or ("",), codes, place, address))
    return found


@dataclass(frozen=True, slots=True)
class Likely:
    """Two entities that may be one: which, what they are called, how alike they are and why."""

    one: int
    title: str
    two: Candidate


def duplicates(viewer: Viewer, kind: Kind, *, after: int = 0) -> tuple[list[Likely], int]:
    """Pairs of entities of a kind that may be one and of which nobody decided that they are two, the likeliest first; and the
    number to go on after (0: that was all). A register of up to `_SMALL` entities is looked through at once, a
    larger one in portions, beginning with the entities whose numbers are above `after`.
    """
    with seen_by(viewer) as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT FROM registers_entity_seen WHERE kind = %s LIMIT %s) AS seen",
            (kind.name, _SMALL + 1),
        )
        is_small = cursor.fetchone()[0] <= _SMALL
        portion = _every(cursor, viewer, kind, after, _SMALL if is_small else _PORTION)
        known = {one.entity: one for one in portion}
        if not is_small:
            asked = [Incoming(one.names[0], one.codes) for one in portion]
            known |= {one.entity: one for one in _some(cursor, viewer, kind, asked)}
    register = Register(known.values(), what_of(kind))
    apart = told_apart(viewer, kind.name)
    found = [
        Likely(one.entity, one.names[0], candidate)
        for one, candidate in register.pairs(portion)
        if (min(one.entity, candidate.entity), max(one.entity, candidate.entity)) not in apart
    ]
    found.sort(key=lambda pair: (-pair.two.score, pair.one))
    return found, portion[-1].entity if not is_small and len(portion) == _PORTION else 0
